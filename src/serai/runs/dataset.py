"""A run, or its draws, as an xarray Dataset, with dimensions, coordinates, units, names and rules for adding up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from serai.runs.layout import Content

if TYPE_CHECKING:
    import xarray


def to_dataset(content: Content) -> xarray.Dataset:
    """What a file holds as a Dataset.

    Returns
    -------
    xarray.Dataset
        Dims day, step, place, profile, cause, line, wait_bin, lodging and stage; of draws also draw, range, figure
        and observation. `day` holds local dates, `step` UTC moments; lines have coordinates line_place, line_service,
        line_mode and line_direction. Each variable of a run has the attributes units, long_name and add_up (sum, mean
        or last: how it adds up over time).
    """
    import xarray as xr

    variables = {array.name: (array.dims, array.values, array.attrs) for array in content.variables}
    coordinates = {array.name: (array.dims, array.values, array.attrs) for array in content.coordinates}
    raw = xr.Dataset(variables, coords=coordinates, attrs=content.attributes)
    return xr.decode_cf(raw, decode_timedelta=False)
