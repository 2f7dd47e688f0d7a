"""Which region of destination a party goes to, and what it has heard of it (docs/model/destinations)."""

import math

import numpy as np

from serai.codes import Stream
from serai.jit import njit
from serai.kernels.basics import happens
from serai.kernels.ways import is_beaten
from serai.rng import uniform
from serai.state import memory as of

ALL = -1  # ways to every region
NOWHERE = -2


@njit()
def weigh_cities(w, party):
    """What a party knows of each city, as a factor of its pull, and of each region on average; the largest of cities.

    The mean of a region is weighted by the attraction of its cities.
    """
    most = 0.0
    for k in range(of.cities(w).size):
        of.sway(w)[of.cities(w)[k]] = 1.0
    for row in range(of.tiding(w).size):
        if concerns(w, row, party, np.int64(party["due"])) and knows(w, row, party):
            for k in range(of.cities(w).size):
                city = of.cities(w)[k]
                if of.tiding_place(w)[row, city]:
                    of.sway(w)[city] *= of.tiding(w)[row]["factor"]
    for nest in range(w["n_nests"]):
        of.nest_sway(w)[nest] = 0.0
    for k in range(of.cities(w).size):
        city = of.cities(w)[k]
        most = max(most, of.sway(w)[city])
        nest = of.place(w)[city]["nest"]
        if nest >= 0:
            of.nest_sway(w)[nest] += of.place(w)[city]["share"] * of.sway(w)[city]
    return most


@njit()
def concerns(w, row, party, moment):
    """Whether a piece of news or a ban is in force at a moment and about a party's profile."""
    tiding = of.tiding(w)[row]
    return tiding["open"] <= moment < tiding["close"] and tiding["profiles"] >> np.uint64(party["profile"]) & 1 == 1


@njit()
def knows(w, row, party):
    """Whether a party knows of it when it sets out: of a ban unless it is unaware, of news once it has spread to it."""
    tiding = of.tiding(w)[row]
    stream = of.stream(w)[Stream.HEAR]
    if tiding["bans"]:
        return not happens(stream, party["key"], tiding["key"], tiding["unaware"])
    if tiding["delay"] <= 0.0:
        return True
    age = np.float64(np.int64(party["due"]) - tiding["open"])
    return uniform(stream, party["key"], tiding["key"]) < 1.0 - math.exp(-age / tiding["delay"])


@njit()
def is_barred(w, party, place, moment):
    """Whether a party may not enter the region of a place at a moment."""
    for row in range(of.tiding(w).size):
        if of.tiding(w)[row]["bans"] and of.tiding_place(w)[row, place] and concerns(w, row, party, moment):
            return True
    return False


@njit()
def choose_nest(w, party, informed):
    """Choose a region by a keyed race: P(r) = a_r k_r I_r**lambda, over their sum.

    a_r is the pull of the region, I_r the sum of exp V of the party's ways there as it knows them, k_r how the party's
    news and bans change the attraction of the region's cities on average.

    Returns
    -------
    int
        Row of the region; NOWHERE where none can be reached or entered.
    """
    origin = np.int64(party["origin"])
    swayed = of.tiding(w).size > 0
    best = math.inf
    chosen = np.int64(NOWHERE)
    for nest in range(w["n_nests"]):
        weight = of.nest_pull(w)[informed, party["profile"], nest]
        if weight > 0.0 and swayed:
            weight *= of.nest_sway(w)[nest]
        ways = inclusive_sum(w, party, origin, informed, nest)
        if weight <= 0.0 or ways <= 0.0:
            continue
        time = time_of_nest(w, party, nest, weight, ways, best)
        if time < best:
            best = time
            chosen = np.int64(nest)
    return chosen


@njit()
def time_of_nest(w, party, nest, pull, worth, best):
    """Arrival time of a region in a party's race: -ln u / (pull * worth**lambda), with its same draw in every race.

    Infinite where it certainly comes after the best so far.
    """
    weight = pull * math.exp(w["nest_parameter"] * math.log(worth))
    u = uniform(of.stream(w)[Stream.NEST], party["key"], of.nest_key(w)[nest])
    if is_beaten(u, weight, best):
        return math.inf
    return -math.log(u) / weight


@njit()
def inclusive_sum(w, party, origin, informed, nest):
    """Sum of exp V of the ways of a party to a region, by the weights of its modes."""
    total = 0.0
    for mode in range(of.mode_line(w).size):
        total += of.mode_weight(w)[party["profile"], mode] * of.access(w)[origin, informed, mode * w["n_nests"] + nest]
    return total
