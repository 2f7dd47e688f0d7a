"""The scenario of one draw: the drawn values and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from serai.errors import ScenarioError
from serai.runs.design import design
from serai.runs.members import member_scenario
from serai.runs.ranges import ranges_of
from serai.scenario.rules.check import check
from serai.scenario.schema import Event, Traffic


@pytest.fixture
def river(river):
    """Without named parameters, which tests/unit/scenario/test_parameters.py looks at."""
    return river.model_copy(update={"parameters": ()})


def central(scenario) -> np.ndarray:
    return np.array([one.central for one in ranges_of(scenario)])


def drawn(scenario, **values):
    """The scenario with some ranges at other values, by name."""
    ranges = ranges_of(scenario)
    at = [values.get(one.name.replace(".", "_").replace("-", "_"), one.central) for one in ranges]
    return member_scenario(scenario, ranges, np.array(at))


def test_central_values_give_the_scenario_itself(river):
    assert member_scenario(river, ranges_of(river), central(river)) == river


def test_every_value_stands_where_its_range_was_and_the_ranges_stay(river):
    ranges = ranges_of(river)
    values = design(ranges, 1, 3)[1]
    moved = ranges_of(member_scenario(river, ranges, values))
    assert [one.central for one in moved] == values.tolist()
    assert [(one.name, one.low, one.high) for one in moved] == [(one.name, one.low, one.high) for one in ranges]


def test_every_member_of_a_design_keeps_the_rules_of_a_scenario(river):
    ranges = ranges_of(river)
    for values in design(ranges, 5, 10):
        check(member_scenario(river, ranges, values))


def test_the_end_of_a_straight_line_of_traffic_moves_with_its_begin(river):
    flow = Traffic(
        id="t", post="Long Bridge", profile="residents", per_day=100.0, per_day_end=60.0, ranges=(("per_day", 50, 200),)
    )
    row = drawn(river.model_copy(update={"traffic": (flow,)}), traffic_t_per_day=150.0).traffic[0]
    assert (row.per_day, row.per_day_end) == (150.0, 90.0)


def test_a_change_of_a_whole_number_stays_whole(river):
    target = f"services.{river.services[2].id}.servers"
    event = Event(id="e", date="2024-05-06T00:00", what="change", target=target, value=3.0, ranges=(("value", 1, 6),))
    assert drawn(river.model_copy(update={"events": (event,)}), events_e_value=4.4).events[0].value == 4.0
    minutes = event.model_copy(update={"target": target.replace("servers", "minutes")})
    assert drawn(river.model_copy(update={"events": (minutes,)}), events_e_value=4.4).events[0].value == 4.4


def test_values_that_break_a_rule_are_refused_by_name(river):
    ranges = ranges_of(river)
    values = central(river)
    values[[one.name for one in ranges].index("profiles.households.papers_share")] = 1.2
    with pytest.raises(ScenarioError, match="households"):
        member_scenario(river, ranges, values)
