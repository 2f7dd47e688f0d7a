"""The choice among regions of destination against nested logits in closed form, at the 99 % level."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bounds import chi_square, chi_square_quantile
from scenarios import at, patient, place, road, scenario
from serai.model.nests import pulls
from serai.runs.course import run
from serai.scenario.rules.check import check
from serai.scenario.schema import Choice, Destination, Event, Lodging, NoEntry, Place, Quantity, Scenario, Service
from serai.state.log import Outcome

THETA, SPEED = 0.1, 65.0
WEIGHT = {"AAA": 3.0, "BBB": 1.0}
ALARM = Event(id="alarm", date=at(0), what="trigger", course="uniform", profile="people", value=1.0, mean_days=1.0)


def two_countries(
    nest: float = 0.5, homes: dict[str, tuple[int, float, float]] | None = None, **parts: object
) -> Scenario:
    """Homes with people, km to the post of A and km to that of B; whoever leaves does so within a day."""
    homes = homes or {"home": (12_000, 195.0, 455.0)}
    fixed = {
        "places": (
            *(place(name, "origin", at_risk_people=people) for name, (people, _, _) in homes.items()),
            place("gate-a", "border_post", country="AAA"),
            place("gate-b", "border_post", country="BBB"),
            *cities("AAA", 1),
            *cities("BBB", 1),
        ),
        "routes": (
            *(road(name, "gate-a", to_a) for name, (_, to_a, _) in homes.items()),
            *(road(name, "gate-b", to_b) for name, (_, _, to_b) in homes.items()),
            *(road(f"gate-{end}", f"{end}-city-{number}", 65.0) for end in "ab" for number in range(3)),
        ),
        "profiles": (patient(informed_share=1.0),),
        "events": (ALARM,),
        "destinations": tuple(Destination(id=name, region=name, weight=weight) for name, weight in WEIGHT.items()),
        "choice": Choice(nest_parameter=nest, sensitivity_per_hour=THETA, information_delay_hours=1),
    }  # fmt: skip
    parts = {**fixed, **parts}
    names = {row.name for row in parts["places"]}
    parts["routes"] = tuple(row for row in parts["routes"] if {row.from_place, row.to_place} <= names)
    return scenario(3, **parts)


def cities(country: str, number: int) -> tuple[Place, ...]:
    """So many equal cities."""
    end = country[0].lower()
    return tuple(place(f"{end}-city-{n}", "city", country=country, population=100_000) for n in range(number))


def entries(given: Scenario, seed: int = 7) -> tuple[np.ndarray, Outcome]:
    """People who crossed into A and into B."""
    check(given)
    outcome = run(given, seed)
    crossed = outcome.arrays["entries"].sum(axis=(0, 2))
    return np.array([crossed[outcome.axes.places.index(f"gate-{end}")] for end in "ab"], dtype=float), outcome


def assert_split(counts: np.ndarray, share_of_a: float) -> None:
    assert counts.sum() > 5_000
    expected = counts.sum() * np.array([share_of_a, 1 - share_of_a])
    assert chi_square(counts, expected) <= chi_square_quantile(0.99, 1)


@pytest.mark.parametrize("nest", [0.0, 0.5, 1.0])
def test_from_one_home_regions_are_split_by_their_shares_whatever_the_nest_parameter(nest: float):
    """B is four hours further than A and gets its quarter all the same: the share says so."""
    assert_split(entries(two_countries(nest))[0], 0.75)


def test_the_number_of_cities_that_a_country_lists_changes_nothing():
    """The same people, draw by draw, but for those whose draw lies within the rounding of a sum."""
    few = two_countries()
    more = two_countries(places=(*few.places, *cities("BBB", 3)[1:]))
    assert (entries(few)[0] == entries(more)[0]).all()


def test_nor_does_the_number_of_its_posts():
    few = two_countries(1.0)
    twin = few.places[2].model_copy(update={"name": "gate-c"})
    more = few.model_copy(
        update={
            "places": (*few.places, twin),
            "routes": (*few.routes, road("home", "gate-c", 455.0), road("gate-c", "b-city-0", 65.0)),
        }
    )
    counts, outcome = entries(more)
    other = outcome.arrays["entries"][:, outcome.axes.places.index("gate-c")].sum()
    assert other > 500
    assert entries(few)[0].tolist() == [counts[0], counts[1] + other]


def test_one_region_that_holds_all_changes_nothing():
    base = two_countries(places=tuple(row.model_copy(update={"country": "ALL"}) for row in two_countries().places))
    one = base.model_copy(update={"destinations": (Destination(id="all", region="ALL", weight=1.0),)})
    none = base.model_copy(update={"destinations": ()})
    with_one, without = entries(one)[1].arrays, entries(none)[1].arrays
    assert all((np.asarray(with_one[name]) == np.asarray(without[name])).all() for name in without)


@pytest.mark.parametrize("nest", [0.0, 0.4, 1.0])
def test_homes_near_a_country_send_more_there_as_the_inclusive_value_says(nest: float):
    """Two equal homes, each near the post of one country. With x = a_A / a_B and q = exp(-lambda theta hours), home 1
    goes to A with the chance x / (x + q), home 2 with x q / (x q + 1); x is such that the mean is 0.75."""
    far = 6.5
    homes = {"one": (9_000, 65.0, 65.0 + far * SPEED), "two": (9_000, 65.0 + far * SPEED, 65.0)}
    q = math.exp(-nest * THETA * far)
    low, high = 1e-6, 1e6
    for _ in range(200):
        x = math.sqrt(low * high)
        mean = (x / (x + q) + x * q / (x * q + 1)) / 2
        low, high = (x, high) if mean < 0.75 else (low, x)
    given = two_countries(nest, homes)
    assert_split(entries(given)[0], 0.75)
    alone = entries(given.model_copy(update={"events": (ALARM.model_copy(update={"where": "one"}),)}))[0]
    assert_split(alone, x / (x + q))


@pytest.mark.parametrize("nest", [0.0, 0.5, 1.0])
def test_a_line_sends_informed_people_elsewhere_as_far_as_the_nest_parameter_allows(nest: float):
    """A's line is shut until the third day: whoever leaves in the first hour sees some 48 hours of wait there."""
    shut = (
        Service(
            id="a-in", place="gate-a", service="entry_control", servers=5000, minutes=0.1, start=at(2), time="fixed"
        ),
        Service(id="b-in", place="gate-b", service="entry_control", servers=5000, minutes=0.1, time="fixed"),
    )
    first_hour = ALARM.model_copy(update={"mean_days": 1 / 24})
    counts, _ = entries(two_countries(nest, services=shut, events=(first_hour,)))
    q = math.exp(-nest * THETA * 48.0)
    assert_split(counts, 0.75 * q / (0.75 * q + 0.25))


