"""`serai list`, `new`, `check`, `score`, `export` and `repeat`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from serai.runs import run as results_run
from serai.scenario import skill
from serai.scenario.read.load import builtin_names


def test_list_names_every_built_in_scenario_with_people_period_and_title(serai):
    result = serai("list")
    assert result.exit_code == 0
    lines = {line.split()[0]: line for line in result.stdout.splitlines()}
    assert lines["name"].split() == ["name", "people", "period", "title"]
    assert "10,420,100 at risk" in lines["kazakhstan-2022"]
    assert "1 September to 15 November 2022" in lines["kazakhstan-2022"]
    assert "river-crossing" in lines


def test_cases_tell_what_is_known_of_their_skill(serai, monkeypatch):
    lodged = skill.Skill("poland-2022", "2022-03-02 20:00", "docs/lodged/a.csv")
    scored = skill.Skill("karabakh-2023", "2023-09-26 20:00", "docs/lodged/b.csv", "arrivals", 7, 0.62, 0.5, 0.857)
    monkeypatch.setattr(skill, "known_skill", lambda: (lodged, scored))
    lines = {line.split()[0]: line for line in serai("cases").stdout.splitlines() if line}
    assert "no forecast archived" in lines["river-crossing"]
    assert lines["poland-2022"].split(maxsplit=3)[1:] == ["2022-03-02", "20:00", "not yet scored"]
    assert lines["karabakh-2023"].split()[3:] == ["arrivals", "7", "0.62", "50%", "86%"]
    told = json.loads(serai("cases", "--json").stdout)
    assert (told[1]["relative_skill"], told[0]["relative_skill"]) == (0.62, None)


def test_every_lodged_forecast_is_of_a_built_in_case_and_lies_in_the_docs():
    docs = Path(__file__).parents[2]
    for one in skill.known_skill():
        assert one.scenario in builtin_names()
        assert (docs / one.lodged).exists()


@pytest.mark.parametrize("target", ["mine", "mine.xlsx"])
def test_a_copy_passes_the_check_and_bears_the_name_of_its_target(serai, target):
    result = serai("new", target, "--from", "river-crossing")
    assert result.exit_code == 0
    assert result.stdout == f"{target} contains a copy of river-crossing. Edit it, then: serai check {target}\n"
    checked = serai("check", target)
    assert checked.exit_code == 0
    assert checked.stdout.splitlines()[0] == "ok: mine has no fault"


def test_a_target_with_a_space_is_shown_as_it_must_be_typed(serai):
    assert serai("new", "my copy", "--from", "river-crossing").stdout.endswith('serai check "my copy"\n')
    assert serai("check", "my copy").stdout.startswith("ok: my-copy has no fault")


def test_new_never_overwrites(serai):
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("keep", encoding="utf-8")
    result = serai("new", "mine", "--from", "river-crossing")
    assert result.exit_code == 4
    assert "mine: exists already and is not empty" in result.stderr
    assert [path.name for path in Path("mine").iterdir()] == ["notes.txt"]


def test_check_shows_every_value_with_its_range_and_source(serai):
    lines = serai("check", "kazakhstan-2022", "--values").stdout.splitlines()
    start = lines.index("Every value used, and where it comes from:")
    values = {line.split(" = ")[0].strip(): line for line in lines[start + 1 :]}
    assert "8 h (3 to 24)" in values["choice.belief_wait_hours"]
    assert "assumed" in values["choice.belief_wait_hours"]
    assert any(key.startswith("services.") for key in values)


def test_check_prints_a_screen_of_what_a_scenario_holds_or_of_causes(serai):
    assert len(serai("check", "kazakhstan-2022").stdout.splitlines()) < 40
    serai("new", "mine", "--from", "river-crossing")
    path = Path("mine/groups.csv")
    path.write_text("name,member\n" + "all,Lost\n" + "".join(f"g{row},Lost\n" for row in range(30)), encoding="utf-8")
    lines = serai("check", "mine").stderr.splitlines()
    assert lines[1] == "  places.csv: 1 name is not there, but 31 cells name it (groups.csv 31), e.g."
    assert lines[2] == '    groups.csv, row 2, column member: "Lost" is not a place, region or group.'
    assert lines[-1] == "each of them: serai check mine --all"
    every = serai("check", "mine", "--all")
    given = json.loads(serai("check", "mine", "--json").stdout)
    assert every.exit_code == 3
    assert [f"  {one['where']}: {one['text']}" for one in given["problems"]] == every.stderr.splitlines()[1:]


def test_score_shows_each_figure_and_the_count_by_group(serai, kept):
    result = serai("score", kept)
    assert result.exit_code == 0
    assert "Comparison with published figures" in result.stdout
    heads = ["figure", "use", "period", "published", "simulated", "inside"]
    assert [line.split() for line in result.stdout.splitlines()].count(heads) >= 2


def test_score_tells_how_many_came_because_of_the_trigger(serai, kept):
    result = serai("score", kept, "--without-trigger")
    assert result.exit_code == 0
    assert "How many came because of the trigger" in result.stdout
    weeks = json.loads(serai("score", kept, "--without-trigger", "--json").stdout)["summary"]["because_of_trigger"]
    assert weeks[-1]["entries_by_cause"]["median"] >= weeks[0]["entries_by_cause"]["median"] > 0


def test_score_takes_the_observations_of_a_file(serai, kept):
    heads = "id,from,to,quantity,statistic,fact_group,value,low,high,use"
    Path("mine.csv").write_text(f"{heads}\nmine,2024-05-04,2024-05-11,entries,sum,new,1,0,2,test\n", encoding="utf-8")
    given = json.loads(serai("score", kept, "--observations", "mine.csv", "--json").stdout)
    assert [row["id"] for row in given["observations"]] == ["mine"]
    assert given["summary"]["total"] == 1
    assert given["summary"]["inside"] == 0


def test_a_faulty_file_of_observations_is_refused_with_its_row(serai, kept):
    Path("mine.csv").write_text("id,quantity,statistic,fact_group\nmine,entrys,sum,new\n", encoding="utf-8")
    result = serai("score", kept, "--observations", "mine.csv")
    assert result.exit_code == 3
    assert "mine.csv, row 2, column quantity" in result.stderr
    assert "entries" in result.stderr


@pytest.mark.parametrize(("form", "name"), [("xlsx", "river.xlsx"), ("geojson", "river.geojson"), ("csv", "tables")])
def test_export_writes_where_it_is_told_and_says_so(serai, kept, form, name):
    result = serai("export", kept, "--to", form, "--out", name)
    assert (result.exit_code, result.stdout) == (0, f"{name}\n")
    assert Path(name).exists()


@pytest.mark.parametrize("words", [("score",), ("repeat",), ("export", "--to", "csv")])
def test_what_is_not_a_run_is_refused_with_status_4(serai, words):
    Path("empty").mkdir()
    for folder, message in (("empty", "is not a run"), ("absent", 'there is no run "absent"')):
        result = serai(words[0], folder, *words[1:])
        assert result.exit_code == 4
        assert message in result.stderr


def test_a_run_that_was_cut_off_is_called_damaged(serai, kept):
    path = kept / "run.nc"
    path.write_bytes(path.read_bytes()[:20_000])
    result = serai("score", kept)
    assert result.exit_code == 4
    assert "is damaged or truncated; run the scenario again" in result.stderr


@pytest.mark.parametrize("command", [("score",), ("repeat",), ("export", "--to", "csv"), ("report",)])
def test_a_run_that_was_changed_is_refused_with_the_part_that_was(serai, kept, command):
    path = kept / "run.nc"
    path.write_bytes(path.read_bytes().replace(b"2024-05-01T00:00:00+00:00", b"2024-06-01T00:00:00+00:00"))
    result = serai(command[0], kept, *command[1:])
    assert (result.exit_code, result.stdout) == (4, "")
    assert "is damaged or was changed since it was written, in: attributes; run the scenario again" in result.stderr


def test_repeat_agrees_with_the_run_that_was_kept(serai, kept):
    result = serai("repeat", kept)
    assert (result.exit_code, result.stdout) == (0, f"identical: {kept} came out the same, bit for bit\n")


def test_repeat_names_what_differs_and_exits_with_1(serai, kept, monkeypatch):
    simulate = results_run.simulate

    def other(scenario, **given):
        run = simulate(scenario, **given)
        arrays = {**run.outcome.arrays, "entries": run.outcome.arrays["entries"] + np.int32(1)}
        provenance = replace(run.provenance, result_hash="other", numpy_version="9.9")
        return replace(run, outcome=replace(run.outcome, arrays=arrays), provenance=provenance)

    monkeypatch.setattr(results_run, "simulate", other)
    result = serai("repeat", kept)
    assert result.exit_code == 1
    assert result.stdout == (
        f"different: {kept} gave other results in entries, version of numpy ({np.__version__} then, 9.9 now)\n"
    )


def test_needs_are_told_as_words_and_as_json_and_by_other_standards(serai, kept):
    result = serai("needs", kept)
    assert result.exit_code == 0
    assert "At the peak, all places together" in result.stdout
    assert "no published figure of people registered per desk and day was found" in result.stdout
    told = json.loads(serai("needs", kept, "--json").stdout)
    water = {need["phase"]: need for need in told["needs"] if need["item"] == "water"}
    assert water["later"]["p50"] == pytest.approx(20 * told["peak_of_people"]["present"]["p50"])
    Path("mine.csv").write_text("item,amount,per,basis\nregistration desks,1,80,registering\n", encoding="utf-8")
    desks = json.loads(serai("needs", kept, "--json", "--standards", "mine.csv").stdout)
    assert desks["asked_for"] == []
    assert [need["basis"] for need in desks["needs"] if need["item"] == "registration desks"] == ["registering"] * 2


def test_standards_that_cannot_be_are_told_with_row_column_and_what_is_meant(serai, kept):
    Path("mine.csv").write_text("item,amount,per,basis\nwater,-1,0,presnt\n", encoding="utf-8")
    result = serai("needs", kept, "--standards", "mine.csv")
    assert result.exit_code == 3
    for words in ("row 2, column amount: must be at least 0, got -1", "column per: must be greater than 0, got 0",
                  'got "presnt". Did you mean "present"?'):  # fmt: skip
        assert words in result.stderr
