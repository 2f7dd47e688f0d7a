"""The changes that `make mutants` tries can be made, and one of them is tried here."""

from __future__ import annotations

from pathlib import Path

import pytest

from twin.mutants import MUTANTS, PACKAGE, Mutant, mutate, seen_by


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.file}: {mutant.old.strip()[:30]}")
def test_what_a_mutant_changes_stands_in_its_kernel_once(mutant: Mutant):
    text = (PACKAGE / mutant.path).read_text(encoding="utf-8")
    assert text.count(mutant.old) == 1
    assert mutant.old != mutant.new


def test_a_mutant_whose_text_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match=r"pools\.py must hold 'nowhere' once, got 0 times"):
        mutate(tmp_path, Mutant("pools", "nowhere", "somewhere"))


@pytest.mark.slow
def test_a_changed_kernel_is_seen():
    assert seen_by(Mutant("basics", "max(to, earliest)", "max(to, earliest + 1)")) == "single line"


@pytest.mark.slow
def test_an_unchanged_kernel_is_not_blamed():
    same = Mutant("count", "HALF = 0.5", "HALF = 0.50")
    assert seen_by(same, scenarios=("timetable in rows",)) == ""
