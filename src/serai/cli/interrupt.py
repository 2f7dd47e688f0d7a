"""Ctrl-C that reaches us wherever it strikes, and a polite kill that is heard like one."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

WAIT_SECONDS = 0.05


@contextmanager
def interrupts_kept() -> Iterator[None]:
    """Interrupt again, a moment later, when Python has swallowed a Ctrl-C.

    An exception that strikes inside a finalizer or the callback of a weak reference is printed and forgotten, and a
    compiler at work spends much of its time there: Ctrl-C would show a traceback, and the command would go on.
    """
    before = sys.unraisablehook

    def interrupt_again(lost: sys.UnraisableHookArgs) -> None:
        if not issubclass(lost.exc_type, KeyboardInterrupt):
            if not _is_half_made(lost):
                before(lost)
            return
        timer = threading.Timer(WAIT_SECONDS, _thread.interrupt_main)
        timer.daemon = True
        timer.start()

    sys.unraisablehook = interrupt_again
    try:
        yield
    finally:
        sys.unraisablehook = before


@contextmanager
def terminations_heard() -> Iterator[None]:
    """Let SIGTERM, by which systems end a program, interrupt like Ctrl-C, so that half-written files are removed."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _is_half_made(lost: sys.UnraisableHookArgs) -> bool:
    """Whether a finalizer missed what an object would have had, had its making not been interrupted."""
    return issubclass(lost.exc_type, AttributeError) and getattr(lost.object, "__name__", "") == "__del__"
