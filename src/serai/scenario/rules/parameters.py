"""Rules for named parameters and for samples of them."""

from __future__ import annotations

from collections import defaultdict

from serai.scenario.address import Address, CellName
from serai.scenario.nearest import quoted
from serai.scenario.numbers import number_text
from serai.scenario.parameters import applied, cells_of
from serai.scenario.schema import Event, Parameter, Scenario
from serai.scenario.where import Report

MOST_FITTED = 12


def check_parameters(scenario: Scenario, report: Report) -> None:
    """Names differ, cells exist, every value that a parameter may take keeps them in bounds, and samples are whole."""
    first: dict[str, int] = {}
    for row, parameter in enumerate(scenario.parameters):
        earlier = first.setdefault(parameter.name.casefold(), row)
        if earlier != row:
            where = report.where.row("parameters", earlier)
            report.cell("parameters", row, "name", f"{quoted(parameter.name)} is already in {where}")
        if not report.is_bad("parameters", row, "cells"):
            _check_cells(scenario, row, parameter, report)
    fitted = [row for row, parameter in enumerate(scenario.parameters) if parameter.fit]
    if len(fitted) > MOST_FITTED:
        text = f"at most {MOST_FITTED} parameters can be fitted, got {len(fitted)}"
        report.cell("parameters", fitted[MOST_FITTED], "fit", text)
    _check_posterior(scenario, report)


def _check_cells(scenario: Scenario, row: int, parameter: Parameter, report: Report) -> None:
    words = {CellName.parse(word).table for word in parameter.cells.split()}
    if words & (report.unread | report.bad_tables):
        return
    try:
        cells = cells_of(scenario, parameter, report.suggestions)
    except ValueError as error:
        report.cell("parameters", row, "cells", str(error))
        return
    if all(cell.number(scenario) is None for cell in cells):
        report.cell("parameters", row, "cells", "all of these cells are blank")
    if parameter.fit:
        _check_fit(scenario, row, parameter, cells, report)
    for part, value in zip(("value", "low", "high"), (parameter.value, *parameter.range_of("value")), strict=True):
        if value is None:
            continue
        fault = next(filter(None, (_fault(scenario, cell, parameter, value) for cell in cells)), "")
        if fault and not report.is_bad("parameters", row, part):
            report.cell("parameters", row, part, fault)
            return


def _check_fit(scenario: Scenario, row: int, parameter: Parameter, cells: list[Address], report: Report) -> None:
    for cell in cells:
        event = cell.holder(scenario)
        if isinstance(event, Event) and event.what == "control":
            text = f"{quoted(event.id)} is a control: an input, which is never fitted"
            report.cell("parameters", row, "cells", text)


def _fault(scenario: Scenario, cell: Address, parameter: Parameter, value: float) -> str:
    before = cell.number(scenario)
    after = None if before is None else applied(parameter.how, before, value)
    if after is None or cell.field.is_inside(after):
        return ""
    what = f"{number_text(value)} makes {cell.name(scenario)} {number_text(after)}"
    return f"{what}, which must be {cell.field.allowed()}"


def _check_posterior(scenario: Scenario, report: Report) -> None:
    fitted = {parameter.name for parameter in scenario.parameters if parameter.fit}
    samples: dict[int, dict[str, int]] = defaultdict(dict)
    for row, entry in enumerate(scenario.posterior):
        if entry.parameter not in fitted:
            near = report.near_or_all(entry.parameter, lambda: fitted)
            text = f"{quoted(entry.parameter)} is not a parameter that is fitted.{near}"
            report.cell("posterior", row, "parameter", text)
        elif entry.parameter in samples[entry.sample]:
            where = report.where.row("posterior", samples[entry.sample][entry.parameter])
            report.cell("posterior", row, "parameter", f"sample {entry.sample} has it already in {where}")
        samples[entry.sample].setdefault(entry.parameter, row)
    if {"parameters", "posterior"} & (report.unread | report.bad_tables):
        return
    for sample, result in samples.items():
        missing = sorted(fitted - set(result))
        if missing:
            row = min(result.values())
            report.cell("posterior", row, "sample", f"sample {sample} has no value of {', '.join(missing)}")
