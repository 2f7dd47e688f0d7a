"""Local days over time zones, bins of waits, sizes and traits of parties."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bounds import chi_square, chi_square_quantile
from entrances import entrances
from scenarios import patient, place, queue, scenario
from serai.jit import entrance
from serai.kernels import basics as plain_basics
from serai.kernels import leave
from serai.model.build import State, build
from serai.model.clock import Clock
from serai.rng import stream_keys
from serai.scenario.schema import Scenario
from serai.state.log import WAIT_BINS, wait_bin_edges_hours
from serai.units import MOMENTS_PER_DAY, MOMENTS_PER_HOUR

pytestmark = pytest.mark.jit_off

basics = entrances(plain_basics)
new_party, poisson_block = entrance(leave.new_party), entrance(leave.poisson_block)
EDGES = np.round(wait_bin_edges_hours() * MOMENTS_PER_HOUR).astype(np.int64)
ZONES = ["UTC", "Asia/Almaty", "America/Lima", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago"]


@given(moments=st.integers(0, 2**31 - 1))
@example(moments=511)
@example(moments=512)
@example(moments=2**26)
@settings(max_examples=300, derandomize=True)
def test_a_wait_lies_in_the_bin_whose_edges_hold_it(moments: int):
    found = basics.wait_bin(np.int64(moments))
    expected = min(int(np.searchsorted(EDGES, moments, side="right")) - 1, WAIT_BINS - 1)
    assert found == expected


def test_edges_of_the_bins_rise_from_zero():
    assert EDGES.size == WAIT_BINS + 1
    assert EDGES[0] == 0
    assert (np.diff(EDGES) > 0).all()


def test_each_edge_begins_its_bin():
    assert [basics.wait_bin(edge) for edge in EDGES[:-1]] == list(range(WAIT_BINS))
    assert [basics.wait_bin(edge - 1) for edge in EDGES[1:]] == list(range(WAIT_BINS))


def zoned_scenario(zones: list[str], scenario_zone: str, start: date) -> Scenario:
    return scenario(
        5,
        start=start,
        end=start + timedelta(days=5),
        time_zone=scenario_zone,
        places=tuple(place(zone.replace("/", "-"), "city", population=1, time_zone=zone) for zone in zones),
        profiles=(patient(),),
    )


def zoned(zones: list[str], scenario_zone: str = "UTC", start: date = date(2022, 9, 1)) -> State:
    return build(zoned_scenario(zones, scenario_zone, start), 1)


@pytest.mark.parametrize("scenario_zone", ["UTC", "Asia/Almaty", "America/Lima"])
@pytest.mark.parametrize("row", range(len(ZONES)))
def test_the_local_day_is_that_of_the_place(row: int, scenario_zone: str):
    state = zoned(ZONES, scenario_zone)
    w = state.memory.world[0]
    for hours in np.arange(0.0, 5 * 24, 0.25):
        utc = state.axes.start + timedelta(hours=float(hours))
        local = utc.astimezone(ZoneInfo(ZONES[row]))
        moment = np.int64(hours * MOMENTS_PER_HOUR)
        assert state.axes.first_day + timedelta(days=int(basics.local_day(w, row, moment))) == local.date()
        since_midnight = local.hour * 3600 + local.minute * 60
        assert moment - basics.local_midnight(w, row, moment) == since_midnight * 8


@pytest.mark.parametrize("moment", [-3 * MOMENTS_PER_DAY, 40 * MOMENTS_PER_DAY])
def test_moments_outside_the_run_count_to_its_first_or_last_day(moment: int):
    state = zoned(["UTC"])
    expected = 0 if moment < 0 else state.axes.n_days - 1
    assert basics.local_day(state.memory.world[0], 0, np.int64(moment)) == expected


CHANGES = [  # the second day has 23, 25 or 24.5 hours, or does not exist
    ("Europe/Berlin", date(2022, 3, 27)), ("Europe/Berlin", date(2022, 10, 30)), ("Asia/Beirut", date(2022, 3, 27)),
    ("Asia/Beirut", date(2022, 10, 29)), ("Australia/Lord_Howe", date(2022, 4, 3)),
    ("Pacific/Apia", date(2011, 12, 30)),
]  # fmt: skip


@pytest.mark.parametrize(("zone", "changed"), CHANGES, ids=str)
def test_days_and_times_follow_the_clocks_when_they_change(zone: str, changed: date):
    start = changed - timedelta(days=1)
    state = zoned([zone, "UTC"], zone, start)
    w, clock = state.memory.world[0], Clock(zoned_scenario([zone], zone, start))
    for quarter in range(4 * 24 * 4):
        moment = np.int64(quarter * MOMENTS_PER_HOUR // 4)
        now = (clock.start + timedelta(minutes=15 * quarter)).astimezone(ZoneInfo(zone))
        today = now.date()
        days = [datetime.combine(today + timedelta(days=ahead), time()) for ahead in (0, 1, 2)]
        midnights = [clock.moment(day, zone) for day in days]
        assert state.axes.first_day + timedelta(days=int(basics.local_day(w, 0, moment))) == today
        assert basics.local_hour(w, 0, moment) == 24 * basics.local_day(w, 0, moment) + now.hour
        assert basics.local_midnight(w, 0, moment) == midnights[0]
        assert basics.next_midnight(w, 0, moment) == midnights[1]
        assert basics.clock_time(w, 0, moment) == (now.hour + now.minute / 60) * MOMENTS_PER_HOUR
        for hours in (0.5, 1.5, 2.0, 2.25, 9.0, 23.5):
            times = [clock.moment(day + timedelta(hours=hours), zone) for day in days]
            shown = np.int64(hours * MOMENTS_PER_HOUR)
            assert basics.clock_moment(w, 0, np.int64(midnights[0]), shown) == times[0]
            assert basics.next_time(w, 0, moment, shown) == next(time for time in times if time > moment)


def crowd(size: str, informed_share: float = 0.0) -> State:
    profile = {"size": size, "informed_share": informed_share}
    return build(queue(1, 10, profile, servers=1, minutes=1), 1)


def test_sizes_are_drawn_by_their_weights():
    w = crowd("1:0.5 2:0.3 7:0.2").memory.world[0]
    n = 3000
    found = np.array([basics.draw_size(w, np.uint64(key), 0) for key in range(n)])
    counts = np.array([(found == size).sum() for size in (1, 2, 7)])
    assert counts.sum() == n
    assert chi_square(counts, n * np.array([0.5, 0.3, 0.2])) <= chi_square_quantile(0.99, 2)


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_the_informed_are_their_share_and_stay_informed(share: float):
    state = crowd("1:1", share)
    w, n = state.memory.world[0], 2000
    party = state.memory["rec"][0]
    found = []
    for key in range(n):
        new_party(party, np.uint64(key), -1, 0, 1)
        found.append(basics.is_informed(w, party))
        assert basics.is_informed(w, party) == found[-1]
    assert abs(sum(found) - share * n) <= 2.576 * (n * share * (1 - share)) ** 0.5


def test_a_poisson_block_rises_with_its_mean():
    """The same draw gives at least as many for a larger mean: a larger flow only adds parties."""
    stream = stream_keys(1)[0]
    for key in range(200):
        numbers = [poisson_block(stream, np.uint64(key), 0, mean) for mean in np.linspace(0.1, 16, 25)]
        assert numbers == sorted(numbers)
