"""Draws on threads: the same whatever the threads, named when they fail, and at an end when told so."""

from __future__ import annotations

import threading

import numpy as np
import pytest

import serai
from serai.errors import InvariantError, SeraiError, TooLargeError
from serai.runs import engine
from serai.runs.course import run
from serai.runs.design import design, member_seed
from serai.runs.draws import draws_hash
from serai.runs.engine import run_draws
from serai.runs.members import member_scenario
from serai.runs.provenance import result_hash
from serai.runs.ranges import ranges_of


@pytest.fixture
def failing(monkeypatch):
    """failing({3: ValueError("bad")}): those draws of seed 1 end with an error."""

    def fail(errors):
        by_seed = {member_seed(1, number): error for number, error in errors.items()}

        def broken(scenario, seed, **given):
            if seed in by_seed:
                raise by_seed[seed]
            return run(scenario, seed, **given)

        monkeypatch.setattr(engine, "run", broken)

    return fail


def test_threads_change_nothing(river):
    made = (run_draws(river, 1, 5, threads=threads) for threads in (1, 2, 3))
    assert len({draws_hash(result_hash(central), draws) for central, draws in made}) == 1


def test_a_draw_is_the_run_of_its_scenario_with_its_seed(river):
    _, draws = run_draws(river, 1, 3)
    ranges = ranges_of(river)
    outcome = run(member_scenario(river, ranges, design(ranges, 1, 3)[1]), member_seed(1, 2))
    assert draws.arrays["without_bed"][1].tolist() == outcome.arrays["without_bed"].tolist()
    assert draws.range_names == tuple(one.name for one in ranges)
    assert draws.seeds[1] == member_seed(1, 2)


def test_a_scenario_without_ranges_differs_by_seed_only(river):
    exact = serai.with_changes(river, {one.name: one.central for one in ranges_of(river)})
    _, draws = run_draws(exact, 1, 3)
    assert draws.range_values.shape == (3, 0)
    assert len({array.tobytes() for array in draws.arrays["entries"]}) == 3


def test_a_draw_that_fails_is_reported_with_its_values_and_the_others_go_on(river, failing):
    failing({3: ValueError("no way")})
    _, draws = run_draws(river, 1, 5)
    assert draws.numbers.tolist() == [1, 2, 4, 5]
    (failed,) = draws.failed
    assert (failed.number, failed.seed, failed.message) == (3, member_seed(1, 3), "ValueError: no way")
    ranges = ranges_of(river)
    assert list(failed.values.values()) == design(ranges, 1, 5)[2].tolist()
    assert list(failed.values) == [one.name for one in ranges]


def test_a_broken_invariant_is_called_our_own_fault(river, failing):
    failing({1: InvariantError("a party stands in two lists")})
    assert run_draws(river, 1, 2)[1].failed[0].message == "our own fault: a party stands in two lists"


def test_if_every_draw_fails_the_first_reason_is_given(river, failing):
    failing({1: ValueError("a"), 2: SeraiError("b")})
    with pytest.raises(SeraiError, match=r"^all 2 draws failed; the first: ValueError: a$"):
        run_draws(river, 1, 2)


def test_draws_that_find_no_room_beside_others_run_alone(river, monkeypatch):
    def crowded(scenario, seed, **given):
        if threading.current_thread() is not threading.main_thread():
            raise TooLargeError("river", ["too large for this machine"])
        return run(scenario, seed, **given)

    monkeypatch.setattr(engine, "run", crowded)
    told = []
    central, draws = run_draws(river, 1, 3, threads=2, on_progress=lambda done, in_all: told.append((done, in_all)))
    assert draws.numbers.tolist() == [1, 2, 3]
    assert told == [(1, 3), (2, 3), (3, 3)]
    monkeypatch.undo()
    again, same = run_draws(river, 1, 3)
    assert draws_hash(result_hash(central), draws) == draws_hash(result_hash(again), same)


def test_if_no_draw_fits_into_memory_the_scenario_is_too_large(river, failing):
    failing({number: TooLargeError("river", ["too large for this machine"]) for number in (1, 2)})
    with pytest.raises(TooLargeError) as error:
        run_draws(river, 1, 2)
    assert error.value.problems == ("all 2 draws failed; the first: too large for this machine",)
    assert error.value.exit_code == 3


def test_a_mistake_in_our_code_is_not_taken_for_a_failed_draw(river, failing):
    failing({1: TypeError("wrong type")})
    with pytest.raises(TypeError, match="wrong type"):
        run_draws(river, 1, 3)


