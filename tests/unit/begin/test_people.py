"""How many leave: the hazards of the engine give back the number that was asked for."""

import math

import numpy as np
import pytest

from serai.errors import UsageError
from serai.model.clock import Clock
from serai.model.rates import build_rates, mean_size
from serai.scenario.change import with_changes
from serai.scenario.parameters import with_parameters

ENDS = {"expect": 40_000.0, "expect_low": 10_000.0, "expect_high": 90_000.0}


def expected(scenario):
    """People who leave up to the end of the run by the hazards that the engine builds."""
    taken = with_parameters(scenario)
    rates = build_rates(taken, Clock(taken), 1)
    sizes = [mean_size(profile) for profile in taken.profiles]
    ends = rates.hazard[rates.leaver["hazard"] + rates.leaver["n_ticks"]]
    rows = zip(rates.leaver, ends, strict=True)
    return math.fsum(
        np.floor(row["people"] / sizes[row["profile"]] + 0.5) * sizes[row["profile"]] * -math.expm1(-hazard)
        for row, hazard in rows
    )


def test_the_expected_number_is_met_and_so_are_the_ends_of_its_range(georgia):
    scenario = georgia(**ENDS).scenario
    size = next(row for row in scenario.parameters if row.name == "people-who-leave")
    low, high = size.range_of("value")
    assert expected(scenario) == pytest.approx(40_000, rel=1e-5)
    assert expected(with_changes(scenario, {"parameters.people-who-leave.value": low})) == pytest.approx(10_000)
    assert expected(with_changes(scenario, {"parameters.people-who-leave.value": high})) == pytest.approx(90_000)


def test_a_large_share_is_met_too_though_a_hazard_is_no_share(georgia):
    scenario = georgia(expect=12e6, expect_low=6e6, expect_high=14e6).scenario
    at_risk = sum(place.at_risk_people or 0 for place in scenario.places)
    assert 0.3 * at_risk < 12e6
    assert expected(scenario) == pytest.approx(12e6, rel=1e-5)


def test_people_are_shared_among_the_profiles_that_leave(georgia):
    scenario = georgia(**ENDS).scenario
    men = next(event for event in scenario.events if event.profile == "men")
    assert (men.people, men.value, men.note) == (32_000, None, "0.8 of 40,000 people")
    assert math.fsum(event.people for event in scenario.events if event.what == "trigger") == pytest.approx(40_000)


def test_most_set_out_on_the_day_that_is_stated(georgia):
    scenario = georgia(**ENDS, peak_days=4.0).scenario
    taken = with_parameters(scenario)
    rates = build_rates(taken, Clock(taken), 1)
    by_day = np.diff(rates.hazard[: rates.leaver[0]["n_ticks"] + 1 : 24])
    assert int(np.argmax(by_day)) in (7 + 3, 7 + 4)  # the run begins 7 days before the event
    assert scenario.events[0].source.startswith("stated: ")


def test_more_people_than_there_are_is_refused(faults):
    assert "are too many for 35," in faults(expect=40e6)


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"expect": 10.0, "expect_low": 20.0}, "must rise and be above 0, got 20, 10, -"),
        ({"expect_low": 20.0}, "--expect-low and --expect-high need --expect"),
        ({"expect": 0.0}, "must rise and be above 0"),
        ({"peak_days": 0.0}, "--peak-days must be greater than 0"),
        ({"places": 0}, "--places must be 1 to 60, got 0"),
    ],
)
def test_numbers_that_cannot_be_are_wrong_usage(georgia, wishes, said):
    with pytest.raises(UsageError, match=said):
        georgia(**wishes)


def test_a_range_is_assumed_where_none_is_given(georgia):
    scenario = georgia(expect=40_000.0).scenario
    (size, *_) = scenario.parameters
    assert "the ends are 20,000 and 80,000" in size.note
    assert size.source == "stated: --expect; range x0.5 to x2 assumed where none is given"
