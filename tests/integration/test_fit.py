"""A fit finds what made the figures, reads no row but those marked fit, and goes on where it stopped."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest

import serai
from serai.errors import ScenarioError, StoreError, UsageError
from serai.results.score import score
from serai.results.view import View
from serai.runs.course import run
from serai.runs.design import design
from serai.runs.ranges import Range
from serai.scenario.address import Address
from serai.scenario.fields import fields_of
from serai.scenario.schema import Observation, Parameter
from serai.study import fit as fit_module
from serai.study.fit import fit
from serai.study.fit_log import RUNS_FILE
from serai.study.population import log_weights, next_candidates, proposal_of, resampled_rows
from serai.study.ridges import ridges_of

TRUTH = 1.5
PARAMETERS = (
    Parameter(name="size", value=1, cells="events.flood-*.value", fit=True, ranges=(("value", 0.5, 2.0),)),
    Parameter(name="desks", value=1, cells="services.bridge-desk-*.minutes", fit=True, ranges=(("value", 0.5, 2.0),)),
    Parameter(name="beds", value=1, cells="lodging.*-guesthouse.beds", ranges=(("value", 0.8, 1.2),)),
)
RUNS = 60


def observation(of, low, high, use="fit", **more):
    first, last = more.pop("days", (date(2024, 5, 4), date(2024, 5, 9)))
    return Observation(
        id=f"{of}-{use}", quantity=of, statistic=more.pop("statistic", "sum"), start=first, end=last,
        low=low, high=high, use=use, fact_group=of, **more,
    )  # fmt: skip


@pytest.fixture(scope="module")
def flood():
    """The river in flood, with figures that a run of known values gave."""
    river = serai.load("river-crossing").model_copy(update={"parameters": PARAMETERS, "observations": ()})
    true = river.model_copy(update={"parameters": (PARAMETERS[0].model_copy(update={"value": TRUTH}), *PARAMETERS[1:])})
    asked = (
        observation("entries", 0, 1),
        observation("set_out", 0, 1),
        observation("wait_served", 0, 1, statistic="mean", place="Long Bridge", direction="in"),
    )
    seen = score(View(run(true, river.seed), true), asked)
    rows = tuple(
        row.model_copy(update={"low": 0.97 * found.simulated, "high": 1.03 * found.simulated})
        for row, found in zip(asked, seen, strict=True)
    )
    return river.model_copy(update={"observations": rows})


@pytest.fixture(scope="module")
def found(flood):
    return fit(flood, runs=RUNS)


def test_the_value_that_made_the_figures_is_found(found):
    low, median, high = found.posterior.points(0)
    assert median == pytest.approx(TRUTH, abs=0.15)
    assert low < TRUTH < high
    assert high - low < 0.7  # of a triangle from 0.5 to 2 nine in ten lie within 1.1
    assert found.fitted.distance < 0.7 * found.central.distance


def test_the_search_ends_with_its_runs_or_with_enough_of_them(found):
    assert [one.runs for one in found.steps] == list(range(20, 20 + 10 * len(found.steps), 10))
    last = found.steps[-1]
    assert last.runs == RUNS or (last.power == 1.0 and last.effective >= 10)
    assert all(one.effective >= 5 - 1e-6 for one in found.steps)


def test_a_group_left_out_is_predicted_by_the_others(found):
    """Entries and those who set out tell of the same size, so that each predicts the other better than the prior."""
    gains = {one.group: one.gain for one in found.left_out}
    assert gains["entries"] > 0.2
    assert gains["set_out"] > 0.2
    assert [one.facts for one in found.left_out] == [1.0, 1.0, 1.0]
    assert all(1.0 <= factor <= 5.0 for factor in found.discrepancies.values())


def test_the_fitted_scenario_holds_medians_ranges_priors_and_samples(found, tmp_path):
    again = serai.load(serai.write(found.scenario, tmp_path / "fitted"))
    low, median, high = found.posterior.points(0)
    assert again.parameters[0].value == pytest.approx(median)
    assert again.parameters[0].prior == 1
    ranges = {name: ends for name, *ends in again.parameters[0].ranges}
    assert ranges["prior"] == [0.5, 2.0]
    assert ranges["value"] == pytest.approx([low, high])
    assert len(again.posterior) == 2 * len(found.posterior.samples)
    assert again.parameters[2] == PARAMETERS[2]


@pytest.mark.slow
def test_rows_for_test_and_given_rows_change_nothing(flood, found):
    wrong = tuple(observation("entries", 1e6, 2e6, use=use, days=(date(2024, 5, 4), date(2024, 5, 20)))
                  for use in ("test", "given", "shown"))  # fmt: skip
    corrupted = fit(flood.model_copy(update={"observations": (*wrong, *flood.observations)}), runs=RUNS)
    assert np.array_equal(corrupted.posterior.samples, found.posterior.samples)
    assert corrupted.ridges == found.ridges
    assert corrupted.last_day == found.last_day == date(2024, 5, 10)


def test_a_run_of_a_fit_ends_with_the_last_day_that_is_asked_for(flood):
    short = run(flood, flood.seed, until=date(2024, 5, 10))
    whole = run(flood, flood.seed)
    for name in ("entries", "set_out"):
        days = slice(
            0, 9
        )  # from the day before the start; what falls due late on the ninth may be done in the next tick
        assert np.array_equal(short.arrays[name][days], whole.arrays[name][days])
        assert short.arrays[name][11:].sum() == 0 < whole.arrays[name][11:].sum()


@pytest.mark.slow
def test_a_fit_of_a_fitted_scenario_is_the_same_fit(found):
    again = fit(found.scenario, runs=RUNS)
    assert np.array_equal(again.posterior.samples, found.posterior.samples)
    assert again.scenario == found.scenario


@pytest.mark.slow
def test_runs_that_were_made_are_not_made_again(flood, found, tmp_path, monkeypatch):
    whole = fit(flood, runs=RUNS, folder=tmp_path)
    assert np.array_equal(whole.posterior.samples, found.posterior.samples)
    lines = (tmp_path / RUNS_FILE).read_text(encoding="utf-8").splitlines()
    cut = [*lines[: len(lines) // 2], lines[len(lines) // 2][:40]]  # stopped in the middle of a line
    (tmp_path / RUNS_FILE).write_text("\n".join(cut), encoding="utf-8")
    made = []
    real = fit_module.run
    monkeypatch.setattr(fit_module, "run", lambda *given, **more: made.append(1) or real(*given, **more))
    resumed = fit(flood, runs=RUNS, folder=tmp_path)
    assert np.array_equal(resumed.posterior.samples, found.posterior.samples)
    assert resumed.ridges == found.ridges
    assert len(made) == len(lines) - len(cut) + 1
    assert len((tmp_path / RUNS_FILE).read_text(encoding="utf-8").splitlines()) == len(lines)


def test_the_log_of_another_fit_is_not_taken_for_this_one(flood, tmp_path):
    (tmp_path / RUNS_FILE).write_text(json.dumps({"fit": "another"}) + "\n", encoding="utf-8")
    with pytest.raises(StoreError, match="contains the runs of another fit"):
        fit(flood, runs=RUNS, folder=tmp_path)


@pytest.mark.slow
def test_threads_change_nothing(flood, found):
    alone = fit(flood, runs=RUNS, threads=1)
    assert np.array_equal(alone.posterior.samples, found.posterior.samples)
    assert alone.ridges == found.ridges


def test_what_cannot_be_fitted_is_refused(flood):
    with pytest.raises(ScenarioError, match="no row has the use fit"):
        fit(flood.model_copy(update={"observations": ()}))
    with pytest.raises(ScenarioError, match="no row is marked fit"):
        fit(flood.model_copy(update={"parameters": ()}))
    fixed = (PARAMETERS[0].model_copy(update={"ranges": ()}), PARAMETERS[1])
    with pytest.raises(ScenarioError, match=r"parameters\.size: a parameter that is fitted needs low and high"):
        fit(flood.model_copy(update={"parameters": fixed}))
    with pytest.raises(UsageError, match="at least 40 runs"):
        fit(flood, runs=3)


AT = (
    Address(("parameters", 0), fields_of(Parameter)["value"]),
    Address(("parameters", 1), fields_of(Parameter)["value"]),
)
RANGES = (Range("x", "x", 0, 1, 4, "1", AT[0]), Range("y", "y", -1, 0, 1, "1", AT[1]))


def prior_draws(count):
    return design(RANGES, 1, count)


def test_candidates_stay_inside_the_prior_and_differ_by_seed_and_step():
    proposal = proposal_of(prior_draws(20), np.full(20, 0.05), RANGES, 200)
    found = next_candidates(proposal, RANGES, 1, 1)
    for column, one in enumerate(RANGES):
        values = [candidate.values[column] for candidate in found]
        assert one.low <= min(values) < max(values) <= one.high
    assert found == next_candidates(proposal, RANGES, 1, 1)
    assert found != next_candidates(proposal, RANGES, 2, 1)
    assert found[0].values != next_candidates(proposal, RANGES, 1, 2)[0].values


def test_weights_undo_the_crowding_of_proposals():
    """Proposals near the upper ends, then weights, give back the mean of the prior: (0 + 1 + 4) / 3 and 0."""
    values = prior_draws(400)
    crowded = np.exp(values[:, 0])
    proposal = proposal_of(values, crowded / crowded.sum(), RANGES, 1600)
    tried = np.array([one.values for one in next_candidates(proposal, RANGES, 1, 1)])
    assert tried[:, 0].mean() > 2
    weights = np.exp(log_weights(np.concatenate([values, tried]), 400, [proposal], RANGES))
    assert weights.mean() == pytest.approx(1, abs=0.03)  # both densities are whole
    means = weights / weights.sum() @ np.concatenate([values, tried])
    assert means == pytest.approx([5 / 3, 0], abs=0.05)


def test_samples_stand_as_often_as_their_weights_say():
    assert resampled_rows(np.array([1.0, 3.0, 0.0, 4.0]) / 8, 8).tolist() == [0, 1, 1, 1, 3, 3, 3, 3]


def test_parallel_responses_on_a_group_are_a_ridge():
    rows = [observation("entries", 0, 1) for _ in range(3)] + [observation("exits", 0, 1)]
    responses = {
        "more people": np.array([2.0, 4.0, 0.0, 1.0]),
        "more traffic": np.array([-1.0, -2.0, 0.0, 1.0]),
        "another way": np.array([2.0, -1.0, 0.0, 1.0]),
        "hardly anything": np.array([0.2, 0.4, 0.0, 1.0]),
    }
    (ridge,) = ridges_of(responses, rows)  # the one row of exits tells nothing apart, and nothing alike
    assert (ridge.group, ridge.first, ridge.second) == ("entries", "more people", "more traffic")
    assert ridge.cosine == pytest.approx(-1)
    assert ridge.lengths == pytest.approx((20**0.5, 5**0.5))
