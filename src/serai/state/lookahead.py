"""What a run of the rule `lookahead` holds: a record for each person, links, and the ways that people weigh."""

from __future__ import annotations

import numpy as np

# 32 bytes, as a party has: the same chains of chunks hold it.
PERSON = np.dtype(
    [
        ("key", "u8"),  # stable; every draw of the person depends on it
        ("where", "i4"),  # row of the place, or of the link while FLAG_ON_LINK is set
        ("route", "i4"),  # in `step_place`: the next place of the way chosen
        ("recent", "f4"),  # mean way of past days over a full day's way, the last day counting half
        ("on_link", "f4"),  # km behind it on a link that is walked by chance
        ("home", "i2"),  # row of the place where it set out
        ("day", "i2"),  # day up to whose end `recent` counts
        ("closures", "u2"),  # of the link, when it was entered
        ("steps", "u1"),  # places of the way chosen that are still ahead
        ("flags", "u1"),
    ],
    align=True,
)
FLAG_ON_LINK = 1
FLAG_FIRST = 2  # has not come to the end of a link yet

ROAD = np.dtype(
    [
        ("km", "f8"),
        ("max_km", "f8"),  # way in a day
        ("walk_share", "f8"),  # chance a day that it is walked
        ("start", "i4"),
        ("end", "i4"),
        ("is_open", "i4"),
        ("closures", "i4"),  # how often it has closed so far
    ],
    align=True,
)

# One way that may be chosen: its last place, and its places after the first in `step_place`.
CHOICE = np.dtype([("km", "f8"), ("last", "i4"), ("first_step", "i4"), ("steps", "i4"), ("pad", "i4")], align=True)

# What a place is on a day.
IS_CAMP = 1
IS_TOWN = 2
IS_CONFLICT = 4
IS_MARKER = 8

# Where new people come from, in the order of the setting's words.
NEW_PEOPLE = ("camps", "total", "constant", "poisson", "population_share")
GIVEN_NUMBER = 1  # up to this: the number of each day is known before the run
CONSTANT, POISSON, POPULATION_SHARE = 2, 3, 4

# How a class of people takes the pull of a place.
PLAIN, SQUARED, IGNORED = 0, 1, 2

# What a marker is to the search for ways.
PASSED, UNCOUNTED = 1, 2

# Which share of the own kind counts, by what a place is.
KIN_IN_CAMPS, KIN_IN_CONFLICT, KIN_IN_TOWNS = 0, 1, 2

SETTINGS = {
    "moves_on": "i8",  # 0: nobody chooses a way
    "max_km": "f8",
    "walk_km": "f8",
    "avoid_short_stints": "i8",
    "start_on_foot": "i8",
    "capacity_buffer": "f8",
    "softening": "f8",
    "weight_softening": "f8",
    "distance_power": "f8",
    "weight_power": "f8",
    "room_power": "f8",  # power of the factor of room; 0: room does not count
    "pulls_twice": "i8",  # 1: the pull is a factor of a weight that holds the score already
    "pruning": "f8",
    "new_people": "i8",  # row in NEW_PEOPLE
    "per_conflict_day": "f8",
    "takes_population": "i8",
    "decides_daily": "i8",  # chances change with what happens, so nobody's next move can be drawn ahead
    "move_population": "f8",
    "move_power": "f8",
    "home_power": "f8",  # 0: no distance from home counts
    "from_home": "i8",  # 1: distance from home counts; 0: from the place where the person is, or none
    "returns_if_closed": "i8",  # 1: a link that closed meanwhile sends back, though it be open again
}

ARRAYS = (
    ("person", PERSON, ("slot",)),  # the memory of rec
    ("road", ROAD, ("link",)),
    ("out_start", "i8", ("place + 1",)),
    ("out_link", "i8", ("link",)),  # links that leave each place
    ("step_place", "i4", ("step",)),
    ("choice_start", "i8", ("place + 1",)),
    ("choice", CHOICE, ("choice",)),
    ("pull", "f8", ("class", "choice")),  # weight but for room
    ("weight_cum", "f8", ("class", "choice")),  # cumulated from each place's first choice on
    ("weight_state", "i8", ("class", "place")),  # number of the change of room up to which weight_cum holds
    ("sent_to", "i8", ("place",)),  # place to which everybody there is sent; -1: none
    ("place_is", "u1", ("day", "place")),  # IS_CAMP, ...
    ("score", "f8", ("day", "place")),
    ("score_changes", "u1", ("day",)),  # scores differ from those of the day before
    ("intensity", "f8", ("day", "place")),
    ("spawn_factor", "f8", ("day", "place")),
    ("capacity", "f8", ("day", "place")),  # scaled; below 1: no limit
    (
        "move_size",
        "f8",
        ("day", "place"),
    ),  # capacity before scaling; chances go by it or the population
    ("move_chance", "f8", ("day", "place")),
    ("move_hazard", "f8", ("place", "day + 1")),  # cumulated
    ("settle_hazard", "f8", ("place", "day + 1")),  # cumulated
    ("new_people_of", "i8", ("day",)),
    ("population", "f8", ("place",)),
    ("spawn_cum", "f8", ("place",)),
    ("place_key", "u8", ("place",)),
    ("pull_population", "f8", ("place",)),
    ("apart", "f8", ("place", "place")),  # km, for the rule to stay close to home
    ("class_cum", "f8", ("place", "class")),  # cumulated shares of classes among those who set out
    ("class_takes", "i8", ("class",)),  # PLAIN, SQUARED or IGNORED
    ("kin", "f8", ("what a place is", "class", "place")),  # factor of the pull by the share of the own kind
    ("people", "i8", ("place",)),
    ("on_link", "i8", ("link",)),
    ("room", "f8", ("place",)),  # factor of pull by room, before the power
    ("room_weight", "f8", ("place",)),  # that factor to the power of room
    ("counter", "i8", ("counter",)),  # changes of room, people in all, people settled, failed day, decisions
)
CHANGES, ALL_PEOPLE, SETTLED, FAILED_DAY, DECISIONS = 0, 1, 2, 3, 4
