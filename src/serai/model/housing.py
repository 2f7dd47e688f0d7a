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
    table = np.zeros(len(scenario.lodging), dtype=BED)
    for row, bed in enumerate(sorted_lodging(scenario)):
        place = scenario.places[places[bed.place]]
        admitted = bed.for_whom.split()
        admits = sum(1 << k for k, p in enumerate(scenario.profiles) if not admitted or p.name in admitted)
        start, end = clock.span(bed.start, bed.end, clock.zone_of(place.time_zone))
        target = table[row]
        target["admits"] = admits
        target["beds"], target["taken"] = bed.beds, math.floor(bed.beds * bed.taken_share)
        target["unit_size"] = bed.unit_size if bed.unit == "unit" else 1.0
        target["open"], target["close"] = start, end
        target["place"], target["kind"] = places[bed.place], kinds.index(bed.kind)
        target["unit"] = int(BedUnit[bed.unit.upper()])
        target["paying"], target["responsive"], target["monthly"] = bed.paying, bed.responsive, bed.per == "month"
    return table


def room_and_tightness(beds: np.ndarray, n_places: int) -> tuple[np.ndarray, np.ndarray]:
    """Free places, and ordinary guests over places in paid lodging, at the start: float64[n_places] each."""
    room, tightness = np.zeros(n_places), np.ones(n_places)
    of_place: list[list[np.void]] = [[] for _ in range(n_places)]
    for bed in beds:
        if bed["open"] <= 0 < bed["close"]:
            of_place[bed["place"]].append(bed)
    for place, mine in enumerate(of_place):
        room[place] = sum(max(math.floor(bed["beds"] - bed["taken"]), 0) * bed["unit_size"] for bed in mine)
        paying = [bed for bed in mine if bed["paying"]]
        offered = sum(bed["beds"] * bed["unit_size"] for bed in paying)
        taken = sum(bed["taken"] * bed["unit_size"] for bed in paying)
        tightness[place] = max(taken / offered if offered else 0.0, LEAST_TIGHTNESS)
    return room, tightness
