"""At a post: arrival, lines, control, the crossing (docs/model/lines, docs/model/moving-on)."""

from __future__ import annotations

import math

from serai.codes import Reason, Stage, Stream
from serai.rng import name_key
from twin.choice import (
    HOME,
    HOME_KEY,
    MOST_CHANGES_OF_POST,
    STAY,
    STAY_KEY,
    WALK,
    Knowledge,
    choose_city,
    choose_way,
    new_plan,
    other_posts,
    race,
    walks_at_once,
)
from twin.clock import HOUR
from twin.destinations import is_barred
from twin.lines import count_cohort, turn
from twin.orders import Orders
from twin.party import ARRANGED, Party
from twin.plans import plan_next, put_off, visit_on
from twin.profiles import needs_lodging
from twin.timetable import Line
from twin.ways import onward_mode
from twin.world import World, line_for, patience_moments, stay_end, travel_moments


def passes(world: World, party: Party, line: Line) -> bool:
    """Whether a party is one of the share that passes a service."""
    key = name_key("passes", line.row.place, line.row.service)
    share = line.row.passing_share
    return share >= 1 or world.draws.uniform(Stream.PASSES, party.key, key) < share


class Posts:
    """What parties do at posts and in lines."""

    def __init__(self, world: World, orders: Orders, known: Knowledge) -> None:
        self.world = world
        self.orders = orders
        self.known = known
        self.join_later: list[tuple[int, int, Line, Party]] = []  # who joins a line later in this tick

    def depart(self, party: Party) -> None:
        """Leave home by the way that is chosen now, or stay where none is open."""
        world = self.world
        if not choose_way(world, self.known, party):
            world.books.totals["stayed_home"] += party.size
            return
        day = world.clock.day(party.origin, party.due)
        world.count("set_out", party, party.origin, party.due)
        world.books.add("set_out_by_cause", (day, party.origin, party.cause), party.size)
        world.books.totals["set_out"] += party.size
        world.note(party, Reason.SET_OUT, party.due, party.origin, party.post)
        party.since = party.due
        party.due += travel_moments(world, party, party.mode, party.origin, party.post) or 0
        world.enter(party, Stage.TO_POST, party.post)
        world.file(party)

    def reach(self, party: Party) -> None:
        """Join the first line inbound, by car or on foot, or cross at once where there is none."""
        self.world.note(party, Reason.REACHED_POST, party.due, party.post)
        if walks_at_once(self.world, self.known, party):
            self._walk(party)
        self._join_first(party, "in")

    def reach_exit(self, party: Party) -> None:
        """Join the first line outbound, or leave at once where there is none."""
        self._join_first(party, "out")

    def _join_first(self, party: Party, direction: str) -> None:
        world = self.world
        chain = world.timetable.chain(party.post, direction, world.line_mode(party.mode))
        lines = [line for line in chain if passes(world, party, line)]
        if lines:
            self.join(party, line_for(world, party, lines[0]))
        elif party.profile.tracked:
            world.leave(party, party.post)
            self._cross(party, direction, party.due)

    def join(self, party: Party, line: Line) -> None:
        """Join a line at the moment due, or make another plan on seeing it."""
        world, place = self.world, line.row.place
        sees_it_first = line.is_border and line.row.direction == "in" and party.stage != Stage.WAITING
        if party.profile.tracked and sees_it_first:
            wait = self.known.wait_now(party, place, world.line_mode(party.mode))
            if wait * HOUR > patience_moments(world, party):
                stay_weight = math.exp(-world.scenario.choice.sensitivity_per_hour.value * wait)
                plan = new_plan(world, self.known, party, line, stay_weight)
                if plan != STAY:
                    self.follow(party, plan)
                    return
        if party.profile.puts_off and not party.profile.tracked and sees_it_first and self._puts_off(party, place):
            world.books.totals["outside_out"] += party.size
            return
        self.count_joining(party, line)
        line.arrivals.append(party)

    def _puts_off(self, party: Party, place: str) -> bool:
        """Whether an untracked party puts its trip off on seeing the lines of a post."""
        world = self.world
        theta = world.scenario.choice.sensitivity_per_hour.value
        own = party.profile.home_hours
        home = world.scenario.queueing.home_hours.value if own is None else own
        wait = self.known.wait_now(party, place, world.line_mode(party.mode))
        if wait * HOUR <= patience_moments(world, party):
            return False
        stays = race(world, party, STAY_KEY, math.exp(-theta * wait))
        return race(world, party, HOME_KEY, math.exp(-theta * home)) <= stays

    def count_joining(self, party: Party, line: Line) -> None:
        """A party stands in a line from the moment due."""
        world, place = self.world, line.row.place
        if party.profile.tracked:
            world.books.add("joined", (world.clock.day(place, party.due), line.name), party.size)
            world.leave(party, place)
            world.enter(party, Stage.WAITING, place)
            world.note(party, Reason.JOINED_LINE, party.due, place, line.name)
        party.stage = Stage.WAITING

    def follow(self, party: Party, plan: str) -> None:
        """Do what a new plan says, at the moment due."""
        world, post = self.world, party.post
        world.leave(party, post)
        if plan == HOME:
            world.count("gave_up", party, post, party.due)
            world.enter(party, Stage.GONE_HOME, post)
            world.note(party, Reason.GAVE_UP, party.due, post)
            return
        if plan == WALK:
            self._walk(party)
        else:
            world.count("changed_post", party, post, party.due)
            world.note(party, Reason.CHANGED_POST, party.due, post, plan)
            party.leg += 1
            party.due += travel_moments(world, party, party.mode, post, plan) or 0
            party.city = plan if party.city == post else party.city  # ordinary traffic has no city
            party.post = plan
        world.enter(party, Stage.TO_POST, party.post)
        world.file(party)

    def _walk(self, party: Party) -> None:
        party.mode = self.world.foot_mode
        self.world.count("changed_line", party, party.post, party.due)
        self.world.note(party, Reason.CHANGED_LINE, party.due, party.post)

    def review(self, line: Line) -> None:
        """Let each tracked party of a line give up with its hazard, from the first to the last."""
        world = self.world
        queueing = world.scenario.queueing
        wait, people, ahead = self.known.waits[-1][line.name], line.people, 0
        hours = world.clock.ticks_per_step * world.clock.tick / HOUR
        for party in list(line.parties):
            if party.profile.tracked or party.profile.puts_off:
                beyond = wait * ahead / people - patience_moments(world, party) / HOUR
                own = queueing.give_up_per_hour.value + queueing.give_up_slope.value * max(0.0, beyond)
                by_news = self.orders.leave_per_day(line, party.profile.name, world.now) / 24
                chance = 1.0 - math.exp(-(own + by_news) * hours)
                if own + by_news > 0 and world.draws.uniform(Stream.GIVE_UP, party.key, world.tick) < chance:
                    line.parties.remove(party)
                    self._give_up(party, line, by_news / (own + by_news))
            ahead += party.size

    def _give_up(self, party: Party, line: Line, share_of_news: float) -> None:
        world = self.world
        if not party.profile.tracked:
            world.books.totals["outside_out"] += party.size
            return
        is_news = world.draws.uniform(Stream.REPLAN, party.key, world.tick) < share_of_news
        plan = HOME if is_news else new_plan(world, self.known, party, line, 0.0)
        count_cohort(world, "cohort_left", line, party, world.now)
        party.due = world.now
        self.follow(party, plan)

    def after_service(self, line: Line, party: Party, end: int) -> None:
        """What a party does after a service: turned back, the next line, across, or back to its lodging."""
        world = self.world
        later = world.timetable.following(line, world.line_mode(party.mode))
        following = next((line_for(world, party, line) for line in later if passes(world, party, line)), None)
        if party.profile.tracked:
            refused = self.orders.share_refused(line, party.profile.name, world.now)
            if world.draws.uniform(Stream.CONTROL, party.key, party.leg) < refused:
                self._turn_back(line, party, end)
                return
            count_cohort(world, "cohort_served", line, party, end)
        party.due = end
        if following and end < world.end:
            self.count_joining(party, following)
            self.join_later.append((*turn(party), following, party))
        elif following:
            party.next_line = following.name
            party.stage = Stage.WAITING
            world.file(party)
        elif not party.profile.tracked:
            world.books.totals["outside_out"] += party.size
        elif line.row.service == "registration":
            self._register(party)
        else:
            world.leave(party, line.row.place)
            self._cross(party, line.row.direction, end)

    def _turn_back(self, line: Line, party: Party, end: int) -> None:
        """Refuse a party: it goes home, or in part to another post."""
        world, place = self.world, line.row.place
        count_cohort(world, "cohort_left", line, party, end)
        stands = line.row.at or place
        world.count("refused", party, stands, end)
        world.note(party, Reason.REFUSED, end, stands, end - party.due)
        u = world.draws.uniform(Stream.ELSEWHERE, party.key, party.leg)
        may_try = line.row.direction == "in" and party.leg < MOST_CHANGES_OF_POST
        if may_try and u < world.scenario.queueing.elsewhere_share.value:
            times = other_posts(world, self.known, party, place)
            if times:
                party.due = end
                self.follow(party, min(times, key=lambda post: times[post]))
                return
        world.leave(party, place)
        world.enter(party, Stage.REFUSED, stands)

    def _register(self, party: Party) -> None:
        world = self.world
        world.count("registered", party, party.city, party.due)
        world.note(party, Reason.REGISTERED, party.due, party.city)
        party.is_registered = True
        world.leave(party, party.city)
        world.enter(party, Stage.LODGED, party.city)
        plan_next(world, party, party.due)
        world.file(party)

    def send_away(self, line: Line, party: Party, close: int) -> None:
        """A party leaves a centre unserved at closing and comes again the next day."""
        world, place = self.world, line.row.place
        if party.profile.tracked:
            count_cohort(world, "cohort_left", line, party, close)
            world.leave(party, place)
            world.enter(party, Stage.LODGED, place)
        party.stage = Stage.LODGED
        party.plan = "visit"
        party.due = visit_on(world, party, world.clock.next_midnight(place, close - 1))
        if party.profile.tracked:
            put_off(world, party, close)
        world.file(party)

    def _cross(self, party: Party, direction: str, moment: int) -> None:
        """A tracked party crosses; it is in no stage when this is called."""
        if direction == "in":
            self._cross_in(party, moment)
        else:
            cross_out(self.world, party, moment)

    def _cross_in(self, party: Party, moment: int) -> None:
        world, post, profile = self.world, party.post, party.profile
        if is_barred(world, party, moment):
            world.count("refused", party, post, moment)
            world.note(party, Reason.REFUSED, moment, post, moment - party.since)
            world.enter(party, Stage.REFUSED, post)
            return
        world.count("entries", party, post, moment)
        world.books.add("entries_by_cause", (world.clock.day(post, moment), post, party.cause), party.size)
        world.books.totals["crossed_in"] += party.size
        world.note(party, Reason.CROSSED_IN, moment, post, moment - party.since)
        party.mode = onward_mode(world.scenario, party.mode)
        party.bed = ""
        party.since = moment
        if party.city == post:  # ordinary traffic
            goes_on = needs_lodging(profile) or profile.destination
            party.city = choose_city(world, self.known, party, post) if goes_on else ""
            if not party.city:
                self._stay_at_post(party)
                return
        gate_city = world.gate_city[post]
        may_stop = gate_city not in ("", party.city) and not profile.sponsored
        if may_stop and world.draws.uniform(Stream.STOPOVER, party.key, 0) < profile.stopover_share:
            party.city = gate_city
            party.stops_over = True
        party.due = moment + (travel_moments(world, party, party.mode, post, party.city) or 0)
        world.enter(party, Stage.TO_CITY, party.city)
        world.file(party)

    def _stay_at_post(self, party: Party) -> None:
        """A visitor stays in lodging of its own, and will leave by the same post."""
        party.city = party.post
        party.bed = ARRANGED
        party.due = stay_end(self.world, party)
        self.world.enter(party, Stage.LODGED, party.post)
        self.world.file(party)


def cross_out(world: World, party: Party, moment: int) -> None:
    """A tracked party leaves the country: its last step."""
    world.count("exits", party, party.post, moment)
    world.books.totals["crossed_out"] += party.size
    if party.since > world.newcomers_since:
        world.books.add("newcomer_exits", (world.clock.day(party.post, moment), party.post), party.size)
    world.note(party, Reason.MOVED_ON if party.to_third_country else Reason.CROSSED_OUT, moment, party.post)
    if party.to_third_country:
        world.count("moved_on", party, party.post, moment)
    world.enter(party, Stage.MOVED_ON if party.to_third_country else Stage.GONE_HOME, party.post)
