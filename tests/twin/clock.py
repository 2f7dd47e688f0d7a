"""Moments, ticks, steps and local days (docs/model/time-and-draws)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from serai.scenario.schema import Scenario

SECOND = 8  # moments
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock:
    """Local time of the places of a scenario as moments since its start."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.start = datetime.combine(scenario.start, time(), ZoneInfo(scenario.time_zone)).astimezone(UTC)
        self.tick = scenario.tick_minutes * MINUTE
        self.end = self.moment(datetime.combine(scenario.end, time()), scenario.time_zone)
        self.n_ticks = -(-self.end // self.tick)
        self.ticks_per_step = max(1, HOUR // self.tick)
        self.n_days = (scenario.end - scenario.start).days + 2  # one before, one after
        self.zone = {place.name: place.time_zone or scenario.time_zone for place in scenario.places}
        zones = {*self.zone.values(), scenario.time_zone}
        self.shifts = {zone: [self._shift(zone, day) for day in range(self.n_days)] for zone in zones}

    def _shift(self, zone: str, day: int) -> int:
        """Moments from the scenario's local time at the start to that of a zone on a day of the run."""
        base = self.start.astimezone(ZoneInfo(self.scenario.time_zone)).utcoffset()
        there = (self.start + timedelta(days=day)).astimezone(ZoneInfo(zone)).utcoffset()
        return round((there - base).total_seconds() * SECOND)

    def moment(self, local: datetime, zone: str) -> int:
        """Moment of a local date and time."""
        return round((local.replace(tzinfo=ZoneInfo(zone)) - self.start).total_seconds() * SECOND)

    def span(self, start: datetime | None, end: datetime | None, zone: str) -> tuple[int, int]:
        """A period as moments; blank ends lie a day outside the run, for places in other zones."""
        first = -DAY if start is None else self.moment(start, zone)
        last = self.n_ticks * self.tick + DAY if end is None else self.moment(end, zone)
        return first, last

    def shift(self, zone: str, moment: int) -> int:
        """Moments from the scenario's local time at the start to local time in a zone."""
        return self.shifts[zone][min(max(moment // DAY, 0), self.n_days - 1)]

    def day(self, place: str, moment: int) -> int:
        """Number of the local day; day 0 is that before the run."""
        local = moment + self.shift(self.zone[place], moment)
        return min(max(local // DAY + 1, 0), self.n_days - 1)

    def midnight(self, place: str, moment: int) -> int:
        """Moment at which the local day began."""
        shift = self.shift(self.zone[place], moment)
        return (moment + shift) // DAY * DAY - shift

    def hour_and_weekday(self, zone: str, tick: int) -> tuple[int, int]:
        """Local hour of the day, and weekday (Monday is 0), in the middle of a tick."""
        middle = int(self.middle(tick))
        local = middle + self.shift(zone, middle)
        return local // HOUR % 24, (self.scenario.start.weekday() + local // DAY) % 7

    def middle(self, tick: int) -> float:
        """Moment in the middle of a tick."""
        return (tick + 0.5) * self.tick
