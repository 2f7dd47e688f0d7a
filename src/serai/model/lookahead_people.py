"""Classes of people who take the pull of places differently, by the traits of those who set out."""

from __future__ import annotations

import numpy as np

from serai.scenario.schema import Scenario
from serai.state.lookahead import IGNORED, PLAIN, SQUARED

ADULT_FROM = 19
BOY_FROM = 15
KIN_FACTOR = 10.0
MALE = ("male", "m", "boy", "man")


def class_arrays(scenario: Scenario) -> dict[str, np.ndarray]:
    """How classes take pulls, their share of the own ethnicity, and their shares among who sets out.

    Returns
    -------
    dict with `class_takes`, int64[n_classes]; `kin`, float64[n_classes, n_places]; `class_cum`,
    float64[n_places, n_classes]. One class where no rule looks at traits.
    """
    takes = [PLAIN, SQUARED, IGNORED] if scenario.lookahead.children_avoid_hazards else [PLAIN]
    ethnicities = _ethnicities(scenario)
    shares, kin = [], np.ones((len(takes) * len(ethnicities), len(scenario.places)))
    for column, place in enumerate(scenario.places):
        by_conduct = _conduct_shares(scenario, place.name)[: len(takes)]
        by_ethnicity = _shares(scenario, "ethnicity", place.name)
        joint = [conduct * by_ethnicity.get(name, 1.0) for name in ethnicities for conduct in by_conduct]
        shares.append(np.cumsum(joint) / sum(joint))
        for row, name in enumerate(ethnicities):
            kin[row * len(takes) : (row + 1) * len(takes), column] = KIN_FACTOR * by_ethnicity.get(name, 1 / KIN_FACTOR)
    return {
        "class_takes": np.array(takes * len(ethnicities), dtype=np.int64),
        "kin": kin,
        "class_cum": np.array(shares),
    }


def _ethnicities(scenario: Scenario) -> list[str]:
    look = scenario.lookahead
    if not (look.match_camp_ethnicity or look.match_town_ethnicity or look.match_conflict_ethnicity):
        return [""]
    names = dict.fromkeys(row.value for row in scenario.lookahead_traits if row.trait == "ethnicity")
    return list(names) or [""]


def _shares(scenario: Scenario, trait: str, place: str) -> dict[str, float]:
    """Shares of a trait's values among who sets out from a place: the place's own rows, else those for everywhere."""
    rows = [row for row in scenario.lookahead_traits if row.trait == trait]
    own = [row for row in rows if row.place == place] or [row for row in rows if not row.place]
    total = sum(row.weight for row in own)
    return {row.value: row.weight / total for row in own} if total > 0 else {}


def _conduct_shares(scenario: Scenario, place: str) -> list[float]:
    """Shares of those who take pulls plainly, of children, and of boys who take risks."""
    ages = _shares(scenario, "age", place)
    if not scenario.lookahead.children_avoid_hazards or not ages:
        return [1.0, 0.0, 0.0]
    children = sum(share for value, share in ages.items() if _age(value) < ADULT_FROM)
    boys = 0.0
    if scenario.lookahead.boys_take_risk:
        young = sum(share for value, share in ages.items() if BOY_FROM <= _age(value) < ADULT_FROM)
        genders = _shares(scenario, "gender", place)
        boys = young * sum(share for value, share in genders.items() if value.casefold() in MALE)
        if scenario.flee_as_run:  # Flee does not ask that a boy is a child
            older = sum(share for value, share in ages.items() if _age(value) >= ADULT_FROM)
            men = older * sum(share for value, share in genders.items() if value.casefold() in MALE)
            return [1.0 - children - men, children - boys, boys + men]
    return [1.0 - children, children - boys, boys]


def _age(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return float(ADULT_FROM)
