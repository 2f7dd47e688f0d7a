"""Engine and twin agree on scenarios of the rule `lookahead` that nobody thought of."""

# One setting, one line.
# ruff: noqa: E501

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from scenarios import at
from serai.errors import ScenarioError
from serai.flee.schema import (
    FleeScenario,
    Lookahead,
    LookaheadChange,
    LookaheadClosure,
    LookaheadConflict,
    LookaheadRoute,
    LookaheadSeries,
)
from serai.scenario.rules.check import check
from twin.lookahead_comparison import lookahead_differences
from twin.lookahead_worlds import PATHS, TRAITS, country
from twin.lookahead_worlds import settings as look

DAYS = 14
NAMES = tuple(place.name for place in country().places)
COUNTRIES = ("Here", "There", "Else")
PLACES, DATES = st.sampled_from(NAMES), st.integers(-2, DAYS + 1).map(at)
KINDS = ("town", "conflict_zone", "camp", "idp_camp", "forwarding", "marker")
SHARES, FLAGS = st.floats(0, 1), st.booleans()


def numbers(*usual: float, low: float, high: float) -> st.SearchStrategy[float]:
    """A few usual values as often as all others together."""
    return st.sampled_from(usual) | st.floats(low, high)


SETTINGS: dict[str, st.SearchStrategy[Any]] = {
    "awareness_level": st.integers(-1, 3), "max_move_km": numbers(200, 360, low=20, high=400),
    "max_walk_km": numbers(35, low=5, high=60), "camp_weight": numbers(1, 2, low=0, high=10),
    "foreign_weight": numbers(1, 2, low=0, high=10), "conflict_weight": numbers(0.25, low=0, high=2),
    "conflict_move_chance": numbers(1, low=0, high=1), "camp_move_chance": numbers(0.001, 0, low=0, high=0.5),
    "idp_camp_move_chance": SHARES, "default_move_chance": numbers(0.3, low=0, high=1),
    "move_chance_population": numbers(10_000, low=1, high=1e5), "move_chance_power": numbers(0, 0, 1, low=-2, high=2),
    "softening_km": numbers(10, low=0, high=100), "weight_softening": numbers(0, low=0, high=2),
    "distance_power": numbers(1, low=0, high=4), "weight_power": numbers(1, low=0, high=4),
    "pruning_threshold": numbers(1, low=0, high=20), "capacity_buffer": numbers(0.9, low=0, high=1),
    "capacity_scaling": numbers(1, low=0, high=3), "avoid_short_stints": FLAGS, "start_on_foot": FLAGS,
    "stay_close_to_home": FLAGS, "home_distance_power": numbers(0.5, low=0, high=3), "population_in_pull": FLAGS,
    "population_power": numbers(0.1, low=0, high=1), "fixed_routes": FLAGS, "children_avoid_hazards": FLAGS,
    "boys_take_risk": FLAGS, "match_camp_ethnicity": FLAGS, "match_town_ethnicity": FLAGS, "match_conflict_ethnicity": FLAGS,
    "new_people": st.sampled_from(["camps", "camps", "total", "constant", "poisson", "population_share"]),
    "conflict_decay": st.lists(SHARES, min_size=1, max_size=3).map(tuple), "conflict_decay_days": st.integers(1, 6),
    "only_from_conflict": FLAGS, "take_from_population": FLAGS, "insert_day0": FLAGS, "empty_camps_on_day0": FLAGS,
    "camps_are_sinks": FLAGS, "match_camp_religion": FLAGS, "mean_religion_share": numbers(0.5, low=0.1, high=1),
}  # fmt: skip


@st.composite
def settings_of_all_kinds(draw: st.DrawFn) -> Lookahead:
    """Some settings at their defaults, the others anywhere."""
    changed = draw(st.lists(st.sampled_from(sorted(SETTINGS)), unique=True, max_size=20))
    values = {name: draw(SETTINGS[name]) for name in changed}
    is_share = values.get("new_people") == "population_share"
    return look(
        **values, per_conflict_day=draw(st.floats(0, 0.1) if is_share else st.floats(0, 15) | st.floats(0, 900))
    )


