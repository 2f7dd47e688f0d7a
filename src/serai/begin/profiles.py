"""Profiles compared with what there is: ways through the posts, kinds of lodging."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from serai.begin.figure import GUESSED
from serai.begin.kit import Kit
from serai.begin.posts import Gate
from serai.scenario.schema import Profile
from serai.scenario.texts import parse_modes


def passing(profile: Profile, gates: Sequence[Gate], kinds: Collection[str]) -> Profile:
    """A profile with those of its modes by which a post can be passed, and those of its lodging that there is."""
    passable = {mode for gate in gates for mode in gate.modes}
    if "car" in passable:
        passable.add("bus")  # a bus stands in the line of cars
    weights = [(mode, weight) for mode, weight in parse_modes(profile.modes) if mode in passable and weight > 0]
    whole = sum(weight for _, weight in weights)
    modes = " ".join(f"{mode}:{round(weight / whole, 4):g}" for mode, weight in weights)
    lodging = " ".join(kind for kind in profile.lodging.split() if kind in kinds)
    return profile.model_copy(update={"modes": modes or f"{gates[0].modes[0]}:1", "lodging": lodging})


def scenario_profile(profile: Profile, kit: Kit) -> Profile:
    """A row of `profiles` from one of a kit, whose further columns it lacks; its source says that it is a guess."""
    columns = {name: getattr(profile, name) for name in Profile.model_fields}
    return Profile.model_construct(**{**columns, "source": f"{GUESSED}: kit {kit.name}; {profile.source}"})
