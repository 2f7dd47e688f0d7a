"""One journey in plain words: an invented traveller, one draw."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from serai.codes import Reason
from serai.results.view import BORDER_SERVICES, View
from serai.scenario.schema import Scenario
from serai.state.log import JOURNEY, Outcome
from serai.units import MOMENTS_PER_HOUR, MOMENTS_PER_SECOND

COMPANY = 2
WORDS_TO_TEN = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
INVENTED = "An invented traveller, one draw of chance: nobody was followed, and other draws go otherwise."
WORDS = {
    Reason.REFUSED: "{they} turned back at {place} on {when}.",
    Reason.GAVE_UP: "{they} gave up at {place} on {when} and went home.",
    Reason.CHANGED_LINE: "On {when} {they} left the vehicle at {place} and joined the line on foot.",
    Reason.REACHED_CITY: "{they} reached {place} on {when}.",
    Reason.REGISTERED: "{they} registered in {place} on {when}.",
    Reason.CROSSED_OUT: "{they} left the country at {place} on {when}.",
    Reason.MOVED_ON: "{they} went on to a third country from {place} on {when}.",
    Reason.WENT_HOME: "{they} went home from {place} on {when}.",
}
PASSIVE = (Reason.REFUSED, Reason.REGISTERED)


class Journey(NamedTuple):
    """The entries of one party, in order of time, and its wait at the post in hours (-1 if it never crossed)."""

    entries: np.ndarray
    wait_hours: float


def tell(outcome: Outcome, scenario: Scenario) -> list[str]:
    """The journey of one invented party, in sentences, and first the remark that it is invented.

    Of the parties that are followed: one that came all the way from an origin to a bed, rather two people than
    another number, and of these the one that waited longest at the border.

    Parameters
    ----------
    outcome : Outcome
    scenario : Scenario, as it was run

    Returns
    -------
    list of str; empty where no party that is followed crossed the border.
    """
    view = View(outcome, scenario)
    found = pick(outcome.journeys, view)
    if found is None:
        return []
    return [INVENTED, *_sentences(found, view)]


def by_party(journeys: np.ndarray) -> list[np.ndarray]:
    """The log cut into parties, each in its order, by the time of their first entries."""
    if not journeys.size:
        return []
    order = np.argsort(journeys["key"], kind="stable")
    cuts = np.flatnonzero(np.diff(journeys["key"][order])) + 1
    parts = np.split(order, cuts)
    return [journeys[part] for part in sorted(parts, key=lambda part: int(part[0]))]


def pick(journeys: np.ndarray, view: View) -> Journey | None:
    """The journey to be told; None where none crossed."""
    told = [Journey(entries, _wait_hours(entries, view)) for entries in by_party(journeys)]
    crossed = [journey for journey in told if journey.wait_hours >= 0]
    return max(crossed, key=_interest, default=None)


def _interest(journey: Journey) -> tuple[bool, bool, float]:
    reasons = set(journey.entries["reason"].tolist())
    is_whole = {int(Reason.SET_OUT), int(Reason.FOUND_BED)} <= reasons and bool(journey.entries["origin_known"][0])
    return is_whole, bool(journey.entries["size"][0] == COMPANY), journey.wait_hours


def _wait_hours(entries: np.ndarray, view: View) -> float:
    """Hours from joining the first line at the post by which the party crossed; -1 if it did not."""
    joined = None
    for entry in entries:
        if entry["reason"] in (Reason.REACHED_POST, Reason.CHANGED_POST):
            joined = None
        elif entry["reason"] == Reason.JOINED_LINE and joined is None and _is_border(entry, view):
            joined = int(entry["time"])
        elif entry["reason"] == Reason.CROSSED_IN:
            return 0.0 if joined is None else (int(entry["time"]) - joined) / MOMENTS_PER_HOUR
    return -1.0


def _is_border(entry: np.void, view: View) -> bool:
    return view.axes.lines[int(entry["value"])].service in BORDER_SERVICES


def _sentences(journey: Journey, view: View) -> list[str]:
    entries, told, searches, in_line = journey.entries, [], 0, False
    for entry in entries:
        reason = Reason(int(entry["reason"]))
        if reason == Reason.NO_BED:
            searches += 1
            continue
        if reason == Reason.JOINED_LINE:
            if not in_line:
                told.append(_joined(entry, view))
            in_line = True
            continue
        if reason == Reason.REACHED_POST:
            continue
        in_line = False
        told.append(_sentence(entry, reason, journey.wait_hours, view, searches))
        searches = 0 if reason == Reason.FOUND_BED else searches
    if searches:
        told.append(f"{_they(entries)} looked for a bed {_times(searches)} and found none.")
    return [sentence[0].upper() + sentence[1:] for sentence in told]


def _sentence(entry: np.void, reason: Reason, wait_hours: float, view: View, searches: int) -> str:
    they, place, when = _they(entry), view.axes.places[int(entry["place"])], _when(entry, view)
    if reason == Reason.SET_OUT:
        return _set_out(entry, view, place, when)
    if reason == Reason.CROSSED_IN:
        wait = f", {_hours(wait_hours)} after joining the line" if wait_hours > 0 else ""
        return f"{they} crossed the border at {place} on {when}{wait}."
    if reason == Reason.CHANGED_POST:
        return f"on {when} {they} left {place} for another post, {view.axes.places[int(entry['value'])]}."
    if reason == Reason.LEFT_CITY:
        other = int(entry["value"])
        to = f"for {view.axes.places[other]}" if other >= 0 else "to leave the country"
        return f"on {when} {they} left {place} {to}."
    if reason == Reason.FOUND_BED:
        return _found_bed(entry, view, searches)
    verb = f"{they} {_was(entry)}" if reason in PASSIVE else they
    return WORDS[reason].format(they=verb, place=place, when=when)


def _set_out(entry: np.void, view: View, place: str, when: str) -> str:
    size, profile = int(entry["size"]), view.axes.profiles[int(entry["profile"])]
    number = WORDS_TO_TEN[size] if size < len(WORDS_TO_TEN) else str(size)
    people = "person" if size == 1 else "people together"
    return (
        f'{number} {people} ("{profile}") set out from {place} on {when}, for {view.axes.places[int(entry["value"])]}.'
    )


def _joined(entry: np.void, view: View) -> str:
    line, when = view.axes.lines[int(entry["value"])], _when(entry, view)
    where = (
        f"the line at {line.place}" if line.service in BORDER_SERVICES else f"the line for registration in {line.place}"
    )
    on_foot = " on foot" if line.mode == "foot" else ""
    return f"{_they(entry)} joined {where}{on_foot} on {when}."


def _found_bed(entry: np.void, view: View, searches: int) -> str:
    they, place, when, row = (
        _they(entry),
        view.axes.places[int(entry["place"])],
        _when(entry, view),
        int(entry["value"]),
    )
    if row < 0:
        return f"{they} had a place to stay in {place}, from {when}."
    kind = view.lodging_of[view.axes.lodging[row]].kind
    before = f" after looking {_times(searches)} in vain" if searches else ""
    return f"{they} found a bed in {place} ({kind}) on {when}{before}."


def _they(entries: np.ndarray | np.void) -> str:
    return "they" if int(np.atleast_1d(entries["size"])[0]) > 1 else "the traveller"


def _was(entry: np.void) -> str:
    return "were" if int(entry["size"]) > 1 else "was"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _hours(hours: float) -> str:
    return "less than an hour" if hours < 1 else "one hour" if round(hours) == 1 else f"{round(hours)} hours"


def _when(entry: np.void, view: View) -> str:
    moment = view.axes.start + timedelta(seconds=int(entry["time"]) / MOMENTS_PER_SECOND)
    local: datetime = moment.astimezone(view.zone([int(entry["place"])]))
    return f"{local.day} {local:%B} at {local:%H:%M}"


def sample(journeys: np.ndarray, most_parties: int) -> np.ndarray:
    """The journeys of the first parties that are followed, whole: JOURNEY[n], at most so many parties."""
    parts = by_party(journeys)[:most_parties]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=JOURNEY)
