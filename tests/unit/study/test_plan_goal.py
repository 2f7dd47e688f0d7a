"""A goal is read from a line, and every fault of it is named; it holds on so many days of a draw."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

import serai
from serai.errors import ScenarioError
from serai.study.plan_goal import read_goal


@pytest.fixture(scope="module")
def crossing():
    return serai.load("river-crossing")


@pytest.mark.parametrize(
    ("text", "value", "place", "service"),
    [
        ("wait_served.p90 < 12h at Highgate", 12, "Highgate", ""),
        ("wait_served.mean<=90 min at Highgate for registration", 1.5, "Highgate", "registration"),
        ("without_bed.sum < 100", 100, "", ""),
        ("occupancy.mean <= 95 % at Highgate", 0.95, "Highgate", ""),
    ],
)
def test_a_goal_is_a_quantity_a_statistic_a_sign_and_a_figure(crossing, text, value, place, service):
    goal = read_goal(text, crossing)
    assert (goal.value, goal.place, goal.service) == (pytest.approx(value), place, service)


def test_days_since_the_first_trigger_count(crossing):
    goal = read_goal("without_bed.sum < 100", crossing)
    first = min(event.date.date() for event in crossing.events if event.what == "trigger")
    assert (goal.first_day, goal.last_day) == (first, date.fromordinal(crossing.end.toordinal() - 1))
    questions = goal.questions()
    assert len(questions) == (crossing.end - first).days
    assert [(row.start.date(), row.end.date()) for row in questions[:1]] == [
        (first, date.fromordinal(first.toordinal() + 1))
    ]


def test_every_fault_of_a_goal_is_named_with_the_nearest_match(crossing):
    with pytest.raises(ScenarioError) as caught:
        read_goal("wait_serve.p90 < 12h at Highgat for registraton", crossing)
    assert list(caught.value.problems) == [
        'quantity: "wait_serve" is not a quantity. Did you mean "wait_served"?',
        'place: "Highgat" is not a place, region or group. Did you mean "Highgate"?',
        'service: "registraton" is not a service or a line. Did you mean "registration"?',
    ]
    with pytest.raises(ScenarioError) as caught:
        read_goal("wait_served.p99 < 12 at Highgate", crossing)
    assert list(caught.value.problems) == [
        'statistic: wait_served has no statistic "p99". Did you mean "p95"?',
        "unit: must be one of h, hour, hours, min, minutes, d, days, got none",
    ]
    with pytest.raises(ScenarioError, match="must be a quantity, a statistic, a sign and a figure"):
        read_goal("short waits", crossing)


def test_the_share_of_days_missed_leaves_out_days_without_a_figure(crossing):
    goal = read_goal("without_bed.sum < 100", crossing)
    answers = np.full((5, 3), np.nan)
    answers[:4, 0] = [0, 99, 100, 500]
    assert goal.missed(answers) == 0.5
    assert np.isnan(goal.missed(answers[4:]))
