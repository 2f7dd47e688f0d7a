"""The vocabulary that results and observations share: what a run says to one question.

A question is an `Observation`: a quantity, a statistic, a place or group, a period [from, to) in local time. Entries
and exits in a period of hours are those of these hours; what is kept by day says so of such a period. States (lines,
lodging) take every step after its start up to its end; `last` and the statistics of `wait_so_far` take the step nearest
to its end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from serai.codes import Stage
from serai.quantities import QUANTITY_OF, Kind
from serai.results import beds, lines
from serai.results.hours import flow_in_hours, net_in_hours
from serai.results.view import NotComputableError, View
from serai.results.waits import hours_until, mean_hours, percentile
from serai.scenario.destinations import is_ambiguous, with_place_meant
from serai.scenario.hours import is_of_hours
from serai.scenario.members import LIVEABLE
from serai.scenario.schema import Observation, Scenario
from serai.state.log import Outcome

SHARES = {"p05": 0.05, "p10": 0.10, "p50": 0.50, "p90": 0.90, "p95": 0.95}
BY_DAY: tuple[Kind, ...] = ("wait_served", "wait_cohort", "nights", "searches", "scarce_days", "rents")
AMBIGUOUS = "ambiguous: it names no place, and there are several countries of destination; set tracked_destination"
STILL_THERE = (int(Stage.SEARCHING), int(Stage.LODGED))


@dataclass(frozen=True)
class Simulated:
    """What a run says to one question.

    Attributes
    ----------
    value : float or None
        The figure; None when the run cannot give it. For `covers` the median wait.
    low, high : float or None
        For `covers` the 5th and 95th percentile of the waits; else None.
    reason : str
        Why there is no figure; blank when there is one.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""


def evaluate(observation: Observation, outcome: Outcome, scenario: Scenario) -> Simulated:
    """What a run says to the question that an observation answers.

    Parameters
    ----------
    observation : Observation
        Its `value`, `low` and `high` are not looked at.
    outcome : Outcome
    scenario : Scenario, as it was run

    Returns
    -------
    Simulated, in the unit of the quantity: persons, hours (waits), km, vehicles, shares as 0 to 1, days since the
    start of the period (`day_of_max`: 0 is its first day).
    """
    return answer(observation, View(outcome, scenario))


def answer(observation: Observation, view: View) -> Simulated:
    """As `evaluate`, for a view that is used for many questions."""
    quantity = QUANTITY_OF[observation.quantity]
    if observation.statistic not in quantity.statistics:
        has = ", ".join(quantity.statistics)
        return Simulated(None, reason=f"{quantity.name} has no statistic {observation.statistic}; it has {has}")
    if is_ambiguous(view.scenario, observation):
        return Simulated(None, reason=AMBIGUOUS)
    if is_beyond(observation, view.scenario):
        return Simulated(None, reason=f"the run ends with {view.scenario.end - timedelta(days=1)}, before this period")
    observation = with_place_meant(view.scenario, observation)
    try:
        if is_of_hours(observation) and quantity.kind in BY_DAY:
            raise NotComputableError(
                f"{quantity.name} is stored by whole days; the period must begin and end at midnight"
            )
        result = ANSWERS[quantity.kind](observation, view)
    except NotComputableError as error:
        return Simulated(None, reason=str(error))
    return result if isinstance(result, Simulated) else Simulated(float(result))


def is_beyond(observation: Observation, scenario: Scenario) -> bool:
    """Whether the period of a question ends after the run."""
    return observation.end is not None and observation.end > datetime.combine(scenario.end, time())


def daily(observation: Observation, view: View, where: str) -> np.ndarray:
    """People counted on each day of the period at some places: float64[n_days].

    For `entries`, `exits`, `refused`, `set_out`, `registered`, `went_on`, `moved_on`, `newcomer_exits` (of no profile)
    and `entries_by_cause` (causes that are events, or the one named in `who`).
    """
    days = view.days(observation.start, observation.end)
    places = view.place_rows(where)
    if observation.quantity == "newcomer_exits":
        return _newcomer_exits(observation, view, days, places)
    if observation.quantity == "entries_by_cause":
        causes, who = view.event_cause_rows, observation.who.strip()
        if who in view.axes.causes:
            causes = np.array([view.axes.causes.index(who)])
        elif who:
            raise NotComputableError(f'the run has no cause "{who}"; it has {", ".join(view.axes.causes)}')
        chosen = view.array("entries_by_cause")[days][:, places][:, :, causes]
    else:
        profiles = view.profile_rows(observation.who)
        chosen = view.array(observation.quantity)[days][:, places][:, :, profiles]
    return np.asarray(chosen.sum(axis=(1, 2)), dtype=np.float64)


def _newcomer_exits(observation: Observation, view: View, days: slice, places: np.ndarray) -> np.ndarray:
    if view.first_trigger is None:
        raise NotComputableError("the run has no trigger, since which people could have come")
    if observation.who:
        raise NotComputableError("exits of those who have come since the trigger are not recorded by profile")
    return np.asarray(view.array("newcomer_exits")[days][:, places].sum(axis=1), dtype=np.float64)


