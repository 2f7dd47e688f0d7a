"""A run: simulate it, look at it, keep it, open it again.

A run holds its central course whole and, where they were asked for, draws of its ranges. The path simulate, save and
sum up imports neither pandas nor xarray; `Run.data` and `Run.score` import them when used.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from serai.errors import StoreError, TakenOverError, UsageError
from serai.results.camps import CampScore, camp_score
from serai.results.distance import drawn_answers
from serai.results.headline import Headline, headline
from serai.results.quantities import is_beyond
from serai.results.sample import Sample, sample_of
from serai.results.score import ScoreRow, score, to_frame
from serai.results.view import View
from serai.runs import store
from serai.runs.draws import Draws, FailedDraw, draws_hash
from serai.runs.going_on import begin, refuse_if_other
from serai.runs.kept import DrawsFolder
from serai.runs.provenance import Provenance, describe, result_hash
from serai.runs.ranges import ranges_of, width_share
from serai.runs.rows import read_through
from serai.scenario.cells import moment_text
from serai.scenario.known import as_known, counted_rows, known_rows, late_rows, newest
from serai.scenario.schema import Observation, Scenario
from serai.state.log import Outcome

if TYPE_CHECKING:
    import pandas as pd
    import xarray

    from serai.jit import Progress

MOST_DRAWS = 100_000


@dataclass(eq=False)
class Run:
    """A scenario that was run, once with its central values or many times besides.

    Attributes
    ----------
    scenario : Scenario, as it was run
    seed : int
    outcome : Outcome; arrays of counts and states of the central course
    provenance : Provenance; program, machine, hashes
    draws : Draws or None; the draws of its ranges, where there are any
    folder : Path or None; where it is kept
    kept : DrawsFolder or None; where its draws lie until the run is saved, if each was kept as it ended
    """

    scenario: Scenario
    seed: int
    outcome: Outcome = field(repr=False)
    provenance: Provenance = field(repr=False)
    draws: Draws | None = field(default=None, repr=False)
    folder: Path | None = None
    kept: DrawsFolder | None = field(default=None, repr=False)

    @property
    def n_draws(self) -> int:
        """How many draws were asked for; 0 for a single run."""
        return self.provenance.draws

    @property
    def as_of(self) -> datetime | None:
        """What became known later than this moment was left out; None: nothing was."""
        return datetime.fromisoformat(self.provenance.as_of) if self.provenance.as_of else None

    def as_known(self, when: datetime) -> Run:
        """The run with the observations alone that were known at a moment (naive, in the time of the scenario).

        Raises
        ------
        UsageError
            If the run itself took in what became known later, as an event: it would be no forecast.
        """
        late = late_rows(self.scenario, when)
        later = {table: len(rows) for table, rows in late.items() if table != "observations"}
        if later:
            raise UsageError(
                f"the run used {counted_rows(later)} that became known later than {moment_text(when)}; "
                f'run the scenario with --as-of "{moment_text(when)}", and ask that run'
            )
        rows = known_rows(self.scenario.observations, self.scenario, when)
        scenario = self.scenario.model_copy(update={"observations": rows})
        at = [number for number, row in enumerate(self.scenario.observations) if row in rows]
        draws = self.draws and replace(self.draws, scenario=scenario, answers=self.draws.answers[:, at])
        cut = when if self.as_of is None else min(when, self.as_of)
        provenance = replace(self.provenance, as_of=cut.isoformat())
        return Run(scenario, self.seed, self.outcome, provenance, draws, self.folder)

    @property
    def failed(self) -> tuple[FailedDraw, ...]:
        """Draws that could not be run to their end, with their values."""
        return self.draws.failed if self.draws else ()

    @cached_property
    def view(self) -> View:
        """The central course by names and dates."""
        return View(self.outcome, self.scenario)

    @cached_property
    def sample(self) -> Sample:
        """The draws; the central course as one draw where there are none."""
        return self.draws.sample(self.view) if self.draws else sample_of(self.view)

    @cached_property
    def data(self) -> xarray.Dataset:
        """The central course with dimensions, units and names; made when first asked for."""
        from serai.runs.dataset import to_dataset
        from serai.runs.layout import course_content

        return to_dataset(course_content(self.view, whole=True))

    @cached_property
    def draws_data(self) -> xarray.Dataset | None:
        """Daily series, drawn values and figures with a dimension `draw`; None where there are no draws."""
        from serai.runs.dataset import to_dataset
        from serai.runs.layout import draws_content

        return to_dataset(draws_content(self.draws)) if self.draws else None

    @cached_property
    def headline(self) -> Headline:
        """The few figures that a planner wants first; of draws each is a median with the 80 % band."""
        return headline(self.sample)

    @cached_property
    def camp_score(self) -> CampScore | None:
        """The run against the series of its camps; None where it has none, or follows another rule."""
        return camp_score(self.sample)

    def score_rows(
        self, observations: Sequence[Observation] | None = None, *, on_progress: Progress | None = None
    ) -> list[ScoreRow]:
        """The run against observations, one row each; of the revisions of a fact the newest.

        A row whose period ends after the run has no answer, and says so.

        Naive forecasts are made of what was known at the moment at which the run was cut, if it was.

        Parameters
        ----------
        observations : sequence of Observation, default those of the scenario
        on_progress : callable (draws done, in all), optional
            Draws keep what they say to the observations of their scenario; for others they are run again.

        Raises
        ------
        StoreError
            If draws that are run again come out differently, as another version of Serai can make them.
        """
        given = self.scenario.observations if observations is None else observations
        rows, known = newest(given, self.scenario), known_rows(given, self.scenario, self.as_of)
        if self.draws is None:
            return score(self.view, rows, known=known)
        own, number = self.draws.answers, {row: at for at, row in enumerate(self.scenario.observations)}
        is_own = all(row in number for row in rows)
        answers = own[:, [number[row] for row in rows]] if is_own else self._answers_again(rows, on_progress)
        return score(self.view, rows, drawn_answers(answers, own, self.scenario), known)

    def _answers_again(self, observations: tuple[Observation, ...], on_progress: Progress | None) -> np.ndarray:
        from serai.runs.engine import run_draws

        assert self.draws is not None
        inside = [number for number, row in enumerate(observations) if not is_beyond(row, self.scenario)]
        answers = np.full((self.draws.numbers.size, len(observations), 3), np.nan)
        if not inside:
            return answers
        asked = self.scenario.model_copy(update={"observations": tuple(observations[number] for number in inside)})
        _, again = run_draws(asked, self.seed, self.n_draws, on_progress=on_progress)
        if not np.array_equal(again.figure_values, self.draws.figure_values, equal_nan=True):
            raise StoreError("the draws gave different results when they were run again; run the scenario again")
        answers[:, inside] = again.answers
        return answers

    def score(
        self, observations: Sequence[Observation] | None = None, *, on_progress: Progress | None = None
    ) -> pd.DataFrame:
        """The run against observations, as `score_rows`.

        Returns
        -------
        pandas.DataFrame, one row for each observation, with the columns of `ScoreRow` and, of draws, of `Spread`.
        """
        return to_frame(self.score_rows(observations, on_progress=on_progress))

    def furthest_values(self, failed: FailedDraw, count: int) -> list[str]:
        """Names of the ranges whose values in a failed draw lie furthest out, at most `count`, the furthest first."""
        ranges = {item.name: item for item in ranges_of(self.scenario)}
        out = {name: width_share(ranges[name], value) for name, value in failed.values.items()}
        return sorted(out, key=lambda name: (-out[name], name))[:count]

    def save(
        self, folder: str | Path, *, force: bool = False, changes: Sequence[str] = (), command: Sequence[str] = ()
    ) -> Path:
        """Keep the run in a folder, written whole or not at all; draws that were kept one by one are gathered in it.

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
        is_there = (folder / store.RUN_FILE).exists()
        if not force:
            refuse_if_other(folder, self.scenario, self.seed, self.n_draws)
        if changes or command:
            self.provenance = replace(self.provenance, changes=tuple(changes), command=tuple(command))
        if self.kept is not None:
            self.kept.refuse_taken()
        content = (self.scenario, self.outcome, self.provenance, self.draws)
        store.write_run(folder, *content, replace=force or is_there)
        self.folder = folder
        if self.kept is not None:
            again = store.read_run(folder)
            if again.provenance.result_hash != self.provenance.result_hash:
                raise TakenOverError(f'"{folder / store.RUN_FILE}" was replaced by another command in the meantime')
            self.draws = again.draws
            if self.draws is not None:
                read_through(self.draws.arrays)  # and so verified, before what it was gathered from goes
            self.__dict__.pop("sample", None)
            self.kept.remove()
            self.kept = None
        return folder


