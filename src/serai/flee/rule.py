"""What Serai knows of Flee's rule: an entry point of the group ``serai.rules`` names `RULE`.

Reading and checking a scenario needs no compiler, so the loop is imported when it is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from serai.flee.check import check_lookahead
from serai.flee.reports import camp_reports
from serai.flee.schema import FleeScenario
from serai.scenario.rule import Rule


def _run(scenario: FleeScenario, seed: int, **options: Any) -> Any:
    from serai.flee.run import run_lookahead

    return run_lookahead(scenario, seed, **options)


def _compile_ahead(on_progress: Callable[[int, int], None]) -> None:
    from serai.flee.run import compile_ahead

    compile_ahead(on_progress)


RULE = Rule("lookahead", FleeScenario, check_lookahead, _run, _compile_ahead, "run_days", camp_reports)
