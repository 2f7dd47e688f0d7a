"""What was known at a moment: rows that became known later are left out, and of revisions the newest known counts.

A row is known from its `as_of` on; a blank one of an observation is the end of its period, of a given total the end of
its day, of an event its date, and of other rows the beginning. Moments are in the time of the scenario. Rows of
`observations` with the same `fact` are revisions of one figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple

from serai.errors import ScenarioError, UsageError
from serai.scenario.cells import moment_text, parse_field
from serai.scenario.drop import without_rows
from serai.scenario.fields import fields_of
from serai.scenario.rules.check import check
from serai.scenario.schema import Event, GivenTotal, Observation, Row, Scenario

ROWS = {"observations": ("observation", "observations"), "events": ("event", "events")}
LATER_TABLES = (
    "observations", "events", "departures", "given", "destinations", "no_entry", "traffic", "services", "lodging",
)  # fmt: skip


class Known(NamedTuple):
    """A scenario as it was known at a moment.

    Attributes
    ----------
    scenario : Scenario, without the rows that became known later
    left_out : dict of str -> int
        By table how many rows became known later; tables without any are left out. Superseded revisions do not count.
    along : tuple of str
        What hangs on these rows and went with them, one line each.
    """

    scenario: Scenario
    left_out: dict[str, int]
    along: tuple[str, ...] = ()


def counted_rows(by_table: Mapping[str, int]) -> str:
    """As "14 observations and 2 events"."""
    texts = []
    for table, count in by_table.items():
        singular, plural = ROWS.get(table, (f"row of {table}", f"rows of {table}"))
        texts.append(f"{count:,} {singular if count == 1 else plural}")
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def left_out_line(known: Known, when: datetime) -> str:
    """What was left out, in one sentence."""
    if not known.left_out:
        return f"nothing became known later than {moment_text(when)}: nothing is left out"
    verb = "is" if sum(known.left_out.values()) == 1 else "are"
    along = f"; with them {'; '.join(known.along)}" if known.along else ""
    return f"{counted_rows(known.left_out)} that became known later {verb} left out{along}"


def parse_moment(text: str, what: str = "--as-of") -> datetime:
    """A moment as it is typed: 2022-09-27 (its first instant) or 2022-09-27 18:00.

    Raises
    ------
    UsageError
        If it is neither.
    """
    try:
        result = parse_field(fields_of(Observation)["as_of"], text)
    except ValueError as error:
        raise UsageError(f"{what} {error}") from None
    if not isinstance(result, datetime):
        raise UsageError(f'{what} must be a date or time, e.g. 2022-09-27 18:00, got "{text}"')
    return result


def known_since(row: Row, scenario: Scenario) -> datetime | None:
    """The moment from which a row is known, in the time of the scenario; None: from the beginning."""
    if isinstance(row, Observation):
        return _since(row, scenario)
    stated: datetime | None = getattr(row, "as_of", None)
    if stated is None and isinstance(row, GivenTotal):
        return row.day + timedelta(days=1)
    return row.date if stated is None and isinstance(row, Event) else stated


def late_rows(scenario: Scenario, when: datetime) -> dict[str, list[int]]:
    """Numbers of the rows that became known later than a moment, by table; of tables that have any.

    Raises
    ------
    UsageError
        If the scenario follows a rule whose tables do not state when their rows became known.
    """
    if not scenario.has_lines:
        raise UsageError(f"--as-of: tables of the rule {scenario.rule} do not state when their rows became known")
    result = {}
    for table in LATER_TABLES:
        since = [(row, known_since(entry, scenario)) for row, entry in enumerate(getattr(scenario, table))]
        late = [row for row, moment in since if moment is not None and moment > when]
        if late:
            result[table] = late
    return result


def as_known(scenario: Scenario, when: datetime) -> Known:
    """A scenario as it was known at a moment.

    Rows that became known later go, with what hangs on them: parameters that move nothing else, measures, people in
    such lines. Of each fact the newest revision stays.

    Parameters
    ----------
    scenario : Scenario, checked
    when : datetime, naive, in the time of the scenario; a row known at that very moment is known

    Returns
    -------
    Known

    Raises
    ------
    UsageError
        If the scenario follows a rule whose tables do not state when their rows became known.
    ScenarioError
        If what is left breaks a rule, as where a line is kept for no post.
    """
    late = late_rows(scenario, when)
    left_out = {table: len(rows) for table, rows in late.items()}
    changed = without_rows(scenario, late)
    scenario = changed.scenario
    known = scenario.model_copy(update={"observations": newest(scenario.observations, scenario)})
    if left_out.keys() - {"observations"}:
        _check_what_is_left(known, when)
    return Known(known, left_out, changed.along)


def _check_what_is_left(scenario: Scenario, when: datetime) -> None:
    try:
        check(scenario)
    except ScenarioError as error:
        problems = [
            problem._replace(text=f"of what was known at {moment_text(when)}: {problem.text}")
            for problem in error.located
        ]
        raise ScenarioError(error.what, problems) from None


def newest(rows: Iterable[Observation], scenario: Scenario) -> tuple[Observation, ...]:
    """The observations that count: of each fact the revision that became known last, in the order of the rows."""
    rows = tuple(rows)
    last: dict[str, Observation] = {}
    for row in rows:
        if row.fact and (row.fact not in last or _since(row, scenario) > _since(last[row.fact], scenario)):
            last[row.fact] = row
    return tuple(row for row in rows if not row.fact or last[row.fact] is row)


def _since(row: Observation, scenario: Scenario) -> datetime:
    return row.as_of or row.end or datetime.combine(scenario.end, time())


def known_rows(rows: Sequence[Observation], scenario: Scenario, when: datetime | None) -> tuple[Observation, ...]:
    """Those of some observations that were known at a moment (None: all), each fact once."""
    return newest((row for row in rows if when is None or _since(row, scenario) <= when), scenario)
