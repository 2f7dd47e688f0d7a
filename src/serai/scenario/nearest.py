"""The nearest match to a word that is not known, for messages."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

MAX_SHOWN = 60
MAX_LISTED = 12
MOST_SUGGESTIONS = 100


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`` Did you mean "Agadez"?`` with a space before it, or nothing when no known word is near.

    Case is ignored in the comparison; the answer is spelt as it is known. Where the two differ in a letter that may
    look like another, or like nothing, that letter is named.
    """
    spelling = {name.casefold(): name for name in known}
    matches = difflib.get_close_matches(word.casefold()[:200], spelling, n=1, cutoff=0.6)
    if not matches:
        return ""
    return f' Did you mean "{spelling[matches[0]]}"?{_hidden_difference(word[:200], spelling[matches[0]])}'


def _hidden_difference(word: str, known: str) -> str:
    """Where two words first differ, if it is in a letter that is not ASCII; else blank."""
    matcher = difflib.SequenceMatcher(None, word, known, autojunk=False)
    for what, start, end, known_start, known_end in matcher.get_opcodes():
        given, wanted = word[start:end], known[known_start:known_end]
        if what != "equal" and not (given + wanted).isascii():
            instead = f"; there it is {_named(wanted)}" if wanted else ", which is not there"
            here = f"letter {start + 1} is {_named(given)}{instead}" if given else f"it has {_named(wanted)}"
            return f" ({here})"
    return ""


def _named(letters: str) -> str:
    """The first letter by its name in Unicode."""
    letter = letters[0]
    return f"{unicodedata.name(letter, 'a character without a name').capitalize()}, U+{ord(letter):04X}"


Known = Callable[[], Iterable[str]]


@dataclass
class Suggestions:
    """Nearest names for the first of many unknown ones: each takes a look at all names, but once for each word."""

    left: int = MOST_SUGGESTIONS
    cache: dict[tuple[str, tuple[str, ...]], str] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)

    def near(self, word: str, known: Known) -> str:
        """The nearest of the known names, as `did_you_mean`; blank once there were many."""
        return self._look(did_you_mean, word, known)

    def near_or_all(self, word: str, known: Known) -> str:
        """As `nearest_or_all`; blank once there were many."""
        return self._look(nearest_or_all, word, known)

    def _look(self, how: Callable[[str, Iterable[str]], str], word: str, known: Known) -> str:
        if self.left <= 0 and word not in self.words:
            return ""
        names = tuple(known())
        if (word, names) not in self.cache:
            self.left -= 1
            self.words.add(word)
            self.cache[word, names] = how(word, names) if self.left >= 0 else ""
        return self.cache[word, names]


def nearest_or_all(word: str, known: Iterable[str]) -> str:
    """The nearest match as a question; without one, a list of what is allowed (its first twelve)."""
    names = list(known)
    near = did_you_mean(word, names)
    if near or not names:
        return near
    return f" Allowed: {listed(names, MAX_LISTED)}."


def listed(names: Sequence[str], most: int) -> str:
    """The first of some names, separated by commas, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def quoted(text: str) -> str:
    """The text in quotation marks on one line, cut when it is long; what a terminal would obey is spelt out."""
    line = " ".join(text[: 4 * MAX_SHOWN].split())
    if not line.isprintable():
        line = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in line)
    return f'"{line}"' if len(line) <= MAX_SHOWN else f'"{line[:MAX_SHOWN]}..."'
