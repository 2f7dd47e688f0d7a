"""Hashes and versions that say where a run comes from."""

from datetime import datetime

import serai
from serai.runs.provenance import describe, result_hash, scenario_hash


def test_equal_scenarios_have_equal_hashes_and_a_changed_number_another(make_scenario):
    assert scenario_hash(make_scenario()) == scenario_hash(make_scenario())
    assert scenario_hash(make_scenario()) != scenario_hash(make_scenario(seed=2))
    assert len(scenario_hash(make_scenario())) == 64


def test_one_changed_figure_changes_the_hash_of_the_result(bench):
    before = result_hash(bench.outcome)
    assert result_hash(bench.outcome) == before
    bench.put("rent_index", 1e-300, day="2022-09-02", place="Oral")
    assert result_hash(bench.outcome) != before


def test_a_changed_journey_changes_the_hash_of_the_result(bench):
    before = result_hash(bench.outcome)
    bench.outcome.journeys["value"][0] += 1
    assert result_hash(bench.outcome) != before


def test_a_run_says_where_it_comes_from(bench):
    told = describe(bench.scenario, 5, result_hash(bench.outcome), 1.23456, draws=7)
    assert (told.scenario_name, told.seed, told.seconds, told.draws) == ("made-up", 5, 1.235, 7)
    assert told.serai_version == serai.__version__
    assert told.result_hash == result_hash(bench.outcome)
    assert datetime.fromisoformat(told.created).utcoffset().total_seconds() == 0
    assert all((told.python_version, told.numpy_version, told.numba_version, told.platform))
