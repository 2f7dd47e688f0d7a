from __future__ import annotations

from pathlib import Path

import pytest

from serai.cli.arguments import default_out, parse_sets
from serai.errors import UsageError


def test_set_takes_key_and_value_apart_at_the_first_equals_sign():
    assert parse_sets(["services.syrym-in.servers=+1", " a.b = x=y "]) == {
        "services.syrym-in.servers": "+1",
        "a.b": "x=y",
    }


def test_of_two_sets_with_one_key_the_last_holds():
    assert parse_sets(["a=1", "a=2"]) == {"a": "2"}


@pytest.mark.parametrize("text", ["servers", "=3", "servers=", " = "])
def test_a_set_without_key_or_value_is_refused_with_what_was_given(text):
    with pytest.raises(UsageError) as caught:
        parse_sets([text])
    assert str(caught.value) == f'--set must be KEY=VALUE, as choice.belief_wait_hours=12, got "{text}"'


def test_a_run_without_changes_is_named_by_scenario_and_seed():
    assert default_out("river-crossing", 7, {}, []) == Path("runs/river-crossing-7")


def test_a_run_with_changes_carries_six_hex_digits_that_depend_on_them_alone():
    changes = {"a.b": "1", "c.d": "+2"}
    name = default_out("x", 1, changes, ["more-lanes"]).name
    prefix, digits = name.rsplit("-", 1)
    assert prefix == "x-1"
    assert len(digits) == 6
    assert int(digits, 16) >= 0
    assert default_out("x", 1, dict(reversed(changes.items())), ["more-lanes"]).name == name
    assert default_out("x", 1, {**changes, "a.b": "2"}, ["more-lanes"]).name != name
    assert default_out("x", 1, changes, []).name != name
