"""The file of a run: it holds everything, is written whole, and says in plain words why it cannot be opened."""

import errno
import json
import re

import h5netcdf
import numpy as np
import pytest

from serai.errors import StoreError
from serai.runs import files
from serai.runs.provenance import FORMAT_VERSION, describe
from serai.runs.store import (
    RUN_FILE,
    read_provenance,
    read_run,
    refuse_other_run,
    to_netcdf,
    write_run,
)
from serai.state.log import VARIABLES


@pytest.fixture
def kept(bench, tmp_path):
    """A folder with a run in it, its scenario and its provenance."""
    rng = np.random.default_rng(1)
    for variable in VARIABLES:
        values = bench.outcome.arrays[variable.name]
        values[...] = rng.integers(0, 1000, values.shape)
    provenance = describe(bench.scenario, 3, bench.outcome, 1.25)
    folder = tmp_path / "runs" / "made-up-3"
    write_run(folder, bench.scenario, bench.outcome, provenance)
    return folder, bench, provenance


def test_a_run_comes_back_as_it_was(kept):
    folder, bench, provenance = kept
    stored = read_run(folder)
    assert stored.scenario == bench.scenario
    assert stored.provenance == provenance == read_provenance(folder)
    assert stored.outcome.axes == bench.outcome.axes
    assert stored.outcome.totals == bench.outcome.totals
    assert stored.outcome.journeys.tolist() == bench.outcome.journeys.tolist()
    for variable in VARIABLES:
        found = stored.outcome.arrays[variable.name]
        assert found.dtype == np.dtype(variable.dtype)
        np.testing.assert_array_equal(found, bench.outcome.arrays[variable.name])


def test_the_file_itself_can_be_opened_instead_of_its_folder(kept):
    folder, bench, _ = kept
    assert read_run(folder / RUN_FILE).scenario == bench.scenario


def test_nothing_but_the_run_is_in_the_folder(kept):
    assert [path.name for path in kept[0].iterdir()] == [RUN_FILE]


def test_xarray_opens_the_file_with_dates_units_and_coordinates(kept):
    import xarray as xr

    folder, bench, _ = kept
    with xr.open_dataset(folder / RUN_FILE, engine="h5netcdf") as data:
        assert str(data.day.values[2])[:10] == "2022-09-02"
        assert str(data.step.values[0])[:16] == "2022-08-31T19:00"
        assert data.entries.dims == ("day", "place", "profile")
        assert data.entries.attrs["units"] == "persons"
        assert data.entries.attrs["add_up"] == "sum"
        assert data.waiting.attrs["long_name"] == "people standing in the line"
        assert list(data.place.values) == list(bench.outcome.axes.places)
        assert data.line_service.dims == ("line",)
        assert "line_service" in data.coords
        picked = data.entries.sel(day="2022-09-02", place="Oral", profile="men")
        assert int(picked) == bench.outcome.arrays["entries"][2, 3, 0]


def test_a_run_without_journeys_lodging_or_lines_is_kept_too(bench, tmp_path, make_scenario):
    from dataclasses import replace

    from serai.state.log import Outcome, allocate

    scenario = make_scenario(lodging=(), services=())
    axes = replace(bench.outcome.axes, lodging=(), lines=())
    outcome = Outcome(axes, allocate(axes), bench.outcome.journeys[:0], {})
    write_run(tmp_path, scenario, outcome, describe(scenario, 1, outcome, 0.0))
    assert read_run(tmp_path).outcome.axes == axes


def test_a_missing_run_is_named(tmp_path):
    with pytest.raises(StoreError, match=r'^there is no run ".*none"$'):
        read_run(tmp_path / "none")


