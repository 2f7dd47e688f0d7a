"""Learn the model error by kind of quantity from the observations marked fit, and print the table.

usage: python scripts/model_error.py [--draws N] [--seed N] [--run FOLDER] [--write] [SCENARIO]

Runs the scenario, or opens the draws of a run that is kept, and prints what `src/serai/results/model_error.csv` holds;
with --write it writes that file and the table in `docs/model/ensemble.md` anew. Observations of other uses are never
looked at.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import serai
from serai.results.model_error import KnownError
from serai.study.learned_error import learned_errors

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "src" / "serai" / "results" / "model_error.csv"
PAGE = ROOT / "docs" / "model" / "ensemble.md"
HEAD = "| kind | scale | of | rows it was learned on |\n|---|---|---|---|\n"
UNITS = {"share": "1, absolute", "date": "days"}


def lines(errors: Sequence[KnownError]) -> list[str]:
    """The table as CSV, scales with two digits."""
    return ["kind,scale,rows", *(f"{error.kind},{error.scale:.2g},{error.rows}" for error in errors)]


def page(text: str, errors: Sequence[KnownError]) -> str:
    """The page on draws with the table of model errors renewed."""
    start, rest = text.split(HEAD, 1)
    _, end = rest.split("\n\n", 1)
    rows = [
        f"| `{error.kind}` | {error.scale:.2g} | {UNITS.get(error.kind, 'the logarithm')} | {error.rows} |"
        for error in errors
    ]
    return start + HEAD + "\n".join(rows) + "\n\n" + end


def write(errors: Sequence[KnownError]) -> None:
    """Renew the table of the package and of the page."""
    TABLE.write_text("\n".join(lines(errors)) + "\n", encoding="utf-8", newline="\n")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), errors), encoding="utf-8", newline="\n")


def main(words: Sequence[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="?", default="kazakhstan-2022")
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--run", type=Path, help="folder of a run of draws, in place of running them")
    parser.add_argument("--write", action="store_true", help="write the table of the package and of its page")
    given = parser.parse_args(words)
    if given.run:
        run = serai.open_run(given.run)
    else:
        sys.stderr.write(f"running {given.scenario}, {given.draws} draws\n")
        run = serai.simulate(serai.load(given.scenario), seed=given.seed, draws=given.draws)
    if run.draws is None:
        parser.error("the run has no draws")
    errors = learned_errors(run.scenario, run.draws.answers)
    sys.stdout.write("\n".join(lines(errors)) + "\n")
    if given.write:
        write(errors)


if __name__ == "__main__":
    main(sys.argv[1:])
