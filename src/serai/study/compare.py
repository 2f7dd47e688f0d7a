"""Which measure buys the most: runs of one scenario with one seed, compared with the first of them.

Draws are compared in pairs: the draw of one number took the same values and the same chance in every run, so that the
difference is safer than either level. What can be compared is settled in `comparable`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from serai.errors import ScenarioError
from serai.results.bands import Band, band_or_zero
from serai.results.figures import WHOLE
from serai.results.totals import TOTALS, Total
from serai.runs.run import Run
from serai.study.comparable import refuse_others

ENOUGH_DRAWS = 30
Figures = tuple[np.ndarray, dict[str, np.ndarray]]  # numbers of the draws; each figure in every draw


@dataclass(frozen=True)
class Difference:
    """One figure of a run, and how far it is from that of the base; each a median with the 80 % band.

    Attributes
    ----------
    level : Band
        The figure itself.
    change : Band
        Run minus base, draw by draw.
    share_better, share_worse : float
        Share of the draws in which the run does better than the base, and worse; 0 to 1.
    saved_per_cost : Band or None
        Base minus run for each unit of cost (for entries: run minus base); None where no cost is known.
    """

    level: Band
    change: Band
    share_better: float
    share_worse: float
    saved_per_cost: Band | None

    @property
    def is_clear(self) -> bool:
        """Whether the whole 80 % band lies on one side of nothing."""
        return self.change.low > 0 or self.change.high < 0


@dataclass(frozen=True)
class Compared:
    """One run beside the base.

    Attributes
    ----------
    label : str
        What was changed, or the name of the folder.
    measures, changes : tuple of str
        Measures that were taken, and other changes, as they were asked for.
    cost : float or None
        Of its measures, above those of the base; None where one of them has none, or something else was changed too.
    pairs : int
        Draws that both runs have.
    differences : dict of name -> Difference, by the names of `results.totals.TOTALS`
    """

    label: str
    measures: tuple[str, ...]
    changes: tuple[str, ...]
    cost: float | None
    pairs: int
    differences: dict[str, Difference]


@dataclass(frozen=True)
class Comparison:
    """Runs compared with the first of them.

    Attributes
    ----------
    base : Run
    base_label : str
    levels : dict of name -> Band; the figures of the base
    runs : tuple of Compared
    draws : int
        How many were asked for; 0 for single runs.
    """

    base: Run
    base_label: str
    levels: dict[str, Band]
    runs: tuple[Compared, ...]
    draws: int

    @property
    def pairs(self) -> int:
        """The fewest pairs of draws that any run has with the base."""
        return min(item.pairs for item in self.runs)

    @property
    def is_enough(self) -> bool:
        """Whether there are enough pairs of draws to speak of bands and to rank."""
        return self.draws > 0 and self.pairs >= ENOUGH_DRAWS


def compare(runs: Sequence[Run]) -> Comparison:
    """Hold runs against the first of them.

    Parameters
    ----------
    runs : sequence of Run, at least two
        All of one kind, of one scenario but for what measures may change, with one seed and number of draws.

    Returns
    -------
    Comparison

    Raises
    ------
    ScenarioError
        If they cannot be compared, with every reason.
    """
    refuse_others(runs)
    base, *others = runs
    figures = [_figures(run) for run in runs]
    labels = _labels(runs)
    return Comparison(
        base=base,
        base_label=labels[0],
        levels={item.name: band_or_zero(figures[0][1][item.name]) for item in TOTALS},
        runs=tuple(
            _compared(base, run, label, (figures[0], result))
            for run, label, result in zip(others, labels[1:], figures[1:], strict=True)
        ),
        draws=base.n_draws,
    )


def best_first(runs: Sequence[Compared], name: str, *, by_cost: bool) -> list[Compared]:
    """Runs by what they save of one figure, most first, for each unit of cost or in all; without a cost: last."""
    fewer = next(item.fewer_is_better for item in TOTALS if item.name == name)

    def saved(item: Compared) -> float:
        result = item.differences[name]
        if not by_cost:
            return -result.change.median if fewer else result.change.median
        return -np.inf if result.saved_per_cost is None else result.saved_per_cost.median

    return sorted(runs, key=lambda item: (-saved(item), item.label))


def comparison_json(result: Comparison) -> dict[str, Any]:
    """The object that ``serai compare --json`` prints (docs/how-to/what-if.md)."""
    is_single = not result.draws
    return {
        "scenario": result.base.scenario.name,
        "seed": result.base.seed,
        "draws": result.draws,
        "enough_draws": result.is_enough,
        "figures": {item.name: {"unit": item.unit, "meaning": item.meaning} for item in TOTALS},
        "base": {
            "label": result.base_label,
            "folder": str(result.base.folder or ""),
            "figures": {name: _band_json(level, is_single=is_single) for name, level in result.levels.items()},
        },
        "runs": [_run_json(item, is_single=is_single) for item in result.runs],
        "ranking": {
            item.name: {
                "by_cost": [
                    run.label
                    for run in best_first(result.runs, item.name, by_cost=True)
                    if run.differences[item.name].saved_per_cost is not None
                ],
                "in_all": [run.label for run in best_first(result.runs, item.name, by_cost=False)],
            }
            for item in TOTALS
            if result.is_enough
        },
    }


def _run_json(item: Compared, *, is_single: bool) -> dict[str, Any]:
    differences = {}
    for name, result in item.differences.items():
        per_cost = result.saved_per_cost
        differences[name] = {
            "figure": _band_json(result.level, is_single=is_single),
            "difference": _band_json(result.change, is_single=is_single),
            "saved_per_cost": None if per_cost is None else _band_json(per_cost, is_single=is_single),
            "share_better": None if is_single else result.share_better,
            "share_worse": None if is_single else result.share_worse,
        }
    return {
        "label": item.label, "measures": list(item.measures), "changes": list(item.changes), "cost": item.cost,
        "pairs": item.pairs, "figures": differences,
    }  # fmt: skip


def _band_json(result: Band, *, is_single: bool) -> dict[str, float | None]:
    low, high = (None, None) if is_single else (result.low, result.high)
    return {"median": result.median, "low": low, "high": high}


def _figures(run: Run) -> Figures:
    """Numbers of the draws, and each figure in every draw; a single run is one draw with the number 0."""
    numbers = run.draws.numbers if run.draws else np.zeros(1, dtype=np.int64)
    return numbers, {total.name: run.sample.of(WHOLE, "", total.name) for total in TOTALS}


def _compared(base: Run, run: Run, label: str, figures: tuple[Figures, Figures]) -> Compared:
    (base_numbers, before), (numbers, after) = figures
    common, base_rows, rows = np.intersect1d(base_numbers, numbers, return_indices=True)
    if not common.size:
        raise ScenarioError(
            "the comparison", [f"{label} and the base have no draw in common: other draws failed in each"]
        )
    measures, changes = changes_of(run)
    cost = _cost_above(base, run)
    differences = {
        item.name: _difference(item, before[item.name][base_rows], after[item.name][rows], cost) for item in TOTALS
    }
    return Compared(label, measures, changes, cost, int(common.size), differences)


def _difference(total: Total, before: np.ndarray, after: np.ndarray, cost: float | None) -> Difference:
    change = after - before
    gain = -change if total.fewer_is_better else change
    per_cost = band_or_zero(gain / cost) if cost else None
    return Difference(
        band_or_zero(after), band_or_zero(change), float((gain > 0).mean()), float((gain < 0).mean()), per_cost
    )


def changes_of(run: Run) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Measures that were taken for a run, and what else was changed, as they were asked for."""
    known = {row.measure for row in run.scenario.measures}
    asked = run.provenance.changes
    return tuple(item for item in asked if item in known), tuple(item for item in asked if item not in known)


def _cost(run: Run) -> float | None:
    measures, changes = changes_of(run)
    rows = [row for row in run.scenario.measures if row.measure in measures]
    if changes or any(all(row.cost is None for row in rows if row.measure == name) for name in measures):
        return None
    return sum(row.cost or 0.0 for row in rows)


def _cost_above(base: Run, run: Run) -> float | None:
    below, above = _cost(base), _cost(run)
    return None if below is None or above is None else above - below


def _labels(runs: Sequence[Run]) -> list[str]:
    """What was changed, or the folder's name; where two would be called the same, the whole folder."""
    labels = [" + ".join(run.provenance.changes) or (run.folder.name if run.folder else "") for run in runs]
    named = [
        label if labels.count(label) == 1 and label else str(run.folder or label)
        for run, label in zip(runs, labels, strict=True)
    ]
    return [
        name if named.count(name) == 1 and name else f"{name} ({number})".strip()
        for number, name in enumerate(named, start=1)
    ]
