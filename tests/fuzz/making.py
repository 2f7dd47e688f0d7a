"""A number -> a damaged scenario on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

from fuzz.bases import bases
from fuzz.book_damage import damage_book
from fuzz.disk_damage import damage_disk
from fuzz.text_damage import damage_files

DAMAGES = (1, 1, 1, 2, 2, 3)


@dataclass(frozen=True)
class Case:
    """One damaged scenario: what to give to the program, and what was done to it."""

    number: int
    given: str
    done: tuple[str, ...]


def make_case(seed: int, number: int, folder: Path) -> Case:
    """Write case `number` of a seed into an empty folder; the same every time."""
    rng = Random(f"{seed}:{number}")
    name = rng.choice(sorted(bases()))
    base = bases()[name]
    form = rng.choices(("files", "book", "disk"), weights=(12, 7, 1))[0]
    done = [name]
    if form == "book":
        book = base.book
        for _ in range(rng.choice(DAMAGES)):
            book, what = damage_book(rng, book)
            done.append(what)
        path = folder / "case.xlsx"
        path.write_bytes(book)
        return Case(number, str(path), tuple(done))
    path = folder / "case"
    path.mkdir()
    files = dict(base.files)
    if form == "files":
        done += [damage_files(rng, files) for _ in range(rng.choice(DAMAGES)) if files]
    for file, content in files.items():
        (path / file).write_bytes(content)
    given = str(path)
    if form == "disk":
        given, what = damage_disk(rng, path)
        done.append(what)
    return Case(number, given, tuple(done))
