"""People by stage and place, kept by change: read back they are the array for which they stand."""

from __future__ import annotations

import numpy as np
import pytest

from serai.state.changes import Changes, by_change

# Of three steps, two stages and two places.
WHOLE = np.array([[[0, 5], [0, 0]], [[0, 5], [2, 0]], [[0, 3], [2, 0]]], dtype=np.int32)
KEPT = Changes((3, 2, 2), np.array([1, 2, 3]), np.array([1, 2, 1], dtype=np.int32), np.array([5, 2, 3], dtype=np.int32))


def test_only_what_differs_from_the_step_before_is_kept():
    found = by_change(WHOLE)
    assert found.end.tolist() == KEPT.end.tolist()
    assert found.cell.tolist() == KEPT.cell.tolist()
    assert found.value.tolist() == KEPT.value.tolist()
    assert found.nbytes == 3 * 8 + 3 * 4 + 3 * 4


@pytest.mark.parametrize(
    "index",
    [1, -1, slice(None), slice(1, 3), [2, 0], np.array([1, 1]), (slice(None), 1), (-1, 0, 1), ([2, 0], 0, 1),
     (slice(None), -1), (slice(0, 2), slice(None), [1, 0])],
)  # fmt: skip
def test_it_is_read_as_the_array_for_which_it_stands(index):
    np.testing.assert_array_equal(KEPT[index], WHOLE[index], strict=True)


def test_it_is_an_array_as_a_whole_and_block_by_block(monkeypatch):
    np.testing.assert_array_equal(np.asarray(KEPT), WHOLE, strict=True)
    monkeypatch.setattr("serai.state.changes.BLOCK_BYTES", 2 * 4 * 4)
    blocks = list(KEPT.blocks())
    assert [len(block) for block in blocks] == [2, 1]
    np.testing.assert_array_equal(np.concatenate(blocks), WHOLE, strict=True)


def test_a_number_that_changes_several_times_between_two_steps_asked_for_is_the_last():
    assert KEPT[[2]][0].tolist() == [[0, 3], [2, 0]]


@pytest.mark.parametrize(
    ("end", "cell", "value"),
    [
        ([1, 2], [1, 2], [5, 2]),  # of two steps
        ([2, 1, 3], [1, 2, 1], [5, 2, 3]),  # fewer changes than before
        ([1, 2, 4], [1, 2, 1], [5, 2, 3]),  # more than there are
        ([1, 2, 3], [1, 4, 1], [5, 2, 3]),  # of a fifth number
        ([1, 2, 3], [1, -1, 1], [5, 2, 3]),
        ([1, 2, 3], [1, 2, 1], [5, 2]),
    ],
)
def test_parts_that_do_not_belong_together_are_refused(end, cell, value):
    with pytest.raises(ValueError, match="changes"):
        Changes((3, 2, 2), np.array(end), np.array(cell, dtype=np.int32), np.array(value, dtype=np.int32))
