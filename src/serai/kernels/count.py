"""Parties to counts: what is written down at the end of a step and of a local day."""

import math

import numpy as np

from serai.codes import Cursor, Stage
from serai.jit import njit
from serai.kernels.basics import local_day, next_time
from serai.kernels.chains import chunk_span
from serai.kernels.lodge import NIGHT, free_units
from serai.state import memory as of
from serai.state.calendar import CHUNK
from serai.units import MOMENTS_PER_HOUR

HALF = 0.5
TENTH = 0.1
ROUNDING = 2.0**-52  # twice that of one operation
N_STAGES = len(Stage)
PLACES_AT_ONCE = 64


@njit()
def count(tick, w):
    """Write down the state at the end of each step, and what belongs to a night or a day."""
    end = (tick + 1) * w["moments_per_tick"]
    count_nights(w, end)
    if (tick + 1) % w["ticks_per_step"] != 0:
        return
    step = of.cursor(w)[Cursor.STEP]
    if step < of.log_waiting(w).shape[0]:
        for line in range(w["n_lines"]):
            of.log_waiting(w)[step, line] = of.waiting(w)[line]
            if of.waiting(w)[line] > 0:
                count_ages(w, line, step, end)
        count_beds(w, step, end)
        count_changes(w, step)
    remember(w, step)


@njit()
def count_nights(w, end):
    """People without a bed at 02:00, if that moment lies in this tick, and the day's asking rents.

    Cities that follow each other mostly share a time zone, whose moments are found once for them.
    """
    zone = np.int64(-1)
    first_night = np.int64(0)
    day = np.int64(0)
    for k in range(of.cities(w).size):
        city = of.cities(w)[k]
        if of.zone(w)[city] != zone:
            zone = of.zone(w)[city]
            first_night = next_time(w, city, end - w["moments_per_tick"], NIGHT)
            day = local_day(w, city, end - 1)
        night = first_night
        while night <= end:
            of.log_without_bed(w)[local_day(w, city, night), city] = of.present(w)[Stage.SEARCHING, city]
            night = next_time(w, city, night, NIGHT)
        of.log_rent_index(w)[day, city] = math.exp(of.log_price(w)[city])
        of.log_supply_index(w)[day, city] = of.supply(w)[city]


@njit()
def count_ages(w, line, step, end):
    """Mean, median and 90th percentile of the hours stood so far, by people; a line is in the order of joining."""
    queue = w["first_queue"] + line
    people = np.float64(of.waiting(w)[line])
    ahead = np.int64(0)
    moments = np.int64(0)
    n = 0  # at least as many as there are parties
    chunk = of.chain(w)[queue]["head"]
    while chunk >= 0:
        there = of.crowd(w)[chunk]["people"]
        if ahead < TENTH * people <= ahead + there:
            of.log_wait_so_far_p90(w)[step, line] = hours_at(w, queue, chunk, TENTH * people - ahead, end)
        if ahead < HALF * people <= ahead + there:
            of.log_wait_so_far_p50(w)[step, line] = hours_at(w, queue, chunk, HALF * people - ahead, end)
        ahead += there
        moments += end * there - of.crowd(w)[chunk]["joined"]
        n += CHUNK
        chunk = of.nxt(w)[chunk]
    of.log_wait_so_far_mean(w)[step, line] = mean_hours(w, queue, moments / MOMENTS_PER_HOUR, people, n, end)


@njit()
def hours_at(w, queue, chunk, people, end):
    """Hours stood so far by the first party of a chunk with whom so many people of the chunk are reached."""
    first, last = chunk_span(w, queue, chunk)
    row = first
    ahead = np.int64(of.rec(w)[row]["size"])
    while ahead < people and row + 1 < last:
        row += 1
        ahead += of.rec(w)[row]["size"]
    return (end - np.int64(of.rec(w)[row]["due"])) / MOMENTS_PER_HOUR


@njit()
def mean_hours(w, queue, hours, people, n, end):
    """Mean of the hours stood so far, as the hours of the parties added one by one give it in four bytes.

    Rounding that sum n times changes it by less than n * ROUNDING of the true one, which is known from whole numbers.
    Only where that leaves the last bit of the mean open are the parties visited.
    """
    slack = n * ROUNDING
    least = np.float32(hours * (1.0 - slack) / people)
    if least == np.float32(hours * (1.0 + slack) / people):
        return least
    return np.float32(sum_of_hours(w, queue, end) / people)


@njit()
def sum_of_hours(w, queue, end):
    """Hours that the people of a line have stood so far, added up party by party."""
    total = 0.0
    chunk = of.chain(w)[queue]["head"]
    while chunk >= 0:
        first, last = chunk_span(w, queue, chunk)
        for row in range(first, last):
            total += of.rec(w)[row]["size"] * ((end - np.int64(of.rec(w)[row]["due"])) / MOMENTS_PER_HOUR)
        chunk = of.nxt(w)[chunk]
    return total


@njit()
def count_beds(w, step, end):
    """Lodged people and free beds, by row of lodging."""
    for bed in range(w["n_beds"]):
        of.log_lodged(w)[step, bed] = of.bed_people(w)[bed]
        of.log_beds_in_use(w)[step, bed] = of.bed_used(w)[bed]
        of.log_free_beds(w)[step, bed] = free_units(w, bed, end - 1)


@njit()
def count_changes(w, step):
    """Tracked people by stage and place, where they are not as many as at the step before."""
    used = of.cursor(w)[Cursor.CHANGES]
    for stage in range(N_STAGES):
        for first in range(0, w["n_places"], PLACES_AT_ONCE):
            last = min(first + PLACES_AT_ONCE, w["n_places"])
            if not differs(w, stage, first, last):
                continue
            for place in range(first, last):
                people = of.present(w)[stage, place]
                if people != of.recorded(w)[stage, place]:
                    of.recorded(w)[stage, place] = people
                    of.change_cell(w)[used] = stage * w["n_places"] + place
                    of.change_people(w)[used] = people
                    used += 1
    of.cursor(w)[Cursor.CHANGES] = used
    of.change_end(w)[step] = used


@njit()
def differs(w, stage, first, last):
    """Whether the people in a stage differ at any of some places from those written down; the loop has no branch."""
    differing = 0
    for place in range(first, last):
        differing |= of.present(w)[stage, place] ^ of.recorded(w)[stage, place]
    return differing != 0


@njit()
def remember(w, step):
    """Keep what informed parties will know of this step, and begin to count the next one."""
    slot = (step + 1) % of.room_ring(w).shape[0]
    for k in range(of.cities(w).size):
        city = of.cities(w)[k]
        place_row = of.place(w)[city]
        room = 0.0
        moment = (step + 1) * w["ticks_per_step"] * w["moments_per_tick"]
        for bed in range(place_row["first_bed"], place_row["first_bed"] + place_row["n_beds"]):
            room += free_units(w, bed, moment) * of.bed(w)[bed]["unit_size"]
        of.room_ring(w)[slot, city] = room
    of.cursor(w)[Cursor.STEP] = step + 1
    slot = step % of.served_ring(w).shape[0]
    for line in range(w["n_lines"]):
        of.served_day(w)[line] += of.served_now(w)[line] - of.served_ring(w)[slot, line]
        of.served_ring(w)[slot, line] = of.served_now(w)[line]
        of.served_now(w)[line] = 0.0
