"""The commands of `serai get`: one for each service, which write a tidy table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from serai.cli.console import say
from serai.cli.errors import exit_on_error
from serai.errors import StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from serai.begin.gazetteer import LatLon
    from serai.connect.osm import Box
    from serai.connect.table import Fetched
    from serai.connect.web import Web

OutOption = Annotated[Path, typer.Option(metavar="FILE", help="Table to write, e.g. table.csv.", show_default=False)]
FreshOption = Annotated[bool, typer.Option("--fresh", help="Query again, even if today's answer is cached.")]
OfflineOption = Annotated[bool, typer.Option("--offline", help="Use cached answers of any age instead of the network.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace the file.")]
CountryOption = Annotated[
    str, typer.Option("--country", metavar="CODE", show_default=False, help="Country, e.g. SDN or Sudan.")
]
SinceOption = Annotated[str, typer.Option("--since", metavar="DAY", help="First day, YYYY-MM-DD. Default: open.")]
UntilOption = Annotated[str, typer.Option("--until", metavar="DAY", help="Last day, YYYY-MM-DD. Default: open.")]
FromOption = Annotated[str, typer.Option("--from", metavar="CODE", help="Country that people left. Default: all.")]
ToOption = Annotated[str, typer.Option("--to", metavar="CODE", help="Country that they came to. Default: all.")]
NEAR_KM, NEAR_DEGREES = 25.0, 0.3  # from the border: a post, and the ends of the box that is asked for

get = typer.Typer(
    help="Download data from a public service as a table. No other command uses the network.",
    rich_markup_mode=None,
)


@get.command("unhcr")
def unhcr(
    out: OutOption,
    origin: FromOption = "",
    asylum: ToOption = "",
    first: Annotated[int, typer.Option("--since", metavar="YEAR", min=1951, max=2100, help="First year.")] = 2015,
    last: Annotated[int, typer.Option("--until", metavar="YEAR", min=1951, max=2100, help="Last year.")] = 2025,
    fresh: FreshOption = False,
    offline: OfflineOption = False,
    force: ForceOption = False,
) -> None:
    """UNHCR Refugee Data Finder: refugees and others of concern by year."""
    with exit_on_error():
        from serai.connect.unhcr import people_of_concern

        if first > last:
            raise UsageError(f"--since {first} is after --until {last}")
        web = _web(out, fresh=fresh, offline=offline, force=force)
        _write(people_of_concern(web, _code(origin), _code(asylum), first, last), out)


@get.command("hapi")
def hapi(
    out: OutOption,
    subject: Annotated[
        str, typer.Argument(metavar="SUBJECT", show_default=False, help="idps, refugees, population or conflict.")
    ],
    country: CountryOption,
    fresh: FreshOption = False,
    offline: OfflineOption = False,
    force: ForceOption = False,
) -> None:
    """OCHA HDX HAPI: the latest figures of a country. Key: SERAI_HAPI_IDENTIFIER."""
    with exit_on_error():
        from serai.connect.hapi import SUBJECTS, humanitarian
        from serai.scenario.nearest import nearest_or_all, quoted

        if subject not in SUBJECTS:
            raise UsageError(f"HDX HAPI has no subject {quoted(subject)} here.{nearest_or_all(subject, SUBJECTS)}")
        web = _web(out, fresh=fresh, offline=offline, force=force)
        _write(humanitarian(web, subject, _code(country)), out)


@get.command("dtm")
def dtm(
    out: OutOption,
    country: CountryOption,
    level: Annotated[int, typer.Option(min=0, max=2, help="Administrative level: 0 is the country.")] = 1,
    since: SinceOption = "",
    until: UntilOption = "",
    fresh: FreshOption = False,
    offline: OfflineOption = False,
    force: ForceOption = False,
) -> None:
    """IOM DTM: internally displaced people by round and place. Key: SERAI_DTM_KEY."""
    with exit_on_error():
        from serai.connect.dtm import displaced

        days = _days(since, until)
        web = _web(out, fresh=fresh, offline=offline, force=force)
        _write(displaced(web, _code(country), level, *days), out)


@get.command("ucdp")
def ucdp(
    out: OutOption,
    number: Annotated[
        int,
        typer.Option("--country-number", min=2, max=999, metavar="N", help="Gleditsch-Ward number; Sudan is 625."),
    ],
    since: SinceOption = "",
    until: UntilOption = "",
    version: Annotated[
        str, typer.Option(metavar="N", help="Version of the data; a candidate is e.g. 26.0.8.")
    ] = "26.1",
    fresh: FreshOption = False,
    offline: OfflineOption = False,
    force: ForceOption = False,
) -> None:
    """UCDP GED: violent events with deaths, by day and point. Key: SERAI_UCDP_TOKEN."""
    with exit_on_error():
        from serai.connect.ucdp import events

        if not version.replace(".", "").isdigit():
            raise UsageError(f"--version must be numbers and dots, e.g. 26.1, got {version}")
        days = _days(since, until)
        web = _web(out, fresh=fresh, offline=offline, force=force)
        _write(events(web, number, *days, version), out)


@get.command("osm-posts")
def osm_posts(
    out: OutOption,
    origin: Annotated[str, typer.Option("--from", metavar="CODE", help="Country that people leave.")] = "",
    goal: Annotated[str, typer.Option("--to", metavar="CODE", help="Country on the other side.")] = "",
    box: Annotated[str, typer.Option(metavar="S,W,N,E", help="A box in degrees, instead of two countries.")] = "",
    fresh: FreshOption = False,
    offline: OfflineOption = False,
    force: ForceOption = False,
) -> None:
    """OpenStreetMap: border controls, as posts.csv for serai new --border."""
    with exit_on_error():
        from serai.connect.osm import posts

        line = _line(origin, goal, box)
        ends = _around(line) if line else _box(box)
        web = _web(out, fresh=fresh, offline=offline, force=force)
        _write(posts(web, ends, _near(line) if line else None), out)


@get.command("osrm")
def osrm(
    scenario: Annotated[
        str,
        typer.Argument(metavar="SCENARIO", show_default=False, help="Scenario folder, .xlsx file or built-in name."),
    ],
    out: OutOption,
    fresh: FreshOption = False,
    offline: OfflineOption = False,
    force: ForceOption = False,
) -> None:
    """OSRM: road lengths, as the table routes.csv of a scenario."""
    with exit_on_error():
        from serai.connect.osrm import road_routes
        from serai.scenario.read.load import load

        loaded = load(scenario)
        web = _web(out, fresh=fresh, offline=offline, force=force)
        _write(road_routes(web, loaded), out)


def _web(out: Path, *, fresh: bool, offline: bool, force: bool) -> Web:
    """How to ask, once it is known that the answer can be written."""
    from serai.connect.kept import DAYS, kept_answers
    from serai.connect.web import Web

    if fresh and offline:
        raise UsageError("--fresh and --offline cannot be combined")
    if out.is_dir():
        raise StoreError(f'"{out}" is a folder; name a file, e.g. {out / "table.csv"}')
    if out.exists() and not force:
        raise StoreError(f'"{out}" already exists; name another file, or replace it with --force')
    return Web(kept_answers(0 if fresh else DAYS), offline=offline)


def _write(fetched: Fetched, out: Path) -> None:
    from serai.runs.files import write_whole

    for remark in fetched.remarks:
        say(remark, error=True)
    write_whole(out, fetched.csv_bytes())
    days = sorted({origin.as_of.isoformat() for origin in fetched.origins if origin.as_of})
    licences = sorted({origin.licence for origin in fetched.origins if origin.licence})
    about = f"; as of {days[0]}; licence: {', '.join(licences)}" if days else ""
    say(f"{out} contains {len(fetched.rows):,} rows{about}")


def _code(given: str) -> str:
    from serai.begin.gazetteer import country_named

    try:
        return country_named(given).code if given else ""
    except ValueError as error:
        raise UsageError(str(error)) from None


def _days(since: str, until: str) -> tuple[str, str]:
    from serai.scenario.cells import parse_moment

    days = []
    for option, given in (("--since", since), ("--until", until)):
        try:
            days.append(parse_moment(given).date().isoformat() if given else "")
        except ValueError as error:
            raise UsageError(f"{option} {error}") from None
    if all(days) and days[0] > days[1]:
        raise UsageError(f"--since {days[0]} is after --until {days[1]}")
    return days[0], days[1]


def _line(origin: str, goal: str, box: str) -> tuple[LatLon, ...]:
    """The border of two countries; empty where a box was given in their place."""
    from serai.begin.gazetteer import border

    if bool(box) == bool(origin or goal) or bool(origin) != bool(goal):
        raise UsageError("give a region: --from RUS --to GEO, or --box SOUTH,WEST,NORTH,EAST")
    if box:
        return ()
    departure, arrival = _code(origin), _code(goal)
    points = border(departure, arrival)
    if not points:
        raise UsageError(f"{departure} and {arrival} have no border on land; give --box SOUTH,WEST,NORTH,EAST")
    return points


def _near(line: tuple[LatLon, ...]) -> Callable[[float, float], bool]:
    from serai.begin.gazetteer import LatLon, km_to

    return lambda lat, lon: km_to(LatLon(lat, lon), line) <= NEAR_KM


def _around(line: tuple[LatLon, ...]) -> Box:
    from serai.connect.osm import Box

    lats, lons = [point.lat for point in line], [point.lon for point in line]
    near = NEAR_DEGREES
    return Box(min(lats) - near, min(lons) - near, max(lats) + near, max(lons) + near)


def _box(box: str) -> Box:
    from serai.connect.osm import Box

    try:
        ends = Box(*(float(end) for end in box.split(",")))
    except (TypeError, ValueError):
        raise UsageError(f"--box must be four numbers, SOUTH,WEST,NORTH,EAST, got {box}") from None
    if not (-90 <= ends.south < ends.north <= 90 and -180 <= ends.west < ends.east <= 180):
        raise UsageError(f"--box must be SOUTH,WEST,NORTH,EAST in degrees, south below north, got {box}")
    return ends
