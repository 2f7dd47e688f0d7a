"""The file of a run: it holds everything, is written whole, and says in plain words why it cannot be opened."""

import errno
import io
import json
import re
from dataclasses import asdict, replace

import h5netcdf
import h5py
import numpy as np
import pytest

from serai.errors import StoreError
from serai.runs import files, layout, rows, store
from serai.runs.disk import Disk
from serai.runs.draws import draws_hash
from serai.runs.provenance import FORMAT_VERSION, describe, result_hash
from serai.runs.store import (
    RUN_FILE,
    read_provenance,
    read_run,
    refuse_other_run,
    write_netcdf,
    write_run,
)
from serai.state.log import Outcome, allocate, kept_variables


def to_netcdf(scenario, outcome, provenance, draws=None) -> bytes:
    buffer = io.BytesIO()
    write_netcdf(buffer, scenario, outcome, provenance, draws)
    return buffer.getvalue()


def described(bench, seed=3, **changes):
    return replace(describe(bench.scenario, seed, result_hash(bench.outcome), 1.25), **changes)


@pytest.fixture(scope="module")
def whole(make_bench):
    """A run full of numbers, its provenance and its file."""
    bench, rng = make_bench(), np.random.default_rng(1)
    for variable in kept_variables(bench.outcome.axes):
        values = bench.outcome.arrays[variable.name]
        values[...] = rng.integers(1, 1000, values.shape)
    provenance = described(bench)
    return bench, provenance, to_netcdf(bench.scenario, bench.outcome, provenance)


@pytest.fixture
def kept(whole, tmp_path):
    """A folder with that run in it, the run and its provenance."""
    bench, provenance, content = whole
    folder = tmp_path / "runs" / "made-up-3"
    folder.mkdir(parents=True)
    (folder / RUN_FILE).write_bytes(content)
    return folder, bench, provenance


@pytest.fixture(scope="module")
def content_of_draws(make_bench):
    run = make_bench().run(factors=(1, 2, 3))
    return to_netcdf(run.scenario, run.outcome, run.provenance, run.draws)


@pytest.fixture
def drawn(content_of_draws, tmp_path):
    """The file of a run with draws."""
    path = tmp_path / RUN_FILE
    path.write_bytes(content_of_draws)
    return path


def test_a_run_comes_back_as_it_was(kept):
    folder, bench, provenance = kept
    stored = read_run(folder)
    assert stored.scenario == bench.scenario
    assert stored.provenance == provenance == read_provenance(folder)
    assert stored.outcome.axes == bench.outcome.axes
    assert stored.outcome.totals == bench.outcome.totals
    assert stored.outcome.journeys.tolist() == bench.outcome.journeys.tolist()
    for variable in kept_variables(bench.outcome.axes):
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
    scenario = make_scenario(lodging=(), services=())
    axes = replace(bench.outcome.axes, lodging=(), lines=())
    outcome = Outcome(axes, allocate(axes), bench.outcome.journeys[:0], {})
    write_run(tmp_path, scenario, outcome, describe(scenario, 1, result_hash(outcome), 0.0))
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
    with pytest.raises(StoreError, match=r"is not a run of Serai: it is not a netCDF-4 file$"):
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
    with pytest.raises(StoreError, match=r"newer Serai \(format 4; this one reads up to 3\); update Serai to open it$"):
        read_run(folder)


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_a_file_that_is_cut_off_is_damaged(kept, share):
    path = kept[0] / RUN_FILE
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(StoreError, match=r"is damaged or truncated; run the scenario again$"):
        read_run(kept[0])


def changed(path, *edits):
    """Change parts of a file through the library, as no accident could: (part, attribute or None, change)."""
    with h5py.File(path, "a") as file:
        for part, attribute, change in edits:
            if attribute:
                file[part].attrs[attribute] = change(file[part].attrs[attribute])
            else:
                values = np.array(file[part][()])
                file[part][...] = change(values)


def flip_text(values):
    """The last text of an array (or a single one) with its last letter changed."""
    texts = values.ravel()
    texts[-1] = texts[-1][:-1] + bytes([texts[-1][-1] ^ 1])
    return texts.reshape(values.shape)


def flip_number(values):
    numbers = values.ravel()
    numbers[-1] += 1
    return numbers.reshape(values.shape)


