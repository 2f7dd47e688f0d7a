"""What to ask first: the guesses of a new scenario, in the order in which they are likely to move the answers.

What each is called, who would know it and how far it moves the answers (judged) stands in ``data/questions.csv``.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources

from serai.begin.arrival import beds_of
from serai.begin.figure import GUESSED, Figure
from serai.begin.kit import Kit
from serai.begin.people import Course
from serai.begin.posts import Gate
from serai.scenario.ids import slug
from serai.scenario.numbers import number_text
from serai.scenario.write.front import Front

HEADS = ("", "what", "value", "low", "high", "known", "who would know", "where to enter it")
ABOUT = "The guesses in this scenario, ordered by how much they are likely to change the results."
UNDECIDED = 3.0  # what has no range counts like one from a third to three times


@dataclass(frozen=True)
class Question:
    """One guess: what, its range, how it is known, who would know it, where it stands.

    `weight` is how far it is likely to move the answers.
    """

    what: str
    value: str
    low: str
    high: str
    known: str
    who: str
    where: str
    weight: float

    @property
    def cells(self) -> tuple[str, ...]:
        """Its row of the sheet, but for the number."""
        return (self.what, self.value, self.low, self.high, self.known, self.who, self.where)


def questions(
    people: Figure, when: Course, gates: Sequence[Gate], kit: Kit, *, shares: Mapping[str, float], is_rest_wide: bool
) -> list[Question]:
    """All guesses, those first that are likely to move the answers most: judged weight x logarithm of the range.

    `shares`: of each country of arrival, by its name, among all who leave; asked for where there are several.
    """
    part = 1 / math.sqrt(max(len(gates), 1))
    result = [_asked("people", people), _asked("mean_days", when.mean_days), _asked("shape", when.shape)]
    guessed = [gate.name for gate in gates if gate.known == GUESSED]
    if guessed:
        result.append(_asked("posts", "; ".join(guessed)))
    if len(shares) > 1:
        result.append(_asked("shares", ", ".join(f"{name} {100 * share:.0f} %" for name, share in shares.items())))
    for gate in gates:
        result.append(_asked("capacity" if gate.is_on_land else "seats", gate.capacity, gate.name, gate.key, part))
        result.append(_asked("ordinary", gate.ordinary, gate.name, gate.key, part))
    leaving = kit.leaving[0]
    low, high = leaving.range_of("stay_days")
    result.append(
        _asked("stay", Figure(leaving.stay_days, low or leaving.stay_days, high or leaving.stay_days, GUESSED, ""))
    )
    result += [_asked("modes", leaving.modes), _asked("size", leaving.size), _asked("cities", "by population")]
    for name in ("border_pull", "road_factor", "residents_share", "registration_minutes"):
        result.append(_asked(name, kit.figure(name)))
    result += [_asked("lodging", beds_of(kind), kind.kind, slug(kind.kind)) for kind in kit.lodging]
    if is_rest_wide:
        result.append(_asked("rest", "by region"))
    return sorted(result, key=lambda question: -question.weight)


def front_of(title: str, asked: Sequence[Question]) -> Front:
    """What stands beside the tables: the file of a folder, the first sheet of a workbook."""
    rows = tuple((str(number), *question.cells) for number, question in enumerate(asked, start=1))
    return Front(f"Ask first: {title}", ABOUT, HEADS, rows)


def _asked(kind: str, of: Figure | str, name: str = "", key: str = "", part: float = 1.0) -> Question:
    """One question of the table; `name` and `key` stand for ``{}``, `part` is the weight of one of many."""
    row = _table()[kind]
    what, where, weight = row["what"].format(name), row["where"].format(key), float(row["weight"]) * part
    if isinstance(of, str):
        return Question(what, of, "", "", GUESSED, row["who"], where, weight * 2 * math.log(UNDECIDED))
    width = math.log(of.high / of.low) if 0 < of.low < of.high else 0.0
    value, low, high = map(_text, (of.value, of.low, of.high))
    return Question(what, value, low, high, of.known, row["who"], where, weight * width)


def who_knows(name: str) -> str:
    """Who would know a value by its name, as ``parameters.people-who-leave.value``; blank where the table has none."""
    return next((row["who"] for pattern, row in _patterns() if fnmatchcase(name, pattern)), "")


@cache
def _patterns() -> tuple[tuple[str, dict[str, str]], ...]:
    """Patterns of names with their questions, those first that stand for one name alone."""
    result = []
    for row in _table().values():
        table, _, cell = row["where"].partition(": ")
        cell = cell.replace("{}", "*")
        is_row = table == "parameters" or "." in cell
        in_table = (f"{table}.{cell}" if "." in cell else f"{table}.{cell}.*") if is_row else f"{table}.*.{cell}"
        result.append((cell if table == "settings" else in_table, row))
    return tuple(sorted(result, key=lambda pair: pair[0].count("*") + pair[1]["where"].count("{}")))


@cache
def _table() -> dict[str, dict[str, str]]:
    content = resources.files("serai.begin").joinpath("data", "questions.csv").read_text(encoding="utf-8")
    return {row["key"]: row for row in csv.DictReader(io.StringIO(content))}


def _text(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else number_text(float(f"{value:.3g}"))
