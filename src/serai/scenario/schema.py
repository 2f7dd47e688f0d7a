"""What a scenario may hold: every setting and every column, with its unit, bounds, meaning and source.

Each table of a scenario is a tuple of frozen rows. Periods run from `from` up to, not including, `to`, in local time.
A number that is not known exactly has a range: a setting is written ``{value: 1.2, low: 0.8, high: 1.6}``, a column
``minutes`` takes its range from columns ``minutes_low`` and ``minutes_high``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from serai.quantities import QUANTITIES, STATISTICS
from serai.units import MINUTES_PER_HOUR

SCHEMA_VERSION = 1
ASSUMED = "assumed by the user"

PLACE_KINDS = ("origin", "city", "border_post", "camp", "junction", "exit")
NETWORKS = ("road", "rail", "air")
LINE_MODES = ("any", "car", "foot", "rail", "air")
# Kinds of service and where they come at a post and direction; a scenario may name others.
REGISTRATION = "registration"  # visited from a city
SEATS = "seats"  # places on trains and planes: a wait that all know of
SERVICE_ORDER = {SEATS: 10.0, "exit_control": 20.0, "entry_control": 30.0, REGISTRATION: 40.0}
EVENT_KINDS = ("trigger", "news", "control", "closure", "opening", "change")


class Frozen(BaseModel):
    """Base of all parts of a scenario: frozen, strict about unknown keys, finite numbers only."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False)


class Quantity(Frozen):
    """A number with the range in which it may lie and where it comes from."""

    value: float
    low: float | None = None
    high: float | None = None
    source: str = ASSUMED


def _as_quantity(given: Any) -> Any:
    return {"value": given} if isinstance(given, int | float) and not isinstance(given, bool) else given


def quantity(meaning: str, unit: str, default: Any = ..., *, ge: float, le: float) -> Any:
    """A setting that is a `Quantity`: its meaning, unit, default, and the bounds of value, low and high."""
    return Field(default=default, description=meaning, json_schema_extra={"unit": unit, "ge": ge, "le": le})


Number = Annotated[Quantity, BeforeValidator(_as_quantity)]


def assumed(value: float, low: float | None = None, high: float | None = None, source: str = "default") -> Quantity:
    """The default of a setting."""
    return Quantity(value=value, low=low, high=high, source=source)


class Leaving(Frozen):
    """When in the day and the week people set out. Rates come from `events`, `departures` and `traffic`."""

    hours: tuple[float, ...] = Field(
        default=(0.3, 0.3, 0.3, 0.4, 0.6, 1.0, 1.5, 1.7, 1.6, 1.5, 1.4, 1.3, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.1, 1.0, 0.8, 0.6, 0.4, 0.3),
        min_length=24, max_length=24,
        description="relative rate in each local hour of the day; scaled to mean one",
    )  # fmt: skip
    weekdays: tuple[float, ...] = Field(default=(1.0,) * 7, min_length=7, max_length=7, description="relative rate on Monday to Sunday; scaled to mean one")
    walk_spread: Number = quantity("standard deviation of the daily steps of a random walk of the logarithm of departures; 0: no walk", "1", assumed(0), ge=0, le=2)
    walk_start: date | None = Field(default=None, description="first day of that walk; blank: the first day of the run")
    day_factors: tuple[float, ...] | None = Field(default=None, description="factors on the hazards of triggers on each day of the run, from the first; blank, and days beyond: 1")
    source: str = ASSUMED


class Mode(Frozen):
    """One way of travelling."""

    network: Literal["road", "rail", "air"] = Field(default="road", description="the routes that it uses")
    line: Literal["any", "car", "foot", "rail", "air"] = Field(description="the line that it joins at a post")
    speed_kmh: Number = quantity("speed while moving, where the route states none", "km/h", ge=0.1, le=1500)
    hours_per_day: Number = quantity("hours of travel in a day; the remainder of each full day is rest", "h", ge=1, le=24)
    onward: str | None = Field(default=None, description="mode after the post; blank: the same")
    source: str = ASSUMED


def default_modes() -> dict[str, Mode]:
    """Car, bus, foot (driven to the post, walking across it), rail and air."""
    return {
        "car": Mode(line="car", speed_kmh=assumed(65, 60, 70), hours_per_day=assumed(14, 10, 18), source="default"),
        "bus": Mode(line="car", speed_kmh=assumed(55, 50, 60), hours_per_day=assumed(20, 16, 24), source="default"),
        "foot": Mode(
            line="foot", speed_kmh=assumed(65, 60, 70), hours_per_day=assumed(14, 10, 18), onward="bus",
            source="default",
        ),
        "rail": Mode(
            network="rail", line="rail", speed_kmh=assumed(55, 45, 65), hours_per_day=assumed(24), onward="bus",
            source="default",
        ),
        "air": Mode(
            network="air", line="air", speed_kmh=assumed(600, 500, 700), hours_per_day=assumed(24), onward="bus",
            source="default",
        ),
    }  # fmt: skip


