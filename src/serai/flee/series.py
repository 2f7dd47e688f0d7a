"""Series of reported people: values between reports, and whole people by day as a run and its score count them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from serai.flee.schema import CAMP_KINDS, FleeScenario

Points = list[tuple[int, float]]  # (day since the start of the run, people)
TOTAL = "total"
SAME = 0.02


def people_on(points: Sequence[tuple[int, float]], day: int) -> float:
    """People of a series on a day: a straight line between reports, constant before the first and after the last."""
    if day <= points[0][0]:
        return points[0][1]
    for (before, low), (after, high) in pairwise(points):
        if day < after:
            return low + (high - low) * (day - before) / (after - before)
    return points[-1][1]


def is_largest_report(capacity: float, points: Points, n_days: int) -> bool:
    """Whether a capacity is, to 2 %, the largest number of people that was reported: ever, or within the run."""
    most = (max(people for _, people in points), max(people_on(points, day) for day in range(n_days)))
    return capacity > 0 and any(abs(capacity - people) <= SAME * capacity for people in most)


def points_of(scenario: FleeScenario) -> dict[str, Points]:
    """The points of each series of a scenario, in the order of their days."""
    result: dict[str, dict[int, float]] = {}
    for row in scenario.lookahead_series:
        result.setdefault(row.series, {})[(row.date.date() - scenario.start).days] = row.people
    return {name: sorted(points.items()) for name, points in result.items()}


def days_reported(scenario: FleeScenario) -> dict[str, frozenset[int]]:
    """Days of the run on which each series has a report."""
    n_days = (scenario.end - scenario.start).days
    result: dict[str, set[int]] = {}
    for row in scenario.lookahead_series:
        day = (row.date.date() - scenario.start).days
        if row.reported and 0 <= day < n_days:
            result.setdefault(row.series, set()).add(day)
    return {name: frozenset(days) for name, days in result.items()}


def last_report(scenario: FleeScenario, names: Sequence[str]) -> int:
    """Day of the last report of some series, which may lie after the run."""
    rows = [row for row in scenario.lookahead_series if row.reported and row.series in names]
    return max((row.date.date() - scenario.start).days for row in rows or scenario.lookahead_series)


def daily_people(scenario: FleeScenario) -> dict[str, list[int]]:
    """Whole people of each series on each day of the run; less those of the first day where camps start empty."""
    n_days = (scenario.end - scenario.start).days
    daily = {}
    for name, points in points_of(scenario).items():
        people = [int(people_on(points, day)) for day in range(n_days)]
        start = people[0] if scenario.lookahead.empty_camps_on_day0 else 0
        daily[name] = [n - start for n in people]
    return daily


def people_on_first_day(scenario: FleeScenario) -> dict[str, int]:
    """Whole people of each series on the first day, whether or not camps start empty."""
    return {name: int(people_on(points, 0)) for name, points in points_of(scenario).items()}


def new_people_by_day(scenario: FleeScenario) -> list[int]:
    """People who set out on each day, from the daily rise of the series; falls are made up for before anybody sets out.

    With `flee_as_run` the series of the first row is left out of the sum, whatever its name; and with nobody in the
    camps at the start, the first day sends out all series, the first included.
    """
    look, daily = scenario.lookahead, daily_people(scenario)
    n_days = (scenario.end - scenario.start).days
    if look.new_people not in ("camps", "total") or not daily:
        return [0] * n_days
    names = [name for name in daily if name != TOTAL]
    if look.new_people == "total":
        names = [TOTAL]
    elif scenario.flee_as_run:
        names = list(daily)[1:]
    totals = [sum(daily[name][day] for name in names) for day in range(n_days)]
    first = totals[0]
    if scenario.flee_as_run and look.new_people == "camps":
        first = sum(people[0] for people in daily.values())
    people, debt = [0 if look.insert_day0 or look.empty_camps_on_day0 else first], 0
    for day in range(1, n_days):
        rise = totals[day] - totals[day - 1] - debt
        debt = max(-rise, 0)
        people.append(max(rise, 0))
    return people


def people_at_start(scenario: FleeScenario) -> dict[str, int]:
    """People in places before the first day: those of the series in camps, and those of the table initial."""
    people: dict[str, int] = {}
    if scenario.lookahead.insert_day0:
        daily = daily_people(scenario)
        camps = [entry.place for entry in scenario.lookahead_places if entry.kind in CAMP_KINDS]
        people = {name: max(daily[name][0], 0) for name in camps if name in daily}
    for row in scenario.initial:
        people[row.place] = people.get(row.place, 0) + round(row.people)
    return people
