"""What a command that is stopped says of the draws that are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from serai.cli.arguments import shown_path
from serai.errors import StoreError, TakenOverError


@contextmanager
def said_what_is_kept(folder: Path, count: Callable[[], int], of: str = "draws") -> Iterator[None]:
    """Say how many draws are kept when a command is stopped, or finds the disk full.

    Parameters
    ----------
    folder : Path
        Where they are kept.
    count : function without arguments
        How many there are, when it is asked for.
    of : str, default "draws"
        What follows their number.
    """
    try:
        yield
    except TakenOverError:  # what lies there now is another command's
        raise
    except (KeyboardInterrupt, StoreError) as error:
        kept = count()
        if not kept:
            raise
        words = f"{kept:,} {of} are kept in {shown_path(folder)}; run the same command to resume"
        if isinstance(error, StoreError):
            raise StoreError(f"{error}; {words}") from error
        raise KeyboardInterrupt(f"interrupted: {words}") from None
