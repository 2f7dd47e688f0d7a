"""A new crisis by the form of the start page: the same scenario as in the terminal, and faults by the form's fields."""

# One case, one line.
# ruff: noqa: E501

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from starlette.testclient import TestClient

from serai.app.crisis import Form, begun_by, map_of
from serai.app.downloads import scenario_xlsx
from serai.app.guard import MAX_BODY_BYTES, rules_for
from serai.app.server import make_app
from serai.begin.begin import CrisisRequest, begin
from serai.errors import UsageError
from unit.app.conftest import HOME, PORT, TOKEN

LARS = {"name": "Verkhny Lars", "lat": "42.74", "lon": "44.63", "capacity": "9000", "low": "6000", "high": "14000"}
GEORGIA = {
    "from": "RUS", "to": ["GEO"], "event": "2022-09-21", "expect": "60000", "expect_low": "30000",
    "expect_high": "120000", "peak_days": "5", "kit": "call-up", "posts": [LARS],
}  # fmt: skip


def faults(answer) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(problem["where"], problem["text"]) for problem in answer.json()["problems"]]


@pytest.fixture
def unrun(studio, monkeypatch):
    """What is opened is not run: its run is not what is tried here."""
    monkeypatch.setattr(studio, "_run", lambda opened, variant: lambda on_progress: "")
    return studio


def test_the_form_makes_the_scenario_of_the_terminal(empty, unrun, tmp_path):
    path = tmp_path / "the form"
    path.write_text("name,lat,lon,capacity,low,high\nVerkhny Lars,42.74,44.63,9000,6000,14000\n", encoding="utf-8")
    told = begin(CrisisRequest("rus-geo", "RUS", ("GEO",), path, date(2022, 9, 21), 60000, 30000, 120000, 5, "call-up"))
    assert empty.wait(empty.post("/api/new", json=GEORGIA))["state"] == "done"
    assert unrun.opened.scenario == told.scenario
    opened = empty.get("/api/state").json()["open"]
    assert [one["what"] for one in opened["asked"]] == [question.what for question in told.asked]
    assert opened["asked"][0].keys() == {"what", "value", "low", "high", "known", "who", "where"}
    people = next(one for one in opened["asked"] if one["what"].startswith("people who leave"))
    assert (people["value"], people["low"], people["high"], people["known"]) == (
        "60,000",
        "30,000",
        "120,000",
        "stated",
    )
    assert not any("--" in remark for remark in opened["remarks"])


def test_other_scenarios_ask_nothing(empty, unrun):
    empty.wait(empty.post("/api/open", json={"name": "river-crossing"}))
    assert (unrun.state()["open"]["asked"], unrun.state()["open"]["remarks"]) == ([], [])


def test_the_workbook_of_a_new_crisis_begins_with_what_to_ask_first():
    begun = begun_by(Form("RUS", ("GEO",), {"kit": "call-up"}, [LARS]))
    book = openpyxl.load_workbook(io.BytesIO(scenario_xlsx(begun.scenario, begun)), read_only=True)
    assert book.sheetnames[0] == "#Ask first"
    assert begun.asked[0].what in [row[1] for row in book["#Ask first"].iter_rows(values_only=True)]


@pytest.mark.parametrize(
    ("change", "where", "text"),
    [
        ({"from": "RUZ"}, "from", '"RUZ" is not a country code of three letters, e.g. RUS or GEO. Nearest: REU (Reunion), ROU (Romania), RUS (Russia).'),
        ({"from": " "}, "from", "name a country"),
        ({"to": []}, "to", "name at least one country"),
        ({"to": ["GEO", "geo"]}, "to", "twice the same country: Georgia; name another country"),
        ({"to": ["POL"] * 9}, "to", "at most 8 are taken, got 9"),
        ({"expect": "many"}, "expect", 'must be a number, got "many"'),
        ({"event": "2022-02-30"}, "event", 'there is no such date: "2022-02-30"'),
        ({"kit": "../.."}, "kit", 'must be one of call-up, conflict, disaster, got "../.."'),
        ({"posts": [LARS, {**LARS, "name": "Far", "lat": "55.75", "lon": "37.62"}]}, "post 2, column lat", '"Far" at lat, lon 55.75, 37.62 lies 1,366 km from the border of Russia with Georgia; give the place where people cross, at most 50 km from it'),
        ({"posts": [{**LARS, "lat": "44.63", "lon": "42.74"}]}, "post 1, column lat", '"Verkhny Lars" at lat, lon 44.63, 42.74 lies 158 km from the border of Russia with Georgia; lat and lon seem to be swapped; the other way round, the distance is 1 km'),
        ({"posts": [{**LARS, "lat": ""}]}, "post 1, column lat", "a value is missing (latitude, WGS 84)"),
        ({"from": "CUB", "to": ["JAM"], "posts": []}, "", "Cuba is an island or has no land border, so nobody goes by road to Jamaica; give the ports, stations or airports of arrival with the list of posts, and their modes (air, rail)"),
        ({"posts": [{**LARS, "lanes": "4"}]}, "posts", 'unknown column "lanes". Allowed: name, lat, lon, country, ordinary, ordinary_low, ordinary_high, capacity, capacity_low, capacity_high, hours, modes and 6 more.'),
        ({"posts": [LARS] * 201}, "posts", "at most 200 are taken, got 201"),
    ],
)  # fmt: skip
def test_a_fault_is_told_by_the_field_of_the_form_and_nothing_is_opened(empty, change, where, text):
    assert faults(empty.post("/api/new", json={**GEORGIA, **change})) == [(where, text)]
    assert empty.get("/api/state").json() == {"open": None}


