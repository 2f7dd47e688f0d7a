"""Waits at lightly loaded lines are those of the lines, not of the ticks (docs/model/time-and-draws)."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from serai.runs.course import run
from serai.scenario.change import with_changes
from serai.scenario.read.load import load

SEEDS = range(1, 7)
OPEN_DAY_AND_NIGHT = ("bridge-lane-in", "bridge-lane-out", "bridge-desk-car", "bridge-desk-foot")


@cache
def mean_waits(tick: str) -> dict[str, tuple[float, float]]:
    """Minutes and their standard error by line of a scenario: services in series, and visitors who go back."""
    given = with_changes(load("river-crossing"), {"tick": tick})
    waits = []
    for seed in SEEDS:
        outcome = run(given, seed)
        waits.append(60 * outcome.arrays["wait_sum"].sum(axis=0) / outcome.arrays["served"].sum(axis=0))
    names = [line.name for line in outcome.axes.lines]
    error = np.std(waits, axis=0, ddof=1) / np.sqrt(len(waits))
    return dict(zip(names, zip(np.mean(waits, axis=0), error, strict=True), strict=True))


@pytest.mark.parametrize("line", OPEN_DAY_AND_NIGHT)
@pytest.mark.parametrize("tick", ["10min", "1h"])
def test_waits_are_those_of_ticks_of_a_minute(tick: str, line: str):
    """Within five per cent or two minutes, and what the seeds leave open."""
    (mean, error), (exact, exact_error) = mean_waits(tick)[line], mean_waits("1min")[line]
    assert abs(mean - exact) < max(0.05 * exact, 2.0) + 2.0 * np.hypot(error, exact_error)
