"""The file of a run: written whole or not at all, opened with plain words when it cannot be.

`run.nc` is netCDF-4 and holds everything needed to repeat the run: the scenario as text, the seed, the versions, the
arrays and a hash of them. xarray opens it with ``engine="h5netcdf"``; this module needs neither xarray nor pandas.
"""

from __future__ import annotations

import io
import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from serai.errors import StoreError
from serai.runs import layout
from serai.runs.files import why, write_whole
from serai.runs.provenance import FORMAT_VERSION, Provenance, result_hash
from serai.scenario.rule import scenario_from_json
from serai.scenario.schema import Scenario
from serai.state.log import Outcome

RUN_FILE = "run.nc"
FORMAT_ATTRIBUTE = "serai_format"
PROVENANCE_ATTRIBUTE = "serai_provenance"
SCENARIO_VARIABLE = "scenario"
HDF_SIGNATURE = b"\x89HDF\r\n\x1a\n"
COMPRESS_FROM_BYTES = 4096
COMPRESSION_LEVEL = 1
UNREADABLE = (OSError, LookupError, ValueError, TypeError, AttributeError, RuntimeError)  # what damage leads to


class Stored(NamedTuple):
    """What a run's folder holds."""

    scenario: Scenario
    outcome: Outcome
    provenance: Provenance


class Content(NamedTuple):
    """What a file holds besides its scenario and where it comes from."""

    dimensions: dict[str, int]
    attributes: dict[str, Any]
    coordinates: list[layout.Array]
    variables: list[layout.Array]


class Found(NamedTuple):
    """What was found in a file: arrays and attributes by name, not yet understood."""

    path: Path
    scenario: Scenario
    provenance: Provenance
    arrays: dict[str, np.ndarray]
    attributes: dict[str, Any]


def write_run(folder: Path, scenario: Scenario, outcome: Outcome, provenance: Provenance) -> Path:
    """Write a run into a folder, whole or not at all.

    Parameters
    ----------
    folder : Path
        Made when absent. A run that is there already is replaced in one step, at the end.
    scenario : Scenario, as it was run
    outcome : Outcome
    provenance : Provenance

    Returns
    -------
    Path, the file.

    Raises
    ------
    StoreError
        If the folder cannot be made or written, or the disk is full.
    """
    path = folder / RUN_FILE
    write_whole(path, to_netcdf(scenario, outcome, provenance))
    return path


def to_netcdf(scenario: Scenario, outcome: Outcome, provenance: Provenance) -> bytes:
    """A run as the bytes of a netCDF-4 file."""
    content = Content(
        layout.dimensions(outcome),
        layout.attributes(outcome),
        layout.coordinates(outcome.axes),
        [*layout.variables(outcome), *layout.journeys(outcome)],
    )
    return content_bytes(scenario, content, provenance)


def content_bytes(scenario: Scenario, content: Content, provenance: Provenance) -> bytes:
    """Arrays, with the scenario and where they come from, as the bytes of a netCDF-4 file."""
    import h5netcdf

    buffer = io.BytesIO()
    with h5netcdf.File(buffer, "w") as file:
        file.dimensions = content.dimensions
        file.attrs[FORMAT_ATTRIBUTE] = FORMAT_VERSION
        file.attrs["title"] = scenario.title or scenario.name
        file.attrs["source"] = f"Serai {provenance.serai_version}, simulated"
        file.attrs[PROVENANCE_ATTRIBUTE] = json.dumps(asdict(provenance), ensure_ascii=False)
        for name, value in content.attributes.items():
            file.attrs[name] = value
        labels = [array.name for array in content.coordinates if array.dims != (array.name,)]
        file.attrs["coordinates"] = " ".join(labels)
        for array in (*content.coordinates, *content.variables):
            _write_array(file, array)
        text = file.create_variable(SCENARIO_VARIABLE, (), dtype=_text_type())
        text[...] = scenario.model_dump_json(by_alias=True)
        text.attrs["long_name"] = "the scenario as it was run, JSON"
    return buffer.getvalue()


