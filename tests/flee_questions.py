"""Small cases to which Flee's own answers are kept (flee-3.1.json), so that ours can be held against them.

Only what Flee 3.1, the release on PyPI, does as its later code does stands here; `ask_flee.py` writes the answers.
"""

from __future__ import annotations

from typing import Any

from flee_files import LOCATIONS, SURE_CAMPS, place, series

MANY = 2000
RISE = {"C": {0: 0, 1: MANY}}
FROM_A = place("A", "conflict_zone", 100000)
C = place("C", "camp", 0, "There")
D = place("D", "camp", 0, "There")
IDLE = {"camp_movechance": 0.0}
CLOSURES = "#closure_type,name1,name2,closure_start,closure_end\n"
LINKS = "#name1,name2,distance,forced_redirection,max_move_speed,walk_probability\n"


def in_a_row(*km: float, kind: str = "forwarding_hub", **more: Any) -> dict[str, Any]:
    """A, places of a kind, and the camp C in a row."""
    names = ["A", *(f"H{number}" for number in range(1, len(km))), "C"]
    places = [FROM_A, *(place(name, kind, 10) for name in names[1:-1]), C]
    routes = [f"{one},{two},{length}," for one, two, length in zip(names, names[1:], km, strict=False)]
    return {"places": places, "routes": routes, "camps": RISE, "moves": {**SURE_CAMPS, "awareness_level": 5}, **more}


def two_camps(km: tuple[float, float] = (90, 190), **moves: Any) -> dict[str, Any]:
    """A between the camps C and D."""
    return {
        "places": [FROM_A, C, D],
        "routes": [f"A,C,{km[0]},", f"A,D,{km[1]},"],
        "camps": {"C": {0: 0, 1: MANY}, "D": {0: 0}},
        "moves": {**IDLE, **moves},
    }


def square(**moves: Any) -> dict[str, Any]:
    """A, towns B and E, and camps C and D, with several ways from one to another.

    Everybody leaves every place at once: Flee 3.1 lets people who have a way before them draw anew at each place on it.
    """
    towns = [place("B", "town", 5000), place("E", "conflict_zone", 10, "There")]
    return {
        "places": [FROM_A, *towns, C, D],
        "routes": ["A,B,60,", "B,C,120,", "A,C,300,", "C,D,80,", "B,E,90,", "E,D,40,"],
        "camps": {"C": {0: 0, 1: MANY}, "D": {0: 0}},
        "conflicts": "#Day,A,E\n" + "\n".join(f"{day},1,0" for day in range(6)),
        "moves": {"camp_movechance": 1.0, "default_movechance": 1.0, **moves},
        "days": 6,
    }


def closed(row: str, days: int = 10, km: float = 700, **more: Any) -> dict[str, Any]:
    """A and the camp C far apart, with something that closes."""
    return {
        "places": [FROM_A, C],
        "routes": [f"A,C,{km},"],
        "camps": RISE,
        "moves": SURE_CAMPS,
        "files": {"input_csv/closures.csv": CLOSURES + row},
        "days": days,
        **more,
    }


def with_links(row: str, **moves: Any) -> dict[str, Any]:
    """A and C, by a link of 100 km with attributes of its own."""
    return {
        "places": [FROM_A, C],
        "routes": [],
        "camps": RISE,
        "moves": {**SURE_CAMPS, **moves},
        "files": {"input_csv/routes.csv": LINKS + f"A,C,100,0{row}"},
        "days": 8,
    }


