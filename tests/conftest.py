"""What every test shares."""

from __future__ import annotations

import gc

import pytest
from hypothesis import settings

import serai
from serai.runs import processes

# The first call of a kernel compiles it, which no deadline can foresee.
settings.register_profile("serai", deadline=None)
settings.load_profile("serai")

# Looking for garbage as often as Python does by itself takes a twentieth of the tests' time.
gc.set_threshold(50_000)


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end, and is not looked through for garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch):
    """Output does not depend on the terminal in which the tests run."""
    for name in ("COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture(autouse=True)
def _draws_on_threads(monkeypatch):
    """Where draws run does not depend on how busy the machine is."""
    monkeypatch.setattr(processes, "LONG_SECONDS", float("inf"))


@pytest.fixture(scope="session")
def river():
    return serai.load("river-crossing")


@pytest.fixture(scope="session")
def river_run(river):
    return serai.simulate(river)


@pytest.fixture(scope="session")
def river_draws(river):
    return serai.simulate(river, draws=8)
