"""What an update leaves beside its run: how it came about, what moved, what was expected, and what lies ahead.

It stands in `update.json` in the folder of the run. A run without that file is a run like any other.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from serai.errors import StoreError
from serai.runs.files import why, write_whole
from serai.scenario.rule import scenario_from_json
from serai.scenario.schema import Observation, Scenario
from serai.study.forecast import Ahead, Answer
from serai.study.weights import Bias

UPDATE_FILE = "update.json"
UPDATE_FORMAT = 1


class ParameterChange(NamedTuple):
    """A parameter before and after: 5 % point, median, 95 % point; `share`: how far its median moved, of its prior."""

    name: str
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    share: float


class Expectation(NamedTuple):
    """A figure that came, beside what was expected of it: median, 50 and 90 % interval with the model error."""

    id: str
    quantity: str
    place: str
    figure: float
    bound: str
    p05: float
    p25: float
    median: float
    p75: float
    p95: float


@dataclass(frozen=True)
class Update:
    """How an updated run came about.

    Attributes
    ----------
    whole : Scenario
        With all of its rows, also those that become known later; without what updates found.
    cut : datetime
    before : datetime or None; the cut of the update before
    horizon : int, days
    draws, seed : int
    used : tuple of Observation; all figures that moved weights so far
    new : int; how many of them are new
    left_out : tuple of str; ids of rows that the user left out
    effective : float
        Effective share of the draws under the new figures, before they were tempered; 1 where there are none.
    power : float; of their likelihood, that was used
    widened : dict of kind of model error -> by which it was multiplied, since hardly a draw explained the figures
    biases : dict of kind of model error -> Bias; that of its group, as the figures used so far tell it
    unexplained : tuple of str; ids of the rows furthest from the draws, where `effective` is below a tenth or a
        figure lies outside the 99.9 % interval
    moved : tuple of ParameterChange
    came : tuple of Expectation
    answers : tuple of Answer
    ahead, ahead_before : tuple of Ahead; the latter of the update before
    """

    whole: Scenario
    cut: datetime
    before: datetime | None
    horizon: int
    draws: int
    seed: int
    used: tuple[Observation, ...]
    new: int
    left_out: tuple[str, ...]
    effective: float
    power: float
    widened: dict[str, float]
    biases: dict[str, Bias]
    unexplained: tuple[str, ...]
    moved: tuple[ParameterChange, ...]
    came: tuple[Expectation, ...]
    answers: tuple[Answer, ...]
    ahead: tuple[Ahead, ...]
    ahead_before: tuple[Ahead, ...]


def update_json(update: Update, *, whole: bool = False) -> dict[str, Any]:
    """An update as `serai update --json` prints it; with the whole scenario and all figures used, as it is kept."""
    result: dict[str, Any] = {
        "format": UPDATE_FORMAT,
        "scenario": update.whole.name,
        "cut": update.cut.isoformat(),
        "before": update.before.isoformat() if update.before else None,
        **{name: getattr(update, name) for name in _PLAIN},
        "biases": {kind: bias._asdict() for kind, bias in update.biases.items()},
        "left_out": list(update.left_out),
        "unexplained": list(update.unexplained),
        "moved": [item._asdict() for item in update.moved],
        "came": [item._asdict() for item in update.came],
        "answers": [item._asdict() for item in update.answers],
        "ahead": [_ahead_json(item) for item in update.ahead],
        "ahead_before": [_ahead_json(item) for item in update.ahead_before],
    }
    if whole:
        result["used"] = [row.model_dump(mode="json", by_alias=True) for row in update.used]
        result["whole"] = update.whole.model_dump_json(by_alias=True)
    return result


_PLAIN = ("horizon", "draws", "seed", "new", "effective", "power", "widened")


def _ahead_json(item: Ahead) -> dict[str, Any]:
    return item._asdict() | {"day": item.day.isoformat()}


def keep_update(update: Update, folder: Path) -> None:
    """Write an update beside its run, whole or not at all; raises StoreError if it cannot be written."""
    text = json.dumps(update_json(update, whole=True), ensure_ascii=False, allow_nan=False, indent=1)
    write_whole(folder / UPDATE_FILE, (text + "\n").encode("utf-8"))


def forget_update(folder: Path) -> None:
    """Take away the update of a folder before another run is kept there, so that none is left beside a run not its own.

    Raises
    ------
    StoreError
        If it cannot be taken away.
    """
    try:
        (folder / UPDATE_FILE).unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f'cannot replace "{folder / UPDATE_FILE}": {why(error)}') from error


def read_update(folder: Path | None) -> Update | None:
    """The update beside a run; None where the run is none.

    Raises
    ------
    StoreError
        If the file is damaged, or of a newer Serai.
    """
    if folder is None or not (folder / UPDATE_FILE).is_file():
        return None
    path = folder / UPDATE_FILE
    try:
        given = json.loads(path.read_bytes().decode("utf-8"))
        if given["format"] > UPDATE_FORMAT:
            raise StoreError(f'"{path}" was written by a newer Serai; update Serai to open it')
        return _update(given)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise StoreError(f'"{path}" is damaged or truncated; run the update again') from error


def _update(given: dict[str, Any]) -> Update:
    return Update(
        whole=scenario_from_json(given["whole"]),
        cut=datetime.fromisoformat(given["cut"]),
        before=datetime.fromisoformat(given["before"]) if given["before"] else None,
        **{name: given[name] for name in _PLAIN},
        used=tuple(Observation.model_validate(row) for row in given["used"]),
        biases={kind: Bias(**of) for kind, of in given.get("biases", {}).items()},
        left_out=tuple(given["left_out"]),
        unexplained=tuple(given["unexplained"]),
        moved=tuple(_moved(item) for item in given["moved"]),
        came=tuple(Expectation(**item) for item in given["came"]),
        answers=tuple(Answer(item["name"], _three(item["before"]), _three(item["after"])) for item in given["answers"]),
        ahead=tuple(_ahead(item) for item in given["ahead"]),
        ahead_before=tuple(_ahead(item) for item in given["ahead_before"]),
    )  # fmt: skip


def _moved(given: dict[str, Any]) -> ParameterChange:
    before, after = (_three(given[part]) for part in ("before", "after"))
    if before is None or after is None:
        raise ValueError(given["name"])
    return ParameterChange(given["name"], before, after, given["share"])


def _three(given: list[float] | None) -> tuple[float, float, float] | None:
    return None if given is None else (given[0], given[1], given[2])


def _ahead(given: dict[str, Any]) -> Ahead:
    return Ahead(**{**given, "day": date.fromisoformat(given["day"])})
