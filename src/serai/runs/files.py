"""Writing whole or not at all: first beside the target, then put in its place in one step."""

from __future__ import annotations

import glob
import os
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from serai.errors import StoreError
from serai.runs.seal import MANIFEST, manifest, refuse_other_folder

TRIAL = "trial"
PART, OLD = ".part", ".old"  # what is being written, and what it replaces
STALE_SECONDS = 3600  # nobody writes one file for so long


def write_whole(path: Path, data: bytes, *, replace: bool = True) -> None:
    """Write a file whole or not at all; what stood there before stays unharmed when it fails.

    Parameters
    ----------
    path : Path
        Its folder is made when absent, and removed again if the writing fails.
    data : bytes
    replace : bool, default True
        Without it a file that has appeared there in the meantime is left alone.

    Raises
    ------
    StoreError
        If the folder cannot be made or written, the disk is full, or there is a file that is not to be replaced.
    """
    write_whole_by(path, lambda file: file.write(data), replace=replace)


def write_whole_by(path: Path, fill: Callable[[BinaryIO], object], *, replace: bool = True) -> None:
    """Write a file as `write_whole`, by a function that fills it where it stands, without a copy of it in memory.

    Parameters
    ----------
    path : Path
    fill : function of a binary file, which may write, read and seek in it
    replace : bool, default True

    Raises
    ------
    StoreError
        As `write_whole`.
    """
    made = make_folder(path.parent)
    _remove_stale(path)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{PART}")
    try:
        _fill_through(part, fill)
        if replace:
            part.replace(path)
        else:
            _publish(part, path)
    except FileExistsError as error:
        raise StoreError(f'"{path}" was written by another process in the meantime; it is left unchanged') from error
    except OSError as error:
        raise StoreError(f'cannot write "{path}": {why(error)}') from error
    finally:
        with suppress(OSError):  # a disk that cannot be written refuses this too
            part.unlink(missing_ok=True)
        if not path.exists():
            remove_empty(made)


def _publish(part: Path, path: Path) -> None:
    """Give a file its name unless that is taken: in one step where the file system has hard links."""
    try:
        path.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(path) from None
        part.replace(path)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder of files whole or not at all, with a manifest of them.

    An earlier export that nobody has changed since is replaced, any other folder is not.

    Parameters
    ----------
    folder : Path
    files : name -> content; a name may lie in folders of its own, parted by /

    Raises
    ------
    StoreError
        If the folder holds something else, or cannot be written.
    """
    _restore(folder)
    refuse_other_folder(folder)
    made = make_folder(folder.parent)
    part = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}{PART}")
    old = part.with_suffix(OLD)
    try:
        part.mkdir()
        for name, data in {**files, MANIFEST: manifest(files)}.items():
            (part / name).parent.mkdir(parents=True, exist_ok=True)
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
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            remove_empty(made)


def _restore(folder: Path) -> None:
    """Put back the folder that a writer had set aside when it was killed, and remove what it left besides."""
    _remove_stale(folder)
    if not folder.exists():
        with suppress(OSError):
            for old in folder.parent.glob(f".{glob.escape(folder.name)}.*{OLD}"):
                old.rename(folder)
                return


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
    made = make_folder(folder)
    _remove_stale(folder / TRIAL)
    trial = folder / f".{TRIAL}.{secrets.token_hex(4)}{PART}"
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


def make_folder(folder: Path) -> list[Path]:
    """Make a folder; those that were made, innermost first. Raises StoreError if it cannot be made."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise StoreError(f'cannot make the folder "{folder}": there is a file of that name') from error
    except OSError as error:
        raise StoreError(f'cannot make the folder "{folder}": {why(error)}') from error
    return missing


def _remove_stale(path: Path) -> None:
    """Remove what a writer of this file or folder left that was killed long ago."""
    with suppress(OSError):
        for left in path.parent.glob(f".{glob.escape(path.name)}.*"):
            is_old = left.suffix == OLD and path.exists()
            if (left.suffix == PART or is_old) and time.time() - left.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink()


def write_part(path: Path, data: bytes) -> None:
    """Write one of many files of a folder that is there, whole or not at all; StoreError if that cannot be done."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{PART}")
    try:
        _write_through(part, data)
        part.replace(path)
    except OSError as error:
        raise StoreError(f'cannot write "{path}": {why(error)}') from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _write_through(path: Path, data: bytes) -> None:
    _fill_through(path, lambda file: file.write(data))


def _fill_through(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    with path.open("x+b") as file:
        fill(file)
        file.flush()
        os.fsync(file.fileno())
