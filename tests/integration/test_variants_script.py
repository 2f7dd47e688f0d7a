"""The script that prints variants of kazakhstan-2022 beside each other."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

import serai
from serai.study.caused import without_events

SCRIPT = Path(__file__).parents[2] / "scripts" / "variants.py"


@pytest.fixture(scope="module")
def variants():
    spec = importlib.util.spec_from_file_location("variants", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_variant_switches_off_events_of_the_scenario(variants):
    scenario = serai.load("kazakhstan-2022")
    off = {
        name: {event.id for event in without_events(scenario, *events).events if event.value == 0}
        for name, events in variants.VARIANTS.items()
    }
    assert off["as it is"] == set()
    controls = {event.id for event in scenario.events if event.what == "control"}
    assert off["no control"] == controls | {"departures-cut", "line-left"}
    assert off["neither"] == off["no control"] | off["no second pulse"]
    assert off["no call-up"] == {event.id for event in scenario.events if event.what in ("trigger", "news", "control")}


def test_the_table_has_a_column_for_each_variant_and_bold_figures_where_they_agree(variants, river, monkeypatch):
    national = river.observations[0].model_copy(
        update={"quantity": "entries", "statistic": "sum", "place": "", "who": "", "value": 1, "low": 1, "high": 1e9}
    )
    small = river.model_copy(update={"observations": (national,)})
    monkeypatch.setattr(variants, "VARIANTS", {"as it is": (), "no trigger": ("trigger",)})
    heads, _, row = variants.table(small, 1, None)
    assert heads.endswith("| as it is | no trigger |")
    assert row.split(" | ")[4].startswith("**")
    of_draws = variants.table(small, 1, 2)[2]
    assert " to " in of_draws.split(" | ")[4]
