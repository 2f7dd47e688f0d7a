"""Ways within sight and their weights (docs/model/lookahead)."""

from serai.flee import memory as look
from serai.flee.memory import (
    CHANGES,
    IGNORED,
    IS_CAMP,
    IS_CONFLICT,
    KIN_IN_CAMPS,
    KIN_IN_CONFLICT,
    KIN_IN_TOWNS,
    PASSED,
    SQUARED,
    UNCOUNTED,
)
from serai.jit import Entry, njit

PRUNES_FROM = 1.001
KM_APART_LEAST = 1.0
FAR = 1e18  # km


@Entry
def list_choices(start, out_start, out_link, road, marker, level, stack, km, out_choice, out_step, cursor):
    """List every simple way from a place up to some links ahead, each of its beginnings included.

    Parameters
    ----------
    start : int64
        Row of the place.
    out_start, out_link : int64
        Links that leave each place.
    road : ROAD[n_links]
        Closed ones are passed over.
    marker : uint8[n_places]
        PASSED: a place that is no choice itself; UNCOUNTED: nor does the link to it count as one ahead.
    level : int64
        Links ahead that are seen.
    stack : int64[4, n_places + 1]
        Room to work in: place, next link, links counted, and a mark for places on the way.
    km : float64[n_places + 1]
        Room to work in: length of the way to each place on it.
    out_choice : CHOICE[:]
        Filled from cursor[0] on; of length 0: only counted.
    out_step : int32[:]
        Places of the ways, filled from cursor[1] on.
    cursor : int64[2]
        Choices and steps so far.
    """
    depth = 0
    km[0] = 0.0
    stack[0, 0] = start
    stack[1, 0] = out_start[start]
    stack[2, 0] = 0
    stack[3, start] = 1
    while depth >= 0:
        here = stack[0, depth]
        if stack[1, depth] == out_start[here + 1] or (depth > 0 and not level > stack[2, depth]):
            stack[3, here] = 0
            depth -= 1
            continue
        link = road[out_link[stack[1, depth]]]
        stack[1, depth] += 1
        end = link["end"]
        if link["is_open"] == 0 or stack[3, end] == 1:
            continue
        counted = stack[2, depth] + 1
        depth += 1
        km[depth] = km[depth - 1] + link["km"]
        stack[0, depth] = end
        stack[1, depth] = out_start[end]
        stack[3, end] = 1
        if marker[end] & UNCOUNTED:
            counted -= 1
        if not marker[end] & PASSED:
            write_choice(end, depth, km[depth], stack, out_choice, out_step, cursor)
        stack[2, depth] = counted


@njit()
def write_choice(last, depth, km, stack, out_choice, out_step, cursor):
    """Write the way that is on the stack as a choice, or only count it."""
    if out_choice.size > 0:
        choice = out_choice[cursor[0]]
        choice["km"] = km
        choice["last"] = last
        choice["first_step"] = cursor[1]
        choice["steps"] = depth
        for step in range(depth):
            out_step[cursor[1] + step] = stack[0, step + 1]
    cursor[0] += 1
    cursor[1] += depth


@Entry
def measure_choices(w):
    """Find for each way how far it can be passed in a day, for sure, over the links that are taken."""
    for place in range(w["n_places"]):
        for row in range(look.choice_start(w)[place], look.choice_start(w)[place + 1]):
            choice = look.choice(w)[row]
            km, within, again = way_in_a_day(w, place, choice["first_step"], choice["steps"])
            choice["passed_km"] = km
            choice["within"] = within
            choice["again"] = again


@njit()
def way_in_a_day(w, place, route, steps):
    """Length of a way over open links, and which km of today let people pass it today.

    Returns
    -------
    (float64, float64, float64)
        The length; km of today below which they come to its end for sure, -1 where nobody does; km of today below
        which they may go on from there.
    """
    km = 0.0
    within = FAR
    again = FAR
    here = place
    for step in range(steps):
        there = look.step_place(w)[route + step]
        link = link_to(w, here, there)
        if link < 0:
            return km, -1.0, -1.0
        road = look.road(w)[link]
        within = min(within, again)
        if road["walk_share"] > 0.0 or not road["km"] < road["max_km"]:
            within = -1.0
        km += road["km"]
        again = road["max_km"] - km
        here = there
    return km, within, again


