"""The file of a run: written whole or not at all, verified when it is opened.

`run.nc` is netCDF-4 and holds everything needed to repeat the run: the scenario as text, the seed, the versions, the
arrays of the central course, the draws in the group `draws`, and a checksum of every part. xarray opens it with
``engine="h5netcdf"``; this module needs neither xarray nor pandas.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, asdict, fields
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from serai.errors import StoreError
from serai.results.series import kept_series
from serai.results.view import View
from serai.runs import layout
from serai.runs.disk import Disk
from serai.runs.draws import Draws
from serai.runs.file_rows import UNREADABLE, FileRows, attributes_of, bytes_of, damaged
from serai.runs.files import why, write_whole_by
from serai.runs.integrity import ATTRIBUTES, CHECKSUMS, Checksum, attributes_checksum, refuse_changed, refuse_foreign
from serai.runs.provenance import FORMAT_VERSION, Provenance, result_hash
from serai.runs.rows import Rows, blocks_of
from serai.scenario.rule import scenario_from_json
from serai.scenario.schema import Scenario
from serai.state.log import Outcome

RUN_FILE = "run.nc"
FORMAT_ATTRIBUTE = "serai_format"
PROVENANCE_ATTRIBUTE = "serai_provenance"
SCENARIO_VARIABLE = "scenario"
DRAWS_GROUP = "draws"
HDF_SIGNATURE = b"\x89HDF\r\n\x1a\n"
COMPRESS_FROM_BYTES = 4096
COMPRESSION_LEVEL = 1
CHECKED_SINCE = 2  # the first format with a checksum of every part; of those before only single runs are read
LARGE_BYTES = 2**20  # an array of draws of more stays in the file until it is asked for


class Stored(NamedTuple):
    """What a run's folder holds."""

    scenario: Scenario
    outcome: Outcome
    draws: Draws | None
    provenance: Provenance


class _Read(NamedTuple):
    """Arrays and attributes of a group of a file by name, not yet understood."""

    arrays: dict[str, Any]  # of numpy, or Rows where an array of draws is left on disk
    attributes: dict[str, Any]


def write_run(
    folder: Path,
    scenario: Scenario,
    outcome: Outcome,
    provenance: Provenance,
    draws: Draws | None = None,
    *,
    replace: bool = True,
) -> Path:
    """Write a run into a folder, whole or not at all.

    Parameters
    ----------
    folder : Path
        Made when absent. A run that is there already is replaced in one step, at the end.
    scenario : Scenario, as it was run
    outcome : Outcome, of the central course
    provenance : Provenance
    draws : Draws, optional
    replace : bool, default True
        Without it a run that has appeared there in the meantime is left alone.

    Returns
    -------
    Path, the file.

    Raises
    ------
    StoreError
        If the folder cannot be made or written, or the disk is full.
    """
    path = folder / RUN_FILE
    write_whole_by(path, lambda file: write_netcdf(file, scenario, outcome, provenance, draws), replace=replace)
    return path


def write_netcdf(
    target: BinaryIO, scenario: Scenario, outcome: Outcome, provenance: Provenance, draws: Draws | None
) -> None:
    """Write a run as a netCDF-4 file; of draws on disk no more than a block is in memory."""
    import h5netcdf
    import h5py  # noqa: F401 (its own words where it cannot be loaded: h5netcdf would say that it is not there)

    text = np.array(scenario.model_dump_json(by_alias=True), dtype=object)
    content = layout.course_content(View(outcome, scenario))
    content.variables.append(
        layout.Array(SCENARIO_VARIABLE, (), text, {"long_name": "the scenario as it was run, JSON"})
    )
    content.attributes.update(
        {
            FORMAT_ATTRIBUTE: FORMAT_VERSION,
            "title": scenario.title or scenario.name,
            "source": f"Serai {provenance.serai_version}, simulated",
            PROVENANCE_ATTRIBUTE: json.dumps(asdict(provenance), ensure_ascii=False),
        }
    )
    disk = Disk(target)
    with h5netcdf.File(disk, "w") as file:
        checksums = _write_group(file, "", content, disk)
        if draws is not None:
            drawn = layout.draws_content(draws)
            checksums |= _write_group(file.create_group(DRAWS_GROUP), f"{DRAWS_GROUP}/", drawn, disk)
        file.attrs[CHECKSUMS] = json.dumps(checksums)
    disk.raise_if_full()


def _write_group(group: Any, prefix: str, content: layout.Content, disk: Disk) -> dict[str, str]:
    """Write a group; the checksums of its parts."""
    group.dimensions = content.dimensions
    labels = [array.name for array in content.coordinates if array.dims != (array.name,)]
    attributes = {**content.attributes, "coordinates": " ".join(labels)}
    for name, value in attributes.items():
        group.attrs[name] = value
    checksums = {prefix + ATTRIBUTES: attributes_checksum(attributes)}
    for array in (*content.coordinates, *content.variables):
        digest = Checksum(prefix + array.name, array.dims, array.values, array.attrs)
        _write_array(group, array, digest, disk)
        checksums[prefix + array.name] = digest.hexdigest()
    return checksums


