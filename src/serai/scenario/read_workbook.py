"""An .xlsx file -> its sheets as raw tables. What could hurt the reader is refused before the file is opened."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Any

from serai.scenario.cells import is_blank
from serai.scenario.read_csv import RawTable, is_comment
from serai.scenario.read_errors import cells_without_value

MAX_UNPACKED_BYTES = 50_000_000
MAX_CELLS = 5_000_000

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>')
_CELL_WITHOUT_PLACE = re.compile(rb"<(?:\w+:)?c(?:\s(?![^>]*\br=)[^>]*)?>")
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="([0-9]{1,7})"')


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
        raise ValueError(f"the workbook is damaged and cannot be read ({error})") from None
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
            for member in archive.infolist():
                # Reading a member checks its length and sum, so a header that lies is caught here.
                data = archive.read(member)
                if PurePosixPath(member.filename).parent.name == "worksheets":
                    _refuse_vast(data)
            return cells_without_value(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ValueError(f"this is not a workbook, or a damaged one ({error})") from None


def _refuse_vast(sheet: bytes) -> None:
    """Refuse a sheet with a filled cell so far out that a dense copy of it would fill the memory."""
    rows, widest = 1, 1
    for letters, number in _CELL.findall(sheet):
        rows = max(rows, int(number))
        widest = max(widest, sum((letter - 64) * 26**power for power, letter in enumerate(reversed(letters))))
    if _CELL_WITHOUT_PLACE.search(sheet):  # then the place follows from the row's number and from counting
        rows = max([rows, *(int(number) for number in _ROW.findall(sheet))])
        widest = max(widest, *(len(_CELL_WITHOUT_PLACE.findall(row)) for row in re.split(rb"<(?:\w+:)?row\b", sheet)))
    if rows * widest > MAX_CELLS:
        reach = f"row {rows:,} and column {widest:,}"
        raise ValueError(f"a sheet reaches to {reach}; delete the cells far outside the table")
