"""A day on the links: who comes to an end, who goes on at once (docs/model/lookahead)."""

import math

import numpy as np

from serai.codes import Stream
from serai.flee import memory as look
from serai.flee.kernels.depart import LINKS_PER_DAY, copy_of, depart, push
from serai.flee.kernels.rest import add_people, chance_at, file_cohort, remember, rest
from serai.flee.kernels.split import part_key, part_of
from serai.flee.memory import (
    FLAG_FIRST,
    FLAG_RIDES,
    FLAG_WALKS,
    IS_CAMP,
    IS_TOWN,
    NOW,
    STACK_FIRST,
    STAYING,
    TOP,
)
from serai.jit import njit
from serai.kernels.chains import drop_first, first_row
from serai.rng import bits
from serai.state import memory as of

ENOUGH_TRAVEL = 0.5
MOST_NIGHTS = 1 << 20  # beyond any run
ROOM_LEVELS = 64  # in which the room of a camp that fills up is told apart


@njit()
def travel_all(w, tick):
    """Let everybody on a link travel who finishes it today or entered it today.

    A cohort goes as far as it goes today before the next one begins; of its parts the last one first.
    """
    for which in (tick, w["movers"]):
        slot = first_row(w, which)
        while slot >= 0:
            look.stack(w)[NOW] = look.cohort(w)[slot]
            drop_first(w, which)
            advance(w, tick, look.stack(w)[NOW])
            while look.counter(w)[TOP] >= STACK_FIRST:
                look.stack(w)[NOW] = look.stack(w)[look.counter(w)[TOP]]
                look.counter(w)[TOP] -= 1
                advance(w, tick, look.stack(w)[NOW])
            slot = first_row(w, which)


@njit()
def advance(w, tick, cohort):
    """Move a cohort along the link that it is on, by a day at most, and over its end."""
    road = look.road(w)[cohort["where"]]
    speed = speed_today(w, tick, cohort, road)
    moved = cohort["moved"]
    nights = 1
    if road["walk_share"] > 0.0:
        behind = cohort["on_link"] + speed
        if not behind > road["km"]:
            cohort["on_link"] = behind
            stay_on_link(w, cohort, max(moved, 0.0) + speed, tick + 1)
            return
        moved = max(max(moved, 0.0) + speed + (road["km"] - behind), 0.0)  # rounded it may be a hair below
    else:
        nights = nights_on(road, speed)
        if moved >= 0.0 and nights > 0:
            stay_on_link(w, cohort, moved + speed, tick + nights)
            return
        moved = max(moved, 0.0) + road["km"] - nights * speed
    cut(w, tick, cohort, road["end"])
    if cohort["moved"] < 0.0:
        keep_up(w, cohort, speed, nights - 1)
    cohort["moved"] = moved
    if arrive(w, tick, cohort) and moved < speed:
        go_on(w, tick, cohort)
    else:
        rest(w, tick, cohort)


@njit()
def speed_today(w, tick, cohort, road):
    """Way of a cohort in a day on its link; of one of which only some walk by chance, the others wait their turn."""
    on_foot = w["walk_km"]
    flags = cohort["flags"]
    if road["walk_share"] > 0.0 and not flags & (FLAG_WALKS | FLAG_RIDES):
        people = cohort["people"]
        draw = np.uint64(tick * LINKS_PER_DAY + cohort["number"])
        seed = bits(of.stream(w)[Stream.WALK], cohort["key"], draw)
        walkers = part_of(seed, people, road["walk_share"])
        if 0 < walkers < people:
            riders = push(w, cohort)
            riders["people"] = people - walkers
            riders["flags"] |= FLAG_RIDES
            cohort["people"] = walkers
            cohort["key"] = part_key(seed, 0)
        cohort["flags"] |= FLAG_WALKS if walkers > 0 else FLAG_RIDES
        flags = cohort["flags"]
    if flags & FLAG_WALKS or (w["start_on_foot"] and flags & FLAG_FIRST):
        return on_foot
    return road["max_km"]


@njit()
def nights_on(road, speed):
    """Nights on a link: it ends on the first day on which the way behind is more than its length."""
    return np.int64(min(road["km"] / speed, MOST_NIGHTS))


