"""Folders are read as they come; what is wrong is refused with its place, all faults at once."""

# One case, one line.
# ruff: noqa: E501

import codecs
from datetime import date, datetime
from pathlib import Path

import pytest

from serai.errors import ScenarioError
from serai.scenario.read.load import builtin_names, load, load_observations


def test_a_folder_is_read_with_settings_tables_ranges_labels_and_made_ids(river):
    assert (river.name, river.start, river.tick_minutes) == ("river-town", date(2024, 3, 1), 60)
    assert (river.housing.price_elasticity.low, river.housing.price_elasticity.source) == (0.8, "a survey")
    assert river.places[0].labels == (("fr", "Agadès"),)
    assert river.profiles[0].ranges == (("stay_days", 4.0, 16.0),)
    assert river.services[0].ranges == (("minutes", 2.0, 4.0),)
    assert river.events[0].date == datetime(2024, 3, 3, 6)
    assert [lodging.id for lodging in river.lodging] == ["hill-hotel", "tents-shelter"]
    assert river.departures[0].id == "agadez-family"
    assert river.observations[0].id == "entries-ford-2024-03-01"


def test_a_missing_source_reads_assumed_by_the_user(river):
    assert river.events[0].source == "met office"
    assert river.events[1].source == "assumed by the user"


def as_semicolons(text: str) -> str:
    return (
        text.replace("16.97,7.99", "16;97|7;99").replace(",", ";").replace("16;97|7;99", "16,97;7,99").replace(".", ",")
    )


@pytest.mark.parametrize(
    "spell",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace(",", "\t").encode(),
        lambda text: ("sep=;\n" + as_semicolons(text)).encode(),
        lambda text: as_semicolons(text).encode(),
        lambda text: ("# remark, with a comma\n\n" + text.replace("\nFord", "\n# another\n\nFord")).encode(),
        lambda text: (
            text.replace("name,kind", " NAME , Kind ").replace("Ford,border_post", " Ford , Border post ").encode()
        ),
    ],
    ids=["bom", "utf-16", "utf-16-be", "crlf", "tabs", "sep line", "semicolons", "remarks", "spaces and case"],
)
def test_every_usual_spelling_of_a_table_reads_the_same(folder, river_files, river, spell):
    assert load(folder(places_csv=spell(river_files["places.csv"]))) == river


def test_yaml_is_read_by_the_rules_of_1_2(folder, river_files):
    text = river_files["scenario.yaml"].replace("title: A town floods", "title: NO\ndescription: 20:00")
    loaded = load(folder(scenario_yaml=text))
    assert (loaded.title, loaded.description) == ("NO", "20:00")


def test_names_that_look_like_something_else_stay_text(folder, river_files):
    places = river_files["places.csv"].replace("Tents", "007")
    other = {name: river_files[name].replace("Tents", "007") for name in ("routes.csv", "lodging.csv")}
    loaded = load(folder(places_csv=places, routes_csv=other["routes.csv"], lodging_csv=other["lodging.csv"]))
    assert loaded.places[3].name == "007"


