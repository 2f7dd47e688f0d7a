"""Ids for rows that have none: readable, and the same each time the same scenario is read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from serai.scenario.cells import moment_text
from serai.scenario.schema import Row

ID_PARTS = {
    "services": ("place", "service", "direction", "mode"),
    "lodging": ("place", "kind"),
    "events": ("date", "what", "where"),
    "departures": ("origin", "profile"),
    "destinations": ("region", "profile"),
    "no_entry": ("region", "profile", "start"),
    "traffic": ("post", "direction", "profile"),
    "initial": ("place", "profile"),
    "standards": ("item", "phase"),
    "observations": ("quantity", "place", "start"),
}


def slug(text: str) -> str:
    """Lower case, with ``-`` for everything but letters and digits of any script."""
    return re.sub(r"[\W_]+", "-", text.casefold()).strip("-")


def with_ids(table: str, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows, each with an id; ids that the user gave stay.

    A made id joins the row's main columns, ``syrym-entry-control-in-car``; where that is taken, a number follows.
    """
    if table not in ID_PARTS or all(row.id for row in rows):  # type: ignore[attr-defined]
        return rows
    taken = {row.id for row in rows}  # type: ignore[attr-defined]
    next_number: dict[str, int] = {}  # of an id that is taken, so that many alike need no search from the start
    filled = []
    for row in rows:
        if not row.id:  # type: ignore[attr-defined]
            wanted = _made_id(table, row)
            made = free_id(wanted, taken, next_number.get(wanted, 2))
            taken.add(made)
            if made != wanted:
                next_number[wanted] = int(made.rpartition("-")[2]) + 1
            row = row.model_copy(update={"id": made})
        filled.append(row)
    return tuple(filled)


def free_id(wanted: str, taken: Iterable[str], number: int = 2) -> str:
    """The wanted id, or the first of ``wanted-2``, ``wanted-3``, ... that is free, sought from `number` on."""
    known = taken if isinstance(taken, set) else set(taken)
    if wanted not in known:
        return wanted
    while f"{wanted}-{number}" in known:
        number += 1
    return f"{wanted}-{number}"


def _made_id(table: str, row: Row) -> str:
    parts = []
    for field in ID_PARTS[table]:
        value = getattr(row, field)
        is_moment = field in ("date", "start")
        parts.append(moment_text(value)[:10] if is_moment and value is not None else slug(str(value or "")))
    return "-".join(part for part in parts if part) or table
