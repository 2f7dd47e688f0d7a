"""What one app holds: the scenario that is open, the runs made of it, and those that are kept beside the base."""

from __future__ import annotations

import gzip
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from serai.app.fields import Slider, fields
from serai.app.jobs import BusyError, Job, Jobs, OnProgress
from serai.app.opened import BASE, Open, TrialRun, Variant, opened_json
from serai.app.updates import NewFigures, asked_by, taken_in
from serai.begin.begin import FirstScenario
from serai.errors import ScenarioError, UsageError
from serai.problems import Problem
from serai.report.figures import page_data, spoken
from serai.report.figures.comparison import called, comparison
from serai.runs.run import Run, simulate
from serai.scenario.nearest import Suggestions, did_you_mean, quoted
from serai.scenario.read.load import builtin_names, load_builtin, load_workbook
from serai.scenario.schema import Scenario
from serai.study.compare import compare

MOST_KEPT = 8
MOST_RUNS = 4  # besides the base and what is kept
MOST_NAME = 60
MOST_UPLOADS = 2  # at a time
DRAWS = 30
NUMBER_BYTES = 40
UPDATE_SECONDS = 3600.0


class UnknownError(UsageError):
    """What was asked for is not there."""


class Studio:
    """The state behind the page; its methods may be called from any thread."""

    def __init__(self, jobs: Jobs | None = None) -> None:
        self.jobs = jobs or Jobs()
        self._lock = threading.RLock()
        self._open: Open | None = None
        self._n_uploads = 0

    def close(self) -> None:
        """Stop what runs."""
        self.jobs.close()

    # The scenario ---------------------------------------------------------------------------------------------------

    def builtin(self, name: str) -> Scenario:
        """A built-in scenario, and nothing else: no name is taken for a path."""
        if name not in builtin_names():
            raise UnknownError(f"there is no built-in scenario {quoted(name)}.{did_you_mean(name, builtin_names())}")
        return load_builtin(name)

    def open_scenario(self, scenario: Scenario, begun: FirstScenario | None = None) -> Job:
        """Run a scenario, and then put it in the place of the one that is open; where none is, at once.

        A scenario that cannot be lined up or run, or whose run is cancelled, takes nothing away from what is open.
        """
        opened = Open(scenario, tuple(fields(scenario)), {}, {}, {}, {}, begun)
        work = self._run(opened, Variant({}, ()))

        def run_and_open(on_progress: OnProgress) -> str:
            key = work(on_progress)
            with self._lock:
                self._open = opened
            return key

        with self._lock:
            job = opened.jobs[BASE] = self.jobs.submit(run_and_open, has_own=True)
            self._open = self._open or opened
        return job

    @contextmanager
    def receiving(self) -> Iterator[None]:
        """While a workbook or form is received and read; raises BusyError where others are already."""
        with self._lock:
            if self._n_uploads >= MOST_UPLOADS:
                raise BusyError(f"{self._n_uploads} scenarios are already being read; try again in a moment")
            self._n_uploads += 1
        try:
            yield
        finally:
            with self._lock:
                self._n_uploads -= 1

    def upload(self, name: str, content: bytes) -> Job:
        """Open a workbook that was sent.

        Raises
        ------
        ScenarioError
            With every fault, by sheet and cell.
        """
        return self.open_scenario(load_workbook(f"{_plain_name(name)}.xlsx", content))

    @property
    def opened(self) -> Open:
        """What is open.

        Raises
        ------
        UnknownError
            If nothing is.
        """
        with self._lock:
            if self._open is None:
                raise UnknownError("no scenario is open; choose one first")
            return self._open

    def state(self) -> dict[str, Any]:
        """What the page needs to know, but for the runs themselves."""
        with self._lock:
            if self._open is None:
                return {"open": None}
            return {"open": opened_json(self._open, MOST_KEPT)}

    # Runs -----------------------------------------------------------------------------------------------------------

    def variant(self, changes: Mapping[str, Any], measures: Sequence[str]) -> Variant:
        """A variant of the page, compared with what may be changed.

        Raises
        ------
        ScenarioError
            If a key is not offered, a value is no number, or the scenario refuses the change.
        """
        opened = self.opened
        offered = {key: field for field in opened.fields for key in field.keys}
        problems, clean, suggestions = [], {}, Suggestions()
        for key, value in changes.items():
            if key not in offered:
                near = suggestions.near(key, lambda: offered)
                problems.append(Problem("", f"{quoted(key)} is not a value that can be changed here.{near}"))
            elif isinstance(value, bool) or not isinstance(value, int | float) or not _is_inside(value, offered[key]):
                wrong = f"must be a number that the column allows, got {str(value)[:NUMBER_BYTES]}"
                problems.append(Problem(key, wrong))
            else:
                clean[key] = float(f"{value:.12g}")
        if problems:
            raise ScenarioError("what you asked for", problems)
        result = Variant(clean, tuple(measures))
        result.applied_to(opened.scenario)
        return result

    def try_out(self, variant: Variant) -> Job:
        """Run the open scenario with a variant, in the background; the result of the job is the key of the variant.

        Whoever asks for a run that is under way already is given its job.
        """
        opened = self.opened
        with self._lock:
            job = opened.jobs.get(variant.key)
            if job is None or job.state not in ("waiting", "running") or job.stop.is_set():
                job = opened.jobs[variant.key] = self.jobs.submit(self._run(opened, variant))
            return job

    def _run(self, opened: Open, variant: Variant) -> Callable[[OnProgress], str]:
        """What makes the run of a variant, unless it is there already, and gives its key."""

        def work(on_progress: OnProgress) -> str:
            if variant.key not in opened.tried:
                run = variant.noted_in(simulate(variant.applied_to(opened.scenario), on_progress=on_progress))
                self._remember(opened, variant.key, TrialRun(variant, run, _packed(page_data(run))))
            return variant.key

        return work

    def take_in(self, form: NewFigures) -> Job:
        """Take new figures in, in the background; a further update goes on from there. The result is its key.

        Raises
        ------
        ScenarioError, UsageError
            As `asked_by`.
        """
        opened = self.opened
        asked = asked_by(form, opened.updated or opened.scenario)

        def work(on_progress: OnProgress) -> str:
            updated = taken_in(opened.updated or opened.scenario, asked, on_progress)
            page = _packed(page_data(updated.run, update=updated.update))
            with self._lock:
                self._forget_update(opened)
                opened.updated = updated
                self._remember(opened, opened.update_key, TrialRun(Variant({}, ()), updated.run, page, updated.update))
                return opened.update_key

        return self.jobs.submit(work, has_own=True, most_seconds=UPDATE_SECONDS)

    def forget_update(self) -> None:
        """Begin again: the next figures are taken in by the scenario as it was opened."""
        with self._lock:
            self._forget_update(self.opened)

    def _forget_update(self, opened: Open) -> None:
        if opened.updated:
            opened.tried.pop(opened.update_key, None)
            opened.updated = None

    def tried(self, key: str) -> TrialRun:
        """A run by its key; raises UnknownError where it is not remembered."""
        result = self.opened.tried.get(key)
        if result is None:
            raise UnknownError("this run is no longer stored; run it again")
        return result

    def reported(self, key: str) -> tuple[list[Run], list[str]]:
        """What a report of the run of that key holds: of the base, also what is kept beside it, and its names."""
        opened = self.opened
        beside = dict(opened.kept) if key == BASE and opened.scenario.has_lines else {}
        return [self.tried(run_key).run for run_key in (key, *beside)], list(beside.values())

    def _remember(self, opened: Open, key: str, tried: TrialRun) -> None:
        with self._lock:
            opened.tried[key] = tried
            others = [key for key in opened.tried if key not in (BASE, opened.update_key) and key not in opened.kept]
            for key in others[:-MOST_RUNS]:
                del opened.tried[key]

    # What is kept ---------------------------------------------------------------------------------------------------

    def keep(self, key: str, name: str) -> None:
        """Keep a run beside the base under a name.

        Raises
        ------
        UnknownError
            If the run is not remembered.
        UsageError
            If the name is blank, too long or taken, or too many are kept.
        """
        words = " ".join(name.split())
        if not words or len(words) > MOST_NAME or not words.isprintable():
            raise UsageError(f"a name has 1 to {MOST_NAME} characters, got {quoted(name)}")
        with self._lock:
            kept = self.opened.kept
            if self.tried(key).update:
                raise UsageError(
                    "an update covers other days than the base, so it cannot be kept beside it; download its report"
                )
            if self.tried(key).variant.key == BASE:
                raise UsageError("the base is always kept; change something first")
            if any(name == words for other, name in kept.items() if other != key):
                raise UsageError(f"another is kept as {quoted(words)}; choose another name")
            if len(kept) >= MOST_KEPT and key not in kept:
                raise UsageError(f"at most {MOST_KEPT} are kept; drop one first")
            kept[key] = words

    def drop(self, key: str) -> None:
        """Keep a run no more."""
        with self._lock:
            if self.opened.kept.pop(key, None) is None:
                raise UnknownError("this is not kept")
            self.opened.draws.pop(key, None)

    # Comparison -----------------------------------------------------------------------------------------------------

    def compared(self, key: str) -> dict[str, Any]:
        """The base, what is kept, and the run of that key beside them: single runs, so without bands."""
        opened = self.opened
        names = {BASE: "", **opened.kept}
        if not self.tried(key).update:
            names.setdefault(key, "")
        if not opened.scenario.has_lines:  # nothing that could be compared
            names = {BASE: ""}
        return _compared([self.tried(run_key).run for run_key in names], names, opened.scenario.name)

    def compare_draws(self) -> Job:
        """Run the base and what is kept with many draws, and hold them against each other.

        Raises
        ------
        UsageError
            If nothing is kept.
        """
        opened = self.opened
        with self._lock:
            names = {BASE: "", **opened.kept}
        if len(names) < 2 or not opened.scenario.has_lines:
            raise UsageError("keep something first; then it is compared with the base")
        variants = {key: self.tried(key).variant for key in names}

        def work(on_progress: OnProgress) -> dict[str, Any]:
            runs = []
            for number, (key, variant) in enumerate(variants.items()):

                def so_far(done: int, total: int, number: int = number) -> None:
                    on_progress(number * total + done, len(variants) * total)

                run = opened.draws.get(key)
                if run is None:
                    run = variant.noted_in(
                        simulate(variant.applied_to(opened.scenario), draws=DRAWS, on_progress=so_far)
                    )
                    self._remember_draws(opened, key, run)
                runs.append(run)
            return _compared(runs, names, opened.scenario.name)

        return self.jobs.submit(work)

    def _remember_draws(self, opened: Open, key: str, run: Run) -> None:
        """Remember draws of the base, and of what is still kept when they are done."""
        with self._lock:
            if key == BASE or key in opened.kept:
                opened.draws[key] = run


def _plain_name(name: str) -> str:
    """A file name of ours from one that was sent; only for messages and for a scenario that states none."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", re.sub(r"\.xlsx$", "", name, flags=re.IGNORECASE)).strip("-._")
    return stem[:MOST_NAME] or "scenario"


def _packed(data: dict[str, Any]) -> bytes:
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8"), compresslevel=3, mtime=0)


def _is_inside(value: float, field: Slider) -> bool:
    """Whether a number may stand in a field: a border line never stands still here; the rest is the scenario's rule."""
    return value == value and abs(value) < 1e15 and (value >= min(field.least, 1.0) or field.group != "border")


def _compared(runs: Sequence[Run], names: Mapping[str, str], base: str) -> dict[str, Any]:
    """Runs beside the first of them, by the names under which they are kept; blank for one that is not."""
    _, *keys = names
    if not keys:
        return {"keys": [], "comparison": None}
    result = called(compare(runs), [names[key] for key in keys], base=base)
    return {"keys": keys, "comparison": comparison(result, spoken())}
