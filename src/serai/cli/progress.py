"""How far a run is: a bar on a terminal, a few lines elsewhere, on standard error so that results stay clean."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from serai.cli.console import make_console, say

OnProgress = Callable[[int, int], None]
COMPILING = "first run on this machine: compiling the model, once"
COMPILING_EACH_TIME = "compiling the model (no private folder to store it in; see SERAI_CACHE)"
LINES_ELSEWHERE = 4


@contextmanager
def shown_progress(what: str, *, quiet: bool = False) -> Iterator[OnProgress | None]:
    """Show how far a run is while the block runs.

    Parameters
    ----------
    what : str
        What is being done, as "running kazakhstan-2022".
    quiet : bool
        Show nothing; the function yielded is then None.

    Yields
    ------
    function (done_ticks, n_ticks) -> None, or None
    """
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar(what) as on_progress:
            yield on_progress
    else:
        yield _lines(what)


def compile_if_needed(rule: str, *, quiet: bool = False) -> None:
    """Compile the loop of a rule, with progress shown, if this machine has not done so before."""
    from serai import cache
    from serai.scenario.rule import rule_named

    if quiet or cache.is_compiled(rule_named(rule).loop):
        return
    from serai.runs.course import compile_ahead

    with shown_progress(COMPILING if cache.prepare() else COMPILING_EACH_TIME) as on_progress:
        assert on_progress is not None
        compile_ahead(rule, on_progress)


@contextmanager
def _bar(what: str) -> Iterator[OnProgress]:
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=make_console(sys.stderr), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done_ticks, n_ticks: progress.update(task, completed=done_ticks, total=n_ticks)


def _lines(what: str) -> OnProgress:
    shown = [-1]

    def on_progress(done_ticks: int, n_ticks: int) -> None:
        part = LINES_ELSEWHERE * done_ticks // max(n_ticks, 1)
        if part > shown[0]:
            shown[0] = part
            say(f"{what}: {100 * part // LINES_ELSEWHERE} %", error=True)

    return on_progress
