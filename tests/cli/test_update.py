"""`serai update` and `serai score --rolling`."""

from __future__ import annotations

import json

import pytest

HEADS = "id,from,to,quantity,statistic,fact_group,value,confidence,use\n"
NEW = "entries-7-may,2024-05-07,2024-05-08,entries,sum,flow,{value},high,test\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["score", "river-crossing", "2024-05-08"], "a cut needs --rolling"),
        (["score", "river-crossing", "--draws", "4"], "--draws needs --rolling"),
        (["score", "river-crossing", "--rolling", "--as-of", "2024-05-08"], "--as-of does not go with --rolling"),
        (["score", "river-crossing", "--rolling", "noon"], "a cut must be a date"),
        (["score", "river-crossing", "--rolling", "2025-05-08"], "the cut 2025-05-08 is outside the scenario"),
        (["update", "river-crossing", "--quick", "--draws", "4"], "--quick and --draws cannot be combined"),
        (
            ["update", "river-crossing", "--horizon", "a week"],
            '--horizon must be a number of days, e.g. 7d, got "a week"',
        ),
        (["update", "river-crossing", "--horizon", "0d"], "the horizon must be 1 to 60 days, got 0"),
        (["update", "river-crossing", "--as-of", "2023-05-08"], "the cut 2023-05-08 is outside the scenario"),
    ],
)
def test_what_does_not_go_is_refused(serai, words, told):
    result = serai(*words)
    assert result.exit_code == 2
    assert told in result.stderr


def test_a_folder_with_another_run_is_left_alone(serai, kept):
    result = serai("update", "river-crossing", "--draws", "2", "--out", kept)
    assert result.exit_code == 4
    assert "contains another run" in result.stderr


@pytest.mark.slow
def test_an_update_on_one_screen(serai, tmp_path):
    """A figure ten times too large is caught; the right one is taken in, and the next update goes on from there."""
    file, out = tmp_path / "new.csv", tmp_path / "out"
    file.write_text(HEADS + NEW.format(value=90_000), encoding="utf-8")
    asked = ("update", "river-crossing", "--observations", file, "--draws", "4", "--out", out)
    wrong = serai(*asked)
    assert wrong.exit_code == 3
    assert 'observations "entries-7-may": 90000 entries lies outside the 99.9 % interval' in " ".join(
        wrong.stderr.split()
    )
    assert not out.exists()
    file.write_text(HEADS + NEW.format(value=900).replace("2024-05-08", "2032-05-08"), encoding="utf-8")
    late = serai(*asked)
    assert late.exit_code == 3
    assert "2032-05-08 is after the run ends (2024-05-22)" in late.stderr
    file.write_text(HEADS + NEW.format(value=900), encoding="utf-8")
    right = serai(*asked)
    assert right.exit_code == 0, right.output
    for words in (
        "update at 2024-05-08, 2 new figures",
        "Expected and published figures",
        "Forecast",
        "15 May",
    ):
        assert words in right.stdout
    again = json.loads(serai("update", out, "--json", "--out", tmp_path / "again").stdout)
    assert again["unchanged"]
    assert (again["cut"], again["new"]) == ("2024-05-08T00:00:00", 2)
    page = serai("report", out)
    assert page.exit_code == 0
    assert '"cut":7.0' in (out / "report.html").read_text(encoding="utf-8")
    assert '"fans":[{"old":false,"from":7' in (out / "report.html").read_text(encoding="utf-8")


def test_rolling_scores_as_json(serai):
    given = json.loads(
        serai("score", "river-crossing", "--rolling", "2024-05-06", "2024-05-08", "--draws", "2", "--json").stdout
    )
    assert [item["cut"] for item in given["cuts"]] == ["2024-05-06T00:00:00", "2024-05-08T00:00:00"]
    first = given["targets"][0]
    assert {"target", "place", "horizon", "n", "wis", "relative_skill", "coverage_50", "coverage_90"} <= set(first)
    assert {"relative_skill", "coverage_50", "coverage_90"} <= set(given["overall"])
    assert given["overall"]["n"] == sum(item["n"] for item in given["targets"])
    words = serai("score", "river-crossing", "--rolling", "2024-05-08", "--draws", "2").stdout
    assert "Against each simple forecast" in words
