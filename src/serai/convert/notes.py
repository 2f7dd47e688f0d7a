"""What a conversion has to say: faults that stop it, and what its report tells."""

from __future__ import annotations

from dataclasses import dataclass, field

TITLES = {
    "carried": "Carried over",
    "not_carried": "Not carried over, and why",
    "otherwise": "Where Flee's code does something else than the files say",
    "warnings": "Read with a warning",
}


@dataclass
class Notes:
    """Lines of the report by kind, and faults that stop the conversion, each in the order in which it was found."""

    faults: list[str] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)
    not_carried: list[str] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def text(self, heading: str) -> str:
        """The report as Markdown: a heading, and a list for each kind that has lines."""
        parts = [heading]
        for kind, title in TITLES.items():
            lines = list(dict.fromkeys(getattr(self, kind)))
            parts.append(f"## {title}\n\n" + ("\n".join(f"- {line}" for line in lines) or "Nothing."))
        return "\n\n".join(parts) + "\n"
