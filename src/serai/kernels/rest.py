"""People who stay at a place until their next move (docs/model/lookahead)."""

import math

from serai.codes import Stream
from serai.jit import njit
from serai.kernels.chains import copy_to
from serai.kernels.lookahead import update_room
from serai.rng import uniform
from serai.state import memory as of
from serai.state.lookahead import SETTLED

NEAR_DAYS = 6


@njit(nogil=True)
def add_people(w, tick, place, n):
    """Change the people at a place."""
    of.look_people(w)[place] += n
    if of.look_capacity(w)[tick, place] >= 1.0:
        update_room(w, tick, place)


@njit(nogil=True)
def chance_at(w, tick, place):
    """Chance of leaving a place on a day."""
    chance = of.look_move_chance(w)[tick, place]
    if w["look_decides_daily"] and chance > 0.0:
        size = max(of.look_population(w)[place], of.look_move_size(w)[tick, place])
        chance *= (size / w["look_move_population"]) ** w["look_move_power"]
    return chance


@njit(nogil=True)
def day_of_level(hazard, place, day, level):
    """First day from `day` on by whose end the hazard cumulated since then reaches a level; past the run if none."""
    n_days = hazard.shape[1] - 1
    wanted = hazard[place, day] + level
    if hazard[place, n_days] < wanted:
        return n_days
    low = day
    high = n_days - 1
    while low < high:
        middle = (low + high) // 2
        if hazard[place, middle + 1] >= wanted:
            high = middle
        else:
            low = middle + 1
    return low


@njit(nogil=True)
def next_move(w, person, day):
    """Day of the next move of a person who stays at a place, the first of which is `day`; past the run if none.

    One draw is inverted through the chances of all days: over the nearest days by their product, beyond them by the
    cumulated hazard.
    """
    place = person["where"]
    n_days = w["n_ticks"]
    if of.look_move_chance(w)[day, place] >= 1.0:
        return day
    u = uniform(of.stream(w)[Stream.REST], person["key"], day)
    stays = 1.0
    for near in range(day, min(day + NEAR_DAYS, n_days)):
        stays *= 1.0 - of.look_move_chance(w)[near, place]
        if u >= stays:
            return near
    return day_of_level(of.look_move_hazard(w), place, min(day + NEAR_DAYS, n_days), -math.log(u / stays))


@njit(nogil=True)
def rest(w, slot, day, since):
    """File a person who stays at a place for the day of its next move, the first of which is `day`.

    `since` is the first day on whose end it is there. Who settles for good before, or moves on no day of the run, is
    filed nowhere; the people of the place still count it.
    """
    person = of.look_person(w)[slot]
    n_days = w["n_ticks"]
    if day >= n_days:
        return
    place = person["where"]
    if person["steps"] > 0 or w["look_decides_daily"]:
        due = day
    else:
        due = next_move(w, person, day)
    if of.look_settle_hazard(w).shape[0] > 0:
        level = -math.log(uniform(of.stream(w)[Stream.SETTLE], person["key"], day))
        if day_of_level(of.look_settle_hazard(w), place, since, level) < due:
            of.look_counter(w)[SETTLED] += 1
            return
    if due < n_days:
        copy_to(w, due, slot)
