"""What parties in a line see and do while they wait: giving up, other lines, other posts (docs/model/lines)."""

import math

import numpy as np

from serai.codes import Cursor, Direction, Order, Stream, Total, Unit
from serai.jit import njit
from serai.kernels.basics import count_wait, local_day
from serai.kernels.chains import chunk_span, drop_gone
from serai.kernels.crowd import leave_chunk
from serai.kernels.pools import FAR, at_work
from serai.kernels.register import next_segment
from serai.kernels.route import GO_HOME, TO_RENEW, renew_factors, replan
from serai.kernels.travel import LEAST_PATIENCE, follow_plan, least_patience, patience
from serai.kernels.ways import SHIFT_TO_31_BITS
from serai.rng import GAMMA, mix, uniform
from serai.state import memory as of
from serai.state.log import COHORT_LEFT
from serai.units import HOURS_PER_DAY, MOMENTS_PER_HOUR

ROUNDING = 1e-15  # more than that of a number up to 1
DRAWS_OF_31_BITS = 2.0**31
LEAST_SHARE_OF_CAPACITY = 0.25  # floor of the rate that people in line assume, as a share of the servers' own


@njit()
def apply_events(tick, w):
    """Put the orders and closures of this tick in force and renew what informed parties know.

    Once a step (an hour) also let the parties in line think again.
    """
    set_orders(tick, w)
    if tick % w["ticks_per_step"] != 0:
        return
    slot = of.cursor(w)[Cursor.STEP] % of.wait_ring(w).shape[0]
    oldest = (of.cursor(w)[Cursor.STEP] + 1) % of.wait_ring(w).shape[0]  # of `delay_steps` ago
    for line in range(w["n_lines"]):
        opens = opens_in(w, line, tick * w["moments_per_tick"])
        of.wait_now(w)[line] = max(expected_wait(w, line), opens)
        of.wait_ring(w)[slot, line] = of.wait_now(w)[line]
        tell_wait(w, line, opens, oldest)
    press_pools(tick, w)
    renew_factors(w, oldest)
    for line in range(w["n_lines"]):
        if of.waiting(w)[line] > 0 and of.line(w)[line]["at_post"]:
            if of.line(w)[line]["direction"] == Direction.IN:
                review_line(tick, w, line)


@njit()
def tell_wait(w, line, opens, oldest):
    """Let the informed know the wait in a line of `delay_steps` ago, or in how many hours it opens if that is longer.

    A wait that is known to all is that of now.
    """
    now = of.wait_now(w)[line]
    then = of.wait_ring(w)[oldest, line]
    wait = max(now if now == then or of.line(w)[line]["known"] else then, opens)
    if wait != of.wait_known(w)[line]:
        of.wait_known(w)[line] = wait
        of.post_known(w)[of.line(w)[line]["place"]] = TO_RENEW


@njit()
def press_pools(tick, w):
    """Let servers be added to pools whose lines have been too long for a time, and go where they have not."""
    moment = tick * w["moments_per_tick"]
    for pool in range(of.pool(w).size):
        row = of.pool(w)[pool]
        if row["may_add"] == 0:
            continue
        people = np.int64(0)
        longest = 0.0
        for line in range(row["first_line"], row["first_line"] + row["n_lines"]):
            people += of.waiting(w)[line]
            longest = max(longest, expected_wait(w, line))
        too_long = np.int64(people > row["pressure_people"] or longest > row["pressure_hours"])
        state = of.pool_pressed(w)[pool]
        if too_long == state[0]:
            state[1] = -1
            continue
        if state[1] < 0:
            state[1] = moment
        if moment - state[1] >= row["pressure_delay"]:
            state[0] = too_long
            state[1] = -1
            if too_long:
                add_servers(w, pool, moment)


@njit()
def add_servers(w, pool, moment):
    """Servers that are added to a pool begin at a moment, none before it."""
    segment = of.pool_segment(w)[pool]
    if segment >= of.pool(w)[pool]["end_segment"]:
        return
    first = of.pool(w)[pool]["first_server"]
    for server in range(first + of.segment(w)[segment]["servers"], first + of.pool(w)[pool]["n_servers"]):
        of.free_at(w)[server] = max(of.free_at(w)[server], moment)


