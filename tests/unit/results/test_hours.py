"""Crossings in a period of hours are those of exactly these hours."""

from dataclasses import replace

import numpy as np
import pytest

from serai.results.quantities import answer
from serai.results.view import View
from serai.scenario.hours import keeps_hours

HOURS = 6 * 24


@pytest.fixture
def by_hour(bench):
    """A man enters at West Post at every hour, at noon of 3 September 100 more; two of a family leave by night."""
    axes = replace(bench.outcome.axes, n_hours=HOURS)
    entries, exits = np.zeros((2, HOURS, axes.size("place"), axes.size("profile")), dtype=np.int32)
    west, men, family = axes.places.index("West Post"), 0, 1
    entries[:, west, men] = 1
    entries[3 * 24 + 12, west, men] += 100
    exits[2 * 24 + 23 : 3 * 24 + 1, west, family] = 1
    registered = np.zeros_like(entries)
    registered[2 * 24 + 9, axes.places.index("Oral"), family] = 7
    counts = {"entries_by_hour": entries, "exits_by_hour": exits, "registered_by_hour": registered}
    arrays = {**bench.outcome.arrays, **counts}
    return View(replace(bench.outcome, axes=axes, arrays=arrays), bench.scenario)


@pytest.fixture
def ask(by_hour, observe):
    return lambda *given, **columns: answer(observe(*given, **columns), by_hour)


def test_a_sum_counts_exactly_these_hours(ask):
    assert ask("entries", "sum", "2022-09-02T10:00", "2022-09-03T10:00").value == 24
    assert ask("entries", "sum", "2022-09-02T13:00", "2022-09-03T13:00").value == 124
    assert ask("entries", "sum", "2022-09-03T12:00", "2022-09-03T13:00", place="West Post", who="men").value == 101
    assert ask("exits", "sum", "2022-09-02T12:00", "2022-09-03T00:00").value == 1


def test_registrations_are_counted_by_hour_too(ask):
    assert ask("registered", "sum", "2022-09-02T09:00", "2022-09-02T10:00").value == 7
    assert ask("registered", "sum", "2022-09-02T10:00", "2022-09-03T10:00").value == 0


def test_a_mean_is_a_rate_a_day_and_a_share_is_of_the_same_hours(ask):
    assert ask("entries", "mean", "2022-09-02T06:00", "2022-09-02T12:00").value == 24
    share = ask("entries", "share", "2022-09-03T12:00", "2022-09-03T13:00", place="West Post", against="posts")
    assert share.value == 1
    assert ask("entries", "share", "2022-09-03T12:00", "2022-09-03T13:00", who="family").value == 0


def test_who_stayed_is_entries_less_exits_of_these_hours(ask):
    assert ask("stayed", "sum", "2022-09-02T22:00", "2022-09-03T02:00").value == 2
    assert ask("stayed", "last", "2022-09-02T22:00", "2022-09-03T02:00").value == 2


def test_a_blank_end_is_that_of_the_run(ask):
    assert ask("entries", "sum", None, "2022-09-01T01:00").value == 25  # with the day before, of places to the west
    assert ask("entries", "sum", "2022-09-04T20:00").value == 4 + 24


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (("entries", "max"), "of a period of hours there is a sum, a mean or a share, no max"),
        (("stayed", "max"), "of a period of hours there is a sum, no max"),
        (("refused", "sum"), "refused is stored by whole days; the period must begin and end at midnight"),
        (("wait_served", "p90"), "wait_served is stored by whole days; the period must begin and end at midnight"),
    ],
)
def test_what_hours_cannot_tell_is_said(ask, given, reason):
    found = ask(*given, "2022-09-02T10:00", "2022-09-03T10:00")
    assert (found.value, found.reason) == (None, reason)


def test_half_hours_are_not_kept_and_a_run_without_hours_says_what_to_do(ask, bench):
    assert ask("entries", "sum", "2022-09-02T10:30", "2022-09-03T10:00").reason == (
        "counts are stored by hour; the period must begin and end at a full hour"
    )
    assert bench.ask("entries", "sum", "2022-09-02T10:00", "2022-09-03T10:00").reason == (
        "the run stored no hourly counts for it; run the scenario again with this row in its table observations"
    )


def test_hours_are_kept_where_an_observation_of_crossings_asks_for_them(bench, observe):
    def keeps(row):
        return keeps_hours(bench.scenario.model_copy(update={"observations": (row,)}))

    assert keeps(observe("stayed", "sum", "2022-09-02", "2022-09-03T10:00"))
    assert not keeps(observe("entries", "sum", "2022-09-02", "2022-09-03"))
    assert not keeps(observe("waiting", "mean", "2022-09-02", "2022-09-03T10:00"))
