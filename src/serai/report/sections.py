"""Sections of a text: a title with sentences, and a table of words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Table:
    """Rows of words under column heads; the columns in `left` are text, the others are figures."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Section:
    """One part: a title, sentences, and perhaps a table after the first of them."""

    title: str
    sentences: tuple[str, ...]
    table: Table | None = None


def section_data(section: Section) -> dict[str, Any]:
    """A section as the page takes it: `title`, `sentences`, and `heads` and `rows` of its table, empty without one."""
    table = section.table
    return {
        "title": section.title,
        "sentences": list(section.sentences),
        "heads": list(table.heads) if table else [],
        "rows": [list(row) for row in table.rows] if table else [],
    }
