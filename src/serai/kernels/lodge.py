"""Who finds a bed, and what asking rents do (docs/model/lodging)."""

import math

import numpy as np

from serai.codes import BedUnit, Reason, Stage, Stream, Total
from serai.jit import njit
from serai.kernels.basics import enter_stage, file_party, leave_stage, local_day, next_time, note, stay_end
from serai.kernels.chains import BY_SINCE, copy_to, free_all, list_rows, sort_listed
from serai.kernels.plan import home_ready, plan_next
from serai.rng import uniform
from serai.state import memory as of
from serai.state.parties import ARRANGED, FLAG_STOPOVER, NO_BED
from serai.units import MOMENTS_PER_HOUR

NIGHT = 2 * MOMENTS_PER_HOUR  # who is without a bed at 02:00 local time has spent the night outside
LEAST_TIGHTNESS = 0.05  # where no ordinary guests are stated


@njit()
def units_needed(w, bed, size):
    """Beds, or whole units, that a party takes."""
    row = of.bed(w)[bed]
    if row["unit"] == BedUnit.BED:
        return np.int64(size)
    return np.int64(math.ceil(size / row["unit_size"]))


@njit()
def free_units(w, bed, moment):
    """Free beds or units of one row of lodging; 0 while it is closed."""
    row = of.bed(w)[bed]
    if moment < row["open"] or moment >= row["close"]:
        return np.int64(0)
    stock = row["beds"] * of.supply(w)[row["place"]] if row["responsive"] else row["beds"]
    return max(np.int64(math.floor(stock - row["taken"])) - of.bed_used(w)[bed], np.int64(0))


@njit()
def free_bed(w, party):
    """Give a party's bed back. It stays where it is until it moves."""
    bed = np.int64(party["bed"])
    if bed >= 0:
        of.bed_used(w)[bed] -= units_needed(w, bed, np.int64(party["size"]))
        of.bed_people(w)[bed] -= party["size"]
    party["bed"] = NO_BED


@njit()
def may_rent(w, party, moment):
    """Whether a party can have a home by the month: it stays long and has had the time to find one."""
    if party["flags"] & FLAG_STOPOVER or stay_end(w, party) - moment < w["month_min_stay"]:
        return False
    return moment >= home_ready(w, party)


@njit()
def find_bed(w, party, moment):
    """The first lodging, in the order of the party's profile, that admits it and has room; NO_BED: none.

    Homes by the month take only parties that stay long and have had the time to find one. A profile that goes by what
    is on offer begins with a lodging by the night drawn from it.
    """
    profile = party["profile"]
    city = of.place(w)[party["city"]]
    rents = -1  # whether it may have a home by the month; asked once, where that matters
    if of.profile(w)[profile]["by_offer"]:
        rents = np.int64(may_rent(w, party, moment))
        if rents == 0:
            bed = drawn_lodging(w, party, moment)
            if bed >= 0 and suits(w, party, bed, moment):
                return bed
    for k in range(of.profile(w)[profile]["n_kinds"]):
        kind = of.bed_order(w)[profile, k]
        for bed in range(city["first_bed"], city["first_bed"] + city["n_beds"]):
            if of.bed(w)[bed]["kind"] != kind or not suits(w, party, bed, moment):
                continue
            if of.bed(w)[bed]["monthly"] == 0:
                return bed
            if rents < 0:
                rents = np.int64(may_rent(w, party, moment))
            if rents:
                return bed
    return NO_BED


@njit()
def suits(w, party, bed, moment):
    """Whether a lodging admits a party and has room for it."""
    if not admits(w, party, bed):
        return False
    return free_units(w, bed, moment) >= units_needed(w, bed, np.int64(party["size"]))


@njit()
def admits(w, party, bed):
    """Whether a lodging takes parties of this profile."""
    return (of.bed(w)[bed]["admits"] >> np.uint64(party["profile"])) & np.uint64(1) != 0


@njit()
def drawn_lodging(w, party, moment):
    """A lodging by the night of a kind that the party looks for, drawn by its places in all; NO_BED: there is none."""
    level = places_wanted(w, party, moment, np.inf)[0]
    u = uniform(of.stream(w)[Stream.LODGING], party["key"], np.uint64(party["leg"]))
    return places_wanted(w, party, moment, u * level)[1]


@njit()
def places_wanted(w, party, moment, level):
    """Places by the night that a party looks for in its city, up to a level, and the lodging at which it is reached."""
    profile = party["profile"]
    city = of.place(w)[party["city"]]
    passed = 0.0
    for k in range(of.profile(w)[profile]["n_kinds"]):
        kind = of.bed_order(w)[profile, k]
        for bed in range(city["first_bed"], city["first_bed"] + city["n_beds"]):
            row = of.bed(w)[bed]
            if row["kind"] != kind or row["monthly"] or moment < row["open"] or moment >= row["close"]:
                continue
            if admits(w, party, bed):
                passed += row["beds"] * row["unit_size"]
                if level < passed:
                    return passed, bed
    return passed, NO_BED


@njit()
def lodge(tick, w):
    """Let the parties that search this tick look for a bed, in each city in the order of their first search.

    Whoever left in this tick has given its bed back before; sponsored parties have theirs arranged.
    """
    for k in range(of.cities(w).size):
        which = w["first_search"] + of.cities(w)[k]
        if of.chain(w)[which]["head"] < 0:
            continue
        n = list_rows(w, which)
        sort_listed(w, n, BY_SINCE)
        for i in range(n):
            search(tick, w, np.int64(of.scratch(w)[i]))
        of.total(w)[Total.EVENTS] += n
        free_all(w, which)
    move_prices(tick, w)


