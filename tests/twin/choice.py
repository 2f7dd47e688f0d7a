"""Which way parties go, and what they know of posts and cities (docs/model/choice)."""

from __future__ import annotations

import math

from serai.codes import Stream
from twin.arithmetic import total
from twin.clock import DAY, HOUR
from twin.destinations import Destinations, swayed
from twin.draws import name_key
from twin.lodging import Lodgings
from twin.orders import Orders
from twin.party import Party
from twin.timetable import Line, Pool
from twin.ways import Way, onward_mode, pull
from twin.world import World, is_informed, line_for

STAY, HOME, WALK = "stay in line", "go home", "change to the line on foot"
STAY_KEY = int.from_bytes(b"StayHere", "big")
HOME_KEY = int.from_bytes(b"GoHomeNo", "big")
WALK_KEY = int.from_bytes(b"WalkAcrs", "big")
MOST_CHANGES_OF_POST = 6


class Knowledge:
    """What parties know: renewed at the start of each step."""

    def __init__(self, world: World, orders: Orders, lodgings: Lodgings) -> None:
        self.world = world
        self.orders = orders
        self.lodgings = lodgings
        minutes = world.scenario.choice.information_delay_hours.value * 60
        self.delay = max(1, round(minutes / (world.clock.ticks_per_step * world.scenario.tick_minutes)))
        self.waits: list[dict[str, float]] = []  # expected hours in each line, by step
        self.rooms: list[dict[str, float]] = []  # free places of each city, by step
        self.first_rooms = {city: lodgings.room(city, 0) for city in world.cities}
        self.destinations = Destinations(world, self.at_rest)

    def renew(self) -> None:
        """Compute the waits of all lines and the room of all cities at the start of a step."""
        world = self.world
        self.opens_in = {name: self._opens_in(line) for name, line in world.timetable.lines.items()}
        self.waits.append(
            {name: max(self._expected_wait(line), self.opens_in[name]) for name, line in world.timetable.lines.items()}
        )
        self.rooms.append({city: self.lodgings.room(city, world.now) for city in world.cities})
        for pool in world.timetable.pools:
            self.press(pool)
        world.served.append(dict.fromkeys(world.timetable.lines, 0))
        self.destinations.sums.clear()
        self.open = {place: self.orders.is_open(place, world.now) for place in world.places}

    def _opens_in(self, line: Line) -> float:
        """Hours until a line of a post that is shut for more than a day is served."""
        world, pool = self.world, self.world.timetable.pool_of[line.name]
        if not line.is_border:
            return 0.0
        opens = [
            segment.open
            for segment in pool.segments[pool.current :]
            if segment.close > world.now and line.name in segment.in_force
        ]
        hours = (min(opens) - world.now) / HOUR if opens else 0.0
        return hours if hours > 24 else 0.0

    def _expected_wait(self, line: Line) -> float:
        """W = N / mu: people in line over people served an hour in the last 24 hours, with a floor."""
        world = self.world
        if not line.parties:
            return 0.0
        step = world.clock.ticks_per_step * world.clock.tick
        steps = max(1, round(DAY / step))
        rate = sum(served[line.name] for served in world.served[-steps:]) / (steps * step / HOUR)
        segment = world.timetable.pool_of[line.name].segment
        if segment is not None and line.name in segment.in_force:
            per_hour = world.timetable.pool_of[line.name].at_work(segment) * HOUR / segment.in_force[line.name].moments
            if line.row.unit == "vehicle":
                per_hour *= world.scenario.queueing.persons_per_vehicle.value
            rate = max(rate, 0.25 * per_hour)
        return line.people / rate if rate > 0.0 else 24.0

    def wait_now(self, party: Party, place: str, line_mode: str) -> float:
        """Expected hours in all lines that a party would pass inbound at a place, as they are now."""
        return total(
            line.row.passing_share * self.waits[-1][line_for(self.world, party, line).name]
            for line in self.world.timetable.chain(place, "in", line_mode)
        )

    def press(self, pool: Pool) -> None:
        """Add servers to a pool whose lines have been too long for a time, or let them go."""
        asks, now, segment = pool.asks, self.world.now, pool.segment
        if asks is None:
            return
        people, hours = sum(line.people for line in pool.lines), max(self._expected_wait(line) for line in pool.lines)
        too_many = asks.pressure_people is not None and people > asks.pressure_people
        too_long = asks.pressure_hours is not None and hours > asks.pressure_hours
        if (too_many or too_long) == pool.is_pressed:
            pool.differs_since = None
            return
        pool.differs_since = now if pool.differs_since is None else pool.differs_since
        if now - pool.differs_since >= int(asks.pressure_delay_hours * HOUR + 0.5):
            pool.is_pressed, pool.differs_since = not pool.is_pressed, None
            for server in range(segment.servers, len(pool.free_at)) if pool.is_pressed and segment else ():
                pool.free_at[server] = max(pool.free_at[server], now)

    def known_wait(self, place: str, line_mode: str) -> float:
        """The same as the informed know it: some hours old, but for seats."""
        known = self.waits[-1 - self.delay] if len(self.waits) > self.delay else None
        return total(
            line.row.passing_share
            * max(
                self.waits[-1][line.name] if line.row.service == "seats" else known[line.name] if known else 0.0,
                self.opens_in[line.name],
            )
            for line in self.world.timetable.chain(place, "in", line_mode)
        )

    def post_factor(self, post: str, line_mode: str, informed: bool) -> float:
        """exp(-theta * W_p); 0 where the post is closed or has no line for the mode."""
        scenario, timetable = self.world.scenario, self.world.timetable
        if not self.open[post] or not timetable.can_pass(post, "in", line_mode):
            return 0.0
        lines = timetable.chain(post, "in", line_mode)
        if not lines:
            return 1.0
        sees = informed or lines[0].row.service == "seats"
        wait = self.known_wait(post, line_mode) if sees else scenario.choice.belief_wait_hours.value
        return math.exp(-scenario.choice.sensitivity_per_hour.value * wait)

    def city_factor(self, city: str, informed: bool) -> float:
        """room ** beta_L for the informed; 0 where the city is closed."""
        if not self.open[city]:
            return 0.0
        if not informed:
            return 1.0
        room = max(self.rooms[max(len(self.rooms) - 1 - self.delay, 0)][city], 1.0)
        return math.exp(self.world.scenario.choice.room_weight.value * math.log(room))

    def at_rest(self, way: Way, informed: bool) -> float:
        """The factors of a way's post and city before anybody has left."""
        choice = self.world.scenario.choice
        if informed:
            return math.exp(choice.room_weight.value * math.log(max(self.first_rooms[way.city], 1.0)))
        lines = self.world.timetable.chain(way.post, "in", self.world.line_mode(way.mode))
        if not lines or lines[0].row.service == "seats":
            return 1.0
        return math.exp(-choice.sensitivity_per_hour.value * choice.belief_wait_hours.value)

    def factor(self, way: Way, informed: bool) -> float:
        """The factors of a way's post and city as they are known now."""
        post = self.post_factor(way.post, self.world.line_mode(way.mode), informed)
        return post * self.city_factor(way.city, informed)


