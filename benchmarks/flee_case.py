"""A case in Flee's format, made by rule: 30 places, 50 links, 5 of them conflict zones and 5 camps, 100 days.

The places lie on a grid of 6 columns by 5 rows. Conflict zones are the places of the first column, camps those of the
last one. The series of the camps rise in straight lines, so an equal share of the people sets out each day. All
settings are Flee's own.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from pathlib import Path

DAYS = 100
START = date(2020, 1, 1)
COLUMNS, ROWS = 6, 5
N_LINKS = 50
KM_APART = 200.0
CAMP_SHARE = 0.3  # capacity of a camp, as a share of all people: five hold one and a half times as many
LAT_0, LON_0, DEGREE_KM = 10.0, 20.0, 111.2


def _name(column: int, row: int) -> str:
    kind = {1: "Zone", 2: "Camp"}.get(column, "Town")
    return f"{kind}-{column}{row}"


def _position(column: int, row: int) -> tuple[float, float]:
    """Kilometres east and north of a place; a fixed pattern moves it off the grid."""
    east = column * KM_APART + 35 * math.sin(3.1 * column + 5.3 * row)
    north = row * KM_APART + 35 * math.cos(4.7 * column + 2.9 * row)
    return east, north


def places() -> list[tuple[str, float, float]]:
    """Name, and kilometres east and north, of the 30 places; zones first."""
    return [(_name(c, r), *_position(c, r)) for c in range(COLUMNS) for r in range(ROWS)]


def links() -> list[tuple[str, str, float]]:
    """The 49 links between neighbours on the grid, and one across it: two names and km of road."""
    at = {(c, r): _position(c, r) for c in range(COLUMNS) for r in range(ROWS)}
    pairs = [((c, r), (c + 1, r)) for c in range(COLUMNS - 1) for r in range(ROWS)]
    pairs += [((c, r), (c, r + 1)) for c in range(COLUMNS) for r in range(ROWS - 1)]
    pairs += [((c, r), (c + 1, r + 1)) for r in range(ROWS - 1) for c in range(COLUMNS - 1)]
    return [(_name(*a), _name(*b), round(1.2 * math.dist(at[a], at[b]), 1)) for a, b in pairs[:N_LINKS]]


def write_case(folder: Path, people: int) -> Path:
    """Write the case for a number of people, of whom an equal share sets out each day from day 0 to day 100."""
    inputs, data = folder / "input_csv", folder / "source_data"
    inputs.mkdir(parents=True, exist_ok=True)
    data.mkdir(exist_ok=True)
    names = [name for name, _, _ in places()]
    zones = [name for name in names if name.startswith("Zone")]
    camps = [name for name in names if name.startswith("Camp")]
    rows = ["#name,region,country,latitude,longitude,location_type,conflict_date,population"]
    for name, east, north in places():
        kind, country, size = _kind_of(name, people)
        lat, lon = LAT_0 + north / DEGREE_KM, LON_0 + east / DEGREE_KM
        rows.append(f"{name},{name}-land,{country},{lat:.4f},{lon:.4f},{kind},0,{size}")
    texts = {
        inputs / "locations.csv": rows,
        inputs / "routes.csv": ["#name1,name2,distance,forced_redirection", *(f"{a},{b},{d},0" for a, b, d in links())],
        inputs / "closures.csv": ["#closure_type,name1,name2,closure_start,closure_end"],
        inputs / "conflicts.csv": [",".join(["#Day", *zones]), *(f"{day}" + ",1" * len(zones) for day in range(DAYS))],
        inputs / "sim_period.csv": [f"StartDate,{START}", f"Length,{DAYS}"],
        data / "data_layout.csv": ["total,total.csv", *(f"{name},{name}.csv" for name in camps)],
        data / "total.csv": _series(people),
        **{data / f"{name}.csv": _series(people // len(camps)) for name in camps},
        folder / "simsetting.yml": ["move_rules:", "  awareness_level: 1"],
    }  # fmt: skip
    for path, lines in texts.items():
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _kind_of(name: str, people: int) -> tuple[str, str, int]:
    """Kind, country, and population or capacity of a place."""
    if name.startswith("Zone"):
        return "conflict_zone", "Here", 100_000
    if name.startswith("Camp"):
        return "camp", "There", round(CAMP_SHARE * people)
    return "town", "Here", 0


def _series(people: int) -> list[str]:
    return ["Date,People", f"{START},0", f"{START + timedelta(days=DAYS)},{people}"]
