"""Conflict, scores and capacities by day, as Flee's code has them and as the files say."""

from __future__ import annotations

import numpy as np
import pytest

from flee_cases import place, scenario_of, write_case
from serai.flee.memory import IS_CAMP, IS_CONFLICT, IS_TOWN
from serai.flee.places import place_days

PLACES = (place("A", "conflict_zone", 1000), place("B", "town", 10), place("C", "camp", 800, "There"))
ROUTES = ("A,B,50,0", "B,C,70,0")


def days_of(folder, *, as_written: bool = False, **given):
    made = write_case(folder, PLACES, ROUTES, camps={"C": {0: 100}}, **given)
    return place_days(scenario_of(made, as_written=as_written))


def table(*rows: str) -> str:
    return "\n".join(["#Day,A,B,C", *(f"{day},{row}" for day, row in enumerate(rows))])


def test_flee_keeps_the_intensity_of_the_first_day_and_as_written_it_changes(tmp_path):
    conflicts = table("0.5,0,0", "2,0,0", "1,0,0", "0,0,0", "0,0,0")
    assert days_of(tmp_path, conflicts=conflicts).intensity[:, 0].tolist() == [0.5, 0.5, 0.5, 0, 0]
    as_written = days_of(tmp_path, conflicts=conflicts, as_written=True)
    assert as_written.intensity[:, 0].tolist() == [0.5, 2, 1, 0, 0]


def test_a_camp_after_a_conflict_is_left_like_a_town_in_flee_and_like_a_camp_as_written(tmp_path):
    conflicts = table("1,0,0", "1,0,1", "1,0,0", "1,0,0", "1,0,0")
    as_run = days_of(tmp_path, conflicts=conflicts)
    assert as_run.move_chance[:, 2].tolist() == [0.001, 1, 0.3, 0.3, 0.3]
    assert as_run.place_is[2, 2] == IS_CAMP + IS_TOWN
    as_written = days_of(tmp_path, conflicts=conflicts, as_written=True)
    assert as_written.move_chance[:, 2].tolist() == [0.001, 1, 0.001, 0.001, 0.001]


def test_a_conflict_zone_that_the_table_never_names_never_ends_in_flee(tmp_path):
    conflicts = table("0,0,0", "0,0,0", "0,0,0", "0,0,0", "0,0,0")
    assert (days_of(tmp_path, conflicts=conflicts).place_is[:, 0] == IS_CONFLICT).all()
    as_written = days_of(tmp_path, conflicts=conflicts, as_written=True)
    assert (as_written.place_is[:, 0] == IS_TOWN).all()


def test_weights_of_who_sets_out_are_a_day_old_in_flee_unless_a_conflict_begins_or_ends(tmp_path):
    spawn = {"conflict_spawn_decay": "[1.0, 0.5, 0.1]", "conflict_spawn_decay_interval": 1}
    conflicts = table("1,0,0", "1,0,0", "1,0,0", "1,1,0", "1,1,0")
    as_run = days_of(tmp_path, conflicts=conflicts, spawn=spawn).spawn_factor
    assert as_run[:, 0].tolist() == [1, 1, 0.5, 0.1, 0.1]
    assert as_run[:, 1].tolist() == [0, 0, 0, 1, 1]
    as_written = days_of(tmp_path, conflicts=conflicts, spawn=spawn, as_written=True).spawn_factor
    assert as_written[:, 0].tolist() == [1, 0.5, 0.1, 0.1, 0.1]
    assert as_written[:, 1].tolist() == [0, 0, 0, 1, 0.5]


def test_other_places_send_people_only_as_written(tmp_path):
    spawn = {"conflict_zone_spawning_only": False}
    assert days_of(tmp_path, spawn=spawn).spawn_factor[0].tolist() == [1, 0, 0]
    assert days_of(tmp_path, spawn=spawn, as_written=True).spawn_factor[0].tolist() == [1, 1, 1]


def test_the_score_is_foreign_times_camp_times_conflict_to_intensity_times_decay(tmp_path):
    moves = {"foreign_weight": 2.0, "camp_weight": 3.0, "conflict_weight": 0.25}
    spawn = {"conflict_spawn_decay": "[1.0, 0.5]", "conflict_spawn_decay_interval": 2}
    score = days_of(tmp_path, moves=moves, spawn=spawn).score
    assert score[0].tolist() == [0.25, 1, 6]
    assert score[2].tolist() == [0.5, 1, 6]


def test_capacity_is_scaled_and_less_the_people_of_the_first_day_only_as_flee_runs(tmp_path):
    moves = {"capacity_scaling": 2.0}
    assert days_of(tmp_path, moves=moves).capacity[0].tolist() == [-2, -2, 1400]
    assert days_of(tmp_path, moves=moves, as_written=True).capacity[0].tolist() == [-2, -2, 1600]


def test_capacity_grows_by_the_day(tmp_path):
    header = "#name,region,country,latitude,longitude,location_type,conflict_date,population,capacity_per_day"
    files = {"input_csv/locations.csv": "\n".join([header, *(f"{row},10" for row in PLACES)])}
    assert days_of(tmp_path, files=files, as_written=True).capacity[:, 2].tolist() == [800, 810, 820, 830, 840]


def test_a_place_that_people_leave_very_rarely_is_a_camp_to_flee(tmp_path):
    moves = {"default_movechance": 0.001}
    assert days_of(tmp_path, moves=moves).place_is[0, 1] == IS_CAMP
    assert days_of(tmp_path, moves=moves, as_written=True).place_is[0, 1] == IS_TOWN


def test_capacities_stay_where_conflict_itself_sends_people_out(tmp_path):
    spawn = {"conflict_driven_spawning": "{spawn_mode: constant, displaced_per_conflict_day: 5}"}
    assert days_of(tmp_path, spawn=spawn).capacity[0].tolist() == [-1, -1, 800]


def test_decay_counts_from_the_day_before_the_start_where_the_table_never_names_a_zone(tmp_path):
    spawn = {"conflict_spawn_decay": "[1.0, 0.5, 0.1]", "conflict_spawn_decay_interval": 2}
    found = days_of(tmp_path, conflicts="#Day,B\n" + "\n".join(f"{day},0" for day in range(5)), spawn=spawn)
    assert found.score[:, 0] == pytest.approx(0.31622776601683794 ** np.array([1.0, 0.5, 0.5, 0.1, 0.1]))


def test_a_conflict_that_begins_again_is_new(tmp_path):
    spawn = {"conflict_spawn_decay": "[1.0, 0.5, 0.1]", "conflict_spawn_decay_interval": 1}
    conflicts = table("1,0,0", "1,0,0", "0,0,0", "1,0,0", "1,0,0")
    found = days_of(tmp_path, conflicts=conflicts, spawn=spawn, as_written=True).spawn_factor
    assert found[:, 0].tolist() == [1, 0.5, 0, 1, 0.5]


def test_a_closed_camp_is_a_town_and_keeps_its_capacity(tmp_path):
    files = {"input_csv/closures.csv": "#closure_type,name1,name2,closure_start,closure_end\ncamp,C,,1,3"}
    found = days_of(tmp_path, files=files)
    assert found.place_is[:, 2].tolist() == [IS_CAMP, IS_TOWN, IS_TOWN, IS_CAMP, IS_CAMP]
    assert found.move_chance[:, 2].tolist() == [0.001, 0.3, 0.3, 0.001, 0.001]
    assert (found.capacity[:, 2] == 700).all()
