"""Rows of a score, counted and as JSON: how many are inside, by use and by group of facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from serai.results.camps import CampScore, camps_json
from serai.results.intervals import intervals_json
from serai.results.naive_errors import naive_errors, naive_json
from serai.results.score import SPREAD_FIELDS, USES, ScoreRow


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
    by naive forecast its mean error on test rows and that of the run). Rows of draws hold what `Spread` does besides,
    and `summary` how many published ranges their intervals meet, and what `intervals_json` gives.
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
            **(_coverage_json(rows, tuple(counts.by_use)) if any(row.spread for row in rows) else {}),
            "naive": naive_json(naive_errors(rows)),
            **({} if camps is None else camps_json(camps)),
        },
    }


def _coverage_json(rows: Sequence[ScoreRow], uses: Sequence[str]) -> dict[str, Any]:
    return {
        "covered": coverage(rows),
        "covered_by_use": {use: coverage(of_use(rows, use)) for use in uses},
        "agreeing_covered_by_use": {use: coverage(of_use(rows, use), "agreeing_covered") for use in uses},
        "central_inside_by_use": {use: coverage(of_use(rows, use), "central_inside") for use in uses},
        **intervals_json(rows),
    }


def of_use(rows: Sequence[ScoreRow], use: str) -> list[ScoreRow]:
    """The rows of one use."""
    return [row for row in rows if row.use == use]


def coverage(rows: Sequence[ScoreRow], by: str = "covered") -> dict[str, int]:
    """How many rows of draws are covered, of how many that can be judged.

    Parameters
    ----------
    rows : sequence of ScoreRow, with a spread
    by : str
        What counts as that: `covered` (the 90 % interval meets the published range), `agreeing_covered`,
        `central_inside` or `inside` (of the median).
    """
    judged = [getattr(row.spread if by in SPREAD_FIELDS else row, by) for row in rows]
    known = [answer for answer in judged if answer is not None]
    return {"covered": sum(map(bool, known)), "total": len(known)}


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
        **({} if row.spread is None else asdict(row.spread)),
    }  # fmt: skip


def _tally_json(tally: Tally) -> dict[str, int]:
    return {field.name: getattr(tally, field.name) for field in fields(tally)}
