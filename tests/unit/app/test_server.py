"""The app from choice to download: what it answers, and that wrong input gets a readable 4xx."""

# One case, one line.
# ruff: noqa: E501

from __future__ import annotations

import io
import tempfile
import threading
import time
import zipfile

import pytest

import serai
from flee_cases import scenario_of, write_case
from serai.app.guard import rules_for
from serai.app.jobs import OUR_FAULT, Jobs
from serai.app.server import make_app, problems_json
from serai.app.studio import Studio
from serai.problems import Problem
from serai.results.totals import totals
from serai.results.view import View
from serai.scenario.write.workbook import workbook_bytes
from unit.app.conftest import PORT, TOKEN, Browser

DESK = "services.bridge-lane-in.servers"


@pytest.fixture(scope="module")
def scenario():
    return serai.load("river-crossing")


def test_the_start_page_knows_the_built_in_scenarios(empty):
    given = empty.get("/api/start").json()
    assert [one["name"] for one in given["scenarios"]] == serai.builtin_names()
    assert {"en", "de"} <= given["languages"].keys()
    assert empty.get("/api/state").json() == {"open": None}


def test_a_workbook_to_edit_is_the_scenario(empty, scenario, tmp_path):
    answer = empty.get("/api/scenarios/river-crossing/workbook")
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''river-crossing.xlsx"
    path = tmp_path / "got.xlsx"
    path.write_bytes(answer.content)
    assert serai.load(path) == scenario


@pytest.mark.parametrize("name", ["river-crosing", "../../etc/passwd", "/etc", "", ".", "C:\\\\windows", "x" * 5000])
def test_only_built_in_names_are_opened_and_never_a_path(empty, name):
    answer = empty.post("/api/open", json={"name": name})
    assert answer.status_code == 404
    assert answer.json()["message"].startswith("there is no built-in scenario")
    assert len(answer.json()["message"]) < 200


def test_a_folder_of_the_same_name_is_not_opened_in_place_of_a_built_in_scenario(empty, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "river-crossing").mkdir()
    (tmp_path / "river-crossing" / "scenario.yaml").write_text("schema: 1\n", encoding="utf-8")
    assert empty.get("/api/scenarios/river-crossing/workbook").status_code == 200


def test_an_edited_workbook_is_opened_and_run(empty, scenario):
    edited = serai.with_changes(scenario, {"title": "Edited <b>here</b>"})
    job = empty.wait(empty.post("/api/upload?name=mine.xlsx", content=workbook_bytes(edited)))
    assert job["state"] == "done"
    assert empty.get("/api/state").json()["open"]["title"] == "Edited <b>here</b>"
    assert empty.get("/api/runs/base/page").json()["title"] == "Edited <b>here</b>"


def test_faults_of_a_workbook_are_told_by_sheet_and_cell_and_what_was_open_stays(river, scenario):
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(scenario)))
    book["routes"]["B2"] = "Nowhere"
    book["services"]["A2"].offset(0, [cell.value for cell in book["services"][1]].index("servers")).value = "many"
    buffer = io.BytesIO()
    book.save(buffer)
    answer = river.post("/api/upload?name=mine.xlsx", content=buffer.getvalue())
    assert answer.status_code == 422
    wheres = [problem["where"] for problem in answer.json()["problems"]]
    assert answer.json()["message"] == f'scenario "river-crossing" has {len(wheres)} problems:'
    assert "sheet routes, cell B2" in wheres
    assert any(where.startswith("sheet services, cell ") for where in wheres)
    assert 'place "Nowhere" is not in' in answer.text.replace("\\", "")
    assert river.get("/api/state").json()["open"]["name"] == "river-crossing"


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old"])
def test_what_is_no_workbook_is_refused(empty, content):
    answer = empty.post("/api/upload?name=../../x.xlsx", content=content)
    assert answer.status_code == 422
    assert len(answer.json()["problems"]) == 1


