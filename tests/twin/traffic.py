"""Ordinary traffic (docs/model/traffic)."""

from __future__ import annotations

import math

from serai.codes import Stage, Stream
from serai.scenario.schema import Traffic
from serai.scenario.texts import parse_factors
from twin.arithmetic import total
from twin.clock import DAY, HOUR
from twin.destinations import share_that_comes
from twin.draws import blocks, name_key
from twin.party import Party
from twin.profiles import draw_size, mean_size
from twin.rates import news_factor
from twin.world import World

DRAWS_PER_TICK = 2**20
PARTIES_PER_BLOCK = 4096


class Flow:
    """One row of the table, and its parties in each tick on average."""

    def __init__(self, world: World, row: Traffic) -> None:
        self.row = row
        self.key = name_key("traffic", row.id)
        self.profile = world.profiles[row.profile]
        self.news = news_factor(world.scenario, world.clock, "traffic", row.post, row.profile)
        self.means = [self._mean(world, tick) for tick in range(world.clock.n_ticks)]

    def _mean(self, world: World, tick: int) -> float:
        clock, row = world.clock, self.row
        zone = clock.zone[row.post]
        start, end = clock.span(row.start, row.end, zone)
        middle = clock.middle(tick)
        if not start <= middle < end:
            return 0.0
        hour, weekday = clock.hour_and_weekday(zone, tick)
        at_border = row.service == "border"
        hours = world.scenario.leaving.hours if at_border else world.scenario.registration.arrival_hours
        beat = hours[hour] * 24 / math.fsum(hours) if clock.tick <= HOUR else 1.0
        beat *= parse_factors(row.weekdays)[weekday]
        first = 0 if row.start is None else start
        last = clock.end if row.end is None else end
        part = min(max((middle - first) / (last - first), 0.0), 1.0)
        to = row.per_day if row.per_day_end is None else row.per_day_end
        per_day = row.per_day + (to - row.per_day) * part
        news = self.news[tick]
        if at_border and row.direction == "in":
            news *= share_that_comes(world.scenario, clock, row.post, self.profile, tick)
        return per_day * beat * news * clock.tick / DAY / mean_size(self.profile)

    def parties(self, world: World, tick: int) -> list[Party]:
        """The parties that appear in a tick."""
        found = []
        for block, mean in enumerate(blocks(self.means[tick])):
            draw = tick * DRAWS_PER_TICK + block
            for number in range(world.draws.poisson(Stream.TRAFFIC, self.key, draw, mean)):
                key = world.draws.key(Stream.TRAFFIC, self.key, (draw + 1) * PARTIES_PER_BLOCK + number)
                found.append(self._party(world, tick, key))
        return found

    def _party(self, world: World, tick: int, key: int) -> Party:
        clock, row = world.clock, self.row
        moment = tick * clock.tick + int(world.draws.uniform(Stream.MINUTE, key, 0) * clock.tick)
        party = Party(key, self.profile, draw_size(world.draws, self.profile, key), origin=row.origin or None)
        party.due = party.since = moment
        party.post = party.city = row.post
        party.mode = world.first_mode
        if row.service == "registration":
            party.stage = Stage.LODGED
            party.plan = "visit"
        else:
            party.mode = row.mode or draw_mode(world, party, row.post, row.direction)
            party.stage = Stage.TO_POST if row.direction == "in" else Stage.TO_EXIT
        return party


def draw_mode(world: World, party: Party, place: str, direction: str) -> str:
    """A mode by the profile's weights, in the order of the scenario's modes, among those that can pass a place."""
    weights = {
        mode: weight
        for mode, weight in world.mode_weight[party.profile.name].items()
        if world.timetable.can_pass(place, direction, world.line_mode(mode))
    }
    level = world.draws.uniform(Stream.WAY, party.key, 0) * total(weights.values())
    chosen = world.first_mode
    for mode, weight in weights.items():
        if weight > 0.0:
            chosen = mode
            level -= weight
            if level < 0.0:
                break
    return chosen


def appear(world: World, flows: list[Flow]) -> None:
    """The phase `leave`: the ordinary traffic of this tick."""
    for flow in flows:
        for party in flow.parties(world, world.tick):
            if party.profile.tracked:
                world.books.totals["set_out"] += party.size
                world.enter(party, party.stage, flow.row.post)
            else:
                world.books.totals["outside_in"] += party.size
            world.file(party)
