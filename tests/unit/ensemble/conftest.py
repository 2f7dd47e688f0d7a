"""One small ensemble that is run once, and scenarios in memory with ranges that a test chooses."""

from __future__ import annotations

import pytest

import serai
from serai.ensemble.run import EnsembleRun

N_DRAWS = 8


@pytest.fixture(scope="session")
def river():
    return serai.load("river-crossing")


@pytest.fixture(scope="session")
def ensemble(river) -> EnsembleRun:
    return serai.simulate(river, draws=N_DRAWS)
