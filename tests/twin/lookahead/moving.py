"""A day of the people: staying, setting out on a way, travelling (docs/model/lookahead)."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace

from serai.codes import Stream
from serai.flee.schema import FleeScenario
from twin.books import Books
from twin.draws import Draws, name_key
from twin.lookahead.links import Link, Network, Reach, Way
from twin.lookahead.parts import part, part_key, shares
from twin.lookahead.people import Classes, Cohort, Kind, Pasts, Table
from twin.lookahead.places import Spot, Spots
from twin.lookahead.weights import Chooser

LINKS_PER_DAY = 4096
FULL_BELOW = 0.5
NO_ROOM = 0.000001
ENOUGH_TRAVEL = 0.5
LEVELS = 64
GROUPS = 8
FORGOTTEN = 1 / 1024


def rank_of(spot: Spot) -> int:
    """When people leave a place on a day: camps first, places in conflict last."""
    if spot.conflict > 0.0:
        return 2
    return 0 if spot.is_camp else 1


class Movement:
    """People at places and on links, and who of them is due when."""

    def __init__(
        self, scenario: FleeScenario, draws: Draws, spots: Spots, network: Network, books: Books, many_parts: int
    ) -> None:
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
        self.parts = 0  # of people on the last day
        self.pasts = Pasts(many_parts)
        self.now = self.next = self.source = self.choosers = self.next_choosers = self._table()

    def _table(self) -> Table:
        return Table(self.look.max_move_km.value, self.pasts)

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
        """Who leaves today: camps, other places, places in conflict; of each first those who are alike."""
        self.pasts.begin(self.parts)
        apart, self.source = self._table(), self._table()
        for cohort in self.stays_until.pop(day, []):
            cohort.km_today, cohort.number = 0.0, 0
            apart.add(cohort)
        for cohort in self.arrives_at.pop(day, []):
            self.source.add(cohort)
        self.parts = len(apart.rows)
        for rank in range(3):
            for place, spot in self.spots.spots.items():
                if rank_of(spot) == rank:
                    self._leave(place, day)
            for cohort in apart.rows:
                if rank_of(self.spots.spots[cohort.place]) == rank:
                    seed = self.draws.key(Stream.REST, cohort.key, (day + 1) * LINKS_PER_DAY)
                    chance = 1.0 if cohort.way else self.spots.move_chance(self.spots.spots[cohort.place])
                    self._part_and_depart(cohort, part(seed, cohort.people, chance), seed, day)

    def _leave(self, place: str, day: int) -> None:
        for kind in self.kinds:
            people = self.at_rest[kind, place]
            seed = self.draws.key(Stream.REST, name_key("place", place) ^ kind.key, day)
            leavers = part(seed, people, self.spots.move_chance(self.spots.spots[place])) if people else 0
            self.at_rest[kind, place] -= leavers
            if leavers:
                self._depart(Cohort(part_key(seed, 0), leavers, kind, place, has_finished_a_link=True), day)

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
            self._choose(cohort, ways, day)
        else:
            self._rest(cohort, day)

    def _choose(self, cohort: Cohort, ways: list[Way], day: int) -> None:
        """Take ways by their weights; during the day only as many at once as see the same room."""
        left = cohort.people
        while left:
            heights = self.chooser.heights(cohort.place, cohort.kind)
            some = self._at_once(cohort, left, ways, heights)
            one = cohort.some(some, part_key(cohort.key, left) if some < left else cohort.key)
            left -= some
            seed = self.draws.key(Stream.PATH, one.key, day * LINKS_PER_DAY + one.number)
            for row, people in list(shares(seed, some, heights)):
                key = one.key if people == some else part_key(seed, row)
                self._enter(replace(one, people=people, key=key, way=list(ways[row].places)), day)

    def _at_once(self, cohort: Cohort, people: int, ways: list[Way], heights: list[float]) -> int:
        """People who choose before the room of a place changes to which ways lead that can be passed today."""
        some = people
        if cohort.number == 0:
            return some
        for row, way in enumerate(ways):
            weight = heights[row] - (heights[row - 1] if row else 0.0)
            within = self.network.reach(cohort.place, way.places).within
            if within > 0.0 and (cohort.km_today or 0.0) < within and some * weight > heights[-1]:
                free = self._people_to_next_level(self.spots.spots[way.places[-1]])
                if free * heights[-1] < some * weight:
                    some = max(int(free * heights[-1] / weight), 1)
        return some

    def _enter(self, cohort: Cohort, day: int) -> None:
        """Enter the next link of the way, pass all of it who can today, or give the way up."""
        link = self.network.first_open(cohort.place, cohort.way[0])
        last = self.spots.spots[cohort.way[-1]]
        if link is None or (last.is_camp and self.spots.room(last) < FULL_BELOW):
            self._give_up(cohort, day)
            return
        reach = self.network.reach(cohort.place, cohort.way)
        if cohort.number > 0 and (cohort.km_today or 0.0) < reach.within:
            self._come_to_end(replace(cohort), last, reach, day)
            return
        self.spots.spots[cohort.place].people -= cohort.people
        self.on_links[link.end] += cohort.people
        on_it = replace(cohort, way=cohort.way[1:], link=link, closures=link.closures, on_link=0.0)
        on_it.number = cohort.number + 1
        (self.source if cohort.number == 0 else self.next).add(on_it)

    def _give_up(self, cohort: Cohort, day: int) -> None:
        cohort.way = []
        self._rest(cohort, day)

    def _come_to_end(self, cohort: Cohort, last: Spot, reach: Reach, day: int) -> None:
        """Pass all links of the way, as many people as the camp at its end takes; go on from there or stay."""
        capacity = self.spots.capacity(last) * self.look.capacity_scaling.value
        if last.is_camp and capacity >= 1.0:
            buffer = self.look.capacity_buffer.value
            free = int(capacity * (buffer + (1.0 - buffer) * FULL_BELOW)) + 1 - last.people
            if 0 < free < cohort.people:
                self._give_up(cohort.some(cohort.people - free, part_key(cohort.key, cohort.people)), day)
                cohort.people = free
        self.books.totals["events"] += cohort.people * (len(reach.links) - 1)
        self.spots.spots[cohort.place].people -= cohort.people
        last.people += cohort.people
        for link in reach.links:
            if self.spots.spots[link.end].is_camp:
                self._reach_camp(link.end, cohort.people, day)
        cohort.place, cohort.way, cohort.number = cohort.way[-1], [], cohort.number + len(reach.links)
        goes_on = (cohort.km_today or 0.0) < reach.again
        cohort.km_today = (cohort.km_today or 0.0) + reach.km
        if not goes_on:
            self._rest(cohort, day)
            return
        self._forget_marks(cohort)
        self.next_choosers.add(cohort)

    def travel_all(self, day: int) -> None:
        """Everybody on a link travels who can come to its end today or entered it; in groups if places fill up."""
        rows, groups = self.source.rows, 1
        if self.pasts.most > 1 and self._fills_up(sum(row.people for row in rows)):
            groups = GROUPS
        for group in range(groups):
            self.now, self.next_choosers = self._table(), self._table()
            for row in rows[group * len(rows) // groups : (group + 1) * len(rows) // groups]:
                self.now.add(replace(row))
            while self.now.rows or self.next_choosers.rows:
                self._pass_links(day)
        self.parts += len(rows)

    def _fills_up(self, people: int) -> bool:
        """Whether the room of a place may change by people who come."""
        for spot in self.spots.spots.values():
            capacity = self.spots.capacity(spot) * self.look.capacity_scaling.value
            buffer = max(self.look.capacity_buffer.value, 1e-9)
            if capacity >= 1.0 and spot.people < capacity < (spot.people + people) / buffer:
                return True
        return False

    def _pass_links(self, day: int) -> None:
        """One link for all who travel; then who may go on chooses."""
        self.next, self.choosers, self.next_choosers = self._table(), self.next_choosers, self._table()
        for cohort in self.now.rows:  # grows by those who ride
            self._travel(replace(cohort), day)
        for cohort in self.choosers.rows:
            self._go_on(cohort, day)
        self.now = self.next

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
        if not is_new and link.walk_share == 0.0:
            for _ in range(int(km / speed) - 1):
                self._remember(cohort, speed)
        cohort.km_today = km_today
        if not self._arrive(cohort, day) or km_today >= speed:
            self._rest(cohort, day)
            return
        self._forget_marks(cohort)
        if cohort.way:
            self._depart(cohort, day)
        else:
            self.choosers.add(cohort)

    def _forget_marks(self, cohort: Cohort) -> None:
        """The least km of today with which as much can be done today; the mean makes up for the others."""
        km = cohort.km_today or 0.0
        least = self.network.least_km(cohort.place, km)
        if self.look.avoid_short_stints:
            cohort.mean += (km - least) / self.look.max_move_km.value
        cohort.km_today = least

    def _speed(self, cohort: Cohort, link: Link, day: int) -> float:
        """Way in a day on a link: on foot where the first link is walked, or by chance for some."""
        on_foot = self.look.max_walk_km.value
        if link.walk_share > 0.0 and cohort.walks is None:
            seed = self.draws.key(Stream.WALK, cohort.key, day * LINKS_PER_DAY + cohort.number)
            walkers = part(seed, cohort.people, link.walk_share)
            if 0 < walkers < cohort.people:
                self.now.add(replace(cohort, people=cohort.people - walkers, walks=False))
                cohort.people, cohort.key = walkers, part_key(seed, 0)
            cohort.walks = walkers > 0
        if cohort.walks or (self.look.start_on_foot and not cohort.has_finished_a_link):
            return on_foot
        return link.max_km

    def _spend_night(self, cohort: Cohort, due: int, km_today: float) -> None:
        if due < self.n_days:
            self._remember(cohort, km_today)
            self.arrives_at[due].append(replace(cohort, km_today=None, number=1, walks=None))

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
        cohort.closures = 0
        spot = self.spots.spots[cohort.place]
        spot.people += cohort.people
        if spot.is_camp:
            self._reach_camp(cohort.place, cohort.people, day)
        return not goes_back

    def _reach_camp(self, place: str, people: int, day: int) -> None:
        self.books.add("reached_city", (day + 1, place, self.scenario.profiles[0].name), people)

    def _go_on(self, cohort: Cohort, day: int) -> None:
        """Those with some of their day left may move on at once."""
        spot, max_km = self.spots.spots[cohort.place], self.look.max_move_km.value
        seed = self.draws.key(Stream.REST, cohort.key, (day + 1) * LINKS_PER_DAY + cohort.number)
        had = (cohort.mean + (cohort.km_today or 0.0) / max_km) / 2.0
        must = self.look.avoid_short_stints and spot.is_town and had < ENOUGH_TRAVEL
        leavers = cohort.people if must else part(seed, cohort.people, self.spots.move_chance(spot))
        self._part_and_depart(cohort, leavers, seed, day)
