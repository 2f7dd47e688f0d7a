"""Write the workbooks that the tests of the app send: one with faults, one with markup in its names.

usage: python make_workbooks.py FOLDER
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import openpyxl

import serai
from serai.scenario.schema import Scenario
from serai.scenario.write.workbook import workbook_bytes

SCRIPT = "<script>window.broken=1</script>"
IMAGE = "<img src=x onerror=window.broken=1>"


def faulty(scenario: Scenario) -> bytes:
    """A route that leads nowhere."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(scenario)))
    book["routes"]["B2"] = "Nowhere"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def markup(scenario: Scenario) -> bytes:
    """The same scenario with markup for names."""
    text = (
        scenario.model_dump_json(by_alias=True)
        .replace('"Highgate"', f'"{SCRIPT}"')
        .replace("more-tents", "<b>tents</b>")
    )
    return workbook_bytes(Scenario.model_validate_json(text).model_copy(update={"title": IMAGE}))


def main(folder: Path) -> None:
    """Write both."""
    scenario = serai.load("river-crossing")
    (folder / "faulty.xlsx").write_bytes(faulty(scenario))
    (folder / "markup.xlsx").write_bytes(markup(scenario))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
