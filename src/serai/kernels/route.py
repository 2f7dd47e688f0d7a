"""Which way parties go: the joint choice of city, post and mode, and new plans in a line (docs/model/choice)."""

import math

import numpy as np

from serai.codes import Direction, LineMode, Stage, Stream, Total
from serai.jit import njit
from serai.kernels.basics import happens, is_informed, moments_of_travel
from serai.kernels.nest import ALL, NOWHERE, choose_nest, weigh_cities
from serai.kernels.ways import race_of_ways, renew_ways
from serai.rng import uniform
from serai.state import memory as of
from serai.state.places import N_LINE_MODES

STAY_IN_LINE = -1
GO_HOME = -2
CHANGE_LINE = -3
TO_RENEW = -1
MAX_LEGS = 6  # a party that has chosen its way this often keeps to it

STAY_KEY = np.uint64(0x5374617948657265)
HOME_KEY = np.uint64(0x476F486F6D654E6F)
FOOT_KEY = np.uint64(0x57616C6B41637273)


@njit()
def wait_at(w, waits, place, direction, line_mode):
    """Expected hours in all lines that a party passes at a place, by the given waits of the lines."""
    line = of.first_line(w)[place, direction, line_mode]
    total = 0.0
    while line >= 0:
        total += of.line(w)[line]["passes"] * waits[line]
        line = of.next_line(w)[line, line_mode]
    return total


@njit()
def passed(w, party, line):
    """The first line from this one on that a party passes, by its mode; -1: none. Whether it does is a trait."""
    stream = of.stream(w)[Stream.PASSES]
    while line >= 0 and not happens(stream, party["key"], of.line(w)[line]["pass_key"], of.line(w)[line]["passes"]):
        line = of.next_line(w)[line, of.mode_line(w)[party["mode"]]]
    if line >= 0 and of.line(w)[line]["jump"] >= 0 and jumps(w, party):
        return of.line(w)[line]["jump"]
    return line


@njit()
def jumps(w, party):
    """Whether a party jumps the queue where it can: a trait."""
    return happens(of.stream(w)[Stream.JUMP], party["key"], 0, of.profile(w)[party["profile"]]["jump_share"])


@njit()
def own_wait(w, party, place, line_mode):
    """Expected hours, as the lines are now, in those that a party passes inbound: that of jumpers where it jumps."""
    line = of.first_line(w)[place, Direction.IN, line_mode]
    total = 0.0
    while line >= 0:
        beside = of.line(w)[line]["jump"]
        mine = beside if beside >= 0 and jumps(w, party) else line
        total += of.line(w)[line]["passes"] * of.wait_now(w)[mine]
        line = of.next_line(w)[line, line_mode]
    return total


@njit()
def next_line(w, party, line):
    """The line that a party passes after this one, by its mode; -1: none."""
    return passed(w, party, of.next_line(w)[line, of.mode_line(w)[party["mode"]]])


@njit()
def renew_factors(w, oldest):
    """Renew what the choice of way multiplies: posts by expected wait, cities by free beds.

    Informed parties know the waits and the room of `delay_steps` ago, row `oldest` of the rings, and when a line opens;
    the others believe in one wait everywhere. A post where nothing has changed keeps its factors.
    Seats on trains and planes are known to all: one sees that there are none.
    """
    believed = factor_of_wait(w, w["belief_wait"])
    for k in range(of.posts(w).size):
        post = of.posts(w)[k]
        if of.post_known(w)[post] != of.place_open(w)[post]:
            of.post_known(w)[post] = of.place_open(w)[post]
            of.renewals(w)[0] += renew_post(w, post, believed)
            of.renewals(w)[1] += 1
    for k in range(of.cities(w).size):
        city = of.cities(w)[k]
        room = max(of.room_ring(w)[oldest, city], 1.0) if of.place_open(w)[city] else 0.0
        if room != of.room_known(w)[city]:
            of.room_known(w)[city] = room
            of.renewals(w)[0] += of.city_factor(w)[0, city] != min(room, 1.0)
            of.renewals(w)[1] += 1
            of.city_factor(w)[0, city] = min(room, 1.0)
            of.city_factor(w)[1, city] = math.exp(w["room_weight"] * math.log(room)) if room > 0.0 else 0.0


