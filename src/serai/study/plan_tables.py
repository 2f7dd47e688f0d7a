"""A plan as one object for programs, and as tables for a workbook."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from serai.results.bands import Band
from serai.runs.tables import Cell, Table
from serai.study.how_many import HowMany
from serai.study.plan import Plan
from serai.study.plan_answer import Due, Option, Step

BANDS = ("median", "low", "high")
OPTION_HEADS = (
    "plan", "cost", "expected", *(f"hours_waited_{end}" for end in BANDS), *(f"nights_outside_{end}" for end in BANDS),
    *(f"days_held_{end}" for end in BANDS), "draws",
)  # fmt: skip


def plan_json(result: Plan) -> dict[str, Any]:
    """The object that ``serai plan --json`` prints (docs/how-to/plan.md)."""
    answer = result.answer
    return {
        "scenario": result.scenario.name,
        "seed": result.seed,
        "budget": None if math.isinf(result.budget) else result.budget,
        "minimise": result.minimise or None,
        "goal": None if result.goal is None else result.goal.text,
        "goal_holds": result.holds,
        "settled": result.is_settled,
        "sure": result.sure,
        "loss_at_worst": result.loss,
        "tolerance": result.tolerance,
        "runs": result.runs,
        "plan": _option(answer.chosen),
        "rival": None if answer.rival is None else _option(answer.rival),
        "without_measures": _option(answer.base),
        "saved": _step(answer.saved),
        "front": [_option(option) for option in answer.front],
        "steps": [_step(step) for step in answer.steps],
        "regret": asdict(answer.regret),
        "order": [_due(due) for due in answer.due],
        "dropped": list(result.dropped),
        "menu": [
            {"measure": item.name, "unit": item.unit, "unit_cost": item.unit_cost, "levels": list(item.levels),
             "lead_days": item.lead_days, "cost_is_assumed": item.is_assumed, "source": item.source}
            for item in result.items
        ],
        "tried": [_option(option) for option in answer.tried],
        "failed_draws": {str(number + 1): why for number, why in result.failed.items()},
    }  # fmt: skip


def how_many_json(result: HowMany) -> dict[str, Any]:
    """The object that ``serai plan --how-many --json`` prints."""
    return {
        "scenario": result.scenario.name, "seed": result.seed, "goal": result.goal.text, "measure": result.item.name,
        "unit": result.item.unit, "units": result.units, "settled": result.is_settled, "runs": result.runs,
        "levels": [{**asdict(level), "holds": level.holds, "sure": level.sure} for level in result.levels],
        "failed_draws": {str(number + 1): why for number, why in result.failed.items()},
    }  # fmt: skip


def plan_tables(result: Plan) -> list[Table]:
    """The front, the steps, the days of order and all that was tried, as sheets."""
    answer = result.answer
    front = "bundles within the budget that no cheaper bundle matches; expected: mean of the criterion"
    return [
        Table("front", front, OPTION_HEADS, tuple(map(_option_row, answer.front))),
        Table(
            "steps", "what each further measure saves compared with the previous step, draw by draw",
            ("adds", "cost", "cost_in_all", *(f"hours_saved_{end}" for end in BANDS),
             *(f"nights_saved_{end}" for end in BANDS), *(f"days_gained_{end}" for end in BANDS)),
            tuple(_step_row(step) for step in answer.steps),
        ),
        Table(
            "order", "when each measure of the plan must be ordered",
            ("measure", "units", "planned_from", "needed_from", "order_by"),
            tuple((due.name, due.units, due.starts, due.needed, due.order_by) for due in answer.due),
        ),
        Table("tried", "every bundle that was run", OPTION_HEADS, tuple(map(_option_row, answer.tried))),
    ]  # fmt: skip


def _option(option: Option) -> dict[str, Any]:
    return {
        "units": option.units, "cost": option.cost, "expected": option.expected,
        "hours_waited": _band(option.hours_waited), "nights_outside": _band(option.nights_outside),
        "days_held": _band(option.held), "draws": option.draws,
    }  # fmt: skip


def _step(step: Step) -> dict[str, Any]:
    return {
        "adds": step.adds,
        "units": step.units,
        "cost": step.cost,
        "cost_in_all": step.total,
        "hours_saved": _band(step.hours_saved),
        "nights_saved": _band(step.nights_saved),
        "days_gained": _band(step.days_gained),
    }


def _due(due: Due) -> dict[str, Any]:
    return {
        "measure": due.name, "units": due.units, "planned_from": due.starts.isoformat(),
        "needed_from": due.needed.isoformat(), "order_by": due.order_by.isoformat(),
    }  # fmt: skip


def _band(band: Band | None) -> dict[str, float] | None:
    return None if band is None else {"median": band.median, "low": band.low, "high": band.high}


def _cells(band: Band | None) -> tuple[Cell, ...]:
    return (None, None, None) if band is None else (band.median, band.low, band.high)


def _option_row(option: Option) -> tuple[Cell, ...]:
    bands = (option.hours_waited, option.nights_outside, option.held)
    cells = [cell for band in bands for cell in _cells(band)]
    return (option.name or "nothing", option.cost, option.expected, *cells, option.draws)


def _step_row(step: Step) -> tuple[Cell, ...]:
    cells = [cell for band in (step.hours_saved, step.nights_saved, step.days_gained) for cell in _cells(band)]
    return (step.adds, step.cost, step.total, *cells)