def test_all_faults_of_all_files_come_at_once_with_their_places(folder, river_files):
    spoiled = folder(
        scenario_yaml=river_files["scenario.yaml"].replace("seed: 7", "seed: -7\nleving: {}"),
        routes_csv="from,to,km\nAgadez,Ford,120\nFord,Hil,140\nFord,Tents,-3\n",
        places_csv=river_files["places.csv"].replace("16.97", "96.97"),
    )
    with pytest.raises(ScenarioError) as caught:
        load(spoiled)
    assert str(caught.value).splitlines() == [
        'scenario "river-town" has 5 problems:',
        "  scenario.yaml, seed: must be 0 to 9223372036854775807, got -7",
        '  scenario.yaml, leving: unknown setting "leving". Did you mean "leaving"?',
        "  places.csv, row 2, column lat: must be -90 to 90 degrees, got 96.97",
        "  routes.csv, row 4, column km: must be greater than 0 km, got -3",
        '  routes.csv, row 3, column to: place "Hil" is not in places.csv. Did you mean "Hill"?',
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "routes.csv: the file is empty"),
        (b" \n\n", "routes.csv: the file is empty"),
        (b"# only a remark\n", "routes.csv: the file has no header"),
        (b"PK\x03\x04\x00\x00", "routes.csv: this is a binary file, not text; save it as CSV UTF-8 (comma delimited)"),
        ("from,to\nAgadez,Fôrd\n".encode("latin-1"), "routes.csv: line 2 contains bytes that are not UTF-8 text; save the file as CSV UTF-8 (comma delimited)"),
        (b"from,to,km\nAgadez,Ford\n", "routes.csv, row 2: has 2 cells, but the header has 3"),
        (b"from,to,km\nAgadez,Ford,1,2\n", "routes.csv, row 2: has 4 cells, but the header has 3; decimal commas need a semicolon between cells"),
        (b"from,km\nAgadez,3\n", 'routes.csv, row 1: column "to" is missing (the other end)'),
        (b"from,to,lenght\nAgadez,Ford,3\n", 'routes.csv, row 1: unknown column "lenght". Allowed: from, to, km, mode, speed, two_way, source, note.'),
        (b"from,to,km,KM\nAgadez,Ford,3,3\n", 'routes.csv, row 1: columns "km" and "KM" mean the same'),
        (b"from,to,\nAgadez,Ford,3\n", "routes.csv, row 1: column C has values but no name"),
        (b"from,to\n,Ford\n", "routes.csv, row 2, column from: a value is missing (one end)"),
        (b'from,to\n"Agadez,Ford\n', "routes.csv: near line 2: a quotation mark is not closed"),
        (b'from,to\n"Aga"dez,Ford\n', "routes.csv: near line 2: a quotation mark is misplaced"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_understood_is_refused(folder, problems_of, content, words):
    assert words in problems_of(folder(routes_csv=content))


KM = 'routes.csv, row 2, column km: "{}" may be {} or 1200; write {} or 1200'


@pytest.mark.parametrize(
    ("separator", "given", "message"),
    [
        ("\t", "1,200", KM.format("1,200", "1.2", "1.2000")), (";", "1,200", KM.format("1,200", "1.2", "1.2000")),
        (",", '"1,200"', KM.format("1,200", "1.2", "1.2000")), ("\t", "1.200", KM.format("1.200", "1.2", "1.2000")),
        (";", "1.200", KM.format("1.200", "1.2", "1.2000")), (",", "1.200", KM.format("1.200", "1.2", "1.2000")),
    ],
)  # fmt: skip
def test_a_number_with_decimals_or_thousands_is_not_guessed(folder, problems_of, separator, given, message):
    lines = [["from", "to", "km"], ["Agadez", "Ford", given], ["Ford", "Hill", "140"], ["Ford", "Tents", ""]]
    text = "".join(f"{separator.join(line)}\n" for line in lines)
    assert problems_of(folder(routes_csv=text)) == [message]
    for exact, km in (("1.2000", 1.2), ("1200", 1200)):
        assert load(folder(routes_csv=text.replace(given, exact))).routes[0].km == km


@pytest.mark.parametrize(("mark", "separator", "is_said"), [(".", ";", True), (",", ";", True), (".", ",", False)])
def test_other_values_of_the_column_settle_it_and_that_is_said(folder, caplog, mark, separator, is_said):
    lines = [
        ["from", "to", "km"],
        ["Agadez", "Ford", f"1{mark}200"],
        ["Ford", "Hill", f"140{mark}5"],
        ["Ford", "Tents", ""],
    ]
    loaded = load(folder(routes_csv="".join(f"{separator.join(line)}\n" for line in lines)))
    assert [route.km for route in loaded.routes] == [1.2, 140.5, None]
    said = f'routes.csv, column km: "1{mark}200" is read with decimals, like "140{mark}5"'
    assert [record.getMessage() for record in caplog.records] == [said] * is_said


def test_a_reading_that_the_column_does_not_allow_is_none(folder, river_files):
    places = river_files["places.csv"].replace("16.97", "16.973")
    assert load(folder(places_csv=places.replace(",", ";"))).places[0].lat == 16.973


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("schema: 1\nname: a\nname: b\n", 'scenario.yaml: line 3: the key "name" appears twice'),
        ("schema: 1\nname: [\n", "scenario.yaml: line 3: cannot be read as YAML (expected the node content, but found '<stream end>')"),
        ("- a\n- b\n", "scenario.yaml: must contain settings, e.g. name: river-town, got a list"),
        ("[" * 600, "scenario.yaml: cannot be read as YAML"),
        ("name: \x07", "scenario.yaml: cannot be read as YAML"),
        ("", "scenario.yaml: the file is empty"),
        ("name: a\0b", "scenario.yaml: this is a binary file, not text; save it as UTF-8 text"),
        ("name: a\n" + "#" * 200_001, "scenario.yaml: the file has 200,009 bytes; at most 200,000 are read"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_read_are_refused(folder, problems_of, text, words):
    assert words in problems_of(folder(scenario_yaml=text))


def test_settings_in_another_encoding_are_refused_with_what_to_save_them_as(folder, problems_of, river_files):
    content = river_files["scenario.yaml"].replace("A town", "Une cité").encode("latin-1")
    words = "scenario.yaml: line 3 contains bytes that are not UTF-8 text; save the file as UTF-8 text"
    assert problems_of(folder(scenario_yaml=content)) == [words]


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("start: 2024-03-01", "start: 2024-13-01", 'scenario.yaml, start: there is no such date: "2024-13-01"'),
        ("start: 2024-03-01", "start: 2024-02-30", 'scenario.yaml, start: there is no such date: "2024-02-30"'),
        ("start: 2024-03-01", "start: 0000-01-01", 'scenario.yaml, start: there is no such date: "0000-01-01"'),
        ("seed: 7", f"seed: {'9' * 5000}", "scenario.yaml, seed: must be a finite number, got inf"),
    ],
)
def test_an_impossible_date_or_number_in_the_settings_is_told_with_its_key(
    folder, problems_of, river_files, right, wrong, words
):
    assert words in problems_of(folder(scenario_yaml=river_files["scenario.yaml"].replace(right, wrong)))


