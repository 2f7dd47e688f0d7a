"""What a run of the main rule holds (record.py): the one list of its settings and arrays."""

from __future__ import annotations

from serai.state.calendar import CHAIN, STANDING
from serai.state.log import JOURNEY, LINE_DAY, VARIABLES
from serai.state.parties import PARTY
from serai.state.places import (
    BED,
    CLOSURE,
    LEAVER,
    LINE,
    ORDER,
    PLACE,
    POOL,
    PROFILE,
    SEGMENT,
    TIDING,
    TRAFFIC,
    WAY,
)
from serai.state.record import Accessor, Record

WORLD = Record(
    {
        "n_ticks": "i8",
        "moments_per_tick": "i8",
        "tick_factor": "i8",  # moment * tick_factor >> tick_shift: its tick (calendar.reciprocal)
        "tick_shift": "i8",
        "ticks_per_step": "i8",
        "n_days": "i8",
        "n_hours": "i8",  # of the log; 0: nothing is kept by hour
        "n_places": "i8",
        "n_lines": "i8",
        "n_beds": "i8",
        "n_nests": "i8",  # regions of destination among which parties choose first; 0: one choice of all ways
        "first_queue": "i8",  # chains: 0..n_ticks calendar, then queues, arrivals, searchers, movers
        "first_arrivals": "i8",
        "first_search": "i8",
        "movers": "i8",
        "foot_mode": "i8",  # the mode that joins the line on foot; -1: none
        "search_from": "i8",  # local hour
        "search_until": "i8",
        "theta": "f8",  # 1/h
        "theta_onward": "f8",  # 1/h
        "spread": "f8",
        "belief_wait": "f8",  # hours
        "consideration": "f8",  # hours
        "room_weight": "f8",
        "nest_parameter": "f8",
        "eta_0": "f8",  # 1/h
        "eta_1": "f8",  # 1/h2
        "leave_car_share": "f8",
        "walk_hours": "f8",
        "elsewhere_share": "f8",
        "persons_per_vehicle": "f8",
        "price_elasticity": "f8",
        "price_delay": "f8",  # moments
        "supply_elasticity": "f8",
        "supply_delay": "f8",  # moments
        "month_min_stay": "f8",  # moments
        "home_search": "f8",  # moments
        "visit_at_once": "i8",  # 1: a visit to a centre needs no hour of the day
        "follow_share": "f8",  # share of those who leave home whose journey is written down
        "newcomers_since": "i8",  # moment at which the day of the first trigger begins
        "traffic_flags": "i8",  # flags with which ordinary traffic and people there at the start begin
    }
)

