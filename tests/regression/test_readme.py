"""README.md shows what the main job says today; `python scripts/readme_sample.py` renews it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

SCRIPT = Path(__file__).parents[2] / "scripts" / "readme_sample.py"


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("readme_sample", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_readme_shows_what_the_main_job_says():
    module = script()
    assert module.shown(module.README.read_text(encoding="utf-8")) == module.sample()