@njit()
def search(tick, w, row):
    """One search: a bed, or another night, or giving up on this city."""
    party = of.rec(w)[row]
    city = np.int64(party["city"])
    moment = np.int64(party["due"])
    if party["stage"] == Stage.LODGED:
        look_for_home(tick, w, row, moment)
        return
    if party["nights"] > 0 and stay_end(w, party) <= moment:
        copy_to(w, w["movers"], row)
        return
    profile = of.profile(w)[party["profile"]]
    if profile["sponsored"] or profile["n_kinds"] == 0:
        take_bed(tick + 1, w, row, ARRANGED)
        return
    day = local_day(w, city, moment)
    of.log_searches(w)[day, city] += party["size"]
    bed = find_bed(w, party, moment)
    if bed >= 0:
        take_bed(tick + 1, w, row, bed)
        return
    of.log_search_refused(w)[day, city] += party["size"]
    note(w, party, Reason.NO_BED, moment, city, np.int64(party["nights"]))
    if party["nights"] > 0:
        night = np.int64(party["nights"]) + 256 * np.int64(party["leg"])
        u = uniform(of.stream(w)[Stream.PATIENCE], party["key"], night)
        if u < 1.0 / max(profile["patience_nights"], 1.0):
            copy_to(w, w["movers"], row)
            return
    due = next_search(w, party, moment)
    if next_time(w, city, moment, NIGHT) <= due:
        party["nights"] = min(np.int64(party["nights"]) + 1, 255)
    party["due"] = due
    file_party(w, tick + 1, row)


@njit()
def look_for_home(tick, w, row, moment):
    """A party that lives by the night moves to a home by the month if it finds one."""
    party = of.rec(w)[row]
    bed = find_bed(w, party, moment)
    if bed >= 0 and of.bed(w)[bed]["monthly"]:
        free_bed(w, party)
        hold_bed(w, party, bed)
        note(w, party, Reason.FOUND_BED, moment, np.int64(party["city"]), bed)
    plan_next(w, party, moment)
    file_party(w, tick + 1, row)


@njit()
def hold_bed(w, party, bed):
    """Give a party a bed, or lodging that is none of ours."""
    party["bed"] = bed
    if bed >= 0:
        of.bed_used(w)[bed] += units_needed(w, bed, np.int64(party["size"]))
        of.bed_people(w)[bed] += party["size"]


@njit()
def next_search(w, party, moment):
    """The party's next daily search, at its own time of the day."""
    u = uniform(of.stream(w)[Stream.SEARCH_HOUR], party["key"], 0)
    hour = w["search_from"] + u * (w["search_until"] - w["search_from"])
    return next_time(w, np.int64(party["city"]), moment, np.int64(hour * MOMENTS_PER_HOUR))


@njit()
def take_bed(earliest, w, row, bed):
    """Lodge a party and plan what it does next."""
    party = of.rec(w)[row]
    city = np.int64(party["city"])
    leave_stage(w, party, city)
    enter_stage(w, party, Stage.LODGED, city)
    note(w, party, Reason.FOUND_BED, np.int64(party["due"]), city, bed)
    hold_bed(w, party, bed)
    plan_next(w, party, np.int64(party["due"]))
    file_party(w, earliest, row)


@njit()
def tightness(w, place, moment):
    """Places wanted over places on offer in paid lodging: ordinary guests, lodged and searching people."""
    place_row = of.place(w)[place]
    wanted = np.float64(of.present(w)[Stage.SEARCHING, place])
    offered = 0.0
    for bed in range(place_row["first_bed"], place_row["first_bed"] + place_row["n_beds"]):
        row = of.bed(w)[bed]
        if row["paying"] == 0 or moment < row["open"] or moment >= row["close"]:
            continue
        stock = row["beds"] * of.supply(w)[place] if row["responsive"] else row["beds"]
        used = of.bed_used(w)[bed]
        if row["monthly"]:  # a home that is let is neither on offer nor wanted
            offered += max(stock - used, row["taken"]) * row["unit_size"]
            wanted += row["taken"] * row["unit_size"]
        else:
            offered += stock * row["unit_size"]
            wanted += (row["taken"] + used) * row["unit_size"]
    return wanted / offered if offered > 0.0 else 0.0


@njit()
def move_prices(tick, w):
    """Let the log price and the supply follow tightness over one tick, each exactly for a constant target.

    d ln p / dt = (eta ln(theta / theta_0) - ln p) / tau;  dS / dt = (S_0 p ** sigma - S) / tau_S
    """
    moment = tick * w["moments_per_tick"]
    keep_price = math.exp(-w["moments_per_tick"] / w["price_delay"])
    keep_supply = math.exp(-w["moments_per_tick"] / w["supply_delay"])
    for k in range(of.cities(w).size):
        place = of.cities(w)[k]
        if of.place(w)[place]["n_beds"] == 0:
            continue
        theta = max(tightness(w, place, moment), LEAST_TIGHTNESS)
        target = w["price_elasticity"] * math.log(theta / of.tightness_0(w)[place])
        of.log_price(w)[place] = target + (of.log_price(w)[place] - target) * keep_price
        offer = math.exp(w["supply_elasticity"] * of.log_price(w)[place])
        of.supply(w)[place] = offer + (of.supply(w)[place] - offer) * keep_supply
