"""Moving records between chains of chunks (state/calendar.py)."""

import numpy as np

from serai.jit import njit
from serai.kernels.crowd import set_chunk
from serai.state import memory as of
from serai.state.calendar import BUCKETS, CHUNK

RUN = 16
CROWD = 48  # rows in a bucket, from which merging costs less
BY_DUE = 0
BY_SINCE = 1


@njit()
def new_slot(w, to):
    """Room for one more record at the end of chain `to`: its row in `rec`."""
    row = of.chain(w)[to]
    tail = row["tail"]
    fill = row["fill"]
    if tail < 0 or fill == CHUNK:
        free = of.chains(w)[of.chains(w).size - 1]
        chunk = free["head"]
        free["head"] = of.nxt(w)[chunk]
        of.nxt(w)[chunk] = -1
        if tail < 0:
            row["head"] = chunk
            row["start"] = 0
        else:
            of.nxt(w)[tail] = chunk
        row["tail"] = chunk
        tail = chunk
        fill = 0
    row["fill"] = fill + 1
    return tail * CHUNK + fill


@njit()
def copy_to(w, to, source):
    """Copy the record in row `source` to the end of chain `to`; the row it has there."""
    slot = new_slot(w, to)
    copy_row(w, source, slot)
    return slot


@njit()
def copy_row(w, source, target):
    """Copy a record from row to row."""
    of.raw(w)[target, 0] = of.raw(w)[source, 0]
    of.raw(w)[target, 1] = of.raw(w)[source, 1]
    of.raw(w)[target, 2] = of.raw(w)[source, 2]
    of.raw(w)[target, 3] = of.raw(w)[source, 3]


@njit()
def swap_rows(w, a, b):
    """Exchange two records."""
    raw = of.raw(w)
    raw[a, 0], raw[b, 0] = raw[b, 0], raw[a, 0]
    raw[a, 1], raw[b, 1] = raw[b, 1], raw[a, 1]
    raw[a, 2], raw[b, 2] = raw[b, 2], raw[a, 2]
    raw[a, 3], raw[b, 3] = raw[b, 3], raw[a, 3]


@njit()
def free_chunk(w, chunk):
    """Give a chunk back; the chunk that followed it, or -1."""
    follower = of.nxt(w)[chunk]
    free = of.chains(w)[of.chains(w).size - 1]
    of.nxt(w)[chunk] = free["head"]
    free["head"] = chunk
    return follower


@njit()
def clear(w, which):
    """Mark a chain as empty, after its chunks have been freed."""
    row = of.chain(w)[which]
    row["head"] = -1
    row["tail"] = -1
    row["start"] = 0
    row["fill"] = 0


@njit()
def drop_first(w, which):
    """Take the first record off a chain that is not empty."""
    row = of.chain(w)[which]
    row["start"] += 1
    last = row["head"] == row["tail"]
    if row["start"] == (row["fill"] if last else CHUNK):
        follower = free_chunk(w, row["head"])
        if last:
            clear(w, which)
        else:
            row["head"] = follower
            row["start"] = 0


@njit()
def first_row(w, which):
    """Row of the first record of a chain, or -1 where the chain is empty."""
    head = of.chain(w)[which]["head"]
    return head * CHUNK + of.chain(w)[which]["start"] if head >= 0 else -1


@njit()
def last_row(w, which):
    """Row of the last record of a chain, or -1 where the chain is empty."""
    tail = of.chain(w)[which]["tail"]
    return tail * CHUNK + of.chain(w)[which]["fill"] - 1 if tail >= 0 else -1


@njit()
def chunk_span(w, which, chunk):
    """First row and the row after the last of a chunk of a chain."""
    row = of.chain(w)[which]
    first = row["start"] if chunk == row["head"] else 0
    last = row["fill"] if chunk == row["tail"] else CHUNK
    return chunk * CHUNK + first, chunk * CHUNK + last


@njit()
def list_rows(w, which):
    """Write the rows of a chain's records, in its order, to `scratch`; their number."""
    scratch = of.scratch(w)
    n = 0
    chunk = of.chain(w)[which]["head"]
    while chunk >= 0:
        first, last = chunk_span(w, which, chunk)
        for row in range(first, last):
            scratch[n] = row
            n += 1
        chunk = of.nxt(w)[chunk]
    return n


@njit()
def free_all(w, which):
    """Give back all chunks of a chain."""
    chunk = of.chain(w)[which]["head"]
    while chunk >= 0:
        chunk = free_chunk(w, chunk)
    clear(w, which)


