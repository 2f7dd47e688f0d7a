"""What people need: by hand, on draws filled by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from serai.report.needs_words import needs_sections
from serai.results.needs import needs
from serai.runs.needs_table import needs_json, needs_table
from serai.scenario.schema import Service, Standard
from serai.scenario.standards import DEFAULTS, standards_of

WEST, ORAL, ALMATY = 1, 3, 4  # rows of places
DAYS = slice(1, 5)  # 1 to 4 September, of six that are kept


def standard(item="toilets", **given) -> Standard:
    return Standard(**{"item": item, "amount": 1, "per": 50, "unit": item, **given})


def people(bench, n_draws=2, **given):
    """Draws of a run: people[place row] by draw and day under the name of an array."""
    arrays = {}
    for name, by_row in given.items():
        size = bench.outcome.axes.size("lodging" if name == "lodged_evening" else "place")
        array = np.zeros((n_draws, 6, size), "f4" if name in ("lodged_evening", "post_line") else "i4")
        for row, values in by_row.items():
            array[:, DAYS, row] = values
        arrays[name] = array
    return bench.draws({}, n_draws, **arrays)


def test_the_peak_is_that_of_the_sum_and_places_are_rounded_up_by_themselves(bench):
    """Oral 10, 120, 0, 0; Almaty 0, 20, 130, 0: sums of ceil(n / 50) are 1, 3 + 1, 3, 0; of the peaks 3 + 3."""
    sample = people(bench, 1, without_bed={ORAL: [10, 120, 0, 0], ALMATY: [0, 20, 130, 0]})
    (need,) = (item for item in needs(sample, [standard()]).needs if item.phase == "emergency")
    assert need.peak.tolist() == [4, 4]
    assert need.peak_day == date(2022, 9, 2)
    assert need.places[0].tolist() == [3, 3]
    assert need.days[0].tolist() == [[1, 0], [3, 1], [0, 3], [0, 0]]


def test_of_draws_half_need_no_more_than_the_first_and_nine_in_ten_than_the_second(bench):
    """Peaks of 100, 200, ..., 1100 people at 1 for 50: 2, 4, ..., 22; their middle is 12, their 90 % point 20."""
    peaks = np.arange(100, 1101, 100)[:, np.newaxis] * [0.1, 1, 0.5, 0.2]
    found = needs(people(bench, 11, without_bed={ORAL: peaks}), [standard()])
    assert found.needs[0].peak.tolist() == [12, 20]
    assert found.peaks["present"].tolist() == [600, 1000]
    assert found.most["outside"][:, 0].tolist() == [600, 1000]


def test_bases_count_who_they_say(bench):
    """In line 30 at the post; lodged 40 in the hotel, 25 in the shelter; 15 without a bed; 60 enter."""
    sample = people(
        bench, post_line={WEST: 30}, lodged_evening={1: 40, 2: 25}, without_bed={ORAL: 15}, entries={WEST: 60}
    )
    keys = sample.view.axes.lodging
    kinds = {sample.view.lodging_of[keys[row]].kind: amount for row, amount in ((1, 40), (2, 25))}
    found = needs(sample, [standard(per=1, basis="lodged", lodging=kind) for kind in kinds])
    wanted = {"waiting": 30, "lodged": 65, "outside": 15, "sleeping": 80, "present": 110, "entered": 60}
    assert {name: found.peaks[name][0] for name in wanted} == wanted
    assert [item.peak[0] for item in found.needs if item.phase == "later"] == list(kinds.values())


def test_phases_amounts_and_rounding(bench):
    sample = people(bench, without_bed={ORAL: [101, 0, 0, 0], ALMATY: [30, 0, 0, 0]})
    rows = [
        standard(per=50, phase="emergency"), standard(per=20, phase="later"),
        standard("water", amount=15, per=1, rounded="", phase="emergency"),
        standard("doctors", per=100, rounded="sum", phase="later"),
        standard("none", amount=0),
    ]  # fmt: skip
    found = {(item.standard.item, item.phase): item.peak[1] for item in needs(sample, rows).needs}
    assert found == {
        ("toilets", "emergency"): 3 + 1, ("toilets", "later"): 6 + 2, ("water", "emergency"): 15 * 131,
        ("doctors", "later"): 2,
    }  # fmt: skip


def test_what_nobody_published_is_asked_for_where_somebody_needs_it(bench):
    asked = standard("registration desks", amount=None, basis="registering")
    line = next(row for row, item in enumerate(bench.outcome.axes.lines) if item.service == "registration")
    joined = np.zeros((1, 6, len(bench.outcome.axes.lines)), "i4")
    assert needs(bench.draws({}, 1, joined=joined), [asked]).asked == ()
    joined[:, 2, line] = 160
    sample = bench.draws({}, 1, joined=joined)
    found = needs(sample, [asked])
    assert (found.asked, found.needs) == ((asked,), ())
    stated = standard("registration desks", amount=1, per=70, basis="registering")
    assert needs(sample, [stated]).needs[0].peak[0] == 3


DESKS = (
    Service(
        id="a", place="Oral", service="registration", servers=2, minutes=10, hours="09:00-17:00", weekdays="mon-fri"
    ),
    Service(id="b", place="Oral", service="registration", servers=3, minutes=10, hours="08:00-12:00"),
    Service(id="w", place="West Post", service="exit_control", servers=4, minutes=1, called="lane"),
)


def test_servers_by_day_there_and_staffed_and_the_staff_of_their_shifts(bench, make_scenario):
    """1 September 2022 is a Thursday: on Saturday and Sunday three desks work four hours, before also two for eight."""
    sample = replace(bench, scenario=make_scenario(services=DESKS)).draws({}, 1)
    staff = standard("staff", amount=1.3, per=8, basis="server_hours")
    found = needs(sample, [staff])
    oral, west = found.capacity
    assert (oral.place, oral.physical, oral.staffed.tolist(), oral.hours.tolist()) == (
        "Oral",
        5,
        [5, 5, 3, 3],
        [28, 28, 12, 12],
    )
    assert (west.called, west.physical, west.staffed.tolist(), west.hours.tolist()) == ("lane", 4, [4] * 4, [96] * 4)
    assert found.needs[0].days[0].tolist() == [[16, 5], [16, 5], [16, 2], [16, 2]]
    assert found.needs[0].peak[0] == 21


def test_rows_of_a_scenario_take_the_place_of_the_defaults_of_their_item(make_scenario):
    own = standard("toilets", per=25)
    rows = standards_of(make_scenario(standards=(own,)))
    assert [row for row in rows if row.item == "toilets"] == [own]
    assert len(rows) == len(DEFAULTS) - 1
    assert standards_of(make_scenario()) == DEFAULTS


@pytest.mark.parametrize(
    ("item", "emergency", "later"),
    [("water", 15, 20), ("toilets", 50, 20), ("taps", 250, 100), ("showers", 50, 20), ("hygiene promoters", 500, 1000),
     ("site area", 30, 45)],
)  # fmt: skip
def test_the_defaults_are_the_published_ones(item, emergency, later):
    rows = {row.phase: row for row in DEFAULTS if row.item == item}
    found = [row.per if row.per != 1 else row.amount for row in (rows["emergency"], rows["later"])]
    assert found == [emergency, later]
    assert all("UNHCR" in row.source for row in rows.values())


def test_the_table_has_peaks_then_days_and_hides_what_few_people_need(bench):
    sample = people(bench, 1, without_bed={ORAL: [5, 120, 0, 0], ALMATY: [0, 9, 0, 0]})
    table = needs_table(needs(sample, [standard(), standard("beds", per=1)]))
    assert table.columns == (
        "place",
        "day",
        "toilets (toilets)",
        "toilets (toilets)_p90",
        "beds (beds)",
        "beds (beds)_p90",
    )
    assert table.rows == (
        ("all places", None, 4, 4, 129, 129),
        ("Oral", None, 3, 3, 120, 120),
        ("Almaty", None, None, None, None, None),
        ("Oral", date(2022, 9, 1), None, None, None, None),
        ("Oral", date(2022, 9, 2), 3, 3, 120, 120),
        ("Almaty", date(2022, 9, 2), None, None, None, None),
    )


def test_json_and_words_say_the_same_and_name_the_cost(bench):
    found = needs(people(bench, 11, without_bed={ORAL: [500, 0, 0, 0], ALMATY: 3}), [standard(cost=2.5)])
    told = needs_json(found)
    assert told["needs"][0]["cost_a_day"] == {"p50": 27.5, "p90": 27.5}
    assert told["needs"][0]["places"] == {"Oral": {"p50": 10.0, "p90": 10.0}}
    assert list(told["people"]) == ["Oral"]
    assert told["people"]["Oral"]["outside"]["p90"] == [500, 0, 0, 0]
    first, by_place, *_ = needs_sections(found)
    assert first.table.rows == (("toilets", "11", "11", "11", "11", "1 Sep"),)
    assert first.sentences[1] == "toilets, emergency: 28 a day at the peak."
    assert by_place.table.rows == (("Oral", "500", "10"),)
