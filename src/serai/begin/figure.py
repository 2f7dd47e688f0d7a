"""A number of a first scenario, with its range and how it is known."""

from __future__ import annotations

from dataclasses import dataclass

from serai.scenario.write.front import DERIVED, GUESSED, STATED

__all__ = ["DERIVED", "GUESSED", "STATED", "Figure"]

DIGITS = 7  # of factors, so that what they are factors on comes out whole again


@dataclass(frozen=True)
class Figure:
    """A number with its range, how it is known (stated, derived or guessed) and from what."""

    value: float
    low: float
    high: float
    known: str
    why: str

    @property
    def source(self) -> str:
        """As it stands in the column `source`."""
        return f"{self.known}: {self.why}"

    def factors(self, *, is_inverse: bool = False) -> tuple[float, float]:
        """The ends as factors on the value or, inverse, on what falls as it rises."""
        if is_inverse:
            return round(self.value / self.high, DIGITS), round(self.value / self.low, DIGITS)
        return round(self.low / self.value, DIGITS), round(self.high / self.value, DIGITS)

    def times(self, share: float) -> Figure:
        """A share of it, known as it is."""
        value, low, high = (round(part * share, 1) for part in (self.value, self.low, self.high))
        return Figure(value, low, high, self.known, self.why)