# What stays as it is during a run.
stream = WORLD.indexed("stream", "u8", "stream")  # key of each stream
profile = WORLD.indexed("profile", PROFILE, "profile")
size_cum = WORLD.array("size_cum", "f8", "profile", "size")  # cumulated weights of party sizes
size_of = WORLD.array("size_of", "i8", "profile", "size")
mode_weight = WORLD.indexed("mode_weight", "f8", "profile", "mode")
bed_order = WORLD.indexed("bed_order", "i8", "profile", "rank")  # kinds of lodging in the order of search
mode_line = WORLD.array("mode_line", "i8", "mode")  # codes.LineMode
mode_onward = WORLD.indexed("mode_onward", "i8", "mode")
place = WORLD.indexed("place", PLACE, "place")
zone = WORLD.indexed("zone", "i8", "place")  # row of its time zone
midnight = WORLD.indexed("midnight", "i8", "zone", "local day + 1")  # moment at which each local day begins
clock_change = WORLD.indexed("clock_change", "i8", "zone", "local day")  # clock time from which a change shows
posts = WORLD.array("posts", "i8", "post")  # rows of the border posts
cities = WORLD.array("cities", "i8", "city")  # rows of cities and camps
first_line = WORLD.indexed("first_line", "i8", "place", "direction", "line mode")  # -1: no line for that mode
next_line = WORLD.indexed("next_line", "i8", "line", "line mode")  # the next service in the same direction; -1: none
has_lines = WORLD.indexed("has_lines", "i8", "place", "direction")
centre = WORLD.indexed("centre", "i8", "centre")  # lines of registration, by place
line = WORLD.indexed("line", LINE, "line")
pool = WORLD.array("pool", POOL, "pool")
segment = WORLD.indexed("segment", SEGMENT, "segment")
service_moments = WORLD.indexed("service_moments", "f8", "segment", "column")  # 0: the line is closed
service_cap = WORLD.indexed("service_cap", "f8", "segment", "column")  # people a local day; negative: no limit
bed = WORLD.indexed("bed", BED, "lodging")
way_start = WORLD.indexed("way_start", "i8", "place, mode and nest + 1")
way = WORLD.indexed("way", WAY, "way")
way_step = WORLD.indexed("way_step", "u8", "way")  # again, side by side
way_hours = WORLD.indexed("way_hours", "f8", "way")  # to its post
way_time = WORLD.indexed("way_time", "f8", "ways at once")  # bounds of the times of a race
hours = WORLD.indexed("hours", "f8", "mode", "place", "place")  # infinite where there is no way
leaver = WORLD.array("leaver", LEAVER, "leaver")
hazard = WORLD.indexed("hazard", "f8", "leaver and own tick + 1")  # cumulated
guide = WORLD.indexed("guide", "i4", "tick")  # of the row of leavers that is drawn: where to look in its hazard
cause_share = WORLD.array(
    "cause_share", "f8", "leaver at risk", "tick", "trigger + 1"
)  # cumulated; these rows come first
traffic = WORLD.array("traffic", TRAFFIC, "flow")
traffic_rate = WORLD.indexed("traffic_rate", "f8", "flow", "tick")  # parties in each tick
order = WORLD.array("order", ORDER, "order")
closure = WORLD.array("closure", CLOSURE, "closure")
nest_key = WORLD.indexed("nest_key", "u8", "nest")
nest_pull = WORLD.indexed("nest_pull", "f8", "informed", "profile", "nest")  # beside what their ways are like
tiding = WORLD.array("tiding", TIDING, "tiding")
tiding_place = WORLD.indexed("tiding_place", "i8", "tiding", "place")  # 1: it is about the place
visit_cum = WORLD.indexed("visit_cum", "f8", "hour")  # cumulated arrival at centres by local hour

# What changes.
rec = WORLD.indexed("rec", PARTY, "slot")
raw = WORLD.indexed("raw", "u8", "slot", "word")  # the same memory, by which records are copied
nxt = WORLD.indexed("nxt", "i4", "chunk")
crowd = WORLD.indexed("crowd", STANDING, "chunk")  # of a line
chain = WORLD.indexed("chain", CHAIN, "chain")
chains = WORLD.array("chain", CHAIN, "chain")
free_at = WORLD.indexed("free_at", "i8", "server")  # moment at which each is free
pool_segment = WORLD.indexed("pool_segment", "i8", "pool")  # the segment in force, or the next
idle_until = WORLD.indexed("idle_until", "i8", "pool")  # moment until which it has nothing to do if nobody joins
pool_turn = WORLD.indexed("pool_turn", "i8", "pool", "two")  # line whose turn it is, parties served in it
pool_pressed = WORLD.indexed(
    "pool_pressed", "i8", "pool", "two"
)  # 1: servers are added; moment since when that is due to change, -1: it is not
pool_next = WORLD.indexed("pool_next", "i8", "pool", "three")  # what it does next: moment, line, server
line_used = WORLD.indexed("line_used", "f8", "line")  # service time used, divided by the line's share
waiting = WORLD.indexed("waiting", "i8", "line")  # people
served_today = WORLD.indexed("served_today", "i8", "line", "two")  # local day, people
served_now = WORLD.indexed("served_now", "f8", "line")  # people served in this step
served_day = WORLD.indexed("served_day", "f8", "line")  # in the steps of the last day
served_ring = WORLD.array("served_ring", "f8", "steps of a day", "line")  # in each of them
wait_ring = WORLD.array("wait_ring", "f8", "delay + 1", "line")  # expected wait, hours
wait_now = WORLD.indexed("wait_now", "f8", "line")
opens_until = WORLD.indexed("opens_until", "i8", "line")  # until when it is open, or opens within a day
wait_known = WORLD.indexed("wait_known", "f8", "line")  # as the informed know it
post_known = WORLD.indexed("post_known", "i8", "place")  # as post_factor has it: 1 open, 0 closed; -1: to be renewed
post_factor = WORLD.indexed("post_factor", "f8", "informed", "line mode", "place")
city_factor = WORLD.indexed("city_factor", "f8", "informed", "place")
access = WORLD.indexed("access", "f8", "place", "informed", "mode and nest")  # sum of exp V of an origin's ways
way_lightness = WORLD.indexed("way_lightness", "f8", "informed", "way")  # 1 / exp V, without what parties add
renewals = WORLD.indexed("renewals", "i8", "informed")  # how often what they know of posts and cities has changed
way_renewal = WORLD.indexed("way_renewal", "i8", "place", "informed")  # `renewals` as an origin's ways have it
sway = WORLD.indexed("sway", "f8", "place")  # factors of cities by what the party that chooses knows
nest_sway = WORLD.indexed("nest_sway", "f8", "nest")  # their mean in each region
room_ring = WORLD.array("room_ring", "f8", "delay + 1", "place")  # free beds
room_known = WORLD.indexed("room_known", "f8", "place")  # as the informed know it
place_open = WORLD.array("place_open", "i8", "place")
control = WORLD.array("control", "f8", "line", "profile")  # share turned back
leave_line = WORLD.array("leave_line", "f8", "line", "profile")  # chance per day of leaving the line
bed_used = WORLD.indexed("bed_used", "i8", "lodging")  # beds or units in use
bed_people = WORLD.indexed("bed_people", "i8", "lodging")
log_price = WORLD.indexed("log_price", "f8", "place")
supply = WORLD.indexed("supply", "f8", "place")
tightness_0 = WORLD.indexed("tightness_0", "f8", "place")
present = WORLD.indexed("present", "i4", "stage", "place")  # tracked people
total = WORLD.indexed("total", "i8", "total")  # places.TOTALS
journey = WORLD.array("journey", JOURNEY, "row")
cursor = WORLD.indexed("cursor", "i8", "cursor")  # codes.Cursor
scratch = WORLD.indexed("scratch", "i4", "slot")
merge = WORLD.indexed("merge", "i4", "slot")
bucket = WORLD.indexed("bucket", "i4", "bucket")

