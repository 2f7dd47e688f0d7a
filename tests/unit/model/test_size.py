"""A run that the machine cannot hold is refused in words, before any memory is taken."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import psutil
import pytest

from scenarios import START, at, everything, queue, two_posts
from serai.errors import ScenarioError, TooLargeError
from serai.model.build import build
from serai.model.clock import Clock
from serai.model.rates import build_rates
from serai.model.size import expected_parties, news_peak, room_for_parties
from serai.runs.course import run
from serai.scenario.schema import Event
from serai.state import calendar
from serai.units import BYTES_PER_GIB, MAX_RUN_DAYS


@pytest.fixture
def small_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    free = SimpleNamespace(available=int(0.25 * BYTES_PER_GIB))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: free)


@pytest.mark.usefixtures("small_machine")
def test_a_run_that_is_too_large_is_refused_with_what_to_do():
    with pytest.raises(TooLargeError) as error:
        run(queue(300, 60_000, servers=1, minutes=1), 1)
    assert str(error.value) == (
        'scenario "small" has 1 problem:\n'
        "  too large for this machine: about 27,042,569 parties, 7,200 ticks and 1 places need 2.1 GiB of memory, "
        "0.2 GiB can be used. Fewer people, a longer tick or a shorter period need less."
    )


@pytest.mark.usefixtures("small_machine")
def test_nothing_is_taken_before_the_refusal(monkeypatch: pytest.MonkeyPatch):
    def taken(*_: object) -> dict:
        raise AssertionError("memory was taken")

    monkeypatch.setattr(calendar, "allocate", taken)
    monkeypatch.setattr("serai.model.build.allocate_log", taken)
    monkeypatch.setattr("serai.model.build.build_rates", taken)
    with pytest.raises(TooLargeError):
        build(queue(300, 60_000, servers=1, minutes=1), 1)


@pytest.mark.usefixtures("small_machine")
def test_a_run_that_only_its_rates_show_to_be_too_large_is_refused():
    """Nine times the traffic on each day of the week is not in the first estimate."""
    crowd = queue(30, 20_000, servers=1, minutes=1)
    flow = crowd.traffic[0].model_copy(update={"weekdays": "9 9 9 9 9 9 9"})
    with pytest.raises(TooLargeError, match=r"about 5,4\d\d,\d\d\d parties"):
        build(crowd.model_copy(update={"traffic": (flow,)}), 1)


@pytest.mark.usefixtures("small_machine")
def test_a_small_run_fits_into_a_small_machine():
    assert run(queue(2, 100, servers=1, minutes=1), 1).totals["set_out"] > 100


def test_a_run_longer_than_moments_can_count_is_refused():
    days = MAX_RUN_DAYS + 1
    long_run = queue(1, 1, servers=1, minutes=1).model_copy(update={"end": START + timedelta(days=days)})
    with pytest.raises(TooLargeError) as error:
        build(long_run, 1)
    assert str(error.value) == (
        f'scenario "small" has 1 problem:\n  end: a run lasts at most {MAX_RUN_DAYS:,} days, got {days:,} days'
    )


@pytest.mark.parametrize("per_day", [1e300, 1e308])
def test_numbers_of_people_beyond_all_counting_are_refused_in_few_words(per_day: float):
    crowd = queue(30, 1, servers=1, minutes=1)
    flow = crowd.traffic[0].model_copy(update={"per_day": per_day})
    with pytest.raises(TooLargeError) as error:
        build(crowd.model_copy(update={"traffic": (flow, flow.model_copy(update={"id": "more"}))}), 1)
    assert "too large for this machine: more than 1,000,000,000,000,000 parties, " in str(error.value)
    assert len(str(error.value)) < 300


def test_memory_that_the_system_refuses_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch):
    def refused(*_: object) -> dict:
        raise MemoryError

    monkeypatch.setattr(calendar, "allocate", refused)
    with pytest.raises(TooLargeError) as error:
        run(queue(2, 100, servers=1, minutes=1), 1)
    assert str(error.value) == (
        'scenario "small" has 1 problem:\n'
        "  too large for this process: the system refused more memory. "
        "Fewer people, a longer tick or a shorter period need less."
    )


def test_too_large_is_the_users_to_mend():
    assert issubclass(TooLargeError, ScenarioError)
    assert TooLargeError.exit_code == 3


@pytest.mark.parametrize("make", [two_posts, everything, lambda: queue(20, 4000, servers=1, minutes=1)])
def test_there_is_room_for_more_parties_than_come(make: object):
    given = make()
    rates = build_rates(given, Clock(given), 1)
    outcome = run(given, 1)
    people = outcome.totals["initial"] + outcome.totals["set_out"] + outcome.totals["outside_in"]
    largest = 3
    assert room_for_parties(given, rates) > people / largest + 900


def test_the_first_estimate_is_near_the_room_that_is_taken():
    given = two_posts()
    room = room_for_parties(given, build_rates(given, Clock(given), 1))
    assert room <= expected_parties(given, Clock(given)) <= 1.2 * room


def test_only_news_that_raise_departures_raise_the_estimate():
    news = [Event(id=str(value), date=at(0), what="news", value=value) for value in (0.5, -1.0, -0.5)]
    assert news_peak(two_posts(events=tuple(news))) == 3.0
