"""Draws as a function of (seed, stream, party key, draw number). There is no state.

A draw depends on nothing but its keys, so the order in which parties are handled, the number of threads and the
machine change nothing, and two runs with one seed share every draw that they can.

Two rounds of the splitmix64 finaliser (Steele, Lea and Flood 2014) mix the keys. Names enter by a hash of their text.
"""

from __future__ import annotations

import hashlib
import math
from functools import lru_cache

import numpy as np

from serai.codes import Stream
from serai.jit import entrance, njit

GAMMA = np.uint64(0x9E3779B97F4A7C15)
FACTOR_1 = np.uint64(0xBF58476D1CE4E5B9)
FACTOR_2 = np.uint64(0x94D049BB133111EB)
SHIFT_1 = np.uint64(30)
SHIFT_2 = np.uint64(27)
SHIFT_3 = np.uint64(31)
SHIFT_TO_53_BITS = np.uint64(11)
STEP = 2.0**-53
LARGEST_UNIT = 1.0 - STEP  # the greatest of 2**53 values would be rounded to 1


@njit(inline=True)
def mix(z):
    """Scramble 64 bits: uint64 -> uint64, one to one."""
    z = (z ^ (z >> SHIFT_1)) * FACTOR_1
    z = (z ^ (z >> SHIFT_2)) * FACTOR_2
    return z ^ (z >> SHIFT_3)


@njit(inline=True)
def bits(stream_key, party_key, draw):
    """64 random bits for one draw of one party on one stream (all uint64).

    Loops over many draws of one party, or over many parties of one origin, write the two rounds out and take what stays
    the same out of the loop.
    """
    return mix(mix(stream_key ^ party_key) + draw * GAMMA)


@njit(inline=True)
def to_unit(z):
    """64 bits -> float64 strictly between 0 and 1, so that its logarithm is finite."""
    return min((np.float64(z >> SHIFT_TO_53_BITS) + 0.5) * STEP, LARGEST_UNIT)


@njit(inline=True)
def uniform(stream_key, party_key, draw):
    """One draw from (0, 1)."""
    return to_unit(bits(stream_key, party_key, np.uint64(draw)))


@njit(inline=True)
def exponential(stream_key, party_key, draw):
    """One draw from the exponential distribution with mean 1."""
    return -math.log(to_unit(bits(stream_key, party_key, np.uint64(draw))))


# The same for calls from Python.
mix_of, bits_of, to_unit_of, uniform_of = (entrance(kernel) for kernel in (mix, bits, to_unit, uniform))


def bits_by_draw(stream_key: np.uint64, party_key: np.uint64, draws: np.ndarray) -> np.ndarray:
    """As `bits`, of many draws at once: uint64[n]. In NumPy, so that a process that needs a few compiles nothing."""
    words = mix(mix(np.array([stream_key ^ party_key])) + draws.astype(np.uint64) * GAMMA)
    return np.asarray(words, dtype=np.uint64)


def uniform_by_draw(stream_key: np.uint64, party_key: np.uint64, draws: np.ndarray) -> np.ndarray:
    """As `uniform`, of many draws at once: float64[n]."""
    words = bits_by_draw(stream_key, party_key, draws) >> SHIFT_TO_53_BITS
    return np.minimum((words.astype(np.float64) + 0.5) * STEP, LARGEST_UNIT)


@lru_cache(maxsize=1 << 17)
def name_key(*names: str) -> np.uint64:
    """A 64-bit key from names: places, profiles and streams enter the draws by it, rows never do."""
    text = "\x1f".join(names).encode("utf-8")
    return np.uint64(int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little"))


def stream_keys(seed: int) -> np.ndarray:
    """The key of each stream for one seed.

    Parameters
    ----------
    seed : int, 0 <= seed < 2**64

    Returns
    -------
    uint64[n_streams], by `Stream` number.
    """
    return np.array([name_key(str(seed), stream.name.lower()) for stream in Stream], dtype=np.uint64)
