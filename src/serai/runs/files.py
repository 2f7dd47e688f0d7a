"""Writing whole or not at all: first beside the target, then put in its place in one step."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from serai.errors import StoreError

EXPORT_MARK = "about.txt"
STALE_SECONDS = 3600  # nobody writes one file for so long


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; what stood there before stays unharmed when it fails.

    Parameters
    ----------
    path : Path
        Its folder is made when absent, and removed again if the writing fails.
    data : bytes

    Raises
    ------
    StoreError
        If the folder cannot be made or written, or the disk is full.
    """
    made = _make_folder(path.parent)
    _remove_stale(path)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        _write_through(part, data)
        part.replace(path)
    except OSError as error:
        raise StoreError(f'cannot write "{path}": {why(error)}') from error
    finally:
        with suppress(OSError):  # a disk that cannot be written refuses this too
            part.unlink(missing_ok=True)
        if not path.exists():
            remove_empty(made)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder of files whole or not at all. An earlier export there is replaced, any other folder is not.

    Parameters
    ----------
    folder : Path
    files : name -> content; `about.txt` must be among them, since an export is known by it

    Raises
    ------
    StoreError
        If the folder holds something else, or cannot be written.
    """
    if folder.exists() and not (folder / EXPORT_MARK).is_file() and not _is_empty_folder(folder):
        raise StoreError(f'"{folder}" is not an earlier export; name another folder with --out')
    made = _make_folder(folder.parent)
    part = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
    old = part.with_suffix(".old")
    try:
        part.mkdir()
        for name, data in files.items():
            _write_through(part / name, data)
        if folder.exists():
            folder.rename(old)
        part.rename(folder)
    except OSError as error:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise StoreError(f'cannot write "{folder}": {why(error)}') from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
        if not folder.exists():
            remove_empty(made)


def why(error: OSError) -> str:
    """What the system says, in lower case and without its number."""
    return (error.strerror or str(error) or type(error).__name__).lower()


def make_writable(folder: Path) -> list[Path]:
    """Make a folder, and prove by a trial that files can be written there.

    Returns
    -------
    list of Path, the folders that were made, innermost first.

    Raises
    ------
    StoreError
        If it cannot be made or written.
    """
    made = _make_folder(folder)
    trial = folder / f".trial.{secrets.token_hex(4)}"
    try:
        trial.write_bytes(b"")
        trial.unlink()
    except OSError as error:
        remove_empty(made)
        raise StoreError(f'cannot write into the folder "{folder}": {why(error)}') from error
    return made


def remove_empty(folders: list[Path]) -> None:
    """Remove those of the folders that are empty, innermost first."""
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return


def _make_folder(folder: Path) -> list[Path]:
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise StoreError(f'cannot make the folder "{folder}": there is a file of that name') from error
    except OSError as error:
        raise StoreError(f'cannot make the folder "{folder}": {why(error)}') from error
    return missing


def _remove_stale(path: Path) -> None:
    """Remove what a writer of this file left that was killed long ago."""
    begin = f".{path.name}."
    with suppress(OSError):
        for part in path.parent.iterdir():
            is_part = part.name.startswith(begin) and part.suffix == ".part"
            if is_part and time.time() - part.stat().st_mtime > STALE_SECONDS:
                part.unlink()


def _write_through(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _is_empty_folder(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())
