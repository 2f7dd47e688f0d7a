from __future__ import annotations

from serai.cli.progress import shown_progress


def test_elsewhere_than_on_a_terminal_progress_is_a_few_lines_on_standard_error(capsys):
    with shown_progress("running river") as on_progress:
        for tick in range(101):
            on_progress(tick, 100)
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.splitlines() == [f"running river: {percent} %" for percent in (0, 25, 50, 75, 100)]


def test_quiet_shows_nothing():
    with shown_progress("running river", quiet=True) as on_progress:
        assert on_progress is None
