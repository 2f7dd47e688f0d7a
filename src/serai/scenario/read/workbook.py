"""An .xlsx file -> its sheets as raw tables, bounded by what it comes to: bytes, sheets, cells and letters together."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import TypeVar

from serai.scenario.cells import value_text
from serai.scenario.read.csv import RawTable, is_comment
from serai.scenario.read.xml import SHEET_ROOTS, Book, Bounds, Part, Relations, SharedTexts, Sheet, Styles

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
OTHER_BOOKS = ("content.xml", "xl/workbook.bin")  # OpenDocument, binary Excel
MAX_UNPACKED_BYTES = 50_000_000
MAX_SHEETS = 255
MOST_OF_A_REASON = 120
MOST_REMARKS = 10_000  # rows of a sheet of remarks

AnyPart = TypeVar("AnyPart", bound=Part)

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
        If the workbook is empty, damaged, locked by a password, an older format, or comes to too much.
    """
    tables = {name: _table(name, sheet) for name, sheet in _sheets(content, remarks=False).items()}
    return {name: table for name, table in tables.items() if table is not None}


def read_remarks(content: bytes) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The sheets of remarks, whose name begins with ``#``: as text, row by row; raises as `read_workbook`."""
    remarks = {}
    for name, sheet in _sheets(content, remarks=True).items():
        last = min(max(sheet.rows, default=0), MOST_REMARKS)
        remarks[name] = tuple(tuple(map(value_text, sheet.rows.get(row, ()))) for row in range(1, last + 1))
    return remarks


def _sheets(content: bytes, *, remarks: bool) -> dict[str, Sheet]:
    if not content:
        raise ValueError("the file is empty")
    if content.startswith(_OLD_OR_LOCKED):
        raise ValueError("the workbook is locked by a password, or is an old .xls; save it as .xlsx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _Archive(archive).sheets(remarks=remarks)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ValueError(f"this is not a workbook, or a damaged one ({_reason(error)})") from None


class _Archive:
    """The parts of a workbook; their names are compared without case, as the format asks."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        members = archive.infolist()
        unpacked = sum(member.file_size for member in members)
        if unpacked > MAX_UNPACKED_BYTES:
            raise ValueError(f"the workbook unpacks to {unpacked:,} bytes; at most {MAX_UNPACKED_BYTES:,} are read")
        self._archive = archive
        self._members = {member.filename.replace("\\", "/").lower(): member for member in members}
        if any(name in self._members for name in OTHER_BOOKS):
            raise ValueError("this is an OpenDocument or binary workbook; save it as .xlsx")

    def sheets(self, *, remarks: bool) -> dict[str, Sheet]:
        """The sheets by name: those of remarks, or all others."""
        bounds = Bounds()
        book = self._read(WORKBOOK, Book(WORKBOOK, bounds))
        relations = self._read(RELATIONS, Relations(RELATIONS, bounds))
        if len(book.sheets) > MAX_SHEETS:
            raise ValueError(f"the workbook has {len(book.sheets):,} sheets; at most {MAX_SHEETS} are read")
        styles, texts = Styles("styles", bounds), SharedTexts("sharedStrings", Bounds())
        for kind, part in (("styles", styles), ("sharedStrings", texts)):
            if kind in relations.by_kind:
                self._read(relations.by_kind[kind], part)
        sheets = {}
        for name, link in book.sheets.items():
            if name.startswith("#") is remarks:
                target = relations.by_id.get(link, "")
                sheet = Sheet(target, bounds, texts.texts, styles.shown, book.epoch)
                sheets[name] = self._read(target, sheet)
                if sheet.root not in SHEET_ROOTS:
                    raise sheet.damaged("this is not a sheet")
        return sheets

    def _read(self, target: str, part: AnyPart) -> AnyPart:
        name = posixpath.normpath(posixpath.join("/xl" if target not in (WORKBOOK, RELATIONS) else "/", target))
        member = self._members.get(name.lstrip("/").lower())
        if member is None:
            raise part.damaged("there is no such part")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise part.damaged("compressed in a way that workbooks never are")
        part.read(self._archive.read(member))  # also compares length and sum with what the archive states
        return part


def _table(name: str, sheet: Sheet) -> RawTable | None:
    lines = [(number, sheet.rows[number]) for number in sorted(sheet.rows) if not is_comment(sheet.rows[number])]
    if not lines:
        return None
    widest = max(len(cells) for _, cells in lines)
    (header_row, header), *rows = lines
    return RawTable(name, header + [None] * (widest - len(header)), header_row, rows)


def _reason(error: Exception) -> str:
    """What a library says, cut short: it may quote the damaged bytes."""
    text = str(error).partition(" b'")[0]
    return text if len(text) <= MOST_OF_A_REASON else f"{text[:MOST_OF_A_REASON]}..."
