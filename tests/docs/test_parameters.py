"""Units, bounds and defaults in the pages of the rules are those of the schema, and none is left out."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from serai.flee.schema import FleeScenario  # with the settings and tables of all scenarios
from serai.scenario.fields import fields_of, tables_of
from serai.scenario.schema import default_modes
from serai.scenario.settings import setting_at

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "model").glob("*.md"))
NAMED = re.compile(r"^\| `([a-z_0-9.]+)`", re.MULTILINE)
NOT_IN_A_RUN = ("measures", "menu", "standards", "observations")
NUMBERS = ("quantity", "number", "numbers", "whole", "hours", "tick")
FOR_THE_RECORD = {"lodging.price"}  # no rule uses it


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("parameter_tables", ROOT / "scripts" / "parameter_tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    __import__("sys").modules[spec.name] = module  # a dataclass looks its module up
    spec.loader.exec_module(module)
    return module


TOOL = script()


def rows(page: Path) -> list[str]:
    return NAMED.findall(page.read_text(encoding="utf-8"))


def kind_of(key: str) -> str:
    table, _, column = key.partition(".")
    if table in tables_of(FleeScenario):
        return fields_of(tables_of(FleeScenario)[table])[column].kind
    setting = setting_at(FleeScenario, key.replace("modes.", "modes.car."))
    assert setting is not None, key
    return setting.kind


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_of_a_rule_has_the_units_bounds_and_defaults_of_the_schema(page: Path):
    text = page.read_text(encoding="utf-8")
    assert TOOL.rule_page(text) == text, "run scripts/parameter_tables.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_parameter_that_a_rule_names_exists(page: Path):
    known = TOOL.all_parameters()
    dotted = [key for key in rows(page) if "." in key]
    assert [key for key in dotted if key not in known and setting_at(FleeScenario, key) is None] == []


def test_every_number_that_a_run_uses_stands_on_the_page_of_a_rule():
    named = {key for page in PAGES for key in rows(page)}
    numbers = {
        key for key in TOOL.all_parameters() if kind_of(key) in NUMBERS and key.split(".")[0] not in NOT_IN_A_RUN
    }
    assert len(numbers) > 100
    assert sorted(numbers - named - FOR_THE_RECORD) == []


def test_the_odd_page_has_all_settings_and_columns():
    text = TOOL.ODD.read_text(encoding="utf-8")
    assert TOOL.odd_page(text) == text, "run scripts/parameter_tables.py"


def test_the_modes_of_the_page_on_travel_are_those_of_the_schema():
    text = (ROOT / "docs" / "model" / "travel.md").read_text(encoding="utf-8")
    for name, mode in default_modes().items():
        speed, hours = TOOL._range_text(mode.speed_kmh), TOOL._range_text(mode.hours_per_day)
        assert f"| {name} | {mode.line} | {speed} | {hours} | {mode.onward or 'the same'} |" in text
