"""`serai get`: what is asked, written and refused; services answer from memory."""

from __future__ import annotations

import pytest

import serai as package
from serai.connect import web as asking
from serai.connect.unhcr import LICENCE
from services import KEY, Service, lengths, recorded, reply


@pytest.fixture
def service(monkeypatch, tmp_path):
    """service(reply ...) -> what is asked from now on."""
    monkeypatch.setenv("SERAI_CACHE", str(tmp_path / "cache"))

    def make(*replies):
        made = Service(replies)
        monkeypatch.setattr(asking.Web.__init__, "__defaults__", (made, made.pauses.append, False))
        return made

    return make


def test_a_table_is_written_with_licence_and_date_and_then_kept(serai, service, tmp_path):
    made = service(reply(recorded("unhcr")))
    words = ("get", "unhcr", "--from", "Syria", "--to", "TUR", "--since", "2023", "--until", "2024", "--out")
    result = serai(*words, "syr.csv")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("syr.csv contains 5 rows; as of 20")
    assert result.stdout.endswith(f"; licence: {LICENCE}\n")
    assert "CC BY 4.0" in LICENCE
    text = (tmp_path / "syr.csv").read_text(encoding="utf-8")
    assert text.splitlines()[0] == "year,from,from_name,to,to_name,population,persons,source,url,licence,as_of"
    assert serai(*words, "again.csv", "--offline").exit_code == 0
    assert (tmp_path / "again.csv").read_text(encoding="utf-8") == text
    assert len(made.asked) == 1
    assert serai(*words, "fresh.csv", "--fresh").exit_code == 0
    assert len(made.asked) == 2


def test_a_key_is_in_no_file_and_on_no_screen(serai, service, tmp_path, monkeypatch):
    monkeypatch.setenv("SERAI_DTM_KEY", KEY)
    service(reply(recorded("dtm") | {"echo": KEY}))
    result = serai("get", "dtm", "--country", "SDN", "--out", "idps.csv")
    assert result.exit_code == 0, result.output
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 2
    assert [path for path in files if KEY.encode() in path.read_bytes()] == []
    assert KEY not in result.output


@pytest.mark.parametrize(
    ("replies", "message"),
    [
        ([OSError("no route")], "UNHCR cannot be reached: no route. Is there a network"),
        ([reply("<html>maintenance</html>")], "UNHCR answers with a web page instead of data"),
        ([reply({}, 429)], "UNHCR was queried too often"),
    ],
)
def test_without_a_good_answer_nothing_is_written(serai, service, tmp_path, replies, message):
    service(*replies)
    result = serai("get", "unhcr", "--from", "SYR", "--out", "new/syr.csv")
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr.startswith(message)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("unhcr", "--from", "KAZH"), 2, '"KAZH" is not a country code of three letters'),
        (("unhcr", "--since", "2024", "--until", "2020"), 2, "--since 2024 is after --until 2020"),
        (("hapi", "idp", "--country", "SDN"), 2, 'HDX HAPI has no subject "idp" here. Did you mean "idps"?'),
        (("hapi", "idps", "--country", "SDN"), 2, "HDX HAPI needs a key in the environment variable SERAI_HAPI"),
        (("dtm", "--country", "SDN", "--since", "last week"), 2, "--since "),
        (("ucdp", "--country-number", "625", "--version", "../x"), 2, "--version must be numbers and dots"),
        (("osm-posts", "--from", "RUS"), 2, "give a region: --from RUS --to GEO, or --box SOUTH,WEST,NORTH,EAST"),
        (("osm-posts", "--from", "RUS", "--to", "ISL"), 2, "RUS and ISL have no border on land"),
        (("osm-posts", "--box", "4,3,2,1"), 2, "--box must be SOUTH,WEST,NORTH,EAST in degrees"),
        (("osm-posts", "--box", "4,3"), 2, "--box must be four numbers"),
        (("unhcr", "--fresh", "--offline"), 2, "--fresh and --offline cannot be combined"),
        (("osrm", "river-crosing"), 3, 'Did you mean "river-crossing"?'),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anybody_is_asked(serai, service, monkeypatch, words, code, message):
    monkeypatch.delenv("SERAI_HAPI_IDENTIFIER", raising=False)
    made = service(reply({}))
    result = serai("get", *words, "--out", "x.csv")
    assert result.exit_code == code
    assert message in result.stderr
    assert made.asked == []


def test_a_file_that_is_there_is_replaced_only_by_force(serai, service, tmp_path):
    away = {"type": "node", "id": 5, "lat": 41.52, "lon": 41.55, "tags": {"barrier": "border_control", "name": "Sarpi"}}
    service(reply({"elements": [*recorded("overpass")["elements"], away]}))
    (tmp_path / "posts.csv").write_text("mine", encoding="utf-8")
    words = ("get", "osm-posts", "--from", "RUS", "--to", "GEO", "--out", "posts.csv")
    refused = serai(*words)
    assert (refused.exit_code, (tmp_path / "posts.csv").read_text(encoding="utf-8")) == (4, "mine")
    result = serai(*words, "--force")
    assert result.exit_code == 0
    assert "of which 1 have no name there" in result.stderr
    assert "1 more in the box belong to other borders and are left out" in result.stderr
    text = (tmp_path / "posts.csv").read_text(encoding="utf-8")
    assert text.startswith("name,lat,lon,note,source,url,licence,as_of")
    assert "Sarpi" not in text  # between Georgia and Turkey


def test_the_table_of_lengths_goes_into_the_folder_of_its_scenario(serai, tmp_path, monkeypatch):
    monkeypatch.setenv("SERAI_CACHE", str(tmp_path / "cache"))

    monkeypatch.setattr(asking.Web.__init__, "__defaults__", (lengths, None, False))
    assert serai("new", "own", "--from", "river-crossing").exit_code == 0
    result = serai("get", "osrm", "own", "--out", "own/routes.csv", "--force")
    assert result.exit_code == 0, result.output
    routes = package.load(tmp_path / "own").routes
    assert {route.km for route in routes if route.mode == "road"} == {42.0}
    assert {route.source for route in routes if route.mode == "road"} == {"OSRM, OpenStreetMap contributors"}
