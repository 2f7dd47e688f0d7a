"""Small scenarios that together use every mechanism, by name."""

# One row, one line.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import scenarios
from scenarios import at, city_with_lodging, funnel, gate_line, patient, place, queue, road, scenario, two_posts
from serai.scenario.schema import (
    Choice,
    Departure,
    Destination,
    Event,
    Group,
    Housing,
    Initial,
    Leaving,
    Lodging,
    NoEntry,
    Observation,
    Profile,
    Quantity,
    Queueing,
    Registration,
    Route,
    Scenario,
    Service,
    Traffic,
    Travel,
)


def single_line() -> Scenario:
    """One line with exponential services, persons and closed nights, a cap, and a change of its servers."""
    return queue(
        4, 300, {"size": "1:0.6 2:0.3 5:0.1"}, servers=1, minutes=4, hours="05:30-23:00", cap=260.0,
    ).model_copy(
        update={"events": (
            Event(id="lane", date=at(1.3), what="change", target="services.gate-in.servers", value=2, until=at(2.1)),
            Event(id="slow", date=at(2.5), what="change", target="services.gate-in.minutes", value=6.5),
            Event(id="cap", date=at(3), what="change", target="services.gate-in.cap", value=100),
        )}
    )  # fmt: skip


def timetable_in_rows() -> Scenario:
    """One line in two rows: weekdays and weekends, hours over midnight; vehicles with fixed times."""
    common = {"line": "gate", "unit": "vehicle", "time": "fixed"}
    return funnel(
        6,
        300,
        (
            gate_line(id="week", weekdays="mon-fri", hours="22:00-06:00,09:00-12:00", servers=2, minutes=9, **common),
            gate_line(id="weekend", weekdays="sat,sun", hours="08:00-20:00", servers=1, minutes=7, **common),
        ),
        profiles=(patient(size="1:0.4 2:0.3 4:0.3"),),
    )


def impatient() -> Scenario:
    """Parties that balk, give up, walk and change posts; half of them informed; closures and openings."""
    profile = Profile(
        name="people",
        modes="car:0.7 foot:0.3",
        size="1:0.6 2:0.3 3:0.1",
        patience_hours=1.0,
        informed_share=0.5,
        home_hours=6,
    )
    return two_posts(
        1500,
        days=5,
        profiles=(profile,),
        travel=Travel(spread=0.3),
        choice=Choice(information_delay_hours=5, sensitivity_per_hour=0.2, belief_wait_hours=3),
        leaving=Leaving(walk_spread=Quantity(value=0.4), walk_start=at(1).date(), day_factors=(0.7, 1.3, 2.0)),
        queueing=Queueing(give_up_per_hour=0.002, give_up_slope=0.01, home_hours=20),
        routes=(
            road("home", "north", 130.0),
            road("home", "south", 200.0),
            road("north", "south", 90.0),
            road("north", "town", 260.0),
            road("south", "town", 130.0),
        ),
        services=(
            Service(id="north-car", place="north", service="entry_control", mode="car", servers=1, minutes=12),
            Service(id="north-foot", place="north", service="entry_control", mode="foot", servers=1, minutes=9),
            Service(id="south-in", place="south", service="entry_control", servers=1, minutes=9, hours="06:00-20:00"),
        ),
        events=(
            Event(id="alarm", date=at(0.5), what="trigger", profile="people", value=0.3, mean_days=0.7),
            Event(
                id="echo",
                date=at(1.5),
                what="trigger",
                profile="people",
                value=0.2,
                course="uniform",
                mean_days=1.0,
                until=at(2.2),
            ),
            Event(id="calm", date=at(1), what="news", value=0.4, delay_hours=12, until=at(3)),
            Event(id="panic", date=at(2), what="news", value=-0.5, delay_hours=0),
            Event(id="rumour", date=at(1.2), what="news", applies_to="line", where="north", value=2.0, delay_hours=6),
            Event(id="storm", date=at(1.6), what="closure", where="south"),
            Event(id="thaw", date=at(2.4), what="opening", where="south"),
            Event(id="flood", date=at(3), what="closure", where="north", until=at(3.25)),
        ),
    )