@njit()
def link_to(w, place, end):
    """First open link from a place to another; -1 where there is none."""
    for i in range(look.out_start(w)[place], look.out_start(w)[place + 1]):
        link = look.out_link(w)[i]
        if look.road(w)[link]["end"] == end and look.road(w)[link]["is_open"]:
            return link
    return -1


@njit()
def room_factor(w, tick, place):
    """Factor of pull by room: 1 up to the buffer, falling to 0 where the capacity is reached."""
    capacity = look.capacity(w)[tick, place]
    people = look.people(w)[place]
    buffer = w["capacity_buffer"]
    if capacity < 1.0 or people <= buffer * capacity:
        return 1.0
    if people >= capacity:
        return 0.0
    return 1.0 - (people - buffer * capacity) / (capacity * (1.0 - buffer))


@njit()
def update_room(w, tick, place):
    """Take note of a change of the people, or of the capacity, of a place."""
    room = room_factor(w, tick, place)
    if room != look.room(w)[place]:
        look.room(w)[place] = room
        power = w["room_power"]
        look.room_weight(w)[place] = room if power == 1.0 else room**power
        look.counter(w)[CHANGES] += 1


@njit()
def pull_of(w, tick, of_class, near, choice):
    """Weight of a choice for a class of people, but for room.

    ((weight_softening + pull) / (softening + km) ** distance_power) ** weight_power; where pulls count twice, the
    score alone stands in the formula, and the pull is a factor of the weight. `near` is the place to which people
    who stay close want to be near.
    """
    last = choice["last"]
    score = look.score(w)[tick, last]
    base = score
    takes = look.class_takes(w)[of_class]
    if takes == SQUARED:
        base = base * base
    elif takes == IGNORED:
        base = 1.0
    if w["home_power"] > 0.0:
        base /= max(KM_APART_LEAST, look.apart(w)[last, near]) ** w["home_power"]
    flags = look.place_is(w)[tick, last]
    if flags & IS_CAMP:
        base *= look.kin(w)[KIN_IN_CAMPS, of_class, last]
    else:
        base *= look.kin(w)[KIN_IN_CONFLICT if flags & IS_CONFLICT else KIN_IN_TOWNS, of_class, last]
        base *= look.pull_population(w)[last]
    softened = w["weight_softening"] + (score if w["pulls_twice"] else base)
    weight = softened / (w["softening"] + choice["km"]) ** w["distance_power"]
    if w["weight_power"] != 1.0:
        weight = weight ** w["weight_power"]
    return weight * base if w["pulls_twice"] else weight


@njit()
def refresh_pulls(w, tick):
    """Reckon the pulls of all choices anew, for scores or ways that have changed."""
    look.counter(w)[CHANGES] += 1
    if w["from_home"]:
        return
    first = look.choice_start(w)
    for place in range(w["n_places"]):
        for row in range(first[place], first[place + 1]):
            for of_class in range(look.class_takes(w).size):
                look.pull(w)[of_class, row] = pull_of(w, tick, of_class, place, look.choice(w)[row])


@njit()
def refresh_weights(w, tick, of_class, place, home):
    """Cumulate the weights of a place's choices for a class, if room or pull has changed since; all alike if all are 0.

    Where people stay close to home, no table can hold their pulls, and they are computed each time.
    """
    changes = look.counter(w)[CHANGES]
    if not w["from_home"] and look.weight_state(w)[of_class, place] == changes:
        return
    look.weight_state(w)[of_class, place] = changes
    first = look.choice_start(w)[place]
    past = look.choice_start(w)[place + 1]
    cum = look.weight_cum(w)
    heaviest = 0.0
    for row in range(first, past):
        choice = look.choice(w)[row]
        pull = pull_of(w, tick, of_class, home, choice) if w["from_home"] else look.pull(w)[of_class, row]
        cum[of_class, row] = pull * look.room_weight(w)[choice["last"]]
        heaviest = max(heaviest, cum[of_class, row])
    least = heaviest / w["pruning"] if w["pruning"] >= PRUNES_FROM else 0.0
    total = 0.0
    for row in range(first, past):
        if cum[of_class, row] >= least:
            total += cum[of_class, row]
        cum[of_class, row] = total
    if not total > 0.0:  # all alike
        for row in range(first, past):
            cum[of_class, row] = row - first + 1
