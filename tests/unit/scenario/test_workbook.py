"""Workbooks: read as Excel writes them, refused when they could hurt, written so that a planner can work with them."""

# One case, one line.
# ruff: noqa: E501

import re
import zipfile
from datetime import date, datetime, time

import pytest
import xlsxwriter

from serai.scenario.read.load import load
from serai.scenario.write.write import write

SETTINGS = [
    ["key", "value", "unit", "low", "high", "source"],
    ["schema", 1],
    ["name", "planner"],
    ["start", date(2024, 3, 1)],
    ["end", datetime(2024, 4, 1)],
    ["tick", "30min"],
    ["modes.car.speed_kmh", 60, "km/h", 50, 70, "a survey"],
    ["modes.bus", "none"],
    ["modes.foot.onward", "car"],
    ["modes.rail", "none"],
    ["modes.air", "none"],
    ["leaving.weekdays", "1 1 1 1 1 2 2"],
]
PLACES = [
    ["name", "Kind", "lat", "lon", "at risk people", "attraction"],
    ["# a remark"],
    ["Town", "origin", 1.5, 2, 1000],
    [2022, "border post", 1.6, 2.5],
    ["City", "city", 1.7, 3, "", 1],
]
ROUTES = [["from", "to", "two way"], ["Town", "2022", True], [2022, "City", "yes"]]
PROFILES = [["name", "size", "lodging"], ["people", time(1, 1), ""]]
DEPARTURES = [
    ["from", "to", "origin", "profile", "people"],
    [datetime(2024, 3, 2, 6, 30), date(2024, 3, 4), "Town", "people", 50],
]
SHEETS = {"Settings": SETTINGS, "places": PLACES, "Routes": ROUTES, "profiles": PROFILES, "departures": DEPARTURES}


@pytest.fixture
def workbook(tmp_path):
    """Write sheets of plain cells as a workbook, as a planner's program would."""

    def make(**sheets):
        path = tmp_path / "planner.xlsx"
        book = xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yy hh:mm"})
        for name, rows in {**SHEETS, **sheets}.items():
            if rows is not None:
                sheet = book.add_worksheet(name.replace("__", "#"))
                for number, row in enumerate(rows):
                    for column, value in enumerate(row):
                        sheet.write(number, column, value)
        book.close()
        return path

    return make


def test_excel_dates_times_numbers_and_booleans_are_read(workbook):
    loaded = load(workbook())
    assert (loaded.start, loaded.end, loaded.tick_minutes) == (date(2024, 3, 1), date(2024, 4, 1), 30)
    assert list(loaded.modes) == ["car", "foot"]
    assert (loaded.modes["car"].speed_kmh.low, loaded.modes["car"].speed_kmh.source) == (50, "a survey")
    assert loaded.leaving.weekdays == (1, 1, 1, 1, 1, 2, 2)
    assert loaded.places[1].name == "2022"
    assert loaded.profiles[0].size == "01:01"
    assert loaded.departures[0].start == datetime(2024, 3, 2, 6, 30)


def test_faults_are_named_by_sheet_and_cell(workbook, problems_of):
    settings = [*SETTINGS, ["choice.room_wieght", 1], ["travel.spread", 2, "%"], ["travel.road_factor", 1.5, "1", 2, 3]]
    places = [*PLACES[:-1], ["City", "citi", 1.7, "east"]]
    routes = [*ROUTES, ["2022", "Town"], ["Town", "Cit"]]
    found = problems_of(workbook(Settings=settings, places=places, Routes=routes))
    assert found == [
        'sheet settings, cell B14 (travel.spread): the unit must be 1, got "%"',
        'sheet settings, cell B13 (choice.room_wieght): unknown setting "room_wieght". Did you mean "room_weight"?',
        "sheet settings, cell D15 (travel.road_factor.low): must be at most the value 1.5, got 2",
        "sheet places, cell B5: must be one of origin, city, border_post, camp, junction, exit, got \"citi\"."
        ' Did you mean "city"?',
        'sheet places, cell D5: must be a number, got "east"',
        'sheet routes, cell B5: place "Cit" is not in sheet places. Did you mean "City"?',
        'sheet routes, row 4: the road from "2022" to "Town" is already in sheet routes, row 2',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ([*SETTINGS, ["name", "again"]], "sheet settings, cell B13 (name): is already in row 3"),
        ([*SETTINGS, ["", 3]], "sheet settings: row 13 has a value but no key"),
        ([*SETTINGS, ["modes", 3]], "sheet settings, cell B13 (modes): has settings below it in other rows, so it cannot have a value"),
        ([*SETTINGS, ["name.x", 3]], 'sheet settings, cell B13 (name.x): "name" has a value of its own in another row'),
        ([*SETTINGS, ["seed", 3, "", 1, 2]], "sheet settings, cell B13 (seed): takes one value, without a range"),
        ([*SETTINGS, ["seed", 1.5]], "sheet settings, cell B13 (seed): must be a whole number, got 1.5"),
        ([["key", "vale"], ["name", "x"]], 'sheet settings: row 1: unknown column "vale". Did you mean "value"?'),
        ([["key"], ["name"]], "sheet settings: row 1: the sheet needs the columns key, value, unit, low, high, source"),
        (None, "sheet settings: the sheet is missing; a workbook contains the sheet settings and a sheet per table"),
    ],
)  # fmt: skip
def test_a_wrong_settings_sheet_is_refused(workbook, problems_of, settings, words):
    assert words in problems_of(workbook(Settings=settings))


def test_unknown_sheets_are_refused_but_remarks_and_empty_sheets_are_not(workbook, problems_of):
    assert problems_of(workbook(rootes=[["from"]], __remarks=[["hello"]], Sheet1=[])) == [
        'sheet rootes: unknown table. Did you mean "routes"? Begin its name with # to leave it out: "#rootes".'
    ]


