"""What all rules use: the local day, filing a party anew, writing down what happened to it."""

import math

import numpy as np

from serai.codes import Cursor, Stream
from serai.jit import njit
from serai.kernels.chains import copy_to
from serai.rng import exponential, uniform
from serai.state import memory as of
from serai.state.log import MARGIN_DAYS, WAIT_BIN_FIRST_BIT, WAIT_BINS
from serai.state.parties import FLAG_FOLLOWED, FLAG_STOPOVER
from serai.units import HOURS_PER_DAY, MOMENTS_PER_DAY, MOMENTS_PER_HOUR

LAST_MOMENT = np.int64(2**31 - 1 - 30 * MOMENTS_PER_DAY)  # a stay beyond it lasts beyond any run
LAST_DUE = np.int64(2**31 - 1)  # what four bytes hold; ways and services are cut there, beyond the end of any run
BYTE = 255  # a party has no more people
BITS_PER_STEP = 4  # log2 of WAIT_BINS_PER_DOUBLING
BITS_OF_FRACTION = 52  # of a number of 64 bits as IEEE 754 has it, behind its exponent
FIRST_STEP = (1023 + WAIT_BIN_FIRST_BIT) << BITS_PER_STEP  # exponents are written with 1023 added


@njit()
def day_row(w, zone, moment):
    """Row of a local day among those of its time zone; moments outside them count to the first or last."""
    midnight = of.midnight(w)
    last = w["n_days"] + 2 * MARGIN_DAYS - 1
    row = min(max((moment - midnight[zone, 0]) // MOMENTS_PER_DAY, 0), last)  # if clocks never changed
    while row > 0 and midnight[zone, row] > moment:
        row -= 1
    while row < last and midnight[zone, row + 1] <= moment:
        row += 1
    return row


@njit()
def local_day(w, place, moment):
    """Row of the place's local day in the log; moments outside the log count to its first or last day."""
    return min(max(day_row(w, of.zone(w)[place], moment) - MARGIN_DAYS, 0), w["n_days"] - 1)


@njit()
def local_midnight(w, place, moment):
    """Moment at which the place's local day began."""
    zone = of.zone(w)[place]
    return of.midnight(w)[zone, day_row(w, zone, moment)]


@njit()
def next_midnight(w, place, moment):
    """Moment at which the place's local day ends."""
    zone = of.zone(w)[place]
    return of.midnight(w)[zone, day_row(w, zone, moment) + 1]


@njit()
def clock_moment(w, place, midnight, time):
    """Moment at which clocks show a time on the place's local day that begins at `midnight`.

    A time that comes twice is the first; one that is left out counts as if the clocks had not changed.
    """
    zone = of.zone(w)[place]
    if time < of.clock_change(w)[zone, day_row(w, zone, midnight)]:
        return midnight + time
    return next_midnight(w, place, midnight) + time - MOMENTS_PER_DAY


@njit()
def clock_time(w, place, moment):
    """The time that clocks at a place show at a moment, since 00:00."""
    zone = of.zone(w)[place]
    row = day_row(w, zone, moment)
    since = moment - of.midnight(w)[zone, row]
    extra = of.midnight(w)[zone, row + 1] - of.midnight(w)[zone, row] - MOMENTS_PER_DAY
    return since - extra if since >= of.clock_change(w)[zone, row] + min(extra, 0) else since


@njit()
def local_hour(w, place, moment):
    """Row of the place's hour of the clock in the log: 24 for each local day.

    An hour that comes twice is one row; one that is left out stays empty.
    """
    hour = clock_time(w, place, moment) // MOMENTS_PER_HOUR
    return local_day(w, place, moment) * HOURS_PER_DAY + min(max(hour, 0), HOURS_PER_DAY - 1)


@njit()
def next_time(w, place, moment, time):
    """The next moment at which clocks at a place show a time, once for each local day."""
    next_moment = clock_moment(w, place, local_midnight(w, place, moment), time)
    if next_moment <= moment:
        next_moment = clock_moment(w, place, next_midnight(w, place, moment), time)
    return next_moment


@njit()
def file_party(w, earliest, row):
    """File the party in `row` at the tick in which it is due; `earliest` is the first that still takes parties."""
    to = (np.int64(of.rec(w)[row]["due"]) * w["tick_factor"]) >> w["tick_shift"]
    copy_to(w, min(max(to, earliest), w["n_ticks"]), row)


@njit()
def enter_stage(w, party, stage, place):
    """Move a tracked party's people to a stage and place; the caller has taken them out of the old ones."""
    party["stage"] = stage
    of.present(w)[stage, place] += party["size"]


@njit()
def note(w, party, reason, moment, place, value):
    """Write down a step of the journey of a party that is followed."""
    if party["flags"] & FLAG_FOLLOWED == 0:
        return
    used = of.cursor(w)[Cursor.JOURNEY_ROWS]
    if used >= of.journey(w).size:
        return
    of.cursor(w)[Cursor.JOURNEY_ROWS] = used + 1
    step = of.journey(w)[used]
    step["key"] = party["key"]
    step["time"] = moment
    step["value"] = value
    step["place"] = place
    step["reason"] = reason
    step["profile"] = party["profile"]
    step["size"] = party["size"]
    step["origin"] = party["origin"]
    step["origin_known"] = 1 if party["origin"] >= 0 else 0


@njit()
def wait_bin(moments):
    """Bin of a wait, by its leading bits: no logarithm, the same on every machine."""
    if moments < 1 << WAIT_BIN_FIRST_BIT:
        return 0
    step = np.float64(moments).view(np.int64) >> (BITS_OF_FRACTION - BITS_PER_STEP)  # doublings, and what is over
    return min(1 + step - FIRST_STEP, WAIT_BINS - 1)


@njit()
def happens(stream_key, key, draw, share):
    """Whether a draw is below a share; what is certain is not drawn."""
    return share > 0.0 and (share >= 1.0 or uniform(stream_key, key, draw) < share)


@njit()
def count_wait(w, of_whom, day, line, moments, size):
    """Count people by their wait, in a row of `log.IN_BYTES`: in a byte, out of which 256 are carried."""
    row = day * w["n_lines"] + line
    column = wait_bin(moments)
    people = np.int64(of.waits(w)[of_whom, row, column]) + size
    of.waits(w)[of_whom, row, column] = people & BYTE
    if people > BYTE:
        of.waits_carried(w)[of_whom, row, column] += 1
        of.cursor(w)[Cursor.CARRIED] += 1


@njit()
def draw_size(w, key, profile):
    """People in a party, by the weights of its profile."""
    if of.size_cum(w)[profile, 0] >= 1.0:  # all of one size
        return of.size_of(w)[profile, 0]
    u = uniform(of.stream(w)[Stream.SIZE], key, 0)
    for k in range(of.size_cum(w).shape[1]):
        if u < of.size_cum(w)[profile, k]:
            return of.size_of(w)[profile, k]
    return of.size_of(w)[profile, of.size_of(w).shape[1] - 1]


@njit()
def is_informed(w, party):
    """Whether a party knows of lines and beds elsewhere: a trait of the party, 0 or 1."""
    share = of.profile(w)[party["profile"]]["informed_share"]
    return 1 if uniform(of.stream(w)[Stream.INFORMED], party["key"], 0) < share else 0


@njit()
def travel_moments(w, party, mode, start, end):
    """Moments that a party needs between two places; negative where there is no way."""
    hours = of.hours(w)[mode, start, end]
    return moments_of_travel(w, party, hours) if hours < math.inf else np.int64(-1)


@njit()
def moments_of_travel(w, party, hours):
    """Moments that a party needs for a way of so many hours, more or less by the spread of travel."""
    u = uniform(of.stream(w)[Stream.TRAVEL], party["key"], np.uint64(party["leg"]))
    moments = hours * (1.0 + w["spread"] * (2.0 * u - 1.0)) * (MOMENTS_PER_DAY / 24.0)
    return np.int64(min(moments, np.float64(LAST_DUE - party["due"])))


@njit()
def stay_end(w, party):
    """Moment at which a party's stay in its city ends, counted from its arrival there."""
    profile = of.profile(w)[party["profile"]]
    key = party["key"]
    if party["flags"] & FLAG_STOPOVER:
        mean = profile["stopover"]
        draw = exponential(of.stream(w)[Stream.STOPOVER], key, 1)
    elif happens(of.stream(w)[Stream.TRANSIT], key, 0, profile["transit_share"]):
        mean = profile["transit"]
        draw = exponential(of.stream(w)[Stream.STAY], key, 0)
    else:
        mean = profile["stay"]
        draw = exponential(of.stream(w)[Stream.STAY], key, 0)
    return np.int64(party["since"]) + np.int64(min(mean * draw, np.float64(LAST_MOMENT - party["since"])))


@njit()
def leave_stage(w, party, place):
    """Take a tracked party's people out of the stage and place where they are counted."""
    of.present(w)[party["stage"], place] -= party["size"]
