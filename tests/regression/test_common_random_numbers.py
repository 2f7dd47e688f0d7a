"""A change moves only what it is about: everybody else leaves, travels and is served with the same draws."""

from __future__ import annotations

import random

import numpy as np
import pytest

from scenarios import at, everything, patient, place, queue, road, two_posts
from serai.codes import Reason
from serai.model.tick import run
from serai.scenario.schema import Event, Place, Scenario, Service, Traffic
from serai.state.log import VARIABLES, Outcome

SEED = 8
NAMED_DIMS = {"place": "places", "profile": "profiles", "cause": "causes", "lodging": "lodging"}


def names_along(outcome: Outcome, dim: str) -> list[str]:
    """Names along a dimension of the log; numbers where it has none."""
    if dim == "line":
        return [f"{line.place}/{line.name}" for line in outcome.axes.lines]
    if dim in NAMED_DIMS:
        return list(getattr(outcome.axes, NAMED_DIMS[dim]))
    return [str(number) for number in range(outcome.axes.size(dim))]


def by_name(outcome: Outcome, variable: str, like: Outcome | None = None) -> np.ndarray:
    """An array of the log with names in alphabetical order; only names that `like` has too."""
    dims = next(v.dims for v in VARIABLES if v.name == variable)
    found = outcome.arrays[variable]
    for axis, dim in enumerate(dims):
        names = names_along(outcome, dim)
        if dim in NAMED_DIMS or dim == "line":
            keep = sorted(set(names) & set(names_along(like or outcome, dim)))
            found = np.take(found, [names.index(name) for name in keep], axis=axis)
    return found


def steps(outcome: Outcome, *reasons: Reason) -> set[tuple[int, int, str, int]]:
    """Steps of followed journeys as (party, moment, place, size)."""
    places = outcome.axes.places
    chosen = outcome.journeys[np.isin(outcome.journeys["reason"], reasons)]
    return {(int(s["key"]), int(s["time"]), places[s["place"]], int(s["size"])) for s in chosen}


def plans(outcome: Outcome) -> dict[int, str]:
    """Post that each followed party set out for."""
    chosen = outcome.journeys[outcome.journeys["reason"] == Reason.SET_OUT]
    return {int(s["key"]): outcome.axes.places[s["value"]] for s in chosen}


def with_rows(given: Scenario, **tables: tuple[object, ...]) -> Scenario:
    """The scenario with more rows in some of its tables."""
    return given.model_copy(update={name: (*getattr(given, name), *rows) for name, rows in tables.items()})


def assert_departures_unmoved(changed: Outcome, base: Outcome) -> None:
    assert np.array_equal(by_name(changed, "set_out", base), by_name(base, "set_out"))
    assert steps(changed, Reason.SET_OUT) == steps(base, Reason.SET_OUT)
    assert len(steps(base, Reason.SET_OUT)) > 100


@pytest.mark.parametrize("lanes", [0, 3, 10])
def test_more_lanes_change_nobodys_departure(lanes: int):
    base = everything()
    lane = Event(id="more", date=at(1), what="change", target="services.gate-car.servers", value=lanes)
    changed = run(with_rows(base, events=(lane,)), SEED)
    unchanged = run(base, SEED)
    assert_departures_unmoved(changed, unchanged)
    assert not np.array_equal(changed.arrays["served"], unchanged.arrays["served"])


def test_one_more_lane_never_lets_anybody_of_one_line_wait_longer():
    one, two = (run(queue(10, 900, servers=servers, minutes=1.5), SEED).arrays["waiting"] for servers in (1, 2))
    assert (two <= one).all()
    assert two.sum() < one.sum()


NEW_PLACES: dict[str, dict[str, tuple[object, ...]]] = {
    "origin": {"places": (place("hamlet", "origin"),), "routes": (road("hamlet", "gate", 90.0),)},
    "junction": {"places": (place("crossroads", "junction"),), "routes": (road("crossroads", "gate", 90.0),)},
    "post elsewhere": {
        "places": (place("island", "border_post"),),
        "services": (Service(id="a-pier", place="island", service="entry_control", servers=1, minutes=9),),
        "traffic": (Traffic(id="a-ferry", post="island", profile="citizens", per_day=200),),
    },
    "profile": {
        "profiles": (patient("aaa-others", tracked=False),),
        "traffic": (Traffic(id="a-others", post="pass", profile="aaa-others", per_day=40, direction="out", end=at(0)),),
    },
}


