"""Short keys of names, of which ids of rows are made."""

from __future__ import annotations

from collections.abc import Iterable

from serai.scenario.ids import free_id, slug

NAMELESS = "place"  # for a name without letters and digits


def keys_of(names: Iterable[str]) -> dict[str, str]:
    """A key for each name, by which no two are alike: ``al-bab``, ``al-bab-2``."""
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        keys[name] = free_id(slug(name) or NAMELESS, taken)
        taken.add(keys[name])
    return keys
