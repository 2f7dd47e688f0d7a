"""What always holds: nobody lost, nobody twice, no line, post or lodging over what it can hold."""

from __future__ import annotations

import numpy as np

from serai.codes import Stage
from serai.errors import InvariantError
from serai.kernels.chains import list_rows
from serai.model.build import State

FINAL_STAGES = (Stage.REFUSED, Stage.GONE_HOME, Stage.MOVED_ON)


class Auditor:
    """Counts everybody after a tick by walking all lists, and holds that against what the run has booked.

    Parameters
    ----------
    state : State
        Of a run that has not begun.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self.bed_used = state.memory["bed_used"].copy()

    def check(self, tick: int) -> None:
        """Check the state after `tick` ticks.

        Raises
        ------
        InvariantError
            Naming the tick, the rule, what was found and what was booked.
        """
        present, total = self.state.memory["present"], self.state.memory["total"]
        moving = present.copy()
        moving[list(FINAL_STAGES)] = 0
        _expect(tick, "people by stage and place", self._walk(), moving)
        _expect(tick, "people in all stages", present.sum(), total[1] + total[2])
        if (present < 0).any():
            raise InvariantError(f"tick {tick}: a stage has a negative number of people")
        self._check_lines(tick)
        self._check_beds(tick)

    def _walk(self) -> np.ndarray:
        """Tracked people by stage and place, from the records in all lists."""
        memory, w = self.state.memory, self.state.memory.world[0]
        chains = np.flatnonzero(memory["chain"]["head"][:-1] >= 0)
        listed = [self._rows(which) for which in chains.tolist()]
        chain = np.repeat(chains, [rows.size for rows in listed])
        records = memory["rec"][np.concatenate([chains[:0], *listed])]
        at_post = np.isin(records["stage"], (Stage.TO_POST, Stage.TO_EXIT, Stage.WAITING))
        place = np.where(at_post, records["post"], records["city"]).astype(np.int64)
        in_line = (chain >= w["first_queue"]) & (chain < w["first_search"])
        place[in_line] = memory["line"]["place"][(chain[in_line] - w["first_queue"]) % w["n_lines"]]
        counted = (memory["profile"]["tracked"][records["profile"]] == 1) & (records["stage"] != Stage.AT_HOME)
        counts = np.zeros_like(memory["present"])
        people = records["size"].astype(np.int64)
        np.add.at(counts, (records["stage"][counted], place[counted]), people[counted])
        return counts

    def _rows(self, which: int) -> np.ndarray:
        """Rows of the records of a chain."""
        memory = self.state.memory
        return np.array(memory["scratch"][: list_rows(memory.world[0], which)])

    def _check_lines(self, tick: int) -> None:
        """The people in each line are those that it is said to hold, and they stand in the order of joining."""
        memory, w = self.state.memory, self.state.memory.world[0]
        for line in range(w["n_lines"]):
            name = self.state.axes.lines[line].name
            standing = memory["rec"][self._rows(w["first_queue"] + line)]
            _expect(tick, f'people in line "{name}"', standing["size"].sum(dtype=np.int64), memory["waiting"][line])
            if (np.diff(standing["due"].astype(np.int64)) < 0).any():
                raise InvariantError(f'tick {tick}: somebody is in line "{name}" behind one who joined later')

    def _check_beds(self, tick: int) -> None:
        """Nobody is put into lodging that is full. Where the supply shrinks, guests stay and nobody new comes."""
        memory = self.state.memory
        bed, used, supply = memory["bed"], memory["bed_used"], memory["supply"]
        stock = np.where(bed["responsive"] == 1, bed["beds"] * supply[bed["place"]], bed["beds"])
        room = np.floor(stock - bed["taken"]) + 1  # the supply has moved a little since the search
        over = np.flatnonzero((used > room) & (used > self.bed_used))
        if over.size or (used < 0).any():
            row = over[0] if over.size else int(np.argmin(used))
            name = self.state.axes.lodging[row]
            raise InvariantError(
                f'tick {tick}: lodging "{name}" has {used[row]} people, its capacity is {room[row]:.0f}'
            )
        self.bed_used = used.copy()


def _expect(tick: int, rule: str, counted: object, booked: object) -> None:
    if not np.array_equal(np.asarray(counted), np.asarray(booked)):
        raise InvariantError(
            f"tick {tick}: {rule}: found {np.asarray(counted).sum()}, booked {np.asarray(booked).sum()}"
        )
