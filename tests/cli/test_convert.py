"""From a Flee case to its score, by the commands that a user types."""

from __future__ import annotations

import json

from flee_cases import SURE_CAMPS, place, write_case

PLACES = (place("A", "conflict_zone", 1000), place("C", "camp", 800, "There"))
CAMPS = {"C": {0: 100, 4: 900}}


def test_a_case_is_converted_run_and_scored(serai, tmp_path):
    write_case(tmp_path / "case", PLACES, ["A,C,50,1"], camps=CAMPS, moves=SURE_CAMPS)
    converted = serai("convert", "flee", "case", "made")
    assert converted.exit_code == 0
    assert "## Where Flee's code differs from the files" in converted.stdout
    assert "made contains the scenario; this report is in" in converted.stdout
    done = serai("run", "made", "--full")
    assert done.exit_code == 0, done.output
    for words in (
        "People in camps",
        "How far off",
        "split by capacity",
        "The daily totals: the number of people setting out",
    ):
        assert words in done.stdout
    assert "Longest waits" not in done.stdout
    shown = serai("score", "runs/made-1")
    assert "shares 30 days before" in shown.stdout
    summary = json.loads(serai("score", "runs/made-1", "--json").stdout)["summary"]
    assert 0 <= summary["ard_rescaled"] <= summary["ard"] + 1
    assert serai("repeat", "runs/made-1").exit_code == 0
    for form in ("csv", "geojson"):
        assert serai("export", "runs/made-1", "--to", form).exit_code == 0


def test_a_setting_of_the_rule_can_be_changed_for_one_run(serai, tmp_path):
    write_case(tmp_path / "case", PLACES, ["A,C,50"], camps=CAMPS, moves=SURE_CAMPS)
    serai("convert", "flee", "case", "made", "--as-written")
    for change in ("lookahead.awareness_level=2", "flee_as_run=true", "lookahead.camp_weight=x2"):
        assert serai("run", "made", "--set", change, "--quiet").exit_code == 0


def test_a_broken_case_ends_with_3_and_without_a_scenario(serai, tmp_path):
    write_case(tmp_path / "case", PLACES, ["A,C,0"], camps=CAMPS)
    result = serai("convert", "flee", "case", "made")
    assert result.exit_code == 3
    assert "routes.csv, row 2: the distance must be above 0 km" in result.stderr
    assert not (tmp_path / "made").exists()


def test_a_folder_that_is_not_empty_is_replaced_only_by_force(serai, tmp_path):
    write_case(tmp_path / "case", PLACES, ["A,C,50"], camps=CAMPS)
    assert serai("convert", "flee", "case", "made").exit_code == 0
    assert serai("convert", "flee", "case", "made").exit_code == 4
    assert serai("convert", "flee", "case", "made", "--force").exit_code == 0
