"""Damaged scenarios are refused in plain words, or run rightly: some hundred of the twenty thousand of `make fuzz`."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from fuzz.__main__ import run_batch
from fuzz.working import FAULT

SEED = 2022
CASES = 300


@pytest.mark.skipif(sys.platform == "win32", reason="the limits of the fuzzer are those of POSIX")
@pytest.mark.slow
def test_three_hundred_damaged_scenarios_are_refused_or_run_rightly():
    halves = [list(range(start, CASES, 2)) for start in range(2)]
    with ThreadPoolExecutor(2) as pool:
        outcomes = [outcome for batch in pool.map(partial(run_batch, SEED), halves) for outcome in batch]
    words = [outcome["word"] for outcome in outcomes]
    assert [outcome for outcome in outcomes if outcome["word"] == FAULT] == []
    assert len(words) == CASES
    assert words.count("refused") > CASES / 3
    assert words.count("ran") > CASES / 20
