"""Reported people in the camps of a scenario, with which a run is compared."""

from __future__ import annotations

from typing import Any

from serai.flee.schema import CAMP_KINDS, FleeScenario
from serai.flee.series import (
    Points,
    daily_people,
    days_reported,
    is_largest_report,
    last_report,
    people_on_first_day,
    points_of,
)
from serai.scenario.rule import CampReports


def camp_reports(scenario: FleeScenario) -> CampReports | None:
    """The series of all camps that have one; None where no camp has."""
    daily, points, days = daily_people(scenario), points_of(scenario), days_reported(scenario)
    rows = [row for row in scenario.lookahead_places if row.kind in CAMP_KINDS and row.place in daily]
    camps = tuple(row.place for row in rows)
    if not camps:
        return None
    capacities = {row.place: max(row.capacity or 0.0, 0.0) for row in rows}
    return CampReports(
        camps=camps,
        daily={name: daily[name] for name in camps},
        points={name: points[name] for name in camps},
        days={name: days.get(name, frozenset()) for name in camps},
        last_day=last_report(scenario, camps),
        capacities=capacities,
        given=_given(scenario, capacities, points),
    )


def _given(scenario: FleeScenario, capacities: dict[str, float], points: dict[str, Points]) -> dict[str, Any]:
    """What a run was given of the figures with which it is compared."""
    look, first_day = scenario.lookahead, people_on_first_day(scenario)
    n_days = (scenario.end - scenario.start).days
    return {
        "daily_totals": look.new_people in ("camps", "total"),
        "people_of_first_day": bool(look.insert_day0 and sum(first_day[name] for name in capacities)),
        "capacities": sum(capacity > 0 for capacity in capacities.values()),
        "capacities_equal_to_largest_observation": sum(
            is_largest_report(capacity, points[name], n_days) for name, capacity in capacities.items()
        ),
        "camps": len(capacities),
        "text": look.given,
    }
