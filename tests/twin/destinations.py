"""Regions of destination, who may enter them, and what parties hear of them (docs/model/destinations)."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime

from serai.codes import Stream
from serai.scenario.members import places_named
from serai.scenario.schema import Event, NoEntry, Place, Profile, Scenario
from twin.arithmetic import total
from twin.clock import Clock
from twin.draws import name_key
from twin.party import Party
from twin.rates import reach
from twin.ways import Way, pull
from twin.world import World

LIVEABLE = ("city", "camp")
Factor = Callable[[Way, bool], float]  # of a way by its post and city, as the informed or the uninformed know them


class Destinations:
    """Which city lies in which region, and how much each region draws each profile."""

    def __init__(self, world: World, at_rest: Factor) -> None:
        self.world = world
        scenario = world.scenario
        self.regions = list(dict.fromkeys(row.region for row in scenario.destinations))
        self.region_of = {
            name: region
            for region in self.regions
            for name in places_named(scenario, region)
            if _draws(world.places[name]) or world.places[name].kind == "border_post"
        }
        self.sums: dict[tuple[str, bool], dict[tuple[str, str], float]] = {}  # as known in this step
        self.pulls = {
            (profile.name, informed): self._pulls(profile, informed, at_rest)
            for profile in scenario.profiles
            for informed in (False, True)
        }

    def is_in(self, city: str, region: str) -> bool:
        """Whether a city lies in a region; a blank one is everywhere."""
        return not region or self.region_of.get(city) == region

    def sum_up(self, origin: str, informed: bool, factor: Factor) -> dict[tuple[str, str], float]:
        """Sum of exp V of an origin's ways by region and mode."""
        found = {(region, mode): 0.0 for region in self.regions for mode in self.world.scenario.modes}
        for way in self.world.ways[origin]:
            if way.city in self.region_of:
                found[self.region_of[way.city], way.mode] += way.weight * factor(way, informed)
        return found

    def inclusive(self, sums: dict[tuple[str, str], float], profile: Profile, region: str) -> float:
        """The sum for a profile, by the weights of its modes."""
        weights = self.world.mode_weight[profile.name]
        return total(weights[mode] * sums[region, mode] for mode in self.world.scenario.modes)

    def _pulls(self, profile: Profile, informed: bool, at_rest: Factor) -> dict[str, float]:
        """a_r by which the people of all origins part as the shares say, while nobody has left."""
        lam = self.world.scenario.choice.nest_parameter.value
        shares = shares_of(self.world.scenario, profile)
        homes = []
        for name, people in people_at_home(self.world.scenario).items():
            sums = self.sum_up(name, informed, at_rest)
            ways = {region: self.inclusive(sums, profile, region) for region in shares if shares[region] > 0}
            ease = {region: way**lam for region, way in ways.items() if way > 0}
            if ease:
                homes.append((people, ease))
        reached = {region for _, ease in homes for region in ease}
        found = {region: share for region, share in shares.items() if region in reached}
        if not found:
            return {}
        everybody = math.fsum(people for people, _ in homes)
        goal = {region: share * everybody / math.fsum(found.values()) for region, share in found.items()}
        for _ in range(1000):
            come = dict.fromkeys(found, 0.0)
            for people, ease in homes:
                whole = math.fsum(found[region] * way for region, way in ease.items())
                for region, way in ease.items():
                    come[region] += people * found[region] * way / whole
            steps = {region: goal[region] / come[region] for region in found if come[region] > 0}
            found |= {region: found[region] * step for region, step in steps.items()}
            largest = max(found.values())
            found = {region: max(pulled / largest, 1e-9) for region, pulled in found.items()}
            if all(abs(math.log(step)) < 1e-10 for step in steps.values()):
                break
        return found

    def choose(self, party: Party, informed: bool, factor: Factor) -> str:
        """A region by a keyed race; blank where none can be reached or entered."""
        if (party.origin, informed) not in self.sums:
            self.sums[party.origin, informed] = self.sum_up(party.origin, informed, factor)
        sways = swayed(self.world, party)
        best, chosen = math.inf, ""
        for region in self.regions:
            weight = self.pulls[party.profile.name, informed].get(region, 0.0)
            if sways:
                weight *= self._mean_sway(region, sways)
            ways = self.inclusive(self.sums[party.origin, informed], party.profile, region)
            if weight > 0.0 and ways > 0.0:
                weight *= math.exp(self.world.scenario.choice.nest_parameter.value * math.log(ways))
                time = self.world.draws.exponential(Stream.NEST, party.key, name_key("region", region)) / weight
                if time < best:
                    best, chosen = time, region
        return chosen

    def _mean_sway(self, region: str, sways: dict[str, float]) -> float:
        """Mean factor of the region's cities, by their attraction."""
        beta = self.world.scenario.choice.attraction_weight.value
        cities = {
            name: pull(self.world.places[name]) ** beta
            for name in self.world.cities
            if self.region_of.get(name) == region
        }
        whole = math.fsum(cities.values())
        return total(part / whole * sways[name] for name, part in cities.items())