@njit()
def stay_on_link(w, cohort, moved, due):
    """File a cohort that spends the night on a link for the day on which it is looked at again."""
    if due >= w["n_ticks"]:
        return
    cohort["moved"] = moved
    remember(w, cohort)
    cohort["moved"] = -1.0
    cohort["number"] = 1
    cohort["flags"] &= FLAG_FIRST
    file_cohort(w, due, cohort)


@njit()
def keep_up(w, cohort, speed, days):
    """Count full days on a link, between the day on which it was entered and today."""
    if w["avoid_short_stints"]:
        for _ in range(days):
            cohort["recent"] = (cohort["recent"] + speed / w["max_km"]) / 2.0


@njit()
def cut(w, tick, cohort, place):
    """Put off those of a cohort that comes to a place before whom the room that people see there is renewed."""
    people = cohort["people"]
    share = people
    for i in range(look.sight_start(w)[place], look.sight_start(w)[place + 1]):
        share = min(share, people_to_next_level(w, tick, look.sight(w)[i], share))
    if cohort["steps"] > 0:
        last = look.step_place(w)[cohort["route"] + cohort["steps"] - 1]
        share = min(share, people_to_next_level(w, tick, last, share))
    if share < people:
        later = push(w, cohort)
        later["people"] = people - share
        cohort["people"] = share
        cohort["key"] = part_key(cohort["key"], people)


@njit()
def people_to_next_level(w, tick, place, most):
    """People, of so many, whom a place takes before its room comes to the next level; at least one."""
    capacity = look.capacity(w)[tick, place]
    people = look.people(w)[place]
    fills_from = w["capacity_buffer"] * capacity
    if capacity < 1.0 or people >= capacity or people + most <= fills_from:
        return most
    if people + 1 <= fills_from:
        return np.int64(fills_from) - people
    level = (capacity - fills_from) / ROOM_LEVELS
    if not level > 1.0:
        return np.int64(1)
    next_level = fills_from + level * (math.floor((people - fills_from) / level) + 1.0)
    return min(max(np.int64(next_level) - people, 1), most)


@njit()
def arrive(w, tick, cohort):
    """Take a cohort off its link; whether it is at the far end. A link that has closed sends it back to its start."""
    link = cohort["where"]
    road = look.road(w)[link]
    has_closed = cohort["closures"] != road["closures"]
    goes_back = has_closed and (w["returns_if_closed"] or not road["is_open"])
    place = road["start"] if goes_back else road["end"]
    look.on_link(w)[link] -= cohort["people"]
    cohort["where"] = place
    cohort["flags"] = 0
    cohort["on_link"] = 0.0
    add_people(w, tick, place, cohort["people"])
    if look.place_is(w)[tick, place] & IS_CAMP:
        of.log_reached_city(w)[tick + 1, place, 0] += cohort["people"]
    return not goes_back


@njit()
def go_on(w, tick, cohort):
    """Let those of a cohort who move on at once leave; the others stay."""
    people = cohort["people"]
    seed = bits(of.stream(w)[Stream.REST], cohort["key"], np.uint64((tick + 1) * LINKS_PER_DAY + cohort["number"]))
    leavers = people if must_go_on(w, tick, cohort) else part_of(seed, people, chance_at(w, tick, cohort["where"]))
    part_and_depart(w, tick, cohort, leavers, seed)


@njit()
def part_and_depart(w, tick, cohort, leavers, seed):
    """Let some of a cohort leave, the others stay."""
    people = cohort["people"]
    if leavers < people:
        staying = copy_of(w, cohort, STAYING)
        staying["people"] = people - leavers
        rest(w, tick, staying)
        cohort["people"] = leavers
        cohort["key"] = part_key(seed, 0)
    if leavers > 0:
        depart(w, tick, cohort)


@njit()
def must_go_on(w, tick, cohort):
    """Whether a cohort has some way before it, or has come too short a way to stay in a town."""
    if cohort["steps"] > 0:
        return True
    if not (w["avoid_short_stints"] and look.place_is(w)[tick, cohort["where"]] & IS_TOWN):
        return False
    return (cohort["recent"] + cohort["moved"] / w["max_km"]) / 2.0 < ENOUGH_TRAVEL
