"""Serai simulates what happens when very many people leave at once.

``load`` reads a scenario, ``simulate`` runs it, ``open_run`` reads an earlier run. Each name is imported when it is
first used, so that ``import serai`` is quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from serai.version import __version__

if TYPE_CHECKING:
    from serai.errors import ScenarioError, SeraiError, StoreError, UsageError
    from serai.runs.run import Run, open_run, simulate
    from serai.scenario.change import with_changes, with_measures
    from serai.scenario.drop import drop
    from serai.scenario.read.load import builtin_names, load
    from serai.scenario.rename import rename
    from serai.scenario.schema import Scenario
    from serai.scenario.write.write import write
    from serai.study.compare import compare
    from serai.study.how_many import how_many
    from serai.study.plan import plan

_HOMES = {
    "Run": "serai.runs.run",
    "Scenario": "serai.scenario.schema",
    "ScenarioError": "serai.errors",
    "SeraiError": "serai.errors",
    "StoreError": "serai.errors",
    "UsageError": "serai.errors",
    "builtin_names": "serai.scenario.read.load",
    "compare": "serai.study.compare",
    "drop": "serai.scenario.drop",
    "how_many": "serai.study.how_many",
    "load": "serai.scenario.read.load",
    "open_run": "serai.runs.run",
    "plan": "serai.study.plan",
    "rename": "serai.scenario.rename",
    "simulate": "serai.runs.run",
    "with_changes": "serai.scenario.change",
    "with_measures": "serai.scenario.change",
    "write": "serai.scenario.write.write",
}

__all__ = [
    "Run",
    "Scenario",
    "ScenarioError",
    "SeraiError",
    "StoreError",
    "UsageError",
    "__version__",
    "builtin_names",
    "compare",
    "drop",
    "how_many",
    "load",
    "open_run",
    "plan",
    "rename",
    "simulate",
    "with_changes",
    "with_measures",
    "write",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'serai' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
