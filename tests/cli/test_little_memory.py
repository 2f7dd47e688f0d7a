"""A process that may not have the memory that it needs says so, and what was there stays."""

import subprocess
import sys
from pathlib import Path

import pytest

import serai

resource = pytest.importorskip("resource", reason="memory limits of a process are those of Unix")
PYARROW_KIBIBYTES = 500_000
KIBIBYTES = (200_000, 230_000)  # less, and Python itself fails while it ends, with words of its own
NOT_ENOUGH = (
    "not enough memory",
    "needs more memory than there is",
    "too large for this",
    "no room for another thread",
    "memory allocation failed",  # HDF5's, after the name of the file that cannot be written
)


def limited(kibibytes: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of Serai in a process with so much memory."""
    limit = f"({kibibytes * 1024}, {kibibytes * 1024})"
    return command_after(f"import resource\nresource.setrlimit(resource.RLIMIT_AS, {limit})", *arguments)


def command_after(first: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of Serai in a process that does something before it loads Serai."""
    code = f"{first}\nfrom serai.cli.main import main\nmain()"
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def kept_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run."""
    folder = tmp_path_factory.mktemp("kept") / "run"
    serai.simulate(serai.load("river-crossing"), seed=1).save(folder)
    return folder


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not hold such limits")
@pytest.mark.parametrize("kibibytes", KIBIBYTES)
def test_a_report_is_made_whole_or_refused_in_words(kept_run: Path, tmp_path: Path, kibibytes: int):
    kept = (kept_run / "run.nc").read_bytes()
    page = tmp_path / "page.html"
    done = limited(kibibytes, "report", str(kept_run), "--out", str(page))
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 3, 4)
    assert page.exists() == (done.returncode == 0)
    assert any(words in done.stderr for words in NOT_ENOUGH) == (done.returncode != 0)
    assert (kept_run / "run.nc").read_bytes() == kept


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems reserve no stack ahead")
def test_draws_without_room_for_a_thread_are_refused_in_words(tmp_path: Path):
    huge = f"import threading\nthreading.stack_size({2**46})"  # of each thread
    done = command_after(huge, "run", "river-crossing", "--draws", "2", "--quiet", "--out", str(tmp_path / "new"))
    assert "Traceback" not in done.stderr
    assert done.returncode == 4
    assert "no room for another thread" in done.stderr
    assert not any(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not hold such limits")
@pytest.mark.parametrize("kibibytes", [230_000, 600_000])  # between them native libraries end the process
@pytest.mark.parametrize(
    "words",
    [
        ("run", "river-crossing", "--quiet", "--out", "new"),
        ("run", "river-crossing", "--draws", "2", "--quiet", "--out", "new"),
        ("fit", "river-crossing", "--runs", "40", "--quiet", "--out", "new"),
        *(("export", "RUN", "--to", form, "--out", "new") for form in ("xlsx", "geojson", "csv", "parquet")),
    ],
    ids=" ".join,
)
def test_every_other_command_makes_its_whole_or_is_refused_in_words(kept_run, tmp_path, words, kibibytes, monkeypatch):
    if "parquet" in words and kibibytes < PYARROW_KIBIBYTES:
        pytest.skip("PyArrow itself fails while the process ends, after the words")
    monkeypatch.chdir(tmp_path)
    done = limited(kibibytes, *(str(kept_run) if word == "RUN" else word for word in words))
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 3, 4)
    made = tmp_path / "new" / "run.nc" if "--draws" in words else tmp_path / "new"  # draws that ended may be kept
    assert made.exists() == (done.returncode == 0)
    assert any(words in done.stderr for words in NOT_ENOUGH) == (done.returncode != 0)
