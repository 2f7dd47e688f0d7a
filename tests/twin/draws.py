"""Draws by their keys (docs/model/time-and-draws), with whole numbers of Python as keys."""

from __future__ import annotations

import math

from serai import rng
from serai.codes import Stream

Word = type(rng.GAMMA)  # 64 bits without sign
WORD_MASK = 2**64 - 1


def name_key(*names: str) -> int:
    """A key from names."""
    return int(rng.name_key(*names))


class Draws:
    """All draws of one seed."""

    def __init__(self, seed: int) -> None:
        self.stream_key = {stream: rng.name_key(str(seed), stream.name.lower()) for stream in Stream}

    def uniform(self, stream: Stream, key: int, draw: int) -> float:
        """A number between 0 and 1."""
        return float(rng.uniform_of(self.stream_key[stream], Word(key), Word(draw & WORD_MASK)))

    def exponential(self, stream: Stream, key: int, draw: int) -> float:
        """A number with the exponential distribution of mean 1."""
        return -math.log(self.uniform(stream, key, draw))

    def key(self, stream: Stream, key: int, draw: int) -> int:
        """The key of a party that is born of a row: 64 random bits."""
        return int(rng.bits_of(self.stream_key[stream], Word(key), Word(draw & WORD_MASK)))

    def poisson(self, stream: Stream, key: int, draw: int, mean: float) -> int:
        """A Poisson number with a mean of at most 16, by inversion of one draw."""
        u = self.uniform(stream, key, draw)
        term = total = math.exp(-mean)
        number = 0
        while u > total and number < 200:
            number += 1
            term *= mean / number
            total += term
        return number


def blocks(mean: float) -> list[float]:
    """A mean in blocks of at most 16, so that a larger mean only adds to what a smaller one gives."""
    found = []
    while mean > 0.0:
        found.append(min(mean, 16.0))
        mean -= 16.0
    return found
