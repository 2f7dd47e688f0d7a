"""What can be read in two ways, looks like something else, or is left blank: refused, settled or said, never guessed."""

# One case, one line.
# ruff: noqa: E501

from __future__ import annotations

import pytest

from serai.errors import ScenarioError
from serai.scenario.cells import parse_text, text_fault
from serai.scenario.change import with_changes
from serai.scenario.inventory import contents
from serai.scenario.nearest import Suggestions, did_you_mean
from serai.scenario.read.csv import is_comment
from serai.scenario.read.load import load
from serai.scenario.texts import parse_change, parse_hours, parse_weekdays


@pytest.mark.parametrize("space", ["\u00a0", "  ", "\u202f", "\u2009", "\u3000", " \u00a0 "])
def test_spaces_of_all_kinds_are_one_in_names_and_where_they_are_referred_to(folder, river_files, space):
    assert parse_text(f"Long{space}Bridge") == "Long Bridge"
    assert text_fault(f"Long{space}Bridge").startswith("must have one plain space between words")
    assert text_fault(f"Long{space}Bridge", multi_line=True) == ""
    changed = {f"{name.removesuffix('.csv')}_csv": text.replace("Ford", "Blue Ford" if name == "places.csv" else f"Blue{space}Ford")
               for name, text in river_files.items() if name.endswith(".csv")}  # fmt: skip
    assert load(folder(**changed)).routes[1].from_place == "Blue Ford"


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("P\u0430ris", "Paris", ' Did you mean "Paris"? (letter 2 is Cyrillic small letter a, U+0430; there it is Latin small letter a, U+0061)'),
        ("Long\u200bBridge", "LongBridge", ' Did you mean "LongBridge"? (letter 5 is Zero width space, U+200B, which is not there)'),
        ("Kum\u2013Kala", "Kum-Kala", ' Did you mean "Kum-Kala"? (letter 4 is En dash, U+2013; there it is Hyphen-minus, U+002D)'),
        ("Orsk", "Örsk", ' Did you mean "Örsk"? (letter 1 is Latin capital letter o, U+004F; there it is Latin capital letter o with diaeresis, U+00D6)'),
        ("paris", "Paris", ' Did you mean "Paris"?'), ("Pariss", "Paris", ' Did you mean "Paris"?'),
    ],
)  # fmt: skip
def test_a_letter_that_looks_like_another_is_named(word, known, said):
    assert did_you_mean(word, [known]) == said


def test_nearest_names_are_sought_for_the_first_of_many_only():
    suggestions = Suggestions(2)
    assert [suggestions.near(word, lambda: ["Paris"]) != "" for word in ("Pariss", "Pari", "Parid")] == [
        True,
        True,
        False,
    ]
    assert suggestions.near_or_all("Paros", lambda: ["Paris"]) == ""
    assert suggestions.near("Pariss", lambda: ["Paris"]) == ' Did you mean "Paris"?'


@pytest.mark.parametrize("dash", ["-", "–", "—", "−", "‑"])
def test_every_dash_is_one_in_hours_weekdays_and_differences(dash):
    assert parse_hours(f"06:00{dash}20:00") == ((360, 1200),)
    assert parse_weekdays(f"mon{dash}tue") == (True, True, False, False, False, False, False)
    assert parse_change(f"{dash}5").amount == -5


@pytest.mark.parametrize(
    ("cells", "is_remark"),
    [
        (["#adm1", "#affected"], True), (["", "#adm1", "#affected", ""], True), (["# a remark", "more"], True), (["", "#adm1", "5"], False),
        (["", ""], False), ([], False), (["#N/A", "#REF!"], False), (["", "#N/A"], False), (["Town", "#1"], False),
    ],
)  # fmt: skip
def test_a_row_of_tags_is_a_remark_though_its_first_cell_is_blank(cells, is_remark):
    assert is_comment(cells) == is_remark


def test_a_name_of_a_place_and_of_a_region_with_other_places_is_refused_with_both_meanings(
    folder, river_files, problems_of
):
    places = (
        river_files["places.csv"].replace("NGA,South,15.0", "NGA,Hill,15.0").replace("NGA,South,15.1", "NGA,Hill,15.1")
    )
    assert problems_of(folder(places_csv=places)) == [
        'groups.csv, row 3, column member: "Hill" can be read in two ways, as the place (Hill) or the region (Hill, Tents); '
        'give the region a name of its own in column region of places.csv, as "Hill region", and write "Hill region" where it is meant'
    ]


def test_a_name_of_a_place_and_of_a_region_with_that_place_alone_is_plain(folder, river_files):
    places = river_files["places.csv"].replace("NGA,South,15.0", "NGA,Hill,15.0")
    assert load(folder(places_csv=places)).groups[1].member == "Hill"


def test_a_name_of_a_region_and_of_another_country_is_refused(folder, river_files, problems_of):
    places = river_files["places.csv"].replace("NER,North,16.97", "NIG,NGA,16.97").replace("NER,North", "NER,Sahel")
    groups, events = ((river_files[f"{name}.csv"].replace("North", "NGA")) for name in ("groups", "events"))
    found = problems_of(folder(places_csv=places, groups_csv=groups, events_csv=events))
    said = "as the region (Agadez) or the country (Hill, Tents); give the country a name of its own"
    assert [problem.partition(":")[0] for problem in found if said in problem] == [
        "groups.csv, row 2, column member", "events.csv, row 2, column where",
    ]  # fmt: skip


LEAVING = "from,to,origin,profile,people\n,,Agadez,family,100\n"


def test_cities_without_attraction_and_population_as_the_only_goals_are_refused(folder, river_files, problems_of):
    places = river_files["places.csv"].replace("80000", "")
    nobody = 'has neither attraction nor population, nor has any other that can be reached from "Agadez", so nobody could leave'
    assert problems_of(folder(places_csv=places, departures_csv=LEAVING)) == [
        f'places.csv, row {row}, column attraction: "{name}" {nobody}; give its attraction or population (attraction 0 if nobody is to go there)'
        for row, name in ((4, "Hill"), (5, "Tents"))
    ]


def test_whom_nobody_chooses_is_said_where_others_are_chosen(folder):
    lines = contents(load(folder(departures_csv=LEAVING)))
    assert "nobody chooses Tents: neither attraction nor population is given" in lines


def test_attraction_zero_everywhere_is_refused_when_it_is_tried(folder):
    scenario = load(folder(departures_csv=LEAVING))
    with pytest.raises(ScenarioError, match="every city and camp .* has attraction 0, so nobody could leave"):
        with_changes(scenario, {"places.Hill.attraction": 0, "places.Tents.attraction": 0})


def test_beds_for_fewer_than_are_there_at_the_start_are_refused_before_a_run():
    scenario = load("river-crossing")
    with pytest.raises(ScenarioError, match='lodging "camp-tents" has 0 beds, fewer than the 90 people in it'):
        with_changes(scenario, {"lodging.camp-tents.beds": 0})
