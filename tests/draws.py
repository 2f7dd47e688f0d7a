"""The draws of `serai.rng` once more, in plain Python whole numbers: what tests recompute a run with."""

from __future__ import annotations

import math

from serai.codes import Stream
from serai.rng import name_key

BITS = 2**64 - 1
GAMMA = 0x9E3779B97F4A7C15


def mix(z: int) -> int:
    """The finaliser of splitmix64."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & BITS
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & BITS
    return z ^ (z >> 31)


def stream_key(seed: int, stream: Stream) -> int:
    """Key of a stream for a seed."""
    return int(name_key(str(seed), stream.name.lower()))


def bits(stream: int, party: int, draw: int) -> int:
    """64 random bits."""
    return mix((mix(stream ^ party) + draw * GAMMA) & BITS)


def uniform(stream: int, party: int, draw: int) -> float:
    """One draw from (0, 1)."""
    return min(((bits(stream, party, draw) >> 11) + 0.5) * 2.0**-53, 1 - 2.0**-53)


def exponential(stream: int, party: int, draw: int) -> float:
    """One draw from the exponential distribution with mean 1."""
    return -math.log(uniform(stream, party, draw))
