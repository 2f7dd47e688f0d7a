"""One journey in plain words."""

import numpy as np
import pytest

from serai.codes import Reason
from serai.report.journey_words import journey_sentences
from serai.results.journey import INVENTED, by_party, is_friends, pick, pick_several, sample, steps_of
from serai.results.view import View
from serai.state.log import JOURNEY, Outcome


@pytest.fixture
def told(bench):
    def of(*entries):
        log = np.array([entry for part in entries for entry in part], dtype=JOURNEY)
        return journey_sentences(Outcome(bench.outcome.axes, bench.outcome.arrays, log, {}), bench.scenario)

    return of


def test_a_journey_is_told_from_the_origin_to_the_bed_on_local_clocks(told, journey):
    assert told(journey()) == [
        INVENTED,
        'Two people together ("men") set out from Samara on 2 September at 04:00, for West Post.',
        "They joined the line at West Post on 2 September at 09:00.",
        "They crossed the border at West Post on 3 September at 17:00, 32 hours after joining the line.",
        "They reached Oral on 3 September at 19:00.",
        "They found a bed in Oral (hotel) on 4 September at 15:00 after looking twice in vain.",
    ]


def test_a_journey_is_marked_as_invented(told, journey):
    assert told(journey())[0].startswith("An invented traveller from one random draw")


def test_two_who_waited_longest_are_told_of(told, journey):
    sentences = told(journey(1, 1, 60), journey(2, 2, 10), journey(3, 2, 20), journey(4, 3, 90))
    assert "22 hours after joining the line" in sentences[3]


def test_a_whole_journey_is_rather_told_than_a_longer_part(told, journey):
    sentences = told(journey(1, 2, 5), journey(2, 2, 60)[:5])
    assert "7 hours after joining the line" in sentences[3]


def test_without_anybody_who_crossed_there_is_nothing_to_tell(told, journey):
    assert told(journey()[:4]) == []
    assert told() == []


def test_entries_of_parties_are_told_apart_though_mixed(journey):
    mixed = [entry for pair in zip(journey(1), journey(9), strict=True) for entry in pair]
    parts = by_party(np.array(mixed, dtype=JOURNEY))
    assert [part["key"].tolist() for part in parts] == [[1] * 9, [9] * 9]
    assert parts[0]["reason"].tolist() == [entry[4] for entry in journey()]


def test_a_sample_holds_whole_journeys_of_the_first_parties(journey):
    log = np.array([*journey(5), *journey(3), *journey(4)], dtype=JOURNEY)
    assert set(sample(log, 2)["key"].tolist()) == {3, 5}
    assert sample(log, 2).size == 18
    assert sample(log[:0], 2).size == 0


WEST, EAST, ORAL, ALMATY = 1, 2, 3, 4


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ((Reason.REACHED_CITY, ORAL), "The traveller reached Oral on 4 September at 23:00."),
        ((Reason.FOUND_BED, ORAL, -1), "The traveller had a place to stay in Oral, from 4 September at 23:00."),
        ((Reason.NO_BED, ORAL), "The traveller looked for a bed once and found none."),
        ((Reason.REGISTERED, ALMATY), "The traveller was registered in Almaty on 5 September at 00:00."),
        (
            (Reason.JOINED_LINE, ALMATY, 5),
            "The traveller joined the line for registration in Almaty on 5 September at 00:00.",
        ),
        ((Reason.LEFT_CITY, ORAL, ALMATY), "On 4 September at 23:00 the traveller left Oral for Almaty."),
        ((Reason.LEFT_CITY, ORAL, -1), "On 4 September at 23:00 the traveller left Oral to leave the country."),
        ((Reason.CROSSED_OUT, WEST), "The traveller left the country at West Post on 4 September at 23:00."),
        ((Reason.MOVED_ON, EAST), "The traveller went on to a third country from East Post on 5 September at 00:00."),
        ((Reason.WENT_HOME, ORAL), "The traveller went home from Oral on 4 September at 23:00."),
    ],
)
def test_each_step_after_the_crossing_has_its_sentence(told, entry, what, sentence):
    reason, place, *value = what
    crossed = entry(1, 80, Reason.CROSSED_IN, WEST, 0, 1)
    step = entry(1, 96, reason, place, *(value or [0]), 1)
    assert told([crossed, step])[2] == sentence


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        (
            (Reason.CHANGED_LINE, WEST),
            "On 4 September at 23:00 they left the vehicle at West Post and joined the line on foot.",
        ),
        ((Reason.CHANGED_POST, WEST, EAST), "On 4 September at 23:00 they left West Post for another post, East Post."),
        ((Reason.REFUSED, WEST), "They were turned back at West Post on 4 September at 23:00."),
        ((Reason.GAVE_UP, WEST), "They gave up at West Post on 4 September at 23:00 and went home."),
    ],
)
def test_each_step_at_the_post_has_its_sentence(told, entry, what, sentence):
    reason, place, *value = what
    sentences = told([entry(1, 96, reason, place, *(value or [0])), entry(1, 97, Reason.CROSSED_IN, WEST)])
    assert sentences[1] == sentence


def test_the_line_on_foot_is_named(told, entry):
    joined = entry(1, 96, Reason.JOINED_LINE, WEST, 1)
    assert told([joined, entry(1, 97, Reason.CROSSED_IN, WEST)])[1:] == [
        "They joined the line at West Post on foot on 4 September at 23:00.",
        "They crossed the border at West Post on 5 September at 00:00, one hour after joining the line.",
    ]


def test_the_wait_is_that_at_the_post_of_the_crossing(told, entry):
    """Thirty hours at the West Post, then another post: only the wait there counts."""
    sentences = told([
        entry(1, 30, Reason.JOINED_LINE, WEST, 0),
        entry(1, 60, Reason.CHANGED_POST, WEST, EAST),
        entry(1, 70, Reason.JOINED_LINE, EAST, 3),
        entry(1, 70.5, Reason.CROSSED_IN, EAST),
    ])  # fmt: skip
    assert sentences[-1].endswith("less than an hour after joining the line.")


def test_a_few_journeys_are_chosen_that_go_differently(bench, journey, entry):
    bench.scenario = bench.scenario.model_copy(
        update={"profiles": tuple(one.model_copy(update={"liable": True}) for one in bench.scenario.profiles)}
    )
    turned_back = [entry(5, 30, Reason.SET_OUT, 0, WEST), entry(5, 40, Reason.REFUSED, WEST)]
    log = np.array([*journey(1, 2, 5), *journey(2, 2, 60), *journey(3, 4, 20), *turned_back], dtype=JOURNEY)
    view = View(Outcome(bench.outcome.axes, bench.outcome.arrays, log, {}), bench.scenario)
    found = pick_several(log, view)
    assert [int(one.entries["key"][0]) for one in found] == [2, 3, 5, 1]
    assert is_friends(found[0], view)
    assert not is_friends(found[1], view)


def test_a_journey_is_told_in_german_too(bench):
    told = journey_sentences(bench.outcome, bench.scenario, "de")
    assert (
        told[1] == "Zwei Personen zusammen („men“) brachen am 2. September um 04:00 Uhr in Samara auf, nach West Post."
    )
    assert told[3].endswith("überquerten sie in West Post die Grenze, 32 Stunden nach dem Anstellen.")
    assert told[5].endswith("fanden sie in Oral ein Bett (Hotel), nachdem sie zweimal vergeblich gesucht hatten.")


def test_steps_hold_places_local_times_and_searches_in_vain(bench, journey):
    view = View(bench.outcome, bench.scenario)
    steps = steps_of(pick(np.array(journey(), dtype=JOURNEY), view), view)
    assert [step.what for step in steps] == ["set_out", "joined", "crossed_after", "reached_city", "found_bed_after"]
    assert (steps[0].place, steps[0].other) == ("Samara", "West Post")
    assert steps[2].wait_hours == 32
    assert (steps[4].kind, steps[4].times) == ("hotel", 2)
