"""`make kill`: a run that is killed leaves its whole result or none, and older results unharmed; draws go on.

Usage: python -m fuzz.killing [--kills N] [--seed N] [--draws]
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from serai.runs.files import PART
from serai.runs.kept import DRAWS_FOLDER, DrawsFolder, how_many, plan_of
from serai.runs.run import open_run
from serai.scenario.read.load import load

SCENARIO = "river-crossing"
SIGNALS = (signal.SIGTERM, signal.SIGKILL)
CLEANED_UP = 130  # our exit status after SIGTERM
THREADS, DRAWS = 2, 48
SLOW_TO_KILL = 0.15  # seconds from a draw's end to the kill, at most
RUN_DRAWS = f"""
import sys, serai
tell = lambda done, n: print(done, flush=True)
run = serai.simulate(
    serai.load({SCENARIO!r}), draws={DRAWS}, folder=sys.argv[1], threads={THREADS}, on_progress=tell)
run.save(sys.argv[1])
print(run.provenance.result_hash, flush=True)
"""


def command(seed: int, out: Path) -> list[str]:
    """A run that replaces another one."""
    return [
        sys.executable,
        "-m",
        "serai",
        "run",
        SCENARIO,
        "--seed",
        str(seed),
        "--force",
        "--quiet",
        "--out",
        str(out),
    ]


def whole_run(seed: int, out: Path) -> tuple[str, float]:
    """Hash of a run that nobody disturbs, and the seconds that it takes."""
    start = time.monotonic()
    subprocess.run(command(seed, out), check=True, capture_output=True)
    return open_run(out).provenance.result_hash, time.monotonic() - start


def kill_once(how: signal.Signals, after: float, out: Path, hashes: tuple[str, str]) -> str:
    """Start a run of seed 2 over one of seed 1, kill it, and say what is there.

    Parameters
    ----------
    how : SIGTERM or SIGKILL
    after : float
        Seconds from the start of the process to the kill.
    out : Path
        Holds the run of seed 1, or that of seed 2.
    hashes : of the two

    Returns
    -------
    str, ``older`` or ``newer``

    Raises
    ------
    AssertionError
        If neither is whole, or more is left behind than a kill without warning must leave.
    """
    was = open_run(out).provenance.result_hash
    process = subprocess.Popen(command(2, out), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(after)
    process.send_signal(how)
    _, told = process.communicate(timeout=60)
    now = open_run(out).provenance.result_hash
    left = sorted(path.name for path in out.iterdir())
    assert now in (was, hashes[1]), "neither run is whole"
    assert "Traceback" not in told, told
    if how == signal.SIGTERM:
        # -SIGTERM: before Python could hear; -SIGINT, which a shell shows as 130: heard twice, the second time at the exit
        assert process.returncode in (0, CLEANED_UP, -how, -signal.SIGINT), (process.returncode, told)
        assert left == ["run.nc"], left
    assert [name for name in left if name != "run.nc" and not name.endswith(".part")] == [], left
    for name in left:
        if name != "run.nc":
            (out / name).unlink()
    return "newer" if now == hashes[1] else "older"


def kill_many(kills: int, seed: int) -> Counter[str]:
    """Kill at so many random moments, and count what was there afterwards, by signal."""
    rng = Random(seed)
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        out, other = Path(name) / "run", Path(name) / "other"
        newer, _ = whole_run(2, out)
        older, seconds = whole_run(1, out)
        bystander, _ = whole_run(3, other)
        for number in range(kills):
            how = SIGNALS[number % 2]
            moment = seconds * (rng.random() if number % 4 < 2 else rng.uniform(0.6, 1.0))
            result = kill_once(how, moment, out, (older, newer))
            found[f"{how.name}: the {result} run is whole"] += 1
            if result == "newer":
                whole_run(1, out)
            assert open_run(other).provenance.result_hash == bystander, "another run was harmed"
    return found


def draws_killed(kills: int, seed: int) -> Counter[str]:
    """Kill a run of draws at so many random moments, going on each time; at last it must be what nobody disturbed.

    Raises
    ------
    AssertionError
        If a draw that was told to be done is lost, more than those under way are, or the whole comes out differently.
    """
    rng, found = Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        folder, wanted = Path(name) / "run", _whole_draws(Path(name) / "other")
        for _ in range(kills):
            found[_kill_draws(folder, rng)] += 1
            if how_many(folder) > DRAWS - 4:
                shutil.rmtree(folder)
        assert _whole_draws(folder) == wanted, "draws that went on came out differently"
        assert [path.name for path in folder.iterdir()] == ["run.nc"]
    return found


def _whole_draws(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", RUN_DRAWS, str(folder)], check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout.split()[-1]


def _kill_draws(folder: Path, rng: Random) -> str:
    """Kill draws after some have ended; what was lost of those that were told to be done, or under way."""
    before = how_many(folder)
    process = subprocess.Popen([sys.executable, "-c", RUN_DRAWS, str(folder)], stdout=subprocess.PIPE, encoding="utf-8")
    assert process.stdout is not None
    for _ in range(rng.randint(1, 4)):
        process.stdout.readline()
    time.sleep(rng.random() * SLOW_TO_KILL)
    process.kill()
    told = [int(line) for line in process.stdout.read().split() if line.isdigit()]
    process.wait()
    kept = how_many(folder)
    assert kept >= max([before, *told]), f"{kept} draws are kept, {told} were told to be done"
    names = {path.name for path in (folder / DRAWS_FOLDER).iterdir() if path.suffix != PART}
    assert names == {"plan.json", *_files(folder)}, names
    return "SIGKILL: no draw that had ended is lost"


def _files(folder: Path) -> list[str]:
    """The files of the draws that are whole, by the check that going on makes."""
    plan = plan_of(load(SCENARIO), 1, DRAWS)
    return [f"{number + 1:06}.{plan.tag}.draw" for number in DrawsFolder(folder, plan).known()]


def main() -> None:
    """Kill, and say what was found."""
    parser = argparse.ArgumentParser(prog="fuzz.killing", description="Kill runs and look at what they leave.")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--draws", action="store_true", help="kill a run of draws, which goes on each time")
    asked = parser.parse_args()
    os.environ.setdefault("PYTHONIOENCODING", "utf-8")
    killed = draws_killed if asked.draws else kill_many
    for words, count in sorted(killed(asked.kills, asked.seed).items()):
        print(f"{count:4} {words}")


if __name__ == "__main__":
    main()