def _flow(observation: Observation, view: View) -> float:
    if is_of_hours(observation):
        return flow_in_hours(observation, view)
    counts = daily(observation, view, observation.place)
    if observation.statistic == "share":
        return _share(observation, view, float(counts.sum()))
    if observation.statistic == "ratio":
        day = view.days(*_day(_date_against(observation)))
        other = observation.model_copy(update={"start": _midnight(view, day.start), "end": _midnight(view, day.stop)})
        return _divide(float(counts.mean()), float(daily(other, view, observation.place).mean()))
    return _summed_up(counts, observation)


def _share(observation: Observation, view: View, part: float) -> float:
    if observation.against:
        return _divide(part, float(daily(observation, view, observation.against).sum()))
    if observation.quantity == "entries_by_cause":
        whole = observation.model_copy(update={"quantity": "entries", "who": ""})
    elif observation.who:
        whole = observation.model_copy(update={"who": ""})
    else:
        raise NotComputableError("a share needs the column against (a place or group) or who (profiles)")
    return _divide(part, float(daily(whole, view, observation.place).sum()))


def _net(observation: Observation, view: View) -> float:
    if is_of_hours(observation):
        return net_in_hours(observation, view)
    entered = daily(observation.model_copy(update={"quantity": "entries"}), view, observation.place)
    left = daily(observation.model_copy(update={"quantity": "exits"}), view, observation.place)
    running = np.cumsum(entered - left)
    if observation.statistic in ("sum", "last"):
        return float(running[-1])
    return _summed_up(running, observation)


def _present(observation: Observation, view: View) -> float:
    if not observation.place:
        return _stock(observation, view)
    rows = view.place_rows(observation.place)
    if not any(view.place_of[view.axes.places[row]].kind in LIVEABLE for row in rows):
        return _stock(observation, view)
    if observation.who:
        raise NotComputableError("people present in a city are not recorded by profile")
    steps = view.steps(observation.start, observation.end, view.zone(rows))
    there = sum(view.array("present")[steps, stage][:, rows].sum(axis=1) for stage in STILL_THERE)
    return _summed_up(np.asarray(there), observation)


def _stock(observation: Observation, view: View) -> float:
    names = view.names_in(observation.place)
    profiles = {view.axes.profiles[row] for row in view.profile_rows(observation.who)}
    at_start = sum(
        row.people
        for row in view.scenario.initial
        if row.profile in profiles and not row.service and (row.place in names or not observation.place)
    )
    whole = observation.model_copy(update={"start": None})
    entered = daily(whole.model_copy(update={"quantity": "entries"}), view, observation.place)
    left = daily(whole.model_copy(update={"quantity": "exits"}), view, observation.place)
    running = at_start + np.cumsum(entered - left)
    return _summed_up(running[view.days(observation.start, observation.end).start :], observation)


def _lines_meant(observation: Observation, view: View) -> np.ndarray:
    rows = view.line_rows(observation.place, observation.service, observation.mode, observation.direction)
    if not rows.size:
        raise NotComputableError("the run has no line of that service, mode and direction there")
    return rows


def _steps_meant(observation: Observation, view: View, rows: np.ndarray) -> slice:
    zone = view.zone({view.place_row[view.axes.lines[row].place] for row in rows})
    return view.steps(observation.start, observation.end, zone)


def _waiting(observation: Observation, view: View) -> float:
    rows = _lines_meant(observation, view)
    steps = _steps_meant(observation, view, rows)
    if observation.quantity == "waiting":
        standing = view.array("waiting")[steps][:, rows]
        if observation.statistic == "largest":  # of the lines, one by one
            return float(standing.max(initial=0))
        series = standing.sum(axis=1)
    else:
        measure = {
            "vehicles_waiting": lines.vehicles_waiting,
            "queue_km": lines.queue_km,
            "congested_posts": lines.congested_posts,
        }[observation.quantity]
        series = measure(view, steps, rows)
    return _summed_up(series, observation)


def _wait_so_far(observation: Observation, view: View) -> float:
    rows = _lines_meant(observation, view)
    step = _steps_meant(observation, view, rows).stop - 1
    return lines.wait_so_far(view, step, rows, observation.statistic)


def _wait_served(observation: Observation, view: View) -> float | Simulated:
    rows = _lines_meant(observation, view)
    days = view.days(observation.start, observation.end)
    hist = lines.waits_served(view, days, rows)
    if not hist.sum():
        raise NotComputableError("nobody was served there in the period")
    if observation.statistic == "covers":
        low, middle, high = (percentile(hist, share) for share in (0.05, 0.5, 0.95))
        return Simulated(middle, low, high)
    if observation.statistic == "mean":
        return lines.mean_wait_served(view, days, rows)[0]
    return percentile(hist, SHARES[observation.statistic])