def test_a_workbook_that_unpacks_to_very_much_is_refused(empty):
    content = bomb()
    assert len(content) < 200_000
    answer = empty.post("/api/upload?name=bomb.xlsx", content=content)
    assert answer.status_code == 422
    assert "unpacks to 60,000,000 bytes" in answer.json()["problems"][0]["text"]


def test_an_upload_writes_nothing(empty, scenario, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    empty.wait(empty.post("/api/upload?name=../../../../tmp/evil.xlsx", content=workbook_bytes(scenario)))
    assert list(tmp_path.iterdir()) == []


def test_a_temporary_folder_that_is_gone_is_said_in_words_and_the_rest_goes_on(river, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    refused = river.get("/api/runs/base/data")
    assert (refused.status_code, refused.json()) == (
        507, {"message": "the server cannot read or write: no such file or directory"},
    )  # fmt: skip
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert river.get("/api/runs/base/data").status_code == 200
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_ours_is_said_as_such(studio, monkeypatch):
    def broken():
        raise ZeroDivisionError("inside")

    monkeypatch.setattr(studio, "state", broken)
    browser = Browser(make_app(studio, rules_for("127.0.0.1", PORT, TOKEN)), raise_server_exceptions=False)
    assert (browser.get("/api/state").status_code, browser.get("/api/state").json()) == (500, {"message": OUR_FAULT})


def test_thousands_of_unknown_keys_are_refused_soon(river):
    start = time.process_time()
    answer = river.post(
        "/api/try", json={"changes": {f"services.bridge-lane-{number}.servers": 1 for number in range(4000)}}
    )
    assert answer.json()["problems"][0]["text"] == "4,000 faults of one kind, e.g."
    assert len(answer.json()["each"]) == 4000
    assert answer.status_code == 422
    assert time.process_time() - start < 5


def test_a_scenario_that_is_not_run_takes_nothing_away(river, studio, scenario):
    key = river.tried({DESK: 2})
    river.post(f"/api/runs/{key}/keep", json={"name": "two lanes"})
    before, end = river.get("/api/state").json(), threading.Event()
    studio.jobs.submit(lambda on_progress: end.wait(30))
    waiting = river.post("/api/open", json={"name": "river-crossing"}).json()
    more = [river.post("/api/open", json={"name": "river-crossing"}).json() for _ in range(3)]
    assert [job["before"] for job in (waiting, *more)] == [1, 2, 3, 4]
    assert river.post("/api/upload", content=workbook_bytes(scenario)).status_code == 429
    assert river.post("/api/open", json={"name": "river-crossing"}).status_code == 429
    assert river.get("/api/state").json() == before
    for job in (waiting, *more):
        assert river.delete(f"/api/jobs/{job['id']}").json()["state"] == "cancelled"
    end.set()
    river.tried({DESK: 7})
    assert river.get("/api/state").json() == before
    assert river.wait(river.post("/api/open", json={"name": "river-crossing"}))["state"] == "done"
    assert river.get("/api/state").json()["open"]["kept"] == []


def test_what_is_dropped_while_it_is_compared_is_compared_to_the_end(river, monkeypatch):
    monkeypatch.setitem(Studio.compare_draws.__globals__, "DRAWS", 3)
    keys = [river.tried({DESK: 2}), river.tried(measures=["more-tents"])]
    for key, name in zip(keys, ("lanes", "tents"), strict=True):
        river.post(f"/api/runs/{key}/keep", json={"name": name})
    begun, real = threading.Event(), Studio._remember_draws

    def remember(studio, opened, key, run):
        real(studio, opened, key, run)
        if key == keys[0]:
            studio.drop(key)
            begun.set()

    monkeypatch.setattr(Studio, "_remember_draws", remember)
    job = river.wait(river.post("/api/compare"))
    assert begun.is_set()
    assert (job["state"], job["result"]["keys"]) == ("done", keys)
    assert job["result"]["comparison"]["labels"]["en"] == ["lanes", "tents"]
    assert [one["key"] for one in river.get("/api/state").json()["open"]["kept"]] == [keys[1]]


def test_only_so_many_workbooks_are_read_at_once(empty, studio, scenario):
    with studio.receiving(), studio.receiving():
        answer = empty.post("/api/upload", content=workbook_bytes(scenario))
        assert (answer.status_code, answer.json()["message"]) == (
            429,
            "2 scenarios are already being read; try again in a moment",
        )
    assert empty.post("/api/upload", content=workbook_bytes(scenario)).status_code == 202


def test_the_open_scenario_says_what_can_be_changed(river, scenario):
    opened = river.get("/api/state").json()["open"]
    assert (opened["name"], opened["has_base"], opened["kept"]) == ("river-crossing", True, [])
    assert [one["name"] for one in opened["measures"]] == ["fourth-desk", "boats-at-night", "more-tents"]
    assert opened["measures"][1]["cost"] == 6000
    lane = next(one for one in opened["fields"] if one["id"] == DESK)
    assert (lane["value"], lane["whole"], lane["unit"]) == (1, True, "servers")


def test_a_change_is_run_and_its_page_holds_the_numbers_of_that_run(river, scenario):
    key = river.tried({DESK: 3})
    data = river.get(f"/api/runs/{key}/page").json()
    run = serai.simulate(serai.with_changes(scenario, {DESK: 3}))
    assert data["provenance"]["result_hash"] == run.provenance.result_hash
    assert data["provenance"]["changes"] == [f"{DESK}=3"]
    assert river.tried({DESK: 3}) == key
    assert river.tried() == ""


def test_a_measure_is_run_as_the_command_line_runs_it(river, scenario):
    key = river.tried(measures=["more-tents"])
    run = serai.simulate(serai.with_measures(scenario, ["more-tents"]))
    assert river.get(f"/api/runs/{key}/page").json()["provenance"]["result_hash"] == run.provenance.result_hash
    compared = river.get(f"/api/runs/{key}/compare").json()
    assert compared["keys"] == [key]
    before, after = (totals(View(one.outcome, one.scenario)) for one in (serai.simulate(scenario), run))
    nights = next(one for one in compared["comparison"]["figures"] if one["name"] == "nights_without_bed")
    assert nights["changes"][0][0] == pytest.approx(
        after["nights_without_bed"] - before["nights_without_bed"], rel=1e-3
    )


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"{", 400, "what was sent is not JSON"),
        (b"[" * 100_000, 400, "what was sent is not JSON"),
        (b"[1]", 400, "what was sent is not a JSON object"),
        (b'{"changes": []}', 400, "changes must be an object, and measures a list of names"),
        (b'{"measures": [1]}', 400, "changes must be an object, and measures a list of names"),
        (b'{"changes": {"events.ferry-stopped.value": 1}}', 422, '"events.ferry-stopped.value" is not a value that can be changed here.'),
        (b'{"changes": {"__class__": 1}}', 422, '"__class__" is not a value that can be changed here.'),
        (b'{"changes": {"services.bridge-lane-in.servers": "+1"}}', 422, "must be a number that the column allows, got +1"),
        (b'{"changes": {"services.bridge-lane-in.servers": "__import__(1)"}}', 422, "must be a number that the column allows, got __import__(1)"),
        (b'{"changes": {"services.bridge-lane-in.servers": true}}', 422, "must be a number that the column allows"),
        (b'{"changes": {"services.bridge-lane-in.servers": NaN}}', 422, "must be a number that the column allows"),
        (b'{"changes": {"services.bridge-lane-in.servers": 0}}', 422, "must be a number that the column allows"),
        (b'{"changes": {"services.bridge-lane-in.servers": 1.5}}', 422, "must be a whole number, got 1.5"),
        (b'{"changes": {"services.bridge-lane-in.servers": 1e9}}', 422, "must be 0 to 10000 servers"),
        (b'{"measures": ["more-tent"]}', 422, 'measure "more-tent" is not in the table measures. Did you mean "more-tents"?'),
    ],
)  # fmt: skip
def test_wrong_wishes_get_a_readable_answer(refusing, body, status, words):
    answer = refusing.post("/api/try", content=body)
    assert answer.status_code == status
    given = answer.json()
    told = [given.get("message", ""), *(f"{one['where']}: {one['text']}" for one in given.get("problems", []))]
    assert any(words in line for line in told), told


