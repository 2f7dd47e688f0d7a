"""What a plan is judged by: a figure that is to be small, or a goal that is to hold on nine days of ten."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from serai.errors import ScenarioError
from serai.problems import Problem
from serai.quantities import QUANTITY_OF, is_share
from serai.scenario.members import places_named
from serai.scenario.names import names_of
from serai.scenario.nearest import nearest_or_all, quoted
from serai.scenario.schema import Observation, Scenario
from serai.units import HOURS_PER_DAY, MINUTES_PER_HOUR

DAYS_OF_TEN = 9
MOST_MISSED = 1 - DAYS_OF_TEN / 10
FIGURES = {"hours_waited": "hours_waited", "nights_outside": "nights_without_bed"}  # what is minimised -> its total
MISSED = "days_missed"

SIGNS: dict[str, Callable[[np.ndarray, float], np.ndarray]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
HOURS = {
    "h": 1.0, "hour": 1.0, "hours": 1.0, "min": 1 / MINUTES_PER_HOUR, "minutes": 1 / MINUTES_PER_HOUR,
    "d": float(HOURS_PER_DAY), "days": float(HOURS_PER_DAY),
}  # fmt: skip
FORM = '"wait_served.p90 < 12h at PLACE"'
_GOAL = re.compile(
    r"\s*(?P<quantity>\w+)\s*\.\s*(?P<statistic>\w+)\s*(?P<sign><=|>=|<|>)\s*(?P<number>[0-9]+(?:\.[0-9]+)?)\s*"
    r"(?P<unit>[a-z%]*)(?:\s+at\s+(?P<place>.+?))?(?:\s+for\s+(?P<service>[\w-]+))?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Goal:
    """What is to hold on a day.

    Attributes
    ----------
    text : str
        As it was given.
    quantity, statistic, sign : str
    value : float
        In the unit of the quantity.
    place, service : str
        Blank: everywhere; all border controls.
    first_day, last_day : date
        Days that count: from the first trigger on, or all where there is none.
    """

    text: str
    quantity: str
    statistic: str
    sign: str
    value: float
    place: str
    service: str
    first_day: date
    last_day: date

    def questions(self) -> tuple[Observation, ...]:
        """One question for each day, as a run answers it."""
        days = (self.last_day - self.first_day).days + 1
        return tuple(self._question(self.first_day + timedelta(days=day)) for day in range(days))

    def _question(self, day: date) -> Observation:
        start = datetime.combine(day, time())
        return Observation(
            id=f"goal-{day}", start=start, end=start + timedelta(days=1), quantity=self.quantity,
            statistic=self.statistic, place=self.place, service=self.service, fact_group="goal", value=self.value,
        )  # fmt: skip

    def missed(self, answers: np.ndarray) -> float:
        """Share of the days with a figure on which it does not hold; NaN where no day has one.

        Parameters
        ----------
        answers : float64[n_days, 3], of one draw, as `serai.runs.draws.Member` has them
        """
        figures = answers[:, 0]
        known = figures[~np.isnan(figures)]
        return float(1 - SIGNS[self.sign](known, self.value).mean()) if known.size else float("nan")


def read_goal(text: str, scenario: Scenario) -> Goal:
    """A goal from its text: quantity, statistic, sign, figure with its unit, ``at`` a place, ``for`` a service.

    Raises
    ------
    ScenarioError
        With every fault: what was given, what is allowed, the nearest match.
    """
    what, match = f"the goal {quoted(text)}", _GOAL.fullmatch(text)
    if match is None:
        raise ScenarioError(what, [f"must be a quantity, a statistic, a sign and a figure, e.g. {FORM}"])
    quantity, statistic = match["quantity"].casefold(), match["statistic"].casefold()
    place, service = match["place"] or "", match["service"] or ""
    problems = _name_faults(quantity, statistic, place, service, scenario)
    value = float(match["number"])
    if quantity in QUANTITY_OF:
        factor = _factor(quantity, statistic, match["unit"].casefold(), problems)
        value *= factor
    if problems:
        raise ScenarioError(what, problems)
    triggers = [event.date.date() for event in scenario.events if event.what == "trigger"]
    first = max(min(triggers, default=scenario.start), scenario.start)
    last = scenario.end - timedelta(days=1)
    return Goal(text.strip(), quantity, statistic, match["sign"], value, place, service, first, last)


def _name_faults(
    quantity: str, statistic: str, place: str, service: str, scenario: Scenario
) -> list[Problem | str]:  # fmt: skip
    problems: list[Problem | str] = []
    if quantity not in QUANTITY_OF:
        near = nearest_or_all(quantity, QUANTITY_OF)
        problems.append(Problem("quantity", f"{quoted(quantity)} is not a quantity.{near}"))
    elif statistic not in QUANTITY_OF[quantity].statistics or statistic == "covers":
        near = nearest_or_all(statistic, [name for name in QUANTITY_OF[quantity].statistics if name != "covers"])
        problems.append(Problem("statistic", f"{quantity} has no statistic {quoted(statistic)}.{near}"))
    names = names_of(scenario)
    places = [*names.places, *names.regions, *names.groups]
    if place and not places_named(scenario, place):
        near = nearest_or_all(place, places)
        problems.append(Problem("place", f"{quoted(place)} is not a place, region or group.{near}"))
    services = list(dict.fromkeys([*(row.service for row in scenario.services), *names.lines]))
    if service and service not in services:
        near = nearest_or_all(service, services)
        problems.append(Problem("service", f"{quoted(service)} is not a service or a line.{near}"))
    return problems


def _factor(quantity: str, statistic: str, unit: str, problems: list[Problem | str]) -> float:
    """By what a figure is multiplied so that it is in the unit of its quantity."""
    own = QUANTITY_OF[quantity].unit
    if own == "h":
        allowed = HOURS
    elif is_share(quantity, statistic):
        allowed = {"": 1.0, "%": 0.01}
    else:
        allowed = {"": 1.0, own: 1.0}
    if unit not in allowed:
        words = ", ".join(word or "none" for word in allowed)
        problems.append(Problem("unit", f"must be one of {words}, got {quoted(unit) if unit else 'none'}"))
    return allowed.get(unit, 1.0)
