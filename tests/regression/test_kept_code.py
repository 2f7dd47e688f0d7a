"""Kernels called in processes of their own, while the folder of kept code is cold, shared, damaged or read-only.

`make kept-code` does so in 20 processes for each state.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

PROCESSES = int(os.environ.get("SERAI_TEST_PROCESSES", "2"))
CALL = """
from serai.flee.run import ChoiceCache, Links, look_of, np
links = Links(np.zeros(1, dtype=look_of.ROAD), np.array([0, 1, 1]), np.zeros(1, dtype=np.int64), ["", ""], ["a", "b"])
links.road["end"], links.road["km"], links.road["is_open"] = 1, 5.0, 1
ways = ChoiceCache(links, 1, False, [], np.arange(2, dtype=np.int32)).ways(np.zeros(2, dtype=np.uint8))
print(ways.choice["km"].tolist())
"""


def call(folder: Path) -> str:
    """What a kernel says in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", CALL], capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "SERAI_CACHE": str(folder), "NUMBA_DISABLE_JIT": "0"}, check=False,
    )  # fmt: skip
    return done.stdout.strip() or f"exit {done.returncode}: {done.stderr[-500:]}"


def leave(folder: Path) -> None:
    """Leave what is kept as it is."""


def cut(folder: Path) -> None:
    for path in folder.rglob("*.nbc"):
        os.truncate(path, 100)


def empty(folder: Path) -> None:
    for path in folder.rglob("*.nbi"):
        os.truncate(path, 0)


def garble(folder: Path) -> None:
    for path in folder.rglob("*.nbc"):
        code = bytearray(path.read_bytes())
        code[len(code) // 2 :: 97] = bytes(len(code[len(code) // 2 :: 97]))
        path.write_bytes(code)


def close(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            path.chmod(0o500)


@pytest.mark.slow
def test_kept_code_is_right_or_compiled_anew(tmp_path: Path):
    folder = tmp_path / "kept"
    with ThreadPoolExecutor(2) as pool:
        cold = list(pool.map(call, [folder] * PROCESSES))  # all at once in one empty folder
    assert cold == ["[5.0]"] * PROCESSES
    for damage in (leave, cut, empty, garble, close):
        for _ in range(PROCESSES):
            damage(folder)
            assert call(folder) == "[5.0]", damage.__name__
