"""A day of the people: staying, setting out on a way, travelling (docs/model/lookahead)."""

from __future__ import annotations

from collections import defaultdict

from serai.codes import Stream
from serai.scenario.schema import Scenario
from twin.books import Books
from twin.draws import Draws
from twin.lookahead.links import Link, Network
from twin.lookahead.people import Person, in_four_bytes
from twin.lookahead.places import Spots
from twin.lookahead.weights import DRAWS_PER_DAY, Chooser

FULL_BELOW = 0.5
NO_ROOM = 0.000001
ENOUGH_TRAVEL = 0.5


class Movement:
    """People at places and on links, and who of them is due when."""

    def __init__(self, scenario: Scenario, draws: Draws, spots: Spots, network: Network, books: Books) -> None:
        self.scenario, self.look, self.draws = scenario, scenario.lookahead, draws
        self.spots, self.network, self.books = spots, network, books
        self.chooser = Chooser(scenario, draws, spots, network)
        self.n_days = (scenario.end - scenario.start).days
        self.moves_at: dict[int, list[Person]] = defaultdict(list)  # people at places, by the day of their next move
        self.arrives_at: dict[int, list[Person]] = defaultdict(list)  # people on links, by the day of their next look
        self.chances: dict[str, list[float]] = {}  # of leaving, by place and day
        self.settles: dict[str, list[float]] = {}  # of staying for good, by place and day
        self.decides_daily = self.look.take_from_population and self.look.move_chance_power.value != 0.0

    def rest(self, person: Person, day: int, since: int) -> None:
        """File a person who stays at a place for its next move, on `day` at the earliest, or for good.

        `since` is the day on whose end it is the first to have been there.
        """
        if day >= self.n_days:
            return
        due = day if person.way or self.decides_daily else self._next_move(person, day)
        if self.look.camps_are_sinks and self._settling_day(person, day, since) < due:
            person.is_settled = True
        elif due < self.n_days:
            self.moves_at[due].append(person)

    def _next_move(self, person: Person, day: int) -> int:
        """First day by whose end a move is less likely not to have come than one draw says."""
        chances = self.chances[person.place]
        if chances[day] >= 1.0:
            return day
        u, stays = self.draws.uniform(Stream.REST, person.key, day), 1.0
        for later in range(day, self.n_days):
            stays *= 1.0 - chances[later]
            if u >= stays:
                return later
        return self.n_days

    def _settling_day(self, person: Person, day: int, since: int) -> int:
        u, stays = self.draws.uniform(Stream.SETTLE, person.key, day), 1.0
        for later in range(since, self.n_days):
            stays *= 1.0 - self.settles[person.place][later]
            if u >= stays:
                return later
        return self.n_days

    def decide_all(self, day: int) -> list[Person]:
        """Everybody who is due enters a link, or loses the day; who did."""
        movers = []
        for person in self.moves_at.pop(day, []):
            if self._wants_to_move(person, day) and self._depart(person, day, 0):
                movers.append(person)
            else:
                self.rest(person, day + 1, day)
        return movers

    def _wants_to_move(self, person: Person, day: int) -> bool:
        if not self.decides_daily or person.way:
            return True
        u = self.draws.uniform(Stream.REST, person.key, (day + 1) * DRAWS_PER_DAY)
        return u < self.spots.move_chance(self.spots.spots[person.place])

    def _depart(self, person: Person, day: int, number: int) -> bool:
        """Enter the next link of the way, chosen now where there is none; whether it did."""
        self.books.totals["events"] += 1
        if not person.way:
            person.way = self._find_way(person, day, number)
        if not person.way:
            return False
        link = self.network.first_open(person.place, person.way[0])
        last = self.spots.spots[person.way[-1]]
        if link is None or (last.is_camp and self.spots.room(last) < FULL_BELOW):
            person.way = []
            return False
        person.way, person.link = person.way[1:], link
        person.closures, person.on_link = link.closures, 0.0
        self.spots.spots[person.place].people -= 1
        return True

    def _find_way(self, person: Person, day: int, number: int) -> list[str]:
        goal = self.network.sent_to(person.place, day)
        if goal and self.spots.room(self.spots.spots[goal]) > NO_ROOM:
            return [goal]
        return self.chooser.choose(person, day, number)

    def travel_all(self, day: int, movers: list[Person]) -> None:
        """Everybody on a link travels who can come to its end today or entered it today."""
        for person in self.arrives_at.pop(day, []):
            self._travel(person, day, None)
        for person in movers:
            self._travel(person, day, 0.0)

    def _travel(self, person: Person, day: int, km_today: float | None) -> None:
        """Travel over links while the km of today are fewer than a day's; None: on the way since an earlier day."""
        number = 1
        while True:
            link = person.link
            speed = self._speed(person, link, day, number)
            if link.walk_share > 0.0:
                km_today = self._walk_on(person, link, speed, km_today or 0.0)
                if person.on_link <= link.km:
                    return self._spend_night(person, day, day + 1, km_today)
                km_today += link.km - person.on_link
            else:
                nights = int(link.km / speed)
                if km_today is not None and nights > 0:
                    return self._spend_nights(person, day, nights, km_today, speed)
                km_today = (km_today or 0.0) + link.km - nights * speed
            is_through = self._arrive(person, day)
            if not is_through or km_today >= speed or not self._goes_on(person, day, km_today, number):
                break
            if not self._depart(person, day, number):
                break
            number += 1
        person.km_of_day[day] = km_today
        self.rest(person, day + 1, day)
        return None

    def _speed(self, person: Person, link: Link, day: int, number: int) -> float:
        """Way in a day on a link: on foot where the first link is walked, or by chance."""
        on_foot = self.look.max_walk_km.value
        if link.walk_share > 0.0:
            u = self.draws.uniform(Stream.WALK, person.key, day * DRAWS_PER_DAY + number)
            if u < link.walk_share:
                return on_foot
        return on_foot if self.look.start_on_foot and not person.has_finished_a_link else link.max_km

    def _walk_on(self, person: Person, link: Link, speed: float, km_today: float) -> float:
        person.on_link = in_four_bytes(person.on_link + speed)
        return km_today + speed

    def _spend_night(self, person: Person, day: int, due: int, km_today: float) -> None:
        person.km_of_day[day] = km_today
        if due < self.n_days:
            self.arrives_at[due].append(person)

    def _spend_nights(self, person: Person, day: int, nights: int, km_today: float, speed: float) -> None:
        """On a link that is not walked by chance the day of arrival is known."""
        for later in range(day + 1, min(day + nights, self.n_days)):
            person.km_of_day[later] = speed
        self._spend_night(person, day, day + nights, km_today + speed)

    def _arrive(self, person: Person, day: int) -> bool:
        """Come off the link; whether at its far end. One that has closed sends back to its start."""
        link = person.link
        has_closed = link.closures != person.closures
        goes_back = has_closed and (self.scenario.flee_as_run or not link.is_open)
        person.place = link.start if goes_back else link.end
        person.link, person.on_link, person.has_finished_a_link = None, 0.0, True
        spot = self.spots.spots[person.place]
        spot.people += 1
        if spot.is_camp:
            self.books.add("reached_city", (day + 1, person.place, self.scenario.profiles[0].name), 1)
        return not goes_back

    def _goes_on(self, person: Person, day: int, km_today: float, number: int) -> bool:
        """Whether a person with some of its day left moves on at once."""
        if person.way:
            return True
        spot, max_km = self.spots.spots[person.place], self.look.max_move_km.value
        had = (person.recent(day, max_km) + km_today / max_km) / 2.0
        if self.look.avoid_short_stints and spot.is_town and had < ENOUGH_TRAVEL:
            return True
        u = self.draws.uniform(Stream.REST, person.key, (day + 1) * DRAWS_PER_DAY + number)
        return u < self.spots.move_chance(spot)
