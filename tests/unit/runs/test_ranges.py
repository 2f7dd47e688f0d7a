"""Which numbers are drawn, by which names, and which of them share a draw."""

from __future__ import annotations

import pytest

from serai.runs.ranges import ranges_of
from serai.scenario.change import with_measures
from serai.scenario.inventory import values_used
from serai.scenario.read.load import builtin_names, load
from serai.scenario.schema import Lodging, Service, Traffic

SERVICE = {"service": "entry_control", "servers": 1, "minutes": 2.0, "ranges": (("minutes", 1.0, 3.0),)}


def drawn_as(scenario) -> dict[str, str]:
    return {one.name: one.drawn_as for one in ranges_of(scenario)}


def test_every_range_that_check_shows_is_drawn_by_the_same_name(river):
    shown = {used.key: (used.low, used.high) for used in values_used(river) if used.low != used.high}
    assert len(shown) > 50
    assert {one.name: (one.low, one.high) for one in ranges_of(river)} == shown


def test_the_central_value_lies_in_its_range(river):
    assert all(one.low <= one.central <= one.high and one.low < one.high for one in ranges_of(river))


def test_a_range_without_width_is_not_drawn(river):
    assert any(row.id == "in-camp" and row.ranges == (("people", 90.0, 90.0),) for row in river.initial)
    assert "initial.in-camp.people" not in drawn_as(river)


def test_the_timetable_of_a_line_and_the_lines_of_a_pool_share_their_draw(river):
    rows = (
        Service(id="day", place="Long Bridge", line="gate", **SERVICE),
        Service(id="night", place="Long Bridge", line="gate", **SERVICE),
        Service(id="car", place="Long Bridge", pool="both", **SERVICE),
        Service(id="foot", place="Long Bridge", pool="both", **SERVICE),
        Service(id="other", place="Old Ferry", pool="both", **SERVICE),
    )
    names = drawn_as(river.model_copy(update={"services": rows}))
    assert names["services.day.minutes"] == names["services.night.minutes"]
    assert names["services.car.minutes"] == names["services.foot.minutes"]
    assert len({names[f"services.{row}.minutes"] for row in ("day", "car", "other")}) == 3


def test_the_weights_of_lines_in_a_pool_are_drawn_apart(river):
    weights = {"service": "entry_control", "servers": 1, "minutes": 2.0, "ranges": (("pool_share", 1.0, 3.0),)}
    rows = tuple(Service(id=name, place="Long Bridge", pool="both", **weights) for name in ("car", "foot"))
    names = drawn_as(river.model_copy(update={"services": rows}))
    assert names["services.car.pool_share"] != names["services.foot.pool_share"]


def test_pieces_of_a_flow_and_of_one_kind_of_lodging_share_their_draw(river):
    flow = {"post": "Long Bridge", "per_day": 10.0, "ranges": (("per_day", 5.0, 15.0),)}
    beds = {"place": "Highgate", "beds": 10.0, "ranges": (("beds", 5.0, 15.0),)}
    traffic = (
        Traffic(id="early", profile="residents", **flow), Traffic(id="late", profile="residents", **flow),
        Traffic(id="others", profile="day-trippers", **flow),
    )  # fmt: skip
    lodging = (
        Lodging(id="a", kind="host", **beds),
        Lodging(id="b", kind="host", **beds),
        Lodging(id="c", kind="hall", **beds),
    )
    names = drawn_as(river.model_copy(update={"traffic": traffic, "lodging": lodging}))
    assert names["traffic.early.per_day"] == names["traffic.late.per_day"] != names["traffic.others.per_day"]
    assert names["lodging.a.beds"] == names["lodging.b.beds"] != names["lodging.c.beds"]


@pytest.mark.parametrize("measure", ["fourth-desk", "boats-at-night", "more-tents"])
def test_a_measure_brings_no_new_draw_so_that_both_courses_share_all(river, measure):
    changed = with_measures(river, [measure])
    assert changed != river
    assert set(drawn_as(changed).values()) == set(drawn_as(river).values())


def test_one_event_told_by_profile_shares_its_draw(river):
    names = drawn_as(river)
    assert names["events.flood-households.value"] == names["events.flood-lone.value"]
    assert names["events.flood-households.value"] != names["events.dyke-warning.value"]
    assert names["events.flood-households.value"] != names["events.flood-households.mean_days"]


@pytest.mark.parametrize("name", builtin_names())
def test_no_measure_draws_anything_anew(name):
    scenario = load(name)
    plain = {one.name: one.drawn_as for one in ranges_of(scenario)}
    for measure in dict.fromkeys(row.measure for row in scenario.measures):
        ranges = {one.name: one.drawn_as for one in ranges_of(with_measures(scenario, [measure]))}
        assert set(ranges.values()) == set(plain.values())
        assert {name: ranges[name] for name in plain} == plain


def test_a_change_of_a_row_that_a_measure_splits_keeps_its_draw(river):
    third = next(event for event in river.events if event.id == "third-desk")
    vague = third.model_copy(update={"ranges": (("value", 2.0, 4.0),)})
    changed = with_measures(
        river.model_copy(update={"events": tuple(vague if event is third else event for event in river.events)}),
        ["fourth-desk"],
    )
    found = [one for one in ranges_of(changed) if one.name.startswith("events.third-desk")]
    assert [(one.name, one.low, one.high) for one in found] == [
        ("events.third-desk.value", 2.0, 4.0),
        ("events.third-desk-2.value", 3.0, 5.0),
    ]
    assert len({one.drawn_as for one in found}) == 1
