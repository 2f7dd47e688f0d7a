"""The ways that people weigh: every simple path within sight, and each of its beginnings."""

from __future__ import annotations

import time

import numpy as np
import pytest

from flee_cases import place, scenario_of, write_case
from serai.flee.links import ChoiceCache, build_links, redirections, turns
from serai.flee.memory import PASSED, UNCOUNTED


def book_of(folder, routes, *, level: int, places=None, **given):
    places = places or [place("A", "conflict_zone", 1), *(place(name, "town", 1) for name in "BCDE")]
    links = build_links(scenario_of(write_case(folder, places, routes)))
    return ChoiceCache(
        links, level, given.get("shortest_only", False), given.get("paths", []), np.arange(5, dtype=np.int32)
    )


def ways_from(book, place: int, is_marker=None) -> list[tuple[list[int], float]]:
    ways = book.ways(np.zeros(5, dtype=np.uint8) if is_marker is None else is_marker)
    rows = ways.choice[ways.start[place] : ways.start[place + 1]]
    return [
        (book.steps[row["first_step"] : row["first_step"] + row["steps"]].tolist(), float(row["km"])) for row in rows
    ]


SQUARE = ["A,B,1,", "B,C,2,", "C,D,4,", "D,A,8,", "D,E,16,"]


@pytest.mark.parametrize(("level", "count"), [(1, 2), (2, 5), (3, 7), (4, 8), (9, 8)])
def test_a_square_with_a_tail_has_as_many_simple_paths_as_can_be_counted_by_hand(tmp_path, level, count):
    assert len(ways_from(book_of(tmp_path, SQUARE, level=level), 0)) == count


def test_each_beginning_of_a_way_is_a_choice_with_its_own_length(tmp_path):
    found = ways_from(book_of(tmp_path, SQUARE, level=3), 0)
    assert ([1], 1.0) in found
    assert ([1, 2], 3.0) in found
    assert ([1, 2, 3], 7.0) in found
    assert ([3, 2, 1], 14.0) in found


def test_a_marker_is_no_choice_and_no_step(tmp_path):
    book = book_of(tmp_path, SQUARE, level=1)
    markers = np.array([0, PASSED + UNCOUNTED, 0, 0, 0], dtype=np.uint8)
    assert ways_from(book, 0, markers) == [([1, 2], 3.0), ([3], 8.0)]
    counted = np.array([0, PASSED, 0, 0, 0], dtype=np.uint8)
    assert ways_from(book, 0, counted) == [([3], 8.0)]


def test_fixed_routes_keep_the_shortest_way_to_each_place(tmp_path):
    found = ways_from(book_of(tmp_path, SQUARE, level=4, shortest_only=True), 0)
    assert sorted(found) == [([1], 1.0), ([1, 2], 3.0), ([1, 2, 3], 7.0), ([1, 2, 3, 4], 23.0)]


def test_a_known_path_is_a_choice_from_both_ends_and_from_where_an_end_is_seen(tmp_path):
    book = book_of(tmp_path, SQUARE, level=1, paths=[[0, 3, 4]])
    assert ([3, 4], 24.0) in ways_from(book, 0)
    assert ([3, 0], 24.0) in ways_from(book, 4)
    assert ([0, 3, 4], 25.0) in ways_from(book, 1)  # by the place from which the path begins
    assert len(ways_from(book, 3)) == 3  # it sees both ends, and needs no path


def test_a_known_path_is_no_choice_where_a_way_leads_there_or_a_link_is_closed(tmp_path):
    book = book_of(tmp_path, SQUARE, level=2, paths=[[0, 3, 4]])
    assert [way for way in ways_from(book, 0) if way[0][-1] == 4] == [([3, 4], 24.0)]
    book = book_of(tmp_path, SQUARE, level=1, paths=[[0, 3, 4]])
    book.links.road["is_open"][book.links.road["end"] == 4] = 0
    assert ([3, 4], 24.0) not in ways_from(book, 0)


def test_closed_links_give_no_way_and_one_state_is_found_once(tmp_path):
    book = book_of(tmp_path, SQUARE, level=1)
    first = book.ways(np.zeros(5, dtype=np.uint8))
    book.links.road["is_open"] = 0
    assert ways_from(book, 0) == []
    book.links.road["is_open"] = 1
    assert book.ways(np.zeros(5, dtype=np.uint8)) is first


def test_links_that_stand_twice_are_two_choices(tmp_path):
    found = ways_from(book_of(tmp_path, [*SQUARE, "B,A,3,"], level=1), 0)
    assert sorted(found) == [([1], 1.0), ([1], 3.0), ([3], 8.0)]


def test_awareness_of_5_on_a_grid_of_40_places_takes_a_moment(tmp_path):
    names = [f"P{row}{column}" for row in range(5) for column in range(8)]
    places = [place(name, "conflict_zone" if name == "P00" else "town", 1) for name in names]
    routes = [f"P{r}{c},P{r}{c + 1},50," for r in range(5) for c in range(7)]
    routes += [f"P{r}{c},P{r + 1}{c},50," for r in range(4) for c in range(8)]
    links = build_links(scenario_of(write_case(tmp_path, places, routes)))
    book = ChoiceCache(links, 5, False, [], np.arange(40, dtype=np.int32))
    markers = np.zeros(40, dtype=np.uint8)
    ChoiceCache(links, 1, False, [], np.arange(40, dtype=np.int32)).ways(markers)  # compiled before it is timed
    began = time.perf_counter()
    ways = book.ways(markers)
    assert ways.choice.size > 5000
    assert time.perf_counter() - began < 1


def test_flee_opens_at_the_first_opening_and_as_written_every_closure_must_have_ended(tmp_path):
    closures = "#closure_type,name1,name2,closure_start,closure_end\nlocation,B,,1,3\nlocation,B,,2,4"
    places = [place("A", "conflict_zone", 1), place("B", "town", 1)]
    made = write_case(tmp_path, places, ["A,B,50,"], files={"input_csv/closures.csv": closures})
    as_run, as_written = scenario_of(made), scenario_of(made, as_written=True)
    assert [(t.day, t.is_open) for t in turns(as_run, build_links(as_run)) if t.link == 0] == [
        (1, False), (2, False), (3, True), (4, True),
    ]  # fmt: skip
    assert [(t.day, t.is_open) for t in turns(as_written, build_links(as_written)) if t.link == 0] == [
        (1, False), (4, True),
    ]  # fmt: skip


def test_a_redirection_ends_when_it_is_removed(tmp_path):
    closures = "#closure_type,name1,name2,closure_start,closure_end\nremove_forced_redirection,A,B,2,0"
    places = [place("A", "conflict_zone", 1), place("B", "camp", 1)]
    made = write_case(tmp_path, places, ["A,B,50,2"], files={"input_csv/closures.csv": closures})
    assert redirections(scenario_of(made, as_written=True))[:, 0].tolist() == [1, 1, -1, -1, -1]
    assert (redirections(scenario_of(made)) == -1).all()
