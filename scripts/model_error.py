"""Learn the model error by kind of quantity from the observations marked fit, and print the table.

usage: python scripts/model_error.py [--draws N] [--seed N] [--run FOLDER] [SCENARIO]

Runs the scenario, or opens the draws of a run that is kept, and prints what `src/serai/results/model_error.csv` holds.
Observations of other uses are never looked at.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import serai
from serai.results.model_error import KnownError
from serai.study.learned_error import learned_errors


def lines(errors: Sequence[KnownError]) -> list[str]:
    """The table as CSV, scales with two digits."""
    return ["kind,scale,rows", *(f"{one.kind},{one.scale:.2g},{one.rows}" for one in errors)]


def main(words: Sequence[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="?", default="kazakhstan-2022")
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--run", type=Path, help="folder of a run of draws, in place of running them")
    given = parser.parse_args(words)
    if given.run:
        run = serai.open_run(given.run)
    else:
        sys.stderr.write(f"running {given.scenario}, {given.draws} draws\n")
        run = serai.simulate(serai.load(given.scenario), seed=given.seed, draws=given.draws)
    if run.draws is None:
        parser.error("the run has no draws")
    sys.stdout.write("\n".join(lines(learned_errors(run.scenario, run.draws.answers))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
