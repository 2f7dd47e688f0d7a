"""russia-2022 holds kazakhstan-2022 among other destinations: both say the same of Kazakhstan, within their bands."""

from __future__ import annotations

import pytest

import serai
from serai.results.score import ScoreRow

DRAWS = 5


@pytest.fixture(scope="module")
def both() -> list[tuple[ScoreRow, ScoreRow]]:
    """Each published figure of Kazakhstan with what kazakhstan-2022 says to it, and what russia-2022 says."""
    alone, among = (
        {row.id: row for row in serai.simulate(serai.load(name), seed=1, draws=DRAWS).score_rows()}
        for name in ("kazakhstan-2022", "russia-2022")
    )
    assert alone.keys() == among.keys()
    return [(row, among[name]) for name, row in alone.items()]


def is_inside(row: ScoreRow, of: ScoreRow) -> bool:
    """Whether the median of one lies inside the 90 % interval of the other."""
    return of.simulated_low <= row.simulated <= of.simulated_high


@pytest.mark.slow
def test_each_says_of_kazakhstan_what_lies_in_the_band_of_the_other(both):
    assert len(both) == 86
    assert [one.id for one, other in both if not (is_inside(one, other) and is_inside(other, one))] == []


@pytest.mark.slow
def test_entries_into_kazakhstan_differ_by_less_than_an_eighth(both):
    """Bands hold the model error and are wide; the medians of national entries are nearer to each other than that."""
    entries = [(one, other) for one, other in both if one.quantity == "entries" and not (one.place or one.service)]
    assert len(entries) >= 8
    assert [one.id for one, other in entries if abs(other.simulated / one.simulated - 1) > 1 / 8] == []
