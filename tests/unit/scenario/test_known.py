"""What was known at a moment: later rows are as if they were not written, and of revisions the newest counts."""

from datetime import datetime

import pytest

from serai.errors import ScenarioError, UsageError
from serai.runs.provenance import scenario_hash
from serai.scenario.inventory import contents
from serai.scenario.known import as_known, known_rows, left_out_line, parse_moment
from serai.scenario.read.load import load, load_observations
from serai.scenario.rules.check import check
from serai.scenario.write.write import write

CUT = datetime(2024, 5, 6, 18)
HEADS = "id,fact,as_of,from,to,quantity,statistic,fact_group,value,use\n"


@pytest.fixture(scope="module")
def flood():
    return load("river-crossing")


@pytest.fixture(scope="module")
def dated(flood):
    """River-crossing with a figure that was revised twice, a camp and a lane that became known later."""
    base = next(row for row in flood.observations if row.id == "ordinary-entries")
    told = [(None, 230.0), (datetime(2024, 5, 6, 12), 240.0), (datetime(2024, 5, 8), 255.0)]
    revisions = tuple(
        base.model_copy(update={"id": f"ordinary-{number}", "fact": "ordinary", "as_of": as_of, "value": value})
        for number, (as_of, value) in enumerate(told)
    )
    others = tuple(row for row in flood.observations if row.id != base.id)
    lodging = tuple(
        row.model_copy(update={"as_of": datetime(2024, 5, 7)}) if row.place == "Hill Camp" else row
        for row in flood.lodging
    )
    return flood.model_copy(update={"observations": (*revisions, *others), "lodging": lodging})


def ids(rows):
    return [row.id for row in rows]


def corrupted(scenario, when):
    """The scenario with every figure and date of its later rows changed."""
    later = scenario.model_copy(
        update={
            "observations": tuple(
                row.model_copy(update={"value": 1e6, "low": None, "high": None, "use": "fit", "source": "wrong"})
                if (row.as_of or row.end) > when
                else row
                for row in scenario.observations
            ),
            "events": tuple(
                row.model_copy(update={"value": 0.9, "date": datetime(2024, 5, 13), "what": "closure", "where": ""})
                if (row.as_of or row.date) > when
                else row
                for row in scenario.events
            ),
            "lodging": tuple(
                row.model_copy(update={"beds": 1e5, "price": 1.0}) if row.as_of and row.as_of > when else row
                for row in scenario.lodging
            ),
        }
    )
    assert later != scenario
    return later


def test_rows_that_became_known_later_are_as_if_they_were_not_written(dated):
    known = as_known(dated, CUT)
    assert scenario_hash(as_known(corrupted(dated, CUT), CUT).scenario) == scenario_hash(known.scenario)
    assert "dyke-warning" not in ids(known.scenario.events)
    assert "ferry-stopped" in ids(known.scenario.events)
    assert all((row.as_of or row.end) <= CUT for row in known.scenario.observations)


def test_what_hangs_on_later_rows_goes_with_them_and_is_told(dated):
    known = as_known(dated, CUT)
    assert "Hill Camp" not in {row.place for row in known.scenario.lodging}
    assert "more-tents" not in {row.measure for row in known.scenario.measures}
    line = left_out_line(known, CUT)
    assert line.startswith(
        f"{len(dated.observations) - 2} observations, {known.left_out['events']} events and 2 rows of lodging that "
        "became known later are left out; with them "
    )
    assert "measures: 1 row (more-tents) out" in line


def test_the_newest_revision_that_is_not_after_the_cut_counts(dated):
    def value(when):
        return [row.value for row in as_known(dated, when).scenario.observations if row.fact == "ordinary"]

    assert value(datetime(2024, 5, 4)) == [230]  # blank: the end of the period
    assert value(datetime(2024, 5, 3, 23)) == []
    assert value(datetime(2024, 5, 6, 12)) == [240]
    assert value(datetime(2024, 6, 1)) == [255]
    assert [row.value for row in known_rows(dated.observations, dated, None) if row.fact] == [255]


def test_an_event_is_known_on_its_date_or_at_its_as_of(flood):
    announced = flood.events[0].model_copy(update={"date": datetime(2024, 5, 8), "as_of": datetime(2024, 5, 5)})
    told_later = flood.events[1].model_copy(update={"as_of": datetime(2024, 5, 9)})
    scenario = flood.model_copy(update={"events": (announced, told_later)})
    assert ids(as_known(scenario, CUT).scenario.events) == [announced.id]


def test_a_cut_after_everything_leaves_all(flood):
    known = as_known(flood, datetime(2030, 1, 1))
    assert known.scenario == flood
    assert left_out_line(known, datetime(2030, 1, 1)) == (
        "nothing became known later than 2030-01-01: nothing is left out"
    )


def test_what_is_left_must_be_a_scenario(flood):
    first = flood.events[0].model_copy(update={"people": 10.0})
    wrong = flood.model_copy(update={"events": (first, *flood.events[1:])})
    with pytest.raises(ScenarioError, match=r"of what was known at 2024-05-06 18:00: .* got both"):
        as_known(wrong, CUT)


def test_a_moment_that_is_none_is_refused():
    assert parse_moment("2024-05-06 18:00") == CUT
    assert parse_moment("2024-05-06") == datetime(2024, 5, 6)
    with pytest.raises(UsageError, match='--as-of must be a date, e.g. 2022-09-21 or 2022-09-21 14:30, got "soon"'):
        parse_moment("soon")


def test_rows_of_one_fact_ask_the_same_question_at_different_moments(flood, tmp_path):
    path = tmp_path / "new.csv"
    rows = [
        "a,day,2024-05-05,2024-05-04,2024-05-05,entries,sum,flow,100,test",
        "b,day,2024-05-05,2024-05-04,2024-05-06,entries,mean,flow,120,test",
        "c,other,2024-05-03,2024-05-04,2024-05-05,entries,sum,flow,120,test",
    ]
    path.write_text(HEADS + "\n".join(rows), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_observations(path, flood)
    assert [str(problem) for problem in caught.value.problems] == [
        "new.csv, row 4, column as_of: must not be before the period begins, 2024-05-04, got 2024-05-03",
        'new.csv, row 3, column statistic: must be as in new.csv, row 2, of the same fact: "sum", got "mean"',
        "new.csv, row 3, column to: must be as in new.csv, row 2, of the same fact: 2024-05-05, got 2024-05-06",
        "new.csv, row 3, column as_of: must differ from that of new.csv, row 2, of the same fact",
    ]


def test_check_says_how_many_figures_do_not_say_when_they_were_known(dated):
    line = next(line for line in contents(dated) if "as_of" in line)
    n_rows = len(dated.observations)
    assert line == (
        f"observations without as_of: {n_rows - 2} of {n_rows}; they count as known at the end of their periods"
    )


def test_revisions_and_moments_survive_writing(dated, tmp_path):
    check(dated)
    again = load(write(dated, tmp_path / "again"))
    assert again.observations[:3] == dated.observations[:3]
    assert again.lodging == dated.lodging
