"""What `serai convert` says when it is done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from serai.cli.arguments import shown_path
from serai.cli.console import say
from serai.cli.render import show_next

if TYPE_CHECKING:
    from serai.flee.convert.convert import Converted


def show_conversion(converted: Converted, target: Path) -> None:
    """The report of a conversion, where it was written, and what to type next."""
    from serai.scenario.write.write import REPORT_FILE

    say(converted.report)
    folder = shown_path(str(target))
    say(f"{target} contains the scenario; this report is in {target / REPORT_FILE}.")
    show_next(
        [
            (f"serai run {folder}", "run it; the summary compares it with the camps' series"),
            (f"serai check {folder} --values", "every value used, and where it came from"),
        ]
    )
