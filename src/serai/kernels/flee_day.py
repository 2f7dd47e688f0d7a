"""A day of the rule `lookahead`: who moves, which links they finish, who is where at its end (docs/model/lookahead)."""

import numpy as np

from serai.codes import Stage, Stream
from serai.jit import njit
from serai.kernels.chains import chunk_span, clear, copy_to, free_chunk
from serai.kernels.lookahead import choose, class_of, refresh_pulls, room_factor, update_room
from serai.kernels.rest import add_people, chance_at, rest
from serai.kernels.spawn import spawn
from serai.rng import uniform
from serai.state import memory as of
from serai.state.lookahead import DECISIONS, FLAG_FIRST, FLAG_ON_LINK, IS_CAMP, IS_TOWN

DRAWS_PER_DAY = 1 << 12
FULL_BELOW = 0.5
NO_ROOM = 0.000001
ENOUGH_TRAVEL = 0.5
MOST_NIGHTS = 1 << 20  # beyond any run


@njit(nogil=True)
def link_to(w, place, end):
    """First open link from a place to another; -1 where there is none."""
    for i in range(of.look_out_start(w)[place], of.look_out_start(w)[place + 1]):
        link = of.look_out_link(w)[i]
        if of.look_road(w)[link]["end"] == end and of.look_road(w)[link]["is_open"]:
            return link
    return -1


@njit(nogil=True)
def find_way(w, tick, person, number):
    """Choose a way for a person who has none."""
    place = person["where"]
    goal = of.look_sent_to(w)[place]
    if goal >= 0 and room_factor(w, tick, goal) > NO_ROOM:
        person["route"] = goal  # the first steps are the places themselves
        person["steps"] = 1
        return
    if not w["look_moves_on"]:
        return
    kind = class_of(w, person["key"], person["home"])
    u = uniform(of.stream(w)[Stream.PATH], person["key"], tick * DRAWS_PER_DAY + number)
    row = choose(w, tick, kind, place, person["home"], u)
    if row >= 0:
        person["route"] = of.look_choice(w)[row]["first_step"]
        person["steps"] = of.look_choice(w)[row]["steps"]


@njit(nogil=True)
def depart(w, tick, slot, number):
    """Let a person who moves enter the next link of its way; whether it did.

    A way whose next link is closed, or whose last place is a camp that is full by half of its buffer or more, is
    given up, and the day is lost.
    """
    person = of.look_person(w)[slot]
    of.look_counter(w)[DECISIONS] += 1
    if person["steps"] == 0:
        find_way(w, tick, person, number)
    if person["steps"] == 0:
        return False
    place = person["where"]
    link = link_to(w, place, of.look_step_place(w)[person["route"]])
    last = of.look_step_place(w)[person["route"] + person["steps"] - 1]
    is_full = of.look_place_is(w)[tick, last] & IS_CAMP and room_factor(w, tick, last) < FULL_BELOW
    if link < 0 or is_full:
        person["steps"] = 0
        return False
    person["route"] += 1
    person["steps"] -= 1
    person["where"] = link
    person["on_link"] = 0.0
    person["closures"] = of.look_road(w)[link]["closures"]
    person["flags"] |= FLAG_ON_LINK
    add_people(w, tick, place, -1)
    of.look_on_link(w)[link] += 1
    return True


@njit(nogil=True)
def speed_on(w, person):
    """Way of a person in a day on its link, where chance does not make it walk."""
    if w["look_start_on_foot"] and person["flags"] & FLAG_FIRST:
        return w["look_walk_km"]
    return of.look_road(w)[person["where"]]["max_km"]


@njit(nogil=True)
def nights_on(road, speed):
    """Nights on a link: it ends on the first day on which the way behind is more than its length."""
    return np.int64(min(road["km"] / speed, MOST_NIGHTS))


@njit(nogil=True)
def travel(w, tick, slot, moved):
    """Move a person over the links that it finishes today, and file it.

    Parameters
    ----------
    slot : int64
        Row of its record, on a link that it entered today or finishes today.
    moved : float64
        km of today so far; below 0: on the way since an earlier day.
    """
    person = of.look_person(w)[slot]
    number = 1
    while True:
        link = person["where"]
        road = of.look_road(w)[link]
        speed = speed_on(w, person)
        if road["walk_share"] > 0.0:
            u = uniform(of.stream(w)[Stream.WALK], person["key"], tick * DRAWS_PER_DAY + number)
            if u < road["walk_share"]:
                speed = w["look_walk_km"]
            person["on_link"] += speed
            moved = max(moved, 0.0) + speed
            if not person["on_link"] > road["km"]:
                stay_on_link(w, tick, slot, moved, tick + 1)
                return
            moved += road["km"] - person["on_link"]
        else:
            nights = nights_on(road, speed)
            if moved >= 0.0 and nights > 0:
                stay_on_link(w, tick, slot, moved + speed, tick + nights)
                return
            if moved < 0.0:
                keep_up(w, tick, person, speed)
            moved = max(moved, 0.0) + road["km"] - nights * speed
        if not arrive(w, tick, person) or not moved < speed or not goes_on(w, tick, person, moved, number):
            break
        if not depart(w, tick, slot, number):
            break
        number += 1
    remember(w, tick, person, moved)
    rest(w, slot, tick + 1, tick)


