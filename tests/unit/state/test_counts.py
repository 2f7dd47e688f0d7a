"""Counts in a byte each: read back they are the array for which they stand."""

from __future__ import annotations

import numpy as np
import pytest

from serai.state import counts
from serai.state.counts import Counts, in_use, sums_of

LOW = np.arange(24, dtype=np.uint8).reshape(4, 2, 3) + np.uint8(230)
CARRIED = np.zeros(LOW.shape, dtype=np.int32)
CARRIED[1, 0, 2], CARRIED[3, 1, 0] = 2, 70_000
WHOLE = np.arange(230, 254, dtype=np.int32).reshape(4, 2, 3)
WHOLE[1, 0, 2] += 512
WHOLE[3, 1, 0] += 256 * 70_000


@pytest.mark.parametrize(
    "read",
    [lambda a: a[1], lambda a: a[-1, 1], lambda a: a[:, [1, 0]], lambda a: a[1:3][:, [1]], lambda a: a[1:][1:][0],
     lambda a: a[[2, 0]][:, 1], lambda a: a[3, 1, 0], lambda a: a[2:2][:, [0]]],
)  # fmt: skip
def test_they_are_read_as_the_array_for_which_they_stand(read):
    np.testing.assert_array_equal(read(Counts(LOW, CARRIED)), read(WHOLE), strict=True)


def test_they_are_an_array_as_a_whole_and_block_by_block(monkeypatch):
    monkeypatch.setattr(counts, "BLOCK_BYTES", 3 * 6 * 4)
    found = Counts(LOW, CARRIED)
    assert (found.shape, len(found), found.dtype) == (WHOLE.shape, 4, WHOLE.dtype)
    np.testing.assert_array_equal(np.asarray(found), WHOLE, strict=True)
    blocks = list(found.blocks())
    assert [len(block) for block in blocks] == [3, 1]
    np.testing.assert_array_equal(np.concatenate(blocks), WHOLE, strict=True)


def test_where_nothing_was_carried_the_bytes_are_the_counts():
    np.testing.assert_array_equal(np.asarray(Counts(LOW)), LOW.astype(np.int32), strict=True)
    np.testing.assert_array_equal(Counts(LOW)[1:][:, 1], LOW[1:, 1].astype(np.int32), strict=True)


def test_a_slice_of_days_is_not_made_whole():
    assert isinstance(Counts(LOW, CARRIED)[1:3], Counts)


LOW_WITH_NOTHING = np.where(np.arange(24).reshape(LOW.shape) % 5 == 2, 0, LOW).astype(np.uint8)  # carried or not
WITH_NOTHING = LOW_WITH_NOTHING + (CARRIED << 8)


@pytest.mark.parametrize(
    "given", [Counts(LOW_WITH_NOTHING, CARRIED), Counts(LOW_WITH_NOTHING, CARRIED)[0:], WITH_NOTHING]
)
def test_those_in_use_are_those_that_are_not_0(given):
    at, people = in_use(given)
    assert at.tolist() == np.flatnonzero(WITH_NOTHING).tolist()
    assert people.tolist() == WITH_NOTHING.ravel()[at].tolist()


@pytest.mark.parametrize("given", [Counts(LOW, CARRIED), WHOLE])
def test_groups_of_rows_which_may_share_some_are_added_up(given):
    groups = [np.array([1]), np.array([0, 1]), np.array([0])]
    expected = np.stack([WHOLE[:, rows].sum(axis=1, dtype=np.int32) for rows in groups])
    np.testing.assert_array_equal(sums_of(given, groups), expected, strict=True)
    assert sums_of(given, []).shape == (0, 4, 3)
