"""What a Flee case becomes, what its report says, and what is refused."""

from __future__ import annotations

import pytest

from flee_cases import on, place, scenario_of, series, write_case
from serai.errors import ScenarioError
from serai.flee.convert.convert import convert_flee, read_case
from serai.scenario.read.load import load

PLACES = (place("A", "conflict_zone", 1000), place("B", "town", 10), place("C", "camp", 800, "There"))
ROUTES = ("A,B,50,0", "B,C,70,0")
CAMPS = {"C": {0: 0, 2: 400, 4: 800}}


def case(folder, **given):
    return write_case(folder, given.pop("places", PLACES), given.pop("routes", ROUTES), camps=CAMPS, **given)


def report_of(folder, *, as_written: bool = False) -> str:
    return read_case(folder, "case", as_written=as_written).report


def faults_of(folder) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read_case(folder, "case")
    return list(caught.value.problems)


def test_a_converted_case_is_read_back_as_it_was_written_with_its_report_beside_it(tmp_path):
    converted = convert_flee(case(tmp_path / "source"), tmp_path / "made")
    assert load(tmp_path / "made") == converted.scenario
    assert (tmp_path / "made" / "conversion.md").read_text(encoding="utf-8") == converted.report
    assert converted.scenario.flee_as_run
    assert (converted.scenario.name, converted.scenario.rule) == ("made", "lookahead")


def test_as_written_leaves_the_switch_unset(tmp_path):
    assert not scenario_of(case(tmp_path), as_written=True).flee_as_run


def test_files_at_the_top_of_the_folder_and_a_yaml_ending_are_found(tmp_path):
    made = case(tmp_path / "a")
    flat = tmp_path / "flat"
    flat.mkdir()
    for file in [*(made / "input_csv").iterdir(), *(made / "source_data").iterdir()]:
        (flat / file.name).write_bytes(file.read_bytes())
    (flat / "simsetting.yaml").write_bytes((made / "simsetting.yml").read_bytes())
    found, other = scenario_of(flat), scenario_of(made)
    assert found.lookahead_places == other.lookahead_places
    assert found.lookahead.max_move_km.value == 200.0


def test_header_names_decide_the_columns(tmp_path):
    rows = ["#location_type,population,longitude,latitude,name,country,region,conflict_date,IPC",
            "conflict_zone,1000,20,10,A,Here,,0,3", "camp,800,22,12,C,There,,,"]  # fmt: skip
    made = case(tmp_path, routes=["A,C,50"], files={"input_csv/locations.csv": "\n".join(rows)})
    found = scenario_of(made)
    assert [(p.name, p.lat, p.lon, p.population) for p in found.places] == [("A", 10, 20, 1000), ("C", 12, 22, None)]
    assert [(p.kind, p.capacity, p.country) for p in found.lookahead_places] == [
        ("conflict_zone", None, "Here"), ("camp", 800, "There"),
    ]  # fmt: skip
    assert "locations.csv, column ipc: Flee keeps it and its rules for people do not use it" in report_of(made)


def test_every_setting_is_carried_or_named_with_a_reason(tmp_path):
    moves = {"camp_weight": 2.0, "pruning_threshold": 1.5, "two_system_decision_making": True, "camp_wieght": 3}
    made = case(tmp_path, moves=moves, spawn={"camps_are_sinks": True, "conflict_spawn_decay": "[1.0, 0.5]"})
    text = report_of(made)
    assert "simsetting.yml, move_rules.camp_weight = 2.0" in text
    assert "move_rules.two_system_decision_making: it has no effect in Flee" in text
    assert "move_rules.camp_wieght: Flee does not know this key and ignores it" in text
    assert "spawn_rules.camps_are_sinks: Flee looks for the key camps_are_sicks" in text
    look = scenario_of(made).lookahead
    assert (look.camp_weight.value, look.pruning_threshold.value) == (2.0, 1.5)
    assert look.conflict_decay == (1.0, 0.5)
    assert not look.camps_are_sinks
    assert scenario_of(made, as_written=True).lookahead.camps_are_sinks


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("awareness_level", 0, "Flee moves nobody"),
        ("stay_close_to_home", True, "latitude and longitude exchanged"),
        ("awareness_level", -1, "Flee treats it as 1"),
        ("fixed_routes", True, "Flee counts the score twice"),
        ("BoysTakeRisk", True, "only where ChildrenAvoidHazards is on"),
        ("default_movechance", 0.001, "Flee treats such a place as a camp"),
    ],
)
def test_the_report_says_where_the_code_does_something_else(tmp_path, key, value, words):
    assert words in report_of(case(tmp_path, moves={key: value}))


