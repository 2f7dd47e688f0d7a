"""Who leaves, and when (docs/model/leaving)."""

import math

import numpy as np

from serai.codes import Direction, Stage, Stream, Total
from serai.jit import Entry, njit
from serai.kernels.basics import draw_size
from serai.kernels.chains import new_slot
from serai.rng import GAMMA, SHIFT_TO_53_BITS, bits, mix, to_unit, uniform
from serai.state import memory as of
from serai.state.parties import FLAG_FOLLOWED, NO_BED
from serai.state.places import LEAVER_AT_RISK, LEAVER_EXPECTED

POISSON_BLOCK = 16.0
BLOCK_STRIDE = 1 << 20
AT_ONCE = 64  # parties that are drawn together


@njit()
def poisson_block(stream_key, key, draw, mean):
    """One Poisson number with a mean of at most `POISSON_BLOCK`, by inversion of one draw."""
    u = uniform(stream_key, key, draw)
    term = math.exp(-mean)
    total = term
    n = 0
    while u > total and n < 200:
        n += 1
        term *= mean / n
        total += term
    return n


@njit()
def poisson(stream_key, key, draw, mean):
    """A Poisson number of any mean: blocks of the same mean, so that a larger mean only adds to it."""
    n = 0
    block = 0
    while mean > 0.0:
        n += poisson_block(stream_key, key, draw + block, min(mean, POISSON_BLOCK))
        mean -= POISSON_BLOCK
        block += 1
    return n


@njit()
def fill_guide(w, row):
    """For each part of a row's whole hazard, as many as it has ticks: the last of these before it is reached."""
    n = of.leaver(w)[row]["n_ticks"]
    hazard = of.hazard(w)
    first = of.leaver(w)[row]["hazard"]
    tick = 0
    for k in range(n):
        while tick + 1 < n and hazard[first + tick + 1] <= k * (hazard[first + n] / n):
            tick += 1
        of.guide(w)[k] = tick


@njit()
def moment_of(w, row, level):
    """Moment at which the cumulated hazard of a row reaches a level, linear inside a tick; `guide` is the row's."""
    n = of.leaver(w)[row]["n_ticks"]
    hazard = of.hazard(w)
    first = of.leaver(w)[row]["hazard"]
    whole = hazard[first + n]
    part = np.int64(level * (n / whole)) if whole > 0.0 else np.int64(0)
    low = np.int64(of.guide(w)[min(part, n - 1)])
    while low > 0 and hazard[first + low] > level:
        low -= 1
    while low + 1 < n and hazard[first + low + 1] <= level:
        low += 1
    before = hazard[first + low]
    step = hazard[first + low + 1] - before
    part_of_tick = (level - before) / step if step > 0.0 else 0.0
    tick = of.leaver(w)[row]["first_tick"] + low
    moment = np.int64((tick + part_of_tick) * w["moments_per_tick"])
    return min(moment, (tick + 1) * w["moments_per_tick"] - 1)


@njit()
def new_party(party, key, origin, profile, size):
    """Fill a fresh record."""
    party["key"] = key
    party["due"] = 0
    party["since"] = 0
    party["origin"] = origin
    party["post"] = -1
    party["city"] = -1
    party["bed"] = NO_BED
    party["profile"] = profile
    party["size"] = size
    party["stage"] = Stage.AT_HOME
    party["mode"] = 0
    party["flags"] = 0
    party["nights"] = 0
    party["leg"] = 0
    party["cause"] = 0


@njit()
def first_above(share):
    """The least of the 53 leading bits of a draw with which it is not below a share."""
    low = np.int64(0)
    high = np.int64(1) << np.int64(53)
    while low < high:
        middle = (low + high) >> 1
        if to_unit(np.uint64(middle) << SHIFT_TO_53_BITS) < share:
            low = middle + 1
        else:
            high = middle
    return low


