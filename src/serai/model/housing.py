"""Lodging as arrays, and how full it is before anybody comes."""

from __future__ import annotations

import math

import numpy as np

from serai.codes import BedUnit
from serai.kernels.lodge import LEAST_TIGHTNESS
from serai.model.clock import Clock
from serai.scenario.schema import Lodging, Scenario
from serai.state.places import BED


def sorted_lodging(scenario: Scenario) -> list[Lodging]:
    """Lodging in the order of places; within one by kind and id, so that no result depends on the order of rows."""
    row = {place.name: number for number, place in enumerate(scenario.places)}
    return sorted(scenario.lodging, key=lambda bed: (row[bed.place], bed.kind, bed.id))


def bed_rows(scenario: Scenario, clock: Clock) -> np.ndarray:
    """BED[n_lodging], in the order of `sorted_lodging`."""
    places = {place.name: number for number, place in enumerate(scenario.places)}
    kinds = sorted({bed.kind for bed in scenario.lodging})
    rows = sorted_lodging(scenario)
    table = np.zeros(len(rows), dtype=BED)
    table["admits"] = [_admits(bed, scenario) for bed in rows]
    table["beds"] = [bed.beds for bed in rows]
    table["taken"] = [math.floor(bed.beds * bed.taken_share) for bed in rows]
    table["unit_size"] = [bed.unit_size if bed.unit == "unit" else 1.0 for bed in rows]
    table["place"] = [places[bed.place] for bed in rows]
    zones = [clock.zone_of(scenario.places[place].time_zone) for place in table["place"]]
    spans = [clock.span(bed.start, bed.end, zone) for bed, zone in zip(rows, zones, strict=True)]
    table["open"], table["close"] = np.reshape(spans, (-1, 2)).T
    table["kind"] = [kinds.index(bed.kind) for bed in rows]
    table["unit"] = [int(BedUnit[bed.unit.upper()]) for bed in rows]
    table["paying"] = [bed.paying for bed in rows]
    table["responsive"] = [bed.responsive for bed in rows]
    table["monthly"] = [bed.per == "month" for bed in rows]
    return table


def _admits(bed: Lodging, scenario: Scenario) -> int:
    """The profiles that a bed is for, a bit for each."""
    admitted = bed.for_whom.split()
    return sum(1 << bit for bit, profile in enumerate(scenario.profiles) if not admitted or profile.name in admitted)


def room_and_tightness(beds: np.ndarray, n_places: int) -> tuple[np.ndarray, np.ndarray]:
    """Free places, and ordinary guests over places in paid lodging, at the start: float64[n_places] each."""
    beds = beds[(beds["open"] <= 0) & (beds["close"] > 0)]
    free = np.maximum(np.floor(beds["beds"] - beds["taken"]), 0.0) * beds["unit_size"]
    paid = beds[beds["paying"] != 0]
    offered, taken = (_by_place(paid, paid[name] * paid["unit_size"], n_places) for name in ("beds", "taken"))
    tightness = np.divide(taken, offered, out=np.zeros(n_places), where=offered > 0)
    return _by_place(beds, free, n_places), np.maximum(tightness, LEAST_TIGHTNESS)


def _by_place(beds: np.ndarray, numbers: np.ndarray, n_places: int) -> np.ndarray:
    return np.bincount(beds["place"], numbers, n_places).astype(np.float64)  # of no beds it counts whole numbers
