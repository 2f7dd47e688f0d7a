"""People of the rule `lookahead`: cohorts of people who are alike, and the classes that take pulls differently."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from serai.flee.schema import FleeScenario
from twin.arithmetic import total
from twin.draws import name_key
from twin.lookahead.links import Link
from twin.lookahead.parts import mixed, unit

ADULT_AGE = 19.0
BOY_AGE = 15.0
KIN_FACTOR = 10.0
MALE = {"male", "m", "boy", "man"}


class Class(NamedTuple):
    """People who take pulls alike; religion and ethnicity are blank where they do not count."""

    religion: str
    ethnicity: str
    conduct: str  # plain, squared or ignored


class Kind(NamedTuple):
    """What people are for good: their home, blank where it does not count, and their class."""

    home: str
    one: Class

    @property
    def key(self) -> int:
        """The key of the names."""
        return name_key("kind", self.home, *self.one)


@dataclass
class Cohort:
    """People at one place or on one link who are alike."""

    key: int
    people: int
    kind: Kind
    place: str  # where it is; on a link: where that begins
    way: list[str] = field(default_factory=list)  # places that are still ahead
    link: Link | None = None
    closures: int = 0  # of the link, when it was entered
    on_link: float = 0.0  # km behind it on a link that is walked by chance
    km_today: float | None = 0.0  # None: on the link since an earlier day
    number: int = 0  # of the link entered today
    mean: float = 0.0  # way of past days over a full day's way; the last day counts half
    has_finished_a_link: bool = False
    walks: bool | None = None  # today, by chance

    def some(self, people: int, key: int) -> Cohort:
        """Some of it, under another key."""
        return replace(self, people=people, key=key)

    def is_like(self, other: Cohort) -> bool:
        """Whether the rule sees no difference but in the past."""
        return all(
            mine == theirs
            for mine, theirs in (
                (self.kind, other.kind), (self.place, other.place), (self.way, other.way),
                (self.closures, other.closures), (id(self.link), id(other.link)), (self.on_link, other.on_link),
                (self.walks, other.walks), (self.has_finished_a_link, other.has_finished_a_link),
                (self.km_today is None, other.km_today is None),
            )
        )  # fmt: skip


FEW_PASTS = 8


@dataclass
class Pasts:
    """How many pasts are told apart of people who are alike else: with many parts of people, few."""

    many_parts: int
    most: float = math.inf

    def begin(self, parts: int) -> None:
        """A day begins, after one with so many parts."""
        if parts >= self.many_parts:
            self.most = FEW_PASTS if math.isinf(self.most) else max(self.most // 2, 1)


class Table:
    """People put together who are alike."""

    def __init__(self, max_km: float, pasts: Pasts) -> None:
        self.max_km, self.pasts = max_km, pasts
        self.rows: list[Cohort] = []
        self.groups: dict[tuple[object, ...], list[Cohort]] = {}  # by some of what makes them alike

    def add(self, one: Cohort) -> None:
        """Put people to those with whom they are alike; where many pasts stand side by side, to the nearest."""
        likely = self.groups.setdefault((one.kind, one.place, tuple(one.way)), [])
        alike = [row for row in likely if row.is_like(one)]
        for row in alike:
            if (row.km_today, row.mean) == (one.km_today, one.mean):
                row.people += one.people
                return
        if len(alike) < self.pasts.most:
            self.rows.append(one)
            likely.append(one)
            if len(self.rows) >= self.pasts.many_parts:
                self.pasts.most = min(self.pasts.most, FEW_PASTS)
            return
        near = min(alike, key=lambda row: self._apart(row, one))
        both = near.people + one.people
        if unit(mixed(near.key ^ mixed(one.key))) * both < one.people:
            near.km_today, near.mean = one.km_today, one.mean
        near.people = both

    def _apart(self, one: Cohort, other: Cohort) -> float:
        today = ((one.km_today or 0.0) - (other.km_today or 0.0)) / self.max_km
        return abs(today) + abs(one.mean - other.mean + today)


class Classes:
    """The classes of a scenario and their shares among who sets out from each place."""

    def __init__(self, scenario: FleeScenario) -> None:
        self.scenario = scenario
        look = scenario.lookahead
        self.conducts = ["plain", "squared", "ignored"] if look.children_avoid_hazards else ["plain"]
        matches = look.match_camp_ethnicity or look.match_town_ethnicity or look.match_conflict_ethnicity
        self.all = [
            Class(religion, ethnicity, conduct)
            for religion in self.values("religion" if look.match_camp_religion else "")
            for ethnicity in self.values("ethnicity" if matches else "")
            for conduct in self.conducts
        ]

    def values(self, trait: str) -> list[str]:
        """The values of a trait, in the order of the table; one blank value where it has none."""
        rows = self.scenario.lookahead_traits
        return list(dict.fromkeys(row.value for row in rows if row.trait == trait)) or [""]

    def shares(self, trait: str, place: str) -> dict[str, float]:
        """Shares of a trait's values: the place's own rows, else those for everywhere."""
        rows = [row for row in self.scenario.lookahead_traits if row.trait == trait]
        rows = [row for row in rows if row.place == place] or [row for row in rows if not row.place]
        weights = total(row.weight for row in rows)
        return {row.value: row.weight / weights for row in rows} if weights > 0.0 else {}

    def conduct_shares(self, place: str) -> dict[str, float]:
        """Shares of those who take pulls as they are, squared (children), and not at all (boys who take risks)."""
        ages, genders = self.shares("age", place), self.shares("gender", place)
        if self.conducts == ["plain"] or not ages:
            return {"plain": 1.0, "squared": 0.0, "ignored": 0.0}
        children = total(share for age, share in ages.items() if years(age) < ADULT_AGE)
        if not self.scenario.lookahead.boys_take_risk:
            return {"plain": 1.0 - children, "squared": children, "ignored": 0.0}
        males = total(share for gender, share in genders.items() if gender.casefold() in MALE)
        boys = total(share for age, share in ages.items() if BOY_AGE <= years(age) < ADULT_AGE) * males
        men = total(share for age, share in ages.items() if years(age) >= ADULT_AGE) * males
        if not self.scenario.flee_as_run:
            men = 0.0
        return {"plain": 1.0 - children - men, "squared": children - boys, "ignored": boys + men}

    def heights(self, home: str) -> list[float]:
        """Cumulated shares of the classes among who sets out from a place."""
        conduct = self.conduct_shares(home)
        ethnicity, religion = self.shares("ethnicity", home), self.shares("religion", home)
        weights = [
            religion.get(one.religion, 1.0) * (conduct[one.conduct] * ethnicity.get(one.ethnicity, 1.0))
            for one in self.all
        ]
        return [total(weights[: row + 1]) / total(weights) for row in range(len(weights))]

    def kin(self, one: Class, place: str) -> float:
        """Ten times the share of the own ethnicity at a place; 1 where nothing is known of it."""
        return KIN_FACTOR * self.shares("ethnicity", place).get(one.ethnicity, 1.0 / KIN_FACTOR)

    def fellows(self, one: Class, place: str) -> float:
        """Share of the own religion at a place, over its mean; 1 where nothing is known of it."""
        mean = self.scenario.lookahead.mean_religion_share.value
        return self.shares("religion", place).get(one.religion, mean) / mean


def years(age: str) -> float:
    """An age as a number; what is none counts as an adult's."""
    try:
        return float(age)
    except ValueError:
        return ADULT_AGE
