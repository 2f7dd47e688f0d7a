"""What accompanies the tables of a scenario for its readers; `load` skips it."""

from __future__ import annotations

from dataclasses import dataclass

FRONT_FILE = "ask-first.md"
FRONT_SHEET = "#Ask first"  # the reader passes over sheets that begin with #
STATED, DERIVED, GUESSED = "stated", "derived", "guessed"
LEGEND = {
    STATED: "you gave it",
    DERIVED: "calculated from what you gave, or from a published table",
    GUESSED: "from the kit or the map: ask",
}
Grid = tuple[tuple[str, ...], ...]  # of a sheet


@dataclass(frozen=True)
class Front:
    """What to ask first of a new scenario.

    Attributes
    ----------
    title : str
    about : str
        One sentence.
    heads, rows : tuple of str, tuple of such
    """

    title: str
    about: str
    heads: tuple[str, ...]
    rows: Grid

    def text(self) -> str:
        """As the file of a folder, in Markdown."""
        lines = [f"# {self.title}", "", self.about, ""]
        lines += [f"- {word}: {meaning}" for word, meaning in LEGEND.items()]
        lines += ["", *map(_line, (self.heads, ("---",) * len(self.heads), *self.rows))]
        return "\n".join(lines) + "\n"

    def grid(self) -> Grid:
        """As the first sheet of a workbook."""
        legend = tuple(("", word, meaning) for word, meaning in LEGEND.items())
        return (("", self.title), ("", self.about), *legend, (), self.heads, *self.rows)


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"
