"""People of the rule `lookahead`: one person, and the classes that take the pull of places differently."""

from __future__ import annotations

from dataclasses import dataclass, field
from struct import pack, unpack
from typing import NamedTuple

from serai.codes import Stream
from serai.scenario.schema import Scenario
from twin.arithmetic import total
from twin.draws import Draws
from twin.lookahead.links import Link

ADULT_AGE = 19.0
BOY_AGE = 15.0
KIN_FACTOR = 10.0
MALE = {"male", "m", "boy", "man"}


def in_four_bytes(number: float) -> float:
    """A number as four bytes hold it: km on a link that is walked by chance, and the mean of past days."""
    return float(unpack("f", pack("f", number))[0])


@dataclass
class Person:
    """One person, at a place or on a link."""

    key: int
    home: str
    place: str  # where it is; on a link: where that begins
    born: int  # first day
    way: list[str] = field(default_factory=list)  # places that are still ahead
    link: Link | None = None
    closures: int = 0  # of the link, when it was entered
    on_link: float = 0.0  # km behind it on a link that is walked by chance
    has_finished_a_link: bool = False
    is_settled: bool = False
    km_of_day: dict[int, float] = field(default_factory=dict)

    def recent(self, day: int, max_km: float) -> float:
        """Mean way of the days up to the one before, over a full day's way; the last day counts half."""
        mean = 0.0
        for past in range(self.born, day):
            mean = in_four_bytes((mean + self.km_of_day.get(past, 0.0) / max_km) / 2.0)
        return mean


class Class(NamedTuple):
    """People who take pulls alike; religion and ethnicity are blank where they do not count."""

    religion: str
    ethnicity: str
    conduct: str  # plain, squared or ignored


class Classes:
    """The classes of a scenario and their shares among who sets out from each place."""

    def __init__(self, scenario: Scenario) -> None:
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

    def of(self, draws: Draws, person: Person) -> Class:
        """Class of a person, by one draw among the shares at its home."""
        if len(self.all) == 1:
            return self.all[0]
        conduct = self.conduct_shares(person.home)
        ethnicity, religion = self.shares("ethnicity", person.home), self.shares("religion", person.home)
        weights = [
            religion.get(one.religion, 1.0) * (conduct[one.conduct] * ethnicity.get(one.ethnicity, 1.0))
            for one in self.all
        ]
        u, passed, weight_of_all = draws.uniform(Stream.TRAITS, person.key, 0), 0.0, total(weights)
        for one, weight in zip(self.all, weights, strict=True):
            passed += weight
            if u < passed / weight_of_all:
                return one
        return self.all[-1]

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
