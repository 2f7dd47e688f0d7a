"""What can be taken away from the app: scenario and results as workbooks, and the report as one file."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from serai.report.page import report_html
from serai.runs.export import export
from serai.runs.run import Run
from serai.scenario.schema import Scenario
from serai.scenario.write.workbook import workbook_bytes


def scenario_xlsx(scenario: Scenario) -> bytes:
    """A scenario as a workbook to edit."""
    return workbook_bytes(scenario)


def report_of(runs: Sequence[Run], names: Sequence[str]) -> bytes:
    """The first run, with the others beside it under their names, as the one file that `serai report` writes."""
    return report_html(runs, names=names).encode("utf-8")


def data_xlsx(run: Run) -> bytes:
    """The results of a run as a workbook, made in a folder of its own and removed again."""
    with tempfile.TemporaryDirectory(prefix="serai-app-") as name:
        return export(run, "xlsx", Path(name) / "results.xlsx").read_bytes()
