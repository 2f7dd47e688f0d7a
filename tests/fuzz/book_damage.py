"""What may befall a workbook: its bytes, its archive, the XML of its sheets."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from functools import cache
from random import Random
from xml.sax.saxutils import escape

from fuzz import nasty

Parts = dict[str, bytes]
CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
ROW = re.compile(rb'<row r="([0-9]+)"[^>]*?(?:/>|>.*?</row>)', re.DOTALL)
BOMB_BYTES = 200_000_000
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (letter + 1, (b"&%c;" % letter) * 10) for letter in range(ord("a"), ord("l"))
) + b"]>"  # fmt: skip
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def damage_book(rng: Random, book: bytes) -> tuple[bytes, str]:
    """One thing done to a workbook: its bytes, and what was done."""
    if rng.random() < 0.15:
        return _raw(rng, book)
    parts = unpacked(book)
    if parts is None:
        return _raw(rng, book)
    change = rng.choices((_cell, _rows, _sheet_xml, _shared, _book, _archive), weights=(10, 4, 4, 2, 3, 2))[0]
    what = change(rng, parts)
    return packed(parts), what


def unpacked(book: bytes) -> Parts | None:
    """The files of an archive; None if it cannot be read or is large."""
    try:
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            if sum(member.file_size for member in archive.infolist()) > 30_000_000:
                return None
            return {member.filename: archive.read(member) for member in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return None
    except Exception as error:  # zlib.error and whatever else a damaged archive leads to
        if type(error).__name__ == "error":
            return None
        raise


def packed(parts: Parts) -> bytes:
    """An archive of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _raw(rng: Random, book: bytes) -> tuple[bytes, str]:
    data = bytearray(book)
    what = rng.choice(("flip", "flip", "truncate", "noise", "empty", "in front", "behind", "lie"))
    start = rng.randrange(len(data) + 1)
    if what == "flip":
        for _ in range(rng.randint(1, 30)):
            if data:
                data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    elif what == "truncate":
        del data[start:]
    elif what == "noise":
        data[start : start + 200] = rng.randbytes(200)
    elif what == "empty":
        data.clear()
    elif what in ("in front", "behind"):
        at = 0 if what == "in front" else len(data)
        data[at:at] = rng.randbytes(rng.randint(1, 4000))
    else:  # sizes in the archive's list that are not true
        places = [match.start() for match in re.finditer(b"PK\x01\x02", bytes(data))]
        for place in places[: rng.randint(1, 5)]:
            if place + 28 <= len(data):
                struct.pack_into("<I", data, place + rng.choice((16, 20, 24)), rng.choice((0, 1, 2**31, 2**32 - 1)))
    return bytes(data), f"bytes: {what}"


def _sheets(parts: Parts) -> list[str]:
    return sorted(name for name in parts if name.startswith("xl/worksheets/") and name.endswith(".xml"))


def _some_sheet(rng: Random, parts: Parts) -> str:
    return rng.choice(_sheets(parts) or sorted(parts))


def _cell(rng: Random, parts: Parts) -> str:
    name = _some_sheet(rng, parts)
    cells = list(CELL.finditer(parts[name]))
    if not cells:
        return f"{name}: no cells"
    cell = rng.choice(cells)
    place = (cell[1] + cell[2]).decode()
    new, what = _new_cell(rng, place)
    parts[name] = parts[name][: cell.start()] + new.encode("utf-8", "surrogatepass") + parts[name][cell.end() :]
    return f"{name} {place}: {what}"


def _new_cell(rng: Random, place: str) -> tuple[str, str]:
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", nasty.value(rng))
    number = rng.choice(
        (
            "44806",
            "44806.25",
            "-1",
            "0",
            "1e308",
            "1e-320",
            "60",
            "0.99999999",
            "2958466",
            "1e999",
            "NaN",
            "",
            "x",
            "1,5",
        )
    )
    forms = {
        "text": f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>',
        "number": f'<c r="{place}"><v>{number}</v></c>',
        "date as number": f'<c r="{place}"><v>{rng.randint(44000, 46000)}</v></c>',
        "formula": f'<c r="{place}"><f>1+1</f></c>',
        "formula with value": f'<c r="{place}"><f>SUM(A1:A9)</f><v>{number}</v></c>',
        "formula of text": f'<c r="{place}" t="str"><f>"a"&amp;"b"</f><v>{escape(text)}</v></c>',
        "error": f'<c r="{place}" t="e"><v>{rng.choice(("#REF!", "#N/A", "#DIV/0!", "#???"))}</v></c>',
        "boolean": f'<c r="{place}" t="b"><v>{rng.choice("012x")}</v></c>',
        "shared text that is not there": f'<c r="{place}" t="s"><v>{rng.choice(("999999", "-1", "x", ""))}</v></c>',
        "ISO date": f'<c r="{place}" t="d"><v>{rng.choice(("2022-09-02", "2022-09-02T10:00:00", "x"))}</v></c>',
        "unknown type": f'<c r="{place}" t="zz"><v>1</v></c>',
        "unknown style": f'<c r="{place}" s="99999"><v>44806</v></c>',
        "another place": f'<c r="{rng.choice(("XFD1048576", "ZZZ99999999", "A0", "1A", "", "a1", "B1048577"))}"><v>1</v></c>',
        "no place": "<c><v>1</v></c>",
        "rich text": f'<c r="{place}" t="inlineStr"><is><r><t>a</t></r><r><t>{escape(text[:50])}</t></r></is></c>',
        "blank": f'<c r="{place}"/>',
    }  # fmt: skip
    what = rng.choice(sorted(forms))
    return forms[what], what


