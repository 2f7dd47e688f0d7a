"""What may befall a scenario on disk: links, folders and devices in the place of files, odd names and paths."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

ODD_NAMES = ("with space", "Орал", "a'b", "quo\"te", "per%cent", "semi;colon", "new\nline", "x" * 200, "-x", "#1", ".hidden", "con", "a.xlsx", "..x")  # fmt: skip
ODD_PATHS = ("", ".", "..", "/", "//", "~", "-", "--", "nul", "a" * 5000, "a/" * 2000, "\0", "file:///etc", "river-crossing/", "../river-crossing", "RIVER-CROSSING", "/dev/zero", "/dev/null", "/dev/stdin", "/proc/self/mem", "*.xlsx", "\udcff", "C:\\x", "\\\\x\\y")  # fmt: skip


def damage_disk(rng: Random, path: Path) -> tuple[str, str]:
    """Do one thing to a scenario folder.

    Returns
    -------
    (path to give to the program, what was done)
    """
    change = rng.choice((_link, _link, _in_its_place, _renamed, _odd_path, _extra))
    return change(rng, path)


def _some_file(rng: Random, path: Path) -> Path:
    return path / rng.choice(sorted(file.name for file in path.iterdir()))


def _link(rng: Random, path: Path) -> tuple[str, str]:
    file = _some_file(rng, path)
    outside = path.parent / "outside"
    outside.mkdir(exist_ok=True)
    moved = outside / file.name
    what = rng.choice(
        ("to itself", "to nothing", "to the folder", "to its content", "to a device", "to a secret", "of the folder")
    )
    if what == "of the folder":
        link = path.parent / "link"
        link.symlink_to(path, target_is_directory=True)
        return str(link), "a link of the folder"
    targets: dict[str, Path] = {
        "to itself": file, "to nothing": path / "nothing", "to the folder": path, "to its content": moved,
        "to a device": Path(rng.choice(("/dev/zero", "/dev/null", "/dev/full", "/dev/random"))), "to a secret": Path("/etc/passwd"),
    }  # fmt: skip
    if what == "to its content":
        moved.write_bytes(file.read_bytes())
    file.unlink()
    file.symlink_to(targets[what])
    return str(path), f"{file.name}: a link {what}"


def _in_its_place(rng: Random, path: Path) -> tuple[str, str]:
    file = _some_file(rng, path)
    what = rng.choice(("folder", "pipe", "unreadable"))
    if what == "unreadable":
        file.chmod(0)
    else:
        file.unlink()
        file.mkdir() if what == "folder" else os.mkfifo(file)
    return str(path), f"{file.name}: {what}"


def _renamed(rng: Random, path: Path) -> tuple[str, str]:
    name = rng.choice(ODD_NAMES)
    return str(path.rename(path.with_name(name))), f"folder named {name[:30]!r}"


def _odd_path(rng: Random, path: Path) -> tuple[str, str]:
    given = rng.choice((*ODD_PATHS, str(path / "scenario.yaml"), str(path / "places.csv"), str(path / "nothing"), f"{path}/../{path.name}/", f"{path}/."))  # fmt: skip
    return given, f"path {given[:40]!r}"


def _extra(rng: Random, path: Path) -> tuple[str, str]:
    extras: dict[str, Callable[[], object]] = {
        "a file of another program": lambda: (path / "Thumbs.db").write_bytes(b"\0\1"),
        "a hidden table": lambda: (path / ".places.csv").write_bytes(b"x"),
        "a lock file": lambda: (path / "~$book.xlsx").write_bytes(b"x"),
        "a name that is not UTF-8": lambda: Path(os.fsdecode(os.fsencode(path) + b"/\xff\xfe.csv")).write_bytes(
            b"a,b\n1,2\n"
        ),
        "a name with a line end": lambda: (path / "pla\nces.csv").write_bytes(b"a,b\n"),
        "a folder": (path / "places").mkdir,
        "many files": lambda: [(path / f"{number}.csv").write_bytes(b"a") for number in range(300)],
        "an archive of it": lambda: (path / "scenario.zip").write_bytes(b"PK\3\4"),
    }
    what = rng.choice(sorted(extras))
    extras[what]()
    return str(path), what
