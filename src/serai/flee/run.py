"""A run of the rule `lookahead`: people weigh the places within a few links, day by day (docs/model/lookahead).

The order of a day is that of `kernels.flee_day.flee_day`. Days on which links or markers change part the run into
stretches; before each, the ways that can be chosen are computed again, once for all people.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from serai.errors import InvariantError, ScenarioError, TooLargeError
from serai.flee import memory as look_of
from serai.flee.kernels.choices import list_choices, measure_choices
from serai.flee.kernels.day import flee_day, run_days
from serai.flee.kernels.spawn import place_people
from serai.flee.links import ChoiceCache, Links, Ways, build_links, day_marks, redirections, turns
from serai.flee.people import class_arrays, home_counts, kind_arrays
from serai.flee.places import Days, decides_daily, place_days
from serai.flee.schema import FleeScenario
from serai.flee.series import new_people_by_day, people_at_start
from serai.jit import Progress, counted, entrance
from serai.model.machine import refuse_without_room
from serai.problems import Problem
from serai.rng import name_key, stream_keys
from serai.scenario.causes import ORDINARY
from serai.state import calendar
from serai.state.changes import by_change
from serai.state.log import JOURNEY, Axes, Outcome, kept_variables
from serai.state.log import allocate as allocate_log
from serai.state.places import TOTALS
from serai.state.record import Memory
from serai.units import EARTH_RADIUS_KM, MINUTES_PER_DAY

UTC = ZoneInfo("UTC")
DAYS_PER_CALL = 32
NIGHT_CHAINS = 2  # cohorts at places that are looked at today, and tomorrow
MANY_PARTS = 20_000  # of people on a day, from which on their past tells them apart less
MOST_PARTS = 1 << 20  # of people on a day
USUAL_PARTS = 200_000
MOST_COUNTED = 2**31 - 1  # people of a run: counts by place take four bytes
FIRST_SLOTS = 256  # of a table, by which rows that are alike are found


def run_lookahead(
    scenario: FleeScenario,
    seed: int,
    *,
    on_progress: Progress | None = None,
    check: bool = False,
    driver: str = "compiled",
) -> Outcome:
    """Run a scenario of the rule `lookahead`; parameters and errors as `serai.model.tick.run`."""
    days, memory = set_up(scenario, seed)
    n_days = days.score.shape[0]
    for past in advance(scenario, days, memory, stride=1 if check else DAYS_PER_CALL, driver=driver):
        if check:
            _check_people(memory, past)
        if on_progress is not None:
            on_progress(past, n_days)
    return outcome_of(scenario, memory)


def compile_ahead(on_progress: Progress) -> None:
    """Compile, or read, the kernels of this rule, as `serai.model.tick.compile_ahead`."""
    memory = Memory(look_of.LOOKAHEAD, {}, {})
    no_links = Links(np.zeros(0, dtype=look_of.ROAD), np.zeros(2, dtype=np.int64), np.zeros(0, dtype=np.int64), [], [])
    with counted((list_choices, measure_choices, place_people, run_days), on_progress):
        ChoiceCache(no_links, 0, False, [], np.zeros(1, dtype=np.int32)).ways(np.zeros(1, dtype=np.uint8))
        measure_choices.compile(memory.world[0])
        place_people.compile(memory.world[0], 0, 0)
        run_days.compile(0, 1, memory.world)


def set_up(scenario: FleeScenario, seed: int, many_parts: int = MANY_PARTS) -> tuple[Days, Memory]:
    """What places are on each day, and the memory of a run before its first day."""
    days = place_days(scenario)
    memory = _memory(scenario, seed, days, many_parts)
    _place_initial(scenario, memory)
    return days, memory


def advance(scenario: FleeScenario, days: Days, memory: Memory, *, stride: int, driver: str) -> Iterator[int]:
    """Run through all days, at most `stride` at a time; after each time the number of days that are done."""
    for first, last in _stretches(scenario, memory, days):
        for start in range(first, last, stride):
            past = min(start + stride, last)
            if driver == "compiled":
                run_days(start, past, memory.world)
            else:
                for day in range(start, past):
                    entrance(flee_day)(memory.world[0], day)
            _refuse_failed_day(scenario, memory)
            _refuse_too_many(scenario, memory)
            yield past


def _axes(scenario: FleeScenario) -> Axes:
    n_days = (scenario.end - scenario.start).days
    local = datetime.combine(scenario.start, time(), ZoneInfo(scenario.time_zone))
    return Axes(
        start=local.astimezone(UTC), first_day=scenario.start - timedelta(days=1), n_days=n_days + 2, n_steps=n_days,
        step_minutes=MINUTES_PER_DAY, places=tuple(place.name for place in scenario.places),
        place_zones=tuple(place.time_zone or scenario.time_zone for place in scenario.places),
        profiles=tuple(profile.name for profile in scenario.profiles), causes=(ORDINARY,), lines=(), lodging=(),
    )  # fmt: skip


def _memory(scenario: FleeScenario, seed: int, days: Days, many_parts: int) -> Memory:
    """The arrays of a run before its first day."""
    axes = _axes(scenario)
    n_days, n_places = days.score.shape
    people = _most_people(scenario, days)
    _refuse_if_uncountable(scenario, people)
    parts = min(people, MOST_PARTS)
    _refuse_if_too_large(scenario, parts)
    links = build_links(scenario)
    chunks = 2 * parts // calendar.CHUNK + 2 * (n_days + NIGHT_CHAINS) + 2  # before those who are alike are one
    chains = calendar.empty_chains(chunks, n_days + NIGHT_CHAINS)
    arrays: dict[str, np.ndarray] = {"stream": stream_keys(seed), **chains}
    arrays |= {"log_" + name: array for name, array in allocate_log(axes).items()}
    look = {
        "cohort": np.empty(chunks * calendar.CHUNK, dtype=look_of.COHORT),
        "stack": np.zeros(look_of.N_WORKING, dtype=look_of.COHORT), **_tables(parts),
        **_marks(links, scenario.lookahead.max_walk_km.value),
        "road": links.road, "out_start": links.out_start, "out_link": links.out_link,
        "place_is": days.place_is, "score": days.score, "score_changes": days.score_changes,
        "intensity": days.intensity, "spawn_factor": days.spawn_factor, "capacity": days.capacity,
        "move_size": days.unscaled_capacity, "move_chance": days.move_chance,
        "settle_chance": _settle_chances(scenario, days),
        "new_people_of": np.array(new_people_by_day(scenario), dtype=np.int64),
        "population": np.array([place.population or 0.0 for place in scenario.places]),
        "spawn_cum": np.zeros(n_places), "new_at": np.zeros(n_places, dtype=np.int64),
        "pull_population": _pull_population(scenario), "apart": _apart(scenario),
        "place_key": np.array([name_key("place", place.name) for place in scenario.places], dtype=np.uint64),
        "people": np.zeros(n_places, dtype=np.int64), "on_link": np.zeros(links.road.size, dtype=np.int64),
        "room": np.ones(n_places), "room_weight": np.ones(n_places),
        "counter": _counters(), **class_arrays(scenario), **kind_arrays(scenario, _homes(scenario, days)),
    }  # fmt: skip
    look["at_rest"] = np.zeros((look["kind_home"].size, n_places), dtype=np.int64)
    look["row_at"] = np.zeros((look_of.ON_LINKS - look_of.AT_PLACES, *look["at_rest"].shape), dtype=np.int64)
    arrays |= {name: np.ascontiguousarray(array) for name, array in look.items()}
    sizes = {"n_ticks": n_days, "n_places": n_places, "many_parts": many_parts}
    return Memory(look_of.LOOKAHEAD, {**sizes, **_settings(scenario)}, arrays)


def _tables(parts: int) -> dict[str, np.ndarray]:
    """Empty tables of people who are alike."""
    slots = max(FIRST_SLOTS, 1 << (2 * parts + 1).bit_length())
    return {
        "gathered": np.empty((look_of.N_TABLES, parts), dtype=look_of.COHORT),
        "slot_of": np.zeros((look_of.N_TABLES, slots), dtype=np.int64),
        "n_gathered": np.zeros(look_of.N_TABLES, dtype=np.int64),
        "mask": np.full(look_of.N_TABLES, FIRST_SLOTS - 1, dtype=np.int64),
        "turn": np.ones(look_of.N_TABLES, dtype=np.int64),
    }


def _marks(links: Links, walk_km: float) -> dict[str, np.ndarray]:
    marks, unknown_below = day_marks(links, walk_km)
    start = np.cumsum([0, *(rows.size for rows in marks)]).astype(np.int64)
    return {"mark": np.concatenate([*marks, np.zeros(0)]), "mark_start": start, "mark_unknown_below": unknown_below}


def _counters() -> np.ndarray:
    counters = np.zeros(look_of.N_COUNTERS, dtype=np.int64)
    counters[look_of.FAILED_DAY], counters[look_of.PASTS] = -1, look_of.ALL_PASTS
    return counters


def _homes(scenario: FleeScenario, days: Days) -> np.ndarray:
    """Rows of the places from which people set out, or where they are at the start."""
    there = people_at_start(scenario)
    starts = np.array([there.get(place.name, 0) > 0 for place in scenario.places])
    return np.flatnonzero(starts | np.any((days.spawn_factor > 0.0) | (days.intensity > 0.0), axis=0))


def _settings(scenario: FleeScenario) -> dict[str, Any]:
    look, as_run = scenario.lookahead, scenario.flee_as_run
    fixed_as_run = as_run and look.fixed_routes
    weight_power = 0.0 if look.awareness_level < 0 and not as_run else look.weight_power.value
    settings = {
        "moves_on": not (as_run and look.awareness_level == 0),
        "max_km": look.max_move_km.value,
        "walk_km": look.max_walk_km.value,
        "avoid_short_stints": look.avoid_short_stints,
        "start_on_foot": look.start_on_foot,
        "capacity_buffer": look.capacity_buffer.value,
        "softening": look.softening_km.value,
        "weight_softening": look.weight_softening.value,
        "distance_power": look.distance_power.value,
        "weight_power": weight_power,
        "room_power": 0.0 if fixed_as_run else weight_power,
        "pulls_twice": fixed_as_run,
        "pruning": 1.0 if fixed_as_run else look.pruning_threshold.value,
        "new_people": look_of.NEW_PEOPLE.index(look.new_people),
        "per_conflict_day": look.per_conflict_day.value,
        "takes_population": look.take_from_population,
        "decides_daily": decides_daily(scenario),
        "move_population": look.move_chance_population.value,
        "move_power": look.move_chance_power.value,
        "home_power": look.home_distance_power.value if look.stay_close_to_home else 0.0,
        "from_home": home_counts(scenario),
        "returns_if_closed": as_run,
    }
    return {name: float(value) for name, value in settings.items()}


def _most_people(scenario: FleeScenario, days: Days) -> int:
    """People for whom room is taken: all that a run can hold, or the expected number and eight deviations."""
    look = scenario.lookahead
    there = sum(people_at_start(scenario).values())
    if look.new_people in ("camps", "total"):
        return there + sum(new_people_by_day(scenario)) + 1000
    intensity = float(days.intensity.sum())
    population = np.array([place.population or 0.0 for place in scenario.places])
    per_day = look.per_conflict_day.value
    if look.new_people == "population_share":
        expected = per_day * float((days.intensity @ population).sum())
    else:
        expected = per_day * intensity
    if look.take_from_population:
        expected = min(expected, float(population.sum()))
    return int(there + expected + 8 * math.sqrt(expected) + 1000)


def _refuse_if_uncountable(scenario: FleeScenario, people: int) -> None:
    """Refuse a run of more people than its counts can hold."""
    if people > MOST_COUNTED:
        table = "lookahead_series" if scenario.lookahead.new_people in ("camps", "total") else "places"
        text = f"these and the table initial bring {people:,} people; a run counts {MOST_COUNTED:,} at most"
        raise ScenarioError(f'scenario "{scenario.name}"', [Problem(table, text)])


def _refuse_if_too_large(scenario: FleeScenario, parts: int) -> None:
    """Refuse a run whose parts of people the machine cannot hold; room that none takes costs nothing."""
    need = min(parts, USUAL_PARTS) * look_of.COHORT.itemsize * (look_of.N_TABLES + 2)
    refuse_without_room(scenario.name, f"about {parts:,} parts of people", need, "Fewer people need less.")


def _place_initial(scenario: FleeScenario, memory: Memory) -> None:
    rows = {place.name: row for row, place in enumerate(scenario.places)}
    for name, people in people_at_start(scenario).items():
        place_people(memory.world[0], rows[name], people)
    memory.arrays["initial_people"] = memory["counter"][[look_of.ALL_PEOPLE]].copy()


def _settle_chances(scenario: FleeScenario, days: Days) -> np.ndarray:
    if not scenario.lookahead.camps_are_sinks:
        return np.zeros(days.score.shape)
    chance = {entry.place: entry.settle_chance for entry in scenario.lookahead_places}
    by_place = np.array([chance.get(place.name, 0.0) for place in scenario.places])
    return np.where(days.place_is & look_of.IS_CAMP, by_place, 0.0)


def _pull_population(scenario: FleeScenario) -> np.ndarray:
    """Factor of the pull of places without a camp."""
    look = scenario.lookahead
    population = np.array([place.population or 0.0 for place in scenario.places])
    if not look.population_in_pull:
        return np.ones(population.size)
    return np.asarray(np.maximum(population, 1.0) ** look.population_power.value)


def _apart(scenario: FleeScenario) -> np.ndarray:
    """Great-circle km between places; Flee exchanges latitude and longitude."""
    lat = np.radians([place.lat for place in scenario.places])
    lon = np.radians([place.lon for place in scenario.places])
    if scenario.flee_as_run:
        lat, lon = lon, lat
    half = (
        np.sin((lat[:, None] - lat[None, :]) / 2) ** 2
        + np.cos(lat)[:, None] * np.cos(lat)[None, :] * np.sin((lon[:, None] - lon[None, :]) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))


def _stretches(scenario: FleeScenario, memory: Memory, days: Days) -> Iterator[tuple[int, int]]:
    """Stretches of days with the same links, markers and redirections, each set up as it begins."""
    links, n_days = build_links(scenario), days.score.shape[0]
    links.road = memory["road"]
    cache = _choice_cache(scenario, links)
    acts, sent = turns(scenario, links), redirections(scenario)
    is_marker = _markers(scenario, days)
    new = np.any(is_marker[1:] != is_marker[:-1], axis=1) | np.any(sent[1:] != sent[:-1], axis=1)
    begins = sorted(
        {0, *(int(day) + 1 for day in np.flatnonzero(new)), *(act.day for act in acts if 0 < act.day < n_days)}
    )
    for first, last in zip(begins, [*begins[1:], n_days], strict=True):
        for act in acts:
            if act.day == first:
                links.road["is_open"][act.link] = act.is_open
                links.road["closures"][act.link] += not act.is_open
        _set_ways(memory, cache, is_marker[first], sent[first])
        memory["score_changes"][first] = 1
        yield first, last


def _markers(scenario: FleeScenario, days: Days) -> np.ndarray:
    """What markers are to the search for ways; Flee's fixed routes count the links to them."""
    fixed_as_run = scenario.flee_as_run and scenario.lookahead.fixed_routes
    what = look_of.PASSED if fixed_as_run else look_of.PASSED + look_of.UNCOUNTED
    return np.where(days.place_is & look_of.IS_MARKER, what, 0).astype(np.uint8)


