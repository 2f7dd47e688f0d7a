"""People who leave a place: which ways they take, and whether they can enter the next link (docs/model/lookahead)."""

import numpy as np

from serai.codes import Stream
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


@njit(nogil=True)
def depart(w, tick, cohort):
    """Let a cohort take the next link of its way; one that has none chooses, and may part."""
    of.look_counter(w)[DECISIONS] += cohort["people"]
    if cohort["steps"] > 0:
        enter(w, tick, cohort)
        return
    goal = of.look_sent_to(w)[cohort["where"]]
    if goal >= 0 and room_factor(w, tick, goal) > NO_ROOM:
        cohort["route"] = goal  # the first steps are the places themselves
        cohort["steps"] = 1
        enter(w, tick, cohort)
    elif w["look_moves_on"] and has_choice(w, cohort["where"]):
        choose(w, tick, cohort)
    else:
        rest(w, tick, cohort)


@njit(nogil=True)
def has_choice(w, place):
    """Whether any way begins at a place."""
    return of.look_choice_start(w)[place] < of.look_choice_start(w)[place + 1]


@njit(nogil=True)
def choose(w, tick, cohort):
    """Let the people of a cohort choose among the ways from their place; those who choose alike are a cohort."""
    place = cohort["where"]
    of_class = cohort["kind"] % of.look_class_takes(w).size
    refresh_weights(w, tick, of_class, place, of.look_kind_home(w)[cohort["kind"]])
    start = of.look_choice_start(w)[place]
    past = of.look_choice_start(w)[place + 1]
    cum = of.look_weight_cum(w)[of_class]
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
        part["route"] = of.look_choice(w)[row]["first_step"]
        part["steps"] = of.look_choice(w)[row]["steps"]
        enter(w, tick, part)
        left -= people
        passed = cum[row]
        first = row + 1
        draw = next_seed(seed, first - start)


@njit(nogil=True)
def copy_of(w, cohort, row):
    """A copy of a cohort in a row of the stack."""
    of.look_stack(w)[row] = cohort
    return of.look_stack(w)[row]


@njit(nogil=True)
def link_to(w, place, end):
    """First open link from a place to another; -1 where there is none."""
    for i in range(of.look_out_start(w)[place], of.look_out_start(w)[place + 1]):
        link = of.look_out_link(w)[i]
        if of.look_road(w)[link]["end"] == end and of.look_road(w)[link]["is_open"]:
            return link
    return -1


@njit(nogil=True)
def enter(w, tick, cohort):
    """Let a cohort enter the next link of its way.

    A way whose next link is closed, or whose last place is a camp that is full by half of its buffer or more, is
    given up, and the day is lost.
    """
    place = cohort["where"]
    link = link_to(w, place, of.look_step_place(w)[cohort["route"]])
    last = of.look_step_place(w)[cohort["route"] + cohort["steps"] - 1]
    is_full = of.look_place_is(w)[tick, last] & IS_CAMP and room_factor(w, tick, last) < FULL_BELOW
    if link < 0 or is_full:
        cohort["steps"] = 0
        rest(w, tick, cohort)
        return
    add_people(w, tick, place, -cohort["people"])
    of.look_on_link(w)[link] += cohort["people"]
    cohort["route"] += 1
    cohort["steps"] -= 1
    cohort["where"] = link
    cohort["on_link"] = 0.0
    cohort["closures"] = of.look_road(w)[link]["closures"]
    cohort["number"] += 1
    if cohort["number"] == 1:
        file_cohort(w, w["movers"], cohort)
    else:
        push(w, cohort)


@njit(nogil=True)
def push(w, cohort):
    """Put a copy of a cohort on the stack of those that go on today; the copy."""
    of.look_counter(w)[TOP] += 1
    return copy_of(w, cohort, of.look_counter(w)[TOP])
