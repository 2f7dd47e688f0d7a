"""A day of the rule `lookahead`: who moves, which links they finish, who is where at its end (docs/model/lookahead)."""

import numpy as np

from serai.codes import Stage, Stream
from serai.flee import memory as look
from serai.flee.kernels.choices import refresh_pulls, update_room
from serai.flee.kernels.depart import LINKS_PER_DAY, depart
from serai.flee.kernels.gather import clear_table, gather_chain
from serai.flee.kernels.on_link import part_and_depart, travel_all
from serai.flee.kernels.rest import chance_at, due_at_places, new_cohort, rest_key, settle_all
from serai.flee.kernels.spawn import spawn
from serai.flee.kernels.split import part_key, part_of
from serai.flee.memory import AT_PLACES, FEW_PASTS, IS_CAMP, IS_CONFLICT, NOW, PARTS, PASTS, SOURCE
from serai.jit import Entry, njit
from serai.rng import bits
from serai.state import memory as of

N_RANKS = 3


@njit()
def leave_all(w, tick):
    """Let people leave: from camps first, then from other places, from those in conflict last."""
    for rank in range(N_RANKS):
        for place in range(w["n_places"]):
            if rank_of(w, tick, place) == rank:
                leave_place(w, tick, place)
        for row in range(look.n_gathered(w)[AT_PLACES]):
            if rank_of(w, tick, look.gathered(w)[AT_PLACES, row]["where"]) == rank:
                look.stack(w)[NOW] = look.gathered(w)[AT_PLACES, row]
                leave_apart(w, tick, look.stack(w)[NOW])


@njit()
def tell_pasts_apart(w):
    """After a day with many parts of people, half as many pasts are told apart of those who are alike else."""
    if look.counter(w)[PARTS] >= w["many_parts"]:
        look.counter(w)[PASTS] = min(FEW_PASTS, max(look.counter(w)[PASTS] // 2, 1))


@njit()
def rank_of(w, tick, place):
    """When people leave a place on a day."""
    flags = look.place_is(w)[tick, place]
    if flags & IS_CONFLICT:
        return 2
    return 0 if flags & IS_CAMP else 1


@njit()
def leave_place(w, tick, place):
    """Let people leave a place of whom only their kind is known; those of a kind are a cohort."""
    chance = chance_at(w, tick, place)
    if look.people(w)[place] == 0 or not chance > 0.0:
        return
    for kind in range(look.at_rest(w).shape[0]):
        people = look.at_rest(w)[kind, place]
        if people > 0:
            seed = bits(of.stream(w)[Stream.REST], rest_key(w, kind, place), np.uint64(tick))
            leavers = part_of(seed, people, chance)
            look.at_rest(w)[kind, place] -= leavers
            if leavers > 0:
                depart(w, tick, new_cohort(w, part_key(seed, 0), leavers, place, kind, 0))


@njit()
def leave_apart(w, tick, cohort):
    """Let a cohort leave that is told apart, or some of it."""
    seed = bits(of.stream(w)[Stream.REST], cohort["key"], np.uint64((tick + 1) * LINKS_PER_DAY))
    leavers = cohort["people"]
    if cohort["steps"] == 0:
        leavers = part_of(seed, leavers, chance_at(w, tick, cohort["where"]))
    part_and_depart(w, tick, cohort, leavers, seed)


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
    tell_pasts_apart(w)
    gather_chain(w, AT_PLACES, due_at_places(w, tick))
    gather_chain(w, SOURCE, tick)
    look.counter(w)[PARTS] = look.n_gathered(w)[AT_PLACES]
    leave_all(w, tick)
    clear_table(w, AT_PLACES)
    travel_all(w, tick)
    settle_all(w, tick)
    count_day(w, tick)


@Entry
def run_days(first, last, world):
    """Days in their order, up to, not including, `last`."""
    w = world[0]
    for tick in range(first, last):
        flee_day(w, tick)
