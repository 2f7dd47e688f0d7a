"""A day of the people: staying, setting out on a way, travelling (docs/model/lookahead)."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace

from serai.codes import Stream
from serai.flee.schema import FleeScenario
from twin.books import Books
from twin.draws import Draws, name_key
from twin.lookahead.links import Link, Network
from twin.lookahead.parts import part, part_key, shares
from twin.lookahead.people import Classes, Cohort, Kind
from twin.lookahead.places import Spot, Spots
from twin.lookahead.weights import Chooser

LINKS_PER_DAY = 4096
FULL_BELOW = 0.5
NO_ROOM = 0.000001
ENOUGH_TRAVEL = 0.5
LEVELS = 64
FORGOTTEN = 1 / 1024


class Movement:
    """People at places and on links, and who of them is due when."""

    def __init__(self, scenario: FleeScenario, draws: Draws, spots: Spots, network: Network, books: Books) -> None:
        self.scenario, self.look, self.draws = scenario, scenario.lookahead, draws
        self.spots, self.network, self.books = spots, network, books
        self.classes = Classes(scenario)
        self.chooser = Chooser(scenario, spots, network, self.classes)
        self.n_days = (scenario.end - scenario.start).days
        self.home_counts = self.look.stay_close_to_home and not scenario.flee_as_run
        homes = list(spots.spots) if self.home_counts else [""]
        self.kinds = [Kind(home, one) for home in homes for one in self.classes.all]
        self.at_rest: dict[tuple[Kind, str], int] = defaultdict(int)  # people of whom only the kind is to be known
        self.stays_until: dict[int, list[Cohort]] = defaultdict(list)  # other people at places
        self.arrives_at: dict[int, list[Cohort]] = defaultdict(list)  # people on links, by the day of the next look
        self.on_links: dict[str, int] = defaultdict(int)  # by the end of the link
        self.movers: list[Cohort] = []  # entered their first link today
        self.going_on: list[Cohort] = []  # what is still to be moved today; the last one first

    def is_told_apart(self, cohort: Cohort) -> bool:
        """Whether more counts than the kind: the way ahead, the past, the first link."""
        is_first = self.look.start_on_foot and not cohort.has_finished_a_link
        return bool(cohort.way) or cohort.mean > 0.0 or is_first

    def add(self, cohort: Cohort, day: int) -> None:
        """New people, who may leave on this day."""
        if self.is_told_apart(cohort):
            self.stays_until[day].append(cohort)
        else:
            self.at_rest[cohort.kind, cohort.place] += cohort.people

    def _rest(self, cohort: Cohort, day: int) -> None:
        """Stay until tomorrow, some for good."""
        self._remember(cohort, cohort.km_today or 0.0)
        if cohort.mean < FORGOTTEN:
            cohort.mean = 0.0
        if not self.is_told_apart(cohort):
            self.at_rest[cohort.kind, cohort.place] += cohort.people
            return
        seed = self.draws.key(Stream.SETTLE, cohort.key, day + 1)
        cohort.people -= part(seed, cohort.people, self._settle_chance(cohort.place))
        if cohort.people:
            self.stays_until[day + 1].append(cohort)

    def _remember(self, cohort: Cohort, km: float) -> None:
        if self.look.avoid_short_stints:
            cohort.mean = (cohort.mean + km / self.look.max_move_km.value) / 2.0

    def _settle_chance(self, place: str) -> float:
        spot = self.spots.spots[place]
        return spot.entry.settle_chance if self.look.camps_are_sinks and spot.is_camp else 0.0

    def settle_all(self, day: int) -> None:
        """At the end of the day some of those who are alike stay for good."""
        for kind, place in list(self.at_rest):
            seed = self.draws.key(Stream.SETTLE, name_key("place", place) ^ kind.key, day + 1)
            self.at_rest[kind, place] -= part(seed, self.at_rest[kind, place], self._settle_chance(place))

    def leave_all(self, day: int) -> None:
        """Who leaves a place today: of those who are alike, then of the others."""
        for place, spot in self.spots.spots.items():
            for kind in self.kinds:
                people = self.at_rest[kind, place]
                seed = self.draws.key(Stream.REST, name_key("place", place) ^ kind.key, day)
                leavers = part(seed, people, self.spots.move_chance(spot)) if people else 0
                self.at_rest[kind, place] -= leavers
                if leavers:
                    self._depart(Cohort(part_key(seed, 0), leavers, kind, place, has_finished_a_link=True), day)
        for cohort in self.stays_until.pop(day, []):
            cohort.km_today, cohort.number = 0.0, 0
            seed = self.draws.key(Stream.REST, cohort.key, (day + 1) * LINKS_PER_DAY)
            chance = 1.0 if cohort.way else self.spots.move_chance(self.spots.spots[cohort.place])
            self._part_and_depart(cohort, part(seed, cohort.people, chance), seed, day)

    def _part_and_depart(self, cohort: Cohort, leavers: int, seed: int, day: int) -> None:
        if leavers == cohort.people:
            self._depart(cohort, day)
            return
        self._rest(cohort.some(cohort.people - leavers, cohort.key), day)
        if leavers:
            self._depart(cohort.some(leavers, part_key(seed, 0)), day)

    def _depart(self, cohort: Cohort, day: int) -> None:
        """Take the next link of the way; who has none chooses."""
        self.books.totals["events"] += cohort.people
        goal = self.network.sent_to(cohort.place, day)
        if not cohort.way and goal and self.spots.room(self.spots.spots[goal]) > NO_ROOM:
            cohort.way = [goal]
        ways = self.chooser.ways(cohort.place)
        if cohort.way:
            self._enter(cohort, day)
        elif ways:
            heights = self.chooser.heights(cohort.place, cohort.kind)
            seed = self.draws.key(Stream.PATH, cohort.key, day * LINKS_PER_DAY + cohort.number)
            for row, people in list(shares(seed, cohort.people, heights)):
                key = cohort.key if people == cohort.people else part_key(seed, row)
                self._enter(replace(cohort, people=people, key=key, way=list(ways[row].places)), day)
        else:
            self._rest(cohort, day)

    def _enter(self, cohort: Cohort, day: int) -> None:
        """Enter the next link of the way, or give the way up."""
        link = self.network.first_open(cohort.place, cohort.way[0])
        last = self.spots.spots[cohort.way[-1]]
        if link is None or (last.is_camp and self.spots.room(last) < FULL_BELOW):
            cohort.way = []
            self._rest(cohort, day)
            return
        self.spots.spots[cohort.place].people -= cohort.people
        self.on_links[link.end] += cohort.people
        on_it = replace(cohort, way=cohort.way[1:], link=link, closures=link.closures, on_link=0.0)
        on_it.number = cohort.number + 1
        (self.movers if cohort.number == 0 else self.going_on).append(on_it)

    def travel_all(self, day: int) -> None:
        """Everybody on a link travels who can come to its end today or entered it today; each as far as today goes."""
        movers, self.movers = self.movers, []
        for first in [*self.arrives_at.pop(day, []), *movers]:
            self.going_on.append(first)
            while self.going_on:
                self._travel(self.going_on.pop(), day)

    def _travel(self, cohort: Cohort, day: int) -> None:
        link, km = cohort.link, cohort.link.km
        speed = self._speed(cohort, link, day)
        is_new, km_today = cohort.km_today is not None, cohort.km_today or 0.0
        if link.walk_share > 0.0:
            behind = cohort.on_link + speed
            if behind <= km:
                cohort.on_link = behind
                self._spend_night(cohort, day + 1, km_today + speed)
                return
            km_today = max(km_today + speed + (km - behind), 0.0)
        else:
            nights = int(km / speed)
            if is_new and nights > 0:
                self._spend_night(cohort, day + nights, km_today + speed)
                return
            km_today = km_today + km - nights * speed
        self._put_off(cohort, day)
        if not is_new and link.walk_share == 0.0:
            for _ in range(int(km / speed) - 1):
                self._remember(cohort, speed)
        cohort.km_today = km_today
        if self._arrive(cohort, day) and km_today < speed:
            self._go_on(cohort, day)
        else:
            self._rest(cohort, day)

    def _speed(self, cohort: Cohort, link: Link, day: int) -> float:
        """Way in a day on a link: on foot where the first link is walked, or by chance for some."""
        on_foot = self.look.max_walk_km.value
        if link.walk_share > 0.0 and cohort.walks is None:
            seed = self.draws.key(Stream.WALK, cohort.key, day * LINKS_PER_DAY + cohort.number)
            walkers = part(seed, cohort.people, link.walk_share)
            if 0 < walkers < cohort.people:
                self.going_on.append(replace(cohort, people=cohort.people - walkers, walks=False))
                cohort.people, cohort.key = walkers, part_key(seed, 0)
            cohort.walks = walkers > 0
        if cohort.walks or (self.look.start_on_foot and not cohort.has_finished_a_link):
            return on_foot
        return link.max_km

    def _spend_night(self, cohort: Cohort, due: int, km_today: float) -> None:
        if due < self.n_days:
            self._remember(cohort, km_today)
            self.arrives_at[due].append(replace(cohort, km_today=None, number=1, walks=None))

    def _put_off(self, cohort: Cohort, day: int) -> None:
        """Those come later today before whom the room changes that people see where the link ends."""
        ends = {cohort.link.end, *(way.places[-1] for way in self.chooser.seen_ways(cohort.link.end)), *cohort.way[-1:]}
        share = min(cohort.people, *(self._people_to_next_level(self.spots.spots[end]) for end in ends))
        if share < cohort.people:
            self.going_on.append(replace(cohort, people=cohort.people - share))
            cohort.people, cohort.key = share, part_key(cohort.key, cohort.people)

    def _people_to_next_level(self, spot: Spot) -> float:
        """People whom a place takes before its room comes to the next of 64 levels; at least one."""
        capacity = self.spots.capacity(spot) * self.look.capacity_scaling.value
        fills_from = self.look.capacity_buffer.value * capacity
        if capacity < 1.0 or spot.people >= capacity:
            return math.inf
        if spot.people + 1 <= fills_from:
            return int(fills_from) - spot.people
        level = (capacity - fills_from) / LEVELS
        if level <= 1.0:
            return 1
        return max(int(fills_from + level * (math.floor((spot.people - fills_from) / level) + 1.0)) - spot.people, 1)

    def _arrive(self, cohort: Cohort, day: int) -> bool:
        """Come off the link; whether at its far end. One that has closed sends back to its start."""
        link = cohort.link
        has_closed = link.closures != cohort.closures
        goes_back = has_closed and (self.scenario.flee_as_run or not link.is_open)
        cohort.place = link.start if goes_back else link.end
        cohort.link, cohort.on_link, cohort.has_finished_a_link, cohort.walks = None, 0.0, True, None
        self.on_links[link.end] -= cohort.people
        spot = self.spots.spots[cohort.place]
        spot.people += cohort.people
        if spot.is_camp:
            self.books.add("reached_city", (day + 1, cohort.place, self.scenario.profiles[0].name), cohort.people)
        return not goes_back

    def _go_on(self, cohort: Cohort, day: int) -> None:
        """Those with some of their day left may move on at once."""
        spot, max_km = self.spots.spots[cohort.place], self.look.max_move_km.value
        seed = self.draws.key(Stream.REST, cohort.key, (day + 1) * LINKS_PER_DAY + cohort.number)
        had = (cohort.mean + (cohort.km_today or 0.0) / max_km) / 2.0
        must = bool(cohort.way) or (self.look.avoid_short_stints and spot.is_town and had < ENOUGH_TRAVEL)
        leavers = cohort.people if must else part(seed, cohort.people, self.spots.move_chance(spot))
        self._part_and_depart(cohort, leavers, seed, day)
