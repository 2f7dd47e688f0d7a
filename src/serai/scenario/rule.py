"""Rules for the choice of route: the built-in one, and others, each with scenarios, checks and a loop of its own.

Another rule is a plugin: an entry point of the group ``serai.rules``, named like the rule, that names a `Rule`. It is
loaded when a scenario names it, so scenarios of the built-in rule pay nothing for it. All other packages ask the `Rule`
of a scenario; none of them knows a rule by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic_core import from_json

from serai.scenario.cells import parse_choice
from serai.scenario.fields import fields_of
from serai.scenario.names import Names
from serai.scenario.schema import Scenario
from serai.scenario.where import Report

GROUP = "serai.rules"


def _no_checks(scenario: Any, names: Names, report: Report) -> None:
    """The built-in rule needs no checks besides those that every scenario passes."""


@dataclass(frozen=True)
class CampReports:
    """Reported people in the camps of a scenario, with which a run is compared; days count from its first one.

    Attributes
    ----------
    camps : tuple of str; those with a series of reports
    daily : dict of camp -> list of int; people on each day of the run, interpolated between reports
    points : dict of camp -> list of (day, people); the reports
    days : dict of camp -> frozenset of int; days of the run with a report
    last_day : int; day of the last report of all camps, which may be after the run
    capacities : dict of camp -> float, persons; 0 where none is stated
    given : dict; what the run was given of these figures
    """

    camps: tuple[str, ...]
    daily: dict[str, list[int]]
    points: dict[str, list[tuple[int, float]]]
    days: dict[str, frozenset[int]]
    last_day: int
    capacities: dict[str, float]
    given: dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """A rule for the choice of route.

    Attributes
    ----------
    name : str, the value of the setting `rule`
    scenario : class of its scenarios, `Scenario` or a subclass with further settings and tables
    check : adds the problems that only a scenario of this rule can have to a report
    run : (scenario, seed, on_progress, check, driver) -> Outcome, as `serai.runs.course.run`; None: the loop over ticks
    compile_ahead : (on_progress) -> None, compiles its kernels; None: those of the loop over ticks
    loop : str, the compiled function that exists once its kernels have been compiled
    reports : scenario -> CampReports or None; None: the rule has no camps
    """

    name: str
    scenario: type[Scenario]
    check: Callable[[Any, Names, Report], None] = _no_checks
    run: Callable[..., Any] | None = None
    compile_ahead: Callable[[Callable[[int, int], None]], None] | None = None
    loop: str = "run_ticks"
    reports: Callable[[Any], CampReports | None] | None = None


BUILT_IN = Rule("destination", Scenario)


def camp_reports(scenario: Scenario) -> CampReports | None:
    """Reported people in camps; None where the rule has no camps, or no camp has a series of reports."""
    reports = rule_named(scenario.rule).reports
    return None if reports is None else reports(scenario)


def rule_named(given: Any) -> Rule:
    """The rule of this name, in any case.

    Raises
    ------
    ValueError
        With all names, if there is none.
    """
    return BUILT_IN if given == BUILT_IN.name else _rule(parse_choice(given, rule_names()))


def owner_of(
    name: str, model: type[Scenario], parts_of: Callable[[type[Scenario]], Container[str]] = fields_of
) -> Rule | None:
    """The rule whose scenarios, unlike those of this class, have a setting or table of this name.

    `parts_of` is `fields_of`, or `tables_of` where only a table counts.
    """
    if name in parts_of(model):
        return None
    return next((rule for rule in map(_rule, rule_names()) if name in parts_of(rule.scenario)), None)


def only_for(rule: Rule, what: str) -> str:
    """What to say of a table or setting that belongs to another rule."""
    return f"only the rule {rule.name} uses this {what}; set rule: {rule.name}, or remove it"


def scenario_from_json(text: str) -> Scenario:
    """A scenario from its JSON, as a run keeps it, by the class of its rule.

    Older runs keep the settings and tables of every rule; those of other rules are left out.

    Raises
    ------
    ValueError
        If the text is no scenario.
    """
    content = from_json(text)
    model = rule_named(content.get("rule", BUILT_IN.name)).scenario
    known = {name for field in fields_of(model).values() for name in (field.name, field.attribute)}
    foreign = {name for name in content.keys() - known if owner_of(name, model)}
    if foreign:
        return model.model_validate({name: value for name, value in content.items() if name not in foreign})
    return model.model_validate_json(text)


@cache
def rule_names() -> tuple[str, ...]:
    """The names of all rules that are installed, the built-in one first."""
    return (BUILT_IN.name, *sorted(_plugins()))


@cache
def _plugins() -> dict[str, Any]:
    from importlib.metadata import entry_points  # not needed for the built-in rule

    return {point.name: point for point in entry_points(group=GROUP)}


@cache
def _rule(name: str) -> Rule:
    return BUILT_IN if name == BUILT_IN.name else _plugins()[name].load()
