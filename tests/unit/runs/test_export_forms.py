"""Exports for Excel, maps and data tools: what they hold, what they hide, and that they are safe."""

import csv
import io
import json
import sys
from dataclasses import replace
from datetime import date, datetime

import pytest
from python_calamine import CalamineWorkbook

from serai.errors import StoreError, UsageError
from serai.runs.export import export, journey_table, line_between, to_csv, to_xlsx
from serai.runs.tables import Table, all_tables, few_hidden


@pytest.fixture
def run(bench, observe, make_scenario):
    scenario = make_scenario(observations=(observe("entries", "sum", "2022-09-02", "2022-09-03", value=50),))
    bench.scenario = scenario
    bench.put("entries", 60, day="2022-09-02", place="West Post", profile="men")
    bench.put("entries", 9, day="2022-09-03", place="West Post", profile="men")
    bench.put("refused", 6, day="2022-09-02", place="West Post", profile="men")
    bench.put("refused", 7, day="2022-09-03", place="West Post", profile="men")
    bench.put("without_bed", 9, day="2022-09-02", place="Oral")
    bench.put("without_bed", 10, day="2022-09-03", place="Oral")
    bench.put_waits("east-in", "2022-09-02", 3, 100)
    bench.put_waits("east-in", "2022-09-03", 3, 9)
    bench.put("waiting", 44, step=30, line="east-in")
    return bench.run()


@pytest.fixture
def tables(run):
    return {table.name: table for table in all_tables(run.sample, run.score_rows())}


def cell(table, column, **where):
    """The one cell of a column in the row where the others are as said."""
    found = [
        row[table.columns.index(column)]
        for row in table.rows
        if all(row[table.columns.index(name)] == value for name, value in where.items())
    ]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (9, None), (10, 10), (12345, 12345)])
def test_counts_of_1_to_9_are_hidden(count, shown):
    assert few_hidden(count) == shown


def test_few_people_at_a_place_on_a_day_are_blank(tables):
    assert cell(tables["posts"], "entries", place="West Post", day=date(2022, 9, 2)) == 60
    assert cell(tables["posts"], "entries", place="West Post", day=date(2022, 9, 3)) is None
    assert cell(tables["cities"], "without_bed_at_02", place="Oral", day=date(2022, 9, 2)) is None
    assert cell(tables["cities"], "without_bed_at_02", place="Oral", day=date(2022, 9, 3)) == 10


def test_waits_of_few_people_are_blank(tables):
    assert cell(tables["waits"], "mean_wait_hours", line="east-in", day=date(2022, 9, 2)) == pytest.approx(3)
    assert cell(tables["waits"], "p90_wait_hours", line="east-in", day=date(2022, 9, 2)) == pytest.approx(3, rel=0.07)
    assert cell(tables["waits"], "mean_wait_hours", line="east-in", day=date(2022, 9, 3)) is None
    assert cell(tables["waits"], "longest_line_people", line="east-in", day=date(2022, 9, 2)) == 44


def test_people_turned_back_appear_by_week_and_region_only(tables):
    assert tables["refused"].columns == ("week_from", "region", "refused")
    assert tables["refused"].rows == ((date(2022, 9, 1), "West", 13),)
    assert not [name for name, table in tables.items() if name != "refused" and "refused" in table.columns]


def test_days_add_up_all_places(tables):
    assert cell(tables["days"], "entries", day=date(2022, 9, 2)) == 60
    assert cell(tables["days"], "stayed_since_start", day=date(2022, 9, 3)) == 69
    assert len(tables["days"].rows) == 4


def test_every_value_is_listed_with_its_range_and_source(tables):
    values = tables["values"]
    assert cell(values, "low", key="travel.road_factor") == 1.15
    assert cell(values, "value", key="lodging.oral-hotel.beds") == 100
    assert cell(values, "source", key="lodging.oral-hotel.beds") == "assumed by the user"


def test_the_score_stands_beside_the_results(tables):
    assert cell(tables["score"], "simulated", quantity="entries") == 60
    assert cell(tables["score"], "naive_ordinary_only", quantity="entries") is not None


def test_lodging_is_shown_at_20_local(run):
    run.outcome.arrays["lodged"][44, 0] = 57
    table = next(t for t in all_tables(run.sample, []) if t.name == "lodging")
    assert cell(table, "lodged", lodging="oral-hotel", day=date(2022, 9, 2)) == 57


NASTY = Table("t", "about", ("text", "when", "count", "yes", "day"), (
    ("=1+1", datetime(2022, 9, 2, 14), 3, True, date(2022, 9, 2)),
    ("@SUM(A1)", None, None, False, None),
    ("https://example.org", None, 2.5, None, None),
))  # fmt: skip


