"""Faults of the user's input: each one, and many grouped by what they have in common, the cause first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

MOST_LINES = 40  # a screen
MOST_PLAIN = 20  # so many are listed one by one
EXAMPLES = (3, 1)

_ROW = re.compile(r",? row [0-9]+( \([^)]*\))?")
_CELL = re.compile(r"cell ([A-Z]+)[0-9]+")
_COLUMN = re.compile(r", column \S+")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_NUMBER = re.compile(r"[0-9][0-9.,]*")
_HINT = re.compile(r"\.? (Did you mean|Allowed:).*", re.DOTALL)


class Problem(NamedTuple):
    """One fault: where it is (file or sheet, row or cell, key; blank for none) and what is wrong there.

    For a name that does not exist, `absent` is the name and `absent_from` the file or sheet in which it should be.
    """

    where: str
    text: str
    absent: str = ""
    absent_from: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.text}" if self.where else self.text


class FaultLine(NamedTuple):
    """One line about faults: a fault itself, or a heading of those that have a cause in common."""

    problem: Problem
    depth: int = 0
    is_fault: bool = True  # not a heading

    def __str__(self) -> str:
        return "  " * (self.depth + 1) + str(self.problem)


def fault_lines(problems: Sequence[Problem], most: int = MOST_LINES) -> list[FaultLine]:
    """Many faults on one screen.

    Few faults are listed one by one. Many are grouped: first names that are absent from a table, with all cells that
    refer to them; then faults with the same text in the same column, in the order in which they were found. A group of
    several has a heading with their number, and its first faults below it.

    Parameters
    ----------
    problems : sequence of Problem
    most : int
        Maximum number of lines.

    Returns
    -------
    list of FaultLine, at most `most` long; what has no line is counted in the last one.
    """
    if len(problems) <= MOST_PLAIN:
        return [FaultLine(problem) for problem in problems]
    groups = _groups(problems)
    for examples in EXAMPLES:
        blocks = [_block(group, examples) for group in groups]
        if sum(map(len, blocks)) <= most:
            break
    lines: list[FaultLine] = []
    for number, block in enumerate(blocks):
        if len(lines) + len(block) + (number + 1 < len(blocks)) > most:
            left = sum(len(group) for group in groups[number:])
            return [
                *lines,
                FaultLine(Problem("", f"... and {left:,} more, of {len(groups) - number:,} kinds"), 0, False),
            ]
        lines += block
    return lines


def is_shortened(lines: Sequence[FaultLine], problems: Sequence[Problem]) -> bool:
    """Whether the lines list fewer than all problems."""
    return sum(line.is_fault for line in lines) < len(problems)


def _groups(problems: Sequence[Problem]) -> list[list[Problem]]:
    groups: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        shape = _HINT.sub("", _NUMBER.sub("0", _QUOTED.sub('""', problem.text))).rstrip(".")
        key = ("", problem.absent_from) if problem.absent_from else (_column_of(problem.where), shape)
        groups.setdefault(key, []).append(problem)
    causes = [group for group in groups.values() if group[0].absent_from]
    return [*sorted(causes, key=len, reverse=True), *(group for group in groups.values() if not group[0].absent_from)]


def _block(group: Sequence[Problem], examples: int) -> list[FaultLine]:
    if len(group) <= examples + 1:
        return [FaultLine(problem) for problem in group]
    if group[0].absent_from:
        shown = list({problem.absent: problem for problem in reversed(group)}.values())[::-1]
        heading = Problem(group[0].absent_from, _absent(group, len(shown)))
    else:
        shown = list(group)
        heading = Problem(_column_of(group[0].where), f"{len(group):,} faults of one kind, e.g.")
    return [FaultLine(heading, 0, False), *(FaultLine(problem, 1) for problem in shown[:examples])]


def _absent(group: Sequence[Problem], names: int) -> str:
    """How many names are absent, and which tables name them how often."""
    files = Counter(_file_of(problem.where) for problem in group)
    where = ", ".join(f"{file} {count:,}" for file, count in files.most_common())
    name, them = ("1 name is", "it") if names == 1 else (f"{names:,} names are", "them")
    return f"{name} not there, but {len(group):,} cells name {them} ({where}), e.g."


def _column_of(where: str) -> str:
    """The place without its row: ``routes.csv, column to`` for ``routes.csv, row 14, column to``."""
    where = _CELL.sub(r"column \1", _ROW.sub("", where, count=1))
    column = _COLUMN.search(where)
    return _file_of(where) + (column[0] if column else "")


def _file_of(where: str) -> str:
    """The file, sheet or table of a place; ``services`` for ``services "syrym-in", column to``."""
    return _QUOTED.sub("", where).split(",")[0].strip()
