"""Small scenarios of the rule `lookahead` that together use each of its mechanisms, by name."""

# One row, one line.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from scenarios import START, at
from serai.flee.schema import (
    FleeScenario,
    Lookahead,
    LookaheadChange,
    LookaheadClosure,
    LookaheadConflict,
    LookaheadPath,
    LookaheadPlace,
    LookaheadRoute,
    LookaheadSeries,
    LookaheadTrait,
)
from serai.scenario.schema import Initial, Place, Profile, Quantity, Route

DAYS = 24


def settings(**given: Any) -> Lookahead:
    """The section `lookahead`; plain numbers are values without a range."""
    fields = Lookahead.model_fields
    return Lookahead(
        **{
            name: Quantity(value=value) if isinstance(fields[name].default, Quantity) else value
            for name, value in given.items()
        }
    )


def spot(name: str, kind: str, lat: float, lon: float, population: float | None = None) -> Place:
    """A place on the map."""
    return Place(name=name, kind=kind, lat=lat, lon=lon, population=population)


def link(start: str, end: str, km: float | None = None, **columns: Any) -> Route:
    """A link between two places."""
    return Route(from_place=start, to_place=end, km=km, **columns)


def series(name: str, *points: tuple[float, float]) -> tuple[LookaheadSeries, ...]:
    """Reports of a series as (day, people)."""
    return tuple(LookaheadSeries(series=name, date=at(day), people=people) for day, people in points)


def country(**parts: Any) -> FleeScenario:
    """Two places in conflict, a town, a hub, a marker and three camps, one abroad without a limit."""
    fixed: dict[str, Any] = {
        "name": "flight", "start": START, "end": at(DAYS).date(), "tick_minutes": 1440, "rule": "lookahead",
        "places": (
            spot("Aba", "origin", 1.0, 2.0, 900), spot("Boro", "origin", 1.5, 3.0, 300), spot("Cale", "city", 2.2, 2.7, 4000),
            spot("Hub", "junction", 2.0, 4.0), spot("Mark", "junction", 2.5, 3.5), spot("North", "camp", 3.0, 3.1),
            spot("Inner", "camp", 1.2, 2.4), spot("South", "camp", -1.0, 4.5), spot("Edge", "city", 3.5, 4.1, 50),
        ),
        "profiles": (Profile(name="people"),),
        "routes": (
            link("Aba", "Boro", 120.0), link("Aba", "Cale", 310.0), link("Boro", "Hub", 95.0), link("Boro", "Inner", 70.0),
            link("Cale", "Mark", 60.0), link("Mark", "North", 140.0), link("Hub", "North", 260.0), link("Hub", "South", 480.0),
            link("Cale", "Inner", 205.0), link("Edge", "North", 25.0), link("Mark", "Edge"), link("Hub", "Cale", 30.0),
        ),
        "lookahead_places": (
            LookaheadPlace(place="Aba", kind="conflict_zone", country="Here"),
            LookaheadPlace(place="Boro", kind="conflict_zone", country="Here", intensity=0.5),
            LookaheadPlace(place="Cale", kind="town", country="Here"),
            LookaheadPlace(place="Hub", kind="forwarding", country="Here"),
            LookaheadPlace(place="Mark", kind="marker", country="Here"),
            LookaheadPlace(place="North", kind="camp", country="There", capacity=150, settle_chance=0.05),
            LookaheadPlace(place="Inner", kind="idp_camp", country="Here", capacity=60, capacity_per_day=2, settle_chance=0.2),
            LookaheadPlace(place="South", kind="camp", country="Else"),
            LookaheadPlace(place="Edge", kind="town", country="There"),
        ),
        "lookahead_series": (
            *series("North", (-3, 20), (4, 90), (9, 60), (15, 180), (23, 230)), *series("Inner", (0, 15), (12, 80)),
            *series("South", (1, 0), (20, 90)), *series("elsewhere", (0, 3), (20, 30)), *series("total", (0, 38), (23, 420)),
        ),
        "lookahead": settings(),
    }  # fmt: skip
    return FleeScenario(**{**fixed, **parts})


def crowd(**parts: Any) -> FleeScenario:
    """The country with five times the people, so that camps fill up level by level."""
    few = country(**parts)
    reports = tuple(row.model_copy(update={"people": 5 * row.people}) for row in few.lookahead_series)
    spots = tuple(
        row.model_copy(update={"capacity": row.capacity and 5 * row.capacity}) for row in few.lookahead_places
    )
    return few.model_copy(update={"lookahead_series": reports, "lookahead_places": spots})


