"""The result of `kazakhstan-2022` is the one that is kept, and it changes only with a line in the changelog."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import kept_result
from kept_result import CHANGELOG, KEPT, SHORT, renew, result_hash, same_everywhere


def test_the_result_of_seed_1_is_the_one_that_is_kept():
    found, kept = result_hash(), KEPT.read_text(encoding="utf-8").strip()
    assert found == kept, f'if results are meant to change: make renew-result WHY="what changed" ({found[:SHORT]})'


def test_the_changelog_names_the_kept_result():
    assert f"- `{KEPT.read_text(encoding='utf-8')[:SHORT]}`: " in CHANGELOG.read_text(encoding="utf-8")


def test_the_hash_sees_a_count_and_a_rent_and_no_last_bit():
    counts, rents = np.arange(5, dtype=np.int32), np.linspace(1, 2, 5)
    assert same_everywhere(counts) == same_everywhere(counts.astype(np.int16))
    assert same_everywhere(counts) != same_everywhere(counts[::-1])
    assert same_everywhere(rents) == same_everywhere(np.nextafter(rents, 9))
    assert same_everywhere(rents) != same_everywhere(rents + 1e-5)


def test_a_result_is_renewed_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    changelog, kept = tmp_path / "CHANGELOG.md", tmp_path / "kept"
    changelog.write_text("# Changelog\n\n### Fixed\n\n- This.\n", encoding="utf-8")
    monkeypatch.setattr(kept_result, "CHANGELOG", changelog)
    monkeypatch.setattr(kept_result, "KEPT", kept)
    for number, why in ((1, "first"), (2, "second"), (2, "again")):
        monkeypatch.setattr(kept_result, "result_hash", lambda number=number: f"{number}" * 64)
        renew(why)
    lines = changelog.read_text(encoding="utf-8").splitlines()
    assert lines[-2:] == ["  - `222222222222`: second", "  - `111111111111`: first"]
    assert kept.read_text(encoding="utf-8") == "2" * 64 + "\n"
