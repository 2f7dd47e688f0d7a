"""The table of evidence: every published figure beside the simulated one and the naive forecasts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from serai.report.evidence_words import evidence_words, several_years
from serai.report.figures.marks import is_grey
from serai.results.score import ScoreRow
from serai.scenario.schema import Observation

WORDS = (
    "id", "fact_group", "quantity", "statistic", "place", "who", "service", "mode", "lodging", "unit", "bound", "use",
    "rests_on", "source", "reason", "inside",
)  # fmt: skip
NUMBERS = ("observed", "low", "high", "simulated", "simulated_low", "simulated_high")
SPREAD_NUMBERS = ("simulated_p10", "simulated_p90", "central", "share_inside")


def evidence(
    rows: Sequence[ScoreRow], observations: Sequence[Observation], languages: Sequence[str]
) -> list[dict[str, Any]]:
    """One record for each observation, in their order, with the names of `ScoreRow` and, of draws, `Spread`.

    Beside them `from` and `to` (local, ISO), `grey` (no evidence), `by_choice`, `url` (blank without a link) and, by
    language, `words`: what each column of the table says.
    """
    urls = {row.id: row.url for row in observations}
    year = several_years(rows)
    return [
        _record(row, urls.get(row.id, ""))
        | {"words": {code: evidence_words(row, code, year=year) for code in languages}}
        for row in rows
    ]


def _record(row: ScoreRow, url: str) -> dict[str, Any]:
    record = {name: getattr(row, name) for name in WORDS}
    record |= {name: _rounded(getattr(row, name)) for name in NUMBERS}
    if row.spread:
        record |= {name: _rounded(getattr(row.spread, name)) for name in SPREAD_NUMBERS}
        record["covered"] = row.spread.covered
    return record | {
        "from": row.start.isoformat(timespec="minutes"),
        "to": row.end.isoformat(timespec="minutes"),
        "naive": {name: _rounded(value) for name, value in row.naive.items()},
        "grey": is_grey(row),
        "by_choice": row.is_consistent_by_choice,
        "url": link_of(url, row.source),
    }


def link_of(url: str, source: str) -> str:
    """The address of a source if it may be a link: http or https, with a host, and not that of a mirror.

    A source says in its own words when its address is a mirror: "(mirror)", "(mirror address)".
    """
    parts = urlsplit(url.strip())
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    return url.strip() if is_web and "mirror" not in source.lower() else ""


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.5g}")
