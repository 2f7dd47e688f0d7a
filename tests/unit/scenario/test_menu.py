"""A menu is read like any table; what keeps people out never stands in it; units do so much and cost so much."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

import serai
from serai.errors import ScenarioError
from serai.scenario.drop import drop
from serai.scenario.menu import changes_of, menu_of
from serai.scenario.read.load import load_menu
from serai.scenario.rename import rename
from serai.scenario.rules.check import check

HEAD = "measure,cost_per_day,cost_once,least,most,step,lead_days,needs,excludes,from,to,table,id,column,change,source\n"
DESK = "desk,100,50,1,3,1,2,,,2024-05-06,2024-05-16,services,bridge-desk-car,servers,+1,assumed: a guess\n"


@pytest.fixture(scope="module")
def crossing():
    return serai.load("river-crossing")


def menu(path: Path, crossing, *rows: str):
    file = path / "menu.csv"
    file.write_text(HEAD + "".join(rows), encoding="utf-8")
    return load_menu(file, crossing)


def faults(path: Path, crossing, *rows: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        menu(path, crossing, *rows)
    assert caught.value.exit_code == 3
    return list(caught.value.problems)


def test_units_do_a_difference_as_often_and_cost_by_day_and_once(tmp_path, crossing):
    rows = menu(tmp_path, crossing, DESK, "more-tents,10,0,1,4,3,0,desk,,,,,,,,\n")
    desk, tents = menu_of(crossing.model_copy(update={"menu": rows}))
    assert (desk.levels, desk.unit_cost, desk.lead_days, desk.is_assumed) == ((1, 2, 3), 50 + 100 * 10, 2, True)
    assert desk.start == datetime(2024, 5, 6)
    assert [change.change for change in changes_of(desk.changes, 3)] == ["+3"]
    assert (tents.levels, tents.needs) == ((1, 4), ("desk",))
    assert [change.change for change in changes_of(tents.changes, 4)] == ["+240"]
    days = (crossing.end - datetime(2024, 5, 6).date()).days
    assert tents.unit_cost == 10 * days


def test_without_a_menu_each_measure_can_be_taken_once_for_what_it_costs(crossing):
    items = {item.name: item for item in menu_of(crossing)}
    assert {name: (item.unit_cost, item.levels) for name, item in items.items()} == {
        "fourth-desk": (9000, (1,)), "boats-at-night": (6000, (1,)), "more-tents": (15000, (1,)),
    }  # fmt: skip
    assert len(items["boats-at-night"].changes) == 2


def test_further_rows_of_a_measure_add_changes_and_costs(tmp_path, crossing):
    more = "desk,1,0,,,,,,,2024-05-06,2024-05-08,lodging,camp-tents,beds,+5,\n"
    (desk,) = menu_of(crossing.model_copy(update={"menu": menu(tmp_path, crossing, DESK, more)}))
    assert desk.unit_cost == 50 + 100 * 10 + 2
    assert [change.change for change in changes_of(desk.changes, 2)] == ["+2", "+10"]


def test_events_and_closures_never_stand_in_a_menu(tmp_path, crossing):
    control = crossing.events[0].model_copy(
        update={
            "id": "refuse-men",
            "what": "control",
            "where": "Old Ferry",
            "value": 0.5,
            "mean_days": None,
            "course": "",
            "ranges": (),
        }
    )
    with_control = crossing.model_copy(update={"events": (*crossing.events, control)})
    found = faults(
        tmp_path, with_control, "refuse-men,1,0,1,1,1,0,,,,,,,,,\n", "a,1,0,1,1,1,0,,,,,events,refuse-men,value,0.9,\n",
        "b,1,0,1,1,1,0,,,,,services,refuse-men,servers,+1,\n",
        "c,1,0,1,4,1,0,,,,,services,bridge-desk-car,servers,-1,\n",
        "d,1,0,1,1,1,0,,,,,services,bridge-desk-car,servers,0,\n",
    )  # fmt: skip
    never = "who is turned back or shut out is an input and can never be on a menu"
    assert found == [
        'menu.csv, row 3, column table: must be one of services, lodging, got "events".',
        f'menu.csv, row 2, column measure: "refuse-men" is an event (control): {never}',
        f'menu.csv, row 3, column id: "refuse-men" is an event (control): {never}',
        f'menu.csv, row 4, column id: "refuse-men" is an event (control): {never}',
        "menu.csv, row 5, column change: 4 units: must be 0 to 10000 servers, got -2",
        'menu.csv, row 6, column change: closes the border line "bridge-desk-car"; that is an event, never a measure',
    ]


def test_faults_carry_row_column_what_is_given_and_what_is_meant(tmp_path, crossing):
    found = faults(
        tmp_path, crossing, DESK, "more-tent,1,0,1,1,1,0,,,,,,,,,\n",
        "x,1,0,1,2,1,0,,,,,services,bridge-desk-ca,servers,+1,\n",
        "y,1,0,3,2,1,0,desc,y,,,services,bridge-desk-car,server,+1,\n", "boats-at-night,1,0,1,2,1,0,,,,,,,,,\n",
        "desk,1,0,2,,,,,,,,services,bridge-desk-car,minutes,-0.1,\n",
        "z,1,0,1,1,1,0,,,,,services,bridge-desk-car,servers,,\n",
    )  # fmt: skip
    assert found == [
        'menu.csv, row 3, column measure: "more-tent" is not in measures.csv, and the row states no change of its own. '
        'Did you mean "more-tents"?',
        'menu.csv, row 4, column id: "bridge-desk-ca" is not in services.csv. Did you mean "bridge-desk-car"?',
        "menu.csv, row 5, column most: must be at least least (3), got 2",
        'menu.csv, row 5, column needs: "desc" is not on the menu. Did you mean "desk"?',
        'menu.csv, row 5, column excludes: "y" is the measure itself',
        'menu.csv, row 5, column column: "server" is not a column of services. Did you mean "servers"?',
        'menu.csv, row 6, column most: only a difference (e.g. +1) can be applied more than once, got "00:00-24:00" '
        "with most 2",
        "menu.csv, row 7, column least: is already in menu.csv, row 2; leave it blank",
        "menu.csv, row 8, column change: a value is missing, since the row states a change of its own",
    ]


def test_a_column_of_any_length_is_refused_like_any_other(tmp_path, crossing):
    (found,) = faults(tmp_path, crossing, DESK.replace("servers", "9" * 200))
    assert found.startswith('menu.csv, row 2, column column: "999')
    assert "is not a column of services" in found


def test_a_measure_without_a_change_is_named_where_it_stands(crossing):
    rows = tuple(row.model_copy(update={"change": ""}) for row in crossing.measures)
    with pytest.raises(ScenarioError) as caught:
        check(crossing.model_copy(update={"measures": rows}))
    assert len(caught.value.problems) == len(rows)
    assert all(text.startswith('measures "') and "column change" in text for text in caught.value.problems)


def test_a_menu_goes_along_when_what_it_changes_goes_or_is_renamed(tmp_path, crossing):
    rows = menu(tmp_path, crossing, DESK, "more-tents,10,0,1,4,3,0,,,,,,,,,\n")
    scenario = crossing.model_copy(update={"menu": rows})
    renamed = rename(scenario, "service", "bridge-desk-car", "car-desk").scenario
    assert [row.id for row in renamed.menu] == ["car-desk", ""]
    assert [row.measure for row in drop(scenario, "service", "bridge-desk-car").scenario.menu] == ["more-tents"]