def test_a_folder_without_a_run_says_what_it_lacks(tmp_path):
    with pytest.raises(StoreError, match=r"is not a run: it has no run\.nc$"):
        read_run(tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a workbook"])
def test_another_kind_of_file_is_not_a_run(tmp_path, content):
    (tmp_path / RUN_FILE).write_bytes(content)
    with pytest.raises(StoreError, match=r"is not a run of Serai: it is no netCDF-4 file$"):
        read_run(tmp_path)


def test_a_netcdf_file_of_others_is_not_a_run(tmp_path):
    with h5netcdf.File(tmp_path / RUN_FILE, "w") as file:
        file.attrs["title"] = "rainfall"
    with pytest.raises(StoreError, match=r"is not a run of Serai: it has no serai_format$"):
        read_run(tmp_path)


def test_a_newer_file_asks_for_an_update(kept):
    folder, _, _ = kept
    with h5netcdf.File(folder / RUN_FILE, "a") as file:
        file.attrs["serai_format"] = FORMAT_VERSION + 1
    with pytest.raises(StoreError, match=r"newer Serai \(format 2; this one reads up to 1\); update Serai to open it$"):
        read_run(folder)


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_a_file_that_is_cut_off_is_damaged(kept, share):
    path = kept[0] / RUN_FILE
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(StoreError, match=r"is damaged or cut off; run the scenario again$"):
        read_run(kept[0])


def test_a_changed_figure_is_found_by_the_hash(kept):
    folder, _, _ = kept
    with h5netcdf.File(folder / RUN_FILE, "a") as file:
        file.variables["entries"][0, 0, 0] = 123456
    with pytest.raises(StoreError, match="damaged"):
        read_run(folder)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("serai_provenance", lambda _: "[1]"),
        ("serai_provenance", lambda given: json.dumps({**json.loads(given), "changes": 3})),
        ("serai_format", lambda _: np.array([1, 2])),
        ("serai_format", lambda _: "one"),
    ],
)
def test_a_file_with_an_attribute_of_another_kind_is_damaged(kept, attribute, value):
    folder, _, _ = kept
    with h5netcdf.File(folder / RUN_FILE, "a") as file:
        file.attrs[attribute] = value(file.attrs[attribute])
    for read in (read_run, read_provenance):
        with pytest.raises(StoreError, match=r"is damaged or cut off; run the scenario again$"):
            read(folder)


def test_a_file_that_lacks_a_variable_is_damaged(kept):
    import h5py

    folder, _, _ = kept
    with h5py.File(folder / RUN_FILE, "a") as file:
        del file["entries"]
    with pytest.raises(StoreError, match="damaged"):
        read_run(folder)


def fail(error):
    def failing(*_, **__):
        raise error

    return failing


def test_a_full_disk_leaves_the_older_run_and_nothing_else(kept, monkeypatch):
    folder, bench, provenance = kept
    before = (folder / RUN_FILE).read_bytes()
    monkeypatch.setattr(files.os, "fsync", fail(OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(StoreError, match=re.escape('run.nc": no space left on device')):
        write_run(folder, bench.scenario, bench.outcome, provenance)
    assert (folder / RUN_FILE).read_bytes() == before
    assert [path.name for path in folder.iterdir()] == [RUN_FILE]


def test_ctrl_c_leaves_the_older_run_and_nothing_else(kept, monkeypatch):
    folder, bench, provenance = kept
    before = (folder / RUN_FILE).read_bytes()
    monkeypatch.setattr(files.os, "fsync", fail(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        write_run(folder, bench.scenario, bench.outcome, provenance)
    assert (folder / RUN_FILE).read_bytes() == before
    assert [path.name for path in folder.iterdir()] == [RUN_FILE]


def test_a_first_run_that_fails_leaves_no_folder(bench, tmp_path, monkeypatch):
    monkeypatch.setattr(files.os, "fsync", fail(OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(StoreError, match="no space left"):
        write_run(tmp_path / "runs" / "a", bench.scenario, bench.outcome, describe(bench.scenario, 1, bench.outcome, 0))
    assert list(tmp_path.iterdir()) == []


def test_a_run_of_the_same_inputs_may_be_replaced_and_another_may_not(kept):
    folder, _, provenance = kept
    refuse_other_run(folder, provenance.scenario_hash, 3)
    refuse_other_run(folder / "new", provenance.scenario_hash, 3)
    told = r"holds another run \(made-up, seed 3, of .*\); name another folder with --out, or replace it with --force$"
    with pytest.raises(StoreError, match=told):
        refuse_other_run(folder, provenance.scenario_hash, 4)
    with pytest.raises(StoreError, match="holds another run"):
        refuse_other_run(folder, "0" * 64, 3)


def test_a_run_that_cannot_be_read_is_not_replaced_either(tmp_path):
    (tmp_path / RUN_FILE).write_bytes(b"something dear to somebody")
    with pytest.raises(StoreError, match="holds a run that cannot be read; --force replaces it"):
        refuse_other_run(tmp_path, "0" * 64, 1)


def test_the_provenance_is_readable_text_in_the_file(kept, bench):
    folder, _, provenance = kept
    with h5netcdf.File(folder / RUN_FILE, "r") as file:
        told = json.loads(file.attrs["serai_provenance"])
        text = file.variables["scenario"][...].item()
    assert told["scenario_hash"] == provenance.scenario_hash
    assert json.loads(text)["name"] == "made-up"


def test_one_run_makes_the_same_bytes_each_time(kept):
    _, bench, provenance = kept
    assert to_netcdf(bench.scenario, bench.outcome, provenance) == to_netcdf(bench.scenario, bench.outcome, provenance)
