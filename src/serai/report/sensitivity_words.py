"""What explains the spread of a run's figures, in words: each figure with its inputs, then what to ask first."""

from __future__ import annotations

from serai.begin.ask import who_knows
from serai.report.sections import Section, Table
from serai.report.words import ENGLISH, counted, listed, percent_in_words, texts
from serai.results.figures import Figure
from serai.scenario.numbers import number_text
from serai.scenario.write.front import Front
from serai.study.sensitivity import Explained, Input, Sensitivity

MOST_NAMED = 2  # inputs of one figure
MOST_ASKED = 4
LONGEST = 40  # letters of a name in a table
MANY_DRAWS = 200
BAR = 10  # letters of the longest bar
FULL, EMPTY = "█", "░"
ABOUT = (
    "What explains most of the spread of the figures, measured in {draws} of {scenario}. "
    "Inputs that are not listed cannot be distinguished from noise."
)
FRONT_HEADS = ("", "what", "value", "low", "high", "explains", "who would know", "also drawn with it")


def sensitivity_heading(result: Sensitivity, language: str = ENGLISH) -> tuple[str, str]:
    """Title, and what the shares are made of."""
    words, scenario = texts(language)["sensitivity"], result.run.scenario
    title = words["heading"].format(title=scenario.title or scenario.name, seed=result.run.seed)
    draws = counted(result.run.n_draws, "draw", language)
    return title, words["caveat"].format(draws=draws, inputs=f"{len(result.inputs):,}")


def sensitivity_sections(result: Sensitivity, language: str = ENGLISH) -> tuple[Section, ...]:
    """What explains each figure, as bars; then what to ask first."""
    return _figures(result, language), _ask(result, language)


def ask_front(result: Sensitivity) -> Front:
    """The measured order, as the file `ask-first.md` of a folder holds it."""
    run = result.run
    rows = tuple((str(number), *_front_row(result, row)) for number, row in enumerate(result.order, start=1))
    about = ABOUT.format(draws=counted(run.n_draws, "draw"), scenario=run.scenario.name)
    return Front(f"Ask first: {run.scenario.title or run.scenario.name}", about, FRONT_HEADS, rows)


def _front_row(result: Sensitivity, row: int) -> tuple[str, ...]:
    input_ = result.inputs[row]
    item = input_.item
    moved = [
        f"{_name(values.figure)} {percent_in_words(float(values.shares[row]), digits=0)}"
        for values in result.explained
        if values.shares[row] > values.noise
    ]
    value = f"{_number(item.central)} {item.unit}" if item.unit not in ("", "1") else _number(item.central)
    ends = (_number(item.low), _number(item.high))
    return (input_.name, value, *ends, "; ".join(moved), who_knows(input_.name), ", ".join(input_.names[1:]))


def _figures(result: Sensitivity, language: str) -> Section:
    words = texts(language)["sensitivity"]
    rows = tuple(row for explained in result.explained for row in _rows(explained, result.inputs, language))
    sentences = [words["how"].format(count=MOST_NAMED)]
    if result.run.n_draws < MANY_DRAWS:
        sentences.append(words["few"].format(draws=counted(result.run.n_draws, "draw", language)))
    if result.left_out:
        left_out = listed([_name(figure, language) for figure in result.left_out], language)
        sentences.append(words["left_out"].format(figures=left_out))
    return Section(words["title"], tuple(sentences), Table(tuple(words["heads"]), rows, left=(0, 1, 4)))


def _rows(explained: Explained, inputs: tuple[Input, ...], language: str) -> list[tuple[str, ...]]:
    name, noise = _name(explained.figure, language), percent_in_words(explained.noise, language, digits=0)
    if not explained.named:
        return [(name, "", "", noise, texts(language)["sensitivity"]["none"])]
    rows: list[tuple[str, ...]] = []
    for number, row in enumerate(explained.named[:MOST_NAMED]):
        share = min(float(explained.shares[row]), 1.0)
        bar = FULL * round(share * BAR)
        cells = (bar.ljust(BAR, EMPTY), percent_in_words(share, language, digits=0))
        rows.append(("" if number else name, *cells, "" if number else noise, _input(inputs[row], language)))
    return rows


def _ask(result: Sensitivity, language: str) -> Section:
    words, weights = texts(language)["sensitivity"], result.weights
    if not result.order:
        return Section(words["ask_title"], (words["ask_none"],))
    asked = [_asked(number, result.inputs[row], float(weights[row]), language) for number, row in _first(result)]
    return Section(words["ask_title"], (words["ask_how"], *asked))


def _first(result: Sensitivity) -> list[tuple[int, int]]:
    return list(enumerate(result.order[:MOST_ASKED], start=1))


def _asked(number: int, input_: Input, weight: float, language: str) -> str:
    words, item = texts(language)["sensitivity"], input_.item
    value, low, high = map(_number, (item.central, item.low, item.high))
    who = who_knows(input_.name)
    text: str = words["ask"].format(
        number=number,
        name=input_.name,
        share=percent_in_words(weight, language, digits=0),
        value=value,
        low=low,
        high=high,
    )
    return text + (" " + words["who"].format(who=who) if who else "")


def _input(input_: Input, language: str) -> str:
    half = LONGEST // 2
    name = input_.name if len(input_.name) <= LONGEST else f"{input_.name[:half]}…{input_.name[-half + 1 :]}"
    if len(input_.names) == 1:
        return name
    text: str = texts(language)["sensitivity"]["together"].format(name=name, count=len(input_.names) - 1)
    return text


def _name(figure: Figure, language: str = ENGLISH) -> str:
    words = texts(language)["sensitivity"]
    if figure.subject == "wait":
        text: str = words["wait"].format(place=figure.of)
        return text
    named: str = words["figures"][f"{figure.subject}.{figure.part}"]
    return named


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else number_text(float(f"{value:.3g}"))
