"""What `serai report` does."""

from __future__ import annotations

import webbrowser
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from serai.cli.console import say
from serai.cli.knowing import opened
from serai.errors import StoreError

REPORT_FILE = "report.html"


def write_report(
    folders: Sequence[Path], out: Path | None, as_of: datetime | None = None, *, explain: bool = False, show: bool
) -> Path:
    """Write the report of a run, whole or not at all.

    Parameters
    ----------
    folders : sequence of Path
        Of the run that is reported, and of others that are compared with it.
    out : Path or None
        The file; default report.html in the folder of the first run.
    as_of : datetime, optional
        Figures that became known later are left out.
    explain : bool
        With what explains the spread of the first run.
    show : bool
        Open it in the browser.

    Returns
    -------
    Path, the file.

    Raises
    ------
    StoreError
        If a run cannot be read, the file cannot be written, or something stands there that Serai did not write.
    UsageError
        If a run took in what became known later, or if what explains the spread is asked for, and the first run has
        too few draws, or the packages are missing.
    """
    from serai.report.page import report_html
    from serai.runs.files import write_whole
    from serai.runs.run import open_run
    from serai.runs.seal import refuse_other_file, sealed_page

    runs = [opened(open_run(folder), as_of) for folder in folders]
    path = out or (runs[0].folder or folders[0]) / REPORT_FILE
    if path.is_dir():
        raise StoreError(f'"{path}" is a folder; name a file with --out, e.g. {path / REPORT_FILE}')
    refuse_other_file(path)
    write_whole(path, sealed_page(report_html(runs, explain=explain).encode("utf-8")))
    if show and not webbrowser.open_new_tab(path.resolve().as_uri()):
        say(f"no browser was found; open {path} yourself", error=True)
    return path
