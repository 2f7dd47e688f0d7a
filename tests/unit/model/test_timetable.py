"""Timetables: opening hours, closures and dated changes as stretches of time, and lines swept into segments."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios import START, at, gate_line, patient, place, scenario
from serai.codes import Direction, LineMode
from serai.model.clock import Clock
from serai.model.shifts import Shift, closures_of, line_shifts, subtract, sweep
from serai.model.timetable import build_timetable
from serai.scenario.schema import Event, Scenario, Service
from serai.units import MOMENTS_PER_HOUR, MOMENTS_PER_MINUTE

DAYS = 5


def border(*services: Service, zone: str = "", days: int = DAYS, start: date = START, **parts: object) -> Scenario:
    fixed = {
        "places": (place("gate", "border_post", time_zone=zone),),
        "profiles": (patient(),),
        "services": services,
        "start": start,
        "end": start + timedelta(days=days),
    }
    return scenario(days, **{**fixed, **parts})


def hours_open(*services: Service, **parts: object) -> list[tuple[float, float]]:
    """Stretches of the first line that fall into the run, in hours from its start."""
    given_scenario = border(*services, **parts)
    clock = Clock(given_scenario)
    shifts = line_shifts(given_scenario, clock, given_scenario.places[0], list(given_scenario.services))
    inside = [(max(shift.open, 0), min(shift.close, clock.end_moment)) for shift in shifts]
    return [(a / MOMENTS_PER_HOUR, b / MOMENTS_PER_HOUR) for a, b in inside if a < b]


def test_a_line_without_hours_is_open_day_and_night():
    assert hours_open(gate_line(servers=1, minutes=1)) == [(0, 120)]


def test_hours_repeat_each_day():
    found = hours_open(gate_line(servers=1, minutes=1, hours="08:30-12:00"))
    assert found == [(24 * day + 8.5, 24 * day + 12) for day in range(DAYS)]


def test_hours_over_midnight_are_one_stretch_for_each_evening():
    found = hours_open(gate_line(servers=1, minutes=1, hours="22:00-02:00"))
    assert found == [(0, 2), *((24 * day + 22, 24 * day + 26) for day in range(DAYS - 1)), (118, 120)]


def test_weekdays_close_the_other_days():
    """The run begins on a Thursday."""
    found = hours_open(gate_line(servers=1, minutes=1, weekdays="sat,mon", hours="10:00-11:00"))
    assert found == [(58, 59), (106, 107)]


def test_hours_are_those_of_the_place():
    found = hours_open(gate_line(servers=1, minutes=1, hours="10:00-11:00"), zone="Asia/Almaty", days=2)
    assert found == [(4, 5), (28, 29)]


def test_a_row_holds_from_its_first_to_its_last_moment():
    found = hours_open(gate_line(servers=1, minutes=1, hours="08:00-12:00", start=at(1.4), end=at(2.4)))
    assert found == [(33.6, 36), (56, 57.6)]


def hours_in(zone: str, start: date, *services: Service) -> list[tuple[float, float]]:
    return hours_open(*services, zone=zone, start=start, days=3, time_zone=zone)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2022, 3, 26), [(9, 17), (32, 40), (56, 64)]), (date(2022, 10, 29), [(9, 17), (34, 42), (58, 66)])],
)
def test_a_desk_works_by_the_clock_on_days_of_23_and_25_hours(day: date, expected: list[tuple[float, float]]):
    """Clocks in Warsaw changed on the second day."""
    assert hours_in("Europe/Warsaw", day, gate_line(servers=1, minutes=1, hours="09:00-17:00")) == expected


@pytest.mark.parametrize("day", [date(2022, 3, 26), date(2022, 10, 1), date(2022, 10, 28)])
@pytest.mark.parametrize("zone", ["Europe/Warsaw", "Asia/Beirut", "Atlantic/Azores", "Australia/Lord_Howe"])
def test_rows_round_the_clock_leave_no_gap_and_do_not_overlap(zone: str, day: date):
    rows = (
        gate_line(id="week", line="gate", servers=1, minutes=1, weekdays="mon-sat", hours="00:00-24:00"),
        gate_line(id="night", line="gate", servers=1, minutes=1, weekdays="sun", hours="00:00-08:00"),
        gate_line(id="day", line="gate", servers=1, minutes=1, weekdays="sun", hours="08:00-24:00"),
    )
    stretches = hours_in(zone, day, *rows)
    length = Clock(border(zone=zone, start=day, days=3, time_zone=zone)).end_moment / MOMENTS_PER_HOUR
    edges = [edge for stretch in stretches for edge in stretch]
    assert (edges[0], edges[-1]) == (0, length)
    assert edges[1:-1:2] == edges[2::2]


def test_hours_of_a_date_that_a_law_skipped_are_none():
    """In Samoa the day after Thursday, 29 December 2011 was a Saturday."""
    friday = gate_line(servers=1, minutes=1, weekdays="thu,fri", hours="10:00-11:00")
    assert hours_in("Pacific/Apia", date(2011, 12, 29), friday) == [(10, 11)]


def test_closures_cut_stretches():
    shut = Event(id="shut", date=at(0.5), what="closure", where="gate", until=at(1.375))
    assert hours_open(gate_line(servers=1, minutes=1, hours="08:00-14:00"), events=(shut,), days=3) == [
        (8, 12), (33, 38), (56, 62),
    ]  # fmt: skip


@pytest.mark.parametrize(("direction", "closed"), [("", True), ("in", True), ("out", False)])
def test_a_closure_closes_its_direction_or_both(direction: str, closed: bool):
    shut = Event(id="shut", date=at(1), what="closure", where="gate", direction=direction)
    given_scenario = border(gate_line(servers=1, minutes=1), events=(shut,))
    found = closures_of(given_scenario, Clock(given_scenario), given_scenario.places[0], "in")
    assert bool(found) == closed


def test_the_next_opening_ends_a_closure():
    events = (
        Event(id="shut", date=at(1), what="closure", where="gate"),
        Event(id="before", date=at(0.5), what="opening", where="gate"),
        Event(id="open", date=at(2), what="opening", where="gate"),
        Event(id="later", date=at(3), what="opening", where="gate"),
    )
    assert hours_open(gate_line(servers=1, minutes=1), events=events) == [(0, 24), (48, 120)]


def shifts_of(*services: Service, events: tuple[Event, ...] = ()) -> list[tuple[float, int, float, float]]:
    """(first hour, servers, minutes, cap) of each stretch inside the run."""
    given_scenario = border(*services, events=events)
    clock = Clock(given_scenario)
    found = line_shifts(given_scenario, clock, given_scenario.places[0], list(services))
    return [
        (max(s.open, 0) / MOMENTS_PER_HOUR, s.servers, s.moments / MOMENTS_PER_MINUTE, s.cap)
        for s in found
        if s.close > 0
    ]


def test_dated_changes_set_servers_minutes_and_cap():
    events = (
        Event(id="a", date=at(1), what="change", target="services.gate-in.servers", value=5, until=at(3)),
        Event(id="b", date=at(2), what="change", target="services.gate-in.minutes", value=2.5),
        Event(id="c", date=at(4), what="change", target="services.gate-in.cap", value=70),
        Event(id="d", date=at(1), what="change", target="services.other.servers", value=9),
    )
    assert shifts_of(gate_line(servers=1, minutes=1), events=events) == [
        (0, 1, 1.0, -1.0), (24, 5, 1.0, -1.0), (48, 5, 2.5, -1.0), (72, 1, 2.5, -1.0), (96, 1, 2.5, 70.0),
    ]  # fmt: skip


def test_rows_of_one_line_follow_each_other():
    rows = (
        gate_line(id="night", line="gate", servers=1, minutes=3, hours="00:00-08:00"),
        gate_line(id="day", line="gate", servers=4, minutes=3, hours="08:00-24:00"),
    )
    found = [(hour, servers) for hour, servers, _, _ in shifts_of(*rows) if 0 <= hour < 48]
    assert found == [(0, 1), (8, 4), (24, 1), (32, 4)]


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 15)), max_size=6).map(
    lambda pairs: [(start, start + length) for start, length in pairs]
)


def covered(pairs: list[tuple[int, int]]) -> set[int]:
    return {moment for start, end in pairs for moment in range(start, end)}


@given(whole=spans, cuts=spans)
@settings(max_examples=200, derandomize=True)
def test_cuts_take_out_what_they_cover_and_nothing_else(whole: list[tuple[int, int]], cuts: list[tuple[int, int]]):
    found = subtract(whole, cuts)
    assert covered(found) == covered(whole) - covered(cuts)
    assert all(start < end for start, end in found)


@st.composite
def lines_of_shifts(draw: st.DrawFn) -> list[list[Shift]]:
    """Up to three lines, each with shifts that do not overlap."""
    lines = []
    for _ in range(draw(st.integers(1, 3))):
        edges = sorted(draw(st.sets(st.integers(0, 80), max_size=10)))
        pairs = list(zip(edges[::2], edges[1::2], strict=False))
        servers = [draw(st.integers(0, 3)) for _ in pairs]
        lines.append([Shift(a, b, n, 480.0, -1.0, n) for (a, b), n in zip(pairs, servers, strict=True)])
    return lines


@given(lines=lines_of_shifts())
@settings(max_examples=200, derandomize=True)
def test_a_sweep_tells_what_is_in_force_at_every_moment(lines: list[list[Shift]]):
    found = sweep(lines)
    assert all(first[1] <= second[0] for first, second in pairwise(found))
    for moment in range(81):
        expected = [next((s for s in shifts if s.open <= moment < s.close), None) for shifts in lines]
        segment = next((in_force for start, end, in_force in found if start <= moment < end), [None] * len(lines))
        assert segment == expected


def test_lines_stand_in_the_order_of_place_pool_and_name():
    services = tuple(
        gate_line(id=name, mode=mode, servers=1, minutes=1) for name, mode in [("b", "car"), ("a", "foot")]
    )
    given_scenario = border(*services)
    table = build_timetable(given_scenario, Clock(given_scenario))
    assert table.line["mode"].tolist() == [LineMode.FOOT, LineMode.CAR]
    assert table.n_servers == 2


def test_servers_of_a_pool_are_shared_by_its_lines():
    columns = {"pool": "gate", "minutes": 2}
    services = (
        gate_line(id="a", mode="car", servers=3, **columns),
        gate_line(id="b", mode="foot", servers=3, **columns),
    )
    given_scenario = border(*services)
    table = build_timetable(given_scenario, Clock(given_scenario))
    assert table.n_servers == 3
    assert table.pool["n_lines"].tolist() == [2]
    assert table.segment["servers"].tolist() == [3]


def test_after_a_line_for_any_mode_each_mode_goes_on_to_its_own():
    services = (
        Service(id="exit", place="gate", service="exit_control", servers=1, minutes=1),
        Service(id="entry-car", place="gate", service="entry_control", mode="car", servers=1, minutes=1),
        Service(id="entry-foot", place="gate", service="entry_control", mode="foot", servers=1, minutes=1),
    )
    given_scenario = border(*services)
    table = build_timetable(given_scenario, Clock(given_scenario))
    names = sorted(["exit", "entry-car", "entry-foot"])
    following = table.next_line[names.index("exit")]
    assert names[following[LineMode.CAR]] == "entry-car"
    assert names[following[LineMode.FOOT]] == "entry-foot"


def test_a_mode_joins_its_own_line_or_that_for_any_mode_and_then_the_next_service():
    services = (
        Service(id="exit-foot", place="gate", service="exit_control", mode="foot", servers=1, minutes=1),
        Service(id="exit-any", place="gate", service="exit_control", servers=1, minutes=1),
        Service(id="entry", place="gate", service="entry_control", mode="car", servers=1, minutes=1),
        Service(id="out", place="gate", service="exit_control", direction="out", mode="car", servers=1, minutes=1),
    )
    given_scenario = border(*services)
    table = build_timetable(given_scenario, Clock(given_scenario))
    names = sorted(["exit-foot", "exit-any", "entry", "out"])
    into, out = table.first_line[0, Direction.IN], table.first_line[0, Direction.OUT]
    assert names[into[LineMode.FOOT]] == "exit-foot"
    assert names[into[LineMode.CAR]] == "exit-any"
    assert names[table.next_line[names.index("exit-any"), LineMode.CAR]] == "entry"
    assert table.next_line[names.index("exit-foot"), LineMode.FOOT] == -1
    assert names[out[LineMode.CAR]] == "out"
    assert out[LineMode.FOOT] == -1
    assert table.has_lines.tolist() == [[1, 1]]
