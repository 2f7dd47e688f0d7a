"""Differences are made draw by draw, told with their bands and per unit of cost; what does not pair is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import serai
from serai.errors import ScenarioError, UsageError
from serai.results.figures import WHOLE
from serai.results.totals import totals
from serai.results.view import View
from serai.runs.members import member_scenario
from serai.runs.ranges import ranges_of
from serai.scenario.schema import Parameter
from serai.study.compare import best_first, compare, comparison_json

N_DRAWS = 30


def with_measures(scenario, *names, draws=N_DRAWS, **given):
    run = serai.simulate(serai.with_measures(scenario, names), draws=draws, **given)
    run.provenance = replace(run.provenance, changes=names)
    return run


@pytest.fixture(scope="module")
def base(river):
    return serai.simulate(river, draws=N_DRAWS)


@pytest.fixture(scope="module")
def tents(river):
    return with_measures(river, "more-tents")


@pytest.fixture(scope="module")
def desk(river):
    return with_measures(river, "fourth-desk")


def faults_of(*runs) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        compare(runs)
    assert caught.value.what == "the comparison"
    return list(caught.value.problems)


def test_a_run_keeps_the_totals_of_each_draw(river, base):
    values = base.draws.range_values[4]
    once = serai.simulate(member_scenario(river, ranges_of(river), values), seed=int(base.draws.seeds[4]))
    for name, value in totals(View(once.outcome, once.scenario)).items():
        assert base.sample.of(WHOLE, "", name)[4] == value


def test_a_measure_takes_the_same_values_in_every_draw(base, desk, tents):
    for run in (desk, tents):
        np.testing.assert_array_equal(run.draws.seeds, base.draws.seeds)
        columns = [run.draws.range_names.index(name) for name in base.draws.range_names]
        np.testing.assert_array_equal(run.draws.range_values[:, columns], base.draws.range_values)


def test_a_run_differs_from_itself_in_nothing(base):
    found = compare([base, base]).runs[0]
    assert found.pairs == N_DRAWS
    for one in found.differences.values():
        assert (one.change.low, one.change.median, one.change.high) == (0, 0, 0)
        assert not one.is_clear
        assert (one.share_better, one.share_worse, one.saved_per_cost) == (0, 0, None)


def test_differences_are_made_draw_by_draw_and_told_per_unit_of_cost(base, tents):
    found = compare([base, tents])
    assert (found.draws, found.pairs, found.is_enough) == (N_DRAWS, N_DRAWS, True)
    (run,) = found.runs
    assert (run.label, run.measures, run.cost) == ("more-tents", ("more-tents",), 15000)
    change = tents.sample.of(WHOLE, "", "nights_without_bed") - base.sample.of(WHOLE, "", "nights_without_bed")
    nights = run.differences["nights_without_bed"]
    low, median, high = np.quantile(change, (0.1, 0.5, 0.9))
    assert (nights.change.low, nights.change.median, nights.change.high) == (low, median, high)
    assert nights.change.high < 0
    assert nights.is_clear
    assert nights.share_better == (change < 0).mean()
    assert nights.saved_per_cost.median == pytest.approx(-median / 15000)
    assert nights.saved_per_cost.low == pytest.approx(-high / 15000)


def test_more_entries_are_gains(base, tents):
    entries = compare([base, tents]).runs[0].differences["entries"]
    changes = tents.sample.of(WHOLE, "", "entries") - base.sample.of(WHOLE, "", "entries")
    assert entries.share_better == (changes > 0).mean()


def test_the_best_come_first_in_all_or_for_their_cost(base, tents, desk):
    found = compare([base, desk, tents])
    assert best_first(found.runs, "nights_without_bed", by_cost=True)[0].label == "more-tents"
    ranking = comparison_json(found)["ranking"]["nights_without_bed"]
    assert ranking == {"by_cost": ["more-tents", "fourth-desk"], "in_all": ["more-tents", "fourth-desk"]}


def test_costs_are_those_above_the_base_and_unknown_with_other_changes(river):
    tents, both = (with_measures(river, *names, draws=2) for names in (["more-tents"], ["more-tents", "fourth-desk"]))
    assert compare([tents, both]).runs[0].cost == 9000
    other = replace(
        both, provenance=replace(both.provenance, changes=("fourth-desk", "services.bridge-lane-in.servers=2"))
    )
    assert compare([tents, other]).runs[0].cost is None
    free = tuple(row.model_copy(update={"cost": None}) for row in river.measures)
    unpriced = with_measures(river.model_copy(update={"measures": free}), "fourth-desk", draws=2)
    assert compare([tents, unpriced]).runs[0].cost is None


def test_draws_that_failed_in_one_run_are_left_out_of_both(base, tents):
    fewer = replace(tents, draws=replace(
        tents.draws, numbers=tents.draws.numbers[2:], figure_values=tents.draws.figure_values[2:]
    ))  # fmt: skip
    found = compare([base, fewer])
    assert (found.pairs, found.is_enough) == (N_DRAWS - 2, False)
    change = (tents.sample.of(WHOLE, "", "hours_waited") - base.sample.of(WHOLE, "", "hours_waited"))[2:]
    assert found.runs[0].differences["hours_waited"].change.median == np.median(change)
    none = replace(tents, draws=replace(tents.draws, numbers=tents.draws.numbers + 100))
    with pytest.raises(ScenarioError, match="have no draw in common"):
        compare([base, none])


def test_single_runs_are_compared_without_bands_or_ranking(river):
    runs = [serai.simulate(river), serai.simulate(serai.with_measures(river, ["more-tents"]))]
    found = compare(runs)
    assert (found.draws, found.is_enough, found.pairs) == (0, False, 1)
    given = comparison_json(found)
    assert given["draws"] == 0
    assert given["ranking"] == {}
    nights = given["runs"][0]["figures"]["nights_without_bed"]
    before, after = (float(run.outcome.arrays["without_bed"].sum()) for run in runs)
    assert nights["difference"] == {"median": after - before, "low": None, "high": None}
    assert nights["share_better"] is None
    assert [one.label for one in found.runs] == ["(2)"]


def test_one_run_alone_is_no_comparison(base):
    with pytest.raises(UsageError, match="a comparison needs at least two runs"):
        compare([base])


def test_runs_of_other_kinds_seeds_and_draws_are_refused(river, base):
    assert faults_of(base, serai.simulate(river)) == ["run 2: is a single run, the base is a run with 30 draws"]
    other = replace(base, seed=2)
    assert faults_of(base, other) == ["run 2: has the seed 2, the base 1: chance would differ too"]
    assert faults_of(base, replace(base, provenance=replace(base.provenance, draws=40))) == [
        "run 2: is a run with 40 draws, the base is a run with 30 draws"
    ]
    older = replace(base, provenance=replace(base.provenance, serai_version="0.0.9"))
    assert faults_of(base, older) == ["run 2: was made by Serai 0.0.9, the base by 0.1.0; run both again"]


def test_another_scenario_is_refused_and_every_reason_is_told(base):
    other = replace(base, scenario=serai.load("kazakhstan-2022"), seed=7)
    assert faults_of(base, other, replace(base, seed=3)) == [
        "run 2: has the seed 7, the base 1: chance would differ too",
        'run 2: is of the scenario "kazakhstan-2022", the base of "river-crossing"',
        "run 3: has the seed 3, the base 1: chance would differ too",
    ]


def test_other_assumptions_are_refused_by_name(river, base):
    changed = serai.with_changes(river, {"choice.room_weight": 0.2, "traffic.trips-bridge.per_day": "+1"})
    (fault,) = faults_of(base, replace(base, scenario=changed))
    assert fault == (
        "run 2: differs from the base in choice.room_weight (0.2, not 0.1), traffic (trips-bridge); "
        "only services and lodging may differ"
    )


def test_sources_titles_measures_and_observations_may_differ(river, base):
    rows = tuple(row.model_copy(update={"source": "another"}) for row in river.routes)
    other = river.model_copy(update={"title": "T", "measures": (), "observations": (), "routes": rows})
    assert compare([base, replace(base, scenario=other)]).runs[0].pairs == N_DRAWS


def test_controls_are_never_compared(base):
    control = base.scenario.events[0].model_copy(
        update={"id": "c", "what": "control", "where": "Old Ferry", "value": 0.5, "mean_days": None, "course": ""}
    )
    other = base.scenario.model_copy(update={"events": (*base.scenario.events, control)})
    assert faults_of(base, replace(base, scenario=other)) == [
        "run 2: control events are inputs, never measures, so their effects are not compared"
    ]


def test_a_parameter_moves_the_pieces_of_a_row_that_a_measure_splits(river):
    moved = Parameter(name="slow", value=1.0, ranges=(("value", 0.5, 2.0),), cells="services.bridge-desk-car.minutes")
    vague = river.model_copy(update={"parameters": (moved,)})
    changed = serai.with_measures(vague, ["fourth-desk"])
    assert changed.parameters[0].cells == "services.bridge-desk-car.minutes services.bridge-desk-car-2.minutes"
    starred = moved.model_copy(update={"cells": "services.bridge-desk*.minutes"})
    same = serai.with_measures(river.model_copy(update={"parameters": (starred,)}), ["fourth-desk"])
    assert same.parameters == (starred,)
    plain, desk = (serai.simulate(one, draws=2) for one in (vague, changed))
    assert compare([plain, desk]).pairs == 2
    columns = [desk.draws.range_names.index(name) for name in plain.draws.range_names]
    np.testing.assert_array_equal(plain.draws.range_values, desk.draws.range_values[:, columns])
