"""The app, its exit statuses and how errors are shown.

Commands import what they need when they run, so that `serai --help` is quick.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import Annotated

import typer

from serai.cli import commands, forecasts, getting, making, plans
from serai.cli.console import say
from serai.cli.errors import INTERRUPTED, INTERRUPTED_STATUS
from serai.cli.interrupt import interrupts_kept, terminations_heard
from serai.version import __version__

GARBAGE_AFTER = 10_000  # new objects; Python looks for garbage after 700, which takes a twentieth of a command

app = typer.Typer(
    name="serai",
    help="Simulate mass departures: roads, border queues, registration and lodging.",
    epilog="Start with: serai run kazakhstan-2022\n\n\n\nExit status: 0 done, 1 internal error, 2 wrong usage, "
    "3 faulty input, 4 results cannot be read or written or a service does not answer, 130 interrupted.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    invoke_without_command=True,
    context_settings={"help_option_names": ["--help", "-h"]},
)
app.command("list")(commands.list_scenarios)
app.command("cases")(commands.cases)
app.command("new")(making.new)
app.command("drop")(making.drop)
app.command("rename")(making.rename)
app.command("check")(commands.check)
app.command("run")(commands.run)
app.command("fit")(commands.fit)
app.command("score")(forecasts.score)
app.command("update")(forecasts.update)
app.command("compare")(commands.compare)
app.command("plan")(plans.plan)
app.command("sensitivity")(commands.sensitivity)
app.command("needs")(commands.needs)
app.command("report")(commands.report)
app.command("app")(commands.app)
app.command("export")(commands.export)
app.command("repeat")(commands.repeat)
app.command("warm")(commands.warm)

converters = typer.Typer(help="Convert a case from another program.", rich_markup_mode=None)
converters.command("flee")(commands.convert_flee)
app.add_typer(converters, name="convert")
app.add_typer(getting.get, name="get")


def _show_version(wanted: bool) -> None:
    if wanted:
        say(f"serai {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        say(context.get_help())


def main() -> None:
    """Entry point of the command `serai`."""
    # OpenBLAS takes memory for each core, and where there is none it raises SIGINT, as if somebody had pressed Ctrl-C.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(GARBAGE_AFTER)
    try:
        with interrupts_kept(), terminations_heard():
            app()
    except KeyboardInterrupt:
        say(INTERRUPTED, error=True)
        sys.exit(INTERRUPTED_STATUS)
    finally:
        gc.freeze()  # or Python would look through all that there is for garbage before it ends, most of a second


if __name__ == "__main__":
    main()
