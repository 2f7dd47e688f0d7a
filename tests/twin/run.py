"""The whole model once more: start reading here. The order of a tick is that of docs/model/index.md."""

from __future__ import annotations

import math

from serai.codes import Reason, Stage
from serai.scenario.schema import Scenario
from twin.books import Books
from twin.choice import Knowledge
from twin.initial import place_initial
from twin.leaving import leavers
from twin.lines import act, ages, next_moment, queue_up, stand, turn
from twin.lodging import NIGHT, Lodgings
from twin.moving import move_on, send_off
from twin.orders import Orders
from twin.party import Party
from twin.plans import plan_next, put_off
from twin.posts import Posts
from twin.registration import choose_centre
from twin.timetable import Line, Pool
from twin.traffic import Flow, appear
from twin.world import World


def run_twin(scenario: Scenario, seed: int) -> Books:
    """Run a scenario in plain Python; what it leaves behind."""
    twin = Twin(scenario, seed)
    for tick in range(twin.world.clock.n_ticks):
        twin.world.tick = twin.world.earliest = tick
        twin.apply_events()
        appear(twin.world, twin.flows)
        twin.arrive()
        twin.serve()
        twin.lodgings.search_all()
        twin.lodgings.move_prices()
        move_on(twin.world, twin.known)
        twin.count()
    return twin.world.books


class Twin:
    """A run and the phases of its ticks."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.world = World(scenario, seed)
        self.lodgings = Lodgings(self.world)
        self.orders = Orders(scenario, self.world.clock, self.world.timetable)
        self.known = Knowledge(self.world, self.orders, self.lodgings)
        self.posts = Posts(self.world, self.orders, self.known)
        self.flows = [Flow(self.world, row) for row in scenario.traffic]
        for party in leavers(scenario, self.world.clock, self.world.draws):
            self.world.file(party)
        place_initial(self.world, self.lodgings)

    @property
    def step(self) -> int:
        """The step in which the tick lies."""
        return self.world.tick // self.world.clock.ticks_per_step

    def apply_events(self) -> None:
        """Once a step: what parties know, and second thoughts in the inbound lines of posts."""
        if self.world.tick % self.world.clock.ticks_per_step:
            return
        self.known.renew()
        for line in self.world.timetable.lines.values():
            if line.is_border and line.row.direction == "in":
                self.posts.review(line)

    def arrive(self) -> None:
        """Each party that is due does its next thing."""
        due = self.world.calendar[self.world.tick]
        while due:
            party = due.pop(0)
            self.world.books.totals["events"] += 1
            if party.stage == Stage.AT_HOME:
                self.posts.depart(party)
            elif party.stage == Stage.TO_POST:
                self.posts.reach(party)
            elif party.stage == Stage.WAITING:
                self.posts.join(party, self.world.timetable.lines[party.next_line])
            elif party.stage == Stage.TO_CITY:
                self.reach_city(party)
            elif party.stage == Stage.SEARCHING:
                self.world.searchers[party.city].append(party)
            elif party.stage == Stage.LODGED:
                self.follow_plan(party)
            else:
                self.posts.reach_exit(party)
        self.world.earliest = self.world.tick + 1

    def reach_city(self, party: Party) -> None:
        """Arrive in a city and, in this tick, look for a bed."""
        world, city = self.world, party.city
        party.since = party.due
        party.nights = 0
        world.leave(party, city)
        world.enter(party, Stage.SEARCHING, city)
        world.count("reached_city", party, city, party.due)
        world.note(party, Reason.REACHED_CITY, party.due, city)
        world.searchers[city].append(party)

    def follow_plan(self, party: Party) -> None:
        """A lodged party looks for a home, goes to be registered, or gives its bed back and leaves."""
        if party.plan == "home":
            self.world.searchers[party.city].append(party)
        elif party.plan == "visit":
            self.visit(party)
        else:
            self.lodgings.give_back(party)
            send_off(self.world, self.known, party)

    def visit(self, party: Party) -> None:
        """Go to a centre, or on another day, or give up the wish where none opens again."""
        moment = party.due
        found = choose_centre(self.world, party)
        if isinstance(found, Line):
            party.plan = ""
            self.posts.join(party, found)
        elif found is not None:
            party.due = found
            if party.profile.tracked:
                put_off(self.world, party, moment)
            self.world.file(party)
        elif party.profile.tracked:
            party.is_registered = True
            plan_next(self.world, party, party.due)
            self.world.file(party)
        else:
            self.world.books.totals["outside_out"] += party.size

    def serve(self) -> None:
        """Lines and servers in continuous time until the tick's end."""
        for pools in self.world.timetable.pools_by_place():
            if any(self.world.timetable.leads_on(line) for pool in pools for line in pool.lines):
                self.serve_in_series(pools)
            else:
                for pool in pools:
                    queue_up(pool)
                    while next_moment(self.world, pool) is not None:
                        self.act(pool)

    def serve_in_series(self, pools: list[Pool]) -> None:
        """The same where lines lead from one to another: one thing after another in the order of moments."""
        for pool in pools:
            for line in pool.lines:
                self.posts.join_later += [(*turn(party), line, party) for party in line.arrivals]
                line.arrivals.clear()
        while True:
            self.posts.join_later.sort(key=lambda joining: joining[:2])
            moments = [
                (moment, number)
                for number, pool in enumerate(pools)
                if (moment := next_moment(self.world, pool)) is not None
            ]
            if self.posts.join_later and (not moments or self.posts.join_later[0][0] <= min(moments)[0]):
                *_, line, party = self.posts.join_later.pop(0)
                stand(self.world.timetable.pool_of[line.name], line, party)
            elif moments:
                self.act(pools[min(moments)[1]])
            else:
                return

    def act(self, pool: Pool) -> None:
        """Let a pool do what comes next."""
        act(self.world, pool, self.posts.after_service, self.posts.send_away)

    def count(self) -> None:
        """Write down nights, rents, and once a step the state."""
        world, books = self.world, self.world.books
        for city in world.cities:
            self.count_nights(city)
            day = world.clock.day(city, world.end - 1)
            books.put("rent_index", (day, city), math.exp(self.lodgings.log_price[city]))
            books.put("supply_index", (day, city), self.lodgings.supply[city])
        if (world.tick + 1) % world.clock.ticks_per_step == 0:
            self.count_step()

    def count_nights(self, city: str) -> None:
        """People without a bed at each 02:00 local time that lies in this tick."""
        world = self.world
        night = world.now
        while (night := world.clock.next_time(city, night, NIGHT)) <= world.end:
            people = world.people[Stage.SEARCHING, city]
            world.books.put("without_bed", (world.clock.day(city, night), city), people)

    def count_step(self) -> None:
        """The state at the end of a step."""
        world, books, step = self.world, self.world.books, self.step
        for name, line in world.timetable.lines.items():
            books.put("waiting", (step, name), line.people)
            if line.parties:
                mean, median, oldest_tenth = ages(world, line)
                books.put("wait_so_far_mean", (step, name), mean)
                books.put("wait_so_far_p50", (step, name), median)
                books.put("wait_so_far_p90", (step, name), oldest_tenth)
        for bed, row in self.lodgings.row.items():
            books.put("lodged", (step, bed), self.lodgings.people[bed])
            books.put("beds_in_use", (step, bed), self.lodgings.used[bed])
            books.put("free_beds", (step, bed), self.lodgings.free(row, world.end - 1))
        for (stage, place), people in world.people.items():
            books.put("present", (step, int(stage), place), people)
