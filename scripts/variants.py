"""Print a scenario's national figures as they are, without controls, without the second pulse and without the call-up.

usage: python scripts/variants.py [--draws N] [--seed N] [SCENARIO]

One table in Markdown: a row for each published figure of crossings, a column for each variant; of draws the median and
the 90 % interval. All variants have the same seed and the same draws. A figure in bold lies in the published range; of
draws, the interval meets it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import serai
from serai.report.evidence_words import period_in_words, published_in_words, rounded, what_in_words
from serai.results.score import ScoreRow
from serai.scenario.schema import Scenario
from serai.study.caused import without_events

NATIONAL = ("entries", "exits", "stayed")
CONTROLS = ("control", "departures-cut", "line-left")  # the controls, and the news of them
SECOND_PULSE = ("rumour-men", "rumour-families")
VARIANTS = {
    "as it is": (),
    "no control": CONTROLS,
    "no second pulse": SECOND_PULSE,
    "neither": (*CONTROLS, *SECOND_PULSE),
    "no call-up": ("trigger", "news", "control"),
}


def national_rows(scenario: Scenario, seed: int, draws: int | None) -> list[ScoreRow]:
    """Scored figures of crossings of the whole country."""
    run = serai.simulate(scenario, seed=seed, draws=draws)
    return [row for row in run.score_rows() if row.quantity in NATIONAL and not (row.place or row.who)]


def cell(row: ScoreRow) -> str:
    """A simulated figure, in bold where it agrees with the published range."""
    text, agrees = rounded(row.simulated), row.inside
    if row.spread:
        text = f"{text} ({rounded(row.simulated_low)} to {rounded(row.simulated_high)})"
        agrees = row.spread.covered
    return f"**{text}**" if agrees else text


def table(scenario: Scenario, seed: int, draws: int | None) -> list[str]:
    """The lines of the table."""
    columns = {}
    for name, events in VARIANTS.items():
        sys.stderr.write(f"running {scenario.name}, {name}\n")
        columns[name] = national_rows(without_events(scenario, *events), seed, draws)
    heads = ("figure", "use", "period", "published", *columns)
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    for rows in zip(*columns.values(), strict=True):
        first = rows[0]
        labels = (what_in_words(first), first.use, period_in_words(first), published_in_words(first))
        lines.append(f"| {' | '.join((*labels, *map(cell, rows)))} |")
    return lines


def main(arguments: Sequence[str] | None = None) -> None:
    """Run every variant and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="?", default="kazakhstan-2022")
    parser.add_argument("--draws", type=int, default=None)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    sys.stdout.write("\n".join(table(serai.load(given.scenario), given.seed, given.draws)) + "\n")


if __name__ == "__main__":
    main()
