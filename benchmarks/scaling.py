"""How time and memory grow with parties, ticks and places, on a synthetic scenario.

`python benchmarks/scaling.py [--people N ...] [--ticks MINUTES ...] [--places N ...] [--json]`. Each row runs in a
process of its own. Sizes vary with hourly ticks and 10 places; ticks and places vary at 2 million parties.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from common import PEAK, arguments, finish, in_a_process, say, table

PEOPLE = (10_000, 100_000, 200_000, 1_000_000, 2_000_000, 10_000_000, 20_000_000)
TICKS = (1440, 60, 10)
PLACES = (10, 100, 2000)
MIDDLE = 2_000_000
COLUMNS = ("people", "tick_minutes", "places", "seconds", "build_seconds", "events", "events_per_second",
           "ns_per_event", "bytes_per_party", "peak_gib")  # fmt: skip

ONE_RUN = (
    PEAK
    + """
import json, time
sys.path.insert(0, sys.argv[1])
from common import synthetic
from serai.kernels.leave import draw_leavers
from serai.model.build import build
from serai.model.tick import run_ticks

def simulate(scenario):
    began = time.process_time()
    memory = build(scenario, 1).memory
    ready = time.process_time()
    draw_leavers(memory.world[0])
    run_ticks(0, int(memory.world["n_ticks"][0]), memory.world)
    return memory, ready - began, time.process_time() - ready

people, minutes, places = (int(word) for word in sys.argv[2:5])
scenario = synthetic(people, places=places, tick_minutes=minutes)
simulate(synthetic(100, places=10, tick_minutes=minutes))
before = peak_bytes()
def measure():
    memory, build_seconds, seconds = simulate(scenario)
    return seconds, build_seconds, int(memory["total"][0])

first, peak = measure(), peak_bytes()
again = 1 if people > 5_000_000 else 2  # a machine may be slow to hand out memory the first time
seconds, build_seconds, events = min(first, *(measure() for _ in range(again)))
print(json.dumps({
    "people": people, "tick_minutes": minutes, "places": places, "seconds": seconds, "build_seconds": build_seconds,
    "events": events, "events_per_second": events / seconds, "ns_per_event": seconds / events * 1e9,
    "bytes_per_party": (peak - before) / people, "peak_gib": peak / 2**30,
}))
"""
)


def measure(people: int, minutes: int, places: int) -> dict[str, float]:
    """One row."""
    say(f"{people:,} people, ticks of {minutes} minutes, {places:,} places")
    here = str(Path(__file__).parent)
    return json.loads(in_a_process(ONE_RUN, here, str(people), str(minutes), str(places)).splitlines()[-1])


def main() -> int:
    """Measure, print."""
    parser = arguments("Time and memory by parties, ticks and places.")
    parser.add_argument("--people", type=int, nargs="+", default=PEOPLE, metavar="N", help="sizes with hourly ticks")
    parser.add_argument(
        "--ticks", type=int, nargs="+", default=TICKS, metavar="MINUTES", help="ticks at --middle people"
    )
    parser.add_argument("--places", type=int, nargs="+", default=PLACES, metavar="N", help="places at --middle people")
    parser.add_argument("--middle", type=int, default=MIDDLE, metavar="N", help="2,000,000 by default")
    asked = parser.parse_args()
    measure(100, 60, 10)  # compiles, if need be
    cases = dict.fromkeys(
        [(people, 60, 10) for people in asked.people]
        + [(asked.middle, minutes, 10) for minutes in asked.ticks]
        + [(asked.middle, 60, places) for places in asked.places]
    )
    rows = [measure(*case) for case in cases]
    table(COLUMNS, [[row[name] for name in COLUMNS] for row in rows])
    finish({"rows": rows}, as_json=asked.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
