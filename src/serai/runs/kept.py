"""Draws are kept as they end: a file for each, in a folder of the run, until all of them are gathered in its file.

A file is written whole under another name and then takes its own, so whatever ends the program, the draws that are
there are whole (docs/decisions/0046-draws-are-kept-as-they-end.md). What is damaged all the same is made again. The
folder says which plan its draws belong to, and so does the name of each file: draws of two plans are never mixed, not
even by two commands that write one folder at the same time.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self, TypeVar

import numpy as np

from serai.errors import StoreError, TakenOverError
from serai.results.figures import Figure
from serai.runs.draws import Member, first_size
from serai.runs.files import PART, make_folder, remove_empty, why, write_part, write_whole
from serai.runs.packed import ANSWERS, DAMAGE, FIGURES, Head, array_of, figures_of, head_of, is_whole, packed
from serai.runs.provenance import program, scenario_hash
from serai.runs.rows import Rows, RowsByName
from serai.scenario.schema import Scenario

DRAWS_FOLDER = "draws"
PLAN_FILE = "plan.json"
ENDING = ".draw"
T = TypeVar("T")


@dataclass(frozen=True)
class Plan:
    """What draws must have in common to stand in one run.

    Attributes
    ----------
    scenario, scenario_hash : str
        Measures, changes and what was left out as not yet known are in the scenario.
    seed : int
    first_size : int
        Of the design: draws of `first_size` times a power of two go on from each other (`runs.design`).
    serai, numpy, numba, kernels : str
        Versions, and the name of the compiled model.
    """

    scenario: str
    scenario_hash: str
    seed: int
    first_size: int
    serai: str
    numpy: str
    numba: str
    kernels: str

    @property
    def tag(self) -> str:
        """What tells its files from those of other plans: eight hexadecimal digits."""
        return hashlib.sha256(json.dumps(asdict(self)).encode("utf-8")).hexdigest()[:8]


HEADS_REMEMBERED = 1000  # to read one takes longer than what follows it; 20 MB

PARTS = {
    "scenario": "another scenario", "scenario_hash": "other values of the scenario", "seed": "another seed",
    "first_size": "a number of draws that cannot be added to it", "serai": "another version of Serai",
    "numpy": "another version of NumPy", "numba": "another version of Numba", "kernels": "another version of the model",
}  # fmt: skip


def plan_of(scenario: Scenario, seed: int, n_draws: int) -> Plan:
    """The plan of so many draws of a scenario."""
    return Plan(scenario.name, scenario_hash(scenario), seed, first_size(n_draws), **program())


class DrawsFolder:
    """The draws of one plan that are kept, each in a file.

    Parameters
    ----------
    run_folder : Path
        Of the run; the draws lie in a folder of it.
    plan : Plan
    force : bool, default False
        Drop draws of another plan.

    Raises
    ------
    StoreError
        If draws of another plan lie there, or the folder cannot be made or written.
    """

    def __init__(self, run_folder: Path, plan: Plan, *, force: bool = False) -> None:
        self.path, self._plan = run_folder / DRAWS_FOLDER, plan
        _refuse_other_plan(self.path, plan, force=force)
        self._made = make_folder(self.path)
        self._ending = f".{plan.tag}{ENDING}"
        if not (self.path / PLAN_FILE).exists():
            text = json.dumps({"serai_draws": 1, **asdict(plan)}, indent=1, ensure_ascii=False)
            write_whole(self.path / PLAN_FILE, (text + "\n").encode("utf-8"), replace=False)
        _refuse_other_plan(self.path, plan)  # of a command that began at the same moment
        for left in self.path.glob(f"*{PART}"):
            with suppress(OSError):
                left.unlink()
        self._numbers = self._verified()
        self._heads: dict[int, Head] = {}  # of the first draws that were read

    def known(self) -> Collection[int]:
        """Which draws are kept, counted from 0."""
        return self._numbers

    def put(self, number: int, member: Member) -> None:
        """Keep a draw; raises StoreError where it cannot be written."""
        self.put_packed(number, packed(number, member))

    def put_packed(self, number: int, data: bytes) -> None:
        """Keep a draw that comes packed; raises StoreError where it cannot be written."""
        self.refuse_taken()
        write_part(self._file(number), data)
        self._numbers.add(number)
        self._heads.pop(number, None)

    def figures_of(self, number: int) -> dict[Figure, float]:
        """The figures of a draw."""
        return figures_of(self.array_of(number, FIGURES))

    def answers_of(self, number: int) -> np.ndarray:
        """What a draw says to the observations, as in `Member`."""
        return self.array_of(number, ANSWERS)

    def arrays_of(self, numbers: Sequence[int]) -> Mapping[str, np.ndarray]:
        """The series of draws under each other, read from their files when they are asked for."""
        head = self._read(numbers[0], lambda _, head: head)
        of = {name: head.arrays[name][:2] for name in head.series}
        return RowsByName({name: _DrawRows(self, numbers, name, *about) for name, about in of.items()})

    def array_of(self, number: int, name: str) -> np.ndarray:
        """One array of a draw; raises StoreError where its file is gone or damaged."""
        return self._read(number, lambda file, head: array_of(file, head, name))

    def _read(self, number: int, act: Callable[[BinaryIO, Head], T]) -> T:
        path = self._file(number)
        try:
            with path.open("rb") as file:
                head = self._heads.get(number) or head_of(file)
                if len(self._heads) < HEADS_REMEMBERED:
                    self._heads[number] = head
                return act(file, head)
        except DAMAGE as error:
            raise StoreError(
                f'"{path}" was changed or removed while the draws were gathered; run the same command again'
            ) from error

    def remove(self) -> None:
        """Remove the draws, once they stand in the run's file; not those of another command that took the folder."""
        if self._is_ours():
            remove_draws(self.path)

    def refuse_taken(self) -> None:
        """Refuse to go on where another command has taken the folder over since; raises TakenOverError."""
        if not self._is_ours():
            raise TakenOverError(
                f'"{self.path}" was removed or taken over by another command; name another folder with --out'
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            self.leave()

    def leave(self) -> None:
        """Remove the folder if nothing was kept in it."""
        if not self._numbers and self._is_ours():
            with suppress(OSError):
                (self.path / PLAN_FILE).unlink()
                remove_empty(self._made)

    def _is_ours(self) -> bool:
        """Whether the folder still is that of the plan: no other command has taken it over."""
        return holds_draws(self.path.parent, self._plan)

    def _file(self, number: int) -> Path:
        return self.path / f"{number + 1:06}{self._ending}"

    def _verified(self) -> set[int]:
        """Draws of the plan whose files are as they were written; others of it are removed, to be made again."""
        result = set()
        for path in self.path.glob(f"*{self._ending}"):
            number = _verified_number(path)
            if number is not None and self._file(number) == path:
                result.add(number)
            else:
                path.unlink(missing_ok=True)
        return result


class _DrawRows(Rows):
    """One series of draws, each in a file of its own."""

    def __init__(
        self, folder: DrawsFolder, numbers: Sequence[int], name: str, dtype: np.dtype[Any], shape: tuple[int, ...]
    ) -> None:
        super().__init__(dtype, (len(numbers), *shape))
        self._folder, self._numbers, self._name = folder, tuple(numbers), name

    def read(self, first: int, end: int) -> np.ndarray:
        """The draws from row `first` to before row `end`."""
        return np.stack([self._folder.array_of(number, self._name) for number in self._numbers[first:end]])


def holds_draws(run_folder: Path, plan: Plan) -> bool:
    """Whether draws of a plan are kept for a run that did not come to its end."""
    path = run_folder / DRAWS_FOLDER / PLAN_FILE
    return path.is_file() and not _differences(path, plan)


def how_many(run_folder: Path) -> int:
    """How many draws are kept for a run that did not come to its end."""
    return len(list((run_folder / DRAWS_FOLDER).glob(f"*{ENDING}")))


def take_from(source: Path, target: DrawsFolder, plan: Plan, most: int) -> None:
    """Take over what another run of the same plan kept before it was stopped."""
    if source / DRAWS_FOLDER != target.path and holds_draws(source, plan):
        other = DrawsFolder(source, plan)
        for number in sorted(set(other.known()).difference(target.known())):
            if number < most:
                arrays = {name: rows[0] for name, rows in other.arrays_of([number]).items()}
                target.put(number, Member(arrays, other.figures_of(number), other.answers_of(number)))


def _refuse_other_plan(folder: Path, plan: Plan, *, force: bool = False) -> None:
    path = folder / PLAN_FILE
    if folder.is_dir() and not path.exists() and any(folder.iterdir()):
        raise StoreError(f'"{folder}" is not a folder of draws: it has no {PLAN_FILE}; name another folder with --out')
    if not path.exists():
        return
    differences = _differences(path, plan)
    if differences and force:
        remove_draws(folder)
    elif differences:
        raise StoreError(
            f'"{folder}" contains {how_many(folder.parent):,} draws of another plan ({", ".join(differences)}), '
            "stored when it was stopped; name another folder with --out, or discard them with --force"
        )


def _differences(path: Path, plan: Plan) -> list[str]:
    """In what a plan that is kept differs from another, in words."""
    try:
        there = json.loads(path.read_text(encoding="utf-8"))
        return [words for name, words in PARTS.items() if there.get(name) != getattr(plan, name)]
    except OSError as error:
        raise StoreError(f'cannot read "{path}": {why(error)}') from error
    except (ValueError, AttributeError):
        return ["it cannot be read"]


def remove_draws(folder: Path) -> None:
    """Remove a folder of draws: first its name, so that no half of it is taken for draws."""
    old = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.old")
    with suppress(OSError):
        folder.rename(old)
        shutil.rmtree(old, ignore_errors=True)


def _verified_number(path: Path) -> int | None:
    """The number of the draw that a file holds; None where the file is not as it was written."""
    try:
        with path.open("rb") as file:
            head = head_of(file)
            return head.number if is_whole(file, head) else None
    except DAMAGE:
        return None
