"""Who finds a bed, who does without, and where people go after it: each rule on a small town."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bounds import normal_quantile
from scenarios import START, at, patient, place, road, scenario
from serai.codes import Reason, Stage
from serai.runs.course import run
from serai.scenario.schema import Departure, Lodging, Profile, Registration, Scenario, Service
from serai.state.log import Outcome

LONG = 1e9


def town(people: int, *lodging: Lodging, days: int = 4, profile: dict[str, object] | None = None, **parts: object):
    """So many people arrive in one town, without a control on the way, and stay."""
    columns = {"stay_days": LONG, "lodging": "hotel", "patience_nights": LONG, **(profile or {})}
    fixed = {
        "places": (
            place("home", "origin"), place("gate", "border_post"), place("town", "city", population=10),
            place("airport", "exit"),
        ),
        "routes": (road("home", "gate", 6.5), road("gate", "town", 6.5), road("town", "airport", 6.5)),
        "profiles": (patient(**columns),),
        "departures": (
            Departure(id="flight", origin="home", profile="people", people=people, count="given", end=at(1)),
        ),
        "lodging": lodging,
    }  # fmt: skip
    return scenario(days, **{**fixed, **parts})


def hotel(beds: float, **columns: object) -> Lodging:
    return Lodging(**{"id": "hotel", "place": "town", "kind": "hotel", "beds": beds, **columns})


def last(outcome: Outcome, variable: str, name: str) -> int:
    return int(outcome.arrays[variable][-1, outcome.axes.lodging.index(name)])


def at_end(outcome: Outcome, stage: Stage, name: str = "town") -> int:
    return int(outcome.arrays["present"][-1, stage, outcome.axes.places.index(name)])


def steps(outcome: Outcome, reason: Reason) -> np.ndarray:
    return outcome.journeys[outcome.journeys["reason"] == reason]


def test_beds_go_to_those_who_come_first():
    outcome = run(town(200, hotel(60)), 2)
    assert last(outcome, "lodged", "hotel") == 60
    reached = {int(step["key"]): int(step["time"]) for step in steps(outcome, Reason.REACHED_CITY)}
    lodged = {int(step["key"]) for step in steps(outcome, Reason.FOUND_BED)}
    by_arrival = sorted(reached, key=lambda key: reached[key])
    # within one tick those who searched yesterday come before those who arrive
    assert set(by_arrival[:50]) <= lodged
    assert at_end(outcome, Stage.SEARCHING) == 140


def test_who_searches_without_a_bed_at_night_is_counted():
    outcome = run(town(200, hotel(60)), 2)
    without = outcome.arrays["without_bed"][:, outcome.axes.places.index("town")]
    assert without[3] == without[4] == 140


def test_kinds_are_searched_in_the_order_of_the_profile():
    rows = (hotel(50, id="a", kind="hall"), hotel(50, id="b"))
    outcome = run(town(80, *rows, profile={"lodging": "hotel hall"}), 2)
    assert last(outcome, "lodged", "b") == 50
    assert last(outcome, "lodged", "a") == 30


def test_lodging_admits_only_whom_it_is_for():
    other = Profile(name="others", lodging="hotel", stay_days=LONG, patience_nights=LONG)
    given = town(80, hotel(50, for_whom="others"))
    outcome = run(given.model_copy(update={"profiles": (*given.profiles, other)}), 2)
    assert last(outcome, "lodged", "hotel") == 0
    assert at_end(outcome, Stage.SEARCHING) == 80


def test_lodging_takes_people_only_while_it_is_open():
    outcome = run(town(80, hotel(50, start=at(2))), 2)
    lodged = outcome.arrays["lodged"][:, 0]
    assert (lodged[:48] == 0).all()
    assert lodged[-1] == 50


def test_a_unit_is_for_one_party_and_a_large_party_takes_more():
    """Parties of 3 in units for 2: each takes two units."""
    outcome = run(town(90, hotel(21, unit="unit", unit_size=2), profile={"size": "3:1"}), 2)
    assert last(outcome, "beds_in_use", "hotel") == 20
    assert last(outcome, "lodged", "hotel") == 30
    assert last(outcome, "free_beds", "hotel") == 1


@pytest.mark.parametrize(("stay_days", "found"), [(1.0, False), (LONG, True)])
def test_lodging_by_the_month_takes_only_those_who_stay_long(stay_days: float, found: bool):
    outcome = run(town(60, hotel(100, per="month"), days=12, profile={"stay_days": stay_days}), 2)
    assert (outcome.arrays["lodged"].max() > 0) == found


def test_the_sponsored_need_no_bed_of_ours():
    outcome = run(town(80, hotel(0), profile={"sponsored": True}), 2)
    assert outcome.arrays["searches"].sum() == 0
    assert at_end(outcome, Stage.LODGED) == 80


def test_a_bed_is_free_again_when_its_guest_leaves():
    outcome = run(town(200, hotel(10), days=12, profile={"stay_days": 0.5}), 2)
    assert outcome.arrays["lodged"].max() == 10
    assert len({int(step["key"]) for step in steps(outcome, Reason.FOUND_BED)}) > 40


def share_of(found: int, n: int, share: float) -> bool:
    return abs(found - n * share) <= normal_quantile(0.99) * math.sqrt(n * share * (1 - share))


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_those_who_stayed_go_back_or_on_by_their_share(share: float):
    outcome = run(town(3000, hotel(9000), days=20, profile={"stay_days": 0.5, "return_share": share}), 2)
    home, on = at_end(outcome, Stage.GONE_HOME, "gate"), at_end(outcome, Stage.MOVED_ON, "airport")
    assert home + on > 2990
    assert share_of(home, home + on, share)
    assert outcome.arrays["moved_on"].sum() == on


def test_stays_are_exponential_around_their_mean():
    outcome = run(town(400, hotel(9000), days=40, profile={"stay_days": 3.0}), 2)
    came = {int(step["key"]): int(step["time"]) for step in steps(outcome, Reason.REACHED_CITY)}
    went = {int(step["key"]): int(step["time"]) for step in steps(outcome, Reason.LEFT_CITY)}
    days = np.array([(went[key] - came[key]) / 691_200 for key in went])
    assert days.size == 400
    assert abs(days.mean() - 3.0) <= normal_quantile(0.99) * 3.0 / math.sqrt(400)
    assert abs(days.std() - 3.0) <= 0.6


def test_those_out_of_patience_leave_the_town():
    outcome = run(town(400, hotel(0), days=20, profile={"patience_nights": 2.0, "go_home_share": 1.0}), 2)
    nights = steps(outcome, Reason.NO_BED)
    assert at_end(outcome, Stage.GONE_HOME, "gate") > 395
    assert outcome.arrays["without_bed"].sum() > 400
    assert nights["size"].sum() == outcome.arrays["search_refused"].sum()


def two_towns(**profile: object) -> Scenario:
    """A town at the gate and a larger one behind it, which everybody makes for."""
    given = town(2000, profile={"lodging": "", "destination": "city", "stay_days": LONG, **profile})
    return given.model_copy(
        update={
            "places": (*given.places, place("city", "city", population=1_000_000)),
            "routes": (*given.routes, road("town", "city", 65.0)),
        }
    )


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_a_share_stops_over_in_the_town_at_the_gate(share: float):
    outcome = run(two_towns(stopover_share=share, stopover_days=0.2), 2)
    reached = outcome.arrays["reached_city"].sum(axis=(0, 2))
    assert share_of(int(reached[outcome.axes.places.index("town")]), 2000, share)
    assert at_end(outcome, Stage.LODGED, "city") > 1990


def registering(days: int = 20, **profile: object) -> Scenario:
    centre = Service(
        id="centre", place="town", service="registration", servers=40, minutes=5, hours="08:00-18:00",
        weekdays="mon-fri",
    )  # fmt: skip
    columns = {"papers_share": 0.6, "papers_delay_days": 2.0, "lodging": "", **profile}
    return town(2000, days=days, profile=columns, services=(centre,))


def test_the_share_that_wants_papers_is_registered():
    outcome = run(registering(days=60), 2)
    assert share_of(int(outcome.arrays["registered"].sum()), 2000, 0.6)
    assert at_end(outcome, Stage.LODGED) == 2000


def test_nobody_is_registered_while_centres_are_closed():
    outcome = run(registering(), 2)
    by_day = outcome.arrays["registered"].sum(axis=(1, 2))
    weekdays = (START.weekday() - 1 + np.arange(by_day.size)) % 7
    assert (by_day[weekdays >= 5] == 0).all()
    assert by_day[weekdays < 5].max() > 100


def test_half_of_the_first_visits_come_within_the_median_delay():
    """With a centre that is always open; visits are put to an hour of the chosen day, hence the day of tolerance."""
    given = registering(days=60, papers_share=1.0, papers_delay_days=6.0)
    open_always = given.services[0].model_copy(update={"hours": "", "weekdays": ""})
    outcome = run(given.model_copy(update={"services": (open_always,)}), 2)
    by_day = np.cumsum(outcome.arrays["registered"].sum(axis=(1, 2)))
    assert by_day[-1] == 2000
    assert 5 <= int(np.searchsorted(by_day, 1000)) - 1.5 <= 7


def test_the_delay_counts_from_the_day_on_which_registration_begins():
    """All came on the first day; the desks open ten days later, so half of them have been there six days after that."""
    given = registering(days=60, papers_share=1.0, papers_delay_days=6.0)
    late = given.services[0].model_copy(update={"hours": "", "weekdays": "", "start": at(10)})
    outcome = run(given.model_copy(update={"services": (late,)}), 2)
    by_day = np.cumsum(outcome.arrays["registered"].sum(axis=(1, 2)))
    first = 1 + 10  # the day before the start is kept too
    assert by_day[first - 1] == 0
    assert by_day[first + 4] < 1000 < by_day[first + 6]


def test_who_is_registered_on_arrival_needs_no_hour_of_the_day():
    """All come within hours by night; with a median of 0.1 days and desks day and night half are done 2.4 h later."""
    given = registering(days=5, papers_share=1.0, papers_delay_days=0.1)
    always = given.services[0].model_copy(update={"hours": "", "weekdays": "", "servers": 1000})
    update = {"services": (always,), "registration": Registration(visit="arrival")}
    by_day = run(given.model_copy(update=update), 2).arrays["registered"].sum(axis=(1, 2))
    assert np.cumsum(by_day)[2] > 1950
