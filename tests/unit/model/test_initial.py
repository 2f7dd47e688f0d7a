"""Who is there at the start: in lines, in beds, or with lodging of their own; too many are refused in words."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios import city_with_lodging, everything
from serai.codes import Stage
from serai.errors import ScenarioError
from serai.runs.course import run
from serai.scenario.schema import Initial, Scenario


def with_guests(people: int, lodging: str = "near-hotel") -> Scenario:
    row = Initial(id="guests", place="near", lodging=lodging, profile="people", people=people)
    return city_with_lodging(events=(), initial=(row,))


def test_guests_hold_their_beds_from_the_start():
    outcome = run(with_guests(37), 1)
    row = outcome.axes.lodging.index("near-hotel")
    assert outcome.totals["initial"] == 37
    assert 30 <= outcome.arrays["lodged"][0, row] <= 37


def test_guests_who_do_not_fit_are_refused_in_words():
    with pytest.raises(ScenarioError) as error:
        run(with_guests(1200), 1)
    words = str(error.value).splitlines()
    assert words[0] == 'scenario "small" has 1 problem:'
    assert words[1].startswith('  initial, row "guests", column people: 1,1')
    assert words[1].endswith('of 1,200 people do not fit into the free beds of lodging "near-hotel"')


def test_all_people_of_the_table_are_there():
    given = everything()
    outcome = run(given, 1)
    assert outcome.totals["initial"] == sum(row.people for row in given.initial)


def test_those_in_a_line_are_served_first():
    outcome = run(everything(traffic=(), events=(), departures=()), 1)
    line = [name.name for name in outcome.axes.lines].index("gate-car")
    assert outcome.arrays["served"][:, line].sum() == 60
    assert outcome.arrays["joined"][:, line].sum() == 0


def test_visitors_stay_at_their_post_with_lodging_of_their_own():
    visitors = tuple(row for row in everything().initial if row.id == "visitors")
    outcome = run(everything(traffic=(), events=(), departures=(), initial=visitors), 1)
    post = outcome.axes.places.index("gate")
    lodged = outcome.arrays["present"][:, Stage.LODGED, post]
    assert lodged[0] > 80
    assert (np.diff(lodged) <= 0).all()
    assert outcome.arrays["exits"][:, post].sum() + outcome.arrays["present"][-1, :, post][:7].sum() == 100