def test_the_uninformed_go_by_the_shares_in_spite_of_a_line():
    shut = Service(
        id="a-in", place="gate-a", service="entry_control", servers=5000, minutes=0.1, start=at(2), time="fixed"
    )
    given = two_countries(1.0, services=(shut,), profiles=(patient(),))
    assert_split(entries(given)[0], 0.75)


def test_places_in_lodging_at_the_start_are_part_of_the_shares():
    beds = Lodging(id="beds", place="b-city-0", kind="hotel", beds=100_000)
    assert_split(entries(two_countries(1.0, lodging=(beds,)))[0], 0.75)


def test_a_ban_by_date_keeps_those_at_home_from_setting_out_for_that_region_and_nobody_from_leaving():
    """B is closed to the profile from noon on; 30 % do not know, and are turned away at the post."""
    ban = NoEntry(id="ban", region="BBB", start=at(0.5), unaware_share=0.3)
    free, _ = entries(two_countries(0.0))
    counts, outcome = entries(two_countries(0.0, no_entry=(ban,)))
    gate = outcome.axes.places.index("gate-b")
    refused = outcome.arrays["refused"][:, gate].sum()
    assert outcome.totals["set_out"] == free.sum() == counts.sum() + refused
    assert outcome.totals["stayed_home"] == 0
    assert outcome.arrays["refused"].sum() == refused
    hours = 455.0 / SPEED  # who left less than that before noon arrives under the ban
    cumulated = [1 - math.exp(-part) for part in (0.5 - hours / 24, 0.5, 1.0)]
    before, between, after = np.diff([0.0, *cumulated]) / cumulated[-1]
    share = 0.25 * (between + 0.3 * after)
    assert abs(refused - free.sum() * share) <= 2.576 * math.sqrt(free.sum() * share * (1 - share))
    assert abs(counts[1] - free.sum() * 0.25 * before) <= 2.576 * math.sqrt(free.sum() * 0.25 * before)


def test_nobody_sets_out_where_no_region_may_be_entered():
    bans = tuple(NoEntry(id=name, region=name) for name in WEIGHT)
    _, outcome = entries(two_countries(no_entry=bans))
    assert outcome.totals["set_out"] == 0
    assert outcome.totals["stayed_home"] > 6_000


def test_several_destinations_of_one_profile_are_its_own_rows_alone():
    """Kin go to B and to one city of A, 1 to 1; people as the rows for all say."""
    both = (patient(informed_share=1.0), patient("kin"))
    rows = (
        *two_countries().destinations,
        Destination(id="kin-a", region="AAA", profile="kin", weight=0.5),
        Destination(id="kin-b", region="BBB", profile="kin", weight=0.5),
    )
    alarm = ALARM.model_copy(update={"profile": "people kin"})
    _, outcome = entries(two_countries(profiles=both, destinations=rows, events=(alarm,)))
    crossed = outcome.arrays["entries"].sum(axis=0)
    gates = [outcome.axes.places.index(name) for name in ("gate-a", "gate-b")]
    for column, share in ((0, 0.75), (1, 0.5)):
        assert_split(crossed[gates, column].astype(float), share)


