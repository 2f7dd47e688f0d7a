"""The small languages inside cells: party sizes, modes, weekdays, hours, factors, pool rules and changes.

Each parser takes the text of one cell and raises ValueError with a message that says what is allowed and what was
given; `check` puts the file, row and column in front of it, and `model` trusts what has passed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from serai.codes import PoolRule
from serai.units import DAYS_PER_WEEK, MINUTES_PER_DAY, MINUTES_PER_HOUR

MAX_PARTY_SIZE = 100
MOST_TEXTS = 2**12  # whose meaning is kept: the draws of a scenario have the same
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY_WORDS = {
    **{day: row for row, day in enumerate(WEEKDAYS)},
    **{
        day: row
        for row, day in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
    },
}

DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"))  # what programs make of a hyphen

_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?|\.[0-9]{1,15}")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_POOL_RULE = re.compile(r"alternate\s+([0-9]{1,4})", re.IGNORECASE)
_CHANGE = re.compile(r"([+-]|[x*]\s*)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)", re.IGNORECASE)


class Change(NamedTuple):
    """What a change text does to a value: set it, add to it, or multiply it."""

    how: Literal["set", "add", "times"]
    amount: float
    text: str

    def applied_to(self, value: float | None) -> float:
        """The changed number.

        Parameters
        ----------
        value : float or None
            The number that stands in the cell now; None when the cell is blank.

        Returns
        -------
        float, the number after the change.

        Raises
        ------
        ValueError
            If the text is not a number, or adds to or multiplies a blank cell.
        """
        if self.how == "set":
            return _number(self.text, "the new value (6), a difference (+1 or -0.5) or a factor (x1.5)", self.text)
        if value is None:
            raise ValueError(f'"{self.text}" changes a value, but there is none; write the new value, e.g. 6')
        return value + self.amount if self.how == "add" else value * self.amount


@lru_cache(MOST_TEXTS)
def parse_sizes(text: str) -> tuple[tuple[int, float], ...]:
    """Party sizes and their weights: ``1:0.55 2:0.30`` -> ((1, 0.55), (2, 0.3)).

    Returns
    -------
    tuple of (people, weight); people 1 to 100, each once; weights at least 0 with a sum above 0.

    Raises
    ------
    ValueError
        If the text is blank, does not parse, repeats a size or has only zero weights.
    """
    allowed = "party sizes and their weights, e.g. 1:0.55 2:0.30"
    sizes = []
    for word, weight in _weighted(text, allowed):
        if not word.isascii() or not word.isdigit() or not 1 <= int(word[:9]) <= MAX_PARTY_SIZE:
            raise ValueError(f'a party has 1 to {MAX_PARTY_SIZE} people, got "{word}" in "{text}"')
        sizes.append((int(word), weight))
    _refuse_repeated([str(size) for size, _ in sizes], text)
    return tuple(sizes)


@lru_cache(MOST_TEXTS)
def parse_modes(text: str) -> tuple[tuple[str, float], ...]:
    """Modes and their weights: ``car:0.6 foot:0.2`` -> (("car", 0.6), ("foot", 0.2)).

    Returns
    -------
    tuple of (mode, weight); each mode once; weights at least 0 with a sum above 0.

    Raises
    ------
    ValueError
        If the text is blank, does not parse, repeats a mode or has only zero weights.
    """
    modes = tuple(_weighted(text, "modes and their weights, e.g. car:0.6 foot:0.2"))
    _refuse_repeated([mode for mode, _ in modes], text)
    return modes


@lru_cache(MOST_TEXTS)
def parse_weekdays(text: str) -> tuple[bool, ...]:
    """Days of the week: ``mon-fri``, ``sat,sun``, ``fri-mon``; blank is every day.

    Returns
    -------
    tuple of 7 bool, Monday to Sunday.

    Raises
    ------
    ValueError
        If a word is not a weekday.
    """
    if not text.strip():
        return (True,) * DAYS_PER_WEEK
    chosen: set[int] = set()
    for part in re.sub(r"\s*-\s*", "-", text.translate(DASHES).strip().lower()).replace(",", " ").split():
        rows = [WEEKDAY_WORDS.get(word, -1) for word in part.split("-")]
        if len(rows) > 2 or min(rows) < 0:
            raise ValueError(f'must be weekdays, e.g. mon-fri or sat,sun, got "{text}"')
        span = (rows[-1] - rows[0]) % DAYS_PER_WEEK
        chosen.update((rows[0] + step) % DAYS_PER_WEEK for step in range(span + 1))
    return tuple(row in chosen for row in range(DAYS_PER_WEEK))


@lru_cache(MOST_TEXTS)
def parse_hours(text: str) -> tuple[tuple[int, int], ...]:
    """Hours of the day: ``09:00-18:00``, ``22:00-06:00``, ``09:00-12:00,13:00-18:00``; blank is day and night.

    Returns
    -------
    tuple of (start, end), minutes since midnight of the day on which the hours begin, in order, without overlap.
    0 <= start < 1440 and start < end; hours that run over midnight end after 1440 and belong, as a whole, to the
    weekday on which they begin.

    Raises
    ------
    ValueError
        If the text does not parse, a clock time does not exist, or hours overlap.
    """
    if not text.strip():
        return ((0, MINUTES_PER_DAY),)
    spans = []
    for part in text.split(","):
        clocks = [_CLOCK.fullmatch(word.strip()) for word in part.translate(DASHES).split("-")]
        if len(clocks) != 2 or clocks[0] is None or clocks[1] is None:
            raise ValueError(f'must be hours of the day, e.g. 09:00-18:00 or 09:00-12:00,13:00-18:00, got "{text}"')
        start, end = (_minute_of_day(clock, text) for clock in clocks if clock is not None)
        if start == end or start == MINUTES_PER_DAY:
            raise ValueError(f'hours must end after they begin; day and night is 00:00-24:00, got "{text}"')
        spans.append((start, end if end > start else end + MINUTES_PER_DAY))
    spans.sort()
    following = [*spans[1:], (spans[0][0] + MINUTES_PER_DAY, 0)]
    if any(end > later for (_, end), (later, _) in zip(spans, following, strict=True)):
        raise ValueError(f'hours must not overlap, got "{text}"')
    return tuple(spans)


@lru_cache(MOST_TEXTS)
def parse_factors(text: str) -> tuple[float, ...]:
    """Factors for Monday to Sunday: ``1 1 1 1 1.2 0.8 0.8``; blank is 1 on all days.

    Returns
    -------
    tuple of 7 float, each at least 0, not all 0.

    Raises
    ------
    ValueError
        If there are not seven numbers, one is negative, or all are 0.
    """
    if not text.strip():
        return (1.0,) * DAYS_PER_WEEK
    allowed = "seven factors for Monday to Sunday, e.g. 1 1 1 1 1.2 0.8 0.8"
    factors = tuple(_number(word, allowed, text) for word in text.split())
    if len(factors) != DAYS_PER_WEEK:
        raise ValueError(f'must be {allowed}, got {len(factors)} in "{text}"')
    if not any(factors):
        raise ValueError(f'at least one factor must be greater than 0, got "{text}"')
    return factors


@lru_cache(MOST_TEXTS)
def parse_pool_rule(text: str) -> tuple[PoolRule, int]:
    """How lines share servers: ``fifo``, ``alternate 1``, ``share`` or ``priority``.

    Returns
    -------
    (PoolRule, n): n is the number of parties that a line sends in its turn under ALTERNATE, at least 1; else 0.

    Raises
    ------
    ValueError
        If the text is none of the four.
    """
    word = text.strip().lower()
    if word in ("fifo", "share", "priority"):
        return PoolRule[word.upper()], 0
    match = _POOL_RULE.fullmatch(word)
    if match and int(match.group(1)) > 0:
        return PoolRule.ALTERNATE, int(match.group(1))
    raise ValueError(f'must be fifo, alternate N (e.g. alternate 1), share or priority, got "{text}"')


def parse_change(text: str) -> Change:
    """What a change does: ``+1`` and ``-0.5`` add, ``x1.5`` multiplies, anything else is the new value.

    Returns
    -------
    Change; a text that neither adds nor multiplies sets, and may also be a word (for columns that hold words).

    Raises
    ------
    ValueError
        If the text is blank.
    """
    stripped = text.strip()
    if stripped[:1].translate(DASHES) == "-":  # a minus sign, however it is written
        stripped = f"-{stripped[1:]}"
    if not stripped:
        raise ValueError('must be the new value (6), a difference (+1 or -0.5) or a factor (x1.5), got ""')
    match = _CHANGE.fullmatch(stripped)
    if match is None:
        return Change("set", 0.0, stripped)
    sign, amount = match.group(1)[0], float(match.group(2))
    if sign in "+-":
        return Change("add", -amount if sign == "-" else amount, stripped)
    return Change("times", amount, stripped)


def _weighted(text: str, allowed: str) -> list[tuple[str, float]]:
    pairs = []
    for item in re.sub(r"\s*:\s*", ":", text).split():
        word, colon, weight = item.partition(":")
        if not word or not colon:
            raise ValueError(f'must be {allowed}, got "{text}"')
        pairs.append((word, _number(weight, allowed, text)))
    if not pairs:
        raise ValueError(f'must be {allowed}, got "{text}"')
    if not any(weight for _, weight in pairs):
        raise ValueError(f'at least one weight must be greater than 0, got "{text}"')
    return pairs


def _number(word: str, allowed: str, text: str) -> float:
    if not _NUMBER.fullmatch(word):
        raise ValueError(f'must be {allowed}, got "{text}"')
    return float(word)


def _refuse_repeated(words: list[str], text: str) -> None:
    for word in words:
        if words.count(word) > 1:
            raise ValueError(f'"{word}" appears twice in "{text}"')


def _minute_of_day(clock: re.Match[str], text: str) -> int:
    hour, minute = int(clock.group(1)), int(clock.group(2))
    total = hour * MINUTES_PER_HOUR + minute
    if minute >= MINUTES_PER_HOUR or total > MINUTES_PER_DAY:
        raise ValueError(f'"{clock.group(0)}" is not a time of the day, 00:00 to 24:00, in "{text}"')
    return total
