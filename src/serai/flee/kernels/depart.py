"""People who leave a place: which ways they take, and whether they can enter the next link (docs/model/lookahead)."""

import numpy as np

from serai.codes import Stream
from serai.flee import memory as look
from serai.flee.kernels.choices import refresh_weights, room_factor
from serai.flee.kernels.rest import add_people, file_cohort, rest
from serai.flee.kernels.split import next_seed, next_share, part_key
from serai.flee.memory import DECISIONS, IS_CAMP, LEAVING, TOP
from serai.jit import njit
from serai.rng import bits
from serai.state import memory as of

LINKS_PER_DAY = 1 << 12
FULL_BELOW = 0.5
NO_ROOM = 0.000001


@njit()
def depart(w, tick, cohort):
    """Let a cohort take the next link of its way; one that has none chooses, and may part."""
    look.counter(w)[DECISIONS] += cohort["people"]
    if cohort["steps"] > 0:
        enter(w, tick, cohort)
        return
    goal = look.sent_to(w)[cohort["where"]]
    if goal >= 0 and room_factor(w, tick, goal) > NO_ROOM:
        cohort["route"] = goal  # the first steps are the places themselves
        cohort["steps"] = 1
        enter(w, tick, cohort)
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
    """Let the people of a cohort choose among the ways from their place; those who choose alike are a cohort."""
    place = cohort["where"]
    of_class = cohort["kind"] % look.class_takes(w).size
    refresh_weights(w, tick, of_class, place, look.kind_home(w)[cohort["kind"]])
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
        part = copy_of(w, cohort, LEAVING)
        if people < cohort["people"]:
            part["people"] = people
            part["key"] = part_key(seed, row - start)
        part["route"] = look.choice(w)[row]["first_step"]
        part["steps"] = look.choice(w)[row]["steps"]
        enter(w, tick, part)
        left -= people
        passed = cum[row]
        first = row + 1
        draw = next_seed(seed, first - start)


@njit()
def copy_of(w, cohort, row):
    """A copy of a cohort in a row of the stack."""
    look.stack(w)[row] = cohort
    return look.stack(w)[row]


@njit()
def link_to(w, place, end):
    """First open link from a place to another; -1 where there is none."""
    for i in range(look.out_start(w)[place], look.out_start(w)[place + 1]):
        link = look.out_link(w)[i]
        if look.road(w)[link]["end"] == end and look.road(w)[link]["is_open"]:
            return link
    return -1


@njit()
def enter(w, tick, cohort):
    """Let a cohort enter the next link of its way.

    A way whose next link is closed, or whose last place is a camp that is full by half of its buffer or more, is
    given up, and the day is lost.
    """
    place = cohort["where"]
    link = link_to(w, place, look.step_place(w)[cohort["route"]])
    last = look.step_place(w)[cohort["route"] + cohort["steps"] - 1]
    is_full = look.place_is(w)[tick, last] & IS_CAMP and room_factor(w, tick, last) < FULL_BELOW
    if link < 0 or is_full:
        cohort["steps"] = 0
        rest(w, tick, cohort)
        return
    add_people(w, tick, place, -cohort["people"])
    look.on_link(w)[link] += cohort["people"]
    cohort["route"] += 1
    cohort["steps"] -= 1
    cohort["where"] = link
    cohort["on_link"] = 0.0
    cohort["closures"] = look.road(w)[link]["closures"]
    cohort["number"] += 1
    if cohort["number"] == 1:
        file_cohort(w, w["movers"], cohort)
    else:
        push(w, cohort)


@njit()
def push(w, cohort):
    """Put a copy of a cohort on the stack of those that go on today; the copy."""
    look.counter(w)[TOP] += 1
    return copy_of(w, cohort, look.counter(w)[TOP])
