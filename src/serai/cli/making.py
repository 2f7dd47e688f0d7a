"""The commands that make and change scenarios; see `commands` for the others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from serai.cli.errors import exit_on_error

TargetArgument = Annotated[
    Path,
    typer.Argument(metavar="TARGET", show_default=False, help="Folder to make, or a workbook if it ends in .xlsx."),
]
FromOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="NAME",
        help="Scenario to copy, by default kazakhstan-2022; with --to the country that people leave, as RUS.",
    ),
]
ToOption = Annotated[
    list[str] | None, typer.Option("--to", metavar="CODE", help="Country of arrival, as GEO; may be repeated.")
]
BorderOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="CSV of border posts: name,lat,lon and, where known, capacity,ordinary,hours."),
]
ExpectOption = Annotated[
    float | None, typer.Option(metavar="N", help="People who leave in all. Default: a share, by the kit.")
]
PeakOption = Annotated[
    float | None, typer.Option(metavar="N", help="Most set out this many days after the event. Default: by the kit.")
]
KitOption = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="call-up, conflict (default), disaster, or a folder with tables of a kit."),
]
PlacesOption = Annotated[
    int | None, typer.Option(metavar="N", help="How many places of departure stand for themselves. Default: 20.")
]
FromScenarioOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="Scenario to keep but for its border, which --border gives.")
]
ScenarioPath = Annotated[
    Path, typer.Argument(metavar="SCENARIO", show_default=False, help="Scenario folder or .xlsx file of your own.")
]
KindArgument = Annotated[
    str, typer.Argument(metavar="KIND", show_default=False, help="place, profile, service, mode or group.")
]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")]


def new(
    target: TargetArgument,
    source: FromOption = None,
    goals: ToOption = None,
    border: BorderOption = None,
    event: Annotated[str | None, typer.Option(metavar="DATE", help="Day of the event. Default: today.")] = None,
    expect: ExpectOption = None,
    expect_low: Annotated[float | None, typer.Option(metavar="N", help="At least. Default: half.")] = None,
    expect_high: Annotated[float | None, typer.Option(metavar="N", help="At most. Default: twice.")] = None,
    peak_days: PeakOption = None,
    kit: KitOption = None,
    places: PlacesOption = None,
    from_scenario: FromScenarioOption = None,
) -> None:
    """Make a scenario to edit: a copy, or a first one of a new crisis (--from RUS --to GEO)."""
    with exit_on_error():
        from serai.cli.beginning import NewRequest, make_new

        people = (expect_low, expect, expect_high)
        request = NewRequest(
            target, source, tuple(goals or ()), from_scenario, border, event, people, peak_days, kit, places
        )
        make_new(request)


def drop(
    scenario: ScenarioPath,
    kind: KindArgument,
    name: Annotated[str, typer.Argument(metavar="NAME", show_default=False, help="What is to go.")],
    dry_run: DryOption = False,
) -> None:
    """Take a place or other name out of all tables.

    What hangs on a place, profile, service, mode or group goes along, and is listed.
    """
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
    """Rename a place or other name in all tables.

    That is a place, profile, service, mode or group. Chance is keyed by names: a run differs as with another seed.
    """
    with exit_on_error():
        from serai.cli.renaming import rename_and_tell

        rename_and_tell(scenario, kind, (old, new), dry_run=dry_run)
