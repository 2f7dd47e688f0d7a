"""What a run writes down: names, sizes and bins."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios import everything
from serai.codes import Stage
from serai.model.build import axes_of
from serai.model.clock import Clock
from serai.state.log import (
    BYTES_AND_CARRIED,
    IN_BYTES,
    VARIABLES,
    WAIT_BINS,
    WAIT_BINS_PER_DOUBLING,
    allocate,
    kept_variables,
    log_bytes,
    wait_bin_edges_hours,
)

AXES = axes_of(everything(), Clock(everything()))


def test_each_variable_is_there_once_and_adds_up_in_a_known_way():
    names = [variable.name for variable in VARIABLES]
    assert len(set(names)) == len(names)
    assert {variable.add_up for variable in VARIABLES} == {"sum", "mean", "last"}


def test_arrays_are_zero_and_of_the_expected_size():
    arrays = allocate(AXES)
    assert list(arrays) == [variable.name for variable in kept_variables(AXES)]
    of_waits = sum(arrays[name].size for name in IN_BYTES)
    others = allocate(AXES, without=IN_BYTES)
    assert set(arrays) - set(others) == set(IN_BYTES)
    assert sum(array.nbytes for array in others.values()) + of_waits * BYTES_AND_CARRIED == log_bytes(AXES)
    assert not any(array.any() for array in arrays.values())


def test_dimensions_are_as_long_as_their_names():
    arrays = allocate(AXES)
    assert arrays["entries"].shape == (8, 8, 4)
    assert arrays["waiting"].shape == (144, 7)
    assert arrays["present"].shape == (144, len(Stage), 8)
    assert arrays["set_out_by_cause"].shape == (8, 8, len(AXES.causes))
    assert arrays["lodged"].shape == (144, 4)


def test_days_count_as_sums_and_moments_as_means_or_last_values():
    for variable in VARIABLES:
        by_step = "step" in variable.dims
        assert (variable.add_up == "sum") <= (not by_step)


def test_bins_double_every_16():
    edges = wait_bin_edges_hours()
    assert edges.size == WAIT_BINS + 1
    np.testing.assert_allclose(edges[1 + WAIT_BINS_PER_DOUBLING :] / edges[1:-WAIT_BINS_PER_DOUBLING], 2.0)
    assert (np.diff(edges[1:]) / edges[1:-1]).max() == pytest.approx(1 / WAIT_BINS_PER_DOUBLING)