@njit()
def set_orders(tick, w):
    """Shares turned back, chances of leaving a line, and places closed, as in force at the start of the tick."""
    moment = tick * w["moments_per_tick"]
    if of.order(w).size:
        of.control(w)[:, :] = 0.0
        of.leave_line(w)[:, :] = 0.0
    for k in range(of.order(w).size):
        order = of.order(w)[k]
        if moment < order["open"] or moment >= order["close"]:
            continue
        reach = 1.0
        if order["delay"] > 0.0:
            reach = 1.0 - math.exp(-(moment - order["open"]) / order["delay"])
        if order["kind"] == Order.CONTROL:
            kept = 1.0 - of.control(w)[order["line"], order["profile"]]
            of.control(w)[order["line"], order["profile"]] = 1.0 - kept * (1.0 - order["value"] * reach)
        else:
            of.leave_line(w)[order["line"], order["profile"]] += order["value"] * reach
    if of.closure(w).size:
        of.place_open(w)[:] = 1
    for k in range(of.closure(w).size):
        closure = of.closure(w)[k]
        if closure["open"] <= moment < closure["close"]:
            of.place_open(w)[closure["place"]] = 0


@njit()
def expected_wait(w, line):
    """Hours to wait by the queue-length predictor: people in line over people served an hour (Ibrahim and Whitt 2009).

    The rate is that of the last day, at least a share of what the servers at work could do.
    """
    if of.waiting(w)[line] == 0:
        return 0.0
    hours = of.served_ring(w).shape[0] * w["ticks_per_step"] * w["moments_per_tick"] / MOMENTS_PER_HOUR
    rate = of.served_day(w)[line] / hours
    pool = of.line(w)[line]["pool"]
    segment = of.pool_segment(w)[pool]
    if segment < of.pool(w)[pool]["end_segment"]:
        moments = of.service_moments(w)[segment, of.line(w)[line]["column"]]
        if moments > 0.0:
            per_hour = at_work(w, pool, segment) * MOMENTS_PER_HOUR / moments
            if of.line(w)[line]["unit"] == Unit.VEHICLE:
                per_hour *= w["persons_per_vehicle"]
            rate = max(rate, LEAST_SHARE_OF_CAPACITY * per_hour)
    if rate <= 0.0:
        return np.float64(HOURS_PER_DAY)
    return of.waiting(w)[line] / rate


@njit()
def opens_in(w, line, moment):
    """Hours until a line that has not opened yet, or is shut for long, is served; 0: within a day, or not again."""
    if moment < of.opens_until(w)[line]:
        return 0.0
    segment = next_segment(w, line, moment) if of.line(w)[line]["at_post"] else np.int64(-1)
    if segment < 0:
        of.opens_until(w)[line] = FAR
        return 0.0
    hours = (of.segment(w)[segment]["open"] - moment) / MOMENTS_PER_HOUR
    if hours > HOURS_PER_DAY:
        return hours
    of.opens_until(w)[line] = of.segment(w)[segment]["close"]
    return 0.0


@njit()
def review_line(tick, w, line):
    """Let each party of a line that may leave it give up with its hazard, from the first to the last.

    eta_0 + eta_1 * max(0, expected wait - patience) per hour, and what news adds. A party that leaves goes on from
    the post. Chunks in which no party's draw is below the highest hazard that any could have there are passed over.
    """
    queue = w["first_queue"] + line
    before = of.waiting(w)[line]
    people = np.float64(max(before, 1))
    hours = w["ticks_per_step"] * w["moments_per_tick"] / MOMENTS_PER_HOUR
    impatient = least_patient(w)
    news = most_by_news(w, line)
    ahead = 0.0
    chunk = of.chain(w)[queue]["head"]
    while chunk >= 0:
        there = of.crowd(w)[chunk]["people"]
        wait = of.wait_now(w)[line] * (ahead + there) / people  # of the last of them
        limit = limit_of_draws((w["eta_0"] + w["eta_1"] * max(0.0, wait - impatient) + news) * hours)
        if limit > 0 and draw_chunk(tick, w, queue, chunk, limit) > 0:
            review_chunk(tick, w, line, chunk, limit, ahead, people)
        ahead += there
        chunk = of.nxt(w)[chunk]
    if of.waiting(w)[line] < before:
        drop_gone(w, queue)


@njit()
def may_give_up(w, profile):
    """Whether parties of a profile leave lines."""
    return of.profile(w)[profile]["tracked"] or of.profile(w)[profile]["puts_off"]


@njit()
def least_patient(w):
    """Hours of expected wait below which nobody gives up for it; infinite where nobody leaves lines."""
    hours = math.inf
    for profile in range(of.leave_line(w).shape[1]):
        if may_give_up(w, profile):
            hours = min(hours, of.profile(w)[profile]["patience"] * LEAST_PATIENCE / MOMENTS_PER_HOUR)
    return hours


@njit()
def most_by_news(w, line):
    """The largest rate per hour that news adds for a profile."""
    most = 0.0
    for profile in range(of.leave_line(w).shape[1]):
        if may_give_up(w, profile):
            most = max(most, of.leave_line(w)[line, profile] / HOURS_PER_DAY)
    return most


