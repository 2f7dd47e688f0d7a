"""Departures against their hazard, given numbers met exactly, and ordinary traffic as a Poisson process."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bounds import chi_square, chi_square_quantile, ks_bound, ks_distance, normal_quantile
from scenarios import at, patient, place, queue, road, scenario
from serai.kernels.leave import draw_leavers
from serai.model.build import build
from serai.runs.course import run
from serai.scenario.schema import Departure, Event, Leaving, Scenario, Traffic
from serai.state.calendar import CHUNK
from serai.units import HOURS_PER_DAY, MOMENTS_PER_DAY

LEVEL = 0.99
PEOPLE = 200_000
SHARE, MEAN_DAYS = 0.2, 2.5
DAYS = 12


def flight(**parts: object) -> Scenario:
    """A home without posts: only who leaves and when matters here."""
    fixed = {
        "places": (
            place("home", "origin", at_risk_people=PEOPLE),
            place("gate", "border_post"),
            place("town", "city", population=1000),
        ),
        "routes": (road("home", "gate", 100.0), road("gate", "town", 100.0)),
        "profiles": (patient(),),
        "events": (Event(id="alarm", date=at(1), what="trigger", value=SHARE, mean_days=MEAN_DAYS),),
    }
    return scenario(DAYS, **{**fixed, **parts})


def leaving_days(given: Scenario, seed: int = 3) -> np.ndarray:
    """Days since the start of the run at which each party leaves home."""
    state = build(given, seed)
    draw_leavers(state.memory.world[0])
    chain, records = state.memory["chain"], state.memory["rec"]
    rows = []
    for tick in range(int(state.memory.world["n_ticks"][0])):
        chunk = chain["head"][tick]
        while chunk >= 0:
            last = chain["fill"][tick] if chunk == chain["tail"][tick] else CHUNK
            rows += range(chunk * CHUNK, chunk * CHUNK + last)
            chunk = state.memory["nxt"][chunk]
    return records["due"][rows] / MOMENTS_PER_DAY


def gamma_2(days: np.ndarray) -> np.ndarray:
    """Distribution function of the gamma distribution of shape 2."""
    x = 2 * np.maximum(days, 0.0) / MEAN_DAYS
    return 1 - (1 + x) * np.exp(-x)


def assert_number(found: int, n: float, share: float) -> None:
    """A binomial number within its two-sided bound."""
    assert abs(found - n * share) <= normal_quantile(LEVEL) * math.sqrt(n * share * (1 - share))


def test_departures_follow_the_hazard_of_their_trigger():
    days = leaving_days(flight())
    end = 1 - math.exp(-SHARE * gamma_2(np.array([DAYS - 1.0]))[0])
    assert_number(days.size, PEOPLE, end)

    def distribution(t: np.ndarray) -> np.ndarray:
        return (1 - np.exp(-SHARE * gamma_2(t - 1))) / end

    assert ks_distance(days, distribution) <= ks_bound(days.size, LEVEL)


def test_the_expected_share_leaves_because_of_a_trigger():
    """For small shares the number who leave is the share of the people at risk."""
    small = Event(id="alarm", date=at(0), what="trigger", course="uniform", value=0.01, mean_days=5.0)
    assert_number(leaving_days(flight(events=(small,))).size, PEOPLE, 1 - math.exp(-0.01))


def test_departures_follow_the_rhythm_of_day_and_week():
    hours = tuple(float(1 + (hour % 6)) for hour in range(HOURS_PER_DAY))
    weekdays = (0.5, 1.0, 1.5, 1.0, 1.0, 2.0, 0.0)
    even = Event(id="alarm", date=at(0), what="trigger", course="uniform", value=0.02, mean_days=7.0)
    days = leaving_days(flight(events=(even,), leaving=Leaving(hours=hours, weekdays=weekdays)))
    by_hour = np.bincount((days * HOURS_PER_DAY).astype(int) % HOURS_PER_DAY, minlength=HOURS_PER_DAY)
    expected = days.size * np.array(hours) / sum(hours)
    assert chi_square(by_hour, expected) <= chi_square_quantile(LEVEL, HOURS_PER_DAY - 1)
    by_weekday = np.bincount((days.astype(int) + 3) % 7, minlength=7)  # the first day is a Thursday
    assert by_weekday[6] == 0
    expected = days.size * np.array(weekdays[:6]) / sum(weekdays)
    assert chi_square(by_weekday[:6], expected) <= chi_square_quantile(LEVEL, 5)


@pytest.mark.parametrize(("value", "delay_hours"), [(0.6, 0.0), (0.6, 30.0), (-1.0, 12.0)])
def test_news_bend_the_hazard_by_their_share_and_reach(value: float, delay_hours: float):
    even = Event(id="alarm", date=at(0), what="trigger", course="uniform", value=0.1, mean_days=10.0)
    news = Event(id="news", date=at(4), what="news", value=value, delay_hours=delay_hours)
    days = leaving_days(flight(events=(even, news)))
    grid = np.linspace(0, 10, 10_001)
    age = np.maximum(grid - 4, 0) * HOURS_PER_DAY
    reach = 1 - np.exp(-age / delay_hours) if delay_hours else (age > 0).astype(float)
    hazard = np.concatenate([[0], np.cumsum(0.1 / 10 * (1 - value * reach)[1:] * 1e-3)])
    assert_number(days.size, PEOPLE, 1 - math.exp(-hazard[-1]))

    def distribution(t: np.ndarray) -> np.ndarray:
        return (1 - np.exp(-np.interp(t, grid, hazard))) / (1 - math.exp(-hazard[-1]))

    assert ks_distance(days, distribution) <= ks_bound(days.size, LEVEL)


def test_causes_share_departures_as_their_hazards():
    first = Event(id="alarm", date=at(1), what="trigger", value=0.15, mean_days=MEAN_DAYS)
    second = Event(id="rumour", date=at(1), what="trigger", value=0.05, mean_days=MEAN_DAYS)
    outcome = run(flight(events=(first, second)), 3)
    by_cause = dict(zip(outcome.axes.causes, outcome.arrays["set_out_by_cause"].sum(axis=(0, 1)), strict=True))
    assert by_cause["ordinary"] == 0
    assert_number(by_cause["alarm"], outcome.totals["set_out"], 0.75)
    assert by_cause["alarm"] + by_cause["rumour"] == outcome.totals["set_out"]


def test_a_given_number_of_people_is_met_exactly():
    crowd = (patient(size="1:0.3 2:0.3 4:0.4"),)
    row = Departure(id="bus", origin="home", profile="people", people=1237, count="given", start=at(2), end=at(4))
    outcome = run(flight(events=(), profiles=crowd, departures=(row,)), 3)
    assert outcome.arrays["set_out"].sum() == 1237
    assert outcome.arrays["set_out"][3:5].sum() == 1237


@pytest.mark.slow
def test_an_expected_number_of_people_is_poisson_over_seeds():
    row = Departure(id="bus", origin="home", profile="people", people=50)
    found = np.array([leaving_days(flight(events=(), departures=(row,)), seed).size for seed in range(200)])
    assert abs(found.mean() - 50) <= normal_quantile(LEVEL) * math.sqrt(50 / found.size)
    dispersion = (found.size - 1) * found.var(ddof=1) / 50
    assert chi_square_quantile(0.005, found.size - 1) <= dispersion <= chi_square_quantile(0.995, found.size - 1)


@pytest.mark.parametrize("per_day", [40.0, 2000.0])
def test_traffic_is_poisson(per_day: float):
    """Mean and variance of the parties of a day; with 2000 a day each hour is drawn in several blocks."""
    days = 400
    outcome = run(queue(days, per_day, servers=50, minutes=1), 3)
    found = outcome.arrays["joined"][1 : 1 + days, 0]
    assert abs(found.mean() - per_day) <= normal_quantile(LEVEL) * math.sqrt(per_day / days)
    dispersion = (days - 1) * found.var(ddof=1) / per_day
    assert chi_square_quantile(0.005, days - 1) <= dispersion <= chi_square_quantile(0.995, days - 1)


def test_traffic_that_grows_in_a_straight_line_does_so():
    days = 200
    base = queue(days, 100, servers=50, minutes=1)
    flow = Traffic(id="flow", post="gate", profile="people", per_day=100, per_day_end=500)
    found = run(base.model_copy(update={"traffic": (flow,)}), 3).arrays["joined"][1 : 1 + days, 0]
    expected = 100 + 400 * (np.arange(days) + 0.5) / days
    assert chi_square(found, expected) <= chi_square_quantile(LEVEL, days)
    assert chi_square(found, expected) >= chi_square_quantile(1 - LEVEL, days)


def test_a_larger_flow_only_adds_parties():
    small, large = (run(queue(5, per_day, servers=9, minutes=1), 3) for per_day in (300.0, 330.0))
    joined_small, joined_large = small.arrays["joined"], large.arrays["joined"]
    assert (joined_large >= joined_small).all()
    assert joined_large.sum() > joined_small.sum()
