"""Nobody is lost, nobody is counted twice, nothing holds more than it can: on small and on drawn scenarios."""

# One row, one line.
# ruff: noqa: E501

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from scenarios import (
    at,
    city_with_lodging,
    everything,
    funnel,
    gate_line,
    patient,
    place,
    queue,
    road,
    scenario,
    two_posts,
)
from serai.codes import Reason, Stage
from serai.runs.course import run
from serai.scenario.schema import (
    Choice,
    Departure,
    Event,
    Initial,
    Lodging,
    Profile,
    Queueing,
    Registration,
    Scenario,
    Service,
    Traffic,
)
from serai.state.log import Outcome
from serai.units import MINUTES_PER_DAY, MOMENTS_PER_MINUTE

SMALL = {
    "queue": queue(4, 900, servers=1, minutes=2, hours="06:00-20:00"),
    "two posts": two_posts(),
    "lodging": city_with_lodging(),
    "everything": everything(),
}


def people_of(outcome: Outcome) -> int:
    return outcome.totals["initial"] + outcome.totals["set_out"]


def some(number: int) -> settings:
    """So many drawn scenarios, the same ones every time, and the first that fails as it is."""
    return settings(max_examples=number, derandomize=True, phases=(Phase.generate,))


def assert_adds_up(outcome: Outcome, given: Scenario) -> None:
    """The books of a run agree with each other and with where people are at its end."""
    arrays, totals = outcome.arrays, outcome.totals
    last = arrays["present"][-1]
    assert last.sum() == people_of(outcome)
    assert arrays["entries"].sum() == totals["crossed_in"] == arrays["entries_by_cause"].sum()
    assert arrays["exits"].sum() == totals["crossed_out"]
    assert arrays["refused"].sum() >= last[Stage.REFUSED].sum()
    assert arrays["moved_on"].sum() == last[Stage.MOVED_ON].sum()
    assert totals["outside_out"] <= totals["outside_in"]
    assert arrays["set_out"].sum() == arrays["set_out_by_cause"].sum()
    assert arrays["served"].sum() == np.asarray(arrays["wait_hist"]).sum()
    standing = sum(row.people for row in given.initial if row.service)
    cohorts = sum(np.asarray(arrays[name]).sum() for name in ("cohort_served", "cohort_left"))
    assert cohorts <= arrays["joined"].sum() + standing
    assert (arrays["search_refused"] <= arrays["searches"]).all()
    assert not (arrays["wait_so_far_p50"] > arrays["wait_so_far_p90"]).any()


def assert_never_split(outcome: Outcome) -> None:
    """Each party that is followed has one size, one profile and one origin from its first to its last step."""
    for key in np.unique(outcome.journeys["key"]):
        steps = outcome.journeys[outcome.journeys["key"] == key]
        for trait in ("size", "profile", "origin"):
            assert np.unique(steps[trait]).size == 1


@pytest.mark.parametrize("name", SMALL)
def test_people_are_conserved_at_every_tick(name: str):
    outcome = run(SMALL[name], 3, check=True)
    assert people_of(outcome) > 500
    assert_adds_up(outcome, SMALL[name])


@pytest.mark.parametrize("name", ["two posts", "lodging", "everything"])
def test_parties_are_never_split(name: str):
    outcome = run(SMALL[name], 3)
    assert np.unique(outcome.journeys["size"]).size > 1
    assert_never_split(outcome)


def test_everybody_is_somewhere_at_the_end_of_every_step():
    present = np.asarray(run(SMALL["everything"], 3).arrays["present"]).sum(axis=(1, 2))
    assert (np.diff(present) >= 0).all()
    assert present[-1] > present[0]


def test_servers_serve_no_more_than_their_minutes_allow():
    outcome = run(queue(6, 3000, servers=3, minutes=2, time="fixed", hours="08:00-18:00"), 3)
    served = outcome.arrays["served_all"][:, 0]
    most = 3 * 600 // 2 + 3  # each server may finish one more after closing
    assert served.max() <= most
    assert served[1:-1].min() >= 3 * 600 // 2


@given(servers=st.integers(1, 4), minutes=st.sampled_from([1.5, 4.0, 11.0]), seed=st.integers(0, 10))
@some(10)
def test_no_server_serves_two_at_once(servers: int, minutes: float, seed: int):
    outcome = run(funnel(5, 300, (gate_line(servers=servers, minutes=minutes),)), seed)
    ends = np.sort(outcome.journeys["time"][outcome.journeys["reason"] == Reason.CROSSED_IN])
    starts = ends - round(minutes * MOMENTS_PER_MINUTE)
    busy = np.arange(1, ends.size + 1) - np.searchsorted(ends, starts, side="right")
    assert ends.size > 100
    assert busy.max() <= servers


