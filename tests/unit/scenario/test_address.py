"""An address reads, sets and names one value, whether it is a cell or a setting."""

from __future__ import annotations

import pytest

from serai.scenario.address import (
    Address,
    CellName,
    cells_named,
    numbers_named,
    quantities,
    setting_named,
    with_numbers,
)
from serai.scenario.fields import fields_of
from serai.scenario.schema import Service


def cell(scenario, key: str) -> Address:
    (address,) = cells_named(scenario, CellName.parse(key))
    return address


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("services.ford-day.servers", ("services", "ford-day", "servers")),
        ("routes.St. Ives - Ford.km", ("routes", "St. Ives - Ford", "km")),
        ("services.servers", ("services", "", "servers")),
        ("end", ("end", "", "")),
    ],
)
def test_a_name_is_split_at_its_first_and_last_point(text, parts):
    assert CellName.parse(text) == parts


def test_a_name_with_a_pattern_matches_rows_of_its_own_table():
    name = CellName.parse("services.ford-*.minutes")
    assert name.matches("services", "ford-night")
    assert not name.matches("services", "hill")
    assert not name.matches("lodging", "ford-night")


def test_every_number_is_found_again_under_its_own_name(river):
    for address in quantities(river):
        key = address.name(river)
        found = cells_named(river, CellName.parse(key)) if address.table else [setting_named(river, key)]
        assert address in found


def test_a_cell_and_a_setting_are_read_with_their_ranges(river):
    minutes, spread = cell(river, "services.ford-day.minutes"), setting_named(river, "modes.car.speed_kmh")
    assert spread is not None
    assert (minutes.number(river), minutes.table, spread.table) == (river.services[minutes.row].minutes, "services", "")
    assert spread.number(river) == river.modes["car"].speed_kmh.value
    assert spread.range(river) == (river.modes["car"].speed_kmh.low, river.modes["car"].speed_kmh.high)


def test_numbers_are_set_together_and_lose_their_ranges(river):
    speed, minutes, servers = (
        setting_named(river, "modes.car.speed_kmh"),
        cell(river, "services.ford-day.minutes"),
        cell(river, "services.ford-day.servers"),
    )
    changed = with_numbers(river, {speed: 20.0, minutes: 3.0, servers: 2.6})
    assert [one.number(changed) for one in (speed, minutes, servers)] == [20.0, 3.0, 3.0]
    assert [one.range(changed) for one in (speed, minutes)] == [(None, None)] * 2
    assert isinstance(changed.services[servers.row].servers, int)
    kept = with_numbers(river, {speed: 61.0}, keep_ranges=True)
    assert speed.range(kept) == speed.range(river)


def test_putting_back_what_stands_there_changes_nothing(river):
    for address in quantities(river):
        assert address.put(river, address.holder(river)) == river


def test_a_pattern_names_all_numbers_that_it_fits(river):
    found = numbers_named(river, "services.ford*.minutes")
    assert [address.name(river) for address in found] == [
        f"services.{row.id}.minutes" for row in river.services if row.id.startswith("ford")
    ]
    assert all(address.field is fields_of(Service)["minutes"] for address in found)
