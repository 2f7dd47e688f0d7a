from datetime import datetime

from serai.scenario.ids import free_id, slug, with_ids
from serai.scenario.schema import Event, Lodging, Service


def made(table, *rows):
    return [row.id for row in with_ids(table, rows)]


def entry(place, **more):
    return Service(place=place, service="entry_control", servers=1, minutes=1, **more)


def test_an_id_joins_place_service_direction_and_mode():
    assert made("services", entry("Karauzek - Kurmangazy", mode="car")) == ["karauzek-kurmangazy-entry-control-in-car"]


def test_letters_of_every_script_stay():
    assert slug("Орал / Сырым_2") == "орал-сырым-2"


def test_equal_ids_are_numbered_and_given_ids_stay():
    rows = (entry("A"), entry("A"), entry("A", id="a-entry-control-in-any"), entry("A", id="mine"))
    assert made("services", *rows) == [
        "a-entry-control-in-any-2",
        "a-entry-control-in-any-3",
        "a-entry-control-in-any",
        "mine",
    ]


def test_an_event_is_known_by_its_day_and_kind():
    assert made("events", Event(date=datetime(2022, 9, 21, 12), what="news")) == ["2022-09-21-news"]


def test_a_name_without_letters_still_gives_an_id():
    assert made("lodging", Lodging(place="!", kind="?", beds=1)) == ["lodging"]


def test_the_first_free_number_is_taken():
    assert free_id("a", ["a", "a-2", "a-4"]) == "a-3"