def walkers() -> Scenario:
    """Parties that leave the car before long lines: shared servers, services in series, a line on foot shut at night."""
    foot = {"mode": "foot", "minutes": 4}
    car = {"mode": "car", "minutes": 8}
    return two_posts(
        1500,
        days=4,
        queueing=Queueing(leave_car_share=0.6, walk_hours=2.0, give_up_slope=0.01, home_hours=30),
        profiles=(
            Profile(name="people", modes="car:0.6 bus:0.2 foot:0.2", size="1:0.6 2:0.4", patience_hours=6.0),
            Profile(name="drivers", modes="car:1", patience_hours=9.0, informed_share=0.5),
            patient("citizens", tracked=False, modes="car:0.5 foot:0.5"),
        ),
        traffic=(
            Traffic(id="guests", post="south", profile="people", mode="car", per_day=60),
            Traffic(id="citizens-in", post="north", profile="citizens", mode="car", per_day=60),
        ),
        events=(
            Event(id="alarm", date=at(0.1), what="trigger", profile="people drivers", people=550, peak_days=0.4, shape=3),
            Event(id="shut", date=at(2), what="change", target="services.south-foot-entry.servers", value=0, until=at(2.7)),
            Event(id="feet", date=at(1.5), what="closure", where="north", mode="car"),
            Event(id="cars", date=at(3.2), what="opening", where="north", mode="car"),
        ),
        services=(
            Service(id="north-car", place="north", service="entry_control", pool="north", pool_rule="share", pool_share=3, servers=1, **car),
            Service(id="north-foot", place="north", service="entry_control", pool="north", pool_rule="share", servers=1, hours="07:00-19:00", **foot),
            Service(id="south-car-exit", place="south", service="exit_control", servers=1, **car),
            Service(id="south-car-entry", place="south", service="entry_control", servers=1, **car),
            Service(id="south-foot-exit", place="south", service="exit_control", servers=1, hours="06:00-20:00", **foot),
            Service(id="south-foot-entry", place="south", service="entry_control", servers=1, **foot),
        ),
    )  # fmt: skip


def controlled() -> Scenario:
    """Two services in series with controls, alone and together, and a share that tries elsewhere; shared exits."""
    return two_posts(
        1500,
        days=4,
        profiles=(
            Profile(name="men", modes="car:0.5 foot:0.5", size="1:0.7 2:0.3", informed_share=0.3, stay_days=0.4, home_hours=3),
            Profile(name="women", modes="car:1", stay_days=0.5, return_share=0.4),
        ),
        queueing=Queueing(elsewhere_share=0.6, persons_per_vehicle=3.0),
        groups=(Group(name="border", member="north"), Group(name="border", member="south")),
        routes=(
            road("home", "north", 100.0),
            road("home", "south", 90.0),
            road("north", "south", 60.0),
            road("north", "town", 50.0),
            road("south", "town", 30.0),
        ),
        events=(
            Event(id="alarm", date=at(0.1), what="trigger", profile="men women", value=0.25, mean_days=0.6, shape=1.5),
            Event(id="refuse", date=at(0.4), what="control", where="border", profile="men", value=0.4),
            Event(id="more", date=at(1), what="control", where="north", profile="men women", value=0.3, until=at(2)),
            Event(id="back", date=at(1), what="control", where="south", direction="out", value=0.2),
        ),
        services=(
            Service(id="exit", place="north", service="exit_control", servers=2, minutes=4, time="fixed", unit="party"),
            Service(id="entry-car", place="north", service="entry_control", mode="car", servers=1, minutes=6, unit="vehicle"),
            Service(id="entry-foot", place="north", service="entry_control", mode="foot", servers=1, minutes=3),
            Service(id="south-in", place="south", service="entry_control", servers=1, minutes=4, time="fixed"),
            Service(id="south-out", place="south", service="exit_control", direction="out", servers=1, minutes=5),
        ),
    )  # fmt: skip