class Travel(Frozen):
    """How roads and people differ from the map."""

    road_factor: Number = quantity("road km per km of great circle, where a route states no km", "1", assumed(1.25, 1.15, 1.4), ge=1, le=5)
    spread: Number = quantity("travel times differ between parties by up to this share each way", "1", assumed(0.2, 0.1, 0.3), ge=0, le=0.9)


class Choice(Frozen):
    """Rule `destination`: joint logit over city, post and mode (docs/model/choice)."""

    sensitivity_per_hour: Number = quantity("theta: weight of an hour up to the crossing", "1/h", assumed(0.1, 0.05, 0.2), ge=0, le=10)
    onward_sensitivity_per_hour: Number = quantity("theta: weight of an hour after the crossing", "1/h", assumed(0.02, 0.01, 0.05), ge=0, le=10)
    attraction_weight: Number = quantity("beta_A: weight of the logarithm of a city's attraction", "1", assumed(1.0), ge=0, le=10)
    room_weight: Number = quantity("beta_L: weight of the logarithm of a city's free beds", "1", assumed(0.1, 0.0, 0.3), ge=0, le=10)
    consideration_hours: Number = quantity("posts that take this much longer to reach than the nearest one, by mode, are not considered", "h", assumed(40), ge=0, le=10000)
    information_delay_hours: Number = quantity("delta: delay of what informed parties know of lines and beds", "h", assumed(24, 12, 48), ge=0, le=240)
    belief_wait_hours: Number = quantity("w0: wait that the uninformed expect at every post", "h", assumed(8, 3, 24), ge=0, le=1000)
    hours_exponent: Number = quantity("g: hours from home to a post count as hours_scale * (hours / hours_scale) ** g; 1: linear", "1", assumed(1), ge=0.1, le=5)
    hours_scale: Number = quantity("hours from home to a post that count the same whatever the exponent", "h", assumed(10), ge=0.1, le=1000)
    nest_parameter: Number = quantity("lambda: weight of the inclusive value in the choice among the regions of the table destinations; 0: their alternatives have no influence, 1: one logit over all alternatives", "1", assumed(0.5, 0.2, 0.8), ge=0, le=1)


class Queueing(Frozen):
    """Behaviour in lines (docs/model/lines)."""

    give_up_per_hour: Number = quantity("eta0: chance per hour of leaving the line whatever the wait", "1/h", assumed(0.0), ge=0, le=10)
    give_up_slope: Number = quantity("eta1: chance per hour of leaving, for each hour of expected wait beyond the party's patience", "1/h2", assumed(0.001, 0.0, 0.003), ge=0, le=10)
    home_hours: Number = quantity("going home counts as this many hours of further travel", "h", assumed(96, 48, 168), ge=0, le=10000)
    elsewhere_share: Number = quantity("share of the parties turned back that try another post", "1", assumed(0.0), ge=0, le=1)
    leave_car_share: Number = quantity("share of the parties in a car or taxi that can go on by foot at a post", "1", assumed(0.0), ge=0, le=1)
    walk_hours: Number = quantity("hours of expected wait that going on by foot must save; by party 0.5 to 1.5 times that", "h", assumed(12), ge=0, le=1000)
    metres_per_vehicle: Number = quantity("length of line per vehicle", "m", assumed(9, 7, 12), ge=1, le=100)
    persons_per_vehicle: Number = quantity("people per vehicle in line; several parties may share one", "persons", assumed(2.5, 2.0, 3.5), ge=0.1, le=100)
    files: Number = quantity("vehicles side by side in the line", "1", assumed(1, 1, 2), ge=1, le=20)


class Housing(Frozen):
    """Search, prices and supply of lodging (docs/model/lodging)."""

    price_elasticity: Number = quantity("eta: rise of the log price per rise of the log tightness", "1", assumed(1.2, 0.8, 1.6), ge=0, le=10)
    price_delay_days: Number = quantity("tau: time constant of asking prices", "d", assumed(10, 6, 14), ge=0.1, le=365)
    supply_elasticity: Number = quantity("sigma: rise of the log supply per rise of the log price", "1", assumed(0.5, 0.0, 1.0), ge=0, le=10)
    supply_delay_days: Number = quantity("time constant of the supply", "d", assumed(5), ge=0.1, le=365)
    month_min_stay_days: Number = quantity("lodging let by the month takes only parties that stay at least this long", "d", assumed(14), ge=0, le=365)
    home_search_days: Number = quantity("mean days until a party that stays long can find lodging by the month", "d", assumed(5, 2, 10), ge=0, le=365)
    search_hours: tuple[int, int] = Field(default=(8, 20), description="local hours between which a daily search is made")


