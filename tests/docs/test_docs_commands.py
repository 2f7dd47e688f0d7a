"""Every command and every piece of Python in the pages for users is run, page by page, in a folder of its own."""

from __future__ import annotations

import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flee_files import place, write_case
from serai.cli.main import app
from serai.connect.web import Web
from services import KEY, any_service

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = sorted((ROOT / "docs" / "how-to").glob("*.md"))
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
MAKE = re.compile(r"^make [\w =./-]+$", re.MULTILINE)
FEW_DRAWS = {"200": "2", "100": "8", "40": "2"}  # what a page recommends, and what a test can wait for
TABLE, TABLES = "posts.csv", {"plan": "menu.csv"}  # as which a page tells to save its table


def blocks(page: Path, *languages: str) -> list[str]:
    """What stands between the fences of some languages, in its order."""
    return [text for language, text in BLOCK.findall(page.read_text(encoding="utf-8")) if language in languages]


def run_command(line: str) -> None:
    words = shlex.split(line, comments=True)
    assert words[0] in ("serai", ".venv/bin/serai"), line
    if words[1] == "app":
        serve_once(words[1:])
        return
    result = CliRunner().invoke(app, [FEW_DRAWS.get(word, word) for word in words[1:] if word != "--open"])
    assert (line, result.exit_code) == (line, 0), result.output


def serve_once(words: list[str]) -> None:
    """Start a command that serves until Ctrl-C, wait for its address, and end it."""
    command = [sys.executable, "-m", "serai", *words, "--port", "0", "--no-open"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Serai is at http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) in (0, 130)
    finally:
        process.kill()
        process.communicate()


def run_page(page: Path, *shells: str) -> int:
    """Run all commands and all Python of a page as they follow each other; how many there were."""
    done = 0
    for language, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if language == "python":
            exec(text.replace("draws=200", "draws=2"), {})
            done += 1
        elif language == "csv":
            Path(TABLES.get(page.stem, TABLE)).write_text(text, encoding="utf-8")
        elif language in shells:
            lines = [line for line in text.splitlines() if line.startswith("$ ") or language == "sh"]
            for line in lines:
                run_command(line.removeprefix("$ "))
            done += len(lines)
    return done


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """An empty folder to work in, in which a small case of Flee stands where a page has one; services are recorded."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Web.__init__, "__defaults__", (any_service, None, False))
    monkeypatch.setattr("serai.connect.kept.cache_parent", lambda: str(tmp_path / "cache"))
    monkeypatch.setattr("serai.study.sensitivity.LEAST_DRAWS", int(FEW_DRAWS["100"]))
    for variable in ("SERAI_HAPI_IDENTIFIER", "SERAI_DTM_KEY", "SERAI_UCDP_TOKEN"):
        monkeypatch.setenv(variable, KEY)

    def with_case(where: str) -> Path:
        path = tmp_path / where
        path.parent.mkdir(parents=True)
        write_case(
            path, [place("A", "conflict_zone", 5000), place("C", "camp", 2000)], ["A,C,50"], camps={"C": {0: 0, 4: 900}}
        )
        return path

    return with_case


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_of_a_page_work_in_their_order(page, own_folder):
    own_folder("FabFlee/config_files/mali2012")
    assert run_page(page, "sh") > 0


def test_no_command_of_a_page_stands_where_it_is_not_run():
    """What is no `sh` block shows what is written or printed."""
    for page in PAGES:
        for text in blocks(page, ""):
            assert not re.search(r"^(\$ )?serai ", text, re.MULTILINE), (page.name, text)


@pytest.mark.slow
def test_the_commands_of_the_readme_work_in_their_order(own_folder):
    own_folder("path/to/case")
    shown, *asked = blocks(README, "console")
    run_command(shown.splitlines()[0].removeprefix("$ ") + " --quiet")
    lines = [line.removeprefix("$ ") for text in asked for line in text.splitlines()]
    assert len(lines) > 5
    for line in lines:
        run_command(line)
    for text in blocks(README, "python"):
        exec(text.replace("draws=200", "draws=2"), {})


def test_the_readme_begins_with_two_blocks_of_one_command_each():
    assert [block.splitlines() for block in blocks(README, "sh")] == [["make run"], ["make check"]]


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
@pytest.mark.parametrize(
    "page", [README, ROOT / "docs" / "install.md", ROOT / "docs" / "index.md"], ids=lambda p: p.name
)
def test_what_make_is_asked_for_exists(page):
    for line in MAKE.findall(page.read_text(encoding="utf-8")):
        done = subprocess.run([*line.split(), "--dry-run"], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", [README, *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []
