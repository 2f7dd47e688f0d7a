"""Rules for events: what each kind needs, and what it must leave blank."""

from __future__ import annotations

import math

from serai.scenario.address import CellName
from serai.scenario.cells import moment_text, parse_field
from serai.scenario.fields import fields_of
from serai.scenario.members import places_named
from serai.scenario.names import Names
from serai.scenario.nearest import quoted
from serai.scenario.numbers import number_text
from serai.scenario.rules.rows import check_moment
from serai.scenario.schema import REGISTRATION, SEATS, Event, Scenario, Service, stands_at
from serai.scenario.where import Report

NEEDS = {
    "trigger": ("profile",),
    "news": ("value",),
    "control": ("where", "value"),
    "closure": ("where",),
    "opening": ("where",),
    "change": ("target", "value"),
}
USES = {  # columns that not every kind of event uses
    "value": ("trigger", "news", "control", "change"),
    "profile": ("trigger", "news", "control"),
    "mode": ("closure", "opening"),
    "service": ("control",),
    "applies_to": ("news",),
    "course": ("trigger",),
    "mean_days": ("trigger",),
    "people": ("trigger",),
    "peak_days": ("trigger",),
    "target": ("change",),
}
BOUNDS = {"trigger": (0.0, 1.0), "news": (-10.0, 1.0), "control": (0.0, 1.0)}
MOST_A_DAY = 24.0  # chance per day of leaving a line: on average within an hour
CHANGEABLE = (
    "servers",
    "staff",
    "minutes",
    "per_hour",
    "cap",
)  # columns of services that a change sets while a run goes on


def check_events(scenario: Scenario, names: Names, report: Report) -> None:
    """What each kind of event needs, its bounds, its dates, and what a change sets."""
    for row, event in enumerate(scenario.events):
        if report.is_bad("events", row, "what"):
            continue
        for column in NEEDS[event.what]:
            if getattr(event, column) in (None, ""):
                meaning = fields_of(Event)[column].meaning
                report.cell("events", row, column, f"a {event.what} needs a value here ({meaning})")
        for column, kinds in USES.items():
            if event.what not in kinds and getattr(event, column) not in (None, ""):
                users = " or ".join(kinds)
                report.cell("events", row, column, f"must be blank for a {event.what}; only a {users} uses it")
        _check_event_value(row, event, report)
        if event.what == "trigger":
            _check_trigger(row, event, scenario, report)
        if not report.is_bad("events", row, "date"):
            check_moment("events", row, "date", event.date, scenario, report)
            if event.until is not None and event.until <= event.date:
                wrong = f"must be after the date {moment_text(event.date)}, got {moment_text(event.until)}"
                report.cell("events", row, "until", wrong)
        if event.mode and event.where:
            _check_mode(row, event, scenario, report)
        _check_service(row, event, scenario, report)
        if event.what == "change" and event.target:
            _check_target(row, event, names, report)


def _check_event_value(row: int, event: Event, report: Report) -> None:
    if event.applies_to == "destination" and not event.where:
        report.cell("events", row, "where", "news about a destination needs a place, region or group of cities here")
    if event.value is None or event.what not in BOUNDS:
        return
    least, most = BOUNDS[event.what]
    if event.what == "news" and event.applies_to == "line":
        least, most = 0.0, MOST_A_DAY
    if not least <= event.value <= most:
        wrong = f"must be {least:g} to {most:g} for a {event.what}, got {number_text(event.value)}"
        report.cell("events", row, "value", wrong)


def _check_mode(row: int, event: Event, scenario: Scenario, report: Report) -> None:
    """A closure of one mode needs lines of that mode."""
    here = places_named(scenario, event.where)
    lines = [line for line in scenario.services if line.place in here and line.direction == (event.direction or "in")]
    if here and event.mode not in {line.mode for line in lines}:
        there = ", ".join(sorted({line.mode for line in lines})) or "none"
        wrong = f"no line of mode {event.mode} is at {quoted(event.where)}; lines there: {there}"
        report.cell("events", row, "mode", wrong)


def _check_service(row: int, event: Event, scenario: Scenario, report: Report) -> None:
    """A control at a kind of service needs a line of that kind, through which people pass."""
    if not event.service or not event.where or "services" in report.unread:
        return
    here = places_named(scenario, event.where)
    direction = event.direction or "in"
    lines = [line for line in scenario.services if {line.place, stands_at(line)} & set(here)]
    kinds = {line.service for line in lines if line.direction == direction} - {SEATS, REGISTRATION}
    if here and event.service not in kinds:
        near = report.near_or_all(event.service, lambda: kinds) if kinds else " There is none."
        where = f"{quoted(event.where)}, direction {direction}"
        wrong = f"{quoted(event.service)} is not a service that people pass at {where}.{near}"
        report.cell("events", row, "service", wrong)


def people_at_risk(event: Event, scenario: Scenario) -> float:
    """People at risk where an event is, once for each of its profiles."""
    here = [place for place in scenario.places if place.name in places_named(scenario, event.where)]
    return len(event.profile.split()) * math.fsum(place.at_risk_people or 0.0 for place in here)


def _check_trigger(row: int, event: Event, scenario: Scenario, report: Report) -> None:
    """A trigger has one size and one course, and no more people than are at risk."""
    for first, second, what in (("value", "people", "size"), ("mean_days", "peak_days", "course")):
        given = [column for column in (first, second) if getattr(event, column) is not None]
        if len(given) != 1 and not any(report.is_bad("events", row, column) for column in (first, second)):
            got = "got both" if given else "got neither"
            report.cell("events", row, first, f"the {what} of a trigger is given by {first} or by {second}, {got}")
    if event.peak_days is not None and (event.course == "uniform" or event.shape <= 1):
        wrong = "a uniform course has no peak" if event.course == "uniform" else "it has its peak at once"
        report.cell(
            "events", row, "peak_days", f"needs a gamma course of a shape above 1, else {wrong}: give mean_days"
        )
    if event.people is not None:
        at_risk = people_at_risk(event, scenario)
        most = max(event.people, event.range_of("people")[1] or 0.0)
        if at_risk and most >= at_risk:
            wrong = f"must be fewer than those at risk, {number_text(at_risk)}, got {number_text(most)}"
            report.cell("events", row, "people", wrong)


def _check_target(row: int, event: Event, names: Names, report: Report) -> None:
    table, name, column = CellName.parse(event.target)
    if table != "services" or not name or not column:
        report.cell("events", row, "target", f"must be services.<id>.<column>, got {quoted(event.target)}")
        return
    if "services" in report.unread:
        return
    if name not in names.services:
        near = report.near(name, lambda: names.services)
        report.cell("events", row, "target", f"{quoted(name)} is not in {report.where.table('services')}.{near}")
    elif column not in CHANGEABLE:
        near = report.near_or_all(column, lambda: CHANGEABLE)
        report.cell("events", row, "target", f"{quoted(column)} of services cannot change during a run.{near}")
    elif event.value is not None:
        try:
            parse_field(fields_of(Service)[column], event.value)
        except ValueError as error:
            report.cell("events", row, "value", str(error))
