"""Problems keep apart where they stand and what is wrong there."""

from __future__ import annotations

from serai.errors import ScenarioError
from serai.problems import Problem


def test_a_scenario_error_gives_its_problems_as_lines_and_apart():
    error = ScenarioError('scenario "s"', [Problem("routes.csv, row 2", "km: must be greater than 0"), "no places"])
    assert error.problems == ("routes.csv, row 2: km: must be greater than 0", "no places")
    assert error.located == (Problem("routes.csv, row 2", "km: must be greater than 0"), Problem("", "no places"))
    assert str(error).startswith('scenario "s" has 2 problems:\n  routes.csv, row 2: km:')
