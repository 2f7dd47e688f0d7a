"""Kept code: a private folder, a checksum for each file, and nothing used that does not agree."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from serai import cache

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="owners and modes of POSIX")
HOME_VARIABLES = ("HOME", "XDG_CACHE_HOME", "SERAI_CACHE")


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """Each test looks for the folder anew, and leaves that of the other tests as it was."""
    monkeypatch.setattr(cache, "prepare", cache.prepare.__wrapped__)
    monkeypatch.setenv("NUMBA_CACHE_DIR", os.environ.get("NUMBA_CACHE_DIR", ""))
    import numba

    monkeypatch.setattr(numba.config, "CACHE_DIR", numba.config.CACHE_DIR)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    """A folder in which two files are kept."""
    monkeypatch.setenv("SERAI_CACHE", str(tmp_path / "kept"))
    made = Path(cache.prepare() or "")
    for name, content in (("kernels_1/a.nbi", b"index"), ("kernels_1/a.1.nbc", b"code")):
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_bytes(content)
    cache.seal(str(made))
    return made


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.nb?"))


def test_the_folder_and_those_that_are_made_above_it_are_private(folder: Path):
    assert [oct(path.stat().st_mode & 0o777) for path in (folder, folder.parent)] == ["0o700", "0o700"]


def test_what_agrees_stays(folder: Path):
    assert cache.prepare() == str(folder)
    assert kept(folder) == ["a.1.nbc", "a.nbi"]


@pytest.mark.parametrize("content", [b"", b"cod", b"kode"], ids=["empty", "cut", "garbled"])
def test_a_damaged_file_is_dropped(folder: Path, content: bytes):
    (folder / "kernels_1" / "a.1.nbc").write_bytes(content)
    cache.prepare()
    assert kept(folder) == ["a.nbi"]


@pytest.mark.parametrize("target", ["nothing", ".", "b.nbi"])
def test_a_link_or_a_folder_in_the_place_of_a_file_is_dropped(folder: Path, target: str):
    code = folder / "kernels_1" / "a.1.nbc"
    code.rename(folder / "kernels_1" / "b.nbi")
    code.symlink_to(target)
    (folder / "kernels_1" / "c.nbi").mkdir()
    assert cache.prepare() == str(folder)
    assert kept(folder) == ["a.nbi"]


def test_a_planted_file_is_dropped(folder: Path):
    (folder / "kernels_1" / "b.nbi").write_bytes(b"planted")
    cache.prepare()
    assert kept(folder) == ["a.1.nbc", "a.nbi"]


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, '{"kernels_1/a.nbi": 3}'])
def test_without_legible_checksums_nothing_is_used(folder: Path, text: str):
    (folder / cache.CHECKSUMS).write_text(text)
    cache.prepare()
    assert kept(folder) == []


@pytest.mark.parametrize("mode", [0o777, 0o772, 0o1777])
def test_a_folder_that_others_can_write_is_not_used(folder: Path, mode: int):
    folder.chmod(mode)
    assert cache.prepare() is None


def test_a_folder_below_one_in_which_others_can_replace_it_is_not_used(folder: Path):
    folder.parent.chmod(0o777)
    assert cache.prepare() is None
    folder.parent.chmod(0o1777)
    assert cache.prepare() == str(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_not_used(folder: Path):
    os.chown(folder, 12345, 12345)
    assert cache.prepare() is None


@pytest.mark.parametrize("parent", ["relative", "~/cache"])
def test_a_path_that_is_not_absolute_is_not_used(monkeypatch, tmp_path: Path, parent: str):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SERAI_CACHE", parent)
    assert cache.cache_folder() is None
    assert cache.prepare() is None
    assert list(tmp_path.iterdir()) == []


def test_without_a_home_nothing_is_kept(monkeypatch):
    for name in HOME_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert cache.prepare() is None


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path: Path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("SERAI_CACHE", str(tmp_path / "file" / "below"))
    assert cache.prepare() is None


def test_of_a_folder_that_can_only_be_read_a_verified_copy_is_used(folder: Path, monkeypatch):
    (folder / "kernels_1" / "b.nbi").write_bytes(b"planted")
    monkeypatch.setattr(cache, "_is_writable", lambda path: False)
    copy = Path(cache.prepare() or "")
    assert copy != folder
    assert oct(copy.stat().st_mode & 0o777) == "0o700"
    assert kept(copy) == ["a.1.nbc", "a.nbi"]
    assert kept(folder) == ["a.1.nbc", "a.nbi", "b.nbi"]


def test_no_room_for_checksums_fails_nothing(folder: Path, monkeypatch):
    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    before = (folder / cache.CHECKSUMS).read_text()
    monkeypatch.setattr(os, "replace", full)
    cache.seal(str(folder))
    assert (folder / cache.CHECKSUMS).read_text() == before
    assert [path.name for path in folder.glob("checksums*")] == [cache.CHECKSUMS]
