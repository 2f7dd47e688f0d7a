"""Reports of people, and who sets out by them (docs/model/lookahead, new people)."""

from __future__ import annotations

import math
from itertools import pairwise

from serai.flee.schema import FleeScenario

TOTAL = "total"


class Series:
    """The series of a scenario, by day since its start."""

    def __init__(self, scenario: FleeScenario) -> None:
        self.scenario = scenario
        self.look = scenario.lookahead
        self.reports: dict[str, dict[int, float]] = {}
        for row in scenario.lookahead_series:
            self.reports.setdefault(row.series, {})[(row.date.date() - scenario.start).days] = row.people

    def people(self, name: str, day: int) -> int:
        """Whole people of a series on a day: a straight line between reports, constant before and after them."""
        reports = sorted(self.reports[name].items())
        if day >= reports[-1][0]:
            return math.trunc(reports[-1][1])
        for (before, low), (after, high) in pairwise(reports):
            if before < day < after:
                return math.trunc(low + (high - low) * (day - before) / (after - before))
        return math.trunc(next(people for reported, people in reports if reported >= day))

    def at_start(self, name: str) -> int:
        """People whom a series puts into its camp before the first day."""
        return 0 if self.look.empty_camps_on_day0 else max(self.people(name, 0), 0)

    def new_people(self, n_days: int) -> list[int]:
        """People who set out on each day: the rise of the sum; a fall is made up for before anybody sets out again."""
        if not self.reports:
            return [0] * n_days
        names = [name for name in self.reports if name != TOTAL]
        if self.look.new_people == TOTAL:
            names = [TOTAL]
        elif self.scenario.flee_as_run:  # the series of the first row is taken for the total
            names = list(self.reports)[1:]
        sums = [sum(self.people(name, day) for name in names) for day in range(n_days)]
        found, debt = [self.on_first_day(sums[0])], 0
        for before, now in pairwise(sums):
            owed = now - before - debt
            found.append(max(owed, 0))
            debt = max(-owed, 0)
        return found

    def on_first_day(self, reported: int) -> int:
        """Nobody, unless nobody is in the camps at the start."""
        if self.look.insert_day0 or self.look.empty_camps_on_day0:
            return 0
        if self.scenario.flee_as_run and self.look.new_people == "camps":
            return sum(self.people(name, 0) for name in self.reports)
        return reported
