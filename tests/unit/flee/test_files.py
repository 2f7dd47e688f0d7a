"""Cases as they come: byte order marks, line ends, quotes, other names of files and columns, what is missing."""

from __future__ import annotations

import pytest

from flee_cases import on, place, scenario_of, series, write_case
from serai.errors import ScenarioError
from serai.flee.convert.convert import read_case
from serai.flee.convert.notes import together

PLACES = (place("A", "conflict_zone", 1000), place("B", "town", 10), place("C", "camp", 800, "There"))
ROUTES = ("A,B,50,0", "B,C,70,0")
CAMPS = {"C": {0: 0, 2: 400, 4: 800}}
LOCATIONS = "#name,region,country,latitude,longitude,location_type,conflict_date,population"


def case(folder, **given):
    return write_case(folder, given.pop("places", PLACES), given.pop("routes", ROUTES), camps=CAMPS, **given)


def faults_of(folder) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read_case(folder, "case")
    return list(caught.value.problems)


def changed(folder, change):
    for path in folder.rglob("*.csv"):
        path.write_bytes(change(path.read_bytes()))
    return folder


@pytest.mark.parametrize("change", [
    lambda content: b"\xef\xbb\xbf" + content,
    lambda content: content.replace(b"\n", b"\r\n"),
    lambda content: content + b"\n\n\n",
    lambda content: content.replace(b"\n", b"\n\n"),
], ids=["byte order mark", "line ends of Windows", "blank lines at the end", "blank lines between"])  # fmt: skip
def test_a_file_reads_the_same_however_an_editor_saved_it(tmp_path, change):
    plain = scenario_of(case(tmp_path / "a"))
    other = scenario_of(changed(case(tmp_path / "b"), change))
    assert other.lookahead_series == plain.lookahead_series
    assert [row.place for row in other.lookahead_places] == [row.place for row in plain.lookahead_places]
    assert [(row.from_place, row.km) for row in other.routes] == [(row.from_place, row.km) for row in plain.routes]


def test_quoted_headers_and_names_with_commas_and_brackets(tmp_path):
    rows = [
        '"#name","region","country","latitude","longitude","location_type","conflict_date","pop/cap","names"',
        '"A","","Here",1,2,"conflict_zone",0,1000,',
        '"Camp(1)","x","There",3,4,"idpcamp",0,42000,"[\'kubwa\', \'apo\']"',
    ]
    routes = '#"name1","name2","distance",forced_redirection\n"A","Camp(1)",26,0'
    files = {"input_csv/locations.csv": "\n".join(rows), "input_csv/routes.csv": routes}
    found = scenario_of(case(tmp_path, files=files))
    assert [(row.place, row.kind, row.capacity) for row in found.lookahead_places] == [
        ("A", "conflict_zone", None), ("Camp(1)", "idp_camp", 42000.0)]  # fmt: skip


@pytest.mark.parametrize("name", ["closures.csv", "registration_corrections.csv", "location_changes.csv"])
def test_empty_and_missing_files_of_what_need_not_happen_are_none(tmp_path, name):
    made = case(tmp_path, files={f"input_csv/{name}": ""})
    (made / "input_csv" / name).write_bytes(b"")
    for _ in range(2):
        found = scenario_of(made)
        assert found.lookahead_closures == found.lookahead_changes == ()
        assert found.lookahead_series == scenario_of(case(tmp_path / "b")).lookahead_series
        (made / "input_csv" / name).unlink(missing_ok=True)


@pytest.mark.parametrize(("usual", "other"), [
    ("input_csv/sim_period.csv", "input_csv/conflict_period.csv"),
    ("source_data/data_layout.csv", "source_data/data_layout_refugee.csv"),
])  # fmt: skip
def test_older_names_of_files_are_read_with_a_warning(tmp_path, usual, other):
    made = case(tmp_path)
    (made / usual).rename(made / other)
    found = read_case(made, "case")
    assert found.scenario.lookahead_series == scenario_of(case(tmp_path / "b")).lookahead_series
    assert f"{other.split('/')[1]} is read instead of {usual.split('/')[1]}" in found.report


