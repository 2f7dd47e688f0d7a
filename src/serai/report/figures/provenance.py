"""What a run rests on: every value with its range and source, and how to repeat it."""

from __future__ import annotations

from typing import Any

from serai.runs.provenance import Provenance
from serai.scenario.inventory import values_used
from serai.scenario.schema import Scenario

NO_VALUE = ("name",)


def values(scenario: Scenario) -> list[list[Any]]:
    """Every value used: key (as --set takes it), value with its unit, low, high (null where open), source."""
    return [
        [
            used.key,
            f"{used.value} {used.unit}".strip() if used.unit != "1" else used.value,
            used.low,
            used.high,
            used.source,
        ]
        for used in values_used(scenario)
        if used.value and used.key not in NO_VALUE
    ]


def provenance(result: Provenance, folder: str) -> dict[str, Any]:
    """Program, scenario, seed and hashes of a run, and the command that repeats it."""
    return {
        "scenario": result.scenario_name,
        "seed": result.seed,
        "draws": result.draws,
        "version": result.serai_version,
        "created": result.created,
        "seconds": result.seconds,
        "scenario_hash": result.scenario_hash,
        "result_hash": result.result_hash,
        "changes": list(result.changes),
        "platform": f"{result.platform}, Python {result.python_version}, NumPy {result.numpy_version}, "
        f"Numba {result.numba_version}",
        "repeat": f'serai repeat "{folder}"' if " " in folder else f"serai repeat {folder}",
    }
