"""Scenarios are written whole or not at all, and nothing of the user's is lost."""

from pathlib import Path

import pytest

from serai.errors import ScenarioError, StoreError, UsageError
from serai.scenario.read.load import builtin_names, load
from serai.scenario.write.write import write


@pytest.mark.parametrize("target", ["copy", "copy.xlsx"])
def test_what_is_written_loads_as_the_same_scenario(river, tmp_path, target):
    assert load(write(river, tmp_path / target)) == river


@pytest.mark.parametrize("target", ["copy", pytest.param("copy.xlsx", marks=pytest.mark.slow)])
def test_built_in_scenarios_survive_writing(tmp_path, target):
    for name in builtin_names():
        scenario = load(name)
        assert load(write(scenario, tmp_path / name / target)) == scenario


def test_a_folder_holds_only_tables_with_rows(river, tmp_path):
    path = write(river.model_copy(update={"measures": ()}), tmp_path / "copy")
    assert not (path / "measures.csv").exists()
    assert (path / "groups.csv").read_text(encoding="utf-8") == "name,member\nall,North\nall,Hill\n"


def test_settings_are_written_with_unit_and_meaning(river, tmp_path):
    text = (write(river, tmp_path / "copy") / "scenario.yaml").read_text(encoding="utf-8")
    assert "tick: 1h  # length of a tick" in text
    assert (
        "  price_elasticity: {value: 1.2, low: 0.8, high: 1.6, source: a survey}  # eta: rise of the log price" in text
    )


def test_a_table_beyond_ascii_has_the_mark_that_excel_needs(river, tmp_path):
    path = write(river, tmp_path / "copy")
    assert (path / "places.csv").read_bytes().startswith(b"\xef\xbb\xbfname,")
    assert (path / "routes.csv").read_bytes().startswith(b"from,")


def test_an_empty_folder_is_taken(river, tmp_path):
    (tmp_path / "copy").mkdir()
    assert load(write(river, tmp_path / "copy")) == river


def test_a_full_folder_is_refused_and_stays_as_it_was(river, tmp_path):
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "thesis.docx").write_text("years of work", encoding="utf-8")
    with pytest.raises(StoreError, match="copy: exists already and is not empty; name another target"):
        write(river, tmp_path / "copy")
    with pytest.raises(StoreError, match='holds "thesis.docx", which is not part of a scenario; name another target'):
        write(river, tmp_path / "copy", force=True)
    assert [file.name for file in (tmp_path / "copy").iterdir()] == ["thesis.docx"]


def test_an_older_copy_is_replaced_only_by_force(river, tmp_path):
    for target in ("copy", "copy.xlsx"):
        write(river, tmp_path / target)
        with pytest.raises(StoreError, match="exists already"):
            write(river, tmp_path / target)
        changed = river.model_copy(update={"title": "another", "measures": ()})
        assert load(write(changed, tmp_path / target, force=True)) == changed
    assert sorted(file.name for file in tmp_path.iterdir() if file.name.startswith(".")) == []


def test_a_folder_is_no_workbook_and_a_file_no_folder(river, tmp_path):
    (tmp_path / "a.xlsx").mkdir()
    (tmp_path / "b").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="exists already and is a folder; name another target"):
        write(river, tmp_path / "a.xlsx")
    with pytest.raises(StoreError, match="exists already and is a file; name another target"):
        write(river, tmp_path / "b")


@pytest.mark.parametrize("target", ["copy", "copy.xlsx"])
def test_a_disk_that_fills_leaves_nothing_and_harms_nothing(river, tmp_path, monkeypatch, target):
    write(river, tmp_path / target)
    before = load(tmp_path / target)
    whole = Path.write_bytes

    def full(self, content):
        whole(self, content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(StoreError, match="cannot be written: No space left on device"):
        write(river.model_copy(update={"title": "new"}), tmp_path / target, force=True)
    with pytest.raises(StoreError, match="cannot be written: No space left on device"):
        write(river, tmp_path / f"other-{target}")
    monkeypatch.undo()
    assert load(tmp_path / target) == before
    assert [file.name for file in tmp_path.iterdir() if file.name not in ("river", target)] == []


def test_an_older_folder_comes_back_when_the_new_one_cannot_take_its_place(river, tmp_path, monkeypatch):
    write(river, tmp_path / "copy")
    whole = Path.replace

    def fails_once(self, target):
        if self.name == "fresh":
            raise OSError(5, "Input/output error")
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", fails_once)
    with pytest.raises(StoreError, match="Input/output error"):
        write(river.model_copy(update={"title": "new"}), tmp_path / "copy", force=True)
    assert load(tmp_path / "copy") == river


@pytest.mark.parametrize("name", ["plan.xls", "plan.XLSM", "plan.ods", "plan.csv"])
def test_the_ending_of_another_workbook_is_refused_and_makes_no_folder(river, tmp_path, name):
    with pytest.raises(UsageError, match=rf"{name}: the name of a workbook ends in \.xlsx; name plan\.xlsx$"):
        write(river, tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["river"]


def test_a_folder_above_that_is_a_file_is_a_clear_fault(river, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be"):
        write(river, tmp_path / "file" / "copy")


def test_a_scenario_that_breaks_a_rule_is_not_written(river, tmp_path):
    wrong = river.model_copy(update={"title": " spaced "})
    with pytest.raises(ScenarioError, match="setting title: must not begin or end with a space"):
        write(wrong, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
