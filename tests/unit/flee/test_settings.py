"""simsetting.yml: every key that Flee's code reads is carried over, named with a reason, or refused."""

from __future__ import annotations

import pytest

from flee_cases import place, scenario_of, write_case
from serai.errors import ScenarioError
from serai.flee.convert.convert import read_case
from serai.flee.schema import Lookahead

PLACES = (place("A", "conflict_zone", 1000), place("B", "town", 10), place("C", "camp", 800, "There"))
ROUTES = ("A,B,50,0", "B,C,70,0")

# (block, key, a value that is not the default, setting of the section lookahead, its value)
CARRIED = (
    ("move_rules", "max_move_speed", 200.0, "max_move_km", 200.0),
    ("move_rules", "max_walk_speed", 42, "max_walk_km", 42.0),
    ("move_rules", "camp_weight", 3.0, "camp_weight", 3.0),
    ("move_rules", "foreign_weight", 2.0, "foreign_weight", 2.0),
    ("move_rules", "conflict_weight", 0.25, "conflict_weight", 0.25),
    ("move_rules", "conflict_movechance", 0.9, "conflict_move_chance", 0.9),
    ("move_rules", "camp_movechance", 0.01, "camp_move_chance", 0.01),
    ("move_rules", "idpcamp_movechance", 0.2, "idp_camp_move_chance", 0.2),
    ("move_rules", "default_movechance", 0.8, "default_move_chance", 0.8),
    ("move_rules", "movechance_pop_base", 5000.0, "move_chance_population", 5000.0),
    ("move_rules", "movechance_pop_scale_factor", 0.5, "move_chance_power", 0.5),
    ("move_rules", "softening", 36.0, "softening_km", 36.0),
    ("move_rules", "weight_softening", 0.1, "weight_softening", 0.1),
    ("move_rules", "distance_power", 0.75, "distance_power", 0.75),
    ("move_rules", "weight_power", 2.0, "weight_power", 2.0),
    ("move_rules", "pruning_threshold", 4.0, "pruning_threshold", 4.0),
    ("move_rules", "capacity_buffer", 0.75, "capacity_buffer", 0.75),
    ("move_rules", "capacity_scaling", 1.25, "capacity_scaling", 1.25),
    ("move_rules", "home_distance_power", 0.4, "home_distance_power", 0.4),
    ("move_rules", "pop_power_for_loc_weight", 0.2, "population_power", 0.2),
    ("move_rules", "avg_religion_fraction", 0.5, "mean_religion_share", 0.5),
    ("move_rules", "awareness_level", 5, "awareness_level", 5),
    ("move_rules", "avoid_short_stints", True, "avoid_short_stints", True),
    ("move_rules", "start_on_foot", True, "start_on_foot", True),
    ("move_rules", "stay_close_to_home", True, "stay_close_to_home", True),
    ("move_rules", "use_pop_for_loc_weight", True, "population_in_pull", True),
    ("move_rules", "fixed_routes", True, "fixed_routes", True),
    ("move_rules", "use_v1_rules", True, "camp_weight", 2.0),
    ("move_rules", "ChildrenAvoidHazards", True, "children_avoid_hazards", True),
    ("move_rules", "BoysTakeRisk", True, "boys_take_risk", True),
    ("move_rules", "MatchCampReligion", True, "match_camp_religion", True),
    ("move_rules", "MatchCampEthnicity", True, "match_camp_ethnicity", True),
    ("move_rules", "MatchTownEthnicity", True, "match_town_ethnicity", True),
    ("move_rules", "MatchConflictEthnicity", True, "match_conflict_ethnicity", True),
    ("spawn_rules", "take_from_population", True, "take_from_population", True),
    ("spawn_rules", "insert_day0", False, "insert_day0", False),
    ("spawn_rules", "empty_camps_on_day0", True, "empty_camps_on_day0", True),
    ("spawn_rules", "conflict_zone_spawning_only", False, "only_from_conflict", False),
    ("spawn_rules", "sum_from_camps", False, "new_people", "total"),
    ("spawn_rules", "camps_are_sicks", True, "camps_are_sinks", True),
    ("spawn_rules", "conflict_spawn_decay", [1.0, 0.5], "conflict_decay", (1.0, 0.5)),
    ("spawn_rules", "conflict_spawn_decay_interval", 10, "conflict_decay_days", 10),
    ("spawn_rules", "conflict_driven_spawning", {"spawn_mode": "Poisson", "displaced_per_conflict_day": 70},
     "per_conflict_day", 70.0),
)  # fmt: skip
NAMED = (
    *(("log_levels", key, 1) for key in ("agent", "link", "camp", "conflict", "init", "idp_totals", "granularity")),
    ("spawn_rules", "flood_zone_spawning_only", False),
    ("spawn_rules", "flood_driven_spawning", {"flood_spawn_mode": "pop_ratio", "displaced_per_flood_day": [0.0, 0.1]}),
    ("spawn_rules", "flood_driven_spawn_mode", {"flood_spawn_mode": "pop_ratio"}),
    ("spawn_rules", "camps_are_sinks", True),
    ("spawn_rules", "average_social_connectivity", 3.0),
    ("move_rules", "max_crossing_speed", 20.0),
    ("move_rules", "two_system_decision_making", 1.0),
    ("move_rules", "flee_when_starving", False),
    ("move_rules", "flood_rules", False),
    ("", "flood_rules", False),
    ("input_files", "conflicts", "x"),
    ("optimisations", "hasten", 10),
    ("", "number_of_steps", 100),
    ("", "conflict_input_file", "x"),
    ("", "flood_level_input_file", "x"),
    ("", "default_conflict_intensity", 0.5),
)
REFUSED = (
    ("spawn_rules", "flood_zone_spawning_only", True),
    ("move_rules", "flood_rules", {"flood_movechances": [0.3], "flood_loc_weights": [1.0]}),
    ("", "flood_rules", {"max_flood_level": 4}),
    ("move_rules", "flee_when_starving", True),
)


