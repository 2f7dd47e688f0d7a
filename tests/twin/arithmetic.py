"""Sums that every version of Python rounds alike."""

from __future__ import annotations

from collections.abc import Iterable


def total(numbers: Iterable[float]) -> float:
    """Sum from the first to the last, rounded at each; `sum` keeps more digits from Python 3.12 on."""
    found = 0.0
    for number in numbers:
        found += number
    return found
