"""Waits and lines, from a made-up run."""

import pytest

from serai.results.view import View
from serai.state.log import WAIT_BINS, wait_bin_edges_hours

EDGES = wait_bin_edges_hours()
DAY = ("2022-09-02", "2022-09-03")


def width_at(hours):
    """Width of the bin in which a wait lies: what a percentile may be off."""
    at = EDGES.searchsorted(hours)
    return EDGES[at] - EDGES[at - 1]


def test_people_in_line_are_added_up_over_the_lines_and_summed_up_over_the_steps(bench):
    bench.put("waiting", 30, step=30, line="west-exit-car")
    bench.put("waiting", 12, step=30, line="west-exit-foot")
    bench.put("waiting", 500, step=30, line="west-out")
    assert bench.ask("waiting", "max", *DAY, place="West Post").value == 42
    assert bench.ask("waiting", "largest", *DAY, place="West Post").value == 30
    assert bench.ask("waiting", "max", *DAY, place="West Post", direction="out").value == 500
    assert bench.ask("waiting", "max", *DAY, place="West Post", service="west-exit-foot").value == 12
    assert bench.ask("waiting", "mean", *DAY, place="West Post").value == pytest.approx(42 / 24)


def test_a_place_without_such_a_line_says_so(bench):
    assert bench.ask("waiting", "max", place="Oral").reason == (
        "the run has no line of that service, mode and direction there"
    )


def test_vehicles_are_people_in_car_lines_by_people_in_a_vehicle(bench):
    bench.put("waiting", 100, step=30, line="west-exit-car")
    bench.put("waiting", 77, step=30, line="west-exit-foot")
    bench.put("waiting", 77, step=30, line="west-entry")
    bench.put("waiting", 50, step=30, line="east-in")
    assert bench.ask("vehicles_waiting", "max", *DAY, place="West Post").value == 100 / 2.5
    assert bench.ask("vehicles_waiting", "max", *DAY, place="East Post").value == 50 / 2.5


def test_a_line_is_as_long_as_its_vehicles_in_their_files(bench):
    bench.put("waiting", 1000, step=30, line="west-exit-car")
    assert bench.ask("queue_km", "max", *DAY, place="West Post").value == pytest.approx(1000 / 2.5 * 9 / 1000)


def test_a_post_is_congested_when_many_wait_long(bench):
    bench.put("waiting", 125, step=slice(24, 36), line="west-exit-car")
    bench.put("wait_so_far_p90", 2.0, step=slice(24, 30), line="west-exit-car")
    bench.put("wait_so_far_p90", 9.0, step=30, line="east-in")  # long, but nobody there
    assert bench.ask("congested_posts", "max", *DAY).value == 1
    assert bench.ask("congested_posts", "mean", *DAY).value == pytest.approx(6 / 24)
    bench.put("waiting", 124, step=slice(24, 36), line="west-exit-car")  # 49.6 vehicles
    assert bench.ask("congested_posts", "max", *DAY).value == 0


def test_the_wait_so_far_is_that_at_the_end_of_the_period_weighted_by_people(bench):
    end = 42  # 18:00 on the clock of the West Post, 43 hours after the start
    bench.put("waiting", 30, step=end, line="west-exit-car")
    bench.put("waiting", 10, step=end, line="west-exit-foot")
    bench.put("wait_so_far_p90", 8, step=end, line="west-exit-car")
    bench.put("wait_so_far_p90", 4, step=end, line="west-exit-foot")
    moment = ("2022-09-02T18:00", "2022-09-02T18:00")
    assert bench.ask("wait_so_far", "p90", *moment, place="West Post").value == pytest.approx(7)
    assert bench.ask("wait_so_far", "p90", *moment, place="West Post", mode="foot").value == pytest.approx(4)


def test_services_in_series_add_up_their_waits_so_far(bench):
    bench.put("waiting", 30, step=42, line="west-exit-car")
    bench.put("waiting", 10, step=42, line="west-entry")
    bench.put("wait_so_far_mean", 8, step=42, line="west-exit-car")
    bench.put("wait_so_far_mean", 1, step=42, line="west-entry")
    moment = ("2022-09-02T18:00", "2022-09-02T18:00")
    assert bench.ask("wait_so_far", "mean", *moment, place="West Post").value == pytest.approx(9)


def test_nobody_in_line_has_waited_no_time(bench):
    assert bench.ask("wait_so_far", "p50", *DAY, place="West Post").value == 0


def test_the_wait_so_far_has_three_statistics(bench):
    assert bench.ask("wait_so_far", "max", place="West Post").reason == (
        "wait_so_far has no statistic max; it has mean, p50, p90"
    )