def test_every_country_at_fault_is_told(empty):
    found = faults(empty.post("/api/new", json={**GEORGIA, "from": "Rusia", "to": ["GEO", "GE", "QQQ"]}))
    assert [where for where, _ in found] == ["from", "to", "to"]
    assert found[0][1].endswith("Nearest: RUS (Russia).")
    assert found[1][1] == "twice the same country: Georgia; name another country"


def test_numbers_that_do_not_go_together_are_told_without_options():
    with pytest.raises(
        UsageError, match="^the low end, the number who leave, the high end must rise and be above 0, got 9, 5, -$"
    ):
        begun_by(Form("RUS", ("GEO",), {"expect": "5", "expect_low": "9"}, []))


def test_degrees_may_have_a_decimal_comma():
    begun = begun_by(Form("RUS", ("GEO",), {}, [{"name": "Lars", "lat": "42,740", "lon": "44,63"}]))
    post = next(place for place in begun.scenario.places if place.name == "Lars")
    assert (post.lat, post.lon) == (42.74, 44.63)


def test_an_island_is_reached_by_air():
    begun = begun_by(
        Form("Cuba", ("Jamaica",), {}, [{"name": "Kingston", "lat": "17.94", "lon": "-76.79", "modes": "air"}])
    )
    assert begun.scenario.name == "cuba-jamaica"
    assert {route.mode for route in begun.scenario.routes if route.to_place == "Kingston"} == {"air"}


def test_an_uploaded_table_becomes_rows_of_the_form_with_every_column(empty):
    table = "Name;lat;lon;capacity;hours\nLars;42,74;44,63;9000;\n\nGudauri;x;44,5;;08:00-20:00\n"
    given = empty.post("/api/new/posts?name=my.csv", content=table.encode()).json()
    assert given["posts"] == [
        {"name": "Lars", "lat": "42,74", "lon": "44,63", "capacity": "9000"},
        {"name": "Gudauri", "lat": "x", "lon": "44,5", "hours": "08:00-20:00"},
    ]  # fmt: skip


def test_a_file_that_is_no_table_of_posts_is_refused(empty):
    wrong = empty.post("/api/new/posts?name=my.csv", content=b"name,lat,lon,capacit\nLars,42.74,44.63,9\n")
    assert faults(wrong)[0] == ("my.csv, row 1", 'unknown column "capacit". Did you mean "capacity"?')
    assert faults(empty.post("/api/new/posts?name=my.csv", content=b"PK\x03\x04\0")) == [
        ("my.csv", "this is a binary file, not text; save it as CSV UTF-8 (comma delimited)"),
    ]  # fmt: skip
    rows = "".join(f"p{number},42,44\n" for number in range(201))
    assert faults(empty.post("/api/new/posts", content=f"name,lat,lon\n{rows}".encode())) == [
        ("", "has 201 posts; the limit is 200"),
    ]  # fmt: skip


def test_the_map_shows_the_border_and_places_around_it(empty):
    given = empty.get("/api/new/map?from=Russia&to=GEO").json()
    points = [point for line in given["border"] for point in line]
    assert min(abs(lon - 44.63) + abs(lat - 42.75) for lon, lat in points) < 0.1  # Verkhny Lars stands on it
    names = [town["name"] for town in given["towns"]]
    assert {"Tbilisi", "Vladikavkaz"} <= set(names)
    assert "Moscow" not in names


def test_the_map_of_countries_without_a_border_shows_their_largest_places():
    given = map_of("CUB", ["JAM"])
    assert given["border"] == []
    assert {"Havana", "Kingston"} <= {town["name"] for town in given["towns"]}


def test_the_choices_are_all_countries_and_the_kits(empty):
    given = empty.get("/api/new").json()
    assert {"code": "GEO", "alpha_2": "GE", "name": "Georgia"} in given["countries"]
    assert (given["kits"], given["kit"]) == (["call-up", "conflict", "disaster"], "conflict")
    assert {"name", "lat", "lon", "capacity", "low", "high", "ordinary", "hours", "modes"} <= set(given["columns"])


@pytest.mark.parametrize("given", [{"to": "GEO"}, {"to": [1]}, {"posts": {}}, {"posts": [1]}, {"posts": [{"lat": 4}]}, {"from": 3}, {"kit": []}])  # fmt: skip
def test_what_is_no_form_is_refused(empty, given):
    assert empty.post("/api/new", json=given).status_code == 400


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/new"), ("GET", "/api/new/map?from=RUS&to=GEO"), ("POST", "/api/new"), ("POST", "/api/new/posts")])  # fmt: skip
def test_only_who_brings_the_token_may_begin_and_only_the_page_may_send(studio, method, path):
    app = make_app(studio, rules_for("127.0.0.1", PORT, TOKEN))
    stranger = TestClient(app, base_url=HOME, headers={"origin": HOME})
    assert stranger.request(method, path).status_code == 401
    foreign = TestClient(
        app, base_url=HOME, headers={"origin": "http://other.example"}, cookies={f"serai-{PORT}": TOKEN}
    )
    assert foreign.request(method, path).status_code == 403


@pytest.mark.parametrize("path", ["/api/new", "/api/new/posts"])
def test_more_than_a_form_holds_is_refused(empty, path):
    assert empty.post(path, content=b" " * (MAX_BODY_BYTES + 1)).status_code == 413