@njit(nogil=True)
def stay_on_link(w, tick, slot, moved, due):
    """File a person who spends the night on a link for the day on which it is looked at again."""
    if due < w["n_ticks"]:
        remember(w, tick, of.look_person(w)[slot], moved)
        copy_to(w, w["n_ticks"] + due, slot)


@njit(nogil=True)
def keep_up(w, tick, person, speed):
    """Count the full days on a link between the day it was entered and today."""
    if w["look_avoid_short_stints"]:
        for _ in range(person["day"] + 1, tick):
            person["recent"] = (person["recent"] + speed / w["look_max_km"]) / 2.0
        person["day"] = tick - 1


@njit(nogil=True)
def remember(w, tick, person, moved):
    """Count today's way in the mean of past days."""
    if w["look_avoid_short_stints"]:
        person["recent"] = (recent_travel(tick, person) + max(moved, 0.0) / w["look_max_km"]) / 2.0
        person["day"] = tick


@njit(nogil=True)
def recent_travel(tick, person):
    """Mean way of past days, after the days of rest up to yesterday."""
    idle = tick - 1 - person["day"]
    return person["recent"] * 0.5**idle if idle > 0 else np.float64(person["recent"])


@njit(nogil=True)
def arrive(w, tick, person):
    """Take a person off its link; whether it is at the far end. A link that has closed sends it back to its start."""
    link = person["where"]
    road = of.look_road(w)[link]
    has_closed = person["closures"] != road["closures"]
    goes_back = has_closed and (w["look_returns_if_closed"] or not road["is_open"])
    place = road["start"] if goes_back else road["end"]
    of.look_on_link(w)[link] -= 1
    person["where"] = place
    person["flags"] = 0
    person["on_link"] = 0.0
    add_people(w, tick, place, 1)
    if of.look_place_is(w)[tick, place] & IS_CAMP:
        of.log_reached_city(w)[tick + 1, place, 0] += 1
    return not goes_back


@njit(nogil=True)
def goes_on(w, tick, person, moved, number):
    """Whether a person with some of its day left moves on at once."""
    if person["steps"] > 0:
        return True
    place = person["where"]
    if w["look_avoid_short_stints"] and of.look_place_is(w)[tick, place] & IS_TOWN:
        if (recent_travel(tick, person) + moved / w["look_max_km"]) / 2.0 < ENOUGH_TRAVEL:
            return True
    u = uniform(of.stream(w)[Stream.REST], person["key"], (tick + 1) * DRAWS_PER_DAY + number)
    return u < chance_at(w, tick, place)


@njit(nogil=True)
def wants_to_move(w, tick, person):
    """Whether a person that is due today moves; it does, unless days are drawn one by one."""
    if not w["look_decides_daily"] or person["steps"] > 0:
        return True
    u = uniform(of.stream(w)[Stream.REST], person["key"], (tick + 1) * DRAWS_PER_DAY)
    return u < chance_at(w, tick, person["where"])


@njit(nogil=True)
def decide_all(w, tick):
    """Let everybody who is due choose a way and enter its first link, or lose the day."""
    chunk = of.chain(w)[tick]["head"]
    while chunk >= 0:
        first, past = chunk_span(w, tick, chunk)
        for slot in range(first, past):
            if wants_to_move(w, tick, of.look_person(w)[slot]) and depart(w, tick, slot, 0):
                of.look_person(w)[slot]["flags"] |= FLAG_ON_LINK
                copy_to(w, w["movers"], slot)
            else:
                rest(w, slot, tick + 1, tick)
        chunk = free_chunk(w, chunk)
    clear(w, tick)


@njit(nogil=True)
def travel_all(w, tick):
    """Let everybody on a link travel who finishes it today or entered it today."""
    for which in (w["n_ticks"] + tick, w["movers"]):
        chunk = of.chain(w)[which]["head"]
        while chunk >= 0:
            first, past = chunk_span(w, which, chunk)
            for slot in range(first, past):
                travel(w, tick, slot, 0.0 if which == w["movers"] else -1.0)
            chunk = free_chunk(w, chunk)
        clear(w, which)


@njit(nogil=True)
def count_day(w, tick):
    """Write down who is where at the end of a day."""
    present = of.log_present(w)
    for place in range(w["n_places"]):
        present[tick, Stage.LODGED, place] = of.look_people(w)[place]
    for link in range(of.look_road(w).size):
        present[tick, Stage.TO_CITY, of.look_road(w)[link]["end"]] += of.look_on_link(w)[link]


@njit(nogil=True)
def flee_day(w, tick):
    """One day: new people, room and pulls, decisions, travel, count."""
    if tick > 0:
        for place in range(w["n_places"]):
            if of.look_capacity(w)[tick, place] != of.look_capacity(w)[tick - 1, place]:
                update_room(w, tick, place)
    spawn(w, tick)
    if of.look_score_changes(w)[tick]:
        refresh_pulls(w, tick)
    decide_all(w, tick)
    travel_all(w, tick)
    count_day(w, tick)


@njit(cache=True, nogil=True)
def run_days(first, last, world):
    """Days in their order, up to, not including, `last`."""
    w = world[0]
    for tick in range(first, last):
        flee_day(w, tick)
