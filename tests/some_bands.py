"""Bands and days as tests write them down: of a single course, and of 200 draws."""

from __future__ import annotations

from datetime import date

from serai.results.bands import Band
from serai.results.headline import Days


def exact(figure: float) -> Band:
    """The band of a single course, which has no width."""
    return Band(float(figure), float(figure), float(figure), 1)


def many(median: float, low: float, high: float) -> Band:
    """The band of 200 draws."""
    return Band(float(median), float(low), float(high), 200)


def on(day: date) -> Days:
    """The same day in every draw."""
    return Days(day, day, day)
