"""Small scenarios that several tests share, built from the rows of the schema."""

# One row, one line.
# ruff: noqa: E501

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from serai.scenario.schema import (
    Choice,
    Departure,
    Event,
    Initial,
    Leaving,
    Lodging,
    Place,
    Profile,
    Registration,
    Route,
    Scenario,
    Service,
    Traffic,
    Travel,
)

START = date(2022, 9, 1)  # a Thursday
FLAT = Leaving(hours=(1.0,) * 24)
ENDLESS_HOURS = 100_000.0


def at(days: float) -> datetime:
    """Local moment so many days after the start of the run."""
    return datetime(START.year, START.month, START.day) + timedelta(days=days)


def place(name: str, kind: str, **columns: Any) -> Place:
    """A place; routes state their length, so that it does not matter where it lies."""
    return Place(name=name, kind=kind, **{"lat": 50.0, "lon": 50.0, **columns})


def road(start: str, end: str, km: float) -> Route:
    """A road of a length."""
    return Route(from_place=start, to_place=end, km=km)


def patient(name: str = "people", **columns: Any) -> Profile:
    """A profile whose parties never leave a line and know nothing of others."""
    return Profile(name=name, **{"patience_hours": ENDLESS_HOURS, **columns})


def scenario(days: int, model: type[Scenario] = Scenario, **parts: Any) -> Scenario:
    """A scenario of so many days, with even hours of leaving and equal speeds."""
    fixed = {
        "name": "small",
        "start": START,
        "end": START + timedelta(days=days),
        "leaving": FLAT,
        "travel": Travel(spread=0.0),
    }
    return model(**{**fixed, **parts})


def queue(days: int, per_day: float, profile: dict[str, Any] | None = None, **service: Any) -> Scenario:
    """One line at one post, loaded by a flow of ordinary traffic; who has crossed stays for a short time."""
    columns = {"id": "gate-in", "place": "gate", "service": "entry_control", **service}
    return scenario(
        days,
        places=(place("gate", "border_post"),),
        profiles=(patient(**{"stay_days": 0.1, **(profile or {})}),),
        traffic=(Traffic(id="flow", post="gate", profile="people", per_day=per_day),),
        services=(Service(**columns),),
    )


def funnel(days: int, people: int, services: tuple[Service, ...], **parts: Any) -> Scenario:
    """From a home over one post to one town: `people` leave, evenly spread over the first two days."""
    fixed = {
        "places": (
            place("home", "origin", at_risk_people=people),
            place("gate", "border_post"),
            place("town", "city", population=10_000),
        ),
        "routes": (road("home", "gate", 325.0), road("gate", "town", 130.0)),
        "profiles": (patient(),),
        "departures": (
            Departure(id="flight", origin="home", profile="people", people=people, count="given", end=at(2)),
        ),
        "services": services,
    }
    return scenario(days, **{**fixed, **parts})


def gate_line(**columns: Any) -> Service:
    """A row of services of the post of `funnel`."""
    return Service(**{"id": "gate-in", "place": "gate", "service": "entry_control", "time": "fixed", **columns})


def two_posts(people: int = 5000, days: int = 5, **parts: Any) -> Scenario:
    """A home, two posts with a line each, and a town behind them."""
    fixed = {
        "places": (
            place("home", "origin", at_risk_people=people),
            place("north", "border_post"),
            place("south", "border_post"),
            place("town", "city", population=10_000),
        ),
        "routes": (
            road("home", "north", 325.0),
            road("home", "south", 650.0),
            road("north", "town", 260.0),
            road("south", "town", 130.0),
        ),
        "profiles": (patient(size="1:0.6 2:0.3 3:0.1"),),
        "events": (Event(id="alarm", date=at(0.5), what="trigger", profile="people", value=0.3, mean_days=1.5),),
        "services": (
            Service(id="north-in", place="north", service="entry_control", servers=1, minutes=3),
            Service(id="south-in", place="south", service="entry_control", servers=1, minutes=3),
        ),
    }
    return scenario(days, **{**fixed, **parts})


def city_with_lodging(days: int = 6, **parts: Any) -> Scenario:
    """A home, an open post, two towns with too few beds, a centre for papers and a way out."""
    fixed = {
        "places": (
            place("home", "origin", at_risk_people=4000),
            place("gate", "border_post"),
            place("near", "city", population=10_000, time_zone="Asia/Almaty"),
            place("far", "city", population=30_000),
            place("airport", "exit"),
        ),
        "routes": (
            road("home", "gate", 130.0),
            road("gate", "near", 65.0),
            road("near", "far", 400.0),
            road("far", "airport", 50.0),
        ),
        "profiles": (
            patient(
                size="1:0.5 2:0.3 4:0.2", lodging="hotel flat hall", stay_days=2.0, transit_share=0.2, transit_days=0.5,
                papers_share=0.8, papers_delay_days=0.5, return_share=0.5, stopover_share=0.5, stopover_days=0.5,
                patience_nights=1.5,
            ),
        ),
        "events": (Event(id="alarm", date=at(0.2), what="trigger", value=0.2, mean_days=1.0),),
        "services": (
            Service(
                id="centre", place="far", service="registration", servers=2, minutes=20, weekdays="mon-fri",
                hours="09:00-17:00",
            ),
        ),
        "lodging": (
            Lodging(id="near-hotel", place="near", kind="hotel", beds=80, taken_share=0.5),
            Lodging(id="near-flats", place="near", kind="flat", beds=10, unit="unit", unit_size=3, responsive=True),
            Lodging(id="far-hotel", place="far", kind="hotel", beds=120, taken_share=0.5, responsive=True),
            Lodging(id="far-hall", place="far", kind="hall", beds=40, paying=False, start=at(2)),
        ),
    }  # fmt: skip
    return scenario(days, **{**fixed, **parts})


