"""How many of many, drawn at once (docs/model/lookahead, cohorts)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from serai import rng
from twin.draws import WORD_MASK, Word

STEP = int(rng.GAMMA)


def mixed(word: int) -> int:
    """64 bits, scrambled."""
    return int(rng.mix_of(Word(word & WORD_MASK)))


def after(seed: int, number: int) -> int:
    """The seed that follows from another one under a number."""
    return mixed(seed + number * STEP)


def part_key(seed: int, number: int) -> int:
    """Key of a part of a cohort."""
    return mixed(mixed(seed) + number * STEP)


def unit(seed: int) -> float:
    """A number between 0 and 1."""
    return float(rng.to_unit_of(Word(seed)))


def part(seed: int, people: int, chance: float) -> int:
    """How many of a number of people something with a chance happens to."""
    if chance >= 1.0:
        return people
    if chance <= 0.0 or people == 0:
        return 0
    if people == 1:
        return int(unit(seed) < chance)
    return people - _rarer(seed, people, 1.0 - chance) if chance > 0.5 else _rarer(seed, people, chance)


def _rarer(seed: int, people: int, chance: float) -> int:
    """The same for a chance of at most a half: where few are likely by adding up the weights of 0, 1, 2, ..."""
    if people * chance >= 10.0:
        return _by_rejection(seed, people, chance)
    found, left, weight = 0, unit(seed), math.exp(people * math.log(1.0 - chance))
    while left > weight and found < people:
        left -= weight
        found += 1
        weight *= chance / (1.0 - chance) * (people - found + 1) / found
    return found


def _by_rejection(seed: int, people: int, chance: float) -> int:
    """Hoermann's algorithm BTRS."""
    spread = math.sqrt(people * chance * (1.0 - chance))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * chance
    odds, mode = chance / (1.0 - chance), int((people + 1) * chance)
    turn = 0
    while True:
        u, v = unit(after(seed, turn)) - 0.5, unit(after(seed, turn + 1))
        turn += 2
        edge = 0.5 - abs(u)
        found = math.floor((2.0 * a / edge + b) * u + (people * chance + 0.5))
        if edge >= 0.07 and v <= 0.92 - 4.2 / b:
            return found
        if 0 <= found <= people:
            height = v * ((2.83 + 5.1 / b) * spread) / (a / (edge * edge) + b)
            if math.log(height) <= _log_ratio(people, odds, mode, found):
                return found


def _log_ratio(people: int, odds: float, mode: int, found: int) -> float:
    """Logarithm of how much less likely a number is than the likeliest."""
    return (
        (mode + 0.5) * math.log((mode + 1) / (odds * (people - mode + 1)))
        + (people + 1) * math.log((people - mode + 1) / (people - found + 1))
        + (found + 0.5) * math.log(odds * (people - found + 1) / (found + 1))
        + _stirling(mode) + _stirling(people - mode) - _stirling(found) - _stirling(people - found)
    )  # fmt: skip


# ln(n!) less Stirling's formula, for n of 0 to 9
SMALL = (
    0.08106146679532726, 0.04134069595540929, 0.02767792568499834, 0.02079067210376509, 0.01664469118982119,
    0.01387612882307075, 0.01189670994589177, 0.01041126526197209, 0.009255462182712733, 0.008330563433362871,
)  # fmt: skip


def _stirling(n: int) -> float:
    if n < len(SMALL):
        return SMALL[n]
    square = float(n + 1) * float(n + 1)
    return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (n + 1)


def shares(seed: int, people: int, heights: list[float]) -> Iterator[tuple[int, int]]:
    """Rows on which people fall, and how many: one by one where people are no fewer than rows, else by lowest draws."""
    draw, first, passed = seed, 0, 0.0
    while people > 0:
        if people >= len(heights) - first:
            found = part(after(draw, 2**32), people, (heights[first] - passed) / (heights[-1] - passed))
            if found:
                yield first, found
            people, first, passed = people - found, first + 1, heights[first]
            draw = after(seed, first)
            continue
        u = unit(draw)
        lowest = u if people == 1 else -math.expm1(math.log(u) / people)
        level = passed + (heights[-1] - passed) * lowest
        row = next((row for row in range(first, len(heights)) if heights[row] > level), len(heights) - 1)
        found = 1
        if people > 1:
            found += part(after(draw, 2**32), people - 1, (heights[row] - level) / (heights[-1] - level))
        yield row, found
        people, first, passed = people - found, row + 1, heights[row]
        draw = after(seed, first)