def with_key(folder, block, key, value, **given):
    text = f"{block}: {{{key}: {value}}}" if block else f"{key}: {value}"
    files = {"simsetting.yml": text, **given.pop("files", {})}
    return write_case(folder, PLACES, ROUTES, camps={"C": {0: 0, 2: 400, 4: 800}}, files=files, **given)


def plain(value):
    return getattr(value, "value", value)


@pytest.mark.parametrize(("block", "key", "value", "setting", "expected"), CARRIED)
def test_a_key_becomes_its_setting(tmp_path, block, key, value, setting, expected):
    found = read_case(with_key(tmp_path, block, key, value), "case")
    assert plain(getattr(found.scenario.lookahead, setting)) == expected
    assert plain(Lookahead.model_fields[setting].default) != expected
    assert f"simsetting.yml, {block}.{key}" in found.report.split("## Not carried over")[0]


@pytest.mark.parametrize(("block", "key", "value"), NAMED)
def test_a_key_that_is_not_carried_over_is_named_with_a_reason(tmp_path, block, key, value):
    report = read_case(with_key(tmp_path, block, key, value), "case").report
    line = next(
        line for line in report.splitlines() if f"simsetting.yml, {'.'.join(filter(None, (block, key)))}" in line
    )
    assert "does not know this key" not in line


@pytest.mark.parametrize(("block", "key", "value"), REFUSED)
def test_floods_and_hunger_are_refused_in_one_line(tmp_path, block, key, value):
    with pytest.raises(ScenarioError) as caught:
        read_case(with_key(tmp_path, block, key, value), "case")
    assert len(caught.value.problems) == 1
    assert "not carried over" in caught.value.problems[0]


def test_a_key_that_flee_does_not_know_is_named_so(tmp_path):
    files = {"simsetting.yml": "move_rules: {camp_wieght: 3, s1s2_model_params: {a: 1}}"}
    report = read_case(write_case(tmp_path, PLACES, ROUTES, files=files), "case").report
    assert "move_rules.s1s2_model_params: Flee does not know this key" in report
    assert "move_rules.camp_wieght: Flee does not know this key and ignores it" in report


