"""Warnings: what has no effect, what overflows by a rough estimate, what is cut."""

# One case, one line.
# ruff: noqa: E501

import math
from datetime import datetime

import pytest

from serai.scenario.change import with_changes
from serai.scenario.doubts import doubts
from serai.scenario.estimates import post_loads
from serai.scenario.inventory import contents
from serai.scenario.rules.check import check
from serai.scenario.schema import Event


def with_event(scenario, **columns):
    event = Event(id="new", date=datetime(2024, 3, 5), **columns)
    changed = scenario.model_copy(update={"events": (*scenario.events, event)})
    check(changed)
    return [doubt for doubt in doubts(changed) if doubt not in doubts(scenario)]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"what": "news", "where": "Hill", "value": 0.5, "applies_to": "departures"}, 'event "new" has no effect: there is no place from which people leave by a trigger at "Hill"'),
        ({"what": "news", "where": "Hill", "value": 0.5, "applies_to": "traffic"}, 'event "new" has no effect: there is no ordinary traffic at "Hill"'),
        ({"what": "control", "where": "Hill", "value": 0.5}, 'event "new" has no effect: there is no line of a border control, direction in, at "Hill"'),
        ({"what": "control", "where": "Ford", "value": 0.5, "direction": "out"}, 'event "new" has no effect: there is no line of a border control, direction out, at "Ford"'),
        ({"what": "closure", "where": "Agadez"}, 'event "new" has no effect: there is no post, city or service at "Agadez"'),
        ({"what": "closure", "where": "Ford", "until": datetime(2024, 5, 1)}, 'event "new": until 2024-05-01 is after the end of the run and is cut there'),
        ({"what": "control", "where": "Ford", "value": 0.5, "delay_hours": 3.0}, 'event "new": delay_hours has no effect; no control reads it'),
    ],
)  # fmt: skip
def test_what_has_no_effect_is_told(river, columns, said):
    assert with_event(river, **columns) == [said]


@pytest.mark.parametrize(
    "columns",
    [
        {"what": "news", "where": "North", "value": 0.5},
        {"what": "news", "where": "Hill", "value": 0.5},
        {"what": "news", "value": 0.5, "applies_to": "traffic", "where": "Ford"},
        {"what": "control", "where": "Ford", "value": 0.5, "profile": "family"},
        {"what": "closure", "where": "Hill"},
        {"what": "closure", "where": "Ford", "until": datetime(2024, 4, 1)},
    ],
)
def test_what_has_an_effect_is_not(river, columns):
    assert with_event(river, **columns) == []


def test_more_people_at_risk_than_inhabitants(river):
    changed = with_changes(river, {"places.Agadez.at_risk_people": 120000})
    assert doubts(changed)[0] == 'more people at risk than inhabitants: "Agadez" 120,000 of 110,000'


def test_people_who_may_be_listed_twice(river):
    twin = river.places[0].model_copy(update={"name": "Agadez town", "lat": 16.98})
    (said,) = [
        doubt for doubt in doubts(river.model_copy(update={"places": (*river.places, twin)})) if "twice" in doubt
    ]
    assert said == 'origins less than 3 km apart; are their people listed twice? "Agadez" and "Agadez town"'


def test_capacity_and_ordinary_traffic_of_a_post(river):
    (load,) = post_loads(river)
    # Two servers, ten hours on five days and one server, four hours on two days, at 3 (2 to 4) minutes a person
    weekdays, weekend = 2 * 10 * 60 / 3 * 5 / 7, 1 * 4 * 60 / 3 * 2 / 7
    assert load.capacity == pytest.approx(weekdays + weekend)
    assert load.low == pytest.approx(weekdays * 3 / 4 + weekend)
    assert load.ordinary == 30


@pytest.mark.parametrize(
    ("per_day", "said"),
    [(250, "more than the low end of what it can serve, 309 (237 to 451)"), (400, "more than what it can serve, 309")],
)
def test_ordinary_traffic_above_what_a_post_can_serve(river, per_day, said):
    key = "traffic.ford-in-guard.per_day"
    assert not [doubt for doubt in doubts(river) if "ordinary traffic of" in doubt]
    assert said in doubts(with_changes(river, {key: per_day}))[0]


def test_the_busiest_day_is_held_beside_the_capacity(river):
    """5,000 people at risk, S = 0.3, gamma with shape 2 and mean 2 days from 06:00: the 400 departures are spread."""
    (load,) = post_loads(river)
    share = 1.75 * math.exp(-0.75) - 2.75 * math.exp(-1.75)  # of the course from 18 to 42 hours: 1 - (1 + x) exp(-x)
    triggered = 5000 * (1 - math.exp(-0.3))
    assert load.busiest == pytest.approx(30 + 400 / 3 + triggered * share)
    assert any("by a rough estimate" in doubt and "it can serve 309 (237 to 451)" in doubt for doubt in doubts(river))


def test_lengths_by_the_map_are_counted(river):
    assert "1 route has no km: lengths come from the map, roads times 1.25 (1.15 to 1.4)" in doubts(river)


def test_warnings_stand_below_what_the_scenario_holds(river):
    lines = contents(river)
    assert [line for line in lines if line.startswith("warning: ")] == [f"warning: {doubt}" for doubt in doubts(river)]
