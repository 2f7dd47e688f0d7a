"""Rules for names: no two alike, every reference leads somewhere."""

from __future__ import annotations

from typing import Any

from serai.scenario.fields import fields_of, key_column, tables_of
from serai.scenario.members import LIVEABLE, meanings_of
from serai.scenario.names import NOUNS, Names, in_circles, unknown
from serai.scenario.nearest import listed, quoted
from serai.scenario.schema import SERVICE_ORDER, Scenario
from serai.scenario.texts import parse_modes
from serai.scenario.where import SETTINGS_SHEET, Report

LISTS = {
    ("events", "profile"), ("observations", "who"), ("lodging", "for_whom"), ("destinations", "profile"),
    ("no_entry", "profile"),
}  # fmt: skip
EXTRA_REFERENCES = {("lodging", "for_whom"): ("profiles",)}
EXTRA_WORDS = {("observations", "who"): frozenset({"liable"})}
MOST_NAMED = 4


def check_equal_names(scenario: Scenario, names: Names, report: Report) -> None:
    """Names and ids must differ by more than capitals, and a group must not bear the name of a place or region."""
    tables = tables_of(type(scenario)).items()
    for table, column in [("places", "name"), ("profiles", "name")] + [
        (table, "id") for table, model in tables if key_column(model) == "id"
    ]:
        first: dict[str, int] = {}
        for row, entry in enumerate(getattr(scenario, table)):
            name = getattr(entry, column)
            earlier = first.setdefault(name.casefold(), row)
            if earlier != row and name:
                report.cell(table, row, column, f"{quoted(name)} is already in {report.where.row(table, earlier)}")
    places = {name.casefold(): name for name in names.places}
    regions = {name.casefold(): name for name in names.regions}
    seen: dict[tuple[str, str], int] = {}
    circles = in_circles(names.groups)
    for row, group in enumerate(scenario.groups):
        key = group.name.casefold()
        if key in places or key in regions:
            kind = "place" if key in places else "region or country"
            report.cell("groups", row, "name", f"{quoted(group.name)} is the name of a {kind}, too")
        earlier = seen.setdefault((group.name, group.member), row)
        if earlier != row:
            report.row("groups", row, f"is the same as {report.where.row('groups', earlier)}")
        elif group.name in circles and group.name not in names.places:
            report.cell("groups", row, "member", f"group {quoted(group.name)} contains itself")


def check_references(scenario: Scenario, names: Names, report: Report) -> None:
    """Every cell that names a row of another table must name one that is there."""
    two_meanings = _two_meanings(scenario, names, report)
    for table, model in tables_of(type(scenario)).items():
        for column in fields_of(model).values():
            refers = column.refers or EXTRA_REFERENCES.get((table, column.name), ())
            needed = {"places" if name == "regions" else name for name in refers}
            if not refers or needed & report.unread:
                continue
            known = set(names.known(refers)) | EXTRA_WORDS.get((table, column.name), frozenset())
            file = report.where.table(refers[0])
            ambiguous = two_meanings if "regions" in refers else {}
            for row, entry in enumerate(getattr(scenario, table)):
                given = getattr(entry, column.attribute)
                for word in given.split() if (table, column.name) in LISTS else [given]:
                    if word and word not in known:
                        said = unknown(word, refers, names, file, report)
                        report.cell(table, row, column.name, said, (word, file))
                    elif word in ambiguous:
                        report.cell(table, row, column.name, ambiguous[word])
    if SETTINGS_SHEET not in report.unread:
        _check_modes(scenario, report)
    _check_kinds(scenario, names, report)
    _check_initial(scenario, names, report)
    _check_leavers(scenario, names, report)
    _check_observations(scenario, names, report)


def _two_meanings(scenario: Scenario, names: Names, report: Report) -> dict[str, str]:
    """Names that stand for a place, a region or a country with different places, and what is said of each."""
    countries = {place.country for place in scenario.places}
    both = {name for name in names.regions if name in names.places or name in countries}
    said = {}
    for name in sorted(both):
        meanings = meanings_of(scenario, name)
        if len(set(meanings.values())) > 1:
            kinds = [f"the {kind} ({listed(members, MOST_NAMED)})" for kind, members in meanings.items()]
            other = list(meanings)[1]
            new = quoted(f"{name} {other}")
            said[name] = (
                f"{quoted(name)} can be read in two ways, as {' or '.join(kinds)}; give the {other} a name of its own "
                f"in column {other} of {report.where.table('places')}, as {new}, and write {new} where it is meant"
            )
    return said


def _check_modes(scenario: Scenario, report: Report) -> None:
    known = ", ".join(scenario.modes)

    def require(table: str, row: int, column: str, mode: str) -> None:
        if mode not in scenario.modes:
            near = report.near(mode, lambda: scenario.modes) or f" Allowed: {known}."
            report.cell(table, row, column, f"mode {quoted(mode)} is not a mode of this scenario.{near}")

    for row, profile in enumerate(scenario.profiles):
        if not report.is_bad("profiles", row, "modes"):
            for mode, _ in parse_modes(profile.modes):
                require("profiles", row, "modes", mode)
    for row, traffic in enumerate(scenario.traffic):
        if traffic.mode:
            require("traffic", row, "mode", traffic.mode)


