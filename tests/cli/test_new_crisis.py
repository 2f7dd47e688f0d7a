"""`serai new --from RUS --to GEO`, `serai drop` and `serai rename`: what is written, what is said, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

import serai as library

POSTS = "name,lat,lon,ordinary,capacity,low,high\nVerkhny Lars,42.74,44.63,5000,9000,6000,14000\n"
GEORGIA = ("--from", "RUS", "--to", "GEO", "--event", "2022-09-21", "--places", "4", "--kit", "call-up")


@pytest.fixture
def border(tmp_path) -> Path:
    path = tmp_path / "posts.csv"
    path.write_text(POSTS, encoding="utf-8")
    return path


def test_a_new_crisis_is_a_folder_that_checks(serai, border):
    made = serai("new", "geo", *GEORGIA, "--border", border, "--expect", 60000)
    assert made.exit_code == 0, made.output
    assert "geo contains a first scenario:\n  Russia to Georgia, event of 2022-09-21: a first guess\n" in made.stdout
    assert "Russia also borders AZE, BLR" in made.stdout
    assert made.stdout.endswith("Next: serai run geo --draws 40\n")
    checked = serai("check", "geo")
    assert checked.exit_code == 0
    triggers = json.loads(serai("check", "geo", "--json").stdout)["triggers"]
    assert sum(one["people"] for one in triggers) == pytest.approx(60000)
    said = "trigger {id}: {people:,.0f} people correspond to a hazard of {hazard:.3g} in all"
    assert [said.format(**one) in checked.stdout for one in triggers] == [True] * len(triggers)
    asked = Path("geo/ask-first.md").read_text(encoding="utf-8")
    assert asked.startswith("# Ask first: Russia to Georgia")
    assert "| people who leave up to the end of the run | 60,000 | 30,000 | 120,000 | stated |" in asked


def test_a_workbook_begins_with_what_to_ask_first_and_colours_what_is_guessed(serai):
    assert serai("new", "geo.xlsx", *GEORGIA).exit_code == 0
    book = openpyxl.load_workbook("geo.xlsx")
    sheet = book["#Ask first"]
    assert book.sheetnames[:2] == ["#Ask first", "settings"]
    assert [sheet.cell(row, 2).value for row in (3, 4, 5)] == ["stated", "derived", "guessed"]
    assert [cell.value for cell in sheet[7]][1:4] == ["what", "value", "low"]
    assert sheet.cell(8, 2).value == "which border posts there are"
    rules = [rule for found in book["places"].conditional_formatting for rule in found.rules]
    assert sorted(rule.text for rule in rules) == ["derived", "guessed", "stated"]
    assert len({rule.dxf.fill.bgColor.rgb for rule in rules}) == 3
    assert serai("check", "geo.xlsx").exit_code == 0


def test_the_posts_that_are_guessed_are_named_with_how_to_give_better_ones(serai):
    said = serai("new", "geo", *GEORGIA).stdout
    assert "Posts are guesses by the map: Border near " in said
    assert "--border posts.csv, a table with the columns name, lat, lon" in said


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--from", "KZA", "--to", "GEO"), 3, '"KZA" is not a country code of three letters'),
        (("--from", "IND", "--to", "LKA"), 3, "Sri Lanka is an island"),
        (("--from", "RUS", "--to", "RUS"), 3, "people leave from and arrive in Russia"),
        ((*GEORGIA, "--border", "none.csv"), 3, "none.csv: cannot be read"),
        ((*GEORGIA, "--event", "21/09/22"), 2, "--event must be a date"),
        (("--from", "RUS"), 2, "RUS is a country; for a new crisis also say where people go: --to GEO"),
        (("--to", "GEO"), 2, "--to needs the country of departure as well"),
        (("--from", "river-crossing", "--expect", "5"), 2, "does not go with --expect"),
        (("--from-scenario", "kazakhstan-2022"), 2, "--from-scenario needs the posts of the new border"),
        (("--from-scenario", "river-crossing", "--border", "posts.csv", "--kit", "x"), 2, "does not go with --kit"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_is_written(serai, tmp_path, words, code, said):
    result = serai("new", "new", *words)
    assert (result.exit_code, said in result.stderr) == (code, True), result.stderr
    assert list(tmp_path.iterdir()) == []


def test_another_border_for_a_built_in_scenario(serai, border):
    made = serai("new", "geo", "--from-scenario", "kazakhstan-2022", "--border", border)
    assert made.exit_code == 0, made.output
    assert "  services: 144 rows (" in made.stdout
    assert "  new posts: Verkhny Lars\n" in made.stdout
    assert serai("check", "geo").exit_code == 0


@pytest.fixture(params=["mine", "mine.xlsx"])
def mine(serai, request) -> Path:
    assert serai("new", request.param, "--from", "river-crossing").exit_code == 0
    return Path(request.param)


def test_a_place_goes_from_all_tables_of_a_folder_or_workbook(serai, mine):
    before = library.load(mine)
    result = serai("drop", mine, "place", "Old Ferry")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f'{mine} is now without place "Old Ferry":\n  places: 1 row (Old Ferry) out\n')
    assert library.load(mine) == library.drop(before, "place", "Old Ferry").scenario


def test_a_place_is_renamed_in_all_tables_of_a_folder_or_workbook(serai, mine):
    before = library.load(mine)
    assert serai("rename", mine, "place", "Old Ferry", "Ferry's End").exit_code == 0
    assert library.load(mine) == library.rename(before, "place", "Old Ferry", "Ferry's End").scenario


def test_a_dry_run_shows_and_changes_nothing(serai, mine):
    before = library.load(mine)
    result = serai("drop", mine, "mode", "bus", "--dry-run")
    assert result.stdout.startswith(f'{mine} would be without mode "bus":\n')
    assert library.load(mine) == before


def test_a_change_that_leaves_faults_is_refused_and_changes_nothing(serai, mine):
    before = library.load(mine)
    result = serai("drop", mine, "place", "Mill Junction")
    assert result.exit_code == 3
    assert 'no route for profile "households" (car, foot) leads from it' in result.stderr
    assert library.load(mine) == before


def test_files_and_tables_that_have_nothing_to_do_with_it_stay_as_they_are(serai):
    serai("new", "mine", "--from", "river-crossing")
    notes, routes, lodging = (Path("mine") / name for name in ("notes.txt", "routes.csv", "lodging.csv"))
    notes.write_text("call the ferry", encoding="utf-8")
    routes.rename("mine/Routes.csv")
    lodging.write_text("# beds of May\n" + lodging.read_text(encoding="utf-8"), encoding="utf-8")
    assert serai("drop", "mine", "place", "Old Ferry").exit_code == 0
    assert notes.read_text(encoding="utf-8") == "call the ferry"
    assert lodging.read_text(encoding="utf-8").startswith("# beds of May\n")
    assert "Old Ferry" not in Path("mine/Routes.csv").read_text(encoding="utf-8")
    assert not Path("mine/routes.csv").exists() or Path("mine/routes.csv").samefile("mine/Routes.csv")


def test_the_folder_that_one_is_in_is_not_exchanged(serai, tmp_path, monkeypatch):
    serai("new", "mine", "--from", "river-crossing")
    monkeypatch.chdir(tmp_path / "mine")
    result = serai("drop", ".", "place", "Old Ferry")
    assert (result.exit_code, "leave it first and name it from outside" in result.stderr) == (4, True)
    assert "Old Ferry" in Path("places.csv").read_text(encoding="utf-8")


def test_sheets_of_remarks_stay_in_a_workbook(serai):
    serai("new", "geo.xlsx", *GEORGIA)
    before = [[cell.value for cell in row] for row in openpyxl.load_workbook("geo.xlsx")["#Ask first"]]
    assert serai("drop", "geo.xlsx", "place", "Batumi").exit_code == 0
    book = openpyxl.load_workbook("geo.xlsx")
    assert [[cell.value for cell in row] for row in book["#Ask first"]] == before
    assert len(list(book["places"].conditional_formatting)) > 0


def test_a_built_in_scenario_stays_as_it_is(serai):
    result = serai("drop", "river-crossing", "place", "Old Ferry")
    assert result.exit_code == 2
    assert "copy it first: serai new my-copy --from river-crossing" in result.stderr
