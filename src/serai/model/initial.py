"""Who is already there when the run starts: the table `initial`."""

from __future__ import annotations

from typing import Any

import numpy as np

from serai.codes import Direction
from serai.errors import ScenarioError
from serai.kernels.initial import place_parties
from serai.model.build import State
from serai.model.shifts import line_name
from serai.problems import Problem
from serai.rng import name_key
from serai.scenario.schema import Initial, Scenario
from serai.state.places import TRAFFIC


def place_initial(scenario: Scenario, state: State) -> None:
    """Put the people of the table `initial` in their lines, beds and places.

    Raises
    ------
    ScenarioError
        If a lodging has too few free beds for the people that are said to be in it.
    """
    problems = []
    for row in scenario.initial:
        rest = int(place_parties(state.memory.world[0], _record(row, state), _people(scenario, row, state)))
        if rest > 0:
            wrong = f"{rest:,} of {row.people:,.0f} people do not fit into the free beds of lodging"
            problems.append(Problem(f'initial, row "{row.id}", column people', f'{wrong} "{row.lodging}"'))
    if problems:
        raise ScenarioError(f'scenario "{scenario.name}"', problems)
    memory = state.memory
    for bed, used in zip(memory["bed"], memory["bed_used"], strict=True):
        memory["room_ring"][:, bed["place"]] -= used * bed["unit_size"]  # known of before the first step


def _record(row: Initial, state: State) -> Any:
    record = np.zeros(1, dtype=TRAFFIC)
    place = state.axes.places.index(row.place)
    record[0]["key"] = name_key("initial", row.id)
    record[0]["origin"] = -1
    record[0]["place"] = place
    record[0]["profile"] = state.axes.profiles.index(row.profile)
    record[0]["mode"] = -1
    record[0]["direction"] = int(Direction.IN)
    return record[0]


def _people(scenario: Scenario, row: Initial, state: State) -> np.ndarray:
    lines = [name.name for name in state.axes.lines]
    names = {service.id: line_name(service) for service in scenario.services}
    line = lines.index(names[row.service]) if row.service else -1
    bed = state.axes.lodging.index(row.lodging) if row.lodging else -1
    return np.array([round(row.people), line, bed], dtype=np.int64)