def everything(days: int = 6, **parts: Any) -> Scenario:
    """A scenario with every mechanism: controls, closures, pools, seats, papers, lodging, traffic both ways."""
    impatient = {"patience_hours": 2.0, "informed_share": 0.5, "size": "1:0.5 2:0.3 3:0.2"}
    fixed = {
        "time_zone": "Asia/Almaty",
        "leaving": Leaving(),
        "travel": Travel(),
        "choice": Choice(information_delay_hours=6),
        "registration": Registration(unserved="again"),
        "places": (
            place("east", "origin", at_risk_people=6000),
            place("west", "origin", at_risk_people=4000),
            place("gate", "border_post", time_zone="Asia/Oral"),
            place("pass", "border_post"),
            place("station", "border_post"),
            place("near", "city", population=10_000, time_zone="Asia/Oral"),
            place("far", "city", population=30_000),
            place("airport", "exit"),
        ),
        "routes": (
            road("east", "gate", 200.0), road("east", "pass", 300.0), road("west", "gate", 300.0),
            road("west", "pass", 200.0), road("gate", "pass", 100.0), road("gate", "near", 65.0),
            road("pass", "near", 90.0), road("near", "far", 400.0), road("far", "airport", 50.0),
            road("station", "near", 30.0), Route(from_place="east", to_place="station", km=300.0, mode="rail"),
        ),
        "profiles": (
            Profile(
                name="men", liable=True, modes="car:0.6 foot:0.3 rail:0.1", lodging="hotel hall", stay_days=2.0,
                papers_share=0.7, papers_delay_days=0.5, return_share=0.5, stopover_share=0.3, stopover_days=0.5,
                **impatient,
            ),
            Profile(name="families", modes="car:1", lodging="hotel", stay_days=1.5, sponsored=True, **impatient),
            Profile(name="guests", modes="car:0.8 foot:0.2", stay_days=1.0, size="1:0.5 2:0.5"),
            Profile(name="citizens", tracked=False, modes="car:1"),
        ),
        "departures": (
            Departure(id="families", origin="west", profile="families", people=300, count="given", start=at(1), end=at(3)),
        ),
        "events": (
            Event(id="alarm", date=at(0.3), what="trigger", profile="men", value=0.12, mean_days=1.2),
            Event(id="refusals", date=at(2), what="control", where="gate", profile="men", value=0.3),
            Event(id="calm", date=at(3), what="news", value=0.5),
            Event(id="rumour", date=at(2), what="news", where="pass", applies_to="line", value=0.4),
            Event(id="storm", date=at(3), what="closure", where="pass", until=at(3.5)),
            Event(id="lane", date=at(2.5), what="change", target="services.gate-car.servers", value=3),
        ),
        "traffic": (
            Traffic(id="guests-in", post="gate", profile="guests", per_day=150, per_day_end=250),
            Traffic(id="citizens-in", post="gate", profile="citizens", per_day=200),
            Traffic(id="citizens-out", post="pass", profile="citizens", per_day=150, direction="out"),
            Traffic(id="clients", post="far", service="registration", profile="citizens", per_day=60),
        ),
        "initial": (
            Initial(id="early", place="far", profile="men", people=40, lodging="far-hotel"),
            Initial(id="standing", place="gate", profile="men", people=60, service="gate-car"),
            Initial(id="visitors", place="gate", profile="guests", people=100),
        ),
        "services": (
            Service(id="gate-car", place="gate", service="exit_control", mode="car", pool="gate", pool_rule="share", pool_share=2.0, servers=2, minutes=3.5, unit="vehicle", called="lane"),
            Service(id="gate-foot", place="gate", service="exit_control", mode="foot", pool="gate", pool_rule="share", servers=2, minutes=3.0),
            Service(id="gate-entry", place="gate", service="entry_control", servers=2, minutes=2.0, cap=900),
            Service(id="pass-in", place="pass", service="entry_control", pool="pass", pool_rule="alternate 3", servers=1, minutes=2.0, time="fixed", hours="06:00-22:00"),
            Service(id="pass-out", place="pass", service="entry_control", direction="out", pool="pass", pool_rule="alternate 3", servers=1, minutes=2.0, time="fixed", hours="06:00-22:00"),
            Service(id="seats", place="station", service="seats", mode="rail", servers=1, minutes=6.0, unit="party"),
            Service(id="centre", place="far", service="registration", servers=2, minutes=15, weekdays="mon-fri", hours="09:00-17:00"),
        ),
        "lodging": (
            Lodging(id="near-hotel", place="near", kind="hotel", beds=150, taken_share=0.5),
            Lodging(id="near-hall", place="near", kind="hall", beds=30, paying=False, for_whom="men", start=at(1)),
            Lodging(id="far-hotel", place="far", kind="hotel", beds=300, taken_share=0.4, responsive=True),
            Lodging(id="far-flats", place="far", kind="hotel", beds=20, unit="unit", unit_size=4, per="month"),
        ),
    }  # fmt: skip
    return scenario(days, **{**fixed, **parts})
