"""A table of posts, and what is said of a faulty one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from serai.begin.begin import CrisisRequest, FirstScenario, begin
from serai.errors import ScenarioError

EVENT = date(2022, 9, 21)
LARS = "name,lat,lon\nVerkhny Lars,42.74,44.63\n"


@pytest.fixture(autouse=True)
def no_roads(monkeypatch) -> None:
    """Whether the extra `roads` is installed makes no difference here."""
    monkeypatch.setattr("serai.begin.roads.PACKAGE", "scgraph-data-left-out")


@pytest.fixture
def posts(tmp_path) -> Callable[[str], Path]:
    """Write a table of posts."""

    def write(text: str) -> Path:
        path = tmp_path / "posts.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def georgia(posts) -> Callable[..., FirstScenario]:
    """Russia to Georgia by a table of posts, small; other wishes by their names."""

    def make(table: str = LARS, **wishes: Any) -> FirstScenario:
        given = {"goals": ("GEO",), "event": EVENT, "kit": "call-up", "places": 4, **wishes}
        return begin(CrisisRequest(name="geo", origin="RUS", border=posts(table) if table else None, **given))

    return make


@pytest.fixture
def faults(georgia) -> Callable[..., str]:
    """What is said of a faulty request, as the user reads it."""

    def find(table: str = LARS, **wishes: Any) -> str:
        with pytest.raises(ScenarioError) as caught:
            georgia(table, **wishes)
        assert caught.value.exit_code == 3
        return str(caught.value)

    return find
