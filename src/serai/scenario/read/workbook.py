"""An .xlsx file -> its sheets as raw tables. What could hurt the reader is refused before the file is opened."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from serai.scenario.cells import is_blank
from serai.scenario.read.csv import MAX_LINES, RawTable, is_comment
from serai.scenario.read.xml import cells_without_value

MAX_UNPACKED_BYTES = 50_000_000
MOST_OF_A_REASON = 120

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"


def read_workbook(content: bytes) -> dict[str, RawTable]:
    """Every sheet that holds anything, by its name as the user wrote it.

    Parameters
    ----------
    content : bytes
        Of the .xlsx file.

    Returns
    -------
    dict of sheet name -> RawTable. Sheets whose name begins with ``#`` are remarks and left out.

    Raises
    ------
    ValueError
        If the workbook is empty, damaged, locked by a password, an older format, or unpacks to more than 50 MB.
    """
    without_value = _prove_harmless(content)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in workbook.sheet_names
            if not name.startswith("#")
        }
    except (CalamineError, OSError, ValueError) as error:
        raise ValueError(f"the workbook is damaged and cannot be read ({_reason(error)})") from None
    except BaseException as error:  # a panic of the reader, which is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise ValueError("the workbook is damaged and cannot be read") from None
    for name, cells in sheets.items():
        for (row, column), excel_error in without_value.get(name, {}).items():
            if row < len(cells) and column < len(cells[row]):
                cells[row][column] = excel_error
    tables = {name: _table(name, cells) for name, cells in sheets.items()}
    return {name: table for name, table in tables.items() if table is not None}


def _table(name: str, sheet: list[list[Any]]) -> RawTable | None:
    lines = [
        (number, cells)
        for number, cells in enumerate(sheet, start=1)
        if not all(is_blank(cell) for cell in cells) and not is_comment(cells)
    ]
    if len(lines) > MAX_LINES:
        raise ValueError(f"sheet {name} has more than {MAX_LINES:,} rows")
    return RawTable(name, lines[0][1], lines[0][0], lines[1:]) if lines else None


def _prove_harmless(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Refuse what could hurt the reader; give the cells, by sheet, that hold an error instead of a value."""
    if not content:
        raise ValueError("the file is empty")
    if content.startswith(_OLD_OR_LOCKED):
        raise ValueError("the workbook is locked by a password, or is an old .xls; save it as .xlsx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > MAX_UNPACKED_BYTES:
                raise ValueError(f"the workbook unpacks to {unpacked:,} bytes; at most {MAX_UNPACKED_BYTES:,} are read")
            return cells_without_value(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ValueError(f"this is not a workbook, or a damaged one ({_reason(error)})") from None


def _reason(error: Exception) -> str:
    """What a library says, cut short: it may quote the damaged bytes."""
    text = str(error).partition(" b'")[0]
    return text if len(text) <= MOST_OF_A_REASON else f"{text[:MOST_OF_A_REASON]}..."
