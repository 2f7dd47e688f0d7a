"""Fields come from the scenario's own tables, and no control, closure or closed line is among them."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

import serai
from serai.app.fields import fields


@pytest.fixture(scope="module", params=serai.builtin_names())
def scenario(request):
    return serai.load(request.param)


def test_every_field_can_be_changed_to_both_ends_of_its_slider(scenario):
    found = fields(scenario)
    assert len({one.id for one in found}) == len(found) > 50
    for end in ("least", "most"):
        chosen = {key: getattr(one, end) for one in found for key in one.keys if one.group != "assumptions"}
        chosen = {key: int(value) if key.endswith(".servers") else value for key, value in chosen.items()}
        assert serai.with_changes(scenario, chosen) != scenario


def test_every_field_holds_its_value_and_range_within_its_ends(scenario):
    for one in fields(scenario):
        assert one.least <= one.value <= one.most, one
        assert one.step > 0
        if one.low is not None:
            assert one.least <= one.low <= one.high <= one.most, one
        assert one.meaning
        assert one.source


def test_every_setting_and_unit_has_a_name_for_readers_in_english_and_german(scenario):
    raw = json.loads(files("serai.report").joinpath("texts.json").read_text(encoding="utf-8"))["page"]["app"]
    for one in fields(scenario):
        if one.place == "parameters":  # named by the scenario
            assert "-" not in one.column
            continue
        prefix = f"{one.what}_" if one.what in ("trigger", "news", "line_news") else ""
        assert {"en", "de"} <= raw["columns"][prefix + one.column].keys(), one.id
        if one.unit not in ("1", "servers"):
            assert {"en", "de"} <= raw["units"][one.unit.replace("/", " per ")].keys(), one.id
        if one.group == "assumptions":
            assert {"en", "de"} <= raw["places"][one.place.replace(".", "_")].keys(), one.id


def test_no_field_is_a_control_or_can_close_a_border_line(scenario):
    found = fields(scenario)
    controls = {event.id for event in scenario.events if event.what in ("control", "closure", "opening", "change")}
    assert not any(key.startswith("events.") and key.split(".")[1] in controls for one in found for key in one.keys)
    assert all(one.least > 0 for one in found if one.group == "border")


def test_lines_of_a_pool_and_rows_of_a_timetable_change_together():
    found = {one.id: one for one in fields(serai.load("kazakhstan-2022"))}
    desks = found["services.syrym-in.servers"]
    assert desks.keys == ("services.syrym-in.servers", "services.syrym-in-foot.servers")
    assert (desks.place, desks.group, desks.what, desks.detail) == (
        "Mashtakovo-Syrym",
        "border",
        "exit_control",
        "car, foot",
    )
    assert (desks.value, desks.least, desks.most, desks.step, desks.whole) == (2, 1, 12, 1, True)
    centre = found["services.almaty-centre-1.servers"]
    assert centre.keys == tuple(f"services.almaty-centre-1{end}.servers" for end in ("", "-late", "-sat"))
    assert centre.detail == "almaty centre 1"


def test_a_lane_for_both_ways_is_one_field_and_its_times_are_two():
    found = [one for one in fields(serai.load("river-crossing")) if one.place == "Long Bridge"]
    lanes = [one for one in found if "services.bridge-lane-in." in one.id or "services.bridge-lane-out." in one.id]
    assert [(one.column, one.detail, len(one.keys)) for one in lanes] == [
        ("servers", "car, in, out", 2), ("minutes", "car, in", 1), ("minutes", "car, out", 1),
    ]  # fmt: skip
