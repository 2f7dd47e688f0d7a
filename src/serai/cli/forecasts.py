"""The commands `score` and `update`: what was said before it happened, and what new figures change."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from serai.cli.commands import AllOption, AsOfOption, SeedOption
from serai.cli.errors import exit_on_error

RunOrScenario = Annotated[
    str, typer.Argument(metavar="RUN", show_default=False, help="Folder of a run; with --rolling a scenario.")
]
CutsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[CUT ...]", show_default=False,
        help='With --rolling: times at which forecasts are made, e.g. "2022-09-27 20:00". '
        "Default: 20:00 of each day by which something new was known.",
    ),
]  # fmt: skip
ObservationsOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A CSV of observations to use instead of the run's own.")
]
WithoutTriggerOption = Annotated[
    bool,
    typer.Option(
        "--without-trigger", help="Run again without triggers, news and controls, to show how many they brought."
    ),
]
RollingOption = Annotated[
    bool, typer.Option("--rolling", help="Forecast from every cut with what was known then, and score the forecasts.")
]
RollingDrawsOption = Annotated[
    int | None, typer.Option("--draws", metavar="N", min=2, help="With --rolling: draws for each cut. Default: 40.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
GivenArgument = Annotated[
    str, typer.Argument(metavar="RUN|SCENARIO", show_default=False, help="The previous update, or a scenario.")
]
NewOption = Annotated[Path | None, typer.Option("--observations", metavar="FILE", help="A CSV of new observations.")]
CutOption = Annotated[
    str | None, typer.Option("--as-of", metavar="WHEN", help="Use only what was known then. Default: all figures.")
]
HorizonOption = Annotated[str, typer.Option(metavar="DAYS", help="Length of the forecast, e.g. 7d.")]
QuickOption = Annotated[bool, typer.Option("--quick", help="Use 40 draws.")]
DrawsOption = Annotated[
    int | None, typer.Option(metavar="N", min=2, help="Number of draws. Default: that of the previous update, or 200.")
]
LeaveOutOption = Annotated[
    list[str] | None,
    typer.Option("--leave-out", metavar="ROW", help="Ignore the figure with this id; may be repeated."),
]
KeepOption = Annotated[
    list[str] | None,
    typer.Option("--keep", metavar="ROW", help="Accept the figure with this id, however implausible; may be repeated."),
]
OutOption = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Folder for the run. Default: runs/<scenario>-<seed>-<moment>.")
]


def score(
    run: RunOrScenario,
    cuts: CutsArgument = None,
    observations: ObservationsOption = None,
    without_trigger: WithoutTriggerOption = False,
    rolling: RollingOption = False,
    draws: RollingDrawsOption = None,
    seed: SeedOption = None,
    as_of: AsOfOption = None,
    every: AllOption = False,
    as_json: JsonOption = False,
) -> None:
    """Score a run against observations, or forecasts (--rolling)."""
    with exit_on_error(each=every, listing="the same command with --all"):
        from serai.cli.rolling import RollingRequest, roll_and_show
        from serai.cli.scoring import score_and_show

        request = RollingRequest(run, tuple(cuts or ()), observations, draws, seed, as_of, without_trigger, as_json)
        if request.is_meant(rolling=rolling):
            roll_and_show(request)
        else:
            score_and_show(Path(run), observations, as_of, without_trigger=without_trigger, as_json=as_json)


def update(
    given: GivenArgument,
    observations: NewOption = None,
    as_of: CutOption = None,
    horizon: HorizonOption = "7d",
    quick: QuickOption = False,
    draws: DrawsOption = None,
    leave_out: LeaveOutOption = None,
    keep: KeepOption = None,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Update a forecast with new figures."""
    with exit_on_error():
        from serai.cli.updating import UpdateRequest, update_and_keep

        rows = tuple(leave_out or ()), tuple(keep or ())
        update_and_keep(UpdateRequest(given, observations, as_of, horizon, quick, draws, *rows, out, as_json))
