"""Rows that tell nearly the same share one weight."""

import pytest

from scenarios import at, queue
from serai.scenario.schema import Observation
from serai.study.facts import fact_weights

SMALL = queue(5, 100.0, servers=1, minutes=1)


def row(first: float, last: float, **columns: object) -> Observation:
    fixed = {
        "id": "one", "start": at(first), "end": at(last), "quantity": "entries", "statistic": "sum",
        "fact_group": "flow", "value": 1000.0, "use": "fit",
    }  # fmt: skip
    return Observation(**{**fixed, **columns})


def test_running_totals_count_little_more_than_once():
    """Of 4 and 5 hours from one beginning the overlap is 4 / 5, so each counts 1 / 1.8."""
    assert fact_weights([row(1, 1 + 4 / 24), row(1, 1 + 5 / 24)], SMALL) == pytest.approx([1 / 1.8] * 2)
    assert fact_weights([row(1, 2)] * 10, SMALL) == pytest.approx([0.1] * 10)


def test_other_hours_places_and_statistics_are_facts_of_their_own():
    rows = [row(1, 2), row(2, 3), row(1, 2, place="Bridge"), row(1, 2, statistic="max"), row(1, 2, quantity="exits")]
    assert fact_weights(rows, SMALL) == [1.0] * 5


def test_rows_made_of_the_same_facts_share_them():
    """Stayed (22 23) is made of entries (22) and exits (23): three rows, not quite two facts."""
    rows = [
        row(1, 2, fact_rows="22"),
        row(1, 2, quantity="exits", fact_rows="23"),
        row(1, 2, quantity="stayed", fact_rows="22 23"),
    ]
    assert fact_weights(rows, SMALL) == pytest.approx([1 / 1.5, 1 / 1.5, 1 / 2])


def test_a_row_without_a_period_has_that_of_the_scenario():
    whole = row(1, 2, start=None, end=None)
    assert fact_weights([whole, row(1, 2)], SMALL) == pytest.approx([1 / 1.2] * 2)