def test_news_about_a_country_acts_on_its_attraction_and_news_about_one_city_on_its_part():
    """A draws half for all; of B's two cities one draws nobody: 3 * 0.5 against 1 * 0.5, and the other gets all."""
    news = (
        Event(id="fear", date=at(0), what="news", where="AAA", value=0.5, delay_hours=0),
        Event(id="full", date=at(0), what="news", where="b-city-0", value=1.0, delay_hours=0),
    )
    base = two_countries(events=(ALARM, *news))
    counts, outcome = entries(
        base.model_copy(update=dict(two_countries(places=(*base.places, *cities("BBB", 2)[1:]), events=base.events)))
    )
    assert_split(counts, 1.5 / 2.0)
    reached = outcome.arrays["reached_city"].sum(axis=(0, 2))
    assert reached[outcome.axes.places.index("b-city-0")] == 0
    assert reached[outcome.axes.places.index("b-city-1")] == counts[1]


def test_news_about_a_destination_acts_on_those_who_have_heard_it():
    """With a delay of a day, 1 - exp(-t) have heard at day t; A draws none of these."""
    news = Event(id="fear", date=at(0), what="news", where="AAA", value=1.0, delay_hours=24)
    counts, _ = entries(two_countries(0.0, events=(ALARM, news)))
    unheard = 0.5 * (1 - math.exp(-2.0)) / (1 - math.exp(-1.0))  # leaving has a density of exp(-t) up to a day
    assert_split(counts, 0.75 * unheard)


@pytest.mark.parametrize(("exponent", "hours"), [(1.0, 3.0), (2.0, 3.0)])
def test_hours_to_the_post_weigh_with_a_curve(exponent: float, hours: float):
    """One country, posts 2 and 4 hours away: theta * 10 * ((4 / 10)**g - (2 / 10)**g)."""
    base = two_countries(homes={"home": (12_000, 130.0, 260.0)})
    choice = base.choice.model_copy(
        update={"hours_exponent": Quantity(value=exponent), "sensitivity_per_hour": Quantity(value=0.5)}
    )
    to_one_city = tuple(row for row in base.routes if row.to_place != "b-city-0")
    given = base.model_copy(update={
        "choice": choice, "destinations": (), "places": base.places[:-1],
        "routes": (*to_one_city, road("gate-b", "a-city-0", 65.0)),
    })  # fmt: skip
    more = 0.5 * 10 * ((4 / 10) ** exponent - (2 / 10) ** exponent)
    assert_split(entries(given)[0], 1 / (1 + math.exp(-more)))


def test_shares_that_are_not_possible_are_met_as_nearly_as_can_be():
    """Half of the people reach A alone, so that A cannot have less than half."""
    found = pulls([0.1, 0.9], [[1.0, 0.0], [1.0, 1.0]], [1.0, 1.0], 0.5)
    assert found[0] / found[1] == pytest.approx(0.0, abs=1e-8)
    assert min(found) > 0


@pytest.mark.parametrize("nest", [0.3, 1.0])
def test_after_a_stop_people_go_on_to_the_region_for_which_they_set_out(nest: float):
    """One post, three provinces of one country behind it, all stop over in the first town: the shares come out."""
    wanted = {"east": 0.5, "north": 0.3, "south": 0.2}
    given = two_countries(
        nest,
        places=(
            place("home", "origin", at_risk_people=20_000),
            place("gate-a", "border_post", country="AAA"),
            place("town", "city", country="AAA", region="gate", population=10_000),
            *(place(f"{name}-city", "city", country="AAA", region=name, population=50_000) for name in wanted),
        ),
        routes=(
            road("home", "gate-a", 195.0),
            road("gate-a", "town", 6.5),
            *(road("town", f"{name}-city", 65.0 * n) for n, name in enumerate(wanted, 1)),
        ),
        profiles=(patient(informed_share=0.5, stopover_share=1.0, stopover_days=0.1, stay_days=1000),),
        destinations=tuple(Destination(id=name, region=name, weight=share) for name, share in wanted.items()),
    )
    gate = Destination(id="gate", region="gate", weight=0.0)
    given = given.model_copy(update={"destinations": (*given.destinations, gate)})
    check(given)
    outcome = run(given, 3)
    reached = outcome.arrays["reached_city"].sum(axis=(0, 2))
    counts = np.array([reached[outcome.axes.places.index(f"{name}-city")] for name in wanted], dtype=float)
    expected = counts.sum() * np.array(list(wanted.values()))
    assert counts.sum() > 10_000
    assert chi_square(counts, expected) <= chi_square_quantile(0.99, 2)
