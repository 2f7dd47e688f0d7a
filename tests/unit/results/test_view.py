"""Names and local dates of a question become rows of the arrays."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from serai.results.view import NotComputableError, View


@pytest.fixture
def view(bench):
    return View(bench.outcome, bench.scenario)


def names(view, where):
    return [view.axes.places[row] for row in view.place_rows(where)]


def test_a_place_a_region_a_country_and_nested_groups_stand_for_their_places(view):
    assert names(view, "Oral") == ["Oral"]
    assert names(view, "West") == ["West Post", "Oral"]
    assert names(view, "RUS") == ["Samara"]
    assert names(view, "wide") == ["West Post", "East Post", "Almaty"]
    assert len(names(view, "")) == 5


def test_an_unknown_place_is_named(view):
    with pytest.raises(NotComputableError, match='no place, group, region or country "Atyrau"'):
        view.place_rows("Atyrau")


def test_blank_profiles_are_all_that_are_tracked(view):
    assert [view.axes.profiles[row] for row in view.profile_rows("")] == ["men", "family"]
    assert [view.axes.profiles[row] for row in view.profile_rows("liable")] == ["men"]
    assert [view.axes.profiles[row] for row in view.profile_rows("family neighbours")] == ["family", "neighbours"]


def test_an_unknown_profile_is_named(view):
    with pytest.raises(NotComputableError, match='no profile "women"'):
        view.profile_rows("men women")


def test_a_period_takes_every_local_day_that_it_touches(view):
    assert view.days(datetime(2022, 9, 2), datetime(2022, 9, 4)) == slice(2, 4)
    assert view.days(datetime(2022, 9, 2, 14), datetime(2022, 9, 3, 1)) == slice(2, 4)
    assert view.days(None, None) == slice(0, 6)


def test_a_period_outside_the_run_is_refused_with_the_days_of_the_run(view):
    with pytest.raises(NotComputableError, match="outside the run, which lasts from 2022-09-01 to 2022-09-05"):
        view.days(datetime(2022, 8, 30), None)
    with pytest.raises(NotComputableError, match="outside the run"):
        view.days(None, datetime(2022, 9, 6))


def test_a_step_is_found_on_the_clock_of_the_place(view):
    noon = datetime(2022, 9, 2, 12)
    in_oral, in_almaty = view.step_at(noon, ZoneInfo("Asia/Oral")), view.step_at(noon, ZoneInfo("Asia/Almaty"))
    assert in_oral == in_almaty + 1
    assert view.step_time(in_almaty).astimezone(ZoneInfo("Asia/Almaty")).replace(tzinfo=None) == noon


def test_steps_of_a_day_are_the_24_after_its_midnight(view):
    steps = view.steps(datetime(2022, 9, 2), datetime(2022, 9, 3), ZoneInfo("Asia/Almaty"))
    assert steps == slice(24, 48)


def test_a_moment_has_the_nearest_step(view):
    moment = datetime(2022, 9, 2, 12, 20)
    assert view.steps(moment, moment, ZoneInfo("Asia/Almaty")) == slice(35, 36)


def test_places_of_one_zone_share_it_and_others_take_that_of_the_scenario(view):
    assert view.zone(view.place_rows("West")).key == "Asia/Oral"
    assert view.zone(view.place_rows("posts")).key == "Asia/Almaty"


def lines(view, **asked):
    return [view.axes.lines[row].name for row in view.line_rows(**asked)]


def test_lines_are_found_by_place_service_mode_and_direction(view):
    assert lines(view, where="West Post") == ["west-exit-car", "west-exit-foot", "west-entry"]
    assert lines(view, where="West Post", mode="foot") == ["west-exit-foot", "west-entry"]
    assert lines(view, where="West Post", direction="out") == ["west-out"]
    assert lines(view, where="", service="registration") == ["almaty-centre"]
    assert lines(view, where="", service="west-out") == ["west-out"]
    assert lines(view, where="", service="seats") == ["oral-trains"]
    assert lines(view, where="Oral") == []


def test_the_first_trigger_is_the_earliest_inside_the_run(view, make_scenario, bench):
    assert view.first_trigger.id == "call-up"
    assert View(bench.outcome, make_scenario(events=())).first_trigger is None


def test_a_day_has_its_date(view):
    assert view.date_of(2) == date(2022, 9, 2)
    assert view.day_of(date(2022, 9, 2)) == 2
