"""A small crisis with daily figures that came from another course of it: for tests of forecasts and updates."""

from __future__ import annotations

from datetime import datetime, timedelta

from scenarios import START, at, two_posts
from serai.results.quantities import answer
from serai.results.view import View
from serai.runs.course import run
from serai.scenario.change import with_changes
from serai.scenario.schema import Observation, Parameter, Scenario

SIZE = Parameter(
    name="size", value=1.0, ranges=(("value", 0.4, 1.8),), how="factor", cells="events.alarm.value", fit=True
)
TRUTH = {"parameters.size.value": "1.5"}
DAYS = 8


def day_row(day: int, value: float = 0.0, **columns: object) -> Observation:
    """Entries of a day, counted from 0, known the next morning."""
    begin = at(day)
    fixed = {
        "id": f"entries-{day}", "start": begin, "end": begin + timedelta(days=1), "quantity": "entries",
        "statistic": "sum", "fact_group": "flow", "value": value, "use": "fit", "confidence": "high", "unit": "persons",
        "as_of": begin + timedelta(days=1, hours=9),
    }  # fmt: skip
    return Observation(**{**fixed, **columns})


def small(days: int = DAYS, people: int = 3000) -> Scenario:
    """Two posts after an alarm at noon of the first day, and daily entries of a course half as strong again."""
    scenario = two_posts(people, days, parameters=(SIZE,))
    truth = with_changes(scenario, TRUTH)
    view = View(run(truth, 99), truth)
    rows = [day_row(day) for day in range(1, days - 1)]
    told = tuple(row.model_copy(update={"value": answer(row, view).value}) for row in rows)
    return scenario.model_copy(update={"observations": told})


def evening(day: int) -> datetime:
    """20:00 of a day, counted from 0."""
    return datetime(START.year, START.month, START.day, 20) + timedelta(days=day)
