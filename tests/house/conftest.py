"""The files of the package, parsed once for all tests that look at them."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import NamedTuple

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "serai"


class File(NamedTuple):
    """A file of the package."""

    text: str
    tree: ast.Module


@pytest.fixture(scope="session")
def files() -> dict[str, File]:
    """Every file of the package, by its path."""
    texts = {path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}
    return {name: File(text, ast.parse(text)) for name, text in texts.items()}
