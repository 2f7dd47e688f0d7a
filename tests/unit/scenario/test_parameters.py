"""Named parameters move several cells together; samples of them are drawn together."""

from __future__ import annotations

import numpy as np
import pytest

import serai
from serai.errors import ScenarioError
from serai.runs.design import design
from serai.runs.members import member_scenario
from serai.runs.ranges import posterior_of, ranges_of
from serai.scenario.parameters import with_parameters
from serai.scenario.rules.check import check
from serai.scenario.schema import Parameter, PosteriorValue

CSV = """\
name,value,low,high,how,cells,fit
beds,1.5,1,2,factor,lodging.*.beds,yes
desks,1,0,3,addend,services.ford-*.servers,
elasticity,1.0,0.8,1.6,set,housing.price_elasticity,yes
"""


@pytest.fixture
def river_with(folder):
    def read(text: str, **files: str):
        return serai.load(folder(parameters_csv=text, **{f"{name}_csv": content for name, content in files.items()}))

    return read


def test_a_factor_an_addend_and_a_set_value_move_all_their_cells(river_with):
    scenario = river_with(CSV)
    moved = with_parameters(scenario)
    assert [row.beds for row in moved.lodging] == [450, 750]
    assert {row.id: row.servers for row in moved.services} == {"ford-day": 3, "ford-weekend": 2, "papers": 3}
    assert moved.housing.price_elasticity.value == 1.0
    assert [row.beds for row in scenario.lodging] == [300, 500]


def test_taking_parameters_in_twice_is_the_same_as_once(river_with):
    once = with_parameters(river_with(CSV))
    assert with_parameters(once) == once


def test_a_moved_cell_has_no_range_of_its_own_left(river_with):
    moved = with_parameters(river_with(CSV))
    assert not any(field == "beds" for row in moved.lodging for field, _, _ in row.ranges)


