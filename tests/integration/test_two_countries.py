"""Two countries of destination from end to end: a folder, a run and its draws, the report and the score."""

from __future__ import annotations

import pytest

import serai
from serai.report.page import report_html
from serai.results.quantities import AMBIGUOUS
from serai.runs.course import run as course
from serai.scenario.schema import Observation, Scenario
from twin.worlds import two_countries

ASKED = {"quantity": "entries", "statistic": "sum", "fact_group": "flow", "use": "fit"}


def asked(**settings: object) -> Scenario:
    """The twin's world of two countries with published figures, one of them without a place."""
    figures = [("all", "", 700.0), ("a", "AAA", 300.0), ("b", "BBB", 400.0)]
    rows = tuple(Observation(id=name, place=where, value=value, **ASKED) for name, where, value in figures)
    return two_countries(observations=rows, **settings)


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> serai.Run:
    """Read from a folder, with two draws of its ranges."""
    folder = serai.write(asked(tracked_destination="AAA"), tmp_path_factory.mktemp("two") / "scenario")
    return serai.simulate(serai.load(folder), seed=1, draws=2)


def test_people_are_conserved_at_every_tick_and_both_countries_are_reached():
    outcome = course(two_countries(), 1, check=True)
    crossed = dict(zip(outcome.axes.places, outcome.arrays["entries"].sum(axis=(0, 2)).tolist(), strict=True))
    assert min(crossed["north"], crossed["south"]) > 100
    assert crossed["north"] + crossed["south"] + crossed["port"] == outcome.totals["crossed_in"]
    assert outcome.arrays["present"][-1].sum() == outcome.totals["set_out"] + outcome.totals["initial"]
    assert outcome.arrays["refused"].sum() > 40


def test_a_figure_without_a_place_is_that_of_the_tracked_country(run):
    said = {row.id: row.simulated for row in run.score_rows()}
    assert said["all"] == said["a"] > 0
    assert said["b"] not in (said["a"], None)


def test_without_a_tracked_country_such_a_figure_has_no_answer():
    given = asked()
    rows = {row.id: row for row in serai.simulate(given, seed=1).score_rows()}
    assert (rows["all"].simulated, rows["all"].reason) == (None, AMBIGUOUS)
    assert None not in (rows["a"].simulated, rows["b"].simulated)


def test_the_report_is_made(run):
    html = report_html([run])
    assert html.startswith("<!doctype html>")
    assert "south" in html
