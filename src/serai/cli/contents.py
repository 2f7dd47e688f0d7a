"""What a scenario holds, for `serai list` and `serai check`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from serai.cli.arguments import shown_path
from serai.cli.console import say
from serai.cli.render import show_next, show_sections, show_table
from serai.report.sections import Section, Table
from serai.report.words import period_in_words

if TYPE_CHECKING:
    from serai.scenario.inventory import RowUsed, ValueUsed
    from serai.scenario.schema import Scenario
    from serai.scenario.skill import Skill

LIST_HEADS = ("name", "people", "period", "title")
CASE_HEADS = ("case", "cut", "facts", "figures", "relative skill", "in 50 %", "in 90 %")
NOT_LODGED, NOT_SCORED = "no forecast archived", "not yet scored"
SKILL_NOTE = (
    "Relative skill: error (WIS) divided by that of the best naive forecast; below 1 is better. In 50 %, in 90 %: "
    "share of the figures inside those intervals of the forecast, which was archived before they were seen."
)
VALUE_WIDTH = 64


def show_list(scenarios: Sequence[Scenario]) -> None:
    """A table of scenarios: name, how many people it is about, period, title."""
    rows = tuple((s.name, _people(s), _period(s), s.title) for s in scenarios)
    show_table(Table(LIST_HEADS, rows, left=(0, 2, 3)))


def show_cases(names: Sequence[str], known: Sequence[Skill]) -> None:
    """A table of the built-in cases with what is known of their skill."""
    rows: list[tuple[str, ...]] = []
    for name in names:
        mine = [row for row in known if row.scenario == name]
        rows += [_case_row(row) for row in mine] or [(name, "", NOT_LODGED, "", "", "", "")]
    show_sections(
        (Section("The built-in cases and their skill", (SKILL_NOTE,), Table(CASE_HEADS, tuple(rows), left=(0, 1, 2))),)
    )


def _case_row(row: Skill) -> tuple[str, ...]:
    if not row.facts:
        return (row.scenario, row.cut, NOT_SCORED, "", "", "", "")
    skill = "" if row.relative_skill is None else f"{row.relative_skill:.2f}"
    shares = ("" if share is None else f"{share:.0%}" for share in (row.coverage_50, row.coverage_90))
    return (row.scenario, row.cut, row.facts, str(row.n), skill, *shares)


def show_check(scenario: Scenario, given: str, *, values: bool) -> None:
    """That the scenario, which was given by a path or name, has no fault, and what it holds.

    With `values` also every value, row and figure with ranges and sources.
    """
    from serai.scenario.inventory import contents

    say(f"ok: {scenario.name} has no fault")
    for line in contents(scenario):
        say(f"  {line}")
    for line in triggers_in_words(scenario):
        say(f"  {line}")
    if values:
        _show_values(scenario)
        return
    named = shown_path(given)
    every = "every value, row and published figure, with its source"
    show_next([(f"serai run {named}", "run it"), (f"serai check {named} --values", every)])


def check_json(given: str) -> int:
    """Print one JSON object of a scenario, given by a path or name: its faults, or all it holds; the exit status."""
    from serai.errors import ScenarioError
    from serai.scenario.inventory import contents, published_figures, rows_used, values_used
    from serai.scenario.read.load import load

    try:
        scenario = load(given)
    except ScenarioError as error:
        result: dict[str, Any] = {"what": error.what, "problems": [problem._asdict() for problem in error.located]}
    else:
        result = {"what": f'scenario "{scenario.name}"', "problems": [], "contents": contents(scenario)}
        result["values"] = [value._asdict() for value in values_used(scenario)]
        result["rows"] = [row._asdict() for row in rows_used(scenario)]
        result["published"] = [figure._asdict() for figure in published_figures(scenario)]
        result["triggers"] = [hazard._asdict() for hazard in hazards_of(scenario)]
    say(json.dumps(result, ensure_ascii=True, indent=2, allow_nan=False))
    return ScenarioError.exit_code if result["problems"] else 0


def _show_values(scenario: Scenario) -> None:
    from serai.scenario.inventory import published_figures, rows_used, values_used

    say("")
    say("Every value used, and where it comes from:")
    for used in values_used(scenario):
        if used.value:
            say(value_line(used))
    say("")
    say("Every row used, without the values above, blanks and defaults:")
    for row in rows_used(scenario):
        say(row_line(row))
    figures = published_figures(scenario)
    if figures:
        say("")
        say("Every published figure, and the range in which a simulated one counts as inside:")
    for figure in figures:
        say(value_line(figure))


class Hazard(NamedTuple):
    """A trigger: its expected people, None where its strength is given, that strength, and its mean delay in days."""

    id: str
    people: float | None
    hazard: float
    mean_delay_days: float


def hazards_of(scenario: Scenario) -> list[Hazard]:
    """Every trigger with the strength of its hazard, be it given or worked out from its expected people."""
    from serai.model.clock import Clock
    from serai.model.rates import strengths_of
    from serai.scenario.courses import mean_delay

    triggers = [event for event in scenario.events if event.what == "trigger"]
    if not triggers:
        return []
    strengths = strengths_of(scenario, Clock(scenario))
    return [
        Hazard(event.id, event.people, float(strength), mean_delay(event))
        for event, strength in zip(triggers, strengths, strict=True)
    ]


def triggers_in_words(scenario: Scenario) -> list[str]:
    """What was worked out for each trigger that is given by its expected people: the strength of its hazard."""
    return [
        f"trigger {trigger.id}: {trigger.people:,.0f} people correspond to a hazard of {trigger.hazard:.3g} in all "
        f"for each at risk, with a mean delay of {trigger.mean_delay_days:.3g} days"
        for trigger in hazards_of(scenario)
        if trigger.people is not None
    ]


def value_line(used: ValueUsed) -> str:
    """One value, with its unit, range and source."""
    return f"  {_value(used).ljust(VALUE_WIDTH)}  {_one_line(used.source)}".rstrip()


def row_line(row: RowUsed) -> str:
    """One row of a table, cell by cell, with its source."""
    cells = "; ".join(f"{name} {text}" for name, text in row.cells.items())
    return f"  {row.table}: {cells}  [{_one_line(row.source)}]"


def _one_line(source: str) -> str:
    return " ".join(source.split())


def _people(scenario: Scenario) -> str:
    at_risk = sum(place.at_risk_people or 0.0 for place in scenario.places)
    leaving = sum(departure.people for departure in scenario.departures)
    return f"{at_risk:,.0f} at risk" if at_risk else f"{leaving:,.0f} who leave"


def _period(scenario: Scenario) -> str:
    return period_in_words(scenario.start, scenario.end - timedelta(days=1))


def _value(used: ValueUsed) -> str:
    """As "choice.belief_wait_hours = 8 h (3 to 24)"; the key is what --set takes."""
    unit = "" if used.unit in ("", "1") else f" {used.unit}"
    if used.low is None and used.high is None:
        return f"{used.key} = {used.value}{unit}"
    low, high = ("open" if bound is None else f"{bound:g}" for bound in (used.low, used.high))
    return f"{used.key} = {used.value}{unit} ({low} to {high})"
