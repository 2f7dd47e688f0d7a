"""What a scenario holds, for `serai list` and `serai check`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from serai.cli.console import say
from serai.cli.render import show_table

if TYPE_CHECKING:
    from serai.scenario.schema import Scenario


def show_list(scenarios: Sequence[Scenario]) -> None:
    """A table of scenarios: name, title, period, and how many people the triggers reach."""
    from serai.report.sentences import Table

    rows = [(s.name, f"{people_at_risk(s):,.0f}", period(s), s.title) for s in scenarios]
    show_table(Table(("name", "people at risk", "period", "title"), tuple(rows)), left=(0, 2, 3))


def show_contents(scenario: Scenario) -> None:
    """What the scenario is and how many rows each of its tables has."""
    from serai.scenario.schema import TABLES

    say(f"{scenario.name}: {scenario.title or 'no title'}, {period(scenario)}")
    counts = {table: len(getattr(scenario, table)) for table in TABLES}
    say("  " + ", ".join(f"{table} {count:,}" for table, count in counts.items() if count))
    say(f"  people at risk {people_at_risk(scenario):,.0f}")


def show_values(scenario: Scenario) -> None:
    """Every value used, its range and its source."""
    from serai.report.sentences import Table
    from serai.scenario.check import values_used

    rows = [(used.key, used.value, used.range, used.source) for used in values_used(scenario)]
    say("")
    show_table(Table(("value used", "value", "range", "source"), tuple(rows)), left=(0, 3))


def people_at_risk(scenario: Scenario) -> float:
    """People to whom the shares of triggers apply, over all places."""
    return sum(place.at_risk_people or 0.0 for place in scenario.places)


def period(scenario: Scenario) -> str:
    """First and last day of a scenario, in words."""
    from serai.report.words import period_in_words

    return period_in_words(scenario.start, scenario.end - timedelta(days=1))
