"""Dated orders to lines: controls, news about lines, closures (docs/model/lines)."""

from __future__ import annotations

from serai.scenario.schema import Event, Scenario
from twin.clock import Clock
from twin.rates import concerns, reach
from twin.timetable import Line, Timetable, closures


class Orders:
    """What is in force at the start of a tick."""

    def __init__(self, scenario: Scenario, clock: Clock, timetable: Timetable) -> None:
        self.scenario = scenario
        self.clock = clock
        self.timetable = timetable
        self.closures = {place.name: closures(scenario, clock, place.name, "in") for place in scenario.places}

    def is_open(self, place: str, moment: int) -> bool:
        """Whether parties may make for a place."""
        return not any(start <= moment < end for start, end in self.closures[place])

    def share_refused(self, line: Line, profile: str, moment: int) -> float:
        """Share that is turned back: several controls multiply."""
        refused = 0.0
        for event in self.scenario.events:
            acts_here = event.what == "control" and line.row.service == (event.service or self._control_kind(line))
            if acts_here and event.value is not None and self._concerns(event, line, profile, moment):
                refused = 1.0 - (1.0 - refused) * (1.0 - event.value)
        return refused

    def leave_per_day(self, line: Line, profile: str, moment: int) -> float:
        """Rate at which news makes parties leave a line."""
        rate = 0.0
        for event in self.scenario.events:
            is_about_lines = event.what == "news" and event.applies_to == "line"
            if is_about_lines and event.value is not None and self._concerns(event, line, profile, moment):
                start = self.clock.moment(event.date, self.clock.zone[line.row.place])
                rate += event.value * reach(moment - start, event.delay_hours)
        return rate

    def _concerns(self, event: Event, line: Line, profile: str, moment: int) -> bool:
        row = line.row
        start, end = self.clock.span(event.date, event.until, self.clock.zone[row.place])
        is_control = row.service in ("exit_control", "entry_control", event.service)
        spots = (row.place, row.at) if row.at else (row.place,)
        about = any(concerns(self.scenario, event, spot, profile) for spot in spots)
        here = (event.direction or "in") == row.direction and about
        return is_control and here and start <= moment < end

    def _control_kind(self, line: Line) -> str:
        """Controls act at the exit control where the post has one."""
        wanted = (line.row.place, line.row.direction, "exit_control")
        rows = [other.row for other in self.timetable.lines.values()]
        has_exit_control = any((row.place, row.direction, row.service) == wanted for row in rows)
        return "exit_control" if has_exit_control else "entry_control"
