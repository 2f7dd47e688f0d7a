"""First-order indices against functions with known ones, and what is said of a run whose draws are made up."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from serai.begin.ask import who_knows
from serai.cli.main import app
from serai.errors import MissingExtraError, UsageError
from serai.report.page import report_html
from serai.report.sensitivity_words import ask_front, sensitivity_sections
from serai.results.figures import WHOLE, Figure
from serai.runs.run import Run
from serai.scenario.read.load import load
from serai.scenario.read.workbook import read_remarks
from serai.scenario.write.front import FRONT_SHEET, Front
from serai.scenario.write.write import rewrite, write
from serai.study.sensitivity import first_order, indices, sensitivity, sensitivity_json

N_DRAWS = 400
PARTS = ("nights_without_bed", "worst_line")


def some_inputs(n_inputs: int, n_draws: int = N_DRAWS) -> np.ndarray:
    return np.random.default_rng(5).random((n_draws, n_inputs))


@pytest.fixture(scope="module")
def found(known):
    return sensitivity(known)


@pytest.fixture(scope="module")
def known(river_draws) -> Run:
    """A run whose nights without a bed follow its first input alone, and whose worst line its second and third."""
    draws = river_draws.draws
    values = some_inputs(len(draws.range_names))
    nights, line = Figure(WHOLE, "", "nights_without_bed"), Figure(WHOLE, "", "worst_line")
    figures = np.full((N_DRAWS, len(draws.figures)), 7.0)
    figures[:, draws.figures.index(nights)] = 1000 * values[:, 0]
    figures[:, draws.figures.index(line)] = 2 * values[:, 1] - values[:, 2]
    figures[: N_DRAWS // 20, draws.figures.index(Figure("peak", "", "day"))] = 8
    often = N_DRAWS // len(draws.numbers)
    arrays = {name: np.repeat(array, often, axis=0) for name, array in draws.arrays.items()}
    made_up = replace(
        draws, numbers=np.arange(N_DRAWS), range_values=values, figure_values=figures, arrays=arrays,
        answers=np.repeat(draws.answers, often, axis=0),
    )  # fmt: skip
    provenance = replace(river_draws.provenance, draws=N_DRAWS)
    return Run(river_draws.scenario, river_draws.seed, river_draws.outcome, provenance, made_up)


def test_the_function_of_ishigami_has_its_known_shares():
    """sin a + 7 sin² b + 0.1 c⁴ sin a, each from -π to π: 0.314, 0.442 and 0 (Ishigami and Homma 1990)."""
    inputs = (some_inputs(3, 2000) * 2 - 1) * np.pi
    a, b, c = inputs.T
    assert indices(inputs, np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a), 10) == pytest.approx(
        [0.314, 0.442, 0.0], abs=0.04
    )


def test_a_linear_function_has_the_shares_of_its_variances_also_of_ranks():
    """y = 3a + b: 9 and 1 tenths of the variance; of a rising function of it, the same ranks and the same shares."""
    inputs = some_inputs(12, 1000)
    linear = 3 * inputs[:, 0] + inputs[:, 1]
    assert indices(inputs, linear, 10)[:2] == pytest.approx([0.9, 0.1], abs=0.04)
    shares, noise = first_order(inputs, linear)
    assert shares[:2] == pytest.approx([0.9, 0.1], abs=0.05)
    assert (shares > noise).tolist() == [True, True, *[False] * 10]
    assert 0.01 < noise < 0.06
    assert first_order(inputs, np.exp(9 * linear))[0].tolist() == shares.tolist()


def test_pure_chance_with_a_long_tail_is_not_named():
    chance = np.random.default_rng(9)
    named = 0
    for seed in range(5):
        shares, noise = first_order(some_inputs(30, 60), np.exp(3 * chance.standard_normal(60)), seed=seed)
        named += int((shares > noise).any())
    assert named <= 1


def test_each_figure_of_a_run_names_the_inputs_that_move_it(known, found):
    nights, line = (next(one for one in found.explained if one.figure.part == part) for part in PARTS)
    names = [one.name for one in found.inputs]
    of = dict(zip(known.draws.range_names, range(len(known.draws.range_names)), strict=True))
    assert [of[names[row]] for row in nights.named] == [0]
    assert nights.shares[nights.named[0]] > 0.95
    assert [of[names[row]] for row in line.named] == [1, 2]
    assert nights.band.median == pytest.approx(500, abs=40)
    assert Figure("total", "", "entries") in found.left_out
    assert Figure("peak", "", "day") in found.left_out  # 1 in 20 draws has another one
    assert [of[names[row]] for row in found.order] == [0, 1, 2]


def test_ranges_that_share_their_draw_are_one_input(known, found):
    together = [one.names for one in found.inputs if len(one.names) > 1]
    assert sum(len(one.names) for one in found.inputs) == len(known.draws.range_names)
    assert together


def test_json_holds_every_input_of_every_figure_with_the_noise(found):
    given = json.loads(json.dumps(sensitivity_json(found), allow_nan=False))
    assert [one["part"] for one in given["figures"]] == ["worst_line", "nights_without_bed"]
    nights = given["figures"][1]
    assert len(nights["inputs"]) == len(found.inputs)
    assert [one["above_noise"] for one in nights["inputs"]] == [True] + [False] * (len(found.inputs) - 1)
    assert 0 < nights["noise"] < nights["inputs"][0]["share"] <= 1.001
    assert given["ask_first"][0]["name"] == nights["inputs"][0]["name"]


def test_words_show_shares_as_bars_and_the_order_as_what_to_ask_first(known, found):
    figures, ask = sensitivity_sections(found)
    rows = {row[0]: row for row in figures.table.rows}
    assert rows["Nights without a bed"][1:3] == ("█" * 10, "100 %")
    assert rows["Worst line at the border"][1] == "████████░░"
    first = known.draws.range_names[0]
    assert ask.sentences[1].startswith(f"1. {first}: ")
    assert sensitivity_sections(found, "de")[0].title == "Zahl für Zahl"


def test_the_file_of_questions_has_the_measured_order(known, found):
    lines = ask_front(found).text().splitlines()
    assert lines[0].startswith("# Ask first: ")
    rows = [line for line in lines if line.startswith("| ") and line[2].isdigit()]
    assert [row.split(" | ")[1] for row in rows] == list(known.draws.range_names[:3])
    assert "Nights without a bed 100 %" in rows[0]


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("parameters.people-who-leave.value", "UNHCR, IOM, the ministry; the last crisis of this kind"),
        ("parameters.registration-minutes.value", "the registration office"),
        ("parameters.lars-minutes.value", "border guard, customs of the country of arrival"),
        ("travel.road_factor", "a route planner"),
        ("traffic.lars.per_day", "border guard, statistics of both countries"),
        ("choice.room_weight", ""),
    ],
)
def test_who_would_know_a_value_is_told_by_its_name(name, who):
    assert who_knows(name) == who


def test_too_few_draws_are_refused(river_run, river_draws):
    with pytest.raises(UsageError, match="at least 30 draws, this one has none: serai run SCENARIO --draws 200"):
        sensitivity(river_run)
    with pytest.raises(UsageError, match=f"this one has {river_draws.draws.numbers.size}:"):
        sensitivity(river_draws)


def test_without_its_packages_the_extra_is_named(known, monkeypatch):
    for name in ("SALib", "SALib.analyze", "SALib.analyze.rbd_fast"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError, match=r'pip install "\.\[sensitivity\]"'):
        sensitivity(known)


@pytest.fixture
def opened(known, monkeypatch):
    """A command line whose every run is the known one."""
    monkeypatch.setattr("serai.runs.run.open_run", lambda folder: known)
    return lambda *words: CliRunner().invoke(app, ["sensitivity", "runs/known", *map(str, words)])


def test_the_command_says_it_on_one_screen_and_writes_what_to_ask(opened, known, tmp_path):
    asked = tmp_path / "ask-first.md"
    asked.write_text("# Ask first: an order that was judged\n", encoding="utf-8")
    result = opened("--ask", asked)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert len(lines) <= 40
    assert max(len(line) for line in lines if str(asked) not in line) <= 100
    assert lines[1] == "A flood drives people across a river: what explains the spread, seed 1"
    assert f"1. {known.draws.range_names[0]}: " in result.stdout
    assert f"| 1 | {known.draws.range_names[0]} | " in asked.read_text(encoding="utf-8")


def test_the_command_gives_json_alone(opened, found):
    assert json.loads(opened("--json").stdout) == sensitivity_json(found)


def test_a_file_that_is_no_list_of_questions_is_left_alone(opened, tmp_path):
    other = tmp_path / "notes.md"
    other.write_text("mine", encoding="utf-8")
    result = opened("--ask", other)
    assert (result.exit_code, result.stdout, other.read_text(encoding="utf-8")) == (4, "", "mine")
    assert result.stderr == f'"{other}" is not a list of what to ask first; name another file\n'


def test_in_a_workbook_the_sheet_of_what_to_ask_first_is_written_anew(opened, known, tmp_path):
    book = tmp_path / "river.xlsx"
    judged = Front("Ask first: river", "judged", ("", "what"), (("1", "which posts there are"),))
    write(known.scenario, book, front=judged)
    before = load(book)
    rewrite(before, before, book, {"#notes": (("call the ferry",),), FRONT_SHEET: judged.grid()})
    result = opened("--ask", book)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == f'The order is in {book}, sheet "{FRONT_SHEET}"'
    remarks = read_remarks(book.read_bytes())
    assert list(remarks) == [FRONT_SHEET, "#notes"]
    assert [row[1] for row in remarks[FRONT_SHEET][7:]] == list(known.draws.range_names[:3])
    assert "judged" not in str(remarks)
    assert load(book) == before


def test_a_file_that_is_no_workbook_is_left_alone(opened, tmp_path):
    other = tmp_path / "notes.xlsx"
    other.write_bytes(b"mine")
    result = opened("--ask", other)
    assert (result.exit_code, result.stdout, other.read_bytes()) == (3, "", b"mine")
    assert "this is not a workbook, or a damaged one" in result.stderr


def test_the_report_has_it_where_it_is_asked_for(known, found):
    html = report_html([known], explain=True)
    assert html.count("█" * 10) >= 2  # in the page, and in what is read without JavaScript
    assert "What explains the spread" in html.split('<div id="page"')[0]
    assert "█" not in report_html([known])
