"""A scenario that ends earlier takes the same course until then."""

from datetime import date, datetime

import numpy as np

from scenarios import at, funnel, gate_line, queue, two_posts
from serai.runs.course import run
from serai.scenario.rules.check import check
from serai.scenario.schema import Event, Traffic
from serai.scenario.shorten import shortened

END = date(2022, 9, 4)


def test_the_course_until_then_is_the_same():
    long = two_posts(days=8)
    short = shortened(long, END)
    check(short)
    assert short.end == END
    one, other = (run(item, 3).arrays["entries"] for item in (long, short))
    n_days = (END - long.start).days
    assert one[1 : n_days + 1].sum() > 0
    assert np.array_equal(one[1 : n_days + 1], other[1 : n_days + 1])


def test_periods_end_with_the_run_and_later_rows_go():
    rows = (
        Traffic(id="flow", post="gate", profile="people", per_day=100, per_day_end=200, end=at(10)),
        Traffic(id="late", post="gate", profile="people", per_day=1, start=at(5)),
        Traffic(id="early", post="gate", profile="people", per_day=1, end=at(2)),
    )
    long = queue(20, 1.0, servers=1, minutes=1).model_copy(update={"traffic": rows})
    closing = Event(id="announced", date=at(6), what="closure", where="gate")
    short = shortened(long.model_copy(update={"events": (closing,)}), END)
    check(short)
    flow, early = short.traffic
    assert (flow.id, flow.end, flow.per_day_end) == ("flow", None, 130.0)
    assert early == rows[2]
    assert short.events == ()


def test_what_rests_on_its_end_is_left_whole():
    """People who are expected to leave until the end, and departures that go on, would be others in a shorter run."""
    expected = Event(
        id="alarm", date=datetime(2022, 9, 1, 12), what="trigger", profile="people", people=100, mean_days=2
    )
    long = two_posts(days=8, events=(expected,))
    assert shortened(long, END) is long
    leaving = funnel(8, 100, (gate_line(minutes=1, servers=1),))
    assert shortened(leaving, END).end == END
    assert shortened(leaving, date(2022, 9, 2)) is leaving
    assert shortened(long, date(2022, 12, 1)) is long
