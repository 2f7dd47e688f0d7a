"""Every rule across rows and tables, with the words of its message."""

# One case, one line.
# ruff: noqa: E501

from datetime import datetime

import pytest

from serai.errors import ScenarioError
from serai.scenario.rules.check import check
from serai.scenario.rules.services import first_overlap
from serai.scenario.schema import Place


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        # names
        ("places.csv", "Tents", "HILL", 'places.csv, row 5, column name: "HILL" is already in places.csv, row 4'),
        ("services.csv", "ford-weekend", "ford-day", 'services.csv, row 3, column id: "ford-day" is already in services.csv, row 2'),
        ("groups.csv", "all,Hill", "Hill,Tents", 'groups.csv, row 3, column name: "Hill" is the name of a place, too'),
        ("groups.csv", "all,Hill", "North,Tents", 'groups.csv, row 3, column name: "North" is the name of a region or country, too'),
        ("groups.csv", "all,Hill", "all,North", "groups.csv, row 3: is the same as groups.csv, row 2"),
        ("groups.csv", "all,Hill", "all,all", 'groups.csv, row 2, column member: group "all" contains itself'),
        ("profiles.csv", "guard,1:1", "the guard,1:1", 'profiles.csv, row 3, column name: must be one word, got "the guard"'),
        ("lodging.csv", "shelter", "big shelter", 'lodging.csv, row 3, column kind: must be one word, got "big shelter"'),
        # references
        ("groups.csv", "all,North", "all,Norht", 'groups.csv, row 2, column member: "Norht" is not a place, region or group. Did you mean "North"?'),
        ("departures.csv", "Agadez", "Agadze", 'departures.csv, row 2, column origin: "Agadze" is not a place or group. Did you mean "Agadez"?'),
        ("departures.csv", "family", "famly", 'departures.csv, row 2, column profile: profile "famly" is not in profiles.csv. Did you mean "family"?'),
        ("traffic.csv", "Ford,guard", "Fjord,guard", 'traffic.csv, row 2, column post: place "Fjord" is not in places.csv. Did you mean "Ford"?'),
        ("initial.csv", "Hill,hill-hotel", "Hill,hil-hotel", 'initial.csv, row 2, column lodging: lodging "hil-hotel" is not in lodging.csv. Did you mean "hill-hotel"?'),
        ("initial.csv", "Hill,hill-hotel", "Tents,hill-hotel", 'initial.csv, row 2, column lodging: lodging "hill-hotel" is at "Hill", not at "Tents"'),
        ("initial.csv", "place,lodging,profile,people\nHill,hill-hotel", "place,service,lodging,profile,people\nHill,papers,hill-hotel", "initial.csv, row 2: people stand in a line or occupy lodging, not both"),
        ("events.csv", "North,family", "North,family guardd", 'events.csv, row 2, column profile: profile "guardd" is not in profiles.csv. Did you mean "guard"?'),
        ("profiles.csv", "hotel shelter", "hotel sheltr", 'profiles.csv, row 2, column lodging: no row of lodging.csv is of kind "sheltr". Did you mean "shelter"?'),
        ("profiles.csv", "car:0.6 foot:0.4", "car:0.6 fot:0.4", 'profiles.csv, row 2, column modes: mode "fot" is not a mode of this scenario. Did you mean "foot"?'),
        ("traffic.csv", "post,profile,per_day,weekdays\nFord", "mode,post,profile,per_day,weekdays\nox,Ford", 'traffic.csv, row 2, column mode: mode "ox" is not a mode of this scenario. Allowed: car, bus, foot, rail, air.'),
        ("traffic.csv", "post,profile,per_day,weekdays\nFord", "service,post,profile,per_day,weekdays\nregistration,Ford", 'traffic.csv, row 2, column service: "Ford" has no service of kind registration'),
        ("profiles.csv", "name,size,modes,lodging,stay_days,stay_days_low,stay_days_high\nfamily", "name,destination,size,modes,lodging,stay_days,stay_days_low\nfamily,Ford", 'profiles.csv, row 2, column destination: "Ford" must be a city or camp, but it is a place of kind border_post'),
        ("lodging.csv", "Hill,hotel", "Ford,hotel", 'lodging.csv, row 2, column place: "Ford" must be a city or camp, but it is a place of kind border_post'),
        ("observations.csv", "Ford,,crossings", "Ford,fard,crossings", 'observations.csv, row 2, column service: "fard" is neither a line, a service nor a kind of service. Did you mean "ford"?'),
        # one row
        ("profiles.csv", "1:0.2 4:0.8", "four", 'profiles.csv, row 2, column size: must be party sizes and their weights, e.g. 1:0.55 2:0.30, got "four"'),
        ("services.csv", "mon-fri,08", "mon-fry,08", 'services.csv, row 2, column weekdays: must be weekdays, e.g. mon-fri or sat,sun, got "mon-fry"'),
        ("services.csv", "08:00-12:00", "8-12", 'services.csv, row 3, column hours: must be hours of the day, e.g. 09:00-18:00 or 09:00-12:00,13:00-18:00, got "8-12"'),
        ("traffic.csv", "1 1 1 1 1 0.5 0.5", "1 1", 'traffic.csv, row 2, column weekdays: must be seven factors for Monday to Sunday, e.g. 1 1 1 1 1.2 0.8 0.8, got 2 in "1 1"'),
        ("services.csv", "3,2,4", "3,4,4", "services.csv, row 2, column low: must be at most the value 3, got 4"),
        ("profiles.csv", "8,4,16", "8,4,6", "profiles.csv, row 2, column stay_days_high: must be at least the value 8, got 6"),
        ("profiles.csv", "8,4,16", "8,0,16", "profiles.csv, row 2, column stay_days_low: must be greater than 0 d, got 0"),
        ("profiles.csv", "8,4,16", "8,4,", "profiles.csv, row 2, column stay_days_high: a range needs both low and high; high is missing"),
        ("departures.csv", "2024-03-05", "2024-03-02", "departures.csv, row 2, column to: a period must end after it begins, got from 2024-03-02 to 2024-03-02"),
        ("departures.csv", "2024-03-02", "2024-02-02", "departures.csv, row 2, column from: 2024-02-02 is before the run starts (2024-03-01)"),
        ("observations.csv", "2024-03-10", "2024-04-10", "observations.csv, row 2, column to: 2024-04-10 is after the run ends (2024-04-01)"),
        ("departures.csv", "2024-03-05", "03/05/2024", 'departures.csv, row 2, column to: date "03/05/2024" can be read in two ways; write 2024-05-03 or 2024-03-05'),
        ("places.csv", "border_post,NER", "border_post,Niger", 'places.csv, row 3, column country: must be three capital letters, e.g. KAZ, got "Niger"'),
        ("lodging.csv", "NGN", "naira", 'lodging.csv, row 2, column currency: must be three capital letters, e.g. KZT, got "naira"'),
        ("places.csv", "population,at_risk_people,label_fr\nAgadez,origin,NER,North,16.97,7.99,110000", "time_zone,at_risk_people,label_fr\nAgadez,origin,NER,North,16.97,7.99,Africa/Nimey", 'places.csv, row 2, column time_zone: must be an IANA time zone, e.g. Asia/Almaty, got "Africa/Nimey". Did you mean "Africa/Niamey"?'),
        # lines
        ("services.csv", '"sat,sun"', '"fri,sat"', 'services.csv, row 3: overlaps services.csv, row 2: both rows of line "ford" hold at 2024-03-01 08:00'),
        ("services.csv", "ford-weekend,Ford", "ford-weekend,Hill", 'services.csv, row 3, column place: line "ford" has place "Ford" in services.csv, row 2, got "Hill"'),
        ("services.csv", "Hill,registration,", "Hill,registration,ford-day", 'services.csv, row 4, column line: line "ford-day" has the id of a row of line "ford"'),
        # events
        ("events.csv", "family,0.3,2", ",0.3,2", "events.csv, row 2, column profile: a trigger needs a value here (profiles concerned, separated by spaces; blank: all)"),
        ("events.csv", "0.3,2", "0.3,", "events.csv, row 2, column mean_days: the course of a trigger is given by mean_days or by peak_days, got neither"),
        ("events.csv", "0.3,2", ",2", "events.csv, row 2, column value: the size of a trigger is given by value or by people, got neither"),
        ("events.csv", "trigger,North", "closure,Ford", "events.csv, row 2, column profile: must be blank for a closure; only a trigger or news or control uses it"),
        ("events.csv", "0.3,2", "1.3,2", "events.csv, row 2, column value: must be 0 to 1 for a trigger, got 1.3"),
        ("events.csv", "0.3,2,,,", "0.3,2,,services.papers.cap,", "events.csv, row 2, column target: must be blank for a trigger; only a change uses it"),
        ("events.csv", "0.3,2,,", "0.3,2,2024-03-03,", "events.csv, row 2, column until: must be after the date 2024-03-03 06:00, got 2024-03-03"),
        ("events.csv", "2024-03-03 06:00", "2024-02-03", "events.csv, row 2, column date: 2024-02-03 is before the run starts (2024-03-01)"),
        ("events.csv", "trigger,North", "closure,", "events.csv, row 2, column where: a closure needs a value here (place, region or group; blank: everywhere)"),
        ("events.csv", "trigger,North,family,0.3,2", "control,Ford,family,1.5,", "events.csv, row 2, column value: must be 0 to 1 for a control, got 1.5"),
        ("events.csv", "trigger,North,family,0.3,2", "news,,family,1.5,", "events.csv, row 2, column value: must be -10 to 1 for a news, got 1.5"),
        ("events.csv", "services.ford-day.servers", "servers", 'events.csv, row 3, column target: must be services.<id>.<column>, got "servers"'),
        ("events.csv", "services.ford-day.servers", "services.ford-dy.servers", 'events.csv, row 3, column target: "ford-dy" is not in services.csv. Did you mean "ford-day"?'),
        ("events.csv", "services.ford-day.servers", "services.ford-day.place", 'events.csv, row 3, column target: "place" of services cannot change during a run. Allowed: servers, staff, minutes, per_hour, cap.'),
        ("events.csv", "change,,,4", "change,,,4.5", "events.csv, row 3, column value: must be a whole number, got 4.5"),
        # measures
        ("measures.csv", "lane,services,ford-day", "lane,services,ford-dy", 'measures.csv, row 2, column id: "ford-dy" is not in services.csv. Did you mean "ford-day"?'),
        ("measures.csv", "servers,+1,,", "server,+1,,", 'measures.csv, row 2, column column: "server" is not a column of services. Did you mean "servers"?'),
        ("measures.csv", "servers,+1,,", "place,Hill,,", 'measures.csv, row 2, column column: "place" is not a changeable column of services.'),
        ("measures.csv", "servers,+1,2024", "called,gate,2024", 'measures.csv, row 3, column column: "called" cannot change during a run; leave the dates blank'),
        ("measures.csv", "servers,+1,,", "servers,-3,,", "measures.csv, row 2, column change: must be 0 to 10000 servers, got -1"),
        ("measures.csv", "beds,x1.5,,", "beds,x0.5,2024-03-04,", 'measures.csv, row 4, column change: for a time beds can only be added, got "x0.5"; for fewer, leave the dates blank'),
        ("measures.csv", "beds,x1.5,,", "price,x1.5,2024-03-04,", 'measures.csv, row 4, column column: "price" cannot change during a run; leave the dates blank'),
        ("measures.csv", "servers,+1,,", "servers,0,,", 'measures.csv, row 2, column change: closes the border line "ford-day"; that is an event, never a measure'),
        ("measures.csv", "servers,+1,,", "cap,0,,", 'measures.csv, row 2, column change: closes the border line "ford-day"; that is an event, never a measure'),
        ("measures.csv", "lane,services,ford-day", "lane,events,more", 'measures.csv, row 2, column table: must be one of services, lodging, got "events".'),
        ("measures.csv", "servers,+1,,", "servers,many,,", 'measures.csv, row 2, column change: must be the new value (6), a difference (+1 or -0.5) or a factor (x1.5), got "many"'),
        # observations
        ("observations.csv", "900,700,1100", ",,", "observations.csv, row 2: needs a value, or low and high"),
        ("observations.csv", "900,700,1100", ",1100,700", "observations.csv, row 2, column high: must be at least low 1100, got 700"),
        ("observations.csv", "900,700,1100", "600,700,1100", "observations.csv, row 2, column low: must be at most the value 600, got 700"),
        ("observations.csv", "entries,sum", "entrys,sum", 'observations.csv, row 2, column quantity: must be one of entries, exits,'),
        # ways
        ("routes.csv", "Ford,Hill,140", "Ford,Ford,140", 'routes.csv, row 3, column to: a route must lead to another place, got "Ford" twice'),
        ("routes.csv", "Ford,Tents,", "Hill,Ford,", 'routes.csv, row 4: the road from "Hill" to "Ford" is already in routes.csv, row 3'),
        ("routes.csv", "Agadez,Ford,120", "Hill,Tents,120", 'places.csv, row 2: "Agadez": no route for profile "family" (car, foot) leads from it to a border post or city'),
        ("routes.csv", "Ford,Tents,\n", "", 'places.csv, row 5: "Tents" cannot be reached from a border post or an origin in use'),
        ("events.csv", "trigger,North", "trigger,South", "events.csv, row 2, column where: no place that the trigger reaches has at_risk_people"),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_refused_with_its_place_and_what_is_allowed(problems_with, name, old, new, words):
    found = problems_with(name, old, new)
    assert any(problem.startswith(words) for problem in found)