def test_a_central_course_that_fails_ends_the_draws_with_its_reason(river, monkeypatch, tmp_path):
    ended = []

    def failing(scenario, seed, *, on_progress, check):
        if seed != 1:
            ended.append(seed)
            return run(scenario, seed, on_progress=on_progress, check=check)
        on_progress(1, 2)
        raise InvariantError("a party stands in two lists")

    monkeypatch.setattr(engine, "run", failing)
    with pytest.raises(InvariantError, match="two lists"):
        serai.simulate(river, seed=1, draws=40, threads=2, folder=tmp_path / "run")
    assert len(ended) < 40


def test_what_finds_no_room_beside_the_central_course_runs_after_it(river, monkeypatch, tmp_path):
    tries, refused, over = [], threading.Event(), threading.Event()

    def crowded(scenario, seed, **given):
        if seed == 1:
            given["on_progress"](1, 2)
            assert refused.wait(10)
            outcome = run(scenario, seed, **given)
            over.set()
            return outcome
        if over.is_set():
            return run(scenario, seed, **given)
        tries.append(seed)
        if len(tries) == 2:
            refused.set()
        raise TooLargeError("river", ["too large for this machine"])

    monkeypatch.setattr(engine, "run", crowded)
    after = serai.simulate(river, seed=1, draws=2, threads=2, folder=tmp_path / "run")
    monkeypatch.undo()
    assert after.failed == ()
    assert after.provenance.result_hash == serai.simulate(river, seed=1, draws=2).provenance.result_hash


def test_a_central_course_that_finds_no_room_beside_draws_runs_after_them(river, monkeypatch, tmp_path):
    drawing = threading.Event()

    def crowded(scenario, seed, **given):
        if seed == 1 and not drawing.is_set():
            given["on_progress"](1, 2)
            assert drawing.wait(10)
            raise MemoryError
        drawing.set()
        return run(scenario, seed, **given)

    monkeypatch.setattr(engine, "run", crowded)
    after = serai.simulate(river, seed=1, draws=2, folder=tmp_path / "run")
    monkeypatch.undo()
    assert after.provenance.result_hash == serai.simulate(river, seed=1, draws=2).provenance.result_hash


def test_no_draw_is_begun_if_the_central_course_finds_no_memory(river, monkeypatch, tmp_path):
    def refused(scenario, seed, **given):
        raise TooLargeError("river", ["too large for this machine"])

    monkeypatch.setattr(engine, "run", refused)
    monkeypatch.setattr(engine, "_member", lambda plans, number: pytest.fail("was run"))
    with pytest.raises(TooLargeError, match="too large for this machine"):
        serai.simulate(river, seed=1, draws=3, folder=tmp_path / "run")


def test_draws_that_do_not_fit_into_memory_are_refused_before_they_are_run(river, monkeypatch):
    monkeypatch.setattr(engine, "kept_bytes", lambda axes: 2**40)
    monkeypatch.setattr(engine, "_member", lambda plan, number: pytest.fail("was run"))
    with pytest.raises(TooLargeError, match=r"10 draws need 20,480\.0 GiB of memory, .* can be used\. Fewer draws"):
        run_draws(river, 1, 10)


def test_progress_counts_every_draw(river):
    told = []
    run_draws(river, 1, 4, on_progress=lambda done, in_all: told.append((done, in_all)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_ctrl_c_ends_the_runs_that_are_under_way_and_starts_no_other(river, monkeypatch):
    started = []

    def counted(scenario, seed, **given):
        started.append(seed)
        return run(scenario, seed, **given)

    def interrupt(done, in_all):
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "run", counted)
    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        run_draws(river, 1, 300, threads=2, on_progress=interrupt)
    assert len(started) < 100
    assert threading.active_count() == before


def test_a_run_under_way_ends_at_its_next_look(river, monkeypatch):
    """The second draw is held in its first look until the first was reported, and must not come to its end."""
    reported, ended = threading.Event(), []

    def held(scenario, seed, *, on_progress=None, check=False):
        if seed != member_seed(1, 2):
            return run(scenario, seed, on_progress=on_progress, check=check)

        def look(done, n_ticks):
            reported.wait(30)
            on_progress(done, n_ticks)

        try:
            return run(scenario, seed, on_progress=look, check=check)
        finally:
            ended.append(seed)

    def interrupt(done, in_all):
        plan_is_told = threading.Timer(0.2, reported.set)  # after the interruption has reached the plan
        plan_is_told.start()
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "run", held)
    with pytest.raises(KeyboardInterrupt):
        run_draws(river, 1, 2, threads=2, on_progress=interrupt)
    assert ended == [member_seed(1, 2)]


def test_figures_that_only_some_draws_have_are_missing_in_the_others(river_draws):
    values = river_draws.draws.figure_values
    assert values.shape == (8, len(river_draws.draws.figures))
    assert not np.isnan(river_draws.sample.of("total", "", "entries")).any()
    assert np.isnan(river_draws.sample.of("wait", "nowhere", "p90_hours")).all()
