"""What-if edits and measures give a changed, checked copy, and say so in its sources."""

# One case, one line.
# ruff: noqa: E501

from datetime import date, datetime

import pytest
from pydantic import ValidationError

from serai.errors import ScenarioError
from serai.scenario.change import apply_all, with_changes, with_measures
from serai.scenario.schema import Event, Measure


def service(scenario, name):
    return next(row for row in scenario.services if row.id == name)


@pytest.mark.parametrize(("given", "servers"), [("+1", 3), ("-2", 0), ("x2", 4), ("6", 6), (6, 6)])
def test_a_cell_is_set_added_to_or_multiplied(river, given, servers):
    changed = with_changes(river, {"services.ford-day.servers": given})
    assert service(changed, "ford-day").servers == servers
    assert service(river, "ford-day").servers == 2


@pytest.mark.parametrize(
    ("key", "given", "message"),
    [
        ("services.ford-day.minutes", "1.500", '"1.500" may be 1.5 or 1500; write 1.5000 or 1500'),
        ("services.ford-day.minutes", "+1.500", '"+1.500" may be +1.5 or +1500; write +1.5000 or +1500'),
        ("services.ford-day.minutes", "x 1,500", 'must be the new value (6), a difference (+1 or -0.5) or a factor (x1.5), got "x 1,500"'),
        ("modes.car.speed_kmh", "1.200", '"1.200" may be 1.2 or 1200; write 1.2000 or 1200'),
        ("queueing.home_hours", "+1.200", '"+1.200" may be +1.2 or +1200; write +1.2000 or +1200'),
        ("queueing.home_hours.high", "2.000", '"2.000" may be 2 or 2000; write 2.0000 or 2000'),
        ("seed", "1.250", '"1.250" may be 1.25 or 1250; write 1.2500 or 1250'),
    ],
)  # fmt: skip
def test_a_change_with_two_readings_is_refused(river, key, given, message):
    with pytest.raises(ScenarioError) as caught:
        with_changes(river, {key: given})
    assert caught.value.problems == (f"{key}: {message}",)


def test_a_reading_that_the_changed_cell_does_not_allow_is_none(river):
    changed = with_changes(river, {"choice.room_weight": "x1.500", "services.ford-day.minutes": "-1.500"})
    assert changed.choice.room_weight.value == 1.5 * river.choice.room_weight.value
    assert service(changed, "ford-day").minutes == 1.5
    assert with_changes(river, {"services.ford-day.minutes": 1.125}).services[0].minutes == 1.125


def test_the_source_says_what_was_changed(river):
    changed = with_changes(river, {"services.ford-day.servers": "+1", "choice.room_weight": 0.2, "travel.spread": "x2"})
    assert service(changed, "ford-day").source == 'assumed by the user; servers changed by the user to "+1"'
    assert changed.choice.room_weight.source == "changed by the user"
    assert changed.travel.spread.source == "default; changed by the user by x2"


def test_a_range_moves_along_with_a_difference_or_factor_and_goes_with_a_new_value(river):
    doubled = with_changes(river, {"services.ford-day.minutes": "x2", "housing.price_elasticity": "+0.1"})
    assert service(doubled, "ford-day").ranges == (("minutes", 4.0, 8.0),)
    elasticity = doubled.housing.price_elasticity
    assert (elasticity.value, elasticity.low, elasticity.high) == pytest.approx((1.3, 0.9, 1.7))
    fixed = with_changes(river, {"services.ford-day.minutes": 5, "housing.price_elasticity": "1.1"})
    assert service(fixed, "ford-day").ranges == ()
    assert (fixed.housing.price_elasticity.value, fixed.housing.price_elasticity.low) == (1.1, None)


def test_every_kind_of_setting_can_be_changed(river):
    changed = with_changes(
        river,
        {
            "title": "Another",
            "end": "2024-04-02",
            "start": date(2024, 2, 28),
            "tick": "30min",
            "modes.car.speed_kmh": 40,
            "modes.foot.onward": "",
            "leaving.weekdays": "1 1 1 1 1 0 0",
            "choice.belief_wait_hours.high": 30,
            "travel.road_factor": {"value": 1.3, "low": 1.2, "high": 1.4, "source": "a map"},
        },
    )
    assert (changed.title, changed.start, changed.end) == ("Another", date(2024, 2, 28), date(2024, 4, 2))
    assert (changed.tick_minutes, changed.modes["car"].speed_kmh.value, changed.modes["foot"].onward) == (30, 40, None)
    assert changed.leaving.weekdays == (1, 1, 1, 1, 1, 0, 0)
    assert changed.choice.belief_wait_hours.high == 30
    assert changed.travel.road_factor.source == "a map"


