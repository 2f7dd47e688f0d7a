"""The Uppsala Conflict Data Program: single events with deaths, by day and point (GED)."""

from __future__ import annotations

from typing import Any

from serai.connect.keys import key_of
from serai.connect.table import Fetched, Origin, field_of, list_of, number_of, picked
from serai.connect.web import TOO_MUCH, Request, Web
from serai.errors import ServiceError

SERVICE = "UCDP"
URL = "https://ucdpapi.pcr.uu.se/api/gedevents/"
VARIABLE = "SERAI_UCDP_TOKEN"
WHERE = "ask UCDP for a token; without one, use the files at https://ucdp.uu.se/downloads, e.g. ged261-csv.zip"
HEADER = "x-ucdp-access-token"
LICENCE = "CC BY 4.0"
VERSION = "26.1"
PAGE = 1000
MOST_PAGES = 1000
COLUMNS = {
    "id": "id", "from": "date_start", "to": "date_end", "date_precision": "date_prec", "lat": "latitude",
    "lon": "longitude", "place_precision": "where_prec", "country": "country", "admin1": "adm_1", "side_a": "side_a",
    "side_b": "side_b", "violence": "type_of_violence", "deaths": "best", "deaths_low": "low", "deaths_high": "high",
    "civilians": "deaths_civilians",
}  # fmt: skip
NUMBERS = (
    "date_precision", "lat", "lon", "place_precision", "violence", "deaths", "deaths_low", "deaths_high", "civilians",
)  # fmt: skip


def events(web: Web, country: int, first: str, last: str, version: str = VERSION) -> Fetched:
    """Events of one country.

    Parameters
    ----------
    web : Web
    country : int
        Its number of Gleditsch and Ward, as 625 of Sudan.
    first, last : str
        Days, YYYY-MM-DD; blank: open.
    version : str
        Of the data; a candidate is called as 26.0.8.

    Returns
    -------
    Fetched; deaths are persons.

    Raises
    ------
    UsageError
        Without a token.
    ServiceError
    """
    secret = {HEADER: key_of(VARIABLE, SERVICE, WHERE)}
    query = {"pagesize": str(PAGE), "Country": str(country)}
    query |= {"StartDate": first} if first else {}
    query |= {"EndDate": last} if last else {}
    rows: list[dict[str, Any]] = []
    origins: list[Origin] = []
    for page in range(MOST_PAGES):
        request = Request(SERVICE, URL + version, {**query, "page": str(page)}, secret_headers=secret)
        answer = web.ask(request)
        result = [picked(item, COLUMNS, NUMBERS, SERVICE) for item in list_of(answer.data, "Result", SERVICE)]
        rows += [{**row, "from": str(row["from"])[:10], "to": str(row["to"])[:10]} for row in result]
        origins += [Origin(f"UCDP GED {version}", request.shown, LICENCE, answer.as_of)] * len(result)
        if page + 1 >= (number_of(field_of(answer.data, "TotalPages", SERVICE), "TotalPages", SERVICE) or 0):
            break
    else:
        raise ServiceError(SERVICE, TOO_MUCH.format(MOST_PAGES))
    total = number_of(field_of(answer.data, "TotalCount", SERVICE), "TotalCount", SERVICE)
    if total != len(rows):
        raise ServiceError(SERVICE, f"reports {total} events and gives {len(rows)}; ask again with --fresh")
    return Fetched(tuple(COLUMNS), tuple(rows), tuple(origins))
