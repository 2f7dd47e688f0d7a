"""Border posts and registration: who is served, and in what order (docs/model/lines).

Ticks order the calendar; services run in continuous time inside the tick. Each server has the moment at which it is
free; a service starts at the latest of that moment, the party's joining and the opening (Kiefer and Wolfowitz 1955).
A service that has begun is finished after closing; none begins after it. What comes of a service is filed when it
begins, stamped with its end.
"""

import numpy as np

from serai.codes import Direction, Reason, Stage, Stream, Total
from serai.jit import njit
from serai.kernels.basics import (
    LAST_DUE,
    count_wait,
    enter_stage,
    file_party,
    leave_stage,
    local_day,
    local_hour,
    next_midnight,
    note,
)
from serai.kernels.chains import chunk_span, clear, drop_first, first_row, free_all, free_chunk
from serai.kernels.cross import cross_in, cross_out
from serai.kernels.crowd import leave_chunk
from serai.kernels.joining import gather, join_first, join_later, next_joining, queue_up, rejoin_share
from serai.kernels.plan import plan_next
from serai.kernels.pools import FAR, at_work, first_free, next_line_served, service_duration, take_turn
from serai.kernels.register import next_segment, put_off, visit_hour
from serai.kernels.route import MAX_LEGS, best_other_post, next_line
from serai.kernels.travel import count_joining, follow_plan
from serai.rng import uniform
from serai.state import memory as of
from serai.state.log import COHORT_LEFT, COHORT_SERVED, SERVED
from serai.state.parties import FLAG_REGISTERED, FLAG_VISIT
from serai.units import MOMENTS_PER_HOUR


@njit()
def serve(tick, w):
    """Put this tick's arrivals in their lines and let every pool of servers work until the tick's end."""
    tick_ends = (tick + 1) * w["moments_per_tick"]
    pool = np.int64(0)
    while pool < of.pool(w).size:
        if of.idle_until(w)[pool] > tick_ends:
            pool += 1
            continue
        end = of.pool(w)[pool]["end_series"]
        if end > pool:
            serve_in_series(tick, w, pool, end)
            pool = end
        else:
            serve_alone(tick, w, pool)
            pool += 1


@njit()
def serve_alone(tick, w, pool):
    """Serve the lines of a pool that no other line leads to, nor its own to another."""
    end = (tick + 1) * w["moments_per_tick"]
    first_line = of.pool(w)[pool]["first_line"]
    end_line = first_line + of.pool(w)[pool]["n_lines"]
    for line in range(first_line, end_line):
        queue_up(w, line)
    if nobody_waits(w, first_line, end_line):
        of.idle_until(w)[pool] = skip_closed(w, pool, end)
        return
    moment, line, server = next_act(w, pool, end)
    while moment < FAR:
        act(tick, w, pool, line, server, moment)
        moment, line, server = next_act(w, pool, end)


@njit()
def serve_in_series(tick, w, first, end):
    """Serve the pools of a place whose lines lead from one to another, all in the order of moments.

    Whoever ends a service within the tick joins the next line at that moment, before or after others.
    """
    tick_ends = (tick + 1) * w["moments_per_tick"]
    last = of.pool(w)[end - 1]
    first_line = of.pool(w)[first]["first_line"]
    end_line = last["first_line"] + last["n_lines"]
    gather(w, first_line, end_line)
    if next_joining(w) == FAR and nobody_waits(w, first_line, end_line):
        for pool in range(first, end):
            skip_closed(w, pool, tick_ends)
        return
    for pool in range(first, end):
        look_ahead(w, pool, tick_ends)
    while True:
        acting = first
        for pool in range(first + 1, end):
            if of.pool_next(w)[pool, 0] < of.pool_next(w)[acting, 0]:
                acting = pool
        earliest = of.pool_next(w)[acting, 0]
        joining = next_joining(w)
        if joining <= earliest and joining < FAR:
            line = join_first(w)
            if line < 0:  # its pool goes on with those who stand before it
                continue
            acting = of.line(w)[line]["pool"]
        elif earliest < FAR:
            act(tick, w, acting, of.pool_next(w)[acting, 1], of.pool_next(w)[acting, 2], earliest)
        else:
            break
        look_ahead(w, acting, tick_ends)
    for line in range(first_line, end_line):
        if of.chain(w)[w["first_arrivals"] + line]["head"] >= 0:
            free_all(w, w["first_arrivals"] + line)


@njit()
def nobody_waits(w, first_line, end_line):
    """Whether some lines are empty."""
    for line in range(first_line, end_line):
        if of.waiting(w)[line] > 0:
            return False
    return True


@njit()
def skip_closed(w, pool, end):
    """Step over the segments of an idle pool that close before the end of the tick; when the next closes, FAR: none."""
    segment = of.pool_segment(w)[pool]
    while segment < of.pool(w)[pool]["end_segment"] and of.segment(w)[segment]["close"] <= end:
        segment += 1
    of.pool_segment(w)[pool] = segment
    return of.segment(w)[segment]["close"] if segment < of.pool(w)[pool]["end_segment"] else FAR


