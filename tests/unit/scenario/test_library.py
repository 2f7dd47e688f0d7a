"""The built-in scenarios as data: what their tables promise each other."""

from __future__ import annotations

import importlib.util
from datetime import datetime
from pathlib import Path

import pytest

from serai.scenario.change import with_measures
from serai.scenario.fields import tables_of
from serai.scenario.read.load import builtin_names, load
from serai.scenario.schema import ASSUMED, Scenario
from serai.units import MINUTES_PER_DAY

SCRIPT = Path(__file__).parents[3] / "scripts" / "build_kazakhstan_routes.py"
CALL_UP = datetime(2022, 9, 21)
BORDER = ("exit_control", "entry_control")


@pytest.fixture(scope="module")
def kazakhstan() -> Scenario:
    return load("kazakhstan-2022")


@pytest.fixture(scope="module")
def river() -> Scenario:
    return load("river-crossing")


def ordinary_load_by_place(scenario: Scenario) -> dict[str, float]:
    """People a day in the traffic of the first day, inbound, by post."""
    load_of: dict[str, float] = {}
    for row in scenario.traffic:
        if row.service == "border" and row.direction == "in" and row.start is None:
            load_of[row.post] = load_of.get(row.post, 0.0) + row.per_day
    return load_of


def test_every_row_of_the_built_in_scenarios_says_where_it_comes_from(kazakhstan: Scenario, river: Scenario) -> None:
    silent = [
        (scenario.name, table, number)
        for scenario in (kazakhstan, river)
        for table in tables_of(Scenario)
        for number, row in enumerate(getattr(scenario, table))
        if row.source in ("", ASSUMED)
    ]
    assert silent == []


def test_every_kazakh_observation_names_its_page_and_is_fit_test_given_or_shown(kazakhstan: Scenario) -> None:
    assert [row.id for row in kazakhstan.observations if not row.url.startswith("http")] == []
    uses = [row.use for row in kazakhstan.observations]
    assert {use: uses.count(use) for use in ("fit", "test", "given", "shown")} == {
        "fit": 45, "test": 32, "given": 6, "shown": 3,
    }  # fmt: skip


def test_no_post_is_overloaded_before_the_call_up(kazakhstan: Scenario) -> None:
    loads = ordinary_load_by_place(kazakhstan)
    for row in kazakhstan.services:
        if row.service in BORDER:
            capacity = row.servers * MINUTES_PER_DAY / row.minutes
            assert loads[row.place] <= 0.75 * capacity, row.id
        if row.service == "seats":
            assert row.cap is not None
            assert loads[row.place] < 0.85 * row.cap, row.id


def test_ordinary_russians_and_citizens_of_kazakhstan_add_up_to_the_published_flows(kazakhstan: Scenario) -> None:
    """Ordinary Russians: 11,200 a day up to 10 September, from there in a straight line to 8,800 on 15 November."""
    first = [row for row in kazakhstan.traffic if row.start is None and row.service == "border"]
    autumn = [row for row in kazakhstan.traffic if row.id.startswith("visitors-") and row.end is None]
    assert sum(row.per_day for row in first if row.profile == "visitors") == pytest.approx(11_200)
    assert sum(row.per_day for row in autumn) == pytest.approx(11_200)
    assert sum(row.per_day_end or 0.0 for row in autumn) == pytest.approx(8_800)
    assert sum(row.per_day for row in first if row.profile == "kazakh-citizens") == pytest.approx(16_000)


def test_every_origin_has_a_road_to_each_of_the_24_road_posts(kazakhstan: Scenario) -> None:
    posts = {row.member for row in kazakhstan.groups if row.name == "road posts"}
    origins = {place.name for place in kazakhstan.places if place.kind == "origin"}
    roads = {(row.from_place, row.to_place) for row in kazakhstan.routes if row.mode == "road"}
    assert len(posts) == 24
    assert {(origin, post) for origin in origins for post in posts} <= roads


def test_routes_are_what_their_script_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("build_kazakhstan_routes", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    kept = script.LIBRARY
    (tmp_path / "places.csv").write_bytes((kept / "places.csv").read_bytes())
    monkeypatch.setattr(script, "LIBRARY", tmp_path)
    script.main()
    assert (tmp_path / "routes.csv").read_bytes() == (kept / "routes.csv").read_bytes()


def test_controls_begin_on_29_september_and_no_fitted_row_reaches_into_october(kazakhstan: Scenario) -> None:
    controls = sorted(event.date for event in kazakhstan.events if event.what == "control")
    assert controls == [datetime(2022, 9, 29)] + [datetime(2022, 9, 30)] * 3
    fitted = [row.end for row in kazakhstan.observations if row.use == "fit"]
    assert all(end is not None and end <= datetime(2022, 10, 1) for end in fitted)


def test_nothing_but_ordinary_life_happens_before_the_decree(kazakhstan: Scenario) -> None:
    assert min(event.date for event in kazakhstan.events) > CALL_UP


def test_the_river_crossing_says_of_every_row_that_it_is_invented(river: Scenario) -> None:
    rows = [row for table in tables_of(Scenario) for row in getattr(river, table)]
    assert {row.source for row in rows} == {"invented for this example"}
    assert len(river.places) == 12
    assert {row.rests_on for row in river.observations} == {"assumed"}


@pytest.mark.parametrize("name", builtin_names())
def test_every_measure_can_be_taken_and_says_what_it_costs(name):
    scenario = load(name)
    for measure in dict.fromkeys(row.measure for row in scenario.measures):
        assert with_measures(scenario, [measure]) != scenario
    assert all(row.cost is not None and row.source != ASSUMED for row in scenario.measures)
