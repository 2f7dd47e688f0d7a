"""Whole-number codes that kernels and files share. Numbers are never reused.

A run holds codes and row numbers; names exist only in `scenario`, `convert` and `results`.
"""

from __future__ import annotations

from enum import IntEnum

# What a run can number: bits of a mask, bytes and short integers of a party's record.
MAX_LINES_PER_POOL = 8
MAX_PROFILES = 64
MAX_CAUSES = 255
MAX_MODES = 255
MAX_PLACES = 32_767
MAX_LODGING_ROWS = 32_767
MAX_LINES = 32_767


class Stage(IntEnum):
    """Where a party stands in its journey. At any tick every person is in exactly one stage and one place."""

    AT_HOME = 0  # has decided to leave and is about to set out; place = origin
    TO_POST = 1  # on the way to a border post; place = the post
    WAITING = 2  # in a line for a service; place = the service's place
    TO_CITY = 3  # on the way from a post, or another city, to a city; place = the city
    SEARCHING = 4  # in a city without a bed, looking for one; place = the city
    LODGED = 5  # has a bed, or lives where no bed of ours is needed; place = the city (or post, for visitors)
    TO_EXIT = 6  # on the way to the post, or other exit, by which it leaves again; place = that post
    REFUSED = 7  # turned back at a control; a final stage; place = the post
    GONE_HOME = 8  # gave up, or went home after its stay; a final stage; place = where it was last
    MOVED_ON = 9  # left for a third country; a final stage; place = where it crossed


class Total(IntEnum):
    """What is counted over a whole run."""

    EVENTS = 0  # records taken from the calendar, services begun, searches made
    INITIAL = 1  # tracked people there at the start
    SET_OUT = 2  # tracked people who set out during the run
    STAYED_HOME = 3  # people who found no open way
    OUTSIDE_IN = 4  # people not tracked who joined a line
    OUTSIDE_OUT = 5  # people not tracked who were served, or left a line
    CROSSED_IN = 6
    CROSSED_OUT = 7


class Cursor(IntEnum):
    """Where a run stands in what it fills."""

    JOURNEY_ROWS = 0  # rows of the journey log used
    STEP = 1  # the next step
    JOIN_LATER = 2  # parties in the heap of those who join a line later in the tick (kernels/joining)
    JOIN_ROWS = 3  # rows of records behind which it stands
    CHANGES = 4  # numbers of people by stage and place written down
    CARRIED = 5  # how often 256 people were taken out of a count of waits (kernels/basics)


class PlaceKind(IntEnum):
    """What a place is for."""

    ORIGIN = 0
    CITY = 1
    BORDER_POST = 2
    CAMP = 3
    JUNCTION = 4
    EXIT = 5


class Direction(IntEnum):
    """Which way through a post. IN is the way of the tracked people's flight."""

    IN = 0
    OUT = 1


class LineMode(IntEnum):
    """Lines that are kept apart at a post."""

    ANY = 0
    CAR = 1
    FOOT = 2
    RAIL = 3
    AIR = 4


class PoolRule(IntEnum):
    """How the lines of one pool share its servers."""

    FIFO = 0  # whoever joined any of the lines first
    ALTERNATE = 1  # n parties of a line, then the next line
    SHARE = 2  # service time in proportion to weights
    PRIORITY = 3  # the line with the largest weight


class ServiceTime(IntEnum):
    """Distribution of the time that one unit (person, vehicle) takes."""

    FIXED = 0
    EXPONENTIAL = 1


class Unit(IntEnum):
    """What a service handles one at a time."""

    PERSON = 0
    VEHICLE = 1
    PARTY = 2


class BedUnit(IntEnum):
    """What a party takes: as many beds as people, or one whole unit that holds them."""

    BED = 0
    UNIT = 1


class Order(IntEnum):
    """A dated order to a line that changes how parties fare there."""

    CONTROL = 0  # share of a profile turned back
    LEAVE_LINE = 1  # news: chance per day of leaving the line


class Reason(IntEnum):
    """Entries of a journey's log, in the order in which they usually come."""

    SET_OUT = 0
    REACHED_POST = 1
    JOINED_LINE = 2
    CROSSED_IN = 3
    REACHED_CITY = 4
    FOUND_BED = 5
    NO_BED = 6
    REGISTERED = 7
    LEFT_CITY = 8
    CROSSED_OUT = 9
    REFUSED = 10
    GAVE_UP = 11
    CHANGED_POST = 12
    CHANGED_LINE = 13
    MOVED_ON = 14
    WENT_HOME = 15


class Stream(IntEnum):
    """One stream of draws for each decision; its lower-case name, not its number, enters the draws."""

    LEAVE = 0
    CAUSE = 1
    SIZE = 2
    INFORMED = 3
    WAY = 4
    TRAVEL = 5
    SERVICE_TIME = 6
    CONTROL = 7
    GIVE_UP = 8
    REPLAN = 9
    SEARCH_HOUR = 10
    STAY = 11
    TRANSIT = 12
    PAPERS = 13
    VISIT = 14
    CENTRE = 15
    PATIENCE = 16
    MOVE_ON = 17
    STOPOVER = 18
    RETURN = 19
    TRAFFIC = 20
    MINUTE = 21
    INITIAL = 22
    JOURNEY = 23
    RANGE = 24
    ELSEWHERE = 25
    HOME = 26
    SPAWN = 27
    REST = 28
    PATH = 29
    WALK = 30
    TRAITS = 31
    SETTLE = 32
    LEAVE_CAR = 33
    PASSES = 34
    LODGING = 35
    DAY = 36
    JUMP = 37
    NEST = 38
    HEAR = 39
