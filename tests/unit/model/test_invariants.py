"""The audit finds what is wrong: each kind of damage, done on purpose to a run that is right, with its words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scenarios import city_with_lodging, everything
from serai.codes import Stage, Total
from serai.errors import InvariantError
from serai.jit import entrance
from serai.kernels import chains
from serai.kernels.leave import draw_leavers
from serai.model.build import State, build
from serai.model.initial import place_initial
from serai.model.invariants import Auditor
from serai.model.tick import run_ticks
from serai.scenario.schema import Scenario

TICKS = 60
drop_first, list_rows = entrance(chains.drop_first), entrance(chains.list_rows)


def running(given: Scenario) -> tuple[State, Auditor]:
    """A run after some ticks, and an auditor that found it right."""
    state = build(given, 1)
    draw_leavers(state.memory.world[0])
    place_initial(given, state)
    auditor = Auditor(state)
    run_ticks(0, TICKS, state.memory.world)
    auditor.check(TICKS)
    return state, auditor


def line_of(state: State, name: str) -> int:
    return [line.name for line in state.axes.lines].index(name)


def first_in_line(state: State, name: str) -> int:
    """Row of the record of the first tracked party in a line."""
    w = state.memory.world[0]
    rows = state.memory["scratch"][: list_rows(w, w["first_queue"] + line_of(state, name))]
    tracked = state.memory["profile"]["tracked"][state.memory["rec"]["profile"][rows]] == 1
    return int(rows[tracked][0])


def grow_a_party(state: State) -> None:
    state.memory["rec"]["size"][first_in_line(state, "pass-out")] += 1


def lose_a_party(state: State) -> None:
    w = state.memory.world[0]
    drop_first(w, w["first_queue"] + line_of(state, "pass-out"))


def misplace_a_party(state: State) -> None:
    state.memory["rec"]["stage"][first_in_line(state, "pass-out")] = Stage.LODGED


def book_a_setting_out(state: State) -> None:
    state.memory["total"][Total.SET_OUT] += 1


def book_a_line(state: State) -> None:
    state.memory["waiting"][line_of(state, "pass-out")] += 3


def swap_two_in_a_line(state: State) -> None:
    w = state.memory.world[0]
    n = list_rows(w, w["first_queue"] + line_of(state, "pass-out"))
    due, rows = state.memory["rec"]["due"], state.memory["scratch"][[0, n - 1]]
    due[rows] = due[rows[::-1]]


def book_fewer_than_nobody(state: State) -> None:
    state.memory["present"][Stage.REFUSED, 0] -= 1
    state.memory["present"][Stage.GONE_HOME, 0] += 1


DAMAGE = [
    (grow_a_party, r"^tick 60: people by stage and place: found (\d+), booked (\d+)$"),
    (lose_a_party, r'^tick 60: people in line "pass-out": found (\d+), booked (\d+)$'),
    (misplace_a_party, r"^tick 60: people by stage and place: found (\d+), booked \1$"),
    (book_a_setting_out, r"^tick 60: people in all stages: found (\d+), booked (\d+)$"),
    (book_a_line, r'^tick 60: people in line "pass-out": found (\d+), booked (\d+)$'),
    (swap_two_in_a_line, r'^tick 60: somebody is in line "pass-out" behind one who joined later$'),
    (book_fewer_than_nobody, r"^tick 60: a stage has a negative number of people$"),
]


@pytest.mark.parametrize(("damage", "words"), DAMAGE, ids=lambda value: getattr(value, "__name__", ""))
def test_damage_is_found_and_told(damage: Callable[[State], None], words: str):
    state, auditor = running(everything())
    damage(state)
    with pytest.raises(InvariantError, match=words):
        auditor.check(TICKS)


def test_the_difference_is_in_the_words():
    state, auditor = running(everything())
    before = int(state.memory["waiting"][line_of(state, "pass-out")])
    book_a_line(state)
    with pytest.raises(InvariantError, match=f"found {before}, booked {before + 3}"):
        auditor.check(TICKS)


def test_lodging_over_its_room_is_found():
    state, auditor = running(city_with_lodging())
    state.memory["bed_used"][state.axes.lodging.index("far-hall")] = 42
    with pytest.raises(InvariantError, match=r'^tick 60: lodging "far-hall" has 42 people, its capacity is 41$'):
        auditor.check(TICKS)


def test_lodging_with_fewer_than_no_guests_is_found():
    state, auditor = running(city_with_lodging())
    state.memory["bed_used"][state.axes.lodging.index("far-hall")] = -1
    with pytest.raises(InvariantError, match=r'^tick 60: lodging "far-hall" has -1 people, its capacity is 41$'):
        auditor.check(TICKS)
