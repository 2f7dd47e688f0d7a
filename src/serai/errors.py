"""Every exception of Serai, as one tree, each with the exit status that the command line gives it."""

from __future__ import annotations

from collections.abc import Sequence

from serai.problems import MOST_LINES, FaultLine, Problem, fault_lines, is_shortened


class SeraiError(Exception):
    """Base of all errors that Serai raises on purpose."""

    exit_code = 1


class UsageError(SeraiError):
    """A wrong argument or option."""

    exit_code = 2


class MissingExtraError(UsageError):
    """Packages of an optional extra are not installed.

    Parameters
    ----------
    what : str
        What needs them.
    extra : str
        The extra of Serai that brings them.
    """

    def __init__(self, what: str, extra: str) -> None:
        how = f'reinstall Serai from the same source with its extra "{extra}"'
        super().__init__(f'{what} needs more packages; {how}; in a copy of its source: pip install ".[{extra}]"')


class ScenarioError(SeraiError):
    """The user's input is at fault. Carries every problem that was found; its text tells many of them by their causes.

    Parameters
    ----------
    what : str
        What was read, for the heading: ``scenario "river-town"``.
    problems : sequence of Problem or str
        Where each stands, what was given, what is allowed, the nearest match; a plain str stands nowhere in particular.

    Attributes
    ----------
    problems : tuple of str, one line each
    located : tuple of Problem, the same with the place apart
    fault_lines : tuple of FaultLine, the lines of its text, at most one screen
    """

    exit_code = 3

    def __init__(self, what: str, problems: Sequence[Problem | str]) -> None:
        self.what = what
        self.located = tuple(Problem("", problem) if isinstance(problem, str) else problem for problem in problems)
        self.problems = tuple(map(str, self.located))
        self.fault_lines = tuple(
            fault_lines(self.located, MOST_LINES - 2)
        )  # beside them the heading, and how to see each
        super().__init__("\n".join([self.heading, *map(str, self.fault_lines)]))

    @property
    def heading(self) -> str:
        """What was read, and how many problems it has."""
        count = len(self.problems)
        return f"{self.what} has {count:,} problem{'' if count == 1 else 's'}:"

    @property
    def is_shortened(self) -> bool:
        """Whether the text leaves problems out."""
        return is_shortened(self.fault_lines, self.located)

    @property
    def each(self) -> str:
        """The text with one line for each problem."""
        return "\n".join([self.heading, *(str(FaultLine(problem)) for problem in self.located)])


class TooLargeError(ScenarioError):
    """The scenario needs more memory than there is; nothing was taken."""


class StoreError(SeraiError):
    """Results cannot be written or read."""

    exit_code = 4


class TakenOverError(StoreError):
    """Another command took the folder of a run over while its draws were run."""


class ServiceError(SeraiError):
    """A service on the network cannot be reached, refuses, or answers otherwise than it documents.

    Parameters
    ----------
    service : str
        As it is called.
    what : str
        What it does: a sentence without its subject and full stop, and without keys.
    """

    exit_code = 4

    def __init__(self, service: str, what: str) -> None:
        super().__init__(f"{service} {what}")


class InvariantError(SeraiError):
    """Our fault: a rule that always holds was broken. Shown with a traceback."""

    exit_code = 1
