"""Who is served, in what order, and for how long (docs/model/lines)."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable

from serai.codes import PoolRule, Stream
from twin.arithmetic import total
from twin.books import wait_bin
from twin.clock import HOUR
from twin.party import Party
from twin.timetable import Line, Pool, Segment
from twin.world import World

Begin = Callable[[Line, Party, int], None]  # what comes of a service: its line, the party and its end


def queue_up(pool: Pool) -> None:
    """Let this tick's arrivals stand in their lines in the order of their moments."""
    for line in pool.lines:
        for party in sorted(line.arrivals, key=turn):
            stand(pool, line, party)
        line.arrivals.clear()


def turn(party: Party) -> tuple[int, int]:
    """What parties in a line stand by."""
    return party.due, party.key


def stand(pool: Pool, line: Line, party: Party) -> None:
    """Let a party stand in a line, by the moment of joining."""
    if not line.parties:
        rejoin(pool, line)
    insort(line.parties, party, key=turn)


def rejoin(pool: Pool, line: Line) -> None:
    """A line that was empty starts level with the least used of the others; it has saved up no claim."""
    least = min((other.used for other in pool.lines if other.parties and other is not line), default=0.0)
    line.used = max(line.used, least)


def next_moment(world: World, pool: Pool) -> int | None:
    """When a pool next serves or closes before the end of the tick; None: not at all."""
    segment = pool.segment
    if segment is None or segment.open >= world.end:
        return None
    _, _, start = next_service(world, pool, segment)
    if start is not None:
        return start
    return segment.close if segment.close <= world.end else None


def next_service(world: World, pool: Pool, segment: Segment) -> tuple[int, Line | None, int | None]:
    """Server, line and moment of a pool's next service in a segment and tick; line and moment None: there is none."""
    if not segment.servers or not any(line.parties for line in pool.lines):
        return 0, None, None
    server = min(range(pool.at_work(segment)), key=lambda number: pool.free_at[number])
    line, start = next_line(world, pool, segment, max(pool.free_at[server], segment.open))
    if line is None or start >= min(segment.close, world.end):
        return server, None, None
    return server, line, start


def act(world: World, pool: Pool, after_service: Begin, at_closing: Callable[[Line, Party, int], None]) -> None:
    """Serve the next party of a pool, or close."""
    segment = pool.segment
    assert segment is not None
    server, line, start = next_service(world, pool, segment)
    if line is not None and start is not None:
        party = line.parties.pop(0)
        end = start + service_moments(world, segment, line, party)
        pool.free_at[server] = end
        line.used += (end - start) / line.row.pool_share
        take_turn(pool, line)
        count(world, line, party, start, end)
        after_service(line, party, end)
        return
    pool.current += 1
    if not goes_on(pool, segment):
        for line in pool.lines:
            if starts_anew(world, pool, line):
                for party in line.parties:
                    at_closing(line, party, segment.close)
                line.parties.clear()
    for line in pool.lines:
        opens = pool.segment is not None and line.name in pool.segment.in_force
        if opens and line.name not in segment.in_force and line.parties:
            rejoin(pool, line)


def starts_anew(world: World, pool: Pool, line: Line) -> bool:
    """Whether those in a line are sent away at closing: by the rule of registration, or as it never opens again."""
    opens_again = any(line.name in segment.in_force for segment in pool.segments[pool.current :])
    return line.row.service == "registration" and (world.scenario.registration.unserved == "again" or not opens_again)


def goes_on(pool: Pool, segment: Segment) -> bool:
    """Whether the next segment begins where this one ends, with servers at work."""
    following = pool.segment
    return following is not None and following.servers > 0 and following.open == segment.close


def next_line(world: World, pool: Pool, segment: Segment, ready: int) -> tuple[Line | None, int]:
    """Line whose head a server that is ready serves next, and the moment at which it begins."""
    starts = [
        (head_start(world, line, segment, ready), row)
        for row, line in enumerate(pool.lines)
        if line.parties and line.name in segment.in_force
    ]
    if not starts:
        return None, 0
    start = min(starts)[0]
    candidates = [pool.lines[row] for moment, row in starts if moment == start]
    return min(candidates, key=lambda line: (rank(pool, line), line.parties[0].due)), start