def test_a_pool_has_one_rule(folder, problems_of):
    services = "id,place,service,pool,pool_rule,servers,minutes\na,Ford,entry_control,p,fifo,2,3\nb,Ford,exit_control,p,share,2,3\n"
    found = problems_of(folder(services_csv=services, events_csv=None, measures_csv=None, observations_csv=None))
    assert found == [
        'services.csv, row 3, column pool_rule: pool "p" has the rule "fifo" in services.csv, row 2, got "share"'
    ]


def test_lodging_admits_only_known_profiles(folder, problems_of):
    lodging = "place,kind,beds,for_whom\nHill,hotel,300,family famly\nTents,shelter,5,\n"
    assert problems_of(folder(lodging_csv=lodging)) == [
        'lodging.csv, row 2, column for_whom: profile "famly" is not in profiles.csv. Did you mean "family"?'
    ]


def test_a_ratio_is_held_against_a_date_or_for_rents_the_peak_and_a_share_against_a_place(folder, problems_of):
    table = (
        "quantity,statistic,place,against,fact_group,value\nentries,ratio,Ford,2024-03-02,c,1\n"
        "entries,ratio,Ford,max,c,1\nrent_index,ratio,Hill,max,c,1\nrent_index,ratio,Hill,,c,1\n"
        "rent_index,ratio,Hill,Hill,c,1\nentries,share,Ford,all,c,1\nentries,share,Ford,alll,c,1\nentries,ratio,Ford,,c,1\n"
    )
    assert problems_of(folder(observations_csv=table)) == [
        'observations.csv, row 3, column against: a ratio needs a date, e.g. 2022-09-20, here, got "max"',
        'observations.csv, row 6, column against: a ratio needs a date, e.g. 2022-09-20, or max, here, got "Hill"',
        'observations.csv, row 8, column against: "alll" is not a place, region or group. Did you mean "all"?',
        'observations.csv, row 9, column against: a ratio needs a date, e.g. 2022-09-20, here, got ""',
    ]


