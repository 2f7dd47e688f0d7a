"""Still pictures: one SVG for each stage, for readers without JavaScript. Nothing but lines, bands and an axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

from serai.report.words import number_in_words, short_date, texts

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 720, 220, 64, 26, 12, 12
COLOURS = ("#1f6f8b", "#c8642b", "#6b7a86", "#8a5a9e")
N_TICKS = 4
EVERY_DAYS = 14
DAYS_PER_YEAR, MOST_YEARS = 365, 10


def still(chart: dict[str, Any], data: dict[str, Any], language: str) -> str:
    """The first panel of a chart as an SVG with its title as text; blank where it has no numbers.

    Parameters
    ----------
    chart : dict, one of the page's `charts`
    data : dict, all that the page shows, as `figures.page_data` gives it
    language : str, code of a language
    """
    panel, words = chart["panels"][0], texts(language)["page"]
    most = max((_most(item) for item in panel["lines"]), default=0)
    if not most > 0:
        return ""
    top = nice(most)
    place = words["words"]["everywhere"] if panel["place"] < 0 else data["places"][panel["place"]]["name"]
    title = f"{words['charts'][chart['id']]}, {place} ({words['units'][chart['unit']]})"
    first = date.fromisoformat(data["first_day"])
    names = {**words["lines"], **words["kinds"]}
    parts = [
        _axes(top, first, data["n_days"], language),
        *(_line(item, row, top) for row, item in enumerate(panel["lines"])),
        *(_key(names.get(item["name"], item["name"]), row) for row, item in enumerate(panel["lines"])),
    ]
    return (
        f'<figure><figcaption>{escape(title)}</figcaption><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(title, quote=True)}">{"".join(parts)}</svg></figure>'
    )


def _most(line: dict[str, Any]) -> float:
    known = [number for number in line.get("h", line["m"]) if number is not None]
    return max(known, default=0)


def nice(most: float) -> float:
    """The next round number."""
    unit = 10.0 ** math.floor(math.log10(most))
    return next(step * unit for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * unit >= most)


def _x(day: float, n_days: int) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * day / max(n_days - 1, 1), 1)


def _y(number: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * number / top, 1)


def _axes(top: float, first: date, n_days: int, language: str) -> str:
    parts = []
    for tick in range(N_TICKS + 1):
        number = top * tick / N_TICKS
        text = number_in_words(number, 0 if top >= N_TICKS else 2, language)
        y = _y(number, top)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" stroke="#dde2e6"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{escape(text)}</text>')
    for day, text in _dates(first, n_days, language):
        parts.append(f'<text x="{_x(day, n_days)}" y="{HEIGHT - 8}" text-anchor="middle">{escape(text)}</text>')
    return "".join(parts)


def _dates(first: date, n_days: int, language: str) -> list[tuple[int, str]]:
    """Days that are named below the axis: every other week or more; the years of a run of more than two."""
    last = first + timedelta(days=n_days - 1)
    if n_days > 2 * DAYS_PER_YEAR:
        every = 1 + (last.year - first.year) // MOST_YEARS
        years = range(first.year + 1, last.year + 1, every)
        return [((date(year, 1, 1) - first).days, str(year)) for year in years]
    days, year = range(0, n_days, max(EVERY_DAYS, n_days // 6)), first.year != last.year
    return [(day, short_date(first + timedelta(days=day), language, year=year)) for day in days]


def _line(line: dict[str, Any], row: int, top: float) -> str:
    colour, n_days = COLOURS[row % len(COLOURS)], len(line["m"])
    band = ""
    if "l" in line:
        whole = [day for day in range(n_days) if line["l"][day] is not None and line["h"][day] is not None]
        up = [f"{_x(day, n_days)},{_y(max(line['h'][day], 0), top)}" for day in whole]
        down = [f"{_x(day, n_days)},{_y(max(line['l'][day], 0), top)}" for day in reversed(whole)]
        band = f'<polygon points="{" ".join([*up, *down])}" fill="{colour}" opacity="0.18"/>' if whole else ""
    strokes = (
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        for points in _stretches(line["m"], top)
    )
    return band + "".join(strokes)


def _stretches(numbers: Sequence[float | None], top: float) -> list[str]:
    """The parts of a line between gaps, as points."""
    stretches: list[list[str]] = [[]]
    for day, number in enumerate(numbers):
        if number is None:
            stretches.append([])
        else:
            stretches[-1].append(f"{_x(day, len(numbers))},{_y(max(number, 0), top)}")
    return [" ".join(points) for points in stretches if len(points) > 1]


def _key(name: str, row: int) -> str:
    y = TOP + 8 + 15 * row
    return (
        f'<rect x="{LEFT + 10}" y="{y - 7}" width="14" height="3" fill="{COLOURS[row % len(COLOURS)]}"/>'
        f'<text x="{LEFT + 30}" y="{y}">{escape(name)}</text>'
    )
