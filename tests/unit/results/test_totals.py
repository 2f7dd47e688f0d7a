"""What measures are judged by, held against the data set of the same run."""

from __future__ import annotations

import serai
from serai.results.totals import TOTALS, totals
from serai.results.view import View


def test_the_totals_of_a_run_are_those_of_its_data_set():
    run = serai.simulate(serai.load("river-crossing"))
    found, data = totals(View(run.outcome, run.scenario)), run.data
    border = data.waiting.sel(line=data.line_service.isin(["exit_control", "entry_control"]))
    centres = data.waiting.sel(line=data.line_service == "registration")
    hours = run.outcome.axes.step_minutes / 60
    tracked = [profile.name for profile in run.scenario.profiles if profile.tracked]
    assert list(found) == [one.name for one in TOTALS]
    assert found["hours_waited"] == float(border.sum() + centres.sum()) * hours > 0
    assert found["nights_without_bed"] == float(data.without_bed.sum()) > 0
    assert found["worst_line"] == float(border.max()) > 0
    assert found["worst_line_registration"] == float(centres.max()) > 0
    assert found["entries"] == float(data.entries.sel(profile=tracked).sum()) > 0


def test_a_run_without_lines_and_beds_has_none_to_wait_in():
    emptied = ("parameters", "services", "lodging", "measures", "observations", "initial", "events", "traffic")
    scenario = serai.load("river-crossing").model_copy(update=dict.fromkeys(emptied, ()))
    run = serai.simulate(scenario)
    found = totals(View(run.outcome, run.scenario))
    assert (found["hours_waited"], found["worst_line"], found["worst_line_registration"]) == (0, 0, 0)
