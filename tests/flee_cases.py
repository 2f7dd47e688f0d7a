"""Small cases in Flee's format, converted and run."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from flee_files import SURE_CAMPS, on, place, series, write_case
from serai.codes import Stage
from serai.flee.convert.convert import read_case
from serai.runs.course import run
from serai.scenario.schema import Scenario

__all__ = ["SURE_CAMPS", "course", "on", "people_by_day", "place", "scenario_of", "series", "write_case"]


def scenario_of(folder: Path, *, as_written: bool = False) -> Scenario:
    """The scenario of a case."""
    return read_case(folder, "case", as_written=as_written).scenario


def people_by_day(scenario: Scenario, seed: int = 1) -> dict[str, np.ndarray]:
    """People at each place at the end of each day; every person is accounted for on every day."""
    outcome = run(scenario, seed, check=True)
    at_places = outcome.arrays["present"][:, Stage.LODGED, :]
    return {name: at_places[:, row] for row, name in enumerate(outcome.axes.places)}


def course(folder: Path, *, as_written: bool = False, seed: int = 1) -> dict[str, np.ndarray]:
    """People at each place by day, straight from the files of a case."""
    return people_by_day(scenario_of(folder, as_written=as_written), seed)
