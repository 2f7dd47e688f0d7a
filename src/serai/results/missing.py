"""Where a series is not defined: there its value is missing, not zero.

A run writes zeros where nothing was measured; whoever reads a series for people or statistics takes them as missing.
"""

from __future__ import annotations

import numpy as np

from serai.results.view import View

INDEXES = ("rent_index", "supply_index")  # by day and place
WAITS_SO_FAR = ("wait_so_far_mean", "wait_so_far_p50", "wait_so_far_p90")  # by step and line
MAY_BE_MISSING = (*INDEXES, *WAITS_SO_FAR)


def with_missing(view: View, name: str) -> np.ndarray:
    """An array of a run, NaN where it is not defined.

    Asking rents and paid lodging on offer, which are never 0: in places that are no cities or camps, and on the two
    days beside the run. Time stood so far: at steps at which nobody stands in the line.
    """
    values = view.array(name)
    if name in WAITS_SO_FAR:
        return np.where(view.array("waiting") > 0, values, np.nan).astype(values.dtype)
    return np.where(values > 0, values, np.nan).astype(values.dtype) if name in INDEXES else values
