"""Rows that hang on border posts: routes, lines, ordinary traffic, and who is there at the start."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from serai.begin.figure import DERIVED, GUESSED
from serai.begin.gazetteer import LatLon
from serai.begin.kit import Kit
from serai.begin.posts import ON_LAND, Gate
from serai.begin.roads import Network, road_lengths
from serai.scenario.schema import Initial, Parameter, Place, Profile, Route, Service, Traffic
from serai.scenario.texts import parse_hours
from serai.units import MINUTES_PER_HOUR

PEOPLE_PER_DESK = 1000.0  # a post has a desk for about as many people a day
MOST_DESKS = 40
SEAT_COUNTERS = 10
SEAT_MINUTES = 2.0
CAR_SHARE = 3.0  # weight of the line of cars beside that of walkers, where desks serve both
NETWORK = {"car": "road", "foot": "road", "rail": "rail", "air": "air"}


def route_rows(
    origins: Sequence[Place], gates: Sequence[Gate], cities: Sequence[Place], kit: Kit, network: Network | None
) -> list[Route]:  # fmt: skip
    """Ways from every home to every post, between posts, from posts to the cities of their country, between cities.

    Road km are those of the network where it comes near both ends. Elsewhere none are stated: they are the great circle
    times `travel.road_factor`, whose range holds for all of them.
    """
    factor, rows = kit.number("road_factor"), []
    by_road = road_lengths(network, *([_point(place) for place in places] for places in (origins, gates, cities)))

    def add(start: Place | Gate, end: Place | Gate, mode: str) -> None:
        km = by_road.get(frozenset((_point(start), _point(end)))) if mode == "road" else None
        about = _point(start).km(_point(end)) * (factor if mode == "road" else 1.0)
        rows.append(
            Route(
                from_place=start.name,
                to_place=end.name,
                km=None if km is None else round(max(km, 0.1), 1),
                mode=mode,  # type: ignore[arg-type]
                source=f"{GUESSED}: by the map" if km is None or network is None else f"{DERIVED}: {network.source}",
                note=f"about {about:,.0f} km" if km is None else "",
            )
        )

    for origin in origins:
        for gate in gates:
            for mode in dict.fromkeys(NETWORK[mode] for mode in gate.modes):
                add(origin, gate, mode)
    for first, second in combinations([gate for gate in gates if gate.is_on_land], 2):
        add(first, second, "road")
    for gate in gates:
        for city in cities:
            if city.country == gate.country:
                add(gate, city, "road")
    for a, b in combinations(cities, 2):
        if a.country == b.country:
            add(a, b, "road")
    return rows


def _point(place: Place | Gate) -> LatLon:
    return place.point if isinstance(place, Gate) else LatLon(place.lat, place.lon)


def line_rows(gates: Sequence[Gate]) -> list[Service]:
    """Lines of each post inbound: those on land share its desks, trains and planes have seats.

    The way out is free: nobody waits there, as long as no row says otherwise.
    """
    rows: list[Service] = []
    for gate in gates:
        land = [mode for mode in gate.modes if mode in ON_LAND]
        rows += [_desk_line(gate, mode, is_shared=len(land) > 1) for mode in land]
        rows += [_seats(gate, mode) for mode in gate.modes if mode not in ON_LAND]
    return rows


def _desk_line(gate: Gate, mode: str, *, is_shared: bool) -> Service:
    desks = desks_of(gate)
    return Service(
        id=f"{gate.key}-in-{mode}",
        place=gate.name,
        service="entry_control",
        mode=mode,  # type: ignore[arg-type]
        pool=f"{gate.key}-desks" if is_shared else "",
        pool_rule="share" if is_shared else "fifo",
        pool_share=CAR_SHARE if is_shared and mode == "car" else 1.0,
        start=gate.post.start,
        end=gate.post.end,
        hours=gate.hours,
        servers=desks,
        minutes=round(minutes_of(gate), 4),
        unit="person",
        source=gate.capacity.source,
        note=f"{desks} desks and these minutes let in {gate.capacity.value:,.0f} people a day",
    )


def _seats(gate: Gate, mode: str) -> Service:
    return Service(
        id=f"{gate.key}-seats-{mode}",
        place=gate.name,
        service="seats",
        mode=mode,  # type: ignore[arg-type]
        start=gate.post.start,
        end=gate.post.end,
        servers=SEAT_COUNTERS,
        called="counter",
        minutes=SEAT_MINUTES,
        cap=max(1.0, round(gate.capacity.value)),
        source=gate.capacity.source,
        note="seats of one day are given out from midnight on; cap has no range",
    )


def desks_of(gate: Gate) -> int:
    """Desks at a post: about one for a thousand people a day."""
    return max(1, min(MOST_DESKS, round(gate.capacity.value / PEOPLE_PER_DESK)))


def minutes_of(gate: Gate) -> float:
    """Minutes for each person, so that the desks serve the capacity in the hours of a day."""
    return desks_of(gate) * open_hours(gate.hours) * MINUTES_PER_HOUR / gate.capacity.value


def open_hours(hours: str) -> float:
    """Hours of a day on which a post is open."""
    return sum(closing - opening for opening, closing in parse_hours(hours)) / MINUTES_PER_HOUR


def capacity_parameters(gates: Sequence[Gate]) -> list[Parameter]:
    """A factor on the time at the desks of each post on land, with the range of its capacity."""
    rows = []
    for gate in gates:
        if gate.is_on_land:
            figure = gate.capacity
            rows.append(
                Parameter(
                    name=f"{gate.key}-minutes",
                    value=1.0,
                    unit="1",
                    how="factor",
                    cells=f"services.{gate.key}-in-*.minutes",
                    ranges=(("value", *figure.factors(is_inverse=True)),),
                    source=figure.source,
                    note=f"1 is {figure.value:,.0f} people a day in; from {figure.high:,.0f} down to {figure.low:,.0f}",
                )
            )
    return rows


def traffic_rows(gates: Sequence[Gate], ordinary: Sequence[Profile], kit: Kit) -> list[Traffic]:
    """Ordinary people inbound at each post: citizens of the country of arrival, and visitors."""
    residents = kit.number("residents_share")
    rows = []
    for gate in gates:
        for profile in ordinary:
            share = _share_of(profile, ordinary, residents)
            people = gate.ordinary.times(share)
            if people.value > 0:
                rows.append(
                    Traffic(
                        id=f"{profile.name}-{gate.key}",
                        post=gate.name,
                        mode=_mode_of(gate),
                        profile=profile.name,
                        per_day=people.value,
                        ranges=(("per_day", people.low, people.high),),
                        source=gate.ordinary.source,
                        note=f"{share:g} of the ordinary people there",
                    )
                )
    return rows


def initial_rows(traffic: Sequence[Traffic], ordinary: Sequence[Profile]) -> list[Initial]:
    """Visitors who are there at the start, so that as many leave on an ordinary day as come."""
    stays = {profile.name: profile.stay_days for profile in ordinary if profile.tracked}
    return [
        Initial(
            id=f"there-{row.id}",
            place=row.post,
            profile=row.profile,
            people=round(row.per_day * stays[row.profile]),
            ranges=tuple(
                ("people", round((low or 0) * stays[row.profile]), round((high or 0) * stays[row.profile]))
                for _, low, high in row.ranges
            ),
            source="derived: ordinary people a day x mean stay",
        )
        for row in traffic
        if row.profile in stays
    ]


def _share_of(profile: Profile, ordinary: Sequence[Profile], residents: float) -> float:
    alike = [other for other in ordinary if other.tracked == profile.tracked]
    both_kinds = len(alike) < len(ordinary)
    part = (1 - residents if profile.tracked else residents) if both_kinds else 1.0
    return part / len(alike)


def _mode_of(gate: Gate) -> str:
    return "car" if "car" in gate.modes else gate.modes[0]
