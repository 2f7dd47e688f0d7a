"""A made-up run, filled by hand, so that every expected figure can be worked out on paper, and small real ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import pytest

from serai.codes import Reason, Stage
from serai.results.figures import course_figures
from serai.results.quantities import Simulated, evaluate
from serai.results.sample import Sample, sample_of
from serai.results.series import kept_arrays, kept_series
from serai.results.view import View
from serai.runs.draws import Draws, FailedDraw, draws_hash
from serai.runs.keeps import answers_of
from serai.runs.provenance import describe, result_hash
from serai.runs.ranges import ranges_of
from serai.runs.run import Run
from serai.scenario.schema import (
    Event,
    Group,
    Initial,
    Lodging,
    Observation,
    Place,
    Profile,
    Route,
    Scenario,
    Service,
    Traffic,
)
from serai.state.log import JOURNEY, Axes, LineName, Outcome, allocate, wait_bin_edges_hours
from serai.units import MOMENTS_PER_HOUR

ORAL = "Asia/Oral"  # UTC+5 in 2022
N_DRAWS = 8
ALMATY = "Asia/Almaty"  # UTC+6 in 2022
START = datetime(2022, 8, 31, 18, tzinfo=UTC)


def made_up_scenario(**changes):
    places = (
        Place(name="Samara", kind="origin", country="RUS", lat=53.2, lon=50.1, time_zone="Europe/Samara"),
        Place(name="West Post", kind="border_post", country="KAZ", region="West", lat=51, lon=51, time_zone=ORAL),
        Place(name="East Post", kind="border_post", country="KAZ", region="East", lat=50, lon=80),
        Place(
            name="Oral", kind="city", country="KAZ", region="West", lat=51, lon=51.3, time_zone=ORAL, population=200_000
        ),
        Place(name="Almaty", kind="city", country="KAZ", region="South", lat=43.2, lon=76.9, population=600_000),
    )
    given = {
        "name": "made-up",
        "title": "A made-up exodus",
        "start": date(2022, 9, 1),
        "end": date(2022, 9, 5),
        "time_zone": ALMATY,
        "places": places,
        "groups": (
            Group(name="posts", member="West Post"),
            Group(name="posts", member="East Post"),
            Group(name="wide", member="posts"),
            Group(name="wide", member="South"),
        ),
        "routes": (Route(from_place="Samara", to_place="West Post", km=260),),
        "profiles": (
            Profile(name="men", liable=True),
            Profile(name="family"),
            Profile(name="neighbours", tracked=False),
        ),
        "traffic": (
            Traffic(id="t-men", post="West Post", profile="men", per_day=100),
            Traffic(
                id="t-east",
                post="East Post",
                profile="family",
                per_day=0,
                per_day_end=40,
                weekdays="1 1 1 1 2 1 1",
            ),
            Traffic(id="t-neighbours", post="West Post", profile="neighbours", per_day=999),
        ),
        "initial": (Initial(id="i", place="West Post", profile="family", people=1000),),
        "services": (Service(id="west-exit-car", place="West Post", service="exit_control", servers=1, minutes=1),),
        "lodging": (
            Lodging(id="oral-hotel", place="Oral", kind="hotel", beds=100, taken_share=0.4),
            Lodging(id="oral-shelter", place="Oral", kind="shelter", beds=50, paying=False),
            Lodging(
                id="almaty-rental", place="Almaty", kind="rental", beds=20, unit="unit", unit_size=3, per="month"
            ),
        ),
        "events": (
            Event(id="call-up", date=datetime(2022, 9, 2), what="trigger", value=0.01, mean_days=3),
            Event(id="too-early", date=datetime(2022, 8, 1), what="trigger", value=0.01, mean_days=3),
        ),
    }  # fmt: skip
    return Scenario(**{**given, **changes})


def made_up_axes(scenario):
    lines = (
        LineName("west-exit-car", "West Post", "exit_control", "car", "in", "", "lane"),
        LineName("west-exit-foot", "West Post", "exit_control", "foot", "in", "", "desk"),
        LineName("west-entry", "West Post", "entry_control", "any", "in", "", "desk"),
        LineName("east-in", "East Post", "entry_control", "any", "in", "", "desk"),
        LineName("west-out", "West Post", "exit_control", "any", "out", "", "desk"),
        LineName("almaty-centre", "Almaty", "registration", "any", "in", "", "desk"),
        LineName("oral-trains", "West Post", "seats", "rail", "in", "", "seat"),
    )
    return Axes(
        start=START,
        first_day=date(2022, 8, 31),
        n_days=6,
        n_steps=96,
        step_minutes=60,
        places=tuple(place.name for place in scenario.places),
        place_zones=tuple(place.time_zone or scenario.time_zone for place in scenario.places),
        profiles=tuple(profile.name for profile in scenario.profiles),
        causes=("ordinary", "call-up"),
        lines=lines,
        lodging=tuple(row.id for row in scenario.lodging),
    )


def bin_of(hours):
    """The bin of waits in which so many hours lie."""
    return int(np.searchsorted(wait_bin_edges_hours(), hours, side="right")) - 1


@dataclass
class Bench:
    """A run on which a test writes figures by name and asks for others."""

    scenario: Scenario
    outcome: Outcome

    def row(self, dim, name):
        axes = self.outcome.axes
        if dim == "day":
            return (date.fromisoformat(name) - axes.first_day).days
        if dim == "step":
            return name
        names = {
            "place": axes.places,
            "profile": axes.profiles,
            "cause": axes.causes,
            "line": tuple(line.name for line in axes.lines),
            "lodging": axes.lodging,
            "stage": tuple(stage.name.lower() for stage in Stage),
        }[dim]
        return names.index(name)

    def put(self, variable, figure, **where):
        """Write a figure: put("entries", 5, day="2022-09-02", place="Oral", profile="men"); a slice for None."""
        from serai.state.log import VARIABLES

        dims = next(v.dims for v in VARIABLES if v.name == variable)
        index = tuple(self.row(dim, where[dim]) if dim in where else slice(None) for dim in dims)
        self.outcome.arrays[variable][index] = figure

    def put_waits(self, line, day, hours, persons):
        """So many people were served on a day after so many hours in a line."""
        at = (self.row("day", day), self.row("line", line))
        self.outcome.arrays["wait_hist"][(*at, bin_of(hours))] += persons
        self.outcome.arrays["wait_sum"][at] += hours * persons
        self.outcome.arrays["served"][at] += persons

    @property
    def view(self) -> View:
        return View(self.outcome, self.scenario)

    @property
    def sample(self) -> Sample:
        return sample_of(self.view)

    def draws(self, figures=None, n_draws=N_DRAWS, **arrays) -> Sample:
        """Draws with the figures {Figure: one for each draw} and the named arrays; the other arrays are 0."""
        figures, axes = figures or {}, self.outcome.axes
        empty = {
            one.variable.name: np.zeros((n_draws, *(axes.size(dim) for dim in one.variable.dims)), one.variable.dtype)
            for one in kept_series()
        }
        values = np.array(list(figures.values()), dtype=np.float64).reshape(len(figures), n_draws).T
        return Sample(self.view, empty | arrays, tuple(figures), values, n_draws)

    def run(self, factors=()) -> Run:
        """The run, and as many draws of it: every number of the central course times each factor."""
        view = self.view
        draws = self._multiplied(view, factors) if factors else None
        central = result_hash(self.outcome)
        hashed = central if draws is None else draws_hash(central, draws)
        provenance = describe(self.scenario, 1, hashed, 0.0, len(factors) + 1 if factors else 0)
        return Run(self.scenario, 1, self.outcome, provenance, draws)

    def _multiplied(self, view, factors) -> Draws:
        def times(values):
            return np.stack([values * factor for factor in factors]).astype(values.dtype)

        figures = course_figures(view)
        ranges = ranges_of(self.scenario)
        central = np.array([one.central for one in ranges], dtype=np.float64)
        names, n_draws = tuple(one.name for one in ranges), len(factors)
        return Draws(
            axes=view.axes,
            scenario=self.scenario,
            numbers=np.arange(n_draws, dtype=np.int64) + 1,
            seeds=np.arange(n_draws, dtype=np.int64) + 100,
            range_names=names,
            range_values=times(central),
            arrays={name: times(values) for name, values in kept_arrays(view).items()},
            figures=tuple(figures),
            figure_values=times(np.array(list(figures.values()))),
            answers=times(answers_of(view, self.scenario.observations)),
            failed=(FailedDraw(n_draws + 1, 99, "no way", dict(zip(names, central.tolist(), strict=True))),),
        )

    def ask(self, quantity, statistic, start=None, end=None, **columns) -> Simulated:
        """What the run says to a question; start and end as 2022-09-02 or 2022-09-02T14:00."""
        return evaluate(observation(quantity, statistic, start, end, **columns), self.outcome, self.scenario)


def observation(quantity="entries", statistic="sum", start=None, end=None, **columns):
    given = {"fact_group": "flow", **columns}
    return Observation(
        quantity=quantity,
        statistic=statistic,
        start=datetime.fromisoformat(start) if start else None,
        end=datetime.fromisoformat(end) if end else None,
        **given,
    )


def journey_entry(key, hours, reason, place, value=0, size=2, origin=0):
    return (key, int(hours * MOMENTS_PER_HOUR), value, place, int(reason), 0, size, 1 if origin >= 0 else 0, origin)


def a_journey(key=7, size=2, first_wait=30):
    """From Samara over West Post, in both lines, to a hotel in Oral and away."""
    west, oral = 1, 3
    return [
        journey_entry(key, 30, Reason.SET_OUT, 0, west, size),
        journey_entry(key, 34, Reason.REACHED_POST, west, 0, size),
        journey_entry(key, 34, Reason.JOINED_LINE, west, 0, size),
        journey_entry(key, 34 + first_wait, Reason.JOINED_LINE, west, 2, size),
        journey_entry(key, 36 + first_wait, Reason.CROSSED_IN, west, 2 * MOMENTS_PER_HOUR, size),
        journey_entry(key, 38 + first_wait, Reason.REACHED_CITY, oral, 0, size),
        journey_entry(key, 38 + first_wait, Reason.NO_BED, oral, 0, size),
        journey_entry(key, 48 + first_wait, Reason.NO_BED, oral, 1, size),
        journey_entry(key, 58 + first_wait, Reason.FOUND_BED, oral, 0, size),
    ]


def made_up_bench():
    scenario = made_up_scenario()
    axes = made_up_axes(scenario)
    return Bench(scenario, Outcome(axes, allocate(axes), np.array(a_journey(), dtype=JOURNEY), {"entries": 0}))


@pytest.fixture
def bench():
    return made_up_bench()


@pytest.fixture(scope="session")
def make_bench():
    return made_up_bench


@pytest.fixture
def observe():
    return observation


@pytest.fixture
def journey():
    return a_journey


@pytest.fixture
def entry():
    return journey_entry


@pytest.fixture
def make_scenario():
    return made_up_scenario
