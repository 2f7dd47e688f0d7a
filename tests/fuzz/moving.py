"""Where and when else a scenario may lie: days on which clocks change, several years, both sides of 180 degrees."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from serai.scenario.schema import Scenario
from twin.worlds import shifted

CLOCK_CHANGES = (
    ("Europe/Berlin", date(2022, 3, 27)), ("Europe/Berlin", date(2022, 10, 30)), ("Asia/Beirut", date(2022, 3, 27)),
    ("Atlantic/Azores", date(2022, 10, 30)), ("Australia/Lord_Howe", date(2022, 4, 3)), ("America/St_Johns", date(2006, 10, 29)),
    ("Pacific/Apia", date(2011, 12, 30)), ("Asia/Pyongyang", date(2018, 5, 5)), ("Africa/Casablanca", date(2022, 3, 27)),
    ("America/Santiago", date(2022, 9, 11)), ("Asia/Gaza", date(2022, 10, 29)), ("Antarctica/Troll", date(2022, 3, 27)),
)  # fmt: skip
ZONES = ("", "", "UTC", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago")
MORE_DAYS = (200, 370, 800, 1500)
DAY_TICK = 1440


def moved(rng: Random, scenario: Scenario) -> tuple[Scenario, str]:
    """A scenario at another time or place.

    Returns
    -------
    (the scenario, what was done); both that of before and blank for most, and for rules with tables of their own dates.
    """
    change = rng.choices((None, _clocks, _years, _dateline), weights=(10, 2, 1, 1))[0]
    if change is None or not scenario.has_lines:
        return scenario, ""
    return change(rng, scenario)


def _clocks(rng: Random, scenario: Scenario) -> tuple[Scenario, str]:
    zone, changed = rng.choice(CLOCK_CHANGES)
    days = changed - scenario.start - timedelta(days=rng.randint(0, 2))
    places = tuple(
        place.model_copy(update={"time_zone": rng.choice((*ZONES, zone, rng.choice(CLOCK_CHANGES)[0]))})
        for place in scenario.places
    )
    update = {"places": places, "time_zone": zone, "tick_minutes": rng.choice((10, 60, 60, DAY_TICK))}
    return shifted(scenario, days).model_copy(update=update), f"in {zone} around {changed}"


def _years(rng: Random, scenario: Scenario) -> tuple[Scenario, str]:
    more = rng.choice(MORE_DAYS)
    later = shifted(scenario, date(rng.randint(2010, 2060), 12, rng.randint(1, 31)) - scenario.start)
    update = {"end": later.end + timedelta(days=more), "tick_minutes": DAY_TICK}
    return later.model_copy(update=update), f"from {later.start} for {more} days more"


def _dateline(rng: Random, scenario: Scenario) -> tuple[Scenario, str]:
    middle = rng.choice((180.0, 179.999, -179.5))
    places = tuple(
        place
        if place.lon is None
        else place.model_copy(update={"lon": (place.lon * rng.choice((1, -1, 3)) + middle + 180) % 360 - 180})
        for place in scenario.places
    )
    return scenario.model_copy(update={"places": places}), f"around {middle:g} degrees"
