"""Files and folders are written whole or not at all."""

import errno
import os
import re

import pytest

from serai.errors import StoreError
from serai.runs import files
from serai.runs.files import make_writable, remove_empty, write_folder, write_whole
from serai.runs.seal import MANIFEST

FILES = {"about.txt": b"an export\n", "days.csv": b"day\n"}


def test_a_file_is_written_and_replaced(tmp_path):
    path = tmp_path / "a" / "b.bin"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["b.bin"]


def test_what_a_killed_writer_left_long_ago_is_removed_and_what_another_writes_now_is_not(tmp_path):
    path = tmp_path / "b.bin"
    for name in (".b.bin.0123.part", ".b.bin.4567.part", ".other.0123.part"):
        (tmp_path / name).write_bytes(b"half")
    for name in (".b.bin.0123.part", ".other.0123.part"):
        os.utime(tmp_path / name, (0, 0))
    write_whole(path, b"one")
    assert sorted(p.name for p in tmp_path.iterdir()) == [".b.bin.4567.part", ".other.0123.part", "b.bin"]


def test_a_folder_name_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(StoreError, match=r'cannot make the folder ".*a": there is a file of that name$'):
        write_whole(tmp_path / "a" / "b.bin", b"one")
    with pytest.raises(StoreError, match=r"cannot make the folder"):
        write_whole(tmp_path / "a" / "deeper" / "b.bin", b"one")


def test_a_file_that_cannot_take_its_place_is_told(tmp_path):
    (tmp_path / "b.bin").mkdir()
    with pytest.raises(StoreError, match=re.escape(f'cannot write "{tmp_path / "b.bin"}": ')):
        write_whole(tmp_path / "b.bin", b"one")
    assert [p.name for p in tmp_path.iterdir()] == ["b.bin"]


def test_an_export_is_replaced_and_old_files_of_it_are_gone(tmp_path):
    write_folder(tmp_path / "out", {**FILES, "old.csv": b""})
    write_folder(tmp_path / "out", FILES)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted([*FILES, MANIFEST])
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_an_empty_folder_may_be_filled(tmp_path):
    (tmp_path / "out").mkdir()
    write_folder(tmp_path / "out", FILES)
    assert (tmp_path / "out" / "days.csv").read_bytes() == b"day\n"


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.doc").write_bytes(b"years of work")
    with pytest.raises(
        StoreError,
        match=r"is not an export as Serai wrote it \(it has no serai-export.json\); name another",
    ):
        write_folder(tmp_path, FILES)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.doc"]


def test_a_full_disk_leaves_the_older_export(tmp_path, monkeypatch):
    write_folder(tmp_path / "out", FILES)

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(StoreError, match="no space left on device"):
        write_folder(tmp_path / "out", {"about.txt": b"newer"})
    assert (tmp_path / "out" / "about.txt").read_bytes() == FILES["about.txt"]
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    with pytest.raises(StoreError, match="no space left on device"):
        write_folder(tmp_path / "deep" / "new", FILES)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_trial_of_a_folder_leaves_nothing_behind(tmp_path):
    remove_empty(make_writable(tmp_path / "a" / "b"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match=r"cannot write into the folder .*: permission denied$"):
        make_writable(tmp_path)


def test_a_failed_trial_is_told(tmp_path, monkeypatch):
    def denied(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(files.Path, "write_bytes", denied)
    with pytest.raises(StoreError, match=r"cannot write into the folder .*: permission denied$"):
        make_writable(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_refuses_even_to_clear_up_is_told_in_words(tmp_path, monkeypatch):
    def refuse(*_args, **_options):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(files, "_fill_through", refuse)
    monkeypatch.setattr("pathlib.Path.unlink", refuse)
    with pytest.raises(StoreError, match=r'^cannot write ".*b\.bin": read-only file system$'):
        write_whole(tmp_path / "b.bin", b"one")


def test_an_export_that_a_killed_writer_had_set_aside_is_put_back(tmp_path):
    write_folder(tmp_path / "out", FILES)
    (tmp_path / "out").rename(tmp_path / ".out.0123.old")
    (tmp_path / ".out.4567.part").mkdir()
    with pytest.raises(TypeError):
        write_folder(tmp_path / "out", {"about.txt": None})
    assert (tmp_path / "out" / "days.csv").read_bytes() == FILES["days.csv"]


def test_what_killed_writers_left_of_folders_is_removed_an_hour_later(tmp_path):
    for name in (".out.0123.part", ".out.4567.old"):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (0, 0))
    (tmp_path / ".out.89ab.part").mkdir()
    write_folder(tmp_path / "out", FILES)
    assert sorted(p.name for p in tmp_path.iterdir()) in (
        [".out.89ab.part", "out"],
        [".out.4567.old", ".out.89ab.part", "out"],
    )


def test_a_file_that_appeared_in_the_meantime_is_left_alone(tmp_path):
    write_whole(tmp_path / "a.bin", b"theirs")
    with pytest.raises(StoreError, match="was written by another process in the meantime"):
        write_whole(tmp_path / "a.bin", b"ours", replace=False)
    assert (tmp_path / "a.bin").read_bytes() == b"theirs"
    write_whole(tmp_path / "b.bin", b"ours", replace=False)
    assert [p.name for p in sorted(tmp_path.iterdir())] == ["a.bin", "b.bin"]
