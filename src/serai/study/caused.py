"""How many came because of the trigger, by two definitions that need not be equal (docs/how-to/reading-the-score.md).

By cause: entries of those whose departure an event made. Caused: entries in the run less entries in the same run
without the triggers and what they brought about (news and controls), under common random numbers; ordinary trips that
were put off because of the crowd are taken off.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from serai.errors import UsageError
from serai.runs.run import Run, simulate
from serai.scenario.address import CellName
from serai.scenario.change import with_changes
from serai.scenario.schema import Scenario
from serai.units import DAYS_PER_WEEK

POINTS = (0.5, 0.05, 0.95)
BROUGHT_ABOUT = ("trigger", "news", "control")


class Interval(NamedTuple):
    """Median and 90 % interval of the draws; of a single run all three are its figure."""

    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Caused:
    """Entries because of the trigger from its day up to, not including, `until`, in both meanings."""

    until: date
    by_cause: Interval
    caused: Interval


def without_events(scenario: Scenario, *names: str) -> Scenario:
    """A copy in which events do nothing: their value is 0, without a range.

    Parameters
    ----------
    scenario : Scenario
    names : str
        Ids of events, or kinds of them (``trigger``, ``control``, ``news``).

    Raises
    ------
    UsageError
        If a name is no kind, and no event has it.
    """
    known = {*BROUGHT_ABOUT, *(event.id for event in scenario.events)}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UsageError(f'the scenario has no event "{unknown[0]}"')
    chosen = [event for event in scenario.events if {event.id, event.what} & set(names) and event.value is not None]
    return with_changes(scenario, {str(CellName("events", event.id, "value")): 0 for event in chosen})


def entries_caused(run: Run, *, on_progress: Callable[[int, int], None] | None = None) -> tuple[Caused, ...]:
    """Entries because of the trigger, summed up to the end of each week since it.

    Runs the scenario once more without its triggers, news and controls, with the same seed and the same draws.

    Parameters
    ----------
    run : Run
    on_progress : callable (done, in all), optional

    Returns
    -------
    tuple of Caused, one for each week since the first trigger; the last ends with the run.

    Raises
    ------
    UsageError
        If the scenario has no trigger.
    """
    if not any(event.what == "trigger" for event in run.scenario.events):
        raise UsageError("the scenario has no trigger, so it caused nothing")
    quiet = without_events(run.scenario, *BROUGHT_ABOUT)
    other = simulate(quiet, seed=run.seed, draws=run.n_draws or None, on_progress=on_progress)
    with_it, without = _entries(run, "entries"), _entries(other, "entries")
    because, both = _entries(run, "entries_because"), sorted(with_it.keys() & without.keys())
    view = run.view
    assert view.first_trigger is not None
    first = view.day_of(view.first_trigger.date.date())
    return tuple(
        Caused(
            view.date_of(past),
            _interval([because[number][first:past].sum() for number in both]),
            _interval([(with_it[number] - without[number])[first:past].sum() for number in both]),
        )
        for past in _week_ends(first, view.day_of(run.scenario.end))
    )


def caused_json(result: Sequence[Caused]) -> list[dict[str, Any]]:
    """For ``serai score --json``: one object for each week, with both figures and their 90 % intervals."""
    return [
        {
            "until": item.until.isoformat(),
            "entries_by_cause": item.by_cause._asdict(),
            "entries_caused": item.caused._asdict(),
        }
        for item in result
    ]


def _entries(run: Run, name: str) -> dict[int, np.ndarray]:
    """Entries by day, of all or because of events: int64[n_days] by the number of the draw; 0 for a single run."""
    numbers = run.draws.numbers.tolist() if run.draws else [0]
    return dict(zip(numbers, run.sample.arrays[name].sum(axis=2, dtype=np.int64), strict=True))


def _week_ends(first: int, last: int) -> list[int]:
    ends = list(range(first + DAYS_PER_WEEK, last, DAYS_PER_WEEK))
    return [*ends, last]


def _interval(figures: Sequence[float]) -> Interval:
    return Interval(*(float(point) for point in np.quantile(figures, POINTS)))
