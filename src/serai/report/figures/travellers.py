"""A few invented travellers: their stages in time, and a sentence for each step."""

from __future__ import annotations

from datetime import datetime, time
from itertools import pairwise
from typing import Any

from serai.codes import Reason
from serai.report.journey_words import sentence_of
from serai.results.journey import Journey, is_friends, pick_several, steps_of, when
from serai.results.view import View
from serai.units import SECONDS_PER_MINUTE

SECONDS_PER_HOUR = SECONDS_PER_MINUTE * 60
STAGES = {
    Reason.SET_OUT: "travel", Reason.CROSSED_IN: "travel", Reason.LEFT_CITY: "travel", Reason.CHANGED_POST: "travel",
    Reason.REACHED_POST: "line", Reason.JOINED_LINE: "line", Reason.CHANGED_LINE: "line",
    Reason.REACHED_CITY: "search", Reason.NO_BED: "search", Reason.FOUND_BED: "lodged", Reason.REGISTERED: "lodged",
}  # fmt: skip


def travellers(view: View, languages: tuple[str, ...]) -> list[dict[str, Any]]:
    """A few journeys.

    Returns
    -------
    list of dict with `size`, `kind` (friends, alone or group), `turned` and `nights` (whether it was turned
    back, or found no bed at first), `profile`, `bars` ([stage, first hour, last hour, place], local hours since the
    scenario's first midnight) and `steps` ({hour, and one sentence for each language}).
    """
    return [_traveller(item, view, languages) for item in pick_several(view.outcome.journeys, view)]


def _traveller(journey: Journey, view: View, languages: tuple[str, ...]) -> dict[str, Any]:
    size = journey.size
    return {
        "size": size,
        "kind": "alone" if size == 1 else "friends" if is_friends(journey, view) else "group",
        "turned": journey.has(Reason.REFUSED, Reason.GAVE_UP),
        "nights": journey.has(Reason.NO_BED),
        "profile": view.axes.profiles[int(journey.entries["profile"][0])],
        "bars": _bars(journey, view),
        "steps": [
            {
                "hour": _hour(step.when, view),
                "text": {code: sentence_of(step, journey, view, code) for code in languages},
            }
            for step in steps_of(journey, view)
        ],
    }


def _bars(journey: Journey, view: View) -> list[list[Any]]:
    """What the party was doing between its entries; a stretch of one stage at one place is one bar."""
    bars: list[list[Any]] = []
    for entry, after in pairwise(journey.entries):
        stage = STAGES.get(Reason(int(entry["reason"])))
        if stage is None:
            continue
        if stage == "line" and Reason(int(entry["reason"])) == Reason.JOINED_LINE and bars and bars[-1][0] == "lodged":
            stage = "lodged"  # a line for registration, by somebody who has a bed
        begin, end, place = _hour(when(entry, view), view), _hour(when(after, view), view), int(after["place"])
        if bars and bars[-1][0] == stage and (bars[-1][3] == place or stage == "lodged"):
            bars[-1][2] = end
        else:
            bars.append([stage, begin, end, place])
    return bars


def _hour(moment: datetime, view: View) -> float:
    first = datetime.combine(view.scenario.start, time())
    return round((moment - first).total_seconds() / SECONDS_PER_HOUR, 1)
