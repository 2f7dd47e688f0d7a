"""The layout of run.nc (names, dimensions, types, attributes) changes only together with the number of the format."""

from __future__ import annotations

import hashlib
import json

import pytest

from serai.runs.layout import Content, course_content, draws_content
from serai.runs.provenance import FORMAT_VERSION

FINGERPRINTS = {2: "97e3ab3753cffcad", 3: "6654f6eb67f5a5fc"}
WORDS = ("long_name",)  # may be put better without a new format
WHAT_TO_DO = (
    "the layout of run.nc is not that of format {version}. If that is meant: raise FORMAT_VERSION in "
    "serai/runs/provenance.py, say in serai/runs/store.py how older files are read or why not, and keep "
    '{version_after}: "{found}" in FINGERPRINTS'
)


def parts_of(content: Content) -> list[object]:
    arrays = [
        (
            array.name,
            array.dims,
            "text" if array.values.dtype == object else array.values.dtype.str,
            {name: value for name, value in array.attrs.items() if name not in WORDS},
        )
        for array in (*content.coordinates, *content.variables)
    ]
    return [sorted(content.dimensions), sorted(content.attributes), sorted(arrays)]


def fingerprint(*contents: Content) -> str:
    text = json.dumps([parts_of(content) for content in contents], sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def refuse_other_layout(found: str, version: int) -> None:
    words = WHAT_TO_DO.format(version=version, version_after=max(version, max(FINGERPRINTS) + 1), found=found)
    assert FINGERPRINTS.get(version) == found, words


@pytest.fixture
def contents(bench):
    run = bench.run(factors=(1, 2))
    return [course_content(run.view), draws_content(run.draws)]


def test_the_layout_is_that_of_its_format(contents):
    refuse_other_layout(fingerprint(*contents), FORMAT_VERSION)


@pytest.mark.parametrize("group", [0, 1])
def test_another_layout_under_the_same_number_says_what_to_do(contents, group):
    first = contents[group].variables[0]
    for other in (
        first._replace(name="other"),
        first._replace(dims=("day",)),
        first._replace(values=first.values.astype("f2")),
        first._replace(attrs={**first.attrs, "units": "cars"}),
    ):
        changed = contents[group]._replace(variables=[other, *contents[group].variables[1:]])
        found = fingerprint(*(changed if number == group else content for number, content in enumerate(contents)))
        with pytest.raises(AssertionError, match=rf"raise FORMAT_VERSION .* keep 4: \"{found}\" in FINGERPRINTS"):
            refuse_other_layout(found, FORMAT_VERSION)


def test_better_words_are_the_same_layout(contents):
    before = fingerprint(*contents)
    contents[0].variables[0].attrs["long_name"] = "put better"
    assert fingerprint(*contents) == before
