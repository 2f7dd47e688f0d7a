"""What a conversion has to say: faults that stop it, and what its report tells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from serai.problems import Problem

TITLES = {
    "carried": "Carried over",
    "not_carried": "Not carried over, and why",
    "otherwise": "Where Flee's code differs from the files",
    "warnings": "Read with a warning",
}


@dataclass
class Notes:
    """Lines of the report by kind, and faults that stop the conversion, each in the order in which it was found."""

    faults: list[str] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)
    not_carried: list[str] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def text(self, heading: str) -> str:
        """The report as Markdown: a heading, and a list for each kind that has lines."""
        parts = [heading]
        for kind, title in TITLES.items():
            lines = together(getattr(self, kind))
            parts.append(f"## {title}\n\n" + ("\n".join(f"- {line}" for line in lines) or "Nothing."))
        return "\n\n".join(parts) + "\n"


MOST_NAMES = 12


def listed(names: list[str]) -> str:
    """Names in a row; of many, the first ones and how many more there are."""
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")


def apart(line: str) -> Problem:
    """A line as a problem: the file and row where it stands, and what is wrong there."""
    place = _PLACE.fullmatch(line)
    return Problem(place["where"], place["text"]) if place else Problem("", line)


_PLACE = re.compile(r"(?P<where>[^,:]+, row [0-9]+( \([^)]*\))?): (?P<text>.*)", re.DOTALL)
_ROW = re.compile(r"(?P<file>[^,:]+), row (?P<row>[0-9]+)(?P<name> \([^)]*\))?: (?P<text>.*)")


def together(lines: Iterable[str]) -> list[str]:
    """Lines that say the same of several rows of a file, as one line each; equal lines once."""
    rows: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        result = _ROW.fullmatch(line)
        key = (result["file"], result["text"]) if result else ("", line)
        names = rows.setdefault(key, [])
        if result and f"{result['row']}{result['name'] or ''}" not in names:
            names.append(f"{result['row']}{result['name'] or ''}")
    return [f"{file}, {_counted(names)}: {text}" if names else text for (file, text), names in rows.items()]


def _counted(names: list[str]) -> str:
    if len(names) == 1:
        return f"row {names[0]}"
    numbers = [int(name) if name.isdigit() else -1 for name in names]
    if len(names) > 2 and numbers == list(range(numbers[0], numbers[0] + len(names))) and numbers[0] > 0:
        return f"rows {names[0]} to {names[-1]}"
    return f"rows {', '.join(names[:-1])} and {names[-1]}"
