"""`serai plan` on the command line: what to take, kept as page, workbook and JSON; stopped, it goes on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from serai.cli.planning import PlanRequest, _options
from serai.runs import engine
from serai.runs.seal import refuse_other_file

SEARCH = ("plan", "river-crossing", "--budget", "16000", "--runs", "72")


@pytest.mark.slow
def test_a_plan_is_told_kept_and_the_same_again_from_what_is_kept(serai, monkeypatch):
    result = serai(*SEARCH)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[1] == "A flood drives people across a river: plan for a budget of 16,000, seed 1"
    assert "Recommended: " in result.stdout
    assert max(map(len, lines[: lines.index("Next")])) <= 100
    folder = Path("plans/river-crossing-1")
    told = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    assert told["plan"]["cost"] <= 16000
    assert [step["cost_in_all"] for step in told["steps"]][-1] == told["plan"]["cost"]
    costs = [option["cost"] for option in told["front"]]
    assert costs == sorted(costs)
    assert costs[0] == 0
    for name in ("plan.html", "plan.xlsx", "plan.json"):
        refuse_other_file(folder / name)  # as written, so that it may be replaced

    def never(plans, count):
        raise AssertionError("a draw that is kept was run again")

    monkeypatch.setattr(engine, "_member", never)
    again = serai(*SEARCH, "--json")
    assert again.exit_code == 0, again.output
    shown = json.loads(again.stdout)
    told.pop("serai_sha256")
    assert shown == told


@pytest.mark.slow
def test_a_search_that_is_stopped_keeps_draws_and_the_same_command_goes_on(serai, monkeypatch):
    monkeypatch.setattr(engine.os, "cpu_count", lambda: 1)
    member, count = engine._member, [0]

    def interrupt(plans, number):
        count[0] += 1
        if count[0] > 5:
            raise KeyboardInterrupt
        return member(plans, number)

    with monkeypatch.context() as only:
        only.setattr(engine, "_member", interrupt)
        result = serai(*SEARCH, "--out", "stopped")
    assert result.exit_code == 130
    assert result.stderr.splitlines()[-1] == "interrupted: 5 draws are kept in stopped; run the same command to resume"
    assert not Path("stopped/plan.json").exists()
    ran = []

    def counting(plans, number):
        ran.append(number)
        return member(plans, number)

    monkeypatch.setattr(engine, "_member", counting)
    went_on = json.loads(serai(*SEARCH, "--out", "stopped", "--json").stdout)
    assert len(ran) == went_on["runs"] - 5


def test_a_search_that_is_stopped_before_its_first_draw_leaves_nothing(serai, monkeypatch):
    def interrupt(plans, number):
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "_member", interrupt)
    result = serai(*SEARCH)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (130, "interrupted: nothing was written")
    assert not Path("plans").exists()


@pytest.mark.slow
def test_how_many_units_a_goal_needs(serai):
    Path("menu.csv").write_text(
        "measure,unit,cost_per_day,most,table,id,column,change\ndesk,desk,100,4,services,bridge-desk-car,servers,+1\n",
        encoding="utf-8",
    )
    goal = "wait_served.p90 < 100h at Long Bridge"
    result = serai(
        "plan", "river-crossing", "--menu", "menu.csv", "--goal", goal, "--how-many", "desk", "--json", "--quiet"
    )
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["units"], told["levels"][0]["held"], told["settled"]) == (0, 1.0, True)


def test_what_is_typed_next_asks_the_same_question():
    asked = PlanRequest(
        "river-crossing", budget=16000.0, minimise=None, goal="waiting.max < 300 at Almaty", how_many=None,
        menu=Path("my menu.csv"), runs=72, out=Path("mine"), seed=7, as_of=datetime(2022, 9, 27, 18), cluster=None,
        quiet=False,
    )  # fmt: skip
    assert _options(asked) == (
        ' --budget 16000 --goal "waiting.max < 300 at Almaty" --menu "my menu.csv" --out mine --seed 7'
        ' --as-of "2022-09-27 18:00"'
    )
    nothing = dict.fromkeys(("budget", "goal", "menu", "out", "seed", "as_of"))
    assert _options(replace(asked, **nothing)) == ""


def test_wrong_questions_are_refused_before_anything_runs(serai):
    Path("menu.csv").write_text("measure,most\nmore-tent,2\n", encoding="utf-8")
    given = {
        ("--budget", "0"): (2, "the budget must be greater than 0, got 0\n"),
        ("--budget", "5"): (2, "a budget of 5 buys nothing on the menu; the cheapest is boats-at-night for 6,000\n"),
        ("--goal", "entries.sum > 1", "--minimise", "hours_waited"): (
            2, "--goal and --minimise cannot be combined: a plan has one criterion\n",
        ),
        ("--how-many", "more-tents"): (
            2, '--how-many needs a goal, e.g. --goal "wait_served.p90 < 12h at PLACE"\n',
        ),
        ("--how-many", "more-tent", "--goal", "entries.sum > 1"): (
            2, '"more-tent" is not on the menu. Did you mean "more-tents"?\n',
        ),
        ("--goal", "wait.p90 < 2h"): (3, None),
        ("--menu", "menu.csv"): (
            3, 'file "menu.csv" has 1 problem:\n  menu.csv, row 2, column measure: "more-tent" is not in measures.csv, '
            'and the row states no change of its own. Did you mean "more-tents"?\n',
        ),
    }  # fmt: skip
    for words, (status, told) in given.items():
        result = serai("plan", "river-crossing", "--quiet", *words)
        assert (words, result.exit_code, result.stdout) == (words, status, "")
        assert told is None or result.stderr == told
        assert not Path("plans").exists()
