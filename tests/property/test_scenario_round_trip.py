"""Whatever a scenario holds, writing and reading it gives the same scenario."""

# One field, one line.
# ruff: noqa: E501

from __future__ import annotations

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from serai.scenario.cells import text_fault
from serai.scenario.read.load import load
from serai.scenario.rules.check import check
from serai.scenario.schema import (
    ASSUMED,
    Departure,
    Event,
    Group,
    Lodging,
    Mode,
    Observation,
    Place,
    Profile,
    Quantity,
    Route,
    Scenario,
    Service,
    default_modes,
)
from serai.scenario.write.write import write

START, END = date(2024, 3, 1), date(2024, 4, 1)
ODD = st.sampled_from(
    ["NO", "1e5", "007", "=cmd|' /C calc'!A0", "@x", "+1", "-", "2024-03-01", "a,b;c", 'say "x"', "true", "null", "1:1",
     "_x0041_", "Орал", "O'Zbek", "a\tb", "%1", "{a: b}", "[x]", "key: value", "x #y", "'", "\\", "🏔", "sep=;", "nan"]
)  # fmt: skip
TEXT = st.one_of(ODD, st.text(max_size=30)).map(str.strip)
LINE = TEXT.filter(lambda text: not text_fault(text))
NAME = LINE.filter(lambda text: text and not text.startswith("#"))
WORD = NAME.filter(lambda text: not any(letter.isspace() for letter in text))
NOTE = st.one_of(TEXT, st.just("two\nlines")).filter(lambda text: not text_fault(text, multi_line=True))
SOURCE = NOTE.map(lambda text: text or ASSUMED)
MOMENT = st.integers(0, 30 * 86_400).map(lambda seconds: datetime(2024, 3, 1) + timedelta(seconds=seconds))
SHARE = st.floats(0, 1)
AMOUNT = st.floats(0, 1e12)
POSITIVE = st.floats(1e-6, 1e4)


def ranged(column: str, low: float, value: float, high: float) -> dict[str, object]:
    low, value, high = sorted((low, value, high))
    return {column: value, "ranges": ((column, low, high),)}


@st.composite
def quantities(draw, least: float, most: float) -> Quantity:
    low, value, high = sorted(draw(st.tuples(*[st.floats(least, most)] * 3)))
    ends = draw(st.sampled_from([{}, {"low": low, "high": high}]))
    return Quantity(value=value, source=draw(SOURCE), **ends)


@st.composite
def places(draw, names: list[str]) -> tuple[Place, ...]:
    return tuple(
        Place(
            name=name,
            kind=draw(st.sampled_from(["city", "camp", "junction"])),
            country=draw(st.sampled_from(["", "KAZ"])),
            region=draw(LINE),
            admin_code=draw(LINE),
            lat=draw(st.floats(-90, 90)),
            lon=draw(st.floats(-180, 180)),
            time_zone=draw(st.sampled_from(["", "Asia/Almaty"])),
            population=draw(st.none() | AMOUNT),
            labels=tuple((language, label) for language, label in (("de", draw(LINE)), ("kk", draw(LINE))) if label),
            source=draw(SOURCE),
            note=draw(NOTE),
        )
        for name in names
    )


@st.composite
def scenarios(draw) -> Scenario:
    names = draw(st.lists(NAME, min_size=2, max_size=4, unique_by=str.casefold))
    kind, profile = draw(WORD), draw(WORD)
    ids = draw(st.lists(NAME, min_size=8, max_size=8, unique_by=str.casefold))
    row = {"source": draw(SOURCE), "note": draw(NOTE)}
    period = dict(
        zip(("start", "end"), sorted(draw(st.tuples(MOMENT, MOMENT).filter(lambda two: two[0] != two[1]))), strict=True)
    )
    return Scenario(
        name=draw(st.sampled_from(["river-town", "1e5", "NO", "2024-03-01"])),
        title=draw(LINE),
        description=draw(NOTE),
        start=START,
        end=END,
        tick_minutes=draw(st.sampled_from([1, 30, 60, 90, 120, 1440])),
        seed=draw(st.integers(0, 2**63 - 1)),
        modes=draw(st.sampled_from([default_modes(), {"car": Mode(line="car", speed_kmh=draw(quantities(1, 90)), hours_per_day=9, source=draw(SOURCE))}])),
        places=draw(places(names)),
        groups=tuple(Group(name=name, member=names[0]) for name in ids[:1] if name.casefold() not in {n.casefold() for n in names}),
        routes=(Route(from_place=names[0], to_place=names[1], km=draw(st.none() | POSITIVE), two_way=draw(st.booleans()), **row),),
        profiles=(Profile(name=profile, size="1:0.5 3:0.5", lodging=kind, **ranged("informed_share", *draw(st.tuples(SHARE, SHARE, SHARE)))),),
        departures=(Departure(id=ids[1], origin=names[0], profile=profile, **ranged("people", *draw(st.tuples(AMOUNT, AMOUNT, AMOUNT)))),) if draw(st.booleans()) else (),
        services=(
            Service(id=ids[2], place=names[0], service="registration", servers=draw(st.integers(0, 9)), minutes=draw(POSITIVE), called=draw(NAME), hours="22:00-06:00", weekdays="sat,sun", **row),
            Service(id=ids[3], place=names[1], service="seats", line=draw(LINE.filter(lambda text: text != ids[2])), pool=draw(LINE), cap=draw(st.none() | AMOUNT), servers=1, minutes=1, **period),
        ),
        lodging=(Lodging(id=ids[4], place=names[0], kind=kind, price=draw(st.none() | AMOUNT), **ranged("beds", *draw(st.tuples(AMOUNT, AMOUNT, AMOUNT)))),),
        events=(Event(id=ids[5], date=draw(MOMENT), what="news", value=draw(st.floats(-10, 1)), **row),),
        observations=(Observation(id=ids[6], quantity="entries", statistic="sum", fact_group=draw(NAME), value=draw(st.floats(-1e300, 1e300)), url=draw(LINE), **row, **period),),
    )  # fmt: skip


def is_right(scenario: Scenario) -> bool:
    """Names may meet by chance (a group and a region, say) and places may be out of reach; such are refused."""
    from serai.errors import ScenarioError

    try:
        check(scenario)
    except ScenarioError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["", ".xlsx"])
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(scenario=scenarios().filter(is_right))
def test_reading_what_was_written_gives_the_same_scenario(ending, scenario):
    with tempfile.TemporaryDirectory() as folder:
        assert load(write(scenario, Path(folder) / f"copy{ending}")) == scenario
