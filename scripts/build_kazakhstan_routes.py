"""Write routes.csv of the built-in scenario kazakhstan-2022 from its places.csv.

    python scripts/build_kazakhstan_routes.py

Road and rail km are great circles times `ROAD_FACTOR`, but for the distances that a source states. Links are:

- each origin to each of the 24 road posts, so that the east is open to everybody;
- each road post to all others within `DETOUR_KM` on the Russian side, for parties that leave a line for another post;
- each post to its three nearest cities, and cities to each other along the main roads;
- trains from the cities on the lines that cross the border, flights from the four cities that had them;
- ways out to third countries.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from serai.units import great_circle_km

LIBRARY = Path(__file__).resolve().parents[1] / "src" / "serai" / "scenario" / "library" / "kazakhstan-2022"
COLUMNS = ("from", "to", "km", "mode", "two_way", "source", "note")
ROAD_FACTOR = 1.25
DETOUR_KM = 1500.0
CITIES_PER_POST = 3
DERIVED = "great circle x 1.25 (derived)"
FLOWN = "great circle (derived)"
ASSUMED = "assumed; great circle x 1.25 (derived)"

STATED_KM = {
    ("Mashtakovo-Syrym", "Oral"): (50.0, "Fontanka, 29 Sep 2022"),
    ("Sagarchin-Zhaisan", "Aktobe"): (100.0, "Radio Azattyk / Ozodi, 28 Sep 2022"),
    ("Omsk", "Petropavl station"): (250.0, "Meduza, 26 Sep 2022 (Omsk-Petropavl)"),
}

STATION_CITY = {
    "Petropavl station": "Petropavl",
    "Oral station": "Oral",
    "Aktobe station": "Aktobe",
    "Kostanay station": "Kostanay",
    "Semey station": "Semey",
}
STATION_KM = 5.0
AIRPORT_CITY = {"Almaty Airport": "Almaty", "Astana Airport": "Astana"}
AIRPORT_KM = 20.0

# The main roads between cities; every city can be reached from every other inside Kazakhstan.
CITY_ROADS = (
    ("Oral", "Aktobe"), ("Oral", "Atyrau"), ("Atyrau", "Aktobe"), ("Atyrau", "Aktau"), ("Aktau", "Aktobe"),
    ("Aktobe", "Kyzylorda"), ("Aktobe", "Kostanay"), ("Kostanay", "Petropavl"), ("Kostanay", "Kokshetau"),
    ("Kostanay", "Astana"), ("Petropavl", "Kokshetau"), ("Kokshetau", "Astana"), ("Astana", "Karaganda"),
    ("Astana", "Pavlodar"), ("Pavlodar", "Karaganda"), ("Pavlodar", "Semey"), ("Semey", "Oskemen"),
    ("Semey", "Almaty"), ("Oskemen", "Almaty"), ("Karaganda", "Almaty"), ("Karaganda", "Kyzylorda"),
    ("Almaty", "Taraz"), ("Taraz", "Shymkent"), ("Shymkent", "Kyzylorda"),
)  # fmt: skip

RAILWAYS = {
    "Petropavl station": (
        "Omsk", "Novosibirsk", "Tyumen", "Kurgan", "Yekaterinburg", "Chelyabinsk", "Perm", "Kazan", "Ufa", "Samara",
        "Moscow", "Saint Petersburg",
    ),
    "Oral station": ("Saratov", "Samara", "Moscow", "Penza"),
    "Aktobe station": ("Orenburg", "Orsk", "Samara", "Ufa", "Moscow"),
    "Kostanay station": ("Chelyabinsk", "Magnitogorsk", "Yekaterinburg"),
    "Semey station": ("Novosibirsk", "Barnaul", "Tomsk", "Krasnoyarsk"),
}  # fmt: skip
FLIGHTS_FROM = ("Moscow", "Saint Petersburg", "Yekaterinburg", "Novosibirsk")

EXITS = {
    "Uzbekistan by Shymkent": ("Shymkent",),
    "Kyrgyzstan by Kordai": ("Almaty", "Taraz"),
    "abroad by air from Almaty": ("Almaty",),
    "abroad by air from Astana": ("Astana",),
    "abroad by air and sea from Aktau": ("Aktau",),
    "abroad by air from Atyrau": ("Atyrau",),
}

Places = dict[str, dict[str, str]]


def read_places(path: Path) -> Places:
    """The rows of places.csv by name."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def straight_km(places: Places, start: str, end: str) -> float:
    """Great circle between two places, km."""
    a, b = places[start], places[end]
    return great_circle_km(float(a["lat"]), float(a["lon"]), float(b["lat"]), float(b["lon"]))


