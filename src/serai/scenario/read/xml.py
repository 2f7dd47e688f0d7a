"""The XML of a workbook, held against its rules before the reader of workbooks sees it.

That reader is written for speed: a cell that claims to stand in row 99,999,999 makes it ask for all the memory of the
machine and end the process, and cells that hold an error or a formula without a result come as blank ones, which would
be taken for "not known" without a word.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET
from xml.parsers import expat

from serai.scenario.cells import NOT_CALCULATED
from serai.scenario.nearest import quoted

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
XML_ENDINGS = (".xml", ".rels", ".vml")
OTHER_BOOKS = ("content.xml", "xl/workbook.bin")  # OpenDocument, binary Excel
MAX_CELLS = 2_000_000  # from the first to the last row and column with a value
LETTERS, LAST_COLUMN, LAST_ROW = 26, 16_384, 1_048_576
MAX_DEPTH = 200

Places = dict[tuple[int, int], str]

_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def cells_without_value(archive: zipfile.ZipFile) -> dict[str, Places]:
    """Read all XML of a workbook once, and find the cells that hold an error instead of a value.

    Parameters
    ----------
    archive : ZipFile
        An .xlsx file that unpacks to a harmless size.

    Returns
    -------
    dict of sheet name -> row and column (from 0) of such cells -> the error that they hold.

    Raises
    ------
    ValueError
        If the archive holds another kind of book, or its XML breaks a rule on which the reader relies.
    """
    names = archive.namelist()
    if any(name in names for name in OTHER_BOOKS):
        raise ValueError("this is an OpenDocument or binary workbook; save it as .xlsx")
    found = {}
    for name in names:
        # Reading a member checks its length and sum, so a header that lies is caught here.
        data = archive.read(name)
        if name.lower().endswith(XML_ENDINGS):
            found[name] = _Sheet(name).read(data)
        elif b"sheetData" in data:
            raise ValueError(f"the workbook is damaged and cannot be read (a sheet in {quoted(name)})")
    return {name: found[member] for name, member in _members(archive).items() if found.get(member)}


class _Sheet:
    """One pass over one part of a workbook: places of cells, and which of them have no value."""

    def __init__(self, name: str) -> None:
        self.name = PurePosixPath(name).name
        self.without_value: Places = {}
        self.row = self.column = self.rows = self.widest = self.depth = 0
        self.kind: str | None = None
        self.has_formula = self.in_value = self.in_cell = False
        self.text: list[str] = []

    def read(self, data: bytes) -> Places:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise self._damaged(f"{expat.ErrorString(error.code)}, line {error.lineno}") from None
        if self.rows * self.widest > MAX_CELLS:
            reach = f"row {self.rows:,} and column {self.widest:,}"
            raise ValueError(f"a sheet reaches to {reach}; delete the cells far outside the table")
        return self.without_value

    def _damaged(self, why: str) -> ValueError:
        return ValueError(f"the workbook is damaged and cannot be read ({self.name}: {why})")

    def _declared(self, _version: str, encoding: str | None, _alone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "us-ascii"):
            raise self._damaged(f"encoding {encoding}")

    def _doctype(self, *_: object) -> None:
        raise self._damaged("a document type, which no workbook has")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._damaged("elements too deep in each other")
        start = _STARTS.get(tag.rpartition(" ")[2])
        if start is not None:
            start(self, attributes)

    def _end(self, tag: str) -> None:
        self.depth -= 1
        end = _ENDS.get(tag.rpartition(" ")[2])
        if end is not None:
            end(self)

    def _text(self, text: str) -> None:
        if self.in_value:
            self.text.append(text)

    def _start_row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r", str(self.row + 1))
        if not re.fullmatch("[1-9][0-9]{0,6}", given) or int(given) > LAST_ROW:
            raise self._damaged(f"there is no row {quoted(given)}")
        self.row, self.column = int(given), 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        if given is None:
            self.column += 1
            self.row = max(self.row, 1)
        else:
            self.row, self.column = self._place(given)
        self.kind = attributes.get("t")
        self.has_formula, self.in_cell = False, True
        self.text.clear()

    def _place(self, given: str) -> tuple[int, int]:
        match = _PLACE.fullmatch(given)
        row, column = (int(match[2]), 0) if match else (0, 0)
        for letter in match[1] if match else "":
            column = column * LETTERS + ord(letter) - ord("A") + 1
        if not 0 < row <= LAST_ROW or not 0 < column <= LAST_COLUMN:
            raise self._damaged(f"there is no cell {quoted(given)}")
        return row, column

    def _start_formula(self, _: dict[str, str]) -> None:
        self.has_formula = True

    def _start_value(self, _: dict[str, str]) -> None:
        self.in_value = self.in_cell

    def _end_value(self) -> None:
        self.in_value = False

    def _end_cell(self) -> None:
        self.in_cell = self.in_value = False
        value = "".join(self.text)
        if self.kind == "e":
            self.without_value[self.row - 1, self.column - 1] = value or "#VALUE!"
        elif not value and self.kind is None and self.has_formula:
            self.without_value[self.row - 1, self.column - 1] = NOT_CALCULATED
        elif not value:
            return
        self.rows, self.widest = max(self.rows, self.row), max(self.widest, self.column)


_STARTS: dict[str, Callable[[_Sheet, dict[str, str]], None]] = {
    "row": _Sheet._start_row, "c": _Sheet._start_cell, "f": _Sheet._start_formula,
    "v": _Sheet._start_value, "t": _Sheet._start_value,
}  # fmt: skip
_ENDS: dict[str, Callable[[_Sheet], None]] = {
    "c": _Sheet._end_cell, "v": _Sheet._end_value, "t": _Sheet._end_value
}  # fmt: skip


def _members(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> its file in the archive."""
    names = set(archive.namelist())
    if not {WORKBOOK, RELATIONS} <= names:
        return {}
    relations, book = (ET.fromstring(archive.read(name)) for name in (RELATIONS, WORKBOOK))
    target = {
        str(relation.get("Id")): posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
        for relation in relations
    }
    members = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            members[sheet.get("name", "")] = target.get(link, "")
    return {name: member for name, member in members.items() if member in names}
