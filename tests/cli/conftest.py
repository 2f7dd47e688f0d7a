"""A command that runs in a folder of its own, and one small run that is made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from serai.cli.main import app

Serai = Callable[..., Any]


@pytest.fixture
def serai(tmp_path, monkeypatch) -> Serai:
    """serai("run", "river-crossing") -> its result, with exit_code, stdout and stderr, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="session")
def first_run(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "river"
    result = CliRunner().invoke(app, ["run", "river-crossing", "--quiet", "--out", str(folder)])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def kept(first_run, tmp_path) -> Path:
    """A copy of a run of river-crossing with seed 1 in the folder `kept`."""
    return Path(shutil.copytree(first_run, tmp_path / "kept"))
