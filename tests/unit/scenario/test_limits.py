"""What a run cannot number, and what it could not carry out, is refused before it starts."""

from __future__ import annotations

from typing import Any

import pytest

from serai.errors import ScenarioError
from serai.scenario.read.load import load
from serai.scenario.rules.check import check
from serai.scenario.schema import Departure, Event, Profile, Scenario, Service, Traffic

RIVER = load("river-crossing")


def problems(**changes: Any) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        check(RIVER.model_copy(update=changes))
    return list(caught.value.problems)


def lines_of_one_pool(count: int) -> tuple[Service, ...]:
    gate = {"place": "Hill Camp", "service": "registration", "pool": "gate"}  # each line must serve somebody
    return tuple(Service(id=f"gate-{number}", servers=1, minutes=1, **gate) for number in range(count))


def with_gate(count: int) -> Scenario:
    return RIVER.model_copy(update={"services": (*RIVER.services, *lines_of_one_pool(count))})


def test_eight_lines_share_a_pool():
    check(with_gate(8))


def test_a_ninth_line_in_a_pool_is_refused():
    with pytest.raises(ScenarioError, match='pool "gate" has 8 lines already, the most that a pool can have'):
        check(with_gate(9))


def test_a_65th_profile_is_refused():
    many = tuple(Profile(name=f"kind-{number}") for number in range(65 - len(RIVER.profiles)))
    assert "profiles: a run has at most 64 profiles, got 65" in problems(profiles=(*RIVER.profiles, *many))


def test_a_255th_trigger_is_refused():
    trigger = next(event for event in RIVER.events if event.what == "trigger")
    others = tuple(event for event in RIVER.events if event.what != "trigger")
    many = tuple(Event(**{**trigger.model_dump(), "id": f"trigger-{number}"}) for number in range(255))
    assert any(
        "a run distinguishes at most 254 causes, got 255 triggers in events" in line
        for line in problems(events=(*others, *many))
    )


def test_who_only_loads_a_registration_line_must_not_be_tracked():
    place = next(service.place for service in RIVER.services if service.service == "registration")
    tracked = next(profile.name for profile in RIVER.profiles if profile.tracked)
    row = Traffic(id="load", post=place, service="registration", profile=tracked, per_day=10)
    wrong = f'profile "{tracked}" is tracked; profiles that only load a registration line must not be'
    assert any(wrong in line for line in problems(traffic=(*RIVER.traffic, row)))


def test_who_leaves_home_must_be_tracked():
    untracked = next(profile.name for profile in RIVER.profiles if not profile.tracked)
    trigger = next(event for event in RIVER.events if event.what == "trigger")
    origin = next(place.name for place in RIVER.places if place.kind == "origin")
    event = Event(**{**trigger.model_dump(), "id": "all", "profile": f"{trigger.profile} {untracked}"})
    departure = Departure(id="walk", origin=origin, profile=untracked, people=10)
    found = problems(events=(*RIVER.events, event), departures=(*RIVER.departures, departure))
    wrong = f'profile "{untracked}" is not tracked, so its people cannot leave home; let them appear by traffic'
    assert [line.split(",")[0] for line in found if line.endswith(wrong)] == ['departures "walk"', 'events "all"']
