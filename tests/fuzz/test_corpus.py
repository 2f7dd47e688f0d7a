"""A corpus of bad input: each case is refused in these words, soon and without much memory, or is read as it was meant."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fuzz.bases import bases
from fuzz.book_damage import LAUGHS, OUTSIDE, bomb, packed, unpacked
from fuzz.text_damage import _aliases
from serai import simulate
from serai.errors import ScenarioError
from serai.scenario.read.load import load

Files = dict[str, bytes]
MOST_SECONDS = 10.0
POSIX = pytest.mark.skipif(os.name == "nt", reason="links, pipes and devices of POSIX")
MILLION = 1_000_000


def problems(path: Path) -> list[str]:
    """What is said of a scenario, within the time that is allowed; empty if it is taken."""
    start = time.process_time()
    try:
        load(path)
    except ScenarioError as error:
        return list(error.problems)
    finally:
        assert time.process_time() - start < MOST_SECONDS
    return []


def folder(tmp_path: Path, base: str, changed: dict[str, bytes | None]) -> Path:
    path = tmp_path / "case"
    path.mkdir(parents=True)
    for name, content in {**bases()[base].files, **changed}.items():
        if content is not None:
            (path / name).write_bytes(content)
    return path


def yaml_with(lines: str) -> dict[str, bytes]:
    return {"scenario.yaml": bases()["posts"].files["scenario.yaml"] + lines.encode() + b"\n"}


def rows(table: str, text: str) -> dict[str, bytes]:
    return {f"{table}.csv": bases()["posts"].files[f"{table}.csv"] + text.encode()}


FOLDERS: dict[str, tuple[dict[str, bytes | None], str]] = {
    "a million rows": ({"groups.csv": b"name,member\n" + b"g,north\n" * MILLION}, "groups.csv: the file has more than 100,000 rows"),
    "a million blank lines": ({"groups.csv": b"name,member\n" + b"\n" * MILLION}, "groups.csv: the file has more than 100,000 rows"),
    "a line of 100,000 cells": ({"groups.csv": b"name,member" + b"," * 100_000 + b"\ng,north\n"}, "groups.csv, row 2: has 2 cells, but the header has 100002"),
    "a cell of a million letters": ({"groups.csv": b"name,member\ng," + b"x" * MILLION}, "groups.csv: near line 2: a cell is too long; perhaps a quotation mark is not closed"),
    "an open quotation mark": ({"groups.csv": b'name,member\n"g,north\n' + b"g,north\n" * 100}, "groups.csv: near line 102: a quotation mark is not closed"),
    "many unknown names": (rows("routes", "".join(f"q{n},q{n + 1},5\n" for n in range(5000))), 'routes.csv, row 6, column from: place "q0" is not in places.csv.'),
    "a circle of groups": ({"groups.csv": b"name,member\na,b\nb,c\nc,a\n"}, 'groups.csv, row 2, column member: group "a" contains itself'),
    "a long circle of groups": ({"groups.csv": b"name,member\n" + "".join(f"g{n},g{(n + 1) % 5000}\n" for n in range(5000)).encode()}, 'groups.csv, row 2, column member: group "g0" contains itself'),
    "a profile of nobody": ({"profiles.csv": b"name,size\npeople,1:0\n"}, "profiles.csv, row 2, column size: "),
    "UTF-16 without its mark": ({"places.csv": bases()["posts"].files["places.csv"].decode().encode("utf-16-le")}, "places.csv: this is a binary file, not text; save it as CSV UTF-8 (comma delimited)"),
    "Windows letters": (rows("places", "Ağrı,city,1,1,,\n".encode("cp1254").decode("latin-1")), ""),
    "Latin-1": ({"places.csv": bases()["posts"].files["places.csv"] + "Zürich,city,1,1,,\n".encode("latin-1")}, "places.csv: line 6 contains bytes that are not UTF-8 text; save the file as CSV UTF-8 (comma delimited)"),
    "a bound of no quantity": ({"observations.csv": b"id,quantit,value,bound\nx,entries,5,at most\n"}, 'observations.csv, row 1: column "quantity" is missing'),
    "titles above the header": ({"places.csv": b"Table 1\n\n" + bases()["posts"].files["places.csv"]}, 'places.csv, row 1: unknown column "Table 1"'),
    "control characters": (rows("places", "a\x1b[31mb,city,1,1,,\n"), "places.csv, row 6, column name: contains a character that cannot be stored, U+001B"),
    "a number readable in two ways": (rows("places", 'x,city,1,1,"1,000",\n'), 'places.csv, row 6, column population: "1,000" may be 1 or 1000; write 1.0000 or 1000'),
    "a date that is none": ({"events.csv": b"date,what,profile,value,mean_days\n2022-02-30,trigger,people,0.1,1\n"}, 'events.csv, row 2, column date: there is no such date: "2022-02-30"'),
    "a day or a month": ({"events.csv": b"date,what,profile,value,mean_days\n9/2/2022,trigger,people,0.1,1\n"}, 'events.csv, row 2, column date: date "9/2/2022" can be read in two ways; write 2022-02-09 or 2022-09-02'),
    "a number beyond all": (rows("places", "x,city,1,1,1e999,\n"), 'places.csv, row 6, column population: must be a finite number, got inf'),
    "aliases that explode": (yaml_with("\n".join(_aliases(40, "["))), 'scenario.yaml, l0: unknown setting "l0"'),
    "aliases of themselves": (yaml_with("a: &a [*a]"), "scenario.yaml, a: unknown setting"),
    "brackets without end": (yaml_with("deep: " + "[" * 1_000), "scenario.yaml: cannot be read as YAML"),
    "a list of 150,000": (yaml_with("wide: [" + "1," * 150_000 + "1]"), "scenario.yaml: the file has "),
    "a tag that runs code": (yaml_with("title2: !!python/object/apply:os.system [id]"), "scenario.yaml: line "),
    "a key twice": (yaml_with("seed: 3"), 'scenario.yaml: line '),
    "two documents": (yaml_with("---\nname: x"), "scenario.yaml: line "),
    "no time zone but a file": ({"scenario.yaml": bases()["posts"].files["scenario.yaml"].replace(b"time_zone: UTC", b"time_zone: ../../etc/passwd")}, "scenario.yaml, time_zone: must be an IANA time zone, e.g. Asia/Almaty"),
    "no settings": ({"scenario.yaml": None}, "scenario.yaml: the file is missing; a scenario folder contains scenario.yaml and tables as CSV."),
    "empty": ({"places.csv": b""}, "places.csv: the file is empty"),
    "another archive": ({"places.csv": b"PK\x03\x04" + bytes(100)}, "places.csv: this is a binary file, not text; save it as CSV UTF-8 (comma delimited)"),
    "two files of one table": ({"Places.csv": b"name,kind\n"}, "unknown table"),
}  # fmt: skip


@pytest.mark.parametrize("case", FOLDERS)
def test_a_folder_of_the_corpus_is_refused_with_its_place(tmp_path, case):
    changed, words = FOLDERS[case]
    found = problems(folder(tmp_path, "posts", changed))
    assert any(words in problem for problem in found) or (words == "" and not found), found[:5]


READ = {
    "semicolons and decimal commas": lambda text: re.sub(r"(?<=[0-9])\.(?=[0-9])", ",", text.replace(",", ";")),
    "tabs": lambda text: text.replace(",", "\t"),
    "Excel's first line": lambda text: "sep=;\n" + text.replace(",", ";"),
    "lines of Windows": lambda text: text.replace("\n", "\r\n"),
    "lines of old Macs": lambda text: text.replace("\n", "\r"),
    "blank lines and remarks": lambda text: "# a remark\n\n" + text.replace("\n", "\n\n# and another\n"),
    "spaces around": lambda text: text.replace(",", " , "),
}


@pytest.mark.parametrize("form", READ)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_is_read_the_same_in_every_form_that_programs_write(tmp_path, form, encoding):
    changed = {
        name: READ[form](content.decode("utf-8-sig")).encode(encoding)
        for name, content in bases()["posts"].files.items()
        if name.endswith(".csv")
    }
    (tmp_path / "plain").mkdir()
    plain = load(folder(tmp_path / "plain", "posts", {}))
    assert load(folder(tmp_path, "posts", dict(changed))) == plain


def diamonds(depth: int) -> bytes:
    """Groups of which each holds the next two twice: 2 ** depth ways to the last."""
    lines = [f"{side}{n},{other}{n + 1}\n" for n in range(depth) for side in "ab" for other in "ab"]
    return ("name,member\n" + "".join(lines) + f"a{depth},home\nb{depth},home\n").encode()


def test_groups_that_explode_or_are_deep_are_followed_once(tmp_path):
    events = bases()["posts"].files["events.csv"].decode()
    head, row = events.splitlines()[:2]
    cells = dict(zip(head.split(","), row.split(","), strict=True))
    changed = {"groups.csv": diamonds(3000), "events.csv": (head + ",where\n" + row + ",a0\n").encode()}
    assert "where" not in cells
    assert problems(folder(tmp_path, "posts", changed)) == []


def test_settings_that_cannot_be_read_are_the_only_fault(tmp_path):
    for name in ("camps", "everything"):
        (tmp_path / name).mkdir()
        found = problems(folder(tmp_path / name, name, {"scenario.yaml": b"rule: [\nmodes: {"}))
        assert [problem.partition(":")[0] for problem in found] == ["scenario.yaml"]


def test_links_that_people_would_pass_all_day_long_are_refused(tmp_path):
    routes = b"from,to,km\nbattle,town,1.2e-10\ntown,camp,80\n"
    expected = "routes.csv, row 2, column km: must be at least 0.01 km where people go 100 km in a day, got 1.2e-10"
    assert problems(folder(tmp_path, "camps", {"routes.csv": routes})) == [expected]


def series(*reports: str) -> dict[str, bytes]:
    return {"lookahead_series.csv": ("series,date,people\n" + "".join(f"{report}\n" for report in reports)).encode()}


def test_more_people_than_can_be_counted_are_refused(tmp_path):
    many = series("camp,2022-09-01,100", "camp,2022-09-06,1e12")
    expected = "lookahead_series.csv, row 3, column people: must be -1e+09 to 1e+09 persons, got 1000000000000"
    assert problems(folder(tmp_path / "one", "camps", many)) == [expected]
    rows = [f"{name},2022-09-{day}" for name in "abc" for day in ("01,0", "06,900000000")]
    scenario = load(folder(tmp_path / "sum", "camps", series("camp,2022-09-01,100", *rows)))
    with pytest.raises(
        ScenarioError, match=r"lookahead_series: .* bring 2,700,00\d,\d{3} people; a run counts 2,147,483,647"
    ):
        simulate(scenario)


@POSIX
@pytest.mark.parametrize("name", ["places.csv", "scenario.yaml"])
@pytest.mark.parametrize("what", ["itself", "/dev/zero", "/dev/null", "nothing", "pipe", "folder"])
def test_what_is_no_file_is_not_waited_for(tmp_path, name, what):
    path = folder(tmp_path, "posts", {name: None})
    make: dict[str, Callable[[], object]] = {
        "itself": lambda: (path / name).symlink_to(path / name),
        "pipe": lambda: os.mkfifo(path / name),
        "folder": (path / name).mkdir,
    }
    make.get(what, lambda: (path / name).symlink_to(what))()
    assert any(problem.startswith(f"{name}: ") and "is missing" in problem for problem in problems(path))


def with_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    parts = unpacked(bases()["posts"].book)
    assert parts is not None
    return packed({**parts, name: change(parts.get(name, b""))})


SHEET = "xl/worksheets/sheet2.xml"
VAST = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(9000, 9000 + 150_000))
BOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "two hundred million zeros": (bomb, "the workbook unpacks to 200,000,004 bytes; at most 50,000,000 are read"),
    "a laugh that explodes": (lambda: with_part(SHEET, lambda data: data.replace(b"<worksheet", LAUGHS + b"<worksheet")), "a document type, which workbooks never have"),
    "a file from outside": (lambda: with_part("xl/sharedStrings.xml", lambda data: data.replace(b"<sst", OUTSIDE + b"<sst")), "a document type, which workbooks never have"),
    "a cell beyond Excel": (lambda: with_part(SHEET, lambda data: data.replace(b"</sheetData>", b"<row><c r='ZZZ99999999'><v>1</v></c></row></sheetData>")), 'there is no cell "ZZZ99999999"'),
    "a cell in a comment": (lambda: with_part(SHEET, lambda data: data.replace(b"<sheetData>", b"<sheetData><!-- <c r='ZZZ99999999'/> -->")), ""),
    "150,000 rows": (lambda: with_part(SHEET, lambda data: data.replace(b"</sheetData>", VAST + b"</sheetData>")), "a sheet has more than 100,000 rows"),
    "a path upwards": (lambda: with_part("../../evil.xml", lambda _: b"<a/>"), ""),
    "UTF-16 inside": (lambda: with_part(SHEET, lambda data: data.decode().replace("UTF-8", "UTF-16").encode("utf-16")), ""),
    "deep elements": (lambda: with_part(SHEET, lambda _: b"<a>" * 100_000), "elements nested too deeply"),
    "texts that are not there": (lambda: with_part("xl/sharedStrings.xml", lambda _: b"<sst/>"), "the workbook is damaged and cannot be read (sheet1.xml: there is no text"),
    "no longer a sheet": (lambda: with_part(SHEET, lambda _: b"<html/>"), "the workbook is damaged and cannot be read (sheet2.xml: this is not a sheet)"),
}  # fmt: skip


@pytest.mark.parametrize("case", BOOKS)
def test_a_workbook_of_the_corpus_is_refused_or_read(tmp_path, case):
    make, words = BOOKS[case]
    path = tmp_path / "case.xlsx"
    path.write_bytes(make())
    found = problems(path)
    assert any(words in problem for problem in found) or not words, found[:5]
    assert not (tmp_path.parent / "evil.xml").exists()