def test_the_name_of_a_line_changes_all_its_rows(river):
    changed = with_changes(river, {"services.ford.minutes": 4})
    assert [row.minutes for row in changed.services] == [4, 4, 10]


def test_a_blank_cell_takes_the_default(river):
    assert with_changes(river, {"lodging.hill-hotel.price": ""}).lodging[0].price is None


def test_the_scenario_has_the_method_too(river):
    assert with_changes(river, {"events.flood.value": "x1.5"}).events[0].value == pytest.approx(0.45)


@pytest.mark.parametrize(
    ("key", "given", "words"),
    [
        ("services.ford-dya.servers", 1, 'services.ford-dya.servers: "ford-dya" is not in services. Did you mean "ford-day"?'),
        ("services.ford-day.server", 1, 'services.ford-day.server: "server" is not a column of services. Did you mean "servers"?'),
        ("services.ford-day", 1, "services.ford-day: name a cell as services.<row>.<column>"),
        ("services.ford-day.id", "x", "services.ford-day.id: a name cannot be changed, since other rows may refer to it"),
        ("services.ford-day.servers", "x1.3", "services.ford-day.servers: must be a whole number, got 2.6"),
        ("services.ford-day.servers", "many", 'services.ford-day.servers: must be the new value (6), a difference (+1 or -0.5) or a factor (x1.5), got "many"'),
        ("services.ford-day.servers", "", "services.ford-day.servers: a value is missing (how many work at the same time)"),
        ("lodging.tents-shelter.price", "+1", 'lodging.tents-shelter.price: "+1" changes a value, but there is none; write the new value, e.g. 6'),
        ("chioce.room_weight", 1, 'chioce.room_weight: unknown setting; it is neither a setting nor table.row.column. Did you mean "choice.room_weight"?'),
        ("choice", 1, "choice: unknown setting; it is neither a setting nor table.row.column."),
        ("modes.ox.line", "car", "modes.ox.line: unknown setting; it is neither a setting nor table.row.column."),
        ("title.low", "car", "title.low: unknown setting; it is neither a setting nor table.row.column."),
        ("choice.room_weight", 11, "choice.room_weight: must be 0 to 10, got 11"),
        ("choice.room_weight.low", 0.2, "choice.room_weight.low: must be at most the value 0.1, got 0.2"),
        ("seed", -1, "seed: must be 0 to 9223372036854775807, got -1"),
    ],
)  # fmt: skip
def test_a_change_that_is_not_allowed_is_refused_with_its_key(river, key, given, words):
    with pytest.raises(ScenarioError) as caught:
        with_changes(river, {key: given})
    assert caught.value.what == 'the change of scenario "river-town"'
    assert caught.value.problems[0].startswith(words)


def test_all_wrong_changes_come_at_once(river):
    with pytest.raises(ScenarioError, match="has 2 problems"):
        with_changes(river, {"seed": -1, "services.x.servers": 1})


def test_what_a_change_breaks_elsewhere_is_found(river):
    with pytest.raises(ScenarioError, match='observations "entries-ford-2024-03-01", column to: 2024-03-10 is after'):
        with_changes(river, {"end": "2024-03-08"})


def test_a_measure_without_dates_changes_its_row(river):
    changed = with_measures(river, ["lane", "beds"])
    assert service(changed, "ford-day").servers == 3
    assert (changed.lodging[0].beds, changed.lodging[0].ranges) == (450, (("beds", 375.0, 525.0),))
    assert service(changed, "ford-day").source == 'assumed by the user; servers changed by the measure "lane"'


def test_a_measure_with_dates_splits_its_row_into_before_during_and_after(river):
    changed = with_measures(river, ["lane in march"])
    pieces = [row for row in changed.services if row.line == "ford" and row.id != "ford-weekend"]
    assert [(row.id, row.start, row.end, row.servers) for row in pieces] == [
        ("ford-day", None, datetime(2024, 3, 4), 2),
        ("ford-day-2", datetime(2024, 3, 4), datetime(2024, 3, 11), 3),
        ("ford-day-3", datetime(2024, 3, 11), None, 2),
    ]


def test_events_that_change_a_split_row_change_all_its_parts(river):
    changed = with_measures(river, ["lane in march"])
    assert [(event.id, event.target) for event in changed.events if event.what == "change"] == [
        ("more", "services.ford-day.servers"),
        ("more-2", "services.ford-day-2.servers"),
        ("more-3", "services.ford-day-3.servers"),
    ]


