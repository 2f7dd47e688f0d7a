"""Data and the built page -> one HTML file that works from an e-mail: no network, and readable without JavaScript."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from serai.report.figures import page_data
from serai.report.stills import still
from serai.report.words import ENGLISH, texts
from serai.runs.run import Run
from serai.study.updated import Update

COLUMNS = ("what", "period", "published", "simulated", "inside", "use", "rests_on", "source")
ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def report_html(
    runs: Sequence[Run],
    language: str = ENGLISH,
    *,
    names: Sequence[str] = (),
    explain: bool = False,
    update: Update | None = None,
) -> str:
    """The report of a run as one HTML file.

    Parameters
    ----------
    runs : sequence of Run, at least one
        The first is reported, the others are compared with it.
    language : str
        Of what is read without JavaScript; the page itself can be switched.
    names : sequence of str
        What the others are called; without it what was changed in each.
    explain : bool
        With what explains the spread of the first run (`study.sensitivity`).
    update : Update, optional
        How the first run came about, where it is an update; without it as its folder has it.

    Returns
    -------
    str, HTML that loads nothing and may run no script but its own.

    Raises
    ------
    ScenarioError
        If the others cannot be compared with the first.
    UsageError
        If what explains the spread is asked for, and the run has too few draws, or packages are missing.
    """
    return html_of(page_data(runs[0], runs[1:], names, explain=explain, update=update), language)


def html_of(data: dict[str, Any], language: str = ENGLISH) -> str:
    """The page around its data; `data` is as `figures.page_data` gives it."""
    script, style = built("page.js"), built("page.css")
    title, caveat = data["heading"][language]
    embedded = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return "".join(
        (
            f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{content_policy(script, style)}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n',
            f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n",
            f'<main id="still">\n<h1>{escape(title)}</h1>\n<p>{escape(caveat)}</p>\n{_still(data, language)}</main>\n',
            f'<div id="page" hidden></div>\n<script type="application/json" id="data">{escaped(embedded)}</script>\n',
            f'<script type="text/plain" id="licences">{escaped_text(built("licences.txt"))}</script>\n',
            f"<script>{script}</script>\n</body>\n</html>\n",
        )
    )


def built(name: str) -> str:
    """A file of the built page."""
    return files("serai.report").joinpath("static", name).read_text(encoding="utf-8")


def content_policy(script: str, style: str) -> str:
    """What the file may do: run this one script, use this one style sheet, its own fonts and pictures; load nothing."""
    return (
        f"default-src 'none'; script-src {_hash_of(script)}; style-src {_hash_of(style)}; img-src data: blob:; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash_of(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def escaped(text: str) -> str:
    """JSON that can stand inside a script element, whatever names it holds."""
    for plain, safe in ESCAPES.items():
        text = text.replace(plain, safe)
    return text


def escaped_text(text: str) -> str:
    """Text of ours that can stand inside a script element: no element ends or begins in it."""
    return text.replace("<", "‹").replace(">", "›")


def _still(data: dict[str, Any], language: str) -> str:
    words = texts(language)["page"]
    answer = "".join(f"<li>{escape(item['text'])}</li>" for item in data["answer"][language])
    pictures = "".join(
        f"<h2>{escape(words['stages'][stage])}</h2>\n{picture}\n" for stage, picture in _pictures(data, language)
    )
    compared = _compared(data["compare"], words, language)
    sections = "".join(map(section_html, data["sections"].get(language, [])))
    explained = _titled("explained", data["explained"].get(language, []), words)
    updated = _titled("update", data["update"].get(language, []), words)
    needed = _titled("needs", data["needs"].get(language, []), words)
    score = section_html(data["score"][language]) if language in data["score"] else ""
    title, evidence = escape(words["sections"]["answer"]), _evidence(data["evidence"], words, language)
    return (
        f'<p class="note">{escape(words["still"])}</p>\n<h2>{title}</h2>\n<ul>{answer}</ul>\n'
        f"{pictures}{updated}{needed}{compared}{explained}{sections}{score}{evidence}{_limits(data, words)}"
    )


def _pictures(data: dict[str, Any], language: str) -> Iterator[tuple[str, str]]:
    """One still picture of each stage: the first that the answer speaks of, else the first that has numbers."""
    spoken_of = [item["picture"] for item in data["answer"][language]]
    for stage in dict.fromkeys(chart["stage"] for chart in data["charts"]):
        charts = [chart for chart in data["charts"] if chart["stage"] == stage]
        charts.sort(key=lambda chart: chart["id"] not in spoken_of)
        picture = next((drawn for chart in charts if (drawn := still(chart, data, language))), "")
        if picture:
            yield stage, picture


def _compared(compared: dict[str, Any] | None, words: dict[str, Any], language: str) -> str:
    """What helps most, of a report that compares runs: the sentences, and each figure with its table."""
    if compared is None:
        return ""
    items = "".join(f"<li>{escape(item['text'])}</li>" for item in compared["best"][language])
    figures = "".join(section_html(item["words"][language]) for item in compared["figures"])
    title, caveat = escape(words["sections"]["compare"]), escape(compared["caveat"][language])
    return f"<h2>{title}</h2>\n<p>{caveat}</p>\n{f'<ul>{items}</ul>' if items else ''}\n{figures}"


def _titled(name: str, sections: Sequence[dict[str, Any]], words: dict[str, Any]) -> str:
    """A part of several sections under its title; blank where there are none."""
    title = escape(words["sections"][name])
    return f"<h2>{title}</h2>\n{''.join(map(section_html, sections))}" if sections else ""


def section_html(section: dict[str, Any]) -> str:
    """A section, as `sections.section_data` gives it, as HTML."""
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in section["sentences"])
    return f"<h2>{escape(section['title'])}</h2>\n{sentences}\n{_table(section['heads'], section['rows'])}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>\n"


def _evidence(rows: Sequence[dict[str, Any]], words: dict[str, Any], language: str) -> str:
    if not rows:
        return ""
    heads = [words["evidence"]["columns"][name] for name in COLUMNS]
    return _table(heads, [_evidence_row(row, language) for row in rows])


def _evidence_row(row: dict[str, Any], language: str) -> list[str]:
    words_of = {**row["words"][language], "source": row["source"]}
    if row["inside"] is None and row["reason"]:
        words_of["inside"] = row["reason"]
    return [words_of[name] for name in COLUMNS]


def _limits(data: dict[str, Any], words: dict[str, Any]) -> str:
    about = words["about"]
    limits = about["limits" if data["has_lines"] else "limits_camps"]
    items = "".join(f"<li>{escape(text)}</li>" for text in limits)
    repeat = f"<p>{escape(about['repeat'])} <code>{escape(data['provenance']['repeat'])}</code></p>"
    return f"<h2>{escape(about['limits_title'])}</h2>\n<ul>{items}</ul>\n{repeat}\n"
