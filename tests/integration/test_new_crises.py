"""First scenarios of six crises, scaled down: each checks, runs, conserves people, meets its number, and is drawn."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import resources

import numpy as np
import pytest

from serai.begin.begin import CrisisRequest, begin
from serai.model.clock import Clock
from serai.model.rates import build_rates
from serai.report.page import report_html
from serai.runs.course import run
from serai.runs.run import simulate
from serai.scenario.doubts import doubts
from serai.scenario.rules.check import check

PEOPLE = 1500.0
DRAWS = 2
LARGEST_PARTY = 6
PAIRS = {
    "Russia-Georgia": ("RUS", "GEO", "call-up"),
    "Ukraine-Poland": ("UKR", "POL", "conflict"),
    "Sudan-Chad": ("SDN", "TCD", "conflict"),
    "Syria-Türkiye": ("SYR", "TUR", "disaster"),
    "Venezuela-Colombia": ("VEN", "COL", "conflict"),
    "Myanmar-Bangladesh": ("MMR", "BGD", "conflict"),
}


@pytest.fixture
def scaled_down(tmp_path) -> Callable[[str], str]:
    """A kit with a thousandth of its people at risk, and a run of nine days."""

    def scale(kit: str) -> str:
        folder = tmp_path / kit
        with resources.as_file(resources.files("serai.begin").joinpath("kits", kit)) as given:
            shutil.copytree(given, folder)
        numbers = "name,value\nat_risk_share,0.001\ndays_before,1\ndays_after,8\nborder_pull,2\n"
        (folder / "numbers.csv").write_text(numbers, encoding="utf-8")
        return str(folder)

    return scale


@pytest.mark.parametrize("pair", PAIRS)
def test_a_new_crisis_runs_at_once(pair, scaled_down):
    origin, goal, kit = PAIRS[pair]
    kit = scaled_down(kit)
    crisis = CrisisRequest(
        "new", origin, (goal,), event=date(2022, 2, 24), expect=PEOPLE, peak_days=1.0, kit=kit, places=3
    )
    scenario = begin(crisis).scenario
    check(scenario)
    assert not [doubt for doubt in doubts(scenario) if "ordinary traffic of" in doubt]
    small = scenario.model_copy(update={"tick_minutes": 360})
    outcome = run(small, 1, check=True)
    assert outcome.arrays["present"][-1].sum() == outcome.totals["initial"] + outcome.totals["set_out"]
    assert outcome.arrays["entries_by_cause"][..., 1:].sum() > 0.5 * PEOPLE
    left = outcome.arrays["set_out_by_cause"][..., 1:].sum()
    assert abs(left - PEOPLE) < 4 * math.sqrt(PEOPLE * LARGEST_PARTY)  # a sum of parties that decide apart
    drawn = simulate(small, draws=DRAWS, threads=1)
    entries = drawn.sample.of("total", "", "entries")
    assert (len(entries), np.unique(entries).size) == (DRAWS, DRAWS)
    page = report_html([drawn])
    assert f'"draws":{DRAWS}' in page
    assert all(place.name in page for place in scenario.places if place.kind == "border_post")


def test_the_number_of_places_changes_nothing_about_how_many_leave():
    crisis = CrisisRequest("new", "UKR", ("POL",), event=date(2022, 2, 24), expect=PEOPLE, places=2)
    few, many = (begin(replace(crisis, places=places)).scenario for places in (2, 12))
    assert len(many.places) > len(few.places)
    for scenario in (few, many):
        rates = build_rates(scenario, Clock(scenario), 1)
        ends = rates.hazard[rates.leaver["hazard"] + rates.leaver["n_ticks"]]
        assert (rates.leaver["people"] * -np.expm1(-ends)).sum() == pytest.approx(PEOPLE, rel=1e-6)
