"""The observations of kazakhstan-2022: their ranges come from what was reported, and no collected figure is lost.

Where the collection of facts lies beside the project, the figures are held against it too.
"""

from __future__ import annotations

import csv
from importlib import resources
from pathlib import Path

import pytest

from serai.scenario.published import published_range
from serai.scenario.read.load import load

PROJECT = Path(__file__).parents[3]
FACTS = PROJECT.parent / "shared" / "facts" / "kazakhstan-2022-observations.csv"
LEFT_OUT = PROJECT / "docs" / "data" / "kazakhstan-2022-left-out.csv"
N_FACTS = 242
KINDS = {"an input", "contradicted", "not simulated", "outside the run", "repeated"}
CLASSES = ("high", "medium", "low")
STATED_RANGES = {  # figures that the rule cannot give; the notes of the rows say why
    "peak-day": (22500, 33000), "congested-posts-23-sep": (3, 6), "zhelkuar-empty": (None, 20),
    "east-no-wait-30-sep": (None, 3), "registered-to-4-oct": (9700, 65700),
    "rents-oral-28-sep": (1.18, 1.5), "rents-aktobe-28-sep": (1.2, 1.5), "rents-kostanay-28-sep": (1.2, 1.5),
    "rents-petropavl-28-sep": (1.2, 1.5), "rents-pavlodar-28-sep": (1.24, 1.5), "rents-astana-28-sep": (1.1, 1.3),
    "rents-shymkent-28-sep": (0.95, 1.08), "rents-taraz-28-sep": (0.95, 1.08), "rents-kokshetau-28-sep": (0.95, 1.08),
    "rents-petropavl-peak": (10, 23), "almaty-scarce": (None, 9),
}  # fmt: skip
PERCENT = {"percent", "percent vs before"}
BY_HAND = {  # figures that are calculated from facts: what is done to them
    "doubled-from-22-sep": lambda f: 2 * f[9],
    "stayed-to-27-sep": lambda f: f[22] - f[23],
    "stayed-to-4-oct": lambda f: f[33] - f[34],
    "west-entries-30-sep": lambda f: f[88] - f[69],
    "kairak-entries-a-day": lambda f: f[125] * f[126],
    "registered-to-27-sep": lambda f: f[56] - 3400,
    "registered-to-4-oct": lambda f: None,
    "oral-full": lambda f: 1,
    "petropavl-hotels-full": lambda f: f[226] / 100,
    "rents-oral-28-sep": lambda f: 1 + f[197] / 100,
    "rents-pavlodar-28-sep": lambda f: 1 + f[195] / 100,
}
MIDDLE_OF_RANGE = {"rents-aktobe-28-sep", "rents-kostanay-28-sep", "rents-petropavl-28-sep"}


@pytest.fixture(scope="module")
def written() -> list[dict[str, str]]:
    """The table as it stands in the file."""
    table = resources.files("serai.scenario").joinpath("library/kazakhstan-2022/observations.csv")
    return list(csv.DictReader(table.read_text("utf-8-sig").splitlines()))


@pytest.fixture(scope="module")
def left_out() -> list[dict[str, str]]:
    return list(csv.DictReader(LEFT_OUT.read_text("utf-8-sig").splitlines()))


@pytest.fixture(scope="module")
def facts() -> list[dict[str, str]]:
    if not FACTS.is_file():
        pytest.skip("the collection of facts does not lie beside the project")
    return list(csv.DictReader(FACTS.read_text("utf-8-sig").splitlines()))


def cited(row: dict[str, str]) -> list[int]:
    return [int(word) for word in row["fact_rows"].split()]


def number(text: str) -> float | None:
    return float(text) if text else None


