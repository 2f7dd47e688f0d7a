"""Where a run comes from: program, scenario, seed, machine; and hashes that say whether two runs agree."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import numpy as np

from serai.cache import kernels_name
from serai.runs.rows import blocks_of
from serai.scenario.schema import SCHEMA_VERSION, Scenario
from serai.state.log import Outcome, kept_variables
from serai.version import __version__

FORMAT_VERSION = 3  # raised whenever what a file holds changes; tests/unit/runs/test_format.py tells


@dataclass(frozen=True)
class Provenance:
    """Where a run comes from.

    Attributes
    ----------
    format_version, schema_version : int
        Of the file and of the scenario.
    serai_version, python_version, numpy_version, numba_version, platform : str
    scenario_name, scenario_hash : str
    seed : int
    created : str
        When the run ended, ISO 8601, UTC.
    seconds : float
        How long the simulation took.
    changes : tuple of str
        What was changed in the scenario before the run, as it was asked for: ``services.syrym-in.servers=+1``.
    command : tuple of str
        Words of the command line; empty for a run made in Python.
    result_hash : str
        Of the arrays; `serai repeat` compares it.
    draws : int
        How many draws of the ranges were asked for; 0 for a single run.
    as_of : str
        What became known later than this moment (ISO 8601, in the time of the scenario) was left out; blank: nothing.
    kernels : str
        Name of the compiled model (`serai.cache`); blank in files that do not say it.
    """

    format_version: int
    schema_version: int
    serai_version: str
    python_version: str
    numpy_version: str
    numba_version: str
    platform: str
    scenario_name: str
    scenario_hash: str
    seed: int
    created: str
    seconds: float
    changes: tuple[str, ...]
    command: tuple[str, ...]
    result_hash: str
    draws: int = 0
    as_of: str = ""
    kernels: str = ""


def describe(
    scenario: Scenario, seed: int, hashed: str, seconds: float, draws: int = 0, as_of: datetime | None = None
) -> Provenance:
    """Say where results come from, given their hash."""
    return Provenance(
        format_version=FORMAT_VERSION,
        schema_version=SCHEMA_VERSION,
        serai_version=__version__,
        python_version=platform.python_version(),
        numpy_version=np.__version__,
        numba_version=numba_version(),
        platform=f"{sys.platform} {platform.machine()}",
        scenario_name=scenario.name,
        scenario_hash=scenario_hash(scenario),
        seed=seed,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(seconds, 3),
        changes=(),
        command=(),
        result_hash=hashed,
        draws=draws,
        as_of="" if as_of is None else as_of.isoformat(),
        kernels=kernels_name(),
    )


def scenario_hash(scenario: Scenario) -> str:
    """SHA-256 of a scenario, 64 hex digits: equal scenarios have equal hashes, whatever files they came from."""
    content = scenario.model_dump(mode="json", by_alias=True)
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def result_hash(outcome: Outcome) -> str:
    """SHA-256 of all arrays of a run and of its journeys, 64 hex digits: equal bits have equal hashes."""
    digest = hashlib.sha256()
    for variable in kept_variables(outcome.axes):
        values = outcome.arrays[variable.name]
        digest.update(f"{variable.name}{values.shape}".encode())
        for block in blocks_of(values):
            digest.update(np.ascontiguousarray(block).data)
    for field in outcome.journeys.dtype.names or ():
        digest.update(np.ascontiguousarray(outcome.journeys[field]).data)
    return digest.hexdigest()


def program() -> dict[str, str]:
    """What must agree where draws of one run are made: versions, and the name of the compiled model."""
    return {"serai": __version__, "numpy": np.__version__, "numba": numba_version(), "kernels": kernels_name()}


@cache
def numba_version() -> str:
    """The version of Numba, which need not be imported for it."""
    from importlib.metadata import version

    return version("numba")
