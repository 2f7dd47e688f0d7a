"""Regions of destination: their shares, what is refused, what is warned of, and what published figures speak of."""

# One case, one line.
# ruff: noqa: E501

from __future__ import annotations

from typing import Any

import pytest

from scenarios import at, patient, place, road, scenario
from serai.errors import ScenarioError
from serai.runs.ranges import ranges_of
from serai.scenario.change import with_changes
from serai.scenario.destinations import is_ambiguous, news_acts_on, shares_of, weighed_hours, with_place_meant
from serai.scenario.doubts import doubts
from serai.scenario.drop import drop
from serai.scenario.estimates import post_loads
from serai.scenario.parameters import with_parameters
from serai.scenario.read.load import load
from serai.scenario.rename import rename
from serai.scenario.rules.check import check
from serai.scenario.schema import (
    Choice,
    Departure,
    Destination,
    Event,
    Group,
    NoEntry,
    Observation,
    Parameter,
    Profile,
    Scenario,
    Service,
    Traffic,
)
from serai.scenario.write.write import write

FIGURE = Observation(id="figure", quantity="entries", statistic="sum", fact_group="flow", value=100)


def two(**parts: Any) -> Scenario:
    """A home between two countries."""
    fixed = {
        "places": (
            place("home", "origin", at_risk_people=100, country="HOM"),
            place("gate-a", "border_post", country="AAA"), place("gate-b", "border_post", country="BBB"),
            place("alba", "city", country="AAA", population=10), place("bury", "city", country="BBB", population=10),
        ),
        "routes": (road("home", "gate-a", 10), road("home", "gate-b", 10), road("gate-a", "alba", 10), road("gate-b", "bury", 10)),
        "groups": (Group(name="both", member="AAA"), Group(name="both", member="BBB")),
        "profiles": (patient(), patient("kin"), Profile(name="locals", tracked=False)),
        "departures": (Departure(id="flight", origin="home", profile="people", people=50),),
        "destinations": (Destination(id="a", region="AAA", weight=3.0), Destination(id="b", region="BBB", weight=1.0)),
        "traffic": (
            Traffic(id="trips-a", post="gate-a", profile="kin", per_day=30, per_day_end=10, end=at(2)),
            Traffic(id="trips-b", post="gate-b", profile="kin", per_day=40),
            Traffic(id="out-b", post="gate-b", profile="kin", per_day=500, direction="out"),
            Traffic(id="locals-b", post="gate-b", profile="locals", per_day=500),
        ),
    }  # fmt: skip
    return scenario(4, **{**fixed, **parts})


def faults(given: Scenario) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        check(given)
    return [problem.text for problem in caught.value.located]


def test_a_right_scenario_passes():
    check(
        two(no_entry=(NoEntry(id="visa", region="BBB", profile="kin", unaware_share=0.1),), tracked_destination="AAA")
    )


def test_shares_are_weights_by_their_sum_and_own_rows_replace_those_for_all():
    given = two()
    assert shares_of(given, "people") == {"AAA": 0.75, "BBB": 0.25}
    own = (Destination(id="kin", region="BBB", profile="kin people", weight=9.0),)
    given = two(destinations=(*given.destinations, *own))
    assert shares_of(given, "kin") == {"BBB": 1.0}
    assert shares_of(given, "locals") == {"AAA": 0.75, "BBB": 0.25}


def test_blank_weights_are_tracked_people_of_ordinary_traffic_inbound():
    """A: 20 a day on average for two days; B: 40 a day for four."""
    assert shares_of(two(destinations=(Destination(region="AAA"), Destination(region="BBB"))), "people") == {
        "AAA": 0.2,
        "BBB": 0.8,
    }


def test_a_first_guess_is_told_with_its_figures():
    guessed = two(destinations=(Destination(id="a", region="AAA"), Destination(id="b", region="BBB")))
    said = "shares of destinations without a weight are those of ordinary traffic, a first guess: AAA 20%, BBB 80%"
    assert said in doubts(guessed)
    assert not [doubt for doubt in doubts(two()) if "guess" in doubt]


def test_the_rough_estimate_divides_people_among_regions_by_their_shares():
    """Two equal posts: of what sets out on the busiest day a quarter comes to B."""
    coming = {load.post: load.busiest - load.ordinary for load in post_loads(two())}
    assert coming["gate-a"] == pytest.approx(3 * coming["gate-b"])


A, B = two().destinations


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"destinations": (A,)}, 'no region contains bury, so nobody would go there; add a row, or give attraction 0'),
        ({"destinations": (A, B.model_copy(update={"region": "BBA"}))}, '"BBA" is not a place, region or group. Did you mean "BBB"?'),
        ({"destinations": (A, B, Destination(id="c", region="bury", weight=1))}, '"bury" and "BBB" share bury; regions must not overlap'),
        ({"destinations": (A, B, Destination(id="c", region="HOM", weight=1))}, '"HOM" contains no city or camp with attraction or population'),
        ({"destinations": (A, B, A.model_copy(update={"id": "again"}))}, '"AAA" is already in destinations "a"'),
        ({"destinations": (A, Destination(id="b", region="BBB"))}, "of the regions for all profiles some have a weight; give this one too, or leave all blank"),
        ({"destinations": (A.model_copy(update={"weight": 0.0}), B.model_copy(update={"weight": 0.0}))}, "of the regions for all profiles one must be greater than 0"),
        ({"destinations": (Destination(id="a", region="AAA"), Destination(id="b", region="BBB")), "traffic": two().traffic[:1]}, 'is needed: no ordinary traffic of tracked profiles enters at posts in "BBB"'),
        ({"destinations": tuple(row.model_copy(update={"profile": "kin"}) for row in (A, B))}, 'profile "people" leaves, and no row applies to it; add it to a row of "AAA", "BBB", or add rows with a blank profile'),
        ({"no_entry": (NoEntry(id="x", region="gate-a"),)}, '"gate-a" contains no city or camp with attraction or population'),
        ({"no_entry": (NoEntry(id="x", region="AAA", profile="kni"),)}, 'profile "kni" is not in profiles. Did you mean "kin"?'),
        ({"tracked_destination": "AAB"}, '"AAB" is not a place, region or group. Did you mean "AAA"?'),
        ({"tracked_destination": "alba"}, 'there is no border post in "alba", where its entries would be counted; give posts its country or region in places'),
        ({"events": (Event(id="e", date=at(1), what="news", value=0.5, applies_to="destination"),)}, "news about a destination needs a place, region or group of cities here"),
    ],
)  # fmt: skip
def test_what_is_refused(parts, said):
    assert said in faults(two(**parts))


