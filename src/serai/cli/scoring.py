"""What `serai score` does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from serai.cli.console import say
from serai.cli.render import show_heading, show_sections

if TYPE_CHECKING:
    from datetime import datetime

    from serai.results.score import ScoreRow
    from serai.runs.run import Run
    from serai.study.caused import Caused


def score_and_show(
    folder: Path, observations: Path | None, as_of: str | None, *, without_trigger: bool, as_json: bool
) -> None:
    """Hold a kept run against its observations, or against those of a file, and show how it did.

    Raises
    ------
    ScenarioError, StoreError, UsageError
        Of the library, as they are.
    """
    from serai.cli.knowing import moment_of, opened
    from serai.runs.run import open_run

    when = moment_of(as_of)
    known = opened(open_run(folder), when)
    rows = score_of(known, observations, when)
    show_score(known, rows, caused_of(known) if without_trigger else (), as_json=as_json)


def score_of(run: Run, observations: Path | None, as_of: datetime | None = None) -> Sequence[ScoreRow]:
    """The run against its own observations, or against those of a file; draws are run again for these.

    Of a file those count that were known at `as_of`; without it all, so that a run that was made with --as-of can be
    compared with what came.

    Raises
    ------
    ScenarioError
        If the file cannot be read as a table of observations that fits the run's scenario.
    """
    if observations is None:
        return run.score_rows()
    from serai.cli.progress import compile_if_needed, shown_progress
    from serai.scenario.known import known_rows
    from serai.scenario.read.load import load_observations
    from serai.study.updated import read_update

    made = read_update(run.folder)  # its run ends with the horizon; later figures are reported as not answered
    against = run.scenario if made is None else run.scenario.model_copy(update={"end": made.whole.end})
    rows = known_rows(load_observations(observations, against), run.scenario, as_of)
    if run.draws is None:
        return run.score_rows(rows)
    compile_if_needed(run.scenario.rule)
    with shown_progress(f"running {run.scenario.name} again, {run.n_draws:,} draws") as on_progress:
        return run.score_rows(rows, on_progress=on_progress)


def caused_of(run: Run) -> tuple[Caused, ...]:
    """How many came because of the trigger: the scenario is run once more without it, with progress shown."""
    from serai.cli.progress import compile_if_needed, shown_progress
    from serai.study.caused import entries_caused

    compile_if_needed(run.scenario.rule)
    with shown_progress(f"running {run.scenario.name} without its triggers") as on_progress:
        return entries_caused(run, on_progress=on_progress)


def show_score(run: Run, rows: Sequence[ScoreRow], caused: Sequence[Caused] = (), *, as_json: bool) -> None:
    """Every figure and the count by group of facts; or one JSON object."""
    if as_json:
        from serai.results.tally import score_json

        given = score_json(rows, run.camp_score)
        if caused:
            from serai.study.caused import caused_json

            given["summary"]["because_of_trigger"] = caused_json(caused)
        say(json.dumps(given, ensure_ascii=True, indent=2, allow_nan=False))
        return
    from serai.report.camp_words import camp_sections
    from serai.report.headings import heading
    from serai.report.score_beside import caused_sections, naive_sections, outside_sections, wis_sections
    from serai.report.score_words import rows_sections, score_section

    show_heading(*heading(run))
    if not run.scenario.has_lines:
        show_sections((*camp_sections(run.camp_score), score_section(rows)))
        return
    beside = (*outside_sections(rows), *naive_sections(rows), *wis_sections(rows), *caused_sections(caused))
    show_sections((*rows_sections(rows), *beside, score_section(rows)))
