"""`make fuzz`: many cases, in several processes, from where an earlier call stopped.

Usage: python -m fuzz [--cases N] [--seed N] [--workers N] [--state FILE] [--case N --keep FOLDER]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from fuzz.working import FAULT, compile_all, limits, try_case

TESTS = Path(__file__).parents[1]
BATCH = 250
SHOWN = 20


def run_batch(seed: int, numbers: list[int]) -> list[dict[str, Any]]:
    """Outcomes of some cases. Where the process ends before a case does, that case is a fault, and the rest go on."""
    outcomes: list[dict[str, Any]] = []
    left = list(numbers)
    while left:
        command = [sys.executable, "-m", "fuzz.working", str(seed), *map(str, left)]
        result = subprocess.run(command, cwd=TESTS, capture_output=True, text=True, encoding="utf-8", errors="replace")
        lines = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
        outcomes += [line for line in lines if "word" in line]
        begun = [line["begins"] for line in lines if "begins" in line]
        if len(begun) == sum("word" in line for line in lines) and result.returncode == 0:
            return outcomes
        lost = begun[-1] if begun else left[0]
        fault = f"the process ended with {result.returncode}: {result.stderr[-3000:]}"
        outcomes.append({"number": lost, "word": FAULT, "done": [], "fault": fault, "seconds": 0.0})
        left = left[left.index(lost) + 1 :]
    return outcomes


def read_state(path: Path, seed: int) -> dict[int, dict[str, Any]]:
    """Outcomes of earlier calls with this seed, by number."""
    if not path.exists():
        return {}
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {line["number"]: line for line in lines if line["seed"] == seed}


def run_all(cases: int, seed: int, workers: int, state: Path) -> dict[int, dict[str, Any]]:
    """Outcomes of cases 0 to `cases` - 1, those of earlier calls included."""
    state.parent.mkdir(parents=True, exist_ok=True)
    known = read_state(state, seed)
    left = [number for number in range(cases) if number not in known]
    batches = [left[start : start + BATCH] for start in range(0, len(left), BATCH)]
    begun = time.monotonic()
    with state.open("a", encoding="utf-8") as file, ThreadPoolExecutor(workers) as pool:
        for done, outcomes in enumerate(pool.map(lambda batch: run_batch(seed, batch), batches), start=1):
            for outcome in outcomes:
                known[outcome["number"]] = outcome
                file.write(json.dumps({"seed": seed, **outcome}) + "\n")
            file.flush()
            minutes = (time.monotonic() - begun) / 60
            faults = sum(outcome["word"] == FAULT for outcome in known.values())
            print(f"{len(known):,} of {cases:,} cases, {faults} faults, {minutes:.1f} min, "
                  f"{minutes / done * (len(batches) - done):.1f} to go", flush=True)  # fmt: skip
    return {number: outcome for number, outcome in known.items() if number < cases}


def show(outcomes: dict[int, dict[str, Any]], seed: int) -> None:
    """How many were refused, ran or are faults, and the first of these."""
    words = Counter(outcome["word"] for outcome in outcomes.values())
    seconds = sum(outcome["seconds"] for outcome in outcomes.values())
    slowest = max(outcomes.values(), key=lambda outcome: outcome["seconds"])
    print(
        f"seed {seed}: {len(outcomes):,} cases: "
        + ", ".join(f"{count:,} {word}" for word, count in words.most_common())
    )
    print(f"{seconds:,.0f} s of processor time; the slowest, case {slowest['number']}, took {slowest['seconds']:.1f} s")
    for outcome in [outcome for outcome in outcomes.values() if outcome["word"] == FAULT][:SHOWN]:
        print(f"\ncase {outcome['number']}: {'; '.join(outcome['done'])}\n{outcome['fault'][-1500:]}")


def main() -> int:
    """Exit status 1 if any case is a fault."""
    parser = argparse.ArgumentParser(prog="fuzz", description="Damage real scenarios and judge what comes of it.")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument(
        "--state", type=Path, default=Path("build/fuzz.jsonl"), help="outcomes so far; go on from there"
    )
    parser.add_argument("--case", type=int, help="one case alone")
    parser.add_argument("--keep", type=Path, help="with --case: a new folder to keep it in")
    asked = parser.parse_args()
    if asked.case is not None:
        compile_all()
        with limits() as watch:
            outcome = try_case(asked.seed, asked.case, watch, asked.keep)
        print(f"{outcome.word}: {'; '.join(outcome.done)}\n{outcome.fault}")
        return int(outcome.word == FAULT)
    outcomes = run_all(asked.cases, asked.seed, asked.workers, asked.state.resolve())
    show(outcomes, asked.seed)
    return int(any(outcome["word"] == FAULT for outcome in outcomes.values()))


if __name__ == "__main__":
    sys.exit(main())
