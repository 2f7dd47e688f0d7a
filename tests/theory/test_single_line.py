"""One line against queueing theory: closed forms inside 99 % intervals of batch means, which must be narrow."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bounds import BATCHES, batch_interval
from scenarios import queue
from serai.runs.course import run
from serai.state.log import Outcome, wait_bin_edges_hours
from serai.units import HOURS_PER_DAY, MINUTES_PER_DAY, MINUTES_PER_HOUR

WARM_UP_DAYS = 10
DAYS_PER_BATCH = 30
DAYS = WARM_UP_DAYS + BATCHES * DAYS_PER_BATCH


def simulate(load: float, servers: int, minutes: float, time: str) -> Outcome:
    """One line with Poisson arrivals by which each server is busy for the share `load` of the time."""
    per_day = load * servers * MINUTES_PER_DAY / minutes
    return run(queue(DAYS, per_day, servers=servers, minutes=minutes, time=time), 11)


def by_batch(by_day: np.ndarray) -> np.ndarray:
    """Sums over the batches of days; row 0 of the log is the day before the run."""
    first = 1 + WARM_UP_DAYS
    return by_day[first : first + BATCHES * DAYS_PER_BATCH].reshape(BATCHES, -1).sum(axis=1)


def queue_minutes(outcome: Outcome, minutes: float) -> np.ndarray:
    """Mean minutes from joining to the start of the service, by batch."""
    hours = by_batch(outcome.arrays["wait_sum"][:, 0]) / by_batch(outcome.arrays["served"][:, 0])
    return hours * MINUTES_PER_HOUR - minutes


def mean_line(outcome: Outcome) -> np.ndarray:
    """Mean number of people who stand in the line, by batch."""
    standing = outcome.arrays["waiting"][WARM_UP_DAYS * HOURS_PER_DAY :, 0]
    return np.asarray(standing.reshape(BATCHES, -1).mean(axis=1))


def erlang_c(load: float, servers: int) -> float:
    """Chance of having to wait in M/M/c."""
    offered = load * servers
    all_busy = offered**servers / math.factorial(servers) / (1 - load)
    return all_busy / (sum(offered**k / math.factorial(k) for k in range(servers)) + all_busy)


def assert_mean(found: np.ndarray, expected: float, narrow: float = 0.06) -> None:
    mean, half_width = batch_interval(found)
    assert abs(mean - expected) <= half_width
    assert half_width <= narrow * expected


def assert_waits_and_lengths(outcome: Outcome, minutes: float, wait: float, per_minute: float) -> None:
    """Both against closed forms; hourly counts say less of a line than the waits of all who stood in it."""
    assert_mean(queue_minutes(outcome, minutes), wait)
    assert_mean(mean_line(outcome), per_minute * wait, narrow=0.1)


@pytest.mark.parametrize(("load", "minutes"), [(0.5, 2.0), (0.8, 2.0), (0.7, 2.5)])
def test_m_m_1_waits_and_is_as_long_as_its_closed_form(load: float, minutes: float):
    outcome = simulate(load, 1, minutes, "exponential")
    assert_waits_and_lengths(outcome, minutes, minutes * load / (1 - load), load / minutes)


@pytest.mark.parametrize(("load", "servers"), [(0.7, 2), (0.85, 3), (0.9, 8)])
def test_m_m_c_waits_and_is_as_long_as_erlang_c_says(load: float, servers: int):
    minutes = 3.0
    wait = erlang_c(load, servers) * minutes / servers / (1 - load)
    outcome = simulate(load, servers, minutes, "exponential")
    assert_waits_and_lengths(outcome, minutes, wait, load * servers / minutes)


@pytest.mark.parametrize("load", [0.6, 0.85])
def test_m_d_1_waits_and_is_half_as_long_as_m_m_1(load: float):
    minutes = 1.0
    outcome = simulate(load, 1, minutes, "fixed")
    assert_waits_and_lengths(outcome, minutes, minutes * load / (1 - load) / 2, load / minutes)


@pytest.mark.parametrize("time", ["fixed", "exponential"])
def test_the_mean_line_is_arrivals_times_mean_wait(time: str):
    """Little's law: the difference of both sides, batch by batch, has mean 0 within its 99 % interval."""
    minutes, load = 4.0, 0.85
    outcome = simulate(load, 1, minutes, time)
    standing = mean_line(outcome)
    per_minute = by_batch(outcome.arrays["joined"][:, 0]) / (DAYS_PER_BATCH * MINUTES_PER_DAY)
    mean, half_width = batch_interval(standing - per_minute * queue_minutes(outcome, minutes))
    assert abs(mean) <= half_width
    assert half_width <= 0.03 * standing.mean()


@pytest.mark.parametrize("edge", [70, 90, 110])
def test_sojourns_in_m_m_c_follow_their_distribution(edge: int):
    """Sojourn: a service, or a service after an exponential wait with the rate of the spare capacity."""
    load, servers, minutes = 0.8, 3, 15.0
    hist = simulate(load, servers, minutes, "exponential").arrays["wait_hist"][:, 0]
    mean, half_width = batch_interval(by_batch(hist[:, :edge].sum(axis=1)) / by_batch(hist.sum(axis=1)))
    t = wait_bin_edges_hours()[edge] * MINUTES_PER_HOUR
    rate = 1 / minutes
    spare = servers * rate * (1 - load)
    delayed = 1 - (rate * math.exp(-spare * t) - spare * math.exp(-rate * t)) / (rate - spare)
    waits = erlang_c(load, servers)
    assert abs(mean - ((1 - waits) * (1 - math.exp(-rate * t)) + waits * delayed)) <= half_width
    assert half_width <= 0.03
