"""What each place is on each day: kind, conflict, chance of leaving, score, capacity (docs/model/lookahead)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from serai.flee.schema import FleeScenario, LookaheadPlace
from serai.scenario.schema import Place
from twin.lookahead.series import Series

LEAST_INTENSITY = 0.000001  # what is not above it is no conflict
CAMP_BELOW = 0.005  # to Flee a place that is left more rarely is a camp
CHANCE_SETTING = {"camp": "camp_move_chance", "idp_camp": "idp_camp_move_chance", "town": "default_move_chance"}


@dataclass
class Spot:
    """A place."""

    place: Place
    entry: LookaheadPlace
    population: float
    kind: str = ""
    is_camp: bool = False
    is_town: bool = False
    conflict: float = 0.0  # intensity; 0: none
    began: int = -1  # day on which the last conflict began
    chance: float = 1.0
    people: int = 0

    @property
    def is_marker(self) -> bool:
        """Whether it is no choice, only on the way."""
        return self.kind == "marker"


class Spots:
    """All places, day by day."""

    def __init__(self, scenario: FleeScenario) -> None:
        self.scenario, self.look, self.as_run = scenario, scenario.lookahead, scenario.flee_as_run
        given = {row.place: row for row in scenario.lookahead_places}
        self.series = Series(scenario)
        self.spots = {
            place.name: Spot(place, given.get(place.name, LookaheadPlace(place=place.name, kind="town")),
                             place.population or 0.0)
            for place in scenario.places
        }  # fmt: skip
        for spot in self.spots.values():
            self._start(spot)
        self.day = 0
        self.conflicts_changed = False
        self.weights_yesterday = {name: self.spawn_factor(spot) for name, spot in self.spots.items()}

    def _start(self, spot: Spot) -> None:
        entry = spot.entry
        waits = entry.conflict_from is not None and entry.conflict_from.date() > self.scenario.start
        self._become(spot, "town" if entry.kind == "conflict_zone" and waits else entry.kind, entry.intensity)
        if self.as_run and spot.chance < CAMP_BELOW:
            spot.is_camp, spot.is_town = True, False

    def _become(self, spot: Spot, kind: str, intensity: float = 1.0) -> None:
        spot.kind, spot.is_camp, spot.is_town = kind, kind in ("camp", "idp_camp"), kind == "town"
        spot.conflict = intensity if kind == "conflict_zone" else 0.0
        if kind == "conflict_zone":
            spot.chance = self.look.conflict_move_chance.value
        else:
            spot.chance = getattr(self.look, CHANCE_SETTING[kind]).value if kind in CHANCE_SETTING else 1.0

    def is_on(self, moment: datetime | None) -> bool:
        """Whether a date is today."""
        return moment is not None and (moment.date() - self.scenario.start).days == self.day

    def begin(self, day: int) -> None:
        """Changes of kind, then of conflict, before anybody sets out."""
        self.weights_yesterday = self.weights_yesterday if day == 0 else self._weights()
        self.day, self.conflicts_changed = day, False
        for row in self.scenario.lookahead_changes:
            if self.is_on(row.date):
                self._become(self.spots[row.place], row.kind, row.intensity)
        for name in dict.fromkeys(row.place for row in self.scenario.lookahead_conflicts):
            before = self._intensity(name, day - 1) if day > 0 else 0.0
            self._conflict(self.spots[name], before, self._intensity(name, day))

    def _intensity(self, name: str, day: int) -> float:
        """Intensity by the table, which holds from each row to the next."""
        rows = [row for row in self.scenario.lookahead_conflicts if row.place == name]
        found = 0.0
        for row in sorted(rows, key=lambda row: row.date):
            if (row.date.date() - self.scenario.start).days <= day:
                found = row.intensity
        return found

    def _conflict(self, spot: Spot, before: float, now: float) -> None:
        begins, ends = before <= LEAST_INTENSITY < now, now <= LEAST_INTENSITY < before
        if self.as_run:
            self.conflicts_changed |= begins or ends
            if begins:
                spot.conflict, spot.chance = now, self.look.conflict_move_chance.value
                spot.is_town, spot.began = False, self.day
            elif ends:
                spot.conflict, spot.chance, spot.is_town = 0.0, self.look.default_move_chance.value, True
        elif now > LEAST_INTENSITY:
            spot.conflict, spot.chance = now, self.look.conflict_move_chance.value
            spot.is_town, spot.began = False, self.day if begins else spot.began
        elif spot.conflict > 0.0:
            self._become(spot, "town" if spot.kind == "conflict_zone" else spot.kind)

    def open_and_close_camps(self) -> None:
        """Camps that close are towns; those that open are camps."""
        for row in self.scenario.lookahead_closures:
            if row.kind in ("camp", "idp_camp") and self.is_on(row.closes):
                self._become(self.spots[row.where], "town")
            if row.kind in ("camp", "idp_camp") and self.is_on(row.opens):
                self._become(self.spots[row.where], row.kind)

    def decay(self, spot: Spot) -> float:
        """Factor of a conflict's intensity by its age."""
        factors = self.look.conflict_decay
        return factors[min((self.day - spot.began) // self.look.conflict_decay_days, len(factors) - 1)]

    def spawn_factor(self, spot: Spot) -> float:
        """Factor of the population among whom new people are drawn: intensity times decay; 1 elsewhere if allowed."""
        if spot.conflict > 0.0:
            return spot.conflict * self.decay(spot)
        return 0.0 if self.look.only_from_conflict or self.as_run else 1.0

    def _weights(self) -> dict[str, float]:
        return {name: self.spawn_factor(spot) for name, spot in self.spots.items()}

    def spawn_factors(self) -> dict[str, float]:
        """Those of today; in Flee's code yesterday's, unless a conflict begins or ends."""
        return self.weights_yesterday if self.as_run and not self.conflicts_changed else self._weights()

    def score(self, spot: Spot) -> float:
        """Pull of a place: factors for foreign places, camps and conflict."""
        if self.look.awareness_level == 0 and not self.as_run:
            return 1.0
        score = 1.0
        first = self.scenario.lookahead_places[0].country if self.scenario.lookahead_places else ""
        if spot.entry.country != first:
            score = self.look.foreign_weight.value
        if spot.is_camp:
            score *= self.look.camp_weight.value
        if spot.conflict > 0.0:
            score *= self.look.conflict_weight.value ** (self.decay(spot) * spot.conflict)
        return score

    def capacity(self, spot: Spot) -> float:
        """Capacity of today before scaling; -1: no limit. Flee takes off who was there on the first day."""
        if spot.entry.capacity is None:
            return -1.0
        there, grown = 0, self.day
        if self.as_run:
            grown += 1
            if self.look.new_people in ("camps", "total") and spot.place.name in self.series.reports:
                there = self.series.people(spot.place.name, 0)
        return spot.entry.capacity - there + grown * spot.entry.capacity_per_day

    def move_chance(self, spot: Spot) -> float:
        """Chance of leaving a place today, by its population or capacity, whichever is more."""
        power = self.look.move_chance_power.value
        if power == 0.0 or spot.chance == 0.0:
            return spot.chance
        size = max(spot.population, self.capacity(spot)) / self.look.move_chance_population.value
        try:
            return min(spot.chance * size**power, 1.0)
        except (OverflowError, ZeroDivisionError):  # of next to nobody, to a power below 0
            return 1.0

    def room(self, spot: Spot) -> float:
        """Factor of the pull by room: 1 up to the buffer, in a straight line to 0 at the capacity."""
        capacity = self.capacity(spot) * self.look.capacity_scaling.value
        buffer = self.look.capacity_buffer.value
        if capacity < 1.0 or spot.people <= buffer * capacity:
            return 1.0
        if spot.people >= capacity:
            return 0.0
        return 1.0 - (spot.people - buffer * capacity) / (capacity * (1.0 - buffer))
