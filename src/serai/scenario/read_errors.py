"""Cells of a workbook that hold no value: Excel's errors, and formulas whose result was never stored.

The reader of workbooks gives them as blank cells, and a blank cell would be taken for "not known" without a word.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from xml.etree import ElementTree as ET

from serai.scenario.cells import NOT_CALCULATED

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
LETTERS = 26

_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]+)</")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


def cells_without_value(archive: zipfile.ZipFile) -> dict[str, dict[tuple[int, int], str]]:
    """By sheet name: row and column (from 0) of each such cell, and the error that it holds.

    Parameters
    ----------
    archive : ZipFile
        An .xlsx file whose size was found harmless.

    Raises
    ------
    ValueError
        If the list of its sheets cannot be read.
    """
    found = {}
    for name, member in _members(archive).items():
        sheet = archive.read(member)
        if b't="e"' in sheet or _FORMULA.search(sheet):
            found[name] = _in_sheet(sheet)
    return found


def _in_sheet(sheet: bytes) -> dict[tuple[int, int], str]:
    found = {}
    for attributes, content in _CELL.findall(sheet):
        place, value = _PLACE.search(attributes), _VALUE.search(content)
        if place is None:
            continue
        column = 0
        for letter in place.group(1):
            column = column * LETTERS + letter - ord("A") + 1
        where = (int(place.group(2)) - 1, column - 1)
        if b't="e"' in attributes:
            found[where] = value.group(1).decode("utf-8", "replace") if value else "#VALUE!"
        elif value is None and b"t=" not in attributes and _FORMULA.search(content):
            found[where] = NOT_CALCULATED
    return found


def _members(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> its file in the archive."""
    names = set(archive.namelist())
    if not {WORKBOOK, RELATIONS} <= names:
        return {}
    try:
        relations = ET.fromstring(archive.read(RELATIONS))
        book = ET.fromstring(archive.read(WORKBOOK))
    except ET.ParseError as error:
        raise ValueError(f"the workbook is damaged and cannot be read ({error})") from None
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
