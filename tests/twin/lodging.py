"""Who finds a bed, and what asking rents do (docs/model/lodging)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable

from serai.codes import Reason, Stage, Stream
from serai.scenario.schema import Lodging
from twin.arithmetic import total
from twin.clock import DAY, HOUR
from twin.party import ARRANGED, Party
from twin.plans import home_ready, plan_next
from twin.profiles import needs_lodging
from twin.world import World, stay_end

NIGHT = 2 * HOUR
LEAST_TIGHTNESS = 0.05


class Lodgings:
    """Beds of all cities, rents and supply."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rows: dict[str, list[Lodging]] = {
            place: sorted(
                (row for row in world.scenario.lodging if row.place == place), key=lambda row: (row.kind, row.id)
            )
            for place in world.places
        }
        self.row = {row.id: row for row in world.scenario.lodging}
        zones = world.clock.zone
        self.span = {row.id: world.clock.span(row.start, row.end, zones[row.place]) for row in self.row.values()}
        self.used: dict[str, int] = defaultdict(int)  # beds or units, by id
        self.people: dict[str, int] = defaultdict(int)
        self.log_price = dict.fromkeys(world.places, 0.0)
        self.supply = dict.fromkeys(world.places, 1.0)
        self.tightness_at_start = {place: self._ordinary_tightness(place) for place in world.places}

    def _ordinary_tightness(self, place: str) -> float:
        """Ordinary guests over places in paid lodging at the start."""
        paying = [row for row in self.rows[place] if row.paying and self.is_open(row, 0)]
        offered = total(row.beds * unit_size(row) for row in paying)
        taken = total(self.taken(row) * unit_size(row) for row in paying)
        return max(taken / offered if offered else 0.0, LEAST_TIGHTNESS)

    def taken(self, row: Lodging) -> int:
        """Beds or units of ordinary guests."""
        return math.floor(row.beds * row.taken_share)

    def is_open(self, row: Lodging, moment: int) -> bool:
        """Whether a row is in force."""
        start, end = self.span[row.id]
        return start <= moment < end

    def stock(self, row: Lodging) -> float:
        """Beds or units on offer."""
        return row.beds * self.supply[row.place] if row.responsive else row.beds

    def free(self, row: Lodging, moment: int) -> int:
        """Free beds or units."""
        if not self.is_open(row, moment):
            return 0
        return max(math.floor(self.stock(row) - self.taken(row)) - self.used[row.id], 0)

    def room(self, city: str, moment: int) -> float:
        """Free places in all lodging of a city."""
        return total(self.free(row, moment) * unit_size(row) for row in self.rows[city])

    def find(self, party: Party, moment: int) -> str:
        """Id of the first lodging in the party's order that admits it and has room; blank: none."""
        world = self.world
        left = stay_end(world, party) - moment
        stays_long = left >= world.scenario.housing.month_min_stay_days.value * DAY and not party.stops_over
        may_rent = stays_long and moment >= home_ready(world, party)
        if party.profile.first_lodging == "offer" and not may_rent:
            row = self._drawn(party, moment)
            if row is not None and self.free(row, moment) >= units_needed(row, party.size):
                return row.id
        for kind in party.profile.lodging.split():
            for row in self.rows[party.city]:
                admits = not row.for_whom or party.profile.name in row.for_whom.split()
                if row.kind != kind or not admits or (row.per == "month" and not may_rent):
                    continue
                if self.free(row, moment) >= units_needed(row, party.size):
                    return row.id
        return ""

    def _drawn(self, party: Party, moment: int) -> Lodging | None:
        """A lodging by the night of the party's kinds, drawn by its places in all."""
        rows = [
            row
            for kind in party.profile.lodging.split()
            for row in self.rows[party.city]
            if row.kind == kind
            and row.per == "night"
            and self.is_open(row, moment)
            and (not row.for_whom or party.profile.name in row.for_whom.split())
        ]
        level = self.world.draws.uniform(Stream.LODGING, party.key, party.leg)
        level *= total(row.beds * unit_size(row) for row in rows)
        passed = 0.0
        for row in rows:
            passed += row.beds * unit_size(row)
            if level < passed:
                return row
        return None

    def hold(self, party: Party, bed: str) -> None:
        """Give a party a bed, or lodging that is none of ours."""
        party.bed = bed
        if bed in self.row:
            self.used[bed] += units_needed(self.row[bed], party.size)
            self.people[bed] += party.size

    def give_back(self, party: Party) -> None:
        """Take a party's bed back."""
        if party.bed in self.row:
            self.used[party.bed] -= units_needed(self.row[party.bed], party.size)
            self.people[party.bed] -= party.size
        party.bed = ""

    def take(self, party: Party, bed: str, file: Callable[[Party], None]) -> None:
        """Lodge a party and plan what it does next."""
        world = self.world
        world.leave(party, party.city)
        world.enter(party, Stage.LODGED, party.city)
        world.note(party, Reason.FOUND_BED, party.due, party.city, bed)
        self.hold(party, bed)
        plan_next(world, party, party.due)
        file(party)

    def search_all(self) -> None:
        """Let the parties that search in this tick do so, in the order of their arrival in the city."""
        for parties in self.world.searchers.values():
            for party in sorted(parties, key=lambda party: (party.since, party.key)):
                self.world.books.totals["events"] += 1
                if party.stage == Stage.LODGED:
                    self._look_for_home(party)
                else:
                    self._search(party)
        self.world.searchers.clear()

    def _search(self, party: Party) -> None:
        world, city, moment = self.world, party.city, party.due
        if stay_end(world, party) <= moment and party.nights > 0:
            world.movers.append(party)
            return
        if party.profile.sponsored or not needs_lodging(party.profile):
            self.take(party, ARRANGED, world.file)
            return
        day = world.clock.day(city, moment)
        world.books.add("searches", (day, city), party.size)
        bed = self.find(party, moment)
        if bed:
            self.take(party, bed, world.file)
            return
        world.books.add("search_refused", (day, city), party.size)
        world.note(party, Reason.NO_BED, moment, city, party.nights)
        if party.nights > 0:
            u = world.draws.uniform(Stream.PATIENCE, party.key, party.nights + 256 * party.leg)
            if u < 1.0 / max(party.profile.patience_nights, 1.0):
                world.movers.append(party)
                return
        party.due = self._next_search(party)
        if world.clock.next_time(city, moment, NIGHT) <= party.due:
            party.nights = min(party.nights + 1, 255)
        world.file(party)

    def _look_for_home(self, party: Party) -> None:
        """A party that lives by the night moves to a home by the month if that is what it finds first."""
        bed = self.find(party, party.due)
        if bed and self.row[bed].per == "month":
            self.give_back(party)
            self.hold(party, bed)
            self.world.note(party, Reason.FOUND_BED, party.due, party.city, bed)
        plan_next(self.world, party, party.due)
        self.world.file(party)

    def _next_search(self, party: Party) -> int:
        """The next time that the party's own hour of the day comes round."""
        world = self.world
        first, last = world.scenario.housing.search_hours
        hour = first + world.draws.uniform(Stream.SEARCH_HOUR, party.key, 0) * (last - first)
        return world.clock.next_time(party.city, party.due, int(hour * HOUR))

    def move_prices(self) -> None:
        """Let log price and supply follow tightness over one tick, each exactly for a constant target."""
        housing, tick = self.world.scenario.housing, self.world.clock.tick
        keep_price = math.exp(-tick / (housing.price_delay_days.value * DAY))
        keep_supply = math.exp(-tick / (housing.supply_delay_days.value * DAY))
        for place, rows in self.rows.items():
            if rows:
                theta = max(self._tightness(place), LEAST_TIGHTNESS)
                target = housing.price_elasticity.value * math.log(theta / self.tightness_at_start[place])
                self.log_price[place] = target + (self.log_price[place] - target) * keep_price
                offer = math.exp(housing.supply_elasticity.value * self.log_price[place])
                self.supply[place] = offer + (self.supply[place] - offer) * keep_supply

    def _tightness(self, place: str) -> float:
        """Places wanted over places on offer in paid lodging."""
        wanted, offered = float(self.world.people[Stage.SEARCHING, place]), 0.0
        for row in self.rows[place]:
            if row.paying and self.is_open(row, self.world.now):
                if row.per == "month":  # a home that is let is neither on offer nor wanted
                    offered += max(self.stock(row) - self.used[row.id], self.taken(row)) * unit_size(row)
                    wanted += self.taken(row) * unit_size(row)
                else:
                    offered += self.stock(row) * unit_size(row)
                    wanted += (self.taken(row) + self.used[row.id]) * unit_size(row)
        return wanted / offered if offered > 0.0 else 0.0


def unit_size(row: Lodging) -> float:
    """People that a bed or a unit holds."""
    return row.unit_size if row.unit == "unit" else 1.0


def units_needed(row: Lodging, size: int) -> int:
    """Beds, or whole units, that a party takes."""
    return size if row.unit == "bed" else math.ceil(size / row.unit_size)