def test_location_changes_are_read_by_the_header_of_flees_manual(tmp_path):
    files = {"location_changes.csv": "#location name, new location type, date\nB,idpcamp,3"}
    found = scenario_of(case(tmp_path, files=files)).lookahead_changes
    assert [(row.place, row.kind, row.date.date().isoformat()) for row in found] == [("B", "idp_camp", on(3))]


def test_people_of_the_column_initial_idps_are_there_at_the_start(tmp_path):
    people = zip(PLACES, ("", 40, ""), strict=True)
    rows = [f"{LOCATIONS},initial_idps,farmer_fraction", *(f"{row},{n},0.1" for row, n in people)]
    found = read_case(case(tmp_path, files={"input_csv/locations.csv": "\n".join(rows)}), "case", as_written=True)
    assert [(row.place, row.people) for row in found.scenario.initial] == [("B", 40)]
    assert "farmer_fraction: farmers who go home for the harvest are not carried over" in found.report


def test_a_column_with_a_name_that_is_not_known_is_taken_by_its_place(tmp_path):
    rows = [LOCATIONS.replace("location_type", "sort of place"), *PLACES]
    found = read_case(case(tmp_path, files={"input_csv/locations.csv": "\n".join(rows)}), "case", as_written=True)
    assert [row.kind for row in found.scenario.lookahead_places] == ["conflict_zone", "town", "camp"]
    assert "the name 'sort of place' is not known; by its position the column is read as type" in found.report


def test_the_first_row_of_the_layout_is_left_out_of_the_sum_as_flee_does(tmp_path):
    layout = {"source_data/data_layout.csv": "C,C.csv\nD,D.csv", "source_data/D.csv": series({0: 0, 1: 30})}
    made = case(tmp_path, files=layout)
    from serai.flee.series import new_people_by_day

    assert new_people_by_day(scenario_of(made)) == [0, 30, 0, 0, 0]
    assert new_people_by_day(scenario_of(made, as_written=True)) == [0, 230, 200, 200, 200]
    assert (
        "the first row is C, not total; Flee leaves the first row out of the daily sum" in read_case(made, "x").report
    )


def test_reports_that_end_early_are_named(tmp_path):
    made = case(tmp_path, days=90)
    report = read_case(made, "case").report
    assert "reports end before the 90 days of the simulation; the last figure is continued: total with day 0" in report


def test_dates_with_slashes_or_a_time_are_read(tmp_path):
    text = "Date,Refugees\n2020/01/01,5\n2020-01-03 00:00:00,7\n2020-01-04T12:00,9"
    found = scenario_of(case(tmp_path, files={"source_data/C.csv": text})).lookahead_series
    assert [(row.date.date().isoformat(), row.people) for row in found if row.series == "C"] == [
        (on(0), 5), (on(2), 7), (on(3), 9)]  # fmt: skip


