"""What `serai fit` does: look for parameters, keep the fitted scenario and the report, and say what was found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from serai.cli.arguments import shown_path
from serai.cli.knowing import loaded
from serai.cli.progress import compile_if_needed, shown_progress

if TYPE_CHECKING:
    from datetime import datetime

    from serai.study.fit import Fit

FITS_FOLDER = "fits"
SCENARIO_FOLDER, REPORT_FILE = "scenario", "report.md"


@dataclass(frozen=True)
class FitRequest:
    """What was asked of `serai fit`."""

    scenario: str
    out: Path | None
    seed: int | None
    runs: int
    as_of: datetime | None
    quiet: bool
    force: bool


def fit_and_keep(request: FitRequest) -> tuple[Fit, Path]:
    """Fit a scenario and keep what was found.

    Raises
    ------
    ScenarioError, UsageError, StoreError
        Of the library, as they are.
    """
    from serai.study.fit import fit
    from serai.study.fit_log import RUNS_FILE, how_many

    scenario = loaded(request.scenario, request.as_of, quiet=request.quiet)
    seed = scenario.seed if request.seed is None else request.seed
    folder = request.out or Path(FITS_FOLDER) / f"{scenario.name}-{seed}"
    if request.force:
        (folder / RUNS_FILE).unlink(missing_ok=True)
    compile_if_needed(scenario.rule, quiet=request.quiet)
    what = f"fitting {scenario.name}, at most {request.runs:,} runs"
    try:
        with shown_progress(what, quiet=request.quiet) as on_progress:
            result = fit(scenario, seed=seed, runs=request.runs, folder=folder, on_progress=on_progress)
    except KeyboardInterrupt:
        kept = how_many(folder)
        if not kept:
            raise
        words = f"interrupted: {kept:,} runs are kept in {shown_path(folder)}; run the same command to resume"
        raise KeyboardInterrupt(words) from None
    _keep(result, folder)
    return result, folder


def _keep(result: Fit, folder: Path) -> None:
    from serai.report.fit_words import as_markdown, fit_sections
    from serai.report.words import texts
    from serai.runs.files import write_whole
    from serai.scenario.write.write import write

    write(result.scenario, folder / SCENARIO_FOLDER, force=True)
    title = texts()["fit"]["title"].format(name=result.scenario.name, seed=result.seed)
    write_whole(folder / REPORT_FILE, as_markdown(title, fit_sections(result)).encode("utf-8"))


def show_fit(result: Fit, folder: Path) -> None:
    """What was found, and what to type next."""
    from serai.cli.render import show_heading, show_next, show_sections
    from serai.report.fit_words import fit_sections
    from serai.report.words import texts

    words = texts()["fit"]
    show_heading(words["title"].format(name=result.scenario.name, seed=result.seed), words["caveat"])
    show_sections(fit_sections(result))
    scenario = shown_path(folder / SCENARIO_FOLDER)
    show_next(
        [
            (f"serai run {scenario} --draws 200", "draws from all ranges, the fitted parameters jointly"),
            (f"serai check {scenario} --values", "every value used, and where it came from"),
        ]
    )