@njit()
def renew_post(w, post, believed):
    """exp(-theta * expected wait) at a post that is open, by mode; 0 where it is closed or has no such line.

    Parameters
    ----------
    believed : float64
        What it is for the wait that the uninformed believe in.

    Returns
    -------
    int
        How many of the factors of the uninformed have changed.
    """
    last_wait = 0.0
    factor = 1.0
    changed = 0
    for mode in range(N_LINE_MODES):
        first = of.first_line(w)[post, Direction.IN, mode]
        if of.place_open(w)[post] == 0 or first < 0:
            passed_at_once = of.place_open(w)[post] and of.has_lines(w)[post, Direction.IN] == 0
            factor_now = 1.0 if passed_at_once else 0.0
            changed += put_factors(w, mode, post, factor_now, factor_now)
            continue
        wait = wait_at(w, of.wait_known(w), post, Direction.IN, mode)
        if wait != last_wait:  # most modes join the same line
            last_wait = wait
            factor = factor_of_wait(w, wait)
        changed += put_factors(w, mode, post, factor if of.line(w)[first]["known"] else believed, factor)
    return changed


@njit()
def put_factors(w, mode, post, uninformed, informed):
    """Write down the factors of a post for a mode; 1 where that of the uninformed has changed."""
    changed = of.post_factor(w)[0, mode, post] != uninformed
    of.post_factor(w)[0, mode, post] = uninformed
    of.post_factor(w)[1, mode, post] = informed
    return np.int64(changed)


@njit()
def factor_of_wait(w, wait):
    """exp(-theta * wait)."""
    return math.exp(-w["theta"] * wait) if wait > 0.0 else 1.0


@njit()
def choose_way(w, party):
    """Choose a region of destination, where there are such, and then city, post and mode at once.

    Returns
    -------
    int
        Row of the way; -1 where none is open, and then the party is left as it was.
    """
    origin = np.int64(party["origin"])
    informed = is_informed(w, party)
    if of.way_renewal(w)[origin, informed] != of.renewals(w)[informed]:
        renew_ways(w, origin, informed)
    nest = np.int64(ALL)
    most = 1.0
    if of.tiding(w).size > 0:
        most = weigh_cities(w, party)
    if w["n_nests"] > 0 and of.profile(w)[party["profile"]]["destination"] < 0:
        nest = choose_nest(w, party, informed)
    if nest == NOWHERE or most <= 0.0:
        return np.int64(-1)
    return race_of_ways(w, party, informed, nest, most)


@njit()
def race(w, party, alternative_key, tick, weight):
    """Arrival time of one alternative of a new plan; infinite where its weight is 0."""
    if weight <= 0.0:
        return math.inf
    draw = alternative_key + np.uint64(tick)
    return -math.log(uniform(of.stream(w)[Stream.REPLAN], party["key"], draw)) / weight


@njit()
def replan(w, party, line, tick, stay_weight):
    """A new plan for a party that stands before or in a line: stay, walk, another post, or home.

    Parameters
    ----------
    stay_weight : float64
        exp(-theta * hours still to wait here); 0 where staying is given up already.

    Returns
    -------
    int
        STAY_IN_LINE, CHANGE_LINE, GO_HOME, or the row of another post.
    """
    post = of.line(w)[line]["place"]
    best = race(w, party, HOME_KEY, tick, math.exp(-w["theta"] * of.profile(w)[party["profile"]]["home_hours"]))
    plan = GO_HOME
    if stay_weight > 0.0:
        time = race(w, party, STAY_KEY, tick, stay_weight)
        if time < best:
            best = time
            plan = STAY_IN_LINE
    if can_walk(w, party, line):
        wait = own_wait(w, party, post, of.mode_line(w)[w["foot_mode"]])
        time = race(w, party, FOOT_KEY, tick, math.exp(-w["theta"] * wait))
        if time < best:
            best = time
            plan = CHANGE_LINE
    if party["leg"] >= MAX_LEGS or is_informed(w, party) == 0:
        return plan
    other, time = best_other_post(w, party, post, tick)
    return other if time < best else plan


