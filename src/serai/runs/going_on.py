"""Where draws begin: with those that are kept of the same plan, whether the run was stopped or came to its end."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from serai.errors import StoreError
from serai.results.figures import Figure
from serai.runs.draws import Draws, Member, first_size
from serai.runs.kept import DrawsFolder, Plan, plan_of, take_from
from serai.runs.provenance import Provenance, scenario_hash
from serai.runs.store import RUN_FILE, read_provenance, read_run, refuse_other_run
from serai.scenario.schema import Scenario


def begin(
    folder: Path, scenario: Scenario, seed: int, n_draws: int, *, earlier: Sequence[Path] = (), force: bool = False
) -> DrawsFolder:
    """The folder in which the draws of a run are kept, with those that are there already.

    Parameters
    ----------
    folder : Path
        Of the run. Where it holds a run with fewer draws of the same plan, they are taken over.
    scenario : Scenario
    seed : int
    n_draws : int
    earlier : sequence of Path
        Folders of other runs whose draws are taken over where they are of the same plan.
    force : bool, default False
        Drop draws of another plan.

    Returns
    -------
    DrawsFolder

    Raises
    ------
    StoreError
        If draws of another plan lie there, a run cannot be read, or the folder cannot be written.
    """
    plan = plan_of(scenario, seed, n_draws)
    kept = DrawsFolder(folder, plan, force=force)
    try:
        for source in (folder, *earlier):
            take_from(source, kept, plan, n_draws)
            _take_finished(source, kept, plan, n_draws)
    except BaseException:
        kept.leave()
        raise
    return kept


def goes_on(there: Provenance, plan: Plan, n_draws: int) -> bool:
    """Whether so many draws of a plan go on from a run that came to its end."""
    versions = (there.serai_version, there.numpy_version, there.numba_version, there.kernels)
    return (
        0 < there.draws < n_draws
        and first_size(there.draws) == plan.first_size
        and (there.scenario_hash, there.seed) == (plan.scenario_hash, plan.seed)
        and versions == (plan.serai, plan.numpy, plan.numba, plan.kernels)
    )


def refuse_if_other(folder: Path, scenario: Scenario, seed: int, draws: int = 0) -> None:
    """Refuse to replace a run of other inputs, as `store.refuse_other_run`; draws may go on from fewer."""
    if draws and (folder / RUN_FILE).is_file():
        with suppress(StoreError):
            if goes_on(read_provenance(folder), plan_of(scenario, seed, draws), draws):
                return
    refuse_other_run(folder, scenario_hash(scenario), seed, draws)


def _take_finished(source: Path, kept: DrawsFolder, plan: Plan, n_draws: int) -> None:
    try:
        if not (source / RUN_FILE).is_file() or not goes_on(read_provenance(source), plan, n_draws):
            return
        draws = read_run(source).draws
    except StoreError:  # a run that cannot be read is no beginning
        return
    for row, number in enumerate(draws.numbers.tolist() if draws else []):
        if draws is not None and number - 1 not in kept.known():
            kept.put(number - 1, _member(draws, row))


def _member(draws: Draws, row: int) -> Member:
    """One draw of a run, as it was before it was gathered."""
    values = zip(draws.figures, draws.figure_values[row].tolist(), strict=True)
    figures: dict[Figure, float] = {figure: value for figure, value in values if value == value}
    return Member({name: draws.arrays[name][row] for name in draws.arrays}, figures, draws.answers[row])
