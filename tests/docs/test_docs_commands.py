"""Every command in the pages for users is run, page by page, in a folder of its own."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from serai.cli.main import app

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "how-to").glob("*.md"))
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def commands(page: Path) -> list[str]:
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_of_a_page_work_in_their_order(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = commands(page)
    assert lines
    for line in lines:
        words = shlex.split(line)
        assert words[0] == "serai"
        result = CliRunner().invoke(app, words[1:])
        assert (line, result.exit_code) == (line, 0), result.output


def test_the_readme_begins_with_two_blocks_of_one_command_each():
    blocks = BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert [block.splitlines() for block in blocks] == [["make run"], ["make check"]]


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda page: page.name
)
def test_links_between_pages_lead_somewhere(page):
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []
