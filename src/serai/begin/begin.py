"""Two countries and what little is known -> a scenario that runs at once, what to ask first, and remarks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from serai.begin.arrival import lodging_parameters, lodging_rows, registration_parameter, registration_rows
from serai.begin.ask import Question, questions
from serai.begin.border import capacity_parameters, initial_rows, line_rows, route_rows, traffic_rows
from serai.begin.figure import GUESSED, STATED, Figure
from serai.begin.gazetteer import Country, Town, country_named, land_neighbours, towns_of
from serai.begin.kit import Kit, read_kit
from serai.begin.people import Course, course_of, trigger_rows
from serai.begin.places import (
    KNOWN_ENOUGH,
    NameBook,
    cities_of,
    city_rows,
    destination_rows,
    gate_rows,
    homes_of,
    is_near_border,
    known_share,
    origin_rows,
)
from serai.begin.posts import BY_ROAD, Gate, propose_posts, read_posts
from serai.begin.profiles import passing, scenario_profile
from serai.begin.roads import Network, shipped_network
from serai.errors import ScenarioError, UsageError
from serai.problems import Problem
from serai.scenario.destinations import shares_of
from serai.scenario.nearest import quoted
from serai.scenario.read.csv import SentTable
from serai.scenario.rules.check import check
from serai.scenario.schema import Event, Parameter, Place, Quantity, Scenario, Travel

WHAT = "the new scenario"
DEFAULT_PLACES, MOST_PLACES = 20, 60
DEFAULT_KIT = "conflict"
MOST_PEAK_DAYS = 60.0
LEAST_DAYS_AFTER = 3.0  # the run holds at least this many means of the course


@dataclass(frozen=True)
class CrisisRequest:
    """What is asked of `serai new --from RUS --to GEO`; blank: a default of the kit, with a range.

    Attributes
    ----------
    name : str
        Short name of the scenario.
    origin : str
        Country of departure, by its code.
    goals : tuple of str
        Countries of arrival.
    border : Path, SentTable or None
        The table of posts; None: posts are proposed by the map.
    event : date or None
        Day of the event; None: today.
    expect, expect_low, expect_high : float or None
        People who leave in total up to the end of the run.
    peak_days : float or None
        Days from the event to the day on which most set out.
    kit : str
        A kit's name or folder.
    places : int
        How many of the largest places are origins of their own.
    """

    name: str
    origin: str
    goals: tuple[str, ...]
    border: Path | SentTable | None = None
    event: date | None = None
    expect: float | None = None
    expect_low: float | None = None
    expect_high: float | None = None
    peak_days: float | None = None
    kit: str = DEFAULT_KIT
    places: int = DEFAULT_PLACES


@dataclass(frozen=True)
class FirstScenario:
    """A first scenario, what to ask first, and what must be said of it."""

    scenario: Scenario
    asked: list[Question]
    remarks: list[str]


def begin(request: CrisisRequest) -> FirstScenario:
    """A first scenario of a new crisis.

    Parameters
    ----------
    request : CrisisRequest

    Returns
    -------
    FirstScenario

    Raises
    ------
    ScenarioError
        With one line for each fault of the countries, the table of posts or the kit.
    UsageError
        If a number that was asked for cannot be used.
    """
    _check_request(request)
    origin, goals = countries_of(request.origin, request.goals)
    kit = read_kit(request.kit)
    homes = homes_of(origin, request.places)
    network = shipped_network()
    gates = _gates(request, (origin, goals), kit, [home.town for home in homes], network)
    people, when = _people(request, origin, kit), course_of(kit, request.peak_days)
    towns = [
        town for goal in goals for town in cities_of(goal, [g.point for g in gates if g.country == goal.code], kit)
    ]
    names = NameBook([gate.name for gate in gates])
    cities = city_rows(towns, gates, kit, names)
    origins = origin_rows(origin, homes, kit, names)
    draft = _draft(request, (origin, goals), kit, when)
    places = (*origins, *gate_rows(gates, towns), *cities)
    scenario = _with_rows(draft.model_copy(update={"places": places}), gates, kit, _first(request), network)
    near = [city for city, town in zip(cities, towns, strict=True) if is_near_border(town, gates, kit)]
    scenario = _with_people(scenario, kit, (people, when), _border_pull(near, kit))
    check(scenario)
    by_code = shares_of(scenario, scenario.profiles[0].name)
    shares = {goal.name: by_code.get(goal.code, 0.0) for goal in goals}
    is_wide = known_share(origin) < KNOWN_ENOUGH
    asked = questions(people, when, gates, kit, shares=shares, is_rest_wide=is_wide)
    return FirstScenario(scenario, asked, [*_remarks(origin, goals, gates, people), *_by_road(scenario, network)])


def _check_request(request: CrisisRequest) -> None:
    if not 1 <= request.places <= MOST_PLACES:
        raise UsageError(f"--places must be 1 to {MOST_PLACES}, got {request.places}")
    if request.peak_days is not None and not 0 < request.peak_days <= MOST_PEAK_DAYS:
        raise UsageError(
            f"--peak-days must be greater than 0 and at most {MOST_PEAK_DAYS:g}, got {request.peak_days:g}"
        )
    low, value, high = request.expect_low, request.expect, request.expect_high
    if value is None and (low is not None or high is not None):
        raise UsageError("--expect-low and --expect-high need --expect")
    ends = (value if low is None else low), (value if high is None else high)
    if value is not None and not 0 < (ends[0] or 0) <= value <= (ends[1] or 0) < math.inf:
        texts = ["-" if number is None else f"{number:,.0f}" for number in (low, value, high)]
        raise UsageError(f"--expect-low, --expect, --expect-high must rise and be above 0, got {', '.join(texts)}")


def countries_of(origin: str, goals: Sequence[str]) -> tuple[Country, list[Country]]:
    """The country of departure and those of arrival, by codes or English names.

    Raises
    ------
    ScenarioError
        With one line for each that is not known, has no known place or is named twice.
    """
    result: list[Country] = []
    home: Country | None = None
    faults = []
    for option, given in (("--from", origin), *(("--to", goal) for goal in goals)):
        try:
            country = country_named(given)
        except ValueError as error:
            faults.append(Problem(option, str(error)))
            continue
        where = f"{option} {quoted(given)}"
        home = country if option == "--from" else home
        if not towns_of(country.code):
            faults.append(Problem(where, f"no place of 5,000 people and more is known in {country.name}"))
        if country in result:
            same = "people leave from and arrive in" if country == home else "twice the same country:"
            faults.append(Problem(where, f"{same} {country.name}; name another country"))
        result.append(country)
    if faults:
        raise ScenarioError(WHAT, faults)
    return result[0], result[1:]


def _gates(
    request: CrisisRequest, where: tuple[Country, list[Country]], kit: Kit, towns: list[Town], network: Network | None
) -> tuple[Gate, ...]:  # fmt: skip
    origin, goals = where
    if request.border is None:
        arrivals = [town for goal in goals for town in cities_of(goal, (), kit)]
        return propose_posts(origin, goals, (towns, arrivals), kit, network)
    gates = read_posts(request.border, origin, goals, kit)
    without = [goal.name for goal in goals if not any(gate.country == goal.code for gate in gates)]
    if without:
        raise ScenarioError(f"file {quoted(request.border.name)}", [f"no post leads to {' or '.join(without)}"])
    return gates


def _people(request: CrisisRequest, origin: Country, kit: Kit) -> Figure:
    low, high = kit.ends("expect_spread")
    if request.expect is not None:
        spread = (
            ""
            if request.expect_low and request.expect_high
            else f"; range x{low:g} to x{high:g} assumed where none is given"
        )
        ends = (request.expect_low or request.expect * low, request.expect_high or request.expect * high)
        return Figure(request.expect, *ends, STATED, f"--expect{spread}")
    low, high = kit.ends("expected_share")
    share = kit.number("expected_share")
    why = f"{100 * share:g} % ({100 * low:g} to {100 * high:g}) of {origin.people:,.0f} people (kit {kit.name})"
    value, least, most = (_rounded(origin.people * part) for part in (share, low, high))
    return Figure(value, least, most, GUESSED, why)


def _rounded(people: float) -> float:
    """To two digits: a guess is not better than that."""
    return float(f"{people:.2g}")


def _first(request: CrisisRequest) -> datetime:
    """The moment of the event: the morning of its day."""
    return datetime.combine(request.event or date.today(), time())  # noqa: DTZ011 - the user's own calendar


def _draft(request: CrisisRequest, where: tuple[Country, list[Country]], kit: Kit, when: Course) -> Scenario:
    """The scenario without its tables."""
    origin, goals = where
    event = _first(request).date()
    days = max(kit.number("days_after"), round(LEAST_DAYS_AFTER * when.mean_days.value))
    road = kit.figure("road_factor")
    factor = Quantity(value=road.value, low=road.low, high=road.high, source=road.source)
    ways = f"{origin.name} to {' and '.join(goal.name for goal in goals)}"
    return Scenario(
        name=request.name,
        title=f"{ways}, event of {event.isoformat()}: a first guess",
        description=f"Made from the map and the kit {kit.name}. Nothing in it was fitted.",
        start=event - timedelta(days=round(kit.number("days_before"))),
        end=event + timedelta(days=round(days)),
        time_zone=cities_of(goals[0], (), kit)[0].time_zone,
        tracked_country=origin.code,
        travel=Travel(road_factor=factor),
        places=(),
        profiles=(),
    )


def _with_rows(
    scenario: Scenario, gates: tuple[Gate, ...], kit: Kit, event: datetime, network: Network | None
) -> Scenario:  # fmt: skip
    """The scenario with all that hangs on posts and cities."""
    origins = [place for place in scenario.places if place.kind == "origin"]
    cities = [place for place in scenario.places if place.kind == "city"]
    traffic = traffic_rows(gates, kit.ordinary, kit)
    kinds = {kind.kind for kind in kit.lodging}
    leaving = [profile for profile in kit.leaving if profile.share > 0]
    profiles = [passing(scenario_profile(profile, kit), gates, kinds) for profile in (*leaving, *kit.ordinary)]
    return scenario.model_copy(
        update={
            "profiles": tuple(profiles),
            "destinations": tuple(destination_rows(cities)),
            "routes": tuple(route_rows(origins, gates, cities, kit, network)),
            "traffic": tuple(traffic),
            "initial": tuple(initial_rows(traffic, kit.ordinary)),
            "services": (*line_rows(gates), *registration_rows(cities, kit)),
            "lodging": tuple(lodging_rows(cities, kit, event)),
            "parameters": tuple(capacity_parameters(gates)),
        }
    )


def _with_people(
    scenario: Scenario, kit: Kit, leaving: tuple[Figure, Course], pull: list[Parameter]
) -> Scenario:  # fmt: skip
    """The scenario with the triggers and all parameters."""
    people, when = leaving
    event = Event(
        date=datetime.combine(scenario.start, time()) + timedelta(days=round(kit.number("days_before"))),
        what="trigger",
        course="gamma",
        shape=when.shape.value,
        mean_days=when.mean_days.value,
        ranges=tuple((name, of.low, of.high) for name, of in (("shape", when.shape), ("mean_days", when.mean_days))),
    )
    events, size = trigger_rows(scenario, event, kit.leaving, people)
    parameters = (size, *scenario.parameters, *pull, registration_parameter(kit), *lodging_parameters(kit))
    return scenario.model_copy(update={"events": tuple(events), "parameters": parameters})


def _border_pull(near: list[Place], kit: Kit) -> list[Parameter]:
    pull = kit.figure("border_pull")
    if not near or pull.low == pull.high:
        return []
    cells = " ".join(f"places.{place.name.replace(' ', '?')}.attraction" for place in near)
    row = Parameter(
        name="border-pull",
        value=1.0,
        how="factor",
        cells=cells,
        ranges=(("value", *pull.factors()),),
        source=pull.source,
        note=f"1 is a pull of {pull.value:g} times that by population",
    )
    return [row]


def _remarks(origin: Country, goals: list[Country], gates: tuple[Gate, ...], people: Figure) -> list[str]:
    remarks = []
    if people.known == GUESSED:
        remarks.append(
            f"How many people leave is a guess: {people.why}. Give your own with --expect, --expect-low, --expect-high."
        )
    proposed = [gate.name for gate in gates if gate.known == GUESSED]
    if proposed:
        how = BY_ROAD if any(gate.why.startswith(BY_ROAD) for gate in gates) else "by the map"
        remarks.append(f"Posts are guesses {how}: {', '.join(proposed)}.")
        remarks.append(
            "List the real ones with --border posts.csv, a table with the columns name, lat, lon and, where "
            "known, capacity, low, high (people a day in), ordinary (people a day), hours, modes, from, to."
        )
    for country in (origin, *goals):
        share = known_share(country)
        if share < KNOWN_ENOUGH:
            where = (
                "the rest is spread by region, with a wide range"
                if country is origin
                else "cities are weighted by what is known"
            )
            remarks.append(
                f"The gazetteer knows places of {100 * share:.0f} % of the people of {country.name}: {where}."
            )
    others = [code for code in land_neighbours(origin.code) if code not in {goal.code for goal in goals}]
    if others:
        remarks.append(
            f"{origin.name} also borders {', '.join(others)}: people who go there are counted neither in this scenario "
            "nor in --expect."
        )
    return remarks


def _by_road(scenario: Scenario, network: Network | None) -> list[str]:
    """How many lengths are those of roads, where the extra is there."""
    if network is None:
        return []
    ways = [route for route in scenario.routes if route.mode == "road"]
    known = sum(route.km is not None for route in ways)
    of = f"{known:,} of {len(ways):,} road routes"
    return [f"{of} have the length of roads, the others that by the map. Roads: {network.source}."]
