"""One part of a workbook, read in one pass of expat and only as far as the bounds of the whole workbook allow.

A cell may claim to stand in row 1,048,576, a text of 30,000 letters may be used in every cell, and entities may grow
without end. So cells and letters are counted as they come, over all sheets, and reading ends where there are too many.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Any
from xml.parsers import expat

from serai.scenario.cells import NOT_CALCULATED, is_blank
from serai.scenario.nearest import quoted
from serai.scenario.read.csv import MAX_LINES
from serai.scenario.read.excel_dates import Epoch, Shown, date_format, from_serial, iso_moment

MAX_CELLS = 2_000_000  # of all sheets; a row counts up to its last filled cell
MAX_ELEMENTS = 8_000_000  # of all parts
MAX_LETTERS = 20_000_000  # of all texts, each as often as it is used
MAX_CELL_LETTERS = 32_767  # Excel's own limit
LETTERS, LAST_COLUMN, LAST_ROW = 26, 16_384, 1_048_576
MAX_DEPTH = 200
TOO_LONG = f"a cell holds more than the {MAX_CELL_LETTERS:,} letters that Excel allows"
SHEET_ROOTS = ("worksheet", "chartsheet", "dialogsheet")

Attributes = dict[str, str]
Row = list[Any]

_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass
class Bounds:
    """What a workbook may still come to; shared by its parts."""

    elements: int = MAX_ELEMENTS
    cells: int = MAX_CELLS
    letters: int = MAX_LETTERS

    def take_cells(self, count: int) -> None:
        """Count cells; raises ValueError where there are too many."""
        self.cells -= count
        if self.cells < 0:
            raise ValueError(f"the sheets reach over more than {MAX_CELLS:,} cells; delete those far from the tables")

    def take_letters(self, count: int) -> None:
        """Count letters; raises ValueError where there are too many."""
        self.letters -= count
        if self.letters < 0:
            raise ValueError(f"the texts of the workbook exceed {MAX_LETTERS:,} letters")


class _Handlers(dict[str, Callable[..., None] | None]):
    """By tag, the method of a part that takes it; looked up once."""

    def __init__(self, part: Part, moment: str) -> None:
        super().__init__()
        self._part, self._moment = part, moment

    def __missing__(self, tag: str) -> Callable[..., None] | None:
        name = f"{self._moment}_{tag.rpartition(' ')[2].lower()}"
        self[tag] = getattr(self._part, name, None) if name.isidentifier() else None
        return self[tag]


class Part:
    """One pass over one part.

    A subclass has a method ``start_x`` or ``end_x`` for each element that it reads; x is its name in lower case.
    """

    def __init__(self, name: str, bounds: Bounds) -> None:
        self.name = PurePosixPath(name).name
        self.bounds = bounds
        self.root = ""
        self._depth = 0
        self._starts, self._ends = _Handlers(self, "start"), _Handlers(self, "end")
        self._text: list[str] | None = None  # of the element whose text is wanted
        self._n_letters = 0

    def read(self, content: bytes) -> None:
        """Parse the part; raises ValueError if it is damaged or too large."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise self.damaged(f"{expat.ErrorString(error.code)}, line {error.lineno}") from None
        except LookupError as error:  # an encoding that nobody knows
            raise self.damaged(str(error)) from None

    def damaged(self, why: str) -> ValueError:
        """The error to raise."""
        return ValueError(f"the workbook is damaged and cannot be read ({self.name}: {why})")

    def collect(self) -> None:
        """Begin to take up text."""
        self._text = [] if self._text is None else self._text

    def collected(self) -> str:
        """The text since `collect`."""
        text, self._text, self._n_letters = "".join(self._text or ()), None, 0
        return text

    def _start(self, tag: str, attributes: Attributes) -> None:
        self.bounds.elements -= 1
        if self.bounds.elements < 0:
            raise ValueError(f"the workbook has more than {MAX_ELEMENTS:,} elements of XML")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.damaged("elements nested too deeply")
        self.root = self.root or tag.rpartition(" ")[2]
        handler = self._starts[tag]
        if handler is not None:
            handler(attributes)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        handler = self._ends[tag]
        if handler is not None:
            handler()

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._n_letters += len(text)
            if self._n_letters > MAX_CELL_LETTERS:
                raise ValueError(TOO_LONG)
            self._text.append(text)

    def _doctype(self, *_: object) -> None:
        raise self.damaged("a document type, which workbooks never have")


