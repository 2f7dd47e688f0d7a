"""A run of draws as a hub of forecasts: the tables and settings of the hubverse, schema 6.0.0.

Model output has 23 quantiles, which hold the model error, and samples, which do not: one number of a sample over all
targets, locations and days is one draw, a joint course. Horizon h is the day h days after the reference date: the day
of the cut of a run that was made with as_of, else the first day of the run.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from serai.errors import UsageError
from serai.results.model_error import error_of, points
from serai.runs.hub_targets import TARGETS, Target, masked, shown_series, target_of
from serai.scenario.known import known_since, newest

if TYPE_CHECKING:
    from serai.runs.run import Run

SCHEMAS = "https://raw.githubusercontent.com/hubverse-org/schemas/main/v6.0.0/"
QUANTILES = (0.01, 0.025, *(round(0.05 * step, 2) for step in range(1, 20)), 0.975, 0.99)
MOST_SAMPLES = 100
MOST_HORIZON = 28  # days
TEAM = "serai"
MOST_LETTERS = 15  # of the abbreviation of a model
TASK_IDS = ("reference_date", "target", "horizon", "location", "target_end_date")
UNIT_OF_OBSERVATION = ("target_end_date", "target", "location")
# Regions of time zones that the schema knows; another zone, as UTC, is written as one without summer time.
ZONES = (
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Brazil", "Canada", "Chile", "Europe",
    "Indian", "Mexico", "Pacific", "US",
)  # fmt: skip
A_DAY = datetime(2000, 1, 1)  # any: the error of a figure depends on the length of its period
UTC_ZONE = "Africa/Abidjan"


class Task(NamedTuple):
    """One target with its series from the reference date on: location -> float64[n_draws, n_horizons]."""

    target: Target
    series: dict[str, np.ndarray]


class Hub(NamedTuple):
    """What goes into a hub.

    Attributes
    ----------
    run : Run
    reference : date
    tasks : tuple of Task
    samples : int64[n]; rows of the draws that are given as samples
    """

    run: Run
    reference: date
    tasks: tuple[Task, ...]
    samples: np.ndarray

    @property
    def model(self) -> str:
        """Abbreviation of the model: letters, digits and underscores."""
        return re.sub(r"[^A-Za-z0-9]+", "_", self.run.scenario.name).strip("_")[:MOST_LETTERS] or "model"

    @property
    def model_id(self) -> str:
        """Team and model, as folders and files are named."""
        return f"{TEAM}-{self.model}"


def hub_files(run: Run) -> dict[str, bytes]:
    """The files of a hub by name, folders parted by /.

    Raises
    ------
    UsageError
        If the run is a single one, follows a rule without lines, or nothing of it lies after the reference date.
    """
    hub = _hub(run)
    stem = f"{hub.reference.isoformat()}-{hub.model_id}"
    return {
        "hub-config/admin.json": _json(_admin(hub)),
        "hub-config/tasks.json": _json(_tasks(hub)),
        "hub-config/target-data.json": _json(_target_data()),
        "hub-config/model-metadata-schema.json": _json(_metadata_schema()),
        f"model-metadata/{hub.model_id}.yml": _metadata(hub),
        f"model-output/{hub.model_id}/{stem}.csv": _csv(
            (*TASK_IDS, "output_type", "output_type_id", "value"), _rows(hub)
        ),
        "target-data/time-series.csv": _csv((*UNIT_OF_OBSERVATION, "observation", "as_of"), _series_rows(hub)),
        "target-data/oracle-output.csv": _csv((*UNIT_OF_OBSERVATION, "oracle_value"), _oracle_rows(hub)),
    }


def _hub(run: Run) -> Hub:
    if not run.scenario.has_lines:
        raise UsageError(
            f"a run of the rule {run.scenario.rule} has none of the targets of a hub, because it has no lines"
        )
    if run.draws is None:
        raise UsageError(
            "a hub needs quantiles and samples, and a single run has none; run the scenario with --draws 100 or more"
        )
    sample = run.sample
    reference = sample.first_day if run.as_of is None else max(run.as_of.date(), sample.first_day)
    since = (reference - sample.first_day).days
    if since >= sample.n_days:
        raise UsageError(f"no part of the run, which ends on {run.scenario.end}, is after its cut on {reference}")
    days = slice(since, since + MOST_HORIZON + 1)
    tasks = []
    for target in TARGETS:
        series = {location: values[:, days] for location, values in shown_series(target, sample).items()}
        known = {location: values for location, values in series.items() if _known_days(values).any()}
        if known:
            tasks.append(Task(target, known))
    samples = np.unique(np.linspace(0, sample.n_draws - 1, min(sample.n_draws, MOST_SAMPLES)).round().astype(np.int64))
    return Hub(run, reference, tuple(tasks), samples)


def _known_days(values: np.ndarray) -> np.ndarray:
    """Horizons at which every draw has a figure: bool[n_horizons]."""
    return np.asarray(~np.isnan(values).any(axis=0))


def _rows(hub: Hub) -> Iterator[tuple[Any, ...]]:
    """Model output: for each task, day and location the quantiles, then the samples."""
    numbers, view = (hub.samples + 1).tolist(), hub.run.view
    for task in hub.tasks:
        target, digits = task.target, 1 if task.target.is_count else 3
        for location, values in task.series.items():
            samples = masked(values[hub.samples], target, location, view)
            for horizon in np.flatnonzero(_known_days(values)).tolist():
                ids = (hub.reference, target.id, horizon, location, hub.reference + timedelta(days=horizon))
                quantiles = masked(_quantiles(values[:, horizon], target), target, location, view)
                for level, value in zip(QUANTILES, quantiles.tolist(), strict=True):
                    yield (*ids, "quantile", level, round(value, digits))
                for number, value in zip(numbers, samples[:, horizon].tolist(), strict=True):
                    yield (*ids, "sample", number, round(value, digits))


def _quantiles(values: np.ndarray, target: Target) -> np.ndarray:
    """Quantiles of draws x model error, as in every interval that is scored: float64[23]."""
    return np.array(points(values, QUANTILES, error_of(*target.asked, A_DAY, A_DAY + timedelta(days=1))))


def _admin(hub: Hub) -> dict[str, Any]:
    zone = hub.run.scenario.time_zone
    return {
        "schema_version": f"{SCHEMAS}admin-schema.json",
        "name": hub.run.scenario.title or hub.run.scenario.name,
        "maintainer": "not stated; written by Serai",
        "contact": {"name": "not stated"},
        "repository": {"name": hub.run.scenario.name},
        "file_format": ["csv"],
        "timezone": zone if zone.partition("/")[0] in ZONES else UTC_ZONE,
        "model_output_dir": "model-output",
    }


def _tasks(hub: Hub) -> dict[str, Any]:
    return {
        "schema_version": f"{SCHEMAS}tasks-schema.json",
        "rounds": [
            {
                "round_id_from_variable": True,
                "round_id": "reference_date",
                "model_tasks": [_model_task(hub, task) for task in hub.tasks],
                "submissions_due": {"relative_to": "reference_date", "start": 0, "end": 1},
            }
        ],
        "derived_task_ids": ["target_end_date"],
    }


def _model_task(hub: Hub, task: Task) -> dict[str, Any]:
    horizons = np.flatnonzero(np.any([_known_days(values) for values in task.series.values()], axis=0)).tolist()
    optional = {
        "reference_date": [hub.reference.isoformat()],
        "target": [task.target.id],
        "horizon": horizons,
        "location": list(task.series),
        "target_end_date": [(hub.reference + timedelta(days=horizon)).isoformat() for horizon in horizons],
    }
    value = {"type": "double", "minimum": 0}
    n_samples = hub.samples.size
    return {
        "task_ids": {name: {"required": None, "optional": optional[name]} for name in TASK_IDS},
        "output_type": {
            "quantile": {"output_type_id": {"required": list(QUANTILES)}, "is_required": True, "value": value},
            "sample": {
                "output_type_id_params": {
                    "type": "integer", "min_samples_per_task": n_samples, "max_samples_per_task": n_samples,
                    "compound_taskid_set": ["reference_date"],
                },
                "is_required": False,
                "value": value,
            },
        },
        "target_metadata": [
            {
                "target_id": task.target.id,
                "target_name": task.target.name,
                "target_units": task.target.units,
                "target_keys": {"target": task.target.id},
                "description": task.target.description,
                "target_type": "discrete" if task.target.is_count else "continuous",
                "is_step_ahead": True,
                "time_unit": "day",
            }
        ],
    }  # fmt: skip


def _target_data() -> dict[str, Any]:
    return {
        "schema_version": f"{SCHEMAS}target-data-schema.json",
        "observable_unit": list(UNIT_OF_OBSERVATION),
        "date_col": "target_end_date",
        "versioned": True,
        "oracle-output": {"has_output_type_ids": False, "versioned": False},
    }


def _metadata_schema() -> dict[str, Any]:
    """What this hub asks of the metadata of a model; the schema of a hub is its own."""
    names = ("team_abbr", "model_abbr", "model_name", "model_version", "methods", "license", "designated_model")
    kinds = {name: {"type": "boolean" if name == "designated_model" else "string"} for name in names}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Metadata of a model",
        "type": "object",
        "properties": kinds,
        "required": list(names),
        "additionalProperties": True,
    }


def _metadata(hub: Hub) -> bytes:
    run = hub.run
    cut = f"what became known after {run.as_of} left out" if run.as_of else "nothing left out: no forecast"
    metadata = {
        "team_abbr": TEAM,
        "model_abbr": hub.model,
        "model_name": f"Serai, {run.scenario.title or run.scenario.name}",
        "model_version": run.provenance.serai_version,
        "methods": f"simulation of a mass departure, {run.sample.n_draws} draws of assumed ranges, {cut}",
        "license": "not stated",
        "designated_model": False,
        "seed": run.seed,
        "scenario_sha256": run.provenance.scenario_hash,
        "changes": list(run.provenance.changes),
    }
    # A JSON value is a YAML value.
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in metadata.items())
    return "".join(lines).encode("utf-8")


def _series_rows(hub: Hub) -> list[tuple[Any, ...]]:
    """Published figures of the targets, each revision at the date at which it was known."""
    scenario, view = hub.run.scenario, hub.run.view
    result: dict[tuple[Any, ...], float] = {}
    for row in scenario.observations:
        asked, since = target_of(row, view), known_since(row, scenario)
        if asked and since and row.start and row.value is not None:
            result[(row.start.date(), *asked, since.date())] = row.value
    return [(*key[:3], value, key[3]) for key, value in sorted(result.items())]


def _oracle_rows(hub: Hub) -> list[tuple[Any, ...]]:
    """The newest figure of each target, location and day."""
    scenario, view = hub.run.scenario, hub.run.view
    result: dict[tuple[Any, ...], float] = {}
    for row in newest(scenario.observations, scenario):
        asked = target_of(row, view)
        if asked and row.start and row.value is not None:
            result[(row.start.date(), *asked)] = row.value
    return [(*key, value) for key, value in sorted(result.items())]


def _csv(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
