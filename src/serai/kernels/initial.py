"""Who is already there when the run starts."""

import numpy as np

from serai.codes import Stage, Stream, Total
from serai.jit import Entry, njit
from serai.kernels.basics import draw_size, enter_stage
from serai.kernels.chains import copy_to, free_all, new_slot
from serai.kernels.leave import draw_mode, new_party
from serai.kernels.lodge import free_units, take_bed, units_needed
from serai.rng import bits
from serai.state import memory as of
from serai.state.parties import ARRANGED


@Entry
def place_parties(w, row, people):
    """Put the parties of one row of the table `initial` where they are.

    Parameters
    ----------
    row : TRAFFIC record
        Profile, place, key; `mode` as in traffic; `registration` 1 for a registration line.
    people : int64[3]
        People in all; line in whose queue they stand, or -1; lodging that they hold, or -1.

    Returns
    -------
    int
        People who did not fit into the lodging.
    """
    left = people[0]
    line = people[1]
    bed = people[2]
    number = 0
    while left > 0:
        key = bits(of.stream(w)[Stream.INITIAL], row["key"], np.uint64(number))
        number += 1
        size = min(draw_size(w, key, row["profile"]), left)
        left -= size
        slot = new_slot(w, w["movers"])
        party = of.rec(w)[slot]
        new_party(party, key, row["origin"], row["profile"], size)
        party["post"] = row["place"]
        party["city"] = row["place"]
        party["flags"] = w["traffic_flags"]
        fits = bed < 0 or free_units(w, bed, np.int64(0)) >= units_needed(w, bed, size)
        if fits:
            settle(w, party, slot, row, line, bed)
        free_all(w, w["movers"])  # it was built there and copied on
        if not fits:
            return left + size
    return np.int64(0)


@njit()
def settle(w, party, slot, row, line, bed):
    """File one party that is there at the start: in a line, in a bed, or with lodging of its own."""
    tracked = of.profile(w)[party["profile"]]["tracked"]
    place = np.int64(party["city"])
    if tracked:
        of.total(w)[Total.INITIAL] += party["size"]
    if line >= 0:
        party["mode"] = draw_mode(w, party["key"], row)
        if tracked:
            enter_stage(w, party, Stage.WAITING, place)
        else:
            party["stage"] = Stage.WAITING
            of.total(w)[Total.OUTSIDE_IN] += party["size"]
        copy_to(w, w["first_arrivals"] + line, slot)
    else:
        enter_stage(w, party, Stage.SEARCHING, place)
        take_bed(np.int64(0), w, slot, bed if bed >= 0 else np.int64(ARRANGED))
