"""How much memory this process may still take, of machine, container and own limit; what needs more is refused."""

from __future__ import annotations

import math
from pathlib import Path

import psutil

from serai.errors import TooLargeError
from serai.units import BYTES_PER_GIB, BYTES_PER_MIB

MOST_OF_MEMORY = 0.8
LEAST_GIB = 0.1  # less is said in MiB
CGROUPS = Path("/sys/fs/cgroup")
OWN_GROUPS = Path("/proc/self/cgroup")
# (file of the limit, file of what is used, line of memory.stat with what can be let go at once)
V2 = ("memory.max", "memory.current", "inactive_file")
V1 = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def free_bytes() -> int:
    """Bytes that can still be taken: the least of what machine, container and process limit leave."""
    left = [float(psutil.virtual_memory().available), _left_of_process(), left_of_container()]
    return max(int(min(left)), 0)


def refuse_without_room(scenario_name: str, what: str, need: float, less: str) -> None:
    """Refuse what the machine cannot hold, before any memory is taken.

    Parameters
    ----------
    scenario_name : str
    what : str
        What needs the memory, in the plural.
    need : float
        Bytes.
    less : str
        A sentence: what would need less.

    Raises
    ------
    TooLargeError
    """
    free = free_bytes() * MOST_OF_MEMORY
    if need > free:
        text = (
            f"too large for this machine: {what} need {_in_words(need)} of memory, "
            f"{_in_words(free)} can be used. {less}"
        )
        raise TooLargeError(f'scenario "{scenario_name}"', [text])


def left_of_container(groups: Path = CGROUPS, own: Path = OWN_GROUPS) -> float:
    """What the memory limits of the control groups of this process (Linux) leave, in bytes; infinite without one.

    Parameters
    ----------
    groups : Path
        Where control groups are mounted.
    own : Path
        File that names those of this process, a line each: ``number:controllers:path``.
    """
    left = math.inf
    for line in _text(own).splitlines():
        _, controllers, path = [*line.split(":", 2), "", "", ""][:3]
        if controllers in ("", "memory"):
            files, top = (V2, groups) if not controllers else (V1, groups / "memory")
            group = top / path.lstrip("/")
            # In a container the path may be that of the machine, while what is mounted is the group itself.
            for folder in (group, *group.parents):
                if folder.is_relative_to(top):
                    left = min(left, _left_of_group(folder, files))
    return left


def _left_of_group(folder: Path, files: tuple[str, str, str]) -> float:
    limit = _text(folder / files[0]).strip()
    used = _text(folder / files[1]).strip() if limit.isdecimal() else ""
    if not used.isdecimal():
        return math.inf  # no limit, or no such group
    stat = dict(line.split(" ", 1) for line in _text(folder / "memory.stat").splitlines() if " " in line)
    can_go = stat.get(files[2], "0")
    return float(int(limit) - int(used) + (int(can_go) if can_go.isdecimal() else 0))


def _left_of_process() -> float:
    """What ``ulimit -v`` leaves; infinite where there is no such limit."""
    try:
        import resource
    except ImportError:  # Windows
        return math.inf
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit == resource.RLIM_INFINITY:
        return math.inf
    return float(limit - psutil.Process().memory_info().vms)


def _in_words(n_bytes: float) -> str:
    gib = n_bytes / BYTES_PER_GIB
    return f"{gib:,.1f} GiB" if gib >= LEAST_GIB else f"{n_bytes / BYTES_PER_MIB:,.0f} MiB"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
