"""The page on quantities holds the registry, row by row, and the page of a run has words for each."""

import importlib.util
from pathlib import Path

from serai.quantities import OUTPUT_QUANTITIES, STATISTICS
from serai.report.words import texts
from serai.results.model_error import model_errors
from serai.results.quantities import ANSWERS

PAGE = Path(__file__).parents[2] / "docs" / "quantities.md"


def test_the_table_of_the_page_is_the_registry():
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert rows == [
        f"| `{one.name}` | {one.unit} | {one.kind} | {', '.join(one.statistics)} | {one.error} | {one.meaning} |"
        for one in OUTPUT_QUANTITIES
    ]


def test_the_page_on_draws_has_the_table_of_model_errors():
    spec = importlib.util.spec_from_file_location("model_error", PAGE.parents[1] / "scripts" / "model_error.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    text = script.PAGE.read_text(encoding="utf-8")
    assert script.page(text, list(model_errors().values())) == text
    assert "\n".join(script.lines(list(model_errors().values()))) + "\n" == script.TABLE.read_text(encoding="utf-8")


def test_every_quantity_has_a_computation_known_statistics_and_words():
    assert {one.kind for one in OUTPUT_QUANTITIES} == set(ANSWERS)
    assert all(
        set(one.statistics) <= set(STATISTICS) and set(one.marked) <= set(one.statistics) for one in OUTPUT_QUANTITIES
    )
    for language in ("en", "de"):
        labels = texts(language)["page"]["evidence"]
        assert set(labels["quantities"]) == {one.name for one in OUTPUT_QUANTITIES}
        assert set(labels["statistics"]) == set(STATISTICS)
