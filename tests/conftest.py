"""What every test shares."""

from __future__ import annotations

import pytest
from hypothesis import settings

# The first call of a kernel compiles it, which no deadline can foresee.
settings.register_profile("serai", deadline=None)
settings.load_profile("serai")


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch):
    """Output does not depend on the terminal in which the tests run."""
    for name in ("COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