def test_a_name_that_would_read_as_a_remark_is_refused(folder, problems_of):
    # Quoted or in another column it is read, but as the first cell of a row it would be skipped.
    groups = "member,name\nNorth,#all\n"
    assert problems_of(folder(groups_csv=groups)) == [
        'groups.csv, row 2, column name: must not begin with #, got "#all"'
    ]


def test_an_origin_with_the_wrong_network_cannot_be_left(folder, problems_of):
    found = problems_of(folder(routes_csv="from,to,mode\nAgadez,Ford,rail\nFord,Hill,road\nFord,Tents,road\n"))
    assert found == [
        'places.csv, row 2: "Agadez": no route for profile "family" (car, foot) leads from it to a border post or city'
    ]


def test_a_post_that_nobody_reaches_is_refused(folder, problems_of, river_files):
    places = river_files["places.csv"] + "Bridge,border_post,NER,North,16,8,,,\n"
    assert problems_of(folder(places_csv=places)) == [
        'places.csv, row 6: "Bridge" cannot be reached from an origin in use'
    ]


def test_traffic_alone_needs_no_routes(folder):
    from serai.scenario.read.load import load

    none = dict.fromkeys(("routes_csv", "departures_csv", "events_csv"))
    assert load(folder(**none)).routes == ()


