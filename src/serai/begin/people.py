"""How many leave, and when: a trigger for each profile, by its expected people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from serai.begin.figure import GUESSED, STATED, Figure
from serai.begin.kit import Kit
from serai.begin.schema import LeavingProfile
from serai.errors import ScenarioError
from serai.scenario.schema import Event, Parameter, Scenario

SIZE = "people-who-leave"
PEAKED_SHAPE = 2.0


@dataclass(frozen=True)
class Course:
    """When people set out after the event: a gamma course, with ranges."""

    mean_days: Figure
    shape: Figure


def course_of(kit: Kit, peak_days: float | None) -> Course:
    """The course of a kit or, where the day of most departures is stated, one that peaks on it.

    The density of a gamma course with shape k and mean m is highest at m (k - 1) / k; with shape 2 that is half of the
    mean.
    """
    mean, shape = kit.figure("mean_days"), kit.figure("shape")
    if peak_days is None:
        return Course(mean, shape)
    days = peak_days * PEAKED_SHAPE / (PEAKED_SHAPE - 1)
    why = f"most set out {peak_days:g} days after the event: mean 2 x {peak_days:g}; range as in kit {kit.name}"
    low, high = mean.factors()
    ends = (min(shape.low, PEAKED_SHAPE), max(shape.high, PEAKED_SHAPE))
    return Course(
        Figure(days, days * low, days * high, STATED, why),
        Figure(PEAKED_SHAPE, *ends, GUESSED, f"{shape.why}; 2 since a peak is stated"),
    )


def trigger_rows(
    scenario: Scenario, event: Event, leaving: Sequence[LeavingProfile], people: Figure
) -> tuple[list[Event], Parameter]:
    """A trigger for each profile that leaves, and the factor on all of them.

    Parameters
    ----------
    scenario : Scenario
        With its places and profiles; its events play no part.
    event : Event
        A trigger with its date and course.
    leaving : the profiles that leave, with their shares
    people : Figure
        Expected number of people who leave up to the end of the run, all profiles together.

    Returns
    -------
    Rows of `events` whose expected people add up to `people.value`, and the row of `parameters` at whose low and high
    ends they add up to `people.low` and `people.high`.

    Raises
    ------
    ScenarioError
        If more people would leave than are at risk.
    """
    whole = sum(profile.share for profile in leaving)
    shares = {profile.name: profile.share / whole for profile in leaving if profile.share > 0}
    at_risk = sum(place.at_risk_people or 0.0 for place in scenario.places if place.kind == "origin")
    if people.high * max(shares.values()) >= at_risk:
        text = f"{people.high:,.0f} people who leave are too many for {at_risk:,.0f} people at risk. Expect fewer"
        raise ScenarioError("the new scenario", [text])
    rows = [
        event.model_copy(
            update={
                "id": f"leave-{name}",
                "profile": name,
                "people": people.value * share,
                "note": f"{share:.3g} of {people.value:,.0f} people",
                "source": people.source,
            }
        )
        for name, share in shares.items()
    ]
    low, high = people.factors()
    parameter = Parameter(
        name=SIZE,
        value=1.0,
        how="factor",
        cells="events.leave-*.people",
        ranges=(("value", low, high),),
        source=people.source,
        note=f"1 is {people.value:,.0f} people who leave up to the end of the run, "
        f"the ends are {people.low:,.0f} and {people.high:,.0f}",
    )
    return rows, parameter
