"""Where compiled kernels are kept between runs (docs/decisions/0024-kept-code.md).

What lies there is run, so the folder belongs to the user alone, and nothing in it is used that does not agree with the
list of checksums written when it was made. Numba does not notice a change in a kernel that another kernel imports, so
the folder's name holds a hash of every source that is compiled. `prepare` must run before a kernel is decorated.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import stat
import sys
import tempfile
from functools import cache

COMPILED = ("jit.py", "rng.py", "codes.py", "units.py", "state", "kernels", os.path.join("model", "tick.py"))
OF_A_RULE = ("kernels", "memory.py")  # what is compiled for a rule, in a package of its own
CHECKSUMS = "checksums.json"
PRIVATE = 0o700


def _sources(package: str) -> list[str]:
    rules = [name for name in sorted(os.listdir(package)) if os.path.isdir(os.path.join(package, name, OF_A_RULE[0]))]
    paths = []
    for name in (*COMPILED, *(os.path.join(rule, part) for rule in rules for part in OF_A_RULE)):
        path = os.path.join(package, name)
        if os.path.isdir(path):
            paths += [os.path.join(path, file) for file in sorted(os.listdir(path)) if file.endswith(".py")]
        else:
            paths.append(path)
    return paths


@cache
def kernels_name() -> str:
    """A name for this version of the kernels, which changes with any of their sources."""
    digest = hashlib.sha256()
    for path in _sources(os.path.dirname(os.path.abspath(__file__))):
        with open(path, "rb") as file:
            digest.update(file.read())
    return "kernels-" + digest.hexdigest()[:16]


def _user_cache_folder() -> str:
    if sys.platform == "win32":
        return os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Caches")
    return os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")


def cache_folder() -> str | None:
    """The folder for this version of the kernels; None where no absolute path is known, as without a home.

    ``SERAI_CACHE`` names another parent folder.
    """
    parent = cache_parent()
    return None if parent is None else os.path.join(parent, kernels_name())


def cache_parent() -> str | None:
    """The folder for all that is kept between runs; None where no absolute path is known."""
    parent = os.environ.get("SERAI_CACHE") or os.path.join(_user_cache_folder(), "serai")
    return parent if os.path.isabs(parent) else None


def is_private(folder: str) -> bool:
    """Whether nobody but the user and the administrator can put or replace files in a folder.

    Folders above it may be open to all where, as in the temporary folder, nobody can replace what others made there.
    """
    if not hasattr(os, "getuid"):
        return True  # Windows: the folder lies in the user's own profile
    folder = os.path.realpath(folder)
    if _others_write(os.stat(folder)):
        return False
    while folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
        state = os.stat(folder)
        if _others_write(state) and not (state.st_mode & stat.S_ISVTX and state.st_uid in (0, os.getuid())):
            return False
    return True


def _others_write(state: os.stat_result) -> bool:
    mine = state.st_uid in (0, os.getuid())
    own_group = state.st_gid == os.getuid()  # many systems give each user a group of the same number
    return not mine or bool(state.st_mode & stat.S_IWOTH) or (bool(state.st_mode & stat.S_IWGRP) and not own_group)


@cache
def prepare() -> str | None:
    """Point Numba to the verified folder of this version.

    Returns
    -------
    str or None
        The folder that holds the code; None where there is none that is private: then nothing is kept.
    """
    folder = cache_folder()
    try:
        usable = folder if folder is not None and _made(folder) and is_private(folder) else None
        if usable is not None and _is_writable(usable):
            _drop_unverified(usable)
        elif usable is not None:
            usable = _private_copy(usable)
    except OSError:
        usable = None
    if usable is not None:
        os.environ["NUMBA_CACHE_DIR"] = usable
        if "numba" in sys.modules:
            sys.modules["numba"].config.CACHE_DIR = usable
    return usable


def _made(folder: str) -> bool:
    """Make a folder, and those above it, for the user alone; False where it cannot be made."""
    if os.path.isdir(folder):
        return True
    parent = os.path.dirname(folder)
    if parent == folder or not _made(parent):
        return False
    try:
        os.mkdir(folder, PRIVATE)
    except FileExistsError:  # by another process, just now
        return os.path.isdir(folder)
    except OSError:
        return False
    return True


def _is_writable(folder: str) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _files(folder: str) -> list[str]:
    result = [os.path.join(parent, name) for parent, below, names in os.walk(folder) for name in (*below, *names)]
    return sorted(os.path.relpath(path, folder) for path in result if path.endswith((".nbi", ".nbc")))


def _checksum(path: str) -> str:
    """Of a file; blank for what is none, as a link or a folder, or cannot be read."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return ""
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return ""


def _checksums(folder: str) -> dict[str, str]:
    """What was written when the files were kept; empty where it cannot be read."""
    try:
        with open(os.path.join(folder, CHECKSUMS), encoding="utf-8") as file:
            read = json.load(file)
    except (OSError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _verified(folder: str) -> list[str]:
    """Files that are as they were when they were kept."""
    wanted = _checksums(folder)
    sums = {name: _checksum(os.path.join(folder, name)) for name in _files(folder)}
    return [name for name, checksum in sums.items() if checksum and wanted.get(name) == checksum]


def _drop_unverified(folder: str) -> None:
    for name in set(_files(folder)) - set(_verified(folder)):
        path = os.path.join(folder, name)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path, ignore_errors=True)
        elif os.path.lexists(path):  # not in a folder that was just removed
            os.unlink(path)


def _private_copy(folder: str) -> str:
    """The verified files of a folder that can only be read, copied to one that lasts as long as this process."""
    names = _verified(folder)
    target = tempfile.mkdtemp(prefix="serai-kernels-")
    atexit.register(shutil.rmtree, target, ignore_errors=True)
    for name in names:
        os.makedirs(os.path.dirname(os.path.join(target, name)), PRIVATE, exist_ok=True)
        shutil.copyfile(os.path.join(folder, name), os.path.join(target, name))
    return target


def seal(folder: str) -> None:
    """Write the checksums of what a folder keeps, whole or not at all; without them it is compiled again."""
    new = os.path.join(folder, f"{CHECKSUMS}.{os.getpid()}")
    try:
        sums = {name: _checksum(os.path.join(folder, name)) for name in _files(folder)}
        with open(new, "w", encoding="utf-8") as file:
            json.dump(sums, file, indent=1)
        os.replace(new, os.path.join(folder, CHECKSUMS))
    except OSError:  # no room
        if os.path.exists(new):
            os.unlink(new)


def is_compiled(loop: str) -> bool:
    """Whether this version's loop of a rule (`serai.scenario.rule.Rule.loop`) has been compiled here before."""
    folder = prepare()
    return folder is not None and any(f".{loop}-" in name and name.endswith(".nbi") for name in _files(folder))