class Registration(Frozen):
    """When people go to be registered (docs/model/registration)."""

    arrival_hours: tuple[float, ...] = Field(
        default=(0, 0, 0, 0, 0, 0, 0, 1, 4, 5, 3.5, 2.5, 2, 1.5, 1.5, 1.5, 1.2, 0.8, 0.4, 0, 0, 0, 0, 0),
        min_length=24, max_length=24,
        description="relative rate of arrival at a centre in each local hour of the day",
    )  # fmt: skip
    visit: Literal["hours", "arrival"] = Field(default="hours", description="when people go: at an hour of arrival_hours on the day on which papers_delay_days is over, or as soon as it is over, day or night")
    unserved: Literal["ticket", "again"] = Field(default="ticket", description="at closing, the line keeps its order for the next day (ticket), or a new one forms (again)")
    source: str = ASSUMED


class Row(Frozen):
    """One row of a table: where it stands, where its numbers come from, and the ranges of its columns."""

    source: str = Field(default=ASSUMED, description="where the figures of this row come from")
    note: str = Field(default="", description="a remark")
    ranges: tuple[tuple[str, float | None, float | None], ...] = Field(default=(), description="(column, low, high) for each column that has a range")

    def range_of(self, column: str) -> tuple[float | None, float | None]:
        """The range of a column, by the name of its attribute; None, None where it has none."""
        return next(((low, high) for name, low, high in self.ranges if name == column), (None, None))


def col(meaning: str, default: Any = ..., *, unit: str = "", ranged: bool = False, main: bool = False,
           refers: str = "", alias: str | None = None, ge: float | None = None, le: float | None = None,
           gt: float | None = None) -> Any:  # fmt: skip
    """A column: its meaning, unit and bounds, whether it may have a range, and the table that it refers to.

    `main` marks the column to which plain `low` and `high` columns of its table belong. `refers` names the tables
    (joined by ``|``) in which the value must stand.
    """
    extra: dict[str, Any] = {"unit": unit, "ranged": ranged or main, "main": main, "refers": refers}
    return Field(default, description=meaning, alias=alias, ge=ge, le=le, gt=gt, json_schema_extra=extra)


Word = Annotated[str, Field(min_length=1, max_length=120)]
Stamp = datetime | None


class Place(Row):
    """places: a place of any kind."""

    name: Word = col("unique name")
    kind: Literal["origin", "city", "border_post", "camp", "junction", "exit"] = col("what the place is for")
    country: str = col("ISO 3166 alpha-3 code", "")
    region: str = col("region, for which results can be added up", "")
    admin_code: str = col("P-code", "")
    lat: float = col("latitude, WGS 84", unit="degrees", ge=-90, le=90)
    lon: float = col("longitude, WGS 84", unit="degrees", ge=-180, le=180)
    time_zone: str = col("IANA time zone; blank: that of the scenario", "")
    population: float | None = col("inhabitants", None, unit="persons", ge=0)
    at_risk_people: float | None = col("people to whom the shares of triggers apply", None, unit="persons", ge=0, ranged=True)
    attraction: float | None = col("A_c: pull of a city; blank: its population", None, unit="1", ge=0, ranged=True)
    constant: float = col("alpha_p: constant of a post in the choice of route", 0.0, unit="1", ge=-20, le=20, ranged=True)
    labels: tuple[tuple[str, str], ...] = Field(default=(), description="(language, name) from columns label_xx")


class Group(Row):
    """groups: regions and countries for which results are added up."""

    name: Word = col("name of the group")
    member: Word = col("a place, a region or another group", refers="places|regions|groups")


class Route(Row):
    """routes: a link between two places."""

    from_place: Word = col("one end", alias="from", refers="places")
    to_place: Word = col("the other end", alias="to", refers="places")
    km: float | None = col("length; blank: great circle times road_factor", None, unit="km", gt=0)
    mode: Literal["road", "rail", "air"] = col("network that the link belongs to", "road")
    speed: float | None = col("speed on this link; blank: that of the mode", None, unit="km/h", gt=0)
    two_way: bool = col("whether it can be used both ways", True)


