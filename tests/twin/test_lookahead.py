"""The engine and the twin agree in where everybody is on every day of the rule `lookahead`, exactly."""

from __future__ import annotations

import numpy as np
import pytest

from flee_cases import on, place, scenario_of, write_case
from serai.runs.course import run
from serai.scenario.rules.check import check
from twin.lookahead_comparison import lookahead_differences
from twin.lookahead_worlds import LOOKAHEAD_WORLDS, country

SEED = 1
LONG = ("crowd on foot, as Flee runs", "kin and home, as Flee runs")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in LONG else name for name in LOOKAHEAD_WORLDS]
)
def test_engine_and_twin_agree_exactly(name: str):
    scenario = LOOKAHEAD_WORLDS[name]()
    check(scenario)
    assert lookahead_differences(scenario, SEED) == []


@pytest.mark.parametrize("as_written", [False, True], ids=["as Flee runs", "as written"])
def test_engine_and_twin_agree_on_a_case_in_flees_format(tmp_path, as_written: bool):
    places = [
        place("A", "conflict_zone", 900), place("B", "town", 2000), place("C", "camp", 260, "There"),
        place("D", "camp", "", "There"), place("H", "forwarding_hub", 10), place("I", "idpcamp", 90),
        place("M", "marker", 0),
    ]  # fmt: skip
    files = {
        "input_csv/closures.csv": "#closure_type,name1,name2,closure_start,closure_end\n"
        "country,Here,There,4,7\nlocation,B,,9,11\ncamp,D,,0,3\nlink,A,H,5,12",
        "input_csv/location_changes.csv": "#name,location_type,date\nB,camp,8",
    }
    case = write_case(
        tmp_path, places, ["A,B,120,0", "A,H,90,1", "H,C,310,0", "B,M,40,0", "M,D,75,2", "B,I,55,0", "I,C,190,0"],
        days=20,
        camps={"C": {0: 60, 6: 230, 15: 190, 19: 320}, "D": {2: 0, 18: 150}, "I": {0: 20, 19: 70}},
        conflicts="\n".join(["#Day,A,B", *(f"{day},{0.5 + day % 3},{int(6 < day < 13)}" for day in range(20))]),
        moves={"awareness_level": 2, "avoid_short_stints": True}, spawn={"conflict_spawn_decay": "[1.0, 0.6]"},
        files=files,
    )  # fmt: skip
    scenario = scenario_of(case, as_written=as_written)
    assert scenario.start.isoformat() == on(0)
    assert lookahead_differences(scenario, SEED) == []


def test_the_scenarios_tell_what_flee_does_from_what_its_files_say():
    present = {name: run(make(), SEED).arrays["present"] for name, make in LOOKAHEAD_WORLDS.items()}
    alike = [
        name for name in sorted({name.rpartition(", ")[0] for name in present})
        if np.array_equal(present[f"{name}, as Flee runs"], present[f"{name}, as written"])
    ]  # fmt: skip
    assert alike == []


def test_another_seed_is_told_apart():
    from twin.lookahead.run import run_lookahead_twin

    *_, one = run_lookahead_twin(country(), SEED)
    *_, other = run_lookahead_twin(country(), SEED + 1)
    assert one.books.sums != other.books.sums


@pytest.mark.parametrize(
    "name",
    ["awareness 3 and stints, as Flee runs", pytest.param("crowd on foot, as written", marks=pytest.mark.slow)],
)
def test_engine_and_twin_agree_where_people_of_many_pasts_are_put_together_on_the_same_day(name: str):
    assert lookahead_differences(LOOKAHEAD_WORLDS[name](), SEED, many_parts=30) == []
