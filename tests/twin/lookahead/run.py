"""A run of the rule `lookahead`: start reading here. The order of a day is that of docs/model/lookahead.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from serai.codes import Stage, Stream
from serai.scenario.schema import Scenario
from twin.arithmetic import total
from twin.books import Books
from twin.draws import Draws, blocks, name_key
from twin.lookahead.links import Network
from twin.lookahead.moving import Movement
from twin.lookahead.people import Person
from twin.lookahead.places import Spot, Spots

CAMP_KINDS = ("camp", "idp_camp")
NUMBERS_PER_DAY = 2**32
BLOCKS_PER_DAY = 4096


class Whereabouts(NamedTuple):
    """Where somebody is at the end of a day, and on which day it is looked at again."""

    due: int
    key: int
    home: str
    place: str  # where it is; on a link: where that begins
    link: tuple[str, float]  # its end and km; at a place: blank and 0
    ahead: tuple[str, ...]  # places of the way chosen


class NobodyLeftError(Exception):
    """People should set out, and there is no place from which they can."""


class Lookahead:
    """A run and its days."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario, self.look = scenario, scenario.lookahead
        self.draws, self.books = Draws(seed), Books()
        self.spots, self.network = Spots(scenario), Network(scenario)
        self.movement = Movement(scenario, self.draws, self.spots, self.network, self.books)
        self.people: list[Person] = []
        self.n_days = (scenario.end - scenario.start).days
        self.new_people = self.spots.series.new_people(self.n_days)
        self._look_ahead()
        self._place_initial()

    def _look_ahead(self) -> None:
        """Chances of leaving and of staying for good, by place and day: they do not depend on what happens."""
        course = Spots(self.scenario)
        self.movement.chances = {name: [] for name in course.spots}
        self.movement.settles = {name: [] for name in course.spots}
        for day in range(self.n_days):
            course.begin(day)
            course.open_and_close_camps()
            for name, spot in course.spots.items():
                self.movement.chances[name].append(course.move_chance(spot))
                self.movement.settles[name].append(spot.entry.settle_chance if spot.is_camp else 0.0)

    def _place_initial(self) -> None:
        """People of the series in camps, and those of the table initial, before the first day."""
        there: dict[str, int] = {}
        if self.look.insert_day0:
            for row in self.scenario.lookahead_places:
                if row.kind in CAMP_KINDS and row.place in self.spots.series.reports:
                    there[row.place] = self.spots.series.at_start(row.place)
        for row in self.scenario.initial:
            there[row.place] = there.get(row.place, 0) + round(row.people)
        for place, people in there.items():
            for number in range(people):
                key = self.draws.key(Stream.INITIAL, name_key("place", place), number + 1)
                self._add(place, key, 0)
        self.books.totals["initial"] = len(self.people)

    def _add(self, place: str, key: int, day: int) -> None:
        person = Person(key, place, place, day)
        self.people.append(person)
        self.spots.spots[place].people += 1
        self.movement.rest(person, day, day)

    def run_day(self, day: int) -> None:
        """Changes and conflicts; new people; closures; moves; travel; count."""
        self.spots.begin(day)
        intensities = {name: spot.conflict for name, spot in self.spots.spots.items()}
        factors = self.spots.spawn_factors()
        if self.look.new_people in ("camps", "total"):
            self._spawn_given(day, factors)
        else:
            self._spawn_by_conflict(day, intensities)
        self.network.begin(day)
        self.spots.open_and_close_camps()
        movers = self.movement.decide_all(day)
        self.movement.travel_all(day, movers)
        self.count(day)

    def _spawn_given(self, day: int, factors: dict[str, float]) -> None:
        """People of the reports, from places by population, intensity and decay."""
        weights = self._spawn_weights(factors)
        if self.new_people[day] and not total(weights) > 0.0:
            raise NobodyLeftError
        for number in range(self.new_people[day]):
            level = self.draws.uniform(Stream.SPAWN, day + 1, number) * total(weights)
            spot = self._place_at(weights, level)
            self._set_out(spot, day, number)
            if self.look.take_from_population and spot.population < 1.0:
                weights = self._spawn_weights(factors)
                if number + 1 < self.new_people[day] and not total(weights) > 0.0:
                    raise NobodyLeftError

    def _place_at(self, weights: list[float], level: float) -> Spot:
        """First place at which the sum of the weights is above a level."""
        passed, spots = 0.0, list(self.spots.spots.values())
        for spot, weight in zip(spots, weights, strict=True):
            passed += weight
            if passed > level:
                return spot
        return spots[-1]

    def _spawn_weights(self, factors: dict[str, float]) -> list[float]:
        """Weights of the places, taken in the morning and whenever a place has nobody left."""
        return [self._population_that_may_leave(spot) * factors[name] for name, spot in self.spots.spots.items()]

    def _population_that_may_leave(self, spot: Spot) -> float:
        if self.look.take_from_population and spot.population < 1.0:
            return 0.0
        return spot.population

    def _spawn_by_conflict(self, day: int, intensities: dict[str, float]) -> None:
        """A number, a random number, or a share of the population of each place in conflict."""
        per_day = self.look.per_conflict_day.value
        for name, spot in self.spots.spots.items():
            mean = per_day * intensities[name]
            if self.look.new_people == "constant":
                people = int(mean)
            elif self.look.new_people == "poisson":
                people = self._poisson(day, name, mean)
            else:
                people = int(per_day * spot.population * intensities[name])
            if self.look.take_from_population:
                people = min(people, int(spot.population))
            for number in range(people):
                self._set_out(spot, day, number)

    def _poisson(self, day: int, name: str, mean: float) -> int:
        draw, key = (day + 1) * BLOCKS_PER_DAY, name_key("place", name)
        parts = enumerate(blocks(mean))
        return sum(self.draws.poisson(Stream.SPAWN, key, draw + block, part) for block, part in parts)

    def _set_out(self, spot: Spot, day: int, number: int) -> None:
        name = spot.place.name
        if self.look.take_from_population and spot.conflict > 0.0:
            spot.population -= 1.0
        self.books.add("set_out", (day + 1, name, self.scenario.profiles[0].name), 1)
        self.books.add("set_out_by_cause", (day + 1, name, "ordinary"), 1)
        self.books.totals["set_out"] += 1
        key = self.draws.key(Stream.LEAVE, name_key("place", name), (day + 1) * NUMBERS_PER_DAY + number)
        self._add(name, key, day)

    def count(self, day: int) -> None:
        """Who is at each place, and on the links to it."""
        for name, spot in self.spots.spots.items():
            self.books.put("present", (day, int(Stage.LODGED), name), spot.people)
        for person in self.people:
            if person.link is not None:
                self.books.add("present", (day, int(Stage.TO_CITY), person.link.end), 1)

    def whereabouts(self) -> list[Whereabouts]:
        """Everybody who is looked at again, in the order of the days and of each day."""
        found = []
        for due_on in (self.movement.moves_at, self.movement.arrives_at):
            for day, people in sorted(due_on.items()):
                for one in people:
                    link = ("", 0.0) if one.link is None else (one.link.end, one.link.km)
                    found.append(Whereabouts(day, one.key, one.home, one.place, link, tuple(one.way)))
        return found


def run_lookahead_twin(scenario: Scenario, seed: int) -> Iterator[Lookahead]:
    """Run a scenario of the rule `lookahead` in plain Python: the run after each of its days."""
    twin = Lookahead(scenario, seed)
    for day in range(twin.n_days):
        twin.run_day(day)
        yield twin
