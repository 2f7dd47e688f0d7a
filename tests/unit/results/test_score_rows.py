"""A run held against observations: inside or not, how far off, counted by use and group."""

import json

import pytest

from serai.results.score import score, to_frame
from serai.results.tally import score_json, summary
from serai.scenario.published import published_range


@pytest.fixture
def judged(bench, observe):
    """Score of one observation of 60 entries on 2 September."""
    bench.put("entries", 60, day="2022-09-02", place="West Post", profile="men")

    def of(*rows):
        return score(bench.view, rows)

    return of


DAY = ("entries", "sum", "2022-09-02", "2022-09-03")


@pytest.mark.parametrize(
    ("columns", "inside"),
    [
        ({"value": 50, "low": 40, "high": 60}, True),
        ({"value": 50, "low": 40, "high": 59.9}, False),
        ({"value": 50, "low": 40}, True),
        ({"value": 50, "bound": "at least"}, True),
        ({"value": 61, "bound": "at least"}, False),
        ({"value": 50, "low": 40, "high": 55, "bound": "at least"}, False),
        ({"value": 60, "bound": "at most"}, True),
        ({"value": 59, "bound": "at most"}, False),
        ({"value": 70, "low": 65, "bound": "at most"}, False),
        ({"value": 55, "confidence": "high"}, True),
        ({"value": 54, "confidence": "high"}, False),
        ({"value": 48, "confidence": "medium"}, True),
        ({"value": 47, "confidence": "medium"}, False),
        ({"value": 40, "confidence": "low"}, True),
        ({"value": 39, "confidence": "low"}, False),
    ],
)
def test_a_row_is_inside_by_its_bound_and_interval(judged, observe, columns, inside):
    assert judged(observe(*DAY, **columns))[0].inside is inside


def test_a_row_without_figure_or_interval_is_not_judged(judged, observe):
    row = judged(observe(*DAY))[0]
    assert (row.inside, row.simulated, row.reason) == (None, 60, "the row states no interval")


def test_a_row_that_the_run_cannot_answer_says_why(judged, observe):
    row = judged(observe(*DAY, place="Atyrau", low=1, high=2))[0]
    assert (row.inside, row.simulated) == (None, None)
    assert row.reason == 'the scenario has no place, group, region or country "Atyrau"'


def test_the_error_is_relative_to_the_figure_observed(judged, observe):
    assert judged(observe(*DAY, value=50))[0].relative_error == pytest.approx(0.2)
    assert judged(observe(*DAY, value=0, high=100))[0].relative_error is None


@pytest.mark.parametrize(("value", "inside"), [(10, True), (60, False), (0.5, False)])
def test_covers_asks_whether_the_simulated_range_reaches_the_figure(bench, observe, value, inside):
    for hours in (1, 10, 50):
        bench.put_waits("east-in", "2022-09-02", hours, 100)
    row = observe("wait_served", "covers", "2022-09-02", "2022-09-03", place="East Post", value=value)
    judged = score(bench.view, [row])[0]
    assert judged.inside is inside
    assert judged.simulated_low < judged.simulated < judged.simulated_high
    assert judged.relative_error is None
    assert published_range(row) == (None, None)


def test_covers_without_a_figure_is_not_judged(bench, observe):
    bench.put_waits("east-in", "2022-09-02", 1, 100)
    row = observe("wait_served", "covers", "2022-09-02", "2022-09-03", place="East Post")
    assert score(bench.view, [row])[0].reason == ("the row states no figure that the simulated range could cover")


@pytest.fixture
def rows(judged, observe):
    return judged(
        observe(*DAY, low=50, high=70, use="fit", rests_on="assumed"),
        observe(*DAY, low=0, high=10, use="fit"),
        observe(*DAY, low=50, high=70, use="test", fact_group="queues", rests_on="sourced"),
        observe(*DAY, place="Atyrau", low=50, high=70, use="test", fact_group="queues"),
    )


def test_rows_are_counted_by_use_and_by_group_and_those_not_computed_apart(rows):
    counts = summary(rows)
    assert (counts.all.inside, counts.all.total, counts.all.not_computed) == (2, 3, 1)
    assert list(counts.by_use) == ["fit", "test"]
    assert (counts.by_use["fit"].inside, counts.by_use["fit"].total) == (1, 2)
    assert (counts.by_fact_group["queues"].inside, counts.by_fact_group["queues"].total) == (1, 1)
    assert list(counts.by_fact_group_and_use["queues"]) == ["test"]


def test_inside_on_assumed_inputs_is_consistent_by_choice(rows):
    assert [row.is_consistent_by_choice for row in rows] == [True, False, False, False]
    assert summary(rows).all.consistent_by_choice == 1


def test_the_json_of_a_score_has_the_names_of_the_contract(rows):
    content = json.loads(json.dumps(score_json(rows)))
    first = content["observations"][0]
    wanted = {
        "quantity", "statistic", "place", "from", "to", "date", "observed", "low", "high", "simulated", "inside",
        "use", "rests_on", "fact_group",
    }  # fmt: skip
    assert wanted <= set(first)
    assert first["date"] == first["to"] == "2022-09-03T00:00:00"
    assert (first["simulated"], first["inside"]) == (60, True)
    assert content["observations"][3]["inside"] is None
    assert (content["summary"]["inside"], content["summary"]["total"]) == (2, 3)
    assert content["summary"]["by_use"]["test"] == {
        "inside": 1, "total": 1, "not_computed": 1, "consistent_by_choice": 0
    }  # fmt: skip
    assert content["summary"]["by_fact_group"]["flow"]["inside"] == 1
    assert not {"ard", "ard_rescaled", "report_days", "baselines"} & set(content["summary"])


def test_blank_periods_are_shown_as_those_of_the_run(judged, observe):
    row = judged(observe("entries", "sum"))[0]
    assert (row.start.isoformat(), row.end.isoformat()) == ("2022-09-01T00:00:00", "2022-09-05T00:00:00")


def test_the_table_of_a_score_has_a_row_for_each_observation_and_a_column_for_each_naive_forecast(judged, observe):
    frame = to_frame(judged(observe(*DAY, value=50, place="West Post"), observe(*DAY, place="Atyrau")))
    assert frame["simulated"][0] == 60
    assert frame["naive_ordinary_only"][0] == pytest.approx(100)
    assert len(frame) == 2
    assert "naive" not in frame.columns


def test_a_score_without_observations_is_empty(judged):
    assert summary(judged()).all.total == 0
    assert len(to_frame([])) == 0