def _choice_cache(scenario: FleeScenario, links: Links) -> ChoiceCache:
    look, rows = scenario.lookahead, {place.name: row for row, place in enumerate(scenario.places)}
    level = look.awareness_level
    if not scenario.flee_as_run:
        level = max(level, 1)
    paths = [[rows[name.strip()] for name in entry.path.split(">")] for entry in scenario.lookahead_paths]
    if scenario.flee_as_run and not look.fixed_routes:
        paths = []  # Flee looks at them only there
    return ChoiceCache(links, level, look.fixed_routes, paths, np.arange(len(rows), dtype=np.int32))


def _set_ways(memory: Memory, cache: ChoiceCache, is_marker: np.ndarray, sent: np.ndarray) -> None:
    ways = cache.ways(is_marker)
    n_classes = memory["class_takes"].size
    memory.place("step_place", cache.steps)
    memory.place("choice_start", ways.start)
    memory.place("choice", ways.choice)
    measure_choices(memory.world[0])
    for name, array in _near(memory, ways).items():
        memory.place(name, array)
    memory.place("pull", np.zeros((n_classes, ways.choice.size)))
    memory.place("weight_cum", np.zeros((n_classes, ways.choice.size)))
    memory.place("weight_state", np.full((n_classes, sent.size), -1, dtype=np.int64))
    memory.place("sent_to", np.ascontiguousarray(sent))


