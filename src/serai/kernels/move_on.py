"""Who goes home or onward (docs/model/moving-on)."""

import numpy as np

from serai.codes import Reason, Stage, Stream
from serai.jit import njit
from serai.kernels.basics import (
    enter_stage,
    file_party,
    happens,
    leave_stage,
    local_day,
    note,
    stay_end,
    travel_moments,
)
from serai.kernels.chains import chunk_span, clear, free_chunk
from serai.kernels.cross import cross_out
from serai.kernels.next_city import choose_city
from serai.state import memory as of
from serai.state.parties import FLAG_STOPOVER, FLAG_THIRD


@njit()
def move_on(tick, w):
    """Send off the parties that have given up looking for a bed; who leaves a bed goes when it is due."""
    which = w["movers"]
    chunk = of.chain(w)[which]["head"]
    while chunk >= 0:
        first, last = chunk_span(w, which, chunk)
        for row in range(first, last):
            send_off(tick + 1, w, row)
        chunk = free_chunk(w, chunk)
    clear(w, which)


@njit()
def send_off(earliest, w, row):
    """Let a party leave its city: out of the country, or to another city."""
    party = of.rec(w)[row]
    if party["city"] == party["post"] or wants_to_leave(w, party):
        go_out(earliest, w, row)
    else:
        go_to_other_city(earliest, w, row)


@njit()
def wants_to_leave(w, party):
    """Whether a party that moves leaves the country: after its stay, or in part when it has found no bed."""
    if party["flags"] & FLAG_STOPOVER:
        return False
    if party["stage"] == Stage.LODGED or stay_end(w, party) <= party["due"]:  # from a bed nobody leaves earlier
        return True
    share = of.profile(w)[party["profile"]]["go_home_share"]
    return happens(of.stream(w)[Stream.MOVE_ON], party["key"], np.uint64(party["leg"]), share)


@njit()
def go_to_other_city(earliest, w, row):
    """Go on to another city, or out of the country where there is none."""
    party = of.rec(w)[row]
    city = np.int64(party["city"])
    party["leg"] = min(np.int64(party["leg"]) + 1, 255)
    other = choose_city(w, party, city, city)
    if other < 0:
        go_out(earliest, w, row)
        return
    party["flags"] &= 255 - FLAG_STOPOVER
    note(w, party, Reason.LEFT_CITY, np.int64(party["due"]), city, other)
    of.log_went_on(w)[local_day(w, city, np.int64(party["due"])), city, party["profile"]] += party["size"]
    leave_stage(w, party, city)
    party["due"] += max(travel_moments(w, party, party["mode"], city, other), 0)
    party["city"] = other
    enter_stage(w, party, Stage.TO_CITY, other)
    file_party(w, earliest, row)


@njit()
def go_out(earliest, w, row):
    """Leave the country: back by the party's post, or by the nearest exit to a third country."""
    party = of.rec(w)[row]
    city = np.int64(party["city"])
    profile = of.profile(w)[party["profile"]]
    leave_stage(w, party, city)
    note(w, party, Reason.LEFT_CITY, np.int64(party["due"]), city, -1)
    stayed = party["stage"] == Stage.LODGED
    may_go_on = stayed and city != party["post"]
    if may_go_on and not happens(of.stream(w)[Stream.RETURN], party["key"], 0, profile["return_share"]):
        party["flags"] |= FLAG_THIRD
        exit_place = of.place(w)[city]["exit_place"]
        party["post"] = exit_place if exit_place >= 0 else city
    moments = travel_moments(w, party, party["mode"], city, np.int64(party["post"]))
    if city == party["post"]:
        moments = np.int64(0)
    if moments < 0:  # no way back by land: counted where it is
        of.log_went_home(w)[local_day(w, city, np.int64(party["due"])), city, party["profile"]] += party["size"]
        enter_stage(w, party, Stage.GONE_HOME, city)
        note(w, party, Reason.WENT_HOME, np.int64(party["due"]), city, 0)
        return
    if party["flags"] & FLAG_THIRD == 0 and city != party["post"]:
        of.log_went_home(w)[local_day(w, city, np.int64(party["due"])), city, party["profile"]] += party["size"]
    party["due"] += moments
    if moments == 0 and party["flags"] & FLAG_THIRD:
        cross_out(w, row, np.int64(party["due"]))
        return
    enter_stage(w, party, Stage.TO_EXIT, np.int64(party["post"]))
    file_party(w, earliest, row)
