"""Counts in a byte each: read back they are the array for which they stand."""

from __future__ import annotations

import numpy as np
import pytest

from serai.state import counts
from serai.state.counts import Counts

LOW = np.arange(24, dtype=np.uint8).reshape(4, 2, 3) + np.uint8(230)
CARRIED = np.zeros(LOW.shape, dtype=np.int32)
CARRIED[1, 0, 2], CARRIED[3, 1, 0] = 2, 70_000
WHOLE = np.arange(230, 254, dtype=np.int32).reshape(4, 2, 3)
WHOLE[1, 0, 2] += 512
WHOLE[3, 1, 0] += 256 * 70_000


@pytest.fixture(params=["small", "large"])
def limits(request, monkeypatch):
    if request.param == "large":
        monkeypatch.setattr(counts, "REMEMBERED_BYTES", 0)


@pytest.mark.parametrize(
    "read",
    [lambda a: a[1], lambda a: a[-1, 1], lambda a: a[:, [1, 0]], lambda a: a[1:3][:, [1]], lambda a: a[1:][1:][0],
     lambda a: a[[2, 0]][:, 1], lambda a: a[3, 1, 0], lambda a: a[2:2][:, [0]]],
)  # fmt: skip
@pytest.mark.usefixtures("limits")
def test_they_are_read_as_the_array_for_which_they_stand(read):
    np.testing.assert_array_equal(read(Counts(LOW, CARRIED)), read(WHOLE), strict=True)


@pytest.mark.usefixtures("limits")
def test_they_are_an_array_as_a_whole_and_block_by_block(monkeypatch):
    monkeypatch.setattr(counts, "BLOCK_BYTES", 3 * 6 * 4)
    found = Counts(LOW, CARRIED)
    assert (found.shape, len(found), found.dtype) == (WHOLE.shape, 4, WHOLE.dtype)
    np.testing.assert_array_equal(np.asarray(found), WHOLE, strict=True)
    blocks = list(found.blocks())
    assert [len(block) for block in blocks] == [3, 1]
    np.testing.assert_array_equal(np.concatenate(blocks), WHOLE, strict=True)


@pytest.mark.usefixtures("limits")
def test_where_nothing_was_carried_the_bytes_are_the_counts():
    np.testing.assert_array_equal(np.asarray(Counts(LOW)), LOW.astype(np.int32), strict=True)
    np.testing.assert_array_equal(Counts(LOW)[1:][:, 1], LOW[1:, 1].astype(np.int32), strict=True)


def test_a_slice_of_many_days_is_not_made_whole(monkeypatch):
    monkeypatch.setattr(counts, "REMEMBERED_BYTES", 0)
    assert isinstance(Counts(LOW, CARRIED)[1:3], Counts)