class Relations(Part):
    """The parts that another part names: id -> target, and kind -> target."""

    def __init__(self, name: str, bounds: Bounds) -> None:
        super().__init__(name, bounds)
        self.by_id: dict[str, str] = {}
        self.by_kind: dict[str, str] = {}

    def start_relationship(self, given: Attributes) -> None:
        """Note one relation."""
        target = given.get("Target", "")
        self.by_id[given.get("Id", "")] = target
        self.by_kind[given.get("Type", "").rpartition("/")[2]] = target


class Book(Part):
    """The list of sheets, and from when days are counted."""

    def __init__(self, name: str, bounds: Bounds) -> None:
        super().__init__(name, bounds)
        self.sheets: dict[str, str] = {}  # name -> id of its relation
        self.epoch = Epoch.Y1900

    def start_sheet(self, given: Attributes) -> None:
        """Note one sheet."""
        link = next((value for key, value in given.items() if key.rpartition(" ")[2] == "id"), "")
        self.sheets[given.get("name", "")] = link

    def start_workbookpr(self, given: Attributes) -> None:
        """Note the epoch."""
        if given.get("date1904", "0") in ("1", "true"):
            self.epoch = Epoch.Y1904


class Styles(Part):
    """By the number of a cell's style: whether it shows its number as a date, a duration or as it is."""

    def __init__(self, name: str, bounds: Bounds) -> None:
        super().__init__(name, bounds)
        self.shown: list[Shown] = []
        self._codes: dict[str, str] = {}
        self._is_of_cells = False

    def start_numfmt(self, given: Attributes) -> None:
        """Note a number format of the user's own."""
        self._codes[given.get("numFmtId", "")] = given.get("formatCode", "")

    def start_cellxfs(self, _: Attributes) -> None:
        """The styles that follow are those of cells."""
        self._is_of_cells = True

    def end_cellxfs(self) -> None:
        """The styles of cells end."""
        self._is_of_cells = False

    def start_xf(self, given: Attributes) -> None:
        """Note one style."""
        if self._is_of_cells:
            number = given.get("numFmtId", "0")
            self.shown.append(date_format(number, self._codes.get(number)))


class Texts(Part):
    """A part with texts that may be formatted in pieces; how they are pronounced is left out."""

    def __init__(self, name: str, bounds: Bounds) -> None:
        super().__init__(name, bounds)
        self._is_phonetic = False

    def start_rph(self, _: Attributes) -> None:
        """Phonetic text begins."""
        self._is_phonetic = True

    def end_rph(self) -> None:
        """Phonetic text ends."""
        self._is_phonetic = False

    def take_piece(self, pieces: list[str]) -> None:
        """Add the text since `collect` to the pieces of a cell, unless it is phonetic."""
        piece = self.collected()
        if not self._is_phonetic:
            pieces.append(piece)

    def joined(self, pieces: list[str]) -> str:
        """The text of a cell; raises ValueError if no cell can hold it."""
        text = "".join(pieces)
        if len(text) > MAX_CELL_LETTERS:
            raise ValueError(TOO_LONG)
        return _unescaped(text)


class SharedTexts(Texts):
    """The texts that cells refer to by their number."""

    def __init__(self, name: str, bounds: Bounds) -> None:
        super().__init__(name, bounds)
        self.texts: list[str] = []
        self._pieces: list[str] = []

    def start_t(self, _: Attributes) -> None:
        """A piece begins."""
        self.collect()

    def end_t(self) -> None:
        """A piece ends."""
        self.take_piece(self._pieces)

    def end_si(self) -> None:
        """A text ends."""
        text = self.joined(self._pieces)
        self._pieces.clear()
        self.bounds.take_letters(len(text))
        self.texts.append(text)


