"""What dates, caps, closures and controls do to a line: each rule on a small scenario where its effect is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bounds import normal_quantile
from scenarios import at, funnel, gate_line, patient, place, queue, scenario, two_posts
from serai.codes import Reason
from serai.runs.course import run
from serai.scenario.schema import Event, Initial, Queueing, Registration, Scenario, Service, Traffic
from serai.state.log import Outcome
from serai.units import HOURS_PER_DAY, MOMENTS_PER_DAY, MOMENTS_PER_HOUR, MOMENTS_PER_MINUTE

SEED = 4


def times(outcome: Outcome, reason: Reason) -> np.ndarray:
    """Moments of all steps of one kind, in order."""
    return np.sort(outcome.journeys["time"][outcome.journeys["reason"] == reason]).astype(np.int64)


def standing_queue(days: int, people: int, profile: dict[str, object] | None = None, **service: object) -> Scenario:
    """A line in which so many people stand from the start, and nobody joins."""
    base = queue(days, 0, profile, **{"time": "fixed", **service})
    return base.model_copy(
        update={"initial": (Initial(id="crowd", place="gate", service="gate-in", profile="people", people=people),)}
    )


@pytest.mark.parametrize("zone", ["UTC", "Asia/Almaty", "America/Lima"])
def test_a_cap_binds_day_by_day_until_the_line_has_drained(zone: str):
    base = standing_queue(8, 130, servers=2, minutes=1, cap=30)
    there = base.model_copy(update={"places": (place("gate", "border_post", time_zone=zone),)})
    served = run(there, SEED).arrays["served_all"][:, 0]
    by_day = served[served > 0].tolist()
    assert by_day == [30, 30, 30, 30, 10]


def test_a_cap_holds_for_parties_of_any_size():
    base = standing_queue(9, 200, {"size": "1:0.3 2:0.3 5:0.4"}, servers=1, minutes=1, cap=42)
    served = run(base, SEED).arrays["served_all"][:, 0]
    assert served.sum() == 200
    assert served.max() <= 42
    assert served[1:5].min() > 42 - 5  # only a party that is too large for the rest of the day stops the line


def test_a_cap_leaves_the_other_line_of_the_pool_alone():
    columns = {"pool": "gate", "servers": 1, "minutes": 5, "time": "fixed"}
    services = (gate_line(id="car", mode="car", cap=20, **columns), gate_line(id="foot", mode="foot", **columns))
    outcome = run(funnel(5, 400, services, profiles=(patient(modes="car:0.5 foot:0.5"),)), SEED)
    names = [line.name for line in outcome.axes.lines]
    served = outcome.arrays["served_all"]
    assert served[:, names.index("car")].max() == 20
    assert served[:, names.index("foot")].max() > 50


def test_a_service_begun_before_closing_is_finished_and_none_begins_after():
    minutes = 47
    outcome = run(funnel(5, 100, (gate_line(servers=1, minutes=minutes, hours="08:00-18:00"),)), SEED)
    ends = times(outcome, Reason.CROSSED_IN) % MOMENTS_PER_DAY
    starts = ends - minutes * MOMENTS_PER_MINUTE
    assert starts.min() >= 8 * MOMENTS_PER_HOUR
    assert starts.max() < 18 * MOMENTS_PER_HOUR
    assert ends.max() > 18 * MOMENTS_PER_HOUR


def test_opening_hours_may_run_over_midnight():
    outcome = run(funnel(6, 100, (gate_line(servers=1, minutes=10, hours="22:00-03:00"),)), SEED)
    starts = (times(outcome, Reason.CROSSED_IN) - 10 * MOMENTS_PER_MINUTE) % MOMENTS_PER_DAY // MOMENTS_PER_HOUR
    assert set(starts.tolist()) == {22, 23, 0, 1, 2}


def test_hours_are_local():
    base = funnel(5, 100, (gate_line(servers=1, minutes=10, hours="10:00-12:00"),))
    gate = place("gate", "border_post", time_zone="Asia/Almaty")  # UTC+6 in 2022
    outcome = run(base.model_copy(update={"places": (base.places[0], gate, base.places[2])}), SEED)
    starts = (times(outcome, Reason.CROSSED_IN) - 10 * MOMENTS_PER_MINUTE) % MOMENTS_PER_DAY // MOMENTS_PER_HOUR
    assert set(starts.tolist()) == {4, 5}


def test_weekdays_shut_a_line():
    """The run begins on a Thursday, so days 2 and 3 are a weekend."""
    outcome = run(funnel(7, 300, (gate_line(servers=1, minutes=10, weekdays="mon-fri"),)), SEED)
    starts = times(outcome, Reason.CROSSED_IN) - 10 * MOMENTS_PER_MINUTE
    assert set((starts // MOMENTS_PER_DAY).tolist()) == {0, 1, 4}
    assert starts.size == 300


def test_nobody_crosses_during_a_closure_and_the_line_waits():
    shut = Event(id="storm", date=at(1), what="closure", where="gate", until=at(1.5))
    base = funnel(5, 300, (gate_line(servers=3, minutes=2),))
    outcome = run(base.model_copy(update={"events": (shut,)}), SEED)
    starts = times(outcome, Reason.CROSSED_IN) - 2 * MOMENTS_PER_MINUTE
    inside = (starts >= MOMENTS_PER_DAY) & (starts < 1.5 * MOMENTS_PER_DAY)
    assert not inside.any()
    assert outcome.arrays["waiting"][35, 0] > 30
    assert outcome.arrays["entries"].sum() + outcome.totals["stayed_home"] == 300


def test_an_opening_ends_a_closure():
    events = (
        Event(id="shut", date=at(1), what="closure", where="gate"),
        Event(id="open", date=at(2), what="opening", where="gate"),
    )
    outcome = run(standing_queue(4, 400, servers=1, minutes=6).model_copy(update={"events": events}), SEED)
    assert outcome.arrays["served"][:, 0].tolist() == [0, 239, 1, 160, 0, 0]


def test_a_closure_of_the_way_out_leaves_the_way_in_open():
    shut = Event(id="shut", date=at(0), what="closure", where="gate", direction="out")
    base = standing_queue(3, 100, servers=1, minutes=6)
    assert run(base.model_copy(update={"events": (shut,)}), SEED).arrays["served"].sum() == 100


def test_a_change_of_servers_holds_from_its_date_to_its_end():
    change = Event(id="more", date=at(1), what="change", target="services.gate-in.servers", value=3, until=at(2))
    outcome = run(standing_queue(4, 900, servers=1, minutes=10).model_copy(update={"events": (change,)}), SEED)
    # one service runs over each midnight in which a server goes on; those of three servers end together
    assert np.abs(outcome.arrays["served"][1:5, 0] - [144, 432, 144, 144]).max() <= 3


def test_a_control_refuses_its_share_of_its_profile():
    share = 0.35
    base = queue(60, 500, servers=2, minutes=1, time="fixed")
    others = patient("others", stay_days=0.1)
    event = Event(id="refusals", date=at(0), what="control", where="gate", profile="people", value=share)
    flows = (*base.traffic, Traffic(id="second", post="gate", profile="others", per_day=100))
    given = base.model_copy(update={"profiles": (*base.profiles, others), "traffic": flows, "events": (event,)})
    outcome = run(given, SEED)
    refused, entered = (outcome.arrays[name].sum(axis=(0, 1)) for name in ("refused", "entries"))
    n = refused[0] + entered[0]
    assert abs(refused[0] - share * n) <= normal_quantile(0.99) * math.sqrt(n * share * (1 - share))
    assert refused[1] == 0
    assert entered[1] > 5000


def test_those_turned_back_take_as_long_as_the_others():
    event = Event(id="refusals", date=at(0), what="control", where="gate", value=1.0)
    given = standing_queue(4, 500, servers=1, minutes=6)
    with_control, without = run(given.model_copy(update={"events": (event,)}), SEED), run(given, SEED)
    assert with_control.arrays["entries"].sum() == 0
    assert with_control.arrays["refused"].sum() == 500
    assert np.array_equal(with_control.arrays["wait_hist"], without.arrays["wait_hist"])


def test_controls_end_with_their_date():
    event = Event(id="refusals", date=at(1), what="control", where="gate", value=1.0, until=at(2))
    outcome = run(standing_queue(4, 500, servers=1, minutes=6).model_copy(update={"events": (event,)}), SEED)
    # the last of the 240 who are turned back hears so on the next day
    assert outcome.arrays["refused"].sum(axis=(1, 2)).tolist() == [0, 0, 239, 1, 0, 0]


def test_news_empty_a_line_at_their_rate():
    """A chance of 1.2 a day leaves exp(-1.2 d) of a line that is not served."""
    news = Event(id="rumour", date=at(0), what="news", applies_to="line", value=1.2, delay_hours=0)
    given = standing_queue(3, 20_000, servers=0, minutes=1).model_copy(update={"events": (news,)})
    outcome = run(given, SEED)
    left = outcome.arrays["waiting"][[23, 47], 0]
    assert np.abs(left - 20_000 * np.exp([-1.2, -2.4])).max() <= normal_quantile(0.99) * math.sqrt(20_000 / 4)
    assert outcome.arrays["gave_up"].sum() == 20_000 - outcome.arrays["waiting"][-1, 0]


def test_giving_up_has_its_constant_hazard():
    quitting = Queueing(give_up_per_hour=0.02, give_up_slope=0.0)
    given = standing_queue(2, 20_000, servers=0, minutes=1).model_copy(update={"queueing": quitting})
    left = run(given, SEED).arrays["waiting"][47, 0]
    share = math.exp(-0.02 * 48)
    assert abs(left - 20_000 * share) <= normal_quantile(0.99) * math.sqrt(20_000 * share * (1 - share))


def office(unserved: str, tracked: bool = False) -> Scenario:
    """A centre that cannot serve all who come in a day."""
    return scenario(
        7,
        places=(place("town", "city", population=1000),),
        profiles=(patient(tracked=tracked),),
        registration=Registration(unserved=unserved),
        traffic=(
            Traffic(id="clients", post="town", service="registration", profile="people", per_day=100, end=at(1)),
        ),
        services=(
            Service(
                id="office", place="town", service="registration", servers=1, minutes=20, time="fixed",
                hours="09:00-19:00",
            ),
        ),
    )  # fmt: skip


def test_with_tickets_the_line_stands_overnight():
    outcome = run(office("ticket"), SEED)
    standing = outcome.arrays["waiting"][:, 0]
    arrived = outcome.totals["outside_in"]
    assert arrived > 80
    assert (standing[20 : HOURS_PER_DAY + 8] == arrived - 30).all()
    assert outcome.arrays["served_all"][:, 0].tolist() == [0, 30, 30, 30, 30, arrived - 120, 0, 0, 0]


def test_without_tickets_everybody_goes_and_comes_again():
    outcome = run(office("again"), SEED)
    standing = outcome.arrays["waiting"][:, 0].reshape(7, HOURS_PER_DAY)
    assert (standing[:, 19:] == 0).all()
    assert (standing[:, :7] == 0).all()
    assert standing[1].max() > 20
    served = outcome.arrays["served_all"][:, 0]
    assert served[1:4].min() >= 28
    assert served.sum() == outcome.totals["outside_in"]


def test_those_with_tickets_are_first_in_the_morning():
    """Whoever came on the second day is served after the last of the first day."""
    given = office("ticket")
    late = Traffic(id="late", post="town", service="registration", profile="late", per_day=50, start=at(1), end=at(2))
    profiles = (*given.profiles, patient("late", tracked=False))
    outcome = run(given.model_copy(update={"traffic": (*given.traffic, late), "profiles": profiles}), SEED)
    alone = run(given, SEED)
    assert np.array_equal(outcome.arrays["served_all"][:4], alone.arrays["served_all"][:4])
    assert outcome.totals["outside_in"] > alone.totals["outside_in"]


def test_seats_are_waited_for_before_the_control():
    """At a station people wait for seats, then for the control: each line serves them once, in that order."""
    services = (
        Service(id="a-seats", place="gate", service="seats", servers=1, minutes=10, time="fixed", unit="party"),
        Service(id="b-control", place="gate", service="entry_control", servers=1, minutes=1, time="fixed"),
    )
    outcome = run(funnel(6, 200, services), SEED)
    assert outcome.arrays["served"].sum(axis=0).tolist() == [200, 200]
    assert np.diff(times(outcome, Reason.CROSSED_IN)).min() >= 10 * MOMENTS_PER_MINUTE - 1


def test_a_cap_that_never_binds_changes_no_wait_at_the_second_service():
    """Whoever comes from the first service is seen a tick later, and begins all the same when a server is free."""
    first = Service(id="a-exit", place="gate", service="exit_control", servers=1, minutes=7)
    second = Service(id="b-entry", place="gate", service="entry_control", servers=2, minutes=3)
    without, capped = (
        run(funnel(6, 250, (first, second.model_copy(update={"cap": cap}))), SEED).arrays for cap in (None, 10_000.0)
    )
    for variable in ("wait_sum", "wait_hist", "served_all", "waiting"):
        assert np.array_equal(without[variable], capped[variable]), variable


@pytest.mark.parametrize(("unit", "moments_of_three"), [("person", 3.0), ("party", 1.0), ("vehicle", 3 / 2.5)])
def test_a_party_of_three_takes_the_time_of_its_units(unit: str, moments_of_three: float):
    service = gate_line(servers=1, minutes=30, unit=unit)
    outcome = run(funnel(30, 300, (service,), profiles=(patient(size="3:1"),)), SEED)
    gaps = np.diff(times(outcome, Reason.CROSSED_IN))
    assert np.median(gaps) == round(30 * MOMENTS_PER_MINUTE * moments_of_three)
    assert gaps.min() == np.median(gaps)


@pytest.mark.parametrize("shut", ["not open yet", "a cap of 0 until then", "never open"])
def test_a_line_that_is_shut_for_days_draws_nobody_who_knows_its_hours(shut: str):
    """Two posts of the same length of way; the line at one of them is served from the fifth day on, or not at all."""
    open_line = Service(id="south-in", place="south", service="entry_control", servers=3, minutes=3)
    late_line = open_line.model_copy(update={"id": "north-in", "place": "north", "start": at(4)})
    early = late_line.model_copy(
        update={"id": "north-early", "line": "north-in", "start": None, "end": at(4), "cap": 0.0}
    )
    services = {
        "not open yet": (open_line, late_line),
        "a cap of 0 until then": (open_line, early, late_line),
        "never open": (open_line, late_line.model_copy(update={"start": None, "end": at(0.05)})),
    }
    for share, comes in ((1.0, False), (0.0, shut != "never open")):  # who comes sees that it never opens, and leaves
        profiles = (patient(informed_share=share, patience_hours=1000.0),)
        outcome = run(two_posts(2000, 4, services=services[shut], profiles=profiles), SEED)
        row = [line.name for line in outcome.axes.lines].index("north-in")
        assert (outcome.arrays["joined"][:, row].sum() > 50) == comes


def test_a_post_for_walkers_alone_from_a_day_on_is_one_row():
    """Cars are not served from the second day on; walkers are, and people go on coming in both."""
    lines = (
        gate_line(id="a-car", mode="car", minutes=2, servers=2),
        gate_line(id="b-foot", mode="foot", minutes=2, servers=2),
    )
    closure = Event(id="feet", date=at(1), what="closure", where="gate", mode="car")
    given = funnel(6, 900, lines, profiles=(patient(modes="car:0.5 foot:0.5"),))
    outcome = run(given.model_copy(update={"events": (*given.events, closure)}), SEED)
    served = outcome.arrays["served_all"]
    cars, walkers = served[1:3].T  # the first two days
    assert cars[0] > 50
    assert cars[1] < 5  # begun before
    assert walkers.min() > 50


def test_a_line_that_was_shut_while_people_stood_in_it_saves_up_no_claim():
    """Three cars to a walker is asked for; walkers wait two days, then cars are still served."""
    columns = {"pool": "gate", "pool_rule": "share", "servers": 1, "time": "fixed", "minutes": 10}
    lines = (
        gate_line(id="a-car", mode="car", pool_share=3, **columns),
        gate_line(id="b-foot", mode="foot", pool_share=1, start=at(2), **columns),
    )
    base = funnel(4, 0, lines)
    crowd = tuple(
        Initial(id=f"at-{line.id}", place="gate", service=line.id, profile="people", people=2000) for line in lines
    )
    served = run(base.model_copy(update={"initial": crowd, "departures": ()}), SEED).arrays["served_all"]
    cars, walkers = served[3]
    assert cars == pytest.approx(3 * walkers, rel=0.05)