def test_the_wait_of_those_served_mixes_posts_by_people(bench):
    bench.put_waits("east-in", "2022-09-02", 2.0, 300)
    bench.put_waits("west-exit-car", "2022-09-02", 20.0, 100)
    assert bench.ask("wait_served", "mean", *DAY, place="posts").value == pytest.approx(6.5)
    assert bench.ask("wait_served", "p50", *DAY, place="posts").value == pytest.approx(2, abs=width_at(2))
    assert bench.ask("wait_served", "p90", *DAY, place="posts").value == pytest.approx(20, abs=width_at(20))


def test_waits_at_exit_and_entry_control_of_one_post_add_up(bench):
    bench.put_waits("west-exit-car", "2022-09-02", 20.0, 100)
    bench.put_waits("west-entry", "2022-09-02", 5.0, 80)
    assert bench.ask("wait_served", "mean", *DAY, place="West Post").value == pytest.approx(25)
    assert bench.ask("wait_served", "p50", *DAY, place="West Post").value == pytest.approx(25, abs=2 * width_at(20))
    only = bench.ask("wait_served", "mean", *DAY, place="West Post", service="entry_control")
    assert only.value == pytest.approx(5)


def test_covers_gives_the_median_between_the_5th_and_95th_percentile(bench):
    for hours in (1, 10, 50):
        bench.put_waits("east-in", "2022-09-02", hours, 100)
    found = bench.ask("wait_served", "covers", *DAY, place="East Post")
    assert (found.low, found.value, found.high) == pytest.approx((1, 10, 50), rel=0.07)


def test_where_nobody_was_served_there_is_no_wait(bench):
    assert bench.ask("wait_served", "mean", *DAY, place="East Post").reason == "nobody was served there in the period"


def cohort(bench, served=60, left=20, joined=100):
    day, line = bench.row("day", "2022-09-02"), bench.row("line", "east-in")
    bench.outcome.arrays["joined"][day, line] = joined
    bench.outcome.arrays["cohort_served"][day, line, 150] = served
    bench.outcome.arrays["cohort_left"][day, line, 140] = left


def test_a_cohort_counts_those_who_left_against_those_served(bench):
    cohort(bench, served=80, left=20)
    assert bench.ask("wait_cohort", "share", *DAY, place="East Post").value == pytest.approx(0.8)
    assert bench.ask("wait_cohort", "p50", *DAY, place="East Post").value == pytest.approx(
        EDGES[150] + 0.5 / 0.8 * (EDGES[151] - EDGES[150])
    )
    middle = (EDGES[150] + EDGES[151]) / 2
    assert bench.ask("wait_cohort", "mean", *DAY, place="East Post").value == pytest.approx(middle)


def test_a_percentile_that_a_cohort_never_reaches_says_how_many_were_served(bench):
    cohort(bench, served=80, left=20)
    assert bench.ask("wait_cohort", "p90", *DAY, place="East Post").reason == (
        "only 80% of those who joined were served before the run ended"
    )


def test_a_cohort_nobody_joined_or_nobody_was_served_of_says_so(bench):
    assert bench.ask("wait_cohort", "p50", *DAY, place="East Post").reason == (
        "nobody joined these lines in the period"
    )
    cohort(bench, served=0, left=0)
    assert bench.ask("wait_cohort", "p50", *DAY, place="East Post").reason == (
        "none of those who joined were served before the run ended"
    )


def test_a_cohort_needs_one_kind_of_service(bench):
    assert bench.ask("wait_cohort", "p50", *DAY, place="West Post").reason == (
        "people pass several services here; name one in the column service"
    )


def test_people_still_in_line_at_the_end_are_censored_when_the_run_ends(bench):
    """Of 100, 50 are served after an hour; the others still stand after the 60 h that the run has left."""
    cohort(bench, served=0, left=0, joined=100)
    served = bench.outcome.arrays["cohort_served"][bench.row("day", "2022-09-02"), bench.row("line", "east-in")]
    served[60] = 50
    assert bench.ask("wait_cohort", "share", *DAY, place="East Post").value == pytest.approx(0.5)
    served[WAIT_BINS - 1] = 10  # later than the others were seen: of the 10 who are left at risk, all
    assert bench.ask("wait_cohort", "share", *DAY, place="East Post").value == pytest.approx(1.0)


def test_the_longest_line_of_a_view_is_found(bench):
    from serai.results.lines import local_time, longest_line

    view = View(bench.outcome, bench.scenario)
    rows = view.line_rows("", "registration")
    assert longest_line(view, rows) is None
    bench.put("waiting", 151, step=27, line="almaty-centre")
    persons, row, step = longest_line(view, rows)
    assert (persons, view.axes.lines[row].name) == (151, "almaty-centre")
    assert local_time(view, step, "Almaty").isoformat() == "2022-09-02T04:00:00"
