"""`serai update` and forecasts from many cuts, on a small crisis whose course is known."""

from __future__ import annotations

import shutil
from dataclasses import replace

import numpy as np
import pytest

from scenarios import at
from serai.cli.scoring import score_of
from serai.errors import ScenarioError, StoreError, UsageError
from serai.runs import engine
from serai.runs.run import open_run
from serai.study.rolling import by, rolling, rolling_json, tally, targets
from serai.study.update import UpdateOptions, update
from serai.study.updated import UPDATE_FILE, keep_update, read_update
from serai.study.weighing import forget_weighing, how_many_kept
from updating import day_row, evening, small

DRAWS = 16


@pytest.fixture(scope="module")
def crisis():
    return small()


@pytest.fixture(scope="module")
def first(crisis, tmp_path_factory):
    """Updated by the figures of the days 1 and 2, and kept."""
    folder = tmp_path_factory.mktemp("first")
    updated = update(crisis, UpdateOptions(as_of=evening(3), horizon=3, draws=DRAWS))
    updated.run.save(folder)
    keep_update(updated.update, folder)
    return updated, folder


def later_rows_corrupted(scenario, cut):
    rows = tuple(
        row.model_copy(update={"value": 9e5, "use": "test", "place": "north"}) if row.as_of > cut else row
        for row in scenario.observations
    )
    events = (*scenario.events, scenario.events[0].model_copy(update={"id": "later", "date": at(5)}))
    return scenario.model_copy(update={"observations": rows, "events": events})


def test_figures_move_the_parameter_towards_the_truth(first):
    """The figures are those of a size of 1.5; the middle of the prior is 1."""
    made = first[0].update
    moved = {item.name: item for item in made.moved}["size"]
    assert moved.before[1] == pytest.approx(1.03, abs=0.05)
    assert 1.15 < moved.after[1] <= 1.8
    assert moved.share == pytest.approx((moved.after[1] - moved.before[1]) / 1.4)
    assert (made.new, made.before, made.unexplained, made.widened) == (2, None, (), {})
    assert [item.id for item in made.came] == ["entries-1", "entries-2"]


def test_nothing_that_came_later_is_seen(crisis, first):
    again = update(later_rows_corrupted(crisis, evening(3)), UpdateOptions(as_of=evening(3), horizon=3, draws=DRAWS))
    assert again.run.provenance.result_hash == first[0].run.provenance.result_hash
    assert again.update.ahead == first[0].update.ahead


def test_one_and_two_threads_give_the_same_bits(crisis, first):
    again = update(crisis, UpdateOptions(as_of=evening(3), horizon=3, draws=DRAWS), threads=1)
    assert again.run.provenance.result_hash == first[0].run.provenance.result_hash


