"""Many faults are told by what they have in common, the cause first, on one screen."""

from __future__ import annotations

import pytest

from serai.errors import ScenarioError
from serai.problems import Problem, fault_lines


def gone(file: str, row: int, column: str, name: str) -> Problem:
    return Problem(f"{file}, row {row}, column {column}", f'place "{name}" is not in places.csv.', name, "places.csv")


def latitude(row: int) -> Problem:
    return Problem(f"locations.csv, row {row} (Camp {row})", f"latitude {row * 31.5} is no place on earth; correct it")


def lines_of(problems) -> list[str]:
    return [str(line) for line in fault_lines(problems)]


def test_few_faults_are_told_one_by_one():
    problems = [latitude(row) for row in range(2, 22)]
    assert lines_of(problems) == [f"  {problem}" for problem in problems]


def test_names_that_are_absent_come_first_with_all_that_refer_to_them():
    problems = [latitude(2)]
    problems += [gone("routes.csv", row, "to", f"Post {row % 3}") for row in range(2, 32)]
    problems += [gone("groups.csv", row, "member", "Post 1") for row in range(2, 6)]
    assert lines_of(problems) == [
        "  places.csv: 3 names are not there, but 34 cells name them (routes.csv 30, groups.csv 4), e.g.",
        '    routes.csv, row 2, column to: place "Post 2" is not in places.csv.',
        '    routes.csv, row 3, column to: place "Post 0" is not in places.csv.',
        '    routes.csv, row 4, column to: place "Post 1" is not in places.csv.',
        f"  {latitude(2)}",
    ]


def test_one_column_that_is_wrong_in_one_way_is_one_group():
    problems = [latitude(row) for row in range(2, 84)]
    assert lines_of(problems) == [
        "  locations.csv: 82 faults of one kind, e.g.",
        *(f"    {latitude(row)}" for row in (2, 3, 4)),
    ]


@pytest.mark.parametrize(
    ("where", "heading"),
    [
        ("sheet routes, cell AB{}", "  sheet routes, column AB: 30 faults of one kind, e.g."),
        ('services "desk, {}", column servers', "  services, column servers: 30 faults of one kind, e.g."),
        ("scenario.yaml, choice.word{}", "  scenario.yaml: 30 faults of one kind, e.g."),
    ],
)
def test_rows_cells_and_keys_are_left_out_of_a_heading(where, heading):
    near = [f' Did you mean "y{row}"?' if row < 20 else "" for row in range(30)]
    problems = [Problem(where.format(row), f'is wrong, got "x{row}".{near[row]}') for row in range(30)]
    assert lines_of(problems)[0] == heading


def test_what_has_no_line_is_counted():
    kinds = ["abcdefghijklmnopqrstuvwxyz"[kind // 5] * (kind % 5 + 1) for kind in range(60)]
    problems = [Problem(f"routes.csv, row {row}, column {kind}", "is wrong") for kind in kinds for row in range(2, 12)]
    lines = lines_of(problems)
    assert len(lines) == 39
    assert lines[2] == "  routes.csv, column aa: 10 faults of one kind, e.g."
    assert lines[-1] == "  ... and 410 more, of 41 kinds"


def test_the_text_of_the_error_is_a_screen_and_each_can_be_had():
    error = ScenarioError('scenario "s"', [latitude(row) for row in range(2, 84)])
    assert str(error).splitlines()[:2] == [
        'scenario "s" has 82 problems:',
        "  locations.csv: 82 faults of one kind, e.g.",
    ]
    assert (len(error.problems), error.is_shortened) == (82, True)
    assert error.each.splitlines() == [str(error).splitlines()[0], *(f"  {line}" for line in error.problems)]
    assert not ScenarioError('scenario "s"', [latitude(2)]).is_shortened
