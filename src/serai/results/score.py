"""A run held against observations: inside the stated range or not, how far off, by use and by group of facts.

Rows used for fit, given rows, tests and rows that are only shown are counted apart. A row that rests on assumed inputs
and is inside is called consistent by choice: it is no evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from serai.results.camps import CampScore, camps_json
from serai.results.naive import naive_forecasts
from serai.results.naive_errors import naive_errors, naive_json
from serai.results.quantities import Simulated, answer
from serai.results.view import View
from serai.scenario.published import published_range
from serai.scenario.schema import Observation, Scenario
from serai.state.log import Outcome

if TYPE_CHECKING:
    import pandas as pd

USES = ("fit", "test", "given", "shown")


@dataclass(frozen=True)
class ScoreRow:
    """One observation and what the run says to it.

    Attributes
    ----------
    id, quantity, statistic, place, who, service, mode, lodging, unit, bound, use, rests_on, fact_group, source : str
        As in the observation.
    start, end : datetime
        The period [start, end), local; blank ends are those of the run.
    observed : float or None
    low, high : float or None
        The interval that counts as inside, for this score.
    simulated : float or None
        None when the run cannot give it; then `reason` says why. For `covers` the median wait.
    simulated_low, simulated_high : float or None
        For `covers` the 5th and 95th percentile.
    inside : bool or None
        None when there is no figure or no interval.
    relative_error : float or None
        (simulated - observed) / observed.
    naive : dict of str -> float
        Naive forecasts of the same figure.
    """

    id: str
    quantity: str
    statistic: str
    place: str
    who: str
    service: str
    mode: str
    lodging: str
    start: datetime
    end: datetime
    observed: float | None
    low: float | None
    high: float | None
    bound: str
    unit: str
    simulated: float | None
    simulated_low: float | None
    simulated_high: float | None
    inside: bool | None
    reason: str
    relative_error: float | None
    use: str
    rests_on: str
    fact_group: str
    source: str
    naive: dict[str, float] = field(default_factory=dict)

    @property
    def is_consistent_by_choice(self) -> bool:
        """Whether the row is inside on assumed inputs: no evidence."""
        return bool(self.inside) and self.rests_on == "assumed"


@dataclass(frozen=True)
class Tally:
    """How many rows are inside, of how many that could be judged; and how many could not."""

    inside: int = 0
    total: int = 0
    not_computed: int = 0
    consistent_by_choice: int = 0


@dataclass(frozen=True)
class Summary:
    """Tallies of all rows, by use, by group of facts, and by group and use."""

    all: Tally
    by_use: dict[str, Tally]
    by_fact_group: dict[str, Tally]
    by_fact_group_and_use: dict[str, dict[str, Tally]]


def score(outcome: Outcome, scenario: Scenario, observations: Sequence[Observation] | None = None) -> list[ScoreRow]:
    """Hold a run against observations.

    Parameters
    ----------
    outcome : Outcome
    scenario : Scenario, as it was run
    observations : sequence of Observation, default those of the scenario

    Returns
    -------
    list of ScoreRow, in the order of the observations.
    """
    view = View(outcome, scenario)
    rows = scenario.observations if observations is None else tuple(observations)
    return [score_row(row, answer(row, view), naive_forecasts(row, rows, view), scenario) for row in rows]


def score_row(row: Observation, found: Simulated, naive: dict[str, float], scenario: Scenario) -> ScoreRow:
    """One observation beside what was simulated and what naive forecasts say."""
    low, high = published_range(row)
    inside, reason = is_inside(row, found, low, high)
    error = None
    if found.value is not None and row.value and row.statistic != "covers":
        error = (found.value - row.value) / row.value
    return ScoreRow(
        id=row.id, quantity=row.quantity, statistic=row.statistic, place=row.place, who=row.who, service=row.service,
        mode=row.mode, lodging=row.lodging,
        start=row.start or datetime.combine(scenario.start, time()),
        end=row.end or datetime.combine(scenario.end, time()),
        observed=row.value, low=low, high=high, bound=row.bound, unit=row.unit,
        simulated=found.value, simulated_low=found.low, simulated_high=found.high,
        inside=inside, reason=reason, relative_error=error,
        use=row.use, rests_on=row.rests_on, fact_group=row.fact_group, source=row.source, naive=naive,
    )  # fmt: skip


def is_inside(row: Observation, found: Simulated, low: float | None, high: float | None) -> tuple[bool | None, str]:
    """Whether a figure lies in the published range, or its own range meets it; None, and why, where nobody can say."""
    if found.value is None:
        return None, found.reason
    if found.low is not None and found.high is not None:
        least = row.value if low is None else low
        most = row.value if high is None else high
        if least is None or most is None:
            return None, "the row states no figure that the simulated range could cover"
        return found.low <= most and least <= found.high, ""
    if low is None and high is None:
        return None, "the row states no interval"
    return (low is None or found.value >= low) and (high is None or found.value <= high), ""


def summary(rows: Iterable[ScoreRow]) -> Summary:
    """Count the rows that are inside: all, by use, by group of facts, by group and use."""
    rows = list(rows)
    groups = list(dict.fromkeys(row.fact_group for row in rows))
    uses = [use for use in USES if any(row.use == use for row in rows)]
    by_both = {
        group: {use: _tally(row for row in rows if (row.fact_group, row.use) == (group, use)) for use in uses}
        for group in groups
    }
    return Summary(
        all=_tally(rows),
        by_use={use: _tally(row for row in rows if row.use == use) for use in uses},
        by_fact_group={group: _tally(row for row in rows if row.fact_group == group) for group in groups},
        by_fact_group_and_use={
            group: {use: tally for use, tally in tallies.items() if tally.total or tally.not_computed}
            for group, tallies in by_both.items()
        },
    )


def _tally(rows: Iterable[ScoreRow]) -> Tally:
    rows = list(rows)
    judged = [row for row in rows if row.inside is not None]
    return Tally(
        inside=sum(bool(row.inside) for row in judged),
        total=len(judged),
        not_computed=len(rows) - len(judged),
        consistent_by_choice=sum(row.is_consistent_by_choice for row in judged),
    )


def score_json(rows: Sequence[ScoreRow], camps: CampScore | None = None) -> dict[str, Any]:
    """The object that ``serai score --json`` prints.

    Parameters
    ----------
    rows : sequence of ScoreRow
    camps : CampScore, optional
        Of a run with series of camps; its figures stand in `summary`.

    Returns
    -------
    dict with `observations` (one object for each row; `inside` and `simulated` are null where the run cannot tell,
    and `reason` says why) and `summary` (`inside`, `total`, `not_computed`; the same by use and by fact_group; `naive`:
    by naive forecast its mean error on test rows and that of the run).
    """
    counts = summary(rows)
    return {
        "observations": [_row_json(row) for row in rows],
        "summary": {
            **_tally_json(counts.all),
            "by_use": {use: _tally_json(tally) for use, tally in counts.by_use.items()},
            "by_fact_group": {group: _tally_json(tally) for group, tally in counts.by_fact_group.items()},
            "by_fact_group_and_use": {
                group: {use: _tally_json(tally) for use, tally in tallies.items()}
                for group, tallies in counts.by_fact_group_and_use.items()
            },
            "naive": naive_json(naive_errors(rows)),
            **({} if camps is None else camps_json(camps)),
        },
    }


def _row_json(row: ScoreRow) -> dict[str, Any]:
    end = row.end.isoformat()
    return {
        "id": row.id, "quantity": row.quantity, "statistic": row.statistic, "place": row.place, "who": row.who,
        "service": row.service, "mode": row.mode, "lodging": row.lodging,
        "from": row.start.isoformat(), "to": end, "date": end,
        "observed": row.observed, "low": row.low, "high": row.high, "bound": row.bound, "unit": row.unit,
        "simulated": row.simulated, "simulated_low": row.simulated_low, "simulated_high": row.simulated_high,
        "inside": row.inside, "reason": row.reason, "relative_error": row.relative_error,
        "consistent_by_choice": row.is_consistent_by_choice, "naive": row.naive,
        "use": row.use, "rests_on": row.rests_on, "fact_group": row.fact_group, "source": row.source,
    }  # fmt: skip


def _tally_json(tally: Tally) -> dict[str, int]:
    return {field.name: getattr(tally, field.name) for field in fields(tally)}


def to_frame(rows: Sequence[ScoreRow]) -> pd.DataFrame:
    """The rows as a table: the columns of `ScoreRow`, with each naive forecast in a column naive_<name>."""
    import pandas as pd

    columns = [item.name for item in fields(ScoreRow) if item.name != "naive"]
    names = sorted({name for row in rows for name in row.naive})
    records = [
        {**{column: getattr(row, column) for column in columns}, **{f"naive_{n}": row.naive.get(n) for n in names}}
        for row in rows
    ]
    return pd.DataFrame(records, columns=[*columns, *(f"naive_{name}" for name in names)])
