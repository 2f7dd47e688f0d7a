"""What `serai run` and `serai repeat` do."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from serai.cli.arguments import default_out, shown_path
from serai.cli.console import command_typed, say
from serai.cli.knowing import loaded
from serai.cli.progress import compile_if_needed, shown_progress
from serai.cli.resuming import said_what_is_kept
from serai.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    import numpy as np

    from serai.runs.kept import DrawsFolder
    from serai.runs.run import Run
    from serai.scenario.schema import Scenario

FURTHEST_VALUES = 5


@dataclass(frozen=True)
class RunRequest:
    """What was asked of `serai run`."""

    scenario: str
    out: Path | None
    seed: int | None
    draws: int | None
    changes: Mapping[str, str]
    measures: tuple[str, ...]
    as_of: datetime | None
    given: Path | None
    quiet: bool
    force: bool
    cluster: str | None = None
    posterior: str | None = None

    @property
    def all_changes(self) -> dict[str, str]:
        """Changes of values and the samples that were taken."""
        return {**self.changes, **({} if self.posterior is None else {"posterior": self.posterior})}

    def default_out(self, scenario: Scenario, seed: int, draws: int | None) -> Path:
        """The folder where none is named."""
        return default_out(scenario.name, seed, self.all_changes, self.measures, draws, self.as_of, scenario.given)


def run_and_keep(request: RunRequest) -> Run:
    """Load, change, run and keep a scenario.

    Whether the results can be kept is found out first, so that nobody waits for a run that is lost.

    Raises
    ------
    ScenarioError, UsageError, StoreError
        Of the library, as they are.
    """
    if request.cluster and not request.draws:
        raise UsageError("--cluster runs draws; say how many with --draws")
    scenario = _changed(request)
    seed = scenario.seed if request.seed is None else request.seed
    out = request.out or request.default_out(scenario, seed, request.draws)
    from serai.runs.run import can_save

    can_save(out, scenario, seed, draws=request.draws or 0, force=request.force)
    compile_if_needed(scenario.rule, quiet=request.quiet)
    kept = _begin(request, scenario, seed, out) if request.draws is not None else None
    with said_what_is_kept(out, lambda: len(kept.known()) if kept else 0, f"of {request.draws or 0:,} draws"):
        run = _run_of(request, scenario, seed, kept)
        changes = [*(f"{key}={value}" for key, value in request.all_changes.items()), *request.measures]
        run.save(out, force=request.force, changes=changes, command=command_typed())
    return run


def _run_of(request: RunRequest, scenario: Scenario, seed: int, kept: DrawsFolder | None) -> Run:
    from serai.runs.run import simulate

    what, draws = f"running {scenario.name}", request.draws
    if draws is None:
        with shown_progress(what, quiet=request.quiet) as on_progress:
            return simulate(scenario, seed=seed, as_of=request.as_of, on_progress=on_progress)
    from serai.cli.clusters import cluster_of

    how: dict[str, Any] = {"seed": seed, "draws": draws, "as_of": request.as_of, "folder": kept}
    with (
        kept or nullcontext(),
        cluster_of(request.cluster) if request.cluster else nullcontext() as client,
        shown_progress(f"{what}, {draws:,} draws (each stored when it ends)", quiet=request.quiet) as on_progress,
    ):
        run = simulate(scenario, on_progress=on_progress, client=client, **how)
    _name_failed(run)
    return run


def _begin(request: RunRequest, scenario: Scenario, seed: int, out: Path) -> DrawsFolder:
    """Refuse draws of another plan, and take over what is kept of this one."""
    from serai.runs.going_on import begin
    from serai.runs.run import checked_draws

    n_draws = checked_draws(request.draws or 0)
    fewer = [n_draws >> half for half in range(1, n_draws.bit_length()) if n_draws % (1 << half) == 0]
    earlier = [] if request.out else [request.default_out(scenario, seed, count) for count in fewer]
    return begin(out, scenario, seed, n_draws, earlier=earlier, force=request.force)


def _simulated_again(kept: Run) -> Run:
    """A run once more, with progress shown and draws that failed named on standard error."""
    from serai.runs.run import simulate

    draws = kept.n_draws or None
    what = f"repeating {kept.scenario.name}, seed {kept.seed}" + (f", {draws:,} draws" if draws else "")
    with shown_progress(what) as on_progress:
        again = simulate(kept.scenario, seed=kept.seed, draws=draws, on_progress=on_progress)
    _name_failed(again)
    return again


def _name_failed(run: Run) -> None:
    from serai.report.summary import failed_line

    for failed in run.failed:
        say(failed_line(failed, run.furthest_values(failed, FURTHEST_VALUES)), error=True)


def _changed(request: RunRequest) -> Scenario:
    scenario = loaded(request.scenario, request.as_of, quiet=request.quiet)
    if request.given is not None:
        from serai.scenario.given import with_given
        from serai.scenario.read.load import load_given

        scenario = with_given(scenario, load_given(request.given, scenario), request.as_of)
    if request.posterior is not None:
        from serai.scenario.read.load import load_posterior
        from serai.study.posterior import with_posterior

        scenario = with_posterior(scenario, load_posterior(request.posterior, scenario))
    if not (request.measures or request.changes):
        return scenario
    from serai.scenario.change import apply_all

    return apply_all(scenario, request.measures, request.changes)


def show_summary(run: Run, asked: str, *, full: bool) -> None:
    """What happened, how it compares with what was published, and what to type next."""
    from serai.cli.render import show_heading, show_next, show_sections
    from serai.report.headings import heading
    from serai.report.summary import run_sections

    show_heading(*heading(run))
    show_sections(run_sections(run, full=full))
    show_next(_next_commands(run, shown_path(asked)))


def _next_commands(run: Run, asked: str) -> list[tuple[str, str]]:
    from serai.runs.store import RUN_FILE

    folder = shown_path(str(run.folder))
    draws = f" --draws {run.n_draws}" if run.draws else ""
    if run.as_of is not None:
        draws += f' --as-of "{run.as_of:%Y-%m-%d %H:%M:%S}"'
    commands = [
        (f"serai report {folder} --open", "one page: map, pictures, evidence"),
        (f"serai score {folder}", "the score, figure by figure"),
        (f"serai export {folder} --to xlsx", "the results as a workbook"),
    ]
    base = default_out(run.scenario.name, run.seed, {}, (), run.n_draws or None, run.as_of)
    if run.provenance.changes and (base / RUN_FILE).is_file():
        commands.append((f"serai compare {shown_path(base)} {folder}", "what this saves compared with the other run"))
    for measure in run.scenario.measures[:1]:
        commands.append((f"serai run {asked}{draws} --measure {measure.measure}", "the same with a measure"))
    return [*commands, (f"serai new my-scenario --from {asked}", "a copy to edit")]


def repeat_and_report(folder: Path) -> tuple[bool, str]:
    """Run a kept run again.

    Returns
    -------
    (agrees, words)
    """
    from serai.runs.run import open_run

    kept = open_run(folder)
    compile_if_needed(kept.scenario.rule)
    again = _simulated_again(kept)
    if again.provenance.result_hash == kept.provenance.result_hash:
        return True, f"identical: {folder} came out the same, bit for bit"
    return False, f"different: {folder} gave other results in {', '.join(_different(kept, again))}"


def _different(kept: Any, again: Any) -> list[str]:
    """Names of the variables that differ, and of the programs whose versions do."""
    import numpy as np

    was_arrays, now_arrays = _arrays(kept), _arrays(again)
    names = [
        name
        for name, values in was_arrays.items()
        if not np.array_equal(values, now_arrays[name], equal_nan=values.dtype.kind == "f")
    ]
    for program in ("serai", "python", "numpy", "numba"):
        was, now = (getattr(run.provenance, f"{program}_version") for run in (kept, again))
        if was != now:
            names.append(f"version of {program} ({was} then, {now} now)")
    return names


def _arrays(run: Run) -> dict[str, np.ndarray]:
    """Every number of a run by name; the draws' own where there are any."""
    central = {**run.outcome.arrays, "journeys": run.outcome.journeys}
    return central | ({f"draws/{name}": of for name, of in run.draws.all_arrays().items()} if run.draws else {})
