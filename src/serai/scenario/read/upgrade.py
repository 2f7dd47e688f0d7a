"""From an older schema to the present one, step by step, always into a new folder.

Schema 1 is the first and the present one, so the chain is empty. A later schema adds one step here: a function that
edits a copy of the folder from the schema before it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from serai.errors import StoreError
from serai.scenario.schema import SCHEMA_VERSION

Step = Callable[[Path], None]
STEPS: Mapping[int, Step] = MappingProxyType({})  # by the schema that a step starts from


def schema_fault(given: object) -> str:
    """What is wrong with the schema that a scenario states; blank when it is the present one."""
    if given is None:
        return f"the schema is missing; write schema: {SCHEMA_VERSION}"
    if isinstance(given, float) and given.is_integer():  # Excel knows no whole numbers
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        return f"must be {SCHEMA_VERSION}, got {given!r}"
    if given > SCHEMA_VERSION:
        return f"schema {given} is newer than this version of Serai reads ({SCHEMA_VERSION}); install a newer Serai"
    if given < SCHEMA_VERSION:
        return f"schema {given} is older than {SCHEMA_VERSION}; upgrade the scenario into a new folder"
    return ""


def upgrade(
    source: Path, target: Path, schema: int, *, steps: Mapping[int, Step] = STEPS, newest: int = SCHEMA_VERSION
) -> None:
    """Copy a scenario folder and lift the copy to the newest schema. The source stays as it is.

    Parameters
    ----------
    source : Path
        Folder of the older schema.
    target : Path
        A new folder; appears only when every step has succeeded.
    schema : int
        The schema of the source.
    steps, newest : the chain and where it ends.

    Raises
    ------
    StoreError
        If the target exists or cannot be written, or no step leads on from a schema.
    """
    missing = [number for number in range(schema, newest) if number not in steps]
    if missing:
        raise StoreError(f"{source}: there is no upgrade from schema {missing[0]} to schema {newest}")
    if target.exists():
        raise StoreError(f"{target}: exists already; name a new folder")
    try:
        with tempfile.TemporaryDirectory(prefix=".serai-", dir=target.parent) as workshop:
            copy = Path(workshop) / "scenario"
            shutil.copytree(source, copy)
            for number in range(schema, newest):
                steps[number](copy)
            copy.replace(target)
    except OSError as error:
        raise StoreError(f"{target}: cannot be written: {error.strerror or error}") from error
