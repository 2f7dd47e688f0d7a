"""OCHA's HDX HAPI, version 2: displaced people, refugees, inhabitants, violent events, by place and period."""

from __future__ import annotations

from typing import Any, NamedTuple

from serai.connect.keys import key_of
from serai.connect.table import Fetched, Origin, list_of, picked
from serai.connect.web import TOO_MUCH, Request, Web
from serai.errors import ServiceError

SERVICE = "HDX HAPI"
URL = "https://hapi.humdata.org/api/v2/"
VARIABLE = "SERAI_HAPI_IDENTIFIER"
WHERE = "make one, free of charge, with encode_app_identifier at https://hapi.humdata.org/docs"
LICENCE = "not stated in the rows; that of the resource at data.humdata.org"
ACLED = "counts of ACLED, whose terms do not allow passing them on; see the resource at data.humdata.org"
PAGE = 10_000
MOST_PAGES = 100
PERIOD = {"from": "reference_period_start", "to": "reference_period_end"}
PLACE = {
    "country": "location_code", "admin1_code": "admin1_code", "admin1": "admin1_name", "admin2_code": "admin2_code",
    "admin2": "admin2_name", "admin_level": "admin_level",
}  # fmt: skip
AGES = {"gender": "gender", "age": "age_range"}
RESOURCE = {"resource": "resource_hdx_id"}


class Subject(NamedTuple):
    """One table of the service: its path, the filter by country, our columns -> theirs, which of ours are numbers."""

    path: str
    country: str
    columns: dict[str, str]
    numbers: tuple[str, ...]
    licence: str = LICENCE


PEOPLE = ("persons",)
SUBJECTS = {
    "idps": Subject(
        "affected-people/idps", "location_code",
        {
            **PERIOD, **PLACE, "round": "reporting_round", "assessment": "assessment_type", "operation": "operation",
            "persons": "population", **RESOURCE,
        },
        PEOPLE,
    ),
    "refugees": Subject(
        "affected-people/refugees-persons-of-concern", "asylum_location_code",
        {
            **PERIOD, "origin": "origin_location_code", "country": "asylum_location_code",
            "population": "population_group", **AGES, "persons": "population", **RESOURCE,
        },
        PEOPLE,
    ),
    "population": Subject(
        "geography-infrastructure/baseline-population", "location_code",
        {**PERIOD, **PLACE, **AGES, "persons": "population", **RESOURCE}, PEOPLE,
    ),
    "conflict": Subject(
        "coordination-context/conflict-events", "location_code",
        {**PERIOD, **PLACE, "type": "event_type", "events": "events", "fatalities": "fatalities", **RESOURCE},
        ("events", "fatalities"), ACLED,
    ),
}  # fmt: skip


def humanitarian(web: Web, subject: str, country: str) -> Fetched:
    """One subject of one country.

    Parameters
    ----------
    web : Web
    subject : str
        One of `SUBJECTS`.
    country : str
        ISO 3166 alpha-3; of refugees that of asylum.

    Returns
    -------
    Fetched, with our columns of the subject. Rows have no day of publication: `as_of` is the day of asking.

    Raises
    ------
    UsageError
        Without an identifier.
    ServiceError
    """
    about = SUBJECTS[subject]
    secret = {"app_identifier": key_of(VARIABLE, SERVICE, WHERE)}
    rows: list[dict[str, Any]] = []
    origins: list[Origin] = []
    for page in range(MOST_PAGES):
        query = {about.country: country, "output_format": "json", "limit": str(PAGE), "offset": str(page * PAGE)}
        request = Request(SERVICE, URL + about.path, query, secret_query=secret)
        answer = web.ask(request)
        result = list_of(answer.data, "data", SERVICE)
        rows += [picked(item, about.columns, about.numbers, SERVICE) for item in result]
        origins += [Origin("OCHA HDX HAPI", request.shown, about.licence, answer.as_of)] * len(result)
        if len(result) < PAGE:
            break
    else:
        raise ServiceError(SERVICE, TOO_MUCH.format(MOST_PAGES))
    return Fetched(tuple(about.columns), tuple(rows), tuple(origins))