class Profile(Row):
    """profiles: a kind of party."""

    name: Word = col("unique name")
    tracked: bool = col("counted in entries and exits; no: only loads lines (citizens of the destination)", True)
    liable: bool = col("liable to call-up; reported as a group", False)
    sponsored: bool = col("lodging and papers are arranged by an employer", False)
    size: str = col("party sizes and their weights, e.g. 1:0.55 2:0.30 3:0.15", "1:1")
    modes: str = col("modes and their weights, e.g. car:0.6 foot:0.2", "car:1")
    destination: str = col("the only city it goes to; blank: chosen", "", refers="places")
    informed_share: float = col("share of parties that know of lines elsewhere", 0.0, unit="1", ge=0, le=1, ranged=True)
    patience_hours: float = col("expected wait beyond which it thinks of giving up", 48.0, unit="h", ge=0, ranged=True)
    home_hours: float | None = col("hours of waiting that going home counts as; small for trips that can be postponed; blank: queueing.home_hours", None, unit="h", ge=0, ranged=True)
    lodging: str = col("kinds of lodging in the order of search, separated by spaces; blank: needs none", "")
    first_lodging: Literal["order", "offer"] = col("where a search begins: with the first kind, or with a kind drawn by the places on offer", "order")
    patience_nights: float = col("mean nights without a bed before it moves on", 2.0, unit="nights", ge=0.1, ranged=True)
    go_home_share: float = col("share that go home, rather than to another city, when out of patience", 0.3, unit="1", ge=0, le=1, ranged=True)
    papers_share: float = col("share that wants to be registered", 0.0, unit="1", ge=0, le=1, ranged=True)
    papers_delay_days: float = col("median delay from arrival to the first visit (lognormal, sigma 0.7)", 4.0, unit="d", ge=0, ranged=True)
    stay_days: float = col("mean stay (exponential)", 8.0, unit="d", gt=0, ranged=True)
    transit_share: float = col("share that only passes through", 0.0, unit="1", ge=0, le=1, ranged=True)
    transit_days: float = col("mean stay of those that pass through (exponential)", 5.0, unit="d", gt=0, ranged=True)
    return_share: float = col("share of those that stayed who return through their post; the others go on to third countries", 1.0, unit="1", ge=0, le=1, ranged=True)
    stopover_share: float = col("share that first stops in the city nearest to the post", 0.0, unit="1", ge=0, le=1, ranged=True)
    stopover_days: float = col("mean length of that stop (exponential)", 1.5, unit="d", gt=0, ranged=True)
    puts_off: bool = col("whether untracked parties avoid and leave lines beyond their patience, as tracked ones do", False)
    jump_share: float = col("share of the parties that jump the queue where a line is kept for those who do", 0.0, unit="1", ge=0, le=1, ranged=True)
    stopover_papers_share: float = col("of those that stop there and want to be registered, the share registered there", 0.0, unit="1", ge=0, le=1, ranged=True)


class Departure(Row):
    """departures: an expected or given number of people who leave over a period."""

    id: str = col("unique; made when absent", "")
    start: Stamp = col("first moment; blank: start of the run", None, alias="from")
    end: Stamp = col("up to, not including; blank: end of the run", None, alias="to")
    origin: Word = col("a place, or a group whose members share by at_risk_people", refers="places|groups")
    profile: Word = col("kind of party", refers="profiles")
    people: float = col("how many leave in the period", unit="persons", ge=0, main=True)
    count: Literal["expected", "given"] = col("expected: a random number with this mean; given: exactly this number", "expected")
    as_of: Stamp = col("when it became known; blank: from the beginning", None)


class GivenTotal(Row):
    """given: the total entries of a day, to which a run scales the people who leave because of events."""

    day: datetime = col("a day of the run, local")
    entries: float = col("people of tracked profiles who entered on that day, over all posts", unit="persons", ge=0)
    as_of: Stamp = col("when it became known; blank: at the end of the day", None)
class Destination(Row):
    """destinations: a region among which parties choose before they choose a city, and its share."""

    id: str = col("unique; made when absent", "")
    region: Word = col("a country, region or group with its cities, or one city", refers="places|regions|groups")
    profile: str = col("profiles, separated by spaces; blank: all that have no row of their own", "", refers="profiles")
    weight: float | None = col("share of those who leave, on any scale; blank: people of ordinary traffic into it", None, unit="1", ge=0, main=True)
    as_of: Stamp = col("when it became known; blank: from the beginning", None)


class NoEntry(Row):
    """no_entry: who may not enter a region, and when."""

    id: str = col("unique; made when absent", "")
    start: Stamp = col("first moment; blank: start of the run", None, alias="from")
    end: Stamp = col("up to, not including; blank: end of the run", None, alias="to")
    region: Word = col("a country, region or group, or one city", refers="places|regions|groups")
    profile: str = col("profiles, separated by spaces; blank: all that are tracked", "", refers="profiles")
    unaware_share: float = col("share of the parties that do not know, set out anyway and are turned away at the post", 0.0, unit="1", ge=0, le=1, main=True)
    as_of: Stamp = col("when it became known; blank: from the beginning", None)