@njit()
def can_walk(w, party, line):
    """Whether a party in a line for vehicles may go to the line on foot at the same post."""
    if w["foot_mode"] < 0 or of.mode_weight(w)[party["profile"], w["foot_mode"]] <= 0.0:
        return False
    foot = of.mode_line(w)[w["foot_mode"]]
    first = of.first_line(w)[of.line(w)[line]["place"], Direction.IN, foot]
    return of.line(w)[line]["mode"] != foot and first >= 0 and of.line(w)[first]["mode"] == foot


@njit()
def leaves_car(w, party, line):
    """Whether a party that comes by car to the first line of its post goes on by foot, to wait less.

    Only parties of a share can do so, which is a trait. The wait saved, by the lines as they are here now, must exceed
    the party's own hours.
    """
    line_mode = of.mode_line(w)[party["mode"]]
    if of.profile(w)[party["profile"]]["tracked"] == 0 or line_mode != LineMode.CAR or not can_walk(w, party, line):
        return False
    stream = of.stream(w)[Stream.LEAVE_CAR]
    if uniform(stream, party["key"], 0) >= w["leave_car_share"]:
        return False
    post = np.int64(party["post"])
    foot = of.mode_line(w)[w["foot_mode"]]
    if not is_worked(w, post, foot):
        return False
    by_car = own_wait(w, party, post, line_mode)
    on_foot = own_wait(w, party, post, foot)
    return by_car - on_foot > w["walk_hours"] * (0.5 + uniform(stream, party["key"], 1))


@njit()
def is_worked(w, post, line_mode):
    """Whether all lines that a mode passes inbound at a post are served: now or, where a pool rests, when it opens."""
    line = of.first_line(w)[post, Direction.IN, line_mode]
    while line >= 0:
        pool = of.line(w)[line]["pool"]
        segment = of.pool_segment(w)[pool]
        if segment >= of.pool(w)[pool]["end_segment"]:
            return False
        if of.service_moments(w)[segment, of.line(w)[line]["column"]] <= 0.0:
            return False
        line = of.next_line(w)[line, line_mode]
    return True


@njit()
def best_other_post(w, party, post, tick):
    """The other post that wins the race, and its time; (-1, inf) where there is none.

    A party weighs the way there, the wait that it knows of or believes in there, and what it adds to the way onward.
    """
    informed = is_informed(w, party)
    mode = party["mode"]
    line_mode = of.mode_line(w)[mode]
    onward = of.mode_onward(w)[mode]
    city = np.int64(party["city"])
    best = math.inf
    chosen = -1
    for k in range(of.posts(w).size):
        other = of.posts(w)[k]
        hours = of.hours(w)[mode, post, other]
        if other == post or not hours <= w["consideration"]:
            continue
        factor = of.post_factor(w)[informed, line_mode, other]
        detour = of.hours(w)[onward, other, city] - of.hours(w)[onward, post, city]
        if factor <= 0.0 or not detour < math.inf:
            continue
        weight = factor * math.exp(-w["theta"] * hours - w["theta_onward"] * detour)
        if weight <= 0.0:
            continue
        time = race(w, party, of.place(w)[other]["key"], tick, weight)
        if time < best:
            best = time
            chosen = other
    return chosen, best


@njit()
def set_out(w, party, day):
    """A party leaves home: it chooses its way, or stays where no way is open. True if it set out."""
    origin = np.int64(party["origin"])
    size = party["size"]
    way = choose_way(w, party)
    if way < 0:
        of.total(w)[Total.STAYED_HOME] += size
        return False
    party["since"] = party["due"]
    party["due"] += max(moments_of_travel(w, party, of.way_hours(w)[way]), 0)
    party["stage"] = Stage.TO_POST
    of.present(w)[Stage.TO_POST, party["post"]] += size
    of.total(w)[Total.SET_OUT] += size
    of.log_set_out(w)[day, origin, party["profile"]] += size
    of.log_set_out_by_cause(w)[day, origin, party["cause"]] += size
    return True
