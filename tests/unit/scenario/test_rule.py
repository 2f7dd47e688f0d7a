"""The class of a scenario follows from its rule; the built-in rule knows nothing of others."""

from __future__ import annotations

import json
from importlib import metadata

import pytest
from pydantic_core import from_json

from serai.flee.schema import FleeScenario, LookaheadPlace
from serai.scenario.fields import tables_of
from serai.scenario.read.load import load
from serai.scenario.rule import BUILT_IN, rule_named, scenario_from_json
from serai.scenario.schema import Scenario
from serai.scenario.write.write import write


@pytest.fixture
def walk(river) -> FleeScenario:
    """The same places, by Flee's rule."""
    places = tuple(LookaheadPlace(place=place.name, kind="town") for place in river.places)
    kept = {name: getattr(river, name) for name in ("name", "start", "end", "places", "routes")}
    profile = river.profiles[0].model_copy(update={"lodging": "", "destination": ""})
    return FleeScenario(**kept, profiles=(profile,), tick_minutes=1440, lookahead_places=places)


def test_a_rule_is_looked_up_by_its_name():
    assert rule_named("destination") is rule_named("Destination") is BUILT_IN
    assert rule_named("Lookahead").scenario is FleeScenario
    with pytest.raises(ValueError, match=r'must be one of destination, lookahead, got "logit"'):
        rule_named("logit")


def test_the_built_in_rule_needs_no_plugin(monkeypatch, folder):
    monkeypatch.setattr(metadata, "entry_points", lambda **_: pytest.fail("plugins were looked up"))
    river = load(folder())
    assert scenario_from_json(river.model_dump_json(by_alias=True)) == river


@pytest.mark.parametrize("name", ["walk", "walk.xlsx"])
def test_a_scenario_of_another_rule_is_written_and_read_by_its_own_class(walk, tmp_path, name):
    read = load(write(walk, tmp_path / name))
    assert type(read) is FleeScenario
    assert read == walk


def test_a_folder_of_another_rule_is_replaced_by_force(walk, river, tmp_path):
    write(walk, tmp_path / "case")
    assert load(write(river, tmp_path / "case", force=True)) == river


def test_tables_and_settings_of_another_rule_are_named_as_such(folder, river_files, problems_of):
    settings = river_files["scenario.yaml"] + "lookahead: {awareness_level: 2}\n"
    problems = problems_of(folder(scenario_yaml=settings))
    assert "only the rule lookahead uses this setting; set rule: lookahead, or remove it" in problems[0]
    target = folder()
    (target / "lookahead_paths.csv").write_text("path\nFord > Hill\n")
    assert problems_of(target) == [
        "lookahead_paths.csv: only the rule lookahead uses this table; set rule: lookahead, or remove it"
    ]


@pytest.mark.parametrize("fault", ["rule: [", "rule: logit\nlookahead: {awareness_level: 2}"])
def test_nothing_of_another_rule_is_blamed_where_the_rule_is_not_known(folder, problems_of, fault):
    target = folder(scenario_yaml=fault)
    (target / "lookahead_paths.csv").write_text("path\nFord > Hill\n")
    assert not any("only the rule" in problem for problem in problems_of(target))


def test_a_stored_scenario_is_read_by_the_class_of_its_rule(river, walk):
    for scenario in (river, walk):
        read = scenario_from_json(scenario.model_dump_json(by_alias=True))
        assert (type(read), read) == (type(scenario), scenario)


def test_a_stored_scenario_with_the_parts_of_all_rules_is_read(river, walk):
    """As runs of Serai 0.1 keep it."""
    whole = from_json(walk.model_dump_json(by_alias=True)) | {"lookahead_places": []}
    old = {**whole, **from_json(river.model_dump_json(by_alias=True))}
    assert {"flee_as_run", "lookahead", "lookahead_places"} <= old.keys()
    assert scenario_from_json(json.dumps(old)) == river
    with pytest.raises(ValueError, match="teleport"):
        scenario_from_json(json.dumps({**old, "teleport": 1}))


def test_the_main_scenario_has_no_table_of_another_rule():
    own = tables_of(FleeScenario).keys() - tables_of(Scenario).keys()
    assert len(own) == 8
    assert all(name.startswith("lookahead_") for name in own)
