"""A change moves only what it is about: everybody else leaves, travels and is served with the same draws."""

from __future__ import annotations

import random

import numpy as np
import pytest

from scenarios import at, everything, funnel, patient, place, queue, road, two_posts
from serai.codes import Reason
from serai.runs.course import run
from serai.scenario.schema import Event, Initial, Place, Scenario, Service, Traffic
from serai.state.log import VARIABLES, Outcome, kept_variables
from serai.units import MOMENTS_PER_DAY

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
    found = np.asarray(outcome.arrays[variable])
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


ISLE = {
    "places": (place("isle", "border_post"),),
    "profiles": (patient("islanders", size="1:0.5 2:0.5", stay_days=0.5),),
    "services": (Service(id="a-pier", place="isle", service="entry_control", servers=1, minutes=25),),
    "traffic": (Traffic(id="a-ferry", post="isle", profile="islanders", per_day=80),),
}
UNRELATED: dict[str, dict[str, tuple[object, ...]]] = {
    "post": {
        "places": (place("a-reef", "border_post"),),
        "services": (Service(id="a-reef-in", place="a-reef", service="entry_control", servers=1, minutes=9),),
        "traffic": (Traffic(id="a-boat", post="a-reef", profile="guests", per_day=90),),
    },
    "profile": {
        "profiles": (patient("aaa-others", size="1:1", stay_days=1e4),),
        "initial": (Initial(id="a-others", place="far", profile="aaa-others", people=30),),
    },
    "place": {
        "places": (place("a-hamlet", "origin"), place("a-fork", "junction")),
        "routes": (road("a-hamlet", "gate", 90.0), road("a-fork", "pass", 90.0)),
    },
    "desk": {"events": (Event(id="a-desk", date=at(1), what="change", target="services.a-pier.servers", value=2),)},
    "event": {"events": (Event(id="a-storm", date=at(2), what="closure", where="isle", until=at(3.3)),)},
}
OF_THE_SEA = ("isle", "a-reef")


def journeys(outcome: Outcome, *, at_sea: bool) -> dict[int, list[tuple[int, ...]]]:
    """Steps of each party as (moment, reason, place, value, size, profile), of those at sea or of the others."""
    axes, found = outcome.axes, dict[int, list[tuple[int, ...]]]()
    for step in outcome.journeys:
        reason, value = Reason(int(step["reason"])), int(step["value"])
        if reason in (Reason.SET_OUT, Reason.CHANGED_POST, Reason.LEFT_CITY) and value >= 0:
            value = axes.places[value]
        elif reason == Reason.JOINED_LINE:
            value = axes.lines[value].name
        elif reason == Reason.FOUND_BED and value >= 0:
            value = axes.lodging[value]
        row = (int(step["time"]), reason.name, axes.places[step["place"]], value, int(step["size"]))
        found.setdefault(int(step["key"]), []).append((*row, axes.profiles[step["profile"]]))
    return {key: steps for key, steps in found.items() if any(step[2] in OF_THE_SEA for step in steps) == at_sea}


@pytest.mark.parametrize("kind", UNRELATED)
def test_one_more_unrelated_row_changes_nothing_for_anybody_else(kind: str):
    """Whole journeys are the same, to the moment: departure, size, speed, choices, waits and so service times."""
    without = with_rows(everything(), **ISLE)
    base, changed = (run(given, SEED, follow_all=True) for given in (without, with_rows(without, **UNRELATED[kind])))
    before, after = journeys(base, at_sea=False), journeys(changed, at_sea=False)
    new = {key for key, steps in after.items() if steps[0][-1] == "aaa-others"}
    assert {key: steps for key, steps in after.items() if key not in new} == before
    assert len(before) > 1000
    taken = {step[1] for steps in before.values() for step in steps}
    assert taken >= {"SET_OUT", "REACHED_POST", "JOINED_LINE", "CROSSED_IN", "FOUND_BED", "REGISTERED", "REFUSED"}
    for variable in ("set_out", "entries", "exits", "wait_hist", "waiting", "lodged", "registered", "rent_index"):
        found, expected = by_name(changed, variable, base), by_name(base, variable, changed)
        if kind in ("post", "profile", "place"):
            assert np.array_equal(found, expected), variable
    if kind in ("desk", "event"):
        assert journeys(changed, at_sea=True) != journeys(base, at_sea=True)


@pytest.mark.parametrize("kind", ["desk", "event"])
def test_a_change_at_their_own_line_changes_no_draw_of_those_who_stand_in_it(kind: str):
    """With a desk more they cross at other moments, by a control some never; they join and are served as before."""
    line = Service(id="gate-in", place="gate", service="entry_control", servers=1, minutes=4, time="exponential")
    base = funnel(6, 300, (line,), profiles=(patient(size="1:0.5 2:0.3 3:0.2"),))
    more = {
        "desk": base.model_copy(update={"services": (line.model_copy(update={"servers": 2}),)}),
        "event": with_rows(base, events=(Event(id="halt", date=at(0.5), what="control", where="gate", value=0.4),)),
    }[kind]
    one, other = run(base, SEED, follow_all=True), run(more, SEED, follow_all=True)
    for reason in (Reason.SET_OUT, Reason.REACHED_POST, Reason.JOINED_LINE):
        assert steps(one, reason) == steps(other, reason)
    assert plans(one) == plans(other)
    assert steps(one, Reason.CROSSED_IN) != steps(other, Reason.CROSSED_IN)
    assert service_times(one, 1) == service_times(other, 2 if kind == "desk" else 1)


def service_times(outcome: Outcome, servers: int) -> dict[int, int]:
    """Service time of each party of a line, computed from when it joined and was done with."""
    free, found = [-MOMENTS_PER_DAY] * servers, {}
    ends = {key: time for key, time, _, _ in steps(outcome, Reason.CROSSED_IN, Reason.REFUSED)}
    for time, key in sorted((time, key) for key, time, _, _ in steps(outcome, Reason.JOINED_LINE)):
        server = free.index(min(free))
        found[key] = ends[key] - max(time, free[server])
        free[server] = ends[key]
    return found


def test_an_unrelated_row_before_all_others_changes_nothing():
    """The new place stands first in its table, so that every row number of the others moves."""
    base = everything()
    first = base.model_copy(update={"places": (place("aaa", "junction"), *base.places)})
    changed, unchanged = run(first, SEED), run(base, SEED)
    for variable in kept_variables(unchanged.axes):
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
    for variable in kept_variables(base.axes):
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