def shared_servers(rule: str) -> Scenario:
    """Three lines of one pool, both ways, by a rule; traffic with ramps and weekdays, tracked and not."""
    return scenario(
        5,
        leaving=Leaving(),
        places=(place("gate", "border_post"), place("town", "city", population=5000)),
        routes=(road("gate", "town", 40.0),),
        profiles=(
            patient("guests", modes="car:0.7 foot:0.3", size="1:0.5 2:0.5", stay_days=0.5),
            patient("citizens", tracked=False, size="1:0.3 3:0.7"),
        ),
        traffic=(
            Traffic(id="guests-in", post="gate", profile="guests", per_day=100, per_day_end=300, weekdays="1 1 1 0.5 2 0 1"),
            Traffic(id="walkers", post="gate", profile="guests", mode="foot", per_day=80, start=at(1), end=at(3)),
            Traffic(id="citizens-in", post="gate", profile="citizens", mode="car", per_day=250),
            Traffic(id="citizens-out", post="gate", profile="citizens", direction="out", per_day=500, per_day_end=100, start=at(0.5), end=at(4)),
        ),
        events=(Event(id="quiet", date=at(2), what="news", applies_to="traffic", profile="citizens", value=0.5, delay_hours=10),),
        initial=(
            Initial(id="standing", place="gate", service="car-in", profile="citizens", people=40),
            Initial(id="early", place="gate", service="foot-in", profile="guests", people=15),
        ),
        services=tuple(
            Service(**columns, pool="gate", pool_rule=rule, servers=2)
            for columns in (
                {"id": "car-in", "place": "gate", "service": "entry_control", "mode": "car", "minutes": 6, "unit": "vehicle", "pool_share": 2.0},
                {"id": "foot-in", "place": "gate", "service": "entry_control", "mode": "foot", "minutes": 3, "time": "fixed", "hours": "07:00-21:00"},
                {"id": "out", "place": "gate", "service": "exit_control", "direction": "out", "minutes": 2.5, "pool_share": 0.7},
            )
        ),
    )  # fmt: skip


def lodgings() -> Scenario:
    """Beds and units, by the night and the month, for some, for a time; supply that answers to rents."""
    return city_with_lodging(
        9,
        housing=Housing(home_search_days=1.0, month_min_stay_days=2, search_hours=(6, 23), supply_elasticity=0.8),
        profiles=(
            patient("men", size="1:0.6 3:0.4", lodging="hotel flat hall", first_lodging="offer", stay_days=4.0, patience_nights=1.2, go_home_share=0.5, papers_share=0.5, papers_delay_days=1.0, informed_share=0.5),
            patient("staff", sponsored=True, lodging="hotel", stay_days=2.0, return_share=0.3),
            patient("kin", lodging="", stay_days=1.0, transit_share=0.5, transit_days=0.2, destination="far"),
        ),
        events=(
            Event(id="alarm", date=at(0.2), what="trigger", profile="men", value=0.12, mean_days=1.5),
            Event(id="move", date=at(0.4), what="trigger", profile="staff kin", value=0.03, mean_days=1.0),
            Event(id="full", date=at(3), what="closure", where="near", until=at(4)),
        ),
        initial=(
            Initial(id="guests", place="far", lodging="far-hotel", profile="men", people=30),
            Initial(id="friends", place="near", profile="kin", people=20),
        ),
        lodging=(
            Lodging(id="near-hotel", place="near", kind="hotel", beds=60, taken_share=0.4),
            Lodging(id="near-flats", place="near", kind="flat", beds=20, unit="unit", unit_size=2, per="month", responsive=True),
            Lodging(id="far-hotel", place="far", kind="hotel", beds=90, taken_share=0.3, responsive=True),
            Lodging(id="far-flats", place="far", kind="flat", beds=12, unit="unit", unit_size=2, per="month"),
            Lodging(id="far-hall", place="far", kind="hall", beds=25, paying=False, for_whom="men", start=at(2), end=at(6)),
        ),
    )  # fmt: skip


def papers(unserved: str, visit: str = "hours", begin: float = 0.0) -> Scenario:
    """Registration at two centres with closed nights and weekends, from a day on; other applicants load them too."""
    base = city_with_lodging(
        11,
        registration=Registration(unserved=unserved, visit=visit),
        events=(Event(id="alarm", date=at(0.2), what="trigger", profile="people", value=0.2, mean_days=1.0),),
        traffic=(Traffic(id="clients", post="far", service="registration", profile="citizens", per_day=60),),
        initial=(Initial(id="standing", place="far", service="big", profile="people", people=12),),
        services=(
            Service(id="big", place="far", service="registration", servers=1, minutes=14, weekdays="mon-fri", hours="09:00-13:00,14:00-17:00", cap=40, start=at(begin)),
            Service(id="small", place="far", service="registration", servers=1, minutes=10, time="fixed", weekdays="mon,wed,sat", hours="08:00-12:00", start=at(begin), end=at(8)),
            Service(id="booth", place="near", service="registration", servers=1, minutes=8, unit="party", hours="10:00-16:00", end=at(5)),
        ),
    )  # fmt: skip
    stops = {"stopover_share": 0.5, "stopover_days": 1.0, "stopover_papers_share": 0.6}
    profiles = [profile.model_copy(update=stops) for profile in base.profiles]
    return base.model_copy(update={"profiles": (*profiles, Profile(name="citizens", tracked=False))})


