"""Makes a page for the browser tests: python make_page.py NAME FILE."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import serai
from serai.report.page import report_html
from serai.runs.run import Run, simulate
from serai.scenario.schema import Scenario

sys.path[:0] = [str(Path(__file__).parents[2] / "tests"), str(Path(__file__).parent)]

DRAWS = 30
SCRIPT = "<script>alert(1)</script>"


def _kazakhstan_draws() -> list[Run]:
    return [simulate(serai.load("kazakhstan-2022"), draws=4)]


def _kazakhstan() -> list[Run]:
    return [simulate(serai.load("kazakhstan-2022"))]


def _river() -> list[Run]:
    return [simulate(serai.load("river-crossing"))]


def _measures() -> list[Run]:
    from serai.scenario.change import with_measures

    base = serai.load("river-crossing")
    runs: list[Run] = [simulate(base, draws=DRAWS)]
    for measure in dict.fromkeys(row.measure for row in base.measures):
        run = simulate(with_measures(base, (measure,)), draws=DRAWS)
        run.provenance = replace(run.provenance, changes=(measure,))
        runs.append(run)
    return runs


def _camps() -> list[Run]:
    return [simulate(_camps_scenario())]


def _camps_draws() -> list[Run]:
    return [simulate(_camps_scenario(), draws=20)]


def _camps_scenario() -> Scenario:
    import flee_cases

    rows = [
        "Warville,North,Here,1.0,30.0,conflict_zone,0,90000", "Midtown,Middle,Here,1.8,30.9,town,0,0",
        "East Camp,East,There,2.0,32.5,camp,0,8000", "West Camp,West,Elsewhere,2.6,28.8,camp,0,5000",
    ]  # fmt: skip
    roads = ["Warville,Midtown,90,0", "Midtown,East Camp,180,0", "Midtown,West Camp,240,0", "Warville,West Camp,200,0"]
    camps = {"East Camp": {0: 0, 10: 2500, 30: 6000, 59: 7600}, "West Camp": {0: 0, 12: 1500, 40: 3900, 59: 4100}}
    with TemporaryDirectory() as folder:
        case = flee_cases.write_case(Path(folder), rows, roads, days=60, camps=camps)
        return flee_cases.scenario_of(case)


def _script() -> list[Run]:
    """A place that is called like a script element, wherever names stand, with a name in another script."""
    river = serai.load("river-crossing")
    text = river.model_dump_json(by_alias=True).replace("Long Bridge", SCRIPT.replace('"', ""))
    called = type(river).model_validate_json(text)
    labels = {SCRIPT: (("ka", "გრძელი ხიდი"),)}
    places = tuple(place.model_copy(update={"labels": labels.get(place.name, ())}) for place in called.places)
    return [simulate(called.model_copy(update={"places": places}))]


def _many() -> list[Run]:
    """Two thousand places: cities and posts in rows, as much as a page may hold."""
    import many_places

    return [simulate(many_places.scenario())]


PAGES: dict[str, Callable[[], list[Run]]] = {
    "kazakhstan": _kazakhstan, "draws": _kazakhstan_draws, "river": _river, "measures": _measures, "camps": _camps,
    "camps-draws": _camps_draws,
    "script": _script, "many": _many,
}  # fmt: skip

if __name__ == "__main__":
    Path(sys.argv[2]).write_text(report_html(PAGES[sys.argv[1]]()), encoding="utf-8")