def test_an_event_that_sets_the_same_cell_does_not_undo_a_measure(river):
    changed = with_measures(river, ["lane in march"])
    assert {event.target: event.value for event in changed.events if event.what == "change"} == {
        "services.ford-day.servers": 4,
        "services.ford-day-2.servers": 5,
        "services.ford-day-3.servers": 4,
    }
    twice = with_measures(river, ["lane in march", "lane"])
    assert [event.value for event in twice.events if event.what == "change"] == [5, 6, 5]


def test_events_on_other_cells_stay_as_they_are(river):
    measure = Measure(measure="quick", table="services", id="ford-day", column="minutes", change="x0.5")
    changed = with_measures(river.model_copy(update={"measures": (measure,)}), ["quick"])
    assert changed.events == river.events


def test_measures_and_changes_together_tell_all_their_faults(river):
    with pytest.raises(ScenarioError) as caught:
        apply_all(river, ["lana"], {"seed": -1})
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        'measure "lana" is not in the table measures. Did you mean "lane"?',
        "seed",
    ]
    both = apply_all(river, ["lane"], {"services.ford-day.servers": "+1"})
    assert service(both, "ford-day").servers == 4


def test_no_event_can_be_a_measure():
    with pytest.raises(ValidationError, match="services"):
        Measure(measure="m", table="events", id="control", column="value", change="0")


def test_measures_on_one_row_add_up(river):
    changed = with_measures(river, ["lane in march", "lane"])
    assert [row.servers for row in changed.services if row.id.startswith("ford-day")] == [3, 4, 3]


def test_beds_for_a_time_are_a_row_of_their_own_and_a_row_without_a_line_gets_one(river):
    measures = (
        Measure(
            measure="march", table="lodging", id="hill-hotel", column="beds", change="+10", end=datetime(2024, 3, 9)
        ),
        Measure(
            measure="march", table="services", id="papers", column="servers", change="5", start=datetime(2024, 3, 9)
        ),
    )
    changed = with_measures(river.model_copy(update={"measures": measures}), ["march"])
    assert [(row.id, row.beds) for row in changed.lodging[:2]] == [("hill-hotel", 300), ("hill-hotel-2", 10)]
    papers = [row for row in changed.services if row.place == "Hill"]
    assert [(row.id, row.line, row.servers) for row in papers] == [("papers", "papers", 3), ("papers-2", "papers", 5)]


def test_beds_for_a_time_take_their_share_of_the_range(river):
    beds = {"table": "lodging", "id": "hill-hotel", "column": "beds", "start": datetime(2024, 3, 4)}
    measures = (Measure(measure="half", change="x1.5", **beds), Measure(measure="ten", change="+10", **beds))
    changed = with_measures(river.model_copy(update={"measures": measures}), ["half", "ten"])
    assert [(row.id, row.beds, row.ranges, row.start, row.end) for row in changed.lodging[:3]] == [
        ("hill-hotel", 300, (("beds", 250, 350),), None, None),
        ("hill-hotel-3", 10, (("beds", 10, 10),), datetime(2024, 3, 4), None),
        ("hill-hotel-2", 150, (("beds", 125, 175),), datetime(2024, 3, 4), None),
    ]


def test_an_unknown_measure_is_answered_with_the_nearest(river):
    with pytest.raises(ScenarioError, match='measure "lana" is not in the table measures. Did you mean "lane"?'):
        with_measures(river, ["lana"])
    with pytest.raises(ScenarioError, match='measure "x" is not in the table measures. The scenario has none.'):
        with_measures(river.model_copy(update={"measures": ()}), ["x"])


def test_a_measure_for_a_row_that_is_not_in_force_is_refused(river):
    closed = service(river, "papers").model_copy(update={"end": datetime(2024, 3, 5)})
    measure = Measure(
        measure="m", table="services", id="papers", column="servers", change="+1", start=datetime(2024, 3, 9)
    )
    late = river.model_copy(update={"services": (*river.services[:2], closed), "measures": (measure,)})
    with pytest.raises(ScenarioError, match='measure "m": "papers" is not in force in its period'):
        with_measures(late, ["m"])


def test_what_a_measure_breaks_is_found(river):
    event = Event(id="less", date=datetime(2024, 3, 10), what="change", value=1, target="services.ford-day.servers")
    measure = Measure(measure="m", table="services", id="ford-weekend", column="weekdays", change="fri-sun")
    wrong = river.model_copy(update={"events": (*river.events, event), "measures": (measure,)})
    with pytest.raises(ScenarioError, match='services "ford-weekend": overlaps services "ford-day"'):
        with_measures(wrong, ["m"])
