"""Services that Serai does not know, made with tables alone: screening behind entry control, a road before it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import serai
from serai.errors import ScenarioError
from serai.report.figures.charts import stage_charts
from serai.report.page import report_html
from serai.runs import tables
from serai.scenario.write.write import write

SCREENING = {
    "id": "nurses", "place": "Long Bridge", "service": "medical", "order": "35", "passing_share": "0.4",
    "servers": "4", "called": "nurse", "minutes": "6", "hours": "07:00-22:00",
}  # fmt: skip
PUBLISHED = {
    "id": "screened", "from": "2024-05-04", "to": "2024-05-11", "quantity": "wait_served", "statistic": "mean",
    "place": "Long Bridge", "service": "medical", "fact_group": "screening", "value": "2", "low": "0.1", "high": "24",
    "unit": "h", "use": "test",
}  # fmt: skip
JUNCTION = {"name": "Narrows", "kind": "junction", "lat": "49.6", "lon": "47.9"}
ROAD = {
    "id": "narrows", "place": "Long Bridge", "at": "Narrows", "service": "road", "order": "12", "mode": "car",
    "servers": "1", "per_hour": "6", "per_hour_low": "4", "per_hour_high": "8", "unit": "vehicle", "time": "fixed",
}  # fmt: skip
ON_THE_ROAD = {
    "id": "km", "from": "2024-05-01", "to": "2024-05-22", "quantity": "queue_km", "statistic": "max",
    "place": "Narrows", "service": "road", "fact_group": "screening", "value": "2",
    "low": "0.01", "high": "90", "unit": "km",
    "use": "test",
}  # fmt: skip


def add_row(path: Path, row: dict[str, str]) -> None:
    with path.open(newline="", encoding="utf-8") as file:
        rows = [*csv.DictReader(file), row]
    names = dict.fromkeys(name for each in rows for name in each)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(serai.load("river-crossing"), tmp_path / "river")
    return tmp_path / "river"


def test_a_stage_is_added_by_a_row_and_has_its_line_in_results_score_and_page(folder: Path):
    add_row(folder / "services.csv", SCREENING)
    add_row(folder / "places.csv", JUNCTION)
    add_row(folder / "services.csv", ROAD)
    add_row(folder / "observations.csv", PUBLISHED)
    add_row(folder / "observations.csv", ON_THE_ROAD)
    run = serai.simulate(serai.load(folder))
    lines = {line.name: row for row, line in enumerate(run.outcome.axes.lines)}
    served = {name: int(run.outcome.arrays["served"][:, row].sum()) for name, row in lines.items()}
    waits = int(run.outcome.arrays["wait_hist"][:, lines["nurses"]].sum())
    through_control = served["bridge-desk-car"] + served["bridge-desk-foot"]
    assert served["nurses"] == waits
    assert served["nurses"] == pytest.approx(0.4 * through_control, rel=0.1)
    rows = {row.id: row for row in run.score_rows()}
    assert rows["screened"].simulated > 0.1
    standing = int(run.outcome.arrays["waiting"][:, lines["narrows"]].max())
    vehicles = standing / run.scenario.queueing.persons_per_vehicle.value
    assert standing > 100
    assert rows["km"].simulated == pytest.approx(vehicles * run.scenario.queueing.metres_per_vehicle.value / 1000)
    junction = run.outcome.axes.places.index("Narrows")
    charts = {chart["id"]: [panel["place"] for panel in chart["panels"]] for chart in stage_charts(run.sample)}
    assert junction in charts["lines"]
    assert junction in charts["waits"]
    page = report_html([run])
    assert "nurses" in page
    assert "Narrows" in page
    table = tables.waits(run.sample)
    assert "narrows" in {row[table.columns.index("line")] for row in table.rows}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"order": ""}, "\"medical\" is not one of seats, exit_control, entry_control, registration: it needs"),
        ({"order": "30"}, "column order: 30 is that of \"entry_control\" there as well"),
        ({"service": "exit_control"}, "\"exit_control\" has a fixed position; leave order blank"),
        ({"service": "entry_contol", "order": ""}, "Did you mean \"entry_control\"?"),
    ],
    ids=["no order", "taken", "of its own", "misspelt"],
)  # fmt: skip
def test_the_order_of_a_service_is_checked(folder: Path, change: dict[str, str], words: str):
    add_row(folder / "services.csv", SCREENING | change)
    with pytest.raises(ScenarioError) as error:
        serai.load(folder)
    assert words in str(error.value)
