"""Tables of posts: what is filled in, and what is said of what is wrong."""

# One case, one line.
# ruff: noqa: E501

import pytest

from serai.begin.gazetteer import LatLon, border, country_named, km_to
from serai.begin.kit import read_kit
from serai.begin.posts import read_posts
from serai.errors import ScenarioError

HEADS = "name,lat,lon,ordinary,capacity,low,high"
KIT = read_kit("conflict")


def read(path, *goals):
    return read_posts(path, country_named("RUS"), [country_named(goal) for goal in goals or ("GEO",)], KIT)


def test_what_is_told_holds_and_the_rest_is_guessed_by_the_kit(posts):
    (gate,) = read(posts("name,lat,lon\nLars,42.74,44.63\n"))
    assert (gate.country, gate.modes, gate.hours) == ("GEO", ("car", "foot"), "")
    assert (gate.capacity.value, gate.capacity.low, gate.capacity.high, gate.capacity.known) == (8000, 3000, 15000, "guessed")  # fmt: skip
    assert (gate.ordinary.value, gate.ordinary.low, gate.ordinary.high) == pytest.approx((1360, 400, 3200))


@pytest.mark.parametrize(
    ("cells", "capacity", "ordinary"),
    [
        ("5000,9000,6000,14000", (9000, 6000, 14000, "stated"), (5000, 3000, 7500, "stated")),
        (",9000,,", (9000, 5400, 13500, "stated"), (1530, 450, 3600, "derived")),
        ("1000,,,", (2000, 1300, 4000, "derived"), (1000, 600, 1500, "stated")),
    ],
)
def test_one_figure_gives_the_other(posts, cells, capacity, ordinary):
    (gate,) = read(posts(f"{HEADS}\nLars,42.74,44.63,{cells}\n"))
    for figure, wanted in ((gate.capacity, capacity), (gate.ordinary, ordinary)):
        assert (figure.value, figure.low, figure.high) == pytest.approx(wanted[:3])
        assert figure.known == wanted[3]


@pytest.mark.parametrize(("lat", "lon"), [("42,74", "44,63"), ("42,740", "44,630")])
def test_decimal_commas_are_read_where_a_semicolon_parts_the_cells(posts, lat, lon):
    (gate,) = read(posts(f"name;lat;lon;capacity\nLars;{lat};{lon};9000\n"))
    assert gate.point == LatLon(42.74, 44.63)


def test_the_country_of_a_post_is_the_nearest_across_the_border(posts):
    gates = read(posts("name,lat,lon\nLars,42.74,44.63\nSamur,41.64,48.42\n"), "GEO", "AZE")
    assert [gate.country for gate in gates] == ["GEO", "AZE"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("name,lat,lon\nLars,44.63,42.74\n", "lat and lon seem to be swapped; the other way round, the distance is"),
        ("name,lat,lon\nRostov,47.2,39.7\n", "km from the border of Russia with Georgia; give the place where people cross"),
        ("name,lat,lon\nLars,42.74,44.63\nlars,42.75,44.6\n", "row 3, column name: \"lars\" is already in posts.csv, row 2"),
        ("name,lat,lon,modes\nLars,42.74,44.63,cars\n", "column modes: \"cars\" is not a way to cross a post. Did you mean \"car\"?"),
        ("name,lat,lon,hours\nLars,42.74,44.63,8-20\n", "column hours: must be hours of the day"),
        ("name,lat,lon,country\nLars,42.74,44.63,GOE\n", "column country: \"GOE\" is not a country of arrival. Did you mean \"GEO\"?"),
        ("name,lat,lon,capacity,low,high\nLars,42.74,44.63,9000,10000,20000\n", "column capacity: needs low, the value and high"),
        ("name,lat,lon,capacity,low,high\nLars,42.74,44.63,9000,0,20000\n", "column capacity: needs low, the value and high, above 0"),
        ("name,lat,lon,capacty\nLars,42.74,44.63,9000\n", "unknown column \"capacty\". Did you mean \"capacity\"?"),
        ("name,lat\nLars,42.74\n", 'column "lon" is missing'),
        ("name,lat,lon\nLars,\"42,74\",44.63\n", "row 2, column lat: must be a number"),
        ("name,lat,lon\n", "the table has no rows"),
        ("name,lat,lon,from,to\nLars,42.74,44.63,2022-09-30,2022-09-20\n", "column to: must be after from"),
    ],
)  # fmt: skip
def test_faults_are_named_with_their_cell_and_what_helps(posts, table, said):
    with pytest.raises(ScenarioError) as caught:
        read(posts(table))
    assert said in str(caught.value).replace("  ", "")


def test_posts_whose_names_differ_in_marks_only_have_ids_of_their_own(georgia):
    scenario = georgia("name,lat,lon\nLars!,42.74,44.63\nLars?,42.75,44.6\n").scenario
    assert [row.id for row in scenario.services[:4]] == [
        "lars-in-car",
        "lars-in-foot",
        "lars-2-in-car",
        "lars-2-in-foot",
    ]


def test_no_ordinary_traffic_says_nothing_about_the_capacity(posts):
    (gate,) = read(posts("name,lat,lon,ordinary\nLars,42.74,44.63,0\n"))
    assert (gate.capacity.value, gate.ordinary.value) == (8000, 0)


def test_a_table_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ScenarioError, match=r"none\.csv: cannot be read"):
        read(tmp_path / "none.csv")


@pytest.mark.parametrize("name", ["N'Djamena gate", "Верхний Ларс", "ყაზბეგი", "معبر أدري", "Cox’s Bāzār"])
def test_names_of_all_scripts_are_kept(posts, georgia, name):
    begun = georgia(f"name,lat,lon\n{name},42.74,44.63\n")
    assert [place.name for place in begun.scenario.places if place.kind == "border_post"] == [name]


def test_posts_are_proposed_on_the_border_apart_from_each_other_and_marked_as_guesses(georgia):
    begun = georgia("")
    found = [place for place in begun.scenario.places if place.kind == "border_post"]
    line = border("RUS", "GEO")
    points = [LatLon(place.lat, place.lon) for place in found]
    assert 1 <= len(found) <= 3
    assert all(km_to(point, line) < 1 for point in points)
    assert all(one.km(other) > 55 for number, one in enumerate(points) for other in points[number + 1 :])
    assert all(place.source.startswith("guessed: ") for place in found)
    assert any("List the real ones with --border posts.csv" in remark for remark in begun.remarks)
    assert "which border posts there are" in [question.what for question in begun.asked[:3]]


def test_an_airport_far_from_every_place_of_its_country_is_refused(faults):
    said = faults("name,lat,lon,modes\nSochi,43.45,39.95,air\nOcean,10,10,air\n", goals=("GEO",))
    assert '"Ocean" at lat, lon 10, 10 lies' in said
    assert "at most 150 km from it" in said


def test_an_airport_needs_no_border(posts):
    sri_lanka, india = country_named("LKA"), country_named("IND")
    table = posts("name,lat,lon,modes,capacity\nColombo airport,7.18,79.88,air,3000\n")
    (gate,) = read_posts(table, india, [sri_lanka], KIT)
    assert (gate.country, gate.is_on_land) == ("LKA", False)