class Traffic(Row):
    """traffic: an ordinary flow that runs all the time."""

    id: str = col("unique; made when absent", "")
    start: Stamp = col("first moment; blank: start of the run", None, alias="from")
    end: Stamp = col("up to, not including; blank: end of the run", None, alias="to")
    origin: str = col("where it comes from, for the record", "", refers="places|groups")
    post: Word = col("the post, or other place with a service, that it loads", refers="places")
    service: Literal["border", "registration"] = col("which services there it loads", "border")
    direction: Literal["in", "out"] = col("way through the post", "in")
    mode: str = col("mode, which decides the line; blank: the profile's modes by weight", "")
    profile: Word = col("kind of party", refers="profiles")
    per_day: float = col("people a day", unit="persons/d", ge=0, main=True)
    per_day_end: float | None = col("people a day at the end of the period, reached in a straight line", None, unit="persons/d", ge=0)
    weekdays: str = col("factors for Monday to Sunday, separated by spaces; blank: all 1", "")
    as_of: Stamp = col("when it became known; blank: from the beginning", None)


class Initial(Row):
    """initial: who is already there when the run starts."""

    id: str = col("unique; made when absent", "")
    place: Word = col("where they are: a city, or the post by which visitors will leave", refers="places")
    service: str = col("id of the service in whose line they are; blank: they stay at the place", "", refers="services")
    lodging: str = col("id of the lodging that they occupy; blank: none of ours", "", refers="lodging")
    profile: Word = col("kind of party", refers="profiles")
    people: float = col("how many", unit="persons", ge=0, main=True)


class Service(Row):
    """services: a line and the servers behind it, for a period, weekdays and hours."""

    id: str = col("unique; made when absent", "")
    place: Word = col("where", refers="places")
    service: Word = col("what is done: seats, exit_control, entry_control, registration, or a word of your own")
    order: float | None = col("position of a service of your own at a post: seats 10, exit_control 20, entry_control 30", None, ge=0, le=100)
    passing_share: float = col("share of the parties that pass it", 1.0, unit="1", ge=0, le=1, ranged=True)
    at: str = col("junction where it is, e.g. a bridge or a checkpoint before one or several posts, whose lines share it if they have one pool; blank: at the place", "", refers="places")
    attraction: float = col("for a registration centre: factor on the pull that its capacity gives it", 1.0, unit="1", gt=0, le=1000, ranged=True)
    line: str = col("name of the line; rows with one name are its timetable and must not overlap; blank: the id", "")
    direction: Literal["in", "out"] = col("way through the post", "in")
    mode: Literal["any", "car", "foot", "rail", "air"] = col("who uses this line", "any")
    jump: bool = col("line for those who jump the queue (profiles.jump_share), in addition to the one of the same service and mode", False)
    pool: str = col("lines of one pool at a place share its servers; blank: the line has its own", "")
    pool_rule: str = col("fifo, alternate N, share (by pool_share), or priority (the largest pool_share first)", "fifo")
    pool_share: float = col("weight of this line under the rules share, alternate and priority", 1.0, unit="1", gt=0, ranged=True)
    start: Stamp = col("first moment; blank: start of the run", None, alias="from")
    end: Stamp = col("up to, not including; blank: end of the run", None, alias="to")
    weekdays: str = col("days on which it is open, e.g. mon-fri or sat,sun; blank: every day", "")
    hours: str = col("local opening hours, e.g. 09:00-18:00; blank: day and night", "")
    servers: int = col("how many work at the same time", unit="servers", ge=0, le=10000)
    staff: float | None = col("staff on duty, which may be too few for all servers; blank: enough", None, unit="persons", ge=0, ranged=True)
    staff_per_server: float = col("staff that one server takes", 1.0, unit="persons", gt=0, ranged=True)
    pressure_people: float | None = col("people in the lines of the pool, beyond which it is under pressure", None, unit="persons", ge=0, ranged=True)
    pressure_hours: float | None = col("expected wait beyond which it is under pressure", None, unit="h", ge=0, ranged=True)
    pressure_delay_hours: float = col("hours of pressure before servers and staff are added, and hours without it before they leave", 24.0, unit="h", ge=0, le=10000, ranged=True)
    extra_servers: float = col("servers added under pressure, rounded down", 0.0, unit="servers", ge=0, le=10000, ranged=True)
    extra_staff: float = col("staff added under pressure", 0.0, unit="persons", ge=0, ranged=True)
    called: str = col("what a server is called: lane, desk, seat row", "desk")
    minutes: float | None = col("time for one unit", None, unit="min", gt=0, le=100000, main=True)
    per_hour: float | None = col("units an hour per server, e.g. vehicles an hour on a road; instead of minutes", None, unit="1/h", ge=0.001, le=100000, ranged=True)
    time: Literal["fixed", "exponential"] = col("distribution of the time for one unit", "exponential")
    unit: Literal["person", "vehicle", "party"] = col("what is handled one at a time", "person")
    cap: float | None = col("most people a local day; blank: none", None, unit="persons/d", ge=0)
    as_of: Stamp = col("when it became known; blank: from the beginning", None)