def test_nothing_is_answered_before_a_scenario_is_open(empty):
    for answer in (empty.post("/api/try", json={}), empty.get("/api/runs/base/page"), empty.post("/api/compare")):
        assert (answer.status_code, answer.json()["message"]) == (404, "no scenario is open; choose one first")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404), ("GET", "/static/../server.py", 404), ("GET", "/static/%2e%2e%2fpage.py", 404),
        ("GET", "/static/page.js", 404), ("GET", "/api/jobs/none", 404), ("DELETE", "/api/jobs/none", 404),
        ("GET", "/api/runs/none/page", 404), ("GET", "/api/runs/none/report", 404), ("PUT", "/api/try", 405),
        ("GET", "/api/scenarios/none/workbook", 404), ("DELETE", "/api/runs/none/keep", 404),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said(refusing, method, path, status):
    answer = refusing.request(method, path)
    assert answer.status_code == status
    assert answer.json()["message"]


def test_runs_are_kept_beside_the_base_and_dropped_again(river):
    key = river.tried({DESK: 2})
    state = river.post(f"/api/runs/{key}/keep", json={"name": "  two   lanes "}).json()
    assert state["open"]["kept"] == [{"key": key, "name": "two lanes", "changes": {DESK: 2}, "measures": []}]
    other = river.tried(measures=["more-tents"])
    assert river.get(f"/api/runs/{other}/compare").json()["keys"] == [key, other]
    assert river.get("/api/runs/base/compare").json()["comparison"]["labels"]["en"] == ["two lanes"]
    assert river.delete(f"/api/runs/{key}/keep").json()["open"]["kept"] == []
    assert river.get("/api/runs/base/compare").json() == {"keys": [], "comparison": None}


