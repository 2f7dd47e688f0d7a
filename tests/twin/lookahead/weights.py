"""Weights of ways, and the choice of one (docs/model/lookahead)."""

from __future__ import annotations

from serai.codes import Stream
from serai.scenario.schema import Place, Scenario
from twin.arithmetic import total
from twin.draws import Draws
from twin.lookahead.links import Network, Way
from twin.lookahead.people import Class, Classes, Person
from twin.lookahead.places import Spot, Spots
from twin.ways import great_circle_km

PRUNES_FROM = 1.001
LEAST_KM_APART = 1.0
DRAWS_PER_DAY = 4096


class Chooser:
    """Chooses ways for people."""

    def __init__(self, scenario: Scenario, draws: Draws, spots: Spots, network: Network) -> None:
        self.scenario, self.look, self.draws = scenario, scenario.lookahead, draws
        self.spots, self.network = spots, network
        self.classes = Classes(scenario)

    def choose(self, person: Person, day: int, number: int) -> list[str]:
        """The way that a person chooses on a day; empty where there is none."""
        if self.scenario.flee_as_run and self.look.awareness_level == 0:
            return []
        markers = frozenset(name for name, spot in self.spots.spots.items() if spot.is_marker)
        ways = self.network.ways(person.place, markers)
        if not ways:
            return []
        one = self.classes.of(self.draws, person)
        weights = self._without_light_ones([self._weight(person, one, way) for way in ways])
        u = self.draws.uniform(Stream.PATH, person.key, day * DRAWS_PER_DAY + number)
        weight_of_all, passed = total(weights), 0.0
        if weight_of_all == 0.0:
            return list(ways[int(u * len(ways))].places)
        for way, weight in zip(ways, weights, strict=True):
            passed += weight
            if passed > u * weight_of_all:
                return list(way.places)
        return list(ways[-1].places)

    @property
    def _is_fixed_as_run(self) -> bool:
        """Whether routes are fixed, as Flee's code does it."""
        return self.scenario.flee_as_run and self.look.fixed_routes

    def _without_light_ones(self, weights: list[float]) -> list[float]:
        """Ways lighter than the heaviest divided by the threshold weigh nothing."""
        if self.look.pruning_threshold.value < PRUNES_FROM or self._is_fixed_as_run:
            return weights
        least = max(weights) / self.look.pruning_threshold.value
        return [weight if weight >= least else 0.0 for weight in weights]

    def _weight(self, person: Person, one: Class, way: Way) -> float:
        """((weight_softening + pull) / (softening + km) ** distance_power * room) ** weight_power."""
        power = self.look.weight_power.value
        if self.look.awareness_level < 0 and not self.scenario.flee_as_run:
            power = 0.0
        last = self.spots.spots[way.places[-1]]
        softened = (self.look.softening_km.value + way.km) ** self.look.distance_power.value
        pull = self._pull(person, one, last)
        if self._is_fixed_as_run:
            return ((self.look.weight_softening.value + self.spots.score(last)) / softened) ** power * pull
        return ((self.look.weight_softening.value + pull) / softened) ** power * self.spots.room(last) ** power

    def _pull(self, person: Person, one: Class, spot: Spot) -> float:
        """Score of a place as a class of people takes it, by its distance from home, kin and population."""
        pull = self.spots.score(spot)
        if one.conduct == "squared":
            pull = pull * pull
        elif one.conduct == "ignored":
            pull = 1.0
        if self.look.stay_close_to_home:
            start = person.place if self.scenario.flee_as_run else person.home
            pull /= self._km_apart(start, spot) ** self.look.home_distance_power.value
        if self._kin_counts(spot):
            pull *= self.classes.kin(one, spot.place.name)
        if self.look.match_camp_religion and spot.is_camp:
            pull *= self.classes.fellows(one, spot.place.name)
        if self.look.population_in_pull and not spot.is_camp:
            pull *= max(spot.place.population or 0.0, 1.0) ** self.look.population_power.value
        return pull

    def _km_apart(self, start: str, spot: Spot) -> float:
        """Great-circle km from a place to another, at least 1; Flee exchanges latitude and longitude."""
        ends = [self.spots.spots[start].place, spot.place]
        if self.scenario.flee_as_run:
            ends = [_turned(end) for end in ends]
        return max(great_circle_km(*ends), LEAST_KM_APART)

    def _kin_counts(self, spot: Spot) -> bool:
        if spot.is_camp:
            return self.look.match_camp_ethnicity
        return self.look.match_conflict_ethnicity if spot.conflict > 0.0 else self.look.match_town_ethnicity


def _turned(place: Place) -> Place:
    """A place with latitude and longitude exchanged."""
    return place.model_copy(update={"lat": place.lon, "lon": place.lat})
