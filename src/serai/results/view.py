"""A run as a planner asks for it: places by name, region or group, and local days and hours.

Everything that turns names and dates of a question into rows of the arrays of a run stands here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from serai.errors import SeraiError
from serai.scenario.causes import ORDINARY
from serai.scenario.members import places_named
from serai.scenario.names import line_of
from serai.scenario.parameters import with_parameters
from serai.scenario.schema import Event, Lodging, Place, Scenario
from serai.state.log import Axes, LineName, Outcome
from serai.units import SECONDS_PER_MINUTE

BORDER_SERVICES = ("exit_control", "entry_control")


class NotComputableError(SeraiError):
    """The run does not hold what is asked for; the text says why."""


@dataclass(frozen=True)
class View:
    """A run and its scenario, with names and dates turned into rows.

    Attributes
    ----------
    outcome : Outcome
    scenario : Scenario, as it was run: its parameters are taken in
    """

    outcome: Outcome
    scenario: Scenario

    def __post_init__(self) -> None:
        """Take the parameters in, as the run did."""
        object.__setattr__(self, "scenario", with_parameters(self.scenario))

    @property
    def axes(self) -> Axes:
        """The names along each dimension."""
        return self.outcome.axes

    def array(self, name: str) -> np.ndarray:
        """One of the arrays of `state.log.VARIABLES`; what is kept by change or in bytes is read as an array too."""
        values: np.ndarray = self.outcome.arrays[name]
        return values

    @cached_property
    def remembered(self) -> dict[Any, Any]:
        """What was made of it before, and is needed again."""
        return {}

    @cached_property
    def times(self) -> Axes:
        """The axes without their names: all that days and steps depend on, which is compared in little time."""
        return replace(self.axes, places=(), place_zones=(), profiles=(), causes=(), lines=(), lodging=())

    @cached_property
    def place_row(self) -> dict[str, int]:
        """Row of each place."""
        return {name: row for row, name in enumerate(self.axes.places)}

    @cached_property
    def place_of(self) -> dict[str, Place]:
        """The scenario's place of each name."""
        return {place.name: place for place in self.scenario.places}

    def names_in(self, where: str) -> frozenset[str]:
        """Names of the places that a name stands for.

        Parameters
        ----------
        where : str
            A place, a group (members of members included), a region or a country; blank is everywhere. A name that
            stands for several of these is the first of them.

        Raises
        ------
        NotComputableError
            If the scenario knows no such name.
        """
        named = frozenset(places_named(self.scenario, where))
        if not named:
            raise NotComputableError(f'the scenario has no place, group, region or country "{where}"')
        return named

    def place_rows(self, where: str) -> np.ndarray:
        """Rows of the places that a name stands for: int64[n], ascending."""
        return np.array(sorted(self.place_row[name] for name in self.names_in(where)), dtype=np.int64)

    def profile_rows(self, who: str) -> np.ndarray:
        """Rows of the profiles that are counted: int64[n].

        Parameters
        ----------
        who : str
            Names of profiles, or ``liable``, separated by spaces; blank is all tracked profiles.

        Raises
        ------
        NotComputableError
            If a word is no profile.
        """
        profiles = {profile.name: profile for profile in self.scenario.profiles}
        wanted = who.split()
        if not wanted:
            chosen = {name for name, profile in profiles.items() if profile.tracked}
        else:
            unknown = [word for word in wanted if word not in profiles and word != "liable"]
            if unknown:
                raise NotComputableError(f'the scenario has no profile "{unknown[0]}"')
            chosen = {name for name in wanted if name in profiles}
            if "liable" in wanted and "liable" not in profiles:
                chosen |= {name for name, profile in profiles.items() if profile.liable and profile.tracked}
        return np.array([row for row, name in enumerate(self.axes.profiles) if name in chosen], dtype=np.int64)

    @cached_property
    def event_cause_rows(self) -> np.ndarray:
        """Rows of the causes that are events, not ordinary life: int64[n]."""
        return np.array([row for row, name in enumerate(self.axes.causes) if name != ORDINARY], dtype=np.int64)

    def line_rows(self, where: str, service: str = "", mode: str = "", direction: str = "in") -> np.ndarray:
        """Rows of the lines that are meant: int64[n].

        Parameters
        ----------
        where : str
            As in `names_in`; a junction stands for the lines that stand there before a post.
        service : str
            A kind of service or the name of a line; blank is exit and entry control.
        mode : str
            Lines for this mode, and those for any mode; blank or ``any`` is all.
        direction : str
            ``in`` or ``out``; a line that is named is taken whatever its direction.
        """
        rows = {row for name in self.names_in(where) for row in self.lines_at.get(name, ())}
        meant = [row for row in rows if _is_meant(self.axes.lines[row], service, mode, direction or "in")]
        return np.array(sorted(meant), dtype=np.int64)

    @cached_property
    def lines_at(self) -> dict[str, list[int]]:
        """Rows of the lines of each place, and of those that stand at each junction."""
        result: dict[str, list[int]] = {}
        for row, line in enumerate(self.axes.lines):
            for name in {line.place, self.junction_of_line.get(line.name, line.place)}:
                result.setdefault(name, []).append(row)
        return result

    @cached_property
    def junction_of_line(self) -> dict[str, str]:
        """Where lines stand that stand before their post, by name."""
        return {line_of(row): row.at for row in self.scenario.services if row.at}

    @cached_property
    def lodging_of(self) -> dict[str, Lodging]:
        """The scenario's lodging of each id."""
        return {row.id: row for row in self.scenario.lodging}

    def lodging_rows(self, where: str, kinds: str = "") -> np.ndarray:
        """Rows of the lodging of these kinds (separated by spaces; blank is all) at these places: int64[n]."""
        wanted, keys = kinds.split(), self.axes.lodging
        rows = (row for name in self.names_in(where) for row in self.lodging_at.get(name, ()))
        chosen = [row for row in rows if not wanted or self.lodging_of[keys[row]].kind in wanted]
        return np.array(sorted(chosen), dtype=np.int64)

    @cached_property
    def lodging_at(self) -> dict[str, list[int]]:
        """Rows of the lodging of each place that has any."""
        result: dict[str, list[int]] = {}
        for row, key in enumerate(self.axes.lodging):
            result.setdefault(self.lodging_of[key].place, []).append(row)
        return result

    @cached_property
    def places_with_rents(self) -> frozenset[str]:
        """Names of the places that have lodging for money."""
        return frozenset(self.lodging_of[key].place for key in self.axes.lodging if self.lodging_of[key].paying)

    @cached_property
    def first_trigger(self) -> Event | None:
        """The earliest trigger inside the run; None when there is none."""
        triggers = [event for event in self.scenario.events if event.what == "trigger"]
        inside = [event for event in triggers if self.scenario.start <= event.date.date() < self.scenario.end]
        return min(inside, key=lambda event: event.date, default=None)

    @property
    def several_years(self) -> bool:
        """Whether the run lies in several years, so that dates are shown with their year."""
        return self.scenario.start.year != (self.scenario.end - timedelta(days=1)).year

    # Days ---------------------------------------------------------------------------------------------------------

    def date_of(self, day: int) -> date:
        """Local date of a day of the arrays."""
        return self.axes.first_day + timedelta(days=int(day))

    def day_of(self, when: date) -> int:
        """Row of a local date, which may lie outside the arrays."""
        return (when - self.axes.first_day).days

    def days(self, start: datetime | None, end: datetime | None) -> slice:
        """Days of a period [start, end): every local day that it touches; blank ends are those of the run.

        Raises
        ------
        NotComputableError
            If the period is not inside the run.
        """
        self._refuse_outside(start, end)
        first = 0 if start is None else self.day_of(start.date())
        if end is None:
            return slice(first, self.axes.n_days)
        last = end.date() if end.time() == time() else end.date() + timedelta(days=1)
        return slice(first, max(self.day_of(last), first + 1))

    @property
    def _run_start(self) -> datetime:
        return datetime.combine(self.scenario.start, time())

    def _refuse_outside(self, start: datetime | None, end: datetime | None) -> None:
        run_end = datetime.combine(self.scenario.end, time())
        if (start is not None and start < self._run_start) or (end is not None and end > run_end):
            raise NotComputableError(
                f"the period is outside the run, which lasts from {self.scenario.start} to {self.scenario.end}"
            )

    # Steps --------------------------------------------------------------------------------------------------------

    def zone(self, place_rows: Iterable[int]) -> ZoneInfo:
        """The time zone that these places share, or else that of the scenario."""
        zones = {self.axes.place_zones[row] for row in place_rows}
        return ZoneInfo(zones.pop() if len(zones) == 1 else self.scenario.time_zone)

    def step_at(self, local: datetime, zone: ZoneInfo) -> int:
        """The step nearest to a local moment (naive datetime); moments before the first step are given that one."""
        return step_at(self.axes, local, zone)

    def steps(self, start: datetime | None, end: datetime | None, zone: ZoneInfo) -> slice:
        """Steps after the start of a period up to its end; the one nearest to the end is always among them.

        Raises
        ------
        NotComputableError
            If the period is not inside the run.
        """
        self._refuse_outside(start, end)
        last = self.axes.n_steps - 1 if end is None else self.step_at(end, zone)
        first = 0 if start is None or start <= self._run_start else self.step_at(start, zone) + 1
        return slice(min(first, last), last + 1)

    def step_time(self, step: int) -> datetime:
        """The moment (UTC) of a step."""
        return self.axes.start + timedelta(minutes=(int(step) + 1) * self.axes.step_minutes)

    def steps_at_hour(self, days: slice, hour: int, zone: ZoneInfo) -> np.ndarray:
        """The step nearest to a local hour of each day that the run covers: int64[n]."""
        first, last = max(days.start, 1), min(days.stop, self.axes.n_days - 1)
        if (hour, zone) not in self.remembered:
            self.remembered[hour, zone] = _steps_at_hour(self.times, hour, zone)
        return np.asarray(self.remembered[hour, zone][first : max(last, first)])


def step_at(axes: Axes, local: datetime, zone: ZoneInfo) -> int:
    """The step nearest to a local moment (naive datetime); moments before the first step are given that one."""
    minutes = (local.replace(tzinfo=zone).astimezone(UTC) - axes.start).total_seconds() / SECONDS_PER_MINUTE
    return min(max(round(minutes / axes.step_minutes) - 1, 0), axes.n_steps - 1)


@lru_cache  # draws of a scenario share their axes
def _steps_at_hour(axes: Axes, hour: int, zone: ZoneInfo) -> np.ndarray:
    """The step nearest to a local hour of each day: int64[n_days]."""
    days = (datetime.combine(axes.first_day + timedelta(days=day), time(hour)) for day in range(axes.n_days))
    return np.array([step_at(axes, local, zone) for local in days], dtype=np.int64)


def _is_meant(line: LineName, service: str, mode: str, direction: str) -> bool:
    if service == line.name:
        return mode in ("", "any", line.mode) or line.mode == "any"
    kinds = (service,) if service else BORDER_SERVICES
    is_mode = mode in ("", "any") or line.mode in (mode, "any")
    is_way = line.direction == direction or line.service not in BORDER_SERVICES
    return line.service in kinds and is_mode and is_way