def given_numbers() -> Scenario:
    """Departures from a group, expected and given; distances as the crow flies; rail and air with seats."""
    return scenario(
        5,
        leaving=Leaving(weekdays=(1, 1, 1, 2, 3, 0.5, 1)),
        travel=Travel(),
        places=(
            place("east", "origin", at_risk_people=900, region="plain"),
            place("west", "origin", population=600, lat=51.0, lon=52.0),
            place("south", "origin", lat=49.0),
            place("gate", "border_post", lat=50.5, lon=51.0, constant=0.4),
            place("station", "border_post", lat=51.0, lon=50.5),
            place("port", "border_post", lat=60.0, lon=90.0, constant=-0.5),
            place("town", "city", lat=51.5, lon=50.0, population=4000, attraction=700.0),
            place("camp", "camp", lat=50.5, lon=50.4, attraction=90.0),
            place("hub", "exit", lat=52.0, lon=51.0),
        ),
        groups=(Group(name="homes", member="plain"), Group(name="homes", member="west"), Group(name="homes", member="south")),
        routes=(
            Route(from_place="east", to_place="gate"), Route(from_place="west", to_place="gate", speed=40.0),
            Route(from_place="south", to_place="east"), Route(from_place="gate", to_place="town", two_way=False),
            Route(from_place="gate", to_place="camp"), Route(from_place="camp", to_place="town", km=2000.0),
            Route(from_place="station", to_place="town"), Route(from_place="port", to_place="town", km=60.0, two_way=False),
            Route(from_place="town", to_place="hub"), Route(from_place="east", to_place="station", mode="rail"),
            Route(from_place="west", to_place="station", mode="rail", km=180.0), Route(from_place="east", to_place="port", mode="air"),
        ),
        profiles=(
            Profile(name="solo", modes="car:0.4 rail:0.3 air:0.3", stay_days=0.7, return_share=0.5, informed_share=0.6),
            Profile(name="pairs", modes="bus:1 rail:1", size="2:1 4:2", stay_days=1.2, stopover_share=0.6, stopover_days=0.3),
        ),
        departures=(
            Departure(id="flight", origin="homes", profile="solo", people=160, start=at(0.5), end=at(3)),
            Departure(id="exact", origin="homes", profile="pairs", people=151, count="given"),
            Departure(id="late", origin="east", profile="solo", people=41, count="given", start=at(2), end=at(2.5)),
        ),
        services=(
            Service(id="train", place="station", service="seats", mode="rail", servers=1, minutes=60, unit="party", called="seat row"),
            Service(id="desk", place="station", service="entry_control", mode="any", servers=1, minutes=10),
            Service(id="plane", place="port", service="seats", mode="air", servers=2, minutes=90, time="fixed", hours="06:00-12:00"),
        ),
    )  # fmt: skip


def across_the_clock_change() -> Scenario:
    """Places in six time zones while clocks change in four of them; quarters of an hour as ticks."""
    base = scenarios.everything(4)
    zones = {
        "gate": "Europe/Berlin", "near": "Europe/Berlin", "pass": "Atlantic/Azores", "far": "Asia/Beirut",
        "west": "America/St_Johns", "east": "Asia/Kathmandu",
    }  # fmt: skip
    days = date(2022, 10, 29) - scenarios.START
    return shifted(base, days).model_copy(
        update={
            "tick_minutes": 15,
            "time_zone": "Europe/Berlin",
            "places": tuple(
                row.model_copy(update={"time_zone": zones.get(row.name, ""), "at_risk_people": row.at_risk_people and 1500})
                for row in base.places
            ),
            "observations": (
                Observation(
                    id="hours", start=at(0.5) + days, end=at(1.5) + days, quantity="entries", statistic="sum", fact_group="flow", value=1
                ),
            ),
        }
    )  # fmt: skip


