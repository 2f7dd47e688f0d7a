"""The clock of a run: local dates to moments since its start, and the log's days and steps."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from serai.scenario.schema import Scenario
from serai.state.log import MARGIN_DAYS
from serai.units import (
    DAYS_PER_WEEK,
    HOURS_PER_DAY,
    MINUTES_PER_HOUR,
    MOMENTS_PER_DAY,
    MOMENTS_PER_HOUR,
    MOMENTS_PER_MINUTE,
    MOMENTS_PER_SECOND,
    SECONDS_PER_DAY,
)


@dataclass(frozen=True, eq=False)
class LocalDays:
    """Days of a time zone, also those on which its clocks change.

    Attributes
    ----------
    first : date
    midnight : int64[n_days + 1]
        Moment at which each day begins, and the last one ends. A date that a law skipped ends as it begins.
    change : int64[n_days]
        Time on the clock, in moments, from which it no longer shows the time since midnight.
    extra : int64[n_days]
        Moments by which the day is longer than 24 hours.
    """

    first: date
    midnight: np.ndarray
    change: np.ndarray
    extra: np.ndarray

    @cached_property
    def weekdays(self) -> np.ndarray:
        """Weekday (0: Monday) of each day of the log: int64[n_days]."""
        return (self.first.weekday() + np.arange(MARGIN_DAYS, self.change.size - MARGIN_DAYS)) % DAYS_PER_WEEK

    def at(self, minutes: int) -> np.ndarray:
        """Moment at which clocks show a time on each day of the log: int64[n_days].

        Parameters
        ----------
        minutes : int, 0 to 2880
            Since 00:00 on the clock; 1440 is the next midnight.
        """
        ahead, time_of_day = divmod(minutes * MOMENTS_PER_MINUTE, MOMENTS_PER_DAY)
        rows = np.arange(MARGIN_DAYS, self.change.size - MARGIN_DAYS) + ahead
        extra = np.where(time_of_day >= self.change[rows], self.extra[rows], 0)
        return np.asarray(self.midnight[rows] + time_of_day + extra)

    def local(self, moments: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Hour of the day and weekday (0: Monday) that clocks show at some moments: int64[n] each."""
        rows = np.searchsorted(self.midnight, moments, side="right") - 1
        since = moments - self.midnight[rows]
        changed = since >= self.change[rows] + np.minimum(self.extra[rows], 0)
        time = (self.first.weekday() + rows) * MOMENTS_PER_DAY + since - np.where(changed, self.extra[rows], 0)
        return time // MOMENTS_PER_HOUR % HOURS_PER_DAY, time // MOMENTS_PER_DAY % DAYS_PER_WEEK


