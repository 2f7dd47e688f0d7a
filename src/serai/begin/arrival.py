"""Rows that hang on cities of arrival: lodging and registration, by their people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from serai.begin.figure import GUESSED, Figure
from serai.begin.keys import keys_of
from serai.begin.kit import Kit
from serai.begin.schema import KitLodging
from serai.scenario.ids import slug
from serai.scenario.schema import Lodging, Parameter, Place, Service

PEOPLE = 1000.0
MOST_DESKS = 100
DESK_HOURS, DESK_DAYS = "09:00-17:00", "mon-fri"


def lodging_rows(cities: Sequence[Place], kit: Kit, event: datetime | None) -> list[Lodging]:
    """Beds of each kind of the kit in each city; ranges stand in `parameters`, one for each kind.

    Without an event all are open from the start.
    """
    rows = []
    keys = keys_of(city.name for city in cities)
    for city in cities:
        for kind in kit.lodging:
            beds = max(1, round((city.population or 0.0) / PEOPLE * kind.beds_per_1000))
            opens = None if kind.opens_days is None or event is None else event + timedelta(days=kind.opens_days)
            of = beds_of(kind)
            why = f"{of.value:g} ({of.low:g} to {of.high:g}) for 1,000 inhabitants (kit {kit.name})"
            rows.append(
                Lodging(
                    id=f"{keys[city.name]}-{slug(kind.kind)}",
                    place=city.name,
                    kind=kind.kind,
                    start=opens,
                    beds=beds,
                    taken_share=kind.taken_share,
                    unit=kind.unit,
                    unit_size=kind.unit_size,
                    per=kind.per,
                    paying=kind.paying,
                    responsive=kind.responsive,
                    source=f"{GUESSED}: {why}",
                )
            )
    return rows


def lodging_parameters(kit: Kit) -> list[Parameter]:
    """A factor on all beds of a kind."""
    rows = []
    for kind in kit.lodging:
        beds = beds_of(kind)
        if beds.low < beds.high:
            rows.append(
                Parameter(
                    name=f"beds-{slug(kind.kind)}",
                    value=1.0,
                    how="factor",
                    cells=f"lodging.*-{slug(kind.kind)}.beds",
                    ranges=(("value", *beds.factors()),),
                    source=f"{GUESSED}: kit {kit.name}, lodging; {kind.source}",
                    note=f"1 is {kind.beds_per_1000:g} for 1,000 inhabitants",
                )
            )
    return rows


def registration_rows(cities: Sequence[Place], kit: Kit) -> list[Service]:
    """A centre in each city, with desks by its people."""
    each, keys = kit.number("people_per_desk"), keys_of(city.name for city in cities)
    return [
        Service(
            id=f"{keys[city.name]}-registration",
            place=city.name,
            service="registration",
            weekdays=DESK_DAYS,
            hours=DESK_HOURS,
            servers=max(1, min(MOST_DESKS, round((city.population or 0.0) / each))),
            minutes=kit.number("registration_minutes"),
            source=f"{GUESSED}: a desk for {each:,.0f} inhabitants (kit {kit.name})",
        )
        for city in cities
    ]


def registration_parameter(kit: Kit) -> Parameter:
    """A factor on the time of every registration."""
    minutes = kit.figure("registration_minutes")
    return Parameter(
        name="registration-minutes",
        value=1.0,
        how="factor",
        cells="services.*-registration.minutes",
        ranges=(("value", *minutes.factors()),),
        source=minutes.source,
        note=f"1 is {minutes.value:g} minutes for one person",
    )


def beds_of(kind: KitLodging) -> Figure:
    """Places of a kind for each 1,000 inhabitants."""
    low, high = kind.range_of("beds_per_1000")
    value = kind.beds_per_1000
    return Figure(value, value if low is None else low, value if high is None else high, GUESSED, kind.source)
