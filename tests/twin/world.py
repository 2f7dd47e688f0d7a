"""All that a run holds: the calendar, who stands where, and what is written down."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time

from serai.codes import Reason, Stage, Stream
from serai.scenario.schema import Scenario
from twin.books import Books
from twin.clock import DAY, HOUR, Clock
from twin.draws import Draws
from twin.party import Party, Step
from twin.profiles import mode_weights
from twin.timetable import Line, Timetable
from twin.ways import Map, ways_from

LAST_MOMENT = 2**31 - 1 - 30 * DAY  # a stay beyond it lasts beyond any run


class World:
    """A run."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario = scenario
        self.clock = Clock(scenario)
        self.draws = Draws(seed)
        self.books = Books()
        self.timetable = Timetable(scenario, self.clock)
        self.map = Map(scenario)
        self.profiles = {profile.name: profile for profile in scenario.profiles}
        self.mode_weight = {profile.name: mode_weights(scenario, profile) for profile in scenario.profiles}
        self.first_mode = next(iter(scenario.modes))
        self.foot_mode = next((name for name, mode in scenario.modes.items() if mode.line == "foot"), "")
        self.places = {place.name: place for place in scenario.places}
        self.posts = [place.name for place in scenario.places if place.kind == "border_post"]
        self.cities = [place.name for place in scenario.places if place.kind in ("city", "camp")]
        self.exits = [place.name for place in scenario.places if place.kind == "exit"]
        self.gate_city = {post: self.map.nearest(post, self.cities) for post in self.posts}
        self.exit_of = {city: self.map.nearest(city, self.exits) for city in self.cities}
        self.ways = {
            place.name: ways_from(scenario, self.map, self.timetable, place.name)
            for place in scenario.places
            if place.kind == "origin"
        }
        triggers = [event.date.date() for event in scenario.events if event.what == "trigger"]
        midnight = datetime.combine(min(triggers), time()) if triggers else None
        self.newcomers_since = self.clock.moment(midnight, scenario.time_zone) if midnight else self.clock.end * 99
        self.tick = 0
        self.earliest = 0  # the first tick that still takes parties
        self.by_hour = any(
            moment is not None and moment.time() != time()
            for row in scenario.observations
            for moment in (row.start, row.end)
        )
        self.served: list[dict[str, int]] = []  # people served at each line, by step
        self.calendar: dict[int, list[Party]] = defaultdict(list)
        self.searchers: dict[str, list[Party]] = defaultdict(list)
        self.movers: list[Party] = []
        self.people: dict[tuple[Stage, str], int] = defaultdict(int)

    @property
    def now(self) -> int:
        """Moment at which the tick begins."""
        return self.tick * self.clock.tick

    @property
    def end(self) -> int:
        """Moment at which the tick ends."""
        return (self.tick + 1) * self.clock.tick

    def line_mode(self, mode: str) -> str:
        """The line that a mode joins."""
        return self.scenario.modes[mode].line

    def file(self, party: Party) -> None:
        """File a party at the tick in which it is due, or the first that still takes parties."""
        self.calendar[max(party.due // self.clock.tick, self.earliest)].append(party)

    def enter(self, party: Party, stage: Stage, place: str) -> None:
        """Count a tracked party's people in a stage and place."""
        party.stage = stage
        self.people[stage, place] += party.size

    def leave(self, party: Party, place: str) -> None:
        """Take a tracked party's people out of the stage in which they are."""
        self.people[party.stage, place] -= party.size

    def note(self, party: Party, reason: Reason, moment: int, place: str, value: int | str = 0) -> None:
        """Write down a step of a party's journey."""
        self.books.journey(party).append(Step(moment, reason, place, value, party.size))

    def count(self, name: str, party: Party, place: str, moment: int) -> None:
        """Count people by local day, place and profile; crossings by hour of the clock, where that is asked for."""
        self.books.add(name, (self.clock.day(place, moment), place, party.profile.name), party.size)
        if self.by_hour and name in ("entries", "exits", "registered"):
            hour = self.clock.day(place, moment) * 24 + self.clock.local(self.clock.zone[place], moment).hour
            self.books.add(f"{name}_by_hour", (hour, place, party.profile.name), party.size)


def is_informed(world: World, party: Party) -> bool:
    """Whether a party knows of lines and beds elsewhere."""
    return world.draws.uniform(Stream.INFORMED, party.key, 0) < party.profile.informed_share


def line_for(world: World, party: Party, line: Line) -> Line:
    """The line in which a party stands for a service: that of those who jump the queue, where it is one of them."""
    beside = world.timetable.beside(line)
    can = world.draws.uniform(Stream.JUMP, party.key, 0) < party.profile.jump_share
    return beside if beside is not None and can else line


def patience_moments(world: World, party: Party) -> float:
    """Expected wait beyond which a party thinks of other ways: 0.5 to 1.5 times its profile's."""
    return party.profile.patience_hours * HOUR * (0.5 + world.draws.uniform(Stream.PATIENCE, party.key, 0))


def travel_moments(world: World, party: Party, mode: str, start: str, end: str) -> int | None:
    """Moments that a party needs between two places; None where there is no way."""
    hours = world.map.between(mode, start, end)
    if hours == float("inf"):
        return None
    u = world.draws.uniform(Stream.TRAVEL, party.key, party.leg)
    return int(hours * (1.0 + world.scenario.travel.spread.value * (2.0 * u - 1.0)) * HOUR)


def stay_end(world: World, party: Party) -> int:
    """Moment at which a party's stay in its city ends."""
    profile, draws = party.profile, world.draws
    if party.stops_over:
        days, draw = profile.stopover_days, draws.exponential(Stream.STOPOVER, party.key, 1)
    elif draws.uniform(Stream.TRANSIT, party.key, 0) < profile.transit_share:
        days, draw = profile.transit_days, draws.exponential(Stream.STAY, party.key, 0)
    else:
        days, draw = profile.stay_days, draws.exponential(Stream.STAY, party.key, 0)
    return min(party.since + int(days * DAY * draw), LAST_MOMENT)
