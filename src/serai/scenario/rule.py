"""Rules of the choice of way: the built-in one, and others, each with scenarios and checks of its own.

Another rule is a plugin: an entry point of the group ``serai.rules``, named like the rule, that leads to a `Rule`. It
is looked up when a scenario names it, so scenarios of the built-in rule pay nothing for it.
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
    """The built-in rule needs no checks but those that every scenario passes."""


@dataclass(frozen=True)
class Rule:
    """A rule of the choice of way.

    Attributes
    ----------
    name : str, as the setting `rule` gives it
    scenario : class of its scenarios, `Scenario` or a subclass with further settings and tables
    check : adds the problems that only a scenario of this rule can have to a report
    """

    name: str
    scenario: type[Scenario]
    check: Callable[[Any, Names, Report], None] = _no_checks


BUILT_IN = Rule("destination", Scenario)


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
