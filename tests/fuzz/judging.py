"""Whether a damaged scenario is refused in plain words, or runs rightly."""

from __future__ import annotations

import re
import time
from calendar import month_name
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from click.testing import Result
from typer.testing import CliRunner

from fuzz.rebuilding import as_shown
from serai.cli.main import app
from serai.errors import ScenarioError
from serai.report.summary import run_sections
from serai.runs.export import to_geojson
from serai.runs.run import Run, open_run, simulate
from serai.scenario.read.load import load
from serai.scenario.schema import Scenario
from serai.scenario.write.write import write

MOST_SECONDS = 1.0  # of one run; what is still going on then is stopped, having shown that it goes on
CHECKED_EVERY = 16  # runs of which one is held against its ledger at every tick, and kept by the command line
PLACES = (
    r"[\w .()#'-]+\.(csv|tsv|xlsx)(, row \d+|: |, column )", r"scenario\.yaml(, |: )", r"sheet .*?(, cell [A-Z]+\d+|, row \d+|: )", r".*: must be a folder",
    r"\.\.\. and [\d,]+ more, of [\d,]+ kinds",
    r'\w+, row "', r"lookahead_conflicts, \d{4}-", r".* is neither a folder", r".*: cannot be read", r"too large for this (machine|process)", r".*\.(csv|tsv): unknown table", r".*: the (file|sheet) is missing",
)  # fmt: skip
WITHOUT_YEAR = re.compile(rf"\b\d{{1,2}} ({'|'.join(month_name[1:])})\b(?! \d{{4}})")
NAMES_A_PLACE = re.compile("|".join(f"(?:{place})" for place in PLACES), re.IGNORECASE | re.DOTALL)


class FaultError(AssertionError):
    """What must not happen."""


class StoppedError(Exception):
    """A run that we stop because it is long."""


@dataclass(frozen=True)
class Verdict:
    """What came of a case: `refused`, `ran`, or `ran long` when it was stopped while it made progress."""

    word: str
    message: str = ""


def judge(given: str, folder: Path, *, thorough: bool) -> Verdict:
    """Check, run, write, read and run again what was given.

    Parameters
    ----------
    given : str
        What a user would type for SCENARIO.
    folder : Path
        An empty folder of our own, for results.
    thorough : bool
        Whether the run is also proved at every tick, and kept by the command line.

    Raises
    ------
    FaultError
        With what is wrong.
    """
    checked = _command(["check", "--values", "--", given])
    if checked.exit_code == ScenarioError.exit_code:
        return _refused(checked, given)
    if checked.exit_code != 0:
        raise FaultError(f"check ended with {checked.exit_code}: {checked.output[-2000:]}")
    scenario = load(given)
    try:
        run = _run(scenario, check=thorough)
    except ScenarioError as error:
        _judge_words(str(error))
        return Verdict("refused", str(error))
    except StoppedError:
        return Verdict("ran long")
    _judge_ledger(run)
    _judge_map(run)
    _judge_years(run)
    _judge_again(run, scenario, folder, checked.output)
    if thorough:
        _judge_command(run, given, folder / "kept")
    return Verdict("ran")


def _command(words: list[str]) -> Result:
    result = CliRunner().invoke(app, words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise FaultError(f"a traceback of serai {words[0]}") from result.exception
    return result


def _refused(result: Result, given: str) -> Verdict:
    message = result.stderr
    _judge_words(message)
    if given and Path(given).name not in message and "scenario" not in message:
        raise FaultError(f"the message does not name what was read: {message[:500]}")
    return Verdict("refused", message)


def _judge_words(message: str) -> None:
    """A heading with the number of problems, then each with its file and place, without Python's words."""
    head, *problems = re.split(r"\n  (?=\S)", message.rstrip("\n"))
    if not re.search(r"has [\d,]+ problems?:$", head) or not problems:
        raise FaultError(f"not a list of problems: {message[:500]}")
    for problem in problems:
        if not NAMES_A_PLACE.match(problem):
            raise FaultError(f"a problem without a place: {problem[:300]}")
        if re.search(r"Traceback|Error\b.*\(|object at 0x|<class|Errno|pydantic|ruamel|calamine", problem):
            raise FaultError(f"a problem in the words of Python: {problem[:300]}")
        if len(problem) > 2000:
            raise FaultError(f"a problem of {len(problem)} letters: {problem[:300]}")


def _run(scenario: Scenario, *, check: bool = False) -> Run:
    end = time.thread_time() + MOST_SECONDS

    def stop_if_long(*_: Any) -> None:
        if time.thread_time() > end:
            raise StoppedError

    return simulate(scenario, on_progress=stop_if_long, check=check)


def _judge_ledger(run: Run) -> None:
    """Nobody is lost, nobody counted twice."""
    arrays, totals = run.outcome.arrays, run.outcome.totals
    people = totals["initial"] + totals["set_out"]
    last = int(arrays["present"][-1].sum())
    if last != people:
        raise FaultError(f"{last} people at the end of {people}")
    if (np.diff(np.asarray(arrays["present"]).sum(axis=(1, 2))) < 0).any():
        raise FaultError("people are lost on the way")
    for name, values in ((name, np.asarray(kept)) for name, kept in arrays.items()):
        if values.size and not np.isfinite(values).all():
            raise FaultError(f"{name} is not finite")
        if values.size and values.min() < 0:
            raise FaultError(f"{name} is negative")


def _judge_map(run: Run) -> None:
    """Every point lies on earth, and no line crosses the world to get to the other side of 180 degrees."""
    for feature in to_geojson(run.sample, [])["features"]:
        kind, given = feature["geometry"]["type"], feature["geometry"]["coordinates"]
        lines = {"Point": [[given]], "LineString": [given], "MultiLineString": given}[kind] if kind else []
        for line in lines:
            ends = [point[0] for point in line]
            if not all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in line) or max(ends) - min(ends) > 180:
                raise FaultError(f"a line around the world: {line}")


def _judge_years(run: Run) -> None:
    """A date of a run that lies in several years has its year."""
    sections = run_sections(run) if run.sample.view.several_years else ()
    for sentence in [sentence for section in sections for sentence in section.sentences]:
        if WITHOUT_YEAR.search(sentence):
            raise FaultError(f"a date without its year: {sentence}")


def _judge_again(run: Run, scenario: Scenario, folder: Path, printed: str) -> None:
    """Written and read, and made of what `check` prints, it gives the same bits."""
    for target in (folder / "again", folder / "again.xlsx"):
        written = load(write(scenario, target))
        if written != scenario:
            raise FaultError(f"{target.name} is read back as another scenario")
    shown = as_shown(scenario, printed)
    if _run(shown).provenance.result_hash != run.provenance.result_hash:
        raise FaultError("the run of what check prints is another")


def _judge_command(run: Run, given: str, out: Path) -> None:
    """`serai run` gives the same result, and its file holds it."""
    result = _command(["run", "--out", str(out), "--quiet", "--", given])
    if result.exit_code != 0:
        raise FaultError(f"run ended with {result.exit_code}: {result.output[-2000:]}")
    kept = open_run(out)
    if kept.provenance.result_hash != run.provenance.result_hash:
        raise FaultError("the run that was kept is another")
    if [path.name for path in out.iterdir()] != ["run.nc"]:
        raise FaultError(f"beside the run there is {sorted(path.name for path in out.iterdir())}")
