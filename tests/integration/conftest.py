"""A small built-in scenario, run once and with eight draws, for tests from the engine to the answer."""

from __future__ import annotations

import pytest

import serai


@pytest.fixture(scope="session")
def river():
    return serai.load("river-crossing")


@pytest.fixture(scope="session")
def river_run(river):
    return serai.simulate(river)


@pytest.fixture(scope="session")
def river_draws(river):
    return serai.simulate(river, draws=8)
