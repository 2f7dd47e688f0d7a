"""Damaged Flee cases are refused in plain words, or converted and run: some of the 2,000 of `python -m fuzz.flee_damage`."""

from __future__ import annotations

import pytest

from fuzz.flee_damage import outcomes

CASES = 60
SEED = 2022


@pytest.mark.slow
def test_sixty_damaged_flee_cases_are_refused_or_run():
    found = outcomes(CASES, SEED)
    assert [case for case in found if case[1] not in ("refused", "ran")] == []
    assert {word for _, word, _ in found} == {"refused", "ran"}
