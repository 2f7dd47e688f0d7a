"""Rates over time: the course of a trigger, news, the rhythm of day and week, and shares of causes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenarios import at, patient, place, scenario
from serai.model.clock import Clock
from serai.model.rates import build_rates, mean_size, news_about, rhythm
from serai.model.triggers import course
from serai.scenario.causes import causes_of
from serai.scenario.courses import gamma_share
from serai.scenario.schema import Departure, Event, Leaving, Profile, Scenario, Traffic
from serai.units import HOURS_PER_DAY

DAYS = np.array([0.0, 0.01, 0.3, 1.0, 2.0, 5.0, 11.0, 40.0])


def test_a_gamma_course_of_shape_1_is_exponential():
    np.testing.assert_allclose(gamma_share(DAYS, 1.0, 3.0), 1 - np.exp(-DAYS / 3), rtol=1e-13, atol=1e-15)


def test_a_gamma_course_of_shape_2_has_its_closed_form():
    x = 2 * DAYS / 3.0
    np.testing.assert_allclose(gamma_share(DAYS, 2.0, 3.0), 1 - (1 + x) * np.exp(-x), rtol=1e-12, atol=1e-15)


def test_a_gamma_course_of_shape_one_half_is_an_error_function():
    expected = [math.erf(math.sqrt(0.5 * d / 3.0)) for d in DAYS]
    np.testing.assert_allclose(gamma_share(DAYS, 0.5, 3.0), expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("shape", [0.3, 1.0, 4.0, 37.0, 100.0])
def test_a_course_rises_from_0_to_1(shape: float):
    found = gamma_share(np.linspace(-2, 60, 2000), shape, 3.0)
    assert found[0] == 0.0
    assert (np.diff(found) >= -1e-15).all()
    assert found[-1] == pytest.approx(1.0, abs=1e-2 if shape < 1 else 1e-8)


@pytest.mark.parametrize("shape", [0.5, 2.0, 9.0])
def test_the_mean_of_a_course_is_its_mean_delay(shape: float):
    grid = np.linspace(0, 120, 240_001)
    left = 1 - gamma_share(grid[::100], shape, 2.5)
    assert np.trapezoid(left, grid[::100]) == pytest.approx(2.5, rel=2e-3)


def land(days: int = 10, **parts: object) -> Scenario:
    fixed = {
        "places": (place("home", "origin", at_risk_people=1000.0), place("hut", "origin", at_risk_people=500.0)),
        "profiles": (patient("men"), patient("others")),
    }
    return scenario(days, **{**fixed, **parts})


def trigger(**columns: object) -> Event:
    return Event(**{"id": "alarm", "date": at(1), "what": "trigger", "value": 0.1, "mean_days": 2.0, **columns})


def test_a_course_may_be_given_by_the_day_of_its_peak():
    """A gamma distribution of shape 3 whose density is highest after 4 days has the mean 6."""
    clock = Clock(land(30))
    by_peak = course(trigger(mean_days=None, peak_days=4.0, shape=3.0), clock, "UTC")
    np.testing.assert_array_equal(by_peak, course(trigger(mean_days=6.0, shape=3.0), clock, "UTC"))
    start = clock.moment(trigger().date, "UTC") // clock.moments_per_tick
    assert abs(int(np.argmax(np.diff(by_peak))) - start - 4 * HOURS_PER_DAY) <= 1


def leave(event: Event, given: Scenario) -> float:
    """People expected to leave because of a trigger, from its hazards."""
    rates = build_rates(given.model_copy(update={"events": (event,)}), Clock(given), 1)
    ends = rates.hazard[rates.leaver["hazard"] + rates.leaver["n_ticks"]]
    return float((rates.leaver["people"] * -np.expm1(-ends)).sum())


@pytest.mark.parametrize("people", [1.0, 90.0, 1400.0])
@pytest.mark.parametrize("n_places", [1, 2, 40])
def test_expected_people_do_not_depend_on_how_many_places_stand_for_a_country(people: float, n_places: int):
    homes = tuple(place(f"home {n}", "origin", at_risk_people=1500.0 / n_places) for n in range(n_places))
    event = trigger(value=None, people=people, until=at(6))
    assert leave(event, land(places=homes)) == pytest.approx(people, rel=1e-9)


def test_expected_people_are_those_of_all_profiles_that_a_trigger_names():
    assert leave(trigger(value=None, people=300.0, profile="men others"), land()) == pytest.approx(300, rel=1e-9)


def test_news_change_expected_people():
    cut = news(value=1.0, date=at(0), delay_hours=0.0)
    given = land(events=(trigger(value=None, people=300.0), cut))
    assert build_rates(given, Clock(given), 1).hazard.max() == 0.0


def test_a_uniform_course_ends_after_its_length():
    clock = Clock(land())
    found = course(trigger(course="uniform", mean_days=4.0), clock, "UTC")
    np.testing.assert_allclose(found[::HOURS_PER_DAY], [0, 0, 0.25, 0.5, 0.75, 1, 1, 1, 1, 1, 1])


def test_a_course_that_ends_early_stays_where_it_is():
    clock = Clock(land())
    whole = course(trigger(), clock, "UTC")
    cut = course(trigger(until=at(3)), clock, "UTC")
    np.testing.assert_array_equal(cut[: 3 * HOURS_PER_DAY], whole[: 3 * HOURS_PER_DAY])
    assert (cut[3 * HOURS_PER_DAY :] == whole[3 * HOURS_PER_DAY]).all()


def factor(*events: Event, applies_to: str = "departures", profile: str = "men") -> np.ndarray:
    given = land(events=events)
    news = news_about(given, Clock(given), applies_to)
    return news.product(news.heard(given.places[0], profile))


def news(**columns: object) -> Event:
    return Event(**{"id": "news", "date": at(2), "what": "news", "value": 0.4, "delay_hours": 10.0, **columns})


def test_news_reach_everybody_with_their_delay():
    hours = np.arange(240) + 0.5
    age = np.maximum(hours - 48, 0)
    np.testing.assert_allclose(factor(news()), 1 - 0.4 * (1 - np.exp(-age / 10)), rtol=1e-12)


def test_news_without_a_delay_act_at_once_and_end_with_their_date():
    found = factor(news(delay_hours=0.0, until=at(4)))
    assert (found[:48] == 1).all()
    np.testing.assert_allclose(found[48:96], 0.6)
    assert (found[96:] == 1).all()


def test_news_multiply():
    both = factor(news(), news(id="more", date=at(3), value=-0.5))
    np.testing.assert_allclose(both, factor(news()) * factor(news(date=at(3), value=-0.5)), rtol=1e-12)


@pytest.mark.parametrize(
    "event", [news(profile="others"), news(where="hut"), news(applies_to="traffic"), news(applies_to="line")]
)
def test_news_about_others_do_nothing(event: Event):
    assert (factor(event) == 1).all()


@pytest.mark.parametrize("zone", ["UTC", "Asia/Almaty", "Asia/Kathmandu"])
@pytest.mark.parametrize("tick_minutes", [15, 60, 480])
def test_the_rhythm_has_mean_one_over_whole_weeks(zone: str, tick_minutes: int):
    leaving = Leaving(weekdays=(1.0, 2.0, 0.0, 1.0, 4.0, 1.0, 0.5))
    given = land(28, leaving=leaving, tick_minutes=tick_minutes)
    assert rhythm(given, Clock(given), zone).mean() == pytest.approx(1.0)


def test_the_rhythm_follows_local_hours():
    given = land(2, leaving=Leaving(hours=tuple(float(hour) for hour in range(HOURS_PER_DAY))))
    found = rhythm(given, Clock(given), "Asia/Almaty")  # UTC+6 in 2022
    assert found.argmax() == 17
    assert found[18] == 0


def test_a_trigger_sends_the_people_at_risk_of_its_places_and_profiles():
    given = land(events=(trigger(where="home", profile="men"),))
    rates = build_rates(given, Clock(given), 1)
    assert rates.leaver[["people", "origin", "profile"]].tolist() == [(1000.0, 0, 0)]
    assert rates.whole[0] == pytest.approx(0.1 * gamma_share(np.array([9.0]), 2.0, 2.0)[0])
    assert causes_of(given) == ("ordinary", "alarm")


def test_shares_of_causes_add_up_to_one_where_anybody_leaves():
    given = land(events=(trigger(), trigger(id="second", date=at(3), value=0.3)))
    rates = build_rates(given, Clock(given), 1)
    share = rates.cause_share[0]
    assert (share[:24] == 0).all()
    np.testing.assert_allclose(share[24:, -1], 1.0)
    np.testing.assert_allclose(share[24:72, 1], 1.0)
    assert (share[80:, 1] < 1).all()


def test_hourly_departures_take_room_for_their_own_hours_only():
    hours = tuple(
        Departure(id=f"d{n}", origin="home", profile="men", people=1, start=at(n / 24), end=at((n + 1) / 24))
        for n in range(200)
    )
    given = land(events=(trigger(),), departures=hours)
    rates = build_rates(given, Clock(given), 1)
    n_triggered = len(rates.leaver) - 200
    assert rates.hazard.size == n_triggered * (Clock(given).n_ticks + 1) + 200 * 2
    assert rates.cause_share.shape == (n_triggered, Clock(given).n_ticks, 2)
    assert rates.leaver["first_tick"].tolist()[-200:] == list(range(200))
    assert (rates.whole[-200:] > 0).all()


def test_rows_of_departures_have_their_own_causes_as_long_as_a_run_can_number_them():
    days = tuple(Departure(id=f"d{n}", origin="home", profile="men", people=1) for n in range(253))
    given = land(events=(trigger(),), departures=days)
    assert causes_of(given) == ("ordinary", "alarm", *(row.id for row in days))
    rates = build_rates(given, Clock(given), 1)
    assert rates.leaver["cause"].tolist()[-253:] == list(range(2, 255))
    assert len(rates.cause_share) == len(rates.leaver) - 253


def test_rows_of_a_longer_series_are_one_cause_and_leave_as_given():
    days = [Departure(id=f"d{n}", origin="home", profile="men", people=2, count="given") for n in range(400)]
    places = tuple(spot.model_copy(update={"region": "region"}) for spot in land().places)
    given = land(places=places, departures=(*days, Departure(id="all", origin="region", profile="men", people=3)))
    assert causes_of(given) == ("ordinary", "d0", "all")
    assert build_rates(given, Clock(given), 1).leaver["cause"].tolist() == [1] * 400 + [2] * len(given.places)


def test_departures_of_a_group_are_shared_by_people_at_risk():
    row = Departure(id="bus", origin="region", profile="men", people=300)
    places = tuple(spot.model_copy(update={"region": "region"}) for spot in land().places)
    given = land(places=places, departures=(row,))
    rates = build_rates(given, Clock(given), 1)
    assert rates.leaver["people"].tolist() == pytest.approx([200.0, 100.0])


def test_traffic_follows_weekdays_and_its_period():
    posts = (place("gate", "border_post"),)
    row = Traffic(
        id="flow", post="gate", profile="men", per_day=240, start=at(1), end=at(9), weekdays="1 1 1 1 1 2 0.5"
    )
    given = land(places=posts, traffic=(row,))
    by_day = build_rates(given, Clock(given), 1).traffic_rate[0].reshape(10, HOURS_PER_DAY).sum(axis=1)
    np.testing.assert_allclose(by_day, [0, 240, 480, 120, 240, 240, 240, 240, 240, 0])


def test_the_mean_size_of_a_party():
    assert mean_size(Profile(name="p", size="1:0.5 2:0.25 4:0.25")) == 2.0