def near(**parts: Any) -> FleeScenario:
    """The country with links a ninth as long, so that many are passed in a day and their marks are too many to list."""
    far = country(**parts)
    routes = tuple(row.model_copy(update={"km": row.km and row.km / 9.0}) for row in far.routes)
    return far.model_copy(update={"routes": routes})


def both(make: Callable[..., FleeScenario], **parts: Any) -> dict[str, Callable[[], FleeScenario]]:
    """The scenario as Flee's code runs it, and as its files say."""
    return {
        "as Flee runs": lambda: make(**parts, flee_as_run=True),
        "as written": lambda: make(**parts, flee_as_run=False),
    }


CONFLICTS = (
    LookaheadConflict(place="Aba", date=at(0), intensity=0.4), LookaheadConflict(place="Aba", date=at(5), intensity=2.0),
    LookaheadConflict(place="Aba", date=at(11), intensity=0.0), LookaheadConflict(place="Cale", date=at(6), intensity=1.0),
    LookaheadConflict(place="Cale", date=at(16), intensity=0.0), LookaheadConflict(place="Inner", date=at(8), intensity=0.7),
    LookaheadConflict(place="Inner", date=at(13), intensity=0.0), LookaheadConflict(place="Boro", date=at(-4), intensity=1.5),
)  # fmt: skip

CLOSURES = (
    LookaheadClosure(kind="country", where="Here", to_where="There", closes=at(3), opens=at(6)),
    LookaheadClosure(kind="country", where="There", to_where="Here", closes=at(5), opens=at(9)),
    LookaheadClosure(kind="place", where="Hub", closes=at(2), opens=at(4)),
    LookaheadClosure(kind="place", where="Hub", closes=at(17), opens=at(12)),
    LookaheadClosure(kind="link", where="Aba", to_where="Cale", closes=at(7), opens=at(10)),
    LookaheadClosure(kind="camp", where="South", closes=at(0), opens=at(8)),
    LookaheadClosure(kind="idp_camp", where="Inner", closes=at(14)),
    LookaheadClosure(kind="redirection", where="Boro", to_where="Inner", closes=at(12), opens=at(15)),
)

ROUTES = (
    LookaheadRoute(from_place="Boro", to_place="Inner", redirection="to", max_km=40.0),
    LookaheadRoute(from_place="Cale", to_place="Aba", redirection="from", walk_share=0.4, more_km="250 410"),
    LookaheadRoute(from_place="Hub", to_place="South", max_km=33.3, walk_share=0.7),
    LookaheadRoute(from_place="Mark", to_place="North", walk_share=1.0),
)

CHANGES = (
    LookaheadChange(place="Edge", date=at(4), kind="camp"), LookaheadChange(place="Mark", date=at(9), kind="town"),
    LookaheadChange(place="Hub", date=at(12), kind="marker"), LookaheadChange(place="North", date=at(18), kind="conflict_zone"),
)  # fmt: skip

PATHS = (
    LookaheadPath(path="Aba > Boro > Hub > South"),
    LookaheadPath(path="Edge>Mark > Cale > Aba"),
    LookaheadPath(path="Hub > South"),
)

TRAITS = (
    *(LookaheadTrait(trait="age", value=value, weight=weight) for value, weight in (("5", 2), ("16", 1), ("40", 3), ("old", 1))),
    *(LookaheadTrait(trait="age", value=value, place="Boro", weight=weight) for value, weight in (("17", 1), ("30", 1))),
    *(LookaheadTrait(trait="gender", value=value, weight=weight) for value, weight in (("Male", 0.6), ("f", 0.4))),
    *(LookaheadTrait(trait="ethnicity", value=value, weight=weight) for value, weight in (("red", 3), ("blue", 1))),
    LookaheadTrait(trait="ethnicity", value="blue", place="South", weight=1),
    *(LookaheadTrait(trait="religion", value=value, weight=weight) for value, weight in (("sun", 1), ("moon", 2))),
    LookaheadTrait(trait="religion", value="moon", place="North", weight=1),
    LookaheadTrait(trait="ethnicity", value="red", place="Cale", weight=1),
    LookaheadTrait(trait="ethnicity", value="green", place="Inner", weight=2),
)  # fmt: skip


def several(name: str, made: dict[str, Callable[[], FleeScenario]]) -> dict[str, Callable[[], FleeScenario]]:
    """Scenarios with a name in front."""
    return {f"{name}, {how}": build for how, build in made.items()}


