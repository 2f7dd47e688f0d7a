"""What `serai drop` and `serai rename` do to a user's files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from serai.cli.console import say
from serai.errors import UsageError

if TYPE_CHECKING:
    from serai.scenario.references import Changed
    from serai.scenario.schema import Scenario


def drop_and_report(path: Path, kind: str, name: str, *, dry_run: bool) -> None:
    """Take a name out of a scenario's files and list what went along."""
    from serai.scenario.drop import drop

    before = _loaded(path)
    changed = drop(before, kind, name)
    _keep(path, before, changed, f'without {kind} "{name}"', dry_run=dry_run)


def rename_and_report(path: Path, kind: str, names: tuple[str, str], *, dry_run: bool) -> None:
    """Give a name of a scenario's files another form and list what changed."""
    from serai.scenario.rename import rename

    before = _loaded(path)
    changed = rename(before, kind, *names)
    _keep(path, before, changed, f'with {kind} "{names[0]}" as "{names[1]}"', dry_run=dry_run)


def _loaded(path: Path) -> Scenario:
    from serai.scenario.read.load import load

    scenario = load(path)
    if not path.exists():
        raise UsageError(f"{path} is built in and cannot be changed; copy it first: serai new my-copy --from {path}")
    return scenario


def _keep(path: Path, before: Scenario, changed: Changed, what: str, *, dry_run: bool) -> None:
    from serai.scenario.read.workbook import read_remarks
    from serai.scenario.write.write import rewrite

    if not dry_run:
        remarks = read_remarks(path.read_bytes()) if path.is_file() else {}
        rewrite(changed.scenario, before, path, remarks)
    say(f"{path} {'would be' if dry_run else 'is now'} {what}:")
    for line in changed.along:
        say(f"  {line}")