def service_minutes(service: Service) -> float:
    """Minutes that one unit takes: as stated, or 60 over the units an hour."""
    if service.minutes is not None:
        return service.minutes
    return MINUTES_PER_HOUR / service.per_hour if service.per_hour else 0.0


def stands_at(service: Service) -> str:
    """Where a service stands: the junction before its post, or its place."""
    return service.at or service.place


def passing_order(service: Service) -> float:
    """Where a service comes among those of its post and direction."""
    return SERVICE_ORDER[service.service] if service.order is None else service.order


class Lodging(Row):
    """lodging: beds of one kind in one place."""

    id: str = col("unique; made when absent", "")
    place: Word = col("which city or camp", refers="places")
    kind: Word = col("hotel, hostel, daily, rental, host, shelter, ...: the words that profiles use")
    start: Stamp = col("first moment; blank: start of the run", None, alias="from")
    end: Stamp = col("up to, not including; blank: end of the run", None, alias="to")
    beds: float = col("places in all (or units, where unit is 'unit')", unit="beds", ge=0, main=True)
    taken_share: float = col("share occupied by ordinary guests throughout", 0.0, unit="1", ge=0, le=1, ranged=True)
    unit: Literal["bed", "unit"] = col("a party takes a bed each, or one whole unit", "bed")
    unit_size: float = col("people that one unit accommodates", 1.0, unit="persons", ge=1)
    price: float | None = col("asking price before the event", None, unit="currency", ge=0)
    currency: str = col("ISO 4217 code", "")
    per: Literal["night", "month"] = col("what the price is for; month: only for parties that stay long", "night")
    paying: bool = col("counts in the tightness that moves prices", True)
    responsive: bool = col("grows with the price (supply response)", False)
    for_whom: str = col("profiles that are admitted, separated by spaces; blank: all", "")
    as_of: Stamp = col("when it became known; blank: from the beginning", None)


class Event(Row):
    """events: what happens on a date."""

    id: str = col("unique; made when absent", "")
    date: datetime = col("when it happens, in the local time of the posts and lines concerned, otherwise in that of the scenario")
    what: Literal["trigger", "news", "control", "closure", "opening", "change"] = col("kind of event")
    where: str = col("place, region or group; blank: everywhere", "", refers="places|regions|groups")
    profile: str = col("profiles concerned, separated by spaces; blank: all", "", refers="profiles")
    direction: Literal["in", "out", ""] = col("way through a post; blank: in", "")
    service: str = col("kind of service at which a control turns people away, as a checkpoint before the post; blank: the exit control, or the entry control where there is none", "")
    mode: Literal["car", "foot", "rail", "air", ""] = col("lines that a closure or an opening concerns; blank: all", "")
    value: float | None = col(
        "trigger: share of the people at risk who leave because of it (for small shares; S in docs/model/leaving); news: share by which it reduces departures, "
        "traffic or the pull of a destination, or chance per day of leaving a line; control: share turned back; change: the new value", None, unit="1", main=True)  # fmt: skip
    people: float | None = col("trigger: people expected to leave because of it by `until` or the end of the run, if no news changes that; instead of value", None, unit="persons", gt=0, ranged=True)
    applies_to: Literal["departures", "traffic", "line", "destination", ""] = col("what news acts on; blank: departures, or destination if only cities and posts are named", "")
    course: Literal["gamma", "uniform", ""] = col("how a trigger spreads over time; blank: gamma", "")
    shape: float = col("shape of the gamma course", 2.0, unit="1", gt=0, le=100, ranged=True)
    mean_days: float | None = col("mean delay of a trigger's departures, or length of a uniform course", None, unit="d", gt=0, ranged=True)
    peak_days: float | None = col("days from a trigger to its peak, instead of mean_days; for a gamma course with a shape above 1", None, unit="d", gt=0, ranged=True)
    delay_hours: float = col("time constant with which news spreads", 24.0, unit="h", ge=0, ranged=True)
    until: Stamp = col("end; blank: stays in force", None)
    as_of: Stamp = col("when it became known; blank: its date", None)
    target: str = col("what a change sets, as services.syrym-in.servers", "")


