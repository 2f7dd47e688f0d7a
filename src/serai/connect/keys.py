"""Keys of services: from the environment alone, at the moment they are used."""

from __future__ import annotations

import os

from serai.errors import UsageError

SHORTEST = 8  # a shorter one could not be distinguished from other text when it is removed


def key_of(variable: str, service: str, where: str) -> str:
    """The key of a service.

    Raises
    ------
    UsageError
        If the variable is not set: which, and where a key can be had.
    """
    key = os.environ.get(variable, "").strip()
    if not key:
        raise UsageError(f"{service} needs a key in the environment variable {variable}; {where}")
    if len(key) < SHORTEST or not key.isascii() or not key.isprintable():
        raise UsageError(
            f"the variable {variable} holds no valid key for {service}: it is too short, or has invalid characters"
        )
    return key
