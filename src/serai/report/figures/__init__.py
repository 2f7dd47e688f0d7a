"""Run -> the data of each picture, as the page takes it: one object, documented in web/src/data.ts; no file access."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from serai.report.camp_words import camp_sections
from serai.report.figures.camps import camp_charts
from serai.report.figures.charts import stage_charts
from serai.report.figures.comparison import called, comparison
from serai.report.figures.evidence import evidence
from serai.report.figures.fans import add_fans, cut_day
from serai.report.figures.marks import add_marks
from serai.report.figures.movement import places, routes, trigger_day, trips
from serai.report.figures.provenance import provenance, values
from serai.report.figures.shapes import shapes_around
from serai.report.figures.travellers import travellers
from serai.report.headings import heading
from serai.report.needs_words import needs_sections
from serai.report.score_words import score_section
from serai.report.sections import section_data
from serai.report.sensitivity_words import sensitivity_sections
from serai.report.short_answer import answer
from serai.report.update_words import update_sections
from serai.report.words import languages, page_languages
from serai.results.needs import needs
from serai.results.score import ScoreRow
from serai.runs.run import Run
from serai.study.compare import compare
from serai.study.sensitivity import sensitivity
from serai.study.updated import Update, read_update

PAGE_FORMAT = 1


@dataclass(frozen=True)
class Opened:
    """A run with what several parts of the page are made from."""

    run: Run
    rows: Sequence[ScoreRow]
    update: Update | None


def page_data(
    run: Run,
    others: Sequence[Run] = (),
    names: Sequence[str] = (),
    *,
    explain: bool = False,
    update: Update | None = None,
) -> dict[str, Any]:
    """Everything that the page shows of one run.

    Parameters
    ----------
    run : Run
    others : sequence of Run
        Runs that are compared with it, as `study.compare` does.
    names : sequence of str
        What the others are called; without it as `study.compare` calls them.
    explain : bool
        With what explains the spread of the run, as `study.sensitivity` does.
    update : Update, optional
        How the run came about, where it is an update; without it as its folder has it.

    Returns
    -------
    dict that `json.dumps` takes without NaN. Counts of 1 to 9 people by place and day are null.

    Raises
    ------
    ScenarioError
        If the others cannot be compared with the run.
    UsageError
        If what explains the spread is asked for, and the run has too few draws, or packages are missing.
    """
    opened = Opened(run, run.score_rows(), update or read_update(run.folder))
    return {
        "format": PAGE_FORMAT,
        **_what(run),
        "languages": page_languages(),
        "heading": {code: list(heading(run, code)) for code in spoken()},
        "answer": {code: [item._asdict() for item in answer(run, code)] for code in spoken()},
        "places": places(run.scenario),
        "routes": routes(run.scenario),
        "shapes": shapes_around((place.lon, place.lat) for place in run.scenario.places),
        **_pictures(opened),
        "update": _updated(opened.update),
        "needs": _needs(run),
        "explained": _explained(run) if explain else {},
        "compare": comparison(called(compare([run, *others]), names), spoken()) if others else None,
        "evidence": evidence(opened.rows, run.scenario.observations, tuple(languages())),
        "score": {code: section_data(score_section(opened.rows, code)) for code in spoken() if opened.rows},
        "values": values(run.scenario),
        "provenance": provenance(run.provenance, _folder(run)),
    }


def _folder(run: Run) -> str:
    """How the run's folder is named in a file that may be sent to others: nothing of what lies above it."""
    folder = run.folder
    return "RUN" if folder is None else folder.name if folder.is_absolute() else folder.as_posix()


def spoken() -> tuple[str, ...]:
    """Codes of the languages that sentences are made in."""
    return tuple(code for code, about in languages().items() if about["sentences"])


def _what(run: Run) -> dict[str, Any]:
    scenario = run.scenario
    return {
        "kind": "draws" if run.draws else "run",
        "has_lines": scenario.has_lines,
        "title": scenario.title or scenario.name,
        "first_day": scenario.start.isoformat(),
        "n_days": (scenario.end - scenario.start).days,
    }


def _pictures(opened: Opened) -> dict[str, Any]:
    """What is drawn: charts with marks, movement, travellers; or camps with their tables."""
    if not opened.run.scenario.has_lines:
        return _camp_pictures(opened.run)
    sample = opened.run.sample
    charts = stage_charts(sample)
    add_marks(charts, opened.rows, sample)
    add_fans(charts, opened.update, sample)
    return {
        "cut": cut_day(opened.run.as_of, sample),
        "charts": charts,
        "trips": trips(sample),
        "trigger_day": trigger_day(sample.view),
        "travellers": travellers(sample.view, spoken()),
        "sections": {},
    }


def _updated(update: Update | None) -> dict[str, Any]:
    """What an update says, in words and tables."""
    return {code: [section_data(item) for item in update_sections(update, code)] for code in spoken() if update}


def _needs(run: Run) -> dict[str, Any]:
    """What people need, in words and tables."""
    items = needs(run.sample)
    return {code: [section_data(item) for item in needs_sections(items, code)] for code in spoken()}


def _explained(run: Run) -> dict[str, Any]:
    """What explains the spread of the run, as bars and as what to ask first."""
    result = sensitivity(run)
    return {code: [section_data(item) for item in sensitivity_sections(result, code)] for code in spoken()}


def _camp_pictures(run: Run) -> dict[str, Any]:
    """Camps by day and the tables that hold them against reports."""
    sections = {code: [section_data(item) for item in camp_sections(run.camp_score, code)] for code in spoken()}
    return {
        "cut": None,
        "charts": camp_charts(run),
        "trips": None,
        "trigger_day": None,
        "travellers": [],
        "sections": sections,
    }
