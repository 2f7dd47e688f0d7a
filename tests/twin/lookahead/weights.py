"""Weights of ways (docs/model/lookahead)."""

from __future__ import annotations

from serai.flee.schema import FleeScenario
from serai.scenario.schema import Place
from twin.arithmetic import total
from twin.lookahead.links import Network, Way
from twin.lookahead.people import Classes, Kind
from twin.lookahead.places import Spot, Spots
from twin.ways import great_circle_km

PRUNES_FROM = 1.001
LEAST_KM_APART = 1.0


class Chooser:
    """Weighs ways for people."""

    def __init__(self, scenario: FleeScenario, spots: Spots, network: Network, classes: Classes) -> None:
        self.scenario, self.look = scenario, scenario.lookahead
        self.spots, self.network, self.classes = spots, network, classes

    def ways(self, place: str) -> list[Way]:
        """The ways that may be chosen at a place."""
        if self.scenario.flee_as_run and self.look.awareness_level == 0:
            return []
        return self.seen_ways(place)

    def seen_ways(self, place: str) -> list[Way]:
        """The ways from a place, whether or not anybody chooses."""
        markers = frozenset(name for name, spot in self.spots.spots.items() if spot.is_marker)
        return self.network.ways(place, markers)

    def heights(self, place: str, kind: Kind) -> list[float]:
        """Cumulated weights of the ways from a place for people of a kind; all alike where all are 0."""
        weights = self._without_light_ones([self._weight(place, kind, way) for way in self.ways(place)])
        if total(weights) == 0.0:
            weights = [1.0] * len(weights)
        return [total(weights[: row + 1]) for row in range(len(weights))]

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

    def _weight(self, place: str, kind: Kind, way: Way) -> float:
        """((weight_softening + pull) / (softening + km) ** distance_power * room) ** weight_power."""
        power = self.look.weight_power.value
        if self.look.awareness_level < 0 and not self.scenario.flee_as_run:
            power = 0.0
        last = self.spots.spots[way.places[-1]]
        softened = (self.look.softening_km.value + way.km) ** self.look.distance_power.value
        pull = self._pull(place, kind, last)
        if self._is_fixed_as_run:
            return ((self.look.weight_softening.value + self.spots.score(last)) / softened) ** power * pull
        return ((self.look.weight_softening.value + pull) / softened) ** power * self.spots.room(last) ** power

    def _pull(self, place: str, kind: Kind, spot: Spot) -> float:
        """Score of a place as a class of people takes it, by its distance from home, kin and population."""
        pull, one = self.spots.score(spot), kind.one
        if one.conduct == "squared":
            pull = pull * pull
        elif one.conduct == "ignored":
            pull = 1.0
        if self.look.stay_close_to_home:
            start = place if self.scenario.flee_as_run else kind.home
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