def read_run(folder: Path) -> Stored:
    """Read a run, and verify every part of it; a large series of draws when it is read.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Stored

    Raises
    ------
    StoreError
        If there is no run, it is damaged (with the names of the parts), or another Serai wrote it in a form that this
        one does not read.
    """
    import h5netcdf
    import h5py

    path = _existing(folder)
    provenance, is_old = None, False
    try:
        refuse_foreign(path)
        with h5netcdf.File(path, "r") as file, h5py.File(path, "r") as plain:
            provenance = _provenance(file, path)
            is_old = provenance.format_version < CHECKED_SINCE
            if provenance.draws and is_old:
                raise StoreError(_earlier(path, provenance))
            course, drawn = _read_groups(file, plain, path)
        scenario = scenario_from_json(str(course.arrays[SCENARIO_VARIABLE]))
        outcome = layout.outcome_from(course.arrays, course.attributes)
        draws = layout.draws_from(drawn.arrays, outcome.axes, scenario) if drawn else None
    except MemoryError as error:
        raise StoreError(too_large(path)) from error
    except UNREADABLE as error:
        raise StoreError(_earlier(path, provenance) if provenance and is_old else damaged(path)) from error
    if is_old and result_hash(outcome) != provenance.result_hash:
        raise StoreError(damaged(path))
    return Stored(scenario, outcome, draws, provenance)


def _read_groups(file: Any, plain: Any, path: Path) -> tuple[_Read, _Read | None]:
    """The central course and the draws, after every checksum was compared with what was read.

    Names and attributes come from the file as netCDF, values from the same as HDF5, which takes half the time.
    """
    computed: dict[str, str] = {}
    is_new = int(file.attrs[FORMAT_ATTRIBUTE]) >= CHECKED_SINCE
    written: dict[str, str] = json.loads(file.attrs[CHECKSUMS]) if is_new else {}
    course, drawn = _read_group(file, plain, computed), None
    if DRAWS_GROUP in file.groups:
        large = _large_series(file, plain, path, written)
        drawn = _read_group(file[DRAWS_GROUP], plain, computed, f"{DRAWS_GROUP}/", large)
        computed |= {name: written.get(name, "") for name in written if _is_left(drawn, name)}
    if is_new:
        refuse_changed(path, written, computed)
    return course, drawn


def _is_left(drawn: _Read, name: str) -> bool:
    """Whether this is an array of draws that stays in the file."""
    return isinstance(drawn.arrays.get(name.removeprefix(f"{DRAWS_GROUP}/")), Rows)


def _large_series(file: Any, plain: Any, path: Path, written: Mapping[str, str]) -> dict[str, Rows]:
    """The series of draws that stay in the file until they are asked for."""
    group = file[DRAWS_GROUP].variables
    names = [kept.variable.name for kept in kept_series() if kept.variable.name in group]
    return {
        name: FileRows(path, whole, group[name], plain[whole], written.get(whole, ""))
        for name in names
        for whole in [f"{DRAWS_GROUP}/{name}"]
        if bytes_of(plain[whole]) > LARGE_BYTES
    }


def _read_group(
    group: Any, plain: Any, computed: dict[str, str], prefix: str = "", large: Mapping[str, Rows] | None = None
) -> _Read:
    """A group; what is left in the file is not read, and has no checksum computed."""
    attributes = dict(group.attrs)
    computed[prefix + ATTRIBUTES] = attributes_checksum(attributes)
    arrays: dict[str, Any] = dict(large or {})
    for name, variable in group.variables.items():
        if name not in arrays:
            whole = prefix + name
            arrays[name] = _values(plain[whole])
            digest = Checksum(whole, tuple(variable.dimensions), arrays[name], attributes_of(variable))
            digest.update(arrays[name])
            computed[whole] = digest.hexdigest()
    return _Read(arrays, attributes)


def read_provenance(folder: Path) -> Provenance:
    """Where a stored run comes from, without reading its arrays; raises StoreError as `read_run` does."""
    import h5netcdf

    path = _existing(folder)
    try:
        refuse_foreign(path)
        with h5netcdf.File(path, "r") as file:
            return _provenance(file, path)
    except UNREADABLE as error:
        raise StoreError(damaged(path)) from error


