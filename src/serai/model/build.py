"""Scenario -> state of a run; all bounds are proved here, once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

import numpy as np

from serai.codes import Cursor, LineMode, PlaceKind
from serai.model.clock import Clock
from serai.model.housing import bed_rows, room_and_tightness, sorted_lodging
from serai.model.nests import nest_arrays, nests_of_places, tiding_arrays
from serai.model.profiles import profile_arrays
from serai.model.rates import Rates, build_closures, build_orders, build_rates
from serai.model.shifts import closures_of
from serai.model.size import expected_parties, refuse_if_too_large, room_for_parties
from serai.model.timetable import Timetable, build_timetable, line_names
from serai.model.ways import Ways, build_hours, build_ways, hours_to_posts, nearest, onward_rows, road_mode
from serai.rng import name_key, stream_keys
from serai.scenario.causes import causes_of
from serai.scenario.destinations import regions_of
from serai.scenario.hours import keeps_hours
from serai.scenario.members import attraction_of
from serai.scenario.schema import Housing, Queueing, Scenario
from serai.state import calendar
from serai.state.log import JOURNEY, PACKED, Axes, allocate_counts
from serai.state.log import allocate as allocate_log
from serai.state.memory import WORLD
from serai.state.parties import FLAG_FOLLOWED
from serai.state.places import N_LINE_MODES, PLACE, TOTALS, WAYS_AT_ONCE
from serai.state.record import Memory
from serai.units import HOURS_PER_DAY, MINUTES_PER_HOUR, MOMENTS_PER_DAY

NEVER = 2**31  # later than any moment of a run
FOLLOWED_PARTIES = 400  # about so many journeys are written down
JOURNEY_ROWS = 20_000
STEPS_PER_PARTY = 100  # room for the journey of each party where all are followed


@dataclass(frozen=True)
class State:
    """A run before its first tick."""

    axes: Axes
    memory: Memory


def build(scenario: Scenario, seed: int, *, follow_all: bool = False) -> State:
    """Arrays for a run of a checked scenario.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    follow_all : bool
        Write down the journey of every party, for small runs; else of about `FOLLOWED_PARTIES` that leave home.

    Raises
    ------
    TooLargeError
        If the run would need more memory than the machine has free, or lasts longer than moments can count.
    """
    clock = Clock(scenario)
    axes = axes_of(scenario, clock)
    expected = expected_parties(scenario, clock)
    refuse_if_too_large(scenario, clock, axes, expected)
    timetable = build_timetable(scenario, clock)
    rates = build_rates(scenario, clock, seed)
    n_parties = room_for_parties(scenario, rates)
    if n_parties > expected:
        refuse_if_too_large(scenario, clock, axes, n_parties)
    settings = _settings(scenario, clock, timetable, rates)
    if follow_all:
        settings |= {"follow_share": 1.0, "traffic_flags": FLAG_FOLLOWED}
    arrays = _of_places(scenario, clock, timetable)
    arrays |= _of_services(scenario, clock, timetable)
    arrays |= _of_rates(rates)
    arrays |= profile_arrays(scenario) | {"stream": stream_keys(seed)}
    room, tightness = room_and_tightness(arrays["bed"], len(scenario.places))
    arrays |= _of_destinations(scenario, clock, timetable, arrays, room)
    arrays |= _lines_at_start(scenario, timetable, axes)
    arrays |= _places_at_start(scenario, room, axes) | {"tightness_0": tightness}
    arrays |= calendar.allocate(n_parties, int(settings["movers"]) + 1)
    arrays |= {"log_" + name: array for name, array in allocate_log(axes, without=PACKED).items()}
    arrays |= _changes_at_start(axes) | allocate_counts(axes)
    arrays["journey"] = np.zeros(n_parties * STEPS_PER_PARTY if follow_all else JOURNEY_ROWS, dtype=JOURNEY)
    return State(axes, Memory(WORLD, settings, arrays))


def axes_of(scenario: Scenario, clock: Clock) -> Axes:
    """Names along the dimensions of the log."""
    return Axes(
        start=clock.start,
        first_day=clock.first_day,
        n_days=clock.n_days,
        n_steps=clock.n_ticks // clock.ticks_per_step,
        step_minutes=clock.ticks_per_step * scenario.tick_minutes,
        places=tuple(place.name for place in scenario.places),
        place_zones=tuple(clock.zone_of(place.time_zone) for place in scenario.places),
        profiles=tuple(profile.name for profile in scenario.profiles),
        causes=causes_of(scenario),
        lines=line_names(scenario),
        lodging=tuple(row.id for row in sorted_lodging(scenario)),
        n_hours=HOURS_PER_DAY * clock.n_days if keeps_hours(scenario) else 0,
    )


def _settings(scenario: Scenario, clock: Clock, timetable: Timetable, rates: Rates) -> dict[str, float]:
    """Numbers of a run, by the names of `state.memory.WORLD`."""
    choice, housing = scenario.choice, scenario.housing
    n_places, n_lines = len(scenario.places), timetable.line.size
    first_queue = clock.n_ticks + 1
    modes = list(scenario.modes.values())
    tick_factor, tick_shift = calendar.reciprocal(clock.moments_per_tick)
    return {
        "n_ticks": clock.n_ticks,
        "moments_per_tick": clock.moments_per_tick,
        "tick_factor": tick_factor,
        "tick_shift": tick_shift,
        "ticks_per_step": clock.ticks_per_step,
        "n_days": clock.n_days,
        "n_hours": HOURS_PER_DAY * clock.n_days if keeps_hours(scenario) else 0,
        "n_places": n_places,
        "n_lines": n_lines,
        "n_beds": len(scenario.lodging),
        "n_nests": len(regions_of(scenario)),
        "first_queue": first_queue,
        "first_arrivals": first_queue + n_lines,
        "first_search": first_queue + 2 * n_lines,
        "movers": first_queue + 2 * n_lines + n_places,
        "foot_mode": next((row for row, mode in enumerate(modes) if mode.line == "foot"), -1),
        "theta": choice.sensitivity_per_hour.value,
        "theta_onward": choice.onward_sensitivity_per_hour.value,
        "spread": scenario.travel.spread.value,
        "belief_wait": choice.belief_wait_hours.value,
        "consideration": choice.consideration_hours.value,
        "room_weight": choice.room_weight.value,
        "nest_parameter": choice.nest_parameter.value,
        "follow_share": _follow_share(rates),
        "newcomers_since": _newcomers_since(scenario, clock),
        "traffic_flags": 0,
        **_line_settings(scenario.queueing),
        **_lodging_settings(housing),
        "visit_at_once": int(scenario.registration.visit == "arrival"),
    }


def _lodging_settings(housing: Housing) -> dict[str, float]:
    """Numbers of the search for lodging and of its prices."""
    return {
        "search_from": housing.search_hours[0],
        "search_until": housing.search_hours[1],
        "price_elasticity": housing.price_elasticity.value,
        "price_delay": housing.price_delay_days.value * MOMENTS_PER_DAY,
        "supply_elasticity": housing.supply_elasticity.value,
        "supply_delay": housing.supply_delay_days.value * MOMENTS_PER_DAY,
        "month_min_stay": housing.month_min_stay_days.value * MOMENTS_PER_DAY,
        "home_search": housing.home_search_days.value * MOMENTS_PER_DAY,
    }


def _line_settings(queueing: Queueing) -> dict[str, float]:
    """Numbers of what people do in lines."""
    return {
        "eta_0": queueing.give_up_per_hour.value,
        "eta_1": queueing.give_up_slope.value,
        "leave_car_share": queueing.leave_car_share.value,
        "walk_hours": queueing.walk_hours.value,
        "elsewhere_share": queueing.elsewhere_share.value,
        "persons_per_vehicle": queueing.persons_per_vehicle.value,
    }


def _newcomers_since(scenario: Scenario, clock: Clock) -> int:
    """Moment at which the day of the first trigger begins; later than any run where there is none."""
    days = [event.date.date() for event in scenario.events if event.what == "trigger"]
    if not days:
        return NEVER
    return clock.moment(datetime.combine(min(days), time()), scenario.time_zone)


def _follow_share(rates: Rates) -> float:
    leaving = float(
        sum(people * min(whole, 1.0) for people, whole in zip(rates.leaver["people"], rates.whole, strict=True))
    )
    return min(1.0, FOLLOWED_PARTIES / leaving) if leaving > 0 else 0.0


def _of_places(scenario: Scenario, clock: Clock, timetable: Timetable) -> dict[str, np.ndarray]:
    """Places, ways and lodging, which stay as they are during a run."""
    hours = build_hours(scenario)
    kinds = [place.kind for place in scenario.places]
    table, centres = _places(scenario, timetable, hours)
    ways = build_ways(scenario, hours, timetable, table["nest"])
    return {
        "place": table,
        "centre": centres,
        **_local_days(scenario, clock),
        "posts": _rows(kinds, "border_post"),
        "cities": _rows(kinds, "city", "camp"),
        "bed": bed_rows(scenario, clock),
        "way_start": ways.start,
        "way": ways.way,
        "way_step": np.ascontiguousarray(ways.way["step"]),
        "way_lightness": np.zeros((2, ways.way.size)),
        "renewals": np.zeros(2, dtype=np.int64),
        "way_renewal": np.full((len(kinds), 2), -1, dtype=np.int64),
        "way_hours": hours_to_posts(ways, hours),
        "way_time": np.zeros(WAYS_AT_ONCE),
        "hours": hours,
        "mode_line": mode_lines(scenario),
        "mode_onward": np.array(onward_rows(scenario), dtype=np.int64),
    }


def _local_days(scenario: Scenario, clock: Clock) -> dict[str, np.ndarray]:
    """The time zone of each place, and the days of each zone."""
    zones = [clock.zone_of(place.time_zone) for place in scenario.places]
    rows = sorted(set(zones))
    days = [clock.local_days(zone) for zone in rows]
    return {
        "zone": np.array([rows.index(zone) for zone in zones], dtype=np.int64),
        "midnight": np.array([day.midnight for day in days]),
        "clock_change": np.array([day.change for day in days]),
    }


def _of_services(scenario: Scenario, clock: Clock, timetable: Timetable) -> dict[str, np.ndarray]:
    """Lines, pools and their timetables, closures and orders, which stay as they are during a run."""
    closures = [
        (row, start, end)
        for row, place in enumerate(scenario.places)
        for start, end in closures_of(scenario, clock, place, "in")
    ]
    by_hour = np.array(scenario.registration.arrival_hours, dtype=np.float64)
    return {
        "first_line": timetable.first_line,
        "next_line": timetable.next_line,
        "has_lines": timetable.has_lines,
        "line": timetable.line,
        "pool": timetable.pool,
        "segment": timetable.segment,
        "service_moments": timetable.service_moments,
        "service_cap": timetable.service_cap,
        "order": build_orders(scenario, clock, timetable.services),
        "closure": build_closures(closures),
        "visit_cum": np.cumsum(by_hour / math.fsum(by_hour)),
    }


def _of_destinations(
    scenario: Scenario, clock: Clock, timetable: Timetable, arrays: dict[str, np.ndarray], room: np.ndarray
) -> dict[str, np.ndarray]:
    """Regions of destination, and what parties hear of them; of the arrays of places, ways and profiles."""
    ways = Ways(arrays["way_start"], arrays["way"])
    return nest_arrays(scenario, ways, room, arrays["mode_weight"], timetable) | tiding_arrays(scenario, clock)


def _of_rates(rates: Rates) -> dict[str, np.ndarray]:
    """Departures and ordinary traffic over time."""
    return {
        "leaver": rates.leaver,
        "hazard": rates.hazard,
        "guide": np.zeros(rates.leaver["n_ticks"].max(initial=1), dtype=np.int32),
        "cause_share": rates.cause_share,
        "traffic": rates.traffic,
        "traffic_rate": rates.traffic_rate,
    }


def _places(scenario: Scenario, timetable: Timetable, hours: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """PLACE rows, and the registration lines in the order of places."""
    places, table = scenario.places, np.zeros(len(scenario.places), dtype=PLACE)
    table["key"] = [name_key("place", place.name) for place in places]
    table["kind"] = [int(PlaceKind[place.kind.upper()]) for place in places]
    weight = scenario.choice.attraction_weight.value
    table["attraction"] = [pull**weight if pull > 0 else 0.0 for pull in map(attraction_of, places)]
    table["nest"], table["share"] = nests_of_places(scenario)
    countries = list(dict.fromkeys(place.country for place in places))
    table["country"] = [countries.index(place.country) for place in places]
    kinds = [place.kind for place in places]
    by_road = hours[road_mode(scenario.modes)]
    cities, exits = _rows(kinds, "city", "camp").tolist(), _rows(kinds, "exit").tolist()
    table["gate_city"] = [
        nearest(by_road, row, cities) if kind == "border_post" else -1 for row, kind in enumerate(kinds)
    ]
    table["exit_place"] = [
        nearest(by_road, row, exits) if kind in ("city", "camp") else -1 for row, kind in enumerate(kinds)
    ]
    beds = [bed.place for bed in sorted_lodging(scenario)]
    first_bed = {name: len(beds) - 1 - row for row, name in enumerate(reversed(beds))}
    n_beds = Counter(beds)
    table["first_bed"] = [first_bed.get(place.name, 0) for place in places]
    table["n_beds"] = [n_beds[place.name] for place in places]
    return table, _centres(timetable, table)


def _centres(timetable: Timetable, table: np.ndarray) -> np.ndarray:
    """The registration lines in the order of places; PLACE rows are told which are theirs, and since when they work."""
    place_of = timetable.line["place"].tolist()
    centres = sorted(np.flatnonzero(timetable.line["at_post"] == 0).tolist(), key=lambda line: place_of[line])
    centres_of: dict[int, list[int]] = {}
    for number, line in enumerate(centres):
        centres_of.setdefault(place_of[line], []).append(number)
    for place, mine in centres_of.items():
        table["first_centre"][place], table["n_centres"][place] = mine[0], len(mine)
        table["centres_open"][place] = min(_first_worked(timetable, centres[number]) for number in mine)
    return np.array(centres, dtype=np.int64)


def _first_worked(timetable: Timetable, row: int) -> int:
    """Moment at which a line is worked for the first time; the last of its timetable where it never is."""
    line = timetable.line[row]
    pool = timetable.pool[line["pool"]]
    stretches = slice(pool["first_segment"], pool["end_segment"])
    segments = timetable.segment[stretches]
    worked = (segments["servers"] > 0) & (timetable.service_moments[stretches, line["column"]] > 0)
    return int(segments["open"][worked].min(initial=segments["close"].max(initial=0)))


def _rows(kinds: Sequence[str], *wanted: str) -> np.ndarray:
    return np.array([row for row, kind in enumerate(kinds) if kind in wanted], dtype=np.int64)


def mode_lines(scenario: Scenario) -> np.ndarray:
    """Line that each mode joins: int64[n_modes], `LineMode`."""
    return np.array([int(LineMode[mode.line.upper()]) for mode in scenario.modes.values()], dtype=np.int64)


def _lines_at_start(scenario: Scenario, timetable: Timetable, axes: Axes) -> dict[str, np.ndarray]:
    """What changes at lines and pools, as it is before the first tick."""
    n_lines, n_profiles = timetable.line.size, len(scenario.profiles)
    first_line = timetable.pool["first_line"].astype(np.int64)
    steps_per_day = max(1, round(HOURS_PER_DAY * MINUTES_PER_HOUR / axes.step_minutes))
    return {
        "free_at": np.full(timetable.n_servers, -MOMENTS_PER_DAY, dtype=np.int64),
        "pool_segment": timetable.pool["first_segment"].astype(np.int64),
        "idle_until": np.zeros(timetable.pool.size, dtype=np.int64),
        "pool_turn": np.stack([first_line, np.zeros_like(first_line)], axis=1),
        "pool_pressed": np.stack([np.zeros_like(first_line), np.full_like(first_line, -1)], axis=1),
        "pool_next": np.zeros((timetable.pool.size, 3), dtype=np.int64),
        "line_used": np.zeros(n_lines),
        "waiting": np.zeros(n_lines, dtype=np.int64),
        "served_today": np.full((n_lines, 2), -1, dtype=np.int64),
        "served_now": np.zeros(n_lines),
        "served_day": np.zeros(n_lines),
        "served_ring": np.zeros((steps_per_day, n_lines)),
        "wait_ring": np.zeros((_delay_steps(scenario, axes) + 1, n_lines)),
        "wait_now": np.zeros(n_lines),
        "opens_until": np.full(n_lines, -1, dtype=np.int64),
        "wait_known": np.zeros(n_lines),
        "control": np.zeros((n_lines, n_profiles)),
        "leave_line": np.zeros((n_lines, n_profiles)),
    }


def _changes_at_start(axes: Axes) -> dict[str, np.ndarray]:
    """Room for every number to change at every step; what is not used is never taken from the system."""
    shape = (axes.size("stage"), len(axes.places))
    most = axes.n_steps * shape[0] * shape[1]
    return {
        "change_end": np.zeros(axes.n_steps, dtype=np.int64),
        "change_cell": np.empty(most, dtype=np.int32),
        "change_people": np.empty(most, dtype=np.int32),
        "recorded": np.zeros(shape, dtype=np.int32),
    }


def _delay_steps(scenario: Scenario, axes: Axes) -> int:
    """Steps after which informed parties know of a line or a bed."""
    minutes = scenario.choice.information_delay_hours.value * MINUTES_PER_HOUR
    return max(1, round(minutes / axes.step_minutes))


def _places_at_start(scenario: Scenario, room: np.ndarray, axes: Axes) -> dict[str, np.ndarray]:
    """What changes at places and in lodging, and the ledger, as they are before the first tick."""
    n_places, n_beds = room.size, len(scenario.lodging)
    return {
        "post_known": np.full(n_places, -1, dtype=np.int64),
        "post_factor": np.zeros((2, N_LINE_MODES, n_places)),
        "city_factor": np.zeros((2, n_places)),
        "room_ring": np.repeat(room[np.newaxis], _delay_steps(scenario, axes) + 1, axis=0),
        "room_known": np.full(n_places, -1.0),
        "place_open": np.ones(n_places, dtype=np.int64),
        "bed_used": np.zeros(n_beds, dtype=np.int64),
        "bed_people": np.zeros(n_beds, dtype=np.int64),
        "log_price": np.zeros(n_places),
        "supply": np.ones(n_places),
        "present": np.zeros((axes.size("stage"), n_places), dtype=np.int32),
        "total": np.zeros(len(TOTALS), dtype=np.int64),
        "cursor": np.zeros(len(Cursor), dtype=np.int64),
    }
