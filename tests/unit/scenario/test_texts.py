import pytest

from serai.codes import PoolRule
from serai.scenario.texts import (
    parse_change,
    parse_factors,
    parse_hours,
    parse_modes,
    parse_pool_rule,
    parse_sizes,
    parse_weekdays,
)


def test_sizes_and_weights_are_read_in_their_order():
    assert parse_sizes("1:0.55 2: 0.30  3:.15") == ((1, 0.55), (2, 0.3), (3, 0.15))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 'must be party sizes and their weights, e.g. 1:0.55 2:0.30, got ""'),
        ("1", 'must be party sizes and their weights, e.g. 1:0.55 2:0.30, got "1"'),
        ("1:-0.5", 'must be party sizes and their weights, e.g. 1:0.55 2:0.30, got "1:-0.5"'),
        ("0:1", 'a party has 1 to 100 people, got "0" in "0:1"'),
        ("101:1", 'a party has 1 to 100 people, got "101" in "101:1"'),
        ("two:1", 'a party has 1 to 100 people, got "two" in "two:1"'),
        ("1:0.5 1:0.5", '"1" appears twice in "1:0.5 1:0.5"'),
        ("1:0 2:0", 'at least one weight must be greater than 0, got "1:0 2:0"'),
    ],
)
def test_wrong_sizes_are_refused_with_what_is_allowed(text, words):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        parse_sizes(text)
    assert str(caught.value) == words


def test_modes_and_weights_are_read_in_their_order():
    assert parse_modes("car:0.6 foot:0.2") == (("car", 0.6), ("foot", 0.2))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("car", 'must be modes and their weights, e.g. car:0.6 foot:0.2, got "car"'),
        ("car:much", 'must be modes and their weights, e.g. car:0.6 foot:0.2, got "car:much"'),
        ("car:1 car:1", '"car" appears twice in "car:1 car:1"'),
    ],
)
def test_wrong_modes_are_refused_with_what_is_allowed(text, words):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        parse_modes(text)
    assert str(caught.value) == words


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", "mtwtfss"),
        ("mon-fri", "mtwtf--"),
        ("sat,sun", "-----ss"),
        ("Sat - Mon", "m----ss"),
        ("wednesday", "--w----"),
        ("fri-fri", "----f--"),
    ],
)
def test_weekdays_are_read_as_seven_days_from_monday(text, days):
    assert parse_weekdays(text) == tuple(letter != "-" for letter in days)


def test_a_word_that_is_no_weekday_is_refused():
    with pytest.raises(ValueError, match='must be weekdays, e.g. mon-fri or sat,sun, got "mon-fry"'):
        parse_weekdays("mon-fry")


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("", ((0, 1440),)),
        ("09:00-18:00", ((540, 1080),)),
        ("22:00-06:00", ((1320, 1800),)),
        ("13:00-18:00, 9:00 - 12:00", ((540, 720), (780, 1080))),
        ("09:00-24:00", ((540, 1440),)),
        ("09:00-00:00", ((540, 1440),)),
        ("00:00-24:00", ((0, 1440),)),
    ],
)
def test_hours_are_read_as_minutes_since_midnight_of_the_day_on_which_they_begin(text, hours):
    assert parse_hours(text) == hours


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("9-18", 'must be hours of the day, e.g. 09:00-18:00 or 09:00-12:00,13:00-18:00, got "9-18"'),
        ("09:00", 'must be hours of the day, e.g. 09:00-18:00 or 09:00-12:00,13:00-18:00, got "09:00"'),
        ("09:60-10:00", '"09:60" is not a time of the day, 00:00 to 24:00, in "09:60-10:00"'),
        ("23:00-25:00", '"25:00" is not a time of the day, 00:00 to 24:00, in "23:00-25:00"'),
        ("09:00-09:00", 'hours must end after they begin; day and night is 00:00-24:00, got "09:00-09:00"'),
        ("08:00-12:00,11:00-13:00", 'hours must not overlap, got "08:00-12:00,11:00-13:00"'),
        ("22:00-06:00,05:00-07:00", 'hours must not overlap, got "22:00-06:00,05:00-07:00"'),
    ],
)
def test_wrong_hours_are_refused_with_what_is_allowed(text, words):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        parse_hours(text)
    assert str(caught.value) == words


def test_factors_are_seven_numbers_and_blank_is_all_one():
    assert parse_factors("") == (1.0,) * 7
    assert parse_factors("1 1 1 1 1.2 .8 0") == (1.0, 1.0, 1.0, 1.0, 1.2, 0.8, 0.0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 2", 'must be seven factors for Monday to Sunday, e.g. 1 1 1 1 1.2 0.8 0.8, got 2 in "1 2"'),
        ("a b c d e f g", 'must be seven factors for Monday to Sunday, e.g. 1 1 1 1 1.2 0.8 0.8, got "a b c d e f g"'),
        ("0 0 0 0 0 0 0", 'at least one factor must be greater than 0, got "0 0 0 0 0 0 0"'),
    ],
)
def test_wrong_factors_are_refused_with_what_is_allowed(text, words):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        parse_factors(text)
    assert str(caught.value) == words


def test_the_four_pool_rules_are_read():
    assert parse_pool_rule("fifo") == (PoolRule.FIFO, 0)
    assert parse_pool_rule("Alternate 2") == (PoolRule.ALTERNATE, 2)
    assert parse_pool_rule(" share ") == (PoolRule.SHARE, 0)
    assert parse_pool_rule("priority") == (PoolRule.PRIORITY, 0)


@pytest.mark.parametrize("text", ["", "alternate", "alternate 0", "first"])
def test_another_pool_rule_is_refused(text):
    with pytest.raises(ValueError, match=r"must be fifo, alternate N \(e.g. alternate 1\), share or priority, got"):
        parse_pool_rule(text)


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [("6", 2, 6), ("+1", 2, 3), ("-0.5", 2, 1.5), ("x1.5", 2, 3), ("*2", 2, 4), ("6", None, 6)],
)
def test_a_change_sets_adds_or_multiplies(text, before, after):
    assert parse_change(text).applied_to(before) == after


def test_a_change_may_set_a_word():
    assert parse_change(" 08:00-20:00 ").text == "08:00-20:00"


def test_a_blank_change_is_refused():
    with pytest.raises(
        ValueError, match=r"must be the new value \(6\), a difference \(\+1 or -0.5\) or a factor \(x1.5\)"
    ):
        parse_change(" ")


def test_a_word_does_not_change_a_number():
    with pytest.raises(ValueError, match=r'must be the new value \(6\), .*, got "many"'):
        parse_change("many").applied_to(2)


def test_a_difference_needs_a_value_to_start_from():
    with pytest.raises(ValueError, match=r'"\+1" changes a value, but there is none; write the new value, e.g. 6'):
        parse_change("+1").applied_to(None)
