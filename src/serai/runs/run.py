"""A run: simulate it, look at it, keep it, open it again.

The path simulate, save and sum up imports neither pandas nor xarray; `Run.data` and `Run.score` import them when used.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from serai.results.camps import CampScore, camp_score
from serai.results.headline import Headline, headline
from serai.results.score import ScoreRow, score, to_frame
from serai.runs import store
from serai.runs.provenance import Provenance, describe, scenario_hash
from serai.scenario.schema import Observation, Scenario
from serai.state.log import Outcome

if TYPE_CHECKING:
    import pandas as pd
    import xarray


@dataclass(eq=False)
class Run:
    """One simulated course of events.

    Attributes
    ----------
    scenario : Scenario, as it was run
    seed : int
    outcome : Outcome; arrays of counts and states
    provenance : Provenance; program, machine, hashes
    folder : Path or None; where it is kept
    """

    scenario: Scenario
    seed: int
    outcome: Outcome = field(repr=False)
    provenance: Provenance = field(repr=False)
    folder: Path | None = None

    @cached_property
    def data(self) -> xarray.Dataset:
        """All results with dimensions, units and names; made when first asked for."""
        from serai.runs.dataset import to_dataset

        return to_dataset(self.outcome)

    @cached_property
    def headline(self) -> Headline:
        """The few figures that a planner wants first."""
        return headline(self.outcome, self.scenario)

    @cached_property
    def camp_score(self) -> CampScore | None:
        """The run against the series of its camps; None where it has none, or follows another rule."""
        return camp_score(self.outcome, self.scenario)

    def score_rows(self, observations: Sequence[Observation] | None = None) -> list[ScoreRow]:
        """The run against observations, one row each; default: those of its scenario."""
        return score(self.outcome, self.scenario, observations)

    def score(self, observations: Sequence[Observation] | None = None) -> pd.DataFrame:
        """The run against observations.

        Parameters
        ----------
        observations : sequence of Observation, default those of the scenario

        Returns
        -------
        pandas.DataFrame, one row for each observation, with the columns of `ScoreRow`.
        """
        return to_frame(self.score_rows(observations))

    def save(
        self, folder: str | Path, *, force: bool = False, changes: Sequence[str] = (), command: Sequence[str] = ()
    ) -> Path:
        """Keep the run in a folder, written whole or not at all.

        Parameters
        ----------
        folder : str or Path
        force : bool, default False
            Replace a run of another scenario or seed that is kept there.
        changes, command : sequence of str
            What was changed in the scenario, and the words of the command line, for the record.

        Returns
        -------
        Path, the folder.

        Raises
        ------
        StoreError
            If the folder holds another run, or cannot be written.
        """
        folder = Path(folder)
        if not force:
            store.refuse_other_run(folder, self.provenance.scenario_hash, self.seed)
        if changes or command:
            self.provenance = replace(self.provenance, changes=tuple(changes), command=tuple(command))
        store.write_run(folder, self.scenario, self.outcome, self.provenance)
        self.folder = folder
        return folder


def simulate(
    scenario: Scenario,
    *,
    seed: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    check: bool = False,
) -> Run:
    """Run a scenario.

    Parameters
    ----------
    scenario : Scenario
    seed : int, 0 <= seed < 2**63, default that of the scenario
        One seed gives the same bits on every machine.
    on_progress : callable (done_ticks, n_ticks), optional
    check : bool, default False
        Prove at every tick that nobody is lost and no service or lodging does more than it can.

    Returns
    -------
    Run

    Raises
    ------
    UsageError
        If the seed is out of bounds.
    ScenarioError
        If the scenario cannot be run.
    TooLargeError
        If it needs more memory than there is; nothing was taken.
    """
    from serai.runs.course import run

    checked_scenario(scenario)
    chosen = checked_seed(scenario.seed if seed is None else seed)
    began = time.perf_counter()
    outcome = run(scenario, chosen, on_progress=on_progress, check=check)
    seconds = time.perf_counter() - began
    return Run(scenario, chosen, outcome, describe(scenario, chosen, outcome, seconds))


def open_run(folder: str | Path) -> Run:
    """Open a run that was kept.

    Parameters
    ----------
    folder : str or Path

    Returns
    -------
    Run

    Raises
    ------
    StoreError
        If there is no run, it is damaged, a newer Serai wrote it, or it holds many draws (`serai.open_run` opens both).
    """
    path = Path(folder)
    stored = store.read_run(path)
    home = path if path.is_dir() else path.parent
    return Run(stored.scenario, stored.provenance.seed, stored.outcome, stored.provenance, home)


def can_save(folder: str | Path, scenario: Scenario, seed: int, *, draws: int = 0, force: bool = False) -> None:
    """Find out before a run whether its results can be kept in a folder; nothing stays behind.

    Raises
    ------
    StoreError
        If the folder holds another run (unless `force`), or cannot be made or written.
    """
    from serai.runs.files import make_writable, remove_empty

    folder = Path(folder)
    if not force:
        store.refuse_other_run(folder, scenario_hash(scenario), seed, draws)
    remove_empty(make_writable(folder))


def checked_seed(seed: int) -> int:
    """The seed, if it is in bounds; raises UsageError if not."""
    from serai.errors import UsageError

    if not is_whole(seed) or not 0 <= seed < 2**63:
        raise UsageError(f"the seed must be a whole number from 0 to 2**63 - 1, got {seed}")
    return int(seed)


def checked_scenario(scenario: object) -> Scenario:
    """The scenario, if it is one; raises UsageError if not, as for the name of one."""
    from serai.errors import UsageError

    if isinstance(scenario, Scenario):
        return scenario
    raise UsageError(f"simulate takes a Scenario, as serai.load gives it, got {scenario!r:.100}")


def is_whole(given: object) -> bool:
    """Whether a number is an integer, of Python or NumPy; True and False are not."""
    return hasattr(given, "__index__") and not isinstance(given, bool)
