"""One function for each command: parse, call the library, print. Libraries are imported when a command runs."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from serai.cli.arguments import parse_sets, shown_path, with_options
from serai.cli.console import say
from serai.cli.errors import exit_on_error

ScenarioArgument = Annotated[
    str, typer.Argument(metavar="SCENARIO", show_default=False, help="Scenario folder, .xlsx file or built-in name.")
]
RunArgument = Annotated[Path, typer.Argument(metavar="RUN", show_default=False, help="Folder of a run.")]
OutOption = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Folder for the results. Default: runs/<scenario>-<seed>.")
]
SeedOption = Annotated[int | None, typer.Option(metavar="N", min=0, help="Random seed. Default: the scenario's.")]
DrawsOption = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, help="Run N draws from all ranges, for bands. Default: one run, central values."),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Change a value, e.g. choice.belief_wait_hours=24 or services.<id>.servers=+1; may be repeated.",
    ),
]
MeasureOption = Annotated[
    list[str] | None,
    typer.Option("--measure", metavar="NAME", help="Apply a measure from the table measures; may be repeated."),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="WHEN", help='Ignore what became known later, e.g. "2022-09-27 18:00". Default: use all.'
    ),
]
GivenOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="CSV of entries by day (columns day, entries) to which departures are scaled."),
]
PosteriorOption = Annotated[
    str | None,
    typer.Option(metavar="NAME|FILE", help="Samples of parameters, stored with the case or in a table of serai fit."),
]
ClusterOption = Annotated[
    str | None,
    typer.Option(metavar="WHERE", help="Run draws on a Dask cluster: local, tcp://host:8786, scheduler.json or slurm."),
]
AllOption = Annotated[bool, typer.Option("--all", help="List every fault, even if there are many.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Print only the folder of the run.")]
FullOption = Annotated[
    bool, typer.Option("--full", help="Also show weekly totals, the score by group and one journey.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a run made from other inputs.")]
DISAGREES_STATUS = 1


class ExportForm(StrEnum):
    """What a run can be exported to."""

    xlsx = "xlsx"
    geojson = "geojson"
    csv = "csv"
    parquet = "parquet"
    hubverse = "hubverse"


def list_scenarios() -> None:
    """List the built-in scenarios."""
    with exit_on_error():
        from serai.cli.contents import show_list
        from serai.scenario.read.load import builtin_names, load

        show_list([load(name) for name in builtin_names()])


def cases(as_json: Annotated[bool, typer.Option("--json", help="Print it as one JSON array.")] = False) -> None:
    """List the built-in cases and their known forecast skill."""
    with exit_on_error():
        from serai.cli.contents import show_cases
        from serai.scenario.read.load import builtin_names
        from serai.scenario.skill import known_skill

        if as_json:
            say(json.dumps([row._asdict() for row in known_skill()], indent=2))
        else:
            show_cases(builtin_names(), known_skill())


def check(
    scenario: ScenarioArgument,
    every: AllOption = False,
    values: Annotated[
        bool, typer.Option("--values", help="Print every value, row and published figure with its source.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as one JSON object.")] = False,
) -> None:
    """Report every fault in a scenario, or summarise it."""
    with exit_on_error(each=every, listing=f"serai check {shown_path(scenario)} --all"):
        from serai.cli.contents import check_json, show_check
        from serai.scenario.read.load import load

        if as_json:
            sys.exit(check_json(scenario))
        show_check(load(scenario), scenario, values=values)


@dataclass(frozen=True)
class RunOptions:
    """Argument and options of `serai run`."""

    scenario: ScenarioArgument
    out: OutOption = None
    seed: SeedOption = None
    draws: DrawsOption = None
    sets: SetOption = None
    measures: MeasureOption = None
    as_of: AsOfOption = None
    given: GivenOption = None
    posterior: PosteriorOption = None
    cluster: ClusterOption = None
    full: FullOption = False
    quiet: QuietOption = False
    force: ForceOption = False


@with_options(RunOptions)
def run(options: RunOptions) -> None:
    """Run a scenario, keep the results and summarise them."""
    with exit_on_error():
        from serai.cli.knowing import moment_of
        from serai.cli.running import RunRequest, run_and_keep, show_summary

        changes, when = parse_sets(options.sets or ()), moment_of(options.as_of)
        wanted = (options.scenario, options.out, options.seed, options.draws, changes, tuple(options.measures or ()))
        how = (when, options.given, options.quiet, options.force, options.cluster, options.posterior)
        kept = run_and_keep(RunRequest(*wanted, *how))
    with exit_on_error(f"interrupted: the run is kept in {shown_path(kept.folder or '')}"):
        if options.quiet:
            say(str(kept.folder))
        else:
            show_summary(kept, options.scenario, full=options.full)


def fit(
    scenario: ScenarioArgument,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for the result. Default: fits/<scenario>-<seed>.")
    ] = None,
    seed: SeedOption = None,
    runs: Annotated[int, typer.Option(metavar="N", min=40, help="Maximum number of runs in the search.")] = 900,
    as_of: AsOfOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print only the folder.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Start again and discard the runs kept there.")] = False,
) -> None:
    """Calibrate parameters on the observations marked fit.

    If interrupted, the same command continues where it stopped.
    """
    with exit_on_error():
        from serai.cli.fitting import FitRequest, fit_and_keep, show_fit
        from serai.cli.knowing import moment_of

        result, folder = fit_and_keep(FitRequest(scenario, out, seed, runs, moment_of(as_of), quiet, force))
        if quiet:
            say(str(folder))
        else:
            show_fit(result, folder)


def compare(
    runs: Annotated[
        list[Path], typer.Argument(metavar="RUN RUN ...", show_default=False, help="Folders of runs, base first.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compare runs with a base run.

    Shows what each run saves, with its band, and which saves most for its cost.
    """
    with exit_on_error():
        from serai.cli.comparing import compare_and_show

        compare_and_show(runs, as_json=as_json)


