"""Kits: what comes with Serai, and a folder of one's own."""

# One case, one line.
# ruff: noqa: E501

import pytest

from serai.begin.kit import MEANINGS, kit_names, read_kit
from serai.errors import ScenarioError

PROFILES = "name,share,size,modes,lodging\ncrowd,1,1:1,car:1,tent\n"


@pytest.fixture
def own(tmp_path):
    def write(**files):
        folder = tmp_path / "kit"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        return str(folder)

    return write


def test_the_three_kits_have_every_number_with_its_source():
    assert kit_names() == ["call-up", "conflict", "disaster"]
    for name in kit_names():
        kit = read_kit(name)
        assert kit.numbers.keys() == MEANINGS.keys()
        assert all(number.source != "assumed by the user" for number in kit.numbers.values())
        assert sum(profile.share for profile in kit.leaving) == pytest.approx(1)
        kinds = {row.kind for row in kit.lodging}
        assert all(kinds.issuperset(profile.lodging.split()) for profile in kit.leaving)


def test_a_kit_of_ones_own_needs_only_what_differs(own):
    kit = read_kit(own(profiles=PROFILES, numbers="name,value,low,high\nshape,3,2,4\n"))
    assert (kit.number("shape"), kit.ends("shape")) == (3, (2, 4))
    assert kit.number("mean_days") == read_kit("common").number("mean_days")
    assert [profile.name for profile in kit.ordinary] == ["visitors", "residents"]


def test_a_kit_of_ones_own_makes_a_scenario(own, georgia):
    lodging = "kind,beds_per_1000\ntent,5\n"
    scenario = georgia(kit=own(profiles=PROFILES, lodging=lodging)).scenario
    assert [event.profile for event in scenario.events] == ["crowd"]
    assert {row.kind for row in scenario.lodging} == {"tent"}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"profiles": PROFILES, "numbers": "name,value\nshap,3\n"}, 'numbers.csv, row 2, column name: "shap" is not a number of a kit. Did you mean "shape"?'),
        ({"profiles": PROFILES, "numbers": "name,value,low,high\nshape,3,4,5\n"}, "numbers.csv, row 2, column low: must be at most the value 3, got 4"),
        ({"profiles": PROFILES, "numbers": "name,value\npeople_per_desk,0\n"}, "numbers.csv, row 2, column value: must be above 0, with its range"),
        ({"profiles": PROFILES, "numbers": "name,value\nat_risk_share,2\n"}, "column value: is a share, at most 1, got 2"),
        ({"profiles": "name,share\ncrowd,0\n"}, "no profile has a share of the people who leave"),
        ({"numbers": "name,value\nshape,3\n"}, "no profile has a share of the people who leave"),
        ({"profiles": "name,share\ncrowd,2\n"}, "column share: must be 0 to 1, got 2"),
    ],
)  # fmt: skip
def test_faults_of_a_kit_are_named_with_their_cell(own, files, said):
    with pytest.raises(ScenarioError) as caught:
        read_kit(own(**files))
    assert said in str(caught.value)


def test_an_unknown_kit_is_answered_with_the_nearest():
    with pytest.raises(ScenarioError, match='Did you mean "conflict"?'):
        read_kit("conflct")
