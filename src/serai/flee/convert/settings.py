"""simsetting.yml -> the settings of the rule `lookahead`; every key is carried over, or named with the reason."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from serai.flee.convert.keys import (
    CHANCES,
    NOT_CARRIED,
    NUMBERS,
    REFUSED,
    SPAWN_SWITCHES,
    SWITCHES,
    WHOLE_NUMBERS,
)
from serai.flee.convert.notes import Notes
from serai.flee.schema import Lookahead
from serai.scenario.settings import settings_of

SPAWN_MODES = {"constant": "constant", "pop_ratio": "population_share", "poisson": "poisson"}
PEOPLE_A_DAY, SHARE_A_DAY = 500, 0.01  # Flee's defaults
SPAWN_KEYS = {
    "conflict_decay_days": "spawn_rules.conflict_spawn_decay_interval",
    "per_conflict_day": "spawn_rules.conflict_driven_spawning.displaced_per_conflict_day",
}
NO_BOUND = 1e5  # a limit so far off that it is no help to name it
WORDS_FOR_NO = frozenset({"false", "no", "off", "0", ""})
CAMP_BELOW = 0.005


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
    settings = reader.moves() | reader.spawning()
    reader.refuse()
    reader.intensity()
    reader.name_the_rest()
    for words in otherwise(settings, as_run=as_run):
        notes.otherwise.append(f"{name}, {words}")
    _hold_to_bounds(settings, name, notes)
    return settings


def otherwise(settings: Mapping[str, Any], *, as_run: bool) -> list[str]:
    """Where Flee's code does something else than these settings say."""
    level = settings.get("awareness_level")
    on = [name for name, value in settings.items() if value is True]
    lines = {
        "awareness_level = 0: Flee moves nobody, since it compares a number with names; it is meant to weigh roads "
        "only": level == 0,
        "awareness_level below 0: Flee treats it as 1, but markers lead nowhere; it is meant to consider nothing": (
            level is not None and level < 0
        ),
        "stay_close_to_home: Flee measures from the place where a person is, with latitude and longitude exchanged, "
        "not from home": "stay_close_to_home" in on,
        "fixed_routes: Flee counts the score twice, leaves out room and pruning_threshold, and counts the links to "
        "markers as links ahead": "fixed_routes" in on,
        "BoysTakeRisk: Flee looks at it only where ChildrenAvoidHazards is on": (
            "boys_take_risk" in on and "children_avoid_hazards" not in on
        ),
        "BoysTakeRisk: in Flee it applies to men too, since Flee does not check whether a boy is a child": (
            "boys_take_risk" in on and "children_avoid_hazards" in on
        ),
        "pruning_threshold up to 1.001: Flee leaves out no way": 1.0 < settings.get("pruning_threshold", 0.0) < 1.001,
        f"a chance of leaving below {CAMP_BELOW}: Flee treats such a place as a camp": any(
            settings.get(name, 1.0) < CAMP_BELOW for name in ("default_move_chance", "conflict_move_chance")
        ),
        "spawn_rules.conflict_zone_spawning_only = False: Flee gives other places no weight, so people still set out "
        "from conflict zones only": settings.get("only_from_conflict") is False,
        "spawn_rules.conflict_spawn_decay: in Flee the weights of those who set out are a day old, unless a conflict "
        "begins or ends that day": "conflict_decay" in settings,
    }
    return [words for words, holds in lines.items() if holds]


def _hold_to_bounds(settings: dict[str, Any], name: str, notes: Notes) -> None:
    """Refuse what the rule cannot take."""
    bounds = settings_of(Lookahead)
    for setting, value in settings.items():
        if isinstance(value, bool | str | tuple):
            continue
        least, most = bounds[setting].ge, bounds[setting].le
        if bounds[setting].is_inside(value):
            continue
        key = next((f"move_rules.{key}" for key, item in NUMBERS.items() if item == setting), SPAWN_KEYS.get(setting))
        words = (("at least", least), ("at most", most if most is not None and most < NO_BOUND else None))
        allowed = " and ".join(f"{word} {bound:g}" for word, bound in words if bound is not None)
        notes.faults.append(f"{name}, {key}: must be {allowed}, got {value:g}; correct it")