def test_a_row_that_is_wrong_already_is_not_blamed_for_what_follows(problems_with):
    found = problems_with("places.csv", "Hill,city", "Hill,citty")
    assert found == [
        "places.csv, row 4, column kind: must be one of origin, city, border_post, camp, junction, exit, "
        'got "citty". Did you mean "city"?'
    ]


def test_hours_over_midnight_overlap_the_next_day(river):
    late = river.services[0].model_copy(update={"hours": "22:00-06:00", "weekdays": "fri"})
    early = river.services[0].model_copy(update={"hours": "05:00-07:00", "weekdays": "sat"})
    later = river.services[0].model_copy(update={"hours": "06:00-07:00", "weekdays": "sat"})
    assert first_overlap(late, early, river) == datetime(2024, 3, 2, 5)
    assert first_overlap(late, later, river) is None


def test_rows_of_different_periods_do_not_overlap(river):
    before = river.services[0].model_copy(update={"end": datetime(2024, 3, 15)})
    after = river.services[0].model_copy(update={"start": datetime(2024, 3, 15)})
    assert first_overlap(before, after, river) is None
    assert first_overlap(before, river.services[0], river) == datetime(2024, 3, 1, 8)


def test_a_scenario_made_in_python_is_held_against_the_same_rules(river):
    wrong = river.model_copy(
        update={
            "places": (*river.places, Place(name=" Bank", kind="city", lat=1, lon=1, note="a\x07b")),
            "services": (river.services[0].model_copy(update={"called": ""}), *river.services[1:]),
            "housing": river.housing.model_copy(
                update={"price_elasticity": river.housing.price_elasticity.model_copy(update={"low": 2.0})}
            ),
        }
    )
    with pytest.raises(ScenarioError) as caught:
        check(wrong)
    assert list(caught.value.problems) == [
        "setting housing.price_elasticity.low: must be at most the value 1.2, got 2",
        'places " Bank", column name: must not begin or end with a space',
        'places " Bank", column note: contains a character that cannot be stored, U+0007, in "a\\x07b"',
        'services "ford-day", column called: must not be blank (what a server is called: lane, desk, seat row)',
    ]