class Parameter(Row):
    """parameters: one number that moves several cells together, in every run and in draws of ranges (docs/model/ensemble)."""

    name: Word = col("unique name")
    value: float = col("current value; a factor of 1 and an addend of 0 change nothing", ranged=True, main=True)
    unit: str = col("of the value", "1")
    how: Literal["factor", "addend", "set"] = col("the cells are multiplied by it, it is added to them, or they become it", "factor")
    cells: str = col("cells and settings that it moves, e.g. services.syrym-in*.minutes, separated by spaces; * and ? are wildcards")
    fit: bool = col("whether `serai fit` looks for it", False)
    prior: float | None = col("value before a fit, with the range that was searched; blank: value, low and high", None, ranged=True)


class PosteriorValue(Row):
    """posterior: what `serai fit` found: samples of the parameters, drawn together; a draw takes one of them."""

    sample: int = col("number of the sample", ge=1)
    parameter: Word = col("name of a parameter")
    value: float = col("its value in the sample")


class Measure(Row):
    """measures: one change of a what-if; rows with one name belong together."""

    measure: Word = col("name of the what-if")
    start: Stamp = col("first moment; blank: start of the run", None, alias="from")
    end: Stamp = col("up to, not including; blank: end of the run", None, alias="to")
    table: Literal["services", "lodging"] = col("table that it changes")
    id: Word = col("row that it changes")
    column: Word = col("column that it changes")
    change: str = col("the new value (6), a difference (+1 or -0.5) or a factor (x1.5)")
    cost: float | None = col("cost of this row, in a unit that all measures share; the cost of a measure is the sum over its rows", None, ge=0)


class MenuRow(Row):
    """menu: what `serai plan` may choose among: measures in units, and what they cost; rows with one name belong together (docs/how-to/plan)."""

    measure: Word = col("name; where the row states no change of its own, that of a measure of the table measures")
    unit: str = col("what is counted, e.g. desk or 100 beds", "")
    cost_per_day: float = col("cost of one unit for each day on which it is there", 0.0, ge=0)
    cost_once: float = col("cost of one unit in addition, once", 0.0, ge=0)
    least: int = col("minimum number of units, if it is taken at all", 1, ge=1, le=1000)
    most: int = col("most units", 1, ge=1, le=1000)
    step: int = col("step between numbers of units above the least", 1, ge=1, le=1000)
    lead_days: float = col("days from the order until it is there", 0.0, unit="days", ge=0)
    needs: str = col("measures on the menu that it requires, separated by spaces", "")
    excludes: str = col("measures on the menu that it cannot be combined with, separated by spaces", "")
    start: Stamp = col("first moment of the change; blank: start of the run", None, alias="from")
    end: Stamp = col("up to, not including; blank: end of the run", None, alias="to")
    table: Literal["services", "lodging", ""] = col("table that a unit changes; blank: the change is that of the table measures", "")
    id: str = col("row that it changes", "")
    column: str = col("column that it changes", "")
    change: str = col("what one unit does, e.g. +1; a new value or a factor can be applied only once", "")


class Standard(Row):
    """standards: how much of one thing people need; rows here replace the default rows of their item (docs/how-to/needs)."""

    id: str = col("unique; made when absent", "")
    item: Word = col("what is needed, e.g. water, toilets, registration desks")
    phase: Literal["emergency", "later", ""] = col("the phase in which it applies; blank: both", "")
    amount: float | None = col("how much of it; 0: none is counted; blank: unknown, and asked for", None, ge=0)
    unit: str = col("unit, e.g. litres/day", "")
    per: float = col("number of people (for server_hours: hours) that the amount is for", 1.0, gt=0)
    basis: Literal["present", "sleeping", "lodged", "outside", "waiting", "entered", "registering", "server_hours"] = col("who counts: in line, lodged or without a bed (present), those but in line (sleeping), one of these alone, who enters or joins a line for registration on a day; or hours that servers work", "present")
    lodging: str = col("kinds of lodging whose guests count, separated by spaces; blank: all", "")
    rounded: Literal["place", "sum", ""] = col("rounded up at each place, or in the sum over places; blank: not rounded", "place")
    cost: float | None = col("cost of one for a day", None, ge=0)
    url: str = col("address of the source", "")


