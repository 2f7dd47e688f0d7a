"""What each place is on each day of a run of the rule `lookahead`: kind, chance of leaving, score, capacity."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from serai.flee.memory import IS_CAMP, IS_CONFLICT, IS_MARKER, IS_TOWN
from serai.flee.schema import FleeScenario, LookaheadPlace
from serai.flee.series import people_on_first_day

NO_CONFLICT = -1.0
LEAST_INTENSITY = 0.000001
CAMP_BELOW = 0.005  # Flee takes a place for a camp where people leave more rarely


@dataclass
class PlaceState:
    """What one place is at a moment."""

    base: LookaheadPlace
    kind: str
    camp: bool = False
    idp_camp: bool = False
    town: bool = False
    marker: bool = False
    conflict: float = NO_CONFLICT
    chance: float = 0.0
    onset: int = -1


@dataclass
class Days:
    """Arrays [day, place] of a run's places."""

    place_is: np.ndarray
    score: np.ndarray
    intensity: np.ndarray
    spawn_factor: np.ndarray
    unscaled_capacity: np.ndarray
    capacity: np.ndarray
    move_chance: np.ndarray
    score_changes: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        changed = np.any(self.score[1:] != self.score[:-1], axis=1) | np.any(
            self.place_is[1:] != self.place_is[:-1], axis=1
        )
        self.score_changes = np.concatenate([[True], changed]).astype(np.uint8)


def place_days(scenario: FleeScenario) -> Days:
    """Follow every place through all days, in the order of a day: changes, conflicts, new people, closures, moves."""
    course = _Course(scenario)
    n_days, n_places = course.n_days, len(scenario.places)
    shape = (n_days, n_places)
    days = [np.zeros(shape) for _ in range(4)]
    place_is = np.zeros(shape, dtype=np.uint8)
    for day in range(n_days):
        course.begin(day)
        days[2][day] = course.intensities()
        days[3][day] = course.spawn_factors(day)
        course.open_and_close(day)
        place_is[day] = course.flags()
        days[0][day] = course.scores(day)
        days[1][day] = course.chances()
        course.end(day)
    capacity = capacities(scenario)
    scaling = scenario.lookahead.capacity_scaling.value
    chance = np.minimum(_by_population(scenario, capacity, days[1]), 1.0)
    return Days(place_is, days[0], days[2], days[3], capacity, capacity * scaling, chance)


def capacities(scenario: FleeScenario) -> np.ndarray:
    """Capacity of each place on each day, float64[n_days, n_places]; -1: no limit.

    With `flee_as_run` the people whom the series report on the first day are taken off.
    """
    n_days = (scenario.end - scenario.start).days
    rows = {place.name: row for row, place in enumerate(scenario.places)}
    as_run = scenario.flee_as_run
    there = people_on_first_day(scenario) if as_run and scenario.lookahead.new_people in ("camps", "total") else {}
    result = np.full((n_days, len(rows)), -1.0)
    grown = np.arange(n_days) + (1 if as_run else 0)  # Flee adds the growth of a day before anybody moves
    for entry in scenario.lookahead_places:
        if entry.capacity is not None:
            result[:, rows[entry.place]] = entry.capacity - there.get(entry.place, 0) + grown * entry.capacity_per_day
    return result


def decides_daily(scenario: FleeScenario) -> bool:
    """Whether chances of leaving change with what happens in the run."""
    look = scenario.lookahead
    return look.take_from_population and look.move_chance_power.value != 0.0