def later(scenario: FleeScenario, when: datetime) -> FleeScenario:
    """The scenario with a conflict zone that is none before a date."""
    rows = tuple(
        row.model_copy(update={"conflict_from": when}) if row.place == "Boro" else row
        for row in scenario.lookahead_places
    )
    return scenario.model_copy(update={"lookahead_places": rows})


LOOKAHEAD_WORLDS: dict[str, Callable[[], FleeScenario]] = {
    **several("plain", both(country)),
    **several("awareness 2", both(country, lookahead=settings(awareness_level=2, max_move_km=120.0))),
    **several("awareness 3 and stints", both(country, lookahead=settings(awareness_level=3, max_move_km=90.0, avoid_short_stints=True, start_on_foot=True, default_move_chance=0.5), lookahead_routes=ROUTES)),
    **several("awareness 0", both(country, lookahead=settings(awareness_level=0))),
    **several("awareness below 0", both(country, lookahead=settings(awareness_level=-1, conflict_move_chance=0.6))),
    **several("conflicts", both(lambda **parts: later(country(**parts), at(10)), lookahead=settings(awareness_level=2, conflict_decay=(1.0, 0.5, 0.1), conflict_decay_days=4, only_from_conflict=False, weight_power=2.0), lookahead_conflicts=CONFLICTS)),
    **several("closures", both(country, lookahead=settings(awareness_level=2, max_move_km=60.0, camp_weight=3.0, foreign_weight=2.0), lookahead_closures=CLOSURES, lookahead_routes=ROUTES)),
    **several("changes", both(country, lookahead=settings(awareness_level=2, idp_camp_move_chance=0.3, default_move_chance=0.001), lookahead_changes=CHANGES, lookahead_paths=PATHS)),
    **several("fixed routes", both(country, lookahead=settings(awareness_level=2, fixed_routes=True, camp_weight=3.0, weight_softening=0.2, weight_power=1.5, pruning_threshold=2.0, stay_close_to_home=True, population_in_pull=True), lookahead_paths=PATHS, lookahead_closures=CLOSURES)),
    **several("traits", both(country, lookahead=settings(children_avoid_hazards=True, boys_take_risk=True, match_camp_ethnicity=True, match_town_ethnicity=True, camp_weight=2.0, awareness_level=2), lookahead_traits=TRAITS, lookahead_conflicts=CONFLICTS)),
    **several("kin and home", both(country, lookahead=settings(match_camp_religion=True, match_conflict_ethnicity=True, stay_close_to_home=True, home_distance_power=1.5, weight_softening=0.002, weight_power=1.5, pruning_threshold=4.0, awareness_level=3), lookahead_traits=TRAITS)),
    **several("shares of population", both(country, lookahead=settings(new_people="population_share", per_conflict_day=0.04, take_from_population=True, move_chance_power=0.3, move_chance_population=800, population_in_pull=True, population_power=0.4), lookahead_conflicts=CONFLICTS, initial=(Initial(id="early", place="North", profile="people", people=70), Initial(id="home", place="Cale", profile="people", people=25)))),
    **several("given population", both(country, lookahead=settings(new_people="total", take_from_population=True, capacity_scaling=0.5, capacity_buffer=0.6, insert_day0=False), lookahead_conflicts=CONFLICTS)),
    **several("random numbers", both(country, lookahead=settings(new_people="poisson", per_conflict_day=21.0, pruning_threshold=3.0, softening_km=2.0, weight_softening=0.3, distance_power=1.6, fixed_routes=True, awareness_level=3))),
    **several("constant and sinks", both(country, lookahead=settings(new_people="constant", per_conflict_day=9.0, camps_are_sinks=True, camp_move_chance=0.1, move_chance_power=0.5, move_chance_population=2000))),
    **several("short links", both(near, lookahead=settings(max_move_km=150.0, awareness_level=1, default_move_chance=0.9, avoid_short_stints=True))),
    **several("nobody at the start", both(country, lookahead=settings(insert_day0=False))),
    **several("empty camps", both(country, lookahead=settings(empty_camps_on_day0=True, capacity_buffer=0.0))),
    **several("crowd", both(crowd, lookahead=settings(awareness_level=2, camps_are_sinks=True, max_move_km=400.0, camp_weight=4.0, capacity_buffer=0.4))),
    **several("crowd on foot", both(crowd, lookahead=settings(awareness_level=1, avoid_short_stints=True, start_on_foot=True, capacity_buffer=0.5, children_avoid_hazards=True, stay_close_to_home=True), lookahead_routes=ROUTES, lookahead_traits=TRAITS)),
}  # fmt: skip