@pytest.mark.slow
@given(beds=st.integers(0, 60), unit_size=st.integers(1, 4), seed=st.integers(0, 10))
@some(8)
def test_no_lodging_holds_more_than_its_beds(beds: int, unit_size: int, seed: int):
    town = city_with_lodging()
    lodging = (
        Lodging(id="near-hotel", place="near", kind="hotel", beds=beds, taken_share=0.25),
        Lodging(id="far-flats", place="far", kind="flat", beds=beds, unit="unit", unit_size=unit_size),
    )
    outcome = run(town.model_copy(update={"lodging": lodging}), seed, check=True)
    names = outcome.axes.lodging
    free_at_first = beds - int(0.25 * beds)
    used, people = outcome.arrays["beds_in_use"], outcome.arrays["lodged"]
    hotel, flats = names.index("near-hotel"), names.index("far-flats")
    assert used[:, hotel].max() <= free_at_first
    assert people[:, hotel].max() <= free_at_first
    assert used[:, flats].max() <= beds
    assert people[:, flats].max() <= beds * unit_size
    assert (used + outcome.arrays["free_beds"])[:, flats].max() == beds


def test_full_lodging_is_used_to_the_last_bed():
    outcome = run(SMALL["lodging"], 3)
    hotel = outcome.axes.lodging.index("near-hotel")
    assert outcome.arrays["lodged"][:, hotel].max() == 40


flags = st.booleans()
shares = st.sampled_from([0.0, 0.3, 1.0])


@st.composite
def profiles(draw: st.DrawFn) -> tuple[Profile, ...]:
    leaver = patient(
        "leavers",
        size=draw(st.sampled_from(["1:1", "1:0.5 2:0.3 5:0.2"])),
        modes=draw(st.sampled_from(["car:1", "car:0.5 foot:0.5"])),
        informed_share=draw(shares),
        patience_hours=draw(st.sampled_from([0.0, 1.0, 100.0])),
        lodging=draw(st.sampled_from(["", "hotel", "hall hotel"])),
        papers_share=draw(shares),
        papers_delay_days=0.4,
        stay_days=draw(st.sampled_from([0.05, 1.0])),
        return_share=draw(shares),
        stopover_share=draw(shares),
        stopover_days=0.3,
        go_home_share=draw(shares),
        sponsored=draw(flags),
        destination=draw(st.sampled_from(["", "far"])),
    )
    guest = patient("guests", tracked=draw(flags), size="1:0.7 2:0.3", stay_days=0.3)
    return leaver, guest


@st.composite
def border_services(draw: st.DrawFn) -> tuple[Service, ...]:
    columns = {
        "servers": draw(st.integers(0, 3)),
        "minutes": draw(st.sampled_from([0.7, 5.0, 40.0])),
        "time": draw(st.sampled_from(["fixed", "exponential"])),
        "unit": draw(st.sampled_from(["person", "vehicle", "party"])),
        "hours": draw(st.sampled_from(["", "07:30-19:10", "20:00-04:00"])),
        "cap": draw(st.sampled_from([None, 0.0, 60.0])),
    }
    rule = draw(st.sampled_from(["fifo", "alternate 2", "share"]))
    rows = [
        Service(id="gate-in", place="gate", service="exit_control", mode="car", pool="gate", pool_rule=rule, **columns)
    ]
    rows.append(
        Service(
            id="gate-out", place="gate", service="exit_control", direction="out", pool="gate", pool_rule=rule, **columns
        )
    )
    if draw(flags):
        rows.append(Service(id="gate-foot", place="gate", service="exit_control", mode="foot", servers=1, minutes=3))
        rows.append(Service(id="gate-entry", place="gate", service="entry_control", **columns))
    if draw(flags):
        rows.append(Service(id="pass-in", place="pass", service="entry_control", **columns))
    rows.append(Service(id="centre", place="far", service="registration", servers=1, minutes=12, hours="09:00-15:00"))
    return tuple(rows)


