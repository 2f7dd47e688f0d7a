"""What stands above a run: its title, and what its figures are."""

from __future__ import annotations

from datetime import timedelta

from serai.report.words import ENGLISH, counted, period_in_words, texts
from serai.runs.run import Run
from serai.scenario.cells import moment_text


def heading(run: Run, language: str = ENGLISH) -> tuple[str, str]:
    """Title of a run, and what it is: ("Title, 1 September to 14 November 2022, seed 1", "One run ...").

    Draws of a scenario without ranges are said to be draws of chance alone.
    """
    words, scenario = texts(language), run.scenario
    period = period_in_words(scenario.start, scenario.end - timedelta(days=1), language)
    title: str = words["heading"]["run"].format(title=scenario.title or scenario.name, period=period, seed=run.seed)
    if run.draws:
        caveat = words["draws"]["caveat" if run.draws.range_names else "caveat_chance"]
        return title, caveat.format(draws=counted(run.n_draws, "draw", language)) + _cut(run, language)
    single: str = words["not_a_forecast"]
    return title, single[0].upper() + single[1:] + "." + _cut(run, language)


def _cut(run: Run, language: str) -> str:
    """That what became known later was left out, where it was."""
    if run.as_of is None:
        return ""
    return " " + str(texts(language)["heading"]["as_of"].format(when=moment_text(run.as_of)))
