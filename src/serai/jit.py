"""How kernels are compiled: by Numba's public options, each with an entrance from Python only where it needs one.

Numba's wrappers cost a third of the time that a function takes to compile, and most kernels are called by kernels
only. These stay plain functions, which Numba compiles where a compiled function calls them; called from Python, they
run in Python (docs/decisions/0025-kernels-by-public-options.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from inspect import isfunction
from typing import Any

import numba
from numba import config
from numba.core import event
from numba.extending import register_jitable

from serai import cache as kept

Kernel = Callable[..., Any]
Progress = Callable[[int, int], None]  # of (done, in all)
FOLDER = kept.prepare()
# Kernels touch nothing of Python's; a division by 0 is not looked for; nothing of C's calls them.
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}


def njit(*, inline: bool = False) -> Callable[[Kernel], Kernel]:
    """Compile a function where a compiled one calls it; other threads may run meanwhile.

    Parameters
    ----------
    inline : bool, default False
        Its instructions are put in the place of every call.
    """
    return register_jitable(forceinline=inline, **OPTIONS)


class Entry:
    """A kernel that Python calls, compiled once and kept between processes; other kernels cannot call it."""

    def __init__(self, function: Kernel) -> None:
        self.function = function
        self.compiled = numba.njit(cache=FOLDER is not None, **OPTIONS)(function)

    def __call__(self, *args: Any) -> Any:
        """Compile it, or read what was kept, at the first call."""
        return self.compiled(*args) if config.DISABLE_JIT else self._keeping(self.compiled, *args)

    def compile(self, *args: Any) -> None:
        """Compile it for arguments of these types, without calling it."""
        if not config.DISABLE_JIT:
            self._keeping(self.compiled.compile, tuple(numba.typeof(value) for value in args))

    def _keeping(self, act: Callable[..., Any], *args: Any) -> Any:
        known = len(self.compiled.signatures)
        try:
            return act(*args)
        except OSError:  # it has been compiled, but there was no room to keep it
            return act(*args)
        finally:
            if FOLDER is not None and len(self.compiled.signatures) > known:
                kept.seal(FOLDER)


def is_kept() -> bool:
    """Whether what is compiled is kept for other processes."""
    return FOLDER is not None and not config.DISABLE_JIT


@cache
def entrance(kernel: Kernel) -> Kernel:
    """A kernel that is not kept, compiled for calls from Python, as tests and the plain loop over phases make them."""
    return numba.njit(**OPTIONS)(kernel)  # type: ignore[no-any-return]


def kernels_of(entries: Iterable[Entry]) -> set[Kernel]:
    """Some kernels and all that they call."""
    kernels: set[Kernel] = set()
    waiting = [entry.function for entry in entries]
    while waiting:
        function = waiting.pop()
        if function not in kernels and function.__module__.startswith("serai."):
            kernels.add(function)
            names = (function.__globals__.get(name) for name in function.__code__.co_names)
            waiting += [value for value in names if isfunction(value)]
    return kernels


class _Count(event.Listener):
    """Says how many of some kernels have been compiled."""

    def __init__(self, entries: Iterable[Entry], on_progress: Progress) -> None:
        self.left = kernels_of(entries)
        self.total = len(self.left)
        self.on_progress = on_progress

    def on_start(self, _: Any) -> None:
        """Nothing: what a kernel calls is compiled before it."""

    def on_end(self, done: Any) -> None:
        """One more."""
        self.left.discard(done.data["dispatcher"].py_func)
        self.on_progress(self.total - len(self.left), self.total)


@contextmanager
def counted(entries: Iterable[Entry], on_progress: Progress) -> Iterator[None]:
    """Say how many kernels have been compiled, of some and all that they call, while the block runs."""
    listener = _Count(entries, on_progress)
    event.register("numba:compile", listener)
    try:
        yield
        on_progress(listener.total, listener.total)
    finally:
        event.unregister("numba:compile", listener)
