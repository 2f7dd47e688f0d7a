"""People who stay at a place (docs/model/lookahead, cohorts)."""

import numpy as np

from serai.codes import Stream
from serai.flee import memory as look
from serai.flee.kernels.choices import update_room
from serai.flee.kernels.split import part_of
from serai.flee.memory import FILED, FLAG_FIRST, NOW, SETTLED, TOO_MANY
from serai.jit import njit
from serai.kernels.chains import new_slot
from serai.rng import bits
from serai.state import memory as of

FORGOTTEN = 1.0 / 1024.0  # of a full day's way, which ten days of rest leave


@njit()
def add_people(w, tick, place, n):
    """Change the people at a place."""
    look.people(w)[place] += n
    if look.capacity(w)[tick, place] >= 1.0:
        update_room(w, tick, place)


@njit()
def chance_at(w, tick, place):
    """Chance of leaving a place on a day."""
    chance = look.move_chance(w)[tick, place]
    if w["decides_daily"] and chance > 0.0:
        size = max(look.population(w)[place], look.move_size(w)[tick, place])
        chance *= (size / w["move_population"]) ** w["move_power"]
    return chance


@njit()
def rest_key(w, kind, place):
    """Key of the people of a kind at a place."""
    return look.place_key(w)[place] ^ look.kind_key(w)[kind]


@njit()
def is_told_apart(w, flags, steps, recent):
    """Whether more counts of people who stay at a place than their kind: their way, their past, their first link."""
    return steps > 0 or recent > 0.0 or (w["start_on_foot"] and flags & FLAG_FIRST)


@njit()
def due_at_places(w, tick):
    """Chain of the cohorts that stay at places and are looked at on a day."""
    return w["n_ticks"] + tick % 2


@njit()
def file_cohort(w, which, cohort):
    """Put a copy of a cohort at the end of a chain."""
    if look.counter(w)[FILED] >= 2 * look.gathered(w).shape[1]:
        look.counter(w)[TOO_MANY] = 1
        return
    look.counter(w)[FILED] += 1
    look.cohort(w)[new_slot(w, which)] = cohort


@njit()
def new_cohort(w, key, people, place, kind, flags):
    """A cohort of people at a place who have neither a way before them nor one behind, in the row NOW."""
    cohort = look.stack(w)[NOW]
    cohort["key"] = key
    cohort["people"] = people
    cohort["moved"] = 0.0
    cohort["recent"] = 0.0
    cohort["on_link"] = 0.0
    cohort["where"] = place
    cohort["route"] = 0
    cohort["kind"] = kind
    cohort["steps"] = 0
    cohort["closures"] = 0
    cohort["number"] = 0
    cohort["flags"] = flags
    return cohort


@njit()
def rest(w, tick, cohort):
    """Let a cohort stay at its place until tomorrow."""
    remember(w, cohort)
    if cohort["recent"] < FORGOTTEN:
        cohort["recent"] = 0.0
    if not is_told_apart(w, cohort["flags"], cohort["steps"], cohort["recent"]):
        look.at_rest(w)[cohort["kind"], cohort["where"]] += cohort["people"]
        return
    seed = bits(of.stream(w)[Stream.SETTLE], cohort["key"], np.uint64(tick + 1))
    settled = part_of(seed, cohort["people"], look.settle_chance(w)[tick, cohort["where"]])
    look.counter(w)[SETTLED] += settled
    cohort["people"] -= settled
    if cohort["people"] > 0:
        file_cohort(w, due_at_places(w, tick + 1), cohort)


@njit()
def remember(w, cohort):
    """Count today's way in the mean of past days."""
    if w["avoid_short_stints"]:
        cohort["recent"] = (cohort["recent"] + max(cohort["moved"], 0.0) / w["max_km"]) / 2.0


@njit()
def settle_all(w, tick):
    """Let people stay for good; the people of the place still count them."""
    for place in range(w["n_places"]):
        chance = look.settle_chance(w)[tick, place]
        if not chance > 0.0:
            continue
        for kind in range(look.at_rest(w).shape[0]):
            seed = bits(of.stream(w)[Stream.SETTLE], rest_key(w, kind, place), np.uint64(tick + 1))
            settled = part_of(seed, look.at_rest(w)[kind, place], chance)
            look.at_rest(w)[kind, place] -= settled
            look.counter(w)[SETTLED] += settled
