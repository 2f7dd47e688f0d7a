"""Runs go one at a time, can be stopped at any time, end when they take too long, and fail in words."""

from __future__ import annotations

import gc
import threading
import time
import weakref

import pytest

from serai.app.jobs import MOST_OWN, OUR_FAULT, BusyError, Jobs
from serai.errors import ScenarioError, UsageError


@pytest.fixture
def jobs():
    made = Jobs(most_waiting=2, most_seconds=30)
    yield made
    made.close()


def texts(job):
    return [str(problem) for problem in job.problems]


def ended(job, seconds: float = 10):
    until = time.monotonic() + seconds
    while job.state in ("waiting", "running"):
        assert time.monotonic() < until
        time.sleep(0.005)
    return job


def endless(on_progress):
    while True:
        on_progress(1, 10)
        time.sleep(0.005)


def test_a_job_has_its_result_and_progress(jobs):
    def work(on_progress):
        on_progress(3, 4)
        return "found"

    job = ended(jobs.submit(work))
    assert (job.state, job.result, job.done, job.total) == ("done", "found", 3, 4)
    assert jobs.get(job.id) is job
    assert jobs.get("other") is None


def test_a_running_job_is_stopped_at_its_next_word_of_progress(jobs):
    job = jobs.submit(endless)
    while job.state == "waiting":
        time.sleep(0.005)
    jobs.cancel(job.id)
    assert ended(job).state == "cancelled"
    assert ended(jobs.submit(lambda on_progress: 1)).result == 1


def test_a_waiting_job_is_stopped_at_once_and_never_run(jobs):
    first, ran = jobs.submit(endless), threading.Event()
    second = jobs.submit(lambda on_progress: ran.set())
    assert jobs.cancel(second.id).state == "cancelled"
    jobs.cancel(first.id)
    ended(jobs.submit(lambda on_progress: None))
    assert not ran.is_set()


def test_no_more_wait_than_may(jobs):
    first = jobs.submit(endless)
    while first.state == "waiting":
        time.sleep(0.005)
    jobs.submit(endless), jobs.submit(endless)
    with pytest.raises(BusyError, match="2 runs are already waiting"):
        jobs.submit(endless)


@pytest.mark.parametrize(("of_all", "of_this"), [(0.05, None), (30, 0.05)])
def test_a_job_that_takes_too_long_is_stopped(of_all, of_this):
    jobs = Jobs(most_seconds=of_all)
    job = ended(jobs.submit(endless, most_seconds=of_this))
    jobs.close()
    assert (job.state, texts(job)) == ("failed", ["the run took more than 0 seconds and was stopped"])


@pytest.mark.parametrize(
    ("error", "problems"),
    [
        (ScenarioError("s", ["one", "two"]), ["one", "two"]),
        (UsageError("wrong"), ["wrong"]),
        (ZeroDivisionError("inside"), [OUR_FAULT]),
    ],
)
def test_a_job_that_fails_says_why_and_the_next_one_runs(jobs, error, problems):
    def work(on_progress):
        raise error

    job = ended(jobs.submit(work))
    assert (job.state, texts(job)) == ("failed", problems)
    assert ended(jobs.submit(lambda on_progress: 2)).result == 2


def test_what_a_job_needed_is_let_go_when_it_ends_or_is_cancelled(jobs):
    class Scenario:
        def __call__(self, on_progress):
            return 1

    works = [Scenario() for _ in range(3)]
    known = [weakref.ref(work) for work in works]
    ended(jobs.submit(works[0]))
    first = jobs.submit(endless)
    jobs.cancel(jobs.submit(works[1]).id)
    jobs.cancel(first.id)
    ended(jobs.submit(works[2]))
    works.clear()
    ended(jobs.submit(lambda on_progress: gc.collect()))
    assert [reference() for reference in known] == [None] * 3


def test_what_waits_is_bounded_however_often_it_is_cancelled(jobs):
    first = jobs.submit(endless)
    while first.state == "waiting":
        time.sleep(0.005)
    for _ in range(100):
        jobs.cancel(jobs.submit(endless).id)
    assert len(jobs._waiting) == 0


def test_a_hundred_jobs_have_their_places_run_in_order_and_are_remembered():
    jobs, end, order = Jobs(), threading.Event(), []
    first = jobs.submit(lambda on_progress: end.wait(30))
    while first.state == "waiting":
        time.sleep(0.005)
    queued = [jobs.submit(lambda on_progress, number=number: order.append(number)) for number in range(100)]
    assert [jobs.before(job) for job in queued] == list(range(1, 101))
    with pytest.raises(BusyError, match="100 runs are already waiting"):
        jobs.submit(endless)
    jobs.cancel(queued[10].id)
    assert [jobs.before(job) for job in (first, *queued[9:12])] == [0, 10, 0, 11]
    assert jobs.get(queued[10].id) is queued[10]  # although more wait than are remembered when they have ended
    jobs.submit(endless)
    assert jobs.get(queued[10].id) is queued[10]
    end.set()
    ended(queued[-1])
    assert order == [number for number in range(100) if number != 10]
    jobs.close()


def test_fewer_wait_of_those_that_hold_a_scenario_of_their_own():
    many = Jobs()
    first = many.submit(endless)
    while first.state == "waiting":
        time.sleep(0.005)
    own = [many.submit(endless, has_own=True) for _ in range(MOST_OWN)]
    with pytest.raises(BusyError, match="4 scenarios or updates are already waiting"):
        many.submit(endless, has_own=True)
    many.submit(endless)
    many.cancel(own[0].id)
    many.submit(endless, has_own=True)
    many.close()
