"""Chains of records against plain lists: nothing is lost, doubled or put out of order, also where chunks meet."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrances import entrances
from scenarios import queue
from serai.kernels import chains as plain_chains
from serai.model.build import State, build
from serai.state.calendar import CHUNK

pytestmark = pytest.mark.jit_off

chains = entrances(plain_chains)
SCENARIO = queue(1, 10, servers=1, minutes=1)
N_CHAINS = 4
MOST = 600


class Chains:
    """The first chains of a fresh run, beside the lists that they should be."""

    def __init__(self) -> None:
        self.state: State = build(SCENARIO, 1)
        self.w = self.state.memory.world[0]
        self.lists: list[list[int]] = [[] for _ in range(N_CHAINS)]
        self.next_key = 1
        self.free_at_start = self.free_chunks()

    def free_chunks(self) -> int:
        memory, n = self.state.memory, 0
        chunk = memory["chain"]["head"][-1]
        while chunk >= 0:
            n += 1
            chunk = memory["nxt"][chunk]
        return n

    def push(self, which: int, number: int = 1) -> None:
        for _ in range(number):
            slot = chains.new_slot(self.w, which)
            record = self.state.memory["rec"][slot]
            record["key"], record["size"] = self.next_key, 1
            self.lists[which].append(self.next_key)
            self.next_key += 1

    def pop(self, which: int, number: int = 1) -> None:
        for _ in range(min(number, len(self.lists[which]))):
            assert self.state.memory["rec"]["key"][chains.first_row(self.w, which)] == self.lists[which].pop(0)
            chains.drop_first(self.w, which)

    def move_first(self, which: int, to: int) -> None:
        if self.lists[which] and which != to:
            chains.copy_to(self.w, to, chains.first_row(self.w, which))
            chains.drop_first(self.w, which)
            self.lists[to].append(self.lists[which].pop(0))

    def leave(self, which: int, every: int, first: int) -> None:
        """Mark some parties as gone and close the gaps."""
        if self.lists[which]:
            gone = self.lists[which][first::every]
            rows = self.rows(which)
            self.state.memory["rec"]["size"][rows[first::every]] = 0
            chains.drop_gone(self.w, which)
            self.lists[which] = [key for key in self.lists[which] if key not in gone]

    def free(self, which: int) -> None:
        chains.free_all(self.w, which)
        self.lists[which] = []

    def rows(self, which: int) -> np.ndarray:
        return self.state.memory["scratch"][: chains.list_rows(self.w, which)].copy()

    def assert_equal(self) -> None:
        used = 0
        for which, keys in enumerate(self.lists):
            assert self.state.memory["rec"]["key"][self.rows(which)].tolist() == keys
            first = chains.first_row(self.w, which)
            assert (first < 0) == (not keys)
            chunk = self.state.memory["chain"]["head"][which]
            while chunk >= 0:
                used += 1
                chunk = self.state.memory["nxt"][chunk]
        assert self.free_chunks() + used == self.free_at_start


numbers = st.sampled_from([1, 2, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
which = st.integers(0, N_CHAINS - 1)
actions = st.one_of(
    st.tuples(st.just("push"), which, numbers),
    st.tuples(st.just("pop"), which, numbers),
    st.tuples(st.just("move_first"), which, which),
    st.tuples(st.just("leave"), which, st.integers(1, 3), st.integers(0, 2)),
    st.tuples(st.just("free"), which),
)


@given(given_actions=st.lists(actions, max_size=25))
@settings(max_examples=60, derandomize=True)
def test_chains_are_lists(given_actions: list[tuple]):
    found = Chains()
    for name, *arguments in given_actions:
        if name != "push" or sum(len(keys) for keys in found.lists) < MOST:
            getattr(found, name)(*arguments)
        found.assert_equal()


@pytest.mark.parametrize("number", [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_a_chain_gives_all_its_chunks_back(number: int):
    found = Chains()
    found.push(0, number)
    found.assert_equal()
    found.pop(0, number)
    found.assert_equal()
    assert found.free_chunks() == found.free_at_start
    assert chains.first_row(found.w, 0) == -1


@pytest.mark.parametrize("dropped", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1])
@pytest.mark.parametrize("field", [chains.BY_DUE, chains.BY_SINCE])
@pytest.mark.parametrize("number", [0, 1, 15, 16, 17, 33, 200, 3 * CHUNK + 5])
def test_listed_records_are_sorted_by_moment_and_then_by_key(number: int, field: int, dropped: int):
    found = Chains()
    found.push(1, number + dropped)
    found.pop(1, dropped)
    rows = found.rows(1)
    records = found.state.memory["rec"]
    source = np.random.default_rng(number)
    records["due"][rows] = source.integers(0, 20, rows.size)  # few values: many are equal
    records["since"][rows] = source.integers(0, 20, rows.size)
    records["key"][rows] = source.permutation(rows.size)
    n = chains.list_rows(found.w, 1)
    chains.sort_listed(found.w, n, field)
    moment = "since" if field == chains.BY_SINCE else "due"
    by_hand = sorted(rows.tolist(), key=lambda row: (records[moment][row], records["key"][row]))
    assert found.state.memory["scratch"][:n].tolist() == by_hand


def test_closing_gaps_keeps_whole_records():
    found = Chains()
    found.push(2, 2 * CHUNK)
    rows = found.rows(2)
    records = found.state.memory["rec"]
    records["due"][rows] = records["key"][rows] * 3
    records["leg"][rows] = records["key"][rows] % 7
    found.leave(2, 2, 0)
    kept = records[found.rows(2)]
    assert kept["key"].tolist() == list(range(2, 2 * CHUNK + 1, 2))
    assert (kept["due"] == kept["key"] * 3).all()
    assert (kept["leg"] == kept["key"] % 7).all()
