"""`serai run --draws`, and the other commands on what it keeps."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import serai as package
from serai.runs import engine, store
from serai.runs.course import run as run_once
from serai.runs.design import member_seed
from serai.runs.run import open_run

N_DRAWS = 6


@pytest.fixture(scope="session")
def first_draws(tmp_path_factory) -> Path:
    scenario = package.load("river-crossing")
    return package.simulate(scenario, draws=N_DRAWS).save(tmp_path_factory.mktemp("kept") / "draws")


@pytest.fixture
def kept_draws(first_draws, tmp_path) -> Path:
    """A copy of six draws of river-crossing with seed 1 in the folder `draws`."""
    return Path(shutil.copytree(first_draws, tmp_path / "draws"))


@pytest.fixture
def failing(monkeypatch):
    """The second draw of seed 1 fails."""

    def broken(scenario, seed, **given):
        if seed == member_seed(1, 2):
            raise ValueError("no way")
        return run_once(scenario, seed, **given)

    monkeypatch.setattr(engine, "run", broken)


def test_the_summary_is_headed_by_the_number_of_draws_and_the_band(serai):
    result = serai("run", "river-crossing", "--draws", N_DRAWS, "--full")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[1] == "A flood drives people across a river: 1 May to 21 May 2024, seed 1"
    caveat = "medians and, in brackets, where 80 % of them lie. Not a forecast."
    assert lines[2] == f"6 draws of the assumed ranges: {caveat}"
    titles = ("Arrivals, departures and people who stayed", "Longest waits at the border", "Registration", "Lodging")
    places = [lines.index(title) for title in (*titles, "One journey", "Next")]
    assert places == sorted(places)
    assert "An invented traveller" in result.stdout
    assert "failed" not in result.stdout
    assert f"serai run river-crossing --draws {N_DRAWS} --measure fourth-desk" in result.stdout
    assert "serai export" in result.stdout
    assert max(map(len, lines)) <= 100


@pytest.mark.slow
def test_progress_counts_draws(serai):
    result = serai("run", "river-crossing", "--draws", "2")
    assert "running river-crossing, 2 draws (each stored when it ends): 100 %" in result.stderr


@pytest.mark.slow
def test_draws_count_as_a_change_in_the_name_of_the_folder(serai):
    words = ("run", "river-crossing", "--quiet")
    plain, two, three = (serai(*words, *more).stdout.strip() for more in ((), ("--draws", "2"), ("--draws", "3")))
    assert Path(plain).name == "river-crossing-1"
    for folder in (two, three):
        name, _, digits = Path(folder).name.rpartition("-")
        assert name == "river-crossing-1"
        assert len(digits) == 6
        assert int(digits, 16) >= 0
    assert len({plain, two, three}) == 3
    assert store.read_provenance(Path(three)).draws == 3


@pytest.mark.slow
def test_other_draws_replace_a_run_by_force_only(serai, kept_draws):
    refused = serai("run", "river-crossing", "--draws", "2", "--out", kept_draws, "--quiet")
    assert refused.exit_code == 4
    assert "contains another run (river-crossing, seed 1, 6 draws, of " in refused.stderr
    assert serai("run", "river-crossing", "--draws", "2", "--out", kept_draws, "--quiet", "--force").exit_code == 0
    assert store.read_provenance(kept_draws).draws == 2


def test_draws_that_fail_are_named_on_standard_error_and_in_the_summary(serai, failing):
    result = serai("run", "river-crossing", "--draws", "4")
    assert result.exit_code == 0
    told = [line for line in result.stderr.splitlines() if line.startswith("draw 2 ")]
    start = f"draw 2 (seed {member_seed(1, 2)}) failed: ValueError: no way; furthest from their central values: "
    assert [line[: len(start)] for line in told] == [start]
    assert told[0].count(" = ") == 5
    assert "1 of 4 draws failed and is left out of these figures: 2." in result.stdout


@pytest.mark.slow
def test_draws_that_fail_are_named_even_when_quiet(serai, failing):
    result = serai("run", "river-crossing", "--draws", "4", "--quiet")
    assert "draw 2 (seed" in result.stderr
    assert len(result.stdout.splitlines()) == 1


@pytest.mark.parametrize(("given", "status"), [("0", 2), ("many", 2), ("100001", 2)])
def test_a_wrong_number_of_draws_is_a_wrong_option(serai, given, status):
    result = serai("run", "river-crossing", "--draws", given)
    assert result.exit_code == status
    assert not Path("runs").exists()


def interrupted_before(draw, monkeypatch):
    """Let Ctrl-C strike when a draw begins."""

    def interrupt(plan, number):
        if number + 1 == draw:
            raise KeyboardInterrupt
        return member(plan, number)

    member = engine._member
    monkeypatch.setattr(engine, "_member", interrupt)


def test_draws_that_are_interrupted_before_the_first_ends_leave_nothing(serai, monkeypatch):
    interrupted_before(1, monkeypatch)
    monkeypatch.setattr(engine.os, "cpu_count", lambda: 1)
    result = serai("run", "river-crossing", "--draws", "2")
    assert result.exit_code == 130
    assert result.stderr.splitlines()[-1] == "interrupted: nothing was written"
    assert not Path("runs").exists()


@pytest.mark.slow
def test_interrupted_draws_go_on_by_the_same_command_and_are_not_mixed_with_others(serai, kept_draws, monkeypatch):
    monkeypatch.setattr(engine.os, "cpu_count", lambda: 1)
    with monkeypatch.context() as only:
        interrupted_before(4, only)
        result = serai("run", "river-crossing", "--draws", "6", "--out", "stopped")
    assert result.exit_code == 130
    words = "interrupted: 3 of 6 draws are kept in stopped; run the same command to resume"
    assert result.stderr.splitlines()[-1] == words
    result = serai("run", "river-crossing", "--draws", "6", "--seed", "2", "--out", "stopped")
    assert result.exit_code == 4
    assert (
        '"stopped/draws" contains 3 draws of another plan (another seed), stored when it was'
        in result.stderr.replace("\\", "/")
    )
    interrupted_before(3, monkeypatch)  # never struck: the third is there
    result = serai("run", "river-crossing", "--draws", "6", "--out", "stopped", "--quiet")
    assert (result.exit_code, [path.name for path in Path("stopped").iterdir()]) == (0, ["run.nc"])
    again = open_run("stopped").provenance.result_hash
    assert again == open_run(kept_draws).provenance.result_hash


@pytest.mark.slow
def test_twice_as_many_draws_go_on_from_those_that_are_kept_elsewhere_too(serai, monkeypatch):
    monkeypatch.setattr(engine.os, "cpu_count", lambda: 1)
    assert serai("run", "river-crossing", "--draws", "3", "--quiet").exit_code == 0
    with monkeypatch.context() as only:
        interrupted_before(2, only)  # never struck
        result = serai("run", "river-crossing", "--draws", "6", "--quiet")
    assert result.exit_code == 0, result.stderr
    fresh = serai("run", "river-crossing", "--draws", "6", "--quiet", "--out", "fresh")
    assert fresh.exit_code == 0
    assert open_run(result.stdout.strip()).provenance.result_hash == open_run("fresh").provenance.result_hash


def test_score_shows_the_90_percent_interval_of_each_figure(serai, kept_draws):
    result = serai("score", kept_draws)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[2].startswith("6 draws of the assumed ranges")
    assert "5 to 95 %" in result.stdout
    assert "The 90 % interval of all draws, with the model error, overlaps " in result.stdout


def test_score_prints_the_json_of_a_run_and_what_draws_add(serai, kept_draws, kept):
    single = json.loads(serai("score", kept, "--json").stdout)
    many = json.loads(serai("score", kept_draws, "--json").stdout)
    assert [row["id"] for row in many["observations"]] == [row["id"] for row in single["observations"]]
    for one, other in zip(single["observations"], many["observations"], strict=True):
        assert set(one) <= set(other)
        assert other["simulated_low"] <= other["simulated"] <= other["simulated_high"]
        assert other["central"] == one["simulated"]
        assert other["draws"] == N_DRAWS
    assert set(single["summary"]) <= set(many["summary"])


def test_draws_are_run_again_for_the_observations_of_a_file(serai, kept_draws):
    heads = "id,from,to,quantity,statistic,fact_group,value,low,high,use"
    Path("mine.csv").write_text(f"{heads}\nmine,2024-05-04,2024-05-11,entries,sum,new,1,0,2,test\n", encoding="utf-8")
    result = serai("score", kept_draws, "--observations", "mine.csv", "--json")
    assert result.exit_code == 0
    assert "running river-crossing again, 6 draws: 100 %" in result.stderr
    (row,) = json.loads(result.stdout)["observations"]
    assert (row["id"], row["draws"], row["covered"]) == ("mine", N_DRAWS, False)
    assert 0 < row["simulated_low"] <= row["simulated"] <= row["simulated_high"]


def test_repeat_runs_every_draw_again(serai, kept_draws):
    result = serai("repeat", kept_draws)
    assert (result.exit_code, result.stdout) == (0, f"identical: {kept_draws} came out the same, bit for bit\n")
    assert "repeating river-crossing, seed 1, 6 draws: 100 %" in result.stderr


def test_repeat_names_what_differs_in_the_draws(serai, kept_draws, monkeypatch):
    def later(scenario, seed, **given):
        outcome = run_once(scenario, seed, **given)
        outcome.arrays["searches"][3] += 1
        return outcome

    monkeypatch.setattr(engine, "run", later)
    result = serai("repeat", kept_draws)
    assert (result.exit_code, result.stdout) == (
        1, f"different: {kept_draws} gave other results in searches, draws/searches\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("form", "name"), [("xlsx", "a.xlsx"), ("geojson", "a.geojson"), ("csv", "a"), ("parquet", "b")]
)
def test_draws_are_exported_in_every_form(serai, kept_draws, form, name):
    result = serai("export", kept_draws, "--to", form, "--out", name)
    assert (result.exit_code, result.stdout) == (0, f"{name}\n")
    assert Path(name).exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--cluster", "local"), "--cluster runs draws; say how many with --draws"),
        (("--cluster", "node-1", "--draws", "2"), "--cluster must be local, slurm, an address such as tcp://host:8786"),
    ],
)
def test_a_cluster_that_cannot_be_is_refused_and_leaves_nothing(serai, words, told):
    result = serai("run", "river-crossing", *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert not Path("runs").exists()
