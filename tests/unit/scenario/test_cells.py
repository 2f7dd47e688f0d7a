from datetime import date, datetime, time

import pytest

from serai.scenario.cells import (
    moment_text,
    parse_choice,
    parse_field,
    parse_moment,
    parse_number,
    parse_text,
    parse_yes_no,
    text_fault,
)
from serai.scenario.fields import fields_of
from serai.scenario.numbers import number_text
from serai.scenario.schema import Measure, Profile, Service


@pytest.mark.parametrize(
    ("text", "mark", "number"),
    [
        ("12", ".", 12),
        (" 0.5 ", ".", 0.5),
        (".5", ".", 0.5),
        ("1e-05", ".", 1e-5),
        ("-3", ".", -3),
        ("\u22123.5", ".", -3.5),
        ("1,5", ",", 1.5),
        ("1,234", ",", 1.234),
    ],
)
def test_numbers_are_read_by_the_decimal_mark_of_their_table(text, mark, number):
    assert parse_number(text, mark) == number


@pytest.mark.parametrize(
    ("text", "mark", "words"),
    [
        ("1,234", ".", '"1,234" may be 1.234 or 1234; write 1.2340 or 1234'),
        ("1,234,567", ".", '"1,234,567" must be written without commas: 1234567'),
        ("1,5", ".", 'must be a number with a decimal point and without commas, got "1,5"'),
        ("1.234,5", ",", '"1.234,5" has a point, but numbers of this table have decimal commas; write 1234,5'),
        ("1.5", ",", '"1.5" has a point, but numbers of this table have decimal commas; write 1234,5'),
        ("40 %", ".", 'must be a number, got "40 %"; write a share as 0.4, not as 40 %'),
        ("1 234", ".", 'must be a number, got "1 234"; write it without spaces or marks between digits'),
        ("nan", ".", 'must be a number, got "nan"'),
        ("inf", ".", 'must be a number, got "inf"'),
        ("many", ".", 'must be a number, got "many"'),
        ("0x10", ".", 'must be a number, got "0x10"'),
        ("1_000", ".", 'must be a number, got "1_000"'),
        ("1e999", ".", "must be a finite number, got inf"),
        (float("nan"), ".", "must be a finite number, got nan"),
        (True, ".", "must be a number, got TRUE"),
        (datetime(2022, 9, 21), ".", "must be a number, got 2022-09-21T00:00:00"),
        (10**400, ".", "must be a finite number"),
    ],
)
def test_what_is_no_number_or_can_be_read_in_two_ways_is_refused(text, mark, words):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        parse_number(text, mark)
    assert str(caught.value).startswith(words)


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2022-09-21", datetime(2022, 9, 21)),
        ("2022-09-21 14:30", datetime(2022, 9, 21, 14, 30)),
        ("2022-09-21T14:30:05", datetime(2022, 9, 21, 14, 30, 5)),
        ("2022-09-21 24:00", datetime(2022, 9, 22)),
        ("21.09.2022 9:05", datetime(2022, 9, 21, 9, 5)),
        (date(2022, 9, 21), datetime(2022, 9, 21)),
        (datetime(2022, 9, 21, 8, 59, 59, 999_600), datetime(2022, 9, 21, 9)),
    ],
)
def test_dates_are_read_as_excel_or_iso_writes_them(given, moment):
    assert parse_moment(given) == moment


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("03/04/2022", 'date "03/04/2022" can be read in two ways; write 2022-04-03 or 2022-03-04'),
        ("3-4-2022", 'date "3-4-2022" can be read in two ways; write 2022-04-03 or 2022-03-04'),
        ("21/09/2022", 'date "21/09/2022" can be read in two ways; write 2022-09-21'),
        ("2022-02-30", 'there is no such date: "2022-02-30"'),
        ("2022-09-21 25:00", 'there is no such date: "2022-09-21 25:00"'),
        ("soon", 'must be a date, e.g. 2022-09-21 or 2022-09-21 14:30, got "soon"'),
        ("2022-09-21T14:30Z", 'got "2022-09-21T14:30Z"; times are local, leave out the offset'),
        (44825.0, "must be a date, e.g. 2022-09-21 or 2022-09-21 14:30, got 44825; give the cell a date format"),
        (time(9, 30), "must be a date, e.g. 2022-09-21 or 2022-09-21 14:30, got 09:30:00"),
        ("1822-09-21", "must be in the years 1901 to 2199, got 1822-09-21"),
    ],
)
def test_dates_that_can_be_read_in_two_ways_or_do_not_exist_are_refused(given, words):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        parse_moment(given)
    assert str(caught.value).endswith(words)


