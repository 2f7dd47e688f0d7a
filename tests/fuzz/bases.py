"""The scenarios that are damaged: small, and between them with every table and every mechanism."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import scenarios
from scenarios import at, place, road
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
from serai.scenario.fields import tables_of
from serai.scenario.schema import Event, Group, Measure, MenuRow, Observation, Parameter, Profile, Quantity, Scenario
from serai.scenario.write.text import csv_bytes, yaml_text
from serai.scenario.write.workbook import workbook_bytes


@dataclass(frozen=True)
class Base:
    """One scenario as the files of a folder and as a workbook."""

    files: dict[str, bytes]
    book: bytes


@cache
def bases() -> dict[str, Base]:
    """By name; made once in a process."""
    made = {name: base_of(scenario) for name, scenario in small_scenarios().items()}
    library = resources.files("serai.scenario").joinpath("library", "river-crossing")
    by_hand = {file.name: file.read_bytes() for file in library.iterdir() if file.is_file()}
    return {**made, "by-hand": Base(by_hand, made["everything"].book)}


@cache
def small_scenarios() -> dict[str, Scenario]:
    """By name, those that tests make."""
    measures = (Measure(measure="more", table="services", id="gate-car", column="servers", change="+1"),)
    menu_row = MenuRow(measure="beds", needs="more", table="lodging", id="near-hall", column="beds", change="+5")
    observations = (
        Observation(id="in", quantity="entries", statistic="sum", fact_group="flow", low=1, value=2.0, high=3, use="test"),
        Observation(id="wait", quantity="wait_served", statistic="p90", place="gate", fact_group="lines", low=1, high=90),
    )  # fmt: skip
    groups = (Group(name="both", member="east"), Group(name="both", member="west"))
    alarm = Event(id="alarm", date=at(0.2), what="trigger", profile="people", value=0.2, mean_days=1.0)
    parameters = (Parameter(name="lanes", value=1.0, how="factor", cells="services.gate-*.minutes"),)
    extra = {
        "parameters": parameters,
        "measures": measures,
        "menu": (MenuRow(measure="more", cost_per_day=5.0, most=3), menu_row),
        "observations": observations,
        "groups": groups,
        "title": "All of it, Орал",
    }
    return {
        "everything": scenarios.everything(4, **extra),
        "city": scenarios.city_with_lodging(3, events=(alarm,)),
        "posts": scenarios.two_posts(people=1500, days=3),
        "camps": _camps(),
    }


def _camps() -> Scenario:
    look = [("battle", "conflict_zone"), ("town", "town"), ("camp", "camp")]
    return scenarios.scenario(
        20,
        FleeScenario,
        tick_minutes=1440,
        lookahead=Lookahead(awareness_level=2, max_move_km=Quantity(value=100)),
        places=(place("battle", "origin", population=50_000), place("town", "junction"), place("camp", "camp")),
        routes=(road("battle", "town", 120.0), road("town", "camp", 80.0)),
        profiles=(Profile(name="people", size="1:1"),),
        lookahead_places=tuple(LookaheadPlace(place=name, kind=kind, capacity=900 if kind == "camp" else None) for name, kind in look),
        lookahead_routes=(LookaheadRoute(from_place="town", to_place="camp", max_km=60.0),),
        lookahead_paths=(LookaheadPath(path="battle > town > camp"),),
        lookahead_closures=(LookaheadClosure(kind="place", where="camp", closes=at(12), opens=at(14)),),
        lookahead_conflicts=(LookaheadConflict(place="battle", date=at(0), intensity=1.0),),
        lookahead_changes=(LookaheadChange(place="town", date=at(9), kind="conflict_zone"),),
        lookahead_series=(
            LookaheadSeries(series="camp", date=at(0), people=100.0),
            LookaheadSeries(series="camp", date=at(20), people=900.0),
        ),
        lookahead_traits=(LookaheadTrait(trait="age", value="30", weight=1.0),),
    )  # fmt: skip


def base_of(scenario: Scenario) -> Base:
    """A scenario in both forms."""
    files = {"scenario.yaml": yaml_text(scenario).encode("utf-8")}
    for table, model in tables_of(type(scenario)).items():
        rows = getattr(scenario, table)
        if rows:
            files[f"{table}.csv"] = csv_bytes(model, rows)
    return Base(files, workbook_bytes(scenario))