class _Reader:
    """Keys of simsetting.yml, each looked at once."""

    def __init__(self, given: Mapping[str, Any], name: str, notes: Notes, *, as_run: bool) -> None:
        self.given, self.name, self.notes, self.as_run = given, name, notes, as_run
        self.seen: set[str] = set()

    def section(self, name: str) -> Mapping[str, Any]:
        block = self.given.get(name)
        if block is not None and not isinstance(block, dict):
            self.notes.faults.append(f"{self.name}, {name}: must be a block of settings, got {block!r}; correct it")
            self.seen.add(name)
        return block if isinstance(block, dict) else {}

    def moves(self) -> dict[str, Any]:
        result = self.numbers("move_rules", NUMBERS) | self.switches("move_rules", SWITCHES)
        if self.take("move_rules", "use_v1_rules", self.truth):
            result |= {"max_move_km": 200.0, "camp_weight": 2.0, "conflict_weight": 0.25}
            result |= {"start_on_foot": False, "avoid_short_stints": False}
            self.notes.carried.append(f"{self.name}, move_rules.use_v1_rules: as the five settings that it represents")
        return result

    def spawning(self) -> dict[str, Any]:
        result = self.switches("spawn_rules", SPAWN_SWITCHES)
        return result | self._decay() | self._source() | self._sinks()

    def _decay(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        decay = self.take("spawn_rules", "conflict_spawn_decay", _factors)
        if decay:
            result["conflict_decay"] = decay
        days = self.take("spawn_rules", "conflict_spawn_decay_interval", _whole)
        if days is not None:
            result["conflict_decay_days"] = days
        return result

    def _source(self) -> dict[str, Any]:
        sums = self.take("spawn_rules", "sum_from_camps", self.truth)
        key = "conflict_driven_spawning"
        block = self.section("spawn_rules").get(key)
        self.seen.add(f"spawn_rules.{key}")
        if block is None:
            return {"new_people": "total" if sums is False else "camps"}
        where = f"{self.name}, spawn_rules.{key}"
        if not isinstance(block, dict):
            self.notes.faults.append(
                f"{where}: must be a block with spawn_mode and displaced_per_conflict_day, got {block!r}"
            )
            return {}
        mode = str(block.get("spawn_mode", "constant"))
        source = SPAWN_MODES.get(mode.lower(), "")
        if not source:
            words = ", ".join(SPAWN_MODES)
            self.notes.faults.append(f"{where}.spawn_mode: must be one of {words}, got {mode!r}; correct it")
        usual = SHARE_A_DAY if source == "population_share" else PEOPLE_A_DAY
        per_day = self._per_day(block.get("displaced_per_conflict_day", usual), f"{where}.displaced_per_conflict_day")
        if source != "population_share" and per_day != int(per_day):
            self.notes.otherwise.append(f"{where}.displaced_per_conflict_day: Flee cuts {per_day:g} to {int(per_day)}")
            per_day = float(int(per_day)) if self.as_run else per_day
        for other in block.keys() - {"spawn_mode", "displaced_per_conflict_day"}:
            self.notes.not_carried.append(f"{where}.{other}: Flee does not know this key and ignores it")
        self.notes.carried.append(f"{where}: {mode}, {per_day:g} a day")
        return {"new_people": source or "constant", "per_conflict_day": per_day}

    def _per_day(self, given: Any, where: str) -> float:
        try:
            return _number(given)
        except (TypeError, ValueError, OverflowError):
            self.notes.faults.append(f"{where}: cannot be read, got {given!r}; write a number")
            return 0.0

    def _sinks(self) -> dict[str, Any]:
        """Flee looks for a misspelt key."""
        as_meant = self.take("spawn_rules", "camps_are_sinks", self.truth)
        as_read = self.take("spawn_rules", "camps_are_sicks", self.truth)
        if as_meant:
            self.notes.otherwise.append(
                f"{self.name}, spawn_rules.camps_are_sinks: Flee looks for the key camps_are_sicks, so this one does "
                "nothing"
            )
        return {"camps_are_sinks": bool(as_read) if self.as_run else bool(as_meant or as_read)}

    def numbers(self, section: str, names: Mapping[str, str]) -> dict[str, Any]:
        result = {}
        for key, setting in names.items():
            value = self.take(section, key, _whole if key in WHOLE_NUMBERS else _number)
            if value is not None and setting in CHANCES and not 0 <= value <= 1:
                nearest = min(max(value, 0.0), 1.0)
                self.notes.warnings.append(f"{self.name}, {section}.{key}: {value:g} is read as {nearest:g}")
                value = nearest
            if value is not None:
                result[setting] = value
        return result

    def switches(self, section: str, names: Mapping[str, str]) -> dict[str, Any]:
        result = {}
        for key, setting in names.items():
            value = self.take(section, key, self.truth)
            if value is not None:
                result[setting] = value
        return result

    def truth(self, given: Any) -> bool:
        """Yes or no; Flee takes every text that is not blank for yes."""
        if isinstance(given, str) and given.strip().casefold() in WORDS_FOR_NO:
            self.notes.otherwise.append(f"{self.name}: the text {given!r} means no, but Flee reads any text as yes")
            return bool(given) and self.as_run
        return bool(given)

    def take(self, section: str, key: str, parse: Callable[[Any], Any]) -> Any:
        """The value of a key; None where it is absent, blank or cannot be read."""
        block = self.section(section)
        self.seen.add(f"{section}.{key}")
        if key not in block:
            return None
        if block[key] is None:
            self.notes.warnings.append(f"{self.name}, {section}.{key}: is blank; Flee's own default applies")
            return None
        try:
            value = parse(block[key])
        except _NotWholeError:
            self.notes.faults.append(
                f"{self.name}, {section}.{key}: must be a whole number, got {block[key]!r}; correct it"
            )
            return None
        except (TypeError, ValueError, KeyError, OverflowError):
            self.notes.faults.append(f"{self.name}, {section}.{key}: cannot be read, got {block[key]!r}; correct it")
            return None
        self.notes.carried.append(f"{self.name}, {section}.{key} = {block[key]}")
        return value

    def refuse(self) -> None:
        """Stop at what would make another case of it: floods, hunger, and other rules that are not carried over."""
        for key, reason in REFUSED.items():
            section, _, name = key.rpartition(".")
            block = self.section(section) if section else self.given
            if name not in block:
                continue
            self.seen.add(key)
            value = block[name]
            if not value or (isinstance(value, str) and value.strip().casefold() in WORDS_FOR_NO):
                self.notes.not_carried.append(f"{self.name}, {key}: it is off")
            else:
                self.notes.faults.append(f"{self.name}, {key}: {reason}")

    def intensity(self) -> None:
        """default_conflict_intensity, which the network takes (`default_intensity`)."""
        key = "default_conflict_intensity"
        if self.given.get(key) is None:
            return
        self.seen.add(key)
        try:
            value = _number(self.given[key])
        except (TypeError, ValueError, OverflowError):
            self.notes.faults.append(f"{self.name}, {key}: cannot be read, got {self.given[key]!r}; write a number")
            return
        self.notes.carried.append(f"{self.name}, {key} = {value:g}")
        cut = f" and cuts {value:g} to {int(value)}" * (value != int(value))
        self.notes.otherwise.append(
            f"{self.name}, {key}: Flee uses it for places that become conflict zones in location_changes.csv only{cut}"
        )

    def name_the_rest(self) -> None:
        """Name every key that was not looked at."""
        for block, value in self.given.items():
            keys = [f"{block}.{key}" for key in value] if isinstance(value, dict) else [str(block)]
            for key in keys:
                if key in self.seen or str(block) in self.seen or (value is None and block in BLOCKS):
                    continue
                reason = NOT_CARRIED.get(key) or NOT_CARRIED.get(str(block))
                self.notes.not_carried.append(
                    f"{self.name}, {key}: {reason or 'Flee does not know this key and ignores it'}"
                )


BLOCKS = ("log_levels", "spawn_rules", "move_rules", "optimisations", "flood_rules")


def _number(given: Any) -> float:
    """A finite number; a yes or no is none, though Python counts it as one."""
    value = math.nan if isinstance(given, bool) else float(given)
    if not math.isfinite(value):
        raise ValueError
    return value


class _NotWholeError(Exception):
    """A number with a fraction where a whole one is needed."""


def _whole(given: Any) -> int:
    """A whole number; Flee would cut another."""
    value = _number(given)
    if value != int(value):
        raise _NotWholeError
    return int(value)


def _factors(given: Any) -> tuple[float, ...]:
    """A list of factors, or a block of them by their place in it."""
    values = [given[place] for place in range(len(given))] if isinstance(given, dict) else given
    if isinstance(values, str):
        raise ValueError
    return tuple(_number(value) for value in values)


def default_intensity(given: Mapping[str, Any], *, as_run: bool) -> float:
    """Intensity of a conflict for which no other stands: Flee cuts it to a whole number."""
    try:
        value = _number(given.get("default_conflict_intensity", 1.0) or 0.0)
    except (TypeError, ValueError, OverflowError):
        return 1.0
    return float(int(value)) if as_run else value
