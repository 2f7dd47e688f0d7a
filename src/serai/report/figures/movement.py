"""What moves on the map: places, the ways between them, and the invented parties that are followed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from serai.codes import Reason
from serai.results.journey import by_party
from serai.results.sample import Sample
from serai.results.view import View
from serai.scenario.schema import Scenario
from serai.units import MOMENTS_PER_HOUR

DEPARTS = (Reason.SET_OUT, Reason.CROSSED_IN, Reason.LEFT_CITY, Reason.CHANGED_POST)
MOST_ROUTES = 400  # more than that are a grey carpet, not ways


def places(scenario: Scenario) -> list[dict[str, Any]]:
    """Every place, in the order of the rows: name, kind, country, region, lat, lon, people and names by language."""
    return [
        {
            "name": place.name,
            "kind": place.kind,
            "country": place.country,
            "region": place.region,
            "lat": place.lat,
            "lon": place.lon,
            "population": place.population,
            "labels": dict(place.labels),
        }
        for place in scenario.places
    ]


def routes(scenario: Scenario) -> list[list[int]]:
    """Pairs of places with a route between them, each once; none if there are too many to be distinguished."""
    row = {place.name: number for number, place in enumerate(scenario.places)}
    pairs = {tuple(sorted((row[item.from_place], row[item.to_place]))) for item in scenario.routes}
    return [list(pair) for pair in sorted(pairs)] if len(pairs) <= MOST_ROUTES else []


def trips(sample: Sample) -> dict[str, Any]:
    """The legs that followed parties travel, by time of setting out, and how many people one party stands for.

    Returns
    -------
    dict with `from`, `to` (rows of places), `start`, `end` (hours since the scenario's first local midnight), `size`
    (people), as lists of one length; `parties`; `stands_for` (people of the run for each party that is followed).
    """
    legs = [leg for entries in by_party(sample.view.outcome.journeys) for leg in _legs(entries)]
    legs.sort(key=lambda leg: (leg[2], leg[3], leg[0], leg[1]))
    parties = by_party(sample.view.outcome.journeys)
    set_out = float(np.median(sample.days("set_out").sum(axis=(1, 2))))
    columns = list(zip(*legs, strict=True)) or [()] * 5
    return {
        **{name: list(column) for name, column in zip(("from", "to", "start", "end", "size"), columns, strict=True)},
        "parties": len(parties),
        "stands_for": round(set_out / len(parties)) if parties else 0,
    }


def _legs(entries: np.ndarray) -> list[tuple[int, int, float, float, int]]:
    result = []
    for item, after in pairwise(entries):
        if int(item["reason"]) in DEPARTS and item["place"] != after["place"]:
            start, end = (round(float(entry["time"]) / MOMENTS_PER_HOUR, 1) for entry in (item, after))
            result.append((int(item["place"]), int(after["place"]), start, end, int(item["size"])))
    return result


def trigger_day(view: View) -> int | None:
    """Day of the first trigger, counted from the scenario's first; None where there is none."""
    trigger = view.first_trigger
    return None if trigger is None else (trigger.date.date() - view.scenario.start).days
