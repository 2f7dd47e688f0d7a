"""The order of a tick; start reading here.

A tick takes the parties that are due, lets each do the next thing, and files each anew. The order of the phases:

1. `apply_events`: controls, closures and news in force; what informed parties know; second thoughts in lines;
2. `leave`: the ordinary traffic of this tick appears;
3. `arrive`: whoever is due sets out, joins a line, reaches a city, leaves after its stay;
4. `serve`: lines and servers in continuous time until the tick's end;
5. `lodge`: searches for beds, in the order of the first search; prices and supply follow;
6. `move_on`: those without a bed go onward, home, to third countries;
7. `count`: what is written down.

What falls due again inside the tick is done in it as long as the phase for it has not passed, in the order of moments
in lines; else in the next one, with its own moment.
"""

from __future__ import annotations

from datetime import date, datetime, time
from time import perf_counter
from typing import Literal

import numpy as np

from serai.codes import Cursor
from serai.errors import TooLargeError
from serai.jit import Entry, Progress, counted, entrance
from serai.kernels.count import count
from serai.kernels.initial import place_parties
from serai.kernels.leave import draw_leavers, leave
from serai.kernels.lodge import lodge
from serai.kernels.move_on import move_on
from serai.kernels.review import apply_events
from serai.kernels.serve import serve
from serai.kernels.travel import arrive
from serai.model.build import State, build
from serai.model.clock import Clock
from serai.model.initial import place_initial
from serai.model.invariants import Auditor
from serai.model.size import OUT_OF_MEMORY
from serai.scenario.schema import Scenario
from serai.state.changes import Changes
from serai.state.counts import Counts
from serai.state.log import IN_BYTES, LINE_DAY, WAIT_BINS, Axes, Outcome, kept_variables
from serai.state.memory import WORLD
from serai.state.places import TOTALS, TRAFFIC
from serai.state.record import Memory

PHASES = (apply_events, leave, arrive, serve, lodge, move_on, count)

TICKS_PER_CALL = 64  # of the first call of the compiled loop, between two looks at Ctrl-C and the progress bar
SHORT_CALL = 0.1  # seconds; the next call takes twice as many ticks: to come back, a thread may wait for others


@Entry
def run_ticks(first, last, world):  # type: ignore[no-untyped-def]
    """The fast path: one compiled loop over the phases' kernels, in the order of `PHASES`."""
    w = world[0]
    for tick in range(first, last):
        apply_events(tick, w)
        leave(tick, w)
        arrive(tick, w)
        serve(tick, w)
        lodge(tick, w)
        move_on(tick, w)
        count(tick, w)


def compile_ahead(on_progress: Progress) -> None:
    """Compile, or read, the kernels of this rule; `on_progress` takes how many are done, and how many there are."""
    memory = Memory(WORLD, {}, {})
    with counted((draw_leavers, place_parties, run_ticks), on_progress):
        draw_leavers.compile(memory.world[0])
        place_parties.compile(memory.world[0], np.zeros(1, dtype=TRAFFIC)[0], np.zeros(3, dtype=np.int64))
        run_ticks.compile(0, 1, memory.world)


def run_phases(first: int, last: int, state: State) -> None:
    """The test driver: the same phases, called one by one from Python."""
    for tick in range(first, last):
        for phase in PHASES:
            entrance(phase)(tick, state.memory.world[0])


def run(
    scenario: Scenario,
    seed: int,
    *,
    on_progress: Progress | None = None,
    check: bool = False,
    driver: Literal["compiled", "python"] = "compiled",
    follow_all: bool = False,
    until: date | None = None,
) -> Outcome:
    """Run a scenario by the main rule; `serai.runs.course.run` looks up which rule a scenario names.

    Parameters
    ----------
    scenario : Scenario
        Checked, as `serai.load` gives it.
    seed : int, >= 0
    on_progress : function of (ticks done, ticks in all), optional
    check : bool
        Prove after every tick that nobody is lost or counted twice and nothing holds more than it can.
    driver : "compiled" or "python"
        The compiled loop, or the same phases called from Python; both give the same bits.
    follow_all : bool
        Write down the journey of every party, not of a few hundred; for small runs.
    until : date, optional
        Stop when this day of the scenario begins; what would come later is not simulated, and its counts are 0.

    Returns
    -------
    Outcome

    Raises
    ------
    TooLargeError
        If the run needs more memory than there is; nothing is taken.
    InvariantError
        If `check` finds a broken rule.
    """
    try:
        state = build(scenario, seed, follow_all=follow_all)
    except MemoryError:  # a limit of this process, or memory that others took in the meantime
        raise TooLargeError(f'scenario "{scenario.name}"', [OUT_OF_MEMORY]) from None
    draw_leavers(state.memory.world[0])
    place_initial(scenario, state)
    auditor = Auditor(state)
    first, stride = 0, 1 if check else TICKS_PER_CALL
    n_ticks = int(state.memory.world["n_ticks"][0])
    if until is not None:
        clock = Clock(scenario)
        last_day_ends = clock.moment(datetime.combine(until, time()), scenario.time_zone)
        n_ticks = min(n_ticks, max(0, last_day_ends) // clock.moments_per_tick)
    while first < n_ticks:
        last, began = min(first + stride, n_ticks), perf_counter()
        if driver == "compiled":
            run_ticks(first, last, state.memory.world)
        else:
            run_phases(first, last, state)
        if check:
            auditor.check(last)
        if on_progress is not None:
            on_progress(last, n_ticks)
        first = last
        if not check and perf_counter() - began < SHORT_CALL:
            stride *= 2
    return outcome_of(state)


def outcome_of(state: State) -> Outcome:
    """What a run leaves behind."""
    memory = state.memory
    journeys = memory["journey"][: memory["cursor"][Cursor.JOURNEY_ROWS]]
    journeys = journeys[np.lexsort((journeys["time"], journeys["key"]))]  # equal moments as they were written
    totals = {name: int(memory["total"][row]) for row, name in enumerate(TOTALS)}
    of_line_day = {name: memory["line_day"][name] for name in LINE_DAY.names or ()}
    packed = {"present": _changes(memory), **_waits(memory, state.axes), **of_line_day}
    names = [variable.name for variable in kept_variables(state.axes)]
    arrays = {name: packed[name] if name in packed else memory["log_" + name] for name in names}
    return Outcome(state.axes, arrays, journeys, totals)


def _changes(memory: Memory) -> Changes:
    """People by stage and place as the changes that were written down; 0 at steps that were not simulated."""
    recorded, end = memory["recorded"], memory["change_end"]
    step, used = (int(memory["cursor"][of]) for of in (Cursor.STEP, Cursor.CHANGES))
    cell, people = memory["change_cell"][:used], memory["change_people"][:used]
    left = np.flatnonzero(recorded).astype(np.int32) if step < end.size else cell[:0]
    end[step:] = used + left.size
    parts = (np.concatenate([cell, left]), np.concatenate([people, np.zeros_like(left)]))
    return Changes((end.size, *recorded.shape), end, *parts)


def _waits(memory: Memory, axes: Axes) -> dict[str, Counts]:
    """Counts of people by their wait, day and line."""
    shape = (axes.n_days, len(axes.lines), WAIT_BINS)
    carried = bool(memory["cursor"][Cursor.CARRIED])
    counts = {}
    for row, name in enumerate(IN_BYTES):
        low, more = (memory[part][row].reshape(shape) for part in ("waits", "waits_carried"))
        counts[name] = Counts(low, more if carried else None)
    return counts
