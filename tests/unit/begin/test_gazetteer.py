"""Countries, places and borders of the gazetteer that comes with Serai."""

import pytest

from serai.begin.gazetteer import LatLon, border, countries, country_named, km_to, land_neighbours, towns_of


@pytest.mark.parametrize("given", ["GEO", "geo", "GE", "Georgia", " georgia "])
def test_a_country_is_known_by_its_codes_and_its_name(given):
    assert country_named(given).code == "GEO"


@pytest.mark.parametrize(
    ("given", "near"),
    [("KZA", "KAZ (Kazakhstan)"), ("Kazakstan", "Nearest: KAZ (Kazakhstan)."), ("RSU", "RUS (Russia)")],
)
def test_an_unknown_code_is_answered_with_the_nearest(given, near):
    with pytest.raises(ValueError, match="is not a country code of three letters") as caught:
        country_named(given)
    assert near in str(caught.value)


def test_places_come_largest_first_and_districts_are_part_of_their_city():
    names = [town.name for town in towns_of("UKR")]
    assert names[:2] == ["Kyiv", "Kharkiv"]
    assert "Saltivka" not in names  # a district of Kharkiv
    assert min(town.people for town in towns_of("UKR")) >= 5000


def test_a_twin_city_brings_its_people_and_a_district_does_not():
    khartoum, kyiv = towns_of("SDN")[0], towns_of("UKR")[0]
    assert (khartoum.name, khartoum.people) == ("Khartoum", 1_974_647 + 1_849_659 + 1_012_211)
    assert kyiv.people == 2_952_301


@pytest.mark.parametrize(
    ("code", "name", "labels"),
    [
        ("RUS", "Moscow", (("ru", "Москва"),)),  # of 17 Cyrillic names, by hand
        ("RUS", "Yekaterinburg", (("ru", "Екатеринбург"),)),
        ("UKR", "Kharkiv", (("uk", "Харків"),)),
        ("KAZ", "Aktobe", (("kk", "Актөбе"),)),
        ("GEO", "Tbilisi", (("ka", "თბილისი"),)),
        ("ARM", "Yerevan", (("hy", "Երևան"),)),
        ("SYR", "Aleppo", (("ar", "حلب"),)),
        ("TCD", "Abéché", (("ar", "أبشي"),)),
        ("IRN", "Isfahan", (("fa", "اصفهان"),)),
        ("BGD", "Dhaka", (("bn", "ঢাকা"),)),
        ("MMR", "Yangon", (("my", "ရန်ကုန်"),)),
        ("JPN", "Tokyo", (("ja", "東京"),)),
        ("POL", "Kraków", ()),  # its letters are Latin ones
        ("SDN", "Al Manāqil", ()),  # GeoNames has no other name
    ],
)
def test_places_have_their_name_in_the_script_of_their_country(code, name, labels):
    assert next(town.labels for town in towns_of(code) if town.name == name) == labels


def test_a_border_is_where_it_is_and_its_points_are_near_each_other():
    line = border("GEO", "RUS")
    assert km_to(LatLon(42.74, 44.63), line) < 5  # the pass of Lars
    assert km_to(LatLon(48.0, 37.8), line) > 500
    assert border("RUS", "GEO") == line
    assert border("RUS", "LKA") == ()


def test_islands_have_no_land_neighbours():
    assert land_neighbours("LKA") == ()
    assert land_neighbours("GEO") == ("ARM", "AZE", "RUS", "TUR")


def test_every_country_of_a_border_is_known():
    assert {code for one in countries() for code in land_neighbours(one)} <= countries().keys()
