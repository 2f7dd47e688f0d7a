"""Rules for the choice among regions of destination, and for the one that published figures speak of."""

from __future__ import annotations

from serai.scenario.destinations import cities_in, ordinary_people, regions_of
from serai.scenario.members import LIVEABLE, attraction_of, places_named
from serai.scenario.names import Names
from serai.scenario.nearest import listed, quoted
from serai.scenario.schema import Scenario
from serai.scenario.where import Report

MOST_NAMED = 4
SPACES = ("places", "regions", "groups")


def check_destinations(scenario: Scenario, names: Names, report: Report) -> None:
    """Regions of destination hold every city once, and each profile that leaves has shares among them."""
    _check_tracked(scenario, names, report)
    bad = report.unread | report.bad_tables
    if {"places", "groups", "destinations", "no_entry"} & bad:
        return
    for table in ("destinations", "no_entry"):
        for row, entry in enumerate(getattr(scenario, table)):
            known = names.holds(entry.region, SPACES)
            if known and not cities_in(scenario, entry.region):
                wrong = f"{quoted(entry.region)} contains no city or camp with attraction or population"
                report.cell(table, row, "region", wrong)
    if scenario.destinations:
        _check_cities(scenario, names, report)
    if scenario.destinations and not {"profiles", "traffic", "departures", "events"} & bad:
        _check_shares(scenario, report)
        _check_leavers(scenario, names, report)


def _check_tracked(scenario: Scenario, names: Names, report: Report) -> None:
    """What figures without a place speak of must be there, and have the posts at which people are counted."""
    tracked = scenario.tracked_destination
    if not tracked or "places" in report.unread:
        return
    if not names.holds(tracked, SPACES):
        near = report.near(tracked, lambda: names.known(SPACES))
        report.setting("tracked_destination", f"{quoted(tracked)} is not a place, region or group.{near}")
        return
    inside = set(places_named(scenario, tracked))
    posts = [place.name for place in scenario.places if place.kind == "border_post"]
    if posts and not inside & set(posts):
        text = (
            f"there is no border post in {quoted(tracked)}, where its entries would be counted; give posts its country"
        )
        report.setting("tracked_destination", f"{text} or region in {report.where.table('places')}")


def _check_cities(scenario: Scenario, names: Names, report: Report) -> None:
    """Each city and camp lies in one of the regions."""
    first: dict[str, str] = {}
    for row, entry in enumerate(scenario.destinations):
        if not names.holds(entry.region, SPACES):
            continue
        shared = [p.name for p in cities_in(scenario, entry.region) if first.get(p.name, entry.region) != entry.region]
        if shared:
            other = quoted(first[shared[0]])
            wrong = f"{quoted(entry.region)} and {other} share {listed(shared, MOST_NAMED)}; regions must not overlap"
            report.cell("destinations", row, "region", wrong)
        for place in cities_in(scenario, entry.region):
            first.setdefault(place.name, entry.region)
    outside = [
        place.name
        for place in scenario.places
        if place.kind in LIVEABLE and attraction_of(place) > 0.0 and place.name not in first
    ]
    if outside:
        text = f"no region contains {listed(outside, MOST_NAMED)}, so nobody would go there; add a row"
        report.table("destinations", f"{text}, or give attraction 0")


def _check_shares(scenario: Scenario, report: Report) -> None:
    """A region stands once for a profile; all weights of a profile are given, or none."""
    seen: dict[tuple[str, str], int] = {}
    by_profile: dict[str, list[int]] = {}
    for row, entry in enumerate(scenario.destinations):
        if entry.weight is None and ordinary_people(scenario, entry.region) <= 0.0:
            wrong = f"is needed: no ordinary traffic of tracked profiles enters at posts in {quoted(entry.region)}"
            report.cell("destinations", row, "weight", wrong)
        for profile in entry.profile.split() or [""]:
            earlier = seen.setdefault((entry.region, profile), row)
            if earlier != row:
                where = report.where.row("destinations", earlier)
                report.cell("destinations", row, "region", f"{quoted(entry.region)} is already in {where}")
            by_profile.setdefault(profile, []).append(row)
    for profile, rows in by_profile.items():
        weights = [scenario.destinations[row].weight for row in rows]
        whom = f"profile {quoted(profile)}" if profile else "all profiles"
        if len({weight is None for weight in weights}) > 1:
            blank = rows[weights.index(None)]
            wrong = f"of the regions for {whom} some have a weight; give this one too, or leave all blank"
            report.cell("destinations", blank, "weight", wrong)
        elif all(weight == 0.0 for weight in weights):
            report.cell("destinations", rows[0], "weight", f"of the regions for {whom} one must be greater than 0")


def _check_leavers(scenario: Scenario, names: Names, report: Report) -> None:
    """Whoever leaves has a region to go to, unless its profile has one city as destination."""
    named = {word for row in scenario.destinations for word in row.profile.split()}
    if any(not row.profile for row in scenario.destinations):
        return
    leaving = {row.profile for row in scenario.departures}
    leaving |= {word for event in scenario.events if event.what == "trigger" for word in event.profile.split()}
    for name in sorted(leaving - named):
        profile = names.profiles.get(name)
        if profile is not None and not profile.destination:
            regions = listed([quoted(region) for region in regions_of(scenario)], MOST_NAMED)
            text = f"profile {quoted(name)} leaves, and no row applies to it; add it to a row of {regions}"
            report.table("destinations", f"{text}, or add rows with a blank profile")
