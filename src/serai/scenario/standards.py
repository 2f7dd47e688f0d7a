"""Planning standards: what people need, by phase, and where each was published. A scenario replaces any."""

from __future__ import annotations

from serai.scenario.schema import Scenario, Standard

PHASES = ("emergency", "later")
WASH = "UNHCR, WASH indicators and targets, January 2020"
HANDBOOK = "UNHCR, Handbook for Emergencies, 2000"
SPHERE = "Sphere Handbook"
HEALTH = "UNHCR, Emergency Handbook"
ASSUMED = "assumed; edit it"
URLS = {
    WASH: "https://wash.unhcr.org/",
    SPHERE: "https://spherestandards.org/handbook/",
    HEALTH: "https://emergency.unhcr.org/",
}


def _rows(
    item: str, unit: str, pers: tuple[float, ...], source: str, amount: float = 1.0, **more: str
) -> list[Standard]:
    """A row for both phases, or one for each: so much for so many people."""
    phases = ("",) if len(pers) == 1 else PHASES
    given = {"item": item, "unit": unit, "amount": amount, "source": source, "url": URLS.get(source, ""), **more}
    return [
        Standard(id=f"{item}-{phase}".strip("-"), per=per, phase=phase, **given)  # type: ignore[arg-type]
        for phase, per in zip(phases, pers, strict=True)
    ]


def _amounts(item: str, unit: str, emergency: float, later: float, source: str, basis: str) -> list[Standard]:
    """So much for each person, in each phase; not rounded."""
    return [
        Standard(
            id=f"{item}-{phase}", item=item, phase=phase, amount=amount, unit=unit, basis=basis, rounded="",  # type: ignore[arg-type]
            source=source, url=URLS.get(source, ""),
        )
        for phase, amount in zip(PHASES, (emergency, later), strict=True)
    ]  # fmt: skip


DEFAULTS: tuple[Standard, ...] = (
    *_rows("beds", "beds", (1,), "one for each who sleeps there", basis="sleeping"),
    *_amounts("water", "litres/day", 15, 20, WASH, "present"),
    *_rows("taps", "taps", (250, 100), WASH),
    *_rows("toilets", "toilets", (50, 20), WASH),
    *_rows("showers", "showers", (50, 20), WASH, basis="sleeping"),
    *_rows("hygiene promoters", "staff", (500, 1000), WASH),
    *_amounts("covered area", "m2", 3.5, 3.5, SPHERE, "sleeping"),
    *_amounts("site area", "m2", 30, 45, HANDBOOK, "sleeping"),
    *_rows("food energy", "kcal/day", (1,), HANDBOOK, 2100, rounded=""),
    *_rows("meals", "meals/day", (1,), ASSUMED, 3),
    *_rows("soap", "kg/month", (1,), HANDBOOK, 0.25, rounded=""),
    *_rows("refuse containers", "litres", (50,), HANDBOOK, 100, rounded="", basis="sleeping"),
    *_rows("relief kits", "kits/day", (5,), f"{ASSUMED}: one for a family of five who enter", basis="entered"),
    *_rows("buses", "buses", (100,), f"{ASSUMED}: 50 seats, two trips a day", basis="entered", rounded="sum"),
    *_rows("doctors", "staff", (50_000,), HEALTH, rounded="sum"),
    *_rows("clinical officers", "staff", (10_000,), HEALTH, rounded="sum"),
    *_rows("nurses", "staff", (10_000,), HEALTH, rounded="sum"),
    *_rows("health centres", "centres", (20_000,), HANDBOOK, rounded="sum", basis="sleeping"),
    *_rows("schools", "schools", (5_000,), HANDBOOK, rounded="sum", basis="sleeping"),
    *_rows("markets", "markets", (20_000,), HANDBOOK, rounded="sum", basis="sleeping"),
    *_rows("staff at lanes and desks", "staff/day", (8,), f"{ASSUMED}: shifts of 8 hours, 1.3 people for each post",
           1.3, basis="server_hours"),
    Standard(
        id="registration desks", item="registration desks", unit="desks", basis="registering",
        source="no published figure of people registered per desk and day was found: ask, or measure",
    ),
)  # fmt: skip


def standards_of(scenario: Scenario) -> tuple[Standard, ...]:
    """The standards that hold for a scenario: its own, and the default rows of every item that it does not name."""
    own = {row.item for row in scenario.standards}
    return (*scenario.standards, *(row for row in DEFAULTS if row.item not in own))
