"""Draws of several scenarios side by side are the draws that each has alone, on threads, elsewhere, and kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import serai
from scenarios import everything
from serai.results.figures import WHOLE, Figure
from serai.results.totals import totals_by_day
from serai.results.view import View
from serai.runs.draws import InMemory
from serai.runs.kept import DrawsFolder, plan_of
from serai.runs.several import DrawRequest, Ensembles, run_several

N_DRAWS = 4


@pytest.fixture(scope="module")
def scenarios():
    one = everything()
    return [one, serai.with_changes(one, {"services.gate-car.servers": "+1"})]


def figures_of(members, numbers=range(N_DRAWS)):
    return [members.figures_of(number) for number in numbers]


def run(scenarios, members, **how):
    ensembles = Ensembles(3, N_DRAWS)
    wanted = [
        DrawRequest(ensembles.of(scenario), into, tuple(range(N_DRAWS)))
        for scenario, into in zip(scenarios, members, strict=True)
    ]
    assert run_several(wanted, **how) == [{}, {}]


def test_several_are_the_draws_that_each_has_alone(scenarios):
    members, told = [InMemory(), InMemory()], []
    run(scenarios, members, on_progress=lambda done, n: told.append((done, n)))
    assert told == [(done, 2 * N_DRAWS) for done in range(1, 2 * N_DRAWS + 1)]
    for scenario, found in zip(scenarios, members, strict=True):
        alone = serai.simulate(scenario, seed=3, draws=N_DRAWS).sample
        for name in ("hours_waited", "nights_without_bed", "entries"):
            figures = [one[Figure(WHOLE, "", name)] for one in figures_of(found)]
            np.testing.assert_array_equal(figures, alone.of(WHOLE, "", name))


def test_days_add_up_to_the_whole(scenarios):
    view = View(serai.simulate(scenarios[0], seed=3).outcome, scenarios[0])
    days = totals_by_day(view)
    alone = serai.simulate(scenarios[0], seed=3).sample
    for name, values in days.items():
        assert values.shape == ((scenarios[0].end - scenarios[0].start).days,)
        assert values.sum() == alone.of(WHOLE, "", name)[0] > 0


def test_the_same_bits_come_from_an_executor_into_folders(scenarios, tmp_path):
    here, folders = [InMemory(), InMemory()], []
    run(scenarios, here)
    for number, scenario in enumerate(scenarios):
        folders.append(DrawsFolder(tmp_path / str(number), plan_of(scenario, 3, N_DRAWS)))
    with ThreadPoolExecutor(2) as pool:
        run(scenarios, folders, client=pool)
    for number, (found, wanted) in enumerate(zip(folders, here, strict=True)):
        again = DrawsFolder(tmp_path / str(number), plan_of(scenarios[number], 3, N_DRAWS))
        assert sorted(again.known()) == list(range(N_DRAWS))  # each under its own number, and whole
        assert figures_of(again) == figures_of(found) == figures_of(wanted)