RENAMED = ("scenario", None, lambda text: np.array(text.item().replace(b"made-up", b"made-uq"), dtype=object))
YESTERDAY = ("/", "start", lambda text: text.replace("2022-08-31", "2022-08-30"))
CHANGES = {
    "day, entries, journey_time, place, scenario": (
        RENAMED, ("place", None, flip_text),
        *((part, None, flip_number) for part in ("day", "entries", "journey_time")),
    ),
    "attributes, day, entries, line_service": (
        YESTERDAY, ("day", "units", lambda text: text.replace("31", "30")), ("entries", "units", lambda _: "cars"),
        ("line_service", None, flip_text),
    ),
    "attributes": (("/", "serai_provenance", lambda text: text.replace('"seed": 1', '"seed": 7')),),
    "draws/attributes, draws/entries, draws/failed_message, draws/figure_value, draws/range_value": (
        ("draws", "first_day", lambda text: text.replace("31", "30")), ("draws/entries", None, flip_number),
        ("draws/failed_message", None, flip_text), ("draws/figure_value", None, flip_number),
        ("draws/range_value", "long_name", lambda _: "something else"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("names", CHANGES)
def test_every_changed_part_is_named(drawn, names):
    changed(drawn, *CHANGES[names])
    with pytest.raises(StoreError, match=rf'run.nc" is damaged or was changed since it was written, in: {names}; run'):
        read_run(drawn)


def test_many_changed_parts_are_named_in_part(drawn):
    names = ("entries", "exits", "served", "joined", "set_out", "waiting", "wait_sum")
    changed(drawn, *((name, None, flip_number) for name in names))
    with pytest.raises(StoreError, match=r"in: entries, exits, joined, served, set_out and 2 more; run"):
        read_run(drawn)


@pytest.mark.slow
def test_a_flipped_bit_is_refused_or_changes_nothing(kept):
    """Anywhere in the file: what is read is what was written, or StoreError says that it is not."""
    folder, bench, provenance = kept
    path, rng, refused = folder / RUN_FILE, np.random.default_rng(2), 0
    content = path.read_bytes()
    for at in rng.integers(0, len(content), 20):
        damaged = bytearray(content)
        damaged[at] ^= 1 << int(rng.integers(8))
        path.write_bytes(damaged)
        try:
            found = read_run(folder)
        except StoreError:
            refused += 1
            continue
        assert (found.scenario, found.provenance) == (bench.scenario, provenance)
        assert (found.outcome.axes, found.outcome.totals) == (bench.outcome.axes, bench.outcome.totals)
        assert result_hash(found.outcome) == provenance.result_hash
    assert refused > 0


def test_a_variable_that_was_added_is_named(drawn):
    with h5netcdf.File(drawn, "a") as file:
        file.create_variable("more", ("place",), data=np.zeros(5))
    with pytest.raises(StoreError, match=r"in: more; run the scenario again$"):
        read_run(drawn)


@pytest.mark.parametrize("link", [h5py.ExternalLink("other.nc", "/entries"), h5py.SoftLink("/entries")])
def test_a_link_to_something_else_is_not_followed(drawn, link):
    with h5py.File(drawn, "a") as file:
        file["more"] = link
    with pytest.raises(StoreError, match=r"is not a run of Serai: more is a link to something else$"):
        read_run(drawn)


def test_values_that_lie_in_another_file_are_not_read(drawn, tmp_path):
    (tmp_path / "secret").write_bytes(bytes(8))
    with h5py.File(drawn, "a") as file:
        file.create_dataset("more", (1,), dtype="f8", external=[(str(tmp_path / "secret"), 0, 8)])
    with pytest.raises(StoreError, match=r"is not a run of Serai: more lies in another file$"):
        read_run(drawn)


def test_an_array_that_claims_more_than_the_file_can_hold_is_not_read(drawn):
    with h5py.File(drawn, "a") as file:
        file.create_dataset("more", (10**12,), dtype="f8", chunks=(1000,), compression="gzip")
    with pytest.raises(StoreError, match=r"it claims 8,000,000,\d{3},\d{3} bytes of values, more than it can hold$"):
        read_run(drawn)


def older_file(path, bench, provenance):
    """A single run as format 1 had it: without draws and checksums."""
    content = layout.course_content(bench.view, whole=True)
    texts = h5py.string_dtype(encoding="utf-8")
    scenario = np.array(bench.scenario.model_dump_json(by_alias=True), dtype=object)
    arrays = [*content.coordinates, *content.variables, layout.Array("scenario", (), scenario, {})]
    given = {name: value for name, value in asdict(provenance).items() if name != "draws" or value}
    path.parent.mkdir(exist_ok=True)
    with h5netcdf.File(path, "w") as file:
        file.dimensions = content.dimensions
        for name, value in {**content.attributes, "serai_format": 1, "serai_provenance": json.dumps(given)}.items():
            file.attrs[name] = value
        for array in arrays:
            kind = texts if array.values.dtype == object else array.values.dtype
            variable = file.create_variable(array.name, array.dims, dtype=kind)
            variable[...] = array.values


def test_a_single_run_of_format_1_opens(bench, tmp_path):
    provenance = described(bench, format_version=1)
    older_file(tmp_path / RUN_FILE, bench, provenance)
    stored = read_run(tmp_path)
    assert (stored.provenance, stored.draws) == (provenance, None)
    assert stored.scenario == bench.scenario
    assert result_hash(stored.outcome) == provenance.result_hash


def test_a_run_of_format_2_opens_with_its_draws(make_bench, tmp_path, monkeypatch):
    bench = make_bench()
    bench.put("present", 7, step=3, stage="lodged", place="Oral")
    run = bench.run(factors=(1, 2))
    with monkeypatch.context() as before:  # people by stage and place were kept whole
        before.setattr(layout, "BY_CHANGE", ())
        before.setattr("serai.runs.store.FORMAT_VERSION", 2)
        provenance = replace(run.provenance, format_version=2)
        (tmp_path / RUN_FILE).write_bytes(to_netcdf(run.scenario, run.outcome, provenance, run.draws))
    stored = read_run(tmp_path)
    np.testing.assert_array_equal(stored.outcome.arrays["present"], run.outcome.arrays["present"])
    assert stored.draws.answers.tolist() == run.draws.answers.tolist()


def test_a_changed_run_of_format_1_is_damaged(bench, tmp_path):
    older_file(tmp_path / RUN_FILE, bench, described(bench, format_version=1))
    changed(tmp_path / RUN_FILE, ("entries", None, flip_number))
    with pytest.raises(StoreError, match=r"is damaged or truncated; run the scenario again$"):
        read_run(tmp_path)


EARLIER = (
    r"was written by an earlier version of Serai \(0\.1\.0, file format 1\) in a form that this one \(file format 3\) "
    r"does not read; run the scenario again$"
)


def test_a_run_of_format_1_that_is_laid_out_otherwise_is_refused_with_both_formats(bench, tmp_path):
    older_file(tmp_path / RUN_FILE, bench, described(bench, format_version=1, serai_version="0.1.0"))
    with h5py.File(tmp_path / RUN_FILE, "a") as file:
        del file["moved_on"]
    with pytest.raises(StoreError, match=EARLIER):
        read_run(tmp_path)


def test_draws_of_format_1_are_refused_with_both_formats(bench, tmp_path):
    older_file(tmp_path / RUN_FILE, bench, described(bench, format_version=1, serai_version="0.1.0", draws=200))
    with pytest.raises(StoreError, match=EARLIER):
        read_run(tmp_path)


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
        with pytest.raises(StoreError, match=r"is damaged or truncated; run the scenario again$"):
            read(folder)


def test_a_file_that_lacks_a_variable_is_damaged(kept):
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
        write_run(tmp_path / "runs" / "a", bench.scenario, bench.outcome, described(bench))
    assert list(tmp_path.iterdir()) == []


def test_a_run_of_the_same_inputs_may_be_replaced_and_another_may_not(kept):
    folder, _, provenance = kept
    refuse_other_run(folder, provenance.scenario_hash, 3)
    refuse_other_run(folder / "new", provenance.scenario_hash, 3)
    told = (
        r"contains another run \(made-up, seed 3, of .*\); name another folder with --out, or replace it with --force$"
    )
    with pytest.raises(StoreError, match=told):
        refuse_other_run(folder, provenance.scenario_hash, 4)
    with pytest.raises(StoreError, match="contains another run"):
        refuse_other_run(folder, "0" * 64, 3)


def test_a_run_that_cannot_be_read_is_not_replaced_either(tmp_path):
    (tmp_path / RUN_FILE).write_bytes(b"something dear to somebody")
    with pytest.raises(StoreError, match="contains a run that cannot be read; --force replaces it"):
        refuse_other_run(tmp_path, "0" * 64, 1)


class Full(io.BytesIO):
    """A disk with room for 3,000 bytes."""

    def write(self, data):
        if self.tell() + len(data) > 3000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


def test_a_disk_that_fills_while_the_file_is_written_is_told_once_the_library_is_done(bench):
    run = bench.run(factors=(1, 2))
    with pytest.raises(OSError, match="No space left on device"):
        write_netcdf(Full(), run.scenario, run.outcome, run.provenance, run.draws)


def test_what_a_full_disk_does_not_take_can_still_be_read():
    disk = Disk(Full())
    for at, data in ((0, b"a" * 2999), (2998, b"bbbb"), (2500, b"cc"), (3000, b"d")):
        disk.seek(at)
        disk.write(data)
    buffer = bytearray(6)
    disk.seek(2997)
    assert (disk.readinto(buffer), bytes(buffer)) == (5, b"abbdb\0")
    disk.seek(2499)
    assert (disk.readinto(buffer), bytes(buffer)) == (6, b"accaaa")
    with pytest.raises(OSError, match="No space left"):
        disk.raise_if_full()


@pytest.mark.slow
def test_large_arrays_of_draws_stay_in_the_file_and_say_the_same(drawn, make_bench, monkeypatch):
    wanted = read_run(drawn).draws
    monkeypatch.setattr(store, "LARGE_BYTES", 0)
    monkeypatch.setattr(rows, "REMEMBERED_BYTES", 0)
    monkeypatch.setattr(rows, "BLOCK_BYTES", 1)
    found = read_run(drawn).draws
    assert isinstance(found.arrays, rows.RowsByName)
    assert draws_hash("", found) == draws_hash("", wanted)
    assert np.array_equal(found.arrays["entries"], wanted.arrays["entries"])
    run, buffer = make_bench().run(factors=(1, 2, 3)), io.BytesIO()
    write_netcdf(buffer, run.scenario, run.outcome, run.provenance, replace(run.draws, arrays=found.arrays))
    drawn.write_bytes(buffer.getvalue())
    assert draws_hash("", read_run(drawn).draws) == draws_hash("", wanted)
    with pytest.raises(StoreError, match=r"run.nc\" was replaced since it was opened; open it again$"):
        found.arrays["entries"]


def test_a_large_array_that_was_changed_is_found_when_it_is_read(drawn, monkeypatch):
    monkeypatch.setattr(store, "LARGE_BYTES", 0)
    changed(drawn, ("draws/entries", None, flip_number))
    found = read_run(drawn).draws
    assert found.arrays["exits"].shape[0] == 3
    for ask in (lambda: found.arrays["entries"], lambda: rows.read_through(found.arrays)):
        with pytest.raises(StoreError, match=r"run.nc\" is damaged or was changed .*, in: draws/entries; run the"):
            ask()


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


def test_a_run_that_keeps_hours_opens_again_and_other_runs_have_none(whole, tmp_path):
    bench, provenance, content = whole
    axes = replace(bench.outcome.axes, n_hours=24 * bench.outcome.axes.n_days)
    hours = np.arange(24 * 6 * 5 * 3, dtype=np.int32).reshape(144, 5, 3)
    counts = {"entries_by_hour": hours, "exits_by_hour": 2 * hours, "registered_by_hour": 3 * hours}
    arrays = {**bench.outcome.arrays, **counts}
    outcome = replace(bench.outcome, axes=axes, arrays=arrays)
    assert result_hash(outcome) != result_hash(bench.outcome)
    write_run(tmp_path / "hours", bench.scenario, outcome, replace(provenance, result_hash=result_hash(outcome)))
    opened = read_run(tmp_path / "hours").outcome
    assert opened.axes.n_hours == 144
    assert np.array_equal(opened.arrays["exits_by_hour"], 2 * hours)
    assert b"entries_by_hour" not in content
