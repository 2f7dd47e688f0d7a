"""Numbers and lines of pictures as JSON has them: a median and, of several draws, the 80 % band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from serai.results.bands import bands

FEW = 10


def figures(values: Sequence[float] | np.ndarray, digits: int, *, hide_few: bool = False) -> list[Any]:
    """Numbers as JSON has them: rounded, null where there is none, and where a count of people is 1 to 9."""
    rounded = np.round(np.asarray(values, dtype=np.float64), digits) + 0.0
    hidden = np.isnan(rounded)
    if hide_few:
        hidden |= (rounded > 0) & (rounded < FEW)
    as_json = int if digits == 0 else float
    return [None if hide else as_json(number) for number, hide in zip(rounded, hidden, strict=True)]


def line(name: str, values: np.ndarray, digits: int = 0, *, hide_few: bool = False) -> dict[str, Any]:
    """One line of a picture, with its band where there are several draws.

    Parameters
    ----------
    name : str
        Of the texts, part page.lines.
    values : float64[n_draws, n_days]
    digits : int
        After the decimal point.
    hide_few : bool
        Leave out counts of 1 to 9 people.

    Returns
    -------
    dict with `name`, `m` (median) and, of several draws, `l` and `h` (ends of the 80 % band).
    """
    if len(values) == 1:
        return {"name": name, "m": figures(values[0], digits, hide_few=hide_few)}
    low, middle, high = (figures(part, digits, hide_few=hide_few) for part in bands(values))
    return {"name": name, "m": middle, "l": low, "h": high}
