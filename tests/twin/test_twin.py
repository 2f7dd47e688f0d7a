"""The engine and the twin agree in every journey, count, wait and rent, exactly."""

from __future__ import annotations

import ast
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from serai.codes import Reason
from serai.runs.course import run
from serai.scenario.rules.check import check
from serai.state.log import VARIABLES, Outcome
from twin.comparison import compare
from twin.run import run_twin
from twin.worlds import WORLDS

SEED = 1
BESIDE_THE_TWIN = {"comparison.py", "lookahead_comparison.py", "lookahead_worlds.py", "worlds.py", "mutation.py"}
MAY_IMPORT = ("twin", "serai.rng", "serai.codes", "serai.scenario", "serai.flee.schema")
MODULES = [
    path
    for path in sorted(Path(__file__).parent.rglob("*.py"))
    if path.name not in BESIDE_THE_TWIN and not path.name.startswith("test_")
]


@cache
def engine(name: str) -> Outcome:
    """The engine's run of a scenario, every party followed."""
    scenario = WORLDS[name]()
    check(scenario)
    return run(scenario, SEED, follow_all=True)


@pytest.mark.parametrize("name", WORLDS)
def test_engine_and_twin_agree_exactly(name: str):
    assert compare(engine(name), run_twin(WORLDS[name](), SEED)) == []


def test_the_scenarios_fill_every_array_and_take_every_step():
    outcomes = [engine(name) for name in WORLDS]
    empty = {v.name for v in VARIABLES if not any(np.any(outcome.arrays.get(v.name, 0)) for outcome in outcomes)}
    taken = {int(reason) for outcome in outcomes for reason in np.unique(outcome.journeys["reason"])}
    assert empty == set()
    assert {reason for reason in Reason if reason not in taken} == set()


def test_another_seed_is_told_apart():
    assert compare(engine("two posts"), run_twin(WORLDS["two posts"](), SEED + 1)) != []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_the_twin_imports_draws_codes_and_scenarios_only(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found += (
                [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "serai" else [node.module]
            )
    strange = [
        name
        for name in found
        if name.split(".")[0] not in sys.stdlib_module_names
        and not any(name == allowed or name.startswith(allowed + ".") for allowed in MAY_IMPORT)
    ]
    assert strange == []
