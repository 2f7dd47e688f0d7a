"""What a run of the rule `lookahead` holds: cohorts of people who are alike, links, and the ways that people weigh."""

from __future__ import annotations

import numpy as np

from serai.state.memory import WORLD
from serai.state.record import Record

# People who are at one place or on one link and of whom the rule knows nothing else that tells them apart.
COHORT = np.dtype(
    [
        ("key", "u8"),  # every draw of the cohort depends on it
        ("people", "i8"),
        ("moved", "f8"),  # km of today; below 0: on the link since an earlier day
        ("recent", "f8"),  # mean way of past days over a full day's way, the last day counting half
        ("on_link", "f8"),  # km behind it on a link that is walked by chance
        ("where", "i4"),  # row of the place, or of the link while it is on one
        ("route", "i4"),  # in `step_place`: the next place of the way chosen
        ("kind", "i4"),
        ("steps", "i4"),  # places of the way chosen that are still ahead
        ("number", "i4"),  # of the link entered today; 0: none yet
        ("closures", "i4"),  # of the link, when it was entered
        ("flags", "i4"),
    ],
    align=True,
)
FLAG_FIRST = 1  # has not come to the end of a link yet
FLAG_WALKS = 2  # walks today, by chance
FLAG_RIDES = 4  # does not

# Rows of `stack`: the cohort that is handled, its part that stays, that takes one way, that turns back, that rides.
NOW, STAYING, LEAVING, TURNED, RIDING, N_WORKING = 0, 1, 2, 3, 4, 5

# Tables of `gathered`: who is on a link as travel begins; who chooses; who travels on a link. Two each, used by turns.
SOURCE, AT_PLACES, ON_LINKS, N_TABLES = 0, 1, 3, 5

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
CHOICE = np.dtype(
    [
        ("km", "f8"),
        ("passed_km", "f8"),  # of the links that are taken, the first open one to each place
        ("within", "f8"),  # who has come fewer km than that today comes to the end today for sure; -1: nobody
        ("again", "f8"),  # who has come fewer km than that today may go on from the end today
        ("last", "i4"),
        ("first_step", "i4"),
        ("steps", "i4"),
    ],
    align=True,
)

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

# The record begins with that of the main rule, whose chains, streams and log it shares.
LOOKAHEAD = Record(
    {
        "moves_on": "i8",  # 0: nobody chooses a way
        "many_parts": "i8",  # of people on a day, from which on not all pasts are told apart
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
        "decides_daily": "i8",  # chances go by the population that is left
        "move_population": "f8",
        "move_power": "f8",
        "home_power": "f8",  # 0: no distance from home counts
        "from_home": "i8",  # 1: distance from home counts; 0: from the place where the person is, or none
        "returns_if_closed": "i8",  # 1: a link that closed meanwhile sends back, though it be open again
    },
    head=WORLD,
)

