"""The few figures that a planner wants first."""

from datetime import date, datetime

import pytest

from serai.results.headline import Headline, LongestLine, Night, Shortage, headline
from serai.state.log import Outcome


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
    return headline(bench.outcome, bench.scenario)


def test_figures_count_from_the_first_trigger(told: Headline):
    assert told.trigger == "call-up"
    assert (told.total.start, told.total.end) == (date(2022, 9, 2), date(2022, 9, 5))
    assert (told.total.entries, told.total.exits, told.total.stayed, told.total.because) == (400, 150, 250, 80)
    assert (told.peak_day, told.peak_entries) == (date(2022, 9, 3), 300)
    assert (told.refused, told.gave_up, told.moved_on) == (11, 22, 33)


def test_weeks_end_with_the_run(told: Headline):
    assert [(week.start, week.end, week.entries) for week in told.weeks] == [(date(2022, 9, 2), date(2022, 9, 5), 400)]


def test_without_a_trigger_figures_count_from_the_start_of_the_run(bench, make_scenario):
    bench.put("entries", 500, day="2022-09-01", place="West Post", profile="men")
    told = headline(bench.outcome, make_scenario(events=()))
    assert (told.trigger, told.total.start, told.total.entries) == ("", date(2022, 9, 1), 500)


def test_posts_come_by_their_worst_day_and_few_people_make_no_day(bench):
    bench.put_waits("east-in", "2022-09-02", 3, 100)
    bench.put_waits("east-in", "2022-09-03", 6, 100)
    bench.put_waits("east-in", "2022-09-04", 60, 29)
    bench.put_waits("west-exit-car", "2022-09-03", 30, 50)
    bench.put_waits("west-out", "2022-09-03", 90, 50)
    bench.put_waits("almaty-centre", "2022-09-03", 90, 50)
    waits = headline(bench.outcome, bench.scenario).waits
    assert [(wait.place, wait.day, wait.persons) for wait in waits] == [
        ("West Post", date(2022, 9, 3), 50),
        ("East Post", date(2022, 9, 3), 100),
    ]
    assert waits[1].mean_hours == pytest.approx(6)
    assert waits[1].p90_hours == pytest.approx(6, rel=0.07)


def test_the_longest_line_for_registration_has_its_place_and_local_time(bench):
    bench.put("waiting", 400, step=40, line="west-exit-car")
    bench.put("waiting", 151, step=41, line="almaty-centre")
    assert headline(bench.outcome, bench.scenario).registration == LongestLine(
        "Almaty", "almaty-centre", 151, datetime(2022, 9, 2, 18)
    )


def test_lodging_ran_out_where_it_was_full_first(bench):
    bench.put("free_beds", 60, lodging="oral-hotel")
    bench.put("free_beds", 0, step=slice(40, 80), lodging="oral-hotel")
    found = headline(bench.outcome, bench.scenario).shortages
    assert found == (Shortage("Oral", date(2022, 9, 2), 2),)


def test_the_worst_night_has_its_place_and_date(bench):
    bench.put("without_bed", 12, day="2022-09-02", place="Oral")
    bench.put("without_bed", 200, day="2022-09-03", place="Almaty")
    assert headline(bench.outcome, bench.scenario).worst_night == Night("Almaty", date(2022, 9, 3), 200)


def test_a_run_in_which_nothing_happens_has_a_headline(bench):
    bench.put("free_beds", 60, lodging="oral-hotel")
    empty = Outcome(bench.outcome.axes, bench.outcome.arrays, bench.outcome.journeys[:0], {})
    told = headline(empty, bench.scenario)
    assert (told.waits, told.registration, told.shortages, told.worst_night) == ((), None, (), None)
