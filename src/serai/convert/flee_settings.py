"""simsetting.yml -> the settings of the rule `lookahead`; every key is carried over, or named with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from serai.convert.notes import Notes

NUMBERS = {
    "max_move_speed": "max_move_km",
    "max_walk_speed": "max_walk_km",
    "camp_weight": "camp_weight",
    "foreign_weight": "foreign_weight",
    "conflict_weight": "conflict_weight",
    "conflict_movechance": "conflict_move_chance",
    "camp_movechance": "camp_move_chance",
    "idpcamp_movechance": "idp_camp_move_chance",
    "default_movechance": "default_move_chance",
    "movechance_pop_base": "move_chance_population",
    "movechance_pop_scale_factor": "move_chance_power",
    "softening": "softening_km",
    "weight_softening": "weight_softening",
    "distance_power": "distance_power",
    "weight_power": "weight_power",
    "pruning_threshold": "pruning_threshold",
    "capacity_buffer": "capacity_buffer",
    "capacity_scaling": "capacity_scaling",
    "home_distance_power": "home_distance_power",
    "pop_power_for_loc_weight": "population_power",
}
SWITCHES = {
    "avoid_short_stints": "avoid_short_stints",
    "start_on_foot": "start_on_foot",
    "stay_close_to_home": "stay_close_to_home",
    "use_pop_for_loc_weight": "population_in_pull",
    "fixed_routes": "fixed_routes",
    "ChildrenAvoidHazards": "children_avoid_hazards",
    "BoysTakeRisk": "boys_take_risk",
    "MatchCampEthnicity": "match_camp_ethnicity",
    "MatchTownEthnicity": "match_town_ethnicity",
    "MatchConflictEthnicity": "match_conflict_ethnicity",
}
SPAWN_SWITCHES = {
    "take_from_population": "take_from_population",
    "insert_day0": "insert_day0",
    "empty_camps_on_day0": "empty_camps_on_day0",
    "conflict_zone_spawning_only": "only_from_conflict",
}
CHANCES = frozenset(
    {"conflict_move_chance", "camp_move_chance", "idp_camp_move_chance", "default_move_chance", "capacity_buffer"}
)
NOT_CARRIED = {
    "log_levels": "it says what Flee prints; a run of Serai keeps everything",
    "optimisations.hasten": "it thins the people to save time, which is not needed: one person is one person",
    "optimisations": "it has no effect on what happens",
    "number_of_steps": "Flee's run takes the length from sim_period.csv",
    "conflict_input_file": "Flee's run always reads conflicts.csv",
    "flood_level_input_file": "floods are not carried over",
    "spawn_rules.average_social_connectivity": "only two_system_decision_making uses it",
    "move_rules.two_system_decision_making": "it has no effect in Flee: its number is compared with the word True",
    "move_rules.max_crossing_speed": "Flee reads it and uses it nowhere",
    "move_rules.MatchCampReligion": "religion is not carried over; ethnicity is",
    "move_rules.avg_religion_fraction": "religion is not carried over; ethnicity is",
    "spawn_rules.flood_zone_spawning_only": "floods are not carried over",
    "spawn_rules.camps_are_sicks": "carried over as camps_are_sinks",
    "spawn_rules.camps_are_sinks": "",
}
FLOODS = ("spawn_rules.flood_driven_spawning", "spawn_rules.flood_driven_spawn_mode", "move_rules.flood_rules")
WORDS_FOR_NO = frozenset({"false", "no", "off", "0", ""})


def read_settings(given: Mapping[str, Any], name: str, notes: Notes, *, as_run: bool) -> dict[str, Any]:
    """The settings of the section `lookahead`, by name.

    Parameters
    ----------
    given : mapping, as the file holds it
    name : str
        Name of the file, for messages.
    notes : Notes
        Takes what is carried over, what is not, and faults.
    as_run : bool
        Whether Flee's code is followed where it reads a key otherwise than it says.
    """
    reader = _Reader(given, name, notes, as_run=as_run)
    settings = reader.moves()
    settings |= reader.spawning()
    reader.name_the_rest()
    return settings


class _Reader:
    """Keys of simsetting.yml, each looked at once."""

    def __init__(self, given: Mapping[str, Any], name: str, notes: Notes, *, as_run: bool) -> None:
        self.given, self.name, self.notes, self.as_run = given, name, notes, as_run
        self.seen: set[str] = set()

    def section(self, name: str) -> Mapping[str, Any]:
        block = self.given.get(name)
        if block is not None and not isinstance(block, dict):
            self.notes.faults.append(f"{self.name}, {name}: must be a block of settings, got {block!r}")
        return block if isinstance(block, dict) else {}

    def moves(self) -> dict[str, Any]:
        found = self.numbers("move_rules", NUMBERS) | self.switches("move_rules", SWITCHES)
        level = self.take("move_rules", "awareness_level", int)
        if level is not None:
            found["awareness_level"] = level
        if self.take("move_rules", "use_v1_rules", self.truth):
            found |= {"max_move_km": 200.0, "camp_weight": 2.0, "conflict_weight": 0.25}
            found |= {"start_on_foot": False, "avoid_short_stints": False}
            self.notes.carried.append(f"{self.name}, move_rules.use_v1_rules: as the five settings that it stands for")
        for key in ("awareness_level",):
            if level == 0:
                self.notes.otherwise.append(
                    f"{self.name}, move_rules.{key} = 0: Flee moves nobody, since it compares a number with names; "
                    "it is meant to weigh roads only"
                )
        if found.get("stay_close_to_home"):
            self.notes.otherwise.append(
                f"{self.name}, move_rules.stay_close_to_home: Flee measures from the place where a person is, with "
                "latitude and longitude exchanged, not from home"
            )
        if found.get("population_in_pull"):
            self.notes.otherwise.append(
                f"{self.name}, move_rules.use_pop_for_loc_weight: Flee takes the smaller of 1 and the population, so "
                "only places without people are told apart"
            )
        return found

    def spawning(self) -> dict[str, Any]:
        found = self.switches("spawn_rules", SPAWN_SWITCHES)
        found |= self._decay() | self._source() | self._sinks()
        if found.get("only_from_conflict") is False:
            self.notes.otherwise.append(
                f"{self.name}, spawn_rules.conflict_zone_spawning_only = False: Flee gives other places no weight, so "
                "people still set out from conflict zones only"
            )
        for key in FLOODS:
            block, _, name = key.partition(".")
            if self.section(block).get(name) is not None:
                self.seen.add(key)
                self.notes.faults.append(
                    f"{self.name}, {key}: floods are not carried over; take the block out to convert without them"
                )
        return found

    def _decay(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        decay = self.take("spawn_rules", "conflict_spawn_decay", lambda given: tuple(float(part) for part in given))
        if decay:
            found["conflict_decay"] = decay
        days = self.take("spawn_rules", "conflict_spawn_decay_interval", int)
        if days is not None:
            found["conflict_decay_days"] = days
        return found

    def _source(self) -> dict[str, Any]:
        sums = self.take("spawn_rules", "sum_from_camps", self.truth)
        block = self.section("spawn_rules").get("conflict_driven_spawning")
        self.seen.add("spawn_rules.conflict_driven_spawning")
        if block is None:
            return {"new_people": "total" if sums is False else "camps"}
        block = block if isinstance(block, dict) else {}
        mode = str(block.get("spawn_mode", "constant"))
        names = {"constant": "constant", "pop_ratio": "population_share", "poisson": "poisson"}
        if mode.lower() not in names:
            words = ", ".join(names)
            self.notes.faults.append(
                f"{self.name}, spawn_rules.conflict_driven_spawning.spawn_mode: must be one of {words}, got {mode!r}"
            )
        source = names.get(mode.lower(), "constant")
        per_day = float(block.get("displaced_per_conflict_day", 0.01 if source == "population_share" else 500))
        if source != "population_share" and per_day != int(per_day):
            self.notes.otherwise.append(
                f"{self.name}, spawn_rules.conflict_driven_spawning.displaced_per_conflict_day: Flee cuts "
                f"{per_day:g} to {int(per_day)}"
            )
            per_day = float(int(per_day)) if self.as_run else per_day
        self.notes.carried.append(f"{self.name}, spawn_rules.conflict_driven_spawning: {source}, {per_day:g} a day")
        return {"new_people": source, "per_conflict_day": per_day}

    def _sinks(self) -> dict[str, Any]:
        wanted = self.take("spawn_rules", "camps_are_sinks", self.truth)
        if wanted:
            self.notes.otherwise.append(
                f"{self.name}, spawn_rules.camps_are_sinks: Flee looks for the key camps_are_sicks, so this one does "
                "nothing"
            )
        return {"camps_are_sinks": bool(wanted) and not self.as_run}

    def numbers(self, section: str, names: Mapping[str, str]) -> dict[str, Any]:
        found = {}
        for key, setting in names.items():
            value = self.take(section, key, float)
            if value is not None and setting in CHANCES and not 0 <= value <= 1:
                self.notes.warnings.append(
                    f"{self.name}, {section}.{key}: {value:g} is taken as {min(max(value, 0), 1)}"
                )
                value = min(max(value, 0.0), 1.0)
            if value is not None:
                found[setting] = value
        return found

    def switches(self, section: str, names: Mapping[str, str]) -> dict[str, Any]:
        found = {}
        for key, setting in names.items():
            value = self.take(section, key, self.truth)
            if value is not None:
                found[setting] = value
        return found

    def truth(self, given: Any) -> bool:
        """Yes or no; Flee takes every text that is not blank for yes."""
        if isinstance(given, str) and not self.as_run:
            return given.strip().casefold() not in WORDS_FOR_NO
        return bool(given)

    def take(self, section: str, key: str, parse: Callable[[Any], Any]) -> Any:
        """The value of a key; None where it is absent or cannot be read."""
        block = self.section(section)
        self.seen.add(f"{section}.{key}")
        if block.get(key) is None:
            return None
        try:
            value = parse(block[key])
        except (TypeError, ValueError):
            self.notes.faults.append(f"{self.name}, {section}.{key}: cannot be read, got {block[key]!r}; correct it")
            return None
        self.notes.carried.append(f"{self.name}, {section}.{key} = {block[key]}")
        return value

    def name_the_rest(self) -> None:
        """Name every key that was not looked at."""
        if self.given.get("default_conflict_intensity") is not None:
            self._intensity(self.given["default_conflict_intensity"])
        for block, value in self.given.items():
            keys = [f"{block}.{key}" for key in value] if isinstance(value, dict) else [str(block)]
            for key in keys:
                if key in self.seen or key == "default_conflict_intensity":
                    continue
                reason = NOT_CARRIED.get(key) or NOT_CARRIED.get(str(block))
                self.notes.not_carried.append(
                    f"{self.name}, {key}: {reason or 'Flee does not know this key and passes over it'}"
                )

    def _intensity(self, given: Any) -> None:
        key = f"{self.name}, default_conflict_intensity"
        try:
            value = float(given)
        except (TypeError, ValueError):
            self.notes.faults.append(f"{key}: cannot be read, got {given!r}; correct it")
            return
        self.notes.carried.append(f"{key} = {value:g}")
        if value != int(value):
            self.notes.otherwise.append(f"{key}: Flee cuts {value:g} to {int(value)}")


def default_intensity(given: Mapping[str, Any], *, as_run: bool) -> float:
    """Intensity of a conflict for which no other stands: Flee cuts it to a whole number."""
    try:
        value = float(given.get("default_conflict_intensity", 1.0) or 0.0)
    except (TypeError, ValueError):
        return 1.0
    return float(int(value)) if as_run else value
