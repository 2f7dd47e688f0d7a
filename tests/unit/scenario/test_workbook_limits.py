"""What a workbook may come to, and that what is read agrees with another reader."""

# One case, one line.
# ruff: noqa: E501

from __future__ import annotations

import io
import tracemalloc
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from serai.scenario.cells import NOT_CALCULATED
from serai.scenario.read.workbook import MAX_SHEETS, read_workbook
from serai.scenario.read.xml import MAX_CELLS, MAX_LETTERS
from serai.scenario.write.workbook import workbook_bytes

TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
FORMATS = (
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="{}"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>'
    "</styleSheet>"
)


def zipped(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def book(*sheets: str, shared: str = "", styles: str = "", before: str = "", **more: str) -> bytes:
    """A workbook whose sheets s0, s1, ... hold these rows."""
    names = [f"s{number}" for number in range(len(sheets))]
    listed = "".join(f'<sheet name="{name}" r:id="{name}"/>' for name in names)
    relations = "".join(f'<Relationship Id="{n}" Type="{TYPES}/worksheet" Target="worksheets/{n}.xml"/>' for n in names)
    members = {f"xl/worksheets/{n}.xml": f"{before}<worksheet><sheetData>{rows}</sheetData></worksheet>"
               for n, rows in zip(names, sheets, strict=True)}  # fmt: skip
    for kind, content in (("sharedStrings", shared), ("styles", styles)):
        if content:
            relations += f'<Relationship Id="{kind}" Type="{TYPES}/{kind}" Target="/xl/{kind}.xml"/>'
            members[f"xl/{kind}.xml"] = content
    members["xl/workbook.xml"] = f'<workbook xmlns:r="{TYPES}"><workbookPr/><sheets>{listed}</sheets></workbook>'
    members["xl/_rels/workbook.xml.rels"] = f"<Relationships>{relations}</Relationships>"
    return zipped({**members, **more})


def only_value(content: bytes) -> object:
    """The only cell below the header."""
    [(_, [value])] = read_workbook(content)["s0"].rows
    return value


def cell(inside: str, kind: str = "", style: int = 0) -> str:
    return (
        f'{HEADER}<row r="2"><c r="A2" s="{style}"{f" t={chr(34)}{kind}{chr(34)}" if kind else ""}>{inside}</c></row>'
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "the workbook is locked by a password, or is an old .xls"),
        (b"name,kind\n", "this is not a workbook, or a damaged one (File is not a zip file)"),
        (zipped({"a.xml": b"<a/>"}), "(workbook.xml: there is no such part)"),
        (zipped({"a.xml": bytes(50_000_001)}), "the workbook unpacks to 50,000,001 bytes; at most 50,000,000 are read"),
        (zipped({"content.xml": b"<a/>"}), "this is an OpenDocument or binary workbook; save it as .xlsx"),
        (zipped({"xl/workbook.bin": b""}), "this is an OpenDocument or binary workbook; save it as .xlsx"),
        (zipped({"xl/workbook.xml": b"<a/>"}, zipfile.ZIP_LZMA), "compressed in a way that workbooks never are"),
        (book(HEADER, before='<!DOCTYPE x [<!ENTITY a "ha">]>'), "(s0.xml: a document type, which workbooks never have)"),
        (book("<a>" * 300), "elements nested too deeply"),
        (book(cell("<v>1_0</v>")), '"1_0" is not a number'),
        (book(cell("<v>0</v>", "s"), shared="<sst/>"), 'there is no text "0"'),
        (book(cell("<v>-1</v>", "s"), shared="<sst><si><t>a</t></si></sst>"), 'there is no text "-1"'),
        (book(*[HEADER] * (MAX_SHEETS + 1)), f"the workbook has {MAX_SHEETS + 1} sheets; at most {MAX_SHEETS} are read"),
        (book(cell(f"<is><t>{'x' * 32_768}</t></is>", "inlineStr")), "more than the 32,767 letters that Excel allows"),
        (book(cell("<is>" + "<t>xxxx</t>" * 9000 + "</is>", "inlineStr")), "more than the 32,767 letters"),
        (book("".join(f'<row r="{row}"><c><v>1</v></c></row>' for row in range(5, 100_007))), "a sheet has more than 100,000 rows"),
    ],
)  # fmt: skip
def test_what_is_damaged_or_too_much_is_refused_in_words(content, words):
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - the words are compared below
        read_workbook(content)
    assert words in str(raised.value)


@pytest.mark.parametrize("sheets", [1, 5])
def test_cells_are_counted_over_all_sheets_up_to_the_last_filled_one_of_each_row(sheets):
    n_rows = MAX_CELLS // 16_384 // sheets + 1
    far = "".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(1, n_rows + 1))
    with pytest.raises(ValueError, match="the sheets reach over more than 2,000,000 cells"):
        read_workbook(book(*[far] * sheets))


