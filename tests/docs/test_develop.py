"""The page for developers: every file that it names is there, and a recipe leads to files that know the attribute."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "develop.md").read_text(encoding="utf-8")
FILES = sorted(set(re.findall(r"`((?:src|tests|docs|web|benchmarks)/[\w./-]+)`", TEXT)))
ROOMS = re.findall(r"^\| `([\w.`, ]+)` \|", TEXT, re.M)
ATTRIBUTE = re.search(r"\*\*A profile attribute\*\* \(as `(\w+)`\):\n\n(.*?)\n\n", TEXT, re.DOTALL)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_named_is_there(name: str):
    assert (ROOT / name).exists()


def test_enough_files_are_named():
    assert len(FILES) > 25


def test_every_room_is_on_the_map():
    named = {name.strip("` ") for row in ROOMS for name in row.split(",")}
    folders = {path.name for path in (ROOT / "src" / "serai").iterdir() if (path / "__init__.py").exists()}
    assert folders <= named


@pytest.mark.parametrize("name", re.findall(r"`((?:src|tests|docs)/[\w./-]+)`", ATTRIBUTE[2]))
def test_a_step_of_the_recipe_leads_to_a_file_that_knows_the_attribute(name: str):
    assert ATTRIBUTE[1] in (ROOT / name).read_text(encoding="utf-8")


def test_the_order_of_a_tick_is_that_of_the_code():
    from serai.model.tick import PHASES

    line = next(line for line in TEXT.splitlines() if line.startswith("1. `apply_events`"))
    assert re.findall(r"`(\w+)`", line) == [phase.__name__ for phase in PHASES]


def test_what_chooses_the_next_party_stands_where_the_page_says():
    assert "def next_line_served" in (ROOT / "src/serai/kernels/pools.py").read_text(encoding="utf-8")
    assert "def is_inside" in (ROOT / "src/serai/results/score.py").read_text(encoding="utf-8")
