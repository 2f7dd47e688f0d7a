"""The commands that make and change scenarios; see `commands` for the others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from serai.cli.errors import exit_on_error

ScenarioPath = Annotated[
    Path, typer.Argument(metavar="SCENARIO", show_default=False, help="Scenario folder or .xlsx file of your own.")
]
KindArgument = Annotated[
    str, typer.Argument(metavar="KIND", show_default=False, help="place, profile, service, mode or group.")
]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")]


def new(
    target: Annotated[
        Path,
        typer.Argument(metavar="TARGET", show_default=False, help="Folder to make, or a workbook if it ends in .xlsx."),
    ],
    source: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="NAME", help="Scenario to copy (default: kazakhstan-2022); with --to the country left."
        ),
    ] = None,
    goals: Annotated[
        list[str] | None, typer.Option("--to", metavar="CODE", help="Country of arrival, as GEO; may be repeated.")
    ] = None,
    border: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="CSV of border posts: name,lat,lon; capacity,ordinary,hours where known."),
    ] = None,
    event: Annotated[str | None, typer.Option(metavar="DATE", help="Day of the event. Default: today.")] = None,
    expect: Annotated[
        float | None, typer.Option(metavar="N", help="People who leave in all. Default: a share, by the kit.")
    ] = None,
    expect_low: Annotated[float | None, typer.Option(metavar="N", help="At least; default: half.")] = None,
    expect_high: Annotated[float | None, typer.Option(metavar="N", help="At most; default: twice.")] = None,
    peak_days: Annotated[
        float | None, typer.Option(metavar="N", help="Most set out this many days after the event.")
    ] = None,
    kit: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="call-up, conflict (default), disaster, or a folder with tables of a kit."),
    ] = None,
    places: Annotated[
        int | None, typer.Option(metavar="N", help="Places of departure of their own. Default: 20.")
    ] = None,
    from_scenario: Annotated[
        str | None,
        typer.Option("--from-scenario", metavar="NAME", help="Scenario to keep but for its border; with --border."),
    ] = None,
) -> None:
    """Make a scenario to edit: a copy, or a first one of a new crisis (--from RUS --to GEO)."""
    with exit_on_error():
        from serai.cli.beginning import NewRequest, make_new

        expected = (expect_low, expect, expect_high)
        make_new(
            NewRequest(
                target, source, tuple(goals or ()), from_scenario, border, event, expected, peak_days, kit, places
            )
        )


def drop(
    scenario: ScenarioPath,
    kind: KindArgument,
    name: Annotated[str, typer.Argument(metavar="NAME", show_default=False, help="What is to go.")],
    dry_run: DryOption = False,
) -> None:
    """Take a place, profile, service, mode or group out of a scenario, with all that hangs on it."""
    with exit_on_error():
        from serai.cli.renaming import drop_and_tell

        drop_and_tell(scenario, kind, name, dry_run=dry_run)


def rename(
    scenario: ScenarioPath,
    kind: KindArgument,
    old: Annotated[str, typer.Argument(metavar="OLD", show_default=False, help="Its name now.")],
    new: Annotated[str, typer.Argument(metavar="NEW", show_default=False, help="Its new name.")],
    dry_run: DryOption = False,
) -> None:
    """Give a place, profile, service, mode or group another name, in all tables."""
    with exit_on_error():
        from serai.cli.renaming import rename_and_tell

        rename_and_tell(scenario, kind, (old, new), dry_run=dry_run)
