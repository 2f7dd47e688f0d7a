"""The built page is that of its sources, told by a hash, without Node. `make check-web` builds again and compares."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"
BUILT = Path(__file__).parents[2] / "src" / "serai" / "report" / "static"
OWN = ("build.mjs", "package.json", "package-lock.json", "tsconfig.json")
TYPESCRIPT = sorted((WEB / "src").rglob("*.ts"))
MAX_FILE_LINES = 400


def hash_of_sources() -> str:
    """As web/build.mjs computes it."""
    names = [*OWN, *(path.relative_to(WEB).as_posix() for path in (WEB / "src").rglob("*") if path.is_file())]
    digest = hashlib.sha256()
    for name in sorted(names):
        digest.update(f"{name}\n".encode())
        digest.update((WEB / name).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def test_the_built_page_was_built_from_these_sources():
    built = (BUILT / "sources.sha256").read_text(encoding="utf-8").strip()
    assert built == hash_of_sources(), "web/ was changed: run make web, which needs Node.js"


def test_the_lock_file_names_no_addresses():
    lock = (WEB / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock
    assert "://" not in lock


@pytest.mark.parametrize("path", TYPESCRIPT, ids=lambda path: path.name)
def test_names_are_never_read_as_markup(path: Path):
    text = path.read_text(encoding="utf-8")
    assert [
        word for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(") if word in text
    ] == []


@pytest.mark.parametrize("path", TYPESCRIPT, ids=lambda path: path.name)
def test_a_file_has_fewer_than_400_lines(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < MAX_FILE_LINES
