"""An ensemble as an object: simulated, kept, opened, and refused where it must be."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import xarray

import serai
from serai.errors import StoreError, UsageError
from serai.runs import run as single
from serai.runs import store
from serai.runs.draws import FailedDraw, draws_hash
from serai.runs.ensemble_run import EnsembleRun
from serai.runs.ranges import ranges_of


@pytest.fixture
def folder(ensemble, tmp_path):
    return ensemble.save(tmp_path / "many")


def test_draws_make_an_ensemble_and_none_a_single_run(ensemble, river):
    assert isinstance(ensemble, EnsembleRun)
    assert isinstance(serai.simulate(river), serai.Run)
    assert (ensemble.n_draws, ensemble.seed, ensemble.failed) == (8, river.seed, ())


@pytest.mark.parametrize("draws", [0, 100_001])
def test_a_number_of_draws_out_of_bounds_is_refused(river, draws):
    with pytest.raises(UsageError, match=rf"^the number of draws must be 1 to 100,000, got {draws:,}$"):
        serai.simulate(river, draws=draws)


def test_a_number_of_threads_below_one_is_refused(river):
    with pytest.raises(UsageError, match="^threads must be at least 1, got 0$"):
        serai.simulate(river, draws=2, threads=0)


def test_a_seed_out_of_bounds_is_refused(river):
    with pytest.raises(UsageError, match="^the seed must be"):
        serai.simulate(river, draws=2, seed=-1)


def test_the_data_have_a_dimension_draw_units_and_the_drawn_values(ensemble):
    data = ensemble.data
    assert data.entries.dims == ("draw", "day", "place")
    assert data.entries.attrs["units"] == "persons"
    assert data.sizes["draw"] == 8
    speed = data.range_value.set_index(range="range").sel(range="modes.car.speed_kmh")
    assert ((speed >= 20) & (speed <= 40)).all()
    assert "step" not in data.sizes
    assert str(data.day.values[0])[:10] == "2024-04-30"


def test_a_kept_ensemble_opens_again_with_every_number(ensemble, folder):
    opened = serai.open_run(folder)
    assert isinstance(opened, EnsembleRun)
    assert draws_hash(opened.draws) == draws_hash(ensemble.draws)
    assert (opened.headline, opened.score_rows()) == (ensemble.headline, ensemble.score_rows())
    assert (opened.scenario, opened.n_draws, opened.folder) == (ensemble.scenario, 8, folder)
    assert opened.data.equals(ensemble.data)


def test_xarray_opens_the_file_by_itself(folder):
    with xarray.open_dataset(folder / "run.nc", engine="h5netcdf") as data:
        assert data.sizes["draw"] == 8
        assert data["entries"].attrs["add_up"] == "sum"


def test_failed_draws_and_their_values_are_kept(river, tmp_path, monkeypatch):
    from serai.runs import engine
    from serai.runs.course import run
    from serai.runs.design import member_seed

    def broken(scenario, seed, **given):
        if seed == member_seed(1, 2):
            raise ValueError("no way")
        return run(scenario, seed, **given)

    monkeypatch.setattr(engine, "run", broken)
    made = serai.simulate(river, draws=3)
    opened = serai.open_run(made.save(tmp_path))
    assert opened.failed == made.failed
    assert opened.failed[0].values == made.failed[0].values
    assert opened.draws.numbers.tolist() == [1, 3]


def test_the_values_that_lie_furthest_out_are_named_first(ensemble):
    ranges = {one.name: one for one in ranges_of(ensemble.scenario)}
    values = {one.name: one.central for one in ranges.values()}
    first, second = list(ranges)[3], list(ranges)[30]
    values[first] = ranges[first].high
    values[second] = (ranges[second].low + ranges[second].central) / 2
    failed = FailedDraw(1, 1, "", values)
    assert ensemble.furthest_values(failed, 2) == [first, second]


def test_an_ensemble_without_ranges_failures_or_observations_is_kept_too(river, tmp_path):
    exact = serai.with_changes(river, {one.name: one.central for one in ranges_of(river)})
    bare = exact.model_copy(update={"observations": ()})
    made = serai.simulate(bare, draws=2)
    opened = serai.open_run(made.save(tmp_path))
    assert opened.score_rows() == []
    assert np.array_equal(opened.draws.arrays["entries"], made.draws.arrays["entries"])
    assert opened.data.sizes["draw"] == 2


def test_an_ensemble_and_a_run_do_not_replace_each_other_unasked(ensemble, river, folder):
    with pytest.raises(StoreError, match=r"holds another run \(river-crossing, seed 1, 8 draws, of "):
        serai.simulate(river).save(folder)
    with pytest.raises(StoreError, match="name another folder with --out"):
        single.can_save(folder, river, 1, draws=9)
    single.can_save(folder, river, 1, draws=8)
    ensemble.save(folder)
    serai.simulate(river).save(folder, force=True)
    assert isinstance(serai.open_run(folder), serai.Run)


def test_what_takes_a_single_run_says_that_these_are_draws(folder):
    with pytest.raises(StoreError, match=r"holds 8 draws, not a single run; `serai score` and `serai\.open_run` read"):
        single.open_run(folder)


def test_an_ensemble_whose_numbers_were_changed_is_called_damaged(ensemble, folder):
    import h5netcdf

    with h5netcdf.File(folder / "run.nc", "a") as file:
        file.variables["figure_value"][0, 0] = -1.0
    with pytest.raises(StoreError, match="is damaged or cut off; run the scenario again"):
        serai.open_run(folder)


def test_a_single_run_of_before_there_were_draws_opens(river, tmp_path):
    import json

    import h5netcdf

    folder = serai.simulate(river).save(tmp_path)
    with h5netcdf.File(folder / "run.nc", "a") as file:
        told = json.loads(file.attrs[store.PROVENANCE_ATTRIBUTE])
        del told["draws"]
        file.attrs[store.PROVENANCE_ATTRIBUTE] = json.dumps(told)
    assert serai.open_run(folder).provenance.draws == 0


def test_simulating_keeping_and_summing_up_draws_need_neither_pandas_nor_xarray(tmp_path):
    code = (
        "import sys, serai\n"
        "many = serai.simulate(serai.load('river-crossing'), draws=2)\n"
        f"many.save({str(tmp_path)!r})\n"
        "many.headline, many.score_rows()\n"
        "print({'pandas', 'xarray'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert told.stdout == "set()\n"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"draws": 1.5}, "^the number of draws must be a whole number, got 1.5$"),
        ({"draws": "3"}, "^the number of draws must be a whole number, got 3$"),
        ({"draws": 2, "threads": 1.5}, "^threads must be at least 1, got 1.5$"),
    ],
)
def test_draws_and_threads_that_are_no_whole_numbers_are_refused(river, given, words):
    with pytest.raises(UsageError, match=words):
        serai.simulate(river, **given)


def test_draws_of_a_name_instead_of_a_scenario_are_refused():
    with pytest.raises(UsageError, match="^simulate takes a Scenario, as serai.load gives it, got 'river-crossing'$"):
        serai.simulate("river-crossing", draws=2)
