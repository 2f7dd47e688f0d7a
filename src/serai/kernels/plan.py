"""What a lodged party does next: look for a home by the month, be registered, leave (docs/model/lodging)."""

import math

import numpy as np

from serai.codes import Stream
from serai.jit import njit
from serai.kernels.basics import clock_time, happens, local_midnight, next_midnight, next_time, stay_end
from serai.kernels.register import visit_hour
from serai.rng import exponential, uniform
from serai.state import memory as of
from serai.state.parties import FLAG_HOME, FLAG_REGISTERED, FLAG_STOPOVER, FLAG_VISIT

PAPERS_SIGMA = 0.7  # of the lognormal delay of the first visit
PLANS = FLAG_VISIT | FLAG_HOME


@njit()
def plan_next(w, party, moment):
    """Set the next thing that a lodged party does after a moment: whichever of its plans comes first."""
    due = stay_end(w, party)
    plan = 0
    home = home_search(w, party, moment, due)
    if 0 <= home < due:
        due = home
        plan = FLAG_HOME
    papers = first_visit(w, party, moment)
    if 0 <= papers < due:
        due = papers
        plan = FLAG_VISIT
    party["due"] = max(due, moment)
    party["flags"] = (party["flags"] & (255 - PLANS)) | plan


@njit()
def home_ready(w, party):
    """Moment from which a party may find a home by the month: such homes take days to find."""
    return party["since"] + np.int64(w["home_search"] * exponential(of.stream(w)[Stream.HOME], party["key"], 0))


@njit()
def home_search(w, party, moment, leaves):
    """Moment at which a party that lives by the night next looks for a home by the month; -1: it does not.

    Its stay ends at the moment `leaves`.
    """
    bed = np.int64(party["bed"])
    if bed < 0 or party["flags"] & FLAG_STOPOVER or of.bed(w)[bed]["monthly"]:
        return np.int64(-1)
    if of.profile(w)[party["profile"]]["takes_months"] == 0:
        return np.int64(-1)
    ready = home_ready(w, party)
    city = np.int64(party["city"])
    when = ready if ready > moment else next_time(w, city, moment, clock_time(w, city, moment))
    return when if leaves - when >= w["month_min_stay"] else np.int64(-1)


@njit()
def first_visit(w, party, moment):
    """Moment of a party's first visit to a registration centre; -1: it does not go."""
    flags = party["flags"]
    if flags & FLAG_REGISTERED or of.place(w)[party["city"]]["n_centres"] == 0:
        return np.int64(-1)
    profile = of.profile(w)[party["profile"]]
    stream = of.stream(w)[Stream.PAPERS]
    key = party["key"]
    if flags & FLAG_STOPOVER and not happens(stream, key, 3, profile["stopover_papers_share"]):
        return np.int64(-1)
    if not happens(stream, key, 0, profile["papers_share"]):
        return np.int64(-1)
    radius = math.sqrt(2.0 * exponential(stream, key, 1))
    normal = radius * math.cos(2.0 * math.pi * uniform(stream, key, 2))
    city = np.int64(party["city"])
    since = max(np.int64(party["since"]), local_midnight(w, city, of.place(w)[city]["centres_open"]))
    wish = since + np.int64(profile["papers_delay"] * math.exp(PAPERS_SIGMA * normal))
    if w["visit_at_once"]:
        return max(wish, moment + 1)
    when = visit_hour(w, party, local_midnight(w, city, max(wish, moment)))
    return when if when > moment else visit_hour(w, party, next_midnight(w, city, moment))
