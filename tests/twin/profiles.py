"""What the cells of profiles mean: sizes, modes, kinds of lodging."""

from __future__ import annotations

import math
from itertools import accumulate

from serai.codes import Stream
from serai.scenario.schema import Profile, Scenario
from serai.scenario.texts import parse_modes, parse_sizes
from twin.draws import Draws


def mean_size(profile: Profile) -> float:
    """Mean people in a party."""
    sizes = parse_sizes(profile.size)
    return math.fsum(size * weight for size, weight in sizes) / math.fsum(weight for _, weight in sizes)


def draw_size(draws: Draws, profile: Profile, key: int) -> int:
    """People in a party."""
    sizes = parse_sizes(profile.size)
    total = math.fsum(weight for _, weight in sizes)
    u = draws.uniform(Stream.SIZE, key, 0)
    cumulated = accumulate(weight / total for _, weight in sizes)
    return next((size for (size, _), level in zip(sizes, cumulated, strict=True) if u < level), sizes[-1][0])


def mode_weights(scenario: Scenario, profile: Profile) -> dict[str, float]:
    """Weight of each mode of the scenario, scaled to a sum of one."""
    given = dict(parse_modes(profile.modes))
    total = math.fsum(given.values())
    return {mode: given.get(mode, 0.0) / total for mode in scenario.modes}


def needs_lodging(profile: Profile) -> bool:
    """Whether it looks for lodging of ours."""
    return bool(profile.lodging.split())
