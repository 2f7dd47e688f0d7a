"""Named parameters: one number that moves several cells together (docs/model/ensemble.md).

A run uses the scenario with all parameters taken in; what the user wrote stays as it is, in files and in the record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from serai.scenario.address import Address, CellName, numbers_named, with_numbers
from serai.scenario.nearest import Suggestions, quoted
from serai.scenario.schema import Parameter, Scenario

NOT_MOVED = frozenset({"parameters", "posterior", "measures", "menu", "standards", "observations"})


def with_parameters(scenario: Scenario) -> Scenario:
    """The scenario that is run: every parameter taken in, in the order of the table.

    factor: cell = cell * value; addend: cell = cell + value; set: cell = value

    Parameters
    ----------
    scenario : Scenario, checked

    Returns
    -------
    Scenario without parameters, so that taking them in twice is the same as once. Cells that were moved have no range;
    whole numbers are rounded; the end of a straight line of traffic moves in proportion to its begin.
    """
    if not scenario.parameters:
        return scenario
    moved: dict[Address, float] = {}
    for parameter in scenario.parameters:
        for cell in cells_of(scenario, parameter):
            before = moved.get(cell, cell.number(scenario))
            if before is not None or parameter.how == "set":
                moved[cell] = applied(parameter.how, before or 0.0, parameter.value)
    return with_numbers(scenario, moved).model_copy(update={"parameters": (), "posterior": ()})


def applied(how: str, before: float, value: float) -> float:
    """A cell's number after a parameter of this kind."""
    if how == "factor":
        return before * value
    return before + value if how == "addend" else value


def cells_of(scenario: Scenario, parameter: Parameter, suggestions: Suggestions | None = None) -> list[Address]:
    """The numbers that a parameter moves.

    Raises
    ------
    ValueError
        With the nearest match, if a word of `cells` leads nowhere.
    """
    result = []
    for word in parameter.cells.split():
        table = CellName.parse(word).table
        if table in NOT_MOVED:
            raise ValueError(f"{quoted(word)}: rows of {table} cannot be moved")
        result += numbers_named(scenario, word, suggestions)
    return result


def following(parameters: Iterable[Parameter], made: Sequence[tuple[str, str, str]]) -> tuple[Parameter, ...]:
    """The parameters, so that what moves a row also moves the rows that were made of it.

    Parameters
    ----------
    parameters : iterable of Parameter
    made : sequence of (table, id of a row, id of a row that was made of it), in the order in which they were made
    """
    followed = []
    for parameter in parameters:
        words = [CellName.parse(word) for word in parameter.cells.split()]
        given = len(words)
        for table, old, new in made:
            for column in dict.fromkeys(word.column for word in words if word.matches(table, old)):
                if not any(word.matches(table, new) for word in words if word.column == column):
                    words.append(CellName(table, new, column))
        added = "".join(f" {word}" for word in words[given:])
        followed.append(parameter.model_copy(update={"cells": parameter.cells + added}) if added else parameter)
    return tuple(followed)


def with_fit(parameters: Iterable[Parameter], names: Collection[str]) -> tuple[Parameter, ...]:
    """Parameters of which those of these names are marked fit, and no others."""
    return tuple(
        item if item.fit == (item.name in names) else item.model_copy(update={"fit": item.name in names})
        for item in parameters
    )
