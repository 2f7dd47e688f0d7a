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
SeedOption = Annotated[
    int | None, typer.Option(metavar="N", min=0, help="Seed of the draws. Default: that of the scenario.")
]
DrawsOption = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, help="Run N draws of all ranges, for bands. Default: one run, central values."),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Change a value, as choice.belief_wait_hours=24 or services.<id>.servers=+1; may be repeated.",
    ),
]
MeasureOption = Annotated[
    list[str] | None,
    typer.Option("--measure", metavar="NAME", help="Take a measure of the table measures; may be repeated."),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="WHEN", help='Leave out what became known later, as "2022-09-27 18:00". Default: nothing.'
    ),
]
GivenOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Entries by day (columns day, entries) to which departures are scaled."),
]
PosteriorOption = Annotated[
    str | None,
    typer.Option(metavar="NAME|FILE", help="Samples of parameters, kept beside the case or a table of serai fit."),
]
ClusterOption = Annotated[
    str | None,
    typer.Option(
        metavar="WHERE", help="Run draws on a cluster of dask: local, tcp://host:8786, scheduler.json, slurm."
    ),
]
AllOption = Annotated[bool, typer.Option("--all", help="List each fault, however many there are.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Show nothing but the folder of the run.")]
FullOption = Annotated[bool, typer.Option("--full", help="Show the weeks, the score by group of facts, one journey.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a run of other inputs.")]
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
    """List the built-in cases with what is known of their skill."""
    with exit_on_error():
        from serai.cli.contents import show_cases
        from serai.scenario.read.load import builtin_names
        from serai.scenario.skill import known_skill

        if as_json:
            say(json.dumps([one._asdict() for one in known_skill()], indent=2))
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
    """Find every fault of a scenario, or say what it holds."""
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
    """Run a scenario, keep the results, and say what happened."""
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
        Path | None, typer.Option(metavar="DIR", help="Folder for what is found. Default: fits/<scenario>-<seed>.")
    ] = None,
    seed: SeedOption = None,
    runs: Annotated[int, typer.Option(metavar="N", min=40, help="The most runs of the search.")] = 900,
    as_of: AsOfOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show nothing but the folder.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Begin anew; drop runs that are kept there.")] = False,
) -> None:
    """Find the parameters marked fit on the observations marked fit. Interrupted, it goes on where it stopped."""
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
        list[Path], typer.Argument(metavar="RUN RUN ...", show_default=False, help="Folders of runs, the base first.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compare runs with measures with a base run.

    What each saves, with its band, and which buys the most for its cost.
    """
    with exit_on_error():
        from serai.cli.comparing import compare_and_show

        compare_and_show(runs, as_json=as_json)


def sensitivity(
    run: RunArgument,
    ask: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write what to ask first, in the measured order, as ask-first.md."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say which uncertain inputs explain the spread of a run with draws."""
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
    """Say what the people of a run need: beds, water, toilets, meals, buses, staff.

    By planning standards that can be edited.
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
        bool, typer.Option("--sensitivity", help="With what explains the spread, of a run with draws.")
    ] = False,
    as_of: AsOfOption = None,
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Write a page to look at: one file that works without a network."""
    with exit_on_error():
        from serai.cli.knowing import moment_of
        from serai.cli.reporting import write_report

        say(str(write_report(runs, out, moment_of(as_of), explain=explain, show=show)))


def export(
    run: RunArgument,
    to: Annotated[ExportForm, typer.Option("--to", show_default=False, help="Form of the export.")],
    out: Annotated[
        Path | None, typer.Option(metavar="PATH", help="File or folder to write. Default: beside the run's results.")
    ] = None,
) -> None:
    """Export a run for Excel, a map, a hub of forecasts or other programs."""
    with exit_on_error():
        from serai.runs.export import export as export_run
        from serai.runs.run import open_run

        say(str(export_run(open_run(run), to.value, out)))


def repeat(run: RunArgument) -> None:
    """Run a run again and say whether it agrees (exit status 1 if not)."""
    with exit_on_error():
        from serai.cli.running import repeat_and_tell

        agrees, words = repeat_and_tell(run)
        say(words)
    if not agrees:
        sys.exit(DISAGREES_STATUS)


def convert_flee(
    source: Annotated[Path, typer.Argument(metavar="SOURCE_DIR", show_default=False, help="Folder of the Flee case.")],
    target: Annotated[
        Path, typer.Argument(metavar="SCENARIO_DIR", show_default=False, help="Folder of the scenario to write.")
    ],
    as_written: Annotated[
        bool, typer.Option("--as-written", help="Let the files mean what they say, where Flee's code does otherwise.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a scenario that stands there; convert a case without people too.")
    ] = False,
    every: AllOption = False,
) -> None:
    """Bring a Flee case over.

    Writes a scenario to run and score, and a report of what was carried over.
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
            help="Scenario folder, .xlsx file or built-in name. Without it the page begins with a choice.",
        ),
    ] = None,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to listen; an address that others reach asks for a token.")
    ] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(metavar="N", min=0, max=65535, help="Port. Default: the first free from 8722 on.")
    ] = None,
    browse: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = True,
) -> None:  # fmt: skip
    """Serve the page on this machine, with controls to change things and run again."""
    with exit_on_error("ended"):
        from serai.cli.serving import serve_and_tell

        serve_and_tell(scenario, host, port, browse=browse)


def warm() -> None:
    """Compile the model ahead of the first run, as for an image or a cluster."""
    with exit_on_error():
        from serai.cli.warming import compile_all

        say(f"The model is compiled and kept in {compile_all()}")
