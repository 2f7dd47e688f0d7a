"""When parties arrive, and what they do on arrival (docs/model/travel)."""

import math

import numpy as np

from serai.codes import Direction, Reason, Stage, Stream, Total
from serai.jit import njit
from serai.kernels.basics import (
    enter_stage,
    file_party,
    leave_stage,
    local_day,
    note,
    travel_moments,
)
from serai.kernels.chains import copy_to, drop_first, first_row
from serai.kernels.cross import cross_in, cross_out
from serai.kernels.lodge import free_bed
from serai.kernels.move_on import send_off
from serai.kernels.plan import plan_next
from serai.kernels.register import NEVER, choose_centre, put_off
from serai.kernels.route import (
    CHANGE_LINE,
    GO_HOME,
    HOME_KEY,
    STAY_IN_LINE,
    STAY_KEY,
    leaves_car,
    own_wait,
    passed,
    race,
    replan,
    set_out,
)
from serai.rng import uniform
from serai.state import memory as of
from serai.state.parties import FLAG_HOME, FLAG_REGISTERED, FLAG_VISIT
from serai.units import MOMENTS_PER_HOUR

LEAST_PATIENCE = 0.5  # of a profile's


@njit()
def arrive(tick, w):
    """Take all parties that are due in this tick and let each do the next thing.

    Whoever falls due again within the tick is filed at its end and taken in turn. Those for a line or a search are put
    in the chains that the later phases of the tick work on.
    """
    row = first_row(w, tick)
    while row >= 0:
        of.total(w)[Total.EVENTS] += 1
        stage = of.rec(w)[row]["stage"]
        if stage == Stage.TO_POST:
            reach_post(tick, w, row)
        elif stage == Stage.TO_EXIT:
            reach_exit(tick, w, row)
        elif stage == Stage.LODGED:
            next_plan(tick, w, row)
        elif stage == Stage.WAITING:
            join(tick, w, row, np.int64(of.rec(w)[row]["bed"]))
        elif stage == Stage.TO_CITY:
            reach_city(w, row)
        elif stage == Stage.SEARCHING:
            copy_to(w, w["first_search"] + of.rec(w)[row]["city"], row)
        elif stage == Stage.AT_HOME:
            depart(tick, w, row)
        drop_first(w, tick)
        row = first_row(w, tick)


@njit()
def depart(tick, w, row):
    """Leave home by the way that is chosen now."""
    party = of.rec(w)[row]
    moment = np.int64(party["due"])
    if set_out(w, party, local_day(w, np.int64(party["origin"]), moment)):
        note(w, party, Reason.SET_OUT, moment, np.int64(party["origin"]), np.int64(party["post"]))
        file_party(w, tick, row)


@njit()
def reach_post(tick, w, row):
    """Join the first line of the post, by car or on foot, or cross at once where there is none."""
    party = of.rec(w)[row]
    post = np.int64(party["post"])
    note(w, party, Reason.REACHED_POST, np.int64(party["due"]), post, 0)
    line = of.first_line(w)[post, Direction.IN, of.mode_line(w)[party["mode"]]]
    if line >= 0 and leaves_car(w, party, line):
        go_on_by_foot(w, party)
        line = of.first_line(w)[post, Direction.IN, of.mode_line(w)[party["mode"]]]
    line = passed(w, party, line)
    if line >= 0:
        join(tick, w, row, line)
    elif of.profile(w)[party["profile"]]["tracked"]:
        leave_stage(w, party, post)
        cross_in(tick, w, row, np.int64(party["due"]))


@njit()
def reach_exit(tick, w, row):
    """Join the first outbound line of the post or exit, or leave at once where there is none."""
    party = of.rec(w)[row]
    place = np.int64(party["post"])
    line = passed(w, party, of.first_line(w)[place, Direction.OUT, of.mode_line(w)[party["mode"]]])
    if line >= 0:
        join(tick, w, row, line)
    elif of.profile(w)[party["profile"]]["tracked"]:
        leave_stage(w, party, place)
        cross_out(w, row, np.int64(party["due"]))


@njit()
def join(tick, w, row, line):
    """Join a line at the moment due, or make another plan on seeing it (balking)."""
    party = of.rec(w)[row]
    place = of.line(w)[line]["place"]
    if of.profile(w)[party["profile"]]["tracked"]:
        if of.line(w)[line]["at_post"] and of.line(w)[line]["direction"] == Direction.IN:
            wait = own_wait(w, party, place, of.mode_line(w)[party["mode"]])
            if party["stage"] != Stage.WAITING and outlasts(w, party, wait):
                plan = replan(w, party, line, tick, math.exp(-w["theta"] * wait))
                if plan != STAY_IN_LINE:
                    follow_plan(tick, w, row, plan)
                    return
    elif of.profile(w)[party["profile"]]["puts_off"] and puts_off(tick, w, party, line):
        of.total(w)[Total.OUTSIDE_OUT] += party["size"]
        return
    count_joining(w, party, line)
    of.idle_until(w)[of.line(w)[line]["pool"]] = 0
    copy_to(w, w["first_arrivals"] + line, row)


