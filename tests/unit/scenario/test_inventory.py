"""The inventory says what a scenario holds, and every value and row that a run uses."""

from __future__ import annotations

from serai.scenario.inventory import contents, published_figures, rows_used, values_used


def test_contents_say_what_a_scenario_holds(river):
    assert contents(river)[:6] == [
        "A town floods",
        "2024-03-01 to 2024-04-01 (31 days), in ticks of 60 minutes",
        "places: 1 origin, 1 border post, 1 city, 1 camp",
        "people at risk: 5,000",
        "people in departures: 400",
        "beds: 800",
    ]


def test_every_value_used_comes_with_unit_range_and_source(river):
    used = {value.key: value for value in values_used(river)}
    elasticity = used["housing.price_elasticity"]
    assert (elasticity.value, elasticity.unit, elasticity.range, elasticity.source) == (
        "1.2",
        "1",
        "0.8 to 1.6",
        "a survey",
    )
    assert (used["services.ford-day.minutes"].value, used["services.ford-day.minutes"].range) == ("3", "2 to 4")
    assert used["departures.agadez-family.people"].range == ""
    assert used["tick"].value == "1h"


def test_rows_are_listed_without_defaults_and_without_what_has_a_range(river):
    rows = {(row.table, row.name): row for row in rows_used(river)}
    cells = rows["services", "ford-day"].cells
    assert {"place", "service", "servers"} <= cells.keys()
    assert not {"minutes", "unit", "source"} & cells.keys()
    assert not {"measures", "observations"} & {table for table, _ in rows}


def test_published_figures_come_with_the_range_that_counts_as_inside(river):
    (figure,) = published_figures(river)
    assert (figure.value, figure.range) == ("900", "700 to 1100")
