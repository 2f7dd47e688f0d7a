"""People who are handled together fare as if each decided alone.

Numbers over many seeds have the mean and the spread of people who are independent, by a chain calculated by hand.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from bounds import chi_square_quantile, normal_quantile
from flee_cases import people_by_day, place, scenario_of, write_case

LEVEL = 0.9999
SEEDS = range(1, 301)
PEOPLE = 2000
DAYS = 9
NAMES = ("A", "B", "C", "D")  # a conflict zone, a town, two camps; B lies between the others
CHANCE = np.diag([1.0, 0.3, 0.05, 0.05])
CONFLICT_WEIGHT = 0.31622776601683794


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """People by seed, day and place. All links are 60 km, so two can be passed on a day of 100 km."""
    places = [
        place("A", "conflict_zone", 1000), place("B", "town", 10), place("C", "camp", 0, "There"),
        place("D", "camp", 0, "There"),
    ]  # fmt: skip
    moves = {"default_movechance": CHANCE[1, 1], "camp_movechance": CHANCE[2, 2], "max_move_speed": 100}
    folder = tmp_path_factory.mktemp("cohorts")
    camps = {"C": {0: 0, 1: PEOPLE}, "D": {0: 0}}
    scenario = scenario_of(
        write_case(folder, places, ["A,B,60", "B,C,60", "B,D,60"], days=DAYS, camps=camps, moves=moves)
    )
    found = [people_by_day(scenario, seed) for seed in SEEDS]
    return np.array([[one[name] for name in NAMES] for one in found]).transpose(0, 2, 1)


def days_later(days: int) -> np.ndarray:
    """Chance of being at each place some days later, by the place of today."""
    weight = np.array([CONFLICT_WEIGHT, 1.0, 1.0])
    to = np.zeros((4, 4))
    to[[0, 2, 3], 1] = 1.0
    to[1, [0, 2, 3]] = weight / weight.sum()
    stays = np.eye(4) - CHANCE
    day = stays + CHANCE @ to @ (stays + CHANCE @ to)
    return np.linalg.matrix_power(day, days)


def chances() -> np.ndarray:
    """Chance that a person who sets out from A on day 1 is at each place at the end of each day from then on."""
    return np.array([days_later(days)[0] for days in range(1, DAYS)])


def test_the_mean_is_that_of_the_chain(runs):
    share = chances()
    error = np.sqrt(share * (1 - share) / (PEOPLE * len(SEEDS)))
    assert (np.abs(runs[:, 1:].mean(axis=0) / PEOPLE - share) < normal_quantile(LEVEL) * error).all()


@pytest.mark.parametrize(("day", "end"), [(1, 100), (2, 149)])
def test_a_day_has_its_kilometres_however_short_the_links_are(tmp_path, day: int, end: int):
    """150 links of 1 km in a row, each passed for sure: 100 in a day of 100 km, though only 64 are looked at ahead."""
    names = [f"T{number}" for number in range(150)]
    places = [place("T0", "conflict_zone", 1000), *(place(name, "town", 10) for name in names[1:-1])]
    places.append(place("T149", "camp", 0, "There"))
    links = [f"{one},{other},1" for one, other in pairwise(names)]
    moves = {"default_movechance": 1.0, "max_move_speed": 100, "max_walk_speed": 100}
    case = write_case(tmp_path, places, links, days=4, camps={"T149": {0: 0, 1: PEOPLE}}, moves=moves)
    scenario = scenario_of(case)
    only_on = tuple(route.model_copy(update={"two_way": False}) for route in scenario.routes)
    found = people_by_day(scenario.model_copy(update={"routes": only_on}), 1)
    assert found[names[end]][day] == PEOPLE


def test_the_spread_over_seeds_is_that_of_people_who_are_independent(runs):
    share = chances()
    scaled = (runs[:, 1:] - PEOPLE * share) ** 2 / (PEOPLE * share * (1 - share))
    low, high = (chi_square_quantile(level, len(SEEDS)) for level in (1 - LEVEL, LEVEL))
    assert (scaled.sum(axis=0) > low).all()
    assert (scaled.sum(axis=0) < high).all()


def test_numbers_of_days_apart_are_as_alike_as_those_of_people_who_are_independent(runs):
    """Cov(at i on day s, at j on day t) = n (p_i(s) P(j on t | i on s) - p_i(s) p_j(t)); here for camp C."""
    share, first, last = chances(), 2, 6
    camp = NAMES.index("C")
    again = days_later(last - first)[camp, camp]
    p, q = share[first - 1, camp], share[last - 1, camp]
    expected = (p * again - p * q) / np.sqrt(p * (1 - p) * q * (1 - q))
    found = np.corrcoef(runs[:, first, camp], runs[:, last, camp])[0, 1]
    assert np.arctanh(found) == pytest.approx(
        np.arctanh(expected), abs=normal_quantile(LEVEL) / np.sqrt(len(SEEDS) - 3)
    )
