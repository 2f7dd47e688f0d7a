"""The pictures of each stage: lines by day, for all places together and place by place, worst first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

import numpy as np

from serai.report.figures.drawn import line
from serai.results.beds import places_per_bed
from serai.results.sample import Sample

Chart = dict[str, Any]
Panel = dict[str, Any]
WAITS = {
    "post_wait_mean": "wait_mean",
    "post_wait_p90": "wait_p90",
    "post_wait_so_far": "so_far",
    "post_wait_cohort": "cohort",
}


def stage_charts(sample: Sample) -> list[Chart]:
    """Every picture of a run, in the order of the stages; those with nothing to show are left away.

    Returns
    -------
    list of dict with `id`, `stage`, `unit` (of texts, part page), `kind` (lines or stack) and `panels`; a panel has
    `place` (its row, -1 for all places), `lines` (as `drawn.line` makes them) and, in a stack, `layers`.
    """
    makers: tuple[Callable[[Sample], Chart], ...] = (
        _departures, _entries, _waits, _post_lines, _registration, _registered, _arrivals, _lodging, _without_bed,
        _exits, _stayed, _rents,
    )  # fmt: skip
    return [chart for make in makers if (chart := make(sample))["panels"]]


def _chart(name: str, stage: str, unit: str, panels: Iterable[Panel | None], kind: str = "lines") -> Chart:
    return {"id": name, "stage": stage, "unit": unit, "kind": kind, "panels": [item for item in panels if item]}


def _by_place(sample: Sample, values: np.ndarray, make: Callable[[int], Panel]) -> list[Panel]:
    """Panels of the places that have anything: first those with most on the worst day of each draw, by the median."""
    most = np.median(np.fmax.reduce(values, axis=1, initial=0), axis=0)  # fmax passes over NaN
    order = sorted(np.flatnonzero(most > 0), key=lambda row: (-most[row], sample.view.axes.places[row]))
    return [make(int(row)) for row in order]


def _total(lines: list[dict[str, Any]]) -> Panel | None:
    return {"place": -1, "lines": lines} if any(any(item["m"]) for item in lines) else None


def _counts(sample: Sample, names: dict[str, str]) -> list[Panel | None]:
    """All places together, then each of them: counts of people by day, as {array: name of the line}."""
    values = {name: sample.days(array) for array, name in names.items()}
    first = next(iter(values.values()))
    whole = _total([line(name, every.sum(axis=2)) for name, every in values.items()])

    def panel(row: int) -> Panel:
        return {"place": row, "lines": [line(name, every[:, :, row], hide_few=True) for name, every in values.items()]}

    return [whole, *_by_place(sample, first, panel)]


def _departures(sample: Sample) -> Chart:
    panels = _counts(sample, {"set_out": "set_out", "set_out_because": "because"})
    return _chart("departures", "leaving", "persons_day", panels)


def _entries(sample: Sample) -> Chart:
    entries, because = sample.days("entries"), sample.days("entries_because")
    panels = _counts(sample, {"entries": "entries", "entries_because": "because"})
    if panels[0] is not None and because.any():
        panels[0]["lines"].append(line("ordinary", (entries - because).sum(axis=2)))
    return _chart("entries", "border", "persons_day", panels)


def _waits(sample: Sample) -> Chart:
    values = {name: sample.days(name) for name in WAITS}

    def panel(row: int) -> Panel:
        return {"place": row, "lines": [line(name, values[array][:, :, row], 1) for array, name in WAITS.items()]}

    return _chart("waits", "border", "hours", _by_place(sample, values["post_wait_p90"], panel))


def _post_lines(sample: Sample) -> Chart:
    return _chart("lines", "border", "persons", _people_at(sample, sample.days("post_line"), "line"))


def _people_at(sample: Sample, values: np.ndarray, name: str) -> list[Panel]:
    return _by_place(
        sample, values, lambda row: {"place": row, "lines": [line(name, values[:, :, row], hide_few=True)]}
    )


def _registration(sample: Sample) -> Chart:
    lines, places = sample.view.axes.lines, sample.view.axes.places
    every, by_place = sample.days("waiting_max"), np.zeros((sample.n_draws, sample.n_days, len(places)))
    for row, item in enumerate(lines):
        if item.service == "registration":
            place = sample.view.place_row[item.place]
            by_place[:, :, place] = np.maximum(by_place[:, :, place], every[:, :, row])
    return _chart("registration", "registration", "persons", _people_at(sample, by_place, "line"))


def _registered(sample: Sample) -> Chart:
    return _chart("registered", "registration", "persons_day", _counts(sample, {"registered": "registered"}))


def _arrivals(sample: Sample) -> Chart:
    return _chart("arrivals", "lodging", "persons_day", _counts(sample, {"reached_city": "arrivals"}))


def _lodging(sample: Sample) -> Chart:
    """Places in use at 20:00 by kind as a stack of medians, all of them as a line, and what was there to use."""
    axes = sample.view.axes
    size = places_per_bed(sample.view, np.arange(len(axes.lodging)))
    used, free = (sample.days(name) * size for name in ("beds_in_use_evening", "free_beds_evening"))
    kinds: dict[int, dict[str, list[int]]] = {}
    for row, key in enumerate(axes.lodging):
        lodging = sample.view.lodging_of[key]
        kinds.setdefault(sample.view.place_row[lodging.place], {}).setdefault(lodging.kind, []).append(row)
    in_all = np.zeros((sample.n_draws, sample.n_days, len(axes.places)))
    for place, of in kinds.items():
        in_all[:, :, place] = used[:, :, list(chain.from_iterable(of.values()))].sum(axis=2)

    def panel(place: int) -> Panel:
        rows = list(chain.from_iterable(kinds[place].values()))
        lines = [line("used", in_all[:, :, place], hide_few=True)]
        lines.append(line("on_offer", in_all[:, :, place] + free[:, :, rows].sum(axis=2)))
        layers = [
            {"name": kind, "m": line(kind, used[:, :, of].sum(axis=2), hide_few=True)["m"]}
            for kind, of in kinds[place].items()
        ]
        return {"place": place, "lines": lines, "layers": [item for item in layers if any(item["m"])]}

    return _chart("lodging", "lodging", "places", _by_place(sample, in_all, panel), kind="stack")


def _without_bed(sample: Sample) -> Chart:
    return _chart("without_bed", "lodging", "persons_night", _counts(sample, {"without_bed": "without_bed"}))


def _exits(sample: Sample) -> Chart:
    return _chart("exits", "stay", "persons_day", _counts(sample, {"exits": "exits"}))


def _stayed(sample: Sample) -> Chart:
    """Entries less exits since the first trigger, or since the start."""
    trigger = sample.view.first_trigger
    since = (trigger.date.date() - sample.first_day).days if trigger else 0
    net = (sample.days("entries") - sample.days("exits")).sum(axis=2)
    net[:, :since] = np.nan
    running = np.concatenate([net[:, :since], np.cumsum(net[:, since:], axis=1)], axis=1)
    has_any = bool(np.nan_to_num(net).any())
    return _chart("stayed", "stay", "persons", [{"place": -1, "lines": [line("stayed", running)]}] if has_any else [])


def _rents(sample: Sample) -> Chart:
    values = sample.days("rent_index")
    above = values - 1.0
    panels = _by_place(sample, above, lambda row: {"place": row, "lines": [line("rent", values[:, :, row], 3)]})
    return _chart("rents", "lodging", "index", panels)