@njit()
def next_leaver(w, stream, base, number, n, limit):
    """Number of the next party that leaves, from `number` on; n: none.

    The many who stay cost one draw, and nothing is written: -ln u, their time of leaving, is beyond the run where u is
    below the chance to stay. The numbers are asked for in their order, from 0 on.

    Parameters
    ----------
    stream : uint64
        Key of the stream.
    base : uint64
        What the keys of the row's parties have in common (`rng.bits`).
    limit : int64
        `first_above` of the chance to stay.
    """
    while number < n:
        within = number % AT_ONCE
        if within == 0 and draw_leaving(w, stream, base, number, limit) == 0:
            number += AT_ONCE
            continue
        if of.scratch(w)[within]:
            return number
        number += 1
    return n


@njit()
def draw_leaving(w, stream, base, number, limit):
    """Write to `scratch` which of the parties from a number on leave; how many do.

    The loop has no branch, so several parties are drawn at once.
    """
    n_leaving = 0
    for k in range(AT_ONCE):
        key = mix(base + np.uint64(number + k + 1) * GAMMA)
        leaves = np.int64(mix(mix(stream ^ key)) >> SHIFT_TO_53_BITS) >= limit
        of.scratch(w)[k] = leaves
        n_leaving += leaves
    return n_leaving


@njit()
def whole_hazard(w, row):
    """Cumulated hazard of a row over the run."""
    leaver = of.leaver(w)[row]
    return of.hazard(w)[leaver["hazard"] + leaver["n_ticks"]]


@njit()
def leaver_level(w, row, key):
    """Level of cumulated hazard at which a party that leaves does so."""
    end = whole_hazard(w, row)
    u = uniform(of.stream(w)[Stream.LEAVE], key, 0)
    if of.leaver(w)[row]["count"] == LEAVER_AT_RISK:
        return -math.log(u)
    return u * end


@njit()
def candidates(w, row):
    """Parties among whom a row's leavers are: all at risk, the drawn number, or enough for the given people."""
    leaver = of.leaver(w)[row]
    mean = of.profile(w)[leaver["profile"]]["mean_size"]
    if leaver["count"] == LEAVER_AT_RISK:
        return np.int64(leaver["people"] / mean + 0.5)
    if leaver["count"] == LEAVER_EXPECTED:
        return np.int64(poisson(of.stream(w)[Stream.LEAVE], leaver["key"], 0, leaver["people"] / mean))
    people = np.int64(leaver["people"] + 0.5)
    n = np.int64(0)
    while people > 0:
        key = bits(of.stream(w)[Stream.LEAVE], leaver["key"], np.uint64(n + 1))
        people -= draw_size(w, key, leaver["profile"])
        n += 1
    return n


@njit()
def draw_cause(w, row, tick, key):
    """Cause of a departure: that of the row, or competing hazards, each with its share of the rate at that tick."""
    given = of.leaver(w)[row]["cause"]
    if given > 0:
        return given
    if of.cause_share(w)[row, tick, 0] >= 1.0:
        return 0
    u = uniform(of.stream(w)[Stream.CAUSE], key, 0)
    n_causes = of.cause_share(w).shape[2]
    for cause in range(n_causes):
        if u < of.cause_share(w)[row, tick, cause]:
            return cause
    return n_causes - 1


