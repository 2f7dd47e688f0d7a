"""People who leave a place: which ways they take, and whether they can enter the next link (docs/model/lookahead)."""

import math

import numpy as np

from serai.codes import Stream
from serai.flee import memory as look
from serai.flee.kernels.choices import link_to, refresh_weights, room_factor, way_in_a_day
from serai.flee.kernels.gather import gather, gather_at_place
from serai.flee.kernels.rest import add_people, rest
from serai.flee.kernels.split import next_seed, next_share, part_key
from serai.flee.memory import AT_PLACES, DECISIONS, IS_CAMP, LEAVING, NEXT, ON_LINKS, SOURCE, TURNED
from serai.jit import njit
from serai.rng import bits
from serai.state import memory as of

LINKS_PER_DAY = 1 << 12
FULL_BELOW = 0.5
NO_ROOM = 0.000001
ROOM_LEVELS = 64  # in which the room of a place that fills up is told apart
NO_LIMIT = 1 << 40  # more people than there are


@njit()
def depart(w, tick, cohort):
    """Let a cohort take the next link of its way; one that has none chooses, and may part."""
    look.counter(w)[DECISIONS] += cohort["people"]
    if cohort["steps"] > 0:
        go_on_with(w, tick, cohort)
        return
    goal = look.sent_to(w)[cohort["where"]]
    if goal >= 0 and room_factor(w, tick, goal) > NO_ROOM:
        cohort["route"] = goal  # the first steps are the places themselves
        cohort["steps"] = 1
        go_on_with(w, tick, cohort)
    elif w["moves_on"] and has_choice(w, cohort["where"]):
        choose(w, tick, cohort)
    else:
        rest(w, tick, cohort)


@njit()
def has_choice(w, place):
    """Whether any way begins at a place."""
    return look.choice_start(w)[place] < look.choice_start(w)[place + 1]


@njit()
def choose(w, tick, cohort):
    """Let people choose among the ways from their place: no more at once than while the room in sight stays alike."""
    of_class = cohort["kind"] % look.class_takes(w).size
    people = cohort["people"]
    key = cohort["key"]
    while people > 0:
        refresh_weights(w, tick, of_class, cohort["where"], look.kind_home(w)[cohort["kind"]])
        some = people_at_once(w, tick, cohort, of_class, people)
        cohort["people"] = some
        cohort["key"] = part_key(key, people) if some < people else key
        share_out(w, tick, cohort, of_class)
        people -= some


@njit()
def people_at_once(w, tick, cohort, of_class, most):
    """People, of so many, who choose before the room changes of a place that they come to at once; at least one."""
    place = cohort["where"]
    some = most
    if cohort["number"] == 0:  # nobody comes anywhere before all have left
        return some
    cum = look.weight_cum(w)[of_class]
    start = look.choice_start(w)[place]
    total = cum[look.choice_start(w)[place + 1] - 1]
    for i in range(look.near_start(w)[place], look.near_start(w)[place + 1]):
        row = look.near(w)[i]
        weight = cum[row] - (cum[row - 1] if row > start else 0.0)
        if some * weight > total and cohort["moved"] < look.choice(w)[row]["within"]:
            free = people_to_next_level(w, tick, look.choice(w)[row]["last"])
            if free * total < some * weight:
                some = max(np.int64(free * total / weight), 1)
    return some


@njit()
def people_to_next_level(w, tick, place):
    """People whom a place takes before its room comes to the next level; at least one."""
    capacity = look.capacity(w)[tick, place]
    people = look.people(w)[place]
    fills_from = w["capacity_buffer"] * capacity
    if capacity < 1.0 or people >= capacity:
        return NO_LIMIT
    if people + 1 <= fills_from:
        return np.int64(fills_from) - people
    level = (capacity - fills_from) / ROOM_LEVELS
    if not level > 1.0:
        return np.int64(1)
    next_level = fills_from + level * (math.floor((people - fills_from) / level) + 1.0)
    return max(np.int64(next_level) - people, 1)


@njit()
def share_out(w, tick, cohort, of_class):
    """Let each person of a cohort take a way by its weight; those who take the same one are a part."""
    place = cohort["where"]
    start = look.choice_start(w)[place]
    past = look.choice_start(w)[place + 1]
    cum = look.weight_cum(w)[of_class]
    seed = bits(of.stream(w)[Stream.PATH], cohort["key"], np.uint64(tick * LINKS_PER_DAY + cohort["number"]))
    left = cohort["people"]
    first = start
    passed = 0.0
    draw = seed
    while left > 0:
        row, people = next_share(draw, left, cum, first, past, passed)
        if people > 0:
            part = copy_of(w, cohort, LEAVING)
            if people < cohort["people"]:
                part["people"] = people
                part["key"] = part_key(seed, row - start)
            take(w, tick, part, look.choice(w)[row])
        left -= people
        passed = cum[row]
        first = row + 1
        draw = next_seed(seed, first - start)