def land_km(places: Places, start: str, end: str) -> float:
    """Road or rail km between two places: great circle x 1.25."""
    return straight_km(places, start, end) * ROAD_FACTOR


def link(places: Places, start: str, end: str, mode: str = "road", note: str = "") -> dict[str, str]:
    """One row of routes.csv."""
    if mode == "air":
        km, source = straight_km(places, start, end), FLOWN
    else:
        km, source = STATED_KM.get((start, end), (land_km(places, start, end), DERIVED))
    km_text = str(max(round(km), 1))
    return {"from": start, "to": end, "km": km_text, "mode": mode, "two_way": "yes", "source": source, "note": note}


def access(start: str, end: str, km: float, note: str) -> dict[str, str]:
    """A short road between a station or airport and its city."""
    return {
        "from": start, "to": end, "km": f"{km:g}", "mode": "road", "two_way": "yes", "source": "assumed", "note": note,
    }  # fmt: skip


def road_posts(places: Places) -> list[str]:
    """The posts that are neither stations nor airports, in the order of the file, from west to east."""
    posts = [name for name, row in places.items() if row["kind"] == "border_post"]
    return [name for name in posts if name not in STATION_CITY and name not in AIRPORT_CITY]


def road_links(places: Places) -> list[dict[str, str]]:
    """Origins to posts, posts to posts, posts to cities, cities to cities."""
    origins = [name for name, row in places.items() if row["kind"] == "origin"]
    cities = [name for name, row in places.items() if row["kind"] == "city"]
    posts = road_posts(places)
    rows = [link(places, origin, post) for origin in origins for post in posts]
    for number, post in enumerate(posts):
        near = [other for other in posts[number + 1 :] if land_km(places, post, other) <= DETOUR_KM]
        rows += [link(places, post, other, note="on the Russian side") for other in near]
    for post in posts:
        nearest = sorted(cities, key=lambda city: straight_km(places, post, city))[:CITIES_PER_POST]
        rows += [link(places, post, city) for city in nearest]
    return rows + [link(places, start, end) for start, end in CITY_ROADS]


def rail_and_air_links(places: Places) -> list[dict[str, str]]:
    """Trains and flights, and the way from station and airport to the city."""
    rows = []
    for station, origins in RAILWAYS.items():
        rows += [link(places, origin, station, "rail") for origin in origins]
        rows.append(access(station, STATION_CITY[station], STATION_KM, "station to city"))
    for airport, city in AIRPORT_CITY.items():
        rows += [link(places, origin, airport, "air") for origin in FLIGHTS_FROM]
        rows.append(access(airport, city, AIRPORT_KM, "airport to city"))
    return rows


def exit_links(places: Places) -> list[dict[str, str]]:
    """Ways out to third countries."""
    rows = []
    for exit_place, cities in EXITS.items():
        for city in cities:
            rows.append({**link(places, city, exit_place, note="way out to third countries"), "source": ASSUMED})
    return rows


def main() -> None:
    """Write routes.csv beside places.csv, whole or not at all."""
    places = read_places(LIBRARY / "places.csv")
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows([*road_links(places), *rail_and_air_links(places), *exit_links(places)])
    fresh = LIBRARY / "routes.csv.new"
    fresh.write_text(text.getvalue(), encoding="utf-8", newline="")
    fresh.replace(LIBRARY / "routes.csv")


if __name__ == "__main__":
    main()