@njit()
def next_act(w, pool, end):
    """What a pool does next before a moment: serve the head of a line, or close.

    Returns
    -------
    moment : int; FAR: nothing
    line : int; -1: it closes
    server : int
    """
    segment = of.pool_segment(w)[pool]
    if segment >= of.pool(w)[pool]["end_segment"]:
        return FAR, np.int64(-1), np.int64(-1)
    row = of.segment(w)[segment]
    if row["open"] >= end:
        return FAR, np.int64(-1), np.int64(-1)
    limit = min(row["close"], end)
    server = first_free(w, of.pool(w)[pool]["first_server"], at_work(w, pool, segment))
    ready = max(of.free_at(w)[server], row["open"]) if server >= 0 else limit
    if ready < limit:
        line, start = next_line_served(w, pool, segment, ready)
        if line >= 0 and start < limit:
            return start, line, server
    return (FAR if row["close"] > end else row["close"]), np.int64(-1), np.int64(-1)


@njit()
def look_ahead(w, pool, end):
    """Keep what a pool does next: nothing at other pools changes it, nor who joins its lines behind others."""
    moment, line, server = next_act(w, pool, end)
    of.pool_next(w)[pool, 0] = moment
    of.pool_next(w)[pool, 1] = line
    of.pool_next(w)[pool, 2] = server


@njit()
def act(tick, w, pool, line, server, moment):
    """Let a pool do what comes next."""
    if line >= 0:
        begin_service(tick, w, line, server, moment)
        return
    segment = of.pool_segment(w)[pool]
    of.pool_segment(w)[pool] = segment + 1
    close_lines(tick, w, pool, segment)
    open_lines(w, pool, segment)


@njit()
def begin_service(tick, w, line, server, start):
    """Serve the head of a line: keep the server busy, count, and file what comes next."""
    queue = w["first_queue"] + line
    row = first_row(w, queue)
    party = of.rec(w)[row]
    pool = of.line(w)[line]["pool"]
    moments = of.service_moments(w)[of.pool_segment(w)[pool], of.line(w)[line]["column"]]
    duration = service_duration(w, line, party, moments)
    end = min(start + duration, LAST_DUE)
    size = np.int64(party["size"])
    of.free_at(w)[server] = end
    if of.pool(w)[pool]["n_lines"] > 1:
        of.line_used(w)[line] += duration / of.line(w)[line]["share"]
        take_turn(w, pool, line)
    of.waiting(w)[line] -= size
    leave_chunk(w, row)
    of.total(w)[Total.EVENTS] += 1
    count_served(w, line, party, start, end)
    if of.profile(w)[party["profile"]]["tracked"]:
        after_service(tick, w, line, row, end)
    else:
        pass_on_untracked(tick, w, line, row, end)
    drop_first(w, queue)


@njit()
def count_served(w, line, party, start, end):
    """Count a service: everybody for capacity, tracked people for waits."""
    place = of.line(w)[line]["place"]
    size = np.int64(party["size"])
    if of.line(w)[line]["capped"]:
        today = local_day(w, place, start)
        if of.served_today(w)[line, 0] != today:
            of.served_today(w)[line, 0] = today
            of.served_today(w)[line, 1] = 0
        of.served_today(w)[line, 1] += size
    of.served_now(w)[line] += size
    day = local_day(w, place, end)
    counts = of.line_day(w)[day, line]
    counts["served_all"] += size
    if of.profile(w)[party["profile"]]["tracked"] == 0:
        return
    wait = end - np.int64(party["due"])
    counts["served"] += size
    counts["wait_sum"] += wait * size / MOMENTS_PER_HOUR
    count_wait(w, SERVED, day, line, wait, size)


@njit()
def pass_on_untracked(tick, w, line, row, end):
    """A party that is not tracked goes to the next line of the post, or out of sight."""
    party = of.rec(w)[row]
    following = next_line(w, party, line)
    if following < 0:
        of.total(w)[Total.OUTSIDE_OUT] += party["size"]
        return
    go_to_line(tick, w, row, following, end)


@njit()
def after_service(tick, w, line, row, end):
    """What a tracked party does after a service: turned back, the next line, across, or back to its lodging."""
    party = of.rec(w)[row]
    place = of.line(w)[line]["place"]
    joined = np.int64(party["due"])
    joined_day = local_day(w, place, joined)
    if of.control(w)[line, party["profile"]] > 0.0:
        u = uniform(of.stream(w)[Stream.CONTROL], party["key"], np.uint64(party["leg"]))
        if u < of.control(w)[line, party["profile"]]:
            count_wait(w, COHORT_LEFT, joined_day, line, end - joined, party["size"])
            turn_back(tick, w, line, row, end)
            return
    count_wait(w, COHORT_SERVED, joined_day, line, end - joined, party["size"])
    party["due"] = end
    following = next_line(w, party, line)
    if following >= 0:
        go_to_line(tick, w, row, following, end)
    elif of.line(w)[line]["at_post"] == 0:
        register(tick, w, row, end)
    else:
        leave_stage(w, party, place)
        if of.line(w)[line]["direction"] == Direction.IN:
            cross_in(tick + 1, w, row, end)
        else:
            cross_out(w, row, end)


