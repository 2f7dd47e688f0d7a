"""What a search says to a planner: each figure against draws that are made up, and the words and the page of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from scenarios import queue
from serai.report.plan_page import plan_html
from serai.report.plan_words import plan_heading, plan_sections, worth_most
from serai.scenario.menu import Item
from serai.study.plan import Plan
from serai.study.plan_answer import AnswerMaker
from serai.study.plan_choices import Choices
from serai.study.plan_search import Rules, Search, SearchResult
from serai.study.plan_tables import plan_json, plan_tables

SCENARIO = queue(10, 100.0, servers=1, minutes=1)
START = datetime.combine(SCENARIO.start, datetime.min.time())
LEVEL = np.linspace(900.0, 1200.0, 16)  # of the draws, the last the worst
SAVES = np.array([0.30, 0.20, 0.05])
DAYS = 10


def item(name: str, cost: float, lead_days: float = 0.0, start: int = 0) -> Item:
    begin = START + timedelta(days=start)
    return Item(name, "", (), cost, (1,), begin, lead_days, (), (), True, "assumed")


class MadeUp:
    """Shares saved add up; in the two worst draws the third item saves half, which the others do not."""

    most_draws = 64
    runs = 0

    def __init__(self) -> None:
        self.counts: dict = {}

    def count(self, bundle) -> int:
        return self.counts.get(bundle, 0)

    def run(self, wanted) -> None:
        for bundle, n_draws in wanted:
            self.counts[bundle] = max(min(n_draws, 16), self.count(bundle))

    def values(self, bundle, what: str) -> np.ndarray:
        saved = np.full(16, float(SAVES @ bundle))
        if bundle[2]:
            saved[-2:] = 0.6
        if what == "nights_outside":
            saved = -saved  # who waits less searches sooner
        return (LEVEL * (1 - saved))[: self.count(bundle)]

    def by_day(self, bundle, what: str) -> np.ndarray:
        """All of it waited on the last five days."""
        days = np.zeros((self.count(bundle), DAYS))
        days[:, 5:] = self.values(bundle, what)[:, np.newaxis] / 5
        return days


@pytest.fixture(scope="module")
def result() -> Plan:
    items = (item("lane", 100, lead_days=7), item("desk", 50, 2.5, start=7), item("<b>flag", 70))
    choices, trials = Choices(items, 160), MadeUp()
    search = Search(choices, trials, Rules("hours_waited", seed=1, most_runs=200))
    found = search.run()
    answer = AnswerMaker(SCENARIO, choices, trials, search, "hours_waited", None).answer(found)
    assert isinstance(found, SearchResult)
    return Plan(
        SCENARIO, 1, items, 160.0, "hours_waited", None, answer, found.sure, found.is_settled, found.loss,
        search.tolerance, tuple(items[row].name for row in found.dropped), 100, found.rounds, {},
    )  # fmt: skip


def told(result: Plan, **how) -> str:
    return "\n".join(
        line
        for section in plan_sections(result, **how)
        for line in (section.title, *section.sentences, *map(" | ".join, section.table.rows if section.table else ()))
    )


def test_the_plan_is_the_best_within_the_budget(result):
    assert (result.answer.chosen.name, result.answer.chosen.cost) == ("lane + desk", 150)
    assert result.is_settled
    assert result.answer.chosen.hours_waited.median == pytest.approx(np.median(LEVEL) * 0.5)
    assert result.answer.base.hours_waited.median == np.median(LEVEL)


def test_the_front_rises_in_cost_and_falls_in_what_is_left(result):
    front = result.answer.front
    assert [option.name for option in front] == ["", "desk", "lane", "lane + desk"]
    costs, left = [option.cost for option in front], [option.expected for option in front]
    assert costs == sorted(costs)
    assert left == sorted(left, reverse=True)


def test_steps_take_what_saves_most_for_its_cost_first_and_add_up(result):
    steps = result.answer.steps
    assert [(step.adds, step.cost, step.total) for step in steps] == [("desk", 50, 50), ("lane", 100, 150)]
    np.testing.assert_allclose([step.hours_saved.median for step in steps], np.median(LEVEL) * np.array([0.2, 0.3]))
    assert result.answer.saved.hours_saved.median == pytest.approx(np.median(LEVEL) * 0.5)
    assert result.answer.saved.nights_saved.high < 0


def test_what_must_be_ordered_is_needed_from_the_first_day_on_which_it_counts_less_its_lead_time(result):
    first = SCENARIO.start + timedelta(days=5)
    due = {one.name: one for one in result.answer.due}
    assert (due["lane"].needed, due["lane"].order_by) == (first, first - timedelta(days=7))
    assert (due["desk"].starts, due["desk"].needed) == (SCENARIO.start + timedelta(days=7),) * 2
    assert due["desk"].order_by == date.fromordinal((first - timedelta(days=1)).toordinal())  # half a day is none
    assert [one.name for one in result.answer.due] == ["lane", "desk"]


def test_regret_is_what_another_bundle_would_have_saved_in_the_worst_draws(result):
    regret = result.answer.regret
    assert regret.draws == 2
    assert regret.left == pytest.approx(LEVEL[-2:].mean() * 0.5)
    assert "<b>flag" in regret.better
    assert regret.loss == pytest.approx(LEVEL[-2:].mean() * 0.1)


def test_words_say_what_to_take_what_it_moves_and_what_is_late(result):
    words = told(result)
    assert "Recommended: lane + desk, at a cost of 150." in words
    assert "Nights outside: 1,050 (930 to 1,170) without measures, 1,580 (1,400 to 1,760) with the plan; " in words
    assert "draw by draw +525 (+465 to +585)." in words
    assert "lane must be ordered before the run begins." in words
    assert "no plan within the budget is better by more than 10.5 hours." in words
    assert plan_heading(result)[1].endswith("Costs of all measures are assumed.")
    assert "When to order" not in words
    assert "When to order" in told(result, full=True)
    open_one = replace(result, is_settled=False, sure=0.62, loss=42.0, answer=replace(
        result.answer, rival=result.answer.front[2]
    ))  # fmt: skip
    assert "Not settled between lane + desk and lane (62 % certain); the loss is 42 hours at worst." in told(open_one)


def test_a_screen_holds_the_ends_of_the_front_and_what_bends_it_most(result):
    front = result.answer.front
    one, two = front[1], front[3]
    between = replace(one, name="on the line", cost=100.0, expected=(one.expected + two.expected) / 2)
    shown = worth_most([front[0], one, between, two], 3)
    assert [option.name for option in shown] == ["", "desk", "lane + desk"]


def test_the_page_loads_and_runs_nothing_and_names_are_text(result):
    page = plan_html(result)
    assert page.startswith("<!doctype html>")
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert "<b>flag" not in page
    assert "&lt;b&gt;flag" in page
    assert page.count("<svg") == 2


def test_json_and_sheets_hold_the_same_figures(result):
    content, tables = plan_json(result), {table.name: table for table in plan_tables(result)}
    assert content["plan"]["units"] == {"lane": 1, "desk": 1}
    assert content["budget"] == 160
    assert [row[0] for row in tables["front"].rows] == ["nothing", "desk", "lane", "lane + desk"]
    assert [row[2] for row in tables["front"].rows] == [option["expected"] for option in content["front"]]
    assert all(len(row) == len(table.columns) for table in tables.values() for row in table.rows)
    assert [row[-1].isoformat() for row in tables["order"].rows] == [one["order_by"] for one in content["order"]]
