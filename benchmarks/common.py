"""What the benchmarks share: figures as a table and as JSON, progress, and a scenario of any size.

Timings are of one thread unless a script says otherwise. Every script prints a table; with ``--json`` its last line is
one JSON object. Progress goes to standard error.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

BYTES_PER_GIB = 2**30
DAYS = 60
LEAVING_DAYS = 40
SERVERS = 4
LOAD = 0.8  # of the servers

# Run in a process of its own, so that its peak memory is its own: prints what the process has taken.
PEAK = """
import sys
def peak_bytes():
    if sys.platform == "win32":
        import psutil
        return psutil.Process().memory_info().peak_wset
    import resource
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
"""


def arguments(about: str) -> argparse.ArgumentParser:
    """A parser with what all benchmarks take."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--json", action="store_true", help="end with one JSON object on a line of its own")
    return parser


def say(text: str) -> None:
    """Tell how far a benchmark is."""
    print(text, file=sys.stderr, flush=True)


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows under their columns, numbers to the right."""
    texts = [[_text(cell) for cell in row] for row in rows]
    widths = [max(len(cells[k]) for cells in [list(columns), *texts]) for k in range(len(columns))]
    for cells in [list(columns), *texts]:
        print(
            "  ".join(
                cell.rjust(w) if k else cell.ljust(w) for k, (cell, w) in enumerate(zip(cells, widths, strict=True))
            )
        )


def _text(cell: Any) -> str:
    if not isinstance(cell, float):
        return f"{cell:,}" if isinstance(cell, int) else str(cell)
    return f"{cell:,.0f}" if abs(cell) >= 1000 else f"{cell:.3g}"


def finish(figures: dict[str, Any], *, as_json: bool) -> None:
    """End with all figures as JSON, if that was asked for."""
    if as_json:
        print(json.dumps(figures))


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that a piece of work takes, and what it gives."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def processor_time(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of processor time that a piece of work takes on this thread, and what it gives.

    What else the machine does then counts for less than in the time on the clock.
    """
    began = time.thread_time()
    result = work()
    return time.thread_time() - began, result


def in_a_process(code: str, *words: str, env: dict[str, str] | None = None) -> str:
    """Standard output of a Python program that runs in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code, *words], stdout=subprocess.PIPE, text=True, encoding="utf-8", env=env, check=True
    )
    return done.stdout


def synthetic(people: int, *, places: int = 10, tick_minutes: int = 60) -> Any:
    """A scenario of any size: every party leaves, crosses a post, lodges, may be registered, and goes back.

    Half of the places are homes, the others posts and cities. Everybody travels alone. Servers and beds grow with the
    people, so that lines and cities are equally busy at any size, and about eight things happen to each party.
    """
    from serai.scenario import schema

    n_posts = max(places // 4, 2)
    homes = [f"home-{k}" for k in range(max(places - 2 * n_posts, 1))]
    posts, cities = [f"post-{k}" for k in range(n_posts)], [f"city-{k}" for k in range(n_posts)]
    minutes = SERVERS * 24 * 60 * LOAD / (people / LEAVING_DAYS / n_posts)  # of one service at a post
    start = date(2022, 9, 1)
    last_leaving = datetime.combine(start + timedelta(days=LEAVING_DAYS), datetime.min.time())

    def places_of(names: Sequence[str], kind: str, lat: float, **columns: Any) -> list[Any]:
        return [schema.Place(name=n, kind=kind, lat=lat, lon=50 + k * 0.01, **columns) for k, n in enumerate(names)]

    def roads(starts: Sequence[str], ends: Sequence[str]) -> list[Any]:
        pairs = [(name, ends[(k + step) % len(ends)], step) for k, name in enumerate(starts) for step in range(2)]
        return [schema.Route(from_place=a, to_place=b, km=150 + 100 * step) for a, b, step in pairs]

    def services(names: Sequence[str], kind: str, each: float) -> list[Any]:
        line = {"service": kind, "servers": SERVERS, "time": "exponential", "unit": "person", "minutes": each}
        return [schema.Service(id=f"{name}-line", place=name, **line) for name in names]

    who = {"name": "people", "size": "1:1", "lodging": "hostel", "informed_share": 0.5}
    leaving = {"id": "all", "origin": "homes", "profile": "people", "people": people, "end": last_leaving}
    return schema.Scenario(
        name="synthetic",
        start=start,
        end=start + timedelta(days=DAYS),
        tick_minutes=tick_minutes,
        places=(
            *places_of(homes, "origin", 50.0, at_risk_people=people / len(homes)),
            *places_of(posts, "border_post", 49.0),
            *places_of(cities, "city", 48.0, population=100_000),
        ),
        routes=(*roads(homes, posts), *roads(posts, cities)),
        profiles=(schema.Profile(**who, stay_days=8, papers_share=0.5, return_share=1.0),),
        departures=(schema.Departure(**leaving),),
        groups=tuple(schema.Group(name="homes", member=name) for name in homes),
        services=(*services(posts, "entry_control", minutes), *services(cities, "registration", 2 * minutes)),
        lodging=tuple(schema.Lodging(id=f"{c}-beds", place=c, kind="hostel", beds=people / n_posts) for c in cities),
    )
