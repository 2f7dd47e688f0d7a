"""A part of a scenario as a key: what was made of it is made once while that very part is asked for.

Rows and settings never change in place, so one object stands for one content; to compare contents would cost more
than most of what is made of them.
"""

from __future__ import annotations

from typing import Any


class Same:
    """A part of a scenario, equal to itself alone.

    Parameters
    ----------
    part : any object that does not change
    """

    __slots__ = ("part",)

    def __init__(self, part: Any) -> None:
        self.part = part

    def __hash__(self) -> int:
        return id(self.part)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.part is other.part