def _near(memory: Memory, ways: Ways) -> dict[str, np.ndarray]:
    """For each place its choices that can be passed in a day and lead to where there is ever a limit."""
    is_limited = np.any(memory["capacity"] >= 1.0, axis=0)
    rows = np.flatnonzero((ways.choice["within"] > 0.0) & is_limited[ways.choice["last"]])
    return {"near": rows, "near_start": np.searchsorted(rows, ways.start).astype(np.int64)}


def _refuse_too_many(scenario: FleeScenario, memory: Memory) -> None:
    if memory["counter"][look_of.TOO_MANY]:
        text = (
            f"more than {MOST_PARTS:,} parts of people are to be distinguished on a day; a lower awareness_level, "
            "or avoid_short_stints: no, leaves fewer"
        )
        raise TooLargeError(f'scenario "{scenario.name}"', [text])


def _refuse_failed_day(scenario: FleeScenario, memory: Memory) -> None:
    day = int(memory["counter"][look_of.FAILED_DAY])
    if day >= 0:
        where = f"lookahead_conflicts, {scenario.start + timedelta(days=day)}"
        text = (
            f"{int(memory['new_people_of'][day]):,} people should set out, but no place in conflict has people "
            "left; add a conflict or a population, or let new_people come from elsewhere"
        )
        raise ScenarioError(f'scenario "{scenario.name}"', [Problem(where, text)])


