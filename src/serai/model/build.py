"""Scenario -> state of a run; all bounds are proved here, once."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import psutil

from serai.codes import BedUnit, LineMode, PlaceKind, ServiceKind
from serai.errors import TooLargeError
from serai.model.clock import Clock
from serai.model.rates import Rates, build_closures, build_orders, build_rates, mean_size
from serai.model.timetable import Timetable, build_timetable, closures_of
from serai.model.ways import attraction_of, build_hours, build_ways, nearest, onward_rows, road_mode
from serai.rng import name_key, stream_keys
from serai.scenario.schema import Lodging, Profile, Scenario
from serai.scenario.texts import parse_modes, parse_sizes
from serai.state import calendar
from serai.state.log import JOURNEY, Axes, log_bytes
from serai.state.log import allocate as allocate_log
from serai.state.memory import Memory
from serai.state.parties import PARTY
from serai.state.places import BED, N_LINE_MODES, PLACE, PROFILE, TOTALS
from serai.units import BYTES_PER_GIB, HOURS_PER_DAY, MAX_RUN_DAYS, MINUTES_PER_HOUR, MOMENTS_PER_DAY, MOMENTS_PER_HOUR

FOLLOWED_PARTIES = 400  # about so many journeys are written down
JOURNEY_ROWS = 20_000
MOST_OF_MEMORY = 0.8
LEAST_TIGHTNESS = 0.05


@dataclass(frozen=True)
class State:
    """A run before its first tick."""

    axes: Axes
    memory: Memory


def build(scenario: Scenario, seed: int) -> State:
    """Arrays for a run of a checked scenario.

    Raises
    ------
    TooLargeError
        If the run would need more memory than the machine has free, or lasts longer than moments can count.
    """
    clock = Clock(scenario)
    if (scenario.end - scenario.start).days > MAX_RUN_DAYS:
        raise TooLargeError(_title(scenario), [f"scenario.yaml, end: a run lasts at most {MAX_RUN_DAYS:,} days"])
    axes = _axes(scenario, clock)
    n_parties = expected_parties(scenario, clock)
    _refuse_if_too_large(scenario, clock, axes, n_parties)
    timetable = build_timetable(scenario, clock)
    rates = build_rates(scenario, clock)
    axes = _axes(scenario, clock, timetable, rates)
    hours = build_hours(scenario)
    settings = _settings(scenario, clock, timetable, rates)
    arrays = _fixed(scenario, clock, seed, timetable, (rates, hours))
    arrays |= _changing(scenario, settings, timetable, arrays, axes)
    arrays |= calendar.allocate(n_parties, settings["movers"] + 1)
    arrays |= {"log_" + name: array for name, array in allocate_log(axes).items()}
    return State(axes, Memory(settings, arrays))


def _title(scenario: Scenario) -> str:
    return f'scenario "{scenario.name}"'


def expected_parties(scenario: Scenario, clock: Clock) -> int:
    """Parties for which room is taken: the expected number and eight standard deviations more.

    People at risk count with the shares that leave, so nothing is drawn for this.
    """
    size = {profile.name: mean_size(profile) for profile in scenario.profiles}
    total = 0.0
    for event in scenario.events:
        if event.what == "trigger" and event.value:
            names = event.profile.split() or list(size)
            people = sum(place.at_risk_people or 0.0 for place in scenario.places if place.kind == "origin")
            total += sum(people * event.value * max(news_peak(scenario), 1.0) / size[name] for name in names)
    total += sum(row.people / size[row.profile] for row in scenario.departures)
    total += sum(row.people / size[row.profile] for row in scenario.initial)
    for row in scenario.traffic:
        start, end = clock.span(row.start, row.end, scenario.time_zone)
        days = (min(end, clock.end_moment) - max(start, 0)) / MOMENTS_PER_DAY
        total += max(days, 0.0) * max(row.per_day, row.per_day_end or 0.0) / size[row.profile] * 1.5
    return int(total + 8 * math.sqrt(total) + 1000)


def news_peak(scenario: Scenario) -> float:
    """Most by which news can raise departures: product of the factors above one."""
    peak = 1.0
    for event in scenario.events:
        if event.what == "news" and event.value is not None and event.value < 0:
            peak *= 1.0 - event.value
    return peak


def _refuse_if_too_large(scenario: Scenario, clock: Clock, axes: Axes, n_parties: int) -> None:
    n_chains = clock.n_ticks + 2 + 2 * len(scenario.services) + len(scenario.places)
    chunks = calendar.chunks_needed(n_parties, n_chains)
    ways = len(scenario.modes) * len(scenario.places) ** 2 * 8
    rates = (len(scenario.traffic) + len(scenario.places) * len(scenario.profiles)) * clock.n_ticks * 8
    need = chunks * calendar.CHUNK * PARTY.itemsize + 2 * log_bytes(axes) + ways + rates
    free = psutil.virtual_memory().available * MOST_OF_MEMORY
    if need > free:
        text = (
            f"too large for this machine: about {n_parties:,} parties, {clock.n_ticks:,} ticks and "
            f"{len(scenario.places):,} places need {need / BYTES_PER_GIB:,.1f} GiB of memory, "
            f"{free / BYTES_PER_GIB:,.1f} GiB can be used. Fewer people, a longer tick or a shorter period need less."
        )
        raise TooLargeError(_title(scenario), [text])


def _axes(scenario: Scenario, clock: Clock, timetable: Timetable | None = None, rates: Rates | None = None) -> Axes:
    """Names along the log; before services are known, as many lines as rows of services."""
    if timetable is None:
        timetable = build_timetable(scenario.model_copy(update={"services": ()}), clock)
        lines = tuple(None for _ in scenario.services)
    else:
        lines = tuple(timetable.names)  # type: ignore[arg-type]
    places = scenario.places
    return Axes(
        start=clock.start,
        first_day=clock.first_day,
        n_days=clock.n_days,
        n_steps=clock.n_ticks // clock.ticks_per_step,
        step_minutes=clock.ticks_per_step * scenario.tick_minutes,
        places=tuple(place.name for place in places),
        place_zones=tuple(clock.zone_of(place.time_zone) for place in places),
        profiles=tuple(profile.name for profile in scenario.profiles),
        causes=rates.causes if rates else ("ordinary",),
        lines=lines,  # type: ignore[arg-type]
        lodging=tuple(row.id for row in sorted_lodging(scenario)),
    )


def sorted_lodging(scenario: Scenario) -> list[Lodging]:
    """Lodging in the order of places; within one by kind and id, so that no result depends on the order of rows."""
    row = {place.name: number for number, place in enumerate(scenario.places)}
    return sorted(scenario.lodging, key=lambda bed: (row[bed.place], bed.kind, bed.id))


def _profiles(scenario: Scenario) -> dict[str, np.ndarray]:
    places = {place.name: number for number, place in enumerate(scenario.places)}
    kinds = sorted({bed.kind for bed in scenario.lodging})
    count = len(scenario.profiles)
    sizes = [parse_sizes(profile.size) for profile in scenario.profiles]
    widest = max(len(size) for size in sizes)
    table = np.zeros(count, dtype=PROFILE)
    cum = np.ones((count, widest))
    of = np.ones((count, widest), dtype=np.int64)
    weight = np.zeros((count, len(scenario.modes)))
    order = np.full((count, max(1, *(len(p.lodging.split()) for p in scenario.profiles), 1)), -1, dtype=np.int64)
    for row, profile in enumerate(scenario.profiles):
        _fill_profile(table[row], profile, places)
        total = sum(share for _, share in sizes[row])
        cum[row, : len(sizes[row])] = np.cumsum([share / total for _, share in sizes[row]])
        of[row] = sizes[row][-1][0]
        of[row, : len(sizes[row])] = [size for size, _ in sizes[row]]
        modes = dict(parse_modes(profile.modes))
        weight[row] = [modes.get(name, 0.0) / sum(modes.values()) for name in scenario.modes]
        wanted = [kind for kind in profile.lodging.split() if kind in kinds]
        order[row, : len(wanted)] = [kinds.index(kind) for kind in wanted]
    return {"profile": table, "size_cum": cum, "size_of": of, "mode_weight": weight, "bed_order": order}


def _fill_profile(row: np.ndarray, profile: Profile, places: dict[str, int]) -> None:
    for name in ("informed_share", "patience_nights", "go_home_share", "papers_share", "transit_share"):
        row[name] = getattr(profile, name)
    row["return_share"] = profile.return_share
    row["stopover_share"] = profile.stopover_share
    row["patience"] = profile.patience_hours * MOMENTS_PER_HOUR
    row["papers_delay"] = profile.papers_delay_days * MOMENTS_PER_DAY
    row["stay"] = profile.stay_days * MOMENTS_PER_DAY
    row["transit"] = profile.transit_days * MOMENTS_PER_DAY
    row["stopover"] = profile.stopover_days * MOMENTS_PER_DAY
    row["mean_size"] = mean_size(profile)
    row["destination"] = places.get(profile.destination, -1)
    row["n_kinds"] = len(profile.lodging.split())
    row["tracked"] = profile.tracked
    row["sponsored"] = profile.sponsored


def _places(scenario: Scenario, timetable: Timetable, hours: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """PLACE rows, and the registration lines in the order of places."""
    table = np.zeros(len(scenario.places), dtype=PLACE)
    cities = [row for row, place in enumerate(scenario.places) if place.kind in ("city", "camp")]
    exits = [row for row, place in enumerate(scenario.places) if place.kind == "exit"]
    beds = [bed.place for bed in sorted_lodging(scenario)]
    centres = [row for row in range(timetable.line.size) if timetable.line[row]["kind"] == ServiceKind.REGISTRATION]
    centres.sort(key=lambda row: int(timetable.line[row]["place"]))
    by_road = hours[road_mode(scenario.modes)]
    for row, place in enumerate(scenario.places):
        spot = table[row]
        spot["key"] = name_key("place", place.name)
        spot["kind"] = int(PlaceKind[place.kind.upper()])
        pull = attraction_of(place)
        spot["attraction"] = pull**scenario.choice.attraction_weight.value if pull > 0 else 0.0
        spot["gate_city"] = nearest(by_road, row, cities) if place.kind == "border_post" else -1
        spot["exit_place"] = nearest(by_road, row, exits) if place.kind in ("city", "camp") else -1
        spot["first_bed"] = beds.index(place.name) if place.name in beds else 0
        spot["n_beds"] = beds.count(place.name)
        mine = [k for k, line in enumerate(centres) if timetable.line[line]["place"] == row]
        spot["first_centre"], spot["n_centres"] = (mine[0] if mine else 0), len(mine)
    return table, np.array(centres, dtype=np.int64)


def _beds(scenario: Scenario, clock: Clock) -> np.ndarray:
    places = {place.name: number for number, place in enumerate(scenario.places)}
    kinds = sorted({bed.kind for bed in scenario.lodging})
    table = np.zeros(len(scenario.lodging), dtype=BED)
    for row, bed in enumerate(sorted_lodging(scenario)):
        place = scenario.places[places[bed.place]]
        admitted = bed.for_whom.split()
        admits = sum(1 << k for k, p in enumerate(scenario.profiles) if not admitted or p.name in admitted)
        start, end = clock.span(bed.start, bed.end, clock.zone_of(place.time_zone))
        target = table[row]
        target["admits"] = admits
        target["beds"], target["taken"] = bed.beds, math.floor(bed.beds * bed.taken_share)
        target["unit_size"] = bed.unit_size if bed.unit == "unit" else 1.0
        target["open"], target["close"] = start, end
        target["place"], target["kind"] = places[bed.place], kinds.index(bed.kind)
        target["unit"] = int(BedUnit[bed.unit.upper()])
        target["paying"], target["responsive"], target["monthly"] = bed.paying, bed.responsive, bed.per == "month"
    return table


def _settings(scenario: Scenario, clock: Clock, timetable: Timetable, rates: Rates) -> dict[str, float]:
    """Numbers of a run, by the names of `state.memory.SETTINGS`."""
    choice, queueing, housing = scenario.choice, scenario.queueing, scenario.housing
    n_places, n_lines = len(scenario.places), timetable.line.size
    first_queue = clock.n_ticks + 1
    modes = list(scenario.modes.values())
    return {
        "n_ticks": clock.n_ticks,
        "moments_per_tick": clock.moments_per_tick,
        "ticks_per_step": clock.ticks_per_step,
        "n_places": n_places,
        "n_lines": n_lines,
        "first_queue": first_queue,
        "first_arrivals": first_queue + n_lines,
        "first_search": first_queue + 2 * n_lines,
        "movers": first_queue + 2 * n_lines + n_places,
        "foot_mode": next((row for row, mode in enumerate(modes) if mode.line == "foot"), -1),
        "search_from": housing.search_hours[0],
        "search_until": housing.search_hours[1],
        "theta": choice.sensitivity_per_hour.value,
        "theta_onward": choice.onward_sensitivity_per_hour.value,
        "spread": scenario.travel.spread.value,
        "belief_wait": choice.belief_wait_hours.value,
        "consideration": choice.consideration_hours.value,
        "room_weight": choice.room_weight.value,
        "eta_0": queueing.give_up_per_hour.value,
        "eta_1": queueing.give_up_slope.value,
        "home_hours": queueing.home_hours.value,
        "elsewhere_share": queueing.elsewhere_share.value,
        "persons_per_vehicle": queueing.persons_per_vehicle.value,
        "price_elasticity": housing.price_elasticity.value,
        "price_delay": housing.price_delay_days.value * MOMENTS_PER_DAY,
        "supply_elasticity": housing.supply_elasticity.value,
        "supply_delay": housing.supply_delay_days.value * MOMENTS_PER_DAY,
        "month_min_stay": housing.month_min_stay_days.value * MOMENTS_PER_DAY,
        "follow_share": _follow_share(rates),
    }


def _fixed(
    scenario: Scenario, clock: Clock, seed: int, timetable: Timetable, given: tuple[Rates, np.ndarray]
) -> dict[str, np.ndarray]:
    """Arrays that stay as they are during a run."""
    rates, hours = given
    zones = [clock.zone_of(place.time_zone) for place in scenario.places]
    kinds = [place.kind for place in scenario.places]
    table, centres = _places(scenario, timetable, hours)
    ways = build_ways(scenario, hours, timetable.first_line, timetable.has_lines)
    line_places = [(name.place, name.direction, name.service) for name in timetable.names]
    closures = [
        (row, start, end)
        for row, place in enumerate(scenario.places)
        for start, end in closures_of(scenario, clock, place, "in")
    ]
    by_hour = np.array(scenario.registration.arrival_hours, dtype=np.float64)
    return {
        "stream": stream_keys(seed),
        **_profiles(scenario),
        "mode_line": mode_lines(scenario),
        "mode_onward": np.array(onward_rows(scenario), dtype=np.int64),
        "place": table,
        "shift": clock.shifts(zones),
        "posts": _rows(kinds, "border_post"),
        "cities": _rows(kinds, "city", "camp"),
        "first_line": timetable.first_line,
        "has_lines": timetable.has_lines,
        "centre": centres,
        "line": timetable.line,
        "pool": timetable.pool,
        "segment": timetable.segment,
        "service_moments": timetable.service_moments,
        "service_cap": timetable.service_cap,
        "bed": _beds(scenario, clock),
        "way_start": ways.start,
        "way": ways.way,
        "hours": hours,
        "leaver": rates.leaver,
        "hazard": rates.hazard,
        "cause_share": rates.cause_share,
        "traffic": rates.traffic,
        "traffic_rate": rates.traffic_rate,
        "order": build_orders(scenario, clock, line_places),
        "closure": build_closures(closures),
        "visit_cum": np.cumsum(by_hour / by_hour.sum()),
    }


def _rows(kinds: list[str], *wanted: str) -> np.ndarray:
    return np.array([row for row, kind in enumerate(kinds) if kind in wanted], dtype=np.int64)


def mode_lines(scenario: Scenario) -> np.ndarray:
    """Line that each mode joins: int64[n_modes], `LineMode`."""
    return np.array([int(LineMode[mode.line.upper()]) for mode in scenario.modes.values()], dtype=np.int64)


def _follow_share(rates: Rates) -> float:
    leaving = float(sum(row["people"] * min(h[-1], 1.0) for row, h in zip(rates.leaver, rates.hazard, strict=True)))
    return min(1.0, FOLLOWED_PARTIES / leaving) if leaving > 0 else 0.0


def _changing(
    scenario: Scenario,
    settings: dict[str, float],
    timetable: Timetable,
    fixed: dict[str, np.ndarray],
    axes: Axes,
) -> dict[str, np.ndarray]:
    """Arrays that change during a run, as they are before the first tick."""
    n_lines, n_places, n_profiles = timetable.line.size, len(scenario.places), len(scenario.profiles)
    step_hours = axes.step_minutes / MINUTES_PER_HOUR
    ring = max(1, round(scenario.choice.information_delay_hours.value / step_hours)) + 1
    steps_per_day = max(1, round(HOURS_PER_DAY / step_hours))
    room, tightness = _room_and_tightness(fixed["bed"], n_places)
    first_line = fixed["pool"]["first_line"].astype(np.int64)
    return {
        "free_at": np.full(timetable.n_servers, -MOMENTS_PER_DAY, dtype=np.int64),
        "pool_segment": fixed["pool"]["first_segment"].astype(np.int64),
        "pool_turn": np.stack([first_line, np.zeros_like(first_line)], axis=1),
        "line_used": np.zeros(n_lines),
        "waiting": np.zeros(n_lines, dtype=np.int64),
        "served_today": np.full((n_lines, 2), -1, dtype=np.int64),
        "served_ring": np.zeros((n_lines, steps_per_day)),
        "wait_ring": np.zeros((n_lines, ring)),
        "wait_now": np.zeros(n_lines),
        "wait_known": np.zeros(n_lines),
        "post_factor": np.zeros((2, N_LINE_MODES, n_places)),
        "city_factor": np.zeros((2, n_places)),
        "room_ring": np.repeat(room[:, np.newaxis], ring, axis=1),
        "place_open": np.ones(n_places, dtype=np.int64),
        "control": np.zeros((n_lines, n_profiles)),
        "leave_line": np.zeros((n_lines, n_profiles)),
        "bed_used": np.zeros(fixed["bed"].size, dtype=np.int64),
        "bed_people": np.zeros(fixed["bed"].size, dtype=np.int64),
        "log_price": np.zeros(n_places),
        "supply": np.ones(n_places),
        "tightness_0": tightness,
        "present": np.zeros((axes.size("stage"), n_places), dtype=np.int64),
        "total": np.zeros(len(TOTALS), dtype=np.int64),
        "journey": np.zeros(JOURNEY_ROWS, dtype=JOURNEY),
        "cursor": np.zeros(2, dtype=np.int64),
    }


def _room_and_tightness(beds: np.ndarray, n_places: int) -> tuple[np.ndarray, np.ndarray]:
    """Free places, and ordinary guests over places in paid lodging, at the start: float64[n_places] each."""
    room, tightness = np.zeros(n_places), np.ones(n_places)
    for place in range(n_places):
        mine = [bed for bed in beds if bed["place"] == place and bed["open"] <= 0 < bed["close"]]
        room[place] = sum(max(math.floor(bed["beds"] - bed["taken"]), 0) * bed["unit_size"] for bed in mine)
        paying = [bed for bed in mine if bed["paying"]]
        offered = sum(bed["beds"] * bed["unit_size"] for bed in paying)
        taken = sum(bed["taken"] * bed["unit_size"] for bed in paying)
        tightness[place] = max(taken / offered if offered else 0.0, LEAST_TIGHTNESS)
    return room, tightness
