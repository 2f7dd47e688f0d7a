"""`serai report`."""

from __future__ import annotations

from pathlib import Path

import pytest

from serai.cli import reporting

START = "<!doctype html>"


def text_of(path: Path | str) -> str:
    return Path(path).read_text(encoding="utf-8")


def test_the_report_stands_in_the_folder_of_the_run_and_its_path_is_printed(serai, kept):
    result = serai("report", "kept")
    assert (result.exit_code, result.stdout) == (0, f"{Path('kept') / 'report.html'}\n")
    assert text_of("kept/report.html").startswith(START)
    assert "A flood drives people across a river" in text_of("kept/report.html")


def test_another_file_can_be_named(serai, kept):
    assert serai("report", "kept", "--out", "shown/flood.html").stdout == f"{Path('shown/flood.html')}\n"
    assert text_of("shown/flood.html").startswith(START)
    assert not (kept / "report.html").exists()


@pytest.mark.slow
def test_a_report_is_made_anew_in_place_of_the_one_before_unless_that_was_changed(serai, kept):
    assert [serai("report", "kept").exit_code for _ in range(2)] == [0, 0]
    (kept / "report.html").write_text(text_of("kept/report.html") + "mine", encoding="utf-8")
    result = serai("report", "kept")
    assert (result.exit_code, "was changed since" in result.stderr) == (4, True)
    assert text_of("kept/report.html").endswith("mine")


@pytest.mark.parametrize("name", ["plan.docx", "places.csv"])
def test_a_report_replaces_no_file_of_the_user(serai, kept, name):
    Path(name).write_text("years of work", encoding="utf-8")
    assert serai("report", "kept", "--out", name).exit_code == 4
    assert text_of(name) == "years of work"


def test_a_run_is_never_replaced_by_its_report(serai, kept):
    result = serai("report", "kept", "--out", "kept/run.nc")
    assert result.exit_code == 4
    assert "was not written by Serai" in result.stderr
    assert serai("score", "kept").exit_code == 0


def test_a_folder_is_no_file_to_write(serai, kept):
    result = serai("report", "kept", "--out", "kept")
    assert result.exit_code == 4
    assert "is a folder; name a file with --out" in result.stderr


def test_a_missing_run_is_named(serai):
    result = serai("report", "nowhere")
    assert result.exit_code == 4
    assert 'there is no run "nowhere"' in result.stderr
    assert not Path("nowhere").exists()


@pytest.mark.slow
def test_runs_that_cannot_be_compared_are_refused_and_nothing_is_written(serai, kept):
    assert serai("run", "river-crossing", "--seed", "2", "--quiet", "--out", "other").exit_code == 0
    result = serai("report", "kept", "other")
    assert result.exit_code == 3
    assert "seed" in result.stderr
    assert not (kept / "report.html").exists()


def test_several_runs_are_shown_beside_the_first(serai, kept):
    assert serai("run", "river-crossing", "--measure", "more-tents", "--quiet", "--out", "tents").exit_code == 0
    assert serai("report", "kept", "tents").exit_code == 0
    assert '"labels":{"en":["more-tents"]' in text_of("kept/report.html")


@pytest.mark.parametrize("found", [True, False])
def test_open_shows_the_page_in_the_browser_or_says_that_there_is_none(serai, kept, monkeypatch, found):
    asked = []
    monkeypatch.setattr(reporting.webbrowser, "open_new_tab", lambda address: asked.append(address) or found)
    result = serai("report", "kept", "--open")
    assert result.exit_code == 0
    assert asked == [(kept / "report.html").resolve().as_uri()]
    assert ("no browser was found" in result.stderr) is not found


def test_a_run_ends_with_the_command_that_opens_its_report(serai):
    result = serai("run", "river-crossing")
    after = result.stdout.partition("\nNext\n")[2].splitlines()
    assert after[0].split("  ")[1] == f"serai report {Path('runs/river-crossing-1')} --open"
