"""How many leave: the hazard of a trigger from a number of people, as docs/model/leaving reckons it the other way."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from serai.begin.figure import GUESSED, TOLD, Figure
from serai.begin.kit import Kit
from serai.begin.schema import LeavingProfile
from serai.errors import ScenarioError
from serai.model.clock import Clock
from serai.model.rates import course, mean_size, rhythm
from serai.scenario.schema import Event, Parameter, Scenario

SIZE = "people-who-leave"
MOST_HAZARD = 1.0  # bound of the value of a trigger
PEAKED_SHAPE = 2.0
HALVINGS = 200
DIGITS = 7  # of a hazard that is written down: people to less than one in a million


@dataclass(frozen=True)
class Course:
    """When people set out after the event: a gamma course, with ranges."""

    mean_days: Figure
    shape: Figure


def course_of(kit: Kit, peak_days: float | None) -> Course:
    """The course of a kit or, where the day of the most departures is told, one that peaks on it.

    The density of a gamma course with shape k and mean m is highest at m (k - 1) / k; with shape 2 that is half of the
    mean.
    """
    mean, shape = kit.figure("mean_days"), kit.figure("shape")
    if peak_days is None:
        return Course(mean, shape)
    days = peak_days * PEAKED_SHAPE / (PEAKED_SHAPE - 1)
    told = f"most set out {peak_days:g} days after the event: mean 2 x {peak_days:g}; range as in kit {kit.name}"
    low, high = mean.factors()
    ends = (min(shape.low, PEAKED_SHAPE), max(shape.high, PEAKED_SHAPE))
    return Course(
        Figure(days, days * low, days * high, TOLD, told),
        Figure(PEAKED_SHAPE, *ends, GUESSED, f"{shape.why}; 2 since a peak is told"),
    )


def trigger_rows(
    scenario: Scenario, event: Event, leaving: Sequence[LeavingProfile], people: Figure
) -> tuple[list[Event], Parameter]:
    """A trigger for each profile that leaves, and the factor on all of them.

    Parameters
    ----------
    scenario : Scenario
        With its places, profiles and period; its events play no part.
    event : Event
        A trigger with its date and course.
    leaving : the profiles that leave, with their shares
    people : Figure
        Expected number of people who leave up to the end of the run, all profiles together.

    Returns
    -------
    Rows of `events` whose expected number of people is `people.value`, and the row of `parameters` at whose low and
    high ends it is `people.low` and `people.high`.

    Raises
    ------
    ScenarioError
        If more people would leave than a trigger can send.
    """
    whole = sum(profile.share for profile in leaving)
    shares = {profile.name: profile.share / whole for profile in leaving if profile.share > 0}
    sent = {name: _sent_by(scenario, event, name) for name in shares}
    hazards = {name: _rounded(_solve(sent[name], people.value * share)) for name, share in shares.items()}

    def total(factor: float) -> float:
        return sum(sent[name](factor * hazard) for name, hazard in hazards.items())

    low, high = _rounded(_solve(total, people.low)), _rounded(_solve(total, people.high))
    if max(hazards.values()) * high > MOST_HAZARD:
        most = max(sent.values(), key=lambda of: of(MOST_HAZARD))(MOST_HAZARD)
        at_risk = sum(place.at_risk_people or 0.0 for place in scenario.places)
        text = (
            f"{people.high:,.0f} people who leave are too many for {at_risk:,.0f} people at risk: one event moves at "
        )
        raise ScenarioError("the new scenario", [f"{text}most {most:,.0f} of each profile. Expect fewer"])
    rows = []
    for name, share in shares.items():
        note = _arithmetic(people.value, share, hazards[name], sent[name])
        update = {"id": f"leave-{name}", "profile": name, "value": hazards[name], "note": note}
        rows.append(event.model_copy(update={**update, "source": people.source}))
    parameter = Parameter(
        name=SIZE,
        value=1.0,
        how="factor",
        cells="events.leave-*.value",
        ranges=(("value", low, high),),
        source=people.source,
        note=f"1 is {people.value:,.0f} people who leave up to the end of the run, "
        f"the ends are {people.low:,.0f} and {people.high:,.0f}",
    )
    return rows, parameter


def _sent_by(scenario: Scenario, event: Event, name: str) -> Callable[[float], float]:
    """Expected people of a profile who leave, as a function of the hazard."""
    clock = Clock(scenario)
    profile = next(row for row in scenario.profiles if row.name == name)
    size = mean_size(profile)
    steps = np.diff(course(event, clock, scenario.time_zone))
    reached: dict[str, float] = {}
    homes = []
    for place in scenario.places:
        if place.kind == "origin" and place.at_risk_people:
            zone = clock.zone_of(place.time_zone)
            if zone not in reached:
                reached[zone] = float((steps * rhythm(scenario, clock, zone)).sum())
            homes.append((math.floor(place.at_risk_people / size + 0.5) * size, reached[zone]))
    return lambda hazard: sum(people * -math.expm1(-hazard * part) for people, part in homes)


def _solve(of: Callable[[float], float], wanted: float) -> float:
    """The argument at which a rising function has a value; a large one where it never has."""
    low, high = 0.0, 1e-9
    while of(high) < wanted and high < 1e9:
        high *= 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if of(middle) < wanted else (low, middle)
    return high


def _rounded(number: float) -> float:
    return float(f"{number:.{DIGITS}g}")


def _arithmetic(people: float, share: float, hazard: float, of: Callable[[float], float]) -> str:
    at_risk = of(1e12)
    mine = people * share
    part = -math.log1p(-mine / at_risk) / hazard
    return (
        f"{people:,.0f} people x {share:.3g} = {mine:,.0f} of {at_risk:,.0f} at risk; "
        f"{hazard:.6g} = -ln(1 - {mine / at_risk:.6g}) / {part:.4g} (the part of the course that lies inside the run)"
    )
