"""The compiler changes no bit. `make check` runs this once more with it switched off, which also bounds every index."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from serai import load, simulate, with_changes

IN_ANOTHER_PROCESS = """
import json, sys
from serai import load, simulate, with_changes
scenario = with_changes(load("river-crossing"), json.loads(sys.argv[1]))
print(simulate(scenario, seed=3).provenance.result_hash)
"""


def thin_river() -> dict[str, str]:
    """Changes that leave a tenth of the people of river-crossing, so that it runs without the compiler."""
    scenario = load("river-crossing")
    origins = [place.name for place in scenario.places if place.at_risk_people]
    changes = {f"places.{name}.at_risk_people": "x0.1" for name in origins}
    return {**changes, **{f"traffic.{row.id}.per_day": "x0.1" for row in scenario.traffic}}


@pytest.mark.jit_off
def test_a_process_with_the_compiler_on_gives_the_same_bits():
    changes = thin_river()
    done = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS, json.dumps(changes)],
        capture_output=True, text=True, encoding="utf-8", env={**os.environ, "NUMBA_DISABLE_JIT": "0"}, check=True,
    )  # fmt: skip
    run = simulate(with_changes(load("river-crossing"), changes), seed=3)
    assert run.outcome.totals["set_out"] > 100
    assert run.provenance.result_hash == done.stdout.strip()