def test_the_report_names_closures_redirections_corrections_and_the_first_day(tmp_path):
    files = {
        "input_csv/closures.csv": "#closure_type,name1,name2,closure_start,closure_end\nlink,A,B,1,2",
        "input_csv/registration_corrections.csv": f"C,{on(4)},normalize",
        "source_data/C.csv": series({0: 100, 2: 400, 4: 200}),
    }
    text = report_of(case(tmp_path, routes=["A,B,50,1", "B,C,70,0"], files=files))
    assert "closures.csv, row 2: in Flee a link closure never closes the link" in text
    assert (
        "routes.csv, row 2: the redirection from B to A is stored by Flee and never used; its links are doubled" in text
    )
    assert "registration_corrections.csv, row 1: Flee does not read the third column (normalize)" in text
    assert "the 50 people in camps on the first day are subtracted from their camps' capacities" in text


def test_what_the_run_is_given_is_said_in_the_scenario(tmp_path):
    look = scenario_of(case(tmp_path)).lookahead
    assert look.given == "daily totals, capacities (at 1 of 1 camps equal to the largest observation, to 2 %)"


def test_corrections_scale_every_report_before_their_date(tmp_path):
    files = {
        "input_csv/registration_corrections.csv": f"C,{on(4)}",
        "source_data/C.csv": series({0: 100, 2: 400, 4: 200}),
    }
    found = scenario_of(case(tmp_path, files=files)).lookahead_series
    assert [row.people for row in found if row.series == "C"] == [50, 200, 200]


