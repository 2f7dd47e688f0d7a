"""The commands that make and change scenarios; see `commands` for the others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from serai.cli.errors import exit_on_error

TargetArgument = Annotated[
    Path,
    typer.Argument(metavar="TARGET", show_default=False, help="Folder to create, or a workbook if it ends in .xlsx."),
]
FromOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="NAME",
        help="Scenario to copy, by default kazakhstan-2022; with --to, the country that people leave, e.g. RUS.",
    ),
]
ToOption = Annotated[
    list[str] | None, typer.Option("--to", metavar="CODE", help="Country of arrival, e.g. GEO; may be repeated.")
]
BorderOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="CSV of border posts: name,lat,lon and, if known, capacity,ordinary,hours."),
]
ExpectOption = Annotated[
    float | None, typer.Option(metavar="N", help="People who leave in all. Default: a share given by the kit.")
]
PeakOption = Annotated[
    float | None, typer.Option(metavar="N", help="Days from the event to the peak of departures. Default: the kit's.")
]
KitOption = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="call-up, conflict (default), disaster, or a folder with the tables of a kit."),
]
PlacesOption = Annotated[
    int | None, typer.Option(metavar="N", help="Number of separate places of departure. Default: 20.")
]
FromScenarioOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="Scenario to copy with a new border, given by --border.")
]
ScenarioPath = Annotated[
    Path, typer.Argument(metavar="SCENARIO", show_default=False, help="Scenario folder or .xlsx file of your own.")
]
KindArgument = Annotated[
    str, typer.Argument(metavar="KIND", show_default=False, help="place, profile, service, mode or group.")
]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Show what would change without changing it.")]


def new(
    target: TargetArgument,
    source: FromOption = None,
    goals: ToOption = None,
    border: BorderOption = None,
    event: Annotated[str | None, typer.Option(metavar="DATE", help="Day of the event. Default: today.")] = None,
    expect: ExpectOption = None,
    expect_low: Annotated[float | None, typer.Option(metavar="N", help="Low end. Default: half.")] = None,
    expect_high: Annotated[float | None, typer.Option(metavar="N", help="High end. Default: twice.")] = None,
    peak_days: PeakOption = None,
    kit: KitOption = None,
    places: PlacesOption = None,
    from_scenario: FromScenarioOption = None,
) -> None:
    """Create a scenario to edit: a copy, or one for a new crisis.

    A new crisis takes two countries, e.g. --from RUS --to GEO.
    """
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
    name: Annotated[str, typer.Argument(metavar="NAME", show_default=False, help="Name to remove.")],
    dry_run: DryOption = False,
) -> None:
    """Remove a place or other name from all tables.

    Whatever depends on the place, profile, service, mode or group is removed too, and listed.
    """
    with exit_on_error():
        from serai.cli.renaming import drop_and_report

        drop_and_report(scenario, kind, name, dry_run=dry_run)


def rename(
    scenario: ScenarioPath,
    kind: KindArgument,
    old: Annotated[str, typer.Argument(metavar="OLD", show_default=False, help="Current name.")],
    new: Annotated[str, typer.Argument(metavar="NEW", show_default=False, help="New name.")],
    dry_run: DryOption = False,
) -> None:
    """Rename a place or other name in all tables.

    Works for a place, profile, service, mode or group. Random numbers depend on names, so results change as they
    would with another seed.
    """
    with exit_on_error():
        from serai.cli.renaming import rename_and_report

        rename_and_report(scenario, kind, (old, new), dry_run=dry_run)
