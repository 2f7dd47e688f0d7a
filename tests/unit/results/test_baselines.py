"""Simple forecasts, made by hand."""

from datetime import timedelta

import numpy as np
import pytest

from scenarios import at, queue
from serai.results.baselines import baselines
from serai.results.view import View
from serai.runs.course import run
from serai.scenario.schema import Observation

FIXED = {"quantity": "entries", "statistic": "sum", "fact_group": "flow", "use": "fit"}


@pytest.fixture(scope="module")
def view():
    scenario = queue(10, 240.0, servers=10, minutes=1)
    return View(run(scenario, 1, until=scenario.start), scenario)


def day(number: int, value: float, **columns: object) -> Observation:
    fixed = {**FIXED, "id": f"d{number}", "start": at(number), "end": at(number + 1), "value": value}
    return Observation(**{**fixed, **columns})


def points(found: dict[str, np.ndarray]) -> dict[str, float]:
    return {name: round(float(of[0]), 6) for name, of in found.items() if of.size == 1}


def test_by_hand(view):
    """100, 130, 160 on days 1 to 3: last 160, mean 130, drift 30 a day, two days on."""
    known = [day(1, 100.0), day(2, 130.0), day(3, 160.0)]
    found = baselines(day(5, 0.0), known, view)
    assert points(found) == {"last_value": 160, "mean_of_three": 130, "drift": 220, "ordinary": 240}
    changes = np.log1p([130, 160]) - np.log1p([100, 130])
    steps = np.sort([0, *changes, *-changes]) * np.sqrt(2)
    assert found["bootstrap"] == pytest.approx(np.expm1(np.log1p(160) + steps))
    assert "same_hours_yesterday" not in found


def test_the_same_hours_of_the_day_before(view):
    hours = {"start": at(3.25), "end": at(3.5)}
    found = baselines(
        day(4, 0.0, start=at(4.25), end=at(4.5)), [day(3, 40.0, **hours), day(2, 90.0)], view
    )  # fmt: skip
    assert points(found)["same_hours_yesterday"] == pytest.approx(40.0)


def test_the_own_figure_is_not_looked_at(view):
    known = [day(1, 100.0)]
    assert points(baselines(day(5, 7.0), known, view)) == points(baselines(day(5, 9e9), [*known, day(5, 9e9)], view))


def test_a_total_goes_on_from_the_longest_that_is_known(view):
    """300 in three days; two more at the last rate, 120 a day."""
    known = [day(1, 300.0, end=at(4)), day(4, 120.0, id="d4")]
    assert points(baselines(day(1, 0.0, id="whole", end=at(6)), known, view))["last_value"] == 300 + 2 * 120


def test_other_places_and_quantities_are_other_series(view):
    others = [day(1, 5.0, place="gate"), day(2, 6.0, quantity="exits"), day(3, 7.0, use="shown")]
    assert "last_value" not in baselines(day(5, 0.0), others, view)


def test_as_if_nothing_had_happened(view):
    wait = day(5, 0.0, quantity="wait_served", statistic="p90", fact_group="queues")
    assert points(baselines(wait, [], view)) == {"ordinary": 0}
    assert points(baselines(day(5, 0.0, quantity="rent_index", statistic="last"), [], view)) == {"ordinary": 1}
    assert baselines(day(5, 0.0, quantity="occupancy", statistic="max"), [], view) == {}


def test_waits_keep_their_figure_whatever_the_statistic(view):
    known = [
        day(2, 12.0, quantity="wait_served", statistic="p90"),
        day(3, 9.0, quantity="wait_served", statistic="p50"),
    ]
    asked = day(5, 0.0, quantity="wait_served", statistic="mean", end=at(5) + timedelta(days=3))
    assert points(baselines(asked, known, view))["last_value"] == 9
