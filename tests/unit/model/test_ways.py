"""Hours between places: rests, shortest ways, gates that are no junctions, and the alternatives of an origin."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from scenarios import patient, place, road, scenario
from serai.model.ways import Links, as_links, build_hours, nearest, onward_rows, route_km, shortest, with_rests
from serai.scenario.schema import Mode, Route, Scenario, Travel, default_modes
from serai.units import great_circle_km


@pytest.mark.parametrize(
    ("driving", "per_day", "hours"),
    [
        (0.0, 14.0, 0.0),
        (13.9, 14.0, 13.9),
        (14.0, 14.0, 14.0),  # no rest on arrival
        (14.1, 14.0, 24.1),
        (28.0, 14.0, 38.0),
        (30.0, 14.0, 50.0),
        (100.0, 24.0, 100.0),
    ],
)
def test_a_rest_follows_each_full_day_of_driving(driving: float, per_day: float, hours: float):
    assert with_rests(driving, per_day) == pytest.approx(hours)


def test_hours_rise_with_driving():
    found = [with_rests(driving, 10.0) for driving in np.arange(0, 60, 0.1)]
    assert (np.diff(found) > 0).all()


def links(*pairs: tuple[int, int, float]) -> Links:
    return as_links([(a, b, km, 0.0, True) for a, b, km in pairs], 5)


def hours_by_links(found: Links, blocked: Sequence[bool] = (False,) * 5) -> np.ndarray:
    return shortest(found, [50.0], blocked)[0]


BLOCKED = [False, True, False, False, False]


def test_the_shortest_way_is_found():
    hours = hours_by_links(links((0, 1, 100), (1, 2, 100), (0, 2, 250), (2, 3, 10)))[0]
    assert hours[:4].tolist() == pytest.approx([0, 2, 4, 4.2])
    assert hours[4] == math.inf


def test_no_way_leads_through_a_border_post():
    hours = hours_by_links(links((0, 1, 100), (1, 2, 100), (0, 2, 250), (2, 3, 10)), BLOCKED)[0]
    assert hours[:4].tolist() == pytest.approx([0, 2, 5, 5.2])


def test_ways_begin_and_end_at_border_posts():
    hours = hours_by_links(links((0, 1, 100), (1, 2, 100), (2, 3, 10)), BLOCKED)[1]
    assert hours[[0, 2, 3]].tolist() == pytest.approx([2, 2, 2.2])
    assert hours_by_links(links((0, 1, 100), (1, 2, 100)), BLOCKED)[0, 2] == math.inf


def test_a_way_may_lead_from_one_border_post_to_the_next():
    blocked = [False, True, True, False, False]
    hours = hours_by_links(links((0, 1, 100), (1, 2, 100), (0, 2, 400)), blocked)
    assert hours[1].tolist() == pytest.approx([2, 0, 2, math.inf, math.inf])
    assert hours[0].tolist() == pytest.approx([0, 2, 8, math.inf, math.inf])


def test_a_link_with_a_speed_of_its_own():
    found = shortest(as_links([(0, 1, 100.0, 20.0, False)], 2), [50.0, 10.0], [False, False])
    assert found.tolist() == [[[0, 5], [math.inf, 0]]] * 2


def test_the_hours_of_all_modes_are_those_of_each():
    found, speeds = links((0, 1, 100), (1, 2, 100), (0, 2, 250), (2, 3, 10)), [70.0, 55.0, 3.0]
    each = [shortest(found, [speed], BLOCKED)[0] for speed in speeds]
    np.testing.assert_array_equal(shortest(found, speeds, BLOCKED), each)


def country(*routes: Route, **parts: object) -> Scenario:
    places = (place("home", "origin"), place("gate", "border_post", lat=51.0), place("town", "city", population=5))
    return scenario(1, **{"places": places, "profiles": (patient(),), "routes": routes, **parts})


def hours_by_car(given: Scenario, start: str, end: str) -> float:
    names = [spot.name for spot in given.places]
    return float(build_hours(given)[list(given.modes).index("car"), names.index(start), names.index(end)])


def test_a_one_way_road_leads_one_way():
    given = country(Route(from_place="home", to_place="gate", km=130.0, two_way=False))
    assert hours_by_car(given, "home", "gate") == pytest.approx(2.0)
    assert hours_by_car(given, "gate", "home") == math.inf


def test_rails_do_not_carry_cars():
    given = country(Route(from_place="home", to_place="gate", km=110.0, mode="rail"))
    assert hours_by_car(given, "home", "gate") == math.inf
    assert build_hours(given)[list(given.modes).index("rail"), 0, 1] == pytest.approx(2.0)


def test_a_road_without_a_length_is_longer_than_the_great_circle():
    given = country(Route(from_place="home", to_place="gate"), travel=Travel(road_factor=1.3))
    places = {spot.name: spot for spot in given.places}
    arc = great_circle_km(50, 50, 51, 50)
    assert route_km(given, given.routes[0], places) == pytest.approx(1.3 * arc)
    by_rail = given.routes[0].model_copy(update={"mode": "rail"})
    assert route_km(given, by_rail, places) == pytest.approx(arc)


def test_long_ways_include_nights():
    modes = default_modes() | {"car": Mode(line="car", speed_kmh=100, hours_per_day=10)}
    assert hours_by_car(country(road("home", "gate", 2500.0), modes=modes), "home", "gate") == pytest.approx(53.0)


def test_those_who_walk_across_go_on_by_bus():
    given = country()
    names = list(given.modes)
    assert [names[row] for row in onward_rows(given)] == ["car", "bus", "bus", "bus", "bus"]


def test_the_nearest_is_the_first_of_equals_and_none_where_there_is_no_way():
    hours = np.array([[0.0, 5.0, 3.0, 3.0], [math.inf] * 4])
    assert nearest(hours, 0, [1, 2, 3]) == 2
    assert nearest(hours, 1, [1, 2, 3]) == -1
    assert nearest(hours, 0, []) == -1
