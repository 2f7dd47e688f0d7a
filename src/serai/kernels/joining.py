"""Who stands where in a line, and who joins one later in a tick (docs/model/lines).

A line stands in the order of joining, equal moments by key. Those who join a line of a place later in the tick stand
in a heap, the earliest at its top: `scratch` holds the rows of their records and `merge` their lines. Behind the heap
stand the rows of those who have joined, whose room is used again.
"""

import math

import numpy as np

from serai.codes import Cursor
from serai.jit import njit
from serai.kernels.chains import (
    BY_DUE,
    chunk_span,
    comes_before,
    copy_row,
    copy_to,
    first_row,
    free_all,
    last_row,
    list_rows,
    sort_listed,
    swap_rows,
)
from serai.kernels.crowd import add_to_chunk, enter_chunk, leave_chunk
from serai.kernels.pools import FAR
from serai.state import memory as of


@njit()
def queue_up(w, line):
    """Append this tick's arrivals to their line in the order of their moments."""
    arrivals = w["first_arrivals"] + line
    if of.chain(w)[arrivals]["head"] < 0:
        return
    n = list_rows(w, arrivals)
    sort_listed(w, n, BY_DUE)
    for k in range(n):
        stand(w, of.scratch(w)[k], line)
    free_all(w, arrivals)


@njit()
def stand(w, row, line):
    """Let a party stand in a line: at its end, or before those who have joined after it."""
    if of.waiting(w)[line] == 0:
        rejoin_share(w, line)
    of.waiting(w)[line] += of.rec(w)[row]["size"]
    queue = w["first_queue"] + line
    last = last_row(w, queue)
    slot = copy_to(w, queue, row)
    enter_chunk(w, slot)
    if last >= 0 and comes_before(w, slot, last, BY_DUE):
        move_up(w, queue, slot)


@njit()
def move_up(w, queue, slot):
    """Move the last party of a line, in row `slot`, to its place by the moment of joining."""
    chunk = of.chain(w)[queue]["head"]
    while chunk >= 0:
        first, end = chunk_span(w, queue, chunk)
        if slot < first or slot >= end:
            if not comes_before(w, slot, end - 1, BY_DUE):  # nor any other of the chunk
                chunk = of.nxt(w)[chunk]
                continue
        for row in range(first, end):
            if row != slot and comes_before(w, slot, row, BY_DUE):
                swap_places(w, slot, row)
        chunk = of.nxt(w)[chunk]


@njit()
def swap_places(w, a, b):
    """Exchange two parties of a line."""
    leave_chunk(w, a)
    leave_chunk(w, b)
    swap_rows(w, a, b)
    add_to_chunk(w, a)
    add_to_chunk(w, b)


@njit()
def rejoin_share(w, line):
    """A line has no claim from a time in which nobody stood there or it was closed: it starts level with the others.

    That is the least used of those in which people stand.
    """
    pool = of.pool(w)[of.line(w)[line]["pool"]]
    least = math.inf
    for other in range(pool["first_line"], pool["first_line"] + pool["n_lines"]):
        if other != line and of.waiting(w)[other] > 0:
            least = min(least, of.line_used(w)[other])
    if least < math.inf:
        of.line_used(w)[line] = max(of.line_used(w)[line], least)


@njit()
def gather(w, first_line, end_line):
    """Take those who join some lines in this tick into the heap. It is empty before."""
    of.cursor(w)[Cursor.JOIN_LATER] = 0
    for line in range(first_line, end_line):
        arrivals = w["first_arrivals"] + line
        chunk = of.chain(w)[arrivals]["head"]
        while chunk >= 0:
            first, end = chunk_span(w, arrivals, chunk)
            for row in range(first, end):
                sift_up(w, row, line)
            chunk = of.nxt(w)[chunk]
    of.cursor(w)[Cursor.JOIN_ROWS] = of.cursor(w)[Cursor.JOIN_LATER]


@njit()
def join_later(w, row, line):
    """Take a party into the heap that joins a line later in this tick; its record is copied."""
    held = of.cursor(w)[Cursor.JOIN_LATER]
    if held < of.cursor(w)[Cursor.JOIN_ROWS]:
        slot = np.int64(of.scratch(w)[held])
        copy_row(w, row, slot)
    else:
        slot = copy_to(w, w["first_arrivals"] + line, row)
        of.cursor(w)[Cursor.JOIN_ROWS] = held + 1
    sift_up(w, slot, line)


@njit()
def next_joining(w):
    """Moment at which the first of the heap joins its line; FAR where the heap is empty."""
    return np.int64(of.rec(w)[of.scratch(w)[0]]["due"]) if of.cursor(w)[Cursor.JOIN_LATER] > 0 else FAR


@njit()
def join_first(w):
    """Let the first of the heap stand in its line; the line, or -1 where others stand before it."""
    scratch = of.scratch(w)
    merge = of.merge(w)
    row = scratch[0]
    line = np.int64(merge[0])
    stand(w, np.int64(row), line)
    head = first_row(w, w["first_queue"] + line)
    is_head = of.rec(w)[head]["key"] == of.rec(w)[row]["key"]
    last = of.cursor(w)[Cursor.JOIN_LATER] - 1
    of.cursor(w)[Cursor.JOIN_LATER] = last
    sift_down(w, scratch[last], merge[last], last)
    scratch[last] = row
    return line if is_head else np.int64(-1)


@njit()
def sift_up(w, row, line):
    """Put one more row at its place in the heap."""
    scratch = of.scratch(w)
    merge = of.merge(w)
    k = of.cursor(w)[Cursor.JOIN_LATER]
    of.cursor(w)[Cursor.JOIN_LATER] = k + 1
    while k > 0 and comes_before(w, row, scratch[(k - 1) // 2], BY_DUE):
        scratch[k] = scratch[(k - 1) // 2]
        merge[k] = merge[(k - 1) // 2]
        k = (k - 1) // 2
    scratch[k] = row
    merge[k] = line


@njit()
def sift_down(w, row, line, n):
    """Put a row at its place in a heap of n whose top is free."""
    scratch = of.scratch(w)
    merge = of.merge(w)
    k = 0
    child = 1
    while child < n:
        if child + 1 < n and comes_before(w, scratch[child + 1], scratch[child], BY_DUE):
            child += 1
        if not comes_before(w, scratch[child], row, BY_DUE):
            break
        scratch[k] = scratch[child]
        merge[k] = merge[child]
        k = child
        child = 2 * k + 1
    scratch[k] = row
    merge[k] = line
