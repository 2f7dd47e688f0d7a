"""What `serai plan` does: search, keep what was found, and say what to take."""

from __future__ import annotations

import json
import math
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from serai.cli.arguments import shown_path
from serai.cli.console import say
from serai.cli.knowing import loaded
from serai.cli.progress import compile_if_needed, shown_progress
from serai.cli.resuming import said_what_is_kept
from serai.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from serai.scenario.schema import MenuRow, Scenario
    from serai.study.how_many import HowMany
    from serai.study.plan import Plan
    from serai.study.plan_search import Round

PLANS_FOLDER = "plans"
PAGE, BOOK, OBJECT = "plan.html", "plan.xlsx", "plan.json"


@dataclass(frozen=True)
class PlanRequest:
    """What was asked of `serai plan`."""

    scenario: str
    budget: float | None
    minimise: str | None
    goal: str | None
    how_many: str | None
    menu: Path | None
    runs: int | None
    out: Path | None
    seed: int | None
    as_of: datetime | None
    cluster: str | None
    quiet: bool


def plan_and_keep(request: PlanRequest) -> tuple[Plan, Path]:
    """Search for a plan, and keep it as a page, a workbook and a JSON object beside the draws.

    Raises
    ------
    ScenarioError, UsageError, StoreError
        Of the library, as they are.
    """
    from serai.study.plan import HOURS_WAITED, most_runs, plan
    from serai.study.plan_goal import read_goal

    if request.goal is not None and request.minimise is not None:
        raise UsageError("--goal and --minimise cannot be combined: a plan has one criterion")
    scenario, menu = _given(request)
    if request.goal is not None:
        read_goal(request.goal, scenario)
    folder = _folder(request, scenario)
    for name in (PAGE, BOOK, OBJECT):
        _refuse_other(folder / name)
    runs = most_runs(scenario, menu) if request.runs is None else request.runs
    with _searching(request, scenario, folder, f"planning {scenario.name}, at most {runs:,} runs", runs) as how:
        on_round = None if request.quiet else _say_round
        minimise = request.minimise or HOURS_WAITED
        how |= {"budget": request.budget, "goal": request.goal, "minimise": minimise, "runs": runs}
        result = plan(scenario, menu=menu, seed=request.seed, on_round=on_round, **how)
    _keep(result, folder)
    return result, folder


def count_units(request: PlanRequest) -> HowMany:
    """How many units of a measure a goal needs.

    Raises
    ------
    ScenarioError, UsageError, StoreError
        Of the library, as they are.
    """
    from serai.study.how_many import how_many

    if request.goal is None or request.how_many is None:
        raise UsageError('--how-many needs a goal, e.g. --goal "wait_served.p90 < 12h at PLACE"')
    if request.minimise is not None or request.budget is not None:
        raise UsageError("--how-many cannot be combined with --budget or --minimise")
    scenario, menu = _given(request)
    folder = _folder(request, scenario)
    what = f"counting {request.how_many} for {scenario.name}"
    with _searching(request, scenario, folder, what, None) as how:
        return how_many(scenario, request.how_many, request.goal, menu=menu, seed=request.seed, **how)


def _given(request: PlanRequest) -> tuple[Scenario, tuple[MenuRow, ...] | None]:
    scenario = loaded(request.scenario, request.as_of, quiet=True)
    if request.menu is None:
        return scenario, None
    from serai.scenario.read.load import load_menu

    return scenario, load_menu(request.menu, scenario)


def _folder(request: PlanRequest, scenario: Scenario) -> Path:
    seed = scenario.seed if request.seed is None else request.seed
    return request.out or Path(PLANS_FOLDER) / f"{scenario.name}-{seed}"


