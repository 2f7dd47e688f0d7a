"""A plan as one HTML file that works from an e-mail: its pictures, then the words of the terminal; no script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from html import escape

from serai.report.page import section_html
from serai.report.plan_words import judged, plan_heading, plan_sections
from serai.report.sections import section_data
from serai.report.stills import nice
from serai.report.words import ENGLISH, number_in_words, texts
from serai.results.bands import Band
from serai.study.plan import Plan
from serai.study.plan_answer import Option

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 300, 84, 24, 16, 40
TICKS = 4
DOT, MARK = 3, 5
STYLE = """
:root { color-scheme: light dark; --ink: #1c2730; --soft: #6b7a86; --line: #dde2e6; --one: #1f6f8b; --two: #c8642b; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ebef; --soft: #93a1ac; --line: #37424b; --one: #5fb3d0; --two: #e58a54; }
}
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .4rem 0; } .note { color: var(--soft); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { text-align: right; padding: .35rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th:first-child, td:first-child { text-align: left; } th { color: var(--soft); font-weight: 600; }
figure { margin: 1.5rem 0; } figcaption { color: var(--soft); font-size: .9rem; } svg { width: 100%; height: auto; }
svg text { font: 12px system-ui, sans-serif; fill: var(--soft); } svg .name { fill: var(--ink); }
"""


def plan_html(result: Plan, language: str = ENGLISH) -> str:
    """A plan as one HTML file.

    Parameters
    ----------
    result : Plan
    language : str, code of a language

    Returns
    -------
    str, HTML that loads nothing and runs nothing.
    """
    title, caveat = plan_heading(result, language)
    first, *others = (section_html(section_data(section)) for section in plan_sections(result, language, full=True))
    pictures = "".join(
        _picture(result.answer.front, result.answer.tried, what, language, first=what == judged(result))
        for what in ("hours_waited", "nights_outside")
    )
    digest = base64.b64encode(hashlib.sha256(STYLE.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return "".join(
        (
            f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
            f'<h1>{escape(title)}</h1>\n<p class="note">{escape(caveat)}</p>\n{first}{pictures}{"".join(others)}',
            "</main>\n</body>\n</html>\n",
        )
    )


def _picture(
    front: Sequence[Option], tried: Sequence[Option], what: str, language: str, *, first: bool
) -> str:  # fmt: skip
    """Cost against one figure: every plan that was run a dot, the front a line with its bands."""
    words = texts(language)["plan"]
    caption = words["chart"].format(what=words["whats"][what])
    most = max((_band(option, what).high for option in front), default=0.0)
    dearest = max((option.cost for option in front), default=0.0)
    if not (most > 0 and dearest > 0):
        return ""
    top, right = nice(most), nice(dearest)
    shown = [option for option in tried if option.cost <= right]
    dots = "".join(
        f'<circle cx="{_x(option.cost, right)}" cy="{_y(_band(option, what).median, top)}" r="{DOT}" '
        f'fill="var(--soft)" opacity="0.5"><title>{escape(option.name)}</title></circle>'
        for option in shown
        if _band(option, what).median <= top
    )
    colour = "var(--one)" if first else "var(--two)"
    parts = (
        _axes(top, right, language),
        dots,
        _front(front, what, (top, right), colour, (words["nothing"], words["title"])),
    )
    return (
        f'<figure><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(caption, quote=True)}">'
        f"{''.join(parts)}</svg><figcaption>{escape(caption)}</figcaption></figure>\n"
    )


def _front(
    front: Sequence[Option], what: str, ends: tuple[float, float], colour: str, labels: tuple[str, str]
) -> str:  # fmt: skip
    (top, right), (nothing, plan) = ends, map(escape, labels)
    points, marks = [], []
    for row, option in enumerate(front):
        band = _band(option, what)
        x, y = _x(option.cost, right), _y(band.median, top)
        points.append(f"{x},{y}")
        low, high = _y(max(band.low, 0.0), top), _y(min(band.high, top), top)
        marks.append(
            f'<line x1="{x}" x2="{x}" y1="{low}" y2="{high}" stroke="{colour}" stroke-width="2" opacity="0.5"/>'
        )
        name = escape(option.name) or nothing
        marks.append(f'<circle cx="{x}" cy="{y}" r="{MARK}" fill="{colour}"><title>{name}</title></circle>')
        if row in (0, len(front) - 1):
            anchor, away, name = ("start", 8, nothing) if row == 0 else ("end", -8, plan)
            marks.append(f'<text class="name" x="{x + away}" y="{y - 10}" text-anchor="{anchor}">{name}</text>')
    return f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="2"/>{"".join(marks)}'


def _band(option: Option, what: str) -> Band:
    band: Band = getattr(option, what)
    return band


def _x(cost: float, right: float) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * cost / right, 1)


def _y(number: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * number / top, 1)


def _axes(top: float, right: float, language: str) -> str:
    parts = []
    for tick in range(TICKS + 1):
        number, cost = top * tick / TICKS, right * tick / TICKS
        y, x = _y(number, top), _x(cost, right)
        digits = [0 if end >= TICKS else 2 for end in (top, right)]
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" stroke="var(--line)"/>')
        text = escape(number_in_words(number, digits[0], language))
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{text}</text>')
        text = escape(number_in_words(cost, digits[1], language))
        parts.append(f'<text x="{x}" y="{HEIGHT - 14}" text-anchor="middle">{text}</text>')
    return "".join(parts)
