"""What a scenario of Flee's rule holds beside all others: the section `lookahead` and tables of its own."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from serai.scenario.schema import ASSUMED, Frozen, Number, Row, Scenario, Word, assumed, col, quantity

PlaceKind = Literal["town", "conflict_zone", "camp", "idp_camp", "forwarding", "marker"]
CAMP_KINDS = ("camp", "idp_camp")
MOST_PEOPLE = 1e9  # of one report


class Lookahead(Frozen):
    """Rule `lookahead`: people weigh the places within a few links (docs/model/lookahead)."""

    given: str = Field(default="", description="what the run is given that a forecast would have to predict")
    awareness_level: int = Field(default=1, ge=-1, le=12, description="links ahead that people know; 0: only roads; -1: nothing")
    max_move_km: Number = quantity("distance a day where the link states none", "km/d", assumed(360), ge=0, le=1e5)
    max_walk_km: Number = quantity("distance a day on foot", "km/d", assumed(35), ge=0, le=1e5)
    camp_weight: Number = quantity("factor of the pull of camps", "1", assumed(1), ge=0, le=1e15)
    foreign_weight: Number = quantity("factor of the pull of places outside the country of the first place", "1", assumed(1), ge=0, le=1e15)
    conflict_weight: Number = quantity("factor of the pull of places in conflict, to the power of intensity times decay", "1", assumed(0.31622776601683794), ge=0, le=1e15)
    conflict_move_chance: Number = quantity("chance of leaving a place in conflict", "1/d", assumed(1), ge=0, le=1)
    camp_move_chance: Number = quantity("chance of leaving a camp", "1/d", assumed(0.001), ge=0, le=1)
    idp_camp_move_chance: Number = quantity("chance of leaving a camp for people displaced in their country", "1/d", assumed(0.1), ge=0, le=1)
    default_move_chance: Number = quantity("chance of leaving any other place", "1/d", assumed(0.3), ge=0, le=1)
    move_chance_population: Number = quantity("population (or capacity) at which move chances are as stated", "persons", assumed(10000), ge=0, le=1e15)
    move_chance_power: Number = quantity("power of population over that population, by which move chances are multiplied", "1", assumed(0), ge=-10, le=10)
    softening_km: Number = quantity("added to every distance that is weighed", "km", assumed(10), ge=0, le=1e6)
    weight_softening: Number = quantity("added to every pull", "1", assumed(0), ge=0, le=1e15)
    distance_power: Number = quantity("power of the distance", "1", assumed(1), ge=0, le=100)
    weight_power: Number = quantity("power of the whole weight; 0: all equal", "1", assumed(1), ge=0, le=100)
    pruning_threshold: Number = quantity("routes whose weight is below the largest divided by this are left out; up to 1: none", "1", assumed(1), ge=0, le=1e15)
    capacity_buffer: Number = quantity("share of the capacity from which a camp's pull falls", "1", assumed(0.9), ge=0, le=1)
    capacity_scaling: Number = quantity("factor of all capacities", "1", assumed(1), ge=0, le=1e15)
    avoid_short_stints: bool = Field(default=False, description="people leave a town at once unless they travelled a full day in two")
    start_on_foot: bool = Field(default=False, description="the first link is walked")
    stay_close_to_home: bool = Field(default=False, description="places near home attract more people")
    home_distance_power: Number = quantity("power of the distance from home, by which the pull is divided", "1", assumed(0.5), ge=0, le=100)
    population_in_pull: bool = Field(default=False, description="places without a camp attract people by their population")
    population_power: Number = quantity("power of the population in that pull", "1", assumed(0.1), ge=0, le=100)
    fixed_routes: bool = Field(default=False, description="of several ways to one place only the shortest is weighed")
    children_avoid_hazards: bool = Field(default=False, description="pulls count squared for people under 19")
    boys_take_risk: bool = Field(default=False, description="pulls do not count for boys of 15 to 18; needs children_avoid_hazards")
    match_camp_religion: bool = Field(default=False, description="camps attract people by the share of their own religion")
    mean_religion_share: Number = quantity("share of the own religion at which the pull is unchanged", "1", assumed(0.25), ge=0, le=1)
    match_camp_ethnicity: bool = Field(default=False, description="camps attract people by the share of their own ethnicity")
    match_town_ethnicity: bool = Field(default=False, description="towns attract people by the share of their own ethnicity")
    match_conflict_ethnicity: bool = Field(default=False, description="places in conflict attract people by the share of their own ethnicity")
    new_people: Literal["camps", "total", "constant", "poisson", "population_share"] = Field(
        default="camps",
        description="who sets out: the daily rise of all series of camps, of the series total, or a number, "
        "a random number or a share of the population for each place in conflict",
    )  # fmt: skip
    per_conflict_day: Number = quantity("people, or share of the population, a day and place in conflict, at intensity 1", "1", assumed(500), ge=0, le=1e15)
    conflict_decay: tuple[float, ...] = Field(default=(1.0,), description="factors of intensity, one for each interval since it began")
    conflict_decay_days: int = Field(default=30, ge=1, le=100000, description="length of that interval, days")
    only_from_conflict: bool = Field(default=True, description="people set out from places in conflict only")
    take_from_population: bool = Field(default=False, description="people who set out are subtracted from the population")
    insert_day0: bool = Field(default=True, description="people reported by the series on the first day are in the camps then")
    empty_camps_on_day0: bool = Field(default=False, description="people of the first day are left out of camps, series and totals")
    camps_are_sinks: bool = Field(default=False, description="people in camps may stay for good, by the camp's settle_chance")
    source: str = ASSUMED


class LookaheadPlace(Row):
    """lookahead_places: what the rule `lookahead` knows of a place; the first one is in the home country."""

    place: Word = col("which place", refers="places")
    kind: PlaceKind = col("what it is at the start")
    country: str = col("country, as closures name it", "")
    capacity: float | None = col("capacity of the camp in people; blank: no limit", None, unit="persons")
    capacity_per_day: float = col("growth of the capacity", 0.0, unit="persons/d")
    conflict_from: datetime | None = col("first day of conflict of a conflict_zone; blank: from the start", None)
    intensity: float = col("intensity of a conflict that goes on at the start", 1.0, unit="1", ge=0)
    settle_chance: float = col("chance a day that a person in the camp stays for good", 0.0, unit="1/d", ge=0, le=1)


class LookaheadRoute(Row):
    """lookahead_routes: what the rule `lookahead` knows of a link beyond the table routes."""

    from_place: Word = col("one end, as in routes", alias="from", refers="places")
    to_place: Word = col("the other end", alias="to", refers="places")
    redirection: Literal["none", "to", "from"] = col("end to which everyone at the other end is redirected", "none")
    max_km: float | None = col("distance a day on this link; blank: max_move_km", None, unit="km/d", gt=0)
    walk_share: float = col("chance a day that this link is walked", 0.0, unit="1/d", ge=0, le=1)
    more_km: str = col("lengths of further links between the same two places, separated by spaces", "")


class LookaheadPath(Row):
    """lookahead_paths: ways that people know whatever their awareness."""

    path: str = col("places in their order, separated by >")


class LookaheadClosure(Row):
    """lookahead_closures: when borders, places, links and camps close and open."""

    kind: Literal["country", "place", "link", "camp", "idp_camp", "redirection"] = col("what closes")
    where: Word = col("country, or place, or the one end")
    to_where: str = col("other country, or other end", "")
    closes: datetime | None = col("first day on which it is closed; blank: never", None)
    opens: datetime | None = col("first day on which it is open again, or for the first time; blank: never", None)


class LookaheadConflict(Row):
    """lookahead_conflicts: intensity of conflict at a place from a day on, until its next row."""

    place: Word = col("where", refers="places")
    date: datetime = col("first day")
    intensity: float = col("0: no conflict", unit="1", ge=0)


class LookaheadChange(Row):
    """lookahead_changes: a place becomes one of another kind."""

    place: Word = col("which place", refers="places")
    date: datetime = col("first day")
    kind: PlaceKind = col("what it becomes")
    intensity: float = col("intensity of conflict, if it becomes a conflict zone", 1.0, unit="1", ge=0)


class LookaheadSeries(Row):
    """lookahead_series: reported people, between reports on a straight line."""

    series: Word = col("name of a place, of people elsewhere that count in the daily total, or 'total'")
    date: datetime = col("day of the report; may lie outside the run")
    people: float = col("how many", unit="persons", ge=-MOST_PEOPLE, le=MOST_PEOPLE)
    reported: bool = col("no: the figure is for a day without a report", True)


class LookaheadTrait(Row):
    """lookahead_traits: how traits are spread among the people who set out."""

    trait: Word = col("age, gender, ethnicity or another")
    value: Word = col("one value of the trait")
    place: str = col("where people with it set out; blank: wherever the trait has no rows for the place", "", refers="places")
    weight: float = col("relative frequency", unit="1", ge=0)


class FleeScenario(Scenario):
    """A scenario of the rule `lookahead` (docs/model/lookahead)."""

    unused: ClassVar[frozenset[str]] = frozenset(("leaving", "modes", "travel", "choice", "queueing", "housing", "registration"))
    has_lines: ClassVar[bool] = False

    rule: Literal["lookahead"] = Field(default="lookahead", description="rule for the choice of route")  # type: ignore[assignment]
    flee_as_run: bool = Field(default=False, description="rule lookahead follows Flee's code where it differs from what its files say")
    lookahead: Lookahead = Lookahead()
    lookahead_places: tuple[LookaheadPlace, ...] = ()
    lookahead_routes: tuple[LookaheadRoute, ...] = ()
    lookahead_paths: tuple[LookaheadPath, ...] = ()
    lookahead_closures: tuple[LookaheadClosure, ...] = ()
    lookahead_conflicts: tuple[LookaheadConflict, ...] = ()
    lookahead_changes: tuple[LookaheadChange, ...] = ()
    lookahead_series: tuple[LookaheadSeries, ...] = ()
    lookahead_traits: tuple[LookaheadTrait, ...] = ()
