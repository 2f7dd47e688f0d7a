"""A tidy table of a service's answer, and what a field that is missing is called."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from serai.errors import ServiceError

ORIGIN = ("source", "url", "licence", "as_of")


@dataclass(frozen=True)
class Origin:
    """Where rows come from: service, address without keys, licence, the day on which they were given."""

    source: str
    url: str
    licence: str
    as_of: date | None


@dataclass(frozen=True)
class Fetched:
    """A table of one service.

    Attributes
    ----------
    columns : tuple of str
        Without those of `ORIGIN`, which each row has besides.
    rows : tuple of dict of column -> value; None: not known
    origins : tuple of Origin, one for each row
    remarks : tuple of str
        What was left out, and why.
    """

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    origins: tuple[Origin, ...]
    remarks: tuple[str, ...] = ()

    def csv_bytes(self) -> bytes:
        """As a CSV file: UTF-8, commas, one head, blank where a value is not known."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow((*self.columns, *ORIGIN))
        for row, origin in zip(self.rows, self.origins, strict=True):
            ends = (origin.source, origin.url, origin.licence, origin.as_of.isoformat() if origin.as_of else "")
            writer.writerow([*("" if row[name] is None else row[name] for name in self.columns), *ends])
        return text.getvalue().encode("utf-8")


def field_of(item: Any, name: str, service: str) -> Any:
    """A field that the service documents.

    Raises
    ------
    ServiceError
        If it is not there: the service has changed.
    """
    if not isinstance(item, Mapping):
        raise ServiceError(service, f'answers in an undocumented form: no record with "{name}"')
    if name not in item:
        has = ", ".join(f'"{key}"' for key in list(item)[:8]) or "nothing"
        raise ServiceError(service, f'has changed: its answer has no field "{name}"; it has {has}')
    return item[name]


def list_of(item: Any, name: str, service: str) -> Sequence[Any]:
    """A field that holds a list; errors as `field_of`."""
    result = field_of(item, name, service)
    if not isinstance(result, list):
        raise ServiceError(service, f'has changed: its field "{name}" is not a list')
    return result


def number_of(value: Any, name: str, service: str) -> float | int | None:
    """A number, also one written as text; None for what services write where there is none.

    Raises
    ------
    ServiceError
        If it is something else.
    """
    if value is None or (isinstance(value, str) and value.strip() in ("", "-", "*")):
        return None
    try:
        number = float(str(value).replace(",", "")) if not isinstance(value, bool) else float("nan")
    except ValueError:
        number = float("nan")
    if number != number or abs(number) == float("inf"):
        raise ServiceError(service, f'has changed: "{value}" in its field "{name}" is not a number')
    return int(number) if number.is_integer() else number


def picked(item: Any, columns: Mapping[str, str], numbers: Iterable[str], service: str) -> dict[str, Any]:
    """The fields of a record under our names; `columns` is ours -> theirs, `numbers` are ours that are numbers."""
    row = {ours: field_of(item, theirs, service) for ours, theirs in columns.items()}
    return row | {ours: number_of(row[ours], columns[ours], service) for ours in numbers}
