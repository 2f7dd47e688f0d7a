"""Shows that the twin catches faults: each change of `mutants` makes engine and twin differ.

First every scenario of `worlds` runs as it is: what the twin writes down is kept, and which kernels the engine calls.
Then each change is made in a copy of the package in a temporary folder, which runs without the compiler on the
scenarios that call the changed kernel, the quickest first, until engine and twin differ. `make mutants` runs it, on all
cores, in some hours; it fails if a change goes unseen.
"""

# A script may print.
# ruff: noqa: T201

from __future__ import annotations

import cProfile
import os
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from twin.books import Books
from twin.mutants import MUTANTS, Mutant

TESTS = Path(__file__).parents[1]
PACKAGE = TESTS.parent / "src" / "serai"
SEED = 1
LONGEST_SECONDS = 300  # beside what the scenarios take unchanged
SLOWER = 5  # at most: with the twin, on a busy machine

Function = tuple[str, str]  # a kernel: its file and its name


class Unchanged(NamedTuple):
    """A scenario under the kernels as they are: those that run, the seconds it takes, and what the twin writes down.

    The twin of the rule `lookahead` is compared day by day, so nothing of it is kept.
    """

    kernels: frozenset[Function]
    seconds: float
    books: Books | None


def mutate(folder: Path, mutant: Mutant) -> None:
    """Copy the package to a folder and make one change in it.

    Raises
    ------
    ValueError
        If the text to be changed does not stand in the file exactly once.
    """
    shutil.copytree(PACKAGE, folder / "serai", ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / "serai" / mutant.path
    text = path.read_text(encoding="utf-8")
    if text.count(mutant.old) != 1:
        raise ValueError(f"{mutant.file}.py must hold {mutant.old!r} once, got {text.count(mutant.old)} times")
    path.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")


def kernel_of(mutant: Mutant) -> str:
    """The kernel in which a change is made; blank where all of the file may use what is changed."""
    text = (PACKAGE / mutant.path).read_text(encoding="utf-8")
    before = text[: text.index(mutant.old)]
    line = text[before.rfind("\n") + 1 :]
    names = re.findall(r"^def (\w+)", before, flags=re.MULTILINE)
    return names[-1] if names and line.startswith((" ", "\n")) else ""


def worlds_for(mutant: Mutant, known: dict[str, Unchanged]) -> list[str]:
    """Names of the scenarios that run the changed kernel, the quickest first."""
    kernel = kernel_of(mutant)
    calling = [
        name
        for name, world in known.items()
        if any(file == mutant.file and kernel in ("", function) for file, function in world.kernels)
    ]
    return sorted(calling, key=lambda name: known[name].seconds)


def seen_by(mutant: Mutant, worlds: Iterable[str], kept: Path | None = None) -> str:
    """What showed a change: the name of a scenario, or how the run broke off; blank where nothing did.

    Parameters
    ----------
    mutant : Mutant
    worlds : iterable of str
        Names of the scenarios to try, in this order.
    kept : Path, optional
        Folder with what `look_at` kept of them, so that the twin need not run again.
    """
    names = list(worlds)
    longest = LONGEST_SECONDS + SLOWER * sum(_kept(kept, name).seconds for name in names if kept)
    with tempfile.TemporaryDirectory() as folder:
        mutate(Path(folder), mutant)
        try:
            done = _without_compiler(folder, "first-difference", str(kept or ""), *names, longest=longest)
        except subprocess.TimeoutExpired:
            return "runs on for ever"
    if done.returncode:
        return "breaks off: " + (done.stderr.strip().splitlines() or ["without a word"])[-1][:80]
    return done.stdout.strip()


def _without_compiler(package: str, *words: str, longest: float | None = None) -> subprocess.CompletedProcess[str]:
    """Run this module in another process, with the package of a folder and without the compiler."""
    paths = os.pathsep.join([package, str(TESTS)])
    environment = {**os.environ, "PYTHONPATH": paths, "NUMBA_DISABLE_JIT": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-W", "ignore", "-m", "twin.mutation", *words]
    return subprocess.run(command, cwd=package, env=environment, capture_output=True, encoding="utf-8", timeout=longest)


def first_difference(kept: str, names: list[str]) -> str:
    """Name of the first scenario in which the engine that can be imported differs from the twin; blank: none."""
    from serai.runs.course import run
    from twin.comparison import compare
    from twin.lookahead_comparison import lookahead_differences
    from twin.lookahead_worlds import LOOKAHEAD_WORLDS
    from twin.run import run_twin
    from twin.worlds import WORLDS

    for name in names:
        books = _kept(Path(kept), name).books if kept else None
        if name in LOOKAHEAD_WORLDS:
            different = lookahead_differences(LOOKAHEAD_WORLDS[name](), SEED)
        else:
            outcome = run(WORLDS[name](), SEED, follow_all=True)
            different = compare(outcome, books or run_twin(WORLDS[name](), SEED))
        if different:
            return name
    return ""


def look_at(name: str, kept: Path) -> None:
    """Run a scenario with the kernels as they are, and keep what is to be known of it."""
    from serai.runs.course import run
    from twin.lookahead_comparison import lookahead_differences
    from twin.lookahead_worlds import LOOKAHEAD_WORLDS
    from twin.run import run_twin
    from twin.worlds import WORLDS

    profile, begin, books = cProfile.Profile(), time.process_time(), None
    if name in LOOKAHEAD_WORLDS:
        profile.runcall(lookahead_differences, LOOKAHEAD_WORLDS[name](), SEED)
    else:
        profile.runcall(run, WORLDS[name](), SEED, follow_all=True)
    seconds = time.process_time() - begin
    if name in WORLDS:
        books = run_twin(WORLDS[name](), SEED)
    codes = [entry.code for entry in profile.getstats() if not isinstance(entry.code, str)]
    paths = [(Path(code.co_filename), code.co_name) for code in codes]
    kernels = frozenset((path.stem, function) for path, function in paths if path.parent.name == "kernels")
    (kept / name).write_bytes(pickle.dumps(Unchanged(kernels, seconds, books)))


def _kept(folder: Path, name: str) -> Unchanged:
    """What was kept of a scenario."""
    unchanged: Unchanged = pickle.loads((folder / name).read_bytes())
    return unchanged


def main() -> int:
    """Try every change; the number of those that went unseen."""
    from twin.lookahead_worlds import LOOKAHEAD_WORLDS
    from twin.worlds import WORLDS

    names = [*WORLDS, *LOOKAHEAD_WORLDS]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        print(f"running {len(names)} scenarios as they are", flush=True)
        for name, done in zip(names, pool.map(lambda name: _looked_at(name, folder), names), strict=True):
            if done.returncode:
                print(f"{name} breaks off:\n{done.stderr}")
                return len(MUTANTS)
        known = {name: _kept(Path(folder), name) for name in names}
        tried = pool.map(lambda mutant: seen_by(mutant, worlds_for(mutant, known), Path(folder)), MUTANTS)
        unseen = 0
        for number, (mutant, seen) in enumerate(zip(MUTANTS, tried, strict=True), start=1):
            unseen += not seen
            change = f"{mutant.file}: {mutant.old.strip()[:45]!r} -> {mutant.new.strip()[:45]!r}"
            print(f"{number:3} {change}: {seen or 'NOT SEEN'}", flush=True)
    print(f"{len(MUTANTS) - unseen} of {len(MUTANTS)} changes seen")
    return unseen


def _looked_at(name: str, folder: str) -> subprocess.CompletedProcess[str]:
    return _without_compiler(str(PACKAGE.parent), "look-at", folder, name)


if __name__ == "__main__":
    if "first-difference" in sys.argv:
        print(first_difference(sys.argv[2], sys.argv[3:]))
    elif "look-at" in sys.argv:
        look_at(sys.argv[3], Path(sys.argv[2]))
    else:
        sys.exit(min(main(), 1))