def _check_kinds(scenario: Scenario, names: Names, report: Report) -> None:
    """Kinds of lodging and of place must fit."""
    if "lodging" not in report.unread:
        kinds = {lodging.kind for lodging in scenario.lodging}
        for row, profile in enumerate(scenario.profiles):
            _check_lodging_words("profiles", row, profile.lodging, kinds, report)
        for row, observation in enumerate(scenario.observations):
            _check_lodging_words("observations", row, observation.lodging, kinds, report)
    for row, lodging in enumerate(scenario.lodging):
        _require_kind("lodging", row, "place", lodging.place, names, report)
    for row, profile in enumerate(scenario.profiles):
        _require_kind("profiles", row, "destination", profile.destination, names, report)


def _check_lodging_words(table: str, row: int, text: str, kinds: set[str], report: Report) -> None:
    for word in text.split():
        if word not in kinds:
            near = report.near(word, lambda: kinds)
            file = report.where.table("lodging")
            report.cell(table, row, "lodging", f"no row of {file} is of kind {quoted(word)}.{near}")


def _require_kind(table: str, row: int, column: str, name: str, names: Names, report: Report) -> None:
    place = names.places.get(name) if name else None
    if place is not None and place.kind and place.kind not in LIVEABLE:
        wrong = f"{quoted(name)} must be a city or camp, but it is a place of kind {place.kind}"
        report.cell(table, row, column, wrong)


def _check_initial(scenario: Scenario, names: Names, report: Report) -> None:
    for row, initial in enumerate(scenario.initial):
        for table, column in (("services", "service"), ("lodging", "lodging")):
            target: Any = getattr(names, table).get(getattr(initial, column))
            if target is not None and target.place and target.place != initial.place:
                where = f"is at {quoted(target.place)}, not at {quoted(initial.place)}"
                report.cell("initial", row, column, f"{NOUNS[table]} {quoted(target.id)} {where}")
        if initial.service and initial.lodging:
            report.row("initial", row, "people stand in a line or occupy lodging, not both")
        profile = names.profiles.get(initial.profile)
        if profile is not None and not profile.tracked and not initial.service:
            wrong = f"profile {quoted(initial.profile)} is not tracked, so its people can only stand in a line"
            report.cell("initial", row, "service", f"{wrong}; name the service")
    if "services" in report.unread:
        return
    centres = {service.place for service in scenario.services if service.service == "registration"}
    for row, traffic in enumerate(scenario.traffic):
        if traffic.service == "registration" and traffic.post not in centres:
            report.cell("traffic", row, "service", f"{quoted(traffic.post)} has no service of kind registration")
        profile = names.profiles.get(traffic.profile)
        if traffic.service == "registration" and profile is not None and profile.tracked:
            wrong = (
                f"profile {quoted(traffic.profile)} is tracked; profiles that only load a registration line must not be"
            )
            report.cell("traffic", row, "profile", wrong)


def check_beds(scenario: Scenario, names: Names, report: Report) -> None:
    """Lodging holds at least the people who occupy it at the start."""
    people: dict[str, float] = {}
    for row, initial in enumerate(scenario.initial):
        lodging = names.lodging.get(initial.lodging)
        if lodging is not None and not report.is_bad("initial", row, "people"):
            people[lodging.id] = people.get(lodging.id, 0.0) + initial.people
            if people[lodging.id] > lodging.beds:
                beds = f"lodging {quoted(lodging.id)} has {lodging.beds:g} beds"
                report.cell("initial", row, "people", f"{beds}, fewer than the {people[lodging.id]:g} people in it")


def _check_leavers(scenario: Scenario, names: Names, report: Report) -> None:
    """Who leaves home is tracked: the others exist only from a line to its service."""
    given = [("departures", row, departure.profile) for row, departure in enumerate(scenario.departures)]
    given += [("events", row, event.profile) for row, event in enumerate(scenario.events) if event.what == "trigger"]
    for table, row, words in given:
        for word in words.split() if table == "events" else [words]:
            profile = names.profiles.get(word)
            if profile is not None and not profile.tracked:
                wrong = f"profile {quoted(word)} is not tracked, so its people cannot leave home"
                report.cell(table, row, "profile", f"{wrong}; let them appear by traffic")


def _check_observations(scenario: Scenario, names: Names, report: Report) -> None:
    if "services" in report.unread:
        return
    known = {*SERVICE_ORDER, *(row.service for row in scenario.services), *names.lines, *names.services}
    for row, observation in enumerate(scenario.observations):
        if observation.service and observation.service not in known:
            near = report.near(observation.service, lambda: known)
            wrong = f"{quoted(observation.service)} is neither a line, a service nor a kind of service.{near}"
            report.cell("observations", row, "service", wrong)
