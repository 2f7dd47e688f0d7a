"""What may befall the folder of kept code; nothing that is not as it was kept may be left in it."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from serai import cache

FILES = 6


def make_cache(rng: Random, folder: Path) -> dict[str, bytes]:
    """A folder of kept code: what each file holds, by its path in the folder."""
    held = {}
    for number in range(FILES):
        name = str(Path(f"kernels_{number % 2}") / f"{number}.{'nbi' if number % 2 else '1.nbc'}")
        held[name] = rng.randbytes(rng.choice((1, 60, 5000)))
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(held[name])
    cache.seal(str(folder))
    return held


def damage_cache(rng: Random, folder: Path) -> str:
    """Do one thing to the folder, and say what."""
    name = rng.choice(cache._files(str(folder)) or [""])
    path = folder / (name or "gone.nbi")
    what = rng.choice(
        ("cut", "flip", "empty", "gone", "planted", "swapped", "link", "folder", "list", "list", "half", "part")
    )
    data = bytearray(path.read_bytes()) if path.is_file() else bytearray()
    if what == "flip" and data:
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    if what in ("cut", "flip", "empty") and path.is_file():
        path.write_bytes({"cut": data[: len(data) // 2], "flip": data, "empty": b""}[what])
    elif what == "planted":
        (folder / rng.choice(("x.nbi", "kernels_0/x.nbc"))).write_bytes(rng.randbytes(9))
    elif what == "swapped" and path.is_file():
        path.write_bytes((folder / cache.CHECKSUMS).read_bytes() + b" ")
    elif what in ("gone", "link", "folder") and not path.is_dir():
        path.unlink(missing_ok=True)
        if what == "folder":
            path.mkdir()
        if what == "link":
            path.symlink_to(rng.choice(("/etc/passwd", "nothing", ".", str(folder / cache.CHECKSUMS))))
    elif what == "part":  # as a killed process leaves it
        (folder / f"{name or 'x'}.tmp").write_bytes(data)
    elif what in ("list", "half"):
        _damage_list(rng, folder / cache.CHECKSUMS, half=what == "half")
    return f"{name}: {what}"


def _damage_list(rng: Random, path: Path, *, half: bool) -> None:
    text = path.read_bytes() if path.is_file() else b"{}"
    if half:
        path.write_bytes(text[: rng.randrange(len(text) + 1)])
        return
    names = [name for name in text.decode("utf-8", "replace").split('"') if name.endswith((".nbi", ".nbc"))]
    others = ([], {}, None, 5, dict.fromkeys(names), {name: ["a"] for name in names}, {"..": "x"}, "x" * 9)
    path.write_text(json.dumps(rng.choice(others)), encoding="utf-8")


def left_unlike(folder: Path, held: dict[str, bytes]) -> list[str]:
    """Files of code that are left after the check of the folder, and are not as they were kept."""
    cache._drop_unverified(str(folder))
    return [name for name in cache._files(str(folder)) if (folder / name).read_bytes() != held.get(name)]
