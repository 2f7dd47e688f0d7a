"""Places, ways, services and lodging as rows of arrays: what a run needs to know of the scenario.

Columns that are used together lie together in one record.
"""

from __future__ import annotations

import numpy as np

from serai.codes import Total

PROFILE = np.dtype(
    [
        ("informed_share", "f8"),
        ("patience", "f8"),  # moments
        ("patience_nights", "f8"),
        ("home_hours", "f8"),
        ("go_home_share", "f8"),
        ("papers_share", "f8"),
        ("papers_delay", "f8"),  # moments, median
        ("stay", "f8"),  # moments, mean
        ("transit_share", "f8"),
        ("transit", "f8"),  # moments, mean
        ("return_share", "f8"),
        ("stopover_share", "f8"),
        ("stopover", "f8"),  # moments, mean
        ("stopover_papers_share", "f8"),
        ("jump_share", "f8"),
        ("mean_size", "f8"),
        ("destination", "i8"),  # row in places; -1: chosen
        ("n_kinds", "i8"),  # kinds of lodging that it looks for
        ("tracked", "u1"),
        ("puts_off", "u1"),  # not tracked, yet it stays away from lines and leaves them
        ("sponsored", "u1"),
        ("takes_months", "u1"),  # looks for lodging by the month
        ("by_offer", "u1"),  # begins its search with a kind drawn by the places on offer
    ],
    align=True,
)

PLACE = np.dtype(
    [
        ("key", "u8"),
        ("attraction", "f8"),  # A_c ** beta_A
        ("kind", "i8"),
        ("gate_city", "i8"),  # of a post: the city nearest to it; -1: none
        ("exit_place", "i8"),  # of a city: the nearest exit to third countries; -1: none
        ("country", "i8"),  # number of its country
        ("nest", "i8"),  # region of destination in which it lies; -1: none
        ("share", "f8"),  # of a city: its part of the attraction of its region
        ("first_bed", "i8"),
        ("n_beds", "i8"),
        ("first_centre", "i8"),  # in World.centre
        ("n_centres", "i8"),
        ("centres_open", "i8"),  # moment at which the first of them is worked for the first time
    ],
    align=True,
)

LINE = np.dtype(
    [
        ("key", "u8"),
        ("share", "f8"),
        ("in_turn", "i8"),  # its parties before the next line of the pool has its turn
        ("place", "i8"),
        ("stands", "i8"),  # where it stands: a junction before the place, or the place
        ("jump", "i8"),  # the line of those who jump the queue beside it; -1: none
        ("pool", "i8"),
        ("column", "i8"),  # of this line in the pool's segments
        ("attraction", "f8"),  # of a centre, times what it can serve
        ("passes", "f8"),  # share of the parties that pass it
        ("pass_key", "u8"),  # of the place and kind: who passes one line of a kind passes the others
        ("at_post", "i8"),  # 1: passed on the way through a post; 0: visited from a city
        ("known", "i8"),  # 1: its wait is known to all, as that for a seat
        ("mode", "i8"),  # codes.LineMode
        ("direction", "i8"),  # codes.Direction
        ("unit", "i8"),  # codes.Unit
        ("time", "i8"),  # codes.ServiceTime
        ("again", "i8"),  # 1: those not served at closing start anew the next day
        ("capped", "i8"),  # 1: at times it serves no more than so many people a day
    ],
    align=True,
)

POOL = np.dtype(
    [
        ("first_line", "i8"),
        ("n_lines", "i8"),
        ("first_server", "i8"),
        ("first_segment", "i8"),
        ("end_segment", "i8"),
        ("n_servers", "i8"),  # the most that ever work
        ("pressure_people", "f8"),  # more people in its lines, or a longer expected wait, are pressure
        ("pressure_hours", "f8"),
        ("pressure_delay", "i8"),  # moments that it lasts before servers are added, and that it is gone before they go
        ("may_add", "i8"),  # 1: servers are added under pressure
        ("end_series", "i8"),  # in the first of the pools of a place that lead to one another: the pool after the last
        ("rule", "i8"),  # codes.PoolRule
    ],
    align=True,
)

# A stretch of time with the same servers (`pressed`: under pressure) and the same open lines of a pool.
SEGMENT = np.dtype([("open", "i8"), ("close", "i8"), ("servers", "i8"), ("pressed", "i8")], align=True)

BED = np.dtype(
    [
        ("admits", "u8"),  # bit p: parties of profile p
        ("beds", "f8"),
        ("taken", "f8"),
        ("unit_size", "f8"),
        ("open", "i8"),
        ("close", "i8"),
        ("place", "i8"),
        ("kind", "i8"),
        ("unit", "i8"),  # codes.BedUnit
        ("paying", "u1"),
        ("responsive", "u1"),
        ("monthly", "u1"),
        ("pad", "u1"),
    ],
    align=True,
)

WAY = np.dtype(
    [
        ("step", "u8"),  # key of its names, times rng.GAMMA
        ("weight", "f8"),  # exp of all that does not change during the run, the largest of an origin being 1
        ("post", "i4"),
        ("city", "i4"),
        ("mode", "i4"),
        ("line_mode", "i4"),
    ],
    align=True,
)

# A row of people who leave: the hazard of an origin and profile, or an expected or given number.
LEAVER = np.dtype(
    [
        ("key", "u8"),
        ("people", "f8"),
        ("origin", "i8"),
        ("profile", "i8"),
        ("count", "i8"),  # LEAVER_AT_RISK, LEAVER_EXPECTED or LEAVER_GIVEN
        ("cause", "i8"),  # of all who leave; 0: drawn by the shares of the causes
        ("first_tick", "i8"),  # before it nobody leaves
        ("n_ticks", "i8"),  # so many from there on; after them nobody leaves
        ("hazard", "i8"),  # where its cumulated hazard begins: n_ticks + 1 numbers, the first 0
    ],
    align=True,
)
LEAVER_AT_RISK = 0
LEAVER_EXPECTED = 1
LEAVER_GIVEN = 2

TRAFFIC = np.dtype(
    [
        ("key", "u8"),
        ("origin", "i8"),
        ("place", "i8"),
        ("profile", "i8"),
        ("mode", "i8"),  # -1: drawn from the profile's modes
        ("direction", "i8"),
        ("registration", "i8"),
    ],
    align=True,
)

ORDER = np.dtype(
    [
        ("value", "f8"),  # share turned back, or chance per day of leaving the line
        ("delay", "f8"),  # moments with which the news spreads; 0: at once
        ("open", "i8"),
        ("close", "i8"),
        ("line", "i8"),
        ("profile", "i8"),
        ("kind", "i8"),  # codes.Order
    ],
    align=True,
)

# What a party may know of destinations: news about them, and that it may not enter.
TIDING = np.dtype(
    [
        ("key", "u8"),
        ("factor", "f8"),  # of the pull of its places for those who know; 0 of a ban
        ("delay", "f8"),  # moments with which news spreads; 0: at once
        ("unaware", "f8"),  # share of the parties that do not know of a ban
        ("open", "i8"),
        ("close", "i8"),
        ("profiles", "u8"),  # bit p: it concerns parties of profile p
        ("bans", "i8"),  # 1: those whom it concerns are turned away at the post, whether they know or not
    ],
    align=True,
)

CLOSURE = np.dtype([("open", "i8"), ("close", "i8"), ("place", "i8")], align=True)

N_LINE_MODES = 5
WAYS_AT_ONCE = 64  # of a race

TOTALS = tuple(total.name.lower() for total in Total)
