"""What `serai sensitivity` does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from serai.cli.console import say
from serai.cli.render import show_heading, show_sections
from serai.errors import StoreError

if TYPE_CHECKING:
    from serai.scenario.write.front import Front

ASK_TITLE = "# Ask first"


def explain_and_show(folder: Path, ask: Path | None, *, as_json: bool) -> None:
    """Open a run with draws, say what explains the spread of its figures, and write what to ask first if wanted.

    `ask` is a file as ``ask-first.md``, or the workbook of a scenario, whose sheet for it is rewritten.

    Raises
    ------
    ScenarioError
        If the workbook holds no scenario without fault.
    StoreError
        If the run cannot be read, or the file of `ask` is another one than Serai writes.
    UsageError
        If the run has too few draws, or no ranges.
    MissingExtraError
        If the packages of the extra `sensitivity` are missing.
    """
    from serai.report.sensitivity_words import ask_front, sensitivity_heading, sensitivity_sections
    from serai.runs.run import open_run
    from serai.study.sensitivity import sensitivity, sensitivity_json

    keep = None if ask is None else _keeper(ask)
    result = sensitivity(open_run(folder))
    if as_json:
        say(json.dumps(sensitivity_json(result), ensure_ascii=True, indent=2, allow_nan=False))
    else:
        show_heading(*sensitivity_heading(result))
        show_sections(sensitivity_sections(result))
    if keep is not None:
        where = keep(ask_front(result))
        say("" if as_json else f"\nThe order is in {where}", error=as_json)


def _keeper(path: Path) -> Callable[[Front], str]:
    """What writes the order down, once it is known that it can be; it gives the words for where the order stands."""
    if path.suffix.lower() == ".xlsx":
        return _keeper_of_book(path)
    _refuse_other(path)

    def keep(front: Front) -> str:
        from serai.runs.files import write_whole

        write_whole(path, front.text().encode("utf-8"))
        return str(path)

    return keep


def _keeper_of_book(path: Path) -> Callable[[Front], str]:
    from serai.scenario.read.load import load
    from serai.scenario.read.workbook import read_remarks
    from serai.scenario.write.front import FRONT_SHEET
    from serai.scenario.write.write import rewrite

    scenario = load(path)
    remarks = {name: grid for name, grid in read_remarks(path.read_bytes()).items() if name != FRONT_SHEET}

    def keep(front: Front) -> str:
        rewrite(scenario, scenario, path, {FRONT_SHEET: front.grid(), **remarks})
        return f'{path}, sheet "{FRONT_SHEET}"'

    return keep


def _refuse_other(path: Path) -> None:
    """Refuse to replace what is no list of questions."""
    if path.is_dir():
        raise StoreError(f'"{path}" is a folder; name a file, e.g. {path / "ask-first.md"}')
    if path.exists() and not path.read_bytes().startswith(ASK_TITLE.encode("utf-8")):
        raise StoreError(f'"{path}" is not a list of what to ask first; name another file')