cohort = LOOKAHEAD.array("cohort", COHORT, "slot")
stack = LOOKAHEAD.array("stack", COHORT, "entry")  # rows to work in
gathered = LOOKAHEAD.array("gathered", COHORT, "table", "row")  # people who are alike, in one row
slot_of = LOOKAHEAD.array("slot_of", "i8", "table", "slot")  # turn and row of `gathered`, by what the row is like
n_gathered = LOOKAHEAD.array("n_gathered", "i8", "table")
mask = LOOKAHEAD.array("mask", "i8", "table")  # slots in use, less one; a power of two
turn = LOOKAHEAD.array("turn", "i8", "table")  # how often a table has been filled
row_at = LOOKAHEAD.array("row_at", "i8", "table of places", "kind", "place")  # turn and row, where one past is kept
at_rest = LOOKAHEAD.array("at_rest", "i8", "kind", "place")  # people of whom nothing but their kind is to be known
first_kind = LOOKAHEAD.array("first_kind", "i8", "place")  # kind of the first class of those who set out there
kind_home = LOOKAHEAD.array("kind_home", "i8", "kind")  # row of the place where they set out
kind_key = LOOKAHEAD.array("kind_key", "u8", "kind")
road = LOOKAHEAD.array("road", ROAD, "link")
out_start = LOOKAHEAD.array("out_start", "i8", "place + 1")
out_link = LOOKAHEAD.array("out_link", "i8", "link")  # links that leave each place
step_place = LOOKAHEAD.array("step_place", "i4", "step")
choice_start = LOOKAHEAD.array("choice_start", "i8", "place + 1")
choice = LOOKAHEAD.array("choice", CHOICE, "choice")
near_start = LOOKAHEAD.array("near_start", "i8", "place + 1")
near = LOOKAHEAD.array("near", "i8", "near")  # choices that may be passed in a day and lead to where there is a limit
mark_start = LOOKAHEAD.array("mark_start", "i8", "place + 1")
mark = LOOKAHEAD.array("mark", "f8", "mark")  # km of today from which on one link fewer of those ahead can be passed
mark_unknown_below = LOOKAHEAD.array("mark_unknown_below", "f8", "place")  # km of today; below it marks are too many
pull = LOOKAHEAD.array("pull", "f8", "class", "choice")  # weight but for room
weight_cum = LOOKAHEAD.array("weight_cum", "f8", "class", "choice")  # cumulated from each place's first choice on
weight_state = LOOKAHEAD.array("weight_state", "i8", "class", "place")  # change of room up to which weight_cum holds
sent_to = LOOKAHEAD.array("sent_to", "i8", "place")  # place to which everybody there is sent; -1: none
place_is = LOOKAHEAD.array("place_is", "u1", "day", "place")  # IS_CAMP, ...
score = LOOKAHEAD.array("score", "f8", "day", "place")
score_changes = LOOKAHEAD.array("score_changes", "u1", "day")  # scores differ from those of the day before
intensity = LOOKAHEAD.array("intensity", "f8", "day", "place")
spawn_factor = LOOKAHEAD.array("spawn_factor", "f8", "day", "place")
capacity = LOOKAHEAD.array("capacity", "f8", "day", "place")  # scaled; below 1: no limit
move_size = LOOKAHEAD.array("move_size", "f8", "day", "place")  # unscaled capacity; chances go by it or the population
move_chance = LOOKAHEAD.array("move_chance", "f8", "day", "place")
settle_chance = LOOKAHEAD.array("settle_chance", "f8", "day", "place")
new_people_of = LOOKAHEAD.array("new_people_of", "i8", "day")
population = LOOKAHEAD.array("population", "f8", "place")
spawn_cum = LOOKAHEAD.array("spawn_cum", "f8", "place")
new_at = LOOKAHEAD.array("new_at", "i8", "place")  # new people of the day
place_key = LOOKAHEAD.array("place_key", "u8", "place")
pull_population = LOOKAHEAD.array("pull_population", "f8", "place")
apart = LOOKAHEAD.array("apart", "f8", "place", "place")  # km, for the rule to stay close to home
class_cum = LOOKAHEAD.array("class_cum", "f8", "place", "class")  # cumulated shares of classes among those who set out
class_takes = LOOKAHEAD.array("class_takes", "i8", "class")  # PLAIN, SQUARED or IGNORED
kin = LOOKAHEAD.array("kin", "f8", "what a place is", "class", "place")  # factor by the share of the own kind
people = LOOKAHEAD.array("people", "i8", "place")
on_link = LOOKAHEAD.array("on_link", "i8", "link")
room = LOOKAHEAD.array("room", "f8", "place")  # factor of pull by room, before the power
room_weight = LOOKAHEAD.array("room_weight", "f8", "place")  # that factor to the power of room
counter = LOOKAHEAD.array("counter", "i8", "counter")  # as below
# Changes of room, people in all, people settled, day on which nobody could set out, decisions, whether a table is full.
CHANGES, ALL_PEOPLE, SETTLED, FAILED_DAY, DECISIONS, TOO_MANY = 0, 1, 2, 3, 4, 5
# Pasts told apart of people who are alike else; parts of people on the day; which of two tables is next; cohorts filed.
PASTS, PARTS, NEXT, FILED = 6, 7, 8, 9
ALL_PASTS = 1 << 40
FEW_PASTS = 8  # told apart where there are many parts of people, or half of it, and so on down to one
N_COUNTERS = 10
