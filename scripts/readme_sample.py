"""Write the beginning of what `serai run kazakhstan-2022` says into README.md, between the lines that frame it there.

usage: python scripts/readme_sample.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
BEGIN = "```console\n$ serai run kazakhstan-2022\n"
END = "```\n"
LEFT_OUT = "\n\nRegistration\n"  # and what follows


def sample() -> str:
    """What the command prints first on standard output in an empty folder: who came, and the longest waits."""
    command = [sys.executable, "-m", "serai", "run", "kazakhstan-2022"]
    plain = {**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(command, cwd=folder, env=plain, capture_output=True, encoding="utf-8", check=True)
    return done.stdout.strip("\n").partition(LEFT_OUT)[0] + "\n"


def shown(text: str) -> str:
    """The sample that a README shows."""
    return text.split(BEGIN)[1].split(END, maxsplit=1)[0]


def main() -> None:
    """Put the present sample in the place of the one that README.md shows."""
    text = README.read_text(encoding="utf-8")
    README.write_text(text.replace(shown(text), sample()), encoding="utf-8")


if __name__ == "__main__":
    main()
