"""Services that answer from memory: nothing here opens a connection."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from serai.connect.web import Reply, Request

ANSWERS = Path(__file__).parent / "unit" / "connect" / "answers"
KEY = "s3cret/key+of=mine"


def recorded(name: str) -> Any:
    """An answer made by hand from the documented format."""
    return json.loads((ANSWERS / f"{name}.json").read_text(encoding="utf-8"))


def reply(data: Any, status: int = 200, **headers: str) -> Reply:
    content = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, content.encode("utf-8"))


@dataclass
class Service:
    """Gives its replies in their order, the last one again and again; an OSError among them is raised."""

    replies: Sequence[Reply | OSError]
    asked: list[Request] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        self.asked.append(request)
        given = self.replies[min(len(self.asked), len(self.replies)) - 1]
        if isinstance(given, OSError):
            raise given
        return given


RECORDED = {
    "api.unhcr.org": "unhcr",
    "hapi.humdata.org": "hapi_idps",
    "dtmapi.iom.int": "dtm",
    "ucdpapi.pcr.uu.se": "ucdp",
    "overpass-api.de": "overpass",
}


def lengths(request: Request) -> Reply:
    """A matrix of OSRM of the shape that is asked for: everything is 42 km and half an hour apart."""
    rows, columns = (request.query[name].count(";") + 1 for name in ("sources", "destinations"))
    return reply({"code": "Ok", "distances": [[42_000] * columns] * rows, "durations": [[1800.0] * columns] * rows})


def any_service(request: Request) -> Reply:
    """Every service as it was recorded."""
    host = urlsplit(request.url).hostname or ""
    return lengths(request) if host == "router.project-osrm.org" else reply(recorded(RECORDED[host]))
