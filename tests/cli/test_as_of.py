"""`--as-of`: what became known later is left out, and that is said."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from serai.cli.arguments import default_out
from serai.cli.knowing import loaded, moment_of


def test_a_moment_that_is_none_is_refused(serai, kept):
    for words in (["run", "river-crossing"], ["fit", "river-crossing"], ["score", kept], ["report", kept]):
        result = serai(*words, "--as-of", "the 6th")
        assert result.exit_code == 2
        assert '--as-of must be a date, e.g. 2022-09-21 or 2022-09-21 14:30, got "the 6th"' in result.stderr


def test_the_line_says_what_is_left_out(serai, capsys):
    scenario = loaded("river-crossing", moment_of("2024-05-06 18:00"))
    assert capsys.readouterr().out == "9 observations and 3 events that became known later are left out\n"
    assert len(scenario.observations) == 1
    loaded("river-crossing", moment_of("2024-05-06 18:00"), quiet=True)
    assert capsys.readouterr().out == ""


def test_a_run_is_scored_on_what_was_known(serai, kept):
    result = serai("score", kept, "--json", "--as-of", "2024-05-15")
    assert result.exit_code == 0, result.output
    known = [row["id"] for row in json.loads(result.stdout)["observations"]]
    everything = [row["id"] for row in json.loads(serai("score", kept, "--json").stdout)["observations"]]
    assert 0 < len(known) < len(everything)
    assert "that became known later are left out" in result.stderr
    told = " ".join(serai("score", kept, "--as-of", "2024-05-15").stdout.split())
    assert "Everything that became known after 2024-05-15 is ignored." in told


def test_a_run_that_took_in_later_events_is_refused(serai, kept):
    for command in ("score", "report"):
        result = serai(command, kept, "--as-of", "2024-05-06 18:00")
        assert result.exit_code == 2
        assert "the run used 3 events that became known later than 2024-05-06 18:00" in result.stderr
    assert not (kept / "report.html").exists()


def test_scenarios_without_such_dates_refuse_a_cut(serai):
    from serai.errors import UsageError
    from serai.flee.schema import FleeScenario
    from serai.scenario.known import as_known

    scenario = FleeScenario.model_construct(rule="lookahead")
    with pytest.raises(UsageError, match="tables of the rule lookahead do not state when their rows became known"):
        as_known(scenario, datetime(2022, 9, 1))


def test_a_cut_has_a_folder_of_its_own():
    plain, cut = (default_out("x", 1, {}, [], None, when) for when in (None, datetime(2022, 9, 27, 18)))
    assert plain == Path("runs/x-1")
    assert cut.name.startswith("x-1-")
    assert default_out("x", 1, {}, [], None, datetime(2022, 9, 28)) != cut


def test_a_single_run_is_no_hub(serai, kept):
    result = serai("export", kept, "--to", "hubverse")
    assert result.exit_code == 2
    assert "a single run has none; run the scenario with --draws 100 or more" in result.stderr
