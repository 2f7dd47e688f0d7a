"""A number -> a damaged scenario on disk, or a damaged folder of kept code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

from fuzz.bases import base_of, bases, small_scenarios
from fuzz.book_damage import damage_book
from fuzz.cache_damage import damage_cache, left_unlike, make_cache
from fuzz.disk_damage import damage_disk
from fuzz.moving import moved
from fuzz.text_damage import damage_files

KEPT_CODE = "kept code"
DAMAGES = (1, 1, 1, 2, 2, 3)


@dataclass(frozen=True)
class Case:
    """One damaged scenario: what to give to the program, and what was done to it."""

    number: int
    given: str
    done: tuple[str, ...]
    unlike: tuple[str, ...] = ()  # of kept code: what is left of it and should not be


def make_case(seed: int, number: int, folder: Path) -> Case:
    """Write case `number` of a seed into an empty folder; the same every time."""
    rng = Random(f"{seed}:{number}")
    name = rng.choice(sorted(bases()))
    base, done = bases()[name], [name]
    form = rng.choices(("files", "book", "disk", "cache"), weights=(24, 14, 2, 1))[0]
    if form == "cache":
        return _cache_case(rng, number, folder)
    scenario, what = moved(rng, small_scenarios()[name]) if name in small_scenarios() else (None, "")
    if what and scenario is not None:
        base = base_of(scenario)
        done.append(what)
    if form == "book":
        book = base.book
        for _ in range(_times(rng, what)):
            book, what = damage_book(rng, book)
            done.append(what)
        path = folder / "case.xlsx"
        path.write_bytes(book)
        return Case(number, str(path), tuple(done))
    path = folder / "case"
    path.mkdir()
    files = dict(base.files)
    if form == "files":
        done += [damage_files(rng, files) for _ in range(_times(rng, what)) if files]
    for file, content in files.items():
        (path / file).write_bytes(content)
    given = str(path)
    if form == "disk":
        given, what = damage_disk(rng, path)
        done.append(what)
    return Case(number, given, tuple(done))


def _times(rng: Random, moved_where: str) -> int:
    """How often it is damaged; what was moved is also tried as it is."""
    return rng.choice((0, 0, *DAMAGES) if moved_where else DAMAGES)


def _cache_case(rng: Random, number: int, folder: Path) -> Case:
    path = folder / "case"
    held = make_cache(rng, path)
    done = [damage_cache(rng, path) for _ in range(rng.choice(DAMAGES))]
    return Case(number, str(path), (KEPT_CODE, *done), tuple(left_unlike(path, held)))
