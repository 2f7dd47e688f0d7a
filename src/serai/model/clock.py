"""The clock of a run: local dates to moments since its start, and the log's days and steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from serai.scenario.schema import Scenario
from serai.units import (
    MINUTES_PER_HOUR,
    MOMENTS_PER_DAY,
    MOMENTS_PER_MINUTE,
    MOMENTS_PER_SECOND,
)


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

    @property
    def moments_per_tick(self) -> int:
        """Length of a tick."""
        return self.scenario.tick_minutes * MOMENTS_PER_MINUTE

    @property
    def n_ticks(self) -> int:
        """Ticks of the run; the last one may run over the end."""
        return -(-self.end_moment // self.moments_per_tick)

    @property
    def ticks_per_step(self) -> int:
        """Ticks after which states are written down: an hour, or one tick where ticks are longer."""
        return max(1, MINUTES_PER_HOUR // self.scenario.tick_minutes)

    @property
    def n_days(self) -> int:
        """Days of the log: those of the scenario, one before and one after."""
        return (self.scenario.end - self.scenario.start).days + 2

    @property
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
        return _moment(self.start, local, zone)

    def span(self, start: datetime | None, end: datetime | None, zone: str) -> tuple[int, int]:
        """[from, to) as moments; blank ends are those of the run, with a day to spare for places in other zones."""
        first = -MOMENTS_PER_DAY if start is None else self.moment(start, zone)
        last = self.n_ticks * self.moments_per_tick + MOMENTS_PER_DAY if end is None else self.moment(end, zone)
        return first, last

    def shifts(self, zones: list[str]) -> np.ndarray:
        """Moments from the scenario's local time at the start to local time, by place and day of the run.

        Parameters
        ----------
        zones : list of str
            Time zone of each place.

        Returns
        -------
        int64[n_places, n_days]. A change of the clocks counts from the next midnight of the scenario.
        """
        base = _offset(self.start, self.scenario.time_zone)
        return np.array([_offsets(self.start, self.n_days, zone) for zone in zones], dtype=np.int64) - base

    def midnights(self, zone: str) -> tuple[int, ...]:
        """Moment at which each local day of the log begins in a time zone."""
        return _midnights(self.start, self.first_day, self.n_days, zone)


# Kept between the draws of a scenario, which share their calendar.


def _offset(moment: datetime, zone: str) -> int:
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    return round(offset.total_seconds() * MOMENTS_PER_SECOND)


@lru_cache
def _offsets(start: datetime, n_days: int, zone: str) -> tuple[int, ...]:
    return tuple(_offset(start + timedelta(days=day), zone) for day in range(n_days))


@lru_cache
def _midnights(start: datetime, first_day: date, n_days: int, zone: str) -> tuple[int, ...]:
    days = (datetime.combine(first_day + timedelta(days=number), time()) for number in range(n_days))
    return tuple(_moment(start, day, zone) for day in days)


def _moment(start: datetime, local: datetime, zone: str) -> int:
    aware = local if local.tzinfo else local.replace(tzinfo=ZoneInfo(zone))
    return round((aware - start).total_seconds() * MOMENTS_PER_SECOND)