def test_only_columns_that_may_have_a_range_have_one(river):
    route = river.routes[0].model_copy(update={"ranges": (("km", 1.0, 2.0),)})
    with pytest.raises(ScenarioError, match='routes "Agadez - Ford": "km" cannot have a range'):
        check(river.model_copy(update={"routes": (route, *river.routes[1:])}))


def test_a_closure_of_one_mode_needs_a_line_of_it(problems_of, folder):
    events = "id,date,what,where,mode\nshut,2024-03-03,closure,Ford,rail\n"
    found = problems_of(folder(events_csv=events))
    assert any(text.startswith('events.csv, row 2, column mode: no line of mode rail is at "Ford"') for text in found)


TRIGGERS = [
    ("value 0.3, people 50, mean_days 2", "column value: the size of a trigger is given by value or by people, got both"),
    ("people 50, mean_days 2, peak_days 1", "column mean_days: the course of a trigger is given by mean_days or by peak_days, got both"),
    ("people 50, peak_days 1, shape 1", "column peak_days: needs a gamma course of a shape above 1, else it has its peak at once: give mean_days"),
    ("people 50, peak_days 1, course uniform", "column peak_days: needs a gamma course of a shape above 1, else a uniform course has no peak: give mean_days"),
    ("people 9e9, mean_days 2", "column people: must be fewer than those at risk, "),
    ("people 50, people_high 9e9, mean_days 2", "column people: must be fewer than those at risk, "),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "words"), TRIGGERS)
def test_a_trigger_has_one_size_and_one_course(problems_of, folder, cells: str, words: str):
    columns = dict(cell.split() for cell in cells.split(", "))
    head, row = ",".join(columns), ",".join(columns.values())
    events = f"id,date,what,where,profile,{head}\nflood,2024-03-03 06:00,trigger,North,family,{row}\n"
    found = problems_of(folder(events_csv=events))
    assert any(problem.startswith(f"events.csv, row 2, {words}") for problem in found), found
