"""What is killed, or finds the disk full, leaves its whole result or none, and older ones unharmed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fuzz.killing import draws_killed, kill_many
from serai.runs.run import open_run
from serai.scenario.read.load import load
from serai.scenario.write.write import write

KILLS = 4
SMALL_BYTES = 10_000
PARAMETERS = "name,value,low,high,cells,fit,source\nsize,1,0.5,2,events.flood-*.value,yes,a guess\n"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")


@pytest.mark.slow
@POSIX
def test_runs_killed_at_random_moments_leave_a_whole_run():
    assert sum(kill_many(KILLS, seed=7).values()) == KILLS


@pytest.mark.slow
@POSIX
def test_draws_killed_at_random_moments_go_on_and_come_out_the_same():
    assert sum(draws_killed(KILLS, seed=7).values()) == KILLS


def serai(*words: str, folder: Path, most_bytes: int | None = None) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own; with `most_bytes` no file may grow beyond that."""

    def limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    return subprocess.run(
        [sys.executable, "-m", "serai", *words],
        cwd=folder, capture_output=True, encoding="utf-8", preexec_fn=limit if most_bytes else None,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},  # Python does not notice that a module was cut off
    )  # fmt: skip


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run, its exports and copies of a scenario."""
    folder = tmp_path_factory.mktemp("older")
    for words in (
        ("run", "river-crossing", "--quiet", "--out", "run"),
        ("export", "run", "--to", "xlsx", "--out", "book.xlsx"),
        ("export", "run", "--to", "csv", "--out", "tables"),
        ("new", "mine", "--from", "river-crossing"),
    ):
        result = serai(*words, folder=folder)
        assert result.returncode == 0, result.stderr
    return folder


COMMANDS = [
    ("run", "river-crossing", "--seed", "2", "--force", "--quiet", "--out", "run"),
    ("run", "river-crossing", "--draws", "2", "--quiet", "--out", "draws"),
    ("export", "run", "--to", "xlsx", "--out", "book.xlsx"),
    ("export", "run", "--to", "csv", "--out", "tables"),
    ("export", "run", "--to", "geojson", "--out", "map.geojson"),
    ("new", "big.xlsx", "--from", "kazakhstan-2022"),
    pytest.param(("export", "run", "--to", "parquet", "--out", "columns"), marks=pytest.mark.slow),
    pytest.param(("report", "run", "--out", "page.html"), marks=pytest.mark.slow),
]


@pytest.mark.slow
@POSIX
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words[:4]))
def test_a_command_that_cannot_write_to_the_end_says_so_and_leaves_all_as_it_was(older, words):
    before = content(older)
    result = serai(*words, folder=older, most_bytes=SMALL_BYTES if "--to" not in words else 1000)
    assert result.returncode == 4, result.stderr
    assert "file too large" in result.stderr.lower()
    assert "Traceback" not in result.stderr
    assert content(older) == before
    assert not (older / "big").exists()


@pytest.mark.slow
@POSIX
def test_a_fit_that_cannot_write_to_the_end_says_so_and_keeps_the_runs_from_which_it_goes_on(tmp_path):
    river = load("river-crossing")
    rows = tuple(row.model_copy(update={"use": "fit"}) for row in river.observations[:2])
    write(river.model_copy(update={"observations": rows, "measures": ()}), tmp_path / "toll")
    (tmp_path / "toll" / "parameters.csv").write_text(PARAMETERS, encoding="utf-8")
    result = serai("fit", "toll", "--runs", "40", "--quiet", "--out", "fitted", folder=tmp_path, most_bytes=1000)
    assert (result.returncode, result.stderr.strip()) == (4, 'cannot write "fitted/runs.jsonl": File too large')
    assert [path.name for path in (tmp_path / "fitted").rglob("*")] == ["runs.jsonl"]


def started(*words: str, folder: Path) -> subprocess.Popen[str]:
    """A command that goes on while others begin."""
    return subprocess.Popen(
        [sys.executable, "-m", "serai", *words], cwd=folder, stderr=subprocess.PIPE, encoding="utf-8"
    )


@pytest.mark.slow
@pytest.mark.parametrize("draws", [(), ("--draws", "4")], ids=["one course", "draws"])
def test_two_processes_that_write_one_folder_leave_one_whole_run(tmp_path, draws):
    hashes = set()
    for seed in ("1", "2"):
        assert serai("run", "river-crossing", "--seed", seed, *draws, "--out", seed, folder=tmp_path).returncode == 0
        hashes.add(open_run(tmp_path / seed).provenance.result_hash)
    both = [
        started("run", "river-crossing", "--seed", seed, *draws, "--force", "--quiet", "--out", "run", folder=tmp_path)
        for seed in ("1", "2")
    ]
    told = [process.communicate(timeout=600)[1] for process in both]
    assert {process.returncode for process in both} <= {0, 3, 4}, told
    assert 0 in {process.returncode for process in both}, told
    assert "Traceback" not in "".join(told)
    assert open_run(tmp_path / "run").provenance.result_hash in hashes
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["run.nc"]


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 400 kB with 4 kB left."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if done.returncode != 0:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.decode().strip()}")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.slow
def test_a_full_disk_leaves_the_older_run(full_disk, tmp_path):
    assert serai("run", "river-crossing", "--quiet", "--out", str(full_disk / "run"), folder=tmp_path).returncode == 0
    was = open_run(full_disk / "run").provenance.result_hash
    free = os.statvfs(full_disk)
    (full_disk / "ballast").write_bytes(bytes(max(free.f_bavail * free.f_frsize - 4096, 0)))
    again = ("run", "river-crossing", "--seed", "2", "--force", "--quiet", "--out", str(full_disk / "run"))
    result = serai(*again, folder=tmp_path)
    assert result.returncode == 4, result.stderr
    assert "no space left on device" in result.stderr
    assert sorted(path.name for path in full_disk.rglob("*")) == ["ballast", "run", "run.nc"]
    assert open_run(full_disk / "run").provenance.result_hash == was
