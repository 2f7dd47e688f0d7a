"""What `serai new` does: a copy of a scenario, or a first scenario of a new crisis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from serai.cli.arguments import name_for, shown_path
from serai.cli.console import say
from serai.errors import UsageError

if TYPE_CHECKING:
    from serai.begin.begin import FirstScenario

DEFAULT_SOURCE = "kazakhstan-2022"
FIRST_ASKED = 5
DRAWS = 40


@dataclass(frozen=True)
class NewRequest:
    """What was asked of `serai new`; None: not given."""

    target: Path
    source: str | None
    goals: tuple[str, ...]
    from_scenario: str | None
    border: Path | None
    event: str | None
    expect: tuple[float | None, float | None, float | None]
    peak_days: float | None
    kit: str | None
    places: int | None


def make_new(request: NewRequest) -> None:
    """Make what was asked for, and say what it is and what comes next.

    Raises
    ------
    UsageError
        If options do not go together.
    """
    if request.from_scenario is not None:
        _refuse(request, "--from-scenario", allowed=("--border",))
        if request.border is None:
            raise UsageError("--from-scenario needs the posts of the new border: --border posts.csv")
        _with_other_border(request.from_scenario, request.border, request.target)
    elif request.goals:
        if request.source is None:
            raise UsageError("--to needs the country of departure as well: --from RUS --to GEO")
        _begin(request, request.source)
    else:
        _refuse(request, "a copy of a scenario", allowed=("--from",))
        _copy(request.source or DEFAULT_SOURCE, request.target)


def _refuse(request: NewRequest, what: str, *, allowed: tuple[str, ...]) -> None:
    """Refuse options that the way of making does not know."""
    given = {
        "--from": request.source, "--to": request.goals, "--border": request.border, "--event": request.event,
        "--expect": request.expect[1], "--expect-low": request.expect[0], "--expect-high": request.expect[2],
        "--peak-days": request.peak_days, "--kit": request.kit, "--places": request.places,
    }  # fmt: skip
    wrong = [option for option, value in given.items() if value not in (None, ()) and option not in allowed]
    if wrong:
        raise UsageError(f"{what} does not go with {', '.join(wrong)}; a new crisis has --from RUS --to GEO")


def _copy(source: str, target: Path) -> None:
    from serai.begin.gazetteer import countries
    from serai.scenario.read.load import load
    from serai.scenario.write.write import write

    if source.upper() in countries() and not Path(source).exists():
        raise UsageError(f"{source} is a country; for a new crisis also say where people go: --to GEO")
    copied = load(source)
    write(copied.model_copy(update={"name": name_for(target)}), target)
    say(f"{target} contains a copy of {source}. Edit it, then: serai check {shown_path(target)}")


def _begin(request: NewRequest, origin: str) -> None:
    from serai.begin.ask import front_of
    from serai.begin.begin import DEFAULT_KIT, DEFAULT_PLACES, CrisisRequest, begin
    from serai.scenario.write.write import write

    low, value, high = request.expect
    crisis = CrisisRequest(
        name=name_for(request.target), origin=origin, goals=request.goals, border=request.border,
        event=_day(request.event), expect=value, expect_low=low, expect_high=high, peak_days=request.peak_days,
        kit=request.kit or DEFAULT_KIT, places=DEFAULT_PLACES if request.places is None else request.places,
    )  # fmt: skip
    begun = begin(crisis)
    write(begun.scenario, request.target, front=front_of(begun.scenario.title, begun.asked))
    _print_summary(begun, request.target)


def _day(given: str | None) -> date | None:
    from serai.scenario.cells import parse_moment

    try:
        return None if given is None else parse_moment(given).date()
    except ValueError as error:
        raise UsageError(f"--event {error}") from None


def _print_summary(begun: FirstScenario, target: Path) -> None:
    from serai.scenario.inventory import contents
    from serai.scenario.write.front import FRONT_FILE, FRONT_SHEET

    is_book = target.suffix.lower() == ".xlsx"
    say(f"{target} contains a first scenario:")
    for line in contents(begun.scenario):
        say(f"  {line}")
    say("")
    for remark in begun.remarks:
        say(remark)
    say("")
    where = f'the sheet "{FRONT_SHEET}"' if is_book else str(target / FRONT_FILE)
    say(f"Ask first (all {len(begun.asked)} guesses in {where}):")
    for number, question in enumerate(begun.asked[:FIRST_ASKED], start=1):
        ends = f" ({question.low} to {question.high})" if question.low else ""
        say(f"  {number}. {question.what}: {question.value}{ends}, {question.known}. Who would know: {question.who}")
    say("")
    say(f"Next: serai run {shown_path(target)} --draws {DRAWS}")


def _with_other_border(source: str, border: Path, target: Path) -> None:
    from serai.begin.exchange import with_border
    from serai.scenario.read.load import load
    from serai.scenario.write.write import write

    exchanged = with_border(load(source), border, name_for(target))
    write(exchanged.scenario, target)
    say(f"{target} contains {source} with the border of {border.name}:")
    for remark in exchanged.remarks:
        say(f"  {remark}")
    say(f"Next: serai check {shown_path(target)}")
