"""Room for records, whatever the chains in which they lie."""

from __future__ import annotations

import numpy as np
import pytest

from serai.state.calendar import CHUNK, allocate, chunks_needed
from serai.state.parties import PARTY


@pytest.mark.parametrize("n_chains", [1, 7, 500])
@pytest.mark.parametrize("n_parties", [0, 1, CHUNK, 12_345])
def test_the_chunks_hold_every_record_twice_in_any_distribution(n_parties: int, n_chains: int):
    """The worst distribution: each chain begins a chunk and has used up most of another."""
    worst = 2 * n_parties / CHUNK + 2 * n_chains
    assert chunks_needed(n_parties, n_chains) >= worst


def test_all_chunks_are_free_at_first():
    arrays = allocate(1000, 5)
    n_chunks = chunks_needed(1000, 5)
    assert arrays["rec"].size == n_chunks * CHUNK
    assert arrays["chain"].size == 6
    assert (arrays["chain"]["head"][:-1] == -1).all()
    seen, chunk = [], arrays["chain"]["head"][-1]
    while chunk >= 0:
        seen.append(int(chunk))
        chunk = arrays["nxt"][chunk]
    assert seen == list(range(n_chunks))


def test_records_and_words_are_the_same_memory():
    arrays = allocate(10, 1)
    assert np.shares_memory(arrays["rec"], arrays["raw"])
    assert arrays["raw"].itemsize * arrays["raw"].shape[1] == PARTY.itemsize


def test_two_records_fill_a_cache_line():
    assert PARTY.itemsize == 32
