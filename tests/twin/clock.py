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
        self.ticks_per_step = max(1, HOUR // self.tick)
        self.n_ticks = -(-self.end // (self.tick * self.ticks_per_step)) * self.ticks_per_step
        self.n_days = (scenario.end - scenario.start).days + 2  # one before, one after
        self.zone = {place.name: place.time_zone or scenario.time_zone for place in scenario.places}

    def moment(self, local: datetime, zone: str) -> int:
        """Moment of a local date and time."""
        return round((local.replace(tzinfo=ZoneInfo(zone)) - self.start).total_seconds() * SECOND)

    def span(self, start: datetime | None, end: datetime | None, zone: str) -> tuple[int, int]:
        """A period as moments; blank ends lie a day outside the run, for places in other zones."""
        first = -DAY if start is None else self.moment(start, zone)
        last = self.n_ticks * self.tick + DAY if end is None else self.moment(end, zone)
        return first, last

    def local(self, zone: str, moment: int) -> datetime:
        """What clocks in a zone show."""
        return (self.start + timedelta(seconds=moment / SECOND)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    def day(self, place: str, moment: int) -> int:
        """Number of the local day; day 0 is that before the run."""
        number = (self.local(self.zone[place], moment).date() - self.scenario.start).days + 1
        return min(max(number, 0), self.n_days - 1)

    def on_day_of(self, place: str, moment: int, days: int = 0, since_midnight: int = 0) -> int:
        """Moment at which clocks show a time of the local day of a moment, or so many days later."""
        midnight = datetime.combine(self.local(self.zone[place], moment).date() + timedelta(days=days), time())
        return self.moment(midnight + timedelta(seconds=since_midnight / SECOND), self.zone[place])

    def midnight(self, place: str, moment: int) -> int:
        """Moment at which the local day began."""
        return self.on_day_of(place, moment)

    def next_midnight(self, place: str, moment: int) -> int:
        """Moment at which the local day ends."""
        return self.on_day_of(place, moment, days=1)

    def next_time(self, place: str, moment: int, since_midnight: int) -> int:
        """The next moment at which clocks show a time; of a time that comes twice in a day, the first counts."""
        today, tomorrow = (self.on_day_of(place, moment, days, since_midnight) for days in (0, 1))
        return today if today > moment else tomorrow

    def same_time_tomorrow(self, place: str, moment: int) -> int:
        """The next moment at which clocks show what they show at a moment."""
        shown = self.local(self.zone[place], moment)
        midnight = datetime.combine(shown.date(), time())
        return self.next_time(place, moment, round((shown - midnight).total_seconds() * SECOND))

    def hour_and_weekday(self, zone: str, tick: int) -> tuple[int, int]:
        """Local hour of the day, and weekday (Monday is 0), in the middle of a tick."""
        local = self.local(zone, int(self.middle(tick)))
        return local.hour, local.weekday()

    def middle(self, tick: int) -> float:
        """Moment in the middle of a tick."""
        return (tick + 0.5) * self.tick
