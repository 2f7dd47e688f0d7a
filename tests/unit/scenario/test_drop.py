"""A name that goes takes with it what hangs on it, and nothing else."""

import pytest

from serai.errors import ScenarioError
from serai.scenario.change import with_measures
from serai.scenario.drop import drop
from serai.scenario.read.load import load


@pytest.fixture(scope="module")
def flood():
    return load("river-crossing")


def ids(rows):
    return [getattr(row, "id", None) or row.name for row in rows]


def test_a_post_goes_with_its_routes_lines_traffic_events_measures_and_figures(flood):
    left = drop(flood, "place", "Old Ferry").scenario
    assert "Old Ferry" not in ids(left.places)
    assert len(left.routes) == len(flood.routes) - 4
    assert "ferry-in" not in ids(left.services)
    assert ids(left.traffic) == ["trips-bridge", "residents-bridge", "residents-bridge-out"]
    assert "trips-ferry" not in ids(left.initial)
    assert "ferry-stopped" not in ids(left.events)
    assert {row.measure for row in left.measures} == {"fourth-desk", "more-tents"}
    assert with_measures(left, ["fourth-desk"])


def test_what_went_along_is_told_by_table(flood):
    along = drop(flood, "place", "Old Ferry").along
    assert along[0] == "places: 1 row (Old Ferry) out"
    assert "traffic: 2 rows (trips-ferry, residents-ferry) out" in along
    assert "measures: 2 rows (boats-at-night) out" in along


def test_lodging_of_a_place_goes_and_what_names_it(flood):
    left = drop(flood, "place", "Hill Camp").scenario
    assert not {"camp-tents", "camp-tents-more"} & set(ids(left.lodging))
    assert "in-camp" not in ids(left.initial)
    assert "more-tents" not in {row.measure for row in left.measures}


def test_a_kind_of_lodging_of_which_there_is_no_more_goes_out_of_lists(flood):
    changed = drop(flood, "place", "Hill Camp")
    assert changed.scenario.profiles[0].lodging == "host guesthouse hall"
    assert "profiles, column lodging: 2 rows (households, lone-travellers) changed" in changed.along


def test_a_profile_goes_out_of_lists_and_a_row_goes_with_the_last(flood):
    changed = drop(flood, "profile", "lone-travellers")
    left = changed.scenario
    falls = next(event for event in left.events if event.id == "water-falls")
    assert falls.profile == "households"
    assert "flood-lone" not in ids(left.events)
    assert next(row for row in left.parameters if row.name == "flood-size").cells == "events.flood-*.value"
    assert "events, column profile: 1 row (water-falls) changed" in changed.along


def test_a_service_goes_by_its_id_or_with_its_whole_line(flood):
    one = drop(flood, "service", "highgate-desks-sat").scenario
    assert "highgate-desks" in ids(one.services)
    both = drop(flood, "service", "highgate-desks").scenario
    assert not {"highgate-desks", "highgate-desks-sat"} & set(ids(both.services))


def test_a_service_takes_its_dated_changes_measures_and_its_share_of_a_parameter(flood):
    left = drop(flood, "service", "bridge-desk-car").scenario
    assert "third-desk" not in ids(left.events)
    assert "line-bridge" not in ids(left.initial)
    assert "desk-time" in ids(left.parameters)  # it moves bridge-desk-foot, too
    assert "fourth-desk" not in {row.measure for row in left.measures}


def test_the_last_centre_of_a_city_takes_its_applicants_along():
    kazakhstan = load("kazakhstan-2022")
    assert "applicants-kyzylorda" in ids(kazakhstan.traffic)
    changed = drop(kazakhstan, "service", "kyzylorda-centre")
    assert "traffic: 1 row (applicants-kyzylorda) out" in changed.along


def test_a_mode_goes_out_of_the_weights_of_profiles(flood):
    left = drop(flood, "mode", "bus").scenario
    assert "bus" not in left.modes
    assert left.modes["foot"].onward is None
    assert drop(flood, "mode", "foot").scenario.profiles[0].modes == "car:0.7"


def test_a_group_goes_and_its_places_stay(flood):
    left = drop(flood, "group", "far bank towns").scenario
    assert (left.groups, left.places) == ((), flood.places)


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("place", "Old Fery", 'place "Old Fery" is not in places. Did you mean "Old Ferry"?'),
        ("town", "Old Ferry", '"town" is not a kind of name. Allowed: place, profile, service, mode, group.'),
        ("mode", "boat", 'mode "boat" is not in modes. Allowed: car, bus, foot.'),
    ],
)
def test_what_is_not_there_is_answered_with_the_nearest(flood, kind, name, said):
    with pytest.raises(ScenarioError) as caught:
        drop(flood, kind, name)
    assert said in str(caught.value)


def test_what_leaves_a_scenario_that_cannot_be_is_refused(river):
    with pytest.raises(ScenarioError, match="at least one row is needed|leads from it to a border post"):
        drop(river, "place", "Ford")
