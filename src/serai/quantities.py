"""What a run can be asked, and observations can state: every quantity, registered once.

The schema takes the names from here, `results.quantities` the way of computing it and the statistics, the score and the
report the pictures in which a published figure is marked, and docs/quantities.md its table. Words in the languages of
the page stand in `report/texts.json` under the same names.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

PERCENTILES = ("p05", "p10", "p50", "p90", "p95")
STATISTICS = ("sum", "mean", "max", "min", "last", "share", *PERCENTILES, "covers", "day_of_max", "ratio", "largest")
OF_STATES = ("mean", "max", "min", "last", *PERCENTILES)
OF_LINES = (*OF_STATES, "largest")
OF_DAYS = ("sum", "day_of_max", *OF_STATES)
OF_FLOWS = (*OF_DAYS, "share", "ratio")
OF_ONE_DAY = ("max", "min", "last", *PERCENTILES)  # one day of a period, as far as a flow goes

Kind = Literal[
    "flow", "net", "stock", "line", "wait_so_far", "wait_served", "wait_cohort", "lodging", "nights", "searches",
    "scarce_days", "rents",
]  # fmt: skip
ErrorKind = Literal[
    "flow_day", "flow_period", "stock", "line", "wait", "registration", "lodging", "nights", "date", "rent", "share"
]


class OutputQuantity(NamedTuple):
    """One quantity.

    Attributes
    ----------
    name : str
    unit : str
    kind : str
        How it adds up: flow (counts by day, summed), net (entries less exits, running), stock (people there), line
        and lodging (states by step), waits, nights and searches (counts by day), rents (an index by day).
    statistics : tuple of str
        Those that it has.
    error : str
        Kind of model error (`results.model_error`) of its figures; `error_kind` tells those of a day, shares and dates.
    meaning : str
    picture : str
        Of the page; the one in which a published figure is marked. Blank: none.
    marked : tuple of str
        Statistics that are marked there.
    no_queue : float or None
        What "at most 0" means of a wait or a queue, in its unit.
    """

    name: str
    unit: str
    kind: Kind
    statistics: tuple[str, ...]
    error: ErrorKind
    meaning: str
    picture: str = ""
    marked: tuple[str, ...] = ()
    no_queue: float | None = None


NO_QUEUE_HOURS = 2.0
NO_QUEUE_VEHICLES = 50.0
PER_DAY = ("sum", "mean", "max")  # marked as people a day

OUTPUT_QUANTITIES = (
    OutputQuantity(
        "entries", "persons", "flow", OF_FLOWS, "flow_period",
        "completed inbound crossings", "entries", PER_DAY,
    ),
    OutputQuantity(
        "exits", "persons", "flow", OF_FLOWS, "flow_period",
        "completed outbound crossings", "exits", PER_DAY,
    ),
    OutputQuantity(
        "present", "persons", "stock", OF_STATES, "stock",
        "people in a city or camp; elsewhere those there at the start plus entries less exits", "camps", ("last",),
    ),
    OutputQuantity(
        "stayed", "persons", "net", OF_DAYS, "stock",
        "entries less exits, added up", "stayed", ("last", "sum"),
    ),
    OutputQuantity("refused", "persons", "flow", OF_FLOWS, "flow_period", "people turned back at a control"),
    OutputQuantity(
        "waiting", "persons", "line", OF_LINES, "line",
        "people standing in line", "lines", ("max", "mean"),
    ),
    OutputQuantity(
        "wait_served", "h", "wait_served", ("mean", *PERCENTILES, "covers"), "wait",
        "wait of the people served in the period, from joining the line to the end of the control",
        "waits", ("mean", "p90", "p50", "p95"), NO_QUEUE_HOURS,
    ),
    OutputQuantity(
        "wait_so_far", "h", "wait_so_far", ("mean", "p50", "p90"), "wait",
        "time that the people in line have waited so far", "waits", ("p90",), NO_QUEUE_HOURS,
    ),
    OutputQuantity(
        "wait_cohort", "h", "wait_cohort", ("mean", *PERCENTILES, "share"), "wait",
        "wait of the people who joined in the period; share: of them served before the run ended",
        "waits", ("p50",), NO_QUEUE_HOURS,
    ),
    OutputQuantity("queue_km", "km", "line", OF_STATES, "line", "length of the line of vehicles"),
    OutputQuantity(
        "vehicles_waiting", "vehicles", "line", OF_STATES, "line", "vehicles in line", no_queue=NO_QUEUE_VEHICLES
    ),
    OutputQuantity(
        "registered", "persons", "flow", OF_FLOWS, "registration",
        "people registered", "registered", PER_DAY,
    ),
    OutputQuantity("lodged", "persons", "lodging", OF_STATES, "lodging", "people in lodging"),
    OutputQuantity("free_beds", "places", "lodging", OF_STATES, "lodging", "people for whom there is room"),
    OutputQuantity(
        "occupancy", "1", "lodging", OF_STATES, "share",
        "share of the places on offer that is occupied, at 20:00",
    ),
    OutputQuantity(
        "without_bed", "persons", "nights", OF_DAYS, "nights",
        "people without a bed at 02:00", "without_bed", ("sum", "max"),
    ),
    OutputQuantity(
        "search_refused", "persons", "searches", (*OF_DAYS, "share"), "nights",
        "unsuccessful searches for lodging; except for the sum, as a share of all searches of the day",
    ),
    OutputQuantity(
        "rent_index", "1", "rents", (*OF_DAYS, "ratio"), "rent", "asking rents, 1 before the event", "rents", ("last",)
    ),
    OutputQuantity("moved_on", "persons", "flow", OF_FLOWS, "flow_period", "people who left for third countries"),
    OutputQuantity(
        "set_out", "persons", "flow", OF_FLOWS, "flow_period",
        "people who set out, by origin", "departures", PER_DAY,
    ),
    OutputQuantity(
        "entries_by_cause", "persons", "flow", OF_FLOWS, "flow_period",
        "entries because of events, or of one of them",
    ),
    OutputQuantity("congested_posts", "1", "line", OF_STATES, "line", "number of posts with a queue"),
    OutputQuantity(
        "newcomer_exits", "persons", "flow", OF_FLOWS, "flow_period",
        "exits of people who have come since the first trigger",
    ),
    OutputQuantity("went_on", "persons", "flow", OF_FLOWS, "flow_period", "people who left a city for another one"),
    OutputQuantity("scarce_days", "days", "scarce_days", ("sum",), "date", "days on which lodging was scarce"),
)  # fmt: skip

QUANTITY_OF = {quantity.name: quantity for quantity in OUTPUT_QUANTITIES}
QUANTITIES = tuple(QUANTITY_OF)


def is_share(quantity: str, statistic: str) -> bool:
    """Whether a figure is a share, 0 to 1: a statistic `share`, beds in use, or searches in vain but for their sum."""
    return statistic == "share" or quantity == "occupancy" or (quantity == "search_refused" and statistic != "sum")


def error_kind(quantity: str, statistic: str, days: float) -> ErrorKind:
    """The kind of model error of a figure.

    Parameters
    ----------
    quantity : str, registered
    statistic : str
    days : float
        Length of its period. A flow of at most one day, or the greatest or any other single day of a longer period,
        errs as days do; sums, means and ratios of more days as periods do.
    """
    if statistic == "day_of_max":
        return "date"
    if is_share(quantity, statistic):
        return "share"
    kind = QUANTITY_OF[quantity].error
    return "flow_day" if kind == "flow_period" and (days <= 1 or statistic in OF_ONE_DAY) else kind