@njit()
def puts_off(tick, w, party, line):
    """Whether a party that is not tracked puts its trip off on seeing the lines of a post."""
    row = of.line(w)[line]
    if row["at_post"] == 0 or row["direction"] != Direction.IN or party["stage"] == Stage.WAITING:
        return False
    wait = own_wait(w, party, row["place"], of.mode_line(w)[party["mode"]])
    if not outlasts(w, party, wait):
        return False
    home = race(w, party, HOME_KEY, tick, math.exp(-w["theta"] * of.profile(w)[party["profile"]]["home_hours"]))
    return home <= race(w, party, STAY_KEY, tick, math.exp(-w["theta"] * wait))


@njit()
def count_joining(w, party, line):
    """A party stands in a line from the moment due."""
    if of.profile(w)[party["profile"]]["tracked"] == 0:
        party["stage"] = Stage.WAITING
        return
    place = of.line(w)[line]["place"]
    of.line_day(w)[local_day(w, place, np.int64(party["due"])), line]["joined"] += party["size"]
    leave_stage(w, party, np.int64(party["post"] if of.line(w)[line]["at_post"] else party["city"]))
    enter_stage(w, party, Stage.WAITING, place)
    note(w, party, Reason.JOINED_LINE, np.int64(party["due"]), place, line)


@njit()
def outlasts(w, party, wait):
    """Whether a wait in hours exceeds a party's patience, which is drawn only where it can matter."""
    moments = wait * MOMENTS_PER_HOUR
    return moments > least_patience(w, party) and moments > patience(w, party)


@njit()
def least_patience(w, party):
    """Patience of the least patient party of a profile, in moments."""
    return of.profile(w)[party["profile"]]["patience"] * LEAST_PATIENCE


@njit()
def patience(w, party):
    """Moments of expected wait beyond which a party thinks of other ways: 0.5 to 1.5 times its profile's."""
    u = uniform(of.stream(w)[Stream.PATIENCE], party["key"], 0)
    return of.profile(w)[party["profile"]]["patience"] * (LEAST_PATIENCE + u)


@njit()
def follow_plan(earliest, w, row, plan):
    """Do what `replan` decided, from the post where the party is, at the moment due. The party is tracked."""
    party = of.rec(w)[row]
    post = np.int64(party["post"])
    moment = np.int64(party["due"])
    day = local_day(w, post, moment)
    leave_stage(w, party, post)
    if plan == GO_HOME:
        of.log_gave_up(w)[day, post, party["profile"]] += party["size"]
        enter_stage(w, party, Stage.GONE_HOME, post)
        note(w, party, Reason.GAVE_UP, moment, post, 0)
        return
    if plan == CHANGE_LINE:
        go_on_by_foot(w, party)
    else:
        party["leg"] += 1
        party["due"] += max(travel_moments(w, party, party["mode"], post, plan), 0)
        if party["city"] == post:  # ordinary traffic: it has no city yet
            party["city"] = plan
        party["post"] = plan
        of.log_changed_post(w)[day, post, party["profile"]] += party["size"]
        note(w, party, Reason.CHANGED_POST, moment, post, plan)
    enter_stage(w, party, Stage.TO_POST, np.int64(party["post"]))
    file_party(w, earliest, row)


@njit()
def go_on_by_foot(w, party):
    """A tracked party at a post gets out of its vehicle, at the moment due."""
    post = np.int64(party["post"])
    party["mode"] = w["foot_mode"]
    of.log_changed_line(w)[local_day(w, post, np.int64(party["due"])), post, party["profile"]] += party["size"]
    note(w, party, Reason.CHANGED_LINE, np.int64(party["due"]), post, 0)


@njit()
def reach_city(w, row):
    """Arrive in a city and, at this tick's search, look for a bed."""
    party = of.rec(w)[row]
    city = np.int64(party["city"])
    party["since"] = party["due"]
    party["nights"] = 0
    leave_stage(w, party, city)
    enter_stage(w, party, Stage.SEARCHING, city)
    day = local_day(w, city, np.int64(party["due"]))
    of.log_reached_city(w)[day, city, party["profile"]] += party["size"]
    note(w, party, Reason.REACHED_CITY, np.int64(party["due"]), city, 0)
    copy_to(w, w["first_search"] + city, row)


@njit()
def next_plan(tick, w, row):
    """A lodged party looks for a home, goes to be registered, or gives its bed back and leaves."""
    party = of.rec(w)[row]
    tracked = of.profile(w)[party["profile"]]["tracked"]
    if party["flags"] & FLAG_HOME:
        copy_to(w, w["first_search"] + party["city"], row)
        return
    if party["flags"] & FLAG_VISIT == 0 and tracked:
        free_bed(w, party)
        send_off(tick, w, row)
        return
    moment = np.int64(party["due"])
    line = choose_centre(w, party)
    if line >= 0:
        party["flags"] &= 255 - FLAG_VISIT
        join(tick, w, row, line)
        return
    if line == NEVER:
        if tracked == 0:
            of.total(w)[Total.OUTSIDE_OUT] += party["size"]
            return
        party["flags"] |= FLAG_REGISTERED
        plan_next(w, party, moment)
    elif tracked:
        put_off(w, party, moment)
    file_party(w, tick, row)