def _by_population(scenario: FleeScenario, capacity: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """Move chances by population or capacity; where people are taken from it in the run, the kernels do this."""
    look = scenario.lookahead
    if look.move_chance_power.value == 0.0 or decides_daily(scenario):
        return chances
    population = np.array([place.population or 0.0 for place in scenario.places])
    with np.errstate(divide="ignore", over="ignore"):  # of nobody, or of very many
        size = np.maximum(population, capacity) / look.move_chance_population.value
        factor = size**look.move_chance_power.value
    return np.asarray(np.multiply(chances, factor, out=np.zeros_like(chances), where=chances > 0.0))


class _Course:
    """The places of a run, day by day."""

    def __init__(self, scenario: FleeScenario) -> None:
        self.scenario, self.look, self.as_run = scenario, scenario.lookahead, scenario.flee_as_run
        self.n_days = (scenario.end - scenario.start).days
        given = {entry.place: entry for entry in scenario.lookahead_places}
        entries = [given.get(place.name, LookaheadPlace(place=place.name, kind="town")) for place in scenario.places]
        self.states = [self._start(entry) for entry in entries]
        self.rows = {entry.place: row for row, entry in enumerate(entries)}
        home = scenario.lookahead_places[0].country if scenario.lookahead_places else ""
        self.foreign = np.array([entry.country != home for entry in entries])
        self.table = self._conflict_table()
        self.has_changed = False
        self.last_factors = self._factors(0)

    def _start(self, entry: LookaheadPlace) -> PlaceState:
        kind = entry.kind
        later = entry.conflict_from is not None and entry.conflict_from.date() > self.scenario.start
        state = PlaceState(entry, "town" if kind == "conflict_zone" and later else kind)
        self._become(state, state.kind, entry.intensity)
        if self.as_run and state.chance < CAMP_BELOW and not state.camp:
            state.camp, state.town = True, False
        return state

    def _become(self, state: PlaceState, kind: str, intensity: float = 1.0) -> None:
        look = self.look
        state.kind = kind
        state.camp, state.idp_camp = kind in ("camp", "idp_camp"), kind == "idp_camp"
        state.town, state.marker = kind == "town", kind == "marker"
        state.conflict = intensity if kind == "conflict_zone" else NO_CONFLICT
        chances = {
            "camp": look.camp_move_chance.value, "idp_camp": look.idp_camp_move_chance.value,
            "town": look.default_move_chance.value, "conflict_zone": look.conflict_move_chance.value,
        }  # fmt: skip
        state.chance = chances.get(kind, 1.0)

    def _conflict_table(self) -> dict[int, list[float]]:
        """Intensity by place and day, for the places that the table names."""
        table: dict[int, list[float]] = {}
        for change in sorted(self.scenario.lookahead_conflicts, key=lambda row: row.date):
            day = max((change.date.date() - self.scenario.start).days, 0)
            values = table.setdefault(self.rows[change.place], [0.0] * self.n_days)
            values[day:] = [change.intensity] * len(values[day:])
        return table

    def begin(self, day: int) -> None:
        """Changes of kind and of conflict, before anybody sets out."""
        self.has_changed = False
        for change in self.scenario.lookahead_changes:
            if (change.date.date() - self.scenario.start).days == day:
                self._become(self.states[self.rows[change.place]], change.kind, change.intensity)
        for row, values in self.table.items():
            before = values[day - 1] if day > 0 else 0.0
            if self.as_run:
                self._conflict_as_flee(self.states[row], day, before, values[day])
            else:
                self._conflict(self.states[row], day, before, values[day])

    def _conflict_as_flee(self, state: PlaceState, day: int, before: float, now: float) -> None:
        """Only beginnings and ends act; the intensity stays what it was at the beginning."""
        if before <= LEAST_INTENSITY < now:
            state.chance, state.conflict, state.town, state.onset = (
                self.look.conflict_move_chance.value,
                now,
                False,
                day,
            )
            self.has_changed = True
        elif now <= LEAST_INTENSITY < before:
            state.chance, state.conflict, state.town = self.look.default_move_chance.value, NO_CONFLICT, True
            self.has_changed = True

    def _conflict(self, state: PlaceState, day: int, before: float, now: float) -> None:
        if now > LEAST_INTENSITY:
            state.onset = day if before <= LEAST_INTENSITY else state.onset
            state.conflict, state.town = now, False
            state.chance = self.look.conflict_move_chance.value
        elif state.conflict > 0:
            self._become(state, "town" if state.kind == "conflict_zone" else state.kind)

    def open_and_close(self, day: int) -> None:
        """Camps that close become towns; those that open become camps."""
        for closure in self.scenario.lookahead_closures:
            if closure.kind not in ("camp", "idp_camp"):
                continue
            state = self.states[self.rows[closure.where]]
            if closure.closes is not None and (closure.closes.date() - self.scenario.start).days == day:
                self._close(state)
            if closure.opens is not None and (closure.opens.date() - self.scenario.start).days == day:
                self._become(state, closure.kind)

    def _close(self, state: PlaceState) -> None:
        self._become(state, "town")

    def end(self, day: int) -> None:
        """Keep the weights of this day for those who set out on the next."""
        self.last_factors = self._factors(day)

    def decay(self, state: PlaceState, day: int) -> float:
        """Factor of a conflict's intensity by its age."""
        factors = self.look.conflict_decay
        return factors[min(int((day - state.onset) / self.look.conflict_decay_days), len(factors) - 1)]

    def _factors(self, day: int) -> np.ndarray:
        others = 0.0 if self.look.only_from_conflict or self.as_run else 1.0
        return np.array(
            [state.conflict * self.decay(state, day) if state.conflict > 0 else others for state in self.states]
        )

    def spawn_factors(self, day: int) -> np.ndarray:
        """Factors of population for who sets out; Flee's are a day old unless a conflict began or ended."""
        return self.last_factors if self.as_run and not self.has_changed else self._factors(day)

    def intensities(self) -> np.ndarray:
        """Intensity of conflict, 0 where there is none."""
        return np.array([max(state.conflict, 0.0) for state in self.states])

    def flags(self) -> np.ndarray:
        """IS_CAMP, IS_TOWN, IS_CONFLICT and IS_MARKER of each place."""
        return np.array(
            [
                IS_CAMP * state.camp
                + IS_TOWN * state.town
                + IS_CONFLICT * (state.conflict > 0)
                + IS_MARKER * state.marker
                for state in self.states
            ],
            dtype=np.uint8,
        )

    def chances(self) -> np.ndarray:
        """Chance of leaving each place."""
        return np.array([state.chance for state in self.states])

    def scores(self, day: int) -> np.ndarray:
        """Pull of each place: factors for foreign places, camps and conflict."""
        look = self.look
        if look.awareness_level == 0 and not self.as_run:
            return np.ones(len(self.states))
        score = np.where(self.foreign, look.foreign_weight.value, 1.0)
        for row, state in enumerate(self.states):
            if state.camp or state.idp_camp:
                score[row] *= look.camp_weight.value
            if state.conflict > 0:
                score[row] *= math.pow(look.conflict_weight.value, self.decay(state, day) * state.conflict)
        return score
