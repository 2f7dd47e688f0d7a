"""The engine's time per event beside a loop that only moves the same records between the same lists.

`python benchmarks/limit.py [--people N] [--repeats N] [--json]`. Both work on the memory of a synthetic run, in turns.
The bare loop takes records from the calendar, puts them in lines, searches and the list of movers,
and files them anew: the lists of the engine and chunks of its size, without a draw, a rule or a count.
"""

from __future__ import annotations

import sys
from statistics import median

from common import arguments, finish, processor_time, say, synthetic, table
from numba import njit

from serai.kernels.chains import chunk_span, clear, copy_to, free_chunk, new_slot
from serai.kernels.leave import draw_leavers
from serai.model.build import build
from serai.model.tick import run_ticks
from serai.rng import mix
from serai.state import memory as of

# Where a party is next, as the bare loop knows it; in ticks, how long each step takes at most.
HOME, POST, CITY, VISIT, LEAVE, EXIT, GONE = range(7)
LEAVING_TICKS = 960


@njit(nogil=True)
def file_in(w, tick, row, step):
    """File a record for its next step, after a time that its key decides."""
    party = of.rec(w)[row]
    spread = 6
    if step == VISIT:
        spread = 120
    elif step == LEAVE:
        spread = 240
    party["stage"] = step
    to = tick + 1 + (party["key"] >> (step * 8)) % spread
    copy_to(w, min(to, w["n_ticks"]), row)


@njit(nogil=True)
def move_list(w, tick, which, to, step):
    """Move a list to another one, or to the calendar; how many records."""
    moved = 0
    chunk = of.chain(w)[which]["head"]
    while chunk >= 0:
        first, last = chunk_span(w, which, chunk)
        moved += last - first
        for row in range(first, last):
            if to >= 0:
                copy_to(w, to, row)
            else:
                file_in(w, tick, row, step)
        chunk = free_chunk(w, chunk)
    clear(w, which)
    return moved


@njit(nogil=True)
def take_due(w, tick):
    """Put the records that are due where they go; how many."""
    n_cities = of.cities(w).size
    n_posts = of.posts(w).size
    moved = 0
    chunk = of.chain(w)[tick]["head"]
    while chunk >= 0:
        first, last = chunk_span(w, tick, chunk)
        moved += last - first
        for row in range(first, last):
            party = of.rec(w)[row]
            step = party["stage"]
            if step == HOME:
                file_in(w, tick, row, POST)
            elif step == POST:
                copy_to(w, w["first_arrivals"] + party["key"] % n_posts, row)
            elif step == CITY:
                copy_to(w, w["first_search"] + of.cities(w)[party["key"] % n_cities], row)
            elif step == VISIT and party["key"] & 1024:
                copy_to(w, w["first_arrivals"] + n_posts + party["key"] % n_cities, row)
            elif step == VISIT:
                file_in(w, tick, row, LEAVE)
            elif step == LEAVE:
                copy_to(w, w["movers"], row)
        chunk = free_chunk(w, chunk)
    clear(w, tick)
    return moved


@njit(cache=False, nogil=True)
def move_all(w, n_parties):
    """The bare loop: all records through all lists. The number of events, counted as the engine does."""
    for number in range(n_parties):
        key = mix(number)
        party = of.rec(w)[new_slot(w, key % LEAVING_TICKS)]
        party["key"] = key
        party["stage"] = HOME
    events = 0
    for tick in range(w["n_ticks"]):
        events += take_due(w, tick)
        for line in range(w["n_lines"]):
            move_list(w, tick, w["first_arrivals"] + line, w["first_queue"] + line, 0)
            step = CITY if line < of.posts(w).size else LEAVE
            events += move_list(w, tick, w["first_queue"] + line, -1, step)
        for place in range(w["n_places"]):
            events += move_list(w, tick, w["first_search"] + place, -1, VISIT)
        move_list(w, tick, w["movers"], -1, EXIT)
    return events


def engine(scenario):
    """Seconds of a run without its building, and its events."""
    memory = build(scenario, 1).memory
    world = memory.world

    def simulate():
        draw_leavers(world[0])
        run_ticks(0, int(world["n_ticks"][0]), world)

    seconds, _ = processor_time(simulate)
    return seconds, int(memory["total"][0])


def bare(scenario, people):
    """Seconds of the bare loop, and its events."""
    memory = build(scenario, 1).memory
    return processor_time(lambda: move_all(memory.world[0], people))


def main() -> int:
    """Measure in pairs, print."""
    parser = arguments("Time per event of the engine and of a loop that only moves its records.")
    parser.add_argument("--people", type=int, default=2_000_000, metavar="N", help="parties; 2,000,000 by default")
    parser.add_argument("--repeats", type=int, default=5, metavar="N", help="pairs; 5 by default")
    asked = parser.parse_args()
    say("compiling")
    tiny, scenario = synthetic(1000), synthetic(asked.people)
    engine(tiny)
    bare(tiny, 1000)
    pairs = []
    for number in range(asked.repeats):
        say(f"pair {number + 1} of {asked.repeats}")
        pairs.append((*engine(scenario), *bare(scenario, asked.people)))
    ours = median(seconds / events * 1e9 for seconds, events, _, _ in pairs)
    moving = median(seconds / events * 1e9 for _, _, seconds, events in pairs)
    share = median((seconds / events) / (time / number) for time, number, seconds, events in pairs)
    figures = {
        "people": asked.people, "events_per_party": pairs[0][1] / asked.people, "engine_ns_per_event": ours,
        "bare_ns_per_event": moving, "bare_events_per_party": pairs[0][3] / asked.people, "share_of_limit": share,
    }  # fmt: skip
    table(("figure", "value"), figures.items())
    finish(figures, as_json=asked.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
