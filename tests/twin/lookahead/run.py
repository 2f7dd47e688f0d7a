"""A run of the rule `lookahead`: start reading here. The order of a day is that of docs/model/lookahead.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from serai.codes import Stage, Stream
from serai.flee.schema import FleeScenario
from twin.arithmetic import total
from twin.books import Books
from twin.draws import Draws, blocks, name_key
from twin.lookahead.links import Network
from twin.lookahead.moving import Movement
from twin.lookahead.parts import shares
from twin.lookahead.people import Cohort, Kind
from twin.lookahead.places import Spot, Spots

CAMP_KINDS = ("camp", "idp_camp")
BLOCKS_PER_DAY = 4096


class Whereabouts(NamedTuple):
    """Where some people are at the end of a day, and on which day they are looked at again."""

    due: int
    key: int
    people: int
    kind: int
    place: str  # where they are; on a link: where that begins
    link: tuple[str, float]  # its end and km; at a place: blank and 0
    ahead: tuple[str, ...]  # places of the way chosen
    mean: float  # way of past days


class NobodyLeftError(Exception):
    """People should set out, and there is no place from which they can."""


class Lookahead:
    """A run and its days."""

    def __init__(self, scenario: FleeScenario, seed: int, many_parts: int) -> None:
        self.scenario, self.look = scenario, scenario.lookahead
        self.draws, self.books = Draws(seed), Books()
        self.spots, self.network = Spots(scenario), Network(scenario)
        self.movement = Movement(scenario, self.draws, self.spots, self.network, self.books, many_parts)
        self.n_days = (scenario.end - scenario.start).days
        self.new_people = self.spots.series.new_people(self.n_days)
        self._place_initial()

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
            self._add(place, people, 0, Stream.INITIAL)
        self.books.totals["initial"] = sum(there.values())

    def _add(self, place: str, people: int, day: int, stream: Stream) -> None:
        """People who set out, or are there at the start, parted by class; they may leave today."""
        self.spots.spots[place].people += people
        classes = self.movement.classes
        seed = self.draws.key(Stream.TRAITS, name_key("place", place) ^ int(self.draws.stream_key[stream]), day + 1)
        for row, some in shares(seed, people, classes.heights(place)):
            kind = Kind(place if self.movement.home_counts else "", classes.all[row])
            key = self.draws.key(stream, name_key("place", place) ^ kind.key, day + 1)
            self.movement.add(Cohort(key, some, kind, place), day)

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
        self.movement.leave_all(day)
        self.movement.travel_all(day)
        self.movement.settle_all(day)
        self.count(day)

    def _spawn_given(self, day: int, factors: dict[str, float]) -> None:
        """People of the reports, from places by population, intensity and decay."""
        weights, people = self._spawn_weights(factors), self.new_people[day]
        if people and not total(weights) > 0.0:
            raise NobodyLeftError
        if self.look.take_from_population:
            new = self._spread_one_by_one(day, factors, weights)
        else:
            heights = [total(weights[: row + 1]) for row in range(len(weights))]
            new = dict(shares(self.draws.key(Stream.SPAWN, day + 1, 0), people, heights))
        for row, spot in enumerate(self.spots.spots.values()):
            self._set_out(spot, day, new.get(row, 0))

    def _spread_one_by_one(self, day: int, factors: dict[str, float], weights: list[float]) -> dict[int, int]:
        """How many set out from each place, where weights are taken anew whenever a place has nobody left."""
        new: dict[int, int] = {}
        spots = list(self.spots.spots.values())
        for number in range(self.new_people[day]):
            if not total(weights) > 0.0:
                raise NobodyLeftError
            row = self._row_at(weights, self.draws.uniform(Stream.SPAWN, day + 1, number) * total(weights))
            new[row] = new.get(row, 0) + 1
            self._take(spots[row], 1)
            if spots[row].population < 1.0:
                weights = self._spawn_weights(factors)
        return new

    def _row_at(self, weights: list[float], level: float) -> int:
        """First row at which the sum of the weights is above a level."""
        passed = 0.0
        for row, weight in enumerate(weights):
            passed += weight
            if passed > level:
                return row
        return len(weights) - 1

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
            self._take(spot, people)
            self._set_out(spot, day, people)

    def _poisson(self, day: int, name: str, mean: float) -> int:
        draw, key = (day + 1) * BLOCKS_PER_DAY, name_key("place", name)
        parts = enumerate(blocks(mean))
        return sum(self.draws.poisson(Stream.SPAWN, key, draw + block, part) for block, part in parts)

    def _take(self, spot: Spot, people: int) -> None:
        if self.look.take_from_population and spot.conflict > 0.0:
            spot.population -= people

    def _set_out(self, spot: Spot, day: int, people: int) -> None:
        if people == 0:
            return
        name = spot.place.name
        self.books.add("set_out", (day + 1, name, self.scenario.profiles[0].name), people)
        self.books.add("set_out_by_cause", (day + 1, name, "ordinary"), people)
        self.books.totals["set_out"] += people
        self._add(name, people, day, Stream.LEAVE)

    def count(self, day: int) -> None:
        """Who is at each place, and on the links to it."""
        for name, spot in self.spots.spots.items():
            self.books.put("present", (day, int(Stage.LODGED), name), spot.people)
        for link, people in self.movement.on_links.items():
            if people:
                self.books.add("present", (day, int(Stage.TO_CITY), link), people)

    def whereabouts(self) -> list[Whereabouts]:
        """All cohorts that are looked at again, in the order of the days and of each day: at places, then on links."""
        found = []
        for due_on in (self.movement.stays_until, self.movement.arrives_at):
            for day, cohorts in sorted(due_on.items()):
                for one in cohorts:
                    link = ("", 0.0) if one.link is None else (one.link.end, one.link.km)
                    where = (one.people, one.kind.key, one.place, link, tuple(one.way), one.mean)
                    found.append(Whereabouts(day, one.key, *where))
        return found

    def at_rest(self) -> dict[tuple[int, str], int]:
        """People who are told apart by their kind only, by key of the kind and place."""
        return {(kind.key, place): people for (kind, place), people in self.movement.at_rest.items() if people}


def run_lookahead_twin(scenario: FleeScenario, seed: int, many_parts: int = 20_000) -> Iterator[Lookahead]:
    """Run a scenario of the rule `lookahead` in plain Python: the run after each of its days."""
    twin = Lookahead(scenario, seed, many_parts)
    for day in range(twin.n_days):
        twin.run_day(day)
        yield twin