@pytest.mark.slow
def test_at_least_four_can_be_kept_and_what_is_kept_is_remembered(river):
    keys = [river.tried({DESK: 2 + count}) for count in range(8)]
    for number, key in enumerate(keys[-4:]):
        assert river.post(f"/api/runs/{key}/keep", json={"name": f"n{number}"}).status_code == 200
    for count in range(8, 14):
        river.tried({DESK: 2 + count})
    assert all(river.get(f"/api/runs/{key}/page").status_code == 200 for key in keys[-4:])
    assert river.get(f"/api/runs/{keys[0]}/page").status_code == 404


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\x00b", 7])
def test_a_name_must_be_a_short_text(refusing, name):
    key = refusing.tried({DESK: 2})
    assert refusing.post(f"/api/runs/{key}/keep", json={"name": name}).status_code in (400, 422)


def test_a_name_is_given_once(river):
    first, second = river.tried({DESK: 2}), river.tried({DESK: 4})
    assert river.post(f"/api/runs/{first}/keep", json={"name": "desks"}).status_code == 200
    refused = river.post(f"/api/runs/{second}/keep", json={"name": " desks "})
    assert (refused.status_code, refused.json()["message"]) == (422, 'another is kept as "desks"; choose another name')
    assert river.post(f"/api/runs/{first}/keep", json={"name": "desks"}).status_code == 200


def test_a_name_is_text_and_never_markup(river):
    key = river.tried({DESK: 2})
    answer = river.post(f"/api/runs/{key}/keep", json={"name": "<script>alert(1)</script>"})
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["open"]["kept"][0]["name"] == "<script>alert(1)</script>"
    assert river.post("/api/runs/base/keep", json={"name": "b"}).status_code == 422


