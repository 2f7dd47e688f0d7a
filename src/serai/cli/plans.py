"""The command `serai plan`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from serai.cli.arguments import with_options
from serai.cli.commands import AsOfOption, ClusterOption, ScenarioArgument, SeedOption
from serai.cli.console import say
from serai.cli.errors import exit_on_error


class Minimised(StrEnum):
    """What a plan can minimise."""

    hours_waited = "hours_waited"
    nights_outside = "nights_outside"


@dataclass(frozen=True)
class PlanOptions:
    """Argument and options of `serai plan`."""

    scenario: ScenarioArgument
    budget: Annotated[
        float | None, typer.Option(metavar="N", help="Budget, in the unit of the menu. Default: no limit.")
    ] = None
    minimise: Annotated[
        Minimised | None, typer.Option(help="What to minimise. Default, without --goal: hours_waited.")
    ] = None
    goal: Annotated[
        str | None,
        typer.Option(
            metavar="GOAL",
            help='Meet GOAL on 9 days out of 10 at the lowest cost, e.g. "wait_served.p90 < 12h at PLACE".',
        ),
    ] = None
    how_many: Annotated[
        str | None,
        typer.Option("--how-many", metavar="MEASURE", help="Find how many units of one measure the goal needs."),
    ] = None
    menu: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A CSV of the table menu. Default: the scenario's own, or its measures."),
    ] = None
    runs: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Maximum number of runs. Default: 40 for each measure.")
    ] = None
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for plan and draws. Default: plans/<scenario>-<seed>.")
    ] = None
    seed: SeedOption = None
    as_of: AsOfOption = None
    cluster: ClusterOption = None
    show: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False
    quiet: Annotated[bool, typer.Option("--quiet", help="Print only the folder of the plan.")] = False


@with_options(PlanOptions)
def plan(options: PlanOptions) -> None:
    """Find the best measures on a menu for a budget.

    If interrupted, the same command continues where it stopped.
    """
    with exit_on_error():
        from serai.cli.knowing import moment_of
        from serai.cli.planning import PlanRequest, count_units, open_page, plan_and_keep, show_how_many, show_plan
        from serai.study.plan_tables import how_many_json, plan_json

        minimise = None if options.minimise is None else options.minimise.value
        is_quiet = options.quiet or options.as_json
        request = PlanRequest(
            options.scenario, options.budget, minimise, options.goal, options.how_many, options.menu, options.runs,
            options.out, options.seed, moment_of(options.as_of), options.cluster, is_quiet,
        )  # fmt: skip
        if options.how_many is not None:
            count = count_units(request)
            _print(how_many_json(count)) if options.as_json else show_how_many(count)
            return
        result, folder = plan_and_keep(request)
        if options.as_json:
            _print(plan_json(result))
        elif options.quiet:
            say(str(folder))
        else:
            show_plan(result, folder, request)
        if options.show:
            open_page(folder)


def _print(content: object) -> None:
    say(json.dumps(content, ensure_ascii=True, indent=2, allow_nan=False))
