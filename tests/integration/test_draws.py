"""A run with draws, from the engine to the file: beside the single run, scored, kept and opened."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import serai
from serai.errors import StoreError, TakenOverError
from serai.report.summary import run_sections
from serai.runs import engine, store
from serai.runs.course import run as run_once
from serai.runs.design import member_seed
from serai.runs.going_on import begin
from serai.runs.kept import how_many
from serai.runs.provenance import result_hash
from serai.runs.ranges import ranges_of


def test_the_central_course_is_the_single_run_bit_for_bit(river_run, river_draws):
    assert result_hash(river_draws.outcome) == river_run.provenance.result_hash
    assert river_draws.outcome.totals == river_run.outcome.totals
    assert (river_draws.n_draws, river_draws.seed, river_draws.failed) == (8, river_run.seed, ())


def test_the_score_names_the_central_figure_beside_the_draws(river_run, river_draws):
    single, drawn = river_run.score_rows(), river_draws.score_rows()
    assert [row.spread.central for row in drawn] == [row.simulated for row in single]
    assert [row.spread.central_inside for row in drawn] == [row.inside for row in single]
    assert all(row.spread.draws == 8 for row in drawn if row.simulated is not None)


def test_the_journey_of_the_summary_is_that_of_the_central_course(river_run, river_draws):
    assert run_sections(river_draws, full=True)[-1] == run_sections(river_run, full=True)[-1]


def test_the_data_of_draws_have_a_dimension_draw_units_and_the_drawn_values(river_draws):
    data = river_draws.draws_data
    assert data.entries.dims == ("draw", "day", "place")
    assert data.sizes["draw"] == 8
    speed = data.range_value.set_index(range="range").sel(range="modes.car.speed_kmh")
    assert ((speed >= 20) & (speed <= 40)).all()
    assert "step" not in data.sizes
    assert str(data.day.values[0])[:10] == "2024-04-30"


def test_draws_scored_against_other_observations_are_those_of_a_scenario_that_has_them(river):
    other = tuple(
        row.model_copy(update={"id": f"new-{row.id}", "quantity": "entries", "statistic": "sum", "low": 1, "high": 5e5})
        for row in river.observations[:2]
    )
    asked = serai.simulate(river.model_copy(update={"observations": other}), draws=3)
    done: list[tuple[int, int]] = []
    rows = serai.simulate(river, draws=3).score_rows(other, on_progress=lambda *counted: done.append(counted))
    assert done == [(1, 3), (2, 3), (3, 3)]
    for row, wanted in zip(rows, asked.score_rows(), strict=True):
        assert row.simulated is not None
        assert row.spread.draws == 3
        names = ("id", "simulated", "simulated_low", "simulated_high", "inside", "relative_error")
        assert [getattr(row, name) for name in names] == [getattr(wanted, name) for name in names]
        assert (row.spread.central, row.spread.covered) == (wanted.spread.central, wanted.spread.covered)


def test_the_observations_of_the_scenario_need_no_second_run(river_draws, monkeypatch):
    monkeypatch.setattr(engine, "run_draws", lambda *_, **__: pytest.fail("was run again"))
    rows = river_draws.scenario.observations
    assert river_draws.score_rows(list(rows)) == river_draws.score_rows()
    assert [row.id for row in river_draws.score_rows(rows[1:3])] == [row.id for row in rows[1:3]]


def test_draws_that_come_out_differently_are_not_scored(river, monkeypatch):
    made = serai.simulate(river, draws=2)

    def later(scenario, seed, **given):
        outcome = run_once(scenario, seed, **given)
        outcome.arrays["entries"] += 1
        return outcome

    monkeypatch.setattr(engine, "run", later)
    with pytest.raises(StoreError, match="gave different results when they were run again; run the scenario again"):
        made.score_rows([river.observations[0].model_copy(update={"id": "new"})])


def test_failed_draws_and_their_values_are_kept(river, tmp_path, monkeypatch):
    def broken(scenario, seed, **given):
        if seed == member_seed(1, 2):
            raise ValueError("no way")
        return run_once(scenario, seed, **given)

    monkeypatch.setattr(engine, "run", broken)
    made = serai.simulate(river, draws=3)
    opened = serai.open_run(made.save(tmp_path))
    assert opened.failed == made.failed
    assert opened.failed[0].values == made.failed[0].values
    assert opened.draws.numbers.tolist() == [1, 3]


@pytest.mark.slow
def test_draws_without_ranges_failures_or_observations_are_kept_too(river, tmp_path):
    exact = serai.with_changes(river, {one.name: one.central for one in ranges_of(river)})
    bare = exact.model_copy(update={"observations": ()})
    made = serai.simulate(bare, draws=2)
    opened = serai.open_run(made.save(tmp_path))
    assert opened.score_rows() == []
    assert np.array_equal(opened.draws.arrays["entries"], made.draws.arrays["entries"])
    assert opened.draws_data.sizes["draw"] == 2


def test_draws_whose_folder_another_command_took_over_are_not_gathered(river, tmp_path):
    run = serai.simulate(river, seed=1, draws=2, folder=tmp_path)
    other = begin(tmp_path, river, 2, 2, force=True)
    with pytest.raises(TakenOverError, match="was removed or taken over by another command"):
        run.save(tmp_path, force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["draws"]
    serai.simulate(river, seed=2, draws=2, folder=other).save(tmp_path)
    assert serai.open_run(tmp_path).seed == 2


def test_a_run_that_another_process_replaced_before_it_was_read_back_is_not_taken_for_its_own(
    river, tmp_path, monkeypatch
):
    out, write_run = tmp_path / "run", store.write_run
    other = serai.simulate(river, seed=2, draws=2, folder=tmp_path / "other")
    run = serai.simulate(river, seed=1, draws=2, folder=out)

    def while_another_writes(folder, *content, **how):
        write_run(folder, *content, **how)
        monkeypatch.undo()
        other.save(out, force=True)

    monkeypatch.setattr(store, "write_run", while_another_writes)
    with pytest.raises(StoreError, match=r"run\.nc\" was replaced by another command in the meantime$"):
        run.save(out)
    assert serai.open_run(out).provenance.result_hash == other.provenance.result_hash
    assert how_many(out) == 2


@pytest.mark.slow
def test_simulating_keeping_and_summing_up_draws_need_neither_pandas_nor_xarray(tmp_path):
    code = (
        "import sys, serai\n"
        "many = serai.simulate(serai.load('river-crossing'), draws=2)\n"
        f"many.save({str(tmp_path)!r})\n"
        "many.headline, many.score_rows()\n"
        "print({'pandas', 'xarray'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout == "set()\n"