def head_start(world: World, line: Line, segment: Segment, ready: int) -> int:
    """Moment at which a server that is ready could begin with the head of a line."""
    party = line.parties[0]
    start = max(ready, party.due)
    cap = segment.in_force[line.name].cap
    if cap is not None:
        clock, place = world.clock, line.row.place
        while clock.day(place, start) < line.served_day:
            start = clock.next_midnight(place, start)
        if line.served_people + party.size > cap and clock.day(place, start) == line.served_day:
            start = clock.next_midnight(place, start)
    return start


def rank(pool: Pool, line: Line) -> float:
    """Which line of a pool comes first by its rule; equal ranks go by the moment of joining."""
    rule, in_turn = pool.rule
    if rule == PoolRule.SHARE:
        return line.used
    if rule == PoolRule.ALTERNATE:
        turn = pool.turn or pool.lines[0]
        steps = (pool.lines.index(line) - pool.lines.index(turn)) % len(pool.lines)
        return len(pool.lines) if steps == 0 and pool.served_in_turn >= turns_of(line, in_turn) else steps
    return -line.row.pool_share if rule == PoolRule.PRIORITY else 0


def turns_of(line: Line, in_turn: int) -> int:
    """Parties of a line before the next has its turn."""
    return max(1, int(in_turn * line.row.pool_share + 0.5))


def take_turn(pool: Pool, line: Line) -> None:
    """Count the turn of a line under the rule `alternate`."""
    if line is (pool.turn or pool.lines[0]) and pool.served_in_turn < turns_of(line, pool.rule[1]):
        pool.served_in_turn += 1
    else:
        pool.served_in_turn = 1
    pool.turn = line


def service_moments(world: World, segment: Segment, line: Line, party: Party) -> int:
    """Length of a service: the sum over its units, fixed or exponential."""
    per_vehicle = world.scenario.queueing.persons_per_vehicle.value
    if line.row.time == "fixed":
        units = {"person": float(party.size), "vehicle": party.size / per_vehicle, "party": 1.0}[line.row.unit]
    else:
        key, draw = party.key ^ line.key, party.leg * 1024
        n_draws = party.size if line.row.unit == "person" else 1
        units = 0.0
        for person in range(n_draws):
            units += world.draws.exponential(Stream.SERVICE_TIME, key, draw + person)
        if line.row.unit == "vehicle":
            units *= party.size / per_vehicle
    return max(int(segment.in_force[line.name].moments * units + 0.5), 1)


def count(world: World, line: Line, party: Party, start: int, end: int) -> None:
    """Count a service: everybody for capacity, tracked people for waits."""
    place, clock, books = line.row.place, world.clock, world.books
    today = clock.day(place, start)
    if line.served_day != today:
        line.served_day, line.served_people = today, 0
    line.served_people += party.size
    day = clock.day(place, end)
    books.totals["events"] += 1
    books.add("served_all", (day, line.name), party.size)
    world.served[-1][line.name] += party.size
    if party.profile.tracked:
        wait = end - party.due
        books.add("served", (day, line.name), party.size)
        books.add("wait_sum", (day, line.name), wait * party.size / HOUR)
        books.add("wait_hist", (day, line.name, wait_bin(wait)), party.size)


def count_cohort(world: World, name: str, line: Line, party: Party, until: int) -> None:
    """Count a tracked party that leaves a line by the day of joining it."""
    day = world.clock.day(line.row.place, party.due)
    world.books.add(name, (day, line.name, wait_bin(max(until - party.due, 0))), party.size)


def ages(world: World, line: Line) -> tuple[float, float, float]:
    """Mean, median and 90th percentile, by people, of the hours stood so far in a line."""
    people = line.people
    stood = [(max(world.end - party.due, 0) / HOUR, party.size) for party in line.parties]
    mean = total(hours * size for hours, size in stood) / people
    return mean, first_share(stood, 0.5 * people), first_share(stood, 0.1 * people)


def first_share(stood: list[tuple[float, int]], people: float) -> float:
    """Hours of the party with which so many people, from the head of the line, are reached."""
    ahead = 0
    for hours, size in stood:
        ahead += size
        if ahead >= people:
            return hours
    return 0.0
