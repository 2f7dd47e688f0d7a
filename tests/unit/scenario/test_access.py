"""Roads and checkpoints, pressure and queue-jumping: what cannot be is told with its row and what is allowed."""

from __future__ import annotations

import pytest

from scenarios import at, patient, place, scenario
from serai.errors import ScenarioError
from serai.scenario.doubts import doubts
from serai.scenario.drop import drop
from serai.scenario.rename import rename
from serai.scenario.rules.check import check
from serai.scenario.schema import Event, Scenario, Service

ROAD = {"service": "road", "order": 12, "mode": "car", "pool": "road", "servers": 1, "unit": "vehicle"}


def border(**changes: dict[str, object]) -> Scenario:
    """A bridge before a gate and a pass, with a line of those who jump; `changes` are for rows by their id."""
    rows = (
        Service(id="road", place="gate", at="bridge", per_hour=60, **ROAD),
        Service(id="road-2", place="pass", at="bridge", per_hour=60, **ROAD),
        Service(id="desk", place="gate", service="entry_control", pool="desks", servers=2, minutes=2),
        Service(id="paid", place="gate", service="entry_control", pool="desks", jump=True, servers=2, minutes=2),
        Service(id="papers", place="town", service="registration", servers=1, minutes=9),
    )
    turned = Event(id="turned", date=at(1), what="control", where="bridge", service="road", value=0.5)
    named = {name.replace("_", "-"): columns for name, columns in changes.items()}
    return scenario(
        3,
        places=(
            place("gate", "border_post"), place("pass", "border_post"),
            place("bridge", "junction"), place("town", "city"),
        ),
        profiles=(patient(jump_share=0.2),),
        services=tuple(row.model_copy(update=named.get(row.id, {})) for row in rows),
        events=(turned.model_copy(update=named.get("turned", {})),),
    )  # fmt: skip


def test_a_road_with_a_checkpoint_and_jumpers_has_no_fault_and_the_control_no_doubt():
    check(border())
    assert not any("turned" in text for text in doubts(border()))


@pytest.mark.parametrize(
    ("row", "columns", "words"),
    [
        ("road", {"at": "town"}, 'must be a place of kind junction, got "town", a city'),
        ("road", {"at": "brigde"}, 'Did you mean "bridge"?'),
        ("papers", {"at": "bridge"}, "registration is visited from a city; leave at blank"),
        ("road", {"minutes": 1.0}, "the time for one unit is given by minutes or by per_hour, got both"),
        ("desk", {"minutes": None}, "the time for one unit is given by minutes or by per_hour, got neither"),
        ("desk", {"extra_staff": 3.0}, "has no effect without staff; give staff"),
        ("desk", {"extra_servers": 1.0}, "give the threshold in pressure_people or pressure_hours"),
        ("desk", {"pressure_people": 90.0}, "nothing is added under pressure; give extra_servers or extra_staff"),
        ("paid", {"pool": ""}, 'must share a pool with line "desk", whose servers it takes, got ""'),
        ("paid", {"mode": "car"}, 'no other line for "entry_control", direction in, mode car at "gate" to jump'),
        ("papers", {"jump": True}, "nobody jumps a line for registration; leave it blank"),
        ("road-2", {"pool_rule": "share"}, 'pool "road" has the rule "fifo" in'),
        ("turned", {"service": "raod"}, 'is not a service that people pass at "bridge", direction in. Did you mean'),
        ("turned", {"what": "closure", "value": None}, "must be blank for a closure; only a control uses it"),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_told(row: str, columns: dict[str, object], words: str):
    with pytest.raises(ScenarioError) as error:
        check(border(**{row.replace("-", "_"): columns}))
    assert words in str(error.value)


def test_lines_of_a_pool_are_under_pressure_together():
    asks = {"pressure_people": 90.0, "extra_servers": 1.0}
    with pytest.raises(ScenarioError) as error:
        check(border(desk=asks, paid={**asks, "pressure_people": 50.0}))
    assert "the lines of a pool are under pressure together: 90.0 in" in str(error.value)
    check(border(desk=asks, paid=asks))


def test_a_junction_that_goes_or_changes_its_name_takes_its_road_along():
    left = drop(border(), "place", "bridge").scenario
    assert [row.id for row in left.services] == ["desk", "paid", "papers"]
    assert left.events == ()
    renamed = rename(border(), "place", "bridge", "span").scenario
    assert {row.at for row in renamed.services} == {"span", ""}
    assert renamed.events[0].where == "span"
