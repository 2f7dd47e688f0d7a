"""Which city a party goes to that has crossed already (docs/model/choice, docs/model/destinations)."""

import math

import numpy as np

from serai.codes import PlaceKind, Stream
from serai.jit import njit
from serai.kernels.basics import is_informed
from serai.kernels.nest import ALL, time_of_nest
from serai.kernels.ways import is_beaten
from serai.rng import uniform
from serai.state import memory as of


@njit()
def choose_city(w, party, start, stay_away):
    """Choose a city to go to from a place, by attraction, room and hours of travel.

    Parameters
    ----------
    start : int
        Row of the place where the party is.
    stay_away : int
        Row of a city that is not considered; -1: none.

    Returns
    -------
    int
        Row of the city, or -1 where none can be reached.
    """
    destination = of.profile(w)[party["profile"]]["destination"]
    informed = is_informed(w, party)
    nest = np.int64(ALL)
    if w["n_nests"] > 0 and destination < 0:
        nest = nest_from(w, party, start, stay_away, informed)
    leg = np.uint64(party["leg"])
    best = math.inf
    chosen = np.int64(-1)
    for k in range(of.cities(w).size):
        city = of.cities(w)[k]
        if city == stay_away or (destination >= 0 and city != destination):
            continue
        if nest >= 0 and of.place(w)[city]["nest"] != nest:
            continue
        u = uniform(of.stream(w)[Stream.MOVE_ON], party["key"], of.place(w)[city]["key"] + leg)
        pull = of.place(w)[city]["attraction"] * of.city_factor(w)[informed, city]
        if is_beaten(u, pull, best):  # however near the city is
            continue
        weight = weight_of_city(w, party, start, city, informed)
        if weight <= 0.0:
            continue
        time = -math.log(u) / weight
        if time < best:
            best = time
            chosen = city
    return chosen


@njit()
def weight_of_city(w, party, start, city, informed):
    """A_c^beta_A * room^beta_L * exp(-theta_onward T) of a city as seen from a place; 0 where no way leads there."""
    hours = of.hours(w)[party["mode"], start, city]
    if not hours < math.inf:
        return 0.0
    weight = of.place(w)[city]["attraction"] * of.city_factor(w)[informed, city]
    return weight * math.exp(-w["theta_onward"] * hours)


@njit()
def nest_from(w, party, start, stay_away, informed):
    """The region in which a party looks for a city: of a post its own; of a city one of the regions of its country.

    These are weighed as at home, by their pull and what their cities are worth from here, with the party's same draws:
    it makes for the region for which it set out unless what it knows has changed.
    """
    own = np.int64(of.place(w)[start]["nest"])
    if of.place(w)[start]["kind"] == PlaceKind.BORDER_POST or own < 0:
        return own
    best = math.inf
    chosen = own
    for nest in range(w["n_nests"]):
        pull = of.nest_pull(w)[informed, party["profile"], nest]
        worth = worth_of_nest(w, party, start, stay_away, nest, informed) if pull > 0.0 else 0.0
        if worth <= 0.0:
            continue
        time = time_of_nest(w, party, nest, pull, worth, best)
        if time < best:
            best = time
            chosen = np.int64(nest)
    return chosen


@njit()
def worth_of_nest(w, party, start, stay_away, nest, informed):
    """Sum of the weights of the cities of a region that lie in the country of a place, as seen from there."""
    total = 0.0
    for k in range(of.cities(w).size):
        city = of.cities(w)[k]
        there = of.place(w)[city]
        if city == stay_away or there["nest"] != nest or there["country"] != of.place(w)[start]["country"]:
            continue
        total += weight_of_city(w, party, start, city, informed)
    return total
