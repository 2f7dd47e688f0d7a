"""The room that a run takes for its parties suffices, whatever they all do at once."""

from __future__ import annotations

import numpy as np

from scenarios import at, patient, place, queue, road, scenario, two_posts
from serai.codes import Stage
from serai.runs.course import run
from serai.scenario.schema import Event, Queueing, Registration, Service, Traffic


def test_traffic_of_any_weekday_factor_finds_room():
    crowd = queue(3, 1000, servers=0, minutes=1)
    flow = Traffic(id="flow", post="gate", profile="people", per_day=4000, weekdays="9 9 9 9 9 9 9")
    outcome = run(crowd.model_copy(update={"traffic": (flow,)}), 1)
    assert outcome.arrays["waiting"][-1, 0] == outcome.totals["set_out"]
    assert outcome.totals["set_out"] > 100_000


def test_news_that_raise_traffic_find_room():
    crowd = queue(3, 5000, servers=0, minutes=1)
    news = Event(id="fair", date=at(0), what="news", applies_to="traffic", value=-7.0, delay_hours=0)
    outcome = run(crowd.model_copy(update={"events": (news,)}), 1)
    assert outcome.arrays["waiting"][-1, 0] == outcome.totals["set_out"]
    assert outcome.totals["set_out"] > 100_000


def test_parties_that_change_posts_again_and_again_are_not_lost():
    """Both posts are shut and nobody goes home, so each party leaves its line as often as it may."""
    restless = two_posts(
        people=60_000,
        days=4,
        queueing=Queueing(give_up_per_hour=1.0, home_hours=100.0),
        profiles=(patient(informed_share=1.0),),
        services=tuple(
            Service(id=post, place=post, service="entry_control", servers=0, minutes=3) for post in ("north", "south")
        ),
        routes=(
            road("home", "north", 100.0),
            road("home", "south", 100.0),
            road("north", "south", 60.0),
            road("north", "town", 60.0),
            road("south", "town", 60.0),
        ),
        events=(Event(id="alarm", date=at(0), what="trigger", profile="people", value=0.9, mean_days=0.5),),
    )
    outcome = run(restless, 1)
    present = outcome.arrays["present"][-1].sum(axis=1)
    assert outcome.arrays["changed_post"].sum() > 3 * outcome.totals["set_out"]
    assert present[Stage.GONE_HOME] == outcome.arrays["gave_up"].sum()
    assert outcome.arrays["waiting"][-1].sum() == present[Stage.WAITING]
    assert present.sum() == outcome.totals["set_out"] > 30_000


def test_a_line_of_any_length_that_is_sent_away_at_closing_comes_back_whole():
    office = scenario(
        4,
        places=(place("town", "city", population=1000),),
        profiles=(patient(tracked=False),),
        registration=Registration(unserved="again"),
        traffic=(Traffic(id="clients", post="town", service="registration", profile="people", per_day=20_000),),
        services=(
            Service(id="office", place="town", service="registration", servers=1, minutes=10, hours="09:00-20:00"),
        ),
    )
    outcome = run(office, 1)
    standing = outcome.arrays["waiting"][:, 0].reshape(4, 24)
    so_far = np.cumsum(outcome.totals["outside_in"] / 4 * np.ones(4))
    assert np.allclose(standing[:, 18], so_far, rtol=0.02)
    assert (standing[:, 20:] == 0).all()
    unserved = outcome.totals["outside_in"] - outcome.totals["outside_out"]
    assert unserved <= standing[-1, 18] <= unserved + 20