QUESTIONS: dict[str, dict[str, Any]] = {
    # 1, 2: who sets out on a day moves on it; every link entered gives a whole day's way
    **{f"row {'-'.join(str(k) for k in km)}": in_a_row(*km) for km in (
        (50,), (199,), (200,), (399,), (400,), (500,), (150, 150), (150, 150, 150, 150), (50, 50, 50, 50),
        (50, 50, 50, 50, 50), (150, 250), (200, 150), (200, 200, 50), (30, 170, 1), (199.5, 0.5, 400),
    )},
    # 3: draws after arriving, and short stints
    "towns in a row": in_a_row(10, 10, kind="town", moves={"camp_movechance": 0.0, "camp_weight": 1e12}),
    "towns in a row, no short stints": in_a_row(
        10, 10, 150, 40, kind="town",
        moves={"camp_movechance": 0.0, "camp_weight": 1e12, "avoid_short_stints": True}, days=8,
    ),
    "a long link, no short stints": in_a_row(
        350, 20, 20, kind="town",
        moves={"camp_movechance": 0.0, "camp_weight": 1e12, "avoid_short_stints": True}, days=8,
    ),
    # 4: speed
    "on foot at the start": in_a_row(
        100, 100, moves={**SURE_CAMPS, "start_on_foot": True, "awareness_level": 3}, days=7,
    ),
    "on foot, slower": in_a_row(100, moves={**SURE_CAMPS, "start_on_foot": True, "max_walk_speed": 20.0}, days=9),
    "speed of the link": with_links(",50,0.0"),
    "walked for certain": with_links(",200,1.0"),
    "walked by chance": with_links(",80,0.4", max_walk_speed=10.0),
    # columns by place
    "an older name of the column of dates": {  # E is no conflict zone before day 9
        "places": [FROM_A, C], "routes": ["A,E,150,", "E,C,150,"], "camps": {"C": {0: 0, 8: 8 * MANY}}, "days": 8,
        "moves": {**SURE_CAMPS, "awareness_level": 1, "default_movechance": 0.4},
        "files": {"input_csv/locations.csv": "\n".join([
            "#" + LOCATIONS[0].replace("conflict_date", "conflict_period"), FROM_A,
            "E,E-land,Here,1.0,2.0,conflict_zone,9,100000", C,
        ])},
    },
    # 5: chances of leaving
    "chances by population": {
        "places": [FROM_A, C, place("B", "town", 40000)], "routes": ["A,B,150,", "B,C,150,"], "camps": RISE,
        "moves": {"camp_movechance": 0.0, "camp_weight": 1e12, "default_movechance": 0.1, "movechance_pop_base": 80000,
                  "movechance_pop_scale_factor": 0.5}, "days": 8,
    },
    "people of the first day leave camps": {
        "places": [FROM_A, C, place("I", "idpcamp", 0)], "routes": ["C,I,9000,"], "days": 6,
        "camps": {"C": {0: MANY}, "I": {0: MANY}}, "moves": {"camp_movechance": 0.1, "idpcamp_movechance": 0.25},
    },
    # 6, 16, 20: weights
    "two camps": two_camps(),
    "softening": two_camps(softening=100.0),
    "weight softening": two_camps(weight_softening=2.5, camp_weight=3.0, default_movechance=0.0)
    | {"places": [FROM_A, C, place("D", "town", 5)], "camps": RISE},
    "distance power": two_camps(distance_power=2.0),
    "weight power": two_camps(weight_power=3.0),
    "weight power 0": two_camps(weight_power=0.0),
    **{f"square, awareness {level}": square(awareness_level=level, camp_weight=2.0) for level in (-1, 1, 2, 3, 5)},
    "square, foreign and conflict": square(awareness_level=3, foreign_weight=4.0, camp_weight=0.5, conflict_weight=0.2)
    | {"conflicts": "#Day,A,E\n" + "\n".join(f"{day},1,1" for day in range(6))},
    "stay close to home": square(awareness_level=2, stay_close_to_home=True, home_distance_power=1.5) | {
        "places": [
            "A,x,Here,10.0,2.0,conflict_zone,0,100000", "B,x,Here,10.0,3.0,town,0,5000",
            "E,x,There,40.0,9.0,conflict_zone,0,10", "C,x,There,11.0,2.5,camp,0,0", "D,x,There,25.0,2.0,camp,0,0",
        ],
    },
    "children and boys": square(awareness_level=2, camp_weight=3.0, ChildrenAvoidHazards=True, BoysTakeRisk=True) | {
        "files": {
            "input_csv/demographics_age.csv": "age,Default\n8,3\n16,3\n40,2",
            "input_csv/demographics_gender.csv": "gender,Default\nmale,1\nfemale,1",
        },
    },
    "children": square(awareness_level=2, camp_weight=3.0, ChildrenAvoidHazards=True) | {
        "files": {"input_csv/demographics_age.csv": "age,Default,A\n8,1,3\n40,1,1"},
    },
    "conflict weight by intensity": two_camps() | {
        "places": [FROM_A, C, place("E", "town", 10)], "routes": ["A,C,100,", "A,E,100,"],
        "camps": {"C": {0: 0, 2: MANY}}, "moves": {**IDLE, "conflict_weight": 0.25, "conflict_movechance": 1.0},
        "conflicts": "#Day,A,E\n0,1,0\n1,1,0.5\n2,1,0.5\n3,1,0.5\n4,1,0.5",
    },
    "markers": in_a_row(50, 50, 50, kind="marker", moves={**SURE_CAMPS, "awareness_level": 1}),
    "forwarding hubs": in_a_row(50, 50, 50, moves={"camp_movechance": 0.0, "awareness_level": 1}, days=8),
    # 7
    "awareness 0": in_a_row(50, moves={**SURE_CAMPS, "awareness_level": 0}),
    # 8, 9: full camps
    "a camp that fills": {
        "places": [FROM_A, place("H", "forwarding_hub", 10), place("C", "camp", 1000, "There")],
        "routes": ["A,H,10,", "H,C,10,"], "camps": RISE, "moves": {**SURE_CAMPS, "awareness_level": 1},
    },
    "two camps, one that fills": two_camps(capacity_buffer=0.5) | {
        "places": [FROM_A, place("C", "camp", 900, "There"), D],
    },
    "all weights are 0": two_camps(camp_weight=0.0),
    "a camp that fills half-way": {
        "places": [FROM_A, place("H", "forwarding_hub", 10), place("C", "camp", 1000, "There")],
        "routes": ["A,H,250,", "H,C,250,"], "camps": {"C": {0: 0, 1: 700, 2: 1400, 3: 2100}}, "days": 9,
        "moves": {**SURE_CAMPS, "awareness_level": 2},
    },
    "a closed camp takes people beyond its capacity": closed(
        "camp,C,,0,9", km=50, places=[FROM_A, place("C", "camp", 500, "There")],
        moves={**SURE_CAMPS, "default_movechance": 0.01},
    ),
    "a closed camp is no camp": closed("camp,C,,1,9", km=50, moves={**SURE_CAMPS, "default_movechance": 0.0}),
    # 14: who sets out where
    "two zones by population and intensity": {
        "places": [FROM_A, place("B", "conflict_zone", 300000), C], "routes": ["A,C,9000,", "B,C,100,"],
        "camps": RISE, "moves": SURE_CAMPS, "conflicts": "#Day,A,B\n" + "\n".join(f"{d},1,0.5" for d in range(5)),
    },
    "decay": {
        "places": [FROM_A, place("B", "conflict_zone", 100000), C], "routes": ["A,C,90000,", "B,C,100,"],
        "camps": {"C": {0: 0, 40: 4 * MANY}}, "moves": SURE_CAMPS, "days": 45,
        "spawn": {"conflict_spawn_decay": [1.0, 0.2]},
        "conflicts": "#Day,A,B\n" + "\n".join(f"{d},1,{int(d >= 20)}" for d in range(45)),
    },
    "from the total": {
        "places": [FROM_A, C], "routes": ["A,C,50,"], "camps": RISE, "moves": SURE_CAMPS, "from_total": True,
        "files": {"source_data/total.csv": series({0: 0, 1: 700, 2: 900})},
    },
    "a fall of the series": {
        "places": [FROM_A, C], "routes": ["A,C,50,"], "moves": SURE_CAMPS, "days": 7,
        "camps": {"C": {0: 0, 1: 1000, 2: 400, 3: 800, 4: 1500, 6: 1501}},
    },
    "constant numbers": {
        "places": [FROM_A, C], "routes": ["A,C,50,"], "camps": {"C": {0: 0}}, "moves": SURE_CAMPS,
        "spawn": {"conflict_driven_spawning": {"spawn_mode": "constant", "displaced_per_conflict_day": 70}},
        "conflicts": "#Day,A\n0,1\n1,1\n2,1\n3,0\n4,0.5",
    },
    "a share of the population that shrinks": {
        "places": [place("A", "conflict_zone", 5000), C], "routes": ["A,C,50,"], "camps": {"C": {0: 0}},
        "moves": SURE_CAMPS,
        "spawn": {"take_from_population": True,
                  "conflict_driven_spawning": {"spawn_mode": "pop_ratio", "displaced_per_conflict_day": 0.1}},
    },
    # 12, 13: series of several files, corrections
    "two files, corrected": {
        "places": [FROM_A, C], "routes": ["A,C,50,"], "camps": {"C": {2: 100, 6: 300, 9: 500}},
        "moves": SURE_CAMPS, "days": 12,
        "files": {
            "source_data/data_layout.csv": "total,total.csv\nC,C.csv,more.csv",
            "source_data/more.csv": series({0: 10, 4: 30, 8: 50}),
            "input_csv/registration_corrections.csv": "C,2020-01-07",
        },
    },
    "a camp that is no location": {
        "places": [FROM_A, C], "routes": ["A,C,50,"], "camps": {"C": {0: 0, 1: 300}, "Nowhere": {0: 0, 1: 100, 2: 150}},
        "moves": SURE_CAMPS,
    },
    # 15: beginnings and ends of conflict
    "a conflict ends": {
        "places": [FROM_A, place("B", "town", 100000), C], "routes": ["A,B,50,", "B,C,50,"], "camps": RISE,
        "moves": {"camp_movechance": 0.0, "camp_weight": 3.0, "default_movechance": 0.2},
        "conflicts": "#Day,A,B\n0,1,0\n1,1,1\n2,0,1\n3,0,1\n4,0,0\n5,0,0\n6,0,0\n7,0,0", "days": 8,
    },
    # 17: a redirection doubles its link
    "redirection to the first end": two_camps() | {"routes": ["C,A,100,1", "A,D,100,0"]},
    "redirection to the second end": two_camps() | {"routes": ["C,A,100,2", "A,D,100,0"]},
    "a link that stands twice": two_camps() | {"routes": ["C,A,100,0", "A,C,300,0", "A,D,100,0"]},
    # 18: closures
    "country, reopened on the way": closed("country,Here,There,2,3", days=12),
    "country, both ways": closed("country,There,Here,0,4", km=50),
    "location": closed("location,C,,0,4", km=50),
    "link": closed("link,A,C,0,9", km=50),
    "a camp that opens": closed("camp,C,,0,3", km=150, days=8, moves={**SURE_CAMPS, "default_movechance": 1.0}),
    "twice closed": closed("location,C,,0,3\ncountry,Here,There,0,6", km=50),
}  # fmt: skip