CLOSURES = st.one_of(
    st.builds(
        LookaheadClosure,
        kind=st.just("country"),
        where=st.sampled_from(COUNTRIES),
        to_where=st.sampled_from(COUNTRIES),
        closes=st.none() | DATES,
        opens=st.none() | DATES,
    ),
    st.builds(
        LookaheadClosure,
        kind=st.sampled_from(["place", "camp", "idp_camp"]),
        where=PLACES,
        closes=st.none() | DATES,
        opens=st.none() | DATES,
    ),
    st.builds(
        LookaheadClosure,
        kind=st.sampled_from(["link", "redirection"]),
        where=PLACES,
        to_where=PLACES,
        closes=st.none() | DATES,
        opens=st.none() | DATES,
    ),
)


@st.composite
def links_known(draw: st.DrawFn) -> tuple[LookaheadRoute, ...]:
    """What is known of some of the links."""
    ends = [(route.from_place, route.to_place) for route in country().routes]
    chosen = draw(st.lists(st.sampled_from(ends), unique=True, max_size=5))
    return tuple(
        LookaheadRoute(
            from_place=ends[turned], to_place=ends[1 - turned], redirection=draw(st.sampled_from(["none", "to", "from"])),
            max_km=draw(st.none() | numbers(33.3, 100, low=10, high=300)), walk_share=draw(st.just(0.0) | SHARES),
            more_km=draw(st.sampled_from(["", "100", "60.5 700"])),
        )
        for ends in chosen
        for turned in [draw(st.integers(0, 1))]
    )  # fmt: skip


@st.composite
def flights(draw: st.DrawFn) -> FleeScenario:
    """The country with other numbers, kinds, dates and settings wherever there are any."""
    base = country(flee_as_run=draw(FLAGS), end=at(DAYS).date())
    spots = tuple(
        row.model_copy(
            update={
                "kind": draw(st.just(row.kind) | st.sampled_from(KINDS)),
                "capacity": draw(st.just(row.capacity) | st.none() | st.floats(0, 200).map(round).map(float)),
                "capacity_per_day": draw(st.just(0.0) | st.floats(-10, 10)), "settle_chance": draw(SHARES),
                "intensity": draw(st.just(row.intensity) | st.floats(0, 3)), "conflict_from": draw(st.none() | DATES),
            }
        )
        for row in base.lookahead_places
    )  # fmt: skip
    places = tuple(
        row.model_copy(update={"population": draw(st.just(row.population) | st.none() | st.floats(0, 500))})
        for row in base.places
    )
    routes = tuple(
        row.model_copy(
            update={
                "two_way": draw(st.sampled_from([True, True, False])),
                "km": draw(st.just(row.km) | st.floats(1, 500)),
            }
        )
        for row in base.routes
    )
    names = st.sampled_from(["North", "Inner", "South", "total", "elsewhere"])
    reports = draw(
        st.lists(
            st.builds(LookaheadSeries, series=names, date=DATES, people=st.floats(0, 150) | st.floats(0, 20_000)),
            max_size=12,
        )
    )
    dated = {
        "lookahead_conflicts": st.builds(LookaheadConflict, place=PLACES, date=DATES, intensity=st.just(0.0) | st.floats(0, 3)),
        "lookahead_closures": CLOSURES, "lookahead_changes": st.builds(LookaheadChange, place=PLACES, date=DATES, kind=st.sampled_from(KINDS)),
    }  # fmt: skip
    tables = {name: tuple(draw(st.lists(rows, max_size=6))) for name, rows in dated.items()}
    return base.model_copy(
        update={
            **tables, "places": places, "routes": routes, "lookahead_places": spots, "lookahead_routes": draw(links_known()),
            "lookahead_traits": TRAITS if draw(FLAGS) else (), "lookahead": draw(settings_of_all_kinds()),
            "lookahead_paths": PATHS if draw(FLAGS) else (),
            "lookahead_series": (*tuple(reports), LookaheadSeries(series="total", date=at(3), people=40.0)),
        }
    )  # fmt: skip


def is_refused(scenario: FleeScenario) -> bool:
    """Whether the scenario breaks a rule of its tables."""
    try:
        check(scenario)
    except ScenarioError:
        return True
    return False


@pytest.mark.slow
@settings(max_examples=40, derandomize=True, deadline=None, phases=(Phase.generate,))
@given(scenario=flights(), seed=st.integers(0, 2**63 - 1))
def test_engine_and_twin_agree_on_drawn_flights(scenario: FleeScenario, seed: int):
    if not is_refused(scenario):
        assert lookahead_differences(scenario, seed) == []