def test_an_update_that_was_stopped_goes_on_from_its_draws(crisis, first, tmp_path, monkeypatch):
    """Stopped in the middle of either half, and on one thread: the same bits, and no draw that ended is run again."""
    asked = UpdateOptions(as_of=evening(3), horizon=3, draws=DRAWS)
    made, real = [], engine.run

    def counted(*given, **more):
        made.append(1)
        return real(*given, **more)

    def stopping(at):
        def look(done, of):
            if done == at:
                raise KeyboardInterrupt

        return look

    monkeypatch.setattr(engine, "run", counted)
    for at_draw, kept in ((5, 5), (DRAWS + 3, DRAWS + 3)):
        with pytest.raises(KeyboardInterrupt):
            update(crisis, asked, threads=1, folder=tmp_path, on_progress=stopping(at_draw))
        assert how_many_kept(tmp_path) == kept
    made.clear()
    whole = update(crisis, asked, threads=1, folder=tmp_path)
    assert len(made) == 1 + DRAWS - 3  # the central course, and draws beyond the cut that are missing
    assert whole.run.provenance.result_hash == first[0].run.provenance.result_hash
    assert whole.update == first[0].update
    whole.run.save(tmp_path)
    forget_weighing(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.nc"]


def test_draws_of_figures_that_were_refused_are_not_kept(crisis, tmp_path):
    wrong = day_row(2, 9e6, id="wrong")
    with pytest.raises(ScenarioError, match="outside the 99.9 % interval"):
        update(crisis, UpdateOptions(observations=(wrong,), as_of=evening(3), draws=4), folder=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_days_ahead_lie_between_the_cut_and_the_horizon(crisis, first):
    made = first[0].update
    days = sorted({item.day for item in made.ahead})
    assert days == [at(day).date() for day in (4, 5, 6)]
    assert all(item.p05 <= item.p25 <= item.median <= item.p75 <= item.p95 for item in made.ahead)
    assert first[0].run.scenario.end == at(7).date()
    assert first[0].run.scenario.leaving.walk_start == at(4).date()


def test_an_update_is_a_run_that_is_opened_scored_and_repeated(first):
    updated, folder = first
    kept = open_run(folder)
    assert kept.as_of == evening(3)
    assert read_update(folder) == updated.update
    assert [row.id for row in kept.score_rows()] == ["entries-1", "entries-2"]
    from serai.runs.run import simulate

    again = simulate(kept.scenario, seed=kept.seed, draws=kept.n_draws)
    assert again.provenance.result_hash == kept.provenance.result_hash


def test_figures_beyond_the_horizon_are_told_as_not_answered(crisis, tmp_path):
    """A run of an update ends with its horizon; what came later is no reason to refuse the rest."""
    short = update(crisis, UpdateOptions(as_of=evening(2), horizon=1, draws=2))
    short.run.save(tmp_path / "run")
    keep_update(short.update, tmp_path / "run")
    file = tmp_path / "came.csv"
    heads = "id,from,to,quantity,statistic,fact_group,value,unit,confidence,use"
    lines = [
        f"day-{day},{at(day).date()},{at(day + 1).date()},entries,sum,flow,500,persons,high,test" for day in (3, 6)
    ]
    file.write_text("\n".join([heads, *lines]) + "\n", encoding="utf-8")
    near, far = score_of(open_run(tmp_path / "run"), file)
    assert near.simulated is not None
    assert (far.simulated, far.inside) == (None, None)
    assert far.reason == f"the run ends with {at(3).date()}, before this period"


def test_an_unchanged_input_changes_nothing(first):
    updated, folder = first
    again = update(open_run(folder), UpdateOptions(horizon=3))
    assert again.is_unchanged
    assert again.update == updated.update
    same = tuple(row.model_copy(update={"source": "told again", "use": "test"}) for row in updated.update.used)
    assert update(open_run(folder), UpdateOptions(observations=same, as_of=evening(3), horizon=3)).is_unchanged
    assert again.run.provenance.result_hash == updated.run.provenance.result_hash


@pytest.mark.slow
def test_the_next_day_goes_on_from_there(first):
    updated, folder = first
    second = update(open_run(folder), UpdateOptions(as_of=evening(4), horizon=3)).update
    assert (second.before, second.new, second.draws) == (evening(3), 1, DRAWS)
    assert second.ahead_before == updated.update.ahead
    before = {item.name: item.before for item in second.moved}["size"]
    assert before == pytest.approx({item.name: item.after for item in updated.update.moved}["size"])
    assert all(item.before is not None for item in second.answers)
    with pytest.raises(UsageError, match="an update must be later than the previous one"):
        update(open_run(folder), UpdateOptions(as_of=evening(2)))


@pytest.mark.slow
def test_what_was_not_explained_once_stays_wide(first, tmp_path):
    updated, folder = first
    copied = shutil.copytree(folder, tmp_path / "copied")
    keep_update(replace(updated.update, widened={"flow_day": 3.0}), copied)
    plain, wide = (update(open_run(at), UpdateOptions(as_of=evening(4), horizon=1)).update for at in (folder, copied))
    assert (plain.widened, wide.widened) == ({}, {"flow_day": 3.0})
    spans = [made.ahead[0].p95 - made.ahead[0].p05 for made in (plain, wide)]
    assert spans[1] > 1.5 * spans[0]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"factor": 10.0}, "lies outside the 99.9 % interval"),
        ({"factor": 0.001}, "lies outside the 99.9 % interval"),
    ],
)
def test_a_typing_error_is_named_and_stops(crisis, changed, told):
    row = crisis.observations[1]
    wrong = row.model_copy(update={"value": row.value * changed["factor"]})
    asked = UpdateOptions(observations=(wrong,), as_of=evening(3), horizon=2, draws=12)
    with pytest.raises(ScenarioError, match=told) as raised:
        update(crisis, asked)
    assert f'observations "{row.id}"' in raised.value.problems[0]
    assert f"--leave-out {row.id}" in raised.value.problems[0]
    left = update(crisis, replace(asked, leave_out=(row.id,)))
    assert left.update.left_out == (row.id,)
    assert row.id not in {used.id for used in left.update.used}
    kept = update(crisis, replace(asked, keep=(row.id,)))
    assert wrong in kept.update.used
    assert kept.update.unexplained[0] == row.id
    assert kept.update.widened["flow_day"] > 1