@pytest.mark.parametrize(
    ("given", "answer"),
    [("yes", True), ("No", False), (" TRUE ", True), ("0", False), (1.0, True), (0, False), (True, True)],
)
def test_yes_and_no_are_read_in_every_spelling(given, answer):
    assert parse_yes_no(given) is answer


@pytest.mark.parametrize("given", ["maybe", 2.0, ""])
def test_anything_else_is_neither_yes_nor_no(given):
    with pytest.raises(ValueError, match="must be yes or no, got"):
        parse_yes_no(given)


def test_words_of_a_closed_set_are_read_whatever_their_case_and_joints():
    assert parse_choice("Border Post", ("city", "border_post")) == "border_post"
    assert parse_choice("two sided", ("two-sided", "at least")) == "two-sided"


def test_a_word_outside_the_set_is_answered_with_the_set_and_the_nearest():
    with pytest.raises(ValueError, match=r'must be one of city, camp, got "citi"\. Did you mean "city"\?'):
        parse_choice("citi", ("city", "camp"))


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (" a b ", "a b"),
        (12.0, "12"),
        (1.5, "1.5"),
        (True, "TRUE"),
        (time(1, 1), "01:01"),
        ("Agade\u0300s", "Agad\u00e8s"),
        (date(2022, 9, 1), "2022-09-01"),
    ],
)
def test_what_excel_holds_becomes_text(given, text):
    assert parse_text(given) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\x07b", r'contains a character that cannot be stored, U+0007, in "a\x07b"'),
        ("a\nb", 'must be on one line, without tabs, got "a b"'),
        (" a", "must not begin or end with a space"),
        ("\u00e9 ", "must not begin or end with a space"),
        ("e\u0301", 'must be in Unicode\'s composed form (NFC), got "e\u0301"'),
        ("#N/A", "must not be the Excel error #N/A"),
        ("a" * 32_001, "must have at most 32000 characters, got 32001"),
        ("\ud800", r'contains a character that cannot be stored, U+D800, in "\ud800"'),
    ],
)
def test_text_that_some_format_would_not_give_back_is_found(text, words):
    assert text_fault(text) == words


def test_numbers_are_written_so_that_the_same_number_is_read():
    assert [number_text(number) for number in (65.0, 0.1, 1e-300, -2.0, 3)] == ["65", "0.1", "1e-300", "-2", "3"]


def test_moments_are_written_no_longer_than_needed():
    moments = [datetime(2022, 9, 21), datetime(2022, 9, 21, 14, 30), datetime(2022, 9, 21, 14, 30, 5)]
    assert [moment_text(moment) for moment in moments] == ["2022-09-21", "2022-09-21 14:30", "2022-09-21 14:30:05"]


@pytest.mark.parametrize(
    ("column", "given", "words"),
    [
        ("servers", 2.5, "must be a whole number, got 2.5"),
        ("servers", "-1", "must be 0 to 10000 servers, got -1"),
        ("minutes", "0", "must be greater than 0 and at most 100000 min, got 0"),
        ("cap", "-1", "must be at least 0 persons/d, got -1"),
        ("place", "a" * 121, "must have at most 120 characters, got 121"),
        ("servers", "#DIV/0!", "contains the Excel error #DIV/0!"),
    ],
)
def test_values_outside_their_column_are_refused(column, given, words):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        parse_field(fields_of(Service)[column], given)
    assert str(caught.value) == words


def test_a_number_in_the_column_change_is_refused_because_excel_drops_the_sign():
    with pytest.raises(
        ValueError, match=r"the number 1 may be a new value or a difference; make the cell text and write 6"
    ):
        parse_field(fields_of(Measure)["change"], 1.0)


def test_decimal_commas_inside_small_texts_become_points():
    assert parse_field(fields_of(Profile)["size"], "1:0,55 2:0,45", ",") == "1:0.55 2:0.45"