@st.composite
def happenings(draw: st.DrawFn) -> tuple[Event, ...]:
    everything = (
        Event(id="refusals", date=at(1), what="control", where="gate", value=0.4),
        Event(
            id="storm",
            date=at(1),
            what="closure",
            where="gate",
            until=at(1.6),
            direction=draw(st.sampled_from(["", "in"])),
        ),
        Event(id="rumour", date=at(0.5), what="news", applies_to="line", value=3.0),
        Event(id="calm", date=at(1), what="news", value=-0.5),
        Event(id="shifts", date=at(1.2), what="change", target="services.gate-in.servers", value=2, until=at(2)),
    )
    return tuple(event for event in everything if draw(flags))


@st.composite
def drawn_scenarios(draw: st.DrawFn) -> Scenario:
    """A border with two posts and two towns in which every mechanism may be on or off."""
    return scenario(
        3,
        tick_minutes=draw(st.sampled_from([30, 60, 120, 480])),
        queueing=Queueing(
            give_up_per_hour=draw(st.sampled_from([0.0, 0.2])), give_up_slope=draw(st.sampled_from([0.0, 0.5])),
            home_hours=draw(st.sampled_from([0.0, 96.0])), elsewhere_share=draw(shares),
            leave_car_share=draw(shares), walk_hours=draw(st.sampled_from([0.0, 2.0])),
        ),
        choice=Choice(information_delay_hours=2),
        registration=Registration(unserved=draw(st.sampled_from(["ticket", "again"]))),
        places=(
            place("home", "origin", at_risk_people=800), place("gate", "border_post"), place("pass", "border_post"),
            place("near", "city", population=5000, time_zone=draw(st.sampled_from(["", "Asia/Almaty", "America/Lima"]))),
            place("far", "city", population=5000), place("airport", "exit"),
        ),
        routes=(
            road("home", "gate", 60.0), road("home", "pass", 200.0), road("gate", "pass", 100.0), road("gate", "near", 40.0),
            road("pass", "near", 100.0), road("near", "far", 130.0), road("far", "airport", 30.0),
        ),
        profiles=draw(profiles()),
        departures=(Departure(id="bus", origin="home", profile="leavers", people=75, count="given", end=at(1)),),
        traffic=(
            Traffic(id="guests-in", post="gate", profile="guests", per_day=60),
            Traffic(id="guests-out", post="gate", profile="guests", per_day=40, direction="out"),
            Traffic(id="clients", post="far", service="registration", profile="guests", per_day=30),
        ),
        initial=(
            Initial(id="standing", place="gate", profile="leavers", people=20, service="gate-in"),
            Initial(id="guests-there", place="gate", profile="guests", people=20, service="gate-in"),
            Initial(id="early", place="far", profile="leavers", people=9, lodging="far-hotel"),
        ),
        services=draw(border_services()),
        lodging=(
            Lodging(id="near-hotel", place="near", kind="hotel", beds=draw(st.integers(0, 60)), taken_share=0.2, responsive=draw(flags)),
            Lodging(id="near-hall", place="near", kind="hall", beds=5, unit="unit", unit_size=2, paying=False, start=at(0.7), end=at(2)),
            Lodging(id="far-hotel", place="far", kind="hotel", beds=draw(st.integers(20, 80)), per=draw(st.sampled_from(["night", "month"]))),
        ),
        events=(Event(id="alarm", date=at(0.1), what="trigger", profile="leavers", value=0.2, mean_days=0.8), *draw(happenings())),
    )  # fmt: skip


@pytest.mark.slow
@given(drawn=drawn_scenarios(), seed=st.integers(0, 1000))
@some(25)
def test_any_scenario_conserves_people_and_never_splits_a_party(drawn: Scenario, seed: int):
    outcome = run(drawn, seed, check=True)
    assert people_of(outcome) > 100
    assert_adds_up(outcome, drawn)
    assert_never_split(outcome)


@given(drawn=drawn_scenarios(), seed=st.integers(0, 1000))
@some(10)
def test_no_line_serves_more_a_day_than_its_cap(drawn: Scenario, seed: int):
    services = tuple(
        row.model_copy(update={"cap": 30.0, "minutes": 1.0, "time": "fixed"}) if row.id == "gate-in" else row
        for row in drawn.services
    )
    outcome = run(drawn.model_copy(update={"services": services}), seed)
    line = [name.name for name in outcome.axes.lines].index("gate-in")
    assert outcome.arrays["served_all"][:, line].max() <= 30


def test_minutes_of_a_day_are_those_used_for_capacity():
    """A line that is never empty and never closes serves for all minutes of the day."""
    outcome = run(queue(4, 4000, servers=1, minutes=1, time="fixed"), 1)
    assert outcome.arrays["served_all"][2, 0] == MINUTES_PER_DAY