def test_news_acts_on_the_destination_where_it_names_cities_or_posts_and_no_origin():
    given = two()
    news = Event(id="news", date=at(1), what="news", value=0.5)
    acts_on = {
        where: news_acts_on(given, news.model_copy(update={"where": where}))
        for where in ("", "home", "HOM", "AAA", "bury", "both")
    }
    assert acts_on == {
        "": "departures",
        "home": "departures",
        "HOM": "departures",
        "AAA": "destination",
        "bury": "destination",
        "both": "destination",
    }
    assert news_acts_on(given, news.model_copy(update={"where": "bury", "applies_to": "traffic"})) == "traffic"


def test_hours_weigh_in_a_straight_line_unless_a_curve_is_stated():
    assert weighed_hours(Choice(), 7.3) == 7.3
    curve = Choice(hours_exponent=2, hours_scale=5)
    assert [weighed_hours(curve, hours) for hours in (0.0, 5.0, 10.0)] == [0.0, 5.0, 20.0]


def test_a_figure_without_a_place_is_ambiguous_where_there_are_several_countries_and_none_is_tracked():
    line = Service(id="a-in", place="gate-a", service="entry_control", servers=1, minutes=1)
    given = two(observations=(FIGURE,), services=(line,))
    assert is_ambiguous(given, FIGURE)
    for update in ({"place": "BBB"}, {"quantity": "set_out"}, {"service": "a-in"}):
        assert not is_ambiguous(given, FIGURE.model_copy(update=update))
    assert is_ambiguous(given, FIGURE.model_copy(update={"service": "entry_control"}))
    assert is_ambiguous(given.model_copy(update={"destinations": ()}), FIGURE)  # cities of two countries
    one_country = tuple(row.model_copy(update={"country": "AAA"}) for row in given.places)
    assert not is_ambiguous(given.model_copy(update={"destinations": (), "places": one_country}), FIGURE)
    said = "ambiguous: 1 of 1 observations name no place (figure), and people go to AAA, BBB; set tracked_destination, or give each its place"
    assert said in doubts(given)
    assert said not in doubts(given.model_copy(update={"tracked_destination": "AAA"}))


def test_a_figure_without_a_place_speaks_of_the_tracked_destination():
    given = two(tracked_destination="BBB")
    assert with_place_meant(given, FIGURE).place == "BBB"
    assert with_place_meant(given, FIGURE.model_copy(update={"quantity": "set_out"})).place == ""
    assert with_place_meant(two(), FIGURE).place == ""


def test_the_tables_are_written_and_read_back(tmp_path):
    ban = NoEntry(
        id="ban", region="BBB", profile="kin", start=at(1), unaware_share=0.25, ranges=(("unaware_share", 0.1, 0.4),)
    )
    ranged = A.model_copy(update={"ranges": (("weight", 2.0, 5.0),)})
    given = two(no_entry=(ban,), destinations=(ranged, B), tracked_destination="AAA")
    write(given, tmp_path / "two")
    again = load(tmp_path / "two")
    assert (again.no_entry, again.destinations, again.tracked_destination) == (
        given.no_entry,
        given.destinations,
        "AAA",
    )


def test_a_weight_can_be_set_drawn_and_moved_by_a_parameter():
    ranged = A.model_copy(update={"ranges": (("weight", 2.0, 5.0),)})
    more = Parameter(
        name="more", value=2.0, how="factor", cells="destinations.a.weight", fit=True, ranges=(("value", 0.5, 3.0),)
    )
    given = two(destinations=(ranged, B), parameters=(more,))
    check(given)
    assert shares_of(with_changes(given, {"destinations.a.weight": 7}), "people")["AAA"] == 0.875
    assert shares_of(with_parameters(given), "people")["AAA"] == 6 / 7
    drawn = {item.name: (item.low, item.high) for item in ranges_of(given)}
    assert drawn["destinations.a.weight"] == (2.0, 5.0)
    assert drawn["choice.nest_parameter"] == (0.2, 0.8)
    assert "choice.nest_parameter" not in {item.name for item in ranges_of(two(destinations=()))}  # it has no effect


def test_names_are_followed_when_they_change_or_go():
    given = two(
        tracked_destination="both", destinations=(Destination(id="all", region="both", profile="people kin", weight=1),)
    )
    renamed = rename(given, "group", "both", "union").scenario
    assert (renamed.tracked_destination, renamed.destinations[0].region) == ("union", "union")
    left = drop(given, "profile", "kin").scenario
    assert left.destinations[0].profile == "people"
    gone = drop(two(tracked_destination="both"), "group", "both").scenario
    assert gone.tracked_destination == ""
