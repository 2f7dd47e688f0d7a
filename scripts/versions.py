"""Try the lowest versions that pyproject.toml allows, and the newest on the registry, each in its own environment.

usage: python scripts/versions.py [lowest] [newest]

The lowest get a wheel, the newest a source distribution, both installed and run with nothing but the environment itself
on the PATH: no git, make or compiler of C. Each command of a short tour must end as it should, and both environments
must give the same result. Everything happens in build/versions.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "versions"
EXTRAS = ("app", "parquet")
KINDS = {"lowest": "wheel", "newest": "sdist"}
BOUND = re.compile(r"([A-Za-z0-9._-]+)>=([0-9.]+)")
PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input")
WHEREABOUTS = (
    "import importlib.metadata as m, json, sys; print(json.dumps({name: m.version(name) for name in sys.argv[1:]}))"
)
RESULT = "import serai, sys; print(serai.open_run(sys.argv[1]).provenance.result_hash)"
SERVED = "import serai.app.server"
TOUR = (  # arguments of `serai`
    ("list",), ("check", "kazakhstan-2022", "--json"), ("new", "mine.xlsx", "--from", "river-crossing"),
    ("run", "mine.xlsx", "--out", "run", "--quiet"), ("run", "mine.xlsx", "--draws", "3", "--out", "draws", "--quiet"),
    ("score", "run", "--json"), ("report", "run"), ("repeat", "run"), ("compare", "run", "draws"),
    *(("export", "run", "--to", form) for form in ("xlsx", "geojson", "csv", "parquet")),
)  # fmt: skip
REFUSED = {"compare": 3}  # one course is not compared with draws


def bounds() -> dict[str, str]:
    """The lowest version of each package that a run, the app and exports need, as pyproject.toml has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for name in EXTRAS for line in project["optional-dependencies"][name])]
    return {match[1]: match[2] for match in map(BOUND.match, lines) if match}


def bare(folder: Path) -> dict[str, str]:
    """Variables of a process that finds nothing but an environment's own programs, and keeps code in it."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PATH", "PYTHONPATH", "VIRTUAL_ENV")}
    return {**kept, "PATH": str(programs(folder)), "SERAI_CACHE": str(folder / "kept-code")}


def programs(folder: Path) -> Path:
    """Where an environment has its programs."""
    return folder / ("Scripts" if sys.platform == "win32" else "bin")


def called(folder: Path, *words: str, place: Path = ROOT, status: int = 0) -> str:
    """What Python says in an environment; ends the script where it ends otherwise than it should."""
    python = str(programs(folder) / "python")
    done = subprocess.run(
        [python, *words], cwd=place, env=bare(folder), capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode != status:
        sys.exit(f"{folder.name}: {' '.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def packed(tools: Path, kind: str) -> Path:
    """A fresh wheel or source distribution, made without git or make."""
    called(tools, "-m", "hatchling", "build", "-t", kind, "-d", str(BUILD))
    (made,) = BUILD.glob("serai-*.whl" if kind == "wheel" else "serai-*.tar.gz")
    return made


def installed(name: str, package: Path) -> Path:
    """An environment that holds the package, with the lowest or the newest of what it needs."""
    folder = BUILD / name
    venv.create(folder, with_pip=True)
    wanted = bounds()
    pins = [f"{package}=={version}" for package, version in wanted.items()] if name == "lowest" else []
    as_built = f"--only-binary={','.join(wanted)}"  # no compiler of C is asked for
    called(folder, *PIP, "install", as_built, f"{package}[{','.join(EXTRAS)}]", *pins)
    versions = json.loads(called(folder, "-c", WHEREABOUTS, *wanted))
    say(f"{name}, as {package.name}, Python {sys.version.split()[0]}: {', '.join(map(' '.join, versions.items()))}")
    return folder


def toured(folder: Path) -> str:
    """Hash of a run, after every command of the tour ended as it should."""
    place = folder / "tour"
    place.mkdir()
    called(folder, "-c", SERVED, place=place)
    for words in TOUR:
        begun = time.monotonic()
        called(folder, "-m", "serai", *words, place=place, status=REFUSED.get(words[0], 0))
        say(f"  serai {' '.join(words)}: {time.monotonic() - begun:.1f} s")
    return called(folder, "-c", RESULT, "run", place=place).strip()


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(names: list[str]) -> None:
    """Make the environments anew and tour each."""
    shutil.rmtree(BUILD, ignore_errors=True)
    tools = BUILD / "tools"
    venv.create(tools, with_pip=True)
    called(tools, *PIP, "install", "hatchling")
    hashes = {name: toured(installed(name, packed(tools, KINDS[name]))) for name in names or KINDS}
    if len(set(hashes.values())) > 1:
        sys.exit(f"results differ: {hashes}")
    say("all commands end as they should, and results agree")


if __name__ == "__main__":
    main(sys.argv[1:])
