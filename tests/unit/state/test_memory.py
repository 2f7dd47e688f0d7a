"""The record of a run: kernels see the very arrays that it points to, and wrong arrays are refused."""

from __future__ import annotations

import gc
import weakref

import numba
import numpy as np
import pytest

from scenarios import everything
from serai.model.build import build
from serai.state import memory as of
from serai.state.log import PACKED, VARIABLES
from serai.state.memory import WORLD
from serai.state.record import Memory, Record

pytestmark = pytest.mark.jit_off


@pytest.fixture(scope="module")
def memory() -> Memory:
    return build(everything(), 1).memory


def seen_by_a_kernel(name: str):
    """The function that gives kernels an array, compiled unless the compiler is off."""
    reach = getattr(of, name)

    def kernel(w):
        return reach(w)

    return kernel if numba.config.DISABLE_JIT else numba.njit(kernel)


def test_every_array_can_be_reached_by_its_name():
    assert [name for name in WORLD.arrays if not hasattr(of, name)] == []


def test_every_variable_of_the_log_is_an_array():
    assert {"log_" + variable.name for variable in VARIABLES if variable.name not in PACKED} <= set(WORLD.arrays)


@pytest.mark.parametrize("name", ["posts", "leave_line", "log_waiting", "chains"])
def test_a_kernel_sees_the_array_itself(memory: Memory, name: str):
    seen = seen_by_a_kernel(name)(memory.world[0])
    array = memory[name.replace("chains", "chain")]
    assert seen.shape == array.shape
    assert seen.dtype == array.dtype
    assert seen.ctypes.data == array.ctypes.data


@pytest.mark.parametrize("name", ["stream", "hours", "present", "bed_used", "log_entries", "waits"])
def test_a_kernel_that_only_indexes_an_array_finds_and_sets_its_items(memory: Memory, name: str):
    reach = getattr(of, name)

    def set_item(w, index, value):
        before = reach(w)[index]
        reach(w)[index] = value
        return before

    array = memory[name]
    last = tuple(length - 1 for length in array.shape)
    array[last] = 5
    kernel = set_item if numba.config.DISABLE_JIT else numba.njit(set_item)
    assert kernel(memory.world[0], last if len(last) > 1 else last[0], 7) == 5
    assert array[last] == 7


@pytest.mark.skipif(not numba.config.DISABLE_JIT, reason="only seen with the compiler switched off")
def test_an_index_below_0_is_a_fault(memory: Memory):
    with pytest.raises(IndexError, match="index -1 is below 0"):
        of.present(memory.world[0])[0, -1]
    with pytest.raises(IndexError, match="index -2 is below 0"):
        of.waiting(memory.world[0])[-2] = 1


def test_settings_are_those_given(memory: Memory):
    given = dict.fromkeys(WORLD.settings, 3)
    found = Memory(WORLD, given, memory.arrays).world[0]
    assert all(found[name] == 3 for name in WORLD.settings)


def test_records_can_be_copied_by_words(memory: Memory):
    memory["rec"]["key"][5] = 77
    assert memory["raw"][5, 0] == 77
    assert memory["raw"].shape[1] * 8 == memory["rec"].dtype.itemsize == 32


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (np.zeros(3, dtype=np.int32), "array waiting must be int64 with dims ('line',), got int32(3,)"),
        (np.zeros((3, 2), dtype=np.int64), "array waiting must be int64 with dims ('line',), got int64(3, 2)"),
        (np.zeros(6, dtype=np.int64)[::2], "array waiting must be int64 with dims ('line',), got int64(3,)"),
    ],
    ids=["type", "dimensions", "order in memory"],
)
def test_a_wrong_array_is_refused_in_words(memory: Memory, wrong: np.ndarray, words: str):
    settings = {name: memory.world[name][0] for name in WORLD.settings}
    with pytest.raises(TypeError) as error:
        Memory(WORLD, settings, {**memory.arrays, "waiting": wrong})
    assert str(error.value) == words


@pytest.mark.parametrize("take", [lambda world: world, lambda world: world[0], lambda world: world[:1][-1]])
def test_whoever_holds_the_record_holds_its_arrays(take):
    """A kernel that is given the record alone would else write to memory that others have by then."""
    memory = build(everything(), 1).memory
    array = weakref.ref(memory["rec"])
    held = take(memory.world)
    del memory
    gc.collect()
    assert array() is not None
    del held
    gc.collect()
    assert array() is None


def test_a_record_begins_with_its_head():
    head = Record({"n": "i8"})
    rows = head.indexed("rows", "i4", "row")
    longer = Record({"m": "f8"}, head)
    more = longer.array("more", "f8", "row", "column")
    memory = Memory(longer, {"n": 3, "m": 0.5}, {"rows": np.arange(4, dtype=np.int32), "more": np.ones((2, 3))})
    w = memory.world[0]
    assert (w["n"], w["m"]) == (3, 0.5)
    assert rows(w)[3] == 3
    assert more(w).shape == (2, 3)
    assert set(head.arrays) == {"rows"}


def test_an_array_of_more_dims_than_a_record_has_room_for_is_refused():
    with pytest.raises(ValueError, match="array cube has 4 dims, a record has room for 3"):
        Record({"n": "i8"}).array("cube", "f8", "a", "b", "c", "d")
