"""What forecasts from many cuts were worth, in words."""

from __future__ import annotations

from collections.abc import Sequence

from serai.report.evidence_words import group_in_words
from serai.report.sections import Section, Table
from serai.report.words import NONE, counted, listed, percent_in_words, texts
from serai.scenario.cells import moment_text
from serai.study.rolling import HORIZONS, Forecast, Rolling, Tally, by, tally


def rolling_heading(result: Rolling) -> tuple[str, str]:
    """Title of forecasts from several cuts, and what they are."""
    words = texts()["rolling"]
    title = words["title"].format(
        name=result.scenario.name, cuts=counted(len(result.cuts), "cut"), draws=counted(result.draws, "draw"),
        seed=result.seed,
    )  # fmt: skip
    first, last = moment_text(result.cuts[0]), moment_text(result.cuts[-1])
    return title, words["caveat"].format(first=first, last=last)


def rolling_sections(result: Rolling) -> tuple[Section, ...]:
    """Scores by group of facts and horizon, beside each simple forecast, and all together."""
    words, whole = texts()["rolling"], tally(result.forecasts)
    return (
        Section(words["groups"], (words["how"],), _groups(result.forecasts)),
        Section(words["baselines"], (_verdict(whole),), _baselines(whole)),
        Section(words["title_overall"], (_overall(whole),)),
    )


def _groups(forecasts: Sequence[Forecast]) -> Table:
    words, rows = texts()["rolling"], []
    values = by(forecasts, "group", "horizon")
    groups = dict.fromkeys(group for group, _ in values)
    for group in groups:
        for horizon in HORIZONS:
            of = values.get((group, horizon))
            if of is not None:
                rows.append((group_in_words(group), words["horizons"][horizon], *_figures(of)))
    return Table(tuple(words["heads"]), tuple(rows), left=(0, 1))


def _figures(of: Tally) -> tuple[str, ...]:
    return (str(of.n), f"{of.log_wis:.2f}", _ratio(of.relative_skill), _share(of, 0.5), _share(of, 0.9))


def _ratio(ratio: float | None) -> str:
    return NONE if ratio is None else f"{ratio:.2f}"


def _share(of: Tally, level: float) -> str:
    share = of.coverage[level]
    return NONE if share is None else percent_in_words(share, digits=0)


def _baselines(of: Tally) -> Table:
    words = texts()["rolling"]
    rows = [(words["names"][name], str(n), _ratio(ratio)) for name, (n, ratio) in of.skill.items()]
    return Table(tuple(words["baseline_heads"]), tuple(rows))


def _verdict(of: Tally) -> str:
    words = texts()["rolling"]
    better = [words["names"][name] for name, (_, ratio) in of.skill.items() if ratio is not None and ratio >= 1]
    text: str = words["worse"].format(names=listed(better)) if better else words["better"]
    return text


def _overall(of: Tally) -> str:
    text: str = texts()["rolling"]["overall"]
    return text.format(
        skill=_ratio(of.relative_skill), n=of.n, half=_share(of, 0.5), most=_share(of, 0.9),
        figures=counted(of.n_figures, "figure"), unweighted=_ratio(of.unweighted_skill), point=_ratio(of.point_skill),
    )  # fmt: skip
