"""The few figures that a planner wants first."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from serai.results.bands import Band
from serai.results.figures import PERIOD_PARTS, Figure
from serai.results.headline import Days, Headline, LongestLine, Night, Shortage, _part_of, _starts, headline
from serai.state.log import Outcome
from some_bands import exact, on

EIGHT = np.arange(8)


@pytest.fixture
def told(bench):
    bench.put("entries", 500, day="2022-09-01", place="West Post", profile="men")  # before the trigger
    bench.put("entries", 100, day="2022-09-02", place="West Post", profile="men")
    bench.put("entries", 300, day="2022-09-03", place="East Post", profile="family")
    bench.put("entries", 9999, day="2022-09-04", place="East Post", profile="neighbours")
    bench.put("exits", 150, day="2022-09-04", place="West Post", profile="men")
    bench.put("entries_by_cause", 80, day="2022-09-02", place="West Post", cause="call-up")
    bench.put("entries_by_cause", 20, day="2022-09-02", place="West Post", cause="ordinary")
    bench.put("refused", 11, day="2022-09-03", place="West Post", profile="men")
    bench.put("gave_up", 22, day="2022-09-03", place="West Post", profile="men")
    bench.put("moved_on", 33, day="2022-09-04", place="West Post", profile="men")
    return headline(bench.sample)


def test_figures_count_from_the_first_trigger(told: Headline):
    assert told.trigger == "call-up"
    assert (told.total.start, told.total.end) == (date(2022, 9, 2), date(2022, 9, 5))
    assert [getattr(told.total, part) for part in PERIOD_PARTS] == [exact(n) for n in (400, 150, 250, 80)]
    assert (told.peak_day, told.peak_entries) == (on(date(2022, 9, 3)), exact(300))
    assert told.lost == {"refused": exact(11), "gave_up": exact(22), "moved_on": exact(33)}


def test_people_who_found_no_open_way_count_over_the_whole_run(bench):
    bench.outcome.totals["stayed_home"] = 44
    assert headline(bench.sample).stayed_home == exact(44)
    drawn = headline(bench.draws({Figure("lost", "", "stayed_home"): EIGHT * 100})).stayed_home
    assert (drawn.median, drawn.draws) == (350, 8)


def test_weeks_end_with_the_run(told: Headline):
    assert [(week.start, week.end, week.entries) for week in told.parts] == [
        (date(2022, 9, 2), date(2022, 9, 5), exact(400))
    ]


def test_without_a_trigger_figures_count_from_the_start_of_the_run(bench, make_scenario):
    bench.put("entries", 500, day="2022-09-01", place="West Post", profile="men")
    told = headline(replace(bench, scenario=make_scenario(events=())).sample)
    assert (told.trigger, told.total.start, told.total.entries) == ("", date(2022, 9, 1), exact(500))


def test_posts_come_by_their_worst_day_and_few_people_make_no_day(bench):
    bench.put_waits("east-in", "2022-09-02", 3, 100)
    bench.put_waits("east-in", "2022-09-03", 6, 100)
    bench.put_waits("east-in", "2022-09-04", 60, 29)
    bench.put_waits("west-exit-car", "2022-09-03", 30, 50)
    bench.put_waits("west-out", "2022-09-03", 90, 50)
    bench.put_waits("almaty-centre", "2022-09-03", 90, 50)
    waits = headline(bench.sample).waits
    assert [(wait.place, wait.day.median, wait.persons.median) for wait in waits] == [
        ("West Post", date(2022, 9, 3), 50),
        ("East Post", date(2022, 9, 3), 100),
    ]
    assert waits[1].mean_hours.median == pytest.approx(6)
    assert waits[1].p90_hours.median == pytest.approx(6, rel=0.07)


def test_the_longest_line_for_registration_has_its_place_and_local_time(bench):
    bench.put("waiting", 400, step=40, line="west-exit-car")
    bench.put("waiting", 151, step=41, line="almaty-centre")
    assert headline(bench.sample).registration == LongestLine(
        "Almaty", "almaty-centre", exact(151), datetime(2022, 9, 2, 18)
    )


def test_lodging_ran_out_where_it_was_full_first(bench):
    bench.put("free_beds", 60, lodging="oral-hotel")
    bench.put("free_beds", 0, step=slice(40, 80), lodging="oral-hotel")
    found = headline(bench.sample).shortages
    assert found == (Shortage("Oral", on(date(2022, 9, 2)), exact(2), 1),)


def test_the_worst_night_has_its_place_and_date(bench):
    bench.put("without_bed", 12, day="2022-09-02", place="Oral")
    bench.put("without_bed", 200, day="2022-09-03", place="Almaty")
    assert headline(bench.sample).worst_night == Night("Almaty", exact(200), date(2022, 9, 3))


def test_a_run_in_which_nothing_happens_has_a_headline(bench):
    bench.put("free_beds", 60, lodging="oral-hotel")
    empty = Outcome(bench.outcome.axes, bench.outcome.arrays, bench.outcome.journeys[:0], {})
    told = headline(replace(bench, outcome=empty).sample)
    assert (told.waits, told.registration, told.shortages, told.worst_night) == ((), None, (), None)


def test_of_draws_every_figure_is_a_median_with_its_band(bench):
    found = headline(bench.draws({Figure("total", "", "entries"): EIGHT * 10, Figure("lost", "", "refused"): EIGHT}))
    assert (found.draws, found.trigger) == (8, "call-up")
    assert (found.total.start, found.total.end) == (date(2022, 9, 2), date(2022, 9, 5))
    assert found.total.entries == Band(*np.quantile(EIGHT * 10, (0.5, 0.1, 0.9)), 8)
    assert found.lost["refused"].median == 3.5
    assert found.lost["gave_up"].high == 0


@pytest.mark.parametrize(("days", "part"), [(27 * 7, "week"), (27 * 7 + 1, "month"), (36 * 31 + 1, "year")])
def test_a_long_run_is_told_by_month_or_year(days, part):
    start = date(2022, 9, 2)
    starts = _starts(start, start + timedelta(days=days), _part_of(days))
    assert (_part_of(days), starts[0], starts[-1]) == (part, start, start + timedelta(days=days))
    inner = starts[1:-1]
    if part == "week":
        assert {(after - before).days for before, after in pairwise(starts)} == {7}
    else:
        assert all(day.day == 1 and (part == "month" or day.month == 1) for day in inner)
        assert len(inner) == (6 if part == "month" else 3)


def test_stayed_is_the_band_of_the_differences_not_the_difference_of_the_bands(bench):
    entries = np.array([100.0] * 4 + [200.0] * 4)
    parts = {"entries": entries, "exits": np.full(8, 90.0), "stayed": entries - 90}
    total = headline(bench.draws({Figure("total", "", part): values for part, values in parts.items()})).total
    assert (total.stayed.low, total.stayed.high) == (10.0, 110.0)


def test_days_of_draws_are_dates_again(bench):
    found = headline(bench.draws({Figure("peak", "", "day"): [1, 1, 2, 2, 2, 2, 4, 4]}))
    assert found.peak_day == Days(date(2022, 9, 2), date(2022, 9, 1), date(2022, 9, 4))


@pytest.mark.parametrize(("known", "is_there"), [(4, True), (3, False)])
def test_posts_and_places_are_those_of_half_of_the_draws(bench, known, is_there):
    some = [3.0] * known + [np.nan] * (8 - known)
    waits = {Figure("wait", "West Post", part): some for part in ("day", "mean_hours", "p90_hours", "persons")}
    full = {Figure("shortage", "Oral", part): some for part in ("n_days", "first_day")}
    found = headline(bench.draws(waits | full))
    assert [wait.place for wait in found.waits] == ["West Post"] * is_there
    assert [(one.place, one.draws) for one in found.shortages] == [("Oral", known)] * is_there


def test_posts_come_with_the_longest_median_first_and_places_with_the_earliest_day(bench):
    hours = {"West Post": 5, "East Post": 9}
    waits = {
        Figure("wait", post, part): np.full(8, n)
        for post, n in hours.items()
        for part in ("day", "mean_hours", "p90_hours", "persons")
    }
    first = {"Almaty": 3, "Oral": 2}
    full = {
        Figure("shortage", place, part): np.full(8, n) for place, n in first.items() for part in ("n_days", "first_day")
    }
    found = headline(bench.draws(waits | full))
    assert [wait.place for wait in found.waits] == ["East Post", "West Post"]
    assert [one.place for one in found.shortages] == ["Oral", "Almaty"]


def test_the_worst_night_is_at_the_place_with_the_highest_median_and_of_draws_without_a_date(bench):
    nights = np.zeros((8, 6, 5), dtype=np.int32)
    nights[:, 3, 2] = 50
    nights[:, 4, 2] = EIGHT * 20
    nights[0, 2, 3] = 9000
    night = headline(bench.draws(without_bed=nights)).worst_night
    assert (night.place, night.day) == (bench.outcome.axes.places[2], None)
    assert night.persons.median == np.median(np.maximum(EIGHT * 20, 50))


def test_the_longest_line_of_draws_is_of_registrations_only_and_without_a_time(bench):
    lines = [line.name for line in bench.outcome.axes.lines]
    most = np.zeros((8, 6, len(lines)), dtype=np.int32)
    most[:, 3, lines.index("almaty-centre")] = 40
    most[:, 3, lines.index("west-entry")] = 4000
    line = headline(bench.draws(waiting_max=most)).registration
    assert (line.place, line.persons.median, line.persons.draws, line.when) == ("Almaty", 40, 8, None)


def test_draws_in_which_nothing_happens_have_a_headline(bench):
    found = headline(bench.draws())
    assert (found.waits, found.registration, found.shortages, found.worst_night) == ((), None, (), None)