@njit()
def take(w, tick, cohort, choice):
    """Let a cohort take a way: pass all of it if it has ended a link today and can, else enter its first link."""
    cohort["route"] = choice["first_step"]
    cohort["steps"] = choice["steps"]
    if is_refused(w, tick, choice["last"]):
        turn_down(w, tick, cohort)
    elif cohort["number"] > 0 and cohort["moved"] < choice["within"]:
        goes_on = cohort["moved"] < choice["again"]
        come_to_end(w, tick, cohort, choice["last"], cohort["moved"] + choice["passed_km"], goes_on)
    else:
        enter(w, tick, cohort)


@njit()
def is_refused(w, tick, last):
    """Whether a way that ends at a place is given up: a camp that is full by half of its buffer or more."""
    return look.place_is(w)[tick, last] & IS_CAMP and room_factor(w, tick, last) < FULL_BELOW


@njit()
def copy_of(w, cohort, row):
    """A copy of a cohort in a row of the stack."""
    look.stack(w)[row] = cohort
    return look.stack(w)[row]


@njit()
def go_on_with(w, tick, cohort):
    """Let a cohort go on with the way that it has: as `take`."""
    last = look.step_place(w)[cohort["route"] + cohort["steps"] - 1]
    if is_refused(w, tick, last):
        turn_down(w, tick, cohort)
        return
    if cohort["number"] > 0:
        km, within, again = way_in_a_day(w, cohort["where"], cohort["route"], cohort["steps"])
        if cohort["moved"] < within:
            come_to_end(w, tick, cohort, last, cohort["moved"] + km, cohort["moved"] < again)
            return
    enter(w, tick, cohort)


@njit()
def enter(w, tick, cohort):
    """Let a cohort enter the next link of its way; if that is closed, the way is given up, and the day is lost."""
    place = cohort["where"]
    link = link_to(w, place, look.step_place(w)[cohort["route"]])
    if link < 0:
        turn_down(w, tick, cohort)
        return
    add_people(w, tick, place, -cohort["people"])
    look.on_link(w)[link] += cohort["people"]
    cohort["route"] += 1
    cohort["steps"] -= 1
    cohort["where"] = link
    cohort["on_link"] = 0.0
    cohort["closures"] = look.road(w)[link]["closures"]
    cohort["number"] += 1
    gather(w, SOURCE if cohort["number"] == 1 else ON_LINKS + look.counter(w)[NEXT], cohort)


@njit()
def turn_down(w, tick, cohort):
    """Let a cohort give its way up and stay until tomorrow."""
    cohort["steps"] = 0
    rest(w, tick, cohort)


@njit()
def come_to_end(w, tick, cohort, last, km, goes_on):
    """Let a cohort pass all links of its way, which it does today for sure, and choose anew at its end or stay."""
    turn_back_too_many(w, tick, cohort, last)
    people = cohort["people"]
    steps = cohort["steps"]
    look.counter(w)[DECISIONS] += people * (steps - 1)
    add_people(w, tick, cohort["where"], -people)
    add_people(w, tick, last, people)
    for step in range(steps):
        place = look.step_place(w)[cohort["route"] + step]
        if look.place_is(w)[tick, place] & IS_CAMP:
            of.log_reached_city(w)[tick + 1, place, 0] += people
    cohort["where"] = last
    cohort["moved"] = km
    cohort["number"] += steps
    cohort["steps"] = 0
    if goes_on:
        gather_at_place(w, AT_PLACES + look.counter(w)[NEXT], cohort)
    else:
        rest(w, tick, cohort)


@njit()
def turn_back_too_many(w, tick, cohort, last):
    """Let those of a cohort turn back who are more than the camp takes at the end of their way."""
    capacity = look.capacity(w)[tick, last]
    if capacity < 1.0 or not look.place_is(w)[tick, last] & IS_CAMP:
        return
    half_full = capacity * (w["capacity_buffer"] + (1.0 - w["capacity_buffer"]) * FULL_BELOW)
    free = np.int64(half_full) + 1 - look.people(w)[last]
    people = cohort["people"]
    if 0 < free < people:
        turned = copy_of(w, cohort, TURNED)
        turned["people"] = people - free
        turned["key"] = part_key(cohort["key"], people)
        turn_down(w, tick, turned)
        cohort["people"] = free