@njit()
def go_to_line(tick, w, row, line, end):
    """A party goes on to another line of the post: in this tick if its service ends in it."""
    party = of.rec(w)[row]
    party["due"] = end
    if end < (tick + 1) * w["moments_per_tick"]:
        count_joining(w, party, line)
        join_later(w, row, line)
    else:
        party["bed"] = line
        party["stage"] = Stage.WAITING
        file_party(w, tick + 1, row)


@njit()
def turn_back(tick, w, line, row, end):
    """Refuse a party: it goes home, or in part to another post."""
    party = of.rec(w)[row]
    place = of.line(w)[line]["place"]
    where = of.line(w)[line]["stands"]
    of.log_refused(w)[local_day(w, where, end), where, party["profile"]] += party["size"]
    note(w, party, Reason.REFUSED, end, where, end - np.int64(party["due"]))
    u = uniform(of.stream(w)[Stream.ELSEWHERE], party["key"], np.uint64(party["leg"]))
    may_try = of.line(w)[line]["direction"] == Direction.IN and party["leg"] < MAX_LEGS
    if may_try and u < w["elsewhere_share"]:
        other, _ = best_other_post(w, party, place, tick)
        if other >= 0:
            party["due"] = end
            follow_plan(tick + 1, w, row, other)
            return
    leave_stage(w, party, place)
    enter_stage(w, party, Stage.REFUSED, where)


@njit()
def register(tick, w, row, end):
    """A party has its numbers and goes back to its lodging."""
    party = of.rec(w)[row]
    city = np.int64(party["city"])
    of.log_registered(w)[local_day(w, city, end), city, party["profile"]] += party["size"]
    if w["n_hours"] > 0:
        of.log_registered_by_hour(w)[local_hour(w, city, end), city, party["profile"]] += party["size"]
    note(w, party, Reason.REGISTERED, end, city, 0)
    party["flags"] |= FLAG_REGISTERED
    leave_stage(w, party, city)
    enter_stage(w, party, Stage.LODGED, city)
    plan_next(w, party, end)
    file_party(w, tick + 1, row)


@njit()
def close_lines(tick, w, pool, segment):
    """At closing, send away those whose line starts anew the next day; the others keep their places."""
    if continues(w, pool, segment):
        return
    first = of.pool(w)[pool]["first_line"]
    for line in range(first, first + of.pool(w)[pool]["n_lines"]):
        close = of.segment(w)[segment]["close"]
        if of.waiting(w)[line] == 0 or not starts_anew(w, line, close):
            continue
        queue = w["first_queue"] + line
        chunk = of.chain(w)[queue]["head"]
        while chunk >= 0:
            begin, end = chunk_span(w, queue, chunk)
            for row in range(begin, end):
                send_away(tick, w, line, row, close)
            chunk = free_chunk(w, chunk)
        clear(w, queue)
        of.waiting(w)[line] = 0


@njit()
def open_lines(w, pool, segment):
    """Lines that were closed in a segment and are open in the next save up no claim."""
    if segment + 1 == of.pool(w)[pool]["end_segment"]:
        return
    first = of.pool(w)[pool]["first_line"]
    for line in range(first, first + of.pool(w)[pool]["n_lines"]):
        column = of.line(w)[line]["column"]
        was_closed = of.service_moments(w)[segment, column] <= 0.0
        if was_closed and of.service_moments(w)[segment + 1, column] > 0.0 and of.waiting(w)[line] > 0:
            rejoin_share(w, line)


@njit()
def starts_anew(w, line, close):
    """Whether those who stand in a line at closing are sent away: by its rule, or as it never opens again."""
    if of.line(w)[line]["again"]:
        return True
    return of.line(w)[line]["at_post"] == 0 and next_segment(w, line, close) < 0


@njit()
def continues(w, pool, segment):
    """Whether the next segment of a pool begins where this one ends, with servers at work."""
    follower = segment + 1
    if follower >= of.pool(w)[pool]["end_segment"] or of.segment(w)[follower]["servers"] == 0:
        return False
    return of.segment(w)[follower]["open"] == of.segment(w)[segment]["close"]


@njit()
def send_away(tick, w, line, row, close):
    """One party leaves a centre unserved and comes again the next day."""
    party = of.rec(w)[row]
    place = of.line(w)[line]["place"]
    tracked = of.profile(w)[party["profile"]]["tracked"]
    if tracked:
        joined = np.int64(party["due"])
        day = local_day(w, place, joined)
        count_wait(w, COHORT_LEFT, day, line, max(close - joined, np.int64(0)), party["size"])
        leave_stage(w, party, place)
        enter_stage(w, party, Stage.LODGED, place)
    party["stage"] = Stage.LODGED
    party["flags"] |= FLAG_VISIT
    party["due"] = visit_hour(w, party, next_midnight(w, place, close - 1))
    if tracked:
        put_off(w, party, close)
    file_party(w, tick + 1, row)
