"""Draws: uniform, independent across keys, streams and draws, open at both ends, and the same as in plain Python."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import draws
from bounds import chi_square, chi_square_quantile, ks_bound, ks_distance
from serai import rng
from serai.codes import Stream
from serai.jit import entrance
from serai.rng import name_key, stream_keys

pytestmark = pytest.mark.jit_off

bits, exponential, mix = entrance(rng.bits), entrance(rng.exponential), entrance(rng.mix)
to_unit, uniform = entrance(rng.to_unit), entrance(rng.uniform)
LEVEL = 0.99
N = 4000
LARGEST = 2**64 - 1
words = st.integers(0, LARGEST)


def sample(stream: Stream, seed: int = 1, draw: int = 0) -> np.ndarray:
    """One draw of each of N parties whose keys differ in few bits."""
    key = stream_keys(seed)[stream]
    return np.array([uniform(key, np.uint64(party), np.uint64(draw)) for party in range(N)])


@given(z=words)
@settings(max_examples=200, derandomize=True)
def test_the_mixer_is_that_of_splitmix64(z: int):
    assert int(mix(np.uint64(z))) == draws.mix(z)


def test_the_mixer_gives_the_published_numbers_of_splitmix64():
    """The first numbers of the generator with the state 1234567, as its authors' code prints them."""
    state, found = 1234567, []
    for _ in range(3):
        state = (state + draws.GAMMA) & LARGEST
        found.append(int(mix(np.uint64(state))))
    assert found == [6457827717110365317, 3203168211198807973, 9817491932198370423]


@given(stream=words, party=words, draw=words)
@settings(max_examples=200, derandomize=True)
def test_draws_are_those_of_the_keys_alone(stream: int, party: int, draw: int):
    keys = np.uint64(stream), np.uint64(party), np.uint64(draw)
    assert int(bits(*keys)) == draws.bits(stream, party, draw)
    assert uniform(*keys) == draws.uniform(stream, party, draw)
    assert exponential(*keys) == pytest.approx(draws.exponential(stream, party, draw), rel=1e-15)


def test_many_draws_at_once_are_those_one_by_one():
    stream, party, numbers = stream_keys(7)[Stream.RANGE], np.uint64(LARGEST - 5), np.array([0, 1, 2, 5, 2**40])
    assert rng.bits_by_draw(stream, party, numbers).tolist() == [
        draws.bits(int(stream), int(party), number) for number in numbers.tolist()
    ]
    assert rng.uniform_by_draw(stream, party, numbers).tolist() == [
        draws.uniform(int(stream), int(party), number) for number in numbers.tolist()
    ]


@pytest.mark.parametrize("z", [0, 1, 2**11, LARGEST - 1, LARGEST])
def test_units_lie_strictly_between_0_and_1(z: int):
    assert 0.0 < to_unit(np.uint64(z)) < 1.0


@pytest.mark.parametrize("stream", [Stream.LEAVE, Stream.WAY, Stream.SERVICE_TIME])
def test_draws_are_uniform(stream: Stream):
    found = sample(stream)
    assert ks_distance(found, lambda x: x) <= ks_bound(N, LEVEL)
    counts = np.histogram(found, bins=50, range=(0, 1))[0]
    assert chi_square(counts, np.full(50, N / 50)) <= chi_square_quantile(LEVEL, 49)


def test_exponential_draws_have_their_distribution():
    key = stream_keys(1)[Stream.STAY]
    found = np.array([exponential(key, np.uint64(party), np.uint64(3)) for party in range(N)])
    assert ks_distance(found, lambda x: 1 - np.exp(-x)) <= ks_bound(N, LEVEL)


PAIRS = {
    "two streams": lambda: (sample(Stream.SIZE), sample(Stream.INFORMED)),
    "two draws": lambda: (sample(Stream.SIZE), sample(Stream.SIZE, draw=1)),
    "two seeds": lambda: (sample(Stream.SIZE), sample(Stream.SIZE, seed=2)),
    "neighbouring parties": lambda: (sample(Stream.SIZE)[:-1], sample(Stream.SIZE)[1:]),
}


@pytest.mark.parametrize("which", PAIRS)
def test_draws_are_independent_between(which: str):
    """Counts in an 8 by 8 grid, by chi-square."""
    first, second = PAIRS[which]()
    counts = np.histogram2d(first, second, bins=8, range=[[0, 1], [0, 1]])[0]
    assert chi_square(counts, np.full((8, 8), first.size / 64)) <= chi_square_quantile(LEVEL, 63)


def test_each_stream_of_each_seed_has_a_key_of_its_own():
    keys = np.concatenate([stream_keys(seed) for seed in range(20)])
    assert np.unique(keys).size == keys.size == 20 * len(Stream)


def test_a_stream_is_known_by_its_name_and_the_seed():
    assert stream_keys(7)[Stream.GIVE_UP] == name_key("7", "give_up")


def test_names_are_kept_apart():
    assert len({int(name_key(*names)) for names in [("ab", "c"), ("a", "bc"), ("abc",), ("c", "ab")]}) == 4


def test_keys_of_names_never_change():
    """Another key would give every published run other draws."""
    assert int(name_key("leaver", "Самара", "men")) == 3422532395152033659


def test_the_largest_seed_is_allowed():
    assert stream_keys(2**64 - 1).dtype == np.uint64