def test_the_misspelt_key_is_the_one_that_flee_reads(tmp_path):
    meant = with_key(tmp_path, "spawn_rules", "camps_are_sinks", True)
    assert not scenario_of(meant).lookahead.camps_are_sinks
    assert scenario_of(meant, as_written=True).lookahead.camps_are_sinks


@pytest.mark.parametrize(("block", "key", "value", "words"), [
    ("move_rules", "camp_weight", -1, "move_rules.camp_weight: must be at least 0, got -1; correct it"),
    ("move_rules", "awareness_level", 40, "awareness_level: must be at least -1 and at most 12, got 40"),
    ("move_rules", "max_move_speed", "fast", "move_rules.max_move_speed: cannot be read, got 'fast'"),
    ("move_rules", "max_move_speed", 0, "lookahead.max_move_km"),
    ("move_rules", "awareness_level", 1.5, "move_rules.awareness_level: must be a whole number, got 1.5; correct it"),
    ("spawn_rules", "conflict_spawn_decay_interval", 2.5, "conflict_spawn_decay_interval: must be a whole number"),
    ("move_rules", "weight_power", True, "move_rules.weight_power: cannot be read, got True"),
    ("spawn_rules", "conflict_spawn_decay", "half", "conflict_spawn_decay: cannot be read, got 'half'"),
    ("spawn_rules", "conflict_spawn_decay_interval", 0, "conflict_spawn_decay_interval: must be at least 1, got 0"),
    ("spawn_rules", "conflict_driven_spawning", True, "must be a block with spawn_mode"),
    ("spawn_rules", "conflict_driven_spawning", {"spawn_mode": "burst"}, "must be one of constant, pop_ratio, poisson"),
    ("spawn_rules", "conflict_driven_spawning", {"displaced_per_conflict_day": "all"}, "write a number"),
    ("", "move_rules", 3, "move_rules: must be a block of settings, got 3"),
    ("", "default_conflict_intensity", "high", "cannot be read, got 'high'; write a number"),
])  # fmt: skip
def test_what_a_key_cannot_be_is_refused_with_the_key_and_what_was_given(tmp_path, block, key, value, words):
    with pytest.raises(ScenarioError) as caught:
        read_case(with_key(tmp_path, block, key, value), "case")
    assert any(words in problem for problem in caught.value.problems), caught.value.problems


def test_a_chance_beyond_1_is_cut_with_a_warning(tmp_path):
    found = read_case(with_key(tmp_path, "move_rules", "default_movechance", 1.5), "case")
    assert found.scenario.lookahead.default_move_chance.value == 1.0
    assert "move_rules.default_movechance: 1.5 is read as 1" in found.report


def test_of_equal_keys_the_last_counts_and_a_blank_block_is_none(tmp_path):
    text = "spawn_rules:\nmove_rules:\n  camp_weight: 2\n  camp_weight: 3\noptimisations: \n"
    found = read_case(write_case(tmp_path, PLACES, ROUTES, files={"simsetting.yml": text}), "case")
    assert found.scenario.lookahead.camp_weight.value == 3.0
    assert "simsetting.yml, line 4: the key camp_weight appears twice; the last one counts" in found.report


def test_text_for_no_is_yes_to_flee(tmp_path):
    made = with_key(tmp_path, "move_rules", "start_on_foot", "'False'")
    assert scenario_of(made).lookahead.start_on_foot
    assert not scenario_of(made, as_written=True).lookahead.start_on_foot
    assert "the text 'False' means no, but Flee reads any text as yes" in read_case(made, "case").report


def test_without_settings_the_defaults_of_flee_hold(tmp_path):
    made = write_case(tmp_path, PLACES, ROUTES, files={"simsetting.yml": ""})
    look = scenario_of(made).lookahead
    assert (look.max_move_km.value, look.default_move_chance.value, look.awareness_level) == (360.0, 0.3, 1)
    (tmp_path / "simsetting.yml").unlink()
    (tmp_path / "simsetting.csv").write_text("MaxMoveSpeed,40\n", encoding="utf-8")
    assert "simsetting.csv, which Flee no longer reads, is not read here either" in read_case(tmp_path, "case").report