def _wait_cohort(observation: Observation, view: View) -> float:
    rise = lines.waits_of_cohort(view, view.days(observation.start, observation.end), _lines_meant(observation, view))
    ever = float(rise.sum())
    if observation.statistic == "share":
        return ever
    if not ever:
        raise NotComputableError("none of those who joined were served before the run ended")
    if observation.statistic == "mean":
        return mean_hours(rise)
    share = SHARES[observation.statistic]
    if share > ever:
        raise NotComputableError(f"only {ever:.0%} of those who joined were served before the run ended")
    return float(hours_until(rise, np.array([share]))[0])


def _lodging(observation: Observation, view: View) -> float:
    rows = view.lodging_rows(observation.place, observation.lodging)
    if not rows.size:
        raise NotComputableError("the run has no such lodging there")
    if observation.who:
        raise NotComputableError("people lodged are not recorded by profile")
    zone = view.zone({view.place_row[view.lodging_of[view.axes.lodging[row]].place] for row in rows})
    if observation.quantity == "occupancy":
        days = view.days(observation.start, observation.end)
        share = beds.free_share(view, view.steps_at_hour(days, beds.EVENING_HOUR, zone), rows)
        known = 1.0 - share[~np.isnan(share)]
        if not known.size:
            raise NotComputableError("no lodging was on offer there in the period")
        return _summed_up(known, observation)
    steps = view.steps(observation.start, observation.end, zone)
    if observation.quantity == "free_beds":
        series = beds.free_places(view, steps, rows)
    else:
        series = view.array("lodged")[steps][:, rows].sum(axis=1)
    return _summed_up(series, observation)


def _without_bed(observation: Observation, view: View) -> float:
    days = view.days(observation.start, observation.end)
    nights = view.array("without_bed")[days][:, view.place_rows(observation.place)].sum(axis=1).astype(np.float64)
    if observation.lodging:
        nights += beds.lodged_at_night(view, days, view.lodging_rows(observation.place, observation.lodging))
    return _summed_up(nights, observation)


def _search_refused(observation: Observation, view: View) -> float:
    days, places = view.days(observation.start, observation.end), view.place_rows(observation.place)
    refused = view.array("search_refused")[days][:, places].sum(axis=1).astype(np.float64)
    searches = view.array("searches")[days][:, places].sum(axis=1).astype(np.float64)
    if observation.statistic == "sum":
        return float(refused.sum())
    if observation.statistic == "share":
        return _divide(float(refused.sum()), float(searches.sum()))
    busy = searches > 0
    if not busy.any():
        raise NotComputableError("nobody searched for lodging there in the period")
    return _summed_up(refused[busy] / searches[busy], observation)


def _scarce_days(observation: Observation, view: View) -> float:
    days = view.days(observation.start, observation.end)
    places = view.place_rows(observation.place)
    return float(beds.scarce_days(view, places, days, observation.lodging).sum())


def _rent_index(observation: Observation, view: View) -> float:
    rows = [row for row in view.place_rows(observation.place) if view.axes.places[row] in view.places_with_rents]
    if not rows:
        raise NotComputableError("the run has no paid lodging there")
    weights = [view.place_of[view.axes.places[row]].population or 1.0 for row in rows]
    index = np.average(view.array("rent_index")[:, rows], axis=1, weights=weights)
    days = view.days(observation.start, observation.end)
    days = slice(max(days.start, 1), min(days.stop, view.axes.n_days - 1))
    if observation.statistic == "ratio":
        if observation.against in ("", "max"):
            return _divide(float(index[days][-1]), float(index[days].max()))
        base = view.days(*_day(_date_against(observation)))
        return _divide(float(index[days][-1]), float(index[base][-1]))
    return _summed_up(index[days], observation)


def _summed_up(series: np.ndarray, observation: Observation) -> float:
    statistic = observation.statistic
    simple: dict[str, Callable[[np.ndarray], float]] = {
        "sum": np.sum, "mean": np.mean, "max": np.max, "min": np.min, "last": lambda values: values[-1],
        "day_of_max": np.argmax,
    }  # fmt: skip
    if statistic in SHARES:
        return float(np.quantile(series, SHARES[statistic]))
    return float(simple[statistic](series))


def _divide(part: float, whole: float) -> float:
    if not whole:
        raise NotComputableError("the figure it is relative to is 0")
    return part / whole


def _date_against(observation: Observation) -> date:
    try:
        return date.fromisoformat(observation.against)
    except ValueError:
        raise NotComputableError(
            f'a ratio needs a date, e.g. 2022-09-01, in against, got "{observation.against}"'
        ) from None


def _day(when: date) -> tuple[datetime, datetime]:
    start = datetime.combine(when, time())
    return start, start + timedelta(days=1)


def _midnight(view: View, day: int) -> datetime:
    return datetime.combine(view.date_of(day), time())


ANSWERS: dict[Kind, Callable[[Observation, View], float | Simulated]] = {
    "flow": _flow, "net": _net, "stock": _present, "line": _waiting,
    "wait_served": _wait_served, "wait_so_far": _wait_so_far, "wait_cohort": _wait_cohort,
    "lodging": _lodging, "nights": _without_bed, "searches": _search_refused, "scarce_days": _scarce_days,
    "rents": _rent_index,
}  # fmt: skip
