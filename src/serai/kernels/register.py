"""When people go to be registered, and to which centre (docs/model/registration)."""

import math

import numpy as np

from serai.codes import Stream
from serai.jit import njit
from serai.kernels.basics import clock_moment, local_midnight, stay_end
from serai.kernels.pools import at_work
from serai.rng import uniform
from serai.state import memory as of
from serai.state.parties import FLAG_VISIT
from serai.units import HOURS_PER_DAY, MOMENTS_PER_HOUR

LATER = -1
NEVER = -2


@njit()
def visit_hour(w, party, midnight):
    """Moment of a party's visit on the local day that begins at `midnight`."""
    u = uniform(of.stream(w)[Stream.VISIT], party["key"], 0)
    hour = 0
    while hour < HOURS_PER_DAY - 1 and u >= of.visit_cum(w)[hour]:
        hour += 1
    within = uniform(of.stream(w)[Stream.VISIT], party["key"], 1)
    return clock_moment(w, np.int64(party["city"]), midnight, np.int64((hour + within) * MOMENTS_PER_HOUR))


@njit()
def choose_centre(w, party):
    """The line of a centre that is open on the day of the visit, drawn in proportion to what it can serve.

    Returns
    -------
    int
        Row of the line; LATER where the next centre opens on another day, for which the visit is set; NEVER where
        none opens again.
    """
    place = np.int64(party["city"])
    midnight = local_midnight(w, place, np.int64(party["due"]))
    next_day = np.int64(-1)
    best = math.inf
    chosen = NEVER
    place_row = of.place(w)[place]
    for k in range(place_row["first_centre"], place_row["first_centre"] + place_row["n_centres"]):
        line = of.centre(w)[k]
        segment = next_segment(w, line, np.int64(party["due"]))
        if segment < 0:
            continue
        opens = local_midnight(w, place, of.segment(w)[segment]["open"])
        if opens > midnight:
            next_day = opens if next_day < 0 else min(next_day, opens)
            continue
        capacity = (
            at_work(w, of.line(w)[line]["pool"], segment) / of.service_moments(w)[segment, of.line(w)[line]["column"]]
        )
        capacity *= of.line(w)[line]["attraction"]
        time = 0.0
        if place_row["n_centres"] > 1:
            time = -math.log(uniform(of.stream(w)[Stream.CENTRE], party["key"], of.line(w)[line]["key"])) / capacity
        if time < best:
            best = time
            chosen = line
    if chosen == NEVER and next_day >= 0:
        party["due"] = next_visit(w, party, next_day)
        return LATER
    return chosen


@njit()
def next_visit(w, party, midnight):
    """Moment of a visit on the local day that begins at `midnight`, on which a centre opens.

    It is the party's own hour, or the first opening where all centres have closed by then: a party whose hour is
    late would else never be served.
    """
    place = np.int64(party["city"])
    visit = visit_hour(w, party, midnight)
    place_row = of.place(w)[place]
    first = np.int64(-1)
    for k in range(place_row["first_centre"], place_row["first_centre"] + place_row["n_centres"]):
        line = of.centre(w)[k]
        segment = next_segment(w, line, visit)
        if segment >= 0 and local_midnight(w, place, of.segment(w)[segment]["open"]) <= midnight:
            return visit
        segment = next_segment(w, line, midnight)
        if segment >= 0:
            opens = max(np.int64(of.segment(w)[segment]["open"]), midnight)
            first = opens if first < 0 else min(first, opens)
    return first


@njit()
def put_off(w, party, moment):
    """Let a party keep the visit for which it is due only if its stay lasts until then; else it leaves at its end."""
    end = stay_end(w, party)
    if end <= party["due"]:
        party["flags"] &= 255 - FLAG_VISIT
        party["due"] = max(end, moment)


@njit()
def next_segment(w, line, moment):
    """The first segment in which a line is served and that has not closed before a moment; -1: none."""
    pool = of.line(w)[line]["pool"]
    column = of.line(w)[line]["column"]
    for segment in range(of.pool_segment(w)[pool], of.pool(w)[pool]["end_segment"]):
        row = of.segment(w)[segment]
        if row["close"] > moment and row["servers"] > 0 and of.service_moments(w)[segment, column] > 0.0:
            return segment
    return -1