def test_a_place_whose_name_is_faulty_does_not_make_blank_destinations_faulty(folder, problems_of, river_files):
    spoilt = river_files["places.csv"].replace("Agadez,origin", '"Aga\ndez",origin')
    found = problems_of(folder(places_csv=spoilt))
    assert found[0] == 'places.csv, row 2, column name: must be on one line, without tabs, got "Aga dez"'
    assert not [problem for problem in found if "destination" in problem]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("schema: 1\n", "", "scenario.yaml, schema: the schema is missing; write schema: 1"),
        ("schema: 1", "schema: 2", "scenario.yaml, schema: schema 2 is newer than this version of Serai reads (1); install a newer Serai"),
        ("schema: 1", "schema: one", "scenario.yaml, schema: must be 1, got 'one'"),
        ("name: river-town\n", "", "scenario.yaml, name: the setting is missing (short name)"),
        ("name: river-town", "name: river town", "scenario.yaml, name: must be 1 to 80 letters, digits, '.', '_' or '-' without spaces, got \"river town\""),
        ("title: A town floods", "title: 2024-01-01", "scenario.yaml, title: must be text, got 2024-01-01; put it in quotes"),
        ("start: 2024-03-01", "start: 2024-03-01 12:00", "scenario.yaml, start: must be a date without a time, got \"2024-03-01 12:00\""),
        ("end: 2024-04-01", "end: 2024-02-01", "scenario.yaml, end: must be after the start 2024-03-01, got 2024-02-01"),
        ("end: 2024-04-01", "end: 2199-04-01", "scenario.yaml, end: a run has at most 3105 days, got 63948"),
        ("tick: 1h", "tick: 7h", "scenario.yaml, tick: must be 1h, 30min, 1d or another length that divides a day, got \"7h\""),
        ("Africa/Niamey", "Africa/Niamy", "scenario.yaml, time_zone: must be an IANA time zone, e.g. Asia/Almaty, got \"Africa/Niamy\". Did you mean \"Africa/Niamey\"?"),
        ("seed: 7", "seed:", "scenario.yaml, seed: a value is missing (seed of a run that states none)"),
        ("seed: 7", "places: []", "scenario.yaml, places: this is a table; put it into its own file or sheet: places.csv"),
        ("seed: 7", "rule: logit", "scenario.yaml, rule: must be one of destination, lookahead, got \"logit\"."),
        ("seed: 7", "leaving: 3", "scenario.yaml, leaving: must be a block of settings, got 3"),
        ("seed: 7", "leaving: {hours: [1, 2]}", "scenario.yaml, leaving.hours: must be 24 numbers, got 2"),
        ("seed: 7", "leaving: {weekdays: [0, 0, 0, 0, 0, 0, 0]}", "scenario.yaml, leaving.weekdays: must be numbers of at least 0, not all 0, got \"0 0 0 0 0 0 0\""),
        ("seed: 7", "leaving: {weekdays: 7}", "scenario.yaml, leaving.weekdays: must be numbers separated by spaces, got 7"),
        ("seed: 7", "seed: {value: 7}", "scenario.yaml, seed: takes one value, without a range"),
        ("price_elasticity: {value: 1.2, low: 0.8", "search_hours: [20, 8]\n  price_elasticity: {value: 1.2, low: 0.8", "scenario.yaml, housing.search_hours: must be two whole hours, the first before the second, e.g. 8 20, got \"20 8\""),
        ("low: 0.8", "low: 1.4", "scenario.yaml, housing.price_elasticity.low: must be at most the value 1.2, got 1.4"),
        ("high: 1.6", "high: 1.1", "scenario.yaml, housing.price_elasticity.high: must be at least the value 1.2, got 1.1"),
        ("high: 1.6", "high: 11", "scenario.yaml, housing.price_elasticity.high: must be 0 to 10, got 11"),
        ("low: 0.8, ", "", "scenario.yaml, housing.price_elasticity.low: a range needs both low and high; low is missing"),
        ("value: 1.2, ", "", "scenario.yaml, housing.price_elasticity: a value is missing (eta: rise of the log price per rise of the log tightness)"),
        ("value: 1.2", "valu: 1.2", "scenario.yaml, housing.price_elasticity.valu: unknown setting \"valu\". Did you mean \"value\"?"),
        ("value: 1.2", "value: .nan", "scenario.yaml, housing.price_elasticity: must be a finite number, got nan"),
        ("seed: 7", "modes: {Car: {}}", "scenario.yaml, modes.Car: a mode is named by small letters, digits, - and _, got \"Car\""),
        ("seed: 7", "modes: {mule: {line: foot, speed_kmh: 5}}", "scenario.yaml, modes.mule.hours_per_day: a value is missing (hours of travel in a day; the remainder of each full day is rest)"),
        ("seed: 7", "modes: {car: {onward: buss}}", "scenario.yaml, modes.car.onward: mode \"buss\" is not a mode of this scenario. Did you mean \"bus\"?"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_refused_with_what_is_allowed(problems_with, old, new, words):
    assert words in problems_with("scenario.yaml", old, new)


def test_a_mode_takes_over_what_is_given_and_keeps_the_rest_of_its_defaults(folder, river_files):
    text = river_files["scenario.yaml"] + "modes:\n  car: {speed_kmh: 40}\n  air: null\n"
    loaded = load(folder(scenario_yaml=text))
    assert loaded.modes["car"].speed_kmh.value == 40
    assert loaded.modes["car"].hours_per_day.value == 14
    assert list(loaded.modes) == ["car", "bus", "foot", "rail"]


def test_unknown_tables_are_refused_and_other_files_left_alone(folder, problems_of):
    given = folder(**{"rutes_csv": "from,to\n", "places2_tsv": "x\n", "README_md": "hello", ".lock_csv": "x"})
    assert problems_of(given) == [
        "places2.tsv: unknown table. Did you mean \"places.csv\"?",
        "rutes.csv: unknown table. Did you mean \"routes.csv\"?",
    ]  # fmt: skip


def test_a_folder_without_settings_is_refused(folder, problems_of):
    found = problems_of(folder(scenario_yaml=None, scenario_yml="schema: 1\n"))
    assert found == [
        "scenario.yaml: the file is missing; a scenario folder contains scenario.yaml and tables as CSV."
        ' Did you mean "scenario.yml"?'
    ]


def test_missing_and_empty_tables_are_not_blamed_for_what_refers_to_them(folder, problems_of):
    assert problems_of(folder(profiles_csv=None)) == ["profiles.csv: the table is missing"]
    assert problems_of(folder(profiles_csv="name,size\n")) == ["profiles.csv: the table has no rows"]


def test_an_unknown_name_is_answered_with_the_nearest_built_in_one(problems_of):
    assert problems_of("kazakstan-2022") == [
        '"kazakstan-2022" is neither a folder, an .xlsx file nor a built-in scenario. Did you mean "kazakhstan-2022"?'
    ]
    assert "is neither a folder, an .xlsx file nor a built-in scenario. Built-in: " in problems_of("x\0y")[0]


def test_a_file_of_another_kind_is_refused(folder, problems_of):
    path = folder() / "scenario.yaml"
    assert problems_of(path) == [
        f"{path}: must be a folder, an .xlsx file or a built-in name; name the folder {path.parent}"
    ]


def test_built_in_scenarios_load_by_their_names():
    assert "kazakhstan-2022" in builtin_names()
    for name in builtin_names():
        assert load(name).name == name


def test_observations_are_read_from_a_file_of_their_own(river, tmp_path):
    path = tmp_path / "new figures.csv"
    path.write_text("quantity,statistic,place,fact_group,value\nentries,sum,Ford,crossings,7\n", encoding="utf-8")
    rows = load_observations(path, river)
    assert [(row.id, row.value, row.place) for row in rows] == [("entries-ford", 7.0, "Ford")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "new.csv: the file is empty"),
        (b"quantity,statistic,place,fact_group,value\nentries,sum,Frod,c,7\n", 'new.csv, row 2, column place: "Frod" is not a place, region or group. Did you mean "Ford"?'),
    ],
)  # fmt: skip
def test_observations_that_do_not_fit_the_scenario_are_refused(river, tmp_path, content, words):
    path = tmp_path / "new.csv"
    path.write_bytes(content)
    with pytest.raises(ScenarioError) as caught:
        load_observations(path, river)
    assert (caught.value.what, caught.value.problems) == ('file "new.csv"', (words,))


