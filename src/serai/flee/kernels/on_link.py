"""A day on the links: who comes to an end, who goes on at once (docs/model/lookahead)."""

import numpy as np

from serai.codes import Stream
from serai.flee import memory as look
from serai.flee.kernels.depart import LINKS_PER_DAY, copy_of, depart
from serai.flee.kernels.gather import clear_table, forget_passed_marks, gather, gather_at_place
from serai.flee.kernels.rest import add_people, chance_at, file_cohort, remember, rest
from serai.flee.kernels.split import part_key, part_of
from serai.flee.memory import (
    AT_PLACES,
    FLAG_FIRST,
    FLAG_RIDES,
    FLAG_WALKS,
    IS_CAMP,
    IS_TOWN,
    NEXT,
    NOW,
    ON_LINKS,
    PARTS,
    PASTS,
    RIDING,
    SOURCE,
    STAYING,
)
from serai.jit import njit
from serai.rng import bits
from serai.state import memory as of

ENOUGH_TRAVEL = 0.5
MOST_NIGHTS = 1 << 20  # beyond any run
GROUPS = 8  # in which people travel one after the other while a place fills up
LEAST_BUFFER = 1e-9


@njit()
def travel_all(w, tick):
    """Let everybody on a link travel who finishes it today or entered it today.

    While a place fills up they go in groups, one after the other, each as far as it goes today.
    """
    n = look.n_gathered(w)[SOURCE]
    groups = GROUPS if look.counter(w)[PASTS] > 1 and fills_up(w, tick) else 1
    for group in range(groups):
        now = 0
        for row in range(group * n // groups, (group + 1) * n // groups):
            gather(w, ON_LINKS, look.gathered(w)[SOURCE, row])
        while look.n_gathered(w)[ON_LINKS + now] > 0 or look.n_gathered(w)[AT_PLACES + now] > 0:
            look.counter(w)[NEXT] = 1 - now
            advance_all(w, tick, now)
            choose_all(w, tick, AT_PLACES + now)
            now = 1 - now
    look.counter(w)[PARTS] += n
    clear_table(w, SOURCE)


@njit()
def fills_up(w, tick):
    """Whether the room of any place may change as people come."""
    people = 0
    for row in range(look.n_gathered(w)[SOURCE]):
        people += look.gathered(w)[SOURCE, row]["people"]
    for place in range(w["n_places"]):
        capacity = look.capacity(w)[tick, place]
        there = look.people(w)[place]
        if capacity >= 1.0 and there < capacity < (there + people) / max(w["capacity_buffer"], LEAST_BUFFER):
            return True
    return False


@njit()
def advance_all(w, tick, now):
    """Move those of one of two tables along their links; those who choose whether to go on are gathered at places."""
    row = 0
    while row < look.n_gathered(w)[ON_LINKS + now]:  # some may be added at the end
        look.stack(w)[NOW] = look.gathered(w)[ON_LINKS + now, row]
        advance(w, tick, look.stack(w)[NOW], now)
        row += 1
    clear_table(w, ON_LINKS + now)


@njit()
def choose_all(w, tick, which):
    """Let those of the people gathered at places who move on at once leave."""
    for row in range(look.n_gathered(w)[which]):
        look.stack(w)[NOW] = look.gathered(w)[which, row]
        go_on(w, tick, look.stack(w)[NOW])
    clear_table(w, which)


@njit()
def advance(w, tick, cohort, now):
    """Move a cohort along the link that it is on, by a day at most, and over its end."""
    road = look.road(w)[cohort["where"]]
    speed = speed_today(w, tick, cohort, road, now)
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
    if cohort["moved"] < 0.0:
        keep_up(w, cohort, speed, nights - 1)
    cohort["moved"] = moved
    if not arrive(w, tick, cohort) or not moved < speed:
        rest(w, tick, cohort)
        return
    if cohort["steps"] > 0:
        forget_passed_marks(w, cohort)
        depart(w, tick, cohort)
    else:
        gather_at_place(w, AT_PLACES + now, cohort)


@njit()
def speed_today(w, tick, cohort, road, now):
    """Way of a cohort in a day on its link; of one of which only some walk by chance, the others wait their turn."""
    on_foot = w["walk_km"]
    flags = cohort["flags"]
    if road["walk_share"] > 0.0 and not flags & (FLAG_WALKS | FLAG_RIDES):
        people = cohort["people"]
        draw = np.uint64(tick * LINKS_PER_DAY + cohort["number"])
        seed = bits(of.stream(w)[Stream.WALK], cohort["key"], draw)
        walkers = part_of(seed, people, road["walk_share"])
        if 0 < walkers < people:
            riders = copy_of(w, cohort, RIDING)
            riders["people"] = people - walkers
            riders["flags"] |= FLAG_RIDES
            gather(w, ON_LINKS + now, riders)
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
def arrive(w, tick, cohort):
    """Take a cohort off its link; whether it is at the far end. A link that has closed sends it back to its start."""
    link = cohort["where"]
    road = look.road(w)[link]
    has_closed = cohort["closures"] != road["closures"]
    goes_back = has_closed and (w["returns_if_closed"] or not road["is_open"])
    place = road["start"] if goes_back else road["end"]
    look.on_link(w)[link] -= cohort["people"]
    cohort["where"] = place
    cohort["closures"] = 0
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
    """Whether people have come too short a way to stay in a town."""
    if not (w["avoid_short_stints"] and look.place_is(w)[tick, cohort["where"]] & IS_TOWN):
        return False
    return (cohort["recent"] + cohort["moved"] / w["max_km"]) / 2.0 < ENOUGH_TRAVEL