def test_texts_stay_texts_in_excel_whatever_they_begin_with():
    book = CalamineWorkbook.from_filelike(io.BytesIO(to_xlsx([NASTY], ["note", "=2+2"])))
    assert book.sheet_names == ["about", "t"]
    assert book.get_sheet_by_name("about").to_python()[1][0] == "=2+2"
    rows = book.get_sheet_by_name("t").to_python()
    assert rows[1] == ["=1+1", "2022-09-02 14:00", 3.0, True, date(2022, 9, 2)]
    assert rows[2][0] == "@SUM(A1)"


def test_no_cell_of_the_workbook_is_a_formula(tmp_path):
    import zipfile

    with zipfile.ZipFile(io.BytesIO(to_xlsx([NASTY], ["=2+2"]))) as parts:
        sheets = [parts.read(name).decode("utf-8") for name in parts.namelist() if "worksheets/sheet" in name]
    assert len(sheets) == 2
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)


def test_texts_that_a_spreadsheet_could_run_are_quoted_in_csv():
    text = to_csv(NASTY).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1] == ["'=1+1", "2022-09-02T14:00:00", "3", "yes", "2022-09-02"]
    assert rows[2] == ["'@SUM(A1)", "", "", "no", ""]
    assert rows[3][0] == "https://example.org"


def test_a_workbook_has_a_sheet_for_each_table(run, tmp_path):
    path = export(run, "xlsx", tmp_path / "out.xlsx")
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == [
        "about", "days", "posts", "waits", "cities", "lodging", "registration", "refused", "score", "values",
        "Needs",
    ]  # fmt: skip
    about = [row[0] for row in book.get_sheet_by_name("about").to_python()]
    assert about[0].startswith("A made-up exodus, seed 1, Serai ")
    assert "One run with assumed values, not a forecast." in about


def test_csv_is_a_folder_of_tidy_files(run, tmp_path):
    folder = export(run, "csv", tmp_path / "out")
    assert sorted(path.name for path in folder.iterdir()) == [
        "Needs.csv", "about.txt", "cities.csv", "days.csv", "lodging.csv", "posts.csv", "refused.csv",
        "registration.csv", "score.csv", "serai-export.json", "values.csv", "waits.csv",
    ]  # fmt: skip
    assert "1 to 9 people" in (folder / "about.txt").read_text(encoding="utf-8")


def test_parquet_holds_the_tables_and_journeys_marked_as_invented(run, tmp_path):
    from pyarrow import parquet

    folder = export(run, "parquet", tmp_path / "out")
    posts = parquet.read_table(folder / "posts.parquet").to_pylist()
    assert {"day": date(2022, 9, 2), "place": "West Post"}.items() <= posts[1].items()
    assert posts[2]["entries"] is None
    journeys = parquet.read_table(folder / "journeys.parquet")
    assert journeys.schema.metadata[b"about"].startswith(b"An invented traveller")
    assert journeys.column("traveller").to_pylist() == [1] * 9
    assert journeys.column("what").to_pylist()[0] == "set_out"


def test_a_table_without_rows_is_exported_too(run, tmp_path):
    empty = replace(run.outcome, journeys=run.outcome.journeys[:0])
    folder = export(replace(run, outcome=empty), "parquet", tmp_path / "out")
    assert (folder / "journeys.parquet").is_file()


def test_journeys_show_no_key_by_which_a_party_could_be_followed(run):
    table = journey_table(run.view)
    assert "key" not in table.columns
    assert {row[0] for row in table.rows} == {1}


