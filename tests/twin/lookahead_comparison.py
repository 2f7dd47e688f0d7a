"""The engine's run of the rule `lookahead` and the twin's, day by day and person by person."""

from __future__ import annotations

from collections.abc import Iterator

from serai.errors import ScenarioError
from serai.model.lookahead import advance, outcome_of, set_up
from serai.model.tick import run
from serai.scenario.schema import Scenario
from serai.state.calendar import CHUNK
from serai.state.lookahead import FLAG_ON_LINK
from serai.state.memory import Memory
from twin.comparison import compare
from twin.lookahead.run import NobodyLeftError, Whereabouts, run_lookahead_twin


def lookahead_differences(scenario: Scenario, seed: int) -> list[str]:
    """What differs between engine and twin: the first day on which somebody is elsewhere, and arrays or totals."""
    try:
        return _differences(scenario, seed)
    except NobodyLeftError:  # the engine must refuse it as well
        try:
            run(scenario, seed)
        except ScenarioError:
            return []
        return ["the engine finds people where the twin finds none"]


def _differences(scenario: Scenario, seed: int) -> list[str]:
    days, memory = set_up(scenario, seed)
    engine = advance(scenario, days, memory, stride=1, driver="compiled")
    for twin, past in zip(run_lookahead_twin(scenario, seed), engine, strict=True):
        theirs, mine = list(whereabouts(scenario, memory, past)), twin.whereabouts()
        if theirs != mine:
            at = next((row for row, pair in enumerate(zip(theirs, mine, strict=False)) if pair[0] != pair[1]), -1)
            return [f"day {past - 1}, person {at}:\n  engine {theirs[at:][:1]}\n  twin   {mine[at:][:1]}"]
    return compare(outcome_of(scenario, memory), twin.books)


def whereabouts(scenario: Scenario, memory: Memory, past: int) -> Iterator[Whereabouts]:
    """Everybody whom the engine looks at again after so many days: first at places, then on links."""
    names, n_days = [place.name for place in scenario.places], (scenario.end - scenario.start).days
    for first in (0, n_days):
        for day in range(past, n_days):
            for person in people_in(memory, first + day):
                step = int(person["route"])
                ahead = tuple(names[row] for row in memory["look_step_place"][step : step + int(person["steps"])])
                place, link = int(person["where"]), ("", 0.0)
                if person["flags"] & FLAG_ON_LINK:
                    road = memory["look_road"][place]
                    place, link = int(road["start"]), (names[road["end"]], float(road["km"]))
                yield Whereabouts(day, int(person["key"]), names[person["home"]], names[place], link, ahead)


def people_in(memory: Memory, which: int) -> Iterator[object]:
    """The records of a chain, in its order."""
    row, chunk = memory["chain"][which], int(memory["chain"][which]["head"])
    while chunk >= 0:
        first = int(row["start"]) if chunk == row["head"] else 0
        past = int(row["fill"]) if chunk == row["tail"] else CHUNK
        yield from memory["look_person"][chunk * CHUNK + first : chunk * CHUNK + past]
        chunk = int(memory["nxt"][chunk])
