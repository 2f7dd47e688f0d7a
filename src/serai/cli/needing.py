"""What `serai needs` does."""

from __future__ import annotations

import json
from pathlib import Path

from serai.cli.console import say
from serai.cli.render import show_heading, show_sections


def show_needs(folder: Path, standards: Path | None, *, full: bool, as_json: bool) -> None:
    """Open a run and say what its people need.

    Parameters
    ----------
    folder : Path
        Of the run.
    standards : Path or None
        A CSV file of the table `standards`, in place of that of the run.
    full : bool
        With every place.
    as_json : bool
        Print one JSON object.

    Raises
    ------
    StoreError
        If the run cannot be read.
    ScenarioError
        If the file cannot be read as a table of standards.
    """
    from serai.results.needs import needs
    from serai.runs.run import open_run

    run = open_run(folder)
    rows = None
    if standards is not None:
        from serai.scenario.read.load import load_standards
        from serai.scenario.standards import standards_of

        rows = standards_of(run.scenario.model_copy(update={"standards": load_standards(standards, run.scenario)}))
    result = needs(run.sample, rows)
    if as_json:
        from serai.runs.needs_table import needs_json

        about = {"scenario": run.scenario.name, "seed": run.seed}
        say(json.dumps(about | needs_json(result), ensure_ascii=True, indent=2, allow_nan=False))
        return
    from serai.report.needs_words import needs_heading, needs_sections

    show_heading(*needs_heading(run))
    show_sections(needs_sections(result, full=full))
