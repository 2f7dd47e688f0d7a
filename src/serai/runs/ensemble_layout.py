"""How the draws of an ensemble lie in a file and in a data set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from serai.runs import layout
from serai.runs.draws import Draws, FailedDraw
from serai.runs.figures import Figure
from serai.runs.keep import kept_series
from serai.runs.layout import Array
from serai.runs.ranges import ranges_of
from serai.runs.store import Content
from serai.scenario.schema import Scenario
from serai.state.log import Outcome

SIMULATED = {
    "simulated": "figure of each observation",
    "simulated_low": "for the statistic covers: 5th percentile of the waits in the run",
    "simulated_high": "for the statistic covers: 95th percentile of the waits in the run",
}
FIGURE_PARTS = {"subject": "what the figure is about", "of": "week or place", "part": "which figure"}
CENTRAL = " in the run with central values"


def content(draws: Draws, scenario: Scenario) -> Content:
    """Everything that is written of an ensemble."""
    coordinates = [*layout.coordinates(draws.axes), *_coordinates(draws, scenario)]
    bare = Outcome(draws.axes, {}, draws.journeys, {})
    followed = layout.journeys(bare) if draws.journeys.size else []
    variables = [*_series(draws), *_numbers(draws), *followed]
    arrays = (*coordinates, *variables)
    sizes = {dim: size for array in arrays for dim, size in zip(array.dims, array.values.shape, strict=True)}
    return Content(sizes, layout.attributes(bare), coordinates, variables)


def draws_from(arrays: dict[str, np.ndarray], attributes: dict[str, Any]) -> Draws:
    """Draws from the arrays and attributes of a file; series that an older Serai did not keep are absent.

    Raises
    ------
    KeyError, ValueError
        If an array is missing or does not parse.
    """
    names = tuple(str(name) for name in arrays["range"])
    parts = zip(*(arrays[f"figure_{part}"] for part in FIGURE_PARTS), strict=True)
    return Draws(
        axes=layout.axes_from(arrays, attributes),
        numbers=arrays["draw"],
        seeds=arrays["draw_seed"],
        range_names=names,
        range_values=arrays["range_value"],
        arrays={name: arrays[name] for kept in kept_series() if (name := kept.variable.name) in arrays},
        figures=tuple(Figure(*map(str, three)) for three in parts),
        figure_values=arrays["figure_value"],
        central_figures=arrays["central_figure_value"],
        simulated=np.stack([arrays[name] for name in SIMULATED], axis=-1),
        central_simulated=np.stack([arrays[f"central_{name}"] for name in SIMULATED], axis=-1),
        reasons=tuple(str(text) for text in arrays["observation_reason"]),
        failed=tuple(_failed_from(arrays, names)),
        journeys=layout.journeys_from(arrays),
    )


def _coordinates(draws: Draws, scenario: Scenario) -> list[Array]:
    ranges = ranges_of(scenario)
    ids = tuple(row.id for row in scenario.observations)
    return [
        Array("draw", ("draw",), draws.numbers, {"long_name": "number of the draw"}),
        Array("draw_seed", ("draw",), draws.seeds, {"long_name": "seed of the run of the draw"}),
        _texts("range", "range", draws.range_names, "number that has a range"),
        _texts("range_unit", "range", tuple(one.unit for one in ranges), "unit of the range"),
        *(
            Array(f"range_{part}", ("range",), np.array([getattr(one, part) for one in ranges]), {"long_name": meaning})
            for part, meaning in (("low", "low end"), ("central", "central value"), ("high", "high end"))
        ),
        _texts("observation", "observation", ids, "id of the observation"),
        _texts("observation_reason", "observation", draws.reasons, "why the run with central values has no figure"),
        *(
            _texts(f"figure_{part}", "figure", tuple(getattr(one, part) for one in draws.figures), meaning)
            for part, meaning in FIGURE_PARTS.items()
        ),
    ]


def _series(draws: Draws) -> Iterator[Array]:
    for kept in kept_series():
        of = kept.variable
        if of.name not in draws.arrays:
            continue
        attrs = {"units": of.unit, "long_name": of.long_name, "add_up": of.add_up}
        yield Array(of.name, ("draw", *of.dims), draws.arrays[of.name], attrs)


def _numbers(draws: Draws) -> Iterator[Array]:
    yield Array("range_value", ("draw", "range"), draws.range_values, {"long_name": "value drawn from the range"})
    told = {"long_name": "figure of the summary; days count since the first day"}
    yield Array("figure_value", ("draw", "figure"), draws.figure_values, told)
    central = {"long_name": told["long_name"] + CENTRAL}
    yield Array("central_figure_value", ("figure",), draws.central_figures, central)
    for part, (name, meaning) in enumerate(SIMULATED.items()):
        yield Array(name, ("draw", "observation"), draws.simulated[..., part], {"long_name": meaning})
        attrs = {"long_name": meaning + CENTRAL}
        yield Array(f"central_{name}", ("observation",), draws.central_simulated[..., part], attrs)
    failed = draws.failed
    values = np.array([list(one.values.values()) for one in failed]).reshape(len(failed), len(draws.range_names))
    yield Array("failed_draw", ("failed",), np.array([one.number for one in failed], dtype=np.int64), {})
    yield Array("failed_seed", ("failed",), np.array([one.seed for one in failed], dtype=np.int64), {})
    yield _texts("failed_message", "failed", tuple(one.message for one in failed), "why the draw failed")
    yield Array("failed_value", ("failed", "range"), values, {"long_name": "value drawn from the range"})


def _texts(name: str, dim: str, values: tuple[str, ...], meaning: str) -> Array:
    return Array(name, (dim,), np.array(values, dtype=object), {"long_name": meaning})


def _failed_from(arrays: dict[str, np.ndarray], names: tuple[str, ...]) -> Iterator[FailedDraw]:
    parts = zip(
        arrays["failed_draw"], arrays["failed_seed"], arrays["failed_message"], arrays["failed_value"], strict=True
    )
    for number, seed, message, values in parts:
        yield FailedDraw(int(number), int(seed), str(message), dict(zip(names, values.tolist(), strict=True)))
