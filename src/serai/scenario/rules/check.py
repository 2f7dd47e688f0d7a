"""Every rule that a scenario has to keep; `check` raises one ScenarioError with all problems."""

from __future__ import annotations

from serai.errors import ScenarioError
from serai.scenario.fields import row_name
from serai.scenario.names import names_of
from serai.scenario.rule import rule_named
from serai.scenario.rules.destinations import check_destinations
from serai.scenario.rules.events import check_events
from serai.scenario.rules.given import check_given
from serai.scenario.rules.limits import check_limits
from serai.scenario.rules.measures import check_measures
from serai.scenario.rules.menu import check_menu
from serai.scenario.rules.names import check_beds, check_equal_names, check_references
from serai.scenario.rules.observations import check_observations
from serai.scenario.rules.parameters import check_parameters
from serai.scenario.rules.reach import check_reach, check_routes
from serai.scenario.rules.rows import check_ranges, check_rows, check_settings
from serai.scenario.rules.services import check_services
from serai.scenario.schema import Scenario
from serai.scenario.where import Report, Where

NEEDED_FOR_REACH = frozenset({"places", "groups", "routes", "profiles", "departures", "events", "traffic", "initial"})


def check(scenario: Scenario, drawn_from: Scenario | None = None) -> None:
    """Hold a scenario, as made or changed in Python, against every rule.

    Parameters
    ----------
    scenario : Scenario
    drawn_from : Scenario, optional
        One that was checked, and from which this one differs in numbers only.

    Raises
    ------
    ScenarioError
        With one line for each fault; rows are named by their name or id.
    """
    report = Report(memory_where(scenario))
    find_faults(scenario, report, drawn_from)
    if report.problems:
        raise ScenarioError(f'scenario "{scenario.name}"', report.problems)


def find_faults(scenario: Scenario, report: Report, drawn_from: Scenario | None = None) -> None:
    """Add every fault to the report. Cells that are faulty already are not blamed twice, nor what follows of them."""
    names = names_of(scenario)
    check_settings(scenario, report)
    if drawn_from is None:
        check_rows(scenario, report)
        check_equal_names(scenario, names, report)
        check_references(scenario, names, report)
        check_routes(scenario, report)
    check_ranges(scenario, report, drawn_from)
    check_beds(scenario, names, report)
    check_services(scenario, names, report)
    check_limits(scenario, report)
    check_events(scenario, names, report)
    check_given(scenario, report)
    check_destinations(scenario, names, report)
    check_parameters(scenario, report)
    check_measures(scenario, names, report)
    check_menu(scenario, names, report)
    check_observations(scenario, names, report)
    rule_named(scenario.rule).check(scenario, names, report)
    if not NEEDED_FOR_REACH & (report.bad_tables | report.unread) and not report.bad_settings:
        check_reach(scenario, names, report)


def memory_where(scenario: Scenario) -> Where:
    """Rows by their names, for a scenario that comes from no file."""
    return Where("memory", row_names=lambda table: [row_name(row) for row in getattr(scenario, table)])
