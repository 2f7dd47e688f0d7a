"""A run as a Dataset, equal to what xarray reads from its file."""

import numpy as np
import pytest

from serai.runs.dataset import to_dataset
from serai.runs.layout import attributes, axes_from, course_content, outcome_from
from serai.runs.provenance import describe, result_hash
from serai.runs.store import RUN_FILE, write_run
from serai.state.log import kept_variables


def test_each_variable_states_its_unit_name_and_how_it_adds_up(bench):
    data = to_dataset(course_content(bench.view, whole=True))
    for variable in kept_variables(bench.outcome.axes):
        assert data[variable.name].dims == variable.dims
        assert data[variable.name].attrs == {
            "units": variable.unit, "long_name": variable.long_name, "add_up": variable.add_up
        }  # fmt: skip


def test_figures_are_found_by_date_and_name(bench):
    bench.put("entries", 60, day="2022-09-02", place="West Post", profile="men")
    data = to_dataset(course_content(bench.view, whole=True))
    assert int(data.entries.sel(day="2022-09-02", place="West Post").sum()) == 60
    west = data.waiting.sel(line=data.line_place == "West Post")
    assert list(west.line.values) == ["west-exit-car", "west-exit-foot", "west-entry", "west-out", "oral-trains"]


def test_the_file_and_the_dataset_in_memory_are_the_same(bench, tmp_path):
    import xarray as xr

    bench.put("entries", 60, day="2022-09-02", place="West Post", profile="men")
    provenance = describe(bench.scenario, 1, result_hash(bench.outcome), 0.0)
    write_run(tmp_path, bench.scenario, bench.outcome, provenance)
    memory = to_dataset(course_content(bench.view))
    with xr.open_dataset(tmp_path / RUN_FILE, engine="h5netcdf") as file:
        for name in (*memory.data_vars, *memory.coords):
            np.testing.assert_array_equal(file[name].values, memory[name].values)
            assert file[name].attrs == memory[name].attrs
        assert set(file.coords) == set(memory.coords)


def arrays_of(bench):
    content = course_content(bench.view, whole=True)
    arrays = {array.name: array.values for array in (*content.coordinates, *content.variables)}
    return arrays, attributes(bench.outcome)


def test_an_array_of_another_shape_is_refused(bench):
    found, attrs = arrays_of(bench)
    found["entries"] = found["entries"][1:]
    with pytest.raises(ValueError, match=r"entries has the shape \(5, 5, 3\), not \(6, 5, 3\)"):
        outcome_from(found, attrs)


def test_other_bins_of_waits_are_refused(bench):
    found, attrs = arrays_of(bench)
    found["wait_bin"] = found["wait_bin"][1:]
    with pytest.raises(ValueError, match="the file has 272 bins of waits, not 273"):
        axes_from(found, attrs)


def test_what_is_not_defined_is_missing_and_comes_back_as_it_was(bench):
    bench.put("rent_index", 1.25, day="2022-09-02", place="Oral")
    bench.put("waiting", 3, step=4, line="west-entry")
    bench.put("wait_so_far_p50", 2.0, step=4, line="west-entry")
    data = to_dataset(course_content(bench.view, whole=True))
    assert float(data.rent_index.mean("place").sel(day="2022-09-02")) == 1.25
    assert data.rent_index.sel(place="Samara").isnull().all()
    assert data.rent_index.isel(day=[0, -1]).isnull().all()
    assert float(data.wait_so_far_p50.mean()) == 2.0
    again = outcome_from(*arrays_of(bench))
    for name, values in bench.outcome.arrays.items():
        np.testing.assert_array_equal(again.arrays[name], values)
