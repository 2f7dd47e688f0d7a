"""UNHCR's Refugee Data Finder: people of concern at the end of each year, by country of origin and of asylum."""

from __future__ import annotations

from typing import Any

from serai.connect.table import Fetched, Origin, field_of, list_of, number_of
from serai.connect.web import TOO_MUCH, Request, Web
from serai.errors import ServiceError

SERVICE = "UNHCR"
URL = "https://api.unhcr.org/population/v1/population/"
LICENCE = "CC BY 4.0 as packed by UNHCR (refugees 2025.06.0); the service states none"
PAGE = 1000
MOST_PAGES = 500
POPULATIONS = (
    "refugees", "asylum_seekers", "returned_refugees", "idps", "returned_idps", "stateless", "ooc", "oip", "hst",
)  # fmt: skip
COLUMNS = ("year", "from", "from_name", "to", "to_name", "population", "persons")


def people_of_concern(web: Web, origin: str, asylum: str, first: int, last: int) -> Fetched:
    """People of concern by year and pair of countries, one row for each kind of population that has a number.

    Parameters
    ----------
    web : Web
    origin, asylum : str
        ISO 3166 alpha-3; blank: every country.
    first, last : int
        Years.

    Returns
    -------
    Fetched, with the columns `COLUMNS`; persons.

    Raises
    ------
    ServiceError
    """
    query = {"yearFrom": str(first), "yearTo": str(last), "cf_type": "ISO", "limit": str(PAGE)}
    query |= {"coo": origin} if origin else {"coo_all": "true"}
    query |= {"coa": asylum} if asylum else {"coa_all": "true"}
    rows: list[dict[str, Any]] = []
    origins: list[Origin] = []
    for page in range(1, MOST_PAGES + 1):
        request = Request(SERVICE, URL, {**query, "page": str(page)})
        answer = web.ask(request)
        items = list_of(answer.data, "items", SERVICE)
        for item in items:
            rows += _rows(item)
        origins += [Origin("UNHCR Refugee Data Finder", request.shown, LICENCE, answer.as_of)] * (
            len(rows) - len(origins)
        )
        if len(items) < PAGE:
            break
    else:
        raise ServiceError(SERVICE, TOO_MUCH.format(MOST_PAGES))
    return Fetched(COLUMNS, tuple(rows), tuple(origins))


def _rows(item: Any) -> list[dict[str, Any]]:
    names = {"from": "coo_iso", "from_name": "coo_name", "to": "coa_iso", "to_name": "coa_name"}
    head = {ours: field_of(item, theirs, SERVICE) for ours, theirs in names.items()}
    head["year"] = number_of(field_of(item, "year", SERVICE), "year", SERVICE)
    numbers = {name: number_of(field_of(item, name, SERVICE), name, SERVICE) for name in POPULATIONS}
    return [{**head, "population": name, "persons": number} for name, number in numbers.items() if number is not None]
