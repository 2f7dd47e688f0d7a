"""Engine and twin agree on scenarios that nobody thought of."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios import at, everything
from serai.scenario.rules.check import check
from serai.scenario.schema import Choice, Housing, Queueing, Registration, Scenario, Service, Travel
from twin.comparison import differences
from twin.worlds import access, two_countries

SHARES = st.floats(0, 1, allow_nan=False)
HOURS = st.sampled_from(["", "06:00-22:00", "22:00-04:30", "08:00-12:00,13:00-17:15"])


@st.composite
def changed_rows(draw: st.DrawFn, rows: tuple[Any, ...], **columns: st.SearchStrategy[Any]) -> tuple[Any, ...]:
    """The same rows with other values in some columns."""
    return tuple(row.model_copy(update={name: draw(values) for name, values in columns.items()}) for row in rows)


@st.composite
def changed_pools(draw: st.DrawFn, rows: tuple[Any, ...]) -> tuple[Any, ...]:
    """Services with other servers, times, hours and caps; lines of a pool share a rule."""
    found = draw(
        changed_rows(
            rows,
            servers=st.integers(0, 3),
            minutes=st.floats(0.5, 30),
            time=st.sampled_from(["fixed", "exponential"]),
            unit=st.sampled_from(["person", "vehicle", "party"]),
            hours=HOURS,
            weekdays=st.sampled_from(["", "mon-fri", "sat,sun,mon"]),
            cap=st.none() | st.integers(0, 200).map(float),
            pool_share=st.floats(0.2, 5),
            attraction=st.floats(0.2, 5),
            staff=st.none() | st.floats(0, 8),
            staff_per_server=st.floats(0.5, 3),
            extra_staff=st.floats(0, 8),
        )
    )
    pools = sorted({row.pool or row.id for row in found})
    common = {
        name: {
            "pool_rule": draw(st.sampled_from(["fifo", "share", "alternate 1", "alternate 3", "priority"])),
            **draw(st.sampled_from([{}, {"pressure_people": 10.0}, {"pressure_hours": 0.5}])),
            "pressure_delay_hours": draw(st.floats(0, 9)),
        }
        for name in pools
    }
    return tuple(changed_service(row, common[row.pool or row.id]) for row in found)


def changed_service(row: Service, common: dict[str, Any]) -> Service:
    """A row with what its pool has in common, and nothing without effect."""
    update = {"pool_rule": "fifo", "minutes": None if row.per_hour else row.minutes}
    update |= {"pressure_people": None, "pressure_hours": None}
    update |= common if row.pool else {name: value for name, value in common.items() if name != "pool_rule"}
    if row.staff is None:
        update |= {"staff_per_server": 1.0, "extra_staff": 0.0}
    asks = "pressure_people" in common or "pressure_hours" in common
    update |= {"extra_servers": 1.5} if asks else {"extra_servers": 0.0, "extra_staff": 0.0}
    return row.model_copy(update=update)


@st.composite
def scenarios_of_all_kinds(draw: st.DrawFn) -> Scenario:
    """The scenario with every mechanism, fewer people, and other numbers wherever there are numbers."""
    base = draw(st.sampled_from([everything(days=4), everything(days=5), access()]))
    places = draw(changed_rows(base.places, constant=st.floats(-1, 1), attraction=st.none() | st.floats(1, 1e5)))
    profiles = draw(
        changed_rows(
            base.profiles, informed_share=SHARES, patience_hours=st.floats(0, 20), patience_nights=st.floats(0.1, 4),
            go_home_share=SHARES, papers_share=SHARES, papers_delay_days=st.floats(0, 2), stay_days=st.floats(0.01, 20),
            transit_share=SHARES, return_share=SHARES, stopover_share=SHARES,
            stopover_papers_share=SHARES, home_hours=st.none() | st.floats(0, 60),
            first_lodging=st.sampled_from(["order", "offer"]), jump_share=SHARES, puts_off=st.booleans(),
            size=st.sampled_from(["1:1", "1:2 2:1 7:1"]),
        )
    )  # fmt: skip
    update = {
        "tick_minutes": draw(st.sampled_from([30, 60, 60, 120, 480])),
        "places": tuple(
            row.model_copy(update={"at_risk_people": row.at_risk_people / 8}) if row.at_risk_people else row
            for row in places
        ),
        "profiles": profiles,
        "services": draw(changed_pools(base.services)),
        "lodging": draw(
            changed_rows(
                base.lodging, beds=st.integers(0, 120).map(float), taken_share=SHARES, responsive=st.booleans(),
                per=st.sampled_from(["night", "month"]), paying=st.booleans(),
            )
        ),
        "traffic": draw(changed_rows(base.traffic, per_day=st.floats(0, 80), per_day_end=st.none() | st.floats(0, 80))),
        "events": draw(changed_rows(base.events, delay_hours=st.floats(0, 60), until=st.none() | st.just(at(3.5)))),
        "initial": tuple(row for row in base.initial if not row.lodging),
        "travel": Travel(spread=draw(st.floats(0, 0.9))),
        "choice": Choice(
            sensitivity_per_hour=draw(st.floats(0, 1)), information_delay_hours=draw(st.floats(0, 30)),
            belief_wait_hours=draw(st.floats(0, 20)), room_weight=draw(SHARES),
        ),
        "queueing": Queueing(
            give_up_per_hour=draw(st.floats(0, 0.05)), give_up_slope=draw(st.floats(0, 0.1)),
            home_hours=draw(st.floats(0, 60)), elsewhere_share=draw(SHARES),
            leave_car_share=draw(SHARES), walk_hours=draw(st.floats(0, 20)),
        ),
        "housing": Housing(home_search_days=draw(st.floats(0, 2)), month_min_stay_days=draw(st.floats(0, 5))),
        "registration": Registration(
            visit=draw(st.sampled_from(["hours", "arrival"])), unserved=draw(st.sampled_from(["ticket", "again"]))
        ),
    }  # fmt: skip
    return base.model_copy(update=update)


@st.composite
def scenarios_of_two_countries(draw: st.DrawFn) -> Scenario:
    """Other shares, bans, news and weights in the world of two countries, with half of its people."""
    base = two_countries()
    news = changed_rows(
        base.events[1:], value=st.floats(-5, 1), delay_hours=st.sampled_from([0.0, 3.0, 30.0]),
        date=st.sampled_from([at(0), at(0.7), at(2)]), where=st.sampled_from(["AAA", "BBB", "hill", "plain", "coast"]),
        profile=st.sampled_from(["", "kin", "people bound"]),
    )  # fmt: skip
    bans = changed_rows(
        base.no_entry, unaware_share=SHARES, start=st.none() | st.sampled_from([at(0.4), at(1.6)]),
        end=st.none() | st.just(at(3)), profile=st.sampled_from(["", "kin", "people visitors"]),
        region=st.sampled_from(["AAA", "BBB", "vale", "tents"]),
    )  # fmt: skip
    return base.model_copy(update={
        "places": tuple(
            row.model_copy(update={"at_risk_people": row.at_risk_people / 4}) if row.at_risk_people else row
            for row in base.places
        ),
        "profiles": draw(changed_rows(base.profiles, informed_share=SHARES)),
        "destinations": draw(changed_rows(base.destinations, weight=st.floats(0.01, 10))),
        "events": (base.events[0], *draw(news)),
        "no_entry": draw(bans),
        "choice": Choice(
            nest_parameter=draw(SHARES), hours_exponent=draw(st.floats(0.5, 2)), hours_scale=draw(st.floats(1, 20)),
            attraction_weight=draw(st.floats(0, 2)), information_delay_hours=draw(st.floats(0, 30)),
        ),
    })  # fmt: skip


@pytest.mark.slow
@settings(max_examples=8, derandomize=True, deadline=None)
@given(scenario=scenarios_of_two_countries(), seed=st.integers(0, 2**63 - 1))
def test_engine_and_twin_agree_on_drawn_choices_among_regions(scenario: Scenario, seed: int):
    check(scenario)
    assert differences(scenario, seed) == []


@pytest.mark.slow
@settings(max_examples=25, derandomize=True, deadline=None)
@given(scenario=scenarios_of_all_kinds(), seed=st.integers(0, 2**63 - 1))
def test_engine_and_twin_agree_on_drawn_scenarios(scenario: Scenario, seed: int):
    check(scenario)
    assert differences(scenario, seed) == []
