"""Samples of parameters that are kept beside a scenario, or in a table, taken as a fit would leave them."""

import pytest

import serai
from serai.errors import ScenarioError
from serai.runs.design import design
from serai.runs.ranges import posterior_of, ranges_of
from serai.scenario.read.load import load_posterior
from serai.study.posterior import before_fit, with_posterior

HEADS = "sample,parameter,value,source\n"


@pytest.fixture(scope="module")
def river():
    return serai.load("river-crossing")


def test_samples_of_a_file_take_the_place_of_the_prior(river, tmp_path):
    file = tmp_path / "found.csv"
    lines = [f"{number},flood-size,{0.8 + 0.1 * number},by hand" for number in range(1, 4)]
    file.write_text(HEADS + "\n".join(lines) + "\n", encoding="utf-8")
    fitted = with_posterior(river, load_posterior(str(file), river))
    by_name = {item.name: item for item in fitted.parameters}
    size = by_name["flood-size"]
    assert (size.value, size.prior, size.range_of("prior")) == (1.0, 1.0, (0.7, 1.4))
    assert size.range_of("value") == pytest.approx((0.91, 1.09))
    assert [item.name for item in fitted.parameters if item.fit] == ["flood-size"]
    drawn = design(ranges_of(fitted), 1, 3, posterior_of(fitted))
    column = [item.name for item in ranges_of(fitted)].index("parameters.flood-size.value")
    assert sorted(drawn[:, column]) == pytest.approx([0.9, 1.0, 1.1])
    assert before_fit(size).range_of("value") == (0.7, 1.4)
    again = with_posterior(fitted, load_posterior(str(file), fitted))
    assert again == fitted


def test_what_is_no_sample_is_refused(river, tmp_path):
    file = tmp_path / "found.csv"
    file.write_text(HEADS + "1,flod-size,1,\n1,desk-time,1,\n2,desk-time,1.1,\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match='"flod-size" is not a parameter that is fitted'):
        load_posterior(str(file), river)
    with pytest.raises(ScenarioError, match="is neither a file nor stored with the scenario"):
        load_posterior("fitted", river)


def test_the_earlier_fit_is_kept_beside_the_case():
    case = serai.load("kazakhstan-2022")
    fitted = with_posterior(case, load_posterior("earlier-fit", case))
    values = {item.name: item.value for item in fitted.parameters if item.fit}
    assert len(values) == 12
    assert values["surge-size"] == pytest.approx(1.17857)  # the surge 18 % above the middle of its range
    with pytest.raises(ScenarioError, match='Did you mean "earlier-fit"'):
        load_posterior("earlier-fits", case)
