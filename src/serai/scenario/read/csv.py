"""Bytes of a CSV file -> its rows, as a planner's programme wrote them.

Read are UTF-8 with and without a byte order mark and UTF-16 with one; comma, semicolon or tab; blank lines; lines
that begin with ``#``; Excel's first line ``sep=;``.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from serai.scenario.cells import EXCEL_ERRORS, is_blank

SEPARATORS = (",", ";", "\t")
MAX_FILE_BYTES = 50_000_000
MAX_LINES = 100_000  # of a table; a run could not use more


@dataclass(frozen=True)
class SentTable:
    """A table that is not a file on this disk but is read like one: its name in messages, and its bytes."""

    name: str
    content: bytes

    def read_bytes(self) -> bytes:
        """Its bytes, as of a path."""
        return self.content


@dataclass
class RawTable:
    """A table before its cells are read: header, rows and the number that an editor or Excel shows for each."""

    name: str
    header: list[Any]
    header_row: int
    rows: list[tuple[int, list[Any]]]
    separator: str = ""  # blank for a workbook


def decode(content: bytes, form: str = "CSV UTF-8 (comma delimited)") -> str:
    """Text of a file; `form` is what a message tells the user to save it as.

    Raises
    ------
    ValueError
        If the file is empty, too large, binary, or in another encoding than UTF-8 or, with its mark, UTF-16.
    """
    if not content.strip():
        raise ValueError("the file is empty")
    if len(content) > MAX_FILE_BYTES:
        raise ValueError(f"the file has {len(content):,} bytes; at most {MAX_FILE_BYTES:,} are read")
    has_mark_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not has_mark_16 and b"\0" in content:
        raise ValueError(f"this is a binary file, not text; save it as {form}")
    try:
        text = content.decode("utf-16" if has_mark_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ValueError(f"line {line} contains bytes that are not UTF-8 text; save the file as {form}") from None
    if "\0" in text:
        raise ValueError(f"this is a binary file, not text; save it as {form}")
    return text


def read_csv(name: str, content: bytes, known_columns: Iterable[str]) -> RawTable:
    """Header and rows of a CSV file.

    Parameters
    ----------
    name : str
        Name of the table.
    content : bytes
    known_columns : iterable of str
        By them the separator is found where a header holds several candidates.

    Raises
    ------
    ValueError
        If the file cannot be decoded, has no header or breaks the rules of CSV.
    """
    text = decode(content)
    separator = _separator(text, set(known_columns))
    lines = _lines(text, separator)
    if not lines:
        raise ValueError("the file has no header")
    header_row, header = lines[0]
    return RawTable(name, header, header_row, lines[1:], separator)


def is_comment(cells: list[Any]) -> bool:
    """Whether a row is a remark: its first cell, or every filled one (tags of HXL), begins with ``#``.

    An Excel error does not count.
    """
    filled = [cell for cell in cells if not is_blank(cell)]
    first, *others = filled or [None]
    if cells and is_blank(cells[0]) and not all(_is_marked(cell) for cell in others):
        return False
    return _is_marked(first)


def _is_marked(cell: object) -> bool:
    return isinstance(cell, str) and cell.lstrip().startswith("#") and cell.strip() not in EXCEL_ERRORS


def _is_skipped(number: int, cells: list[Any]) -> bool:
    is_separator_line = number == 1 and bool(cells) and cells[0].lower().startswith("sep=")
    return is_separator_line or is_comment(cells) or all(is_blank(cell) for cell in cells)


def _lines(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Number and cells of every row that is neither blank nor a remark."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines = []
    try:
        for number, cells in enumerate(reader, start=1):
            if number > MAX_LINES:
                raise ValueError(f"the file has more than {MAX_LINES:,} rows")
            if not _is_skipped(number, cells):
                lines.append((number, cells))
    except csv.Error as error:
        reason = "a quotation mark is not closed" if "unexpected end" in str(error) else "a quotation mark is misplaced"
        if "field larger" in str(error):
            reason = "a cell is too long; perhaps a quotation mark is not closed"
        raise ValueError(f"near line {reader.line_num}: {reason}") from None
    return lines


def _separator(text: str, known_columns: set[str]) -> str:
    for line in io.StringIO(text):
        if line.lower().startswith("sep=") and line.strip()[4:5] in SEPARATORS and len(line.strip("\r\n")) == 5:
            return line[4]
        if line.strip() and not line.lstrip().startswith("#"):
            return max(SEPARATORS, key=lambda separator: _fit(line, separator, known_columns))
    return SEPARATORS[0]


def _fit(line: str, separator: str, known_columns: set[str]) -> tuple[int, int]:
    cells = [cell.strip(' "\r\n').casefold() for cell in line.split(separator)]
    return sum(cell in known_columns for cell in cells), len(cells)
