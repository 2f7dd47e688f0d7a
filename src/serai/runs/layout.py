"""How the arrays of a run lie in a file and in a data set: dimensions, coordinates, units and names, in one place."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import numpy as np

from serai.codes import Stage
from serai.state.log import JOURNEY, VARIABLES, WAIT_BINS, Axes, LineName, Outcome, wait_bin_edges_hours

JOURNEY_DIM = "journey_entry"
JOURNEY_MEANINGS = {
    "key": "key of the party",
    "time": "moments (1/8 s) since the start of the run",
    "value": "moments waited, or row of the line or lodging",
    "place": "row of the place",
    "reason": "serai.codes.Reason",
    "profile": "row of the profile",
    "size": "people in the party",
    "origin_known": "1 where the party has an origin",
    "origin": "row of the origin",
}
LINE_PARTS = {
    "place": "place of the line",
    "service": "kind of service",
    "mode": "who stands in the line",
    "direction": "way through the post",
    "pool": "lines of one pool share servers",
    "called": "what a server is called",
}
TOTAL_PREFIX = "total_"


class Array(NamedTuple):
    """One array with its name, dimensions and attributes, as netCDF has it."""

    name: str
    dims: tuple[str, ...]
    values: np.ndarray
    attrs: dict[str, Any]


def coordinates(axes: Axes) -> list[Array]:
    """The coordinates of a run: one along each dimension, and what is known of places and lines."""
    edges = wait_bin_edges_hours()
    steps = (np.arange(axes.n_steps, dtype=np.int64) + 1) * axes.step_minutes
    since = axes.start.strftime("%Y-%m-%dT%H:%M:%S")
    day = Array(
        "day", ("day",), np.arange(axes.n_days, dtype=np.int64),
        {"units": f"days since {axes.first_day.isoformat()}", "calendar": "proleptic_gregorian",
         "long_name": "local day of the place concerned"},
    )  # fmt: skip
    step = Array(
        "step", ("step",), steps,
        {"units": f"minutes since {since}", "calendar": "proleptic_gregorian",
         "long_name": "moment at which states were written down, UTC"},
    )  # fmt: skip
    bins = [
        Array("wait_bin", ("wait_bin",), edges[1:], {"units": "h", "long_name": "upper edge of the bin of waits"}),
        Array(
            "wait_bin_from", ("wait_bin",), edges[:-1], {"units": "h", "long_name": "lower edge of the bin of waits"}
        ),
    ]
    names = [
        _names("place", "place", axes.places, "name of the place"),
        _names("place_zone", "place", axes.place_zones, "IANA time zone of the place"),
        _names("profile", "profile", axes.profiles, "kind of party"),
        _names("cause", "cause", axes.causes, "cause of departure: ordinary life or a trigger event"),
        _names("line", "line", tuple(line.name for line in axes.lines), "name of the line"),
        *(
            _names(f"line_{part}", "line", tuple(getattr(line, part) for line in axes.lines), meaning)
            for part, meaning in LINE_PARTS.items()
        ),
        _names("lodging", "lodging", axes.lodging, "id of the lodging"),
        _names("stage", "stage", tuple(stage.name.lower() for stage in Stage), "stage of a journey"),
    ]
    return [day, step, *bins, *names]


def variables(outcome: Outcome) -> list[Array]:
    """The variables of a run, in the order of `VARIABLES`, with unit, meaning and how they add up over time."""
    return [
        Array(
            variable.name, variable.dims, outcome.arrays[variable.name],
            {"units": variable.unit, "long_name": variable.long_name, "add_up": variable.add_up},
        )
        for variable in VARIABLES
    ]  # fmt: skip


def journeys(outcome: Outcome) -> list[Array]:
    """The log of the parties that are followed, one array for each field."""
    return [
        Array(
            f"journey_{field}", (JOURNEY_DIM,), np.ascontiguousarray(outcome.journeys[field]),
            {"long_name": f"journeys of invented travellers: {meaning}"},
        )
        for field, meaning in JOURNEY_MEANINGS.items()
    ]  # fmt: skip


def journeys_from(found: dict[str, np.ndarray]) -> np.ndarray:
    """The log of the parties that are followed, from the arrays of a file: JOURNEY[n], empty where there is none."""
    log = np.zeros(found["journey_key"].size if "journey_key" in found else 0, dtype=JOURNEY)
    for field in JOURNEY_MEANINGS if log.size else ():
        log[field] = found[f"journey_{field}"]
    return log


def attributes(outcome: Outcome) -> dict[str, Any]:
    """What a file says of the run as a whole: its clock and its ledger of people."""
    axes = outcome.axes
    return {
        "Conventions": "CF-1.10",
        "start": axes.start.isoformat(),
        "first_day": axes.first_day.isoformat(),
        "step_minutes": axes.step_minutes,
        **{f"{TOTAL_PREFIX}{name}": int(total) for name, total in outcome.totals.items()},
    }


def dimensions(outcome: Outcome) -> dict[str, int]:
    """Length of each dimension."""
    dims = {dim: outcome.axes.size(dim) for variable in VARIABLES for dim in variable.dims}
    return {**dims, JOURNEY_DIM: len(outcome.journeys)}


def axes_from(found: dict[str, np.ndarray], attrs: dict[str, Any]) -> Axes:
    """Axes from the coordinates and attributes of a file.

    Raises
    ------
    KeyError, ValueError
        If something is missing or does not parse.
    """

    def names(key: str) -> tuple[str, ...]:
        return tuple(str(name) for name in found[key])

    parts = zip(names("line"), *(names(f"line_{part}") for part in LINE_PARTS), strict=True)
    if found["wait_bin"].size != WAIT_BINS:
        raise ValueError(f"the file has {found['wait_bin'].size} bins of waits, not {WAIT_BINS}")
    return Axes(
        start=datetime.fromisoformat(str(attrs["start"])),
        first_day=datetime.fromisoformat(str(attrs["first_day"])).date(),
        n_days=found["day"].size,
        n_steps=found["step"].size,
        step_minutes=int(attrs["step_minutes"]),
        places=names("place"),
        place_zones=names("place_zone"),
        profiles=names("profile"),
        causes=names("cause"),
        lines=tuple(LineName(*values) for values in parts),
        lodging=names("lodging"),
    )


def outcome_from(found: dict[str, np.ndarray], attrs: dict[str, Any]) -> Outcome:
    """An outcome from the arrays and attributes of a file.

    Raises
    ------
    KeyError, ValueError
        If an array is missing or has another shape than its coordinates say.
    """
    axes = axes_from(found, attrs)
    arrays = {}
    for variable in VARIABLES:
        shape = tuple(axes.size(dim) for dim in variable.dims)
        if found[variable.name].shape != shape:
            raise ValueError(f"{variable.name} has the shape {found[variable.name].shape}, not {shape}")
        arrays[variable.name] = found[variable.name]
    totals = {name.removeprefix(TOTAL_PREFIX): int(attrs[name]) for name in attrs if name.startswith(TOTAL_PREFIX)}
    return Outcome(axes=axes, arrays=arrays, journeys=journeys_from(found), totals=totals)


def _names(name: str, dim: str, values: tuple[str, ...], meaning: str) -> Array:
    return Array(name, (dim,), np.array(values, dtype=object), {"long_name": meaning})
