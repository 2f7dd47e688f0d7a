"""The page on posts and kits names every column and every number, and tells the defaults that the kits have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from serai.begin.kit import MEANINGS, read_kit
from serai.begin.schema import KitLodging, Post
from serai.scenario.fields import fields_of

PAGE = (Path(__file__).parents[2] / "docs" / "posts-and-kits.md").read_text(encoding="utf-8")
EVERYWHERE = {"source", "note"}


@pytest.mark.parametrize(("model", "heading"), [(Post, "## Posts"), (KitLodging, "`lodging.csv`:")])
def test_every_column_stands_in_its_table(model, heading):
    table = PAGE.split(heading, 1)[1].split("\n\n|", 1)[1].split("\n\n", 1)[0]
    first_cells = (row.strip("| ").partition("|")[0] for row in table.splitlines())
    named = {name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)}
    assert named == fields_of(model).keys() - EVERYWHERE


def test_every_number_of_a_kit_stands_with_its_meaning():
    for name, meaning in MEANINGS.items():
        assert f"| `{name}` | {meaning} |" in PAGE


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("capacity", "2,000 (1,000 to 5,000)"),
        ("capacity_per_ordinary", "twice the ordinary people (1.3 to 4)"),
        ("ordinary_per_capacity", "0.3 (0.1 to 0.5) of the capacity"),
        ("capacity_spread", "x0.6 to x1.5"),
    ],
)
def test_defaults_of_posts_are_those_of_the_common_kit(name, told):
    number = read_kit("common").figure(name)
    figures = [float(text.replace(",", "")) for text in re.findall(r"[\d,.]*\d", told.replace("twice", "2"))]
    assert figures in ([number.value, number.low, number.high], [number.low, number.high])
    assert told in PAGE
