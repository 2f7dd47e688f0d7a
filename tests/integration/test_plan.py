"""A plan of a small scenario is what enumeration finds on the same draws, by any number of threads, and from Python."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import numpy as np
import pytest

import serai
from scenarios import funnel, gate_line, patient
from serai.errors import ScenarioError, UsageError
from serai.results.figures import WHOLE
from serai.scenario.schema import Lodging, MenuRow
from serai.study.plan_search import FINAL_DRAWS

RANGES = {"ranges": (("minutes", 4.0, 9.0),)}
MENU = (
    MenuRow(
        measure="desk", unit="desk", cost_per_day=10, most=2, lead_days=2, table="services", id="gate-in",
        column="servers", change="+1",
    ),
    MenuRow(measure="beds", cost_once=30, table="lodging", id="hall", column="beds", change="+400"),
    MenuRow(measure="few-beds", cost_once=10, excludes="beds", table="lodging", id="hall", column="beds", change="+1"),
)  # fmt: skip


@pytest.fixture(scope="module")
def small():
    return funnel(
        4, 600, (gate_line(servers=1, minutes=6.0, unit="person", **RANGES),), profiles=(patient(lodging="hall"),),
        lodging=(Lodging(id="hall", place="town", kind="hall", beds=50, paying=False),), menu=MENU,
    )  # fmt: skip


def by_enumeration(scenario, figure: str, budget: float) -> dict:
    """What every bundle within the budget leaves, on the mean of the draws with which the draws of a search begin."""
    left = {}
    for desks, beds, few in product((0, 1, 2), (0, 1), (0, 1)):
        if 40 * desks + 30 * beds + 10 * few > budget or (beds and few):
            continue
        sets = {"services.gate-in.servers": f"+{desks}", "lodging.hall.beds": f"+{400 * beds + few}"}
        run = serai.simulate(serai.with_changes(scenario, sets), draws=FINAL_DRAWS)
        units = {name: count for name, count in (("desk", desks), ("beds", beds), ("few-beds", few)) if count}
        left[tuple(units.items())] = float(run.sample.of(WHOLE, "", figure).mean())
    return left


@pytest.mark.slow
@pytest.mark.parametrize(
    ("minimise", "figure", "best"),
    [("hours_waited", "hours_waited", {"desk": 2}), ("nights_outside", "nights_without_bed", {"beds": 1})],
)
def test_a_plan_is_what_enumeration_finds(small, minimise, figure, best):
    found = serai.plan(small, budget=85, minimise=minimise)
    left = by_enumeration(small, figure, 85)
    base, least = left[()], min(left.values())
    chosen = left[tuple(found.answer.chosen.units.items())]
    assert found.is_settled
    assert chosen <= least + 0.01 * base
    assert found.answer.chosen.units == best
    assert found.answer.chosen.expected == pytest.approx(chosen, abs=0.03 * base)
    again = serai.plan(small, budget=85, minimise=minimise, threads=1)
    assert (again.answer, again.sure, again.loss) == (found.answer, found.sure, found.loss)


@pytest.mark.slow
def test_the_cheapest_that_holds_a_goal_is_as_many_desks_as_halving_finds(small):
    goal = "waiting.max < 150 at gate"
    found = serai.plan(small, goal=goal)
    counted = serai.how_many(small, "desk", goal)
    assert found.holds
    assert (found.answer.chosen.units, counted.units) == ({"desk": 1}, 1)
    held = {level.units: level.held for level in counted.levels}
    assert held[0] < 0.9 <= held[1]
    assert found.answer.chosen.held.draws > 0
    (due,) = found.answer.due
    assert due.order_by == due.needed - timedelta(days=2)
    np.testing.assert_allclose([step.total for step in found.answer.steps], [40])


def test_wrong_questions_are_refused(small):
    with pytest.raises(UsageError, match='minimise must be hours_waited or nights_outside, got "cost"'):
        serai.plan(small, minimise="cost")
    with pytest.raises(UsageError, match="neither a menu nor measures"):
        serai.plan(small.model_copy(update={"menu": ()}))
    with pytest.raises(UsageError, match='"desc" is not on the menu. Did you mean "desk"?'):
        serai.how_many(small, "desc", "waiting.max < 150 at gate")
    wrong = (MENU[0].model_copy(update={"id": "gat-in"}),)
    with pytest.raises(ScenarioError, match='menu "desk", column id: "gat-in" is not in services'):
        serai.plan(small, menu=wrong)