def choose_way(world: World, known: Knowledge, party: Party) -> bool:
    """Choose a region, and city, post and mode in it by a keyed race; False where no way is open."""
    informed = is_informed(world, party)
    sways, region = swayed(world, party), ""
    if world.scenario.destinations and not party.profile.destination:
        region = known.destinations.choose(party, informed, known.factor)
        if not region:
            return False
    best = math.inf
    for way in world.ways[party.origin]:
        if party.profile.destination not in ("", way.city) or not known.destinations.is_in(way.city, region):
            continue
        weight = way.weight * world.mode_weight[party.profile.name][way.mode]
        if weight > 0.0:
            weight *= known.post_factor(way.post, world.line_mode(way.mode), informed)
            weight *= known.city_factor(way.city, informed)
            weight *= sways[way.city] if sways else 1.0
        if weight > 0.0:
            time = world.draws.exponential(Stream.WAY, party.key, way.key) / weight
            if time < best:
                best = time
                party.city, party.post, party.mode = way.city, way.post, way.mode
    return best < math.inf


def city_weight(world: World, known: Knowledge, party: Party, start: str, city: str) -> float:
    """What a city is worth to a party from a place."""
    choice = world.scenario.choice
    hours = world.map.between(party.mode, start, city)
    attraction = pull(world.places[city])
    if hours == math.inf or attraction <= 0:
        return 0.0
    weight = attraction**choice.attraction_weight.value * known.city_factor(city, is_informed(world, party))
    return weight * math.exp(-choice.onward_sensitivity_per_hour.value * hours)


def region_from(world: World, known: Knowledge, party: Party, start: str, stay_away: str) -> str:
    """The region of a post; from a city one of those of its country, by what their cities are worth from there."""
    regions = known.destinations
    own = regions.region_of.get(start, "")
    if not own or start in world.posts:
        return own
    informed = is_informed(world, party)
    best, chosen = math.inf, own
    for region in regions.regions:
        weight = regions.pulls[party.profile.name, informed].get(region, 0.0)
        worth = total(
            city_weight(world, known, party, start, city)
            for city in world.cities
            if city != stay_away
            and regions.region_of.get(city) == region
            and world.places[city].country == world.places[start].country
        )
        if weight > 0.0 and worth > 0.0:
            weight *= math.exp(world.scenario.choice.nest_parameter.value * math.log(worth))
            time = world.draws.exponential(Stream.NEST, party.key, name_key("region", region)) / weight
            if time < best:
                best, chosen = time, region
    return chosen


