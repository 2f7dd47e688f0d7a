"""What is known of the skill of the built-in cases: forecasts that were lodged, and the scores that they got.

`skill.csv` has a row for each lodged forecast and, once it was scored, for each group of facts of it (docs/cases.md).
"""

from __future__ import annotations

import csv
from importlib import resources
from typing import NamedTuple


class Skill(NamedTuple):
    """One lodged forecast, or one group of facts by which it was scored.

    Attributes
    ----------
    scenario : str, name of a built-in scenario
    cut : str, the moment after which nothing was known, in the time of the scenario
    lodged : str, file of the forecast in the project
    facts : str, group of facts; blank: not yet scored
    n : int, figures that were scored
    relative_skill : float, mean weighted interval score over that of the best naive forecast; below 1 is better
    coverage_50, coverage_90 : float, share of the figures inside the central intervals, 0 to 1
    source : str, who scored it, and when
    """

    scenario: str
    cut: str
    lodged: str
    facts: str = ""
    n: int = 0
    relative_skill: float | None = None
    coverage_50: float | None = None
    coverage_90: float | None = None
    source: str = ""


def known_skill() -> tuple[Skill, ...]:
    """All rows of the table, in its order."""
    text = resources.files("serai.scenario").joinpath("skill.csv").read_text(encoding="utf-8")
    return tuple(_skill(row) for row in csv.DictReader(text.splitlines()))


def _skill(row: dict[str, str]) -> Skill:
    skill, half, most = (
        float(row[name]) if row[name] else None for name in ("relative_skill", "coverage_50", "coverage_90")
    )
    return Skill(
        row["scenario"], row["cut"], row["lodged"], row["facts"], int(row["n"] or 0), skill, half, most, row["source"]
    )
