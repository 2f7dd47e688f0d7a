"""Write flee-3.1.json: what Flee 3.1 answers to `flee_questions`. Needs a Python with flee 3.1, and nothing of Serai.

    python -m venv elsewhere && elsewhere/bin/pip install flee==3.1
    elsewhere/bin/python tests/ask_flee.py

The loop over days is that of Flee's own run script.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from flee import InputGeography, flee, spawning
from flee.datamanager import handle_refugee_data

from flee_files import START, write_case
from flee_questions import QUESTIONS

ANSWERS = Path(__file__).parent / "theory" / "flee-3.1.json"
REPEATS = 5


def answer(question: dict[str, Any], seed: int) -> dict[str, list[int]]:
    """People at each place at the end of each day."""
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 - Flee draws from it
    for name, value in (("__refugees_raw", 0), ("__refugee_debt", 0), ("__demographics", {})):
        spawning.__dict__[name] = value
    with tempfile.TemporaryDirectory() as folder:
        case = {name: value for name, value in question.items() if name != "from_total"}
        write_case(Path(folder), **case)
        os.chdir(folder)
        flee.SimulationSettings.ReadFromYML("simsetting.yml")
        flee.SimulationSettings.ConflictInputFile = "input_csv/conflicts.csv"
        return run(question.get("days", 5), sums=not question.get("from_total", False))


def run(days: int, *, sums: bool) -> dict[str, list[int]]:
    system, geography = flee.Ecosystem(), InputGeography.InputGeography()
    geography.ReadConflictInputCSV("input_csv/conflicts.csv")
    geography.ReadLocationsFromCSV("input_csv/locations.csv")
    geography.ReadLinksFromCSV("input_csv/routes.csv")
    geography.ReadClosuresFromCSV("input_csv/closures.csv")
    system, places = geography.StoreInputGeographyInEcosystem(system)
    data = handle_refugee_data.RefugeeTable(
        csvformat="generic", data_directory="source_data", start_date=START.isoformat(), data_layout="data_layout.csv"
    )
    data.ReadL1Corrections("input_csv/registration_corrections.csv")
    for name in system.get_camp_names():
        if name in data.header:
            spawning.add_initial_refugees(system, data, places[name])
    found: dict[str, list[int]] = {name: [] for name in places}
    for day in range(days):
        geography.AddNewConflictZones(system, day)
        spawning.spawn_daily_displaced(system, day, data, sums)
        spawning.refresh_spawn_weights(system)
        system.enact_border_closures(day)
        system.evolve()
        for name, where in places.items():
            found[name].append(where.numAgents)
    return found


def main() -> None:
    home, answers = Path.cwd(), {}
    for name, question in QUESTIONS.items():
        repeats = []
        for seed in range(1, REPEATS + 1):
            with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
                repeats.append(answer(question, seed))
            os.chdir(home)
        answers[name] = {place: np.mean([one[place] for one in repeats], axis=0).tolist() for place in repeats[0]}
        sys.stderr.write(f"{name}\n")
    lines = [f"{json.dumps(name)}: {json.dumps(found)}" for name, found in answers.items()]
    ANSWERS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