def test_a_row_that_is_not_there_cannot_be_left_out(crisis):
    with pytest.raises(UsageError, match=r'--leave-out: there is no row "entries-11"'):
        update(crisis, UpdateOptions(as_of=evening(3), draws=2, leave_out=("entries-11",)))


def test_a_damaged_update_is_named(first, tmp_path):
    (tmp_path / UPDATE_FILE).write_text((first[1] / UPDATE_FILE).read_text(encoding="utf-8")[:500], encoding="utf-8")
    with pytest.raises(StoreError, match="is damaged or truncated; run the update again"):
        read_update(tmp_path)


def test_forecasts_from_several_cuts(crisis):
    cuts = [evening(2), evening(7), evening(4)]
    result = rolling(crisis, cuts, draws=4)
    assert result.cuts == (evening(2), evening(4)), "in their order; after the 7th nothing comes"
    assert len(result.forecasts) == sum(len(targets(crisis, cut)) for cut in result.cuts)
    made = tally(result.forecasts)
    assert made.n == len(result.forecasts) == made.n_figures
    assert set(by(result.forecasts, "horizon")) == {("1d",), ("3d",), ("7d",)}
    given = rolling_json(result)
    first = given["targets"][0]
    assert (first["target"], first["place"], first["group"]) == ("entries", "", "flow")
    assert {"horizon", "n", "wis", "relative_skill", "coverage_50", "coverage_90"} <= set(first)
    assert given["overall"]["n"] == made.n


def test_a_forecast_sees_nothing_of_what_came_later(crisis):
    cut = evening(3)
    plain = rolling(crisis, [cut], draws=8).forecasts
    events = later_rows_corrupted(crisis, cut).events
    values = {row: row.model_copy(update={"value": row.value * 7}) for row in crisis.observations if row.as_of > cut}
    rows = tuple(values.get(row, row) for row in crisis.observations)
    other = rolling(crisis.model_copy(update={"observations": rows, "events": events}), [cut], draws=8).forecasts
    assert [item.score.median for item in other] == [item.score.median for item in plain]
    assert [item.score.figure for item in other] == [7 * item.score.figure for item in plain]


def test_a_cut_outside_the_scenario_is_refused(crisis):
    with pytest.raises(UsageError, match="is outside the scenario"):
        rolling(crisis, [evening(80)], draws=2)


def test_weights_by_known_figures_pull_the_forecast(crisis):
    """All draws of the prior lie around size 1, the figures around 1.5: weighted medians are the higher ones."""
    found = rolling(crisis, [evening(4)], draws=DRAWS).forecasts
    assert np.mean([item.score.median for item in found]) > np.mean([item.unweighted.median for item in found])


def test_a_wrong_post_is_named(crisis):
    wrong = day_row(2, 1500.0, id="at-south", place="south", as_of=at(3.5))
    with pytest.raises(ScenarioError, match="at-south"):
        update(crisis, UpdateOptions(observations=(wrong,), as_of=evening(3), horizon=2, draws=12))
