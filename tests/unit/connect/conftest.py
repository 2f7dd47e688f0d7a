"""A web that answers from memory."""

from __future__ import annotations

import pytest

from serai.connect.kept import AnswerStore
from serai.connect.web import Reply, Web
from services import KEY, Service


@pytest.fixture
def web(tmp_path):
    """web(reply, reply ...) -> a Web whose service gives them, with answers kept in an own folder."""

    def make(*replies: Reply | OSError, offline: bool = False, days: int = 1) -> Web:
        service = Service(replies)
        return Web(AnswerStore(tmp_path / "answers", days), service, service.pauses.append, offline)

    return make


@pytest.fixture
def keys(monkeypatch):
    for name in ("SERAI_HAPI_IDENTIFIER", "SERAI_DTM_KEY", "SERAI_UCDP_TOKEN"):
        monkeypatch.setenv(name, KEY)
