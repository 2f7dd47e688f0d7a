"""What a lodged party does next (docs/model/lodging, docs/model/registration)."""

from __future__ import annotations

import math
from itertools import accumulate

from serai.codes import Stream
from twin.clock import DAY, HOUR
from twin.party import ARRANGED, Party
from twin.world import World, stay_end

PAPERS_SIGMA = 0.7


def plan_next(world: World, party: Party, moment: int) -> None:
    """Set the next thing that a lodged party does: whichever of its plans comes first."""
    plans = {
        "": stay_end(world, party),
        "home": _home_search(world, party, moment),
        "visit": _first_visit(world, party, moment),
    }
    dated = {plan: due for plan, due in plans.items() if due is not None}
    party.plan = min(dated, key=lambda plan: dated[plan])
    party.due = max(dated[party.plan], moment)


def home_ready(world: World, party: Party) -> int:
    """Moment from which a party may find a home by the month."""
    days = world.scenario.housing.home_search_days.value
    return party.since + int(days * DAY * world.draws.exponential(Stream.HOME, party.key, 0))


def _home_search(world: World, party: Party, moment: int) -> int | None:
    """When a party that lives by the night next looks for a home by the month."""
    monthly = {row.id: row.kind for row in world.scenario.lodging if row.per == "month"}
    if party.bed in ("", ARRANGED) or party.bed in monthly or party.stops_over:
        return None
    if not set(monthly.values()) & set(party.profile.lodging.split()):
        return None
    ready = home_ready(world, party)
    when = ready if ready > moment else world.clock.same_time_tomorrow(party.city, moment)
    least = world.scenario.housing.month_min_stay_days.value * DAY
    return when if stay_end(world, party) - when >= least else None


def _first_visit(world: World, party: Party, moment: int) -> int | None:
    """When a party first goes to a registration centre."""
    if party.is_registered or not centres_of(world, party.city):
        return None
    draws, key = world.draws, party.key
    if party.stops_over and draws.uniform(Stream.PAPERS, key, 3) >= party.profile.stopover_papers_share:
        return None
    if draws.uniform(Stream.PAPERS, key, 0) >= party.profile.papers_share:
        return None
    radius = math.sqrt(2.0 * draws.exponential(Stream.PAPERS, key, 1))
    normal = radius * math.cos(2.0 * math.pi * draws.uniform(Stream.PAPERS, key, 2))
    opens = min(first_worked(world, name) for name in centres_of(world, party.city))
    since = max(party.since, world.clock.on_day_of(party.city, opens, since_midnight=0))
    wish = since + int(party.profile.papers_delay_days * DAY * math.exp(PAPERS_SIGMA * normal))
    if world.scenario.registration.visit == "arrival":
        return max(wish, moment + 1)
    when = visit_on(world, party, max(wish, moment))
    return when if when > moment else visit_on(world, party, world.clock.next_midnight(party.city, moment))


def put_off(world: World, party: Party, moment: int) -> None:
    """A party whose stay ends before the visit that is put off leaves at that end."""
    end = stay_end(world, party)
    if end <= party.due:
        party.plan = ""
        party.due = max(end, moment)


def centres_of(world: World, city: str) -> list[str]:
    """Lines of registration in a city."""
    lines = world.timetable.lines.values()
    return [line.name for line in lines if (line.row.place, line.row.service) == (city, "registration")]


def first_worked(world: World, name: str) -> int:
    """Moment at which a line is worked for the first time."""
    segments = world.timetable.pool_of[name].segments
    return next((s.open for s in segments if name in s.in_force), max((s.close for s in segments), default=0))


def visit_on(world: World, party: Party, moment: int) -> int:
    """Moment of a party's visit on the local day of a moment."""
    hours = world.scenario.registration.arrival_hours
    u = world.draws.uniform(Stream.VISIT, party.key, 0)
    total = math.fsum(hours)
    levels = list(accumulate(weight / total for weight in hours))
    hour = next((hour for hour in range(23) if u < levels[hour]), 23)
    since_midnight = int((hour + world.draws.uniform(Stream.VISIT, party.key, 1)) * HOUR)
    return world.clock.on_day_of(party.city, moment, since_midnight=since_midnight)