def _draws(place: Place) -> bool:
    return place.kind in LIVEABLE and pull(place) > 0


def people_at_home(scenario: Scenario) -> dict[str, float]:
    """People whom each origin stands for: those at risk or, where none are told, inhabitants."""
    homes = [place for place in scenario.places if place.kind == "origin"]
    if any(place.at_risk_people for place in homes):
        return {place.name: place.at_risk_people or 0.0 for place in homes}
    return {place.name: place.population or 1.0 for place in homes}


def shares_of(scenario: Scenario, profile: Profile) -> dict[str, float]:
    """Shares of the regions: a profile's own rows, else those for all; without weights by ordinary traffic."""
    own = [row for row in scenario.destinations if profile.name in row.profile.split()]
    rows = own or [row for row in scenario.destinations if not row.profile]
    found = {}
    for row in rows:
        found[row.region] = _ordinary(scenario, row.region) if row.weight is None else row.weight
    return {region: weight / math.fsum(found.values()) for region, weight in found.items()}


def _ordinary(scenario: Scenario, region: str) -> float:
    tracked = {profile.name for profile in scenario.profiles if profile.tracked}
    people = 0.0
    for row in scenario.traffic:
        enters = row.direction == "in" and row.service == "border" and row.post in places_named(scenario, region)
        if enters and row.profile in tracked:
            first = row.start or datetime(*scenario.start.timetuple()[:3])
            last = row.end or datetime(*scenario.end.timetuple()[:3])
            end = row.per_day if row.per_day_end is None else row.per_day_end
            people += (row.per_day + end) / 2 * ((last - first).total_seconds() / 86400)
    return people


def swayed(world: World, party: Party) -> dict[str, float]:
    """Factor of each city by the news and the bans that a party knows of; empty where a scenario has neither."""
    scenario = world.scenario
    news = [event for event in scenario.events if is_about_destination(scenario, event)]
    if not news and not scenario.no_entry:
        return {}
    factors = dict.fromkeys(world.cities, 1.0)
    for event in news:
        start, end = world.clock.span(event.date, event.until, scenario.time_zone)
        meant = not event.profile or party.profile.name in event.profile.split()
        if not meant or not start <= party.due < end:
            continue
        told = reach(party.due - start, event.delay_hours)
        if event.delay_hours <= 0 or world.draws.uniform(Stream.HEAR, party.key, name_key("news", event.id)) < told:
            for name in set(places_named(scenario, event.where)) & set(factors):
                factors[name] *= 1.0 - event.value
    for ban in scenario.no_entry:
        u = world.draws.uniform(Stream.HEAR, party.key, name_key("no entry", ban.region))
        if _in_force(world, ban, party, party.due) and u >= ban.unaware_share:
            for name in set(places_named(scenario, ban.region)) & set(factors):
                factors[name] = 0.0
    return factors


def is_about_destination(scenario: Scenario, event: Event) -> bool:
    """Whether news acts on a destination: as it says, or as it names cities or posts and no origin."""
    if event.what != "news" or event.value is None:
        return False
    kinds = {
        place.kind for place in scenario.places if event.where and place.name in places_named(scenario, event.where)
    }
    implied = bool(kinds & {"city", "camp", "border_post"}) and "origin" not in kinds
    return event.applies_to == "destination" or (not event.applies_to and implied)


def is_barred(world: World, party: Party, moment: int) -> bool:
    """Whether a party may not enter the region of its city, or of its post where it has none."""
    return any(
        _in_force(world, ban, party, moment) and party.city in places_named(world.scenario, ban.region)
        for ban in world.scenario.no_entry
    )


def _in_force(world: World, ban: NoEntry, party: Party, moment: int) -> bool:
    start, end = world.clock.span(ban.start, ban.end, world.scenario.time_zone)
    return start <= moment < end and concerns(ban, party.profile)


def concerns(ban: NoEntry, profile: Profile) -> bool:
    """Whether a ban is about a profile: blank are all that are tracked."""
    return profile.name in ban.profile.split() if ban.profile else profile.tracked


def share_that_comes(scenario: Scenario, clock: Clock, post: str, profile: Profile, tick: int) -> float:
    """Share of ordinary traffic that comes though it may not enter."""
    share = 1.0
    for ban in scenario.no_entry:
        start, end = clock.span(ban.start, ban.end, scenario.time_zone)
        if concerns(ban, profile) and post in places_named(scenario, ban.region) and start <= clock.middle(tick) < end:
            share *= ban.unaware_share
    return share