def test_parquet_without_pyarrow_says_what_to_install(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r'^Parquet needs more packages; .* pip install "\.\[parquet\]"$'):
        export(run, "parquet", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_map_has_places_as_points_and_routes_as_lines(run, tmp_path):
    content = json.loads(export(run, "geojson", tmp_path / "out.geojson").read_text(encoding="utf-8"))
    points = {f["properties"]["name"]: f for f in content["features"] if f["geometry"]["type"] == "Point"}
    assert points["West Post"]["geometry"]["coordinates"] == [51, 51]
    assert points["West Post"]["properties"]["entries"] == 69
    assert points["Oral"]["properties"]["worst_night_without_bed"] == 10
    line = next(f for f in content["features"] if f["geometry"]["type"] == "LineString")
    assert line["geometry"]["coordinates"] == [[50.1, 53.2], [51, 51]]
    assert (line["properties"]["km"], line["properties"]["entries_to"]) == (260, 69)


def test_a_line_over_180_degrees_is_cut_in_two():
    assert line_between((179.0, 10.0), (-179.0, 20.0)) == (
        "MultiLineString", [[[179.0, 10.0], [180.0, 15.0]], [[-180.0, 15.0], [-179.0, 20.0]]]
    )  # fmt: skip
    kind, parts = line_between((-172.0, -14.0), (178.0, -18.0))
    assert (kind, parts[0][1][0], parts[1][0][0]) == ("MultiLineString", -180.0, 180.0)
    assert parts[0][1][1] == parts[1][0][1] == pytest.approx(-17.2)
    assert line_between((0.0, 0.0), (180.0, 1.0))[0] == "LineString"


def test_an_export_stands_beside_the_results(run, tmp_path):
    run.save(tmp_path / "kept")
    assert export(run, "geojson") == tmp_path / "kept" / "made-up.geojson"
    assert export(run, "csv") == tmp_path / "kept" / "made-up-csv"


def test_an_unknown_form_is_refused(run):
    with pytest.raises(UsageError, match=r'^a run is exported to xlsx, geojson, csv, parquet, hubverse, not to "pdf"$'):
        export(run, "pdf")


def test_an_export_does_not_replace_a_folder_of_something_else(run, tmp_path):
    (tmp_path / "thesis.doc").write_bytes(b"")
    with pytest.raises(StoreError, match="is not an export as Serai wrote it"):
        export(run, "csv", tmp_path)


@pytest.mark.parametrize("form", ["xlsx", "geojson"])
def test_an_export_is_replaced_and_any_other_file_is_not(run, tmp_path, form):
    path = tmp_path / f"x.{form}"
    export(run, form, path)
    export(run, form, path)
    path.write_bytes(b"years of work")
    with pytest.raises(StoreError, match=r'x\.\w+" exists and was not written by Serai, or was changed'):
        export(run, form, path)
    assert path.read_bytes() == b"years of work"


def test_an_exported_workbook_that_was_edited_is_not_replaced(run, tmp_path):
    import openpyxl

    path = export(run, "xlsx", tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(path)
    book["about"]["A1"] = "mine"
    book.save(path)
    with pytest.raises(StoreError, match="was not written by Serai, or was changed since"):
        export(run, "xlsx", path)


def test_a_map_that_was_edited_is_not_replaced(run, tmp_path):
    path = export(run, "geojson", tmp_path / "x.geojson")
    path.write_bytes(path.read_bytes().replace(b"Oral", b"Uralsk"))
    with pytest.raises(StoreError, match="was not written by Serai, or was changed since"):
        export(run, "geojson", path)


@pytest.mark.parametrize(("name", "data"), [("days.csv", b"mine"), ("notes.txt", b"new"), ("serai-export.json", b"{}")])
def test_a_folder_in_which_a_file_was_changed_or_added_is_not_replaced(run, tmp_path, name, data):
    folder = export(run, "csv", tmp_path / "out")
    assert export(run, "csv", folder) == folder
    (folder / name).write_bytes(data)
    with pytest.raises(StoreError, match=rf"is not an export as Serai wrote it \(.*{name}.*\)"):
        export(run, "csv", folder)
    assert (folder / name).read_bytes() == data


def test_a_folder_of_others_that_holds_a_file_about_txt_is_not_replaced(run, tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "about.txt").write_bytes(b"About us")
    (tmp_path / "sub" / "thesis.docx").write_bytes(b"years of work")
    with pytest.raises(StoreError, match=r"it has no serai-export\.json"):
        export(run, "csv", tmp_path)
    assert (tmp_path / "sub" / "thesis.docx").is_file()


def test_rows_beyond_those_of_a_sheet_go_on_in_a_second_one(run, tmp_path, monkeypatch):
    monkeypatch.setattr("serai.runs.export.SHEET_ROWS", 4)
    monkeypatch.setattr("serai.runs.export.MOST_CELLS_IN_MEMORY", 10)
    whole = len((export(run, "csv", tmp_path / "c") / "days.csv").read_bytes().splitlines()) - 1
    book = CalamineWorkbook.from_path(export(run, "xlsx", tmp_path / "x.xlsx"))
    sheets = [name for name in book.sheet_names if name.split()[0] == "days"]
    assert sheets == ["days", "days 2"]
    assert sum(len(book.get_sheet_by_name(name).to_python()) - 1 for name in sheets) == whole > 3


def test_a_text_longer_than_a_cell_holds_is_refused_with_the_forms_that_hold_it(run, tmp_path, monkeypatch):
    monkeypatch.setattr("serai.runs.export.CELL_LETTERS", 5)
    with pytest.raises(UsageError, match="use --to csv or --to parquet"):
        export(run, "xlsx", tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["xlsx", "geojson"])
def test_an_export_never_replaces_a_run(run, tmp_path, form):
    run.save(tmp_path / "kept")
    path = tmp_path / "kept" / "run.nc"
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"run\.nc\" exists and was not written by Serai"):
        export(run, form, path)
    assert path.read_bytes() == before


@pytest.fixture
def drawn(run, bench):
    """The run with three draws, of which each holds one, two and three times its numbers."""
    return bench.run(factors=(1, 2, 3))


def test_tables_of_draws_have_medians_and_the_ends_of_the_band_beside_them(drawn):
    tables = {table.name: table for table in all_tables(drawn.sample, drawn.score_rows())}
    where = {"place": "West Post", "day": date(2022, 9, 2)}
    assert tables["posts"].columns[:6] == ("day", "place", "region", "entries", "entries_low", "entries_high")
    shown = [cell(tables["posts"], f"entries{end}", **where) for end in ("", "_low", "_high")]
    assert shown == [120, round(60 * 1.2), round(60 * 2.8)]
    assert cell(tables["days"], "stayed_since_start_high", day=date(2022, 9, 3)) == round(69 * 2.8)
    assert [name for name in tables["values"].columns if name.endswith(("_low", "_high"))] == []


def test_each_end_of_a_band_of_1_to_9_people_is_blank(drawn):
    tables = {table.name: table for table in all_tables(drawn.sample, [])}
    where = {"place": "West Post", "day": date(2022, 9, 3)}  # 9, 18 and 27 people
    assert [cell(tables["posts"], f"entries{end}", **where) for end in ("", "_low", "_high")] == [18, 11, 25]
    few = {"place": "Oral", "day": date(2022, 9, 2)}
    assert cell(tables["cities"], "without_bed_at_02_low", **few) == 11
    scarce = drawn.draws.arrays["without_bed"]
    scarce[:] = scarce // 3  # 3, 6 and 9
    again = next(table for table in all_tables(drawn.sample, []) if table.name == "cities")
    assert [cell(again, f"without_bed_at_02{end}", **few) for end in ("", "_low", "_high")] == [None, None, None]


def test_a_wait_of_draws_is_of_those_draws_that_served_enough(drawn):
    waits = next(table for table in all_tables(drawn.sample, []) if table.name == "waits")
    served_9_18_27 = {"line": "east-in", "day": date(2022, 9, 3)}
    assert cell(waits, "mean_wait_hours", **served_9_18_27) == pytest.approx(3, abs=0.01)
    drawn.draws.arrays["served"][1] = 9
    waits = next(table for table in all_tables(drawn.sample, []) if table.name == "waits")
    assert cell(waits, "mean_wait_hours", **served_9_18_27) is None


def test_the_score_of_draws_has_the_columns_of_draws(drawn):
    score = next(table for table in all_tables(drawn.sample, drawn.score_rows()) if table.name == "score")
    assert cell(score, "simulated", quantity="entries") == 120
    assert cell(score, "central", quantity="entries") == 60
    assert cell(score, "draws", quantity="entries") == 3


def test_draws_are_exported_in_every_form(drawn, tmp_path):
    from pyarrow import parquet

    book = CalamineWorkbook.from_path(export(drawn, "xlsx", tmp_path / "out.xlsx"))
    about = [row[0] for row in book.get_sheet_by_name("about").to_python()]
    caveat = "3 draws of assumed ranges, not a forecast: medians, and where 80 % of them lie."
    assert caveat in about
    assert book.get_sheet_by_name("posts").to_python()[0][3:6] == ["entries", "entries_low", "entries_high"]
    folder = export(drawn, "csv", tmp_path / "csv")
    heads, first, *_ = csv.reader(io.StringIO((folder / "posts.csv").read_text(encoding="utf-8-sig")))
    assert heads[3:6] == ["entries", "entries_low", "entries_high"]
    assert caveat in (folder / "about.txt").read_text(encoding="utf-8")
    table = parquet.read_table(export(drawn, "parquet", tmp_path / "parquet") / "posts.parquet").to_pylist()
    assert [table[1][f"entries{end}"] for end in ("", "_low", "_high")] == [120, 72, 168]
    assert [first[0], *first[3:6]] == ["2022-09-01", "0", "0", "0"]


def test_a_map_of_draws_has_medians_and_bands(drawn, tmp_path):
    content = json.loads(export(drawn, "geojson", tmp_path / "out.geojson").read_text(encoding="utf-8"))
    assert content["about"][0] == "3 draws of assumed ranges, not a forecast: medians, and where 80 % of them lie."
    points = {f["properties"]["name"]: f["properties"] for f in content["features"] if f["geometry"]["type"] == "Point"}
    post = points["West Post"]
    assert [post[f"entries{end}"] for end in ("", "_low", "_high")] == [138, round(69 * 1.2), round(69 * 2.8)]
    line = next(f["properties"] for f in content["features"] if f["geometry"]["type"] == "LineString")
    assert [line[f"entries_to{end}"] for end in ("", "_low", "_high")] == [138, 83, 193]


@pytest.mark.parametrize("form", ["xlsx", "geojson", "csv", "parquet"])
def test_an_export_of_draws_is_replaced_by_a_later_one(drawn, tmp_path, form):
    path = tmp_path / f"x.{form}"
    assert export(drawn, form, path) == export(drawn, form, path)