def by_the_clock(base: Scenario, first_day: date, near: str, far: str) -> Scenario:
    """Two cities whose clocks change within the first days."""
    base = shifted(base, first_day - scenarios.START)
    zones = {"near": near, "far": far}
    places = tuple(row.model_copy(update={"time_zone": zones.get(row.name, "")}) for row in base.places)
    return base.model_copy(update={"places": places})


def shifted(given: Scenario, days: timedelta) -> Scenario:
    """A scenario so many days later."""

    def moved(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(
            row.model_copy(
                update={
                    name: getattr(row, name) + days
                    for name in ("start", "end", "date", "until")
                    if getattr(row, name, None) is not None
                }
            )
            for row in rows
        )

    tables = ("departures", "traffic", "services", "lodging", "events")
    update = {table: moved(getattr(given, table)) for table in tables}
    return given.model_copy(update={**update, "start": given.start + days, "end": given.end + days})


def ticks_of(minutes: int) -> Scenario:
    """The scenario with every mechanism, with ticks of another length and fewer people."""
    base = scenarios.everything(4)
    fewer = tuple(
        row.model_copy(update={"at_risk_people": row.at_risk_people / 4}) if row.at_risk_people else row
        for row in base.places
    )
    return base.model_copy(update={"tick_minutes": minutes, "places": fewer})


def screened() -> Scenario:
    """A service that Serai does not know, medical screening of a share behind entry control, made by tables alone."""
    base = controlled()
    hours = {"minutes": 40, "hours": "07:00-22:00", "called": "nurse"}
    return base.model_copy(
        update={
            "services": (
                *base.services,
                Service(id="nurses", place="north", service="medical", order=35, passing_share=0.4, servers=1, **hours),
                Service(id="papers", place="south", service="papers", order=5, passing_share=0.5, servers=2, minutes=3),
                Service(id="out", place="north", service="search", order=15, passing_share=0.3, direction="out", servers=1, minutes=4),
            ),
        }
    )  # fmt: skip


def access() -> Scenario:
    """A road that two posts share, a checkpoint before one, servers and staff added under pressure, and queue-jumpers."""
    car = {"service": "entry_control", "mode": "car", "unit": "vehicle"}
    road_row = {
        "at": "bridge", "service": "road", "order": 12, "mode": "car", "pool": "road", "unit": "vehicle", "time": "fixed", "called": "lane",
        "pressure_people": 15, "pressure_delay_hours": 4, "extra_servers": 1.0,
    }  # fmt: skip
    check_row = {"at": "checkpoint", "service": "checkpoint", "order": 8, "pool": "check", "unit": "party"}
    base = two_posts(
        2000,
        days=4,
        queueing=Queueing(elsewhere_share=0.5, leave_car_share=0.3, walk_hours=3.0, home_hours=20, give_up_slope=0.005, give_up_per_hour=0.01),
        profiles=(
            Profile(name="people", modes="car:0.8 foot:0.2", size="1:0.6 2:0.3 4:0.1", patience_hours=8.0, informed_share=0.5, jump_share=0.3, stay_days=0.5),
            Profile(name="others", modes="car:1", patience_hours=30.0, stay_days=0.4),
            Profile(name="citizens", tracked=False, puts_off=True, patience_hours=5.0, home_hours=10, jump_share=0.5),
        ),
        events=(
            Event(id="alarm", date=at(0.1), what="trigger", profile="people others", value=0.3, mean_days=0.5),
            Event(id="turned", date=at(0.8), what="control", where="checkpoint", service="checkpoint", profile="people", value=0.5, until=at(2.2)),
            Event(id="refused", date=at(1.2), what="control", where="south", value=0.2),
            Event(id="roster", date=at(2.5), what="change", target="services.north-car.staff", value=4, until=at(3)),
            Event(id="faster", date=at(1.7), what="change", target="services.road-north.per_hour", value=20),
            Event(id="wreck", date=at(1.4), what="closure", where="bridge", until=at(1.5)),
        ),
        traffic=(
            Traffic(id="citizens-in", post="north", profile="citizens", per_day=80),
            Traffic(id="guests", post="south", profile="others", per_day=60),
            Traffic(id="clients", post="town", service="registration", profile="citizens", per_day=40),
        ),
        services=(
            Service(id="check-north", place="north", mode="car", servers=2, minutes=3, **check_row),
            Service(id="check-south", place="south", servers=1, minutes=4, **{**check_row, "at": "hut", "pool": ""}),
            Service(id="road-north", place="north", servers=1, per_hour=15, **road_row),
            Service(id="road-south", place="south", servers=1, per_hour=15, **road_row),
            Service(id="north-car", place="north", pool="north", pool_rule="share", pool_share=0.7, servers=2, staff=3, staff_per_server=2, pressure_people=40, pressure_delay_hours=5, extra_servers=2, extra_staff=3.5, minutes=11, **car),
            Service(id="north-jump", place="north", pool="north", pool_rule="share", pool_share=0.3, servers=1, minutes=11, jump=True, **car),
            Service(id="north-foot", place="north", service="entry_control", mode="foot", servers=1, minutes=6, pressure_hours=2, pressure_delay_hours=0, extra_servers=1.9, hours="06:00-21:00"),
            Service(id="south-in", place="south", service="entry_control", pool="south", pool_rule="alternate 2", servers=1, minutes=5),
            Service(id="south-jump", place="south", service="entry_control", pool="south", pool_rule="alternate 2", servers=1, minutes=5, jump=True),
            Service(id="papers", place="town", service="registration", servers=1, minutes=25, hours="08:00-18:00", pressure_people=5, pressure_delay_hours=2, extra_servers=1),
            Service(id="papers-2", place="town", service="registration", attraction=2.5, servers=1, minutes=25, hours="08:00-18:00"),
        ),
    )  # fmt: skip
    spots = tuple(place(name, "junction") for name in ("bridge", "checkpoint", "hut"))
    zones = {"south": "Asia/Almaty", "bridge": "Asia/Almaty"}
    places = tuple(row.model_copy(update={"time_zone": zones.get(row.name, "")}) for row in (*base.places, *spots))
    return base.model_copy(update={"places": places})


def two_countries(**changes: Any) -> Scenario:
    """Three regions in two countries, two homes, bans, news about a country and a city, and far posts that weigh more."""
    beds = {"kind": "hotel", "taken_share": 0.25}
    parts: dict[str, Any] = {
        "places": (
            place("west", "origin", at_risk_people=700),
            place("east", "origin", at_risk_people=400),
            place("north", "border_post", country="AAA"),
            place("south", "border_post", country="BBB", constant=0.5),
            place("port", "border_post", country="BBB"),
            place("hill", "city", country="AAA", region="hills", population=20_000),
            place("vale", "city", country="AAA", population=50_000, time_zone="Asia/Almaty"),
            place("town", "city", country="BBB", population=90_000),
            place("coast", "city", country="BBB", population=10_000),
            place("tents", "camp", country="BBB", attraction=3_000.0),
        ),
        "groups": (Group(name="plain", member="vale"),),
        "routes": (
            road("west", "north", 200.0), road("west", "south", 400.0), road("east", "north", 900.0),
            road("east", "south", 150.0), road("north", "hill", 80.0), road("hill", "vale", 120.0),
            road("south", "town", 60.0), road("town", "coast", 70.0), road("coast", "tents", 20.0),
            Route(from_place="west", to_place="port", km=800, mode="air"), Route(from_place="port", to_place="town", km=30),
        ),
        "profiles": (
            patient("people", modes="car:0.7 foot:0.2 air:0.1", informed_share=0.6, size="1:2 2:1", lodging="hotel", patience_nights=0.3, go_home_share=0.2),
            patient("kin", informed_share=1.0, patience_hours=3.0, stay_days=1.0, lodging="hotel"),
            patient("bound", destination="coast"),
            patient("visitors", stay_days=0.4, lodging="hotel"),
            Profile(name="citizens", tracked=False),
        ),
        "events": (
            Event(id="alarm", date=at(0.5), what="trigger", profile="people kin bound", value=0.2, mean_days=1.5),
            Event(id="welcome", date=at(1), what="news", where="BBB", value=-0.8, delay_hours=12, until=at(3)),
            Event(id="praise", date=at(0.8), what="news", where="AAA", value=-0.5, delay_hours=6),
            Event(id="rumour", date=at(1.2), what="news", where="hill", profile="people", value=0.7, applies_to="destination", delay_hours=0),
        ),
        "destinations": (
            Destination(id="hills", region="hills", weight=1.0),
            Destination(id="plain", region="plain", weight=2.0),
            Destination(id="b", region="BBB", weight=3.0),
            Destination(id="kin-hills", region="hills", profile="kin", weight=1.0),
            Destination(id="kin-b", region="BBB", profile="kin", weight=1.0),
        ),
        "no_entry": (
            NoEntry(id="visa", region="BBB", profile="kin", end=at(1.5), unaware_share=0.5),
            NoEntry(id="ban", region="BBB", start=at(2), end=at(3.2), profile="people visitors bound", unaware_share=0.3),
            NoEntry(id="camp", region="tents", start=at(1), unaware_share=0.2),
            NoEntry(id="hills", region="hills", start=at(3.5), end=at(4)),
        ),
        "traffic": (
            Traffic(id="b-visitors", post="south", profile="visitors", per_day=70, per_day_end=40),
            Traffic(id="a-visitors", post="north", profile="visitors", per_day=40, end=at(2.5)),
            Traffic(id="home", post="south", profile="citizens", per_day=40),
        ),
        "services": (
            Service(id="north-in", place="north", service="entry_control", servers=1, minutes=6),
            Service(id="south-in", place="south", service="entry_control", servers=1, minutes=4),
            Service(id="plane", place="port", service="seats", mode="air", servers=2, minutes=90),
        ),
        "lodging": (
            Lodging(id="hill-hotel", place="hill", beds=60, **beds), Lodging(id="vale-hotel", place="vale", beds=90, **beds),
            Lodging(id="town-hotel", place="town", beds=50, **beds), Lodging(id="coast-hotel", place="coast", beds=20, **beds),
        ),
        "choice": Choice(nest_parameter=0.6, hours_exponent=1.4, hours_scale=5, information_delay_hours=2, room_weight=0.3),
        "queueing": Queueing(elsewhere_share=0.5, give_up_slope=0.02),
    }  # fmt: skip
    return scenario(5, **{**parts, **changes})


def by_ordinary_traffic() -> Scenario:
    """The same countries drawing people as ordinary traffic does, at homes of which only inhabitants are known."""
    base = two_countries()
    places = tuple(
        row.model_copy(update={"population": row.at_risk_people, "at_risk_people": None})
        if row.kind == "origin"
        else row
        for row in base.places
    )
    flight = Departure(id="flight", origin="west", profile="people", people=250, end=at(3))
    return base.model_copy(
        update={
            "places": places,
            "events": base.events[1:],
            "departures": (flight, flight.model_copy(update={"id": "second", "origin": "east", "profile": "kin"})),
            "destinations": (Destination(id="a", region="AAA"), Destination(id="b", region="BBB")),
            "choice": base.choice.model_copy(update={"nest_parameter": Quantity(value=1.0)}),
        }
    )


WORLDS: dict[str, Callable[[], Scenario]] = {
    "single line": single_line,
    "spring": lambda: by_the_clock(
        papers("again"), date(2022, 3, 25), "Asia/Beirut", "Europe/Berlin"
    ),  # in Beirut at midnight
    "autumn": lambda: by_the_clock(
        papers("again"), date(2022, 10, 28), "Atlantic/Azores", "Europe/Berlin"
    ),  # a midnight comes twice
    "half an hour": lambda: by_the_clock(papers("again"), date(2022, 9, 30), "Pacific/Auckland", "Australia/Lord_Howe"),
    "homes in autumn": lambda: by_the_clock(lodgings(), date(2022, 10, 28), "Europe/Berlin", "Atlantic/Azores"),
    "timetable in rows": timetable_in_rows,
    "two countries": two_countries,
    "impatient": impatient,
    "walkers": walkers,
    "controlled": controlled,
    "screened": screened,
    "access": access,
    "fifo": lambda: shared_servers("fifo"),
    "alternate": lambda: shared_servers("alternate 2"),
    "priority": lambda: shared_servers("priority"),
    "share": lambda: shared_servers("share"),
    "lodgings": lodgings,
    "papers by ticket": lambda: papers("ticket"),
    "papers on arrival": lambda: papers("ticket", "arrival"),
    "papers from the fourth day": lambda: papers("again", begin=3),
    "papers again": lambda: papers("again"),
    "given numbers": given_numbers,
    "clock change": across_the_clock_change,
    "two posts": lambda: two_posts(1000),
    "by ordinary traffic": by_ordinary_traffic,
    "everything": scenarios.everything,
    "ten minutes": lambda: ticks_of(10),
    "days": lambda: ticks_of(1440),
}
