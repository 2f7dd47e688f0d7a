"""What can be taken away from the app: scenario and results as workbooks, and the report as one file."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from serai.begin.ask import front_of
from serai.begin.begin import FirstScenario
from serai.report.page import report_html
from serai.runs.export import export
from serai.runs.run import Run
from serai.scenario.schema import Scenario
from serai.scenario.write.front import FRONT_SHEET
from serai.scenario.write.workbook import workbook_bytes
from serai.study.updated import Update


def scenario_xlsx(scenario: Scenario, begun: FirstScenario | None = None) -> bytes:
    """A scenario as a workbook to edit; with what to ask first as its first sheet where it was begun here."""
    remarks = None if begun is None else {FRONT_SHEET: front_of(begun.scenario.title, begun.asked).grid()}
    return workbook_bytes(scenario, remarks)


def report_of(runs: Sequence[Run], names: Sequence[str], update: Update | None = None) -> bytes:
    """The first run, with the others beside it under their names, as the one file that `serai report` writes."""
    return report_html(runs, names=names, update=update).encode("utf-8")


def data_xlsx(run: Run) -> bytes:
    """The results of a run as a workbook, made in a folder of its own and removed again."""
    with tempfile.TemporaryDirectory(prefix="serai-app-") as name:
        return export(run, "xlsx", Path(name) / "results.xlsx").read_bytes()
