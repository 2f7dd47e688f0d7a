"""What the options of a command mean."""

from __future__ import annotations

import hashlib
import inspect
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from serai.errors import UsageError

RUNS_FOLDER = "runs"
DIGEST_LENGTH = 6
NAME_LENGTH = 80
Options = TypeVar("Options")
WORKBOOK_ENDING = ".xlsx"


def with_options(record: type[Options]) -> Callable[[Callable[[Options], None]], Callable[..., None]]:
    """Make a command of a function that takes one record: it has an option for each field of the record."""

    def command_of(function: Callable[[Options], None]) -> Callable[..., None]:
        def command(**given: Any) -> None:
            function(record(**given))

        command.__name__, command.__doc__ = function.__name__, function.__doc__
        command.__annotations__ = get_type_hints(record, include_extras=True)
        vars(command)["__signature__"] = inspect.signature(record, eval_str=True)
        return command

    return command_of


def parse_sets(sets: Sequence[str]) -> dict[str, str]:
    """What ``--set KEY=VALUE`` asks for: key -> value as it was typed; of two with one key the last holds.

    Raises
    ------
    UsageError
        If a text has no key, no value or no equals sign.
    """
    changes = {}
    for text in sets:
        key, equals, value = text.partition("=")
        if not (equals and key.strip() and value.strip()):
            raise UsageError(f'--set must be KEY=VALUE, as choice.belief_wait_hours=12, got "{text}"')
        changes[key.strip()] = value.strip()
    return changes


def default_out(
    name: str,
    seed: int,
    changes: Mapping[str, str],
    measures: Sequence[str],
    draws: int | None = None,
    as_of: datetime | None = None,
    given: Sequence[object] = (),
) -> Path:
    """Folder of a run that names none: runs/<scenario>-<seed>, with six hex digits of the changes if there are any.

    Draws, a moment of knowledge and given totals count as changes.
    """
    folder = f"{name}-{seed}"
    others = [*([] if draws is None else [draws]), *([] if as_of is None else [as_of.isoformat()])]
    others += [repr(row) for row in given]
    if changes or measures or others:
        text = json.dumps([sorted(changes.items()), list(measures), *others])
        folder += "-" + hashlib.sha256(text.encode("utf-8")).hexdigest()[:DIGEST_LENGTH]
    return Path(RUNS_FOLDER) / folder


def name_for(target: Path) -> str:
    """A scenario's short name from the folder or workbook that will hold it; other characters become hyphens."""
    stem = target.stem if target.suffix.lower() == WORKBOOK_ENDING else target.name
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-._")
    return name[:NAME_LENGTH] or "my-scenario"


def shown_path(path: Path | str) -> str:
    """A path as it must be typed: in quotes if it holds a space."""
    return f'"{path}"' if " " in str(path) else str(path)
