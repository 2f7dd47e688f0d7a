"""One course of events: the scenario's rule is looked up here, and nowhere else."""

from __future__ import annotations

from datetime import date
from typing import Literal

from serai.jit import Progress
from serai.model import tick
from serai.model.machine import free_bytes
from serai.runs.given import run_as_given
from serai.scenario.parameters import with_parameters
from serai.scenario.rule import rule_named
from serai.scenario.schema import Scenario
from serai.state.log import Outcome
from serai.units import BYTES_PER_MIB

KERNELS_BYTES = 32 * BYTES_PER_MIB  # what they take when they are read; compiling takes more


def run(
    scenario: Scenario,
    seed: int,
    *,
    on_progress: Progress | None = None,
    check: bool = False,
    driver: Literal["compiled", "python"] = "compiled",
    follow_all: bool = False,
    until: date | None = None,
) -> Outcome:
    """Run a scenario by the rule that it names.

    Parameters
    ----------
    scenario : Scenario
        Checked, as `serai.load` gives it.
    seed : int, >= 0
    on_progress, check, driver, follow_all, until
        As in `serai.model.tick.run`; other rules than the built-in one follow nobody and run to the end.

    Returns
    -------
    Outcome

    Raises
    ------
    TooLargeError
        If the run needs more memory than there is; nothing is taken.
    InvariantError
        If `check` finds a broken rule.
    """
    scenario = with_parameters(scenario)
    rule = rule_named(scenario.rule)
    if rule.run is not None:
        outcome: Outcome = rule.run(scenario, seed, on_progress=on_progress, check=check, driver=driver)
        return outcome

    def course(given: Scenario, on_progress: Progress | None) -> Outcome:
        return tick.run(
            given, seed, on_progress=on_progress, check=check, driver=driver, follow_all=follow_all, until=until
        )

    return run_as_given(scenario, course, on_progress) if scenario.given else course(scenario, on_progress)


def compile_ahead(rule: str, on_progress: Progress) -> None:
    """Compile what runs of a rule call; `on_progress` takes how many kernels are done, and how many there are.

    Raises
    ------
    MemoryError
        If there is no room even to read them: LLVM would end the process.
    """
    if free_bytes() < KERNELS_BYTES:
        raise MemoryError
    (rule_named(rule).compile_ahead or tick.compile_ahead)(on_progress)
