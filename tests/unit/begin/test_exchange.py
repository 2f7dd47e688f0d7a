"""Another border for a scenario that there is: people and profiles stay, posts and what hangs on them go."""

import pytest

from serai.begin.exchange import with_border
from serai.errors import ScenarioError
from serai.scenario.read.load import load

KAZAKH = "name,lat,lon,capacity\nOzinki,51.2,49.9,2400\nMashtakovo,51.4,51.9,2800\n"
LARS = "name,lat,lon,capacity\nLars,42.74,44.63,9000\n"


@pytest.fixture(scope="module")
def kazakhstan():
    return load("kazakhstan-2022")


def people(scenario):
    return [place for place in scenario.places if place.kind == "origin"]


def test_new_posts_of_the_same_country_keep_its_cities(kazakhstan, posts):
    changed = with_border(kazakhstan, posts(KAZAKH), "new").scenario
    assert people(changed) == people(kazakhstan)
    assert [p.name for p in changed.places if p.kind == "border_post"] == ["Ozinki", "Mashtakovo"]
    assert [p.name for p in changed.places if p.kind == "city"] == [
        p.name for p in kazakhstan.places if p.kind == "city"
    ]
    assert changed.lodging == kazakhstan.lodging
    assert {e.id for e in changed.events} >= {"decree-men", "rumour-men", "departures-cut"}
    assert "control-ozinki" not in {e.id for e in changed.events}


def test_posts_of_another_country_bring_its_cities(kazakhstan, posts):
    changed = with_border(kazakhstan, posts(LARS), "geo")
    scenario = changed.scenario
    assert {p.country for p in scenario.places if p.kind == "city"} == {"GEO"}
    assert (scenario.title, scenario.observations) == ("Russia to Georgia, with the people of kazakhstan-2022", ())
    assert [p.name for p in scenario.profiles if p.name != "applicants"] == [
        p.name for p in kazakhstan.profiles if p.name != "applicants"
    ]
    assert {p.destination for p in scenario.profiles} == {""}
    assert scenario.profiles[0].modes == "car:0.6818 foot:0.2273 bus:0.0909"
    assert any(remark.startswith("services: 144 rows") for remark in changed.remarks)


def test_a_scenario_without_countries_cannot_be_held_against_the_map(river, posts):
    with pytest.raises(ScenarioError, match="its origins have no country code"):
        with_border(river, posts(LARS), "new")
