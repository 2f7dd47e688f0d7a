"""`serai compare` on runs as the command line makes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture
def pair(serai) -> tuple[str, str]:
    words = ("run", "river-crossing", "--quiet", "--draws", "3")
    return tuple(serai(*words, *more).stdout.strip() for more in ((), ("--measure", "more-tents")))


@pytest.mark.slow
def test_two_runs_with_draws_are_compared_in_words(serai, pair):
    result = serai("compare", *pair)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[1] == f"A flood drives people across a river: 1 run compared with {Path(pair[0]).name}, seed 1"
    assert lines[2] == "Only 3 draws: too few for a reliable band or ranking. Use 30 or more."
    assert any(line.startswith("  more-tents") and "15,000" in line for line in lines)
    assert max(map(len, lines)) <= 100


@pytest.mark.slow
def test_json_holds_every_figure_with_its_band(serai, pair):
    result = serai("compare", *pair, "--json")
    given = json.loads(result.stdout)
    assert (given["scenario"], given["seed"], given["draws"], given["enough_draws"]) == ("river-crossing", 1, 3, False)
    assert given["base"]["folder"] == pair[0]
    (run,) = given["runs"]
    assert (run["label"], run["measures"], run["cost"], run["pairs"]) == ("more-tents", ["more-tents"], 15000, 3)
    assert set(run["figures"]) == set(given["figures"]) == set(given["base"]["figures"])
    nights = run["figures"]["nights_without_bed"]
    assert nights["difference"]["low"] <= nights["difference"]["median"] <= nights["difference"]["high"]
    assert nights["saved_per_cost"]["median"] == pytest.approx(-nights["difference"]["median"] / 15000)


def test_single_runs_are_headed_as_such(serai, kept):
    other = serai("run", "river-crossing", "--quiet", "--measure", "more-tents").stdout.strip()
    result = serai("compare", kept, other)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[2].startswith("Single runs with assumed values: differences without a band")


@pytest.mark.slow
def test_runs_that_do_not_pair_are_refused_with_every_reason(serai, kept, pair):
    other = serai("run", "river-crossing", "--quiet", "--seed", "2", "--set", "choice.room_weight=0.2").stdout.strip()
    result = serai("compare", kept, other, pair[0])
    assert result.exit_code == 3
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "the comparison has 3 problems:",
        f"  {other}: has the seed 2, the base 1: chance would differ too",
        f"  {other}: differs from the base in choice.room_weight (0.2, not 0.1); only services and lodging may differ",
        f"  {pair[0]}: is a run with 3 draws, the base is a single run",
    ]


def test_one_run_and_no_run_are_wrong_usage(serai, kept):
    one = serai("compare", kept)
    assert (one.exit_code, one.stderr) == (
        2, "a comparison needs at least two runs: the base, then those to compare with it\n",
    )  # fmt: skip
    assert serai("compare").exit_code == 2


def test_a_run_that_is_not_there_is_named(serai, kept):
    result = serai("compare", kept, "nowhere")
    assert (result.exit_code, result.stderr) == (4, 'there is no run "nowhere"\n')


def test_wrong_measures_and_wrong_changes_are_told_together(serai):
    result = serai("run", "river-crossing", "--measure", "more-tent", "--set", "services.ferry-in.server=2")
    assert result.exit_code == 3
    assert result.stderr.splitlines() == [
        'the change of scenario "river-crossing" has 2 problems:',
        '  measure "more-tent" is not in the table measures. Did you mean "more-tents"?',
        '  services.ferry-in.server: "server" is not a column of services. Did you mean "servers"?',
    ]
    assert not Path("runs").exists()
