"""Lodging, nights, searches and rents, from a made-up run."""

import pytest

from serai.results.beds import full_days
from serai.results.view import View

DAY = ("2022-09-02", "2022-09-03")
EVENING_IN_ORAL = 44  # 20:00 on 2 September in Oral is 21:00 in Almaty, 45 hours after the start
NIGHT_IN_ORAL = 26  # 02:00 there


def test_people_lodged_are_added_up_over_kinds(bench):
    bench.put("lodged", 20, step=slice(24, 60), lodging="oral-hotel")
    bench.put("lodged", 5, step=slice(24, 60), lodging="oral-shelter")
    assert bench.ask("lodged", "max", *DAY, place="Oral").value == 25
    assert bench.ask("lodged", "last", *DAY, place="Oral", lodging="shelter").value == 5


def test_a_free_unit_counts_as_all_that_it_holds(bench):
    bench.put("free_beds", 4, lodging="almaty-rental")
    assert bench.ask("free_beds", "mean", *DAY, place="Almaty").value == 12


def test_lodging_that_is_not_there_is_a_reason(bench):
    assert bench.ask("lodged", "max", place="Almaty", lodging="hotel").reason == "the run has no such lodging there"
    assert bench.ask("lodged", "max", place="Oral", who="men").reason == "people lodged are not recorded by profile"


def test_occupancy_is_read_at_20_local_and_counts_ordinary_guests(bench):
    """100 beds, 40 held by ordinary guests, 57 by newcomers, 3 free: 97 % taken."""
    bench.put("beds_in_use", 57, step=EVENING_IN_ORAL, lodging="oral-hotel")
    bench.put("free_beds", 3, step=EVENING_IN_ORAL, lodging="oral-hotel")
    assert bench.ask("occupancy", "max", *DAY, place="Oral", lodging="hotel").value == pytest.approx(0.97)


def test_occupancy_of_what_is_not_yet_on_offer_is_not_computed(bench):
    assert bench.ask("occupancy", "max", *DAY, place="Almaty").reason == ("no lodging was on offer there in the period")


def test_a_place_is_full_when_2_percent_of_its_nightly_beds_are_free_at_20(bench):
    bench.put("beds_in_use", 30, lodging="oral-hotel")
    bench.put("free_beds", 30, lodging="oral-hotel")
    bench.put("beds_in_use", 58, step=EVENING_IN_ORAL, lodging="oral-hotel")
    bench.put("free_beds", 2, step=EVENING_IN_ORAL, lodging="oral-hotel")
    bench.put("free_beds", 50, lodging="oral-shelter")  # not paid for
    view = View(bench.outcome, bench.scenario)
    assert full_days(view, "Oral").tolist() == [bench.row("day", "2022-09-02")]
    bench.put("free_beds", 3, step=EVENING_IN_ORAL, lodging="oral-hotel")
    assert full_days(view, "Oral").size == 0
    assert full_days(view, "Almaty").size == 0


def test_nights_without_a_bed_are_counted_by_their_date(bench):
    bench.put("without_bed", 12, day="2022-09-02", place="Oral")
    assert bench.ask("without_bed", "max", *DAY, place="Oral").value == 12
    assert bench.ask("without_bed", "sum", place="Oral").value == 12


def test_people_in_named_lodging_can_count_as_without_a_bed_of_their_own(bench):
    bench.put("without_bed", 12, day="2022-09-02", place="Oral")
    bench.put("lodged", 30, step=NIGHT_IN_ORAL, lodging="oral-shelter")
    assert bench.ask("without_bed", "sum", *DAY, place="Oral", lodging="shelter").value == 42


def test_searches_that_fail_are_a_share_of_all_or_of_each_day(bench):
    for day, searches, failed in (("2022-09-02", 100, 10), ("2022-09-03", 100, 40)):
        bench.put("searches", searches, day=day, place="Oral")
        bench.put("search_refused", failed, day=day, place="Oral")
    assert bench.ask("search_refused", "share", place="Oral").value == pytest.approx(0.25)
    assert bench.ask("search_refused", "max", place="Oral").value == pytest.approx(0.4)
    assert bench.ask("search_refused", "sum", place="Oral").value == 50


def test_where_nobody_searched_there_is_no_share(bench):
    assert bench.ask("search_refused", "max", place="Oral").reason == (
        "nobody searched for lodging there in the period"
    )
    assert bench.ask("search_refused", "share", place="Oral").reason == "the figure it is relative to is 0"


@pytest.fixture
def rents(bench):
    for day, oral, almaty in (
        ("2022-09-01", 1.0, 1.0), ("2022-09-02", 1.2, 1.0), ("2022-09-03", 1.6, 1.0), ("2022-09-04", 1.2, 1.4)
    ):  # fmt: skip
        bench.put("rent_index", oral, day=day, place="Oral")
        bench.put("rent_index", almaty, day=day, place="Almaty")
    return bench


@pytest.mark.parametrize(("statistic", "figure"), [("last", 1.2), ("max", 1.6), ("day_of_max", 2), ("min", 1.0)])
def test_rents_are_summed_up_by_day(rents, statistic, figure):
    assert rents.ask("rent_index", statistic, place="Oral").value == pytest.approx(figure)


def test_a_rent_is_relative_to_the_maximum_of_the_period_or_to_a_date(rents):
    assert rents.ask("rent_index", "ratio", place="Oral").value == pytest.approx(0.75)
    found = rents.ask("rent_index", "ratio", "2022-09-03", "2022-09-04", place="Oral", against="2022-09-02")
    assert found.value == pytest.approx(1.6 / 1.2)


def test_rents_of_several_places_are_weighted_by_inhabitants(rents):
    """Oral has 200 thousand, Almaty 600 thousand."""
    assert rents.ask("rent_index", "last").value == pytest.approx((1.2 + 3 * 1.4) / 4)


def test_a_place_without_paid_lodging_has_no_rent(rents):
    assert rents.ask("rent_index", "last", place="West Post").reason == "the run has no paid lodging there"


def test_lodging_is_scarce_on_days_with_many_refusals_or_few_free_beds(bench):
    """2 September: 30 of 100 searches refused; 3 September: 6 of 60 beds open to newcomers free, with 40 taken."""
    bench.put("free_beds", 30, lodging="oral-hotel")
    bench.put("beds_in_use", 30, lodging="oral-hotel")
    assert bench.ask("scarce_days", "sum", place="Oral").value == 0
    bench.put("searches", 100, day="2022-09-02", place="Oral")
    bench.put("search_refused", 29, day="2022-09-02", place="Oral")
    assert bench.ask("scarce_days", "sum", place="Oral").value == 0
    bench.put("search_refused", 30, day="2022-09-02", place="Oral")
    assert bench.ask("scarce_days", "sum", place="Oral").value == 1
    assert bench.ask("scarce_days", "sum", "2022-09-03", "2022-09-05", place="Oral").value == 0
    bench.put("free_beds", 10, step=EVENING_IN_ORAL + 24, lodging="oral-hotel")
    bench.put("beds_in_use", 50, step=EVENING_IN_ORAL + 24, lodging="oral-hotel")
    assert bench.ask("scarce_days", "sum", place="Oral").value == 2
    assert bench.ask("scarce_days", "sum", place="Oral", lodging="hotel").value == 2
    assert bench.ask("scarce_days", "sum", place="Oral", lodging="hostel").value == 1  # of the refusals alone
    assert bench.ask("scarce_days", "max", place="Oral").reason == "scarce_days has no statistic max; it has sum"