@Entry
def draw_leavers(w):
    """File all parties that leave home during the run at the tick in which they do.

    One draw a party is inverted through the cumulated hazard, so the time of leaving depends on nothing but the
    party's key and the events. Given numbers of people are met exactly: the last party is cut to what is left.

    Parameters
    ----------
    w : WORLD record
        Parties are added to the calendar's chains.
    """
    stream = of.stream(w)[Stream.LEAVE]
    for row in range(of.leaver(w).size):
        leaver = of.leaver(w)[row]
        left = np.int64(leaver["people"] + 0.5)
        at_risk = leaver["count"] == LEAVER_AT_RISK
        limit = first_above(math.exp(-whole_hazard(w, row)))
        n = candidates(w, row)
        if n > 0:
            fill_guide(w, row)
        number = np.int64(-1)
        while True:
            number += 1
            if at_risk:
                number = next_leaver(w, stream, mix(stream ^ leaver["key"]), number, n, limit)
            if number >= n:
                break
            key = bits(stream, leaver["key"], np.uint64(number + 1))
            level = leaver_level(w, row, key)
            size = draw_size(w, key, leaver["profile"])
            if leaver["count"] > LEAVER_EXPECTED:
                size = min(size, left)
                left -= size
            moment = moment_of(w, row, level)
            tick = moment // w["moments_per_tick"]
            party = of.rec(w)[new_slot(w, tick)]
            new_party(party, key, leaver["origin"], leaver["profile"], size)
            party["due"] = moment
            party["cause"] = draw_cause(w, row, tick, key)
            if uniform(of.stream(w)[Stream.JOURNEY], key, 0) < w["follow_share"]:
                party["flags"] = FLAG_FOLLOWED


@njit()
def draw_mode(w, key, flow):
    """Mode of a party of ordinary traffic: the row's, or by the weights of its profile among the lines there are."""
    if flow["mode"] >= 0:
        return flow["mode"]
    place = flow["place"]
    direction = flow["direction"]
    total = 0.0
    for mode in range(of.mode_line(w).size):
        if usable(w, place, direction, mode):
            total += of.mode_weight(w)[flow["profile"], mode]
    level = uniform(of.stream(w)[Stream.WAY], key, 0) * total
    chosen = 0
    for mode in range(of.mode_line(w).size):
        weight = of.mode_weight(w)[flow["profile"], mode]
        if weight > 0.0 and usable(w, place, direction, mode):
            chosen = mode
            level -= weight
            if level < 0.0:
                break
    return chosen


@njit()
def usable(w, place, direction, mode):
    """Whether a mode can pass a place: there is a line for it, or no service at all."""
    return of.has_lines(w)[place, direction] == 0 or of.first_line(w)[place, direction, of.mode_line(w)[mode]] >= 0


@njit()
def leave(tick, w):
    """Let the ordinary traffic of this tick appear where it joins a line.

    A Poisson number of parties for each flow, with moments spread evenly over the tick. A larger flow only adds
    parties; those of the smaller one keep their key and their moment.
    """
    for row in range(of.traffic(w).size):
        mean = of.traffic_rate(w)[row, tick]
        flow = of.traffic(w)[row]
        block = 0
        while mean > 0.0:
            draw = tick * BLOCK_STRIDE + block
            n = poisson_block(of.stream(w)[Stream.TRAFFIC], flow["key"], draw, min(mean, POISSON_BLOCK))
            for number in range(n):
                key = bits(of.stream(w)[Stream.TRAFFIC], flow["key"], np.uint64((draw + 1) * 4096 + number))
                party = of.rec(w)[new_slot(w, tick)]
                new_party(party, key, flow["origin"], flow["profile"], draw_size(w, key, flow["profile"]))
                within = uniform(of.stream(w)[Stream.MINUTE], key, 0)
                party["due"] = tick * w["moments_per_tick"] + np.int64(within * w["moments_per_tick"])
                party["since"] = party["due"]
                party["post"] = flow["place"]
                party["city"] = flow["place"]
                party["flags"] = w["traffic_flags"]
                start_traffic(w, party, flow)
            mean -= POISSON_BLOCK
            block += 1


@njit()
def start_traffic(w, party, flow):
    """Stage and mode of a fresh party of ordinary traffic, and its place in the ledger."""
    profile = of.profile(w)[party["profile"]]
    size = party["size"]
    if flow["registration"]:
        party["stage"] = Stage.LODGED
    else:
        party["mode"] = draw_mode(w, party["key"], flow)
        party["stage"] = Stage.TO_POST if flow["direction"] == Direction.IN else Stage.TO_EXIT
    if profile["tracked"]:
        of.total(w)[Total.SET_OUT] += size
        of.present(w)[party["stage"], flow["place"]] += size
    else:
        of.total(w)[Total.OUTSIDE_IN] += size