def choose_city(world: World, known: Knowledge, party: Party, start: str, stay_away: str = "") -> str:
    """Choose a city to go to from a place; blank where none can be reached."""
    best, chosen = math.inf, ""
    region = "" if party.profile.destination else region_from(world, known, party, start, stay_away)
    for city in world.cities:
        if not known.destinations.is_in(city, region):
            continue
        if city == stay_away or party.profile.destination not in ("", city):
            continue
        weight = city_weight(world, known, party, start, city)
        if weight > 0.0:
            draw = name_key("place", city) + party.leg
            time = world.draws.exponential(Stream.MOVE_ON, party.key, draw) / weight
            if time < best:
                best, chosen = time, city
    return chosen


def race(world: World, party: Party, alternative: int, weight: float) -> float:
    """Time of one alternative of a new plan."""
    if weight <= 0.0:
        return math.inf
    return world.draws.exponential(Stream.REPLAN, party.key, alternative + world.tick) / weight


def new_plan(world: World, known: Knowledge, party: Party, line: Line, stay_weight: float) -> str:
    """A new plan before or in a line: STAY, HOME, WALK, or the name of another post."""
    theta = world.scenario.choice.sensitivity_per_hour.value
    post = line.row.place
    own = party.profile.home_hours
    home_weight = math.exp(-theta * (world.scenario.queueing.home_hours.value if own is None else own))
    times = {HOME: race(world, party, HOME_KEY, home_weight)}
    times[STAY] = race(world, party, STAY_KEY, stay_weight)
    if can_walk(world, party, line):
        wait = known.wait_now(party, post, "foot")
        times[WALK] = race(world, party, WALK_KEY, math.exp(-theta * wait))
    if party.leg < MOST_CHANGES_OF_POST and is_informed(world, party):
        times |= other_posts(world, known, party, post)
    return min(times, key=lambda plan: times[plan])


def can_walk(world: World, party: Party, line: Line) -> bool:
    """Whether a party in another line may go to the line on foot at the same post."""
    if not world.foot_mode or world.mode_weight[party.profile.name][world.foot_mode] <= 0.0:
        return False
    lines = world.timetable.chain(line.row.place, "in", "foot")
    return line.row.mode != "foot" and bool(lines) and lines[0].row.mode == "foot"


def walks_at_once(world: World, known: Knowledge, party: Party) -> bool:
    """Whether a party that comes by car to the first line of its post goes on by foot."""
    post, queueing = party.post, world.scenario.queueing
    by_car = world.timetable.chain(post, "in", "car")
    if not party.profile.tracked or world.line_mode(party.mode) != "car" or not by_car:
        return False
    if not can_walk(world, party, by_car[0]):
        return False
    can = world.draws.uniform(Stream.LEAVE_CAR, party.key, 0) < queueing.leave_car_share.value
    least = queueing.walk_hours.value * (0.5 + world.draws.uniform(Stream.LEAVE_CAR, party.key, 1))
    saved = known.wait_now(party, post, "car") - known.wait_now(party, post, "foot")
    return can and saved > least and all(is_worked(world, line) for line in world.timetable.chain(post, "in", "foot"))


def is_worked(world: World, line: Line) -> bool:
    """Whether a line is served now or, where its whole pool rests, at the next opening."""
    segment = world.timetable.pool_of[line.name].segment
    return segment is not None and line.name in segment.in_force


def other_posts(world: World, known: Knowledge, party: Party, post: str) -> dict[str, float]:
    """Times of the other posts that a party may try."""
    choice = world.scenario.choice
    onward = onward_mode(world.scenario, party.mode)
    times = {}
    for other in world.posts:
        hours = world.map.between(party.mode, post, other)
        if other == post or hours > choice.consideration_hours.value:
            continue
        detour = world.map.between(onward, other, party.city) - world.map.between(onward, post, party.city)
        factor = known.post_factor(other, world.line_mode(party.mode), True)
        if factor > 0.0 and detour < math.inf:
            utility = -choice.sensitivity_per_hour.value * hours - choice.onward_sensitivity_per_hour.value * detour
            times[other] = race(world, party, name_key("place", other), factor * math.exp(utility))
    return {other: time for other, time in times.items() if time < math.inf}
