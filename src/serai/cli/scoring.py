"""What `serai score` does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from serai.cli.console import say
from serai.cli.render import show_heading, show_sections
from serai.errors import UsageError

if TYPE_CHECKING:
    from serai.results.score import ScoreRow
    from serai.runs.ensemble_run import EnsembleRun
    from serai.runs.run import Run
    from serai.study.caused import Caused

ONLY_OWN = (
    "an ensemble keeps the figures of its own observations only; "
    "put the rows into the scenario's observations and run it again"
)


def score_of(run: Run | EnsembleRun, observations: Path | None) -> Sequence[ScoreRow]:
    """The run against its own observations, or against those of a file.

    Raises
    ------
    ScenarioError
        If the file cannot be read as a table of observations that fits the run's scenario.
    UsageError
        If a file is given for an ensemble, which keeps the figures of its own observations only.
    """
    from serai.runs.ensemble_run import EnsembleRun

    if observations is None:
        return run.score_rows()
    if isinstance(run, EnsembleRun):
        raise UsageError(ONLY_OWN)
    from serai.scenario.read.load import load_observations

    return run.score_rows(load_observations(observations, run.scenario))


def caused_of(run: Run | EnsembleRun) -> tuple[Caused, ...]:
    """How many came because of the trigger: the scenario is run once more without it, with progress shown."""
    from serai.cli.progress import compile_if_needed, shown_progress
    from serai.study.caused import entries_caused

    compile_if_needed(run.scenario.rule)
    with shown_progress(f"running {run.scenario.name} without its triggers") as on_progress:
        return entries_caused(run, on_progress=on_progress)


def show_score(run: Run | EnsembleRun, rows: Sequence[Any], caused: Sequence[Caused] = (), *, as_json: bool) -> None:
    """Every figure and the count by group of facts; or one JSON object."""
    from serai.runs.ensemble_run import EnsembleRun

    if as_json:
        from serai.results.score import score_json
        from serai.runs.ensemble_score import draws_json

        given = draws_json(rows) if isinstance(run, EnsembleRun) else score_json(rows, run.camp_score)
        if caused:
            from serai.study.caused import caused_json

            given["summary"]["because_of_trigger"] = caused_json(caused)
        say(json.dumps(given, ensure_ascii=True, indent=2, allow_nan=False))
        return
    from serai.report.camp_words import camp_sections
    from serai.report.headings import heading
    from serai.report.score_beside import caused_sections, naive_sections, outside_sections
    from serai.report.score_words import rows_sections, score_section
    from serai.results.naive_errors import ONE_RUN
    from serai.runs.ensemble_score import MANY_RUNS

    show_heading(*heading(run))
    if run.scenario.rule == "lookahead":
        show_sections((*camp_sections(run.camp_score), score_section(rows)))
        return
    figures = MANY_RUNS if isinstance(run, EnsembleRun) else ONE_RUN
    beside = (*outside_sections(rows), *naive_sections(rows, figures), *caused_sections(caused))
    show_sections((*rows_sections(rows), *beside, score_section(rows)))