def _check_people(memory: Memory, day: int) -> None:
    """Nobody is lost: all people are at a place or on a link."""
    counted = int(memory["people"].sum() + memory["on_link"].sum())
    booked = int(memory["counter"][look_of.ALL_PEOPLE])
    if counted != booked:
        raise InvariantError(f"day {day}: {counted:,} people at places and on links, but {booked:,} have set out")
    if (memory["people"] < 0).any() or (memory["on_link"] < 0).any():
        raise InvariantError(f"day {day}: a place or link has a negative number of people")


def outcome_of(scenario: FleeScenario, memory: Memory) -> Outcome:
    """What a run leaves behind."""
    counter = memory["counter"]
    initial = int(memory.arrays["initial_people"][0])
    totals = dict.fromkeys(TOTALS, 0)
    totals["events"] = int(counter[look_of.DECISIONS])
    totals |= {"initial": initial, "set_out": int(counter[look_of.ALL_PEOPLE]) - initial}
    axes = _axes(scenario)
    held = [variable.name for variable in kept_variables(axes) if "log_" + variable.name in memory.arrays]
    nothing = allocate_log(axes, without=held)  # there are no lines
    arrays: dict[str, Any] = {name: memory["log_" + name] for name in held} | nothing
    arrays["present"] = by_change(arrays["present"])
    return Outcome(axes, arrays, np.zeros(0, dtype=JOURNEY), totals)
