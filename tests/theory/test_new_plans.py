"""New plans of parties before a line: the logit over staying, going home, walking and other posts, at 99 %."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bounds import chi_square, chi_square_quantile
from scenarios import at, patient, place, road, scenario
from serai.kernels.route import MAX_LEGS
from serai.runs.course import run
from serai.scenario.schema import Choice, Event, Initial, Queueing, Scenario, Service, Traffic

THETA = 0.05
HOME_HOURS = 30.0
SHUT_HOURS = 24.0  # a line that nobody serves counts as a day


def shut_post(profile: dict[str, object], *more: Service, **parts: object) -> Scenario:
    """People stand before a control where nobody works; others arrive and look at the line."""
    fixed = {
        "places": (place("gate", "border_post"), place("other", "border_post"), place("town", "city", population=9)),
        "routes": (road("gate", "other", 260.0), road("gate", "town", 260.0), road("other", "town", 260.0)),
        "profiles": (patient(**{"patience_hours": 0.0, "stay_days": 0.1, **profile}), patient("crowd")),
        "choice": Choice(sensitivity_per_hour=THETA, onward_sensitivity_per_hour=0.0, information_delay_hours=1),
        "queueing": Queueing(give_up_per_hour=0.0, give_up_slope=0.0, home_hours=HOME_HOURS),
        "traffic": (Traffic(id="flow", post="gate", profile="people", per_day=8000, mode="car", start=at(0.25)),),
        "initial": (Initial(id="standing", place="gate", service="gate-car", profile="crowd", people=50),),
        "services": (
            Service(id="gate-car", place="gate", service="entry_control", mode="car", servers=0, minutes=1),
            *more,
        ),
    }
    return scenario(3, **{**fixed, **parts})


def split(given: Scenario) -> np.ndarray:
    """People who joined the line for cars, went home, walked, or made for another post at once."""
    arrays = run(given, 9).arrays
    names = ("gave_up", "changed_line", "changed_post")
    gone = [int(arrays[name][:, 0, 0].sum()) for name in names]
    return np.array([int(arrays["joined"][:, 0].sum()), *gone], dtype=float)


def assert_split(found: np.ndarray, hours: list[float | None]) -> None:
    """Numbers are split by exp(-theta * hours); None stands for a plan that is not possible."""
    open_to_them = np.array([value is not None for value in hours])
    weight = np.array([math.exp(-THETA * value) for value in hours if value is not None])
    assert (found[~open_to_them] == 0).all()
    n = found.sum()
    assert n > 15_000
    statistic = chi_square(found[open_to_them], n * weight / weight.sum())
    assert statistic <= chi_square_quantile(0.99, weight.size - 1)


def test_staying_and_going_home_are_weighed_by_hours():
    assert_split(split(shut_post({})), [SHUT_HOURS, HOME_HOURS, None, None])


def test_the_patient_do_not_think_of_it():
    found = split(shut_post({"patience_hours": 100.0}))
    assert found[1:].sum() == 0
    assert found[0] > 15_000


def test_the_line_on_foot_is_a_third_plan_where_the_profile_walks():
    foot = Service(id="gate-foot", place="gate", service="entry_control", mode="foot", servers=900, minutes=1)
    assert_split(split(shut_post({"modes": "car:0.9 foot:0.1"}, foot)), [SHUT_HOURS, HOME_HOURS, 0.0, None])
    assert_split(split(shut_post({"modes": "car:1"}, foot)), [SHUT_HOURS, HOME_HOURS, None, None])


def test_the_informed_think_of_other_posts():
    """The other post is four hours away and has no control."""
    assert_split(split(shut_post({"informed_share": 1.0})), [SHUT_HOURS, HOME_HOURS, None, 4.0])
    assert_split(split(shut_post({"informed_share": 0.0})), [SHUT_HOURS, HOME_HOURS, None, None])


def test_a_post_that_is_closed_is_no_plan():
    shut = Event(id="shut", date=at(0), what="closure", where="other")
    given = shut_post({"informed_share": 1.0}, events=(shut,))
    assert_split(split(given), [SHUT_HOURS, HOME_HOURS, None, None])


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_a_share_of_those_turned_back_tries_another_post(share: float):
    control = Event(id="refusals", date=at(0), what="control", where="gate", value=1.0)
    given = shut_post(
        {"patience_hours": 1e5}, events=(control,), queueing=Queueing(elsewhere_share=share),
        services=(Service(id="gate-car", place="gate", service="entry_control", servers=50, minutes=1),),
    )  # fmt: skip
    arrays = run(given, 9).arrays
    refused, elsewhere = int(arrays["refused"][:, 0, 0].sum()), int(arrays["changed_post"][:, 0, 0].sum())
    assert refused > 15_000
    assert abs(elsewhere - share * refused) <= 2.576 * math.sqrt(refused * share * (1 - share))
    assert arrays["entries"][:, 1, 0].sum() <= elsewhere
    assert (arrays["entries"][:, 1, 0].sum() > 0) == (share > 0)


def test_a_party_that_has_changed_often_keeps_to_its_post():
    """Two shut posts, an hour apart, and nobody goes home: each party changes no more often than it may."""
    given = shut_post(
        {"informed_share": 1.0},
        Service(id="other-in", place="other", service="entry_control", servers=0, minutes=1),
        queueing=Queueing(give_up_per_hour=3.0, home_hours=10_000),
        routes=(road("gate", "other", 30.0), road("gate", "town", 65.0), road("other", "town", 65.0)),
        profiles=(patient(patience_hours=0.0, informed_share=1.0), patient("crowd")),
        traffic=(
            Traffic(id="flow", post="gate", profile="people", per_day=2000, mode="car", start=at(0.25), end=at(1)),
        ),
        initial=(),
    )
    outcome = run(given, 9)
    assert outcome.arrays["changed_post"].sum() == MAX_LEGS * outcome.totals["set_out"]
