"""Flee and Serai on one case in Flee's format: person-days per second, their ratio, and how far their camps differ.

`python benchmarks/flee_vs_serai.py [--flee-python PATH] [--json]`. Flee is version 3.1 from PyPI; without a path it is
installed into an environment of its own, under the system's folder for temporary files. Both simulate the case of
`flee_case.py` (Flee's own settings; `flee_as_run`), one thread each, in turns: Flee with as many people as it can do in
about 20 s, Serai with as many, and 10 and 100 times as many. Reading files is not timed for either. Flee handles each
person, Serai counts together people who are alike (docs/decisions/0022-cohorts.md), so its time hardly grows with them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from common import arguments, finish, say, table
from flee_case import write_case

from serai.codes import Stage
from serai.flee.convert.convert import read_case
from serai.runs.course import run

FLEE = "flee==3.1"
TRIAL_PEOPLE = 2000
TIMES = (1, 10, 100)


def flee_python(path: str | None) -> str:
    """A Python that has Flee: the one given, or one made for it."""
    if path is not None:
        return path
    folder = Path(tempfile.gettempdir()) / "serai-benchmark-flee-3.1"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not (folder / "ready").exists():
        say(f"installing {FLEE} into {folder}")
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", FLEE], check=True, stdout=sys.stderr)
        (folder / "ready").touch()
    return str(python)


def run_flee(python: str, case: Path) -> dict[str, Any]:
    """One run by Flee."""
    script = Path(__file__).with_name("flee_run.py")
    done = subprocess.run(
        [python, str(script), str(case)], stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True
    )
    result = json.loads(done.stdout.splitlines()[-1])
    counts = np.array(result["counts"])
    return {**result, "counts": dict(zip(result["camps"], counts.T, strict=True))}


def run_serai(case: Path, seed: int) -> dict[str, Any]:
    """One run by Serai, on this thread."""
    scenario = read_case(case, "case").scenario
    began = time.process_time()
    outcome = run(scenario, seed)
    seconds = time.process_time() - began
    present = np.asarray(outcome.arrays["present"])
    camps = {name: present[:, Stage.LODGED, row] for row, name in enumerate(outcome.axes.places) if name[:4] == "Camp"}
    return {"seconds": seconds, "people": int(present[-1].sum()), "person_days": int(present.sum()),
            "moves": outcome.totals["events"], "counts": camps}  # fmt: skip


def shares(counts: dict[str, np.ndarray]) -> np.ndarray:
    """Share of each camp of the people in camps, by day: float64[n_days, n_camps], in the order of their names."""
    people = np.stack([counts[name] for name in sorted(counts)], axis=1).astype(float)
    return people / np.maximum(people.sum(axis=1, keepdims=True), 1)


def gap(flee: list[dict[str, Any]], serai: list[dict[str, Any]]) -> float:
    """Largest, over camps, of the mean over days of the difference of mean shares."""
    means = [np.mean([shares(result["counts"]) for result in runs], axis=0) for runs in (flee, serai)]
    return float(np.abs(means[0] - means[1]).mean(axis=0).max())


def rate(result: dict[str, Any], what: str = "person_days") -> float:
    """How many a second."""
    return float(result[what] / result["seconds"])


def measure(python: str, seconds: float, pairs: int, folder: Path) -> dict[str, Any]:
    """All figures."""
    say("how many people Flee can do")
    trial = run_flee(python, write_case(folder / "trial", TRIAL_PEOPLE))
    people = max(int(TRIAL_PEOPLE * seconds / trial["seconds"]) // 100 * 100, 500)
    case = write_case(folder / "flee", people)
    larger = {times: write_case(folder / f"serai-{times}", people * times) for times in TIMES}
    run_serai(write_case(folder / "tiny", 100), 1)  # compiles
    flee: list[dict[str, Any]] = []
    serai: dict[int, list[dict[str, Any]]] = {times: [] for times in TIMES}
    for pair in range(pairs):
        say(f"pair {pair + 1} of {pairs}: {people:,} people by Flee, {people * TIMES[-1]:,} by Serai")
        flee.append(run_flee(python, case))
        for times, folder_of in larger.items():
            serai[times].append(run_serai(folder_of, pair + 1))
    most = serai[TIMES[-1]]
    figures = {"flee_people": people, "flee_person_days_per_second": median(map(rate, flee))}
    for times, runs in serai.items():
        figures[f"serai_person_days_per_second_{times}"] = median(map(rate, runs))
    return figures | {
        "flee_moves_per_person_day": flee[0]["moves"] / flee[0]["person_days"],
        "serai_moves_per_person_day": most[0]["moves"] / most[0]["person_days"],
        "serai_seconds": median(result["seconds"] for result in most),
        "ratio": median(rate(b) / rate(a) for a, b in zip(flee, most, strict=True)),
        "moves_ratio": median(rate(b, "moves") / rate(a, "moves") for a, b in zip(flee, most, strict=True)),
        "gap": gap(flee, most),
    }


def main() -> int:
    """Measure, print."""
    parser = arguments("Flee and Serai on one case: person-days per second.")
    parser.add_argument("--flee-python", metavar="PATH", help="a Python that has Flee 3.1; else one is made")
    parser.add_argument("--seconds", type=float, default=20.0, metavar="S", help="of one run by Flee; 20 by default")
    parser.add_argument("--pairs", type=int, default=5, metavar="N", help="5 by default")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        figures = measure(flee_python(asked.flee_python), asked.seconds, asked.pairs, Path(name))
    table(("figure", "value"), figures.items())
    finish(figures, as_json=asked.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
