"""Departures are scaled so that entries become those given."""

from datetime import datetime

import numpy as np
import pytest

from scenarios import at, funnel, gate_line
from serai.errors import ScenarioError
from serai.runs.course import run
from serai.runs.given import change_of_factors
from serai.scenario.given import with_given
from serai.scenario.rules.check import check
from serai.scenario.schema import Event, GivenTotal

NAN = float("nan")


def test_departures_are_multiplied_in_the_order_of_leaving():
    """All enter on the day after they left, so the ratio of a day is the change of the day before."""
    left, entered = np.array([100.0, 100, 100, 0]), np.array([0.0, 100, 100, 100])
    change = change_of_factors(left, entered, np.array([0.0, 100, 200, 50]))
    assert change[:3].tolist() == pytest.approx([1, 2, 0.5])


def test_half_of_a_day_that_enters_later_is_scaled_by_the_later_day():
    left, entered = np.array([100.0, 100, 0]), np.array([50.0, 100, 50])
    assert change_of_factors(left, entered, np.array([50.0, 200, 50])).tolist() == pytest.approx([1.5, 1.5, 1])


def test_days_after_the_last_given_one_follow_the_last_given_ones():
    left = np.full(6, 100.0)
    change = change_of_factors(left, left, np.array([100.0, 150, 150, NAN, NAN, NAN]))
    assert change.tolist() == pytest.approx([1, 1.5, 1.5, 4 / 3, 4 / 3, 4 / 3])


def test_no_day_is_changed_by_more_than_threefold_at_once():
    assert change_of_factors(np.array([10.0]), np.array([10.0]), np.array([1000.0])).tolist() == [3]
    assert change_of_factors(np.array([10.0]), np.array([10.0]), np.array([0.0])).tolist() == pytest.approx([1 / 3])


@pytest.fixture
def flight():
    """Ten thousand people at risk, of whom a tenth leave by a road that stops nobody."""
    base = funnel(6, 0, (gate_line(servers=500, minutes=1),))
    place = base.places[0].model_copy(update={"at_risk_people": 10_000})
    flee = Event(id="flee", date=at(0), what="trigger", profile=base.profiles[0].name, value=0.1, mean_days=2.0)
    return base.model_copy(update={"places": (place, *base.places[1:]), "events": (flee,), "departures": ()})


def total(day: int, people: float) -> GivenTotal:
    return GivenTotal(day=datetime.combine(at(day).date(), datetime.min.time()), entries=people)


def test_a_run_lets_in_what_it_is_given(flight):
    wanted = {1: 600, 2: 900, 3: 300, 4: 500}
    given = with_given(flight, [total(day, people) for day, people in wanted.items()])
    check(given)
    outcome = run(given, 1)
    first = (flight.start - outcome.axes.first_day).days
    entered = outcome.arrays["entries"].sum(axis=(1, 2))
    for day, people in wanted.items():
        assert entered[first + day] == pytest.approx(people, abs=70)  # an eighth of the mean day
    shown = {row.id: (row.value, row.use) for row in given.observations}
    assert shown[f"given-{at(2).date()}"] == (900, "given")
    assert np.array_equal(run(given, 1).arrays["entries"], outcome.arrays["entries"])


def test_totals_that_became_known_later_are_left_out(flight):
    known = with_given(flight, [total(1, 600), total(2, 900)], at(2))
    assert [row.entries for row in known.given] == [600]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([total(1, 5), total(1, 6)], "is already in"),
        ([total(-3, 5)], "is before the run starts"),
        ([total(6, 5)], "is after the last day of the run"),
        ([GivenTotal(day=at(1.5), entries=5)], "must be a day without an hour"),
    ],
)
def test_days_are_days_of_the_run_told_once_each(flight, rows, fault):
    with pytest.raises(ScenarioError, match=fault):
        check(flight.model_copy(update={"given": tuple(rows)}))


def test_without_a_trigger_there_is_nothing_to_scale(flight):
    with pytest.raises(ScenarioError, match="there is no trigger whose departures could be scaled"):
        check(flight.model_copy(update={"given": (total(1, 5),), "events": ()}))
