"""Local dates as moments since the start of the run."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from scenarios import patient, place, scenario
from serai.model.clock import Clock
from serai.units import MINUTES_PER_DAY, MOMENTS_PER_DAY, MOMENTS_PER_HOUR, MOMENTS_PER_MINUTE


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
    ("tick_minutes", "n_ticks", "ticks_per_step"),
    [(5, 1440, 12), (18, 402, 3), (60, 120, 1), (120, 60, 1), (1440, 5, 1)],
)
def test_ticks_and_steps(tick_minutes: int, n_ticks: int, ticks_per_step: int):
    found = clock(tick_minutes=tick_minutes)
    assert (found.n_ticks, found.ticks_per_step) == (n_ticks, ticks_per_step)


def test_a_run_over_a_change_of_the_clocks_is_an_hour_longer():
    """The clocks in Berlin went back within these five days."""
    parts = {"start": date(2022, 10, 28), "end": date(2022, 11, 2), "time_zone": "Europe/Berlin"}
    assert clock(**parts).end_moment == 5 * MOMENTS_PER_DAY + MOMENTS_PER_HOUR
    assert clock(**parts).n_ticks == 121


def test_a_change_of_half_an_hour_still_gives_whole_steps():
    """The clocks on Lord Howe Island went back by half an hour within these four days; states are kept by the hour."""
    parts = {"start": date(2022, 4, 1), "end": date(2022, 4, 5), "time_zone": "Australia/Lord_Howe"}
    found = clock(**parts, tick_minutes=10)
    assert found.end_moment == 4 * MOMENTS_PER_DAY + MOMENTS_PER_HOUR // 2
    assert found.n_ticks == 97 * found.ticks_per_step


def test_the_log_has_a_day_before_and_a_day_after():
    assert clock().n_days == 7
    assert clock().first_day == date(2022, 8, 31)


CHANGES = [  # forward, back, by half an hour, at midnight, with a midnight that comes twice, over a skipped date
    ("Europe/Warsaw", date(2022, 3, 27)), ("Europe/Warsaw", date(2022, 10, 30)),
    ("Australia/Lord_Howe", date(2022, 10, 2)), ("Australia/Lord_Howe", date(2022, 4, 3)),
    ("Asia/Beirut", date(2022, 3, 27)), ("Asia/Beirut", date(2022, 10, 29)),
    ("Atlantic/Azores", date(2022, 10, 30)), ("Asia/Almaty", date(2024, 2, 29)), ("Pacific/Apia", date(2011, 12, 30)),
    ("America/St_Johns", date(2011, 3, 13)),
]  # fmt: skip
by_change = pytest.mark.parametrize(("zone", "day"), CHANGES, ids=str)


@by_change
def test_clocks_show_what_the_time_zone_says_on_days_of_any_length(zone: str, day: date):
    found = clock(start=day - timedelta(days=2), end=day + timedelta(days=3), time_zone=zone)
    days = [datetime.combine(found.first_day + timedelta(days=number), time()) for number in range(found.n_days)]
    for minutes in range(0, 2 * MINUTES_PER_DAY, 7):
        assert found.local_days(zone).at(minutes).tolist() == [
            found.moment(day + timedelta(minutes=minutes), zone) for day in days
        ]


@by_change
def test_local_hours_and_weekdays_are_those_of_the_time_zone(zone: str, day: date):
    found = clock(start=day - timedelta(days=2), end=day + timedelta(days=3), time_zone=zone)
    moments = np.arange(0, found.end_moment, 5 * MOMENTS_PER_MINUTE)
    utc = [found.start + timedelta(minutes=5 * number) for number in range(moments.size)]
    local = [moment.astimezone(ZoneInfo(zone)) for moment in utc]
    hours, weekdays = found.local_days(zone).local(moments)
    assert hours.tolist() == [moment.hour for moment in local]
    assert weekdays.tolist() == [moment.weekday() for moment in local]


def test_a_day_that_a_law_skipped_has_no_length():
    found = clock(start=date(2011, 12, 29), end=date(2012, 1, 2), time_zone="Pacific/Apia")
    days = found.local_days("Pacific/Apia")
    lengths = days.at(MINUTES_PER_DAY) - days.at(0)
    assert (lengths // MOMENTS_PER_HOUR).tolist() == [24, 24, 0, 24, 24, 24]
