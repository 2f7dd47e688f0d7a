"""What is known of the parties of a line by chunk, and of parties drawn together, against one party after the other."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenarios import queue
from serai.kernels import count, crowd, joining, leave, review
from serai.kernels.chains import drop_first, drop_gone, first_row, list_rows
from serai.model.build import State, build
from serai.rng import GAMMA, mix, to_unit
from serai.state.calendar import CHUNK
from serai.units import MOMENTS_PER_HOUR

pytestmark = pytest.mark.filterwarnings("ignore:overflow encountered")  # called from Python, kernels run in Python

SCENARIO = queue(1, 10, servers=1, minutes=1)
SHIFT = np.uint64(11)


class Line:
    """A line of a fresh run and who comes and goes."""

    def __init__(self, seed: int) -> None:
        self.state: State = build(SCENARIO, 1)
        self.memory = self.state.memory
        self.w = self.memory.world[0]
        self.queue = int(self.w["first_queue"])
        self.spare = self.memory["rec"].size - 1
        self.random = np.random.default_rng(seed)
        self.now = 0

    def come(self, n: int) -> None:
        """Parties join, some of them before others who stand there."""
        for _ in range(n):
            self.now += int(self.random.integers(0, 9000))
            party = self.memory["rec"][self.spare : self.spare + 1]
            party["key"] = self.random.integers(0, 2**63, dtype=np.uint64)
            party["size"] = self.random.integers(1, 7)
            party["due"] = max(0, self.now - int(self.random.choice([0, 0, 0, 300_000])))
            joining.stand(self.w, self.spare, 0)

    def served(self, n: int) -> None:
        for _ in range(n):
            row = first_row(self.w, self.queue)
            crowd.leave_chunk(self.w, row)
            self.memory["waiting"][0] -= self.memory["rec"]["size"][row]
            drop_first(self.w, self.queue)

    def give_up(self, share: float) -> None:
        for row in self.rows()[self.random.random(self.rows().size) < share].tolist():
            crowd.leave_chunk(self.w, row)
            self.memory["waiting"][0] -= self.memory["rec"]["size"][row]
            self.memory["rec"]["size"][row] = 0
        drop_gone(self.w, self.queue)

    def rows(self) -> np.ndarray:
        return self.memory["scratch"][: list_rows(self.w, self.queue)].copy()

    def standing(self) -> np.ndarray:
        return self.memory["rec"][self.rows()]

    def by_chunk(self) -> dict[int, tuple[int, int]]:
        """People and moments of joining of each chunk as they are kept."""
        chunks = dict.fromkeys((self.rows() // CHUNK).tolist())
        people, joined = (self.memory["crowd"][part] for part in ("people", "joined"))
        return {chunk: (int(people[chunk]), int(joined[chunk])) for chunk in chunks}

    def by_hand(self) -> dict[int, tuple[int, int]]:
        """The same from the records."""
        found: dict[int, tuple[int, int]] = {}
        for row, party in zip(self.rows().tolist(), self.standing(), strict=True):
            people, joined = found.get(row // CHUNK, (0, 0))
            size = int(party["size"])
            found[row // CHUNK] = (people + size, joined + size * int(party["due"]))
        return found


def test_chunks_know_their_people_whoever_comes_and_goes():
    line = Line(1)
    for came, served, share in ((150, 70, 0.2), (30, 0, 0.0), (50, 30, 0.6), (CHUNK, 5, 1.0), (3, 1, 0.0)):
        line.come(came)
        assert (np.diff(line.standing()["due"]) >= 0).all()
        assert line.by_chunk() == line.by_hand()
        line.served(served)
        assert line.by_chunk() == line.by_hand()
        line.give_up(share)
        assert line.by_chunk() == line.by_hand()


@pytest.mark.parametrize("rounding", [count.ROUNDING, 1.0], ids=["from whole numbers", "party by party"])
@pytest.mark.parametrize("parties", [1, 2, CHUNK, 2 * CHUNK + 20])
def test_ages_are_those_of_the_parties_one_after_the_other(parties: int, rounding: float, monkeypatch):
    """To the last bit, whether the sum of whole numbers decides it or the parties must be visited."""
    line = Line(parties)
    line.come(parties)
    line.served(parties // 3)
    end = line.now + 12_345
    total, ahead, middle, oldest = 0.0, 0, math.nan, math.nan
    people = int(line.memory["waiting"][0])
    for party in line.standing():
        hours = (end - int(party["due"])) / MOMENTS_PER_HOUR
        total += int(party["size"]) * hours
        ahead += int(party["size"])
        oldest = hours if math.isnan(oldest) and ahead >= 0.1 * people else oldest
        middle = hours if math.isnan(middle) and ahead >= 0.5 * people else middle
    monkeypatch.setattr(count, "ROUNDING", rounding)
    count.count_ages(line.w, 0, 5, end)
    wanted = np.array([total / people, middle, oldest], dtype=np.float32)
    names = ("log_wait_so_far_mean", "log_wait_so_far_p50", "log_wait_so_far_p90")
    assert [line.memory[name][5, 0] for name in names] == wanted.tolist()


@pytest.mark.parametrize("hazard", [1e-12, 0.003, 0.25, 0.9999999999, 1.0, 40.0])
def test_nobody_who_gives_up_is_passed_over(hazard: float):
    """The greatest draw with which a party does, by its 31 leading bits."""
    greatest = min(hazard + review.ROUNDING, 1.0 - 2.0**-53)
    limit = review.limit_of_draws(hazard)
    assert math.floor(greatest * 2.0**31) < limit <= 2**31
    assert limit <= math.ceil(hazard * 2.0**31) + 1
    assert review.limit_of_draws(0.0) == 0


@pytest.mark.parametrize("share", [0.0, 1e-20, 0.3, 0.5, 0.98, 1.0 - 2.0**-53, 1.0])
def test_a_share_of_draws_is_cut_where_it_is_between_two_numbers(share: float):
    first = leave.first_above(share)
    assert first == 0 or to_unit(np.uint64(first - 1) << SHIFT) < share
    assert first == 2**53 or not to_unit(np.uint64(first) << SHIFT) < share


@pytest.mark.parametrize("stay", [0.5, 0.97, 0.9999])
def test_who_leaves_is_found_as_by_one_draw_after_the_other(stay: float):
    stream, base, n = np.uint64(0x1234567890ABCDEF), np.uint64(0xFEDCBA0987654321), 3 * leave.AT_ONCE + 7
    w, limit = Line(0).w, leave.first_above(stay)
    found, number = [], leave.next_leaver(w, stream, base, 0, n, limit)
    while number < n:
        found.append(number)
        number = leave.next_leaver(w, stream, base, number + 1, n, limit)
    keys = [mix(base + np.uint64(k + 1) * GAMMA) for k in range(n)]
    assert found == [k for k, key in enumerate(keys) if not to_unit(mix(mix(stream ^ key))) < stay]
