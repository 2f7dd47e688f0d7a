"""Profiles as arrays: what kernels know of a kind of party."""

from __future__ import annotations

import math

import numpy as np

from serai.model.rates import mean_size
from serai.scenario.schema import Profile, Scenario
from serai.scenario.texts import parse_modes, parse_sizes
from serai.state.places import PROFILE
from serai.units import MOMENTS_PER_DAY, MOMENTS_PER_HOUR

AS_THEY_ARE = (
    "informed_share",
    "patience_nights",
    "go_home_share",
    "papers_share",
    "transit_share",
    "return_share",
    "stopover_share",
    "stopover_papers_share",
    "jump_share",
)


def profile_arrays(scenario: Scenario) -> dict[str, np.ndarray]:
    """Profiles, their party sizes, modes and orders of search, by the names of `state.memory.ARRAYS`."""
    places = {place.name: number for number, place in enumerate(scenario.places)}
    kinds = sorted({bed.kind for bed in scenario.lodging})
    monthly = {bed.kind for bed in scenario.lodging if bed.per == "month"}
    count = len(scenario.profiles)
    sizes = [parse_sizes(profile.size) for profile in scenario.profiles]
    widest = max(len(size) for size in sizes)
    table = np.zeros(count, dtype=PROFILE)
    cum = np.ones((count, widest))
    of = np.ones((count, widest), dtype=np.int64)
    weight = np.zeros((count, len(scenario.modes)))
    order = np.full((count, max(1, *(len(p.lodging.split()) for p in scenario.profiles), 1)), -1, dtype=np.int64)
    for row, profile in enumerate(scenario.profiles):
        _fill_profile(table[row], profile, places, scenario.queueing.home_hours.value)
        total = math.fsum(share for _, share in sizes[row])
        cum[row, : len(sizes[row])] = np.cumsum([share / total for _, share in sizes[row]])
        of[row] = sizes[row][-1][0]
        of[row, : len(sizes[row])] = [size for size, _ in sizes[row]]
        modes = dict(parse_modes(profile.modes))
        weight[row] = [modes.get(name, 0.0) / math.fsum(modes.values()) for name in scenario.modes]
        table[row]["takes_months"] = bool(monthly & set(profile.lodging.split()))
        wanted = [kind for kind in profile.lodging.split() if kind in kinds]
        order[row, : len(wanted)] = [kinds.index(kind) for kind in wanted]
    return {"profile": table, "size_cum": cum, "size_of": of, "mode_weight": weight, "bed_order": order}


def _fill_profile(row: np.ndarray, profile: Profile, places: dict[str, int], home_hours: float) -> None:
    for name in AS_THEY_ARE:
        row[name] = getattr(profile, name)
    row["home_hours"] = home_hours if profile.home_hours is None else profile.home_hours
    row["by_offer"] = profile.first_lodging == "offer"
    row["patience"] = profile.patience_hours * MOMENTS_PER_HOUR
    row["papers_delay"] = profile.papers_delay_days * MOMENTS_PER_DAY
    row["stay"] = profile.stay_days * MOMENTS_PER_DAY
    row["transit"] = profile.transit_days * MOMENTS_PER_DAY
    row["stopover"] = profile.stopover_days * MOMENTS_PER_DAY
    row["mean_size"] = mean_size(profile)
    row["destination"] = places.get(profile.destination, -1)
    row["n_kinds"] = len(profile.lodging.split())
    row["tracked"] = profile.tracked
    row["puts_off"] = profile.puts_off and not profile.tracked
    row["sponsored"] = profile.sponsored