@contextmanager
def _searching(
    request: PlanRequest, scenario: Scenario, folder: Path, what: str, most: int | None
) -> Iterator[dict[str, Any]]:
    """What a search takes besides its question; after Ctrl-C it is said what is kept."""
    from serai.cli.clusters import cluster_of
    from serai.runs.kept import how_many as kept_draws

    compile_if_needed(scenario.rule, quiet=request.quiet)
    with (
        said_what_is_kept(folder, lambda: sum(map(kept_draws, folder.glob("*")))),
        cluster_of(request.cluster) if request.cluster else nullcontext() as client,
        shown_progress(what, quiet=request.quiet) as on_progress,
    ):
        yield {"folder": folder, "client": client, "on_run": _counted(on_progress, most)}


def _counted(on_progress: Callable[[int, int], None] | None, most: int | None) -> Callable[[int], None] | None:
    if on_progress is None:
        return None
    done = [0]

    def on_run(runs: int) -> None:
        done[0] += runs
        on_progress(done[0], max(most or 2 * done[0], done[0]))

    return on_run


def _say_round(now: Round, name: str) -> None:
    """One line for each round, on standard error."""
    plan = name or "nothing"
    say(f"{now.runs:,} runs, {now.items} measures left: {plan}, {100 * now.sure:.0f} % sure", error=True)


def _refuse_other(path: Path) -> None:
    from serai.runs.seal import refuse_other_file

    refuse_other_file(path)


def _keep(result: Plan, folder: Path) -> None:
    from serai.report.plan_page import plan_html
    from serai.report.plan_words import plan_heading
    from serai.runs.export import to_xlsx
    from serai.runs.files import write_whole
    from serai.runs.seal import sealed_map, sealed_page
    from serai.study.plan_tables import plan_json, plan_tables

    text = json.dumps(plan_json(result), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    write_whole(folder / OBJECT, sealed_map(text.encode("utf-8")))
    write_whole(folder / BOOK, to_xlsx(plan_tables(result), list(plan_heading(result))))
    write_whole(folder / PAGE, sealed_page(plan_html(result).encode("utf-8")))


def show_plan(result: Plan, folder: Path, request: PlanRequest) -> None:
    """What to take, and what to type next."""
    from serai.cli.render import show_heading, show_next, show_sections
    from serai.report.plan_words import plan_heading, plan_sections

    show_heading(*plan_heading(result))
    show_sections(plan_sections(result))
    given = shown_path(request.scenario)
    again = f"serai plan {given}{_options(request)}"
    commands = [(f"{again} --open", f"the page, stored as {shown_path(folder / PAGE)}")]
    chosen, known = result.answer.chosen, {row.measure for row in result.scenario.measures}
    if chosen.units and known.issuperset(chosen.units) and set(chosen.units.values()) == {1}:
        taken = " ".join(f"--measure {name}" for name in chosen.units)
        commands = [(f"serai run {given} --draws 200 {taken}", "the run of the plan, with all results")]
    if not result.is_settled and math.isfinite(result.loss):
        commands.append((f"{again} --runs {2 * result.runs}", "continue with as many runs again"))
    show_next(commands)


def _options(request: PlanRequest) -> str:
    """What was asked, as it is typed again; without the number of runs, and where they run."""
    from serai.scenario.cells import moment_text
    from serai.scenario.numbers import number_text

    asked = {
        "budget": None if request.budget is None else number_text(request.budget),
        "minimise": request.minimise,
        "goal": None if request.goal is None else f'"{request.goal}"',
        "menu": None if request.menu is None else shown_path(request.menu),
        "out": None if request.out is None else shown_path(request.out),
        "seed": request.seed,
        "as-of": None if request.as_of is None else f'"{moment_text(request.as_of)}"',
    }
    return "".join(f" --{name} {value}" for name, value in asked.items() if value is not None)


def open_page(folder: Path) -> None:
    """Show the page in the browser."""
    path = folder / PAGE
    if not webbrowser.open_new_tab(path.resolve().as_uri()):
        say(f"no browser was found; open {path} yourself", error=True)


def show_how_many(result: HowMany) -> None:
    """How many units, and what was tried."""
    from serai.cli.render import show_heading, show_sections
    from serai.report.plan_words import how_many_heading, how_many_sections

    show_heading(*how_many_heading(result))
    show_sections(how_many_sections(result))
