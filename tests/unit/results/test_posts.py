"""The days of a post agree with what is asked of it by name: one figure, two ways to it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import numpy as np
import pytest

import scenarios
import serai
from serai.results import posts
from serai.results.lines import mean_wait_served, waits_served
from serai.results.quantities import evaluate
from serai.results.view import View
from serai.results.waits import percentile
from serai.scenario.schema import Observation

DAYS = 6


@pytest.fixture(scope="module")
def view() -> View:
    scenario = scenarios.everything(days=DAYS)
    return View(serai.simulate(scenario).outcome, scenario)


def busy_days(view, found):
    days = [(day, place) for day, place in np.argwhere(~np.isnan(found)) if 0 < day < view.axes.n_days - 1]
    assert days
    return days


def test_waits_of_those_served_are_those_of_the_summary(view):
    mean, high = posts.wait_mean(view), posts.wait_p90(view)
    for day, place in busy_days(view, mean):
        rows, days = view.line_rows(view.axes.places[place]), slice(int(day), int(day) + 1)
        assert mean[day, place] == pytest.approx(mean_wait_served(view, days, rows)[0])
        assert high[day, place] == pytest.approx(percentile(waits_served(view, days, rows), 0.9))


def asked(view, quantity, statistic, day, place):
    start = datetime.combine(view.date_of(day), time())
    row = Observation(
        id="asked", quantity=quantity, statistic=statistic, place=view.axes.places[place], fact_group="asked",
        start=start, end=start + timedelta(days=1),
    )  # fmt: skip
    return evaluate(row, view.outcome, view.scenario)


def test_the_line_of_a_day_is_the_longest_of_its_steps(view):
    found = posts.line(view)
    for day, place in busy_days(view, found):
        assert found[day, place] == asked(view, "waiting", "max", int(day), int(place)).value


def test_the_wait_of_those_who_joined_is_the_median_of_the_cohort(view):
    found = posts.wait_cohort(view)
    for day, place in busy_days(view, found):
        assert found[day, place] == pytest.approx(asked(view, "wait_cohort", "p50", int(day), int(place)).value)


def test_nobody_is_spoken_of_by_fewer_than_ten_people(view):
    for place, chain in posts.ways(view):
        served = view.array("served")[:, chain[-1]].sum(axis=1)
        assert (np.isnan(posts.wait_mean(view)[:, place]) == (served < posts.FEW)).all()