def test_a_file_that_is_not_there_is_a_clear_fault(river, tmp_path):
    with pytest.raises(ScenarioError, match="cannot be read: No such file"):
        load_observations(Path(tmp_path / "none.csv"), river)


def test_a_key_without_end_is_cut_in_the_message(folder, problems_of, river_files):
    text = river_files["scenario.yaml"] + "b" * 900 + ": 1\n"
    (problem,) = problems_of(folder(scenario_yaml=text))
    assert problem.startswith("scenario.yaml, " + "b" * 100 + "...: ")
    assert len(problem) < 400


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("scenario.yaml", "housing:", 'queueing: {home_hours: {value: 48, low: "1.200", high: 96}}\nhousing:', 'scenario.yaml, queueing.home_hours.low: "1.200" may be 1.2 or 1200; write 1.2000 or 1200'),
        ("scenario.yaml", "seed: 7", 'seed: "7.000"', 'scenario.yaml, seed: "7.000" may be 7 or 7000; write 7.0000 or 7000'),
        ("measures.csv", "lane,services,ford-day,servers,+1", 'lane,services,ford-day,minutes,"1,500"', 'measures.csv, row 2, column change: "1,500" may be 1.5 or 1500; write 1.5000 or 1500'),
        ("measures.csv", "beds,lodging,hill-hotel,beds,x1.5", "beds,lodging,hill-hotel,beds,x1.500", 'measures.csv, row 4, column change: "x1.500" may be x1.5 or x1500; write x1.5000 or x1500'),
        ("profiles.csv", "1:0.2 4:0.8", "1:1.200 4:2", 'profiles.csv, row 2, column size: "1.200" may be 1.2 or 1200; write 1.2000 or 1200'),
    ],
)  # fmt: skip
def test_neither_is_it_in_settings_measures_and_weights(problems_with, name, old, new, message):
    assert problems_with(name, old, new) == [message]


def test_a_plain_number_of_yaml_is_one(folder, river_files):
    given = river_files["scenario.yaml"].replace("value: 1.2,", "value: 1.200,")
    assert load(folder(scenario_yaml=given)).housing.price_elasticity.value == 1.2
