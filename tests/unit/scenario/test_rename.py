"""A new name stands in all tables, and another name in none."""

import pytest

from serai.errors import ScenarioError
from serai.scenario.read.load import load
from serai.scenario.rename import rename


@pytest.fixture(scope="module")
def flood():
    return load("river-crossing")


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("place", "Long Bridge", "Мост"),
        ("place", "Reedham", "Reed Ham"),
        ("profile", "households", "families"),
        ("service", "bridge-desk-car", "desk"),
        ("service", "highgate-desks", "town-hall"),
        ("mode", "bus", "coach"),
        ("group", "far bank towns", "towns"),
    ],
)
def test_a_name_and_back_again_is_the_same_scenario(flood, kind, old, new):
    there = rename(flood, kind, old, new)
    assert there.along
    assert f'"{old}"' not in there.scenario.model_dump_json(exclude={"name", "title", "description"})
    assert rename(there.scenario, kind, new, old).scenario == flood


def test_a_name_changes_inside_addresses_and_weights(flood):
    renamed = rename(flood, "service", "bridge-desk-car", "desk").scenario
    assert next(event for event in renamed.events if event.id == "third-desk").target == "services.desk.servers"
    assert [row.id for row in renamed.measures if row.measure == "fourth-desk"] == ["desk"]
    walked = rename(flood, "mode", "foot", "walk").scenario
    assert walked.profiles[0].modes == "car:0.7 walk:0.3"


def test_cells_of_parameters_follow_a_place_with_spaces():
    kazakhstan = load("kazakhstan-2022")
    renamed = rename(kazakhstan, "place", "Mashtakovo-Syrym", "Syrym post").scenario
    cells = next(row.cells for row in renamed.parameters if row.name == "mashtakovo-constant")
    assert cells == "places.Syrym?post.constant"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Reedham", "Lowmeadow", 'there is a place "Lowmeadow" already'),
        ("Redham", "X", 'place "Redham" is not in places. Did you mean "Reedham"?'),
        ("Reedham", "reedham ", "must not begin or end with a space"),
    ],
)
def test_names_that_cannot_be_are_refused(flood, old, new, said):
    with pytest.raises(ScenarioError) as caught:
        rename(flood, "place", old, new)
    assert said in str(caught.value)
