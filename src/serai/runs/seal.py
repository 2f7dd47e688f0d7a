"""Whether a file or folder is an export of ours that nobody has changed since: only then may another replace it.

Each export carries a hash of itself: a folder in its manifest, a map in its last member, a page in its last line, a
workbook in the comment of its archive.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from serai.errors import StoreError

MANIFEST = "serai-export.json"
WORKBOOK_MARK = "an export of Serai, sha256 "
MAP_SEAL = re.compile(rb',\n "serai_sha256": "([0-9a-f]{64})"\n}\n\Z')
PAGE_SEAL = re.compile(rb"<!-- written by Serai, sha256 ([0-9a-f]{64}) -->\n\Z")


def sealed_map(data: bytes) -> bytes:
    """A JSON object with a hash of itself as its last member."""
    body = data.rstrip().removesuffix(b"}").rstrip()
    return body + f',\n "serai_sha256": "{_sha256(body)}"\n}}\n'.encode("ascii")


def sealed_page(data: bytes) -> bytes:
    """An HTML page with a hash of itself in its last line."""
    return data + f"<!-- written by Serai, sha256 {_sha256(data)} -->\n".encode("ascii")


def sealed_workbook(data: bytes) -> bytes:
    """A workbook whose archive names a hash of its parts; a program that saves it again drops that."""
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = (WORKBOOK_MARK + _parts_hash(archive)).encode("ascii")
    return buffer.getvalue()


def manifest(files: Mapping[str, bytes]) -> bytes:
    """The manifest of a folder of files: the hash of each."""
    hashes = {name: _sha256(data) for name, data in sorted(files.items())}
    return (json.dumps({"serai_export": hashes}, indent=1) + "\n").encode("utf-8")


def refuse_other_file(path: Path) -> None:
    """Raise StoreError if a file stands there that is no export of ours, or was changed since."""
    if not path.exists():
        return
    try:
        is_ours = path.is_file() and _is_sealed(path)
    except OSError as error:
        raise StoreError(f'cannot read "{path}": {error.strerror or error}') from error
    if not is_ours:
        raise StoreError(
            f'"{path}" exists and was not written by Serai, or was changed since; name another file with --out'
        )


def refuse_other_folder(folder: Path) -> None:
    """Raise StoreError if a folder holds anything but an export of ours as it was written."""
    if not folder.exists():
        return
    try:
        names = _names_in(folder) if folder.is_dir() else {""}
        changed = _changed_in(folder, names) if names else ""
    except OSError as error:
        raise StoreError(f'cannot read "{folder}": {error.strerror or error}') from error
    if changed:
        raise StoreError(f'"{folder}" is not an export as Serai wrote it ({changed}); name another folder with --out')


def _names_in(folder: Path) -> set[str]:
    """Every file in a folder and the folders in it, parted by /."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()}


def _changed_in(folder: Path, names: set[str]) -> str:
    """What in a folder is not as an export left it; blank where nothing is."""
    if MANIFEST not in names:
        return f"it has no {MANIFEST}"
    hashes: object = None
    with suppress(ValueError, AttributeError):
        hashes = json.loads((folder / MANIFEST).read_text(encoding="utf-8")).get("serai_export")
    if not isinstance(hashes, dict):
        return f"its {MANIFEST} cannot be read"
    for name in sorted(names - {MANIFEST} - hashes.keys()):
        return f"{name} was added"
    for name in sorted(hashes):
        path = folder / name
        if name in names and not (path.is_file() and _sha256(path.read_bytes()) == hashes[name]):
            return f"{name} was changed"
    return ""


def _is_sealed(path: Path) -> bool:
    if zipfile.is_zipfile(path):
        with suppress(zipfile.BadZipFile, RuntimeError), zipfile.ZipFile(path) as archive:
            return archive.comment.decode("latin-1") == WORKBOOK_MARK + _parts_hash(archive)
        return False
    data = path.read_bytes()
    seal = MAP_SEAL.search(data) or PAGE_SEAL.search(data)
    return seal is not None and _sha256(data[: seal.start()]) == seal[1].decode("ascii")


def _parts_hash(archive: zipfile.ZipFile) -> str:
    parts = [f"{part.filename} {part.CRC:08x} {part.file_size}" for part in archive.infolist()]
    return _sha256("\n".join(parts).encode("utf-8"))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
