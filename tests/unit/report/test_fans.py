"""The days ahead of an update in the pictures, and those of the update before, faint."""

from datetime import date, datetime
from types import SimpleNamespace

from serai.report.figures.fans import add_fans, cut_day
from serai.study.forecast import Ahead

SAMPLE = SimpleNamespace(first_day=date(2022, 9, 1), view=SimpleNamespace(place_row={"gate": 4}))


def days(target: str, place: str, first: int, count: int = 2) -> tuple[Ahead, ...]:
    return tuple(Ahead(target, place, date(2022, 9, first + n), 1.0, 2.0, 3.0 + n, 4.04, 5.0) for n in range(count))


def charts() -> list[dict]:
    return [
        {"id": "entries", "panels": [{"place": -1}, {"place": 4}]},
        {"id": "lines", "panels": [{"place": 4}]},
    ]


def test_fans_stand_in_the_picture_of_their_quantity():
    update = SimpleNamespace(
        ahead=(*days("entries", "KAZ", 6), *days("waiting-peak", "gate", 6)), ahead_before=days("entries", "KAZ", 5)
    )
    entries, lines = made = charts()
    add_fans(made, update, SAMPLE)
    whole, gate = entries["panels"]
    assert whole["fans"] == [
        {"old": True, "from": 4, "m": [3, 4], "l50": [2, 2], "h50": [4, 4], "l90": [1, 1], "h90": [5, 5]},
        {"old": False, "from": 5, "m": [3, 4], "l50": [2, 2], "h50": [4, 4], "l90": [1, 1], "h90": [5, 5]},
    ]
    assert "fans" not in gate
    assert [fan["from"] for fan in lines["panels"][0]["fans"]] == [5]


def test_sums_of_one_of_several_countries_have_no_picture():
    update = SimpleNamespace(
        ahead=(*days("entries", "GEO", 6), *days("entries", "ARM", 6)), ahead_before=()
    )  # fmt: skip
    made = charts()
    add_fans(made, update, SAMPLE)
    assert not any("fans" in panel for chart in made for panel in chart["panels"])
    add_fans(made, None, SAMPLE)


def test_the_cut_is_told_in_days():
    assert cut_day(datetime(2022, 9, 3, 18), SAMPLE) == 2.75
    assert cut_day(None, SAMPLE) is None
