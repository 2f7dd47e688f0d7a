"""A process that may not have the memory that it needs says so, and what was there stays."""

import subprocess
import sys
from pathlib import Path

import pytest

import serai

resource = pytest.importorskip("resource", reason="memory limits of a process are those of Unix")
PYARROW_KIBIBYTES = 500_000
KIBIBYTES = (200_000, 230_000)  # less, and Python itself fails while it ends, with words of its own
NOT_ENOUGH = ("not enough memory", "needs more memory than there is", "too large for this")


def limited(kibibytes: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of Serai in a process with so much memory."""
    code = (
        "import resource, sys\n"
        f"resource.setrlimit(resource.RLIMIT_AS, ({kibibytes * 1024}, {kibibytes * 1024}))\n"
        "from serai.cli.main import main\n"
        "main()"
    )
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


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not hold such limits")
@pytest.mark.parametrize("kibibytes", [230_000, 500_000])
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
    assert any(tmp_path.iterdir()) == (done.returncode == 0)
    assert any(words in done.stderr for words in NOT_ENOUGH) == (done.returncode != 0)
