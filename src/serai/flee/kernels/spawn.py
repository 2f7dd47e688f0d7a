"""Who sets out on a day, and who is there at the start (docs/model/lookahead)."""

import numpy as np

from serai.codes import Stream
from serai.flee import memory as look
from serai.flee.kernels.rest import add_people, due_at_places, file_cohort, is_told_apart, new_cohort, rest_key
from serai.flee.kernels.split import next_seed, next_share, row_above
from serai.flee.memory import (
    ALL_PEOPLE,
    CONSTANT,
    FAILED_DAY,
    FLAG_FIRST,
    GIVEN_NUMBER,
    POISSON,
)
from serai.jit import Entry, njit
from serai.kernels.leave import poisson
from serai.rng import bits, uniform
from serai.state import memory as of

BLOCKS_PER_DAY = 1 << 12  # of Poisson draws


@Entry
def place_people(w, place, n):
    """Put people into a place before the first day."""
    add_classes(w, 0, place, n, Stream.INITIAL)


@njit()
def add_classes(w, tick, place, n, stream):
    """Add people who set out, or are there at the start, to a place; those of a class are alike."""
    look.counter(w)[ALL_PEOPLE] += n
    add_people(w, tick, place, n)
    n_classes = look.class_takes(w).size
    cum = look.class_cum(w)[place]
    seed = bits(of.stream(w)[Stream.TRAITS], look.place_key(w)[place] ^ of.stream(w)[stream], np.uint64(tick + 1))
    left = n
    first = 0
    passed = 0.0
    draw = seed
    while left > 0:
        row, people = next_share(draw, left, cum, first, n_classes, passed)
        if people > 0:
            add_cohort(w, tick, place, look.first_kind(w)[place] + row, people, stream)
        left -= people
        passed = cum[row]
        first = row + 1
        draw = next_seed(seed, first)


@njit()
def add_cohort(w, tick, place, kind, people, stream):
    """Add people of a kind, who may leave today."""
    if not is_told_apart(w, FLAG_FIRST, 0, 0.0):
        look.at_rest(w)[kind, place] += people
        return
    key = bits(of.stream(w)[stream], rest_key(w, kind, place), np.uint64(tick + 1))
    cohort = new_cohort(w, key, people, place, kind, FLAG_FIRST)
    file_cohort(w, due_at_places(w, tick), cohort)


@njit()
def spawn(w, tick):
    """Let the new people of a day set out."""
    look.new_at(w)[:] = 0
    if w["new_people"] > GIVEN_NUMBER:
        for place in range(w["n_places"]):
            n = drawn_number(w, tick, place)
            look.new_at(w)[place] = n
            take_from_population(w, tick, place, n)
    elif w["takes_population"]:
        spread_one_by_one(w, tick)
    else:
        spread(w, tick)
    for place in range(w["n_places"]):
        n = look.new_at(w)[place]
        if n > 0:
            of.log_set_out(w)[tick + 1, place, 0] += n
            of.log_set_out_by_cause(w)[tick + 1, place, 0] += n
            add_classes(w, tick, place, n, Stream.LEAVE)


@njit()
def spread(w, tick):
    """Draw the places from which the new people of a day set out."""
    left = look.new_people_of(w)[tick]
    total = spawn_weights(w, tick)
    if left > 0 and not total > 0.0:
        look.counter(w)[FAILED_DAY] = tick
        return
    seed = bits(of.stream(w)[Stream.SPAWN], np.uint64(tick + 1), np.uint64(0))
    cum = look.spawn_cum(w)
    first = 0
    passed = 0.0
    draw = seed
    while left > 0:
        place, people = next_share(draw, left, cum, first, cum.size, passed)
        look.new_at(w)[place] = people
        left -= people
        passed = cum[place]
        first = place + 1
        draw = next_seed(seed, first)


@njit()
def spread_one_by_one(w, tick):
    """The same where weights are taken anew whenever a place has nobody left."""
    total = spawn_weights(w, tick)
    for number in range(look.new_people_of(w)[tick]):
        if not total > 0.0:
            look.counter(w)[FAILED_DAY] = tick
            return
        u = uniform(of.stream(w)[Stream.SPAWN], np.uint64(tick + 1), number)
        cum = look.spawn_cum(w)
        place = row_above(cum, 0, cum.size, u * total)
        look.new_at(w)[place] += 1
        take_from_population(w, tick, place, 1)
        if look.population(w)[place] < 1.0:
            total = spawn_weights(w, tick)


@njit()
def take_from_population(w, tick, place, n):
    """Take those who set out from the population, where the rule says so."""
    if w["takes_population"] and look.intensity(w)[tick, place] > 0.0:
        look.population(w)[place] -= n


@njit()
def drawn_number(w, tick, place):
    """People who set out from a place on a day where conflict itself sends them."""
    intensity = look.intensity(w)[tick, place]
    if not intensity > 0.0:
        return 0
    per_day = w["per_conflict_day"]
    if w["new_people"] == CONSTANT:
        n = np.int64(per_day * intensity)
    elif w["new_people"] == POISSON:
        key = look.place_key(w)[place]
        n = np.int64(poisson(of.stream(w)[Stream.SPAWN], key, (tick + 1) * BLOCKS_PER_DAY, per_day * intensity))
    else:
        n = np.int64(per_day * look.population(w)[place] * intensity)
    if w["takes_population"]:
        n = min(n, np.int64(look.population(w)[place]))
    return n


@njit()
def spawn_weights(w, tick):
    """Cumulate the weights of places among which new people set out; their sum."""
    total = 0.0
    for place in range(w["n_places"]):
        population = look.population(w)[place]
        if not w["takes_population"] or population >= 1.0:
            total += population * look.spawn_factor(w)[tick, place]
        look.spawn_cum(w)[place] = total
    return total
