"""People who are alike are put together, so that the work of a day does not grow with them (docs/model/lookahead)."""

import numpy as np

from serai.flee import memory as look
from serai.flee.kernels.split import row_above
from serai.flee.memory import ALL_PASTS, AT_PLACES, FEW_PASTS, FILED, N_TABLES, NOW, PASTS, TOO_MANY
from serai.jit import njit
from serai.kernels.chains import drop_first, first_row
from serai.rng import mix, to_unit

TURN_BITS = 32
ROW_MASK = (1 << TURN_BITS) - 1
LEAST_MASK = 1 << 10
SPARE = 4  # slots for a row, from which on they are too many
FINE = 2.0**40  # for a whole number made of a real one


@njit()
def gather(w, which, cohort):
    """Put people to those in a table who are alike in all that the rule sees of them; to a row of their own if none is.

    The key of a row is that of the people who came first. Where PASTS rows differ in the past alone, further people
    join the one whose past is nearest, and all of it have the past of one of them. With many rows these are few.
    """
    table = look.gathered(w)[which]
    slots = look.slot_of(w)[which]
    turn = look.turn(w)[which]
    mask = look.mask(w)[which]
    slot = np.int64(fingerprint(w, cohort) & np.uint64(mask))
    alike = 0
    nearest = -1
    while slots[slot] >> TURN_BITS == turn:
        row = slots[slot] & ROW_MASK
        there = table[row]
        if are_alike(w, there, cohort):
            if there["moved"] == cohort["moved"] and there["recent"] == cohort["recent"]:
                there["people"] += cohort["people"]
                return
            alike += 1
            if nearest < 0 or apart(w, there, cohort) < apart(w, table[nearest], cohort):
                nearest = row
        slot = (slot + 1) & mask
    if alike >= look.counter(w)[PASTS]:
        join(table[nearest], cohort)
        return
    row = new_row(w, which, cohort)
    if row < 0:
        return
    slots[slot] = (turn << TURN_BITS) | row
    if 2 * row > mask:
        file_rows(w, which, 2 * mask + 1)
    if row + 1 >= w["many_parts"] and look.counter(w)[PASTS] == ALL_PASTS:
        look.counter(w)[PASTS] = FEW_PASTS
        for table_row in range(N_TABLES):
            file_rows(w, table_row, look.mask(w)[table_row])


@njit()
def gather_at_place(w, which, cohort):
    """Put people who have come to a place, and have neither a way nor a first link before them, to a table of places.

    Their km of today are set to the least with which as much can be done. Where one past is told apart, the row is
    found by the place and the kind, and what the others have come counts only if theirs is drawn.
    """
    if look.counter(w)[PASTS] > 1:
        forget_passed_marks(w, cohort)
        gather(w, which, cohort)
        return
    rows = look.row_at(w)[which - AT_PLACES, cohort["kind"]]
    turn = look.turn(w)[which]
    if rows[cohort["where"]] >> TURN_BITS == turn:
        there = look.gathered(w)[which, rows[cohort["where"]] & ROW_MASK]
        people = there["people"] + cohort["people"]
        if takes_over(there, cohort, people):
            forget_passed_marks(w, cohort)
            there["moved"] = cohort["moved"]
            there["recent"] = cohort["recent"]
        there["people"] = people
        return
    forget_passed_marks(w, cohort)
    row = new_row(w, which, cohort)
    if row >= 0:
        rows[cohort["where"]] = (turn << TURN_BITS) | row


@njit()
def new_row(w, which, cohort):
    """Put people to a row of their own of a table: the row, -1 where the table is full."""
    row = look.n_gathered(w)[which]
    if row == look.gathered(w).shape[1]:
        look.counter(w)[TOO_MANY] = 1
        return -1
    look.gathered(w)[which, row] = cohort
    look.n_gathered(w)[which] = row + 1
    return row


@njit()
def file_rows(w, which, mask):
    """File the rows of a table anew by what they are like, in so many slots."""
    slots = look.slot_of(w)[which]
    look.turn(w)[which] += 1
    turn = look.turn(w)[which]
    look.mask(w)[which] = mask
    for row in range(look.n_gathered(w)[which]):
        slot = np.int64(fingerprint(w, look.gathered(w)[which, row]) & np.uint64(mask))
        while slots[slot] >> TURN_BITS == turn:
            slot = (slot + 1) & mask
        slots[slot] = (turn << TURN_BITS) | row


