"""Where compiled kernels are kept between runs.

Numba does not notice a change in a kernel that another kernel imports, so the folder's name holds a hash of every
source that is compiled. `prepare` must run before a kernel is decorated; `serai.kernels` does so when it is imported.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile

COMPILED = (
    "jit.py", "rng.py", "codes.py", "units.py", "state", "kernels", os.path.join("model", "tick.py"),
    os.path.join("flee", "kernels"), os.path.join("flee", "memory.py"),
)  # fmt: skip


def _sources(package: str) -> list[str]:
    paths = []
    for name in COMPILED:
        path = os.path.join(package, name)
        if os.path.isdir(path):
            paths += [os.path.join(path, file) for file in sorted(os.listdir(path)) if file.endswith(".py")]
        else:
            paths.append(path)
    return paths


def _user_cache_folder() -> str:
    if sys.platform == "win32":
        return os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Caches")
    return os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")


def cache_folder() -> str:
    """The folder for this version of the kernels. ``SERAI_CACHE`` names another parent folder."""
    digest = hashlib.sha256()
    for path in _sources(os.path.dirname(os.path.abspath(__file__))):
        with open(path, "rb") as file:
            digest.update(file.read())
    parent = os.environ.get("SERAI_CACHE") or os.path.join(_user_cache_folder(), "serai")
    return os.path.join(parent, "kernels-" + digest.hexdigest()[:16])


def prepare() -> None:
    """Point Numba to the folder of this version; where it cannot be written, to a temporary one."""
    folder = cache_folder()
    try:
        os.makedirs(folder, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        folder = os.path.join(tempfile.gettempdir(), "serai-" + os.path.basename(folder))
    os.environ["NUMBA_CACHE_DIR"] = folder
    if "numba" in sys.modules:
        sys.modules["numba"].config.CACHE_DIR = folder


def is_compiled(loop: str = "run_ticks") -> bool:
    """Whether this version's run loop (``run_days`` for the rule lookahead) has been compiled here before."""
    folder = os.environ.get("NUMBA_CACHE_DIR") or cache_folder()
    found = (file for _, _, files in os.walk(folder) for file in files)
    return any(f".{loop}-" in file and file.endswith(".nbi") for file in found)
