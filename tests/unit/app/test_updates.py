"""New figures in the app: read and weighed as by `serai update`, gone on from, and forgotten."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

import serai
from serai.app import updates
from serai.app.guard import rules_for
from serai.app.server import make_app
from serai.app.studio import Studio
from serai.app.updates import NewFigures, asked_by
from serai.errors import ScenarioError, UsageError
from serai.scenario.read.csv import SentTable
from serai.scenario.read.load import load_observations
from serai.study.update import UpdateOptions, update
from unit.app.conftest import PORT, TOKEN, Browser
from updating import small

HEADS = "id,from,to,as_of,quantity,statistic,fact_group,value,confidence,use\n"
DRAWS = 8


def table(day: int, value: float) -> bytes:
    """A figure of a day of September 2022, known the next morning."""
    next_day = f"2022-09-0{day + 1}"
    row = f"entries-{day - 1},2022-09-0{day},{next_day},{next_day} 09:00,entries,sum,flow,{value},high,fit"
    return f"{HEADS}{row}\n".encode()


@pytest.fixture(scope="module")
def crisis():
    """Of its figures those of the first two days."""
    whole = small()
    return whole.model_copy(update={"observations": whole.observations[:2]})


@pytest.fixture
def app(crisis, monkeypatch):
    """The small crisis is open and run; few draws are offered."""
    monkeypatch.setattr(updates, "QUICK", DRAWS)
    studio = Studio()
    browser = Browser(make_app(studio, rules_for("127.0.0.1", PORT, TOKEN)))
    studio.open_scenario(crisis)
    assert browser.tried() == ""
    yield browser
    studio.close()


def taken(app: Browser, content: bytes = b"", **form) -> dict:
    return app.wait(app.post("/api/update", params={"horizon": "3", **form}, content=content))


def fans(page: dict, chart: str = "entries") -> list[bool]:
    """Whether each fan of the first panel of a chart is that of the update before."""
    panels = next(one for one in page["charts"] if one["id"] == chart)["panels"]
    return [fan["old"] for fan in panels[0].get("fans", [])]


@pytest.mark.slow
def test_figures_are_taken_in_as_by_the_command_and_gone_on_from(app, crisis):
    first = taken(app, table(4, 121), name="new.csv")
    assert (first["state"], first["done"]) == ("done", 2 * DRAWS), first
    rows = load_observations(SentTable("new.csv", table(4, 121)), crisis)
    command = update(crisis, UpdateOptions(observations=rows, horizon=3, draws=DRAWS))
    page = app.get(f"/api/runs/{first['result']}/page").json()
    assert page["provenance"]["result_hash"] == command.run.provenance.result_hash
    assert (page["cut"], fans(page)) == (4.375, [False])
    assert page["update"]["de"][0]["title"] == "Gewicht der neuen Zahlen"
    state = app.get("/api/state").json()["open"]["update"]
    assert state["latest"] == {
        "cut": "2022-09-05 09:00", "new": 3, "draws": DRAWS, "left_out": [],
        "unexplained": list(command.update.unexplained),
    }  # fmt: skip
    second = taken(app, table(5, 37), name="new.csv")
    assert second["state"] == "done", second
    next_page = app.get(f"/api/runs/{second['result']}/page").json()
    assert (next_page["cut"], fans(next_page)) == (5.375, [True, False])
    going_on = update(
        command, UpdateOptions(load_observations(SentTable("a", table(5, 37)), crisis), horizon=3, draws=DRAWS)
    )
    assert next_page["provenance"]["result_hash"] == going_on.run.provenance.result_hash
    assert app.get(f"/api/runs/{first['result']}/page").status_code == 404  # only the last is remembered
    report = app.get(f"/api/runs/{second['result']}/report").content
    assert re.search(rb'"cut":5\.375', report)
    assert app.get(f"/api/runs/{second['result']}/compare").json()["keys"] == []
    assert app.post(f"/api/runs/{second['result']}/keep", json={"name": "mine"}).status_code == 422


@pytest.mark.slow
def test_a_typing_error_stops_it_by_name_until_it_is_left_out_or_said_to_be_right(app):
    wrong = table(4, 121_000)
    job = taken(app, wrong)
    assert (job["state"], job["rows"]) == ("failed", ["entries-3"])
    (problem,) = job["problems"]
    assert problem["where"] == 'observations "entries-3"'
    assert problem["text"].startswith("121000 entries lies outside the 99.9 % interval of the forecast")
    assert problem["text"].endswith("; correct it, ignore it, or confirm that it is correct")
    assert app.get("/api/state").json()["open"]["update"]["latest"] is None
    left = taken(app, wrong, leave_out="entries-3")
    assert left["state"] == "done", left
    assert app.get("/api/state").json()["open"]["update"]["latest"]["left_out"] == ["entries-3"]
    assert app.delete("/api/update").json()["open"]["update"]["latest"] is None
    assert app.get(f"/api/runs/{left['result']}/page").status_code == 404
    assert taken(app, wrong, keep="entries-3")["state"] == "done"
    assert app.get("/api/state").json()["open"]["update"]["latest"]["unexplained"] == ["entries-3"]


@pytest.mark.slow
def test_an_update_is_cancelled_like_any_run_and_changes_nothing(app):
    answer = app.post("/api/update", content=table(4, 121))
    while (job := app.get(f"/api/jobs/{answer.json()['id']}").json())["done"] == 0:
        assert job["state"] in ("waiting", "running")
    app.delete(f"/api/jobs/{job['id']}")
    assert app.wait(answer)["state"] == "cancelled"
    assert app.get("/api/state").json()["open"]["update"]["latest"] is None


@pytest.mark.slow
def test_the_workbook_of_an_update_has_its_figures_and_all_days(app, tmp_path, crisis):
    key = taken(app, table(4, 121))["result"]
    path = tmp_path / "got.xlsx"
    path.write_bytes(app.get(f"/api/runs/{key}/scenario").content)
    got = serai.load(path)
    assert ([row.id for row in got.observations], got.end) == (["entries-1", "entries-2", "entries-3"], crisis.end)


@pytest.mark.parametrize(
    ("form", "content", "told"),
    [
        ({}, table(4, 121).replace(b"entries,sum", b"entrie,sum"), 'got "entrie". Did you mean "entries"?'),
        ({}, table(4, 121).replace(b"2022-09-05,", b"2032-09-05,"), "new.csv, row 2"),
        ({"horizon": "0"}, b"", 'horizon: must be 1 to 60, got "0"'),
        ({"draws": "7"}, b"", f'draws: must be {DRAWS} or 200, got "7"'),
        ({"as_of": "noon"}, b"", "as_of: must be a date"),
        ({"as_of": "2021-09-04T20:00"}, b"", "the cut 2021-09-04 20:00 is outside the scenario"),
        ({"leave_out": "entries-9"}, b"", 'rows to ignore: there is no row "entries-9"'),
    ],
)
def test_what_cannot_be_taken_in_is_refused_before_anything_is_run(app, form, content, told):
    answer = app.post("/api/update", params={"name": "new.csv", **form}, content=content)
    assert answer.status_code == 422
    given = answer.json()
    lines = [given["message"], *(f"{one['where']}: {one['text']}" for one in given.get("problems", []))]
    assert any(told in line for line in lines), lines


def test_a_scenario_without_figures_asks_for_a_moment_in_the_words_of_the_form(crisis):
    bare = crisis.model_copy(update={"observations": ()})
    with pytest.raises(UsageError, match="has no observations; give the cut in the form"):
        asked_by(NewFigures(None), bare)


def test_rows_that_are_pasted_from_a_spreadsheet_are_read(crisis):
    pasted = SentTable("pasted rows", table(4, 121).replace(b",", b"\t"))
    (row,) = asked_by(NewFigures(pasted), crisis).observations
    assert (row.id, row.value, row.as_of) == ("entries-3", 121.0, datetime(2022, 9, 5, 9))


def test_faults_of_all_fields_are_told_at_once(crisis):
    with pytest.raises(ScenarioError) as caught:
        asked_by(NewFigures(None, as_of="noon", horizon="x", draws="1"), crisis)
    assert [one.where for one in caught.value.located] == ["as_of", "horizon", "draws"]


def test_bounds_of_the_form(app):
    state = app.get("/api/state").json()["open"]["update"]
    assert (state["first"], state["last"], state["horizon"], state["most_horizon"]) == (
        "2022-09-01", "2022-09-09", 7, 60,
    )  # fmt: skip


def test_an_update_has_room_for_a_workbook_of_figures(app):
    assert app.post("/api/update", content=b"x" * 300_000).status_code == 422
