"""Counts by day: sums, shares, ratios and differences of what a made-up run holds."""

import pytest


@pytest.fixture
def busy(bench):
    """Entries of men at the West Post: 10, 20, 30 on 2-4 September; families and others beside them."""
    for day, men in (("2022-09-02", 10), ("2022-09-03", 20), ("2022-09-04", 30)):
        bench.put("entries", men, day=day, place="West Post", profile="men")
    bench.put("entries", 40, day="2022-09-03", place="East Post", profile="family")
    bench.put("entries", 5000, day="2022-09-03", place="West Post", profile="neighbours")
    bench.put("exits", 15, day="2022-09-04", place="West Post", profile="family")
    bench.put("entries_by_cause", 25, day="2022-09-03", place="West Post", cause="call-up")
    bench.put("entries_by_cause", 35, day="2022-09-03", place="West Post", cause="ordinary")
    return bench


@pytest.mark.parametrize(
    ("statistic", "figure"), [("sum", 60), ("mean", 20), ("max", 30), ("min", 10), ("last", 30), ("p50", 20)]
)
def test_a_count_is_summed_up_by_day(busy, statistic, figure):
    assert busy.ask("entries", statistic, "2022-09-02", "2022-09-05", place="West Post").value == figure


def test_a_period_ends_before_its_last_date(busy):
    assert busy.ask("entries", "sum", "2022-09-02", "2022-09-04", place="West Post").value == 30


def test_blank_ends_are_those_of_the_run_and_blank_places_are_all(busy):
    assert busy.ask("entries", "sum").value == 100


def test_who_is_counted_can_be_chosen(busy):
    assert busy.ask("entries", "sum", who="liable").value == 60
    assert busy.ask("entries", "sum", who="neighbours").value == 5000


def test_the_day_of_the_maximum_counts_from_the_first_day_of_the_period(busy):
    assert busy.ask("entries", "day_of_max", "2022-09-02", "2022-09-05", place="West Post").value == 2


def test_a_share_is_relative_to_another_place(busy):
    assert busy.ask("entries", "share", place="West Post", against="posts").value == pytest.approx(0.6)


def test_a_share_of_profiles_is_relative_to_all_tracked(busy):
    assert busy.ask("entries", "share", who="family").value == pytest.approx(0.4)


def test_a_share_without_a_whole_says_what_it_needs(busy):
    assert (
        busy.ask("entries", "share").reason == "a share needs the column against (a place or group) or who (profiles)"
    )


def test_a_ratio_is_the_mean_day_against_another_day(busy):
    found = busy.ask("entries", "ratio", "2022-09-03", "2022-09-05", place="West Post", against="2022-09-02")
    assert found.value == pytest.approx(2.5)


def test_a_ratio_without_a_date_says_so(busy):
    found = busy.ask("entries", "ratio", place="West Post", against="early")
    assert found.value is None
    assert found.reason == 'a ratio needs a date, e.g. 2022-09-01, in against, got "early"'


def test_a_figure_relative_to_nothing_is_not_computed(busy):
    assert busy.ask("exits", "share", place="West Post", against="Almaty").reason == (
        "the figure it is relative to is 0"
    )


def test_stayed_is_entries_less_exits_since_the_start_of_the_period(busy):
    assert busy.ask("stayed", "last", "2022-09-03", "2022-09-05").value == 75
    assert busy.ask("stayed", "max", "2022-09-03", "2022-09-04").value == 60


def test_present_at_posts_is_the_stock_at_the_start_and_all_entries_less_exits(busy):
    assert busy.ask("present", "last", "2022-09-04", "2022-09-05").value == 1000 + 100 - 15
    assert busy.ask("present", "last", who="men").value == 60
    assert busy.ask("present", "last", place="East Post").value == 40


def test_present_in_a_city_is_who_looks_for_a_bed_or_has_one(bench):
    bench.put("present", 7, step=47, stage="lodged", place="Oral")
    bench.put("present", 3, step=47, stage="searching", place="Oral")
    bench.put("present", 100, step=47, stage="to_city", place="Oral")
    moment = "2022-09-02T23:00"  # in Oral; midnight in Almaty, where the run counts 48 hours
    assert bench.ask("present", "last", moment, moment, place="Oral").value == 10
    assert bench.ask("present", "last", place="Oral", who="men").reason == (
        "people present in a city are not recorded by profile"
    )


def test_entries_by_cause_are_those_of_events_unless_a_cause_is_named(busy):
    assert busy.ask("entries_by_cause", "sum").value == 25
    assert busy.ask("entries_by_cause", "sum", who="ordinary").value == 35
    assert busy.ask("entries_by_cause", "share").value == pytest.approx(0.25)
    assert busy.ask("entries_by_cause", "sum", who="flood").reason == (
        'the run has no cause "flood"; it has ordinary, call-up'
    )


@pytest.mark.parametrize("quantity", ["exits", "refused", "set_out", "registered", "went_on", "moved_on"])
def test_each_count_reads_its_own_array(bench, quantity):
    bench.put(quantity, 12, day="2022-09-02", place="Oral", profile="men")
    assert bench.ask(quantity, "sum", place="West").value == 12


def test_a_statistic_that_a_quantity_lacks_is_named(bench):
    has = "sum, day_of_max, mean, max, min, last, p05, p10, p50, p90, p95, share, ratio"
    assert bench.ask("entries", "covers").reason == f"entries has no statistic covers; it has {has}"
    assert bench.ask("waiting", "sum", place="West Post").reason == (
        "waiting has no statistic sum; it has mean, max, min, last, p05, p10, p50, p90, p95, largest"
    )


def test_an_unknown_place_is_a_reason_not_an_error(bench):
    assert bench.ask("entries", "sum", place="Atyrau").reason == (
        'the scenario has no place, group, region or country "Atyrau"'
    )


def test_exits_of_newcomers_are_of_all_profiles_and_need_a_trigger(bench):
    bench.put("newcomer_exits", 12, day="2022-09-02", place="West Post")
    bench.put("newcomer_exits", 30, day="2022-09-03", place="East Post")
    assert bench.ask("newcomer_exits", "sum").value == 42
    assert bench.ask("newcomer_exits", "sum", "2022-09-02", "2022-09-03", place="West").value == 12
    assert bench.ask("newcomer_exits", "share", place="West", against="posts").value == pytest.approx(12 / 42)
    assert bench.ask("newcomer_exits", "sum", who="men").reason == (
        "exits of those who have come since the trigger are not recorded by profile"
    )
    bench.scenario = bench.scenario.model_copy(update={"events": ()})
    assert bench.ask("newcomer_exits", "sum").reason == "the run has no trigger, since which people could have come"
