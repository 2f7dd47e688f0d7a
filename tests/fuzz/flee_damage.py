"""Small Flee cases with damaged files: each is refused in plain words, or converted and run.

Usage: python -m fuzz.flee_damage [--cases N] [--seed N]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path
from random import Random

from flee_files import place, write_case
from fuzz.text_damage import damage_files
from serai.errors import SeraiError
from serai.flee.convert.convert import convert_flee, is_empty
from serai.runs.course import run
from serai.scenario.read.load import load

DAYS = 12
DAMAGES = (1, 1, 2, 3)
NUMBERS = (".inf", "-.inf", ".nan", "1e999", "-1", "0", "2e2", "True", "''", "[1, .inf]", "{0: 1}", "x", "1e18", "null")
KEYS = (
    "awareness_level", "max_move_speed", "max_walk_speed", "softening", "capacity_buffer", "capacity_scaling", "weight_power",
    "default_movechance", "use_v1_rules", "fixed_routes", "harvest_months", "pruning_threshold", "avoid_short_stints",
)  # fmt: skip
CLOSURES = "#closure_type,name1,name2,closure_start,closure_end\ncountry,Here,There,4,7\ncamp,D,,0,3\nlink,A,B,5,9\n"


def small_case(folder: Path) -> Path:
    """A case that has a file of each kind."""
    columns = "#name,region,country,latitude,longitude,location_type,conflict_date,population,initial_idps"
    places = [
        place("A", "conflict_zone", 900, more=",4"), place("B", "town", 200, more=",1"), place("C", "camp", 60, "There", ",2"),
        place("D", "camp", "", "There", ","), place("M", "marker", 0, more=","),
    ]  # fmt: skip
    files = {
        "input_csv/locations.csv": "\n".join([columns, *places]), "input_csv/closures.csv": CLOSURES,
        "location_changes.csv": "#name,location_type,date\nB,conflict_zone,6",
        "input_csv/demographics_age.csv": "age,Default\n5,1\n40,3", "input_csv/major_routes.csv": "A,B,M",
        "input_csv/registration_corrections.csv": "C,2020-01-05", "source_data/more.csv": "Date,n\n2020-01-01,3\n2020-01-09,8",
        "source_data/data_layout.csv": "total,total.csv\nC,C.csv,more.csv\nD,D.csv",
    }  # fmt: skip
    camps = {"C": {0: 5, 4: 30, 9: 80}, "D": {0: 0, 11: 60}}
    routes = ["A,B,90,", "B,C,120,1", "B,M,40,", "M,D,75,2"]
    return write_case(folder, places, routes, days=DAYS, camps=camps, files=files, moves={"awareness_level": 2})


def damage(rng: Random, files: dict[str, bytes]) -> str:
    """Do one thing to one of the files, or set a key to what it cannot be."""
    if files.get("simsetting.yml") and rng.random() < 0.3:
        key, value = rng.choice(KEYS), rng.choice(NUMBERS)
        files["simsetting.yml"] += f"  {key}: {value}\n".encode()
        return f"{key}: {value}"
    return damage_files(rng, files)


def try_case(seed: int, number: int, folder: Path) -> tuple[str, str]:
    """Outcome of a case, and what was done to it: `refused`, `ran`, or the traceback of a fault."""
    rng = Random(f"flee {seed}:{number}")
    case = small_case(folder / "case")
    files = {path.relative_to(case).as_posix(): path.read_bytes() for path in sorted(case.rglob("*")) if path.is_file()}
    done = "; ".join(damage(rng, files) for _ in range(rng.choice(DAMAGES)) if files)
    for path in case.rglob("*"):
        if path.is_file():
            path.unlink()
    for name, content in files.items():
        (case / name).parent.mkdir(parents=True, exist_ok=True)
        (case / name).write_bytes(content)
    try:
        made = convert_flee(case, folder / "made", as_written=rng.random() < 0.5, force=rng.random() < 0.5).scenario
        if load(folder / "made") != made:
            return "what was written is read otherwise", done
        if not is_empty(made) and (made.end - made.start).days <= 20 * DAYS:
            run(made, 1, check=True)
    except SeraiError as error:
        return ("refused" if str(error).strip() else "refused without a word"), done
    except Exception:
        return traceback.format_exc(), done
    return "ran", done


def outcomes(cases: int, seed: int) -> list[tuple[int, str, str]]:
    """Number, outcome and damage of some cases."""
    found = []
    for number in range(cases):
        with tempfile.TemporaryDirectory() as folder:
            found.append((number, *try_case(seed, number, Path(folder))))
    return found


def main() -> None:
    """Try the cases and say what came of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = outcomes(given.cases, given.seed)
    for number, word, done in found:
        if word not in ("refused", "ran"):
            sys.stdout.write(f"case {number} ({done}):\n{word}\n")
    sys.stdout.write(f"{dict(Counter(word for _, word, _ in found if word in ('refused', 'ran')))} of {given.cases}\n")


if __name__ == "__main__":
    main()
