"""Across the border, and what comes of it: to a city, to a stay near the post, or out of the country."""

import numpy as np

from serai.codes import Reason, Stage, Stream, Total
from serai.jit import njit
from serai.kernels.basics import enter_stage, file_party, happens, local_day, local_hour, note, stay_end, travel_moments
from serai.kernels.nest import is_barred
from serai.kernels.next_city import choose_city
from serai.state import memory as of
from serai.state.parties import ARRANGED, FLAG_STOPOVER, FLAG_THIRD, NO_BED


@njit()
def cross_in(earliest, w, row, moment):
    """A tracked party has passed all lines: count it and send it to its city, or turn it away where it may not enter.

    It is in no stage when this is called.
    """
    party = of.rec(w)[row]
    post = np.int64(party["post"])
    profile = of.profile(w)[party["profile"]]
    day = local_day(w, post, moment)
    if of.tiding(w).size > 0 and is_barred(w, party, np.int64(party["city"]), moment):
        of.log_refused(w)[day, post, party["profile"]] += party["size"]
        note(w, party, Reason.REFUSED, moment, post, moment - party["since"])
        enter_stage(w, party, Stage.REFUSED, post)
        return
    of.log_entries(w)[day, post, party["profile"]] += party["size"]
    if w["n_hours"] > 0:
        of.log_entries_by_hour(w)[local_hour(w, post, moment), post, party["profile"]] += party["size"]
    of.log_entries_by_cause(w)[day, post, party["cause"]] += party["size"]
    of.total(w)[Total.CROSSED_IN] += party["size"]
    note(w, party, Reason.CROSSED_IN, moment, post, moment - party["since"])
    party["mode"] = of.mode_onward(w)[party["mode"]]
    party["bed"] = NO_BED
    party["since"] = moment
    if party["city"] == post:  # ordinary traffic: it has no city yet
        city = np.int64(-1)
        if profile["n_kinds"] > 0 or profile["destination"] >= 0:
            city = choose_city(w, party, post, -1)
        if city < 0:
            stay_at_post(earliest, w, row, moment)
            return
        party["city"] = city
    gate = of.place(w)[post]["gate_city"]
    stops = gate >= 0 and gate != party["city"] and profile["sponsored"] == 0
    if stops and happens(of.stream(w)[Stream.STOPOVER], party["key"], 0, profile["stopover_share"]):
        party["city"] = gate
        party["flags"] |= FLAG_STOPOVER
    party["due"] = moment + max(travel_moments(w, party, party["mode"], post, np.int64(party["city"])), 0)
    enter_stage(w, party, Stage.TO_CITY, np.int64(party["city"]))
    file_party(w, earliest, row)


@njit()
def stay_at_post(earliest, w, row, moment):
    """An ordinary visitor stays, in lodging of its own, and will leave by the same post."""
    party = of.rec(w)[row]
    party["bed"] = ARRANGED
    party["due"] = stay_end(w, party)
    enter_stage(w, party, Stage.LODGED, np.int64(party["post"]))
    file_party(w, earliest, row)


@njit()
def cross_out(w, row, moment):
    """A tracked party has left the country: its last step. It is in no stage when this is called."""
    party = of.rec(w)[row]
    place = np.int64(party["post"])
    day = local_day(w, place, moment)
    of.log_exits(w)[day, place, party["profile"]] += party["size"]
    if w["n_hours"] > 0:
        of.log_exits_by_hour(w)[local_hour(w, place, moment), place, party["profile"]] += party["size"]
    of.total(w)[Total.CROSSED_OUT] += party["size"]
    if party["since"] > w["newcomers_since"]:
        of.log_newcomer_exits(w)[day, place] += party["size"]
    if party["flags"] & FLAG_THIRD:
        note(w, party, Reason.MOVED_ON, moment, place, 0)
        of.log_moved_on(w)[day, place, party["profile"]] += party["size"]
        enter_stage(w, party, Stage.MOVED_ON, place)
    else:
        note(w, party, Reason.CROSSED_OUT, moment, place, 0)
        enter_stage(w, party, Stage.GONE_HOME, place)
