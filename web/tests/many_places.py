"""A scenario of 2,000 places that are all in use: what the page must still draw in a few seconds."""

from __future__ import annotations

from datetime import date, timedelta

from serai.scenario.schema import Departure, Lodging, Place, Profile, Route, Scenario, Service

ORIGINS, POSTS, CITIES = 200, 200, 1600
WEST, STEP = 20.0, 0.12
CITIES_OF_A_POST = CITIES // POSTS
PEOPLE = 400
DAYS = 76
START = date(2024, 5, 1)


def scenario() -> Scenario:
    """Origins in the north, posts along a line, and eight cities behind each post."""
    places, routes, services, lodging, departures = [], [], [], [], []
    for row in range(POSTS):
        lon = WEST + row * STEP
        places += [_place(f"Origin {row}", "origin", lon, 54.0), _place(f"Post {row}", "border_post", lon, 50.0)]
        routes.append(Route(from_place=f"Origin {row}", to_place=f"Post {row}", km=300))
        services.append(Service(id=f"gate-{row}", place=f"Post {row}", service="entry_control", servers=1, minutes=6))
        departures.append(Departure(id=f"leave-{row}", origin=f"Origin {row}", profile="people", people=PEOPLE))
        for number in range(CITIES_OF_A_POST):
            name = f"City {row}-{number}"
            places.append(_place(name, "city", lon, 49.0 - number * 0.6))
            routes.append(Route(from_place=f"Post {row}", to_place=name, km=60 + 50 * number))
            lodging.append(Lodging(id=f"beds-{row}-{number}", place=name, kind="hotel", beds=40))
    return Scenario(
        name="many-places", title="Two thousand places", start=START, end=START + timedelta(days=DAYS),
        places=tuple(places), profiles=(Profile(name="people", stay_days=9),), routes=tuple(routes),
        services=tuple(services), lodging=tuple(lodging), departures=tuple(departures),
    )  # fmt: skip


def _place(name: str, kind: str, lon: float, lat: float) -> Place:
    return Place(name=name, kind=kind, country="XXA", lat=lat, lon=lon, attraction=1.0 if kind == "city" else None)
