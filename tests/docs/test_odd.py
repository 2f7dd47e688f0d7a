"""The ODD page and the code name the same rules, phases, state variables and concepts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from serai.codes import Stage
from serai.flee import memory as lookahead
from serai.model.tick import PHASES
from serai.state.log import VARIABLES
from serai.state.memory import WORLD
from serai.state.parties import PARTY
from serai.state.places import TOTALS

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "odd.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
HEADINGS = [
    "Overview", "Purpose and patterns", "Entities, state variables and scales", "Process overview and scheduling",
    "Design concepts", "Details", "Initialization", "Input data", "Submodels", "Parameters",
]  # fmt: skip
CONCEPTS = [
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
    "Stochasticity", "Collectives", "Observation",
]  # fmt: skip
LOG = "log_"
OF_LOOKAHEAD = [name for name in lookahead.LOOKAHEAD.arrays if name not in WORLD.arrays]
OWN = [name for name in WORLD.arrays if not name.startswith(LOG) or name == "log_price"]


def named_after(words: str) -> list[str]:
    """Names in the first column of the first table after some words."""
    table = TEXT.split(words, 1)[1].split("\n\n|", 1)[1].split("\n\n", 1)[0]
    return ROW.findall("|" + table)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("**A party's record.**", PARTY.names),
        ("**A cohort's record**", lookahead.COHORT.names),
        ("**Arrays of a run.**", OWN),
        ("**Arrays of the rule `lookahead`.**", OF_LOOKAHEAD),
        ("**The ledger**", TOTALS),
        ("- **Observation.**", [variable.name for variable in VARIABLES]),
    ],
    ids=["party", "cohort", "arrays", "arrays of lookahead", "ledger", "log"],
)
def test_the_state_variables_of_the_page_are_those_of_the_code_in_their_order(words, names):
    assert named_after(words) == list(names)


def test_dimensions_of_the_arrays_are_those_of_the_code():
    arrays = lookahead.LOOKAHEAD.arrays
    assert [n for n in [*OWN, *OF_LOOKAHEAD] if f"| `{n}` | {', '.join(arrays[n].dims)} |" not in TEXT] == []


def test_dimensions_units_and_meanings_of_what_is_observed_are_those_of_the_code():
    for variable in VARIABLES:
        row = f"| `{variable.name}` | {', '.join(variable.dims)} | {variable.unit} | {variable.long_name} |"
        assert row in TEXT


def test_the_page_has_the_parts_of_the_protocol_in_their_order():
    assert re.findall(r"^###? (.+)$", TEXT, re.MULTILINE) == HEADINGS
    assert re.findall(r"^- \*\*([\w ]+)\.\*\*", TEXT, re.MULTILINE) == CONCEPTS


def test_phases_and_stages_of_the_page_are_those_of_the_code():
    assert re.findall(r"^\d+\. `(\w+)`:", TEXT, re.MULTILINE) == [phase.__name__ for phase in PHASES]
    stages = TEXT.split("The stages are", 1)[1].split("([what", 1)[0]
    assert re.findall(r"`(\w+)`", stages) == [stage.name for stage in Stage]


def test_every_rule_is_a_submodel_of_the_page_and_every_submodel_a_rule():
    linked = re.findall(r"^\| \[[^\]]+\]\(model/([a-z-]+)\.md\)", TEXT, re.MULTILINE)
    assert sorted(linked) == sorted(page.stem for page in (DOCS / "model").glob("*.md") if page.stem != "index")


def test_phases_that_submodels_name_exist():
    table = TEXT.split("| submodel |", 1)[1].split("### Parameters", 1)[0]
    assert set(re.findall(r"`(\w+)`", table)) <= {phase.__name__ for phase in PHASES}
