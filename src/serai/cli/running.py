"""What `serai run` and `serai repeat` do."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from serai.cli.arguments import default_out, shown_path
from serai.cli.progress import say_if_compiling, shown_progress

if TYPE_CHECKING:
    from serai.results.run import Run
    from serai.scenario.schema import Scenario


@dataclass(frozen=True)
class Wish:
    """What was asked of `serai run`."""

    scenario: str
    out: Path | None
    seed: int | None
    changes: Mapping[str, str]
    measures: tuple[str, ...]
    quiet: bool
    force: bool


def run_and_keep(wish: Wish) -> Run:
    """Load, change, run and keep a scenario.

    Whether the results can be kept is found out first, so that nobody waits for a run that is lost.

    Raises
    ------
    ScenarioError, UsageError, StoreError
        Of the library, as they are.
    """
    scenario = _changed(wish)
    seed = scenario.seed if wish.seed is None else wish.seed
    out = wish.out or default_out(scenario.name, seed, wish.changes, wish.measures)
    from serai.results.run import can_save, simulate

    can_save(out, scenario, seed, force=wish.force)
    say_if_compiling(scenario.rule, quiet=wish.quiet)
    with shown_progress(f"running {scenario.name}", quiet=wish.quiet) as on_progress:
        run = simulate(scenario, seed=seed, on_progress=on_progress)
    changes = [*(f"{key}={value}" for key, value in wish.changes.items()), *wish.measures]
    run.save(out, force=wish.force, changes=changes, command=["serai", *sys.argv[1:]])
    return run


def _changed(wish: Wish) -> Scenario:
    from serai.scenario.load import load

    scenario = load(wish.scenario)
    if not (wish.measures or wish.changes):
        return scenario
    from serai.scenario.change import apply_measures, with_changes

    return with_changes(apply_measures(scenario, wish.measures), wish.changes)


def show_summary(run: Run, asked: str) -> None:
    """What happened, how it compares with what was published, one journey, and what to type next."""
    from serai.cli.render import show_heading, show_next, show_sections
    from serai.report.score_words import score_section
    from serai.report.sentences import answer, heading, journey_section
    from serai.results.journey import tell

    show_heading(*heading(run.scenario, run.seed))
    if run.scenario.rule == "lookahead":
        from serai.report.camp_words import camp_sections

        show_sections(camp_sections(run.camp_score))
    else:
        told = tell(run.outcome, run.scenario)
        show_sections((*answer(run.headline), score_section(run.score_rows()), journey_section(told)))
    show_next(_next_commands(run, shown_path(asked)))


def _next_commands(run: Run, asked: str) -> list[tuple[str, str]]:
    folder = shown_path(str(run.folder))
    commands = [
        (f"serai score {folder}", "every published figure beside the simulated one"),
        (f"serai export {folder} --to xlsx", "the results as a workbook"),
        (f"serai check {asked}", "every value used, and where it came from"),
        (f"serai new my-scenario --from {asked}", "a copy to edit"),
    ]
    for measure in run.scenario.measures[:1]:
        commands.insert(2, (f"serai run {asked} --measure {measure.measure}", "the same with a measure"))
    return commands


def repeat_and_tell(folder: Path) -> tuple[bool, str]:
    """Run a kept run again.

    Returns
    -------
    (agrees, words)
    """
    from serai.results.run import open_run, simulate

    kept = open_run(folder)
    say_if_compiling(kept.scenario.rule)
    with shown_progress(f"repeating {kept.scenario.name}, seed {kept.seed}") as on_progress:
        again = simulate(kept.scenario, seed=kept.seed, on_progress=on_progress)
    if again.provenance.result_hash == kept.provenance.result_hash:
        return True, f"agrees: {folder} came out the same, bit for bit"
    return False, f"does not agree: {folder} came out differently in {', '.join(_different(kept, again))}"


def _different(kept: Run, again: Run) -> list[str]:
    """Names of the variables that differ, and of the programs whose versions do."""
    import numpy as np

    names = [
        name
        for name, values in kept.outcome.arrays.items()
        if not np.array_equal(values, again.outcome.arrays[name], equal_nan=True)
    ]
    if not np.array_equal(kept.outcome.journeys, again.outcome.journeys):
        names.append("journeys")
    for program in ("serai", "python", "numpy", "numba"):
        was, now = (getattr(run.provenance, f"{program}_version") for run in (kept, again))
        if was != now:
            names.append(f"version of {program} ({was} then, {now} now)")
    return names