@njit()
def limit_of_draws(hazard):
    """The least number that is above the 31 leading bits of all draws with which a party gives up at a hazard."""
    if hazard <= 0.0:
        return np.int64(0)
    return np.int64(math.ceil(min(hazard + ROUNDING, 1.0) * DRAWS_OF_31_BITS))


@njit()
def draw_chunk(tick, w, queue, chunk, limit):
    """Draw for the parties of a chunk whether they give up; how many draws are below a limit.

    Only the 31 leading bits are kept, in `scratch`. The loop has no branch, so several parties are drawn at once.
    """
    first, last = chunk_span(w, queue, chunk)
    stream = of.stream(w)[Stream.GIVE_UP]
    step = np.uint64(tick) * GAMMA
    n_below = 0
    for row in range(first, last):  # uniform(stream, key, tick)
        draw = np.int64(mix(mix(stream ^ of.rec(w)[row]["key"]) + step) >> SHIFT_TO_31_BITS)
        of.scratch(w)[row - first] = draw
        n_below += draw < limit
    return n_below


@njit()
def review_chunk(tick, w, line, chunk, limit, ahead, people):
    """Let the parties of a chunk give up whose draws in `scratch` are below a limit, each with its own hazard.

    So many people stand `ahead` of the chunk, of `people` in the line.
    """
    hours = w["ticks_per_step"] * w["moments_per_tick"] / MOMENTS_PER_HOUR
    first, last = chunk_span(w, w["first_queue"] + line, chunk)
    for row in range(first, last):
        size = of.rec(w)[row]["size"]
        profile = of.rec(w)[row]["profile"]
        if of.scratch(w)[row - first] < limit and may_give_up(w, profile):
            left = of.wait_now(w)[line] * ahead / people
            by_news = of.leave_line(w)[line, profile] / HOURS_PER_DAY
            u = draw_below(w, of.rec(w)[row], tick, (highest_rate(w, profile, left) + by_news) * hours)
            if u < 1.0:
                rate = w["eta_0"] + w["eta_1"] * impatience(w, of.rec(w)[row], left)
                if rate + by_news > 0.0 and ends(u, (rate + by_news) * hours):
                    give_up(tick, w, line, row, by_news / (rate + by_news))
        ahead += size


@njit()
def impatience(w, party, left):
    """Hours by which an expected wait exceeds a party's patience; what is below anybody's is not compared."""
    if left <= least_patience(w, party) / MOMENTS_PER_HOUR:
        return 0.0
    return max(0.0, left - patience(w, party) / MOMENTS_PER_HOUR)


@njit()
def highest_rate(w, profile, left):
    """Rate of giving up of the least patient party of a profile, so that the patience of most need not be drawn."""
    beyond = left - of.profile(w)[profile]["patience"] * LEAST_PATIENCE / MOMENTS_PER_HOUR
    return w["eta_0"] + w["eta_1"] * max(0.0, beyond)


@njit()
def draw_below(w, party, tick, hazard):
    """A party's draw for giving up in a tick; 1 where it does not at any hazard up to this one."""
    if hazard <= 0.0:
        return 1.0
    u = uniform(of.stream(w)[Stream.GIVE_UP], party["key"], tick)
    return u if u < hazard + ROUNDING else 1.0


@njit()
def ends(u, hazard):
    """Whether a party gives up with this hazard, by its draw: with the chance 1 - exp(-hazard), which is below it."""
    return u < hazard + ROUNDING and u < 1.0 - math.exp(-hazard)


@njit()
def give_up(tick, w, line, row, share_of_news):
    """A party leaves its line: for home where the news made it, else by a new plan."""
    party = of.rec(w)[row]
    size = party["size"]
    leave_chunk(w, row)
    if of.profile(w)[party["profile"]]["tracked"] == 0:
        of.total(w)[Total.OUTSIDE_OUT] += size
        of.waiting(w)[line] -= size
        party["size"] = 0
        return
    place = of.line(w)[line]["place"]
    moment = tick * w["moments_per_tick"]
    joined = np.int64(party["due"])
    day = local_day(w, place, joined)
    plan = GO_HOME
    if uniform(of.stream(w)[Stream.REPLAN], party["key"], tick) >= share_of_news:
        plan = replan(w, party, line, tick, 0.0)
    count_wait(w, COHORT_LEFT, day, line, max(moment - joined, np.int64(0)), size)
    of.waiting(w)[line] -= size
    party["due"] = moment
    follow_plan(tick, w, row, plan)
    party["size"] = 0
