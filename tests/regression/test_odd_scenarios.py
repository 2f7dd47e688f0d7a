"""Scenarios at the edge of what is allowed: short periods, crossed dates, lines that never open."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios import at, city_with_lodging, funnel, gate_line, patient, road, two_posts
from serai.codes import Stage
from serai.errors import ScenarioError
from serai.runs.course import run
from serai.scenario.rules.check import check
from serai.scenario.schema import Departure, Event, Initial, Queueing, Registration, Route, Scenario, Service
from serai.state.log import Outcome

SEED = 3
ONLY_AT_18 = Registration(arrival_hours=(0.0,) * 18 + (1.0,) + (0.0,) * 5)


def standing(outcome: Outcome, stage: Stage) -> np.ndarray:
    """People in a stage at the end of each step, over all places."""
    return np.asarray(outcome.arrays["present"][:, stage].sum(axis=1))


def refuse_all(post: str) -> Event:
    """A control that turns everybody back."""
    return Event(id=post, date=at(0), what="control", where=post, value=1.0)


def centre(**columns: object) -> Service:
    """Desks for papers in the city `far` of `city_with_lodging`."""
    fixed = {"id": "centre", "place": "far", "service": "registration", "servers": 2, "minutes": 20}
    return Service(**{**fixed, **columns})


@pytest.mark.parametrize("minutes", [18, 40])
def test_people_of_a_period_within_one_tick_set_out_in_that_tick(minutes: int) -> None:
    start = at(1 + 10 / 24)
    departure = Departure(
        id="flight", origin="home", profile="people", people=100, count="given", start=start,
        end=at(1 + 10 / 24 + minutes / 1440),
    )  # fmt: skip
    outcome = run(funnel(3, 100, (), departures=(departure,)), SEED, check=True)
    on_the_way = np.asarray(outcome.arrays["present"]).sum(axis=(1, 2))
    assert on_the_way[33] == 0
    assert on_the_way[34] == 100
    assert outcome.arrays["set_out"].sum(axis=(1, 2)).tolist() == [0, 0, 100, 0, 0]


def test_who_sets_out_in_the_last_half_hour_is_counted_though_the_day_is_no_whole_number_of_steps() -> None:
    """States are written down every 54 minutes, three ticks; the last of a day's 80 ticks begins the 27th step."""
    flight = Departure(
        id="flight", origin="home", profile="people", people=100, count="given", start=at(23.5 / 24), end=at(1)
    )
    outcome = run(funnel(1, 100, (), departures=(flight,), tick_minutes=18), SEED, check=True)
    assert outcome.arrays["present"].shape[0] == 27
    assert outcome.arrays["present"][-1].sum() == outcome.totals["set_out"] == 100


@pytest.mark.parametrize("later_first", [False, True])
def test_of_two_changes_in_force_the_later_holds_wherever_its_row_stands(later_first: bool) -> None:
    changes = [
        Event(id="more", date=at(0.5), what="change", target="services.gate-in.servers", value=2),
        Event(id="none", date=at(1), what="change", target="services.gate-in.servers", value=0),
    ]
    events = tuple(reversed(changes) if later_first else changes)
    outcome = run(funnel(3, 1000, (gate_line(servers=1, minutes=1),), events=events), SEED, check=True)
    served = outcome.arrays["served"][:, 0]
    assert served[1] > 0
    assert not np.any(served[2:])


def test_a_party_turned_back_everywhere_tries_other_posts_six_times_at_most() -> None:
    calm = two_posts()
    outcome = run(
        two_posts(
            people=500,
            days=20,
            queueing=Queueing(elsewhere_share=1.0),
            routes=(*calm.routes, road("north", "south", 10.0)),
            events=(*calm.events, refuse_all("north"), refuse_all("south")),
            services=tuple(service.model_copy(update={"minutes": 0.1}) for service in calm.services),
        ),
        SEED,
        check=True,
    )  # fmt: skip
    set_out = outcome.arrays["set_out"].sum()
    assert outcome.arrays["refused"].sum() == 7 * set_out
    assert standing(outcome, Stage.REFUSED)[-1] == set_out


def test_who_would_come_after_closing_time_comes_when_the_centre_opens() -> None:
    outcome = run(
        city_with_lodging(8, registration=ONLY_AT_18, services=(centre(hours="09:00-17:00"),)), SEED, check=True
    )
    assert outcome.arrays["registered"].sum() > 0
    without = run(city_with_lodging(8, services=()), SEED, check=True)
    assert standing(outcome, Stage.LODGED)[-1] <= 1.1 * standing(without, Stage.LODGED)[-1]


def test_a_visit_put_off_beyond_the_stay_holds_nobody_back() -> None:
    opens_late = run(city_with_lodging(8, services=(centre(start=at(7)),)), SEED, check=True)
    never_opens = run(city_with_lodging(8, services=()), SEED, check=True)
    before = 7 * 24
    expected = standing(never_opens, Stage.LODGED)[:before]
    assert expected[-1] > 0
    late = standing(opens_late, Stage.LODGED)[:before] - expected
    assert np.abs(late).max() <= 4  # a party or two whose stay ends in the tick of the visit: a tick late


def test_a_centre_that_closes_for_good_sends_home_those_in_its_line() -> None:
    outcome = run(city_with_lodging(6, services=(centre(servers=1, minutes=300, end=at(4)),)), SEED, check=True)
    in_line = outcome.arrays["waiting"][:, 0]
    assert in_line[4 * 24 - 2] > 0
    assert not in_line[4 * 24 :].any()


def test_a_service_of_years_does_not_end_in_the_run() -> None:
    scenario = funnel(3, 1000, (gate_line(servers=10, minutes=60_000),), profiles=(patient(size="100:1"),))
    outcome = run(scenario, SEED, check=True)
    assert outcome.arrays["joined"].sum() == 1000
    assert outcome.arrays["reached_city"].sum() == 0


def test_a_way_of_years_does_not_end_in_the_run() -> None:
    routes = (Route(from_place="home", to_place="gate", km=20_000, speed=0.2), road("gate", "town", 10.0))
    outcome = run(funnel(3, 100, (), profiles=(patient(modes="bus:1"),), routes=routes), SEED, check=True)
    assert standing(outcome, Stage.TO_POST)[-1] == 100


def test_a_stay_without_end_is_one() -> None:
    outcome = run(funnel(3, 100, (), profiles=(patient(stay_days=1e15),)), SEED, check=True)
    assert standing(outcome, Stage.LODGED)[-1] == outcome.arrays["reached_city"].sum() > 0


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        (
            funnel(3, 100, (gate_line(servers=1, minutes=1), gate_line(id="other", servers=1, minutes=1))),
            'services "other": nobody would join line "other", since line "gate-in" serves the same people; '
            "add its servers there, or give it another mode",
        ),
        (
            funnel(
                3, 100, (), profiles=(patient(), patient("guests", tracked=False)),
                initial=(Initial(id="there", place="town", profile="guests", people=10),),
            ),
            'initial "there", column service: profile "guests" is not tracked, so its people can only stand in a line; '
            "name the service",
        ),
        (funnel(3, 100, (), profiles=(), departures=()), "profiles: at least one row is needed"),
    ],
    ids=["two lines for the same people", "untracked people without a line", "no profiles"],
)  # fmt: skip
def test_what_a_run_cannot_hold_is_refused_in_words(scenario: Scenario, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        check(scenario)
    assert list(caught.value.problems) == [words]
