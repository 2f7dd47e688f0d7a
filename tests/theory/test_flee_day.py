"""What Flee's code does in a day, each with a case small enough to be calculated by hand."""

from __future__ import annotations

import numpy as np
import pytest

from flee_cases import SURE_CAMPS, course, on, people_by_day, place, scenario_of, series, write_case

A_AND_C = (place("A", "conflict_zone", 1000), place("C", "camp", 0, "There"))
RISE = {"C": {0: 0, 1: 1000}}


def line_to_camp(*km: float, kind: str = "forwarding_hub"):
    """A, hubs and the camp C in a row."""
    names = ["A", *(f"H{number}" for number in range(1, len(km))), "C"]
    places = [A_AND_C[0], *(place(name, kind, 10) for name in names[1:-1]), A_AND_C[1]]
    return places, [f"{a},{b},{k}" for a, b, k in zip(names, names[1:], km, strict=False)]


@pytest.mark.jit_off
def test_who_sets_out_on_a_day_moves_on_it_and_is_counted_at_its_end(tmp_path):
    found = course(write_case(tmp_path, A_AND_C, ["A,C,50"], camps=RISE, moves=SURE_CAMPS))
    assert found["C"].tolist() == [0, 1000, 1000, 1000, 1000]
    assert found["A"].tolist() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("km", "day"),
    [
        ((199,), 1),
        ((200,), 2),  # arrival needs more than the length behind one
        ((399,), 2),
        ((400,), 3),
        ((150, 150), 1),  # every link entered on a day is given a whole day's way
        ((150, 150, 150, 150), 2),
        ((50, 50, 50, 50), 1),
        ((50, 50, 50, 50, 50), 2),
        ((150, 250), 2),  # 200 km of the second link are behind one, and kept
        ((200, 150), 2),  # the last day counted 0 km, so it goes on at once
    ],
)
def test_each_link_entered_gets_a_whole_day_while_the_km_of_today_are_fewer(tmp_path, km, day):
    places, routes = line_to_camp(*km)
    found = course(write_case(tmp_path, places, routes, camps=RISE, moves={**SURE_CAMPS, "awareness_level": 5}))
    assert int(np.argmax(found["C"] == 1000)) == day
    assert not found["C"][:day].any()


def test_people_on_a_link_are_at_no_place(tmp_path):
    found = course(write_case(tmp_path, A_AND_C, ["A,C,500"], camps=RISE, moves=SURE_CAMPS))
    assert [int(sum(found[name][day] for name in found)) for day in range(5)] == [0, 0, 0, 1000, 1000]


@pytest.mark.parametrize("avoid", [False, True])
def test_a_town_reached_early_is_left_by_a_new_draw_or_always_where_short_stints_are_avoided(tmp_path, avoid):
    places = [A_AND_C[0], place("B", "town", 10), A_AND_C[1]]
    moves = {"camp_movechance": 0.0, "avoid_short_stints": avoid, "default_movechance": 0.3, "camp_weight": 1e12}
    found = course(write_case(tmp_path, places, ["A,B,10", "B,C,10"], camps={"C": {0: 0, 1: 10000}}, moves=moves))
    if avoid:
        assert found["C"][1] == 10000
    else:
        assert found["C"][1] == pytest.approx(3000, abs=5 * np.sqrt(10000 * 0.3 * 0.7))
        assert found["B"][1] + found["C"][1] == 10000


@pytest.mark.parametrize(
    ("moves", "extra", "day"),
    [
        ({"start_on_foot": True}, "", 3),  # 100 km at 35: floor(100 / 35) nights
        ({}, ",50,", 3),  # the link's own speed: 100 km at 50
        ({}, ",,1.0", 3),  # walked for certain
        ({}, "", 1),
    ],
)
def test_speed_is_that_of_the_link_or_of_walking(tmp_path, moves, extra, day):
    header = "#name1,name2,distance,forced_redirection,max_move_speed,walk_probability\n"
    files = {"input_csv/routes.csv": f"{header}A,C,100,0{extra or ',,'}"}
    found = course(write_case(tmp_path, A_AND_C, [], camps=RISE, moves={**SURE_CAMPS, **moves}, files=files))
    assert int(np.argmax(found["C"] == 1000)) == day


