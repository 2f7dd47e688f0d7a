"""Classes of people who take the pull of places differently, by the traits of those who set out."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np

from serai.flee.memory import IGNORED, KIN_IN_CAMPS, KIN_IN_CONFLICT, KIN_IN_TOWNS, PLAIN, SQUARED
from serai.flee.schema import FleeScenario
from serai.rng import name_key

ADULT_FROM = 19
BOY_FROM = 15
ETHNICITY_FACTOR = 10.0
TAKES = {PLAIN: "plain", SQUARED: "squared", IGNORED: "ignored"}
MALE = ("male", "m", "boy", "man")


class Class(NamedTuple):
    """People who take pulls alike; ethnicity and religion are blank where no rule looks at them."""

    religion: str
    ethnicity: str
    takes: int


def class_arrays(scenario: FleeScenario) -> dict[str, np.ndarray]:
    """How classes take pulls, what their own kind adds to them, and their shares among who sets out.

    Returns
    -------
    dict with `class_takes`, int64[n_classes]; `kin`, float64[3, n_classes, n_places], by what a place is; `class_cum`,
    float64[n_places, n_classes]. One class where no rule looks at traits.
    """
    look = scenario.lookahead
    classes = _classes(scenario)
    kin, shares = np.ones((3, len(classes), len(scenario.places))), []
    for column, place in enumerate(scenario.places):
        of_conduct = _conduct_shares(scenario, place.name)
        by_ethnicity, by_religion = (_shares(scenario, trait, place.name) for trait in ("ethnicity", "religion"))
        joint = [
            by_religion.get(traits.religion, 1.0) * (of_conduct[traits.takes] * by_ethnicity.get(traits.ethnicity, 1.0))
            for traits in classes
        ]
        shares.append(np.cumsum(joint) / sum(joint))
        for row, traits in enumerate(classes):
            ethnicity = ETHNICITY_FACTOR * by_ethnicity.get(traits.ethnicity, 1 / ETHNICITY_FACTOR)
            religion = by_religion.get(traits.religion, look.mean_religion_share.value) / look.mean_religion_share.value
            kin[KIN_IN_CAMPS, row, column] = ethnicity if look.match_camp_ethnicity else 1.0
            kin[KIN_IN_CAMPS, row, column] *= religion if look.match_camp_religion else 1.0
            kin[KIN_IN_CONFLICT, row, column] = ethnicity if look.match_conflict_ethnicity else 1.0
            kin[KIN_IN_TOWNS, row, column] = ethnicity if look.match_town_ethnicity else 1.0
    return {
        "class_takes": np.array([traits.takes for traits in classes], dtype=np.int64),
        "kin": kin,
        "class_cum": np.array(shares),
    }


def kind_arrays(scenario: FleeScenario, homes: np.ndarray) -> dict[str, np.ndarray]:
    """Kinds of people who are always distinguished: by class, and by home where the distance from it counts.

    Parameters
    ----------
    homes : int64[n_homes]
        Rows of the places where people set out.

    Returns
    -------
    dict with `kind_home`, int64[n_kinds], the row of the home (-1 where it does not count); `first_kind`,
    int64[n_places], the kind of the first class of those who set out at a place; `kind_key`, uint64[n_kinds].
    """
    classes = _classes(scenario)
    first_kind = np.zeros(len(scenario.places), dtype=np.int64)
    if home_counts(scenario):
        first_kind[homes] = np.arange(homes.size) * len(classes)
        names = [scenario.places[home].name for home in homes]
    else:
        homes, names = np.array([-1]), [""]
    keys = [
        name_key("kind", home, traits.religion, traits.ethnicity, TAKES[traits.takes])
        for home in names
        for traits in classes
    ]
    return {
        "kind_home": np.repeat(homes, len(classes)).astype(np.int64),
        "first_kind": first_kind,
        "kind_key": np.array(keys, dtype=np.uint64),
    }


def home_counts(scenario: FleeScenario) -> bool:
    """Whether people are drawn to places by the distance from home; Flee takes it from where they are."""
    return scenario.lookahead.stay_close_to_home and not scenario.flee_as_run


def _classes(scenario: FleeScenario) -> list[Class]:
    look = scenario.lookahead
    takes = [PLAIN, SQUARED, IGNORED] if look.children_avoid_hazards else [PLAIN]
    matches = look.match_camp_ethnicity or look.match_town_ethnicity or look.match_conflict_ethnicity
    ethnicities = _values(scenario, "ethnicity") if matches else [""]
    religions = _values(scenario, "religion") if look.match_camp_religion else [""]
    return [Class(*traits) for traits in product(religions, ethnicities, takes)]


def _values(scenario: FleeScenario, trait: str) -> list[str]:
    """All values of a trait, in the order of the table; a blank one where it has none."""
    return list(dict.fromkeys(row.value for row in scenario.lookahead_traits if row.trait == trait)) or [""]


def _shares(scenario: FleeScenario, trait: str, place: str) -> dict[str, float]:
    """Shares of a trait's values among who sets out from a place: the place's own rows, else those for everywhere."""
    rows = [row for row in scenario.lookahead_traits if row.trait == trait]
    own = [row for row in rows if row.place == place] or [row for row in rows if not row.place]
    total = sum(row.weight for row in own)
    return {row.value: row.weight / total for row in own} if total > 0 else {}


def _conduct_shares(scenario: FleeScenario, place: str) -> dict[int, float]:
    """Shares of those who take pulls plainly, of children, and of boys who take risks."""
    ages = _shares(scenario, "age", place)
    if not scenario.lookahead.children_avoid_hazards or not ages:
        return {PLAIN: 1.0, SQUARED: 0.0, IGNORED: 0.0}
    children = sum(share for value, share in ages.items() if _age(value) < ADULT_FROM)
    boys = men = 0.0
    if scenario.lookahead.boys_take_risk:
        young = sum(share for value, share in ages.items() if BOY_FROM <= _age(value) < ADULT_FROM)
        genders = _shares(scenario, "gender", place)
        males = sum(share for value, share in genders.items() if value.casefold() in MALE)
        boys = young * males
        if scenario.flee_as_run:  # Flee does not ask that a boy is a child
            men = sum(share for value, share in ages.items() if _age(value) >= ADULT_FROM) * males
    return {PLAIN: 1.0 - children - men, SQUARED: children - boys, IGNORED: boys + men}


def _age(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return float(ADULT_FROM)