# The log.
_OF_LOG = {variable.name: variable for variable in VARIABLES}


def _log(name: str, *, sized: bool = False) -> Accessor:
    return WORLD.array("log_" + name, _OF_LOG[name].dtype, *_OF_LOG[name].dims, sized=sized)


log_set_out = _log("set_out")
log_set_out_by_cause = _log("set_out_by_cause")
log_entries = _log("entries")
log_entries_by_cause = _log("entries_by_cause")
log_exits = _log("exits")
log_newcomer_exits = _log("newcomer_exits")
log_refused = _log("refused")
log_gave_up = _log("gave_up")
log_changed_post = _log("changed_post")
log_changed_line = _log("changed_line")
line_day = WORLD.indexed("line_day", LINE_DAY, "day", "line")
_WAITS = ("of whom", "day and line", "wait_bin")
waits = WORLD.indexed("waits", "u1", *_WAITS)
waits_carried = WORLD.indexed("waits_carried", "i4", *_WAITS)  # how often 256 were taken out of each
log_waiting = _log("waiting", sized=True)
log_wait_so_far_mean = _log("wait_so_far_mean")
log_wait_so_far_p50 = _log("wait_so_far_p50")
log_wait_so_far_p90 = _log("wait_so_far_p90")
log_reached_city = _log("reached_city")
log_registered = _log("registered")
log_lodged = _log("lodged")
log_beds_in_use = _log("beds_in_use")
log_free_beds = _log("free_beds")
log_without_bed = _log("without_bed")
log_searches = _log("searches")
log_search_refused = _log("search_refused")
log_rent_index = _log("rent_index")
log_supply_index = _log("supply_index")
log_went_on = _log("went_on")
log_went_home = _log("went_home")
log_moved_on = _log("moved_on")
log_present = _log("present")  # whole, for rules that count by day; the loop over ticks records changes:
change_end = WORLD.indexed("change_end", "i8", "step")  # how many there are up to the end of each step
change_cell = WORLD.indexed("change_cell", "i4", "change")  # stage * places + place
change_people = WORLD.indexed("change_people", "i4", "change")
recorded = WORLD.indexed("recorded", "i4", "stage", "place")  # people, as written down last
log_entries_by_hour = _log("entries_by_hour")
log_exits_by_hour = _log("exits_by_hour")
log_registered_by_hour = _log("registered_by_hour")
