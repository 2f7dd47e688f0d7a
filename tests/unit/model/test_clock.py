"""Local dates as moments since the start of the run."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from scenarios import patient, place, scenario
from serai.model.clock import Clock
from serai.units import MOMENTS_PER_DAY, MOMENTS_PER_HOUR


def clock(**parts: object) -> Clock:
    fixed = {"places": (place("town", "city"),), "profiles": (patient(),), "time_zone": "Asia/Almaty"}
    return Clock(scenario(5, **{**fixed, **parts}))


def test_moment_0_is_midnight_in_the_scenarios_zone():
    assert clock().start == datetime(2022, 8, 31, 18, tzinfo=UTC)
    assert clock().moment(datetime(2022, 9, 1), "Asia/Almaty") == 0


@pytest.mark.parametrize(
    ("zone", "hours"), [("Asia/Almaty", 12), ("Asia/Oral", 13), ("UTC", 18), ("Asia/Kathmandu", 12.25)]
)
def test_noon_comes_in_each_zone_at_its_own_moment(zone: str, hours: float):
    assert clock().moment(datetime(2022, 9, 1, 12), zone) == hours * MOMENTS_PER_HOUR


def test_an_aware_time_needs_no_zone():
    assert clock().moment(datetime(2022, 8, 31, 19, tzinfo=UTC), "America/Lima") == MOMENTS_PER_HOUR


def test_blank_ends_are_those_of_the_run_with_a_day_to_spare():
    assert clock().span(None, None, "UTC") == (-MOMENTS_PER_DAY, 6 * MOMENTS_PER_DAY)


@pytest.mark.parametrize(
    ("tick_minutes", "n_ticks", "ticks_per_step"), [(5, 1440, 12), (60, 120, 1), (120, 60, 1), (1440, 5, 1)]
)
def test_ticks_and_steps(tick_minutes: int, n_ticks: int, ticks_per_step: int):
    found = clock(tick_minutes=tick_minutes)
    assert (found.n_ticks, found.ticks_per_step) == (n_ticks, ticks_per_step)


def test_a_run_over_a_change_of_the_clocks_is_an_hour_longer():
    """The clocks in Berlin went back within these five days."""
    parts = {"start": date(2022, 10, 28), "end": date(2022, 11, 2), "time_zone": "Europe/Berlin"}
    assert clock(**parts).end_moment == 5 * MOMENTS_PER_DAY + MOMENTS_PER_HOUR
    assert clock(**parts).n_ticks == 121


def test_the_log_has_a_day_before_and_a_day_after():
    assert clock().n_days == 7
    assert clock().first_day == date(2022, 8, 31)


def test_shifts_are_those_from_the_scenarios_time():
    found = clock().shifts(["Asia/Almaty", "Asia/Oral", "UTC"])
    assert found.shape == (3, 7)
    assert (found == [[0], [-MOMENTS_PER_HOUR], [-6 * MOMENTS_PER_HOUR]]).all()