class Observation(Row):
    """observations: a published figure with the interval in which the true one may lie."""

    id: str = col("unique; made when absent", "")
    start: Stamp = col("first moment; blank: start of the run", None, alias="from")
    end: Stamp = col("up to, not including; blank: end of the run", None, alias="to")
    quantity: Literal[QUANTITIES] = col("what was observed")  # type: ignore[valid-type]
    statistic: Literal[STATISTICS] = col("how the quantity is summed up over the period")  # type: ignore[valid-type]
    who: str = col("profiles counted, separated by spaces, or 'liable'; blank: all tracked", "", refers="profiles")
    place: str = col("place, region or group; blank: everywhere", "", refers="places|regions|groups")
    against: str = col("place or group (share) or date (ratio) that the figure is relative to", "")
    service: str = col("line or kind of service; blank: all border controls of the place", "")
    mode: Literal["any", "car", "foot", "rail", "air", ""] = col("line by mode", "")
    direction: Literal["in", "out", ""] = col("way through a post; blank: in", "")
    lodging: str = col("kinds of lodging, separated by spaces", "")
    fact_group: Word = col("group of facts, by which scores are given")
    fact: str = col("name of the fact; rows of one fact with different as_of are its revisions, of which the newest counts; blank: a fact of its own", "")
    as_of: Stamp = col("when the figure was known, in the time of the scenario; blank: at the end of the period", None)
    value: float | None = col("the figure", None)
    reported_low: float | None = col("lower end, if a range was reported", None)
    reported_high: float | None = col("upper end, if a range was reported", None)
    bound: Literal["two-sided", "at least", "at most"] = col("kind of range", "two-sided")
    confidence: Literal["high", "medium", "low", "derived", ""] = col("trust in the source: +-10, 25 or 50 %; others 50 %", "")
    weak: bool = col("undated, or reported by one eyewitness: counts as one class of confidence lower", False)
    width: float | None = col("half-width as a share of the figure, instead of that by confidence; moves a one-sided bound", None, unit="1", ge=0)
    plus_minus: float | None = col("half-width in the unit of the figure, instead of width", None, ge=0)
    widen: bool = col("each end of the reported range is widened, not only the figure", False)
    low: float | None = col("lowest value that counts as inside; blank: by the rule", None)
    high: float | None = col("highest value that counts as inside; blank: by the rule", None)
    unit: str = col("unit of the figure", "")
    fact_rows: str = col("rows of a collection of facts that contain the figure, for the record", "")
    url: str = col("address of the source", "")
    use: Literal["fit", "test", "given", "shown"] = col("what the row may be used for", "shown")
    rests_on: Literal["sourced", "assumed", "fitted", ""] = col("inputs on which the simulated figure rests most", "")


class Scenario(Frozen):
    """Everything that a run needs, as the user wrote it.

    Read one with `serai.load`; it cannot be changed, `serai.with_changes` gives a changed copy. A rule with settings and
    tables of its own has a subclass (`serai.scenario.rule`).
    """

    unused: ClassVar[frozenset[str]] = frozenset()  # settings without effect under the rule, written only if changed
    has_lines: ClassVar[bool] = True  # whether a run has lines and lodging, or camps alone

    name: str = Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", description="short name")
    title: str = Field(default="", description="one line for headings")
    description: str = Field(default="", description="what the scenario is about")
    start: date = Field(description="first day, local")
    end: date = Field(description="day after the last, local")
    tick_minutes: int = Field(default=60, ge=1, le=1440, description="length of a tick; a whole day must be a whole number of ticks", json_schema_extra={"name": "tick", "kind": "tick"})
    seed: int = Field(default=1, ge=0, le=2**63 - 1, description="seed of a run that states none")
    time_zone: str = Field(default="UTC", description="IANA time zone of the scenario's dates")
    tracked_country: str = Field(default="", description="whose citizens are counted, for the record")
    tracked_destination: str = Field(default="", description="region to which observations without a place refer; blank: all, where there is one country of destination")
    rule: Literal["destination"] = Field(default="destination", description="rule for the choice of route")
    leaving: Leaving = Leaving()
    modes: dict[str, Mode] = Field(default_factory=default_modes)
    travel: Travel = Travel()
    choice: Choice = Choice()
    queueing: Queueing = Queueing()
    housing: Housing = Housing()
    registration: Registration = Registration()
    places: tuple[Place, ...]
    groups: tuple[Group, ...] = ()
    routes: tuple[Route, ...] = ()
    profiles: tuple[Profile, ...]
    departures: tuple[Departure, ...] = ()
    given: tuple[GivenTotal, ...] = ()
    destinations: tuple[Destination, ...] = ()
    no_entry: tuple[NoEntry, ...] = ()
    traffic: tuple[Traffic, ...] = ()
    initial: tuple[Initial, ...] = ()
    services: tuple[Service, ...] = ()
    lodging: tuple[Lodging, ...] = ()
    events: tuple[Event, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    posterior: tuple[PosteriorValue, ...] = ()
    measures: tuple[Measure, ...] = ()
    menu: tuple[MenuRow, ...] = ()
    standards: tuple[Standard, ...] = ()
    observations: tuple[Observation, ...] = ()

    def __repr__(self) -> str:
        """In one line; all rows of all tables would fill many screens."""
        return f"<Scenario {self.name}: {len(self.places)} places, {self.start} to {self.end}>"