def _vast(rng: Random, sheet: bytes) -> bytes:
    """A cell in the far corner that is empty in one of many ways, or a text that is used very often."""
    far = rng.choice((
        b'<c r="XFD1048576" t="str"><f>""</f><v></v></c>', b'<c r="XFD1048576" t="s"><v>0</v></c>', b'<c r="XFD1048576" t="str"/>',
        b'<c r="XFD1048576" t="inlineStr"><is><t></t></is></c>', b'<c r="XFD1048576" t="b"><v>1</v></c>',
        b'<c t="s"><v>0</v></c>' * 9000,
    ))  # fmt: skip
    return sheet.replace(b"</sheetData>", b'<row r="1048576">' + far + b"</row></sheetData>", 1)


def _shift(sheet: bytes, by: int) -> bytes:
    """All rows further down."""
    moved = re.sub(rb'<row r="([0-9]+)"', lambda m: b'<row r="%d"' % (int(m[1]) + by), sheet)
    return re.sub(rb'<c r="([A-Z]+)([0-9]+)"', lambda m: b'<c r="%s%d"' % (m[1], int(m[2]) + by), moved)


def _rows(rng: Random, parts: Parts) -> str:
    name = _some_sheet(rng, parts)
    sheet = parts[name]
    rows = list(ROW.finditer(sheet))
    what = rng.choice(
        ("titles above", "gap above", "merged", "delete", "twice", "hidden", "blank rows", "columns", "vast")
    )
    if what in ("titles above", "gap above"):
        sheet = _shift(sheet, 2)
        title = b'<row r="1"><c r="A1" t="inlineStr"><is><t>Table of May</t></is></c></row>'
        sheet = sheet.replace(b"<sheetData>", b"<sheetData>" + (title if what == "titles above" else b""), 1)
    elif what == "merged":
        columns = rng.choice(("A1:C1", "A2:A5", "B2:D4", "A1:XFD1048576", "C3"))
        sheet = sheet.replace(
            b"</sheetData>",
            b'</sheetData><mergeCells count="1"><mergeCell ref="%s"/></mergeCells>' % columns.encode(),
            1,
        )
        for cell in list(CELL.finditer(sheet))[1:3]:  # Excel keeps the first cell only
            sheet = sheet.replace(cell[0], b'<c r="%s%s"/>' % (cell[1], cell[2]), 1)
    elif what == "blank rows":
        many = rng.choice((10, 20_000))
        blank = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (row, row) for row in range(500, 500 + many))
        sheet = sheet.replace(b"</sheetData>", blank + b"</sheetData>", 1)
    elif what == "vast":
        sheet = _vast(rng, sheet)
    elif what == "columns":
        sheet = re.sub(rb'<c r="B', b'<c r="%s' % rng.choice((b"AA", b"A", b"XFD", b"b")), sheet)
    elif rows:
        row = rng.choice(rows)
        new = {"delete": b"", "twice": row[0] * 2, "hidden": row[0].replace(b"<row ", b'<row hidden="1" ', 1)}[what]
        sheet = sheet[: row.start()] + new + sheet[row.end() :]
    parts[name] = sheet
    return f"{name}: {what}"


