"""What Flee's code makes of files that can be read in two ways, and what they mean: Flee's figures, and ours.

The figures are those of Flee at commit 02cd2cbd for a conflict zone A, a town T and camps C and D, all 100 km apart.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

from flee_cases import on, people_by_day, place, series, write_case
from serai.errors import ScenarioError
from serai.flee.convert.convert import convert_flee, read_case
from serai.flee.schema import FleeScenario
from serai.flee.series import daily_people

HEADER = "#name,region,country,latitude,longitude,location_type,conflict_date,population"
ROWS = {
    "A": place("A", "conflict_zone", 100000), "T": place("T", "town", 0),
    "C": place("C", "camp", 50000, "There"), "D": place("D", "camp", 50000, "There"),
}  # fmt: skip
LINKS = ("A,T,100,", "T,C,100,", "T,D,100,")
BOTH = pytest.mark.parametrize(("as_written", "expected"), [(False, 0), (True, 1)], ids=["as Flee runs", "as written"])


def base(folder: Path, **given) -> Path:
    """The case; rows of locations.csv, columns and files may be others."""
    locations = "\n".join([given.pop("header", HEADER), *given.pop("rows", ROWS).values()])
    files = {"input_csv/locations.csv": locations, **given.pop("files", {})}
    days = given.pop("days", 40)
    camps = given.pop("camps", {"C": {0: 0, days: 20000}, "D": {0: 0, days: 20000}})
    links = given.pop("links", LINKS)
    return write_case(folder, list(ROWS.values()), links, days=days, camps=camps, files=files, **given)


def made(folder: Path, *, as_written: bool = False, **given) -> FleeScenario:
    return read_case(base(folder, **given), "case", as_written=as_written).scenario


def report(folder: Path, **given) -> str:
    return read_case(base(folder, **given), "case").report


def faults(folder: Path, **given) -> str:
    with pytest.raises(ScenarioError) as caught:
        read_case(base(folder, **given), "case")
    return "\n".join(map(str, caught.value.problems))


def test_the_case_itself_has_the_people_of_flee_in_its_camps(tmp_path):
    people = people_by_day(made(tmp_path))
    assert (people["C"][39], people["D"][39]) == pytest.approx((17952, 18185), abs=400)


@pytest.mark.parametrize(("spawn", "as_run"), [({}, 3000), ({"empty_camps_on_day0": True}, 0)])
def test_people_of_initial_idps_are_in_camps_only_and_where_the_file_says(tmp_path, spawn, as_run):
    people = {"A": 1000, "T": 2000, "C": 3000, "D": ""}
    rows = {name: f"{row},{people[name]}" for name, row in ROWS.items()}
    given = {"header": f"{HEADER},initial_idps", "rows": rows, "spawn": spawn}
    assert sum(row.people for row in made(tmp_path / "run", **given).initial) == as_run
    assert sum(row.people for row in made(tmp_path / "said", as_written=True, **given).initial) == 6000
    assert f"initial_idps: 6,000 people; Flee puts them {'nowhere' if spawn else 'into camps only'}" in report(
        tmp_path / "report", **given
    )


OUT_OF_ORDER = "Date,n\n" + "\n".join(
    f"{on(day)},{people}" for day, people in ((0, 0), (10, 5000), (35, 20000), (20, 9000), (40, 22000))
)
TWICE = "Date,n\n" + "\n".join(f"{on(day)},{n}" for day, n in ((0, 0), (10, 5000), (10, 7000), (20, 9000)))


@BOTH
@pytest.mark.parametrize(
    ("text", "correction", "day", "people"),
    [
        (OUT_OF_ORDER, "", 15, (8000, 7000)),
        (OUT_OF_ORDER, f"C,{on(20)}", 15, (3600, 9000)),
        (TWICE, "", 9, (4500, 6300)),
        (TWICE, "", 10, (7000, 7000)),
    ],
)
def test_reports_are_read_as_flee_reads_them_or_by_their_dates(
    tmp_path, as_written, expected, text, correction, day, people
):
    files = {"source_data/C.csv": text, "input_csv/registration_corrections.csv": correction}
    scenario = made(tmp_path, as_written=as_written, files=files)
    assert daily_people(scenario)["C"][day] == people[expected]


def test_the_report_says_that_dates_are_out_of_order(tmp_path):
    text = report(tmp_path, files={"source_data/C.csv": OUT_OF_ORDER})
    assert (
        "C.csv: Flee takes reports in the order in which they are listed, whatever their dates; so does Serai" in text
    )


LATER_RULES = {
    "use_economic_pull": "hdi", "WomenAvoidHazards": "women", "ElderlyAvoidHazards": "old people",
    "avoid_food_deprived_locations": "food security",
}  # fmt: skip


@pytest.mark.parametrize("key", LATER_RULES)
def test_rules_of_later_flee_are_refused_and_where_they_are_off_named(tmp_path, key):
    assert f"move_rules.{key}: " in (found := faults(tmp_path / "on", moves={key: True}))
    assert LATER_RULES[key] in found
    assert f"move_rules.{key}: it is off" in report(tmp_path / "off", moves={key: False})


def test_people_who_set_out_for_hunger_are_refused(tmp_path):
    assert "spawn_rules.starvation_driven_spawning: food security" in faults(
        tmp_path, spawn={"starvation_driven_spawning": True}
    )


def test_columns_that_only_the_economic_pull_uses_are_said_to_be_so(tmp_path):
    rows = {name: f"{row},0.9" for name, row in ROWS.items()}
    text = report(tmp_path, header=f"{HEADER},hdi", rows=rows)
    assert "locations.csv, column hdi: only use_economic_pull uses it" in text


def test_months_of_harvest_are_refused(tmp_path):
    assert "move_rules.harvest_months: in these months Flee counts everyone" in faults(
        tmp_path, moves={"harvest_months": "[6, 7]"}
    )


def full_camps(folder: Path, order: str) -> FleeScenario:
    rows = {**ROWS, "C": place("C", "camp", 600, "There"), "D": place("D", "camp", 1500, "There")}
    return made(
        folder, rows={name: rows[name] for name in order}, days=110, camps={name: {0: 0, 60: 2400} for name in "CD"},
        conflicts="\n".join(["#Day,A", *(f"{day},1" for day in range(110))]),
    )  # fmt: skip


def test_people_of_full_camps_leave_before_others_look_at_them(tmp_path):
    """Means over days and seeds, against twelve runs of Flee 3.1, whose standard errors are 12, 16 and 13."""
    scenario = full_camps(tmp_path, "ATCD")
    runs = [people_by_day(scenario, seed) for seed in range(1, 9)]
    means = [float(np.mean([found[name] for found in runs])) for name in "TCD"]
    assert means == pytest.approx([1505, 655, 1304], abs=75)


def test_the_order_of_rows_does_not_decide_who_comes_into_a_full_camp(tmp_path):
    one, other = (people_by_day(full_camps(tmp_path / order, order)) for order in ("ATCD", "CDTA"))
    assert all(np.array_equal(one[name], other[name]) for name in "ATCD")


def test_files_that_nobody_reads_are_named(tmp_path):
    files = {"input_csv/IPC.csv": "x", "input_csv/accessibility.csv": "x", "source_data/notes.csv": "x"}
    text = report(tmp_path, files=files)
    assert "IPC.csv, accessibility.csv, notes.csv: neither Flee nor Serai reads such a file of a case" in text


@BOTH
def test_a_column_under_another_name_is_taken_by_its_place(tmp_path, as_written, expected):
    """T,C with a redirection of 1, under a misspelt header: in Flee C has 24,204 and D 12,025 people on day 39.

    As written everybody who leaves C is sent to T, and ways to C are no likelier than those to D: figures of the base.
    """
    links = "#name1,name2,distance,forced_rediretion\nA,T,100,\nT,C,100,1\nT,D,100,"
    people = people_by_day(made(tmp_path, as_written=as_written, files={"input_csv/routes.csv": links}))
    means = ((24204, 12025), (17952, 18185))[expected]
    assert (people["C"][39], people["D"][39]) == pytest.approx(means, abs=400)


def test_the_date_of_a_conflict_is_read_under_an_older_name(tmp_path):
    rows = {**ROWS, "A": ROWS["A"].replace("conflict_zone,0", "conflict_zone,20")}
    scenario = made(tmp_path, header=HEADER.replace("conflict_date", "conflict_period"), rows=rows)
    assert scenario.lookahead_places[0].conflict_from.date().isoformat() == on(20)


@BOTH
def test_the_default_intensity_is_that_of_later_conflict_zones_only(tmp_path, as_written, expected):
    files = {"simsetting.yml": "default_conflict_intensity: 3\nmove_rules:\n  max_move_speed: 200",
             "location_changes.csv": "#name,location_type,date\nT,conflict_zone,8"}  # fmt: skip
    scenario = made(tmp_path, as_written=as_written, files=files)
    assert scenario.lookahead_places[0].intensity == (1.0, 3.0)[expected]
    assert [row.intensity for row in scenario.lookahead_changes] == [3.0]


@BOTH
def test_a_conflict_zone_that_stands_twice_is_two_places_as_flee_runs(tmp_path, as_written, expected):
    """In Flee the first has no links: half of the people never leave, and C has 9,165 on day 39."""
    people = people_by_day(made(tmp_path, as_written=as_written, rows={**ROWS, "B": ROWS["A"]}))
    assert people["C"][39] == pytest.approx((9165, 17952)[expected], abs=400)
    assert sum(people[name][39] for name in people if name.startswith("A (")) == pytest.approx(
        (19500, 0)[expected], abs=400
    )


def test_a_location_that_stands_twice_is_said_to_be_two_in_flee(tmp_path):
    text = report(tmp_path / "zone", rows={**ROWS, "B": ROWS["A"]})
    assert (
        "locations.csv, row 6: Flee makes two places of A, the first of them without links, so half of those who set "
        "out there never leave it; here that is A (row 6)" in text
    )
    text = report(tmp_path / "town", rows={**ROWS, "B": ROWS["T"]})
    assert "Flee makes two places of T, the first of them without links; here it is one place" in text


@pytest.mark.parametrize(
    ("spawn", "moves", "words"),
    [
        ({}, {}, "still count as occupants; a capacity below 1 then means no limit; so full from the start: C"),
        ({}, {"capacity_scaling": 1.25}, "occupants; a capacity below 1 then means no limit\n"),
        ({"empty_camps_on_day0": True}, {}, "although nobody is put in; a capacity below 1 then means no limit\n"),
    ],
)
def test_what_is_said_of_people_of_the_first_day_goes_by_scaling_and_whether_camps_are_empty(
    tmp_path, spawn, moves, words
):
    camps = {"C": {0: 25000, 40: 40000}, "D": {0: 0, 40: 9000}}
    assert words in report(tmp_path, camps=camps, spawn=spawn, moves=moves)


@pytest.mark.parametrize(
    "key", ["move_rules.awareness_level", "spawn_rules.conflict_spawn_decay_interval", "move_rules.softening"]
)
def test_a_number_without_end_is_refused_with_its_key(tmp_path, key):
    block, name = key.split(".")
    given = {"moves" if block == "move_rules" else "spawn": {name: ".inf"}}
    assert f"simsetting.yml, {key}: cannot be read, got inf" in faults(tmp_path, **given)


def test_a_number_with_an_exponent_is_read_in_silence(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert made(tmp_path, moves={"max_move_speed": "2e2"}).lookahead.max_move_km.value == 200.0


def test_settings_that_cases_share_are_found_above_them_and_named(tmp_path):
    case = base(tmp_path / "forms" / "one")
    (case / "simsetting.yml").rename(tmp_path / "simsetting.yml")
    found = read_case(case, "case")
    assert found.scenario.lookahead.max_move_km.value == 200.0
    assert (
        f"the case has no simsetting.yml of its own; it is read from the folder {tmp_path.name} above it"
        in found.report
    )


def test_a_case_without_people_is_refused_but_by_force(tmp_path):
    case = base(tmp_path / "case", camps={"C": {0: 0, 40: 0}, "D": {0: 0}})
    with pytest.raises(
        ScenarioError, match="nobody is anywhere at the start, and nobody sets out in the 40 days"
    ) as caught:
        convert_flee(case, tmp_path / "made")
    assert caught.value.exit_code == 3
    assert not (tmp_path / "made").exists()
    assert "nobody is anywhere at the start" in convert_flee(case, tmp_path / "made", force=True).report


@pytest.mark.parametrize(("more", "words"), [("C,C.csv", "remove one of the equal rows"), ("C,D.csv", "into one row")])
def test_a_series_that_stands_twice_is_refused_with_what_to_do(tmp_path, more, words):
    layout = f"total,total.csv\nC,C.csv\nD,D.csv\n{more}"
    found = faults(tmp_path, files={"source_data/data_layout.csv": layout, "source_data/total.csv": series({0: 0})})
    assert "C appears twice; " in found
    assert words in found
