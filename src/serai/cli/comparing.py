"""What `serai compare` does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from serai.cli.console import say
from serai.cli.render import show_heading, show_sections


def compare_and_show(folders: Sequence[Path], *, as_json: bool) -> None:
    """Open runs, hold them against the first, and say what differs.

    Raises
    ------
    StoreError
        If a run cannot be read.
    UsageError, ScenarioError
        If they are too few, or cannot be compared.
    """
    from serai.runs.run import open_run
    from serai.study.compare import compare, comparison_json

    result = compare([open_run(folder) for folder in folders])
    if as_json:
        say(json.dumps(comparison_json(result), ensure_ascii=True, indent=2, allow_nan=False))
        return
    from serai.report.compare_words import compare_heading, compare_sections

    show_heading(*compare_heading(result))
    show_sections(compare_sections(result))
