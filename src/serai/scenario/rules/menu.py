"""Rules for a menu: each row states a change that a measure could make, or names a measure, and can be taken so often.

What keeps people out is never on a menu: events (controls, closures) are inputs, and no unit makes a line stand still.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from serai.scenario.fields import fields_of
from serai.scenario.menu import changes_of, levels_of
from serai.scenario.names import Names
from serai.scenario.nearest import quoted
from serai.scenario.rules.measures import change_fault, column_fault, find_row
from serai.scenario.schema import Measure, MenuRow, Scenario
from serai.scenario.texts import parse_change
from serai.scenario.where import Report

OWN_CHANGE = ("table", "id", "column", "change")
OF_FIRST_ROW = ("unit", "least", "most", "step", "lead_days", "needs", "excludes")
NEVER = ("control", "closure")


def check_menu(scenario: Scenario, names: Names, report: Report) -> None:
    """Hold every row of `menu` against the row that it changes, and against the rest of the menu."""
    if "menu" in report.unread or report.unread & {"measures", "services", "lodging", "events"}:
        return
    first: dict[str, int] = {}
    for row, entry in enumerate(scenario.menu):
        if report.is_bad("menu", row, "measure"):
            continue
        earlier = first.setdefault(entry.measure, row)
        if earlier == row:
            _check_counts(entry, row, report)
            _check_names(entry, row, scenario, report)
        else:
            _check_alike(entry, row, scenario.menu[earlier], earlier, report)
        if not _is_an_input(entry, row, scenario, report):
            _check_change(entry, row, scenario, names, report)


def _check_counts(entry: MenuRow, row: int, report: Report) -> None:
    if entry.most < entry.least and not report.is_bad("menu", row, "least", "most"):
        report.cell("menu", row, "most", f"must be at least least ({entry.least}), got {entry.most}")


def _check_names(entry: MenuRow, row: int, scenario: Scenario, report: Report) -> None:
    known = list(dict.fromkeys(other.measure for other in scenario.menu))
    for column in ("needs", "excludes"):
        words = getattr(entry, column).split()
        for word in words:
            if word == entry.measure:
                report.cell("menu", row, column, f"{quoted(word)} is the measure itself")
            elif word not in known:
                near = report.near_or_all(word, lambda: known)
                report.cell("menu", row, column, f"{quoted(word)} is not on the menu.{near}")
    both = sorted(set(entry.needs.split()) & set(entry.excludes.split()))
    if both:
        report.cell("menu", row, "excludes", f"{quoted(both[0])} is needed, so it cannot be excluded")


def _check_alike(entry: MenuRow, row: int, first: MenuRow, earlier: int, report: Report) -> None:
    """Further rows of a measure add changes and costs; what else they say must be what the first says, or nothing."""
    columns = fields_of(MenuRow)
    for column in OF_FIRST_ROW:
        value = getattr(entry, column)
        if value not in (columns[column].default, getattr(first, column)):
            report.cell("menu", row, column, f"is already in {report.where.row('menu', earlier)}; leave it blank")


def _is_an_input(entry: MenuRow, row: int, scenario: Scenario, report: Report) -> bool:
    """Whether a row means an event, which is what a scenario assumes; then it is reported."""
    events = {event.id: event.what for event in scenario.events}
    for column, word in (("measure", entry.measure), ("id", entry.id)):
        is_other = column == "measure" and (entry.table or any(word == item.measure for item in scenario.measures))
        if word in events and not is_other:
            kind = events[word]
            why = "who is turned back or shut out" if kind in NEVER else "what happens"
            text = f"{quoted(word)} is an event ({kind}): {why} is an input and can never be on a menu"
            report.cell("menu", row, column, text)
            return True
    return False


def _check_change(entry: MenuRow, row: int, scenario: Scenario, names: Names, report: Report) -> None:
    if report.is_bad("menu", row, *OWN_CHANGE):
        return
    if not entry.table:
        _check_measure(entry, row, scenario, report)
        return
    for column in ("id", "column", "change"):
        if not getattr(entry, column):
            report.cell("menu", row, column, "a value is missing, since the row states a change of its own")
            return
    target = find_row(entry.table, entry.id, names)
    if target is None:
        near = report.near(entry.id, partial(getattr, names, entry.table))
        report.cell("menu", row, "id", f"{quoted(entry.id)} is not in {report.where.table(entry.table)}.{near}")
        return
    try:
        parse_change(entry.change)
    except ValueError as error:
        report.cell("menu", row, "change", str(error))
        return
    once = Measure.model_construct(**entry.model_dump(include={"measure", "start", "end", *OWN_CHANGE}))  # any text
    fault = column_fault(once, report)
    if fault:
        report.cell("menu", row, "column", fault)
        return
    _check_units([once], entry, row, scenario, report)
    for units in {levels[0], levels[-1]} if (levels := levels_of(_first(entry, scenario))) else ():
        fault = change_fault(changes_of([once], units)[0], target)
        if fault:
            report.cell("menu", row, "change", fault if units == 1 else f"{units} units: {fault}")
            return


def _check_measure(entry: MenuRow, row: int, scenario: Scenario, report: Report) -> None:
    for column in ("id", "column", "change"):
        if getattr(entry, column):
            report.cell("menu", row, "table", "a value is missing (services or lodging)")
            return
    known = list(dict.fromkeys(item.measure for item in scenario.measures))
    rows = [item for item in scenario.measures if item.measure == entry.measure]
    if rows:
        _check_units(rows, entry, row, scenario, report)
        return
    near = report.near_or_all(entry.measure, lambda: known)
    text = (
        f"{quoted(entry.measure)} is not in {report.where.table('measures')}, and the row states no change of its own"
    )
    report.cell("menu", row, "measure", f"{text}.{near}")


def _check_units(changes: Iterable[Measure], entry: MenuRow, row: int, scenario: Scenario, report: Report) -> None:
    """What is no difference cannot be taken more than once."""
    stated = [change.change for change in changes if change.change.strip()]
    single = next((text for text in stated if parse_change(text).how != "add"), "")
    first = _first(entry, scenario)
    if single and first.most > 1:
        column = "most" if first is entry else "change"
        text = f"only a difference (e.g. +1) can be applied more than once, got {quoted(single)} with most {first.most}"
        report.cell("menu", row, column, text)


def _first(entry: MenuRow, scenario: Scenario) -> MenuRow:
    """The first row of the same measure, in which its units stand."""
    return next(other for other in scenario.menu if other.measure == entry.measure)
