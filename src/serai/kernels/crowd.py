"""How many people stand in each chunk of a line, and since when on the whole.

Both sums are of whole numbers and kept as parties come and go, so whoever needs a line's mean wait, its median or who
may lose patience need not visit all of its parties each hour. Chunks of other chains have no such sums.
"""

import numpy as np

from serai.jit import njit
from serai.state import memory as of
from serai.state.calendar import CHUNK


@njit()
def enter_chunk(w, row):
    """Count the party in a row of a line into its chunk, whose first row begins the sums anew."""
    chunk = row // CHUNK
    if row % CHUNK == 0:
        set_chunk(w, chunk, 0, 0)
    add_to_chunk(w, row)


@njit()
def set_chunk(w, chunk, people, joined):
    """Write down how many people stand in a chunk, and their moments of joining added up."""
    of.crowd(w)[chunk]["people"] = people
    of.crowd(w)[chunk]["joined"] = joined


@njit()
def add_to_chunk(w, row):
    """Count the party in a row into its chunk."""
    chunk = row // CHUNK
    people = np.int64(of.rec(w)[row]["size"])
    of.crowd(w)[chunk]["people"] += people
    of.crowd(w)[chunk]["joined"] += people * of.rec(w)[row]["due"]


@njit()
def leave_chunk(w, row):
    """Count the party in a row of a line out of its chunk, before anything of it changes."""
    chunk = row // CHUNK
    people = np.int64(of.rec(w)[row]["size"])
    of.crowd(w)[chunk]["people"] -= people
    of.crowd(w)[chunk]["joined"] -= people * of.rec(w)[row]["due"]
