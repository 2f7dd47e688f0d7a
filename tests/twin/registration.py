"""To which centre people go (docs/model/registration)."""

from __future__ import annotations

from serai.codes import Stream
from twin.party import Party
from twin.plans import centres_of, visit_on
from twin.timetable import Line, Segment
from twin.world import World


def choose_centre(world: World, party: Party) -> Line | int | None:
    """A centre that is open on the day of the visit, or the moment of a later visit; None where none opens again."""
    clock, city = world.clock, party.city
    midnight = clock.midnight(city, party.due)
    times: dict[str, float] = {}
    later: list[int] = []
    for name in centres_of(world, city):
        line = world.timetable.lines[name]
        segment = next_worked(world, line, party.due)
        if segment is None:
            continue
        opens = clock.midnight(city, segment.open)
        if opens > midnight:
            later.append(opens)
        else:
            per_moment = world.timetable.pool_of[name].at_work(segment) / segment.in_force[name].moments
            per_moment *= line.row.attraction
            times[name] = world.draws.exponential(Stream.CENTRE, party.key, line.key) / per_moment
    if times:
        return world.timetable.lines[min(times, key=lambda name: times[name])]
    return next_visit(world, party, min(later)) if later else None


def next_visit(world: World, party: Party, midnight: int) -> int:
    """The party's own hour of a day on which a centre opens, or the first opening if all have closed by then."""
    lines = [world.timetable.lines[name] for name in centres_of(world, party.city)]
    visit = visit_on(world, party, midnight)
    worked = [next_worked(world, line, visit) for line in lines]
    if any(s is not None and world.clock.midnight(party.city, s.open) <= midnight for s in worked):
        return visit
    worked = [next_worked(world, line, midnight) for line in lines]
    return min(max(s.open, midnight) for s in worked if s is not None)


def next_worked(world: World, line: Line, moment: int) -> Segment | None:
    """The first stretch in which a line is worked that has not closed before a moment."""
    pool = world.timetable.pool_of[line.name]
    stretches = pool.segments[pool.current :]
    return next((s for s in stretches if s.close > moment and line.name in s.in_force), None)
