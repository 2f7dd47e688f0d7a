"""What `serai update` does: weight the draws by new figures, store the run, and show what changed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from serai.cli.arguments import RUNS_FOLDER, shown_path
from serai.cli.console import command_typed, say
from serai.cli.knowing import moment_of
from serai.cli.progress import compile_if_needed, shown_progress
from serai.cli.resuming import said_what_is_kept
from serai.errors import StoreError, UsageError

if TYPE_CHECKING:
    from serai.runs.run import Run
    from serai.scenario.schema import Observation, Scenario
    from serai.study.update import Updated, UpdateOptions


@dataclass(frozen=True)
class UpdateRequest:
    """What was asked of `serai update`."""

    given: str
    observations: Path | None
    as_of: str | None
    horizon: str
    quick: bool
    draws: int | None
    leave_out: tuple[str, ...]
    keep: tuple[str, ...]
    out: Path | None
    as_json: bool


def update_and_keep(request: UpdateRequest) -> None:
    """Update, keep the run with what the update says beside it, and show it.

    Raises
    ------
    ScenarioError, UsageError, StoreError
        Of the library, as they are.
    """
    from serai.study.update import default_name, update
    from serai.study.updated import forget_update, keep_update, update_json
    from serai.study.weighing import forget_weighing, how_many_kept

    given = _opened(request.given)
    asked = _asked(request, given)
    out = request.out or Path(RUNS_FOLDER) / default_name(given, asked)
    _refuse_other(out, given)
    compile_if_needed(_scenario(given).rule)
    with (
        said_what_is_kept(out, lambda: how_many_kept(out)),
        shown_progress(f"updating {_scenario(given).name}") as on_progress,
    ):
        updated = update(given, asked, on_progress=on_progress, folder=out)
    forget_update(out)
    updated.run.save(out, force=True, command=command_typed())
    keep_update(updated.update, out)
    forget_weighing(out)
    if request.as_json:
        kept = {"folder": str(out), "unchanged": updated.is_unchanged, **update_json(updated.update)}
        say(json.dumps(kept, ensure_ascii=True, indent=2, allow_nan=False))
        return
    _show(updated, out)


def _opened(given: str) -> Run | Scenario:
    from serai.runs.run import open_run
    from serai.runs.store import RUN_FILE
    from serai.scenario.read.load import load

    path = Path(given)
    is_run = (path / RUN_FILE).is_file() or path.name == RUN_FILE
    return open_run(path) if is_run else load(given)


def _refuse_other(out: Path, given: Run | Scenario) -> None:
    """Refuse a folder that cannot be written, or that holds what is no update of this scenario."""
    from serai.runs.files import make_writable, remove_empty
    from serai.runs.store import RUN_FILE
    from serai.study.updated import read_update

    if (out / RUN_FILE).exists():
        kept = read_update(out)
        if kept is None or kept.whole.name != _scenario(given).name:
            raise StoreError(f'"{out}" contains another run; name another folder with --out')
    remove_empty(make_writable(out))


def _scenario(given: Run | Scenario) -> Scenario:
    from serai.runs.run import Run

    return given.scenario if isinstance(given, Run) else given


def _asked(request: UpdateRequest, given: Run | Scenario) -> UpdateOptions:
    from serai.runs.run import Run
    from serai.scenario.read.load import load_observations
    from serai.study.update import QUICK, UpdateOptions
    from serai.study.updated import read_update

    if request.quick and request.draws is not None:
        raise UsageError("--quick and --draws cannot be combined")
    result = re.fullmatch(r"([0-9]{1,3})d?", request.horizon)
    if result is None:
        raise UsageError(f'--horizon must be a number of days, e.g. 7d, got "{request.horizon}"')
    rows: tuple[Observation, ...] = ()
    if request.observations is not None:
        kept = read_update(given.folder) if isinstance(given, Run) else None
        rows = load_observations(request.observations, kept.whole if kept else _scenario(given))
    draws = QUICK if request.quick else request.draws
    return UpdateOptions(
        observations=rows, as_of=moment_of(request.as_of), horizon=int(result[1]), draws=draws,
        leave_out=request.leave_out, keep=request.keep,
    )  # fmt: skip


def _show(updated: Updated, out: Path) -> None:
    from serai.cli.render import show_heading, show_next, show_sections
    from serai.report.update_words import more_ahead, update_heading, update_sections

    show_heading(*update_heading(updated.update))
    show_sections(update_sections(updated.update, is_unchanged=updated.is_unchanged))
    say(more_ahead())
    folder = shown_path(out)
    show_next(
        [
            (f"serai update {folder} --observations NEW.csv", "the next day's figures"),
            (f"serai report {folder} --open", "the page, with the forecast"),
            (f"serai export {folder} --to hubverse", "the forecast in the format of forecast hubs"),
        ]
    )
