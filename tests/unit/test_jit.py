"""Kernels that Python calls: compiled once, kept if there is room, and counted while they are compiled."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest

from serai import jit
from serai.jit import Entry, counted, entrance, kernels_of, njit

pytestmark = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="about the compiler")


@njit()
def doubled(x):
    return 2 * x


@njit(inline=True)
def raised(x):
    return doubled(x) + 1


def of_both(x):
    return raised(x) + doubled(x)


@pytest.fixture
def entry(monkeypatch) -> Entry:
    """A kernel that is kept nowhere."""
    monkeypatch.setattr(jit, "FOLDER", None)
    return Entry(of_both)


def test_kernels_and_entries_give_what_python_gives(entry: Entry):
    assert [entry(3), entrance(raised)(3), raised(3)] == [13, 7, 7]


def test_an_entry_is_compiled_ahead_for_the_types_of_arguments(entry: Entry):
    entry.compile(np.int64(1))
    assert entry(3) == 13
    assert len(entry.compiled.signatures) == 1


def test_all_that_an_entry_calls_is_counted(entry: Entry):
    assert kernels_of([entry]) == set()  # of other packages
    seen: list[tuple[int, int]] = []
    from serai.kernels.leave import draw_leavers

    names = {kernel.__name__ for kernel in kernels_of([draw_leavers])}
    assert {"draw_leavers", "new_slot", "mix"} <= names
    with counted([entry], lambda done, n: seen.append((done, n))):
        entry(3)
    assert seen[-1] == (0, 0)


def test_no_room_to_keep_the_code_fails_no_call(entry: Entry, monkeypatch):
    """As `Entry` meets it: the code has been compiled when it cannot be written."""
    compiled, calls = entry.compiled, []

    class Full:
        signatures = property(lambda self: compiled.signatures)

        def __call__(self, *args: Any) -> Any:
            calls.append(args)
            if len(calls) == 1:
                compiled(*args)
                raise OSError(28, "No space left on device")
            return compiled(*args)

    entry.compiled = Full()
    assert entry(3) == 13
    assert len(calls) == 2