@pytest.mark.parametrize("kind", NEW_PLACES)
def test_an_unrelated_row_changes_nothing_for_the_others(kind: str):
    base = run(everything(), SEED)
    changed = run(with_rows(everything(), **NEW_PLACES[kind]), SEED)
    assert_departures_unmoved(changed, base)
    for variable in ("entries", "exits", "wait_hist", "waiting", "lodged", "registered", "refused", "rent_index"):
        assert np.array_equal(by_name(changed, variable, base), by_name(base, variable)), variable


def test_an_unrelated_row_before_all_others_changes_nothing():
    """The new place stands first in its table, so that every row number of the others moves."""
    base = everything()
    first = base.model_copy(update={"places": (place("aaa", "junction"), *base.places)})
    changed, unchanged = run(first, SEED), run(base, SEED)
    for variable in VARIABLES:
        assert np.array_equal(by_name(changed, variable.name, unchanged), by_name(unchanged, variable.name)), (
            variable.name
        )


def third_post(constant: float) -> dict[str, tuple[object, ...]]:
    return {
        "places": (place("east", "border_post", constant=constant),),
        "routes": (road("home", "east", 700.0), road("east", "town", 100.0)),
        "services": (Service(id="east-in", place="east", service="entry_control", servers=1, minutes=2),),
    }


@pytest.mark.parametrize("constant", [-1.0, 0.5, 3.0])
def test_a_new_post_moves_only_those_who_choose_it(constant: float):
    base = run(two_posts(), SEED)
    changed = run(with_rows(two_posts(), **third_post(constant)), SEED)
    assert_departures_unmoved(changed, base)
    old, new = plans(base), plans(changed)
    moved = {key for key in old if old[key] != new[key]}
    assert moved == {key for key in new if new[key] == "east"}
    assert 0 < len(moved) < len(old)
    stayed_before = {step for step in steps(base, Reason.REACHED_POST) if step[0] not in moved}
    stayed_after = {step for step in steps(changed, Reason.REACHED_POST) if step[0] not in moved}
    assert stayed_before == stayed_after
    assert (by_name(changed, "joined", base) <= by_name(base, "joined")).all()
    assert (by_name(changed, "waiting", base) <= by_name(base, "waiting")).all()


def test_service_times_of_a_party_are_the_same_at_any_strength_of_the_line():
    """With so many servers that nobody waits, a sojourn is a service: the same for 300 servers as for 400."""
    few, many = (run(queue(4, 400, servers=servers, minutes=40), SEED) for servers in (300, 400))
    assert np.array_equal(few.arrays["wait_hist"], many.arrays["wait_hist"])


def shuffled(given: Scenario, seed: int) -> Scenario:
    """The same scenario with the rows of all tables in another order."""
    order = random.Random(seed)
    tables = ("places", "routes", "profiles", "departures", "traffic", "initial", "services", "lodging", "events")
    return given.model_copy(
        update={name: tuple(order.sample(getattr(given, name), len(getattr(given, name)))) for name in tables}
    )


@pytest.mark.parametrize("order", [1, 2, 3])
def test_the_order_of_rows_changes_no_total(order: int):
    base, other = run(everything(), SEED), run(shuffled(everything(), order), SEED)
    assert base.totals == other.totals
    for variable in VARIABLES:
        found, expected = by_name(other, variable.name), by_name(base, variable.name)
        if np.issubdtype(found.dtype, np.integer):
            assert np.array_equal(found, expected), variable.name
        else:
            np.testing.assert_allclose(found, expected, rtol=1e-6, err_msg=variable.name)


def test_names_enter_the_draws():
    """The same home under another name has other leavers: draws go by names, not by rows."""

    def renamed(spot: Place) -> Place:
        return spot.model_copy(update={"name": "village"}) if spot.name == "home" else spot

    base = two_posts()
    routes = tuple(
        route.model_copy(update={"from_place": "village"}) if route.from_place == "home" else route
        for route in base.routes
    )
    other = base.model_copy(update={"places": tuple(renamed(spot) for spot in base.places), "routes": routes})
    assert steps(run(base, SEED), Reason.SET_OUT).isdisjoint(steps(run(other, SEED), Reason.SET_OUT))