@njit()
def drop_gone(w, which):
    """Close the gaps that parties of size 0 have left in a line that is not empty; the others keep their order."""
    to = of.chain(w)[which]["head"]
    slot = np.int64(of.chain(w)[which]["start"])
    kept = 0
    people = np.int64(0)  # of the chunk that is filled
    joined = np.int64(0)
    chunk = to
    while chunk >= 0:
        first, last = chunk_span(w, which, chunk)
        for row in range(first, last):
            size = np.int64(of.rec(w)[row]["size"])
            if size > 0:
                if slot == CHUNK:
                    set_chunk(w, to, people, joined)
                    people = joined = np.int64(0)
                    to = of.nxt(w)[to]
                    slot = 0
                if row != to * CHUNK + slot:
                    copy_row(w, row, to * CHUNK + slot)
                people += size
                joined += size * of.rec(w)[row]["due"]
                slot += 1
                kept += 1
        chunk = of.nxt(w)[chunk]
    if kept == 0:
        free_all(w, which)
        return
    set_chunk(w, to, people, joined)
    unused = of.nxt(w)[to]
    while unused >= 0:
        unused = free_chunk(w, unused)
    of.nxt(w)[to] = -1
    of.chain(w)[which]["tail"] = to
    of.chain(w)[which]["fill"] = slot


@njit()
def moment_of_row(w, row, field):
    """The moment by which parties are sorted: due, or with `field` BY_SINCE since."""
    party = of.rec(w)[row]
    return np.int64(party["since"]) if field else np.int64(party["due"])


@njit()
def comes_before(w, a, b, field):
    """Whether the party in row a comes before that in row b: by a moment, equal moments by key.

    `field` 0 compares the moment due, 1 the moment since.
    """
    first = of.rec(w)[a]
    second = of.rec(w)[b]
    moment_a = first["since"] if field else first["due"]
    moment_b = second["since"] if field else second["due"]
    return moment_a < moment_b or (moment_a == moment_b and first["key"] < second["key"])


@njit()
def sort_listed(w, n, field):
    """Sort the first n rows of `scratch`.

    They are dealt out to as many buckets by their moment, which leaves next to nothing to sort; where their moments
    crowd together they are sorted in runs that are merged two by two.
    """
    if n > RUN and deal_out(w, n, field):
        insert_rows(w, of.merge(w), 0, n, field)
        return
    for start in range(0, n, RUN):
        insert_rows(w, of.scratch(w), start, min(start + RUN, n), field)
    width = RUN
    while width < n:
        for start in range(0, n, 2 * width):
            merge_runs(w, start, min(start + width, n), min(start + 2 * width, n), field)
        width *= 2


@njit()
def insert_rows(w, source, start, end, field):
    """Put some rows of `source` in their order, one by one, at the same places of `scratch`."""
    scratch = of.scratch(w)
    for i in range(start, end):
        row = source[i]
        j = i - 1
        while j >= start and comes_before(w, row, scratch[j], field):
            scratch[j + 1] = scratch[j]
            j -= 1
        scratch[j + 1] = row


@njit()
def deal_out(w, n, field):
    """Write the first n rows of `scratch` to `merge`, bucket by bucket; False where a bucket would be crowded."""
    scratch = of.scratch(w)
    bucket = of.bucket(w)
    low = moment_of_row(w, scratch[0], field)
    high = low
    for i in range(n):
        moment = moment_of_row(w, scratch[i], field)
        low = min(low, moment)
        high = max(high, moment)
    shift = 0
    while (high - low) >> shift >= min(n, BUCKETS):
        shift += 1
    for k in range(min(n, BUCKETS) + 1):
        bucket[k] = 0
    for i in range(n):
        bucket[((moment_of_row(w, scratch[i], field) - low) >> shift) + 1] += 1
    most = 0
    for k in range(min(n, BUCKETS)):
        most = max(most, bucket[k + 1])
        bucket[k + 1] += bucket[k]
    if most > CROWD:
        return False
    for i in range(n):
        mine = (moment_of_row(w, scratch[i], field) - low) >> shift
        of.merge(w)[bucket[mine]] = scratch[i]
        bucket[mine] += 1
    return True


@njit()
def merge_runs(w, start, middle, end, field):
    """Merge two sorted neighbouring runs of `scratch`."""
    scratch = of.scratch(w)
    merge = of.merge(w)
    for i in range(start, middle):
        merge[i] = scratch[i]
    left = start
    right = middle
    to = start
    while left < middle and right < end:
        if comes_before(w, scratch[right], merge[left], field):
            scratch[to] = scratch[right]
            right += 1
        else:
            scratch[to] = merge[left]
            left += 1
        to += 1
    while left < middle:
        scratch[to] = merge[left]
        left += 1
        to += 1
