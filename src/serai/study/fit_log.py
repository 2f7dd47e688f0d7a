"""Every run of a fit, one JSON line each, so that an interrupted fit goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import math
import os
import threading
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from serai.cache import kernels_name
from serai.errors import StoreError
from serai.runs.files import write_whole
from serai.runs.provenance import scenario_hash
from serai.scenario.schema import Scenario
from serai.study.population import Candidate

RUNS_FILE = "runs.jsonl"
SEARCH = "importance sampling"  # runs that another search made are not gone on from


@dataclass(frozen=True)
class FitRun:
    """A run of a fit.

    Attributes
    ----------
    step : int; -1 for the scenario as it is, -2 for one parameter at an end of its range
    number : int, within the step
    values : tuple of float
    distance : float; infinite if the run failed
    distances : tuple of float or None; of each observation used for fit
    figures : tuple of float or None; simulated figure of each
    failed : str; why, blank when it did not
    """

    step: int
    number: int
    values: tuple[float, ...]
    distance: float
    distances: tuple[float | None, ...]
    figures: tuple[float | None, ...] = ()
    failed: str = ""


def identity(scenario: Scenario, seed: int, until: date) -> str:
    """A hash of all that decides what a run of the fit gives: the scenario without other rows, seed, days and model."""
    return hashlib.sha256(f"{SEARCH} {scenario_hash(scenario)} {seed} {until} {kernels_name()}".encode()).hexdigest()


class FitLog:
    """The runs of one fit, in memory and, if there is a folder, in its file.

    Raises
    ------
    StoreError
        If the folder cannot be written, or holds the runs of another fit.
    """

    def __init__(self, folder: Path | None, which: str) -> None:
        self._runs: dict[tuple[int, int], FitRun] = {}
        self._lock = threading.Lock()
        self._path = None if folder is None else folder / RUNS_FILE
        if self._path is not None:
            self._open(self._path, which)

    def known(self, candidate: Candidate) -> FitRun | None:
        """The run of a candidate, if it was made before with the same values."""
        result = self._runs.get((candidate.step, candidate.number))
        return result if result is not None and result.values == candidate.values else None

    def all(self) -> list[FitRun]:
        """Every run, in the order of steps and numbers."""
        return [self._runs[key] for key in sorted(self._runs)]

    def add(self, item: FitRun) -> FitRun:
        """Write a run down."""
        with self._lock:
            self._runs[item.step, item.number] = item
            if self._path is not None:
                self._append(self._path, json.dumps(_as_json(item)) + "\n")
        return item

    def _append(self, path: Path, line: str) -> None:
        try:
            with path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(f'cannot write "{path}": {error.strerror or error}') from error

    def _open(self, path: Path, which: str) -> None:
        try:
            lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
            known = [parsed for parsed in map(_parsed, lines) if parsed is not None]
            if known and known[0].get("fit") != which:
                raise StoreError(
                    f"{path.parent} contains the runs of another fit (other scenario, seed or version); "
                    "name another folder with --out, or use --force"
                )
            for run in known[1:]:
                item = _tried(run)
                self._runs[item.step, item.number] = item
            text = "".join(json.dumps(line) + "\n" for line in known or [{"fit": which}])
            write_whole(path, text.encode("utf-8"))  # without a line that was cut off
        except OSError as error:
            raise StoreError(f"cannot write {path}: {error.strerror or error}") from error


def how_many(folder: Path) -> int:
    """How many runs of a fit are kept in a folder."""
    path = folder / RUNS_FILE
    return max(0, path.read_bytes().count(b"\n") - 1) if path.exists() else 0


def _as_json(item: FitRun) -> dict[str, Any]:
    return {**asdict(item), "distance": None if math.isinf(item.distance) else item.distance}


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        result = json.loads(line)
    except ValueError:
        return None
    return result if isinstance(result, dict) else None


def _tried(run: dict[str, Any]) -> FitRun:
    distance = math.inf if run["distance"] is None else float(run["distance"])
    return FitRun(
        int(run["step"]),
        int(run["number"]),
        tuple(run["values"]),
        distance,
        tuple(run["distances"]),
        tuple(run["figures"]),
        run["failed"],
    )
