"""A first scenario from two countries: its places, rows and what is said of it."""

import math

import pytest

from serai.begin.ask import front_of
from serai.begin.begin import CrisisRequest, begin
from serai.begin.gazetteer import countries
from serai.begin.places import homes_of
from serai.errors import ScenarioError
from serai.scenario.destinations import shares_of
from serai.scenario.inventory import contents
from serai.scenario.read.load import load
from serai.scenario.write.write import write


def of_kind(scenario, kind):
    return [place for place in scenario.places if place.kind == kind]


def test_homes_are_the_largest_places_and_the_rest_of_regions_and_hold_all_people():
    russia = countries()["RUS"]
    homes = homes_of(russia, 20)
    assert [home.town.name for home in homes[:2]] == ["Moscow", "Saint Petersburg"]
    assert [home.is_rest for home in homes] == [False] * 20 + [True] * 20
    assert math.fsum(home.people for home in homes) == pytest.approx(russia.people)


@pytest.mark.parametrize(("code", "count", "names"), [("BDI", 20, "around Bujumbura"), ("SGP", 20, "Singapore")])
def test_where_no_other_place_is_known_each_stands_for_what_is_around_it(code, count, names):
    """Burundi: 12 % of the people in 20 places. Singapore: a city of more people than the country had."""
    country = countries()[code]
    homes = homes_of(country, count)
    assert math.fsum(home.people for home in homes) == pytest.approx(country.people)
    assert next(f"{'around ' * home.is_rest}{home.town.name}" for home in homes) == names


def test_the_rest_is_wide_where_the_gazetteer_knows_few_and_even_about_its_value():
    sudan = begin(CrisisRequest("s", "SDN", ("TCD",), places=3, kit="conflict"))
    rest = next(place for place in of_kind(sudan.scenario, "origin") if place.name.startswith("around "))
    low, high = rest.range_of("at_risk_people")
    assert (low / rest.at_risk_people, high / rest.at_risk_people) == pytest.approx((0.4, 1.6))
    assert any("knows places of 29 % of the people of Sudan" in remark for remark in sudan.remarks)
    assert "where people live whom the gazetteer does not know" in [question.what for question in sudan.asked]


def test_cities_are_the_largest_and_those_near_the_posts(georgia):
    names = [place.name for place in of_kind(georgia().scenario, "city")]
    assert len(names) == 12
    assert {"Tbilisi", "Batumi", "Gori"} <= set(names)


def test_places_have_labels_but_for_what_stands_for_a_region(georgia):
    places = {place.name: place for place in georgia().scenario.places}
    assert places["Tbilisi"].labels == (("ka", "თბილისი"),)
    assert places["Moscow"].labels == (("ru", "Москва"),)
    assert {place.labels for name, place in places.items() if name.startswith("around ")} == {()}


def test_the_desks_of_a_post_serve_its_capacity_in_its_hours(georgia):
    table = "name,lat,lon,capacity,low,high,hours\nLars,42.74,44.63,9000,6000,14000,08:00-20:00\n"
    scenario = georgia(table).scenario
    car, foot = (row for row in scenario.services if row.place == "Lars")
    assert car.servers * 12 * 60 / car.minutes == pytest.approx(9000, rel=1e-3)
    assert (car.pool, foot.pool, car.servers) == ("lars-desks", "lars-desks", 9)
    minutes = next(row for row in scenario.parameters if row.name == "lars-minutes")
    assert minutes.range_of("value") == pytest.approx((9000 / 14000, 9000 / 6000), abs=1e-4)


def test_as_many_visitors_are_there_as_come_in_a_mean_stay(georgia):
    scenario = georgia("name,lat,lon,ordinary\nLars,42.74,44.63,1000\n").scenario
    flows = {row.profile: row.per_day for row in scenario.traffic}
    assert flows == {"visitors": 500, "residents": 500}
    assert [(row.profile, row.people) for row in scenario.initial] == [("visitors", 4000)]


def test_modes_that_no_post_lets_pass_are_left_out(georgia):
    men = georgia("name,lat,lon,modes\nLars,42.74,44.63,car\n").scenario.profiles[0]
    assert men.modes == "car:0.8571 bus:0.1429"


