"""A scenario that is open in the app, all that was made of it, and what its page needs to know of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from serai.app.fields import Slider, fields_json
from serai.app.jobs import Job
from serai.app.updates import update_state
from serai.begin.begin import FirstScenario
from serai.runs.run import Run
from serai.scenario.change import apply_all
from serai.scenario.numbers import number_text
from serai.scenario.schema import Scenario
from serai.study.update import Updated
from serai.study.updated import Update

BASE = ""  # the name under which the run without changes is known


@dataclass(frozen=True)
class Variant:
    """What is to be tried: values by their keys, and measures by name."""

    changes: Mapping[str, float]
    measures: tuple[str, ...]

    @property
    def key(self) -> str:
        """A short name of it; the same for the same variant."""
        if not self.changes and not self.measures:
            return BASE
        text = json.dumps([sorted(self.changes.items()), list(self.measures)])
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]

    def applied_to(self, scenario: Scenario) -> Scenario:
        """The scenario with what is to be tried; raises ScenarioError where it refuses that."""
        return apply_all(scenario, self.measures, self.changes)

    def noted_in(self, run: Run) -> Run:
        """The run, whose record now tells what was tried."""
        changes = (*(f"{key}={number_text(value)}" for key, value in self.changes.items()), *self.measures)
        run.provenance = replace(run.provenance, changes=changes)
        return run


@dataclass
class TrialRun:
    """A run that was made, with what the page shows of it, packed."""

    variant: Variant
    run: Run
    page: bytes
    update: Update | None = None  # how it came about, of an update


@dataclass
class Open:
    """A scenario that is open, and all that was made of it. One is never changed into another: it is replaced."""

    scenario: Scenario
    fields: tuple[Slider, ...]
    tried: dict[str, TrialRun]
    kept: dict[str, str]  # key of a variant -> its name
    draws: dict[str, Run]
    jobs: dict[str, Job]  # key of a variant -> the job that makes its run, as long as it does
    begun: FirstScenario | None = None  # of a new crisis: what to ask first, and remarks
    updated: Updated | None = None  # the last update of it

    @property
    def update_key(self) -> str:
        """The key of the run of the last update; blank where there is none."""
        return f"update{self.updated.run.provenance.result_hash[:12]}" if self.updated else ""


def opened_json(opened: Open, most_kept: int) -> dict[str, Any]:
    """What the page needs to know of a scenario that is open, but for the runs themselves."""
    scenario = opened.scenario
    return {
        "name": scenario.name, "title": scenario.title or scenario.name,
        "fields": fields_json(opened.fields), "measures": _measures(scenario),
        "kept": [_kept_json(key, name, opened.tried[key].variant) for key, name in opened.kept.items()],
        "most_kept": most_kept, "has_base": BASE in opened.tried,
        "update": update_state(scenario, opened.updated, opened.update_key),
        "asked": _asked(opened.begun), "remarks": opened.begun.remarks if opened.begun else [],
    }  # fmt: skip


def _measures(scenario: Scenario) -> list[dict[str, Any]]:
    result: dict[str, dict[str, Any]] = {}
    for row in scenario.measures:
        measure = result.setdefault(row.measure, {"name": row.measure, "cost": None, "note": row.note, "rows": []})
        if row.cost is not None:
            measure["cost"] = (measure["cost"] or 0) + row.cost
        measure["rows"].append(
            {
                "id": row.id, "column": row.column, "change": row.change, "source": row.source,
                "from": row.start.isoformat() if row.start else "", "to": row.end.isoformat() if row.end else "",
            }
        )  # fmt: skip
    return list(result.values())


def _asked(begun: FirstScenario | None) -> list[dict[str, str]]:
    names = ("what", "value", "low", "high", "known", "who", "where")
    return [dict(zip(names, question.cells, strict=True)) for question in begun.asked] if begun else []


def _kept_json(key: str, name: str, variant: Variant) -> dict[str, Any]:
    return {"key": key, "name": name, "changes": dict(variant.changes), "measures": list(variant.measures)}
