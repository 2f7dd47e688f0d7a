"""IOM's Displacement Tracking Matrix, version 3: internally displaced people by round, place and day of reporting."""

from __future__ import annotations

from typing import Any

from serai.connect.keys import key_of
from serai.connect.table import Fetched, Origin, field_of, list_of, picked
from serai.connect.web import Request, Web
from serai.errors import ServiceError

SERVICE = "IOM DTM"
URL = "https://dtmapi.iom.int/v3/displacement/"
VARIABLE = "SERAI_DTM_KEY"
WHERE = "subscribe, free of charge, to the product API-V3 at https://dtm-apim-portal.iom.int"
HEADER = "Ocp-Apim-Subscription-Key"
LICENCE = "not stated by the service; ask dtm.iom.int"
COLUMNS = {
    "date": "reportingDate", "round": "roundNumber", "operation": "operation", "country": "admin0Pcode",
    "country_name": "admin0Name", "assessment": "assessmentType", "reason": "displacementReason",
    "persons": "numPresentIdpInd", "men": "numberMales", "women": "numberFemales",
}  # fmt: skip
OF_LEVEL: tuple[dict[str, str], ...] = (
    {},
    {"admin1": "admin1Name", "admin1_code": "admin1Pcode", "origin": "idpOriginAdmin1Name"},
    {"admin2": "admin2Name", "admin2_code": "admin2Pcode"},
)
NUMBERS = ("round", "persons", "men", "women")


def displaced(web: Web, country: str, level: int, first: str, last: str) -> Fetched:
    """Internally displaced people who are present, by round and place.

    Parameters
    ----------
    web : Web
    country : str
        ISO 3166 alpha-3.
    level : int
        0, 1 or 2: country, first or second level below it.
    first, last : str
        Days of reporting, YYYY-MM-DD; blank: open.

    Returns
    -------
    Fetched; persons. Flows are not served by DTM.

    Raises
    ------
    UsageError
        Without a key.
    ServiceError
    """
    secret = {HEADER: key_of(VARIABLE, SERVICE, WHERE)}
    query = {"Admin0Pcode": country}
    query |= {"FromReportingDate": first} if first else {}
    query |= {"ToReportingDate": last} if last else {}
    request = Request(SERVICE, f"{URL}admin{level}", query, secret_headers=secret)
    answer = web.ask(request, lambda data: _refuse_failure(request, data))
    columns = dict(COLUMNS)
    for more in OF_LEVEL[: level + 1]:
        columns |= more
    rows = tuple(picked(item, columns, NUMBERS, SERVICE) for item in list_of(answer.data, "result", SERVICE))
    for row in rows:
        row["date"] = str(row["date"])[:10]
    return Fetched(tuple(columns), rows, (Origin("IOM DTM", request.shown, LICENCE, answer.as_of),) * len(rows))


def _refuse_failure(request: Request, data: Any) -> None:
    if not field_of(data, "isSuccess", SERVICE):
        said = request.hidden(str(data.get("errorMessages") or "no reason"))
        raise ServiceError(SERVICE, f"rejects the query: {said}")
