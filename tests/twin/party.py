"""A party, and a step of its journey."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from serai.codes import Reason, Stage
from serai.scenario.schema import Profile

ARRANGED = "lodging of its own"  # taken by those who need none of ours


class Step(NamedTuple):
    """One entry of a party's journey; the value is a number, or the name of a place, line or lodging."""

    moment: int
    reason: Reason
    place: str
    value: int | str
    size: int


@dataclass
class Party:
    """People who travel together."""

    key: int
    profile: Profile
    size: int
    origin: str | None = None
    due: int = 0  # moment of what comes next; in a line: of joining it
    since: int = 0  # before the crossing: setting out; after it: reaching the city
    stage: Stage = Stage.AT_HOME
    post: str = ""
    city: str = ""
    mode: str = ""
    bed: str = ""  # id of the lodging, ARRANGED, or blank
    next_line: str = ""
    plan: str = ""  # of a lodged party: "visit", "home", or blank: leave
    is_registered: bool = False
    stops_over: bool = False
    to_third_country: bool = False
    nights: int = 0
    leg: int = 0
    cause: str = "ordinary"
    steps: list[Step] = field(default_factory=list)
