"""The changes that `make mutants` tries can be made, and one of them is tried here."""

from __future__ import annotations

from pathlib import Path

import pytest

from twin.mutants import MUTANTS, Mutant
from twin.mutation import PACKAGE, Unchanged, kernel_of, mutate, seen_by, worlds_for


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.file}: {mutant.old.strip()[:30]}")
def test_what_a_mutant_changes_stands_in_its_kernel_once(mutant: Mutant):
    text = (PACKAGE / mutant.path).read_text(encoding="utf-8")
    assert text.count(mutant.old) == 1
    assert mutant.old != mutant.new


def test_a_mutant_whose_text_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match=r"pools\.py must hold 'nowhere' once, got 0 times"):
        mutate(tmp_path, Mutant("pools", "nowhere", "somewhere"))


def test_scenarios_that_run_the_changed_kernel_are_tried_the_quickest_first():
    known = {
        "long": Unchanged(frozenset({("basics", "happens")}), 9.0, None),
        "quick": Unchanged(frozenset({("basics", "happens"), ("count", "count")}), 2.0, None),
        "other": Unchanged(frozenset({("serve", "happens")}), 1.0, None),
    }
    mutant = Mutant("basics", "key, draw) < share)", "key, draw) > share)")
    assert kernel_of(mutant) == "happens"
    assert worlds_for(mutant, known) == ["quick", "long"]


def test_a_changed_constant_concerns_every_kernel_of_its_file():
    mutant = Mutant("count", "HALF = 0.5", "HALF = 0.4")
    known = {"any": Unchanged(frozenset({("count", "count_ages")}), 1.0, None)}
    assert kernel_of(mutant) == ""
    assert worlds_for(mutant, known) == ["any"]


@pytest.mark.slow
def test_a_changed_kernel_is_seen():
    assert seen_by(Mutant("basics", "max(to, earliest)", "max(to, earliest + 1)"), ["single line"]) == "single line"


@pytest.mark.slow
def test_an_unchanged_kernel_is_not_blamed():
    same = Mutant("count", "HALF = 0.5", "HALF = 0.50")
    assert seen_by(same, ["timetable in rows"]) == ""