def test_a_place_with_the_name_of_a_post_or_of_another_place_is_told_apart(georgia):
    names = [place.name for place in georgia("name,lat,lon\nTbilisi,42.74,44.63\n").scenario.places]
    assert {"Tbilisi", "Tbilisi (GEO)"} <= set(names)


def test_every_row_says_whether_it_is_stated_derived_or_guessed(georgia):
    scenario = georgia().scenario
    for table in ("places", "routes", "profiles", "services", "lodging", "traffic", "initial", "events", "parameters"):
        words = {row.source.partition(":")[0] for row in getattr(scenario, table)}
        assert words <= {"stated", "derived", "guessed"}, table


@pytest.mark.parametrize("target", ["geo", "geo.xlsx"])
def test_what_is_written_is_read_back_and_the_questions_are_passed_over(georgia, tmp_path, target):
    begun = georgia()
    path = write(begun.scenario, tmp_path / target, front=front_of(begun.scenario.title, begun.asked))
    assert load(path) == begun.scenario


def test_the_questions_come_with_the_widest_and_weightiest_first(georgia):
    asked = georgia(expect=40_000.0, expect_low=39_000.0, expect_high=41_000.0).asked
    assert [question.weight for question in asked] == sorted((question.weight for question in asked), reverse=True)
    assert asked[-1].what == "people who leave up to the end of the run"  # stated almost exactly: nothing to ask
    assert georgia().asked[0].what == "people who leave up to the end of the run"


def test_the_scenario_says_itself_what_it_is(georgia):
    lines = contents(georgia().scenario)
    assert lines[0] == "Russia to Georgia, event of 2022-09-21: a first guess"
    assert lines[1].startswith("2022-09-14 to 2022-11-02 (49 days)")
    assert not [line for line in lines if "ordinary traffic of" in line]


def test_several_countries_of_arrival_have_posts_and_cities_of_their_own():
    scenario = begin(CrisisRequest("w", "UKR", ("POL", "HUN"), places=3)).scenario
    assert {place.country for place in of_kind(scenario, "border_post")} == {"POL", "HUN"}
    assert {place.country for place in of_kind(scenario, "city")} == {"POL", "HUN"}


@pytest.mark.parametrize(
    ("origin", "goals", "said"),
    [
        ("IND", ("LKA",), "Sri Lanka is an island or has no land border, so nobody comes by road from India"),
        ("LKA", ("IND",), "Sri Lanka is an island or has no land border, so nobody goes by road to India"),
        ("RUS", ("ARM",), "Russia and Armenia share no land border. Land neighbours of RUS: AZE, BLR"),
        ("RUS", ("RUS",), '--to "RUS": people leave from and arrive in Russia; name another country'),
        ("RUS", ("GEO", "geo"), '--to "geo": twice the same country: Georgia; name another country'),
        ("ITA", ("VAT",), '--to "VAT": no place of 5,000 people and more is known in Vatican'),
        ("KZA", ("GEO",), '--from: "KZA" is not a country code of three letters, e.g. RUS or GEO. Nearest: KAZ'),
    ],
)
def test_countries_that_cannot_be_are_answered_with_what_helps(origin, goals, said):
    with pytest.raises(ScenarioError) as caught:
        begin(CrisisRequest("x", origin, goals))
    assert said in str(caught.value)


def test_a_table_must_have_a_post_for_each_country(faults):
    assert "no post leads to Azerbaijan" in faults(goals=("GEO", "AZE"))


def test_several_countries_of_arrival_are_regions_of_destination_with_shares_by_ordinary_traffic(georgia):
    table = "name,lat,lon,ordinary\nVerkhny Lars,42.74,44.63,3000\nOzinki,51.19,49.78,1000\n"
    begun = georgia(table, goals=("GEO", "KAZ"))
    both = begun.scenario
    assert [(row.region, row.weight) for row in both.destinations] == [("GEO", None), ("KAZ", None)]
    assert shares_of(both, both.profiles[0].name) == pytest.approx({"GEO": 0.75, "KAZ": 0.25})
    asked = next(question for question in begun.asked if question.where == "destinations: weight")
    assert (asked.what, asked.value) == (
        "share of each country of arrival among all who leave", "Georgia 75 %, Kazakhstan 25 %"
    )  # fmt: skip
    alone = georgia()
    assert alone.scenario.destinations == ()
    assert "destinations: weight" not in [question.where for question in alone.asked]