def sensitivity(
    run: RunArgument,
    ask: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the measured order to FILE: ask-first.md, or a scenario's workbook."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show which uncertain inputs explain the spread of results.

    Needs a run with draws.
    """
    with exit_on_error():
        from serai.cli.explaining import explain_and_show

        explain_and_show(run, ask, as_json=as_json)


def needs(
    run: RunArgument,
    standards: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A CSV of the table standards, instead of the run's own.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Show every place.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, with every day.")] = False,
) -> None:
    """Estimate needs: beds, water, toilets, meals, buses, staff.

    Uses planning standards, which you can edit.
    """
    with exit_on_error():
        from serai.cli.needing import show_needs

        show_needs(run, standards, full=full, as_json=as_json)


def report(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN...", show_default=False, help="Folder of a run.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The page to write. Default: report.html in the run's folder.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--sensitivity", help="Include what explains the spread; needs a run with draws.")
    ] = False,
    as_of: AsOfOption = None,
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Write the results as one HTML page that works offline."""
    with exit_on_error():
        from serai.cli.knowing import moment_of
        from serai.cli.reporting import write_report

        say(str(write_report(runs, out, moment_of(as_of), explain=explain, show=show)))


def export(
    run: RunArgument,
    to: Annotated[ExportForm, typer.Option("--to", show_default=False, help="Format of the export.")],
    out: Annotated[
        Path | None, typer.Option(metavar="PATH", help="File or folder to write. Default: beside the run's results.")
    ] = None,
) -> None:
    """Export a run for Excel, GIS, forecast hubs or other tools."""
    with exit_on_error():
        from serai.runs.export import export as export_run
        from serai.runs.run import open_run

        say(str(export_run(open_run(run), to.value, out)))


def repeat(run: RunArgument) -> None:
    """Repeat a run and compare; exit status 1 if it differs."""
    with exit_on_error():
        from serai.cli.running import repeat_and_report

        agrees, words = repeat_and_report(run)
        say(words)
    if not agrees:
        sys.exit(DISAGREES_STATUS)


def convert_flee(
    source: Annotated[Path, typer.Argument(metavar="SOURCE_DIR", show_default=False, help="Folder of the Flee case.")],
    target: Annotated[
        Path, typer.Argument(metavar="SCENARIO_DIR", show_default=False, help="Folder of the scenario to write.")
    ],
    as_written: Annotated[
        bool, typer.Option("--as-written", help="Follow the case files where Flee's code does otherwise.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace an existing scenario; also convert a case without people.")
    ] = False,
    every: AllOption = False,
) -> None:
    """Convert a Flee case.

    Writes a scenario that can be run and scored, and a report of what was carried over.
    """
    with exit_on_error(each=every, listing="the same command with --all"):
        from serai.cli.converting import show_conversion
        from serai.flee.convert.convert import convert_flee as convert

        show_conversion(convert(source, target, as_written=as_written, force=force), target)


def app(
    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="SCENARIO", show_default=False,
            help="Scenario folder, .xlsx file or built-in name. Without it the page starts with a choice.",
        ),
    ] = None,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Address to listen on; one that others can reach requires a token.")
    ] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(metavar="N", min=0, max=65535, help="Port. Default: the first free one from 8722.")
    ] = None,
    browse: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = True,
) -> None:  # fmt: skip
    """Open an interactive page to change inputs and run again.

    It is served from this machine.
    """
    with exit_on_error("ended"):
        from serai.cli.serving import serve_until_stopped

        serve_until_stopped(scenario, host, port, browse=browse)


def warm() -> None:
    """Compile the model ahead of the first run.

    Useful for container images and clusters.
    """
    with exit_on_error():
        from serai.cli.warming import compile_all

        say(f"The model is compiled and kept in {compile_all()}")
