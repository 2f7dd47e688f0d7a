"""The engine's run of the rule `lookahead` and the twin's, day by day and cohort by cohort."""

from __future__ import annotations

from collections.abc import Iterator

from serai.errors import ScenarioError
from serai.flee.run import MANY_PARTS, advance, outcome_of, set_up
from serai.flee.schema import FleeScenario
from serai.runs.course import run
from serai.state.calendar import CHUNK
from serai.state.record import Memory
from twin.comparison import compare
from twin.lookahead.run import NobodyLeftError, Whereabouts, run_lookahead_twin


def lookahead_differences(scenario: FleeScenario, seed: int, many_parts: int = MANY_PARTS) -> list[str]:
    """What differs between engine and twin: the first day on which somebody is elsewhere, and arrays or totals."""
    try:
        return _differences(scenario, seed, many_parts)
    except NobodyLeftError:  # the engine must refuse it as well
        try:
            run(scenario, seed)
        except ScenarioError:
            return []
        return ["the engine finds people where the twin finds none"]


def _differences(scenario: FleeScenario, seed: int, many_parts: int) -> list[str]:
    days, memory = set_up(scenario, seed, many_parts)
    engine = advance(scenario, days, memory, stride=1, driver="compiled")
    for twin, past in zip(run_lookahead_twin(scenario, seed, many_parts), engine, strict=True):
        theirs, mine = list(whereabouts(scenario, memory, past)), twin.whereabouts()
        if theirs != mine:
            at = next((row for row, pair in enumerate(zip(theirs, mine, strict=False)) if pair[0] != pair[1]), -1)
            return [f"day {past - 1}, cohort {at}:\n  engine {theirs[at:][:1]}\n  twin   {mine[at:][:1]}"]
        if at_rest(scenario, memory) != twin.at_rest():
            return [f"day {past - 1}, at rest:\n  engine {at_rest(scenario, memory)}\n  twin   {twin.at_rest()}"]
    return compare(outcome_of(scenario, memory), twin.books)


def whereabouts(scenario: FleeScenario, memory: Memory, past: int) -> Iterator[Whereabouts]:
    """All cohorts that the engine looks at again after so many days: first at places, then on links."""
    names, n_days = [place.name for place in scenario.places], (scenario.end - scenario.start).days
    kinds = memory["kind_key"].tolist()
    for due, chain in [(past, n_days + past % 2), *((day, day) for day in range(past, n_days))]:
        for cohort in cohorts_in(memory, chain):
            step = int(cohort["route"])
            ahead = memory["step_place"][step : step + int(cohort["steps"])] if cohort["steps"] else []
            place, link = int(cohort["where"]), ("", 0.0)
            if chain < n_days:
                road = memory["road"][place]
                place, link = int(road["start"]), (names[road["end"]], float(road["km"]))
            yield Whereabouts(
                due, int(cohort["key"]), int(cohort["people"]), kinds[cohort["kind"]], names[place], link,
                tuple(names[row] for row in ahead), float(cohort["recent"]),
            )  # fmt: skip


def at_rest(scenario: FleeScenario, memory: Memory) -> dict[tuple[int, str], int]:
    """People of whom only the kind is to be known, by key of the kind and place."""
    people, kinds = memory["at_rest"], memory["kind_key"].tolist()
    return {
        (kind, place.name): int(people[row, column])
        for row, kind in enumerate(kinds)
        for column, place in enumerate(scenario.places)
        if people[row, column]
    }


def cohorts_in(memory: Memory, which: int) -> Iterator[object]:
    """The records of a chain, in its order."""
    row, chunk = memory["chain"][which], int(memory["chain"][which]["head"])
    while chunk >= 0:
        first = int(row["start"]) if chunk == row["head"] else 0
        past = int(row["fill"]) if chunk == row["tail"] else CHUNK
        yield from memory["cohort"][chunk * CHUNK + first : chunk * CHUNK + past]
        chunk = int(memory["nxt"][chunk])
