"""Runs a case by Flee itself; `flee_vs_serai.py` starts it with a Python that has Flee 3.1, and reads its last line.

Only the loop over days is timed. `python flee_run.py CASE`.
"""

import contextlib
import io
import json
import sys
import time
from pathlib import Path


def simulate(folder):
    """Run the case as Flee's own runscript does; the figures of the run."""
    from flee import InputGeography, flee, spawning
    from flee.datamanager import handle_refugee_data, read_period
    from flee.SimulationSettings import SimulationSettings

    inputs = folder / "input_csv"
    SimulationSettings.ReadFromYML(str(folder / "simsetting.yml"))
    SimulationSettings.ConflictInputFile = str(inputs / "conflicts.csv")
    start_date, n_days = read_period.read_conflict_period(str(inputs / "sim_period.csv"))
    geography = InputGeography.InputGeography()
    geography.ReadConflictInputCSV(SimulationSettings.ConflictInputFile)
    geography.ReadLocationsFromCSV(str(inputs / "locations.csv"))
    geography.ReadLinksFromCSV(str(inputs / "routes.csv"))
    geography.ReadClosuresFromCSV(str(inputs / "closures.csv"))
    world, place_of = geography.StoreInputGeographyInEcosystem(flee.Ecosystem())
    series = handle_refugee_data.RefugeeTable(
        csvformat="generic",
        data_directory=str(folder / "source_data"),
        start_date=start_date,
        data_layout="data_layout.csv",
    )
    camps = [name for name, place in place_of.items() if place.camp]
    for name in camps:
        spawning.add_initial_refugees(world, series, place_of[name])
    person_days, counts = 0, []
    began = time.process_time()
    for day in range(n_days):
        geography.AddNewConflictZones(world, day)
        spawning.spawn_daily_displaced(world, day, series, SumFromCamps=True)
        spawning.refresh_spawn_weights(world)
        world.enact_border_closures(day)
        world.evolve()
        person_days += len(world.agents)
        counts.append([place_of[name].numAgents for name in camps])
    seconds = time.process_time() - began
    moves = sum(agent.places_travelled - 1 + bool(agent.travelling) for agent in world.agents)
    return {
        "seconds": seconds, "people": len(world.agents), "person_days": person_days, "moves": moves,
        "camps": camps, "counts": counts,
    }  # fmt: skip


if __name__ == "__main__":
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        figures = simulate(Path(sys.argv[1]))
    print(json.dumps(figures))
