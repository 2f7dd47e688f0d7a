"""How much memory is free: the limit of a container or of the process counts, not only the machine."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pytest

from serai.model.machine import left_of_container

MIB = 2**20


def group(folder: Path, limit: str, used: int, stat: str, names: tuple[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / names[0]).write_text(f"{limit}\n")
    (folder / names[1]).write_text(f"{used}\n")
    (folder / "memory.stat").write_text(stat)


V1 = ("memory.limit_in_bytes", "memory.usage_in_bytes")
V2 = ("memory.max", "memory.current")


def test_the_limit_of_a_container_holds_and_its_file_cache_counts_as_free(tmp_path):
    group(tmp_path / "groups" / "box", str(100 * MIB), 60 * MIB, f"anon 1\ninactive_file {10 * MIB}\n", V2)
    (tmp_path / "own").write_text("0::/box\n")
    assert left_of_container(tmp_path / "groups", tmp_path / "own") == 50 * MIB


def test_the_narrowest_of_the_groups_above_holds(tmp_path):
    group(tmp_path / "groups" / "outer", str(100 * MIB), 90 * MIB, "", V2)
    group(tmp_path / "groups" / "outer" / "inner", "max", 20 * MIB, "", V2)
    (tmp_path / "own").write_text("0::/outer/inner\n")
    assert left_of_container(tmp_path / "groups", tmp_path / "own") == 10 * MIB


def test_groups_of_the_first_version_are_read_too(tmp_path):
    group(tmp_path / "groups" / "memory" / "box", str(100 * MIB), 40 * MIB, f"total_inactive_file {MIB}\n", V1)
    (tmp_path / "own").write_text("5:cpu:/box\n4:memory:/box\n")
    assert left_of_container(tmp_path / "groups", tmp_path / "own") == 61 * MIB


def test_where_the_path_is_that_of_the_machine_the_group_that_is_mounted_holds(tmp_path):
    group(tmp_path / "groups", str(100 * MIB), 40 * MIB, "", V2)
    (tmp_path / "own").write_text("0::/docker/0123\n")
    assert left_of_container(tmp_path / "groups", tmp_path / "own") == 60 * MIB


def test_without_groups_there_is_no_limit(tmp_path):
    assert left_of_container(tmp_path, tmp_path / "own") == math.inf


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_the_limit_of_the_process_holds():
    words = "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**32, 2**32))"
    code = f"{words}\nfrom serai.model.machine import free_bytes\nprint(free_bytes() < 2**32)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "True"
