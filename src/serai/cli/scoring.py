"""What `serai score` does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from serai.cli.console import say
from serai.cli.render import show_heading, show_sections

if TYPE_CHECKING:
    from serai.results.run import Run
    from serai.results.score import ScoreRow


def score_of(run: Run, observations: Path | None) -> list[ScoreRow]:
    """The run against its own observations, or against those of a file.

    Raises
    ------
    ScenarioError
        If the file cannot be read as a table of observations that fits the run's scenario.
    """
    if observations is None:
        return run.score_rows()
    from serai.scenario.load import load_observations

    return run.score_rows(load_observations(observations, run.scenario))


def show_score(run: Run, rows: Sequence[ScoreRow], *, as_json: bool) -> None:
    """Every figure and the count by group of facts; or one JSON object."""
    if as_json:
        from serai.results.score import score_json

        say(json.dumps(score_json(rows, run.camp_score), ensure_ascii=True, indent=2, allow_nan=False))
        return
    from serai.report.score_words import rows_sections, score_section
    from serai.report.sentences import heading

    show_heading(*heading(run.scenario, run.seed))
    if run.scenario.rule == "lookahead":
        from serai.report.camp_words import camp_sections

        show_sections((*camp_sections(run.camp_score), score_section(rows)))
        return
    show_sections((*rows_sections(rows), score_section(rows)))
