"""A fit in words and tables: what was found, how near it comes, what it cannot tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from serai.report.sections import Section, Table
from serai.report.words import counted, short_date, texts

if TYPE_CHECKING:
    from serai.scenario.schema import Observation
    from serai.study.fit import Fit
    from serai.study.fit_log import FitRun

FIT = "fit"


def fit_sections(result: Fit) -> tuple[Section, ...]:
    """Everything that a fit has to say.

    Parameters
    ----------
    result : Fit

    Returns
    -------
    tuple of Section
    """
    rows = [row for row in result.scenario.observations if row.use == FIT]
    return (
        _parameters(result),
        _search(result),
        _left_out(result),
        _groups(result, rows),
        _outside(result.fitted, rows),
        _ridges(result),
        *_failed(result),
    )


def as_markdown(title: str, sections: Sequence[Section]) -> str:
    """Sections as a page of Markdown."""
    lines = [f"# {title}", ""]
    for section in sections:
        lines += [f"## {section.title}", ""]
        for sentence in section.sentences:
            lines += [sentence, ""]
        if section.table is not None:
            heads, rows = section.table.heads, section.table.rows
            marks = ["---" if column in section.table.left else "---:" for column in range(len(heads))]
            lines += ["| " + " | ".join(cells) + " |" for cells in (heads, marks, *rows)] + [""]
    return "\n".join(lines)


def _parameters(result: Fit) -> Section:
    words, lines = texts()["fit"], []
    for column, prior in enumerate(result.posterior.ranges):
        parameter = result.scenario.parameters[prior.address.row]
        before = [prior.low, prior.central, prior.high]
        cells = [f"{number:.3g}" for number in (*before, *result.posterior.points(column))]
        lines.append((parameter.name, parameter.unit, *cells))
    return Section(
        words["parameters"],
        (words["parameters_how"],),
        Table(tuple(words["parameter_heads"]), tuple(lines), left=(0, 1)),
    )


def _search(result: Fit) -> Section:
    words = texts()["fit"]
    lines = [(str(item.step), f"{item.runs:,}", f"{item.power:.2g}", f"{item.effective:.0f}") for item in result.steps]
    says = [words["search_how"].format(day=short_date(result.last_day))]
    if result.steps[-1].power < 1.0:
        says.append(words["tempered"].format(power=f"{result.steps[-1].power:.2g}"))
    return Section(words["search"], tuple(says), Table(tuple(words["search_heads"]), tuple(lines)))


def _left_out(result: Fit) -> Section:
    words = texts()["fit"]
    lines = [
        (
            item.group, f"{item.facts:.1f}", f"{result.discrepancies[item.group]:.2f}", f"{item.gain:+.3f}",
            f"{item.before:.2f}", f"{item.after:.2f}", f"{item.effective:.0f}", f"{item.power:.2g}",
        )
        for item in result.left_out
    ]  # fmt: skip
    heads = tuple(words["left_out_heads"])
    return Section(words["left_out"], (words["left_out_how"],), Table(heads, tuple(lines)))


def _groups(result: Fit, rows: Sequence[Observation]) -> Section:
    words, lines = texts()["fit"], []
    for group in dict.fromkeys(row.fact_group for row in rows):
        numbers = [number for number, row in enumerate(rows) if row.fact_group == group]
        cells = [cell for tried in (result.central, result.fitted) for cell in _group_cells(tried, numbers)]
        lines.append((group, *cells))
    both = {"before": f"{result.central.distance:.3f}", "after": f"{result.fitted.distance:.3f}"}
    return Section(
        words["groups"], (words["groups_how"].format(**both),), Table(tuple(words["group_heads"]), tuple(lines))
    )


def _group_cells(tried: FitRun, numbers: Sequence[int]) -> tuple[str, str]:
    known = [tried.distances[number] for number in numbers]
    distances = [item for item in known if item is not None]
    inside = texts()["score"]["inside"].format(inside=sum(item == 0 for item in distances), total=len(distances))
    return inside, f"{sum(distances) / max(len(distances), 1):.2f}"


def _outside(fitted: FitRun, rows: Sequence[Observation]) -> Section:
    words = texts()["fit"]
    far = [(distance, row) for distance, row in zip(fitted.distances, rows, strict=True) if distance]
    lines = [(row.id, row.fact_group, f"{distance:.2f}") for distance, row in sorted(far, key=lambda pair: -pair[0])]
    if not lines:
        return Section(words["outside"], (words["none_outside"],))
    return Section(
        words["outside"], (words["outside_how"],), Table(tuple(words["outside_heads"]), tuple(lines), left=(0, 1))
    )


def _ridges(result: Fit) -> Section:
    words = texts()["fit"]
    if not result.ridges:
        return Section(words["ridges"], (words["no_ridges"],))
    lines = [
        (
            item.group,
            f"{item.first} x {item.second}",
            f"{item.cosine:+.2f}",
            *(f"{length:.1f}" for length in item.lengths),
        )
        for item in result.ridges
    ]
    return Section(
        words["ridges"], (words["ridges_how"],), Table(tuple(words["ridge_heads"]), tuple(lines), left=(0, 1))
    )


def _failed(result: Fit) -> tuple[Section, ...]:
    if not result.failed:
        return ()
    words = texts()["fit"]
    head = words["failed_how"].format(runs=counted(len(result.failed), "run"))
    return (Section(words["failed"], (head, *result.failed[:10])),)
