"""Which line of a pool is served next, by which server, and for how long (docs/model/lines)."""

import math

import numpy as np

from serai.codes import PoolRule, ServiceTime, Stream, Unit
from serai.jit import njit
from serai.kernels.basics import local_day, next_midnight
from serai.kernels.chains import first_row
from serai.rng import exponential
from serai.state import memory as of

FAR = np.int64(1) << np.int64(40)


@njit()
def at_work(w, pool, segment):
    """Servers at work in a segment of a pool: those under pressure while it is."""
    row = of.segment(w)[segment]
    return row["pressed"] if of.pool_pressed(w)[pool, 0] else row["servers"]


@njit()
def first_free(w, first_server, n_servers):
    """The server that is free first; the first of equals; -1 where none works."""
    best = np.int64(-1)
    earliest = FAR
    for server in range(first_server, first_server + n_servers):
        if of.free_at(w)[server] < earliest:
            earliest = of.free_at(w)[server]
            best = server
    return best


@njit()
def head_start(w, segment, line, ready):
    """Moment at which a server that is ready could begin with the head of a line; FAR: nobody, or the line is closed.

    Where the people of a local day have reached the line's cap, that is the next midnight at the earliest; and no
    service begins on an earlier day than one before it.
    """
    if of.waiting(w)[line] == 0:
        return FAR
    column = of.line(w)[line]["column"]
    if of.service_moments(w)[segment, column] <= 0.0:
        return FAR
    party = of.rec(w)[first_row(w, w["first_queue"] + line)]
    start = max(ready, np.int64(party["due"]))
    cap = of.service_cap(w)[segment, column]
    if cap == 0.0:
        return FAR
    if cap > 0.0:
        place = of.line(w)[line]["place"]
        served = of.served_today(w)[line]
        while local_day(w, place, start) < served[0]:
            start = next_midnight(w, place, start)
        if local_day(w, place, start) == served[0] and served[1] + party["size"] > cap:
            start = next_midnight(w, place, start)
    return start


@njit()
def next_line_served(w, pool, segment, ready):
    """Line whose head a server that is ready serves next, and the moment at which it begins; (-1, FAR): none."""
    first = np.int64(of.pool(w)[pool]["first_line"])
    if of.pool(w)[pool]["n_lines"] == 1:
        start = head_start(w, segment, first, ready)
        return (first if start < FAR else np.int64(-1)), start
    last = first + of.pool(w)[pool]["n_lines"]
    start = FAR
    best = np.int64(-1)
    best_rank = math.inf
    best_due = FAR
    for line in range(first, last):
        soonest = head_start(w, segment, line, ready)
        if soonest > start or soonest == FAR:
            continue
        due = np.int64(of.rec(w)[first_row(w, w["first_queue"] + line)]["due"])
        rank = line_rank(w, pool, line)
        if soonest < start or rank < best_rank or (rank == best_rank and due < best_due):
            start = soonest
            best_rank = rank
            best_due = due
            best = np.int64(line)
    return best, start


@njit()
def line_rank(w, pool, line):
    """Which line of a pool comes first, by its rule: the least rank, equal ranks by the moment of joining."""
    row = of.pool(w)[pool]
    if row["rule"] == PoolRule.SHARE:
        return of.line_used(w)[line]
    if row["rule"] == PoolRule.ALTERNATE:
        steps = (line - of.pool_turn(w)[pool, 0]) % row["n_lines"]
        if steps == 0 and of.pool_turn(w)[pool, 1] >= of.line(w)[line]["in_turn"]:
            steps = row["n_lines"]
        return np.float64(steps)
    if row["rule"] == PoolRule.PRIORITY:
        return -of.line(w)[line]["share"]
    return 0.0


@njit()
def take_turn(w, pool, line):
    """Count the turn of a line under the rule `alternate`."""
    if of.pool(w)[pool]["rule"] != PoolRule.ALTERNATE:
        return
    if of.pool_turn(w)[pool, 0] == line and of.pool_turn(w)[pool, 1] < of.line(w)[line]["in_turn"]:
        of.pool_turn(w)[pool, 1] += 1
    else:
        of.pool_turn(w)[pool, 0] = line
        of.pool_turn(w)[pool, 1] = 1


@njit()
def service_duration(w, line, party, moments):
    """Moments that a service takes: the sum over its units, fixed or exponential."""
    row = of.line(w)[line]
    size = np.int64(party["size"])
    if row["time"] == ServiceTime.FIXED:
        units = np.float64(size)
        if row["unit"] == Unit.VEHICLE:
            units = size / w["persons_per_vehicle"]
        elif row["unit"] == Unit.PARTY:
            units = 1.0
        return max(np.int64(moments * units + 0.5), np.int64(1))
    stream = of.stream(w)[Stream.SERVICE_TIME]
    key = party["key"] ^ row["key"]
    draw = np.int64(party["leg"]) * 1024
    if row["unit"] == Unit.PERSON:
        total = 0.0
        for person in range(size):
            total += exponential(stream, key, draw + person)
    else:
        total = exponential(stream, key, draw)
        if row["unit"] == Unit.VEHICLE:
            total *= size / w["persons_per_vehicle"]
    return max(np.int64(moments * total + 0.5), np.int64(1))
