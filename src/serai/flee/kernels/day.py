"""A day of the rule `lookahead`: who moves, which links they finish, who is where at its end (docs/model/lookahead)."""

import numpy as np

from serai.codes import Stage, Stream
from serai.flee import memory as look
from serai.flee.kernels.choices import refresh_pulls, update_room
from serai.flee.kernels.depart import LINKS_PER_DAY, depart
from serai.flee.kernels.on_link import part_and_depart, travel_all
from serai.flee.kernels.rest import chance_at, due_at_places, new_cohort, rest_key, settle_all
from serai.flee.kernels.spawn import spawn
from serai.flee.kernels.split import part_key, part_of
from serai.flee.memory import NOW
from serai.jit import Entry, njit
from serai.kernels.chains import drop_first, first_row
from serai.rng import bits
from serai.state import memory as of


@njit()
def leave_places(w, tick):
    """Let people leave of whom only their kind is known; those of a kind and place are a cohort."""
    for place in range(w["n_places"]):
        chance = chance_at(w, tick, place)
        if look.people(w)[place] == 0 or not chance > 0.0:
            continue
        for kind in range(look.at_rest(w).shape[0]):
            people = look.at_rest(w)[kind, place]
            if people > 0:
                seed = bits(of.stream(w)[Stream.REST], rest_key(w, kind, place), np.uint64(tick))
                leavers = part_of(seed, people, chance)
                look.at_rest(w)[kind, place] -= leavers
                if leavers > 0:
                    depart(w, tick, new_cohort(w, part_key(seed, 0), leavers, place, kind, 0))


@njit()
def leave_one_by_one(w, tick):
    """Let the cohorts leave that stay at places and are told apart, or some of each."""
    which = due_at_places(w, tick)
    slot = first_row(w, which)
    while slot >= 0:
        look.stack(w)[NOW] = look.cohort(w)[slot]
        drop_first(w, which)
        cohort = look.stack(w)[NOW]
        cohort["moved"] = 0.0
        cohort["number"] = 0
        seed = bits(of.stream(w)[Stream.REST], cohort["key"], np.uint64((tick + 1) * LINKS_PER_DAY))
        leavers = cohort["people"]
        if cohort["steps"] == 0:
            leavers = part_of(seed, leavers, chance_at(w, tick, cohort["where"]))
        part_and_depart(w, tick, cohort, leavers, seed)
        slot = first_row(w, which)


@njit()
def count_day(w, tick):
    """Write down who is where at the end of a day."""
    present = of.log_present(w)
    for place in range(w["n_places"]):
        present[tick, Stage.LODGED, place] = look.people(w)[place]
    for link in range(look.road(w).size):
        present[tick, Stage.TO_CITY, look.road(w)[link]["end"]] += look.on_link(w)[link]


@njit()
def flee_day(w, tick):
    """One day: new people, room and pulls, decisions, travel, staying for good, count."""
    if tick > 0:
        for place in range(w["n_places"]):
            if look.capacity(w)[tick, place] != look.capacity(w)[tick - 1, place]:
                update_room(w, tick, place)
    spawn(w, tick)
    if look.score_changes(w)[tick]:
        refresh_pulls(w, tick)
    leave_places(w, tick)
    leave_one_by_one(w, tick)
    travel_all(w, tick)
    settle_all(w, tick)
    count_day(w, tick)


@Entry
def run_days(first, last, world):
    """Days in their order, up to, not including, `last`."""
    w = world[0]
    for tick in range(first, last):
        flee_day(w, tick)