def test_a_date_that_excel_holds_as_a_number_is_not_guessed(workbook, problems_of):
    departures = [DEPARTURES[0], [45353.0, "", "Town", "people", 50]]
    assert problems_of(workbook(departures=departures)) == [
        "sheet departures, cell A2: must be a date, e.g. 2022-09-21 or 2022-09-21 14:30, got 45353; "
        "give the cell a date format"
    ]


@pytest.fixture
def with_formula(workbook):
    """A workbook whose place "Town" takes its people at risk from a formula, with the result that Excel stored."""

    def make(result):
        path = workbook()
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        sheet = "xl/worksheets/sheet2.xml"
        plain = b'<c r="E3"><v>1000</v></c>'
        assert plain in members[sheet]
        members[sheet] = members[sheet].replace(plain, result)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return path

    return make


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (b'<c r="E3" t="e"><f>VLOOKUP(A1,B:C,2)</f><v>#N/A</v></c>', "contains the Excel error #N/A"),
        (b'<c r="E3" s="1" t="e"><v>#REF!</v></c>', "contains the Excel error #REF!"),
        (b'<c r="D9" s="1"/><c r="E3"><f>1+1</f><v></v></c>',
         "contains a formula whose result is not stored; open the workbook in Excel and save it"),
        (b'<c r="E3"><f>1+1</f></c>',
         "contains a formula whose result is not stored; open the workbook in Excel and save it"),
    ],
)  # fmt: skip
def test_a_formula_without_a_result_is_refused_and_not_taken_for_a_blank(with_formula, problems_of, result, words):
    assert problems_of(with_formula(result)) == [f"sheet places, cell E3: {words}"]


def test_a_formula_is_read_as_the_result_that_excel_stored(with_formula):
    assert load(with_formula(b'<c r="E3"><f>500+500</f><v>1000</v></c>')).places[0].at_risk_people == 1000
    assert load(with_formula(b'<c r="E3" t="str"><f>A1&amp;""</f><v></v></c>')).places[0].at_risk_people is None


def test_a_setting_that_holds_an_excel_error_is_refused(workbook, problems_of):
    found = problems_of(workbook(Settings=[*SETTINGS, ["seed", "#N/A"], ["choice.room_weight", "#NUM!"]]))
    assert found == [
        "sheet settings, cell B13 (seed): contains the Excel error #N/A",
        "sheet settings, cell B14 (choice.room_weight): contains the Excel error #NUM!",
    ]


def test_a_workbook_cut_off_anywhere_is_refused_without_a_traceback(workbook, tmp_path, problems_of):
    whole = workbook().read_bytes()
    for length in range(1, len(whole), len(whole) // 40):
        path = tmp_path / "cut.xlsx"
        path.write_bytes(whole[:length])
        assert problems_of(path)[0].startswith("cut.xlsx: ")


def in_sheet(workbook, cell):
    """A whole workbook with one more cell in the sheet `routes`."""
    path = workbook()
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = max(name for name in members if name.startswith("xl/worksheets/sheet"))
    members[sheet] = members[sheet].replace(b"</sheetData>", b"<row>" + cell + b"</row></sheetData>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_cells_with_style_but_no_value_do_not_count_as_far_out(workbook):
    assert load(in_sheet(workbook, b'<c r="XFD1048576" s="1"/>')).name == "planner"


@pytest.mark.parametrize("place", ["ZZZ99999999", "XFE1", "A0", "A1048577", "", "1A", "a1"])
def test_a_cell_in_no_place_of_excel_is_refused(workbook, problems_of, place):
    [problem] = problems_of(in_sheet(workbook, f"<c r='{place}'><v>1</v></c>".encode()))
    assert re.fullmatch(
        rf'\w+.xlsx: the workbook is damaged and cannot be read \(sheet\d+.xml: there is no cell "{place}"\)', problem
    )


@pytest.fixture
def parts(river, tmp_path) -> dict[str, str]:
    """The members of a written workbook, as text."""
    path = write(river, tmp_path / "out.xlsx")
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def test_a_written_workbook_has_a_sheet_for_each_table_even_an_empty_one(parts):
    assert 'name="settings"' in parts["xl/workbook.xml"]
    assert len([name for name in parts if name.startswith("xl/worksheets/sheet")]) == 17


def test_a_written_workbook_has_frozen_headers_notes_and_lists_to_choose_from(parts):
    places = parts["xl/worksheets/sheet2.xml"]
    assert 'state="frozen"' in places
    assert "<formula1>&quot;origin,city,border_post,camp,junction,exit&quot;" in places.replace(
        '"origin', "&quot;origin"
    ).replace('exit"', "exit&quot;")
    notes = parts["xl/comments2.xml"]
    assert "latitude, WGS 84\nUnit: degrees\nAllowed: -90 to 90\nMust be filled." in notes


def test_names_are_never_formulas_or_links(river, tmp_path):
    evil = [
        place.model_copy(update={"note": note})
        for place, note in zip(river.places, ("=1+1", "http://x.y", "@x", "+1"), strict=True)
    ]
    path = write(river.model_copy(update={"places": tuple(evil)}), tmp_path / "evil.xlsx")
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name).decode("utf-8") for name in archive.namelist() if "worksheets/" in name]
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    assert [place.note for place in load(path).places] == ["=1+1", "http://x.y", "@x", "+1"]


def test_a_number_that_needs_17_digits_comes_back_the_same(river, tmp_path):
    third = river.places[0].model_copy(update={"lat": 0.1 + 0.2})
    exact = river.model_copy(update={"places": (third, *river.places[1:])})
    assert load(write(exact, tmp_path / "exact.xlsx")).places[0].lat == 0.1 + 0.2
