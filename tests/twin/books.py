"""What a run writes down: sums by names, and journeys."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

from twin.party import Party, Step

FIRST_BIN = 512  # moments
BINS_PER_DOUBLING = 16
LAST_BIN = 17 * BINS_PER_DOUBLING


class Books:
    """Sums by variable and names, journeys by key, and the ledger of people."""

    def __init__(self) -> None:
        self.sums: dict[str, dict[tuple[int | str, ...], float]] = defaultdict(partial(defaultdict, int))
        self.journeys: dict[int, list[Step]] = {}
        self.totals: dict[str, int] = defaultdict(int)

    def add(self, name: str, where: tuple[int | str, ...], amount: float) -> None:
        """Add to a sum."""
        self.sums[name][where] += amount

    def put(self, name: str, where: tuple[int | str, ...], value: float) -> None:
        """Write down a state."""
        self.sums[name][where] = value

    def journey(self, party: Party) -> list[Step]:
        """The journey of a party, to be written on."""
        return self.journeys.setdefault(party.key, [])


def wait_bin(moments: int) -> int:
    """Bin of a wait: one up to 64 seconds, then 16 for each doubling."""
    if moments < FIRST_BIN:
        return 0
    doublings = 0
    while moments >= FIRST_BIN << (doublings + 1):
        doublings += 1
    within = (moments - (FIRST_BIN << doublings)) * BINS_PER_DOUBLING // (FIRST_BIN << doublings)
    return min(1 + doublings * BINS_PER_DOUBLING + within, LAST_BIN)
