"""The files of small cases in Flee's format: a conflict zone, a town and a camp, unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

START = date(2020, 1, 1)
LOCATIONS = ("name,region,country,latitude,longitude,location_type,conflict_date,population",)
SURE_CAMPS = {"camp_weight": 1e12, "camp_movechance": 0.0}  # everybody makes for a camp within sight and stays there


def on(day: int) -> str:
    """The date of a day of the simulation."""
    return (START + timedelta(days=day)).isoformat()


def place(name: str, kind: str, people: int | str = "", country: str = "Here", more: str = "") -> str:
    """A row of locations.csv."""
    return f"{name},{name}-land,{country},1.0,2.0,{kind},0,{people}{more}"


def series(points: Mapping[int, float]) -> str:
    """The text of a file of source_data: people by day."""
    return "Date,People\n" + "".join(f"{on(day)},{people:g}\n" for day, people in points.items())


def write_case(
    folder: Path,
    places: Sequence[str],
    routes: Sequence[str],
    *,
    days: int = 5,
    camps: Mapping[str, Mapping[int, float]] | None = None,
    conflicts: str = "",
    moves: Mapping[str, object] | None = None,
    spawn: Mapping[str, object] | None = None,
    files: Mapping[str, str] | None = None,
) -> Path:
    """Write a case; by default the first place is in conflict throughout."""
    inputs, data = folder / "input_csv", folder / "source_data"
    inputs.mkdir(parents=True, exist_ok=True)
    data.mkdir(exist_ok=True)
    first = places[0].split(",")[0]
    texts = {
        "input_csv/locations.csv": "\n".join([f"#{LOCATIONS[0]}", *places]),
        "input_csv/routes.csv": "\n".join(["#name1,name2,distance,forced_redirection", *routes]),
        "input_csv/closures.csv": "#closure_type,name1,name2,closure_start,closure_end",
        "input_csv/conflicts.csv": conflicts or "\n".join([f"#Day,{first}", *(f"{day},1" for day in range(days))]),
        "input_csv/sim_period.csv": f"StartDate,{START.isoformat()}\nLength,{days}",
        "source_data/data_layout.csv": "\n".join(["total,total.csv", *(f"{name},{name}.csv" for name in camps or {})]),
        "source_data/total.csv": series({0: 0}),
        "simsetting.yml": _yaml(moves or {}, spawn or {}),
        **{f"source_data/{name}.csv": series(points) for name, points in (camps or {}).items()},
        **(files or {}),
    }
    for name, text in texts.items():
        (folder / name).write_text(text + "\n", encoding="utf-8")
    return folder


def _yaml(moves: Mapping[str, object], spawn: Mapping[str, object]) -> str:
    def lines(block: Mapping[str, object]) -> str:
        return "".join(f"  {key}: {value}\n" for key, value in block.items())

    both = {"move_rules": {"max_move_speed": 200.0, **moves}, "spawn_rules": spawn}
    return "".join(f"{name}:\n{lines(block)}" for name, block in both.items() if block)
