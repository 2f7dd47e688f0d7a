"""`serai run`: what it writes, what it says, and how it ends when something is wrong."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from serai import cache
from serai.cli import progress
from serai.errors import InvariantError, StoreError
from serai.runs import run as results_run
from serai.runs import store

PARTS = (
    "Arrivals, departures and people who stayed",
    "Longest waits at the border",
    "Registration",
    "Lodging",
    "Comparison with published figures",
    "One journey",
    "Next",
)


def digest(folder: Path) -> str:
    return hashlib.sha256((folder / "run.nc").read_bytes()).hexdigest()


def test_the_summary_has_every_part_in_its_order_and_is_called_no_forecast(serai):
    result = serai("run", "river-crossing", "--full")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[2] == "One run with assumed values, not a forecast."
    places = [lines.index(part) for part in PARTS]
    assert places == sorted(places)
    assert "An invented traveller" in result.stdout
    assert "serai score runs/river-crossing-1" in result.stdout.replace("\\", "/")
    assert Path("runs/river-crossing-1/run.nc").is_file()


def test_the_summary_is_short_unless_all_is_asked_for(serai):
    lines = serai("run", "river-crossing").stdout.splitlines()
    assert len(lines) <= 45
    assert "One journey" not in lines
    assert [part for part in PARTS if part in lines] == [part for part in PARTS if part != "One journey"]


def test_the_summary_is_plain_text_no_wider_than_100_columns(serai):
    result = serai("run", "river-crossing")
    assert "\x1b" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 100


def test_progress_goes_to_standard_error_and_reaches_the_end(serai):
    result = serai("run", "river-crossing")
    assert "running river-crossing: 100 %" in result.stderr
    assert "running" not in result.stdout


def test_quiet_says_nothing_but_the_folder(serai):
    result = serai("run", "river-crossing", "--quiet")
    assert result.stdout.replace("\\", "/") == "runs/river-crossing-1\n"
    assert result.stderr == ""


def test_the_first_run_on_a_machine_says_that_it_compiles(serai, monkeypatch):
    monkeypatch.setattr(cache, "is_compiled", lambda loop: False)
    assert f"{progress.COMPILING}: 100 %" in serai("run", "river-crossing").stderr
    monkeypatch.setattr(cache, "is_compiled", lambda loop: True)
    assert progress.COMPILING not in serai("run", "river-crossing").stderr


def test_seed_and_changes_name_the_folder_and_are_kept_in_the_run(serai):
    result = serai("run", "river-crossing", "--seed", "5", "--set", "choice.belief_wait_hours=24", "--quiet")
    folder = Path(result.stdout.strip())
    assert folder.name.startswith("river-crossing-5-")
    kept = store.read_provenance(folder)
    assert (kept.seed, kept.changes) == (5, ("choice.belief_wait_hours=24",))


def test_a_measure_changes_the_run_and_its_folder(serai):
    plain = Path(serai("run", "river-crossing", "--quiet").stdout.strip())
    measure = Path(serai("run", "river-crossing", "--measure", "more-tents", "--quiet").stdout.strip())
    assert measure.name.startswith(f"{plain.name}-")
    assert store.read_provenance(measure).scenario_hash != store.read_provenance(plain).scenario_hash


def test_the_same_inputs_replace_an_older_run_and_other_inputs_do_not(serai, kept):
    before = digest(kept)
    assert serai("run", "river-crossing", "--out", kept, "--quiet").exit_code == 0
    after = digest(kept)
    refused = serai("run", "river-crossing", "--seed", "2", "--out", kept, "--quiet")
    assert refused.exit_code == 4
    assert "contains another run (river-crossing, seed 1" in refused.stderr
    assert "--force" in refused.stderr
    assert digest(kept) == after
    forced = serai("run", "river-crossing", "--seed", "2", "--out", kept, "--quiet", "--force")
    assert forced.exit_code == 0
    assert digest(kept) not in (before, after)


def test_faults_of_a_scenario_are_printed_as_they_are_with_status_3(serai):
    serai("new", "mine", "--from", "river-crossing")
    path = Path("mine/scenario.yaml")
    path.write_text(path.read_text(encoding="utf-8") + "\nspeling: 1\n", encoding="utf-8")
    for command in ("check", "run"):
        result = serai(command, "mine")
        assert result.exit_code == 3
        assert result.stderr.splitlines()[0] == 'scenario "mine" has 1 problem:'
        assert "speling: unknown setting" in result.stderr
        assert result.stdout == ""
    assert not Path("runs").exists()


def test_an_unknown_scenario_is_named_with_the_nearest(serai):
    result = serai("run", "river-crosing")
    assert result.exit_code == 3
    assert '"river-crosing" is neither a folder, an .xlsx file nor a built-in scenario.' in result.stderr
    assert 'Did you mean "river-crossing"?' in result.stderr


def test_a_change_of_an_unknown_key_is_refused_with_the_nearest(serai):
    result = serai("run", "river-crossing", "--set", "choice.belief_wait_hour=24")
    assert result.exit_code == 3
    assert 'Did you mean "choice.belief_wait_hours"?' in result.stderr


def test_a_folder_that_cannot_be_made_is_refused_before_the_run(serai, monkeypatch):
    Path("taken").write_text("a file", encoding="utf-8")
    monkeypatch.setattr(results_run, "simulate", lambda *_, **__: pytest.fail("was run"))
    result = serai("run", "river-crossing", "--out", "taken/run")
    assert result.exit_code == 4
    assert "taken" in result.stderr
    assert "Traceback" not in result.stderr
    assert Path("taken").read_text(encoding="utf-8") == "a file"


def test_a_disk_that_fills_gives_status_4_and_leaves_the_older_run(serai, kept, monkeypatch):
    def fail(*_, **__):
        raise StoreError('cannot write "run.nc": no space left on device')

    monkeypatch.setattr(store, "write_whole_by", fail)
    before = digest(kept)
    result = serai("run", "river-crossing", "--out", kept)
    assert result.exit_code == 4
    assert result.stderr.splitlines()[-1] == 'cannot write "run.nc": no space left on device'
    assert digest(kept) == before


@pytest.mark.parametrize("name", ["simulate", "can_save"])
def test_an_interrupted_run_says_so_and_leaves_the_older_run(serai, kept, monkeypatch, name):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(results_run, name, interrupt)
    before = digest(kept)
    result = serai("run", "river-crossing", "--out", kept)
    assert result.exit_code == 130
    assert result.stderr.splitlines()[-1] == "interrupted: nothing was written"
    assert digest(kept) == before
    assert [path.name for path in kept.iterdir()] == ["run.nc"]


def test_our_own_fault_comes_through_with_its_traceback(serai, monkeypatch):
    def break_rule(*_, **__):
        raise InvariantError("a party stands in two lists")

    monkeypatch.setattr(results_run, "simulate", break_rule)
    result = serai("run", "river-crossing")
    assert result.exit_code == 1
    assert isinstance(result.exception, InvariantError)


def test_score_prints_one_json_object_with_the_fields_of_the_contract(serai, kept):
    result = serai("score", kept, "--json")
    assert result.exit_code == 0
    given = json.loads(result.stdout)
    fields = {
        "quantity", "statistic", "place", "from", "to", "date", "observed", "low", "high", "simulated", "inside",
        "use", "rests_on", "fact_group",
    }  # fmt: skip
    assert given["observations"]
    assert all(fields <= set(row) for row in given["observations"])
    assert {"inside", "total", "by_use", "by_fact_group"} <= set(given["summary"])
