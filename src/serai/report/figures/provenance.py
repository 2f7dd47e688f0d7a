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


def provenance(found: Provenance, folder: str) -> dict[str, Any]:
    """Program, scenario, seed and hashes of a run, and the command that repeats it."""
    return {
        "scenario": found.scenario_name,
        "seed": found.seed,
        "draws": found.draws,
        "version": found.serai_version,
        "created": found.created,
        "seconds": found.seconds,
        "scenario_hash": found.scenario_hash,
        "result_hash": found.result_hash,
        "changes": list(found.changes),
        "platform": f"{found.platform}, Python {found.python_version}, NumPy {found.numpy_version}, "
        f"Numba {found.numba_version}",
        "repeat": f'serai repeat "{folder}"' if " " in folder else f"serai repeat {folder}",
    }
