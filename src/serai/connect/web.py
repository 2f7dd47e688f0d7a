"""Asking a service: retries with back-off, answers kept on disk with their date, keys that are written nowhere."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

from serai.connect.kept import AnswerStore
from serai.errors import ServiceError
from serai.version import __version__

TIMEOUT_SECONDS = 60.0
TRIES = 4
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 120.0  # seconds; a service that asks for more is not waited for
LARGEST_ANSWER = 200_000_000
PASSING = (429, 500, 502, 503, 504)
REFUSED = (401, 403)
MOST_SHOWN = 200
HIDDEN = "***"
TOO_MUCH = "has more than {} pages of this; request less"


@dataclass(frozen=True)
class Request:
    """One question to a service.

    Attributes
    ----------
    service : str
        As messages call it.
    url : str
        Without a query.
    query : dict of name -> value
        What may be shown and kept.
    secret_query, secret_headers : dict of name -> value
        Keys: never shown, kept or written.
    body : str
        Sent by POST; blank: GET.
    """

    service: str
    url: str
    query: Mapping[str, str] = field(default_factory=dict)
    secret_query: Mapping[str, str] = field(default_factory=dict, repr=False)
    secret_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: str = ""

    @property
    def shown(self) -> str:
        """The address without keys."""
        return f"{self.url}?{urlencode(self.query)}" if self.query else self.url

    @property
    def whole(self) -> str:
        """The address as it is asked."""
        query = {**self.query, **self.secret_query}
        return f"{self.url}?{urlencode(query)}" if query else self.url

    def hidden(self, text: str) -> str:
        """A text without the keys that it may hold."""
        for secret in (*self.secret_query.values(), *self.secret_headers.values()):
            for form in (secret, urlencode({"": secret})[1:]):
                text = text.replace(form, HIDDEN) if secret else text
        return text


@dataclass(frozen=True)
class Reply:
    """What came back: status, headers with names in lower case, content."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True)
class Answer:
    """An answer of a service, and the day on which it was given."""

    data: Any
    as_of: date


Send = Callable[[Request], Reply]


class SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a service to another address of its own host only, since keys go along."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        """The next request; None where it would lead elsewhere."""
        before, after = urlsplit(req.full_url), urlsplit(newurl)
        same = (before.scheme, before.netloc) == (after.scheme, after.netloc)
        return super().redirect_request(req, fp, code, msg, headers, newurl) if same else None


def send(request: Request) -> Reply:
    """Ask over the network.

    Raises
    ------
    OSError
        Without a connection, or where the answer breaks off or is too large.
    """
    headers = {"User-Agent": f"serai/{__version__}", "Accept": "application/json", **request.secret_headers}
    body = request.body.encode("utf-8") or None
    asked = urllib.request.Request(request.whole, data=body, headers=headers)
    opener = urllib.request.build_opener(SameHost)
    try:
        with opener.open(asked, timeout=TIMEOUT_SECONDS) as reply:
            return _reply(reply.status, reply)
    except urllib.error.HTTPError as error:
        with error:
            return _reply(error.code, error)
    except HTTPException as error:
        raise OSError(f"the answer breaks off ({type(error).__name__})") from None


def _reply(status: int, reply: Any) -> Reply:
    content = reply.read(LARGEST_ANSWER + 1)
    if len(content) > LARGEST_ANSWER:
        raise OSError(f"the answer has more than {LARGEST_ANSWER:,} bytes")
    return Reply(status, {name.lower(): value for name, value in reply.headers.items()}, content)


@dataclass
class Web:
    """How services are asked.

    Attributes
    ----------
    kept : AnswerStore
        Answers on disk.
    send : function of Request -> Reply
    pause : function of seconds
    offline : bool
        Take kept answers of any age, and ask nobody.
    """

    kept: AnswerStore
    send: Send = send
    pause: Callable[[float], None] = time.sleep
    offline: bool = False

    def ask(self, request: Request, check: Callable[[Any], None] | None = None) -> Answer:
        """The answer to a question, as JSON; kept, or asked for.

        Parameters
        ----------
        request : Request
        check : function of the answer, optional
            Raises ServiceError where the answer is an error in the form of an answer; such a one is not kept.

        Raises
        ------
        ServiceError
            Without a network, where the service refuses, or answers with something else than JSON.
        """
        kept = self.kept.get(request.shown, request.body, any_age=self.offline)
        if kept is not None:
            text, as_of = kept
            return Answer(json.loads(text), as_of)
        if self.offline:
            raise ServiceError(request.service, f"has no cached answer to this query: {request.shown}")
        text = self._asked(request)
        data = _parsed(request, text)
        if check is not None:
            check(data)
        as_of = datetime.now(UTC).date()
        self.kept.put(request.shown, request.body, text, as_of)
        return Answer(data, as_of)

    def _asked(self, request: Request) -> str:
        """The text of a good reply, without keys that it may repeat."""
        for tried in range(1, TRIES + 1):
            wait = FIRST_PAUSE * 2 ** (tried - 1)
            try:
                reply = self.send(request)
            except OSError as error:
                if tried == TRIES:
                    raise ServiceError(request.service, f"cannot be reached: {_reason(request, error)}") from None
            else:
                if reply.status == 200:
                    return request.hidden(reply.content.decode("utf-8-sig", "replace"))
                if reply.status not in PASSING or tried == TRIES:
                    raise ServiceError(request.service, _refusal(request, reply))
                wait = _retry_after(reply, wait)
                if wait > LONGEST_PAUSE:
                    raise ServiceError(request.service, f"asks to wait {wait:,.0f} seconds; try again then")
            self.pause(wait)
        raise AssertionError("every try ends in an answer or an error")


def _reason(request: Request, error: OSError) -> str:
    reason = getattr(error, "reason", error)
    words = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return request.hidden(f"{words}. Is there a network connection, or a proxy in between?")


def _retry_after(reply: Reply, otherwise: float) -> float:
    """How long a service asks to wait, in seconds or by a date."""
    text = reply.headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text)
    try:
        return max((parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds(), otherwise)
    except (TypeError, ValueError):
        return otherwise


def _refusal(request: Request, reply: Reply) -> str:
    text = reply.content.decode("utf-8", "replace").strip()
    said = "" if _is_page(text) or not text else f": {request.hidden(' '.join(text.split()))[:MOST_SHOWN]}"
    if reply.status in REFUSED:
        return f"rejects the key, or needs one (status {reply.status}){said}"
    if reply.status == 429:
        return f"was queried too often (status 429), {TRIES} times in a row; try again later{said}"
    if 300 <= reply.status < 400:
        return f"has moved to another host (status {reply.status}), which is not followed"
    return f"answers with status {reply.status} to {request.shown}{said}"


def _parsed(request: Request, text: str) -> Any:
    if _is_page(text):
        raise ServiceError(request.service, "answers with a web page instead of data: a login, a proxy or maintenance")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        start = " ".join(text.split())[:MOST_SHOWN]
        raise ServiceError(request.service, f"answers with something that is not JSON: {start or 'nothing'}") from None


def _is_page(text: str) -> bool:
    return text.lstrip().startswith("<")