def calculated(row: dict[str, str]) -> tuple[float | None, float | None]:
    """The range of a row of the file by the rule, computed here independently."""
    value, told = number(row["value"]), [number(row[end]) for end in ("reported_low", "reported_high")]
    figures = [figure for figure in (*told, value) if figure is not None]
    place = CLASSES.index(row["confidence"]) + (row["weak"] == "yes") if row["confidence"] in CLASSES else 2
    share = (0.1, 0.25, 0.5, 0.5)[place]
    if row["bound"] == "at least":
        less = float(row["plus_minus"] or 0) + float(row["width"] or 0) * value
        return value - less, 1.0 if row["quantity"] in ("occupancy", "search_refused") else 3 * value
    if row["bound"] == "at most":
        if value == 0:
            return None, 50 if row["quantity"] == "vehicles_waiting" else 2
        return None, max(figures)
    if row["width"]:
        share = float(row["width"])
    if row["widen"] == "yes":
        return told[0] * (1 - share), told[1] * (1 + share)
    margin = float(row["plus_minus"]) if row["plus_minus"] else share * value
    low, high = min(*figures, value - margin), max(*figures, value + margin)
    return (0.4 * low, 1.6 * high) if row["quantity"] == "queue_km" else (low, high)


def test_every_range_follows_from_what_was_reported(written):
    ranges = {row.id: published_range(row) for row in load("kazakhstan-2022").observations}
    by_rule = [row for row in written if not row["low"] and not row["high"] and row["statistic"] != "covers"]
    assert len(by_rule) > 65
    for row in by_rule:
        assert ranges[row["id"]] == pytest.approx(calculated(row)), row["id"]


def test_ranges_that_are_stated_are_those_known_and_say_why(written):
    stated = {row["id"]: row for row in written if row["low"] or row["high"]}
    own = {key: (number(row["low"]), number(row["high"])) for key, row in stated.items()}
    assert own == STATED_RANGES
    assert all(row["note"] for row in stated.values())


def test_rows_say_what_they_are_for_what_they_rest_on_and_where_they_come_from(written):
    for row in written:
        assert row["use"] in ("fit", "test", "given", "shown"), row["id"]
        assert row["rests_on"] in ("sourced", "assumed", "fitted"), row["id"]
        assert row["source"], row["id"]
        assert row["url"].startswith("http"), row["id"]


def test_nothing_after_29_september_is_used_for_fit_but_the_day_after_a_report_of_it(written):
    for row in written:
        if row["use"] == "fit":
            assert row["to"] <= "2022-10-01", row["id"]
            assert row["to"] <= "2022-09-30" or row["statistic"] in ("p90", "max"), row["id"]


def test_every_collected_figure_is_an_observation_or_left_out_with_a_reason(written, left_out):
    used = {number for row in written for number in cited(row)}
    unused = [int(row["row"]) for row in left_out]
    assert unused == sorted(set(unused))
    assert not used & set(unused)
    assert used | set(unused) == set(range(N_FACTS))
    assert {row["kind"] for row in left_out} == KINDS
    assert all(row["reason"] for row in left_out)


def test_the_rows_left_out_are_those_of_the_collection(facts, left_out):
    assert len(facts) == N_FACTS
    for row in left_out:
        fact = facts[int(row["row"])]
        assert [row[column] for column in ("date", "quantity", "place")] == [
            fact[column] for column in ("date", "quantity", "place")
        ]


def test_figures_are_those_of_the_facts_that_they_cite(facts, written):
    values = [number(fact["value"]) for fact in facts]
    for row in written:
        rows, value = cited(row), number(row["value"])
        if not rows or row["id"] in MIDDLE_OF_RANGE:
            continue
        fact = facts[rows[0]]
        if row["id"] in BY_HAND:
            expected = BY_HAND[row["id"]](values)
        elif row["statistic"] == "share":
            expected = round(values[rows[0]] / values[rows[1]], 4)
        elif fact["unit"] in PERCENT:
            expected = 1 + float(fact["value"]) / 100
        else:
            expected = values[rows[0]]
        assert value == (None if expected is None else pytest.approx(expected)), row["id"]
        for end in ("low", "high"):
            told = number(row[f"reported_{end}"])
            if told is not None and row["id"] not in BY_HAND:
                assert told == number(fact[end]), row["id"]


def test_trust_and_source_are_those_of_the_facts(facts, written):
    for row in written:
        for fact in (facts[number] for number in cited(row)[:1]):
            if row["id"] not in BY_HAND and row["statistic"] != "share" and fact["confidence"] in CLASSES:
                assert row["confidence"] == fact["confidence"], row["id"]
                assert row["source"][:30] in fact["source"], row["id"]
            assert (row["weak"] == "yes") == ("undated" in fact["quantity"] or "couple" in fact["quantity"]), row["id"]
