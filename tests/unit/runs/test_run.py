"""A run: simulated, scored, kept, opened; quick to start, and without pandas and xarray until they are asked for."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from serai.errors import StoreError, UsageError
from serai.runs.draws import FailedDraw
from serai.runs.provenance import scenario_hash
from serai.runs.ranges import ranges_of
from serai.runs.run import Run, can_save, open_run, simulate
from some_bands import exact


@pytest.fixture
def engine(bench, monkeypatch):
    """The engine replaced by one that hands out the made-up run and notes how it was called."""
    calls = []

    def run(scenario, seed, *, on_progress=None, check=False):
        calls.append((scenario, seed, on_progress, check))
        return bench.outcome

    monkeypatch.setattr("serai.runs.course.run", run)
    return calls


@pytest.fixture
def run(bench, engine) -> Run:
    bench.put("entries", 60, day="2022-09-02", place="West Post", profile="men")
    return simulate(bench.scenario)


def test_a_run_takes_the_seed_of_its_scenario_unless_one_is_given(bench, engine):
    assert simulate(bench.scenario).seed == bench.scenario.seed
    assert simulate(bench.scenario, seed=0).seed == 0
    assert [seed for _, seed, _, _ in engine] == [1, 0]


def test_progress_and_checks_are_handed_to_the_engine(bench, engine):
    def progress(done, n_ticks):
        return None

    simulate(bench.scenario, on_progress=progress, check=True)
    assert engine == [(bench.scenario, 1, progress, True)]


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_a_seed_out_of_bounds_is_refused(bench, seed):
    with pytest.raises(UsageError, match=rf"^the seed must be a whole number from 0 to 2\*\*63 - 1, got {seed}$"):
        simulate(bench.scenario, seed=seed)


def test_a_run_says_where_it_comes_from(run):
    assert run.provenance.scenario_hash == scenario_hash(run.scenario)
    assert run.provenance.seconds >= 0
    assert run.folder is None


def test_a_run_has_data_a_score_and_a_headline(run, observe):
    assert int(run.data.entries.sum()) == 60
    assert run.headline.total.entries == exact(60)
    frame = run.score([observe("entries", "sum", value=60)])
    assert list(frame["inside"]) == [True]
    assert run.score_rows() == []


def test_a_kept_run_opens_again(run, tmp_path):
    folder = run.save(tmp_path / "a", changes=["seed=2"], command=["serai", "run"])
    assert run.folder == folder == tmp_path / "a"
    opened = open_run(folder)
    assert opened.scenario == run.scenario
    assert opened.provenance == run.provenance
    assert (opened.provenance.changes, opened.provenance.command) == (("seed=2",), ("serai", "run"))
    assert opened.folder == folder
    assert int(opened.data.entries.sum()) == 60


def test_another_run_is_replaced_only_by_force(run, tmp_path):
    run.save(tmp_path)
    run.save(tmp_path)
    other = replace(run, seed=2, provenance=replace(run.provenance, seed=2))
    with pytest.raises(StoreError, match="contains another run"):
        other.save(tmp_path)
    assert open_run(tmp_path).seed == 1
    other.save(tmp_path, force=True)
    assert open_run(tmp_path).seed == 2


def test_whether_a_run_can_be_kept_is_known_before(run, tmp_path):
    can_save(tmp_path / "a", run.scenario, 1)
    assert list(tmp_path.iterdir()) == []
    run.save(tmp_path / "a")
    can_save(tmp_path / "a", run.scenario, 1)
    can_save(tmp_path / "a", run.scenario, 2, force=True)
    with pytest.raises(StoreError, match="contains another run"):
        can_save(tmp_path / "a", run.scenario, 2)
    with pytest.raises(StoreError, match="there is a file of that name"):
        can_save(tmp_path / "a" / "run.nc", run.scenario, 1, force=True)


def modules_after(code):
    told = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sorted(sys.modules))"],
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return set(told.stdout.split())


def test_keeping_opening_and_summing_up_a_run_need_neither_pandas_nor_xarray(run, tmp_path):
    run.save(tmp_path)
    code = (
        "from serai.runs.run import open_run\n"
        "from serai.report.journey_words import journey_sentences\n"
        f"run = open_run({str(tmp_path)!r})\n"
        "run.headline, run.score_rows(), journey_sentences(run.outcome, run.scenario)\n"
        "run.save(run.folder)"
    )
    assert not {"pandas", "xarray"} & modules_after(code)


def test_importing_serai_imports_nothing_heavy():
    assert not {"numpy", "numba", "pydantic", "pandas", "xarray", "h5py"} & modules_after("import serai")


@pytest.mark.parametrize("seed", [1.5, 2.0, "7", True, float("nan")])
def test_a_seed_that_is_no_whole_number_is_refused_and_not_cut_off(bench, engine, seed):
    with pytest.raises(UsageError, match=r"^the seed must be a whole number from 0 to"):
        simulate(bench.scenario, seed=seed)
    assert not engine


def test_a_seed_may_be_an_integer_of_numpy(bench, engine):
    assert simulate(bench.scenario, seed=np.int64(7)).seed == 7


def test_a_name_instead_of_a_scenario_says_how_to_get_one(engine):
    words = "^simulate takes a Scenario, as returned by serai.load, got 'river-crossing'$"
    with pytest.raises(UsageError, match=words):
        simulate("river-crossing")
    with pytest.raises(UsageError, match=words):
        simulate("river-crossing", seed=3)


def test_a_run_shows_its_scenario_in_one_line(run):
    assert f"scenario=<Scenario {run.scenario.name}: {len(run.scenario.places)} places, 2022-09-" in repr(run)
    assert len(repr(run)) < 200


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"draws": 0}, "the number of draws must be 1 to 100,000, got 0"),
        ({"draws": 100_001}, "the number of draws must be 1 to 100,000, got 100,001"),
        ({"draws": 1.5}, "the number of draws must be a whole number, got 1.5"),
        ({"draws": "3"}, "the number of draws must be a whole number, got 3"),
        ({"draws": 2, "threads": 0}, "threads must be at least 1, got 0"),
        ({"draws": 2, "threads": 1.5}, "threads must be at least 1, got 1.5"),
    ],
)
def test_draws_and_threads_out_of_bounds_are_refused(bench, engine, given, words):
    with pytest.raises(UsageError, match=f"^{words}$"):
        simulate(bench.scenario, **given)
    assert not engine


def test_a_run_with_draws_is_a_run_whose_sample_are_the_draws(bench):
    bench.put("entries", 60, day="2022-09-02", place="West Post", profile="men")
    single, drawn = bench.run(), bench.run(factors=(1, 2, 3))
    assert (single.draws, single.n_draws, single.sample.n_draws) == (None, 0, 1)
    assert (drawn.n_draws, drawn.sample.n_draws, len(drawn.failed)) == (4, 3, 1)
    assert drawn.headline.total.entries.median == 120
    assert drawn.outcome is single.outcome
    assert int(drawn.data.entries.sum()) == 60
    assert drawn.draws_data.entries.sum(["day", "place"]).values.tolist() == [60, 120, 180]
    assert drawn.draws_data.entries.attrs["units"] == "persons"


def test_a_kept_run_with_draws_opens_again_with_every_number(bench, tmp_path):
    made = bench.run(factors=(1, 2, 3))
    opened = open_run(made.save(tmp_path))
    assert opened.draws.failed == made.draws.failed
    assert opened.draws.failed[0].values == made.draws.failed[0].values
    for name, values in made.draws.all_arrays().items():
        np.testing.assert_array_equal(opened.draws.all_arrays()[name], values)
    assert (opened.headline, opened.score_rows()) == (made.headline, made.score_rows())
    assert opened.draws_data.equals(made.draws_data)
    assert opened.data.equals(made.data)


@pytest.mark.slow
def test_draws_and_a_single_run_do_not_replace_each_other_unasked(bench, tmp_path):
    single, drawn = bench.run(), bench.run(factors=(1, 2, 3))
    drawn.save(tmp_path)
    with pytest.raises(StoreError, match=r"contains another run \(made-up, seed 1, 4 draws, of "):
        single.save(tmp_path)
    with pytest.raises(StoreError, match="name another folder with --out"):
        can_save(tmp_path, bench.scenario, 1, draws=9)
    can_save(tmp_path, bench.scenario, 1, draws=4)
    drawn.save(tmp_path)
    single.save(tmp_path, force=True)
    assert open_run(tmp_path).draws is None


def test_the_values_that_lie_furthest_out_are_named_first(river):
    run = Run(river, 1, None, None)
    ranges = {one.name: one for one in ranges_of(river)}
    values = {one.name: one.central for one in ranges.values()}
    first, second = list(ranges)[3], list(ranges)[30]
    values[first] = ranges[first].high
    values[second] = (ranges[second].low + ranges[second].central) / 2
    assert run.furthest_values(FailedDraw(1, 1, "", values), 2) == [first, second]
