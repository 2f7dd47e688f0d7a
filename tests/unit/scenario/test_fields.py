"""Settings and columns are described in one way, read off the classes of a scenario."""

from __future__ import annotations

import pytest

from serai.scenario.cells import bounds_fault, field_text, parse_field
from serai.scenario.fields import fields_of, key_column, main_column, row_name, tables_of
from serai.scenario.schema import Choice, Group, Measure, Place, Profile, Route, Scenario, Service
from serai.scenario.settings import setting_at


def test_a_column_and_a_setting_have_the_same_description():
    column, setting = fields_of(Service)["minutes"], fields_of(Choice)["room_weight"]
    assert (column.kind, column.unit, column.required, column.ranged) == ("number", "min", False, True)
    assert (setting.kind, setting.unit, setting.required, setting.default.value) == ("quantity", "1", False, 0.1)
    assert (column.allowed(), setting.allowed()) == ("greater than 0 and at most 100000", "0 to 10")
    assert setting_at(Scenario, "choice.room_weight") is setting


def test_names_are_those_of_files_and_source_and_note_come_last():
    names = list(fields_of(Route))
    assert names[:2] == ["from", "to"]
    assert names[-2:] == ["source", "note"]
    assert fields_of(Scenario)["tick"].attribute == "tick_minutes"


def test_tables_are_the_fields_that_hold_rows():
    tables = tables_of(Scenario)
    assert tables["places"] is Place
    assert tables.keys().isdisjoint({"name", "choice", "modes"})


@pytest.mark.parametrize(
    ("model", "key"), [(Place, "name"), (Service, "id"), (Measure, "measure"), (Group, "name"), (Route, "")]
)
def test_rows_are_known_by_an_id_or_a_name(model, key):
    assert key_column(model) == key


def test_a_route_is_named_by_its_ends():
    assert row_name(Route(from_place="Agadez", to_place="Ford")) == "Agadez - Ford"


def test_plain_low_and_high_belong_to_one_column():
    column = main_column(Service)
    assert column is fields_of(Service)["minutes"]
    assert main_column(Route) is None


@pytest.mark.parametrize(
    ("model", "name", "given", "value"),
    [
        (Scenario, "tick", "30min", 30),
        (Scenario, "end", "2024-04-01", None),
        (Scenario, "seed", str(2**63 - 1), 2**63 - 1),
        (Service, "servers", "3", 3),
        (Service, "minutes", 2.5, 2.5),
        (Profile, "liable", "yes", True),
    ],
)
def test_what_is_read_is_written_as_it_was(model, name, given, value):
    field = fields_of(model)[name]
    read = parse_field(field, given)
    assert value is None or read == value
    assert field_text(field, read) == str(given)


def test_a_number_out_of_bounds_is_refused_with_bounds_and_unit():
    assert bounds_fault(fields_of(Service)["servers"], -1) == "must be 0 to 10000 servers, got -1"
    assert bounds_fault(fields_of(Service)["servers"], 2) == ""