def test_chances_are_scaled_by_population_or_capacity(tmp_path):
    moves = {"camp_movechance": 0.1, "movechance_pop_base": 80000, "movechance_pop_scale_factor": 1.0}
    places = [A_AND_C[0], place("C", "camp", 50000), place("B", "town", 5)]
    camps = {"C": {0: 10000}}
    found = course(write_case(tmp_path, places, ["C,B,900"], camps=camps, moves=moves, days=2))
    # capacity 50,000 less the 10,000 of the first day, over 80,000
    assert found["C"][0] == pytest.approx(9500, abs=5 * np.sqrt(10000 * 0.05 * 0.95))


def test_people_are_drawn_to_places_by_score_over_softened_distance(tmp_path):
    places = [A_AND_C[0], A_AND_C[1], place("D", "camp", 0, "There")]
    camps = {"C": {0: 0, 1: 30000}, "D": {0: 0}}
    found = course(write_case(tmp_path, places, ["A,C,90", "A,D,190"], camps=camps, moves={"camp_movechance": 0.0}))
    assert found["C"][3] / 30000 == pytest.approx(2 / 3, abs=5 * np.sqrt(2 / 9 / 30000))


def test_awareness_0_moves_nobody_in_flee_and_weighs_roads_where_it_is_taken_as_written(tmp_path):
    case = write_case(tmp_path, A_AND_C, ["A,C,50"], camps=RISE, moves={"camp_movechance": 0.0, "awareness_level": 0})
    assert course(case)["A"].tolist() == [0, 1000, 1000, 1000, 1000]
    assert course(case, as_written=True)["C"].tolist() == [0, 1000, 1000, 1000, 1000]


def test_a_camp_takes_people_until_half_of_its_buffer_is_used_and_counts_arrivals_at_once(tmp_path):
    places, routes = line_to_camp(10, 10)
    places[-1] = place("C", "camp", 1000, "There")
    camps = {"C": {0: 0, 1: 5000}}
    found = course(write_case(tmp_path, places, routes, camps=camps, moves={**SURE_CAMPS, "awareness_level": 1}))
    # at 950 the factor is a hair below a half, since 1 - 0.9 is a hair below 0.1
    assert found["C"].tolist() == [0, 950, 950, 950, 950]


def test_flee_takes_the_people_of_the_first_day_off_the_capacity_and_below_1_there_is_no_limit(tmp_path):
    places = [A_AND_C[0], place("C", "camp", 704, "There")]
    case = write_case(tmp_path, places, ["A,C,50"], camps={"C": {0: 6505, 1: 8505}}, moves=SURE_CAMPS)
    assert course(case)["C"].tolist() == [6505, 8505, 8505, 8505, 8505]
    assert course(case, as_written=True)["C"].tolist() == [6505] * 5


def test_conflict_that_begins_or_ends_changes_who_is_sent_out_and_who_stays(tmp_path):
    conflicts = "#Day,A,B\n0,1,0\n1,1,0\n2,0,1\n3,0,1\n4,0,1"
    places = [A_AND_C[0], place("B", "town", 1000), A_AND_C[1]]
    camps = {"C": {0: 0, 1: 1000, 2: 2000, 3: 3000}}
    case = write_case(tmp_path, places, ["A,C,5000", "B,C,5000"], camps=camps, conflicts=conflicts, moves=SURE_CAMPS)
    from serai.runs.course import run

    set_out = run(scenario_of(case), 1).arrays["set_out"][1:-1, :, 0]
    assert set_out.tolist() == [[0, 0, 0], [1000, 0, 0], [0, 1000, 0], [0, 1000, 0], [0, 0, 0]]


