"""What a hub of forecasts is given of a run: daily targets by location, in every draw.

Locations are ISO 3166 alpha-3 codes for countries, and names of places for posts and cities. A target that adds up has
a country's sum; peaks and waits have posts alone. Figures that some draw does not have are left out, as the wait of a
day on which fewer than ten were served.
"""

# One target, one line.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from serai.results.sample import Sample
from serai.results.view import View
from serai.runs.tables import FEW
from serai.scenario.schema import REGISTRATION, Observation

WITHOUT_COUNTRY = "all"
Series = Mapping[str, np.ndarray]


class Target(NamedTuple):
    """One target of a hub.

    Attributes
    ----------
    id, name, units, description : str, as a hub's tasks.json has them
    is_count : bool; people or places, else hours
    asked : (quantity, statistic) of an observation of it, by which the model error is known
    series : function of a Sample -> dict of location -> float64[n_draws, n_days], NaN where a draw has no figure
    """

    id: str
    name: str
    units: str
    description: str
    is_count: bool
    asked: tuple[str, str]
    series: Callable[[Sample], Series]


def _of_places(array: str, *, adds_up: bool = True) -> Callable[[Sample], Series]:
    """A daily series by place, and by country where it adds up."""

    def made(sample: Sample) -> Series:
        return _by_location(sample.view, sample.days(array), adds_up=adds_up)

    return made


def _by_location(view: View, values: np.ndarray, *, adds_up: bool) -> Series:
    """Places with any figure but 0, and the sums of their countries: values is float64[n_draws, n_days, n_places]."""
    result: dict[str, np.ndarray] = {}
    used = np.flatnonzero(np.nan_to_num(values).any(axis=(0, 1))).tolist()
    for row in used if adds_up else ():
        code = country_of(view, view.axes.places[row])
        result[code] = result.get(code, 0.0) + values[:, :, row]
    return result | {view.axes.places[row]: values[:, :, row] for row in used}


def country_of(view: View, place: str) -> str:
    """The code of the country of a place; `all` where the scenario names none."""
    return view.place_of[place].country or WITHOUT_COUNTRY


def _in_lines(sample: Sample) -> Series:
    """People in lines for registration: the largest of each line on a day, added up by place."""
    axes = sample.view.axes
    most = sample.days("waiting_max")
    by_place = np.zeros((*most.shape[:2], len(axes.places)))
    for row, line in enumerate(axes.lines):
        if line.service == REGISTRATION:
            by_place[:, :, sample.view.place_row[line.place]] += most[:, :, row]
    return _by_location(sample.view, by_place, adds_up=True)


def _in_beds(sample: Sample) -> Series:
    """Places in lodging that are in use at 20:00; a unit counts as the people that it holds."""
    axes, used = sample.view.axes, sample.days("beds_in_use_evening")
    by_place = np.zeros((*used.shape[:2], len(axes.places)))
    for row, key in enumerate(axes.lodging):
        lodging = sample.view.lodging_of[key]
        by_place[:, :, sample.view.place_row[lodging.place]] += used[:, :, row] * lodging.unit_size
    return _by_location(sample.view, by_place, adds_up=True)


TARGETS = (
    Target("entries", "People who came in", "persons", "completed inbound crossings on the local day", True, ("entries", "sum"), _of_places("entries")),
    Target("waiting-peak", "Longest line at a border post", "persons", "most people standing in line at a post, inbound, on the local day", True, ("waiting", "max"), _of_places("post_line", adds_up=False)),
    Target("wait-hours-p90", "Wait at a border post", "hours", "wait that one in ten of those served at a post on the local day exceeded, inbound", False, ("wait_served", "p90"), _of_places("post_wait_p90", adds_up=False)),
    Target("registered", "People registered", "persons", "people registered on the local day", True, ("registered", "sum"), _of_places("registered")),
    Target("registration-backlog", "People in line for registration", "persons", "the longest line for registration of the local day, added up over lines", True, ("waiting", "max"), _in_lines),
    Target("nights-outside", "People without a bed", "persons", "people searching and not lodged at 02:00 of the local day", True, ("without_bed", "sum"), _of_places("without_bed")),
    Target("beds-occupied", "Places in lodging in use", "places", "beds in use at 20:00 of the local day; a unit counts as the people that it holds", True, ("lodged", "max"), _in_beds),
)  # fmt: skip


def shown_series(target: Target, sample: Sample) -> Series:
    """The series of a target that are passed on.

    Left out are locations whose median never reaches ten: they would tell of single people.
    """
    series = target.series(sample)
    if not target.is_count:
        return series
    return {
        location: values
        for location, values in series.items()
        if np.nan_to_num(np.median(values, axis=0)).max(initial=0.0) >= FEW
    }


def masked(figures: np.ndarray, target: Target, location: str, view: View) -> np.ndarray:
    """Figures as they are exported: counts of 1 to 9 people at a place are given as 5."""
    if not target.is_count or location not in view.place_row:
        return figures
    return np.where((figures > 0) & (figures < FEW), FEW / 2, figures)


def target_of(row: Observation, view: View) -> tuple[str, str] | None:
    """Target and location of an observation that states one of them for one whole day; None of any other."""
    known = KEYS.get((row.quantity, row.statistic))
    if known is None or row.value is None or row.who or row.mode or row.lodging or row.direction == "out":
        return None
    if row.bound != "two-sided" or row.start is None or row.end is None or not _is_a_day(row):
        return None
    if row.place in view.place_row:
        return known, row.place
    codes = {country_of(view, name) for name in view.names_in(row.place)} if row.place else _countries(view)
    names_all = not row.place or row.place in codes
    return (known, codes.pop()) if names_all and len(codes) == 1 and known in ADDING_UP else None


def _countries(view: View) -> set[str]:
    return {
        country_of(view, place.name) for place in view.scenario.places if place.kind in ("border_post", "city", "camp")
    }


def _is_a_day(row: Observation) -> bool:
    assert row.start is not None
    assert row.end is not None
    is_midnight = row.start.hour == row.start.minute == row.end.hour == row.end.minute == 0
    return is_midnight and (row.end - row.start).days == 1


KEYS = {
    ("entries", "sum"): "entries", ("entries", "mean"): "entries", ("waiting", "max"): "waiting-peak",
    ("wait_served", "p90"): "wait-hours-p90", ("registered", "sum"): "registered", ("registered", "mean"): "registered",
    ("without_bed", "sum"): "nights-outside", ("without_bed", "max"): "nights-outside",
}  # fmt: skip
ADDING_UP = ("entries", "registered", "nights-outside")
