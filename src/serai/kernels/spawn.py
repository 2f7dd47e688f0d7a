"""Who sets out on a day, and who is there at the start (docs/model/lookahead)."""

import numpy as np

from serai.codes import Stream
from serai.jit import njit
from serai.kernels.chains import clear, free_chunk, new_slot
from serai.kernels.leave import poisson
from serai.kernels.rest import add_people, rest
from serai.rng import bits, uniform
from serai.state import memory as of
from serai.state.lookahead import (
    ALL_PEOPLE,
    CONSTANT,
    FAILED_DAY,
    FLAG_FIRST,
    GIVEN_NUMBER,
    POISSON,
)

BLOCKS_PER_DAY = 1 << 12  # of Poisson draws


@njit(nogil=True)
def new_person(w, tick, place, key):
    """A person who sets out, or is there at the start."""
    slot = new_slot(w, w["movers"])
    person = of.look_person(w)[slot]
    person["key"] = key
    person["where"] = place
    person["route"] = 0
    person["recent"] = 0.0
    person["on_link"] = 0.0
    person["home"] = place
    person["day"] = tick - 1
    person["closures"] = 0
    person["steps"] = 0
    person["flags"] = FLAG_FIRST
    of.look_counter(w)[ALL_PEOPLE] += 1
    add_people(w, tick, place, 1)
    rest(w, slot, tick, tick)
    drop_new(w)


@njit(nogil=True)
def drop_new(w):
    """Empty the chain in which a new person was made; where it had to go, a copy has gone."""
    chunk = of.chain(w)[w["movers"]]["head"]
    while chunk >= 0:
        chunk = free_chunk(w, chunk)
    clear(w, w["movers"])


@njit(cache=True, nogil=True)
def place_people(w, place, n):
    """Put people into a place before the first day."""
    for number in range(n):
        key = bits(of.stream(w)[Stream.INITIAL], of.look_place_key(w)[place], np.uint64(number + 1))
        new_person(w, 0, place, key)


@njit(nogil=True)
def spawn(w, tick):
    """Let the new people of a day set out."""
    if w["look_new_people"] > GIVEN_NUMBER:
        for place in range(w["n_places"]):
            n = drawn_number(w, tick, place)
            for number in range(n):
                set_out(w, tick, place, number)
        return
    n = of.look_new_people_of(w)[tick]
    total = spawn_weights(w, tick)
    for number in range(n):
        if not total > 0.0:
            of.look_counter(w)[FAILED_DAY] = tick
            return
        u = uniform(of.stream(w)[Stream.SPAWN], np.uint64(tick + 1), number)
        place = place_at(of.look_spawn_cum(w), u * total)
        set_out(w, tick, place, number)
        if w["look_takes_population"] and of.look_population(w)[place] < 1.0:
            total = spawn_weights(w, tick)


@njit(nogil=True)
def drawn_number(w, tick, place):
    """People who set out from a place on a day where conflict itself sends them."""
    intensity = of.look_intensity(w)[tick, place]
    if not intensity > 0.0:
        return 0
    per_day = w["look_per_conflict_day"]
    if w["look_new_people"] == CONSTANT:
        n = np.int64(per_day * intensity)
    elif w["look_new_people"] == POISSON:
        key = of.look_place_key(w)[place]
        n = np.int64(poisson(of.stream(w)[Stream.SPAWN], key, (tick + 1) * BLOCKS_PER_DAY, per_day * intensity))
    else:
        n = np.int64(per_day * of.look_population(w)[place] * intensity)
    if w["look_takes_population"]:
        n = min(n, np.int64(of.look_population(w)[place]))
    return n


@njit(nogil=True)
def spawn_weights(w, tick):
    """Cumulate the weights of places among which new people set out; their sum."""
    total = 0.0
    for place in range(w["n_places"]):
        population = of.look_population(w)[place]
        if not w["look_takes_population"] or population >= 1.0:
            total += population * of.look_spawn_factor(w)[tick, place]
        of.look_spawn_cum(w)[place] = total
    return total


@njit(nogil=True)
def place_at(cum, level):
    """First place whose cumulated weight is above a level."""
    low = 0
    high = cum.size - 1
    while low < high:
        middle = (low + high) // 2
        if cum[middle] > level:
            high = middle
        else:
            low = middle + 1
    return low


@njit(nogil=True)
def set_out(w, tick, place, number):
    """One new person of a day at a place."""
    if w["look_takes_population"] and of.look_intensity(w)[tick, place] > 0.0:
        of.look_population(w)[place] -= 1.0
    key = bits(of.stream(w)[Stream.LEAVE], of.look_place_key(w)[place], np.uint64((tick + 1) * (1 << 32) + number))
    of.log_set_out(w)[tick + 1, place, 0] += 1
    of.log_set_out_by_cause(w)[tick + 1, place, 0] += 1
    new_person(w, tick, place, key)
