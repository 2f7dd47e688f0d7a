"""Draws sent elsewhere: in batches, once more where a worker died, given up with its place when it dies again."""

from __future__ import annotations

import re
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest

from serai.errors import SeraiError, UsageError
from serai.runs import away
from serai.runs.away import Batch, outcomes

ORDER = b"order"


def done_at_once(order: bytes, numbers: tuple[int, ...]) -> Batch:
    assert order == ORDER
    return Batch([(number, -number) for number in numbers], 0.05 * len(numbers))


def test_every_draw_comes_back_once_and_batches_grow_to_their_seconds():
    sizes = []

    def work(order, numbers):
        sizes.append(len(numbers))
        return done_at_once(order, numbers)

    with ThreadPoolExecutor(2) as pool:
        found = list(outcomes(pool, work, ORDER, range(400)))
    assert sorted(found) == [(number, -number) for number in range(400)]
    assert sizes[0] == 1
    assert max(sizes) == 1.5 / 0.05
    assert len(sizes) < 40


class Mortal(away._Processes):
    """Workers that die of some draws, so often."""

    def __init__(self, deaths: dict[int, int]) -> None:
        super().__init__(Executor(), done_at_once, ORDER)
        self.deaths = deaths

    def slots(self) -> int:
        return 1

    def submit(self, numbers):
        future: Future = Future()
        deadly = [number for number in numbers if self.deaths.get(number, 0)]
        for number in deadly:
            self.deaths[number] -= 1
        future.set_exception(MemoryError()) if deadly else future.set_result(self._work(self._order, numbers))
        return future

    def has_died(self, error):
        return "tcp://node-7:4321" if isinstance(error, MemoryError) else super().has_died(error)


def test_a_draw_whose_worker_died_runs_again_and_is_given_up_with_its_place_the_second_time(monkeypatch):
    monkeypatch.setattr(away, "_pool_of", lambda *_: Mortal({3: 1, 5: 2}))
    found = dict(outcomes(None, done_at_once, ORDER, range(10)))
    assert sorted(found) == list(range(10))
    lost = found.pop(5)
    assert str(lost) == "the worker that ran it died, and so did the next, at tcp://node-7:4321"
    assert found == {number: -number for number in range(10) if number != 5}


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (SeraiError("node-7 has another version: numpy 1, not 2"), "a worker cannot run draws: node-7 has another"),
        (BrokenProcessPool(), "a process of the pool ended before its draws did"),
        (CancelledError(), "a worker cannot run draws"),
    ],
)
def test_what_no_second_try_helps_is_told(error, words):
    def fail(order, numbers):
        raise error

    with ThreadPoolExecutor(1) as pool, pytest.raises(SeraiError, match=re.escape(words)):
        list(outcomes(pool, fail, ORDER, range(3)))


def test_what_is_no_client_is_refused():
    with pytest.raises(UsageError, match=r"client must be a distributed.Client or an executor .*, got 'tcp://a:1'$"):
        list(outcomes("tcp://a:1", done_at_once, ORDER, range(3)))
