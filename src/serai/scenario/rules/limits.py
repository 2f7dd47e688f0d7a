"""How many places, profiles, lines and causes a run can number."""

from __future__ import annotations

from serai.codes import (
    MAX_CAUSES,
    MAX_LINES,
    MAX_LINES_PER_POOL,
    MAX_LODGING_ROWS,
    MAX_MODES,
    MAX_PLACES,
    MAX_PROFILES,
)
from serai.scenario.causes import causes_of, departure_causes
from serai.scenario.names import line_of
from serai.scenario.nearest import quoted
from serai.scenario.schema import Scenario, stands_at
from serai.scenario.where import Report


def check_limits(scenario: Scenario, report: Report) -> None:
    """Refuse more rows than the record of a party has room for, and a scenario without places or profiles."""
    tables = {
        "places": (len(scenario.places), MAX_PLACES, "places"),
        "profiles": (len(scenario.profiles), MAX_PROFILES, "profiles"),
        "lodging": (len(scenario.lodging), MAX_LODGING_ROWS, "rows of lodging"),
        "services": (len({line_of(service) for service in scenario.services}), MAX_LINES, "lines"),
    }
    for table, (given, most, what) in tables.items():
        if given > most:
            report.table(table, f"a run has at most {most:,} {what}, got {given:,}")
    for table in ("places", "profiles"):
        if not getattr(scenario, table) and not {table} & (report.bad_tables | report.unread):
            report.table(table, "at least one row is needed")
    _check_causes(scenario, report)
    if len(scenario.modes) > MAX_MODES:
        report.setting("modes", f"a run has at most {MAX_MODES:,} modes, got {len(scenario.modes):,}")
    _check_pools(scenario, report)


def _check_causes(scenario: Scenario, report: Report) -> None:
    """Triggers and departures that a run must tell apart; rows of a long series count as one."""
    n_causes, n_series = len(causes_of(scenario)), len(set(departure_causes(scenario)))
    if n_causes > MAX_CAUSES:
        n_triggers = n_causes - 1 - n_series
        table = "departures" if n_series > n_triggers else "events"
        text = f"a run distinguishes at most {MAX_CAUSES - 1:,} causes, got {n_triggers:,} triggers in "
        text += f"{report.where.table('events')} and {n_series:,} pairs of origin and profile in "
        text += f"{report.where.table('departures')}; let a group of origins or profiles share a row"
        report.table(table, text)


def _check_pools(scenario: Scenario, report: Report) -> None:
    lines: dict[tuple[str, str], set[str]] = {}
    for row, service in enumerate(scenario.services):
        if not service.pool:
            continue
        mine = lines.setdefault((stands_at(service), service.pool), set())
        if line_of(service) not in mine and len(mine) == MAX_LINES_PER_POOL:
            most = f"pool {quoted(service.pool)} has {MAX_LINES_PER_POOL} lines already, the most that a pool can have"
            report.cell("services", row, "pool", most)
        mine.add(line_of(service))
