"""Roads and checkpoints before posts, capacity under pressure and queue-jumping, whose effect can be calculated."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bounds import normal_quantile
from scenarios import at, patient, place, queue, scenario
from serai.results.quantities import evaluate
from serai.runs.course import run
from serai.runs.ranges import ranges_of
from serai.scenario.parameters import with_parameters
from serai.scenario.rules.check import check
from serai.scenario.schema import Event, Initial, Observation, Parameter, Profile, Scenario, Service, Traffic
from serai.state.log import Outcome

SEED = 4
PER_HOUR = 15.0  # vehicles
PERSONS = 2.5  # in each
ROAD = {
    "at": "bridge", "service": "road", "order": 12, "pool": "road", "mode": "car", "unit": "vehicle", "time": "fixed",
    "servers": 1, "per_hour": PER_HOUR,
}  # fmt: skip


def line_of(outcome: Outcome, name: str) -> int:
    return [line.name for line in outcome.axes.lines].index(name)


def bridge(**parts: object) -> Scenario:
    """Two posts behind one bridge, before which 600 people stand in one line, for three times as many the north."""
    fixed = {
        "places": (place("north", "border_post"), place("south", "border_post"), place("bridge", "junction")),
        "profiles": (patient(stay_days=50.0),),
        "services": (Service(id="to-north", place="north", **ROAD), Service(id="to-south", place="south", **ROAD)),
        "initial": tuple(
            Initial(id=f"{end}-crowd", place=end, service=f"to-{end}", profile="people", people=people)
            for end, people in (("north", 450), ("south", 150))
        ),
    }
    return scenario(2, **{**fixed, **parts})


def test_a_road_before_two_posts_lets_its_vehicles_an_hour_pass_in_one_line():
    given = bridge()
    check(given)
    waiting = run(given, SEED).arrays["waiting"]
    hours = np.arange(1, 1 + len(waiting))
    assert np.abs(waiting.sum(axis=1) - np.maximum(600 - PER_HOUR * PERSONS * hours, 0)).max() <= 1


def test_before_a_shared_road_people_for_all_posts_wait_alike():
    flows = [Traffic(id=end, post=end, profile="people", per_day=n) for end, n in (("north", 900), ("south", 300))]
    arrays = run(bridge(initial=(), traffic=tuple(flows)), SEED).arrays
    hours = arrays["wait_sum"][2] / arrays["served"][2]
    assert hours[0] > 8
    assert hours[1] == pytest.approx(hours[0], rel=0.03)
    assert arrays["served"][2].sum() == pytest.approx(24 * PER_HOUR * PERSONS, abs=3)


def test_the_vehicles_before_a_road_are_told_in_km_and_by_its_junction():
    given = bridge()
    outcome = run(given, SEED)
    row = {"start": at(0), "end": at(0.25), "statistic": "last", "fact_group": "road", "value": 1.0}
    of_road = {"place": "bridge", "service": "road"}
    vehicles = evaluate(Observation(id="a", quantity="vehicles_waiting", **of_road, **row), outcome, given).value
    km = evaluate(Observation(id="b", quantity="queue_km", **of_road, **row), outcome, given).value
    assert vehicles == pytest.approx(600 / PERSONS - 6 * PER_HOUR)
    assert km == pytest.approx(vehicles * 9.0 / 1000)
    by_post = [
        evaluate(Observation(id=end, quantity="queue_km", place=end, service="road", **row), outcome, given).value
        for end in ("north", "south")
    ]
    assert min(by_post) > 0
    assert sum(by_post) == pytest.approx(km)


def test_a_closure_of_the_junction_closes_the_road_and_not_the_posts():
    shut = Event(id="shut", date=at(0.25), what="closure", where="bridge", until=at(0.5))
    waiting = run(bridge(events=(shut,)), SEED).arrays["waiting"].sum(axis=1)
    assert waiting[[4, 5, 10, 11, 12]].tolist() == pytest.approx([412, 375, 375, 375, 337], abs=1)


def test_a_checkpoint_turns_its_share_of_its_profile_away_between_its_dates_before_the_post_sees_them():
    share = 0.4
    people = [patient(name, stay_days=90.0) for name in ("men", "women")]
    given = scenario(
        40,
        places=(place("gate", "border_post"), place("republic", "junction")),
        profiles=tuple(people),
        traffic=tuple(Traffic(id=f"{one.name}-in", post="gate", profile=one.name, per_day=300) for one in people),
        services=(
            Service(id="stop", place="gate", at="republic", service="checkpoint", order=5, servers=4, minutes=1),
            Service(id="desk", place="gate", service="entry_control", servers=4, minutes=1),
        ),
        events=(
            Event(
                id="turned", date=at(10), until=at(30), what="control", where="republic", service="checkpoint",
                profile="men", value=share,
            ),
        ),
    )  # fmt: skip
    check(given)
    outcome = run(given, SEED)
    refused, served = outcome.arrays["refused"], outcome.arrays["served"]
    assert refused[:, 1, 0].sum() == refused.sum()  # men, at the junction
    assert np.flatnonzero(refused[:, 1, 0]).tolist() == list(range(11, 31))
    n = outcome.arrays["joined"][11:31, line_of(outcome, "stop")].sum() / 2
    assert abs(refused.sum() - share * n) <= 2 * normal_quantile(0.99) * math.sqrt(n)
    assert served[:, line_of(outcome, "desk")].sum() == pytest.approx(
        served[:, line_of(outcome, "stop")].sum() - refused.sum(), abs=5
    )


def standing(people: int, **service: object) -> np.ndarray:
    """People in line at the end of each hour of two days, of a crowd that stands there from the start."""
    base = queue(2, 0, {"stay_days": 50.0}, **{"time": "fixed", "minutes": 6, **service})
    crowd = Initial(id="crowd", place="gate", service="gate-in", profile="people", people=people)
    given = base.model_copy(update={"initial": (crowd,)})
    check(given)
    return run(given, SEED).arrays["waiting"][:, 0]


def test_servers_are_added_when_a_line_has_been_too_long_for_a_time_and_go_when_it_no_longer_is():
    """Too long from the first look at 1:00 on; a second server works from 6:00; at 11:00 240 people are left."""
    waiting = standing(400, servers=1, pressure_people=250, pressure_delay_hours=5, extra_servers=1)
    hours = np.arange(1, 49)
    wanted = np.where(
        hours <= 6, 400 - 10 * hours, np.where(hours <= 16, 340 - 20 * (hours - 6), 140 - 10 * (hours - 16))
    )
    assert waiting.tolist() == np.maximum(wanted, 0).tolist()


def test_pressure_may_be_a_wait_and_staff_and_lanes_bound_each_other():
    """Three of staff run one of four lanes; eleven more would run seven, for which one lane is added: five."""
    rule = {"staff": 3, "staff_per_server": 2, "extra_staff": 11, "extra_servers": 1}
    waiting = standing(500, servers=4, pressure_hours=10, pressure_delay_hours=0, **rule)
    served = -np.diff(waiting)
    assert served[:3].tolist() == [50, 50, 50]
    assert served[np.argmax(served < 50)] == 10
    assert standing(500, servers=4, staff=3, staff_per_server=2)[:3].tolist() == [490, 480, 470]


def crowds(jump_share: float) -> Scenario:
    """Two crowds before one server: who stands in order, and who pays and gets a share of the starts."""
    columns = {
        "service": "entry_control",
        "pool": "gate",
        "pool_rule": "share",
        "time": "fixed",
        "servers": 1,
        "minutes": 4,
    }
    base = queue(9, 0, {"stay_days": 50.0}, servers=1, minutes=4)
    crowd = {"place": "gate", "profile": "people", "people": 600}
    return base.model_copy(
        update={
            "services": (
                Service(id="gate-in", place="gate", pool_share=1 - jump_share, **columns),
                Service(id="paid", place="gate", pool_share=jump_share, jump=True, **columns),
            ),
            "initial": tuple(Initial(id=f"at-{line}", service=line, **crowd) for line in ("gate-in", "paid")),
        }
    )


@pytest.mark.parametrize("jump_share", [0.1, 0.25, 0.4])
def test_who_does_not_jump_waits_longer_by_one_over_one_less_the_share_of_starts_at_the_same_throughput(
    jump_share: float,
):
    given = crowds(jump_share)
    check(given)
    alone = run(given.model_copy(update={"initial": given.initial[:1]}), SEED)
    beside = run(given, SEED)
    line = line_of(alone, "gate-in")
    waits = [
        outcome.arrays["wait_sum"][:, line].sum() / outcome.arrays["served"][:, line].sum()
        for outcome in (alone, beside)
    ]
    assert waits[1] / waits[0] == pytest.approx(1 / (1 - jump_share), rel=0.005)
    day = [outcome.arrays["served_all"][1].sum() for outcome in (alone, beside)]
    assert day[0] == day[1] == 359  # the one that runs over midnight counts to the next day


def test_a_share_of_a_profile_joins_the_line_of_those_who_jump_and_no_other_profile_does():
    share = 0.3
    base = queue(40, 500, {"jump_share": share}, servers=2, minutes=1)
    columns = {
        "place": "gate",
        "service": "entry_control",
        "pool": "gate",
        "pool_rule": "share",
        "servers": 2,
        "minutes": 1,
    }
    others = patient("others", stay_days=0.1)
    given = base.model_copy(
        update={
            "profiles": (*base.profiles, others),
            "traffic": (*base.traffic, Traffic(id="second", post="gate", profile="others", per_day=200)),
            "services": (Service(id="gate-in", **columns), Service(id="paid", jump=True, **columns)),
        }
    )
    joined = run(given, SEED).arrays["joined"].sum(axis=0)
    n = joined.sum() * 500 / 700
    assert abs(joined[1] - share * n) <= 2 * normal_quantile(0.99) * math.sqrt(n * share * (1 - share))


def test_untracked_people_put_a_trip_off_where_they_may_and_the_ledger_knows_them():
    base = queue(3, 0, servers=1, minutes=12, time="fixed")
    citizens = Profile(name="citizens", tracked=False, patience_hours=4.0, home_hours=0.0)
    flow = Traffic(id="citizens", post="gate", profile="citizens", per_day=300)
    found = {}
    for puts_off in (False, True):
        profile = citizens.model_copy(update={"puts_off": puts_off})
        outcome = run(base.model_copy(update={"profiles": (*base.profiles, profile), "traffic": (flow,)}), SEED)
        found[puts_off] = int(outcome.arrays["waiting"][-1, 0])
        assert outcome.totals["outside_in"] - outcome.totals["outside_out"] == pytest.approx(found[puts_off], abs=60)
    assert found[False] > 400
    assert 10 < found[True] < 60  # about as many as are served in their patience


def test_a_centre_draws_people_by_its_attraction_times_what_it_can_serve():
    places = (place("gate", "border_post"), place("town", "city"))
    columns = {"place": "town", "service": "registration", "minutes": 1}
    given = scenario(
        20,
        places=places,
        profiles=(patient("clients", tracked=False),),
        traffic=(Traffic(id="flow", post="town", service="registration", profile="clients", per_day=400),),
        services=(
            Service(id="old", servers=3, **columns),
            Service(id="known", servers=1, attraction=9.0, **columns),
        ),
    )
    served = run(given, SEED).arrays["served_all"].sum(axis=0)
    n = served.sum()
    names = ["known", "old"]
    assert abs(served[names.index("known")] - 0.75 * n) <= 2 * normal_quantile(0.99) * math.sqrt(n * 0.75 * 0.25)


@pytest.mark.parametrize("share", [0.5, 3.0])
def test_a_split_between_lines_has_a_range_and_follows_a_parameter_that_can_be_fitted(share: float):
    base = crowds(0.5)
    split = Parameter(
        name="split", value=share, how="set", cells="services.paid.pool_share", fit=True, ranges=(("value", 0.2, 5.0),)
    )
    rows = tuple(
        row.model_copy(update={"pool_share": 1.0, "ranges": (("pool_share", 0.5, 2.0),)}) for row in base.services
    )
    given = base.model_copy(update={"services": rows, "parameters": (split,)})
    check(given)
    assert {one.name for one in ranges_of(given)} >= {"parameters.split.value", "services.gate-in.pool_share"}
    outcome = run(with_parameters(given), SEED)
    served = outcome.arrays["served"][1]
    assert served[line_of(outcome, "paid")] / served[line_of(outcome, "gate-in")] == pytest.approx(share, rel=0.03)
