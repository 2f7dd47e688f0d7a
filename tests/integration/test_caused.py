"""How many came because of the trigger: by cause, and as the difference to the run without it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

import serai
from serai.errors import UsageError
from serai.report.score_beside import caused_sections
from serai.study.caused import caused_json, entries_caused, without_events


def test_events_that_are_named_or_of_a_kind_do_nothing(river):
    triggers = {event.id for event in river.events if event.what == "trigger"}
    quiet = without_events(river, "trigger")
    for before, after in zip(river.events, quiet.events, strict=True):
        assert after.value == (0 if before.id in triggers else before.value)
    only = without_events(river, min(triggers))
    assert [event.id for event in only.events if event.value == 0] == [min(triggers)]
    with pytest.raises(UsageError, match='the scenario has no event "flod"'):
        without_events(river, "flod")


def test_both_figures_of_a_run_are_those_of_its_entries(river, river_run):
    found = entries_caused(river_run)
    quiet = serai.simulate(without_events(river, "trigger", "news", "control"), seed=river_run.seed)
    profiles = [row for row, profile in enumerate(river.profiles) if profile.tracked]
    entries = [run.outcome.arrays["entries"][:, :, profiles].sum() for run in (river_run, quiet)]
    last = found[-1]
    assert last.until == river.end
    assert last.by_cause.median == river_run.headline.total.because.median > 0
    since = (river_run.headline.total.start - river_run.outcome.axes.first_day).days
    before = [run.outcome.arrays["entries"][:since, :, profiles].sum() for run in (river_run, quiet)]
    assert last.caused.median == (entries[0] - before[0]) - (entries[1] - before[1])
    assert last.caused.low == last.caused.median == last.caused.high


def test_sums_grow_week_by_week_from_the_day_of_the_trigger(river, river_run):
    found = entries_caused(river_run)
    weeks = [week.end for week in river_run.headline.parts]
    assert [week.until for week in found] == weeks
    by_cause = [week.by_cause.median for week in found]
    assert by_cause == sorted(by_cause)
    assert by_cause == np.cumsum([week.because.median for week in river_run.headline.parts]).tolist()


def test_draws_give_a_median_and_a_90_percent_interval(river_draws):
    last = entries_caused(river_draws)[-1]
    assert last.by_cause.low < last.by_cause.median < last.by_cause.high
    assert last.caused.low <= last.caused.median <= last.caused.high
    written = caused_json([last])[0]
    assert written["until"] == river_draws.scenario.end.isoformat()
    assert written["entries_by_cause"]["median"] == last.by_cause.median


def test_without_a_trigger_nothing_is_caused_by_one(river, river_run):
    quiet = river.model_copy(update={"events": ()})
    run = type(river_run)(quiet, 1, river_run.outcome, river_run.provenance)
    with pytest.raises(UsageError, match="no trigger"):
        entries_caused(run)


def test_the_table_tells_the_last_day_of_each_week(river_run):
    found = entries_caused(river_run)
    (section,) = caused_sections(found)
    assert len(section.table.rows) == len(found)
    assert section.table.heads == ("up to", "by cause", "by difference")
    assert found[-1].until > date(2000, 1, 1)
    assert caused_sections(()) == ()