@njit()
def apart(w, first, second):
    """How far the pasts of people are apart, over a full day's way."""
    today = (first["moved"] - second["moved"]) / w["max_km"]
    return abs(today) + abs(first["recent"] - second["recent"] + today)


@njit()
def join(there, cohort):
    """Put people to others with another past: that of one of all of them, drawn, so that each past counts as before."""
    people = there["people"] + cohort["people"]
    if takes_over(there, cohort, people):
        there["moved"] = cohort["moved"]
        there["recent"] = cohort["recent"]
    there["people"] = people


@njit()
def takes_over(there, cohort, people):
    """Whether of so many people in all the past of those who come is drawn."""
    return to_unit(mix(there["key"] ^ mix(cohort["key"]))) * people < cohort["people"]


@njit()
def fingerprint(w, cohort):
    """A number that is the same for people who are alike; where all pasts are told apart, for those of one past."""
    mixed = mix(np.uint64(cohort["where"]) * np.uint64(64) + np.uint64(cohort["flags"]))
    mixed = mix(mixed ^ np.uint64(cohort["kind"] * 4096 + cohort["steps"]))
    for step in range(cohort["steps"]):
        mixed = mix(mixed + np.uint64(look.step_place(w)[cohort["route"] + step]))
    if look.counter(w)[PASTS] < ALL_PASTS:
        return mixed
    return mix(mixed ^ np.uint64(np.int64((cohort["moved"] + 3.0 * cohort["recent"]) * FINE)))


@njit()
def are_alike(w, first, second):
    """Whether the rule sees no difference between people but their past: where they are, their kind and their way."""
    if (
        first["where"] != second["where"]
        or first["kind"] != second["kind"]
        or first["steps"] != second["steps"]
        or first["flags"] != second["flags"]
        or first["closures"] != second["closures"]
        or first["on_link"] != second["on_link"]
        or (first["moved"] < 0.0) != (second["moved"] < 0.0)
    ):
        return False
    if first["route"] == second["route"]:
        return True
    for step in range(first["steps"]):
        if look.step_place(w)[first["route"] + step] != look.step_place(w)[second["route"] + step]:
            return False
    return True


@njit()
def forget_passed_marks(w, cohort):
    """Set the km of today to the least with which as much can be done today; the mean of the past makes up for it.

    Where marks are too many to be listed, the km stay as they are.
    """
    least = look.mark_unknown_below(w)[cohort["where"]]
    if cohort["moved"] < least:
        return
    first = look.mark_start(w)[cohort["where"]]
    past = look.mark_start(w)[cohort["where"] + 1]
    if first < past and look.mark(w)[first] <= cohort["moved"]:
        row = row_above(look.mark(w), first, past, cohort["moved"])
        least = max(least, look.mark(w)[row if look.mark(w)[row] <= cohort["moved"] else row - 1])
    if w["avoid_short_stints"]:
        cohort["recent"] += (cohort["moved"] - least) / w["max_km"]
    cohort["moved"] = least


@njit()
def clear_table(w, which):
    """Forget who has been gathered; of slots many more than were needed, half are given up, to be found faster."""
    if LEAST_MASK <= look.mask(w)[which] and SPARE * look.n_gathered(w)[which] < look.mask(w)[which]:
        look.mask(w)[which] //= 2
    look.n_gathered(w)[which] = 0
    look.turn(w)[which] += 1


@njit()
def gather_chain(w, which, chain):
    """Move the cohorts of a chain to a table; at places a new day begins for them."""
    slot = first_row(w, chain)
    while slot >= 0:
        look.stack(w)[NOW] = look.cohort(w)[slot]
        drop_first(w, chain)
        look.counter(w)[FILED] -= 1
        cohort = look.stack(w)[NOW]
        if which == AT_PLACES:
            cohort["moved"] = 0.0
            cohort["number"] = 0
            cohort["closures"] = 0
        gather(w, which, cohort)
        slot = first_row(w, chain)
