"""How a run and its draws lie in a file and in a data set: dimensions, coordinates, units and names, in one place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np

from serai.codes import Stage
from serai.results.figures import Figure
from serai.results.missing import MAY_BE_MISSING, with_missing
from serai.results.series import kept_series
from serai.results.view import View
from serai.runs.draws import Draws, FailedDraw
from serai.runs.ranges import ranges_of
from serai.runs.rows import by_name, stored
from serai.scenario.schema import Scenario
from serai.state.changes import Changes, by_change
from serai.state.log import (
    BY_CHANGE,
    JOURNEY,
    WAIT_BINS,
    Axes,
    LineName,
    Outcome,
    kept_variables,
    wait_bin_edges_hours,
)

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
ANSWERS = {
    "simulated": "figure of each observation",
    "simulated_low": "for the statistic covers: 5th percentile of the waits in the run",
    "simulated_high": "for the statistic covers: 95th percentile of the waits in the run",
}
FIGURE_PARTS = {"subject": "what the figure is about", "of": "place", "part": "which figure"}


class Array(NamedTuple):
    """One array with its name, dimensions and attributes, as netCDF has it."""

    name: str
    dims: tuple[str, ...]
    values: Any  # an array of numpy, or Rows where draws lie on disk
    attrs: dict[str, Any]


class Content(NamedTuple):
    """What a group of a file holds."""

    dimensions: dict[str, int]
    attributes: dict[str, Any]
    coordinates: list[Array]
    variables: list[Array]


def course_content(view: View, *, whole: bool = False) -> Content:
    """The central course: everything that was written down of it, and the parties that were followed.

    What is kept by change is given as its changes or, with `whole`, as the array for which they stand.
    """
    outcome = view.outcome
    arrays = [*variables(view, whole=whole), *journeys(outcome)]
    return _content(attributes(outcome), coordinates(outcome.axes), arrays)


def draws_content(draws: Draws) -> Content:
    """The draws beside the central course: their series, figures and answers, with a dimension draw."""
    arrays = [*_draw_series(draws), *_draw_numbers(draws)]
    used = {dim for array in arrays for dim in array.dims}
    labels = [array for array in coordinates(draws.axes) if used.issuperset(array.dims)]
    return _content(_clock(draws.axes), [*labels, *_draw_coordinates(draws)], arrays)


def _content(attrs: dict[str, Any], labels: list[Array], arrays: list[Array]) -> Content:
    sizes = {
        dim: size for array in (*labels, *arrays) for dim, size in zip(array.dims, array.values.shape, strict=True)
    }
    return Content(sizes, attrs, labels, arrays)


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
    return [day, step, *([_hours(axes)] if axes.n_hours else []), *bins, *names]


def _hours(axes: Axes) -> Array:
    return Array(
        "hour", ("hour",), np.arange(axes.n_hours, dtype=np.int64),
        {"units": f"hours since {axes.first_day.isoformat()}", "calendar": "proleptic_gregorian",
         "long_name": "hour of the clock at the place concerned"},
    )  # fmt: skip


def variables(view: View, *, whole: bool = False) -> list[Array]:
    """The variables of a run, in the order of the log, with unit, meaning and how they add up over time."""
    items = []
    for variable in kept_variables(view.axes):
        values = with_missing(view, variable.name)
        attrs = {"units": variable.unit, "long_name": variable.long_name, "add_up": variable.add_up}
        if variable.name in BY_CHANGE and not whole:
            items += _changes_of(variable.name, by_change(values), attrs)
        else:
            items.append(Array(variable.name, variable.dims, np.asarray(values), attrs))
    return items


def _changes_of(name: str, changes: Changes, attrs: dict[str, Any]) -> list[Array]:
    words = attrs["long_name"]
    return [
        Array(f"{name}_end", ("step",), changes.end, {"long_name": f"{words}: changes up to the end of each step"}),
        Array(
            f"{name}_cell", (f"{name}_change",), changes.cell,
            {"long_name": f"{words}: what changes, row of the stage times the number of places plus row of the place"},
        ),
        Array(f"{name}_value", (f"{name}_change",), changes.value, {**attrs, "long_name": f"{words}: from then on"}),
    ]  # fmt: skip


def _by_change_from(result: dict[str, np.ndarray], name: str, shape: tuple[int, ...]) -> Changes:
    if name in result:  # of a file before format 3
        return by_change(result[name])
    steps, stages, places = shape
    return Changes((steps, stages, places), *(result[f"{name}_{part}"] for part in ("end", "cell", "value")))


def journeys(outcome: Outcome) -> list[Array]:
    """The log of the parties that are followed, one array for each field."""
    return [
        Array(
            f"journey_{field}", (JOURNEY_DIM,), np.ascontiguousarray(outcome.journeys[field]),
            {"long_name": f"journeys of invented travellers: {meaning}"},
        )
        for field, meaning in JOURNEY_MEANINGS.items()
    ]  # fmt: skip


def journeys_from(result: dict[str, np.ndarray]) -> np.ndarray:
    """The log of the parties that are followed, from the arrays of a file: JOURNEY[n], empty where there is none."""
    log = np.zeros(result["journey_key"].size if "journey_key" in result else 0, dtype=JOURNEY)
    for field in JOURNEY_MEANINGS if log.size else ():
        log[field] = result[f"journey_{field}"]
    return log


def attributes(outcome: Outcome) -> dict[str, Any]:
    """What a file says of the run as a whole: its clock and its ledger of people."""
    return _clock(outcome.axes) | {f"{TOTAL_PREFIX}{name}": int(total) for name, total in outcome.totals.items()}


def _clock(axes: Axes) -> dict[str, Any]:
    return {
        "Conventions": "CF-1.10",
        "start": axes.start.isoformat(),
        "first_day": axes.first_day.isoformat(),
        "step_minutes": axes.step_minutes,
    }


def axes_from(result: dict[str, np.ndarray], attrs: dict[str, Any]) -> Axes:
    """Axes from the coordinates and attributes of a file.

    Raises
    ------
    KeyError, ValueError
        If something is missing or does not parse.
    """

    def names(key: str) -> tuple[str, ...]:
        return tuple(str(name) for name in result[key])

    parts = zip(names("line"), *(names(f"line_{part}") for part in LINE_PARTS), strict=True)
    if result["wait_bin"].size != WAIT_BINS:
        raise ValueError(f"the file has {result['wait_bin'].size} bins of waits, not {WAIT_BINS}")
    return Axes(
        start=datetime.fromisoformat(str(attrs["start"])),
        first_day=datetime.fromisoformat(str(attrs["first_day"])).date(),
        n_days=result["day"].size,
        n_steps=result["step"].size,
        step_minutes=int(attrs["step_minutes"]),
        places=names("place"),
        place_zones=names("place_zone"),
        profiles=names("profile"),
        causes=names("cause"),
        lines=tuple(LineName(*values) for values in parts),
        lodging=names("lodging"),
        n_hours=result["hour"].size if "hour" in result else 0,
    )


def outcome_from(result: dict[str, np.ndarray], attrs: dict[str, Any]) -> Outcome:
    """An outcome from the arrays and attributes of a file.

    Raises
    ------
    KeyError, ValueError
        If an array is missing or has another shape than its coordinates say.
    """
    axes = axes_from(result, attrs)
    arrays = {}
    for variable in kept_variables(axes):
        shape = tuple(axes.size(dim) for dim in variable.dims)
        by_step = variable.name in BY_CHANGE
        values = _by_change_from(result, variable.name, shape) if by_step else result[variable.name]
        if values.shape != shape:
            raise ValueError(f"{variable.name} has the shape {values.shape}, not {shape}")
        arrays[variable.name] = np.nan_to_num(values) if variable.name in MAY_BE_MISSING else values
    totals = {name.removeprefix(TOTAL_PREFIX): int(attrs[name]) for name in attrs if name.startswith(TOTAL_PREFIX)}
    return Outcome(axes=axes, arrays=arrays, journeys=journeys_from(result), totals=totals)


def _names(name: str, dim: str, values: tuple[str, ...], meaning: str) -> Array:
    return Array(name, (dim,), np.array(values, dtype=object), {"long_name": meaning})


def draws_from(result: dict[str, Any], axes: Axes, scenario: Scenario) -> Draws:
    """Draws from the arrays of a file.

    Raises
    ------
    KeyError, ValueError
        If an array is missing or does not parse.
    """
    names = tuple(str(name) for name in result["range"])
    parts = zip(*(result[f"figure_{part}"] for part in FIGURE_PARTS), strict=True)
    return Draws(
        axes=axes,
        scenario=scenario,
        numbers=result["draw"],
        seeds=result["draw_seed"],
        range_names=names,
        range_values=result["range_value"],
        arrays=by_name({kept.variable.name: result[kept.variable.name] for kept in kept_series()}),
        figures=tuple(Figure(*map(str, three)) for three in parts),
        figure_values=result["figure_value"],
        answers=np.stack([result[name] for name in ANSWERS], axis=-1),
        failed=tuple(_failed_from(result, names)),
    )


def _draw_coordinates(draws: Draws) -> list[Array]:
    ranges = ranges_of(draws.scenario)
    ids = tuple(row.id for row in draws.scenario.observations)
    return [
        Array("draw", ("draw",), draws.numbers, {"long_name": "number of the draw"}),
        Array("draw_seed", ("draw",), draws.seeds, {"long_name": "seed of the run of the draw"}),
        _names("range", "range", draws.range_names, "number that has a range"),
        _names("range_unit", "range", tuple(item.unit for item in ranges), "unit of the range"),
        *(
            Array(
                f"range_{part}", ("range",), np.array([getattr(item, part) for item in ranges]), {"long_name": meaning}
            )
            for part, meaning in (("low", "low end"), ("central", "central value"), ("high", "high end"))
        ),
        _names("observation", "observation", ids, "id of the observation"),
        *(
            _names(f"figure_{part}", "figure", tuple(getattr(item, part) for item in draws.figures), meaning)
            for part, meaning in FIGURE_PARTS.items()
        ),
    ]


def _draw_series(draws: Draws) -> Iterator[Array]:
    for kept in kept_series():
        of = kept.variable
        attrs = {"units": of.unit, "long_name": of.long_name, "add_up": of.add_up}
        yield Array(of.name, ("draw", *of.dims), stored(draws.arrays, of.name), attrs)


def _draw_numbers(draws: Draws) -> Iterator[Array]:
    yield Array("range_value", ("draw", "range"), draws.range_values, {"long_name": "value drawn from the range"})
    meaning = "figure of the summary; days count since the first day"
    yield Array("figure_value", ("draw", "figure"), draws.figure_values, {"long_name": meaning})
    for part, (name, meaning) in enumerate(ANSWERS.items()):
        yield Array(name, ("draw", "observation"), draws.answers[..., part], {"long_name": meaning})
    failed = draws.failed
    values = np.array([list(item.values.values()) for item in failed]).reshape(len(failed), len(draws.range_names))
    yield Array("failed_draw", ("failed",), np.array([item.number for item in failed], dtype=np.int64), {})
    yield Array("failed_seed", ("failed",), np.array([item.seed for item in failed], dtype=np.int64), {})
    yield _names("failed_message", "failed", tuple(item.message for item in failed), "why the draw failed")
    yield Array("failed_value", ("failed", "range"), values, {"long_name": "value drawn from the range"})


def _failed_from(arrays: dict[str, np.ndarray], names: tuple[str, ...]) -> Iterator[FailedDraw]:
    parts = zip(
        arrays["failed_draw"], arrays["failed_seed"], arrays["failed_message"], arrays["failed_value"], strict=True
    )
    for number, seed, message, values in parts:
        yield FailedDraw(int(number), int(seed), str(message), dict(zip(names, values.tolist(), strict=True)))