def refuse_other_run(folder: Path, scenario_hash: str, seed: int, draws: int = 0) -> None:
    """Refuse to replace a run of other inputs.

    Parameters
    ----------
    folder : Path
    scenario_hash : str
        As `provenance.scenario_hash` gives it.
    seed : int
    draws : int, default 0
        How many draws; 0 for a single run.

    Raises
    ------
    StoreError
        If the folder holds a run of another scenario, seed or number of draws, or one that cannot be read.
    """
    if not (folder / RUN_FILE).exists():
        return
    try:
        there = read_provenance(folder)
    except StoreError as error:
        raise StoreError(f'"{folder}" contains a run that cannot be read; --force replaces it ({error})') from error
    if (there.scenario_hash, there.seed, there.draws) != (scenario_hash, seed, draws):
        many = f", {there.draws:,} draws" if there.draws else ""
        is_more = there.draws and (there.scenario_hash, there.seed) == (scenario_hash, seed)
        doubled = f" ({2 * there.draws:,} or {4 * there.draws:,} draws would continue it)" if is_more else ""
        raise StoreError(
            f'"{folder}" contains another run ({there.scenario_name}, seed {there.seed}{many}, of {there.created}); '
            f"name another folder with --out, or replace it with --force{doubled}"
        )


def too_large(path: Path) -> str:
    """What is said of a file that memory cannot hold, because there is little of it or because of damage."""
    return (
        f'"{path}" needs more memory than is available; close other programs or raise the limit of this process. '
        "If its size cannot be right, it is damaged: run the scenario again"
    )


def _earlier(path: Path, provenance: Provenance) -> str:
    return (
        f'"{path}" was written by an earlier version of Serai ({provenance.serai_version}, file format '
        f"{provenance.format_version}) in a form that this one (file format {FORMAT_VERSION}) does not read; "
        "run the scenario again"
    )


def _existing(folder: Path) -> Path:
    if not folder.exists():
        raise StoreError(f'there is no run "{folder}"')
    path = folder / RUN_FILE if folder.is_dir() else folder
    if not path.is_file():
        raise StoreError(f'"{folder}" is not a run: it has no {RUN_FILE}')
    try:
        with path.open("rb") as file:
            signature = file.read(len(HDF_SIGNATURE))
    except OSError as error:
        raise StoreError(f'cannot read "{path}": {why(error)}') from error
    if signature != HDF_SIGNATURE:
        raise StoreError(f'"{path}" is not a run of Serai: it is not a netCDF-4 file')
    return path


def _provenance(file: Any, path: Path) -> Provenance:
    if FORMAT_ATTRIBUTE not in file.attrs:
        raise StoreError(f'"{path}" is not a run of Serai: it has no {FORMAT_ATTRIBUTE}')
    version = int(file.attrs[FORMAT_ATTRIBUTE])
    if version > FORMAT_VERSION:
        raise StoreError(
            f'"{path}" was written by a newer Serai (format {version}; this one reads up to {FORMAT_VERSION}); '
            "update Serai to open it"
        )
    given = json.loads(file.attrs[PROVENANCE_ATTRIBUTE])
    values = {field.name: given[field.name] for field in fields(Provenance) if field.name in given or _is_asked(field)}
    return Provenance(**{**values, "changes": tuple(given["changes"]), "command": tuple(given["command"])})


def _is_asked(field: Field[Any]) -> bool:
    """Whether every file says this; what came later is absent in older ones."""
    return field.default is MISSING


def _chunks(array: layout.Array) -> dict[str, Any]:
    """One chunk for each draw where a series of draws is large, so that it can be read a few draws at a time."""
    is_series = array.dims[:1] == ("draw",) and len(array.dims) > 1
    is_large = isinstance(array.values, Rows) or (is_series and array.values.nbytes > LARGE_BYTES)
    return {"chunks": (1, *array.values.shape[1:])} if is_large and array.values.size else {}


def _write_array(group: Any, array: layout.Array, digest: Checksum, disk: Disk) -> None:
    is_text = array.values.dtype == object
    missing = np.nan if array.values.dtype.kind == "f" else None
    packed = {"compression": "gzip", "compression_opts": COMPRESSION_LEVEL, "shuffle": True}
    variable = group.create_variable(
        array.name, array.dims, dtype=_text_type() if is_text else array.values.dtype, fillvalue=missing,
        **(packed if not is_text and array.values.nbytes >= COMPRESS_FROM_BYTES else {}),
        **_chunks(array),
    )  # fmt: skip
    at = 0
    for block in blocks_of(array.values):
        digest.update(block)
        if isinstance(array.values, Rows):
            variable[at : at + len(block)] = block
            at += len(block)
        elif block.size:
            variable[...] = block
        disk.raise_if_full()
    attributes = variable.attrs
    for name, value in array.attrs.items():
        attributes[name] = value


def _values(dataset: Any) -> np.ndarray:
    values = np.asarray(dataset[...])
    if values.dtype != object:
        return values
    return np.array(list(_texts(values)), dtype=object).reshape(values.shape)


def _texts(values: np.ndarray) -> Iterator[str]:
    for text in values.ravel():
        yield text.decode("utf-8") if isinstance(text, bytes) else str(text)


def _text_type() -> Any:
    import h5py

    return h5py.string_dtype(encoding="utf-8")
