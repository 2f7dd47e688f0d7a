"""Who is already there when the run starts (docs/model/moving-on)."""

from __future__ import annotations

from serai.codes import Stage, Stream
from serai.scenario.schema import Initial
from twin.draws import name_key
from twin.lodging import Lodgings, units_needed
from twin.party import ARRANGED, Party
from twin.profiles import draw_size
from twin.traffic import draw_mode
from twin.world import World


def place_initial(world: World, lodgings: Lodgings) -> None:
    """Put the people of the table `initial` in their lines, beds and places."""
    for row in world.scenario.initial:
        left = round(row.people)
        number = 0
        while left > 0:
            key = world.draws.key(Stream.INITIAL, name_key("initial", row.id), number)
            profile = world.profiles[row.profile]
            party = Party(key, profile, min(draw_size(world.draws, profile, key), left))
            party.post = party.city = row.place
            party.mode = world.first_mode
            settle(world, lodgings, party, row)
            left -= party.size
            number += 1


def settle(world: World, lodgings: Lodgings, party: Party, row: Initial) -> None:
    """Put one party in its line, in its bed, or in lodging of its own."""
    if party.profile.tracked:
        world.books.totals["initial"] += party.size
    if row.service:
        service = next(service for service in world.scenario.services if service.id == row.service)
        party.mode = draw_mode(world, party, row.place, "in")
        if party.profile.tracked:
            world.enter(party, Stage.WAITING, row.place)
        else:
            world.books.totals["outside_in"] += party.size
        party.stage = Stage.WAITING
        world.timetable.lines[service.line or service.id].arrivals.append(party)
        return
    if row.lodging:
        bed = lodgings.row[row.lodging]
        assert lodgings.free(bed, 0) >= units_needed(bed, party.size)
    world.enter(party, Stage.SEARCHING, row.place)
    lodgings.take(party, row.lodging or ARRANGED, world.file)
