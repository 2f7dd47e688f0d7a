"""A hub of forecasts: what a run of draws writes is held against the rules of the hubverse, schema 6.0.0.

The schema itself is not kept here; its rules are restated: names, types and what must be there.
"""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from serai.errors import StoreError, UsageError
from serai.results.model_error import error_of, points
from serai.runs.export import export
from serai.runs.hub import MOST_HORIZON, QUANTILES, hub_files

FACTORS = (1, 2, 3, 4)
OUTPUT = "model-output/serai-made_up/2022-09-01-serai-made_up.csv"
TASK_IDS = ["reference_date", "target", "horizon", "location", "target_end_date"]


@pytest.fixture
def told(bench, observe):
    bench.put("entries", 30, day="2022-09-02", place="West Post", profile="men")
    bench.put("entries", 50, day="2022-09-03", place="West Post", profile="men")
    bench.put("entries", 4, day="2022-09-03", place="East Post", profile="family")
    bench.put("registered", 100, day="2022-09-04", place="Almaty", profile="family")
    rows = (
        observe("entries", "sum", "2022-09-02", "2022-09-03", value=41.0, id="a", fact="x"),
        observe(
            "entries", "mean", "2022-09-02", "2022-09-03", value=43.0, id="b", fact="x", as_of=datetime(2022, 9, 4, 9)
        ),
        observe("entries", "sum", "2022-09-02", "2022-09-04", value=99.0, id="two-days"),
        observe("entries", "sum", "2022-09-03", "2022-09-04", value=52.0, id="c", place="West Post"),
        observe("entries", "sum", "2022-09-03", "2022-09-04", value=5.0, id="d", place="West Post", bound="at least"),
    )
    return replace(bench, scenario=bench.scenario.model_copy(update={"observations": rows}))


@pytest.fixture
def files(told):
    return hub_files(told.run(FACTORS))


