"""The numbers in the page are those of the Dataset; counts of a few people are not told."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from serai.report.figures.drawn import figures
from serai.report.figures.evidence import link_of
from serai.report.figures.shapes import shapes_around
from serai.report.score_words import rows_sections, score_section
from serai.report.short_answer import short_answer
from serai.report.summary import run_sections

COUNTS = {"entries": "entries", "exits": "exits", "departures": "set_out", "registered": "registered"}


def chart(page, name):
    return next(one for one in page["charts"] if one["id"] == name)


def panel(page, name, place=-1):
    return next(one for one in chart(page, name)["panels"] if one["place"] == place)


def line(page, name, of, place=-1):
    return next(one for one in panel(page, name, place)["lines"] if one["name"] == of)


def tracked(run, name):
    """People by day of the scenario and place, from the Dataset."""
    profiles = [one.name for one in run.scenario.profiles if one.tracked]
    first, last = run.scenario.start, run.scenario.end - timedelta(days=1)
    days = run.data[name].sel(day=slice(np.datetime64(first), np.datetime64(last)))
    return days.sel(profile=profiles).sum("profile").values


@pytest.mark.parametrize(("name", "of"), COUNTS.items())
def test_counts_of_all_places_are_those_of_the_dataset(page, river_run, name, of):
    found = line(page, name, {"departures": "set_out"}.get(name, name))["m"]
    assert found == tracked(river_run, of).sum(axis=1).tolist()
    assert sum(found) > 0


@pytest.mark.parametrize(("name", "of"), COUNTS.items())
def test_counts_of_a_place_are_those_of_the_dataset_but_for_fewer_than_ten_people(page, river_run, name, of):
    expected = tracked(river_run, of)
    for one in chart(page, name)["panels"][1:]:
        counts = expected[:, one["place"]].tolist()
        assert one["lines"][0]["m"] == [None if 0 < count < 10 else count for count in counts]


def test_the_line_and_the_wait_of_a_post_are_those_of_the_dataset(page, river_run):
    data = river_run.data
    for one in chart(page, "lines")["panels"]:
        post = page["places"][one["place"]]["name"]
        of_post = (data.line_place == post) & (data.line_direction == "in") & (data.line_service != "registration")
        most = float(data.waiting[:, of_post.values].sum("line").max())
        assert max(count or 0 for count in one["lines"][0]["m"]) == most


def test_beds_in_use_are_those_of_the_dataset_at_eight_in_the_evening(page, river_run):
    data, zone = river_run.data, np.timedelta64(20, "h")  # the scenario's clock is UTC
    for one in chart(page, "lodging")["panels"]:
        place = page["places"][one["place"]]["name"]
        sizes = {
            row.id: row.unit_size if row.unit == "unit" else 1
            for row in river_run.scenario.lodging
            if row.place == place
        }
        evenings = [
            np.datetime64(river_run.scenario.start) + np.timedelta64(day, "D") + zone for day in range(page["n_days"])
        ]
        used = sum(data.beds_in_use.sel(step=evenings, lodging=key).values * size for key, size in sizes.items())
        shown = next(part for part in one["lines"] if part["name"] == "used")["m"]
        assert shown == [None if 0 < count < 10 else round(count) for count in used.tolist()]


def test_medians_and_bands_are_those_of_the_draws(draws_page, river_draws):
    data, scenario = river_draws.draws_data, river_draws.scenario
    first, last = scenario.start, scenario.end - timedelta(days=1)
    entries = data.entries.sel(day=slice(np.datetime64(first), np.datetime64(last))).sum("place")
    found = line(draws_page, "entries", "entries")
    for name, share in (("l", 0.1), ("m", 0.5), ("h", 0.9)):
        assert np.abs(np.array(found[name]) - entries.quantile(share, "draw").values).max() <= 0.5


def test_a_single_run_has_no_bands(page):
    assert not any("l" in one for chart in page["charts"] for panel in chart["panels"] for one in panel["lines"])


def test_the_sentences_of_the_page_are_those_of_the_terminal(page, river_run):
    for language in ("en", "de"):
        told = [{"text": one.text, "picture": one.picture} for one in short_answer(river_run.headline, language)]
        assert page["answer"][language] == told
    printed = [sentence for section in run_sections(river_run) for sentence in section.sentences]
    assert [one["text"] for one in page["answer"]["en"] if one["text"] not in printed] == []
    assert page["score"]["en"]["sentences"] == list(score_section(river_run.score_rows()).sentences)
    assert f"{river_run.headline.registration.persons.median:,.0f}" in page["answer"]["en"][2]["text"]
    assert 3 <= len(page["answer"]["en"]) <= 5


def test_every_published_figure_is_in_the_table_with_its_score(page, river_run):
    rows = river_run.score_rows()
    assert [row["id"] for row in page["evidence"]] == [row.id for row in rows]
    for shown, row in zip(page["evidence"], rows, strict=True):
        assert (shown["inside"], shown["use"]) == (row.inside, row.use)
        assert shown["grey"] or not row.is_consistent_by_choice
        if row.simulated is not None:
            assert shown["simulated"] == pytest.approx(row.simulated, rel=1e-4)


def test_the_table_of_evidence_says_what_the_terminal_says(page, draws_page, river_run):
    cells = {row["id"]: row["words"]["en"] for row in page["evidence"]}
    told = [line for section in rows_sections(river_run.score_rows()) for line in section.table.rows]
    shown = [(one["use"], one["period"], one["published"], one["simulated"], one["inside"]) for one in cells.values()]
    assert sorted(line[1:] for line in told) == sorted(shown)
    assert any("(" in row["words"]["en"]["simulated"] for row in draws_page["evidence"])
    assert all(set(row["words"]) == {"en", "de", "ru", "kk"} for row in page["evidence"])


def test_a_mark_in_a_picture_is_its_row_of_the_table_a_day(page):
    marks = [
        (one, chart["id"]) for chart in page["charts"] for panel in chart["panels"] for one in panel.get("marks", [])
    ]
    assert marks
    for mark, name in marks:
        row = page["evidence"][mark["row"]]
        days = mark["to"] - mark["from"] if row["statistic"] == "sum" and name in COUNTS else 1
        assert mark["low"] is None or mark["low"] == pytest.approx(row["low"] / days, rel=1e-3)
        assert mark["grey"] == row["grey"]


def test_travellers_are_a_few_and_told_in_every_language_that_has_sentences(page):
    assert 1 <= len(page["travellers"]) <= 5
    for one in page["travellers"]:
        assert one["steps"]
        assert all(set(step["text"]) == {"en", "de"} and all(step["text"].values()) for step in one["steps"])
        hours = [(bar[1], bar[2]) for bar in one["bars"]]
        assert all(begin <= end for begin, end in hours)
        assert hours == sorted(hours)


def test_who_moves_on_the_map_sets_out_and_arrives_where_journeys_say(page, river_run):
    trips = page["trips"]
    assert trips["parties"] == len(set(river_run.outcome.journeys["key"].tolist()))
    assert all(start <= end for start, end in zip(trips["start"], trips["end"], strict=True))
    assert trips["start"] == sorted(trips["start"])


def test_the_page_names_no_folder_above_that_of_the_run(river_run, tmp_path):
    from serai.report.figures import page_data

    river_run.save(tmp_path / "my run")
    assert page_data(river_run)["provenance"]["repeat"] == 'serai repeat "my run"'


@pytest.mark.parametrize(
    ("url", "source", "link"),
    [
        ("https://example.org/a", "A paper, 2022", "https://example.org/a"),
        ("https://example.org/a", "A paper (mirror), 2022", ""),
        ("https://example.org/a", "A paper (mirror address), 2022", ""),
        ("javascript:alert(1)", "A paper", ""),
        ("data:text/html,x", "A paper", ""),
        ("", "A paper", ""),
    ],
)
def test_a_source_is_a_link_if_its_address_is_one_of_the_web_and_no_mirror(url, source, link):
    assert link_of(url, source) == link


def test_figures_are_rounded_and_hide_few():
    assert figures([0.4, 9.4, 9.6, np.nan, 120.0], 0, hide_few=True) == [0, None, 10, None, 120]
    assert figures([0.44, np.nan], 1) == [0.4, None]
    assert figures([3.0, 4.0], 0) == [3, 4]


def test_shapes_are_cut_to_the_region_and_crimea_is_given_to_ukraine_by_default():
    region = shapes_around([(37.0, 56.0), (77.0, 43.0)])
    countries = {one["properties"]["name"]: one["properties"] for one in region["objects"]["countries"]["geometries"]}
    assert {"Russia", "Kazakhstan", "Ukraine", "Crimea"} <= set(countries)
    assert "Brazil" not in countries
    crimea = countries["Crimea"]
    assert (crimea["un"], crimea["fact"]) == (countries["Ukraine"]["id"], countries["Russia"]["id"])
    assert crimea["disputed"]
    rings = (ring for one in region["objects"]["countries"]["geometries"] for part in one["arcs"] for ring in part)
    used = {arc if arc >= 0 else ~arc for ring in rings for arc in ring}
    assert used == set(range(len(region["arcs"])))


def test_a_region_that_spans_the_world_is_not_cut():
    every = shapes_around([(-170.0, -40.0), (175.0, 70.0)])
    assert len(every["objects"]["countries"]["geometries"]) > 200
