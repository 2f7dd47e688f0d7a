"""Each service's answer, made by hand from its documented format, as a tidy table."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from serai.begin.gazetteer import country_named
from serai.begin.kit import read_kit
from serai.begin.posts import read_posts
from serai.connect import dtm, hapi, osm, osrm, ucdp, unhcr
from serai.connect.table import number_of
from serai.errors import ServiceError, UsageError
from services import KEY, recorded, reply

TODAY = datetime.now(UTC).date().isoformat()
BOX = osm.Box(41, 43, 43, 47)


def table(fetched) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(fetched.csv_bytes().decode("utf-8"))))


def test_unhcr_gives_one_row_for_each_number_and_leaves_out_what_is_missing(web):
    asked = web(reply(recorded("unhcr")))
    rows = table(unhcr.people_of_concern(asked, "SYR", "", 2023, 2024))
    told = [(row["year"], row["from"], row["to"], row["population"], row["persons"]) for row in rows]
    assert told == [
        ("2023", "SYR", "TUR", "refugees", "1200"),
        ("2023", "SYR", "TUR", "asylum_seekers", "30"),
        ("2023", "SYR", "TUR", "idps", "0"),
        ("2024", "SYR", "TUR", "refugees", "1150"),
        ("2024", "SYR", "JOR", "oip", "7"),
    ]
    query = {"yearFrom": "2023", "yearTo": "2024", "cf_type": "ISO", "coo": "SYR", "coa_all": "true", "page": "1"}
    assert query.items() <= asked.send.asked[0].query.items()
    assert (rows[0]["source"], rows[0]["licence"], rows[0]["as_of"]) == (
        "UNHCR Refugee Data Finder", unhcr.LICENCE, TODAY
    )  # fmt: skip
    assert rows[0]["url"].startswith("https://api.unhcr.org/population/v1/population/?yearFrom=2023")


def test_pages_are_asked_for_until_one_is_not_full(web, monkeypatch):
    monkeypatch.setattr(unhcr, "PAGE", 2)
    items = recorded("unhcr")["items"]
    asked = web(reply({"items": items[:2]}), reply({"items": items[2:]}))
    rows = table(unhcr.people_of_concern(asked, "SYR", "TUR", 2023, 2024))
    assert [request.query["page"] for request in asked.send.asked] == ["1", "2"]
    assert len(rows) == 5
    assert ["page=1" in row["url"] for row in rows] == [True] * 4 + [False]


def test_more_pages_than_can_be_meant_are_refused_not_cut(web, monkeypatch):
    monkeypatch.setattr(unhcr, "PAGE", 3)
    monkeypatch.setattr(unhcr, "MOST_PAGES", 2)
    with pytest.raises(ServiceError, match="UNHCR has more than 2 pages of this; request less"):
        unhcr.people_of_concern(web(reply(recorded("unhcr"))), "", "", 2023, 2024)


def test_a_page_that_fails_leaves_nothing(web, monkeypatch):
    monkeypatch.setattr(unhcr, "PAGE", 2)
    items = recorded("unhcr")["items"]
    with pytest.raises(ServiceError, match="status 404"):
        unhcr.people_of_concern(web(reply({"items": items[:2]}), reply({}, 404)), "SYR", "TUR", 2023, 2024)


def test_hapi_gives_displaced_people_by_place(web, keys, monkeypatch):
    monkeypatch.setattr(hapi, "PAGE", 2)
    asked = web(reply(recorded("hapi_idps")), reply({"data": []}))
    rows = table(hapi.humanitarian(asked, "idps", "SDN"))
    assert [(row["admin1_code"], row["persons"], row["from"][:10]) for row in rows] == [
        ("SD01", "4200", "2026-08-01"),
        ("SD02", "800", "2026-08-01"),
    ]
    assert rows[0]["admin2"] == ""
    assert [request.query["offset"] for request in asked.send.asked] == ["0", "2"]
    assert asked.send.asked[0].secret_query == {"app_identifier": KEY}
    assert "app_identifier" not in rows[0]["url"]


@pytest.mark.parametrize(
    ("subject", "own", "licence"),
    [
        (
            "refugees",
            {"origin_location_code": "SDN", "asylum_location_code": "TCD", "population_group": "REF", "population": 40},
            hapi.LICENCE,
        ),
        ("population", {"population": 900}, hapi.LICENCE),
        ("conflict", {"event_type": "civilian_targeting", "events": 3, "fatalities": 5}, hapi.ACLED),
    ],
)
def test_hapi_tells_whose_figures_they_are(web, keys, subject, own, licence):
    of_all = dict.fromkeys(("gender", "age_range", *hapi.PLACE.values()), "all")
    times = {"reference_period_start": "2026-08-01T00:00:00", "reference_period_end": "2026-08-31T00:00:00"}
    item = {**of_all, **times, **own, "resource_hdx_id": "0f0f"}
    (row,) = table(hapi.humanitarian(web(reply({"data": [item]})), subject, "TCD"))
    assert (row["licence"], row["resource"], row["from"][:10]) == (licence, "0f0f", "2026-08-01")
    numbers = [str(own[name]) for name in ("population", "events", "fatalities") if name in own]
    assert [row[name] for name in ("persons", "events", "fatalities") if name in row] == numbers


def test_dtm_gives_displaced_people_by_round(web, keys):
    asked = web(reply(recorded("dtm")))
    (row,) = table(dtm.displaced(asked, "SDN", 1, "2026-08-01", ""))
    told = [row[name] for name in ("date", "round", "country", "admin1", "persons", "men", "women", "reason")]
    assert told == ["2026-08-31", "5", "SDN", "Khartoum", "4200", "2000", "", "Conflict"]
    (request,) = asked.send.asked
    assert request.shown == (
        "https://dtmapi.iom.int/v3/displacement/admin1?Admin0Pcode=SDN&FromReportingDate=2026-08-01"
    )
    assert request.secret_headers == {"Ocp-Apim-Subscription-Key": KEY}


def test_dtm_says_in_an_answer_that_it_fails_and_that_is_not_kept(web, keys):
    failed = reply({"isSuccess": False, "result": None, "errorMessages": [f"no data for {KEY}"]})
    asked = web(failed, reply(recorded("dtm")))
    with pytest.raises(ServiceError, match=r"IOM DTM rejects the query: \['no data for \*\*\*'\]"):
        dtm.displaced(asked, "SDN", 0, "", "")
    assert len(dtm.displaced(asked, "SDN", 0, "", "").rows) == 1


def test_ucdp_gives_events_of_every_page(web, keys):
    one = recorded("ucdp") | {"TotalPages": 2, "TotalCount": 2}
    asked = web(reply(one), reply(one))
    rows = table(ucdp.events(asked, 625, "2025-04-01", "2025-04-30"))
    assert [(row["from"], row["to"], row["deaths"], row["deaths_low"], row["deaths_high"]) for row in rows] == [
        ("2025-04-15", "2025-04-16", "3", "2", "5")
    ] * 2
    assert [request.query["page"] for request in asked.send.asked] == ["0", "1"]
    assert asked.send.asked[0].secret_headers == {"x-ucdp-access-token": KEY}


def test_ucdp_that_gives_fewer_events_than_it_says_is_not_believed(web, keys):
    with pytest.raises(ServiceError, match="reports 3 events and gives 1"):
        ucdp.events(web(reply(recorded("ucdp") | {"TotalCount": 3})), 625, "", "")


def test_border_controls_of_the_map_become_posts_that_a_new_scenario_reads(web, tmp_path):
    asked = web(reply(recorded("overpass")))
    fetched = osm.posts(asked, BOX)
    rows = table(fetched)
    assert [(row["name"], row["lat"], row["note"]) for row in rows] == [
        ("Verkhny Lars", "42.745", "Верхний Ларс"),
        ("verkhny lars (2)", "41.9", ""),
        ("post at 42.200 45.900", "42.2", "no name on the map"),
    ]
    assert fetched.remarks == ("4 border controls on the map, 3 places of which 1 have no name there",)
    assert parse_qs(asked.send.asked[0].body)["data"] == [
        '[out:json][timeout:50];nwr["barrier"="border_control"](41.0000,43.0000,43.0000,47.0000);out center tags;'
    ]
    path = tmp_path / "posts.csv"
    path.write_bytes(fetched.csv_bytes())
    gates = read_posts(path, country_named("RUS"), [country_named("GEO")], read_kit("call-up"))
    assert [gate.name for gate in gates] == [row["name"] for row in rows]


def test_a_map_that_did_not_finish_is_not_taken_for_an_empty_one(web):
    with pytest.raises(ServiceError, match="did not finish: runtime error: timed out; take a smaller box"):
        osm.posts(web(reply({"elements": [], "remark": "runtime error: timed out"})), BOX)


def lengths(request_query, metres: float) -> dict:
    rows, columns = (request_query[name].count(";") + 1 for name in ("sources", "destinations"))
    return {
        "code": "Ok", "distances": [[metres + 1000 * row + column for column in range(columns)] for row in range(rows)],
        "durations": [[3600.0] * columns for _ in range(rows)],
    }  # fmt: skip


def test_road_lengths_become_the_routes_of_the_scenario(web, river):
    asked = web()
    asked.send = lambda request: reply(lengths(request.query, 50_000))
    rows = table(osrm.road_routes(asked, river))
    roads = [row for row in rows if row["mode"] == "road"]
    assert [(row["from"], row["to"]) for row in rows] == [(r.from_place, r.to_place) for r in river.routes]
    assert roads[0]["km"] == "50.0"
    assert roads[0]["note"] == "1.0 h of driving by OSRM"
    assert {row["as_of"] for row in roads} == {TODAY}


def test_where_no_road_is_found_the_length_stays_and_it_is_said(web, river):
    def none(request):
        answer = lengths(request.query, 50_000)
        answer["distances"][0][0] = answer["durations"][0][0] = None
        return reply(answer)

    asked = web()
    asked.send = none
    fetched = osrm.road_routes(asked, river)
    first = next(route for route in river.routes if route.mode == "road")
    assert fetched.remarks == (f"no road on the map, left unchanged: {first.from_place} - {first.to_place}",)
    row = fetched.rows[river.routes.index(first)]
    assert (row["km"], row["note"]) == (first.km, first.note)


def test_a_matrix_of_another_shape_is_refused(web, river):
    with pytest.raises(ServiceError, match='has changed: its field "distances" is not'):
        osrm.road_routes(web(reply({"code": "Ok", "distances": [[1]], "durations": [[1]]})), river)
    with pytest.raises(ServiceError, match="OSRM answers NoTable: too far"):
        osrm.road_routes(web(reply({"code": "NoTable", "message": "too far"}), days=0), river)


ASKING = {
    "unhcr": ("items", "refugees", lambda web: unhcr.people_of_concern(web, "SYR", "TUR", 2023, 2024)),
    "hapi_idps": ("data", "population", lambda web: hapi.humanitarian(web, "idps", "SDN")),
    "dtm": ("result", "numPresentIdpInd", lambda web: dtm.displaced(web, "SDN", 2, "", "")),
    "ucdp": ("Result", "best", lambda web: ucdp.events(web, 625, "", "")),
    "overpass": ("elements", "lat", lambda web: osm.posts(web, BOX)),
}


@pytest.mark.parametrize("name", ASKING)
def test_a_field_that_is_gone_or_another_is_named(web, keys, name):
    listed, field, ask = ASKING[name]
    without = recorded(name)
    without[f"{listed}s"] = without.pop(listed)
    with pytest.raises(ServiceError, match=f'has changed: its answer has no field "{listed}"; it has "'):
        ask(web(reply(without)))
    with pytest.raises(ServiceError, match=f'has changed: its field "{listed}" is not a list'):
        ask(web(reply(recorded(name) | {listed: "none"}), days=0))
    renamed = recorded(name)
    for row in renamed[listed]:
        row[f"{field}_new"] = row.pop(field, 0)
    missing = "center" if name == "overpass" else field
    with pytest.raises(ServiceError, match=f'has changed: its answer has no field "{missing}"; it has "'):
        ask(web(reply(renamed), days=0))
    if name != "overpass":
        worded = recorded(name)
        worded[listed][0][field] = "many"
        with pytest.raises(ServiceError, match=f'has changed: "many" in its field "{field}" is not a number'):
            ask(web(reply(worded), days=0))


@pytest.mark.parametrize(
    ("variable", "ask", "where"),
    [
        ("SERAI_HAPI_IDENTIFIER", ASKING["hapi_idps"][2], "hapi.humdata.org/docs"),
        ("SERAI_DTM_KEY", ASKING["dtm"][2], "dtm-apim-portal.iom.int"),
        ("SERAI_UCDP_TOKEN", ASKING["ucdp"][2], "ged261-csv.zip"),
    ],
)
def test_a_missing_key_is_named_with_where_it_can_be_had(web, keys, monkeypatch, variable, ask, where):
    asked = web(reply({}))
    monkeypatch.setenv(variable, " ")
    with pytest.raises(UsageError, match=f"needs a key in the environment variable {variable}; .*{where}"):
        ask(asked)
    monkeypatch.setenv(variable, "short")
    with pytest.raises(UsageError, match=f"{variable} holds no valid key"):
        ask(asked)
    assert asked.send.asked == []


@pytest.mark.parametrize(
    ("given", "number"), [("-", None), ("", None), (None, None), ("*", None), ("1,200", 1200), (3.5, 3.5), ("0", 0)]
)
def test_numbers_are_read_as_services_write_them(given, number):
    assert number_of(given, "n", "S") == number


@pytest.mark.parametrize("given", ["nan", True, "1 2", float("inf")])
def test_what_is_no_number_is_not_taken_for_one(given):
    with pytest.raises(ServiceError, match='in its field "n" is not a number'):
        number_of(given, "n", "S")
