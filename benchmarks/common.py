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
from datetime import date, timedelta
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
        print("  ".join(cell.rjust(w) if k else cell.ljust(w) for k, (cell, w) in enumerate(zip(cells, widths, strict=True))))


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
    n_homes = max(places - 2 * n_posts, 1)
    names = {kind: [f"{kind}-{k}" for k in range(n)] for kind, n in (("home", n_homes), ("post", n_posts), ("city", n_posts))}
    per_post = people / LEAVING_DAYS / n_posts
    minutes = SERVERS * 24 * 60 * LOAD / per_post
    start = date(2022, 9, 1)
    line = {"servers": SERVERS, "time": "exponential", "unit": "person"}
    return schema.Scenario(
        name="synthetic", start=start, end=start + timedelta(days=DAYS), tick_minutes=tick_minutes,
        places=tuple(
            schema.Place(name=name, kind=kind, lat=lat, lon=50 + k * 0.01, **columns)
            for of, kind, lat, columns in (
                ("home", "origin", 50.0, {"at_risk_people": people / n_homes}), ("post", "border_post", 49.0, {}),
                ("city", "city", 48.0, {"population": 100_000}),
            )
            for k, name in enumerate(names[of])
        ),
        routes=tuple(
            schema.Route(from_place=names[a][k], to_place=names[b][(k + step) % n_posts], km=150 + 100 * step)
            for a, b in (("home", "post"), ("post", "city")) for k in range(len(names[a])) for step in range(2)
        ),
        profiles=(schema.Profile(name="people", size="1:1", lodging="hostel", informed_share=0.5, stay_days=8, papers_share=0.5, return_share=1.0),),
        departures=(
            schema.Departure(id="all", origin="homes", profile="people", people=people, end=start + timedelta(days=LEAVING_DAYS)),
        ),
        groups=tuple(schema.Group(name="homes", member=name) for name in names["home"]),
        services=(
            *(schema.Service(id=f"{name}-in", place=name, service="entry_control", minutes=minutes, **line) for name in names["post"]),
            *(schema.Service(id=f"{name}-papers", place=name, service="registration", minutes=minutes * 2, **line) for name in names["city"]),
        ),
        lodging=tuple(
            schema.Lodging(id=f"{name}-beds", place=name, kind="hostel", beds=people / n_posts) for name in names["city"]
        ),
    )  # fmt: skip