@dataclass(frozen=True)
class Clock:
    """Local time of a scenario's places as moments.

    Moment 0 is midnight of the scenario's first day in the scenario's own time zone.
    """

    scenario: Scenario

    @cached_property
    def start(self) -> datetime:
        """Moment 0, as UTC."""
        local = datetime.combine(self.scenario.start, time(), ZoneInfo(self.scenario.time_zone))
        return local.astimezone(UTC)

    @cached_property
    def end_moment(self) -> int:
        """Moment at which the scenario's last day ends, in its own time zone."""
        return self.moment(datetime.combine(self.scenario.end, time()), self.scenario.time_zone)

    @cached_property
    def moments_per_tick(self) -> int:
        """Length of a tick."""
        return self.scenario.tick_minutes * MOMENTS_PER_MINUTE

    @cached_property
    def n_ticks(self) -> int:
        """Ticks of the run: whole steps, so that nobody is missed; the last one may run over the end."""
        steps = -(-self.end_moment // (self.moments_per_tick * self.ticks_per_step))
        return steps * self.ticks_per_step

    @cached_property
    def ticks_per_step(self) -> int:
        """Ticks after which states are written down: an hour, or one tick where ticks are longer."""
        return max(1, MINUTES_PER_HOUR // self.scenario.tick_minutes)

    @cached_property
    def middles(self) -> np.ndarray:
        """Moment in the middle of each tick: float64[n_ticks], not to be written to."""
        return (np.arange(self.n_ticks) + 0.5) * self.moments_per_tick

    def ticks_inside(self, start: int, end: int) -> slice:
        """The ticks whose middle lies in a period of moments."""
        first, last = (-((self.moments_per_tick - 2 * edge) // (2 * self.moments_per_tick)) for edge in (start, end))
        return slice(max(first, 0), max(last, 0))

    @cached_property
    def n_days(self) -> int:
        """Days of the log: those of the scenario, one before and one after."""
        return (self.scenario.end - self.scenario.start).days + 2

    @cached_property
    def first_day(self) -> date:
        """Local date of row 0 of the log's days."""
        return self.scenario.start - timedelta(days=1)

    def zone_of(self, place_zone: str) -> str:
        """Time zone of a place: its own, or the scenario's."""
        return place_zone or self.scenario.time_zone

    def moment(self, local: datetime, zone: str) -> int:
        """Moment of a local date and time.

        Parameters
        ----------
        local : datetime
            Naive local time, or aware, then `zone` is not used.
        zone : str
            IANA time zone.
        """
        return _known_moment(self.start, local, local.fold, zone)

    def span(self, start: datetime | None, end: datetime | None, zone: str) -> tuple[int, int]:
        """[from, to) as moments; blank ends are those of the run, with a day to spare for places in other zones.

        A later end is cut there.
        """
        first = -MOMENTS_PER_DAY if start is None else self.moment(start, zone)
        last = self.n_ticks * self.moments_per_tick + MOMENTS_PER_DAY
        return first, last if end is None else min(last, self.moment(end, zone))

    def ticks_of(self, start: datetime | None, end: datetime | None, zone: str) -> tuple[int, int]:
        """[first, last) ticks of the run that a period touches; of one outside the run the nearest one."""
        begins, ends = self.span(start, end, zone)
        first = min(max(begins // self.moments_per_tick, 0), self.n_ticks - 1)
        return first, min(max(-(-ends // self.moments_per_tick), first + 1), self.n_ticks)

    def local_days(self, zone: str) -> LocalDays:
        """The local days of a time zone, from `MARGIN_DAYS` days before those of the log to as many after them."""
        first_day = self.first_day - timedelta(days=MARGIN_DAYS)
        return _local_days(self.start, first_day, self.n_days + 2 * MARGIN_DAYS, zone)

    def tick_hours(self, zone: str) -> tuple[np.ndarray, np.ndarray]:
        """Local hour of the day and weekday (0: Monday) at the middle of each tick: int64[n_ticks] each."""
        return _tick_hours(self.local_days(zone), self.n_ticks, self.moments_per_tick)


# Kept between the draws of a scenario, which share their calendar.


@lru_cache
def _local_days(start: datetime, first_day: date, n_days: int, zone: str) -> LocalDays:
    dates = [datetime.combine(first_day + timedelta(days=number), time()) for number in range(n_days + 1)]
    midnight = np.array([_moment(start, day, zone) for day in dates], dtype=np.int64)
    change = np.full(n_days, MOMENTS_PER_DAY, dtype=np.int64)
    extra = np.diff(midnight) - MOMENTS_PER_DAY
    for row in np.flatnonzero(extra).tolist():
        change[row] = MOMENTS_PER_SECOND * bisect_left(
            range(SECONDS_PER_DAY), True, key=lambda second: _is_changed(start, dates[row], second, zone)
        )
    return LocalDays(first_day, midnight, change, extra)


def _is_changed(start: datetime, day: datetime, second: int, zone: str) -> bool:
    since = _moment(start, day + timedelta(seconds=second), zone) - _moment(start, day, zone)
    return since != second * MOMENTS_PER_SECOND


@lru_cache
def _tick_hours(days: LocalDays, n_ticks: int, moments_per_tick: int) -> tuple[np.ndarray, np.ndarray]:
    return days.local(((np.arange(n_ticks) + 0.5) * moments_per_tick).astype(np.int64))


@lru_cache(maxsize=4096)
def _known_moment(start: datetime, local: datetime, fold: int, zone: str) -> int:
    return _moment(start, local, zone)  # of two times that differ in their fold alone Python says that they are equal


def _moment(start: datetime, local: datetime, zone: str) -> int:
    aware = local if local.tzinfo else local.replace(tzinfo=ZoneInfo(zone))
    return round((aware - start).total_seconds() * MOMENTS_PER_SECOND)