def test_two_files_of_a_camp_are_put_together_as_flee_does_or_added_as_written(tmp_path):
    files = {
        "source_data/data_layout.csv": "total,total.csv\nC,C.csv,more.csv",
        "source_data/C.csv": series({2: 100, 6: 300, 9: 500}),
        "source_data/more.csv": series({0: 10, 4: 30, 8: 50}),
    }
    made = case(tmp_path, files=files)
    as_run = [row.people for row in scenario_of(made).lookahead_series if row.series == "C"]
    # days 0, 2, 4, 6, 8: the next of the first file, or the last of the second; day 9 is dropped
    assert as_run == [110, 110, 330, 330, 550]
    as_written = scenario_of(made, as_written=True).lookahead_series
    assert [(row.people, row.reported) for row in as_written if row.series == "C"] == [
        (110, True), (120, True), (230, True), (340, True), (300 + 200 * 2 / 3 + 50, True), (550, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"source_data/data_layout.csv": "total,total.csv\nC,nowhere.csv"},
         "data_layout.csv, row 2: the file nowhere.csv is missing; add it, or remove the row of data_layout.csv"),
        ({"input_csv/routes.csv": "#name1,name2,distance\nA,C,0"},
         "routes.csv, row 2: the distance must be above 0 km, got 0; write the length of the road"),
        ({"input_csv/routes.csv": "#name1,name2,distance\nA,C,-5"},
         "routes.csv, row 2: the distance must be above 0 km, got -5; write the length of the road"),
        ({"input_csv/routes.csv": "#name1,name2,distance\nA,D,5"},
         "routes.csv, row 2: 'D' is not in locations.csv; correct the name, or remove the row"),
        ({"input_csv/routes.csv": "#name1,name2,distance\nA,C"},
         "routes.csv, row 2: the distance is missing; write it into the row"),
        ({"input_csv/conflicts.csv": "#Day,A,B\n0,1"},
         "conflicts.csv, row 2: has 2 cells, but the header names a place for column 3; fill the row, or remove the "
         "column"),
        ({"input_csv/sim_period.csv": "StartDate,soon"},
         "sim_period.csv, row 1: got 'soon'; needs a row StartDate with a date, e.g. StartDate,2015-05-01"),
        ({"simsetting.yml": "move_rules: {flood_rules: {max_flood_level: 4}}"},
         "simsetting.yml, move_rules.flood_rules: floods are not carried over; remove the block to convert without "
         "them"),
        ({"simsetting.yml": "move_rules: {camp_weight: [1]}"},
         "simsetting.yml, move_rules.camp_weight: cannot be read, got [1]; correct it"),
        ({"source_data/C.csv": f"Date,People\n{on(0)},many"},
         "C.csv, row 2: 'many' is not a number of people up to 1e+09; correct the cell"),
        ({"source_data/C.csv": f"Date,People\n{on(0)},9223372036854775808"},
         "C.csv, row 2: '9223372036854775808' is not a number of people up to 1e+09; correct the cell"),
        ({"source_data/C.csv": series({0: 4, 1: 1e-9, 2: 1e9}),
          "input_csv/registration_corrections.csv": f"C,{on(2)}"},
         "registration_corrections.csv, row 1: reports would be scaled to more than 1e+09 people; correct the row"),
    ],
)  # fmt: skip
def test_a_broken_case_names_file_and_row_and_what_to_do(tmp_path, files, words):
    assert words in faults_of(case(tmp_path, files=files))


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"input_csv/conflicts.csv": "#Day,A,Z\n0,1,0\n1,1,0"}, "conflicts.csv, row 1: Z: not in locations.csv"),
        ({"input_csv/conflicts.csv": "#Day,A\n0,1\n1,1"},
         "conflicts.csv ends with day 1, but the simulation has 5 days; the last row stays in force"),
        ({"input_csv/routes.csv": "#name1,name2,distance\nA,C,50\nC,A,60"},
         "routes.csv, row 3: the route between C and A is also in routes.csv, row 2; both links are kept"),
        ({"input_csv/locations.csv": "name,region,country,latitude,longitude,location_type,conflict_date,population\n"
          "A,,Here,1,2,conflict_zone,0,100\nB,,,1,2,town\nC,,There,1,2,camp,,"},
         "locations.csv, row 4: C has no population or capacity; it is read as 0: no limit"),
        ({"input_csv/registration_corrections.csv": f"C,{on(3)}"}, "the row is left out"),
        ({"input_csv/closures.csv": "#closure_type,name1,name2,closure_start,closure_end\ncountry,Here,Mars,1,2"},
         "locations.csv has no country 'Mars'; the row is left out, it can have no effect"),
    ],
)  # fmt: skip
def test_what_can_be_read_safely_is_read_with_a_warning(tmp_path, files, words):
    made = case(tmp_path, files=files)
    assert words in report_of(made)
    assert convert_flee(made, tmp_path / "made").scenario == load(tmp_path / "made")


def test_a_folder_that_is_no_case_is_refused(tmp_path):
    assert faults_of(tmp_path / "nothing") == [f"{tmp_path / 'nothing'}: there is no such folder"]
    assert faults_of(tmp_path)[0].endswith("and its folder input_csv; name the case's folder")
    case(tmp_path / "mali")
    assert faults_of(tmp_path)[0].endswith("it contains the cases mali: name one of them")


def test_links_that_stand_twice_keep_both_lengths(tmp_path):
    files = {"input_csv/routes.csv": "#name1,name2,distance\nA,C,50\nC,A,60"}
    found = scenario_of(case(tmp_path, files=files))
    assert [(row.from_place, row.to_place, row.more_km) for row in found.lookahead_routes] == [("C", "A", "60")]


def test_demographics_and_agents_are_carried_over(tmp_path):
    files = {
        "input_csv/demographics_age.csv": "age,Default,A\n10,1,3\n40,1,1",
        "input_csv/agents.csv": "location,age\nB,10\nB,12\nC,30",
    }
    made = case(tmp_path, files=files, spawn={"read_from_agents_csv_file": True})
    found = scenario_of(made)
    assert sorted((r.place, r.value, r.weight) for r in found.lookahead_traits) == [
        ("", "10", 1), ("", "40", 1), ("A", "10", 3), ("A", "40", 1)]  # fmt: skip
    assert [(row.place, row.people) for row in found.initial] == [("B", 2), ("C", 1)]
