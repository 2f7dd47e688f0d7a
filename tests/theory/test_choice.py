"""The choice of way against its closed form: multinomial logit, by Pearson's chi-square at the 99 % level."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bounds import chi_square, chi_square_quantile
from scenarios import at, patient, place, road, scenario
from serai.runs.course import run
from serai.scenario.schema import Choice, Event, Lodging, Place, Profile, Scenario, Service

THETA, THETA_ONWARD, BETA_A, BETA_L = 0.15, 0.05, 0.8, 0.4
SPEED = 65.0  # km/h, of cars; 50 for those who walk across
HOME_KM = {"north": 195.0, "south": 455.0}
TOWN_KM = {("north", "large"): 130.0, ("north", "small"): 260.0, ("south", "large"): 325.0, ("south", "small"): 65.0}
CONSTANT = {"north": 0.0, "south": 0.4}
POPULATION = {"large": 200_000.0, "small": 50_000.0}
FREE = {"large": 900, "small": 4500}


def wide_choice(people: int = 30_000, **parts: object) -> Scenario:
    """Two posts, two towns, two modes; whoever leaves does so within the first day."""
    towns: list[Place] = [place(name, "city", population=POPULATION[name]) for name in POPULATION]
    fixed = {
        "places": (
            place("home", "origin", at_risk_people=people),
            *(place(name, "border_post", constant=CONSTANT[name]) for name in HOME_KM),
            *towns,
        ),
        "routes": (
            *(road("home", post, km) for post, km in HOME_KM.items()),
            *(road(post, town, km) for (post, town), km in TOWN_KM.items()),
        ),
        "profiles": (patient(modes="car:0.7 foot:0.3"),),
        "events": (
            Event(id="alarm", date=at(0), what="trigger", course="uniform", profile="people", value=1.0, mean_days=1.0),
        ),
        "choice": Choice(
            sensitivity_per_hour=THETA,
            onward_sensitivity_per_hour=THETA_ONWARD,
            attraction_weight=BETA_A,
            room_weight=BETA_L,
        ),
    }
    return scenario(3, **{**fixed, **parts})


def weights(wait_hours: dict[str, float] | None = None, room_weight: float = 0.0) -> dict[tuple[str, str], float]:
    """exp V of each post and town, summed over modes: hours are the same for both modes but after the post."""
    found = dict.fromkeys(TOWN_KM, 0.0)
    for (post, town), km in TOWN_KM.items():
        for share, onward_speed in ((0.7, 65.0), (0.3, 55.0)):
            value = CONSTANT[post] + BETA_A * math.log(POPULATION[town]) + room_weight * math.log(FREE[town])
            value -= THETA * (HOME_KM[post] / SPEED + (wait_hours or {}).get(post, 0.0))
            value -= THETA_ONWARD * km / onward_speed
            found[post, town] += share * math.exp(value)
    return found


def assert_split(given: Scenario, expected: dict[tuple[str, str], float]) -> None:
    """Entries by post and arrivals by town are split as the weights are."""
    outcome = run(given, 7)
    names = outcome.axes.places
    total = sum(expected.values())
    set_out = outcome.totals["set_out"]
    assert set_out > 15_000
    for variable, which in (("entries", 0), ("reached_city", 1)):
        places = sorted({pair[which] for pair in expected})
        counts = np.array([outcome.arrays[variable][:, names.index(name)].sum() for name in places], dtype=float)
        share = np.array([sum(w for pair, w in expected.items() if pair[which] == name) for name in places]) / total
        assert counts.sum() == set_out
        assert chi_square(counts, set_out * share) <= chi_square_quantile(0.99, len(places) - 1)


def test_posts_and_towns_are_split_as_the_logit_says():
    assert_split(wide_choice(), weights())


def test_informed_parties_weigh_free_beds():
    """The uninformed see no beds; for the informed the logarithm of the free beds adds to the value of a town."""
    beds = tuple(
        Lodging(id=town, place=town, kind="hotel", beds=2 * free, taken_share=0.5) for town, free in FREE.items()
    )
    informed = (patient(modes="car:0.7 foot:0.3", informed_share=1.0),)
    assert_split(wide_choice(lodging=beds), weights())
    assert_split(wide_choice(lodging=beds, profiles=informed), weights(room_weight=BETA_L))


def test_the_uninformed_expect_one_wait_at_every_post_with_a_control():
    control = Service(id="north-in", place="north", service="entry_control", servers=10_000, minutes=0.1, time="fixed")
    choice = wide_choice().choice.model_copy(
        update={"belief_wait_hours": Choice(belief_wait_hours=5).belief_wait_hours}
    )
    assert_split(wide_choice(services=(control,), choice=choice), weights({"north": 5.0}))


def test_a_profile_with_a_destination_goes_there_and_nowhere_else():
    bound: Profile = patient(modes="car:1", destination="small")
    outcome = run(wide_choice(profiles=(bound,)), 7)
    reached = outcome.arrays["reached_city"].sum(axis=(0, 2))
    assert reached[outcome.axes.places.index("small")] == outcome.totals["set_out"]
    assert reached[outcome.axes.places.index("large")] == 0


@pytest.mark.parametrize("hours", [5.0, 3.9])
def test_posts_beyond_the_consideration_are_not_chosen(hours: float):
    """South is four hours further than north."""
    choice = wide_choice().choice.model_copy(
        update={"consideration_hours": Choice(consideration_hours=hours).consideration_hours}
    )
    outcome = run(wide_choice(choice=choice), 7)
    assert (outcome.arrays["entries"][:, outcome.axes.places.index("south")].sum() > 0) == (hours > 4)


def test_nobody_sets_out_where_no_way_is_open():
    closed = Event(id="shut", date=at(0), what="closure")
    given = wide_choice()
    outcome = run(given.model_copy(update={"events": (*given.events, closed)}), 7)
    assert outcome.totals["set_out"] == 0
    assert outcome.totals["stayed_home"] > 15_000
    assert outcome.arrays["set_out"].sum() == 0


def test_a_closed_post_is_not_chosen_while_it_is_closed():
    closed = Event(id="shut", date=at(0.5), what="closure", where="north")
    given = wide_choice()
    open_all_day, shut_at_noon = run(given, 7), run(given.model_copy(update={"events": (*given.events, closed)}), 7)
    north = given.places[1].name
    row = open_all_day.axes.places.index(north)
    before, after = (run_.arrays["entries"][:, row].sum() for run_ in (open_all_day, shut_at_noon))
    assert shut_at_noon.totals["set_out"] == open_all_day.totals["set_out"]
    # half of the leavers' hazard of 1 comes before noon: 1 - exp(-1/2) of 1 - exp(-1)
    share = (1 - math.exp(-0.5)) / (1 - math.exp(-1.0))
    spread = math.sqrt(before * share * (1 - share))
    assert abs(after - share * before) <= 2.576 * spread