@pytest.mark.jit_off
def test_a_country_closed_sends_back_who_is_on_the_way_even_if_it_is_open_again(tmp_path):
    closures = "#closure_type,name1,name2,closure_start,closure_end\ncountry,Here,There,2,3"
    files = {"input_csv/closures.csv": closures}
    case = write_case(tmp_path, A_AND_C, ["A,C,700"], days=12, camps=RISE, moves=SURE_CAMPS, files=files)
    as_run = course(case)["C"]
    # on the link from day 1, due on day 4, sent back; it starts again on day 5 and arrives on day 8
    assert int(np.argmax(as_run == 1000)) == 8
    assert int(np.argmax(course(case, as_written=True)["C"] == 1000)) == 4


def test_a_closed_country_cannot_be_entered_until_it_opens(tmp_path):
    closures = "#closure_type,name1,name2,closure_start,closure_end\ncountry,Here,There,0,3"
    files = {"input_csv/closures.csv": closures}
    found = course(write_case(tmp_path, A_AND_C, ["A,C,50"], camps=RISE, moves=SURE_CAMPS, files=files))
    assert found["A"].tolist() == [0, 1000, 1000, 0, 0]


@pytest.mark.parametrize(("kind", "as_run", "as_written"), [("link", 0, 1000), ("location", 1000, 1000)])
def test_a_link_closure_never_closes_in_flee_a_location_closure_does(tmp_path, kind, as_run, as_written):
    names = "A,C" if kind == "link" else "C,"
    closures = f"#closure_type,name1,name2,closure_start,closure_end\n{kind},{names},0,9"
    case = write_case(
        tmp_path, A_AND_C, ["A,C,50"], camps=RISE, moves=SURE_CAMPS, files={"input_csv/closures.csv": closures}
    )
    assert course(case)["A"][-1] == as_run
    assert course(case, as_written=True)["A"][-1] == as_written


def test_a_camp_row_opens_a_camp_on_its_end(tmp_path):
    closures = "#closure_type,name1,name2,closure_start,closure_end\ncamp,C,,0,3"
    files = {"input_csv/closures.csv": closures}
    moves = {**SURE_CAMPS, "default_movechance": 1.0}
    places = [A_AND_C[0], place("B", "town", 5), A_AND_C[1]]
    case = write_case(tmp_path, places, ["A,B,150", "B,C,150"], camps=RISE, moves=moves, files=files, days=8)
    found = course(case)
    assert found["C"][2] < 1000
    assert found["C"][-1] == 1000


def test_a_redirection_is_not_used_by_flee_but_doubles_its_link_and_is_followed_as_written(tmp_path):
    places = [A_AND_C[0], A_AND_C[1], place("D", "camp", 0, "There")]
    camps = {"C": {0: 0, 1: 30000}, "D": {0: 0}}
    routes = ["C,A,100,1", "A,D,100,0"]
    case = write_case(tmp_path, places, routes, camps=camps, moves={"camp_movechance": 0.0})
    assert course(case)["C"][3] / 30000 == pytest.approx(2 / 3, abs=5 * np.sqrt(2 / 9 / 30000))
    assert course(case, as_written=True)["C"][3] == 30000


def test_people_in_camps_leave_at_the_camp_chance(tmp_path):
    places = [A_AND_C[0], place("C", "camp", 0), place("B", "idpcamp", 0)]
    camps = {"C": {0: 20000}, "B": {0: 20000}}
    case = write_case(tmp_path, places, ["C,B,90000"], camps=camps, moves={"camp_movechance": 0.01}, days=10)
    found = course(case)
    days = np.arange(1, 11)
    assert found["C"] == pytest.approx(20000 * 0.99**days, abs=5 * np.sqrt(20000 * 0.1))
    assert found["B"] == pytest.approx(20000 * 0.9**days, abs=5 * np.sqrt(20000 * 0.25))


def test_camps_are_sinks_as_written_by_the_camps_chance_of_staying(tmp_path):
    header = "#name,region,country,latitude,longitude,location_type,conflict_date,population,deactivation_probability"
    rows = [f"{A_AND_C[0]},", place("C", "camp", 0, more=",1.0"), f"{place('B', 'town', 5)},"]
    files = {"input_csv/locations.csv": "\n".join([header, *rows])}
    case = write_case(
        tmp_path, rows, ["C,B,90000"], camps={"C": {0: 1000}}, moves={"camp_movechance": 0.5},
        spawn={"camps_are_sinks": True}, files=files,
    )  # fmt: skip
    as_written = course(case, as_written=True)["C"]
    assert 400 < as_written[0] < 600
    assert (as_written == as_written[0]).all()
    assert course(case)["C"][-1] < 100