class Sheet(Texts):
    """The filled rows of a sheet, each up to its last filled cell."""

    def __init__(self, name: str, bounds: Bounds, texts: list[str], shown: list[Shown], epoch: Epoch) -> None:
        super().__init__(name, bounds)
        self.rows: dict[int, Row] = {}
        self._texts, self._shown, self._epoch = texts, shown, epoch
        self._row = self._column = 0
        self._is_in_cell = self._has_formula = False
        self._kind = self._style = self._value = ""
        self._pieces: list[str] = []

    def start_row(self, given: Attributes) -> None:
        """A row begins, at the number that it states or after the one before."""
        number = given.get("r")
        if number is not None and (not re.fullmatch("[1-9][0-9]{0,6}", number) or int(number) > LAST_ROW):
            raise self.damaged(f"there is no row {quoted(number)}")
        self._row, self._column = self._row + 1 if number is None else int(number), 0

    def start_c(self, given: Attributes) -> None:
        """A cell begins."""
        place = given.get("r")
        if place is None:
            self._row, self._column = max(self._row, 1), self._column + 1
        else:
            self._row, self._column = self._place(place)
        self._kind, self._style = given.get("t", "n"), given.get("s", "")
        self._is_in_cell, self._has_formula, self._value = True, False, ""
        self._pieces.clear()

    def start_f(self, _: Attributes) -> None:
        """The cell has a formula."""
        self._has_formula = True

    def start_v(self, _: Attributes) -> None:
        """The value of the cell begins."""
        if self._is_in_cell:
            self.collect()

    def end_v(self) -> None:
        """The value ends."""
        if self._is_in_cell:
            self._value = self.collected()

    start_t = start_v

    def end_t(self) -> None:
        """A piece of a text that stands in the cell itself ends."""
        if self._is_in_cell:
            self.take_piece(self._pieces)

    def end_c(self) -> None:
        """Keep the cell, unless it is blank."""
        self._is_in_cell = False
        value = self._content()
        if is_blank(value):
            return
        if isinstance(value, str):
            self.bounds.take_letters(len(value))
        row = self.rows.setdefault(self._row, [])
        missing = self._column - len(row)
        if missing > 0:
            self.bounds.take_cells(missing)
            row.extend([None] * missing)
        row[self._column - 1] = value
        if len(self.rows) > MAX_LINES or self._row > LAST_ROW or self._column > LAST_COLUMN:
            raise ValueError(f"a sheet has more than {MAX_LINES:,} rows or {LAST_COLUMN:,} columns")

    def _place(self, given: str) -> tuple[int, int]:
        match = _PLACE.fullmatch(given)
        row, column = (int(match[2]), _column_number(match[1])) if match else (0, 0)
        if not 0 < row <= LAST_ROW or not 0 < column <= LAST_COLUMN:
            raise self.damaged(f"there is no cell {quoted(given)}")
        return row, column

    def _content(self) -> Any:
        kind, value = self._kind, self._value
        if kind == "inlineStr":
            return self.joined(self._pieces)
        if kind == "e":
            return value or "#VALUE!"
        if kind == "str":
            return _unescaped(value)
        if not value:
            return NOT_CALCULATED if self._has_formula else None
        if kind == "s":
            return self._shared(value)
        if kind == "b":
            return value.strip() in ("1", "true")
        return iso_moment(value) if kind == "d" else self._number(value)

    def _shared(self, number: str) -> str:
        position = int(number) if re.fullmatch(r"\s*[0-9]{1,9}\s*", number) else len(self._texts)
        if position >= len(self._texts):
            raise self.damaged(f"there is no text {quoted(number)}")
        return self._texts[position]

    def _number(self, text: str) -> Any:
        try:
            number = float(text.replace("_", "no number"))
        except ValueError:
            raise self.damaged(f"{quoted(text)} is not a number") from None
        style = self._style
        is_styled = style.isdecimal() and len(style) < 7 and int(style) < len(self._shown)
        return from_serial(number, self._shown[int(style)] if is_styled else Shown.PLAIN, self._epoch)


@cache
def _column_number(letters: str) -> int:
    """A -> 1, Z -> 26, AA -> 27."""
    column = 0
    for letter in letters:
        column = column * LETTERS + ord(letter) - ord("A") + 1
    return column


def _unescaped(text: str) -> str:
    """Excel writes a letter that XML cannot hold as ``_x0007_``."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