def test_a_text_counts_as_often_as_it_is_used():
    shared = f"<sst uniqueCount='4294967295'><si><t>{'x' * 30_000}</t></si></sst>"
    fits = "".join('<row><c t="s"><v>0</v></c></row>' for _ in range(MAX_LETTERS // 30_000))
    assert len(read_workbook(book(fits, shared=shared))["s0"].rows) == MAX_LETTERS // 30_000 - 1
    with pytest.raises(ValueError, match="the texts of the workbook exceed 20,000,000 letters"):
        read_workbook(book(fits, '<row><c t="s"><v>0</v></c></row>', shared=shared))


@pytest.mark.parametrize(
    "far", ['<c r="XFD1048576" t="str"><f>""</f><v></v></c>', '<c r="XFD1048576" t="str"/>', '<c r="XFD1048576" s="1"/>',
            '<c r="XFD1048576" t="inlineStr"><is><t></t></is></c>', '<c r="XFD1048576" t="s"><v>0</v></c>',
            '<c r="XFD1048576" t="n"><v></v></c>', '<c r="XFD1048576" t="b"/>', '<c r="XFD1048576" t="d"><v/></c>'],
)  # fmt: skip
def test_an_empty_cell_in_the_far_corner_is_no_cell(far):
    content = book(f'{HEADER}<row r="1048576">{far}</row>', shared="<sst><si><t/></si></sst>")
    tracemalloc.start()
    table = read_workbook(content)["s0"]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (table.header, table.rows) == (["name"], [])
    assert peak < 2_000_000


def test_a_filled_cell_in_the_far_corner_is_read_where_it_stands():
    table = read_workbook(book(f'{HEADER}<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>'))["s0"]
    assert (len(table.header), table.rows[0][0], table.rows[0][1][16_383]) == (16_384, 1_048_576, 7)


@pytest.mark.parametrize(
    ("inside", "kind", "value"),
    [
        ("<v>12.5</v>", "", 12.5), ("<v>1E3</v>", "n", 1000.0), ("<v>1</v>", "b", True), ("<v>0</v>", "b", False),
        ("<v>#N/A</v>", "e", "#N/A"), ("<f>A1</f><v/>", "", NOT_CALCULATED), ("<f>A1</f><v>a b</v>", "str", "a b"),
        ("<v>2024-03-01T06:30:00</v>", "d", datetime(2024, 3, 1, 6, 30)), ("<v>soon</v>", "d", "soon"),
        ("<is><r><t>a</t></r><r><t>b</t></r><rPh><t>c</t></rPh></is>", "inlineStr", "ab"),
        ("<is><t>a_x0041__x005F_x0041_</t></is>", "inlineStr", "aA_x0041_"),
        ("<v>0</v>", "s", "Kyō"),
    ],
)  # fmt: skip
def test_a_cell_of_each_kind_is_read(inside, kind, value):
    shared = "<sst><si><t>Kyō</t><rPh><t>reading</t></rPh></si></sst>"
    assert only_value(book(cell(inside, kind), shared=shared)) == value


@pytest.mark.parametrize(
    ("code", "serial", "value"),
    [
        ("dd/mm/yy", 45352, date(2024, 3, 1)), ("yyyy\\-mm\\-dd hh:mm", 45352.270833333336, datetime(2024, 3, 1, 6, 30)),
        ("hh:mm", 0.25, time(6)), ("[h]:mm", 1.5, timedelta(hours=36)), ("0.00", 45352, 45352.0),
        ("#,##0 &quot;days&quot;", 3, 3.0), ("[Red]0;[Blue]d", 3, 3.0), ("dd/mm/yy", 1e12, 1e12), ("dd/mm/yy", -3, -3.0),
    ],
)  # fmt: skip
def test_a_number_is_a_date_by_the_format_of_its_cell(code, serial, value):
    assert only_value(book(cell(f"<v>{serial}</v>", style=1), styles=FORMATS.format(code))) == value


def test_days_may_be_counted_from_1904():
    content = book(cell("<v>43890</v>", style=1), styles=FORMATS.format("dd/mm/yy"))
    parts = zipfile.ZipFile(io.BytesIO(content))
    members = {
        name: parts.read(name).replace(b"<workbookPr/>", b'<workbookPr date1904="1"/>') for name in parts.namelist()
    }
    assert only_value(zipped(members)) == date(2024, 3, 1)


def test_a_member_that_lies_about_its_size_is_refused():
    content = bytearray(book(HEADER))
    directory = content.index(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    with pytest.raises(ValueError, match=r"a damaged one \(Bad CRC-32"):
        read_workbook(bytes(content))


def test_another_reader_reads_the_same(river):
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer)
    sheet = made.add_worksheet("s0")
    formats = [made.add_format({"num_format": code}) for code in (14, 20, 22, 46, "d mmm yyyy", "0 %", "[h]:mm:ss")]
    for row in range(200):
        for column, form in enumerate(formats):
            sheet.write(row, column, row * 1000.03125 / (1 + 400 * column), form)
        sheet.write(row, 7, f"text {row}")
        sheet.write(row, 8, row % 2 == 0)
    made.close()
    for content in (buffer.getvalue(), workbook_bytes(river)):
        theirs = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name, table in read_workbook(content).items():
            expected = theirs.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for number, cells in [(table.header_row, table.header), *table.rows]:
                padded = [*cells, *[None] * (len(expected[number - 1]) - len(cells))]
                assert [value if value is not None else "" for value in padded] == expected[number - 1], (name, number)
