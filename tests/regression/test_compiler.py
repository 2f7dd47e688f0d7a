"""The compiler changes no bit. `make check` runs this once more with it switched off, which also bounds every index."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date

import pytest

from serai import load, with_changes
from serai.runs.course import run
from serai.runs.provenance import result_hash

SEED, UNTIL = 3, date(2024, 5, 9)  # five days into the flood
IN_ANOTHER_PROCESS = """
import json, sys
from datetime import date
from serai import load, with_changes
from serai.runs.course import run
from serai.runs.provenance import result_hash
scenario = with_changes(load("river-crossing"), json.loads(sys.argv[1]))
print(result_hash(run(scenario, int(sys.argv[2]), until=date.fromisoformat(sys.argv[3]))))
"""


def thin_river() -> dict[str, str]:
    """Changes that leave a tenth of the people of river-crossing, so that it runs without the compiler."""
    scenario = load("river-crossing")
    origins = [place.name for place in scenario.places if place.at_risk_people]
    changes = {f"places.{name}.at_risk_people": "x0.1" for name in origins}
    return {**changes, **{f"traffic.{row.id}.per_day": "x0.1" for row in scenario.traffic}}


@pytest.mark.slow
@pytest.mark.jit_off
def test_a_process_with_the_compiler_on_gives_the_same_bits():
    changes = thin_river()
    done = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS, json.dumps(changes), str(SEED), UNTIL.isoformat()],
        capture_output=True, text=True, encoding="utf-8", env={**os.environ, "NUMBA_DISABLE_JIT": "0"}, check=True,
    )  # fmt: skip
    outcome = run(with_changes(load("river-crossing"), changes), SEED, until=UNTIL)
    assert outcome.totals["set_out"] > 100
    assert outcome.arrays["served"].sum() > 100
    assert result_hash(outcome) == done.stdout.strip()