def test_parameters_of_one_cell_act_in_the_order_of_the_table(river_with):
    text = "name,value,how,cells\nplus,100,addend,lodging.hill-hotel.beds\ntwice,2,factor,lodging.hill-hotel.beds\n"
    assert with_parameters(river_with(text)).lodging[0].beds == 800


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("a,1,,,factor,lodging.hil-hotel.beds,", 'no row of lodging is named "hil-hotel". Did you mean "hill-hotel"?'),
        ("a,1,,,factor,lodging.*.bed,", '"bed" is not a number of lodging. Did you mean "beds"?'),
        ("a,1,,,factor,housing.price_elasticty,", 'Did you mean "housing.price_elasticity"?'),
        ("a,-1,,,factor,lodging.*.beds,", "-1 makes lodging.hill-hotel.beds -300, which must be at least 0"),
        (
            "a,1,0.5,900,factor,housing.price_elasticity,",
            "900 makes housing.price_elasticity 1080, which must be 0 to 10",
        ),
        ("a,1,,,factor,observations.*.value,", "rows of observations cannot be moved"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_is_allowed(river_with, row, says):
    with pytest.raises(ScenarioError) as caught:
        river_with(f"name,value,low,high,how,cells,fit\n{row}\n")
    assert says in str(caught.value)
    assert "parameters.csv, row 2" in str(caught.value)


def test_a_parameter_that_is_fitted_can_be_set(river_with):
    changed = serai.with_changes(river_with(CSV), {"parameters.beds.value": 2})
    assert with_parameters(changed).lodging[0].beds == 600


def test_a_control_is_never_fitted():
    scenario = serai.load("kazakhstan-2022")
    control = next(event.id for event in scenario.events if event.what == "control")
    row = Parameter(name="c", value=1, cells=f"events.{control}.value", fit=True, ranges=(("value", 0.5, 1.5),))
    with pytest.raises(ScenarioError, match="is a control: an input, which is never fitted"):
        check(scenario.model_copy(update={"parameters": (row,)}))


def test_more_than_twelve_fitted_parameters_are_refused(river_with):
    rows = "".join(f"p{k},1,0.5,1.5,factor,lodging.*.beds,yes\n" for k in range(13))
    with pytest.raises(ScenarioError, match="at most 12 parameters can be fitted, got 13"):
        river_with("name,value,low,high,how,cells,fit\n" + rows)


def test_samples_must_be_whole_and_name_fitted_parameters(river_with):
    samples = "sample,parameter,value\n1,beds,1.2\n1,elasticty,1.1\n2,beds,1.3\n2,elasticity,0.9\n2,beds,1\n"
    with pytest.raises(ScenarioError) as caught:
        river_with(CSV, posterior=samples)
    for says in (
        '"elasticty" is not a parameter that is fitted. Did you mean "elasticity"?',
        "sample 2 has it already in",
    ):
        assert says in str(caught.value)


def test_a_sample_without_all_fitted_parameters_is_refused(river_with):
    with pytest.raises(ScenarioError, match="sample 1 has no value of elasticity"):
        river_with(CSV, posterior="sample,parameter,value\n1,beds,1.2\n")


def test_a_draw_takes_the_values_of_one_sample_together(river_with):
    samples = "sample,parameter,value\n" + "".join(
        f"{k},beds,{1 + k / 100}\n{k},elasticity,{0.9 + k / 100}\n" for k in range(1, 6)
    )
    scenario = river_with(CSV, posterior=samples)
    ranges = ranges_of(scenario)
    names = [one.name for one in ranges]
    values = design(ranges, 3, 10, posterior_of(scenario))
    beds = values[:, names.index("parameters.beds.value")]
    elasticity = values[:, names.index("parameters.elasticity.value")]
    assert np.allclose(beds - 1, elasticity - 0.9)
    assert sorted(np.round(beds, 2).tolist()) == [1.01, 1.01, 1.02, 1.02, 1.03, 1.03, 1.04, 1.04, 1.05, 1.05]


def test_a_draw_without_samples_moves_all_cells_of_a_parameter_alike(river_with):
    scenario = river_with(CSV.replace("lodging.*.beds,yes", "lodging.tents-shelter.beds lodging.hill-hotel.price,yes"))
    ranges = ranges_of(scenario)
    values = design(ranges, 1, 4)
    name = [one.name for one in ranges].index("parameters.beds.value")
    for draw in range(4):
        member = member_scenario(scenario, ranges, values[draw])
        assert member.lodging[1].beds == 500 * values[draw, name]
        assert member.lodging[0].price == 20 * values[draw, name]


def test_a_run_with_parameters_is_the_run_of_the_moved_scenario():
    river = serai.load("river-crossing")
    row = Parameter(name="beds", value=0.5, cells="lodging.*.beds")
    by_parameter = serai.simulate(river.model_copy(update={"parameters": (row,)}), seed=2)
    by_hand = serai.simulate(with_parameters(by_parameter.scenario), seed=2)
    assert by_parameter.provenance.result_hash == by_hand.provenance.result_hash
    assert by_parameter.provenance.result_hash != serai.simulate(river, seed=2).provenance.result_hash
    assert by_parameter.score_rows() == by_hand.score_rows()


def test_the_posterior_can_be_written_and_read_back(river_with, tmp_path):
    scenario = river_with(CSV)
    values = tuple(
        PosteriorValue(sample=k, parameter=name, value=value)
        for k in (1, 2)
        for name, value in (("beds", 1 + k / 10), ("elasticity", 1.0))
    )
    scenario = scenario.model_copy(update={"posterior": values})
    for target in (tmp_path / "folder", tmp_path / "book.xlsx"):
        assert serai.load(serai.write(scenario, target)).posterior == values


def test_of_many_cells_that_lead_nowhere_the_first_hundred_have_a_nearest_name(folder, problems_of):
    rows = "".join(f"p{row},1,,,set,housing.price_elasticities{row},\n" for row in range(120))
    problems = problems_of(folder(parameters_csv=CSV + rows))
    assert [problem.endswith('Did you mean "housing.price_elasticity"?') for problem in problems] == [True] * 100 + [
        False
    ] * 20