@pytest.mark.parametrize(("files", "words"), [
    ({"input_csv/locations.csv": f"{LOCATIONS}\nA,,Here,1,2,conflict_zone,0"},
     "locations.csv, row 2: has a column too few: no cell for the population or capacity of A; add the cell, or 0"),
    ({"input_csv/locations.csv": "#name,region,country,latitude,longitude\nA,,Here,1,2"},
     "locations.csv: the header has no column location_type and no column population; name the column so, or add it"),
    ({"input_csv/locations.csv": f"{LOCATIONS}\n{PLACES[0]}\n{PLACES[0]}1"},
     "locations.csv, row 3: the location A is also in locations.csv, row 2; remove one row"),
    ({"input_csv/locations.csv": f"{LOCATIONS}\nA,,Here,1,2,palace,0,5"},
     "locations.csv, row 2: the location type must be conflict_zone, town, camp, idpcamp, forwarding_hub or marker, "
     "got 'palace'; correct the cell"),
    ({"input_csv/locations.csv": f"{LOCATIONS}\nA,,Here,100,200,town,0,5"},
     "locations.csv, row 2: latitude 100 and longitude 200 are not a place on earth; correct them"),
    ({"input_csv/locations.csv": f"{LOCATIONS}\nA,,Here,1,2,town,0,nan"},
     "locations.csv, row 2: the population or capacity must be a number, got 'nan'; correct the cell"),
    ({"input_csv/routes.csv": "#name1,name2,distance\nA,Bb,5"},
     "routes.csv, row 2: 'Bb' is not in locations.csv; correct the name, or remove the row"),
    ({"input_csv/routes.csv": "#name1,name2,distance\nA,A,5"},
     "routes.csv, row 2: the route leads from A to itself; correct the name, or remove the row"),
    ({"input_csv/routes.csv": "#name1,name2,distance,forced_redirection,max_move_speed\nA,B,5,0,0"},
     "routes.csv, row 2: the max_move_speed must be above 0 km a day, got 0; correct it"),
    ({"input_csv/closures.csv": "#closure_type,name1,name2,closure_start,closure_end\nlocation,B,,1"},
     "closures.csv, row 2: the day of opening is missing; write it into the row"),
    ({"input_csv/closures.csv": "#closure_type,name1,name2,closure_start,closure_end\nlocation,B,,1.5,3"},
     "closures.csv, row 2: the day of closing must be a whole number of days, got 1.5; correct it"),
    ({"input_csv/conflicts.csv": "#Day,A\n0,1\n1,x"},
     "conflicts.csv, row 3: 'x' is not an intensity; write a number, 0 where there is none"),
    ({"input_csv/sim_period.csv": "StartDate,2020-01-01\nLength,-3"},
     "sim_period.csv, row 2: got '-3'; needs a row Length with a number of days, e.g. Length,396"),
    ({"source_data/C.csv": "31/12/2019,5"},
     "C.csv, row 1: '31/12/2019' is not a date such as 2015-05-01; correct the cell"),
    ({"source_data/C.csv": "Date,People"},
     "C.csv contains no figures; add them, or remove the file from data_layout.csv"),
    ({"source_data/data_layout.csv": "total,total.csv\nC,C.csv\nC,C.csv"},
     "data_layout.csv, row 3: C appears twice; remove one of the equal rows"),
    ({"input_csv/demographics_age.csv": "age,Default\n10,-1"},
     "demographics_age.csv, row 2: column Default must contain a weight of at least 0; correct the cell"),
])  # fmt: skip
def test_what_cannot_be_read_is_refused_with_file_row_and_what_to_do(tmp_path, files, words):
    assert any(problem.startswith(words) for problem in faults_of(case(tmp_path, files=files))), faults_of(tmp_path)


@pytest.mark.parametrize(("files", "words"), [
    ({"input_csv/locations.csv": "\n".join([f"{LOCATIONS},IPC", *PLACES])}, "has no cell for ipc; read as blank"),
    ({"input_csv/locations.csv": "\n".join([LOCATIONS, *PLACES, PLACES[1]])},
     "locations.csv, row 5: repeats locations.csv, row 3; the row is left out"),
    ({"input_csv/conflicts.csv": "#Day,A,A\n" + "\n".join(f"{d},1,0" for d in range(5))}, "A appears twice; the first"),
    ({"input_csv/conflicts.csv": "#Day,A\n" + "\n".join(f"{d},-1" for d in range(5))}, "intensities below 0"),
    ({"input_csv/conflicts.csv": "#Day,A\n" + "\n".join(f"{d + 1},1" for d in range(5))},
     "conflicts.csv, row 2: is day 0 by its place in the file, but says 1"),
    ({"source_data/data_layout.csv": "total,total.csv\nC,C.csv\nB,"}, "data_layout.csv, row 3: names no file for B"),
    ({"source_data/data_layout.csv": "total,total.csv"}, "the camp C has no row"),
    ({"source_data/C.csv": f"{on(2)},5\n{on(0)},3"}, "C.csv: dates are not in order or appear twice"),
    ({"input_csv/demographics_age.csv": "age,Default,Z\n10,1,1"}, "Z is not in locations.csv; its column is left out"),
    ({"input_csv/closures.csv": "#closure_type,name1,name2,closure_start,closure_end\nriver,A,B,1,2"},
     "closures.csv, row 2: the type must be one of country, location, link, camp, idpcamp, remove_forced_redirection"),
])  # fmt: skip
def test_what_can_be_read_is_read_with_a_warning_in_the_report(tmp_path, files, words):
    assert words in read_case(case(tmp_path, files=files), "case").report.split("## Read with a warning")[1]