def read_run(folder: Path) -> Stored:
    """Read a run.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Stored

    Raises
    ------
    StoreError
        If there is no run, or it is damaged, or a newer Serai wrote it, or it holds many draws.
    """
    found = read_content(folder)
    if found.provenance.draws:
        raise StoreError(
            f'"{folder}" holds {found.provenance.draws:,} draws, not a single run; '
            "`serai score` and `serai.open_run` read them, and so does xarray"
        )
    try:
        outcome = layout.outcome_from(found.arrays, found.attributes)
    except UNREADABLE as error:
        raise StoreError(damaged(found.path)) from error
    if result_hash(outcome) != found.provenance.result_hash:
        raise StoreError(damaged(found.path))
    return Stored(found.scenario, outcome, found.provenance)


def read_content(folder: Path) -> Found:
    """Read whatever file of ours a folder holds; raises StoreError as `read_run` does."""
    import h5netcdf

    path = _existing(folder)
    try:
        with h5netcdf.File(path, "r") as file:
            provenance = _provenance(file, path)
            arrays = {name: _values(variable) for name, variable in file.variables.items()}
            attributes = dict(file.attrs)
        scenario = scenario_from_json(str(arrays[SCENARIO_VARIABLE]))
    except UNREADABLE as error:
        raise StoreError(damaged(path)) from error
    return Found(path, scenario, provenance, arrays, attributes)


def read_provenance(folder: Path) -> Provenance:
    """Where a stored run comes from, without reading its arrays; raises StoreError as `read_run` does."""
    import h5netcdf

    path = _existing(folder)
    try:
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
        raise StoreError(f'"{folder}" holds a run that cannot be read; --force replaces it ({error})') from error
    if (there.scenario_hash, there.seed, there.draws) != (scenario_hash, seed, draws):
        many = f", {there.draws:,} draws" if there.draws else ""
        raise StoreError(
            f'"{folder}" holds another run ({there.scenario_name}, seed {there.seed}{many}, of {there.created}); '
            "name another folder with --out, or replace it with --force"
        )


def refuse_run_file(path: Path) -> None:
    """Raise StoreError if there is a run at this very path, which something else is about to replace."""
    if path.is_file():
        with path.open("rb") as file:
            if file.read(len(HDF_SIGNATURE)) == HDF_SIGNATURE:
                raise StoreError(
                    f'"{path}" holds a run, which an export does not replace; name another file with --out'
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
        raise StoreError(f'"{path}" is not a run of Serai: it is no netCDF-4 file')
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
    given = {"draws": 0, **json.loads(file.attrs[PROVENANCE_ATTRIBUTE])}  # files of the first days do not say it
    values = {field.name: given[field.name] for field in fields(Provenance)}
    return Provenance(**{**values, "changes": tuple(given["changes"]), "command": tuple(given["command"])})


def damaged(path: Path) -> str:
    """What is said of a file that cannot be understood."""
    return f'"{path}" is damaged or cut off; run the scenario again'


def _write_array(file: Any, array: layout.Array) -> None:
    if array.values.dtype == object:
        variable = file.create_variable(array.name, array.dims, dtype=_text_type())
    elif array.values.nbytes < COMPRESS_FROM_BYTES:
        variable = file.create_variable(array.name, array.dims, dtype=array.values.dtype)
    else:
        variable = file.create_variable(
            array.name, array.dims, dtype=array.values.dtype,
            compression="gzip", compression_opts=COMPRESSION_LEVEL, shuffle=True,
        )  # fmt: skip
    if array.values.size:
        variable[...] = array.values
    for name, value in array.attrs.items():
        variable.attrs[name] = value


def _values(variable: Any) -> np.ndarray:
    values = np.asarray(variable[...])
    if values.dtype != object:
        return values
    texts = [text.decode("utf-8") if isinstance(text, bytes) else str(text) for text in values.ravel()]
    return np.array(texts, dtype=object).reshape(values.shape)


def _text_type() -> Any:
    import h5py

    return h5py.string_dtype(encoding="utf-8")
