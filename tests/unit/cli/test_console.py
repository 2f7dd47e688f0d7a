from __future__ import annotations

import io
import sys

from serai.cli.console import MAX_WIDTH, command_typed, fitting, make_console
from serai.cli.render import table_lines
from serai.report.sections import Table


def stream(encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding)


def test_text_stays_as_it_is_where_the_encoding_holds_it():
    assert fitting(stream("utf-8"), "3–5 h … Орал") == "3–5 h … Орал"


def test_an_old_code_page_gets_plain_forms_and_question_marks():
    assert fitting(stream("ascii"), "3–5 h … ×2 Орал") == "3-5 h ... x2 ????"


def test_a_file_gets_no_colours_and_a_fixed_width(monkeypatch):
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    target = stream("utf-8")
    console = make_console(target)
    console.print("words", style="bold")
    target.flush()
    assert target.buffer.getvalue() == b"words\n"
    assert console.width == MAX_WIDTH


def test_table_columns_line_up_also_for_wide_letters():
    lines = table_lines(Table(("post", "people"), (("阿拉木图", "1,200"), ("Oral", "10"))))
    assert lines == ["post      people", "阿拉木图   1,200", "Oral          10"]


def test_long_texts_of_the_first_column_are_broken_where_lines_would_be_too_long():
    table = Table(("figure", "inside"), (("wait of those served, West Post, car, mean", "yes"), ("entries", "no")))
    assert table_lines(table, 33) == [
        "figure                     inside",
        "wait of those served,         yes",
        "  West Post, car, mean",
        "entries                        no",
    ]
    assert max(map(len, table_lines(table))) > 33


def test_bytes_of_the_command_line_that_are_no_text_are_spelt_out(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["serai", "run", "--out", "\udcff", "é"])
    assert command_typed() == ["serai", "run", "--out", "\\udcff", "é"]