def test_population_is_taken_from_and_a_day_without_anybody_left_is_refused(tmp_path):
    from serai.errors import ScenarioError

    case = write_case(tmp_path, A_AND_C, ["A,C,50"], camps={"C": {0: 0, 1: 900, 2: 1100}}, moves=SURE_CAMPS,
                      spawn={"take_from_population": True})  # fmt: skip
    with pytest.raises(ScenarioError, match=r"2020-01-03: 200 people should set out, but no place in conflict has"):
        course(case)


@pytest.mark.parametrize(("mode", "per_day", "low", "high"), [
    ("constant", 70, 350, 350), ("pop_ratio", 0.05, 250, 250), ("Poisson", 70, 250, 450),
])  # fmt: skip
def test_conflict_sends_out_a_number_a_share_or_a_random_number(tmp_path, mode, per_day, low, high):
    block = f"{{spawn_mode: {mode}, displaced_per_conflict_day: {per_day}}}"
    case = write_case(tmp_path, A_AND_C, ["A,C,50"], camps={"C": {0: 0}}, moves=SURE_CAMPS,
                      spawn={"conflict_driven_spawning": block})  # fmt: skip
    assert low <= course(case)["C"][-1] <= high


def test_empty_camps_start_empty_in_camps_series_and_totals(tmp_path):
    case = write_case(tmp_path, A_AND_C, ["A,C,50"], camps={"C": {0: 500, 1: 700}}, moves=SURE_CAMPS,
                      spawn={"empty_camps_on_day0": True})  # fmt: skip
    assert course(case)["C"].tolist() == [0, 200, 200, 200, 200]


def test_markers_are_passed_and_are_no_choice(tmp_path):
    places, routes = line_to_camp(50, 50, kind="marker")
    case = write_case(tmp_path, places, routes, camps=RISE, moves=SURE_CAMPS)
    assert course(case)["C"][1] == 1000


@pytest.mark.parametrize("path", ["A,H1,H2,C", "C,H2,H1,A", "H1,H2,C"])
def test_a_major_route_is_known_to_who_sees_its_end_and_to_flee_with_fixed_routes_only(tmp_path, path):
    places, routes = line_to_camp(50, 50, 50)
    files = {"input_csv/major_routes.csv": path}
    case = write_case(tmp_path / "a", places, routes, camps=RISE, moves=SURE_CAMPS, files=files)
    assert course(case)["C"][1] < 1000  # one link ahead, at random
    assert course(case, as_written=True)["C"][1] == 1000
    fixed = {**SURE_CAMPS, "fixed_routes": True}
    assert course(write_case(tmp_path / "b", places, routes, camps=RISE, moves=fixed, files=files))["C"][1] == 1000


def test_location_changes_are_read_from_the_case_folder_as_flee_does_and_from_input_csv_as_written(tmp_path):
    moves = {**SURE_CAMPS, "default_movechance": 0.0}
    files = {"input_csv/location_changes.csv": "#name,location_type,date\nB,camp,2"}
    places = [A_AND_C[0], place("B", "town", 5), A_AND_C[1]]
    case = write_case(tmp_path, places, ["A,B,50", "A,C,5000"], camps=RISE, moves=moves, files=files)
    assert scenario_of(case).lookahead_changes == ()
    changed = scenario_of(case, as_written=True)
    assert [(row.place, row.kind) for row in changed.lookahead_changes] == [("B", "camp")]
    assert people_by_day(changed)["C"][-1] == 0


