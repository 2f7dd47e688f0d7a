"""How the command line ends when something is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from serai.cli.console import say
from serai.errors import InvariantError, ScenarioError, SeraiError, StoreError

INTERRUPTED = "interrupted: nothing was written"
INTERRUPTED_STATUS = 130
LISTING = "serai check SCENARIO --all"
NOT_LOADED = (  # what a library says that memory has no room for
    "failed to map segment",
    "could not find/load shared object",
    "without exception set",
    "without setting an exception",
)
NO_MEMORY = "not enough memory; close other programs, or raise the limit of this process"
NOT_STARTED = "can't start new thread"  # what Python says, whether memory is short or the number of threads limited
NO_THREAD = "no room for another thread; close other programs, or raise the limits of this process"


@contextmanager
def exit_on_error(interrupted: str = INTERRUPTED, *, each: bool = False, listing: str = LISTING) -> Iterator[None]:
    """Show an error of the user or of the disk in words, and leave with its exit status.

    Our own mistakes go through: Python shows them with a traceback and exits with 1.

    Parameters
    ----------
    interrupted : str
        What is said after Ctrl-C, where the command itself says nothing else.
    each : bool
        Show each fault of the user's input, and not many by what they have in common.
    listing : str
        The command that does so, for those who see only some.

    Raises
    ------
    typer.Exit
        With the status that belongs to the error.
    """
    try:
        yield
    except InvariantError:
        raise
    except ScenarioError as error:
        say(error.each if each else str(error), error=True)
        if error.is_shortened and not each:
            say(f"each of them: {listing}", error=True)
        raise typer.Exit(error.exit_code) from None
    except SeraiError as error:
        say(str(error), error=True)
        raise typer.Exit(error.exit_code) from None
    except BrokenPipeError:  # whoever read our output wants no more of it
        raise
    except (ImportError, OSError, SystemError) as error:
        if any(words in str(error).lower() for words in NOT_LOADED):
            say(NO_MEMORY, error=True)
            raise typer.Exit(StoreError.exit_code) from None
        if not isinstance(error, OSError):
            raise
        where = f' "{error.filename}"' if error.filename else ""
        say(f"cannot read or write{where}: {(error.strerror or str(error)).lower()}", error=True)
        raise typer.Exit(StoreError.exit_code) from None
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and NOT_STARTED not in str(error):
            raise
        say(NO_MEMORY if isinstance(error, MemoryError) else NO_THREAD, error=True)
        raise typer.Exit(StoreError.exit_code) from None
    except KeyboardInterrupt as stop:
        say(str(stop) or interrupted, error=True)
        raise typer.Exit(INTERRUPTED_STATUS) from None
