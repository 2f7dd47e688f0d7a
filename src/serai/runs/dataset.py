"""A run as an xarray Dataset, with dimensions, coordinates, units, names and rules for adding up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from serai.runs import layout
from serai.state.log import Outcome

if TYPE_CHECKING:
    import xarray


def to_dataset(outcome: Outcome) -> xarray.Dataset:
    """The log of a run as a Dataset.

    Parameters
    ----------
    outcome : Outcome

    Returns
    -------
    xarray.Dataset
        Dims day, step, place, profile, cause, line, wait_bin, lodging and stage. `day` holds local dates, `step` UTC
        moments; lines have coordinates line_place, line_service, line_mode and line_direction. Each variable has the
        attributes units, long_name and add_up (sum, mean or last: how it adds up over time).
    """
    import xarray as xr

    coordinates = {a.name: (a.dims, a.values, a.attrs) for a in layout.coordinates(outcome.axes)}
    variables = {a.name: (a.dims, a.values, a.attrs) for a in layout.variables(outcome)}
    raw = xr.Dataset(variables, coords=coordinates, attrs=layout.attributes(outcome))
    return xr.decode_cf(raw, decode_timedelta=False)