@pytest.mark.slow
def test_two_seeds_differ_and_one_seed_gives_the_same_bits_in_python_as_compiled(tmp_path):
    from serai.runs.course import run

    places = [A_AND_C[0], place("B", "town", 10), A_AND_C[1]]
    case = write_case(tmp_path, places, ["A,B,120", "B,C,90"], camps={"C": {0: 50, 1: 300}}, days=8)
    scenario = scenario_of(case)
    found = [run(scenario, seed, driver=driver).arrays["present"] for seed, driver in
             ((1, "compiled"), (1, "python"), (2, "compiled"))]  # fmt: skip
    assert np.array_equal(found[0], found[1])
    assert not np.array_equal(found[0], found[2])


@pytest.mark.jit_off
def test_a_series_falls_into_debt_that_is_paid_before_anybody_sets_out(tmp_path):
    camps = {"C": {0: 0, 1: 1000, 2: 400, 3: 800, 4: 1500}}
    found = course(write_case(tmp_path, A_AND_C, ["A,C,50"], camps=camps, moves=SURE_CAMPS))
    assert found["C"].tolist() == [0, 1000, 1000, 1000, 1500]


def test_without_people_of_the_first_day_flee_sends_out_everybody_twice(tmp_path):
    files = {"source_data/total.csv": series({0: 300})}
    case = write_case(tmp_path, A_AND_C, ["A,C,50"], camps={"C": {0: 300}}, moves=SURE_CAMPS, files=files,
                      spawn={"insert_day0": False})  # fmt: skip
    assert course(case)["C"].tolist() == [600] * 5
    assert course(case, as_written=True)["C"].tolist() == [300] * 5


def test_dates_outside_the_run_still_count_between_reports(tmp_path):
    camps = {"C": {-10: 0, 10: 2000}}
    found = scenario_of(write_case(tmp_path, A_AND_C, ["A,C,50"], camps=camps))
    assert [row.date.date().isoformat() for row in found.lookahead_series if row.series == "C"] == [on(-10), on(10)]
    assert found.observations == ()


def test_who_has_a_way_before_them_goes_on_whatever_the_chance_of_leaving(tmp_path):
    places, routes = line_to_camp(150, 150, kind="town")
    moves = {**SURE_CAMPS, "awareness_level": 2, "default_movechance": 0.01}
    found = course(write_case(tmp_path, places, routes, camps=RISE, moves=moves))
    assert found["C"].tolist() == [0, 1000, 1000, 1000, 1000]


def two_camps(folder, km=(90, 190), camps=("There", "Here"), **moves):
    """A between two camps; the share of the first in all who reach one, and the room of five deviations around it."""
    places = [A_AND_C[0], place("C", "camp", 0, camps[0]), place("D", "camp", 0, camps[1])]
    series_of = {"C": {0: 0, 1: 30000}, "D": {0: 0}}
    routes = [f"A,C,{km[0]}", f"A,D,{km[1]}"]
    return write_case(folder, places, routes, camps=series_of, moves={"camp_movechance": 0.0, **moves})


def share_of_c(found) -> float:
    return float(found["C"][3]) / 30000


def near(share: float):
    return pytest.approx(share, abs=5 * np.sqrt(share * (1 - share) / 30000) + 1e-9)


@pytest.mark.parametrize(("threshold", "share"), [(1.0005, 2 / 3), (1.9, 1.0), (2.1, 2 / 3)])
def test_ways_lighter_than_the_heaviest_by_the_threshold_are_pruned(tmp_path, threshold, share):
    # weights 1/100 and 1/200
    assert share_of_c(course(two_camps(tmp_path, pruning_threshold=threshold))) == near(share)


def test_fixed_routes_weigh_the_score_twice_in_flee_and_once_as_written(tmp_path):
    case = two_camps(tmp_path, km=(90, 90), foreign_weight=3.0, fixed_routes=True)
    assert share_of_c(course(case)) == near(9 / 10)
    assert share_of_c(course(case, as_written=True)) == near(3 / 4)


