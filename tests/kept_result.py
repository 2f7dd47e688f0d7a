"""The hash of the result of `kazakhstan-2022` with seed 1, which is kept in `tests/regression`.

`make renew-result WHY="what changed"` writes it anew, and a line with its first digits and the reason into the
changelog.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np

SCENARIO = "kazakhstan-2022"
SEED = 1
KEPT = Path(__file__).parent / "regression" / "kazakhstan-2022.sha256"
CHANGELOG = Path(__file__).parents[1] / "CHANGELOG.md"
HEADING = "- Results of `kazakhstan-2022`, seed 1, by their hash:"
SHORT = 12
DECIMALS = 6  # of what is no whole number: the last bits of logarithms differ between platforms
NOT_RESULTS = {"events"}  # what was done for them


def result_hash() -> str:
    """Hash of all that a run says: names, counts, waits, rents, journeys; not of the version or the machine."""
    from serai import load
    from serai.runs.course import run

    outcome = run(load(SCENARIO), SEED)
    found = hashlib.sha256()
    totals = {name: total for name, total in sorted(outcome.totals.items()) if name not in NOT_RESULTS}
    axes = outcome.axes
    names = (axes.start.isoformat(), axes.places, axes.profiles, axes.causes, axes.lines, axes.lodging)
    found.update(repr((totals, names)).encode("utf-8"))
    for name in sorted(outcome.arrays):
        found.update(name.encode("utf-8") + same_everywhere(np.asarray(outcome.arrays[name])))
    for name in ("key", "time", "value", "place", "reason", "profile", "size", "origin"):
        found.update(name.encode("utf-8") + same_everywhere(outcome.journeys[name]))
    return found.hexdigest()


def same_everywhere(array: np.ndarray) -> bytes:
    """An array as bytes: whole numbers as they are, others rounded, the low byte first."""
    if array.dtype.kind == "f":
        return bytes((np.round(array.astype("<f8"), DECIMALS) + 0.0).tobytes())
    return bytes(array.astype("<u8" if array.dtype.kind == "u" else "<i8").tobytes())


def renew(why: str) -> str:
    """Keep the hash of today's result, and say so in the changelog; the line that was written."""
    found = result_hash()
    line = f"  - `{found[:SHORT]}`: {why}"
    text = CHANGELOG.read_text(encoding="utf-8")
    if HEADING not in text:
        text = f"{text.rstrip()}\n\n{HEADING}\n"
    if found[:SHORT] not in text:
        text = text.replace(f"{HEADING}\n", f"{HEADING}\n{line}\n")
        CHANGELOG.write_text(text, encoding="utf-8", newline="\n")
    KEPT.write_text(found + "\n", encoding="utf-8", newline="\n")
    return line


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit('say what changed: make renew-result WHY="..."')
    sys.stdout.write(renew(sys.argv[1].strip()) + "\n")
