"""The nearest match to a word that is not known, for messages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

MAX_SHOWN = 60
MAX_LISTED = 12


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`` Did you mean "Agadez"?`` with a space before it, or nothing when no known word is near.

    Case is ignored in the comparison; the answer is spelt as it is known.
    """
    spelling = {name.casefold(): name for name in known}
    matches = difflib.get_close_matches(word.casefold()[:200], spelling, n=1, cutoff=0.6)
    return f' Did you mean "{spelling[matches[0]]}"?' if matches else ""


def nearest_or_all(word: str, known: Iterable[str]) -> str:
    """The nearest match as a question; without one, a list of what is allowed (its first twelve)."""
    names = list(known)
    near = did_you_mean(word, names)
    if near or not names:
        return near
    more = f" and {len(names) - MAX_LISTED} more" if len(names) > MAX_LISTED else ""
    return f" Allowed: {', '.join(names[:MAX_LISTED])}{more}."


def quoted(text: str) -> str:
    """The text in quotation marks on one line, cut when it is long; what a terminal would obey is spelt out."""
    line = " ".join(text[: 4 * MAX_SHOWN].split())
    if not line.isprintable():
        line = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in line)
    return f'"{line}"' if len(line) <= MAX_SHOWN else f'"{line[:MAX_SHOWN]}..."'
