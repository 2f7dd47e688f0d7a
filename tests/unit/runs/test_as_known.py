"""A run beside what was known at a moment: score, naive forecasts and page are blind to what came later."""

import json
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from serai.errors import UsageError
from serai.report.headings import heading
from serai.report.page import report_html
from serai.results.tally import score_json
from serai.runs.run import Run, simulate
from serai.scenario.schema import Event

CUT = datetime(2022, 9, 3, 18)


def figures(observe):
    """Two rows that are known at the cut, with a revision that is not, and one that ends after it."""
    first = observe("entries", "sum", "2022-09-01", "2022-09-02", value=50.0, use="fit", id="first", fact="day-1")
    return (
        first,
        first.model_copy(update={"id": "first-again", "value": 70.0, "as_of": datetime(2022, 9, 4)}),
        observe("entries", "sum", "2022-09-02", "2022-09-03", value=60.0, use="test", id="second", confidence="high"),
        observe("entries", "sum", "2022-09-03", "2022-09-04", value=90.0, use="test", id="late", confidence="high"),
    )


@pytest.fixture
def told(make_bench, observe):
    """A bench with these figures, and one on which all that came after the cut is wrong."""

    def of(rows):
        bench = make_bench()
        trigger = Event(id="call-up", date=datetime(2022, 9, 1), what="trigger", profile="men", value=0.01, mean_days=3)
        places = tuple(
            row.model_copy(update={"at_risk_people": 1e5}) if row.name == "Samara" else row
            for row in bench.scenario.places
        )
        services = tuple(row.model_copy(update={"direction": "in"}) for row in bench.scenario.services)
        scenario = bench.scenario.model_copy(
            update={"places": places, "events": (trigger,), "observations": rows, "services": services}
        )
        bench.put("entries", 55, day="2022-09-02", place="West Post", profile="men")
        bench.put("entries", 80, day="2022-09-03", place="West Post", profile="men")
        return replace(bench, scenario=scenario)

    rows = figures(observe)
    wrong = {"value": 1e6, "use": "fit", "source": "wrong", "url": "https://example.org/wrong"}
    later = tuple(row.model_copy(update=wrong) if row.id in ("first-again", "late") else row for row in rows)
    return of(rows), of(later)


def scored(run: Run) -> str:
    return json.dumps(score_json(run.score_rows()))


@pytest.mark.parametrize("factors", [(), (1, 2, 3)])
def test_what_came_later_changes_nothing(told, factors):
    first, other = (bench.run(factors) for bench in told)
    assert scored(first) != scored(other)
    known, wrong = first.as_known(CUT), other.as_known(CUT)
    assert scored(known) == scored(wrong)
    assert [row.id for row in known.score_rows()] == ["first", "second"]
    assert [row.observed for row in known.score_rows()] == [50, 60]
    same = {"provenance": known.provenance}
    assert report_html([replace(known, **same)]) == report_html([replace(wrong, **same)])


def test_draws_keep_what_they_say_to_the_figures_that_are_left(told):
    run = told[0].run((1, 2, 3))
    known = run.as_known(CUT)
    assert np.array_equal(known.draws.answers, run.draws.answers[:, [0, 2]], equal_nan=True)
    assert [row.spread.draws for row in known.score_rows()] == [3, 3]


def test_without_a_cut_the_newest_revision_counts(told):
    assert [(row.id, row.observed) for row in told[0].run().score_rows()] == [
        ("first-again", 70), ("second", 60), ("late", 90),
    ]  # fmt: skip


def test_naive_forecasts_of_what_came_are_made_of_what_was_known(told):
    run = told[0].run()
    late = [row for row in run.scenario.observations if row.id in ("first", "first-again", "late")]
    all_known = run.score_rows(late)[-1].naive
    assert all_known["last_rate"] == 70
    assert run.as_known(CUT).score_rows(late)[-1].naive["last_rate"] == 50


def test_a_run_that_took_in_what_came_later_is_no_forecast(told):
    bench = told[0]
    news = Event(id="news", date=datetime(2022, 9, 4), what="news", value=0.5)
    run = replace(bench, scenario=bench.scenario.model_copy(update={"events": (*bench.scenario.events, news)})).run()
    with pytest.raises(UsageError, match=r"^the run used 1 event that became known later than 2022-09-03 18:00; run"):
        run.as_known(CUT)


def test_a_run_remembers_its_cut_and_says_it(told, monkeypatch):
    seen = []

    def course(scenario, seed, *, on_progress=None, check=False):
        seen.append(scenario)
        return told[0].outcome

    monkeypatch.setattr("serai.runs.course.run", course)
    run = simulate(told[0].scenario, as_of=CUT)
    assert [row.id for row in seen[0].observations] == ["first", "second"]
    assert run.as_of == CUT
    assert heading(run)[1].endswith(" Everything that became known after 2022-09-03 18:00 is ignored.")
    assert run.as_known(datetime(2022, 10, 1)).as_of == CUT
    assert run.as_known(datetime(2022, 9, 3)).as_of == datetime(2022, 9, 3)
