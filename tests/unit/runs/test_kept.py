"""Draws in files of their own: what is written is read again, damage is found, plans are not mixed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from serai.errors import StoreError, TakenOverError
from serai.results.figures import Figure
from serai.runs import kept
from serai.runs.draws import InMemory, Member
from serai.runs.kept import DrawsFolder, Plan, holds_draws, how_many, take_from

PLAN = Plan("flood", "ab12", 1, 25, "0.1", "2.0", "0.60", "kernels-1")
FIGURE = Figure("peak", "", "entries")


def member(number: int) -> Member:
    arrays = {"entries": np.full((3, 2), number, "i4"), "rent": np.array([np.nan, 0.1 * number], "f4")}
    return Member(arrays, {FIGURE: number / 3, Figure("wait", "Oral", "p90"): np.inf}, np.full((2, 3), number + 0.25))


def file_of(folder, number, plan=PLAN):
    return folder.path / f"{number:06}.{plan.tag}.draw"


def filled(tmp_path, numbers, plan=PLAN) -> DrawsFolder:
    folder = DrawsFolder(tmp_path, plan)
    for number in numbers:
        folder.put(number, member(number))
    return folder


def test_draws_come_back_bit_for_bit_as_from_memory(tmp_path):
    in_memory, numbers = InMemory(), (4, 0, 11)
    filled(tmp_path, numbers)
    for number in numbers:
        in_memory.put(number, member(number))
    again = DrawsFolder(tmp_path, PLAN)
    assert set(again.known()) == set(numbers)
    for number in numbers:
        assert again.figures_of(number) == in_memory.figures_of(number)
        np.testing.assert_array_equal(again.answers_of(number), in_memory.answers_of(number))
    arrays, wanted = again.arrays_of((0, 4)), in_memory.arrays_of((0, 4))
    assert list(arrays) == list(wanted)
    for name, values in wanted.items():
        assert arrays[name].dtype == values.dtype
        np.testing.assert_array_equal(arrays[name], values)


@pytest.mark.parametrize("at", [3, 80, -2])
def test_a_changed_byte_and_a_file_that_was_cut_off_are_found_and_the_draw_is_made_again(tmp_path, at):
    folder = filled(tmp_path, (0, 1, 2))
    path = file_of(folder, 2)
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    file_of(folder, 3).write_bytes(file_of(folder, 3).read_bytes()[:-1])
    file_of(folder, 7).write_bytes(file_of(folder, 1).read_bytes())
    (folder.path / ".000005.draw.0a1b.part").write_bytes(b"half")
    assert set(DrawsFolder(tmp_path, PLAN).known()) == {0}
    assert sorted(item.name for item in folder.path.iterdir()) == [file_of(folder, 1).name, "plan.json"]


def test_a_draw_that_is_damaged_while_it_is_gathered_is_told(tmp_path):
    folder = filled(tmp_path, (0, 1))
    arrays = folder.arrays_of((0, 1))
    file_of(folder, 2).unlink()
    words = r"000002\.\w{8}\.draw\" was changed or removed while the draws were gathered; run"
    with pytest.raises(StoreError, match=words):
        arrays["entries"]


def test_draws_are_read_a_block_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr("serai.runs.rows.BLOCK_BYTES", 2 * 3 * 2 * 4)
    rows = filled(tmp_path, range(5)).arrays_of(range(5)).rows["entries"]
    assert [block[:, 0, 0].tolist() for block in rows.blocks()] == [[0, 1], [2, 3], [4]]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"seed": 2}, "another seed"),
        ({"scenario": "fire", "scenario_hash": "cd"}, "another scenario, other values of the scenario"),
        ({"first_size": 75}, "a number of draws that cannot be added to it"),
        ({"kernels": "kernels-2"}, "another version of the model"),
    ],
)
def test_draws_of_another_plan_are_refused_with_what_differs_and_dropped_by_force(tmp_path, changed, words):
    filled(tmp_path, (0, 1))
    other = replace(PLAN, **changed)
    with pytest.raises(
        StoreError, match=rf'draws" contains 2 draws of another plan \({words}\), stored when it was stopped'
    ):
        DrawsFolder(tmp_path, other)
    assert (how_many(tmp_path), holds_draws(tmp_path, PLAN), holds_draws(tmp_path, other)) == (2, True, False)
    assert not DrawsFolder(tmp_path, other, force=True).known()


def test_a_command_whose_folder_another_took_by_force_mixes_no_draws_into_it(tmp_path, monkeypatch):
    other = replace(PLAN, seed=2)
    first = filled(tmp_path, (0, 1))
    second = DrawsFolder(tmp_path, other, force=True)
    words = r"draws\" was removed or taken over by another command; name another folder with --out$"
    with pytest.raises(TakenOverError, match=words):
        first.put(2, member(2))
    monkeypatch.setattr(first, "refuse_taken", lambda: None)  # as if it was taken over between that and the writing
    first.put(2, member(2))
    second.put(2, member(7))
    assert set(DrawsFolder(tmp_path, other).known()) == {2}
    assert second.answers_of(2)[0, 0] == 7.25
    assert first.answers_of(2)[0, 0] == 2.25
    with pytest.raises(StoreError, match="was changed or removed"):
        first.answers_of(0)
    first.remove()
    assert holds_draws(tmp_path, other)
    second.remove()
    assert list(tmp_path.iterdir()) == []


def test_of_two_commands_that_begin_in_one_folder_at_the_same_moment_one_is_refused(tmp_path, monkeypatch):
    other, make_folder = replace(PLAN, seed=2), kept.make_folder

    def while_another_begins(folder):
        monkeypatch.undo()
        filled(tmp_path, (0,), other)
        return make_folder(folder)

    monkeypatch.setattr(kept, "make_folder", while_another_begins)
    with pytest.raises(StoreError, match=r"1 draws of another plan \(another seed\)"):
        DrawsFolder(tmp_path, PLAN, force=True)
    assert set(DrawsFolder(tmp_path, other).known()) == {0}


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "draws").mkdir()
    (tmp_path / "draws" / "thesis.doc").write_bytes(b"years of work")
    with pytest.raises(StoreError, match=r"is not a folder of draws: it has no plan\.json; name another folder"):
        DrawsFolder(tmp_path, PLAN, force=True)
    assert (tmp_path / "draws" / "thesis.doc").exists()


def test_draws_of_the_same_plan_are_taken_over_up_to_the_number_that_is_asked_for(tmp_path):
    filled(tmp_path / "a", (0, 1, 5))
    filled(tmp_path / "other", (2,), replace(PLAN, seed=2))
    target = filled(tmp_path / "b", (1,))
    for source in ("a", "other", "b"):
        take_from(tmp_path / source, target, PLAN, 5)
    assert set(DrawsFolder(tmp_path / "b", PLAN).known()) == {0, 1}


def test_a_folder_in_which_nothing_was_kept_goes_and_one_with_draws_stays(tmp_path):
    with pytest.raises(RuntimeError), DrawsFolder(tmp_path / "a" / "b", PLAN):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    folder = filled(tmp_path / "a", (0,))
    with pytest.raises(RuntimeError), folder:
        raise RuntimeError
    assert how_many(tmp_path / "a") == 1
    folder.remove()
    assert list((tmp_path / "a").iterdir()) == []


def test_a_plan_that_cannot_be_read_is_refused(tmp_path):
    filled(tmp_path, (0,))
    (tmp_path / "draws" / kept.PLAN_FILE).write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match=r"of another plan \(it cannot be read\)"):
        DrawsFolder(tmp_path, PLAN)
