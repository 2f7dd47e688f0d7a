"""How long parties stay, and where they go then (docs/model/moving-on)."""

from __future__ import annotations

from serai.codes import Reason, Stage, Stream
from twin.choice import Knowledge, choose_city
from twin.party import Party
from twin.posts import cross_out
from twin.world import World, stay_end, travel_moments


def move_on(world: World, known: Knowledge) -> None:
    """Send off the parties that have given up looking for a bed."""
    for party in world.movers:
        send_off(world, known, party)
    world.movers.clear()


def send_off(world: World, known: Knowledge, party: Party) -> None:
    """Let a party leave its city: out of the country, or to another city."""
    if party.city == party.post or wants_to_leave(world, party):
        go_out(world, party)
    else:
        go_to_other_city(world, known, party)


def wants_to_leave(world: World, party: Party) -> bool:
    """Whether a party leaves the country: after its stay, or in part when it has found no bed."""
    if party.stops_over:
        return False
    if stay_end(world, party) <= party.due:
        return True
    return world.draws.uniform(Stream.MOVE_ON, party.key, party.leg) < party.profile.go_home_share


def go_to_other_city(world: World, known: Knowledge, party: Party) -> None:
    """Go on to another city, or out of the country where there is none."""
    city = party.city
    party.leg += 1
    other = choose_city(world, known, party, city, stay_away=city)
    if not other:
        go_out(world, party)
        return
    party.stops_over = False
    world.note(party, Reason.LEFT_CITY, party.due, city, other)
    world.count("went_on", party, city, party.due)
    world.leave(party, city)
    party.due += travel_moments(world, party, party.mode, city, other) or 0
    party.city = other
    world.enter(party, Stage.TO_CITY, other)
    world.file(party)


def go_out(world: World, party: Party) -> None:
    """Leave the country: back by the party's post, or by the nearest exit to a third country."""
    city = party.city
    world.leave(party, city)
    world.note(party, Reason.LEFT_CITY, party.due, city, "")
    goes_back = world.draws.uniform(Stream.RETURN, party.key, 0) < party.profile.return_share
    if party.stage == Stage.LODGED and not goes_back and city != party.post:
        party.to_third_country = True
        party.post = world.exit_of[city] or city
    moments = 0 if city == party.post else travel_moments(world, party, party.mode, city, party.post)
    if moments is None:
        world.count("went_home", party, city, party.due)
        world.enter(party, Stage.GONE_HOME, city)
        world.note(party, Reason.WENT_HOME, party.due, city)
        return
    if not party.to_third_country and city != party.post:
        world.count("went_home", party, city, party.due)
    party.due += moments
    if moments == 0 and party.to_third_country:
        cross_out(world, party, party.due)
        return
    world.enter(party, Stage.TO_EXIT, party.post)
    world.file(party)
