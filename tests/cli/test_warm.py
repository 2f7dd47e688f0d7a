"""`serai warm` compiles ahead, and says where the code is kept or why it is not."""

from __future__ import annotations

import pytest

from serai import cache
from serai.runs import course


def test_warm_compiles_for_each_rule_and_names_the_folder(serai, monkeypatch):
    rules = []
    monkeypatch.setattr(cache, "cache_folder", lambda: "/kept/kernels-1")
    monkeypatch.setattr(cache, "prepare", lambda: "/kept/kernels-1")
    monkeypatch.setattr(cache, "is_compiled", lambda loop: False)
    monkeypatch.setattr(course, "compile_ahead", lambda rule, on_progress: rules.append(rule))
    result = serai("warm")
    assert result.stdout == "The model is compiled and kept in /kept/kernels-1\n"
    assert rules == ["destination", "lookahead"]


@pytest.mark.parametrize(
    ("folder", "words"), [(None, "there is no home folder"), ("/kept/kernels-1", "can be written by other users too")]
)
def test_where_nothing_can_be_kept_warm_says_so(serai, monkeypatch, folder, words):
    monkeypatch.setattr(cache, "cache_folder", lambda: folder)
    monkeypatch.setattr(cache, "prepare", lambda: None)
    result = serai("warm")
    assert result.exit_code == 4
    assert words in result.stderr