def test_fixed_routes_do_not_see_room_in_flee(tmp_path):
    places = [A_AND_C[0], place("C", "camp", 1000), place("D", "camp", 0)]
    camps = {"C": {0: 0, 1: 4000}, "D": {0: 0}}
    for folder, room in (("a", {}), ("b", {"fixed_routes": True})):
        moves = {"camp_movechance": 0.0, "capacity_buffer": 0.0, **room}
        case = write_case(tmp_path / folder, places, ["A,C,90", "A,D,90"], camps=camps, moves=moves, days=9)
        found = course(case)
        # full by half: the way is given up each day, and half of those who are left choose it again
        assert found["C"].max() <= 2100
        if folder == "b":
            assert found["A"][1:].tolist() == sorted(found["A"][1:], reverse=True)


@pytest.mark.parametrize(("kind", "key"), [
    ("camp", "MatchCampEthnicity"), ("town", "MatchTownEthnicity"), ("conflict_zone", "MatchConflictEthnicity"),
    ("camp", "MatchCampReligion"),
])  # fmt: skip
def test_places_pull_by_their_share_of_the_own_kind(tmp_path, kind, key):
    places = [A_AND_C[0], place("C", kind, 5), place("D", kind, 5)]
    trait = "religion" if "Religion" in key else "ethnicity"
    files = {f"input_csv/demographics_{trait}.csv": f"{trait},Default,A,C,D\nx,1,1,80,20\ny,1,0,20,80"}
    moves = {key: True, "conflict_weight": 1.0, "camp_movechance": 0.0, "default_movechance": 0.005}
    if kind == "conflict_zone":
        moves["conflict_movechance"] = 0.5  # half of those who come to C or D are there at the end of the day
    case = write_case(
        tmp_path, places, ["A,C,190", "A,D,190"], camps={"C": {0: 0, 1: 30000}}, moves=moves, files=files, days=2,
        conflicts=f"#Day,A,C,D\n0,1,0,0\n1,1,{int(kind == 'conflict_zone')},{int(kind == 'conflict_zone')}",
    )  # fmt: skip
    found = course(case)
    there = found["C"][1] + found["D"][1]
    assert found["C"][1] / there == pytest.approx(0.8, abs=5 * np.sqrt(0.16 / there))


def test_places_without_a_camp_pull_by_a_power_of_their_population(tmp_path):
    places = [A_AND_C[0], place("C", "town", 16), place("D", "town", 0)]
    moves = {"use_pop_for_loc_weight": True, "pop_power_for_loc_weight": 0.5, "default_movechance": 0.005}
    found = course(write_case(tmp_path, places, ["A,C,90", "A,D,90"], camps={"C": {0: 0, 1: 30000}}, moves=moves))
    assert found["C"][1] / (found["C"][1] + found["D"][1]) == near(4 / 5)


def test_empty_camps_lose_the_people_of_the_first_day_from_their_capacity_too(tmp_path):
    places = [A_AND_C[0], place("H", "forwarding_hub", 1), place("C", "camp", 1500, "There")]
    spawn, moves = {"empty_camps_on_day0": True}, {**SURE_CAMPS, "awareness_level": 1}
    series_of = {"C": {0: 500, 1: 5500}}
    case = write_case(tmp_path, places, ["A,H,10", "H,C,10"], camps=series_of, moves=moves, spawn=spawn)
    assert course(case)["C"].tolist() == [0, 950, 950, 950, 950]


def test_a_link_that_has_closed_is_no_way_and_nobody_is_lost_where_all_are(tmp_path):
    files = {"input_csv/closures.csv": "#closure_type,name1,name2,closure_start,closure_end\nlocation,A,,0,-1"}
    found = course(write_case(tmp_path, A_AND_C, ["A,C,50"], camps=RISE, moves=SURE_CAMPS, files=files))
    assert found["A"].tolist() == [0, 1000, 1000, 1000, 1000]


def test_people_of_the_column_initial_idps_move_from_the_first_day(tmp_path):
    header = "#name,region,country,latitude,longitude,location_type,conflict_date,population,initial_idps"
    rows = [f"{A_AND_C[0]},300", f"{A_AND_C[1]},20"]
    files = {"input_csv/locations.csv": "\n".join([header, *rows])}
    found = course(
        write_case(tmp_path, rows, ["A,C,50"], camps={"C": {0: 7}}, moves=SURE_CAMPS, files=files), as_written=True
    )
    assert found["C"].tolist() == [327] * 5
