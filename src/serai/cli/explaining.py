"""What `serai sensitivity` does."""

from __future__ import annotations

import json
from pathlib import Path

from serai.cli.console import say
from serai.cli.render import show_heading, show_sections
from serai.errors import StoreError

ASK_TITLE = "# Ask first"


def explain_and_show(folder: Path, ask: Path | None, *, as_json: bool) -> None:
    """Open a run with draws, say what explains the spread of its figures, and write what to ask first if wanted.

    Raises
    ------
    StoreError
        If the run cannot be read, or the file of `ask` is another one than Serai writes.
    UsageError
        If the run has too few draws, or no ranges.
    MissingExtraError
        If the packages of the extra `sensitivity` are missing.
    """
    from serai.report.sensitivity_words import ask_front, sensitivity_heading, sensitivity_sections
    from serai.runs.files import write_whole
    from serai.runs.run import open_run
    from serai.study.sensitivity import sensitivity, sensitivity_json

    if ask is not None:
        _refuse_other(ask)
    result = sensitivity(open_run(folder))
    if as_json:
        say(json.dumps(sensitivity_json(result), ensure_ascii=True, indent=2, allow_nan=False))
    else:
        show_heading(*sensitivity_heading(result))
        show_sections(sensitivity_sections(result))
    if ask is not None:
        write_whole(ask, ask_front(result).text().encode("utf-8"))
        say("" if as_json else f"\nThe order stands in {ask}", error=as_json)


def _refuse_other(path: Path) -> None:
    """Refuse to replace what is no list of questions."""
    if path.is_dir():
        raise StoreError(f'"{path}" is a folder; name a file, as {path / "ask-first.md"}')
    if path.exists() and not path.read_bytes().startswith(ASK_TITLE.encode("utf-8")):
        raise StoreError(f'"{path}" is no list of what to ask first; name another file')
