"""How the command line ends when something is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from serai.cli.console import say
from serai.errors import InvariantError, SeraiError, StoreError

INTERRUPTED = "interrupted: nothing was written"
INTERRUPTED_STATUS = 130
NOT_LOADED = ("failed to map segment", "could not find/load shared object")  # libraries that memory has no room for
NO_MEMORY = "there is not enough memory for this; end other programs, or raise the limit of this process"


@contextmanager
def exit_on_error(interrupted: str = INTERRUPTED) -> Iterator[None]:
    """Show an error of the user or of the disk in words, and leave with its exit status.

    Our own mistakes go through: Python shows them with a traceback and exits with 1.

    Parameters
    ----------
    interrupted : str
        What is said after Ctrl-C.

    Raises
    ------
    typer.Exit
        With the status that belongs to the error.
    """
    try:
        yield
    except InvariantError:
        raise
    except SeraiError as error:
        say(str(error), error=True)
        raise typer.Exit(error.exit_code) from None
    except BrokenPipeError:  # whoever read our output wants no more of it
        raise
    except (ImportError, OSError) as error:
        if any(words in str(error).lower() for words in NOT_LOADED):
            say(NO_MEMORY, error=True)
            raise typer.Exit(StoreError.exit_code) from None
        if isinstance(error, ImportError):
            raise
        where = f' "{error.filename}"' if error.filename else ""
        say(f"cannot read or write{where}: {(error.strerror or str(error)).lower()}", error=True)
        raise typer.Exit(StoreError.exit_code) from None
    except MemoryError:
        say(NO_MEMORY, error=True)
        raise typer.Exit(StoreError.exit_code) from None
    except KeyboardInterrupt:
        say(interrupted, error=True)
        raise typer.Exit(INTERRUPTED_STATUS) from None
