"""From when and how far ahead: cuts, targets and horizons of forecasts."""

from datetime import datetime, timedelta

import pytest

from scenarios import at, queue
from serai.scenario.schema import Event
from serai.study.ahead import WALK_SPREAD, as_forecast, first_day_after
from serai.study.rolling import evenings, horizon_of, targets
from updating import day_row, evening


@pytest.mark.parametrize(
    ("day", "expected"), [(2, ""), (3, "1d"), (4, "1d"), (5, "3d"), (6, "3d"), (7, "7d"), (10, "7d"), (11, "")]
)
def test_a_horizon_holds_days_up_to_it(day, expected):
    """From the evening of day 3: its own day and the next are a day ahead."""
    assert horizon_of(day_row(day), evening(3)) == expected


def test_hours_are_six_hours_ahead_where_they_end_so_soon():
    cut = evening(3)
    hours = day_row(3, start=cut, end=cut + timedelta(hours=6), as_of=None)
    assert horizon_of(hours, cut) == "6h"
    assert horizon_of(hours.model_copy(update={"end": cut + timedelta(hours=7)}), cut) == "1d"


def test_targets_are_what_became_known_later():
    rows = (
        day_row(2), day_row(3), day_row(4, use="given"), day_row(5, use="shown"), day_row(6, as_of=at(40)),
        day_row(20), day_row(4, id="old", fact="four"), day_row(4, id="new", fact="four", as_of=at(9)),
    )  # fmt: skip
    scenario = queue(30, 1.0, servers=1, minutes=1).model_copy(update={"observations": rows})
    assert [(row.id, horizon) for row, horizon in targets(scenario, evening(3))] == [
        ("entries-3", "1d"), ("entries-6", "3d"), ("new", "1d"),
    ]  # fmt: skip


def test_every_evening_on_which_something_was_new():
    """Known at 9 in the morning of days 3 and 4; an event at 21:00 of the 5th is new on the evening after."""
    event = Event(id="late", date=at(5) + timedelta(hours=21), what="closure", where="gate")
    rows = (day_row(2), day_row(3), day_row(3, id="again"))
    scenario = queue(30, 1.0, servers=1, minutes=1).model_copy(update={"observations": rows, "events": (event,)})
    assert evenings(scenario) == (evening(3), evening(4), evening(6))


def test_departures_walk_from_the_first_day_after_the_cut():
    assert first_day_after(datetime(2022, 9, 3)) == datetime(2022, 9, 3).date()
    assert first_day_after(evening(2)) == at(3).date()
    made = as_forecast(queue(30, 1.0, servers=1, minutes=1), evening(2), 7)
    assert made.leaving.walk_spread.value == WALK_SPREAD
    assert made.leaving.walk_start == at(3).date()
    assert made.end == at(10).date(), "seven whole days after that of the cut"
    assert as_forecast(queue(5, 1.0, servers=1, minutes=1), evening(2), 7).end == at(5).date()
