import pytest

from serai.errors import StoreError
from serai.scenario.read.upgrade import schema_fault, upgrade
from serai.scenario.schema import SCHEMA_VERSION


def rename(folder):
    (folder / "old.csv").rename(folder / "new.csv")


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "old.csv").write_text("name\n", encoding="utf-8")
    return folder


def test_the_present_schema_is_right_also_as_excel_holds_it():
    assert schema_fault(SCHEMA_VERSION) == ""
    assert schema_fault(float(SCHEMA_VERSION)) == ""


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (None, "the schema is missing; write schema: 1"),
        (2, "schema 2 is newer than this version of Serai reads (1); install a newer Serai"),
        ("1", "must be 1, got '1'"),
        (0, "must be 1, got 0"),
        (True, "must be 1, got True"),
    ],
)
def test_another_schema_is_refused_with_the_way_out(given, words):
    assert schema_fault(given) == words


def test_steps_lift_a_copy_and_leave_the_source(source, tmp_path):
    upgrade(source, tmp_path / "target", 1, steps={1: rename}, newest=2)
    assert [file.name for file in (tmp_path / "target").iterdir()] == ["new.csv"]
    assert [file.name for file in source.iterdir()] == ["old.csv"]


def test_a_step_that_fails_leaves_nothing(source, tmp_path):
    with pytest.raises(StoreError, match="target: cannot be written: No such file or directory"):
        upgrade(source, tmp_path / "target", 1, steps={1: rename, 2: rename}, newest=3)
    assert [file.name for file in tmp_path.iterdir()] == ["source"]


def test_a_gap_in_the_chain_is_refused(source, tmp_path):
    with pytest.raises(StoreError, match="source: there is no upgrade from schema 1 to schema 2"):
        upgrade(source, tmp_path / "target", 1, newest=2)


def test_an_upgrade_never_overwrites(source, tmp_path):
    with pytest.raises(StoreError, match="source: exists already; name a new folder"):
        upgrade(source, source, 1, steps={1: rename}, newest=2)