def table(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def values(files, target, location, horizon, kind):
    return {
        row["output_type_id"]: float(row["value"])
        for row in table(files[OUTPUT])
        if (row["target"], row["location"], row["horizon"], row["output_type"]) == (target, location, horizon, kind)
    }


def test_quantiles_hold_the_model_error_and_samples_are_the_draws(files):
    assert values(files, "entries", "KAZ", "1", "sample") == {"1": 30, "2": 60, "3": 90, "4": 120}
    quantiles = values(files, "entries", "KAZ", "1", "quantile")
    assert [float(level) for level in quantiles] == list(QUANTILES)
    assert len(quantiles) == 23
    error = error_of("entries", "sum", datetime(2022, 9, 2), datetime(2022, 9, 3))
    by_hand = points(np.array([30.0, 60.0, 90.0, 120.0]), QUANTILES, error)
    assert list(quantiles.values()) == pytest.approx(by_hand, abs=0.051)
    assert quantiles["0.01"] < 30
    assert quantiles["0.99"] > 120


def test_one_sample_is_one_course_over_days_places_and_targets(files):
    """Draw 3 is three times the central course everywhere."""
    assert values(files, "entries", "West Post", "1", "sample")["3"] == 90
    assert values(files, "entries", "West Post", "2", "sample")["3"] == 150
    assert values(files, "registered", "Almaty", "3", "sample")["3"] == 300


def test_counts_of_few_people_are_not_passed_on(files):
    """East Post has 4, 8, 12 and 16 people: its median reaches ten at no day but one, where it is 10."""
    assert values(files, "entries", "East Post", "2", "sample") == {"1": 5, "2": 5, "3": 12, "4": 16}
    assert values(files, "entries", "KAZ", "2", "sample")["1"] == 54


def test_every_row_is_of_a_task_and_each_task_has_all_that_is_required(files):
    tasks = json.loads(files["hub-config/tasks.json"])
    by_target = {group["task_ids"]["target"]["optional"][0]: group for group in tasks["rounds"][0]["model_tasks"]}
    rows = table(files[OUTPUT])
    assert list(rows[0]) == [*TASK_IDS, "output_type", "output_type_id", "value"]
    seen = {}
    for row in rows:
        group = by_target[row["target"]]
        for name in TASK_IDS:
            assert row[name] in [str(one) for one in group["task_ids"][name]["optional"]]
        day = date.fromisoformat(row["reference_date"]) + timedelta(days=int(row["horizon"]))
        assert row["target_end_date"] == day.isoformat()
        assert float(row["value"]) >= 0
        key = (*(row[name] for name in TASK_IDS), row["output_type"])
        seen.setdefault(key, []).append(row["output_type_id"])
    for (*_, kind), ids in seen.items():
        assert len(set(ids)) == len(ids) == (23 if kind == "quantile" else len(FACTORS))


def test_tasks_have_what_the_schema_requires(files):
    tasks = json.loads(files["hub-config/tasks.json"])
    assert set(tasks) == {"schema_version", "rounds", "derived_task_ids"}
    assert tasks["schema_version"].endswith("/schemas/main/v6.0.0/tasks-schema.json")
    (of_round,) = tasks["rounds"]
    assert set(of_round) == {"round_id_from_variable", "round_id", "model_tasks", "submissions_due"}
    assert set(of_round["submissions_due"]) == {"relative_to", "start", "end"}
    for group in of_round["model_tasks"]:
        assert set(group) == {"task_ids", "output_type", "target_metadata"}
        for ids in group["task_ids"].values():
            assert set(ids) == {"required", "optional"}
            assert len(set(ids["optional"])) == len(ids["optional"])
        quantile, sample = group["output_type"]["quantile"], group["output_type"]["sample"]
        assert set(quantile) == {"output_type_id", "is_required", "value"}
        assert set(sample) == {"output_type_id_params", "is_required", "value"}
        assert sample["output_type_id_params"] == {
            "type": "integer", "min_samples_per_task": 4, "max_samples_per_task": 4,
            "compound_taskid_set": ["reference_date"],
        }  # fmt: skip
        (about,) = group["target_metadata"]
        assert about["target_keys"] == {"target": about["target_id"]}
        assert len(about["target_id"]) <= 30
        assert len(about["target_name"]) <= 100
        assert about["target_type"] in ("continuous", "discrete")
        assert (about["is_step_ahead"], about["time_unit"]) == (True, "day")


def test_admin_has_what_the_schema_requires(files):
    admin = json.loads(files["hub-config/admin.json"])
    required = {"schema_version", "name", "maintainer", "contact", "repository", "file_format", "timezone"}
    assert required <= set(admin) <= required | {"model_output_dir"}
    assert admin["schema_version"].endswith("/schemas/main/v6.0.0/admin-schema.json")
    assert admin["timezone"] == "Asia/Almaty"
    assert admin["file_format"] == ["csv"]


def test_a_zone_that_the_schema_does_not_know_is_told_as_one_that_it_does(told):
    scenario = told.scenario.model_copy(update={"time_zone": "UTC"})
    admin = json.loads(hub_files(replace(told, scenario=scenario).run(FACTORS))["hub-config/admin.json"])
    assert admin["timezone"] == "Africa/Abidjan"


def test_published_figures_have_the_date_at_which_they_were_known(files):
    assert [tuple(row.values()) for row in table(files["target-data/time-series.csv"])] == [
        ("2022-09-02", "entries", "KAZ", "41.0", "2022-09-03"),
        ("2022-09-02", "entries", "KAZ", "43.0", "2022-09-04"),
        ("2022-09-03", "entries", "West Post", "52.0", "2022-09-04"),
    ]
    assert [tuple(row.values()) for row in table(files["target-data/oracle-output.csv"])] == [
        ("2022-09-02", "entries", "KAZ", "43.0"),
        ("2022-09-03", "entries", "West Post", "52.0"),
    ]
    told = json.loads(files["hub-config/target-data.json"])
    assert (told["versioned"], told["date_col"]) == (True, "target_end_date")
    assert told["observable_unit"] == ["target_end_date", "target", "location"]


def test_metadata_of_the_model_are_there_and_as_their_schema_asks(files):
    schema = json.loads(files["hub-config/model-metadata-schema.json"])
    lines = files["model-metadata/serai-made_up.yml"].decode("utf-8").splitlines()
    told = {name: json.loads(value) for name, value in (line.split(": ", 1) for line in lines)}
    assert set(schema["required"]) <= set(told)
    assert (told["team_abbr"], told["model_abbr"], told["seed"]) == ("serai", "made_up", 1)
    assert re.fullmatch(r"[A-Za-z0-9_]{1,15}", told["model_abbr"])


def test_forecasts_begin_at_the_cut(told):
    run = told.run(FACTORS).as_known(datetime(2022, 9, 3, 18))
    files = hub_files(run)
    rows = table(files["model-output/serai-made_up/2022-09-03-serai-made_up.csv"])
    assert {row["horizon"] for row in rows} == {"0", "1"}
    assert {row["target_end_date"] for row in rows} == {"2022-09-03", "2022-09-04"}
    assert MOST_HORIZON == 28
    assert [row["as_of"] for row in table(files["target-data/time-series.csv"])] == ["2022-09-03"]


def test_a_single_run_and_a_run_that_is_over_are_refused(told):
    with pytest.raises(UsageError, match=r"a single run has none; run the scenario with --draws 100 or more$"):
        hub_files(told.run())
    late = told.run(FACTORS).as_known(datetime(2022, 9, 6))
    with pytest.raises(UsageError, match="no part of the run, which ends on 2022-09-05, is after its cut"):
        hub_files(late)


def test_an_export_is_a_folder_of_folders_that_is_replaced_unless_it_was_changed(told, tmp_path):
    run = told.run(FACTORS)
    folder = export(run, "hubverse", tmp_path / "hub")
    assert (folder / OUTPUT).read_bytes() == hub_files(run)[OUTPUT]
    assert "given as 5" in (folder / "about.txt").read_text(encoding="utf-8")
    export(run, "hubverse", folder)
    (folder / "hub-config" / "mine.json").write_text("{}", encoding="utf-8")
    with pytest.raises(StoreError, match=r"hub-config/mine\.json was added"):
        export(run, "hubverse", folder)
    (folder / "hub-config" / "mine.json").unlink()
    (folder / OUTPUT).write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match=r"2022-09-01-serai-made_up\.csv was changed"):
        export(run, "hubverse", folder)
