"""Every exception of Serai, as one tree, each with the exit status that the command line gives it."""

from __future__ import annotations

from collections.abc import Sequence

MOST_SHOWN = 1000  # problems in a message; all of them are in `ScenarioError.problems`


class SeraiError(Exception):
    """Base of all errors that Serai raises on purpose."""

    exit_code = 1


class UsageError(SeraiError):
    """A wrong argument or option."""

    exit_code = 2


class ScenarioError(SeraiError):
    """The user's input is at fault. Carries every problem that was found, one line each.

    Parameters
    ----------
    what : str
        What was read, for the heading: ``scenario "river-town"``.
    problems : sequence of str
        One line each: file or sheet, row or cell, what was given, what is allowed, the nearest match.
    """

    exit_code = 3

    def __init__(self, what: str, problems: Sequence[str]) -> None:
        self.what = what
        self.problems = tuple(problems)
        count = len(self.problems)
        head = f"{what} has {count:,} problem{'' if count == 1 else 's'}:"
        shown = [f"  {problem}" for problem in self.problems[:MOST_SHOWN]]
        more = [f"  ... and {count - MOST_SHOWN:,} more"] if count > MOST_SHOWN else []
        super().__init__("\n".join([head, *shown, *more]))


class TooLargeError(ScenarioError):
    """The scenario needs more memory than there is; nothing was taken."""


class StoreError(SeraiError):
    """Results cannot be written or read."""

    exit_code = 4


class InvariantError(SeraiError):
    """Our fault: a rule that always holds was broken. Shown with a traceback."""

    exit_code = 1
