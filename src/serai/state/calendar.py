"""Who is due when, and the queues: chains of chunks of records.

A party is in exactly one chain: the calendar's chain for the tick at which it is next due, or a queue. Chains are
linked chunks of CHUNK records; the last entry of `chain` is the chain of free chunks. Records move from chain to
chain, so there is no way from a party's key to its record.
"""

from __future__ import annotations

import numpy as np

from serai.state.parties import PARTY

CHUNK = 64
BUCKETS = 1 << 14  # for sorting

CHAIN = np.dtype(
    [
        ("head", "i4"),  # first chunk; -1: the chain is empty
        ("tail", "i4"),  # last chunk
        ("start", "i4"),  # first record of the head chunk that is still there
        ("fill", "i4"),  # records used in the tail chunk
    ],
    align=True,
)

# Who stands in a chunk of a line: people, and their moments of joining added up.
STANDING = np.dtype([("people", "i8"), ("joined", "i8")], align=True)


def reciprocal(divisor: int) -> tuple[int, int]:
    """Factor and shift with which ``(number * factor) >> shift`` is ``number // divisor`` for all 0 <= number < 2**31.

    The factor exceeds 2**shift / divisor by less than 1, so the product exceeds the true one by less than 2**31, which
    is at most 2**shift / divisor: not enough to reach the next whole number. It is below 2**63.
    """
    shift = 31 + (divisor - 1).bit_length()
    return -(-(1 << shift) // divisor), shift


def chunks_needed(n_parties: int, n_chains: int) -> int:
    """Chunks that always suffice: each chain has at most one chunk begun and one used up in part.

    Every record has room twice, since the parties of a list are filed anew before the list is given back; that of
    the second copy is hardly ever touched.
    """
    return 2 * n_parties // CHUNK + 2 * n_chains + 2


def allocate(n_parties: int, n_chains: int) -> dict[str, np.ndarray]:
    """Empty chains with room for `n_parties` records in any distribution over `n_chains`.

    Returns
    -------
    dict with
        rec : PARTY[n_chunks * CHUNK]
        raw : uint64[n_chunks * CHUNK, 4]; the same memory, by which records are copied
        crowd : STANDING[n_chunks]; of chunks of lines
        nxt : int32[n_chunks]; next chunk of the chain, -1 at its end
        chain : CHAIN[n_chains + 1]; the last one holds the free chunks
        scratch, merge : int32[n_chunks * CHUNK]; rows that are being sorted
        bucket : int32[BUCKETS + 1]; where each bucket of them begins
    """
    n_chunks = chunks_needed(n_parties, n_chains)
    raw = np.empty((n_chunks * CHUNK, PARTY.itemsize // 8), dtype=np.uint64)
    return {
        "rec": raw.reshape(-1).view(PARTY),
        "raw": raw,
        "crowd": np.empty(n_chunks, dtype=STANDING),
        **empty_chains(n_chunks, n_chains),
        "scratch": np.empty(n_chunks * CHUNK, dtype=np.int32),
        "merge": np.empty(n_chunks * CHUNK, dtype=np.int32),
        "bucket": np.empty(BUCKETS + 1, dtype=np.int32),
    }


def empty_chains(n_chunks: int, n_chains: int) -> dict[str, np.ndarray]:
    """`nxt` and `chain` of chains of which none holds a chunk yet; the last one has all that are free."""
    nxt = np.arange(1, n_chunks + 1, dtype=np.int32)
    nxt[-1] = -1
    chain = np.zeros(n_chains + 1, dtype=CHAIN)
    chain["head"] = -1
    chain["tail"] = -1
    chain["head"][-1] = 0
    return {"nxt": nxt, "chain": chain}
