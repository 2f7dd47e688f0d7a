"""A built wheel holds what the source tree holds, and gives the same bits."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

from serai.scenario.rule import GROUP, Rule

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "serai"
NOT_SHIPPED = {".pyc", ".pyo", ".nbi", ".nbc"}

# Arguments: the folder that must be imported from, and those of the shared builders and of the tests.
IN_ANOTHER_PROCESS = """
import sys
sys.path[:0] = sys.argv[1:]
import serai
assert serai.__file__.startswith(sys.argv[1]), serai.__file__
import test_same_bits as here
for make in here.SMALL.values():
    print(here.digest(here.run(make(), here.SEED)))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which a fresh wheel of the source tree has been unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--disable-pip-version-check",
        "--no-input",
    ]
    subprocess.run([*command, "--wheel-dir", str(folder), str(ROOT)], check=True, capture_output=True)
    (built,) = folder.glob("serai-*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def files_in(folder: Path) -> dict[str, bytes]:
    """All files of a package by their path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in NOT_SHIPPED
    }


@pytest.mark.slow
def test_a_wheel_holds_every_file_of_the_package(wheel: Path):
    there, here = files_in(wheel / "serai"), files_in(PACKAGE)
    assert sorted(there) == sorted(here)
    assert [name for name in here if here[name] != there[name]] == []
    assert "scenario/library/kazakhstan-2022/scenario.yaml" in there


@pytest.mark.slow
def test_a_wheel_gives_the_bits_of_the_source_tree(wheel: Path):
    """Each in a process of its own, without the compiler."""
    tests = [str(ROOT / "tests"), str(Path(__file__).parent)]
    found = [
        subprocess.run(
            [sys.executable, "-W", "ignore::RuntimeWarning", "-c", IN_ANOTHER_PROCESS, str(folder), *tests],
            capture_output=True, encoding="utf-8", check=True, env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        ).stdout
        for folder in (wheel, ROOT / "src")
    ]  # fmt: skip
    assert found[0]
    assert found[0] == found[1]


@pytest.mark.slow
def test_a_wheel_brings_the_rules_beside_the_built_in_one(wheel: Path):
    (info,) = wheel.glob("serai-*.dist-info")
    points = PathDistribution(info).entry_points.select(group=GROUP)
    assert [(point.name, type(point.load())) for point in points] == [("lookahead", Rule)]
