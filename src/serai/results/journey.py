"""Journeys of invented parties: which to tell of, and their steps as facts; words are made by the report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from serai.codes import Reason
from serai.results.view import BORDER_SERVICES, View
from serai.state.log import JOURNEY
from serai.units import MOMENTS_PER_HOUR, MOMENTS_PER_SECOND

COMPANY = 2
GROUP = 3
INVENTED = (
    "An invented traveller from one random draw: no real person was followed, and other draws turn out differently."
)


class Journey(NamedTuple):
    """The entries of one party, in order of time, and its wait at the post in hours (-1 if it never crossed)."""

    entries: np.ndarray
    wait_hours: float

    @property
    def size(self) -> int:
        """People in the party."""
        return int(self.entries["size"][0])

    def has(self, *reasons: Reason) -> bool:
        """Whether any of its entries is one of these."""
        return bool(np.isin(self.entries["reason"], [int(reason) for reason in reasons]).any())


class Step(NamedTuple):
    """One step of a journey.

    Attributes
    ----------
    what : str
        Key of the texts, part journey.
    when : datetime; local time of the place, naive
    place, other : str; where, and the place it heads for (blank where there is none)
    kind : str; of the lodging
    wait_hours : float; from joining the line to the crossing, else -1
    times : int; how often a bed was looked for in vain before
    """

    what: str
    when: datetime
    place: str
    other: str = ""
    kind: str = ""
    wait_hours: float = -1.0
    times: int = 0


def by_party(journeys: np.ndarray) -> list[np.ndarray]:
    """The log cut into parties, each in its order, by the time of their first entries."""
    if not journeys.size:
        return []
    order = np.argsort(journeys["key"], kind="stable")
    cuts = np.flatnonzero(np.diff(journeys["key"][order])) + 1
    parts = np.split(order, cuts)
    return [journeys[part] for part in sorted(parts, key=lambda part: int(part[0]))]


def pick(journeys: np.ndarray, view: View) -> Journey | None:
    """The journey to show; None where none crossed.

    One that came all the way from an origin to a bed, rather two people than another number, and of these the one
    that waited longest at the border.
    """
    crossed = [journey for journey in all_journeys(journeys, view) if journey.wait_hours >= 0]
    return max(crossed, key=_interest, default=None)


def pick_several(journeys: np.ndarray, view: View) -> list[Journey]:
    """A few journeys that go differently, each once: two friends, a larger group, one that did not get in, and so on.

    Of each kind the one that waited longest at the border; kinds that nobody followed is of are left out.
    """
    every = all_journeys(journeys, view)
    kinds: tuple[Callable[[Journey], bool], ...] = (
        lambda item: is_friends(item, view) and item.wait_hours >= 0,
        lambda item: item.size >= GROUP and item.wait_hours >= 0,
        lambda item: item.has(Reason.REFUSED, Reason.GAVE_UP),
        lambda item: item.has(Reason.NO_BED) and item.wait_hours >= 0,
        lambda item: item.size == 1 and item.has(Reason.REGISTERED),
    )
    chosen: list[Journey] = []
    for is_kind in kinds:
        left = [item for item in every if is_kind(item) and all(item is not other for other in chosen)]
        if left:
            chosen.append(max(left, key=_interest))
    return chosen


def is_friends(journey: Journey, view: View) -> bool:
    """Whether a party is two people of a profile that is liable to the trigger: two friends, not a family."""
    liable = {profile.name for profile in view.scenario.profiles if profile.liable}
    return journey.size == COMPANY and view.axes.profiles[int(journey.entries["profile"][0])] in liable


def all_journeys(journeys: np.ndarray, view: View) -> list[Journey]:
    """The log cut into journeys, each with its wait at the post."""
    return [Journey(entries, _wait_hours(entries, view)) for entries in by_party(journeys)]


def _interest(journey: Journey) -> tuple[bool, bool, float]:
    is_whole = (
        journey.has(Reason.SET_OUT) and journey.has(Reason.FOUND_BED) and bool(journey.entries["origin_known"][0])
    )
    return is_whole, journey.size == COMPANY, journey.wait_hours


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


def steps_of(journey: Journey, view: View) -> list[Step]:
    """The steps of a journey in their order; searches in vain are counted in the step that follows them."""
    text: list[Step] = []
    searches, in_line = 0, False
    for entry in journey.entries:
        reason = Reason(int(entry["reason"]))
        if reason == Reason.NO_BED:
            searches += 1
            continue
        if reason == Reason.JOINED_LINE:
            if not in_line:
                text.append(_joined(entry, view))
            in_line = True
            continue
        if reason == Reason.REACHED_POST:
            continue
        in_line = False
        text.append(_step(entry, reason, journey.wait_hours, view, searches))
        searches = 0 if reason == Reason.FOUND_BED else searches
    if searches:
        last = journey.entries[-1]
        text.append(Step("no_bed", when(last, view), _place(last, view), times=searches))
    return text


def _step(entry: np.void, reason: Reason, wait_hours: float, view: View, searches: int) -> Step:
    place, moment, other = _place(entry, view), when(entry, view), int(entry["value"])
    if reason == Reason.CROSSED_IN:
        return Step("crossed_after" if wait_hours > 0 else "crossed", moment, place, wait_hours=wait_hours)
    if reason in (Reason.SET_OUT, Reason.CHANGED_POST):
        return Step(reason.name.lower(), moment, place, view.axes.places[other])
    if reason == Reason.LEFT_CITY:
        if other < 0:
            return Step("left_country", moment, place)
        return Step("left_city", moment, place, view.axes.places[other])
    if reason == Reason.FOUND_BED:
        if other < 0:
            return Step("had_place", moment, place)
        kind = view.lodging_of[view.axes.lodging[other]].kind
        return Step("found_bed_after" if searches else "found_bed", moment, place, kind=kind, times=searches)
    return Step(reason.name.lower(), moment, place)


def _joined(entry: np.void, view: View) -> Step:
    line = view.axes.lines[int(entry["value"])]
    is_border = line.service in BORDER_SERVICES
    what = ("joined_foot" if line.mode == "foot" else "joined") if is_border else "joined_registration"
    return Step(what, when(entry, view), line.place)


def _place(entry: np.void, view: View) -> str:
    return view.axes.places[int(entry["place"])]


def when(entry: np.void, view: View) -> datetime:
    """The moment of an entry on the clock of its place (naive)."""
    moment = view.axes.start + timedelta(seconds=int(entry["time"]) / MOMENTS_PER_SECOND)
    local: datetime = moment.astimezone(view.zone([int(entry["place"])])).replace(tzinfo=None)
    return local


def sample(journeys: np.ndarray, most_parties: int) -> np.ndarray:
    """The journeys of the first parties that are followed, whole: JOURNEY[n], at most so many parties."""
    parts = by_party(journeys)[:most_parties]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=JOURNEY)