@pytest.mark.parametrize(("files", "words"), [
    ({"input_csv/conflicts.csv": "#Day,A\n0,1\n1,0.5\n2,0.7\n3,0\n4,0"}, "2 changes from one intensity above 0"),
    ({"input_csv/conflicts.csv": "#Day,B\n0,1\n1,1\n2,1\n3,0\n4,0"}, "no conflict on the first day in A, but Flee"),
    ({"input_csv/conflicts.csv": "#Day,A,C\n0,1,1\n1,1,0\n2,1,0\n3,1,0\n4,1,0"}, "after a conflict in C, Flee"),
    ({"input_csv/closures.csv": "#closure_type,name1,name2,closure_start,closure_end\ncountry,Here,There,1,2"},
     "people on a link that closes go back to its start"),
    ({"input_csv/major_routes.csv": "A,B,C"}, "major_routes.csv: Flee looks at it only where fixed_routes is on"),
    ({"input_csv/location_changes.csv": "#name,location_type,date\nB,camp,2"}, "location_changes.csv: Flee reads it"),
    ({"source_data/C.csv": series({0: 900, 4: 950})}, "so without limit: C"),
    ({"source_data/C.csv": series({0: 500, 4: 950})}, "so full from the start: C"),
])  # fmt: skip
def test_the_report_says_where_flee_does_not_follow_a_file(tmp_path, files, words):
    report = read_case(case(tmp_path, files=files), "case").report
    assert words in report.split("## Where Flee's code differs")[1].split("## Read")[0]


def test_floods_hunger_and_other_attributes_beside_the_case_are_named(tmp_path):
    files = {f"input_csv/{name}": "#Day,x\n0,1" for name in
             ("flood_level.csv", "region_attributes_IPC.csv", "location_attributes_gdp.csv")}  # fmt: skip
    report = read_case(case(tmp_path, files=files), "case").report.split("## Not carried over")[1]
    assert "flood_level.csv: floods are not carried over" in report
    assert "region_attributes_IPC.csv: food security, which counts with flee_when_starving" in report
    assert "location_attributes_gdp.csv: " in report


def test_a_route_that_stands_twice_with_a_redirection_is_doubled_once_more_as_flee_does(tmp_path):
    files = {"input_csv/routes.csv": "#name1,name2,distance,forced_redirection\nA,C,50,0\nC,A,60,1"}
    made = case(tmp_path, files=files)
    assert [row.more_km for row in scenario_of(made).lookahead_routes] == ["60 60"]
    assert [row.more_km for row in scenario_of(made, as_written=True).lookahead_routes] == ["60"]


def test_lines_of_a_report_that_say_the_same_are_one():
    lines = [
        *(f"a.csv, row {row}: x" for row in (2, 3, 4)),
        "b: y",
        "b: y",
        "a.csv, row 9 (N): z",
        "a.csv, row 8 (M): z",
    ]
    assert together(lines) == ["a.csv, rows 2 to 4: x", "b: y", "a.csv, rows 9 (N) and 8 (M): z"]


def test_a_column_of_invented_coordinates_is_told_as_one_group(tmp_path):
    places = [place(f"P{row}", "town", 10).replace("1.0,2.0", f"{row}00,2.0") for row in range(2, 84)]
    with pytest.raises(ScenarioError) as caught:
        read_case(case(tmp_path, places=(*PLACES, *places)), "case")
    lines = str(caught.value).splitlines()
    assert lines[1] == "  locations.csv: 82 faults of one kind, e.g."
    assert lines[2] == "    locations.csv, row 5: latitude 2 and longitude 200 are not a place on earth; correct them"
    assert (len(lines), len(caught.value.problems)) == (5, 82)
