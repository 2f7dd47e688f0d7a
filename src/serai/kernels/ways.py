"""The ways of an origin: what each is worth now, and the race among them (docs/model/choice)."""

import math

import numpy as np

from serai.codes import Stream
from serai.jit import njit
from serai.rng import mix, to_unit
from serai.state import memory as of
from serai.state.places import WAYS_AT_ONCE

SAFE = 1.0 + 1e-9  # far more than the rounding of a few products
SHIFT_TO_31_BITS = np.uint64(33)
STEP_OF_31_BITS = 2.0**-31


@njit()
def renew_ways(w, origin, informed):
    """Renew what the ways of an origin are worth to the informed or the uninformed: exp V, without what parties add.

    Its inverse for each way, and its sums by mode and region of destination.
    """
    n_nests = w["n_nests"]
    for mode in range(of.mode_line(w).size):
        block = first_block(w, origin, mode)
        renew_block(w, block, informed)
        for nest in range(n_nests):
            of.access(w)[origin, informed, mode * n_nests + nest] = renew_block(w, block + 1 + nest, informed)
    of.way_renewal(w)[origin, informed] = of.renewals(w)[informed]


@njit()
def renew_block(w, block, informed):
    """Renew the ways of an origin by one mode to one region; what they are worth together."""
    total = 0.0
    for row in range(of.way_start(w)[block], of.way_start(w)[block + 1]):
        way = of.way(w)[row]
        known = of.post_factor(w)[informed, way["line_mode"], way["post"]]
        known *= of.city_factor(w)[informed, way["city"]]
        weight = way["weight"] * known
        of.way_lightness(w)[informed, row] = 1.0 / weight if weight > 0.0 else math.inf
        total += weight
    return total


@njit()
def first_block(w, origin, mode):
    """The first block of ways of an origin and mode: those to cities of no region; one for each region follows."""
    return (origin * of.mode_line(w).size + mode) * (w["n_nests"] + 1)


@njit()
def way_weight(w, party, way, informed):
    """exp V of a way as a party knows it now; 0 where it leads past the party's only destination."""
    city = way["city"]
    destination = of.profile(w)[party["profile"]]["destination"]
    if destination >= 0 and city != destination:
        return 0.0
    post = of.post_factor(w)[informed, way["line_mode"], way["post"]]
    weight = way["weight"] * of.mode_weight(w)[party["profile"], way["mode"]] * post * of.city_factor(w)[informed, city]
    return weight * of.sway(w)[city] if of.tiding(w).size > 0 else weight


@njit()
def bound_times(w, base, informed, first, last, limit):
    """For each of some ways a bound of its time in the race; how many of them may come before a limit.

    With x from the 31 leading bits of a draw u, rounded down, -log(u) >= x + x**2 / 2, over the way's own weight. The
    loop has no branch and no number of more than 32 bits to turn into a fraction, so several ways are drawn at once.
    """
    n_before = 0
    for row in range(first, last):
        x = np.float64(np.int32(~mix(base + of.way_step(w)[row]) >> SHIFT_TO_31_BITS)) * STEP_OF_31_BITS
        earliest = x * (1.0 + 0.5 * x) * of.way_lightness(w)[informed, row]
        of.way_time(w)[row - first] = earliest
        n_before += earliest < limit
    return n_before


@njit(inline=True)
def is_beaten(u, weight, best):
    """Whether a time -log(u) / weight is certainly no earlier than the best so far, without a logarithm.

    -log(u) >= 2 (1 - u) / (1 + u); a weight from above gives a bound from below.
    """
    return 2.0 * (1.0 - u) >= best * (weight * SAFE) * (1.0 + u)


@njit()
def race_of_ways(w, party, informed, nest, most_sway):
    """Choose city, post and mode at once, by a keyed race: one draw for each alternative, the earliest wins.

    P(c, p, m) = exp V / sum exp V; V as in docs/model/choice. An alternative's draw depends on the party and on the
    names of city, post and mode, so that one more place moves only the parties that choose it.

    Parameters
    ----------
    nest : int
        The region of the cities among which it chooses, or ALL.
    most_sway : float64
        The largest factor of a city by what the party knows of it.
    """
    base = mix(of.stream(w)[Stream.WAY] ^ party["key"])
    best = math.inf
    chosen = np.int64(-1)
    for mode in range(of.mode_line(w).size):
        most = of.mode_weight(w)[party["profile"], mode] * most_sway * SAFE  # of what multiplies the weight of a way
        if most <= 0.0:
            continue
        block = first_block(w, np.int64(party["origin"]), mode)
        end = block + 1 + w["n_nests"]
        if nest >= 0:
            block += 1 + nest
            end = block + 1
        for first in range(of.way_start(w)[block], of.way_start(w)[end], WAYS_AT_ONCE):
            last = min(first + WAYS_AT_ONCE, of.way_start(w)[end])
            if bound_times(w, base, informed, first, last, best * most) == 0:
                continue
            for row in range(first, last):
                if of.way_time(w)[row - first] >= best * most:
                    continue
                way = of.way(w)[row]
                weight = way_weight(w, party, way, informed)
                if weight <= 0.0:
                    continue
                u = to_unit(mix(base + way["step"]))  # bits(stream, key, the way's names)
                if is_beaten(u, weight, best):
                    continue
                time = -math.log(u) / weight
                if time < best:
                    best = time
                    chosen = row
    if chosen >= 0:
        party["post"] = of.way(w)[chosen]["post"]
        party["city"] = of.way(w)[chosen]["city"]
        party["mode"] = of.way(w)[chosen]["mode"]
    return chosen