def simulate(
    scenario: Scenario,
    *,
    seed: int | None = None,
    draws: int | None = None,
    as_of: datetime | None = None,
    on_progress: Progress | None = None,
    check: bool = False,
    threads: int | None = None,
    folder: str | Path | DrawsFolder | None = None,
    client: Any = None,
) -> Run:
    """Run a scenario, once with its central values, and many times with draws of its ranges if they are asked for.

    Parameters
    ----------
    scenario : Scenario
    seed : int, 0 <= seed < 2**63, default that of the scenario
        One seed gives the same bits on every machine, whatever the number of threads.
    draws : int, 1 to 100,000, optional
        How many draws of every range; absent: one run with central values.
    as_of : datetime, optional
        Rows that became known later are left out; naive, in the time of the scenario (`serai.scenario.known`).
    on_progress : callable (done, in all), optional
        Counts ticks of a single run, or draws.
    check : bool, default False
        Prove at every tick that nobody is lost and no service or lodging does more than it can.
    threads : int, >= 1, default the number of cores
        How many draws run at the same time: on threads, or on processes of this machine where much is left to do.
    folder : str, Path, or DrawsFolder as `serai.runs.going_on.begin` gives it, optional
        Keep each draw there as it ends, and go on with those of the same plan that are there, until `Run.save` gathers
        them. Twice as many draws go on from a run that is kept there.
    client : distributed.Client or concurrent.futures.Executor, optional
        Where draws run, in place of threads and processes of this machine. The same bits come out.

    Returns
    -------
    Run; `run.draws` is None where none were asked for.

    Raises
    ------
    UsageError
        If the seed, the number of draws or of threads is out of bounds, or a folder is named for a run without draws.
    StoreError
        If the folder holds draws of another plan, or cannot be written.
    ScenarioError
        If the scenario cannot be run.
    TooLargeError
        If it needs more memory than there is; nothing was taken.
    SeraiError
        If every draw fails.
    """
    from serai.runs.course import run
    from serai.runs.engine import run_draws

    checked_scenario(scenario)
    scenario = scenario if as_of is None else as_known(scenario, as_of).scenario
    chosen = checked_seed(scenario.seed if seed is None else seed)
    n_draws = 0 if draws is None else checked_draws(draws)
    if threads is not None and not (is_whole(threads) and threads >= 1):
        raise UsageError(f"threads must be at least 1, got {threads}")
    if folder is not None and not n_draws:
        raise UsageError("a folder keeps draws as they end, and none were requested; Run.save stores a single run")
    began = time.perf_counter()
    drawn: Draws | None = None
    kept = begin(Path(folder), scenario, chosen, n_draws) if isinstance(folder, str | Path) else folder
    how: dict[str, Any] = {"on_progress": on_progress, "check": check}
    if n_draws:
        with kept or nullcontext():
            outcome, drawn = run_draws(scenario, chosen, n_draws, threads=threads, kept=kept, client=client, **how)
    else:
        outcome = run(scenario, chosen, **how)
    seconds = time.perf_counter() - began
    central = result_hash(outcome)
    hashed = central if drawn is None else draws_hash(central, drawn)
    provenance = describe(scenario, chosen, hashed, seconds, n_draws, as_of)
    return Run(scenario, chosen, outcome, provenance, drawn, kept=kept)


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
        If there is no run, it is damaged, or another version of Serai wrote it in a form that this one does not read.
    """
    path = Path(folder)
    scenario, outcome, draws, provenance = store.read_run(path)
    return Run(scenario, provenance.seed, outcome, provenance, draws, path if path.is_dir() else path.parent)


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
        refuse_if_other(folder, scenario, seed, draws)
    remove_empty(make_writable(folder))


def checked_seed(seed: int) -> int:
    """The seed, if it is in bounds; raises UsageError if not."""
    if not is_whole(seed) or not 0 <= seed < 2**63:
        raise UsageError(f"the seed must be a whole number from 0 to 2**63 - 1, got {seed}")
    return int(seed)


def checked_scenario(scenario: object) -> Scenario:
    """The scenario, if it is one; raises UsageError if not, as for the name of one."""
    if isinstance(scenario, Scenario):
        return scenario
    raise UsageError(f"simulate takes a Scenario, as returned by serai.load, got {scenario!r:.100}")


def is_whole(given: object) -> bool:
    """Whether a number is an integer, of Python or NumPy; True and False are not."""
    return hasattr(given, "__index__") and not isinstance(given, bool)


def checked_draws(draws: int) -> int:
    """The number of draws, if it is in bounds; raises UsageError if not."""
    if not is_whole(draws):
        raise UsageError(f"the number of draws must be a whole number, got {draws}")
    if not 1 <= draws <= MOST_DRAWS:
        raise UsageError(f"the number of draws must be 1 to {MOST_DRAWS:,}, got {draws:,}")
    return int(draws)
