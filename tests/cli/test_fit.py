"""`serai fit`: what it writes, what it says, and that it goes on where it stopped."""

from __future__ import annotations

import pytest

import serai as library

PARAMETERS = """\
name,value,low,high,cells,fit,source
size,1,0.5,2,events.flood-*.value,yes,a guess
"""


@pytest.fixture
def flood(tmp_path):
    river = library.load("river-crossing")
    rows = tuple(row.model_copy(update={"use": "fit"}) for row in river.observations[:2])
    folder = library.write(river.model_copy(update={"observations": rows, "measures": ()}), tmp_path / "flood")
    (folder / "parameters.csv").write_text(PARAMETERS, encoding="utf-8")
    return folder


def test_a_fit_writes_a_scenario_that_runs_a_report_and_its_runs(serai, flood, tmp_path):
    done = serai("fit", flood, "--runs", 40)
    assert done.exit_code == 0, done.output
    folder = tmp_path / "fits" / "river-crossing-1"
    assert "Figures marked test were not read." in done.stdout
    assert (
        "fitting river-crossing, at most 40 runs: 25 %" in done.stderr
    )  # it ends when enough runs tell of the figures
    assert f"serai run {folder.relative_to(tmp_path) / 'scenario'} --draws 200" in done.stdout
    report = (folder / "report.md").read_text(encoding="utf-8")
    assert report.startswith("# Fit of river-crossing, seed 1\n")
    assert "| size | 1 | 0.5 | 1 | 2 |" in report
    assert serai("run", folder / "scenario", "--draws", 5, "--quiet").exit_code == 0

    again = serai("fit", flood, "--runs", 40, "--quiet")
    assert again.stdout.strip() == str(folder.relative_to(tmp_path))
    assert (folder / "report.md").read_text(encoding="utf-8") == report


@pytest.mark.slow
def test_a_folder_with_another_fit_is_left_alone_unless_forced(serai, flood):
    assert serai("fit", flood, "--runs", 40, "--out", "found", "--quiet").exit_code == 0
    other = serai("fit", flood, "--runs", 40, "--out", "found", "--seed", 2)
    assert other.exit_code == 4
    assert "found contains the runs of another fit" in other.stderr
    forced = serai("fit", flood, "--runs", 40, "--out", "found", "--seed", 2, "--force", "--quiet")
    assert forced.exit_code == 0, forced.output


def test_a_scenario_without_parameters_to_fit_ends_with_3(serai):
    river = library.load("river-crossing")
    library.write(river.model_copy(update={"parameters": ()}), "without")
    done = serai("fit", "without")
    assert done.exit_code == 3
    assert "no row is marked fit" in done.stderr
