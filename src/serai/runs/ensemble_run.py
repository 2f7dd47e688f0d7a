"""An ensemble: simulate it, look at it, keep it, open it again.

Like a single run, the path simulate, save and sum up imports neither pandas nor xarray.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, overload

from serai.errors import StoreError, UsageError
from serai.runs import ensemble_layout as layout
from serai.runs import run as single
from serai.runs import store
from serai.runs.draws import Draws, FailedDraw, draws_hash
from serai.runs.ensemble_camps import CampDraws, camp_draws
from serai.runs.ensemble_headline import EnsembleHeadline, ensemble_headline
from serai.runs.ensemble_score import DrawsRow, score_draws
from serai.runs.files import write_whole
from serai.runs.provenance import Provenance, describe_result
from serai.runs.ranges import ranges_of, width_share
from serai.runs.run import Run
from serai.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import xarray

MOST_DRAWS = 100_000


@dataclass(eq=False)
class EnsembleRun:
    """Many runs of one scenario, each with its own draw of every range.

    Attributes
    ----------
    scenario : Scenario, with its ranges
    seed : int
    n_draws : int, that were asked for
    draws : Draws; what is kept of them
    provenance : Provenance
    folder : Path or None; where it is kept
    """

    scenario: Scenario
    seed: int
    n_draws: int
    draws: Draws = field(repr=False)
    provenance: Provenance = field(repr=False)
    folder: Path | None = None

    @cached_property
    def data(self) -> xarray.Dataset:
        """Daily series, drawn values and figures with a dimension `draw`; made when first asked for."""
        import xarray as xr

        content = layout.content(self.draws, self.scenario)
        variables = {one.name: (one.dims, one.values, one.attrs) for one in content.variables}
        used = {dim for dims, _, _ in variables.values() for dim in dims}
        labels = {
            one.name: (one.dims, one.values, one.attrs) for one in content.coordinates if used.issuperset(one.dims)
        }
        return xr.decode_cf(xr.Dataset(variables, coords=labels, attrs=content.attributes), decode_timedelta=False)

    @cached_property
    def headline(self) -> EnsembleHeadline:
        """The few figures that a planner wants first, each a median with the 80 % band."""
        return ensemble_headline(self.draws, self.scenario)

    @cached_property
    def camp_score(self) -> CampDraws | None:
        """The draws against the series of their camps, on days with a report; None where no camp has one."""
        return camp_draws(self.draws, self.scenario)

    @property
    def failed(self) -> tuple[FailedDraw, ...]:
        """Draws that could not be run to their end, with their values."""
        return self.draws.failed

    def furthest_values(self, failed: FailedDraw, count: int) -> list[str]:
        """Names of the ranges whose values in a failed draw lie furthest out, at most `count`, the furthest first."""
        ranges = {one.name: one for one in ranges_of(self.scenario)}
        out = {name: width_share(ranges[name], value) for name, value in failed.values.items()}
        return sorted(out, key=lambda name: (-out[name], name))[:count]

    def score_rows(self) -> list[DrawsRow]:
        """The draws against the observations of their scenario, one row each."""
        return score_draws(self.draws, self.scenario)

    def score(self) -> pd.DataFrame:
        """The draws against the observations of their scenario.

        Returns
        -------
        pandas.DataFrame, one row for each observation, with the columns of `DrawsRow`.
        """
        from serai.runs.ensemble_score import to_frame

        return to_frame(self.score_rows())

    def save(
        self, folder: str | Path, *, force: bool = False, changes: Sequence[str] = (), command: Sequence[str] = ()
    ) -> Path:
        """Keep the ensemble in a folder, written whole or not at all; as `Run.save`.

        Raises
        ------
        StoreError
            If the folder holds another run, or cannot be written.
        """
        folder = Path(folder)
        if not force:
            store.refuse_other_run(folder, self.provenance.scenario_hash, self.seed, self.n_draws)
        if changes or command:
            self.provenance = replace(self.provenance, changes=tuple(changes), command=tuple(command))
        content = layout.content(self.draws, self.scenario)
        write_whole(folder / store.RUN_FILE, store.content_bytes(self.scenario, content, self.provenance))
        self.folder = folder
        return folder


@overload
def simulate(
    scenario: Scenario,
    *,
    seed: int | None = None,
    draws: None = None,
    on_progress: Callable[[int, int], None] | None = None,
    check: bool = False,
    threads: int | None = None,
) -> Run: ...


@overload
def simulate(
    scenario: Scenario,
    *,
    seed: int | None = None,
    draws: int,
    on_progress: Callable[[int, int], None] | None = None,
    check: bool = False,
    threads: int | None = None,
) -> EnsembleRun: ...


def simulate(
    scenario: Scenario,
    *,
    seed: int | None = None,
    draws: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    check: bool = False,
    threads: int | None = None,
) -> Run | EnsembleRun:
    """Run a scenario, once with its central values or many times with draws of its ranges.

    Parameters
    ----------
    scenario : Scenario
    seed : int, 0 <= seed < 2**63, default that of the scenario
        One seed gives the same bits on every machine, whatever the number of threads.
    draws : int, 1 to 100,000, optional
        How many draws of every range; absent: one run with central values.
    on_progress : callable (done, in all), optional
        Counts ticks of a single run, or draws.
    check : bool, default False
        Prove at every tick that nobody is lost and no service or lodging does more than it can.
    threads : int, >= 1, default the number of cores
        On which draws run side by side.

    Returns
    -------
    Run, or EnsembleRun if `draws` is given.

    Raises
    ------
    UsageError
        If the seed, the number of draws or of threads is out of bounds.
    ScenarioError
        If the scenario cannot be run.
    TooLargeError
        If it needs more memory than there is.
    SeraiError
        If every draw fails.
    """
    if draws is None:
        return single.simulate(scenario, seed=seed, on_progress=on_progress, check=check)
    from serai.runs.engine import run_draws

    single.checked_scenario(scenario)
    chosen, n_draws = single.checked_seed(scenario.seed if seed is None else seed), checked_draws(draws)
    if threads is not None and not (single.is_whole(threads) and threads >= 1):
        raise UsageError(f"threads must be at least 1, got {threads}")
    began = time.perf_counter()
    found = run_draws(scenario, chosen, n_draws, threads=threads, on_progress=on_progress, check=check)
    seconds = time.perf_counter() - began
    provenance = describe_result(scenario, chosen, draws_hash(found), seconds, n_draws)
    return EnsembleRun(scenario, chosen, n_draws, found, provenance)


def open_run(folder: str | Path) -> Run | EnsembleRun:
    """Open a run, or an ensemble, that was kept.

    Parameters
    ----------
    folder : str or Path

    Raises
    ------
    StoreError
        If there is no run, it is damaged, or a newer Serai wrote it.
    """
    path = Path(folder)
    if not store.read_provenance(path).draws:
        return single.open_run(path)
    found = store.read_content(path)
    try:
        draws = layout.draws_from(found.arrays, found.attributes)
    except (KeyError, ValueError) as error:
        raise StoreError(store.damaged(found.path)) from error
    if draws_hash(draws) != found.provenance.result_hash:
        raise StoreError(store.damaged(found.path))
    home = path if path.is_dir() else path.parent
    provenance = found.provenance
    return EnsembleRun(found.scenario, provenance.seed, provenance.draws, draws, provenance, home)


def checked_draws(draws: int) -> int:
    """The number of draws, if it is in bounds; raises UsageError if not."""
    if not single.is_whole(draws):
        raise UsageError(f"the number of draws must be a whole number, got {draws}")
    if not 1 <= draws <= MOST_DRAWS:
        raise UsageError(f"the number of draws must be 1 to {MOST_DRAWS:,}, got {draws:,}")
    return int(draws)
