"""Discrepancies by group of facts, and groups predicted by the others, on figures made by hand."""

import numpy as np
import pytest

from scenarios import at, queue
from serai.scenario.schema import Observation
from serai.study.left_out import Figures, discrepancies, left_out, tempered

SMALL = queue(5, 100.0, servers=1, minutes=1)
SIZE = np.linspace(0.5, 2.0, 61)  # of what 61 draws have, figures are in proportion


def row(group: str, value: float, quantity: str = "entries") -> Observation:
    return Observation(
        id=group, start=at(1), end=at(2), quantity=quantity, statistic="sum", fact_group=group, value=value,
        use="fit", confidence="high",
    )  # fmt: skip


def figures(*values: float) -> Figures:
    """Groups that all follow from the size, told as given."""
    quantities = ("entries", "exits", "set_out", "registered")
    rows = [row(f"group-{name}", value, name) for name, value in zip(quantities, values, strict=False)]
    return Figures(rows, np.outer(SIZE, [1000.0] * len(rows)), SMALL)


def test_a_group_that_the_others_contradict_is_given_a_wide_error():
    agreeing, odd = figures(1000.0, 1000.0, 1000.0), figures(1000.0, 1000.0, 10_000.0)
    assert max(discrepancies(agreeing).values()) < 1.6
    found = discrepancies(odd)
    assert found["group-set_out"] > 2.5
    assert found["group-set_out"] > 1.5 * found["group-entries"]


def test_what_is_left_out_is_not_looked_at():
    odd, calm = figures(1000.0, 1000.0, 10_000.0), figures(1000.0, 1000.0, 1000.0)
    found = discrepancies(odd, "group-set_out")
    assert found == discrepancies(calm, "group-set_out")
    assert set(found) == {"group-entries", "group-exits"}


def test_groups_that_agree_predict_each_other_and_one_that_does_not_is_seen():
    def gains(of: Figures) -> dict[str, float]:
        distances = np.abs(SIZE - 1)[:, np.newaxis] * np.ones(len(of.rows))
        found = left_out(of, distances, np.zeros(SIZE.size), SIZE.size, 5)
        assert [one.facts for one in found] == [1.0] * len(found)
        assert all(one.before == pytest.approx(np.abs(SIZE - 1).mean()) for one in found)
        return {one.group: (one.gain, one.after - one.before) for one in found}

    agreeing = gains(figures(1000.0, 1000.0))
    assert min(gain for gain, _ in agreeing.values()) > 0.3
    assert max(further for _, further in agreeing.values()) < -0.2
    assert max(gain for gain, _ in gains(figures(600.0, 1900.0)).values()) < 0


def test_the_power_leaves_what_is_asked_for():
    logs = -50.0 * (SIZE - 1) ** 2
    power, weights = tempered(np.zeros(SIZE.size), logs, 20)
    assert 0 < power < 1
    assert 1 / (weights @ weights) == pytest.approx(20, rel=1e-6)
    assert tempered(np.zeros(SIZE.size), logs, 2)[0] == 1.0