def _sheet_xml(rng: Random, parts: Parts) -> str:
    name = rng.choice(sorted(parts))
    data = parts[name]
    head, tail = data[:100].partition(b"?>")[:2], data
    prolog = b"".join(head) if head[1] else b""
    body = tail[len(prolog) :]
    what = rng.choice(("laughs", "outside", "utf-16", "prefix", "cut", "not XML", "deep", "comment", "noise", "empty"))
    forms = {
        "laughs": prolog + LAUGHS + body.replace(b"<v>1</v>", b"<v>&l;</v>"),
        "outside": prolog + OUTSIDE + body.replace(b"</t>", b"&a;</t>", 3),
        "utf-16": data.decode("utf-8", "replace").replace("UTF-8", "UTF-16").encode("utf-16"),
        "prefix": body.replace(b"<c ", b"<x:c ").replace(b"</c>", b"</x:c>"),
        "cut": data[: rng.randrange(len(data) + 1)],
        "not XML": b"hello",
        "deep": prolog + b"<a>" * 100_000,
        "comment": prolog + b"<!-- <c r='A1'><v>1</v></c> -->" + body.replace(b"<sheetData>", b"<sheetData><!-- x -->"),
        "noise": data[: len(data) // 2] + rng.randbytes(50) + data[len(data) // 2 :],
        "empty": b"",
    }
    parts[name] = forms[what]
    return f"{name}: {what}"


def _shared(rng: Random, parts: Parts) -> str:
    name = "xl/sharedStrings.xml"
    data = parts.get(name, b"")
    texts = list(re.finditer(rb"<si>.*?</si>", data, re.DOTALL))
    if not texts:
        return "no shared texts"
    text = rng.choice(texts)
    value = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", nasty.value(rng))
    new = f'<si><t xml:space="preserve">{escape(value)}</t></si>'.encode("utf-8", "surrogatepass")
    parts[name] = data[: text.start()] + new + data[text.end() :]
    return f"shared text {text[0][:60]!r} is {value[:40]!r}"


def _book(rng: Random, parts: Parts) -> str:
    name = "xl/workbook.xml"
    data = parts.get(name, b"")
    sheets = list(re.finditer(rb'<sheet name="([^"]*)"([^>]*)/>', data))
    if not sheets:
        return "no list of sheets"
    sheet = rng.choice(sheets)
    was = sheet[1].decode("utf-8", "replace")
    what = rng.choice(("renamed", "gone", "hidden", "twice", "wrong id", "1904", "another case"))
    names = (
        was[:-1],
        was + " (2)",
        "Sheet1",
        "#" + was,
        "",
        "a" * 40,
        "../x",
        "settings",
        "places",
        "Орал",
        "&lt;b&gt;",
    )
    new = {
        "renamed": f'<sheet name="{rng.choice(names)}"'.encode() + sheet[2] + b"/>",
        "another case": f'<sheet name="{was.upper()} "'.encode() + sheet[2] + b"/>",
        "gone": b"",
        "hidden": sheet[0].replace(b"<sheet ", b'<sheet state="veryHidden" '),
        "twice": sheet[0] * 2,
        "wrong id": re.sub(rb'r:id="[^"]*"', b'r:id="rId999"', sheet[0]),
        "1904": sheet[0],
    }[what]
    data = data[: sheet.start()] + new + data[sheet.end() :]
    if what == "1904":
        data = re.sub(rb"<workbookPr([^>]*)/>", rb'<workbookPr date1904="1"\1/>', data)
    parts[name] = data
    return f"sheet {was}: {what}"


def _archive(rng: Random, parts: Parts) -> str:
    name = rng.choice(sorted(parts))
    what = rng.choice(("gone", "outside", "bomb", "a book in it", "renamed", "many"))
    if what == "gone":
        del parts[name]
    elif what == "outside":
        parts[
            rng.choice(("../../evil.xml", "/tmp/evil.xml", "..\\evil.xml", "C:\\evil.xml", "xl/worksheets/../../x"))
        ] = b"x"
    elif what == "bomb":
        return _with_bomb(rng, parts)
    elif what == "a book in it":
        parts["xl/worksheets/sheet99.xml"] = packed(dict(list(parts.items())[:3]))
    elif what == "renamed":
        parts[rng.choice((name.upper(), "\\" + name, "./" + name))] = parts.pop(name)
    else:
        parts.update({f"xl/media/{number}.png": b"x" for number in range(3000)})
    return f"archive: {name} {what}"


def _with_bomb(rng: Random, parts: Parts) -> str:
    name = rng.choice(("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/media/image1.bin", "docProps/core.xml"))
    parts[name] = bytes(60_000_000) if rng.random() < 0.1 else bytes(12_000_000)
    return f"archive: {name} unpacks to {len(parts[name]):,} bytes"


@cache
def bomb() -> bytes:
    """A workbook of less than 1 MB whose sheet unpacks to 200 million bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", b"<x/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as member:
            for _ in range(BOMB_BYTES // 10_000_000):
                member.write(bytes(10_000_000))
    return out.getvalue()
