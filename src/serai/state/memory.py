"""The memory of a run: one record that holds every setting and the address of every array.

A kernel takes this record, `w`, and nothing else but rows and moments: ``w["theta"]`` is a setting,
``of.line(w)[row]`` a row of an array (modules write ``from serai.state import memory as of``). Passing one pointer
keeps calls between kernels free of cost: arrays in tuples cost a counted reference each for every call, ten times
the work itself (docs/decisions/0004-one-record-of-addresses.md).

`SETTINGS` and `ARRAYS` are the one list of what there is. `Memory` allocates, and keeps what it points to alive.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba.core import config

from serai.flee import memory as lookahead
from serai.state import views
from serai.state.calendar import CHAIN
from serai.state.log import JOURNEY, VARIABLES
from serai.state.parties import PARTY
from serai.state.places import BED, CLOSURE, LEAVER, LINE, ORDER, PLACE, POOL, PROFILE, SEGMENT, TRAFFIC, WAY

SETTINGS = {
    "n_ticks": "i8",
    "moments_per_tick": "i8",
    "tick_factor": "i8",  # moment * tick_factor >> tick_shift: its tick (calendar.reciprocal)
    "tick_shift": "i8",
    "ticks_per_step": "i8",
    "n_places": "i8",
    "n_lines": "i8",
    "n_beds": "i8",
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
    "eta_0": "f8",  # 1/h
    "eta_1": "f8",  # 1/h2
    "home_hours": "f8",
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
    "follow_share": "f8",  # share of those who leave home whose journey is written down
    "newcomers_since": "i8",  # moment at which the day of the first trigger begins
    "traffic_flags": "i8",  # flags with which ordinary traffic and people there at the start begin
    **{"look_" + name: kind for name, kind in lookahead.SETTINGS.items()},
}


class Array(NamedTuple):
    """An array that kernels work on: its name, type, and the meaning of its dimensions."""

    name: str
    dtype: Any
    dims: tuple[str, ...]


# What stays as it is during a run, then what changes, then the log.
ARRAYS = (
    Array("stream", "u8", ("stream",)),  # key of each stream
    Array("profile", PROFILE, ("profile",)),
    Array("size_cum", "f8", ("profile", "size")),  # cumulated weights of party sizes
    Array("size_of", "i8", ("profile", "size")),
    Array("mode_weight", "f8", ("profile", "mode")),
    Array("bed_order", "i8", ("profile", "rank")),  # kinds of lodging in the order of search
    Array("mode_line", "i8", ("mode",)),  # codes.LineMode
    Array("mode_onward", "i8", ("mode",)),
    Array("place", PLACE, ("place",)),
    Array("shift", "i8", ("place", "day")),  # moments from the scenario's local time to the place's
    Array("posts", "i8", ("post",)),  # rows of the border posts
    Array("cities", "i8", ("city",)),  # rows of cities and camps
    Array("first_line", "i8", ("place", "direction", "line mode")),  # -1: no line for that mode
    Array("next_line", "i8", ("line", "line mode")),  # the next service in the same direction; -1: none
    Array("has_lines", "i8", ("place", "direction")),
    Array("centre", "i8", ("centre",)),  # lines of registration, by place
    Array("line", LINE, ("line",)),
    Array("pool", POOL, ("pool",)),
    Array("segment", SEGMENT, ("segment",)),
    Array("service_moments", "f8", ("segment", "column")),  # 0: the line is closed
    Array("service_cap", "f8", ("segment", "column")),  # people a local day; negative: no limit
    Array("bed", BED, ("lodging",)),
    Array("way_start", "i8", ("place and mode + 1",)),
    Array("way", WAY, ("way",)),
    Array("way_step", "u8", ("way",)),  # again, side by side
    Array("way_lightness", "f8", ("way",)),  # 1 / weight
    Array("way_time", "f8", ("most ways of an origin and mode",)),  # bounds of the times of a race
    Array("hours", "f8", ("mode", "place", "place")),  # infinite where there is no way
    Array("leaver", LEAVER, ("leaver",)),
    Array("hazard", "f8", ("leaver", "tick + 1")),  # cumulated
    Array("guide", "i4", ("tick",)),  # of the row of leavers that is drawn: where to look in its hazard
    Array("cause_share", "f8", ("leaver", "tick", "cause")),  # cumulated over causes
    Array("traffic", TRAFFIC, ("flow",)),
    Array("traffic_rate", "f8", ("flow", "tick")),  # parties in each tick
    Array("order", ORDER, ("order",)),
    Array("closure", CLOSURE, ("closure",)),
    Array("visit_cum", "f8", ("hour",)),  # cumulated arrival at centres by local hour
    Array("rec", PARTY, ("slot",)),
    Array("raw", "u8", ("slot", "word")),  # the same memory, by which records are copied
    Array("nxt", "i4", ("chunk",)),
    Array("chain", CHAIN, ("chain",)),
    Array("free_at", "i8", ("server",)),  # moment at which each is free
    Array("pool_segment", "i8", ("pool",)),  # the segment in force, or the next
    Array("pool_turn", "i8", ("pool", "two")),  # line whose turn it is, parties served in it
    Array("line_used", "f8", ("line",)),  # service time used, divided by the line's share
    Array("waiting", "i8", ("line",)),  # people
    Array("served_today", "i8", ("line", "two")),  # local day, people
    Array("served_now", "f8", ("line",)),  # people served in this step
    Array("served_day", "f8", ("line",)),  # in the steps of the last day
    Array("served_ring", "f8", ("steps of a day", "line")),  # in each of them
    Array("wait_ring", "f8", ("delay + 1", "line")),  # expected wait, hours
    Array("wait_now", "f8", ("line",)),
    Array("wait_known", "f8", ("line",)),  # as the informed know it
    Array("post_factor", "f8", ("informed", "line mode", "place")),
    Array("city_factor", "f8", ("informed", "place")),
    Array("factor_most", "f8", ("informed",)),  # the largest of each, multiplied
    Array("room_ring", "f8", ("delay + 1", "place")),  # free beds
    Array("room_known", "f8", ("place",)),  # as the informed know it
    Array("place_open", "i8", ("place",)),
    Array("control", "f8", ("line", "profile")),  # share turned back
    Array("leave_line", "f8", ("line", "profile")),  # chance per day of leaving the line
    Array("bed_used", "i8", ("lodging",)),  # beds or units in use
    Array("bed_people", "i8", ("lodging",)),
    Array("log_price", "f8", ("place",)),
    Array("supply", "f8", ("place",)),
    Array("tightness_0", "f8", ("place",)),
    Array("present", "i8", ("stage", "place")),  # tracked people
    Array("total", "i8", ("total",)),  # places.TOTALS
    Array("journey", JOURNEY, ("row",)),
    Array("cursor", "i8", ("two",)),  # rows of the journey log used, next step
    Array("scratch", "i4", ("slot",)),
    Array("merge", "i4", ("slot",)),
    Array("bucket", "i4", ("bucket",)),
    *(Array("log_" + variable.name, variable.dtype, variable.dims) for variable in VARIABLES),
    *(Array("look_" + name, dtype, dims) for name, dtype, dims in lookahead.ARRAYS),
)

ROW_OF = {array.name: row for row, array in enumerate(ARRAYS)}
MAX_DIMS = 3

# Addresses and lengths stand in two columns, not in one field for each array: numba writes the whole type of the
# record into the name of every function that takes it.
WORLD = np.dtype(
    [*SETTINGS.items(), ("address", "u8", (len(ARRAYS),)), ("length", "i8", (len(ARRAYS) * MAX_DIMS,))], align=True
)


class Memory:
    """The record of a run and the arrays that it points to.

    Parameters
    ----------
    settings : dict of name -> number, of `SETTINGS`; 0 where absent
    arrays : dict of name -> array, of `ARRAYS`, C-contiguous and of its type; empty where absent, since each rule
        uses its own
    """

    def __init__(self, settings: dict[str, Any], arrays: dict[str, np.ndarray]) -> None:
        self.arrays: dict[str, np.ndarray] = {}
        self.world = np.zeros(1, dtype=WORLD)
        for name in SETTINGS:
            self.world[name] = settings.get(name, 0)
        for name, dtype, dims in ARRAYS:
            self.place(name, arrays.get(name, np.zeros((0,) * len(dims), dtype=dtype)))

    def place(self, name: str, array: np.ndarray) -> None:
        """Let a name stand for an array from now on."""
        _, dtype, dims = ARRAYS[ROW_OF[name]]
        if array.dtype != np.dtype(dtype) or array.ndim != len(dims) or not array.flags.c_contiguous:
            raise TypeError(f"array {name} must be {np.dtype(dtype)} with dims {dims}, got {array.dtype}{array.shape}")
        self.arrays[name] = array
        self.world[0]["address"][ROW_OF[name]] = array.ctypes.data
        for axis, length in enumerate(array.shape):
            self.world[0]["length"][ROW_OF[name] * MAX_DIMS + axis] = length

    def __getitem__(self, name: str) -> np.ndarray:
        """The array of a name."""
        return self.arrays[name]


def _accessor(name: str) -> Callable[[Any], np.ndarray]:
    """A function of the record that gives the array of a name."""
    return _view_of(name, sized=True)


def _indexed(name: str) -> Callable[[Any], np.ndarray]:
    """The same for an array that kernels only index, by nothing below 0: no size and no slice of it may be asked for.

    That saves a tenth of the time of a run.
    """
    return _view_of(name, sized=False)


def _view_of(name: str, *, sized: bool) -> Callable[[Any], np.ndarray]:
    row = ROW_OF[name]
    dtype, n_dims, first = np.dtype(ARRAYS[row].dtype), len(ARRAYS[row].dims), row * MAX_DIMS
    if config.DISABLE_JIT:
        kind = np.ndarray if sized else views.NeverNegative
        return views.interpreted(row, slice(first, first + n_dims), dtype, kind)
    assert WORLD.fields is not None
    address, length = WORLD.fields["address"][1], WORLD.fields["length"][1]
    lengths = [length + 8 * (first + axis) for axis in range(n_dims)]
    return views.compiled(address + 8 * row, lengths, dtype, sized=sized)


stream = _indexed("stream")
profile = _indexed("profile")
size_cum = _accessor("size_cum")
size_of = _accessor("size_of")
mode_weight = _indexed("mode_weight")
bed_order = _indexed("bed_order")
mode_line = _accessor("mode_line")
mode_onward = _indexed("mode_onward")
place = _indexed("place")
shift = _accessor("shift")
posts = _accessor("posts")
cities = _accessor("cities")
first_line = _indexed("first_line")
next_line = _indexed("next_line")
has_lines = _indexed("has_lines")
centre = _indexed("centre")
line = _indexed("line")
pool = _accessor("pool")
segment = _indexed("segment")
service_moments = _indexed("service_moments")
service_cap = _indexed("service_cap")
bed = _indexed("bed")
way_start = _indexed("way_start")
way = _indexed("way")
way_step = _indexed("way_step")
way_lightness = _indexed("way_lightness")
way_time = _indexed("way_time")
hours = _indexed("hours")
leaver = _accessor("leaver")
hazard = _indexed("hazard")
guide = _indexed("guide")
cause_share = _accessor("cause_share")
traffic = _accessor("traffic")
traffic_rate = _indexed("traffic_rate")
order = _accessor("order")
closure = _accessor("closure")
visit_cum = _indexed("visit_cum")
rec = _indexed("rec")
raw = _indexed("raw")
nxt = _indexed("nxt")
chain = _indexed("chain")
chains = _accessor("chain")
free_at = _indexed("free_at")
pool_segment = _indexed("pool_segment")
pool_turn = _indexed("pool_turn")
line_used = _indexed("line_used")
waiting = _indexed("waiting")
served_today = _indexed("served_today")
served_now = _indexed("served_now")
served_day = _indexed("served_day")
served_ring = _accessor("served_ring")
wait_ring = _accessor("wait_ring")
wait_now = _indexed("wait_now")
wait_known = _indexed("wait_known")
post_factor = _indexed("post_factor")
city_factor = _indexed("city_factor")
factor_most = _indexed("factor_most")
room_ring = _accessor("room_ring")
room_known = _indexed("room_known")
place_open = _accessor("place_open")
control = _accessor("control")
leave_line = _accessor("leave_line")
bed_used = _indexed("bed_used")
bed_people = _indexed("bed_people")
log_price = _indexed("log_price")
supply = _indexed("supply")
tightness_0 = _indexed("tightness_0")
present = _indexed("present")
total = _indexed("total")
journey = _accessor("journey")
cursor = _indexed("cursor")
scratch = _indexed("scratch")
merge = _indexed("merge")
bucket = _indexed("bucket")
log_set_out = _indexed("log_set_out")
log_set_out_by_cause = _indexed("log_set_out_by_cause")
log_entries = _indexed("log_entries")
log_entries_by_cause = _indexed("log_entries_by_cause")
log_exits = _indexed("log_exits")
log_newcomer_exits = _indexed("log_newcomer_exits")
log_refused = _indexed("log_refused")
log_gave_up = _indexed("log_gave_up")
log_changed_post = _indexed("log_changed_post")
log_changed_line = _indexed("log_changed_line")
log_joined = _indexed("log_joined")
log_served = _indexed("log_served")
log_served_all = _indexed("log_served_all")
log_wait_sum = _indexed("log_wait_sum")
log_wait_hist = _indexed("log_wait_hist")
log_cohort_served = _indexed("log_cohort_served")
log_cohort_left = _indexed("log_cohort_left")
log_waiting = _accessor("log_waiting")
log_wait_so_far_mean = _indexed("log_wait_so_far_mean")
log_wait_so_far_p50 = _indexed("log_wait_so_far_p50")
log_wait_so_far_p90 = _indexed("log_wait_so_far_p90")
log_reached_city = _indexed("log_reached_city")
log_registered = _indexed("log_registered")
log_lodged = _indexed("log_lodged")
log_beds_in_use = _indexed("log_beds_in_use")
log_free_beds = _indexed("log_free_beds")
log_without_bed = _indexed("log_without_bed")
log_searches = _indexed("log_searches")
log_search_refused = _indexed("log_search_refused")
log_rent_index = _indexed("log_rent_index")
log_supply_index = _indexed("log_supply_index")
log_went_on = _indexed("log_went_on")
log_went_home = _indexed("log_went_home")
log_moved_on = _indexed("log_moved_on")
log_present = _indexed("log_present")
look_cohort = _accessor("look_cohort")
look_stack = _accessor("look_stack")
look_at_rest = _accessor("look_at_rest")
look_first_kind = _accessor("look_first_kind")
look_kind_home = _accessor("look_kind_home")
look_kind_key = _accessor("look_kind_key")
look_sight_start = _accessor("look_sight_start")
look_sight = _accessor("look_sight")
look_new_at = _accessor("look_new_at")
look_road = _accessor("look_road")
look_out_start = _accessor("look_out_start")
look_out_link = _accessor("look_out_link")
look_step_place = _accessor("look_step_place")
look_choice_start = _accessor("look_choice_start")
look_choice = _accessor("look_choice")
look_pull = _accessor("look_pull")
look_weight_cum = _accessor("look_weight_cum")
look_weight_state = _accessor("look_weight_state")
look_sent_to = _accessor("look_sent_to")
look_place_is = _accessor("look_place_is")
look_score = _accessor("look_score")
look_score_changes = _accessor("look_score_changes")
look_intensity = _accessor("look_intensity")
look_spawn_factor = _accessor("look_spawn_factor")
look_capacity = _accessor("look_capacity")
look_move_size = _accessor("look_move_size")
look_move_chance = _accessor("look_move_chance")
look_settle_chance = _accessor("look_settle_chance")
look_new_people_of = _accessor("look_new_people_of")
look_population = _accessor("look_population")
look_spawn_cum = _accessor("look_spawn_cum")
look_place_key = _accessor("look_place_key")
look_pull_population = _accessor("look_pull_population")
look_apart = _accessor("look_apart")
look_class_cum = _accessor("look_class_cum")
look_class_takes = _accessor("look_class_takes")
look_kin = _accessor("look_kin")
look_people = _accessor("look_people")
look_on_link = _accessor("look_on_link")
look_room = _accessor("look_room")
look_room_weight = _accessor("look_room_weight")
look_counter = _accessor("look_counter")