def test_scenario_report_and_results_can_be_taken_away(river, scenario, tmp_path):
    key = river.tried({DESK: 2})
    path = tmp_path / "mine.xlsx"
    path.write_bytes(river.get(f"/api/runs/{key}/scenario").content)
    assert serai.load(path).services == serai.with_changes(scenario, {DESK: 2}).services
    report = river.get(f"/api/runs/{key}/report")
    assert report.content.startswith(b"<!doctype html>")
    assert "attachment" in report.headers["content-disposition"]
    assert b'"compare":null' in report.content
    river.post(f"/api/runs/{key}/keep", json={"name": "two lanes"})
    whole = river.get("/api/runs/base/report").content
    assert b'"compare":{"draws":0' in whole
    assert b'"labels":{"en":["two lanes"]' in whole
    results = river.get(f"/api/runs/{key}/data")
    assert zipfile.is_zipfile(io.BytesIO(results.content))


def test_what_is_kept_is_compared_draw_by_draw(river, monkeypatch):
    monkeypatch.setitem(Studio.compare_draws.__globals__, "DRAWS", 3)  # whichever import of the module it comes from
    assert river.post("/api/compare").status_code == 422
    key = river.tried(measures=["more-tents"])
    river.post(f"/api/runs/{key}/keep", json={"name": "tents"})
    job = river.wait(river.post("/api/compare"))
    assert job["state"] == "done", job
    assert (job["done"], job["total"]) == (6, 6)
    found = job["result"]["comparison"]
    assert (found["draws"], found["labels"]["de"]) == (3, ["tents"])
    assert found["caveat"]["en"].startswith("Only 3 draws")


def test_a_run_that_waits_can_be_cancelled_and_too_many_are_refused(river, studio):
    end = threading.Event()
    studio.jobs.close()
    studio.jobs = Jobs(most_waiting=4)
    studio.jobs.submit(lambda on_progress: end.wait(30))
    answers = [river.post("/api/try", json={"changes": {DESK: 2 + count}, "measures": []}) for count in range(12)]
    assert {answer.status_code for answer in answers} == {202, 429}
    assert "runs are already waiting" in answers[-1].json()["message"]
    waiting = answers[0].json()
    assert waiting["state"] == "waiting"
    assert river.delete(f"/api/jobs/{waiting['id']}").json()["state"] == "cancelled"
    end.set()


def test_a_run_that_is_under_way_is_not_made_twice(river, studio):
    end = threading.Event()
    studio.jobs.submit(lambda on_progress: end.wait(30))
    first, again = (river.post("/api/try", json={"changes": {DESK: 2}}).json()["id"] for _ in range(2))
    assert first == again
    river.delete(f"/api/jobs/{first}")
    assert river.post("/api/try", json={"changes": {DESK: 2}}).json()["id"] != first
    end.set()


def test_a_case_without_lines_and_beds_is_shown_without_a_comparison(empty, studio, tmp_path):
    case = write_case(
        tmp_path / "case", ["A,R,Here,0,0,conflict_zone,0,10000", "B,R,Here,1,0,camp,,1000"], ["A,B,50,0"],
        camps={"B": {0: 0, 4: 400}},
    )  # fmt: skip
    studio.open_scenario(scenario_of(case))
    assert empty.tried() == ""
    assert empty.get("/api/runs/base/page").json()["has_lines"] is False
    assert empty.get("/api/runs/base/compare").json() == {"keys": [], "comparison": None}
    changed = next(
        one for one in empty.get("/api/state").json()["open"]["fields"] if one["id"] == "lookahead.max_move_km"
    )
    assert empty.tried({changed["id"]: 100.0})


def test_each_problem_comes_with_its_place():
    given = problems_json([Problem("sheet routes, cell B14", "place is unknown: really"), Problem("", "no place")])
    assert given == {
        "problems": [
            {"where": "sheet routes, cell B14", "text": "place is unknown: really"},
            {"where": "", "text": "no place"},
        ],
        "each": [],
    }


def test_many_problems_are_told_by_their_cause_beside_each():
    given = problems_json([Problem(f"sheet places, cell B{row}", f"must be 0 to 1, got {row}") for row in range(2, 84)])
    assert given["problems"][0] == {"where": "sheet places, column B", "text": "82 faults of one kind, e.g."}
    assert (len(given["problems"]), len(given["each"])) == (4, 82)
