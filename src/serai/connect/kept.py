"""Answers of services on disk, each with the address that was asked, without keys, and its date."""

from __future__ import annotations

import hashlib
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from serai.cache import PRIVATE, cache_parent

FOLDER = "answers"
DAYS = 1


@dataclass(frozen=True)
class AnswerStore:
    """A folder of answers.

    Attributes
    ----------
    folder : Path or None
        None: nothing is kept.
    days : int
        Older ones are asked for again.
    """

    folder: Path | None
    days: int = DAYS

    def get(self, url: str, body: str, *, any_age: bool = False) -> tuple[str, date] | None:
        """The text of an answer and its date; None where there is none, it is too old, or it cannot be read."""
        if self.folder is None:
            return None
        try:
            result = json.loads(self._path(url, body).read_text(encoding="utf-8"))
            text, as_of = str(result["text"]), date.fromisoformat(result["as_of"])
            json.loads(text)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        is_fresh = datetime.now(UTC).date() - as_of < timedelta(days=self.days)
        return (text, as_of) if any_age or is_fresh else None

    def put(self, url: str, body: str, text: str, as_of: date) -> None:
        """Keep an answer; a disk that refuses is no fault, since it is asked for again then."""
        if self.folder is None:
            return
        path = self._path(url, body)
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        content = {"url": url, "body": body, "as_of": as_of.isoformat(), "text": text}
        with suppress(OSError):
            self.folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            try:
                part.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)

    def _path(self, url: str, body: str) -> Path:
        assert self.folder is not None
        digest = hashlib.sha256(f"{url}\n{body}".encode()).hexdigest()
        return self.folder / f"{digest[:32]}.json"


def kept_answers(days: int = DAYS) -> AnswerStore:
    """The user's folder of answers, beside the compiled model."""
    parent = cache_parent()
    return AnswerStore(None if parent is None else Path(parent, FOLDER), days)
