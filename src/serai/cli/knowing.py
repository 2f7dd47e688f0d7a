"""What the option --as-of means to each command: rows that became known later are left out, and that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from serai.cli.console import say

if TYPE_CHECKING:
    from datetime import datetime

    from serai.runs.run import Run
    from serai.scenario.schema import Scenario


def moment_of(as_of: str | None) -> datetime | None:
    """The moment that was typed; None where none was.

    Raises
    ------
    UsageError
        If it is no date or moment.
    """
    if as_of is None:
        return None
    from serai.scenario.known import parse_moment

    return parse_moment(as_of)


def loaded(given: str, when: datetime | None, *, quiet: bool = False) -> Scenario:
    """A scenario as it was known at a moment, with one line that says what was left out.

    Raises
    ------
    ScenarioError, UsageError
        Of the library, as they are.
    """
    from serai.scenario.read.load import load

    scenario = load(given)
    if when is None:
        return scenario
    from serai.scenario.known import as_known, left_out_line

    known = as_known(scenario, when)
    if not quiet:
        say(left_out_line(known, when))
    return known.scenario


def opened(run: Run, when: datetime | None) -> Run:
    """A kept run beside what was known at a moment, with one line on standard error that says what was left out.

    Raises
    ------
    UsageError
        If the run took in what became known later.
    """
    if when is None:
        return run
    from serai.scenario.known import as_known, left_out_line

    result = run.as_known(when)
    say(left_out_line(as_known(run.scenario, when), when), error=True)
    return result
