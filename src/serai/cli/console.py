"""Where the command line writes: a console that suits a terminal, a file and an old Windows code page."""

from __future__ import annotations

import sys
from typing import IO, Any

MAX_WIDTH = 100
ASCII_FORMS = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "−": "-",
        "…": "...",
        "’": "'",
        "“": '"',
        "”": '"',
        "×": "x",
        "·": "-",
        "→": "->",
        "≥": ">=",
        "█": "#",
        "░": ".",
    }
)


def can_encode(stream: IO[str], text: str) -> bool:
    """Whether a stream's encoding holds every character of the text."""
    try:
        text.encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def fitting(stream: IO[str], text: str) -> str:
    """The text with plain forms of what the stream cannot show; other letters that it lacks become question marks."""
    if can_encode(stream, text):
        return text
    plain = text.translate(ASCII_FORMS)
    encoding = getattr(stream, "encoding", None) or "ascii"
    return plain.encode(encoding, errors="replace").decode(encoding)


def make_console(stream: IO[str] | None = None) -> Any:
    """A Rich console: colours on a terminal only, none with NO_COLOR, and never more than 100 columns.

    Parameters
    ----------
    stream : text stream, default standard output

    Returns
    -------
    rich.console.Console
    """
    from rich.console import Console

    stream = stream or sys.stdout
    console = Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=False)
    console.width = min(console.width, MAX_WIDTH) if console.is_terminal else MAX_WIDTH
    return console


def command_typed() -> list[str]:
    """The command line as it was typed; bytes that are no text, as a file name may hold, are spelt out."""
    return ["serai", *(word.encode("utf-8", "backslashreplace").decode("utf-8") for word in sys.argv[1:])]


def say(text: str, *, error: bool = False) -> None:
    """Write one piece of text and a new line, to standard output or standard error, as it is."""
    stream = sys.stderr if error else sys.stdout
    stream.write(fitting(stream, text) + "\n")
    stream.flush()
