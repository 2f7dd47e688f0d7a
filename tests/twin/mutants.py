"""Shows that the twin catches faults: each of these changes of one token in a kernel makes engine and twin differ.

Each change is made in a copy of the package in a temporary folder, which runs without the compiler against the twin on
the scenarios of `worlds` until one differs. `make mutants` runs it, in some minutes; it fails if a change goes unseen.
"""

# One change, one line; and a script may print.
# ruff: noqa: E501, T201

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

TESTS = Path(__file__).parents[1]
PACKAGE = TESTS.parent / "src" / "serai"
SEED = 1
LONGEST_SECONDS = 300
LOOKAHEAD_FILES = ("choices", "day", "depart", "gather", "on_link", "rest", "spawn", "split")


class Mutant(NamedTuple):
    """One change: the kernel's file, what stands there once, and what takes its place."""

    file: str
    old: str
    new: str

    @property
    def path(self) -> str:
        """Of the kernel's file in the package."""
        return f"{'flee/kernels' if self.file in LOOKAHEAD_FILES else 'kernels'}/{self.file}.py"


MUTANTS = (
    Mutant("route", 'of.line(w)[line]["passes"] * waits[line]', "waits[line]"),
    Mutant("route", 'while line >= 0 and not happens(stream', "while line >= 0 and happens(stream"),
    Mutant("route", "return passed(w, party, of.next_line(w)[line, of.mode_line(w)[party[\"mode\"]]])", "return of.next_line(w)[line, of.mode_line(w)[party[\"mode\"]]]"),
    Mutant("travel", "    line = passed(w, party, line)\n", ""),
    Mutant("nest", 'tiding["open"] <= moment < tiding["close"]', 'tiding["open"] <= moment'),
    Mutant("nest", 'np.uint64(party["profile"]) & 1 == 1', 'np.uint64(party["profile"]) & 1 == 0'),
    Mutant("nest", 'return not happens(stream', 'return happens(stream'),
    Mutant("nest", '< 1.0 - math.exp(-age', '< math.exp(-age'),
    Mutant("nest", 'if of.tiding(w)[row]["bans"] and of.tiding_place', 'if of.tiding_place'),
    Mutant("nest", 'if of.tiding_place(w)[row, city]:', 'if not of.tiding_place(w)[row, city]:'),
    Mutant("nest", 'of.sway(w)[city] *= of', 'of.sway(w)[city] = of'),
    Mutant("route", 'of.way_renewal(w)[origin, informed] != of.cursor(w)[Cursor.RENEWALS]', 'of.way_renewal(w)[origin, informed] < 0'),
    Mutant("nest", 'w["nest_parameter"] * math.log(worth)', 'math.log(worth)'),
    Mutant("nest", 'if weight > 0.0 and swayed', 'if weight < 0.0 and swayed'),
    Mutant("nest", '["share"] * of.sway(w)[city]', '["share"]'),
    Mutant("nest", 'of.mode_weight(w)[party["profile"], mode] * of.access', 'of.access'),
    Mutant("ways", 'known *= of.city_factor', 'known += of.city_factor'),
    Mutant("nest", 'of.nest_pull(w)[informed, party', 'of.nest_pull(w)[1 - informed, party'),
    Mutant("ways", 'block += 1 + nest', 'block += nest'),
    Mutant("next_city", 'of.place(w)[city]["nest"] != nest:', 'of.place(w)[city]["nest"] == nest:'),
    Mutant("next_city", 'there["country"] != of.place', 'there["country"] == of.place'),
    Mutant("next_city", "own < 0:\n        return own", "own >= 0:\n        return own"),
    Mutant("ways", 'return weight * of.sway(w)[city] if', 'return weight if'),
    Mutant("ways", ' * most_sway * SAFE', ' * SAFE'),
    Mutant("route", 'party["profile"]]["destination"] < 0:', 'party["profile"]]["destination"] < 99:'),
    Mutant("cross", 'is_barred(w, party, np.int64(party["city"]), moment)', 'is_barred(w, party, post, moment)'),
    Mutant("basics", "moment) - MARGIN_DAYS, 0)", "moment) - 1, 0)"),
    Mutant("basics", "while row > 0 and", "while row > 99 and"),
    Mutant("cross", "of.log_entries_by_hour(w)[local_hour(w, post, moment)", "of.log_entries_by_hour(w)[local_hour(w, post, moment + 28800)"),
    Mutant("serve", "of.log_registered_by_hour(w)[local_hour(w, city, end)", "of.log_registered_by_hour(w)[local_hour(w, city, end + 28800)"),
    Mutant("basics", "row + 1] <= moment", "row + 1] <= moment + 8"),
    Mutant("basics", "if time < of.clock_change", "if time > of.clock_change"),
    Mutant("basics", "return next_midnight(w, place, midnight) + time - MOMENTS_PER_DAY", "return midnight + time"),
    Mutant("basics", "clock_moment(w, place, next_midnight(w, place, moment), time)", "next_moment + MOMENTS_PER_DAY"),
    Mutant("basics", "max(to, earliest)", "max(to, earliest + 1)"),
    Mutant("basics", "(2.0 * u - 1.0)", "(2.0 * u + 1.0)"),
    Mutant("basics", "bit - BITS_PER_STEP", "bit - WAIT_BIN_FIRST_BIT"),
    Mutant("basics", "key, draw) < share)", "key, draw) > share)"),
    Mutant("chains", 'first["key"] < second["key"]', 'first["key"] > second["key"]'),
    Mutant("chains", "moment_a < moment_b or", "moment_a > moment_b or"),
    Mutant("count", "while ahead < people and", "while ahead <= people and"),
    Mutant("count", "TENTH * people <= ahead + there", "TENTH * people < ahead + there"),
    Mutant("count", "end * there - of.crowd", "end * there + of.crowd"),
    Mutant("crowd", "if row % CHUNK == 0:", "if row % CHUNK == 1:"),
    Mutant("crowd", '["people"] -= people\n', '["people"] -= 0\n'),
    Mutant("crowd", '["people"] += people\n', '["people"] += 1\n'),
    Mutant("joining", "    leave_chunk(w, a)\n", ""),
    Mutant("chains", "people += size", "people += 1"),
    Mutant("leave", "SHIFT_TO_53_BITS) >= limit", "SHIFT_TO_53_BITS) < limit"),
    Mutant("leave", "number + k + 1) * GAMMA", "number + k) * GAMMA"),
    Mutant("count", "HALF = 0.5", "HALF = 0.6"),
    Mutant("count", "free_units(w, bed, end - 1)", "free_units(w, bed, end)"),
    Mutant("count", "while night <= end", "while night < end"),
    Mutant("cross", 'profile["sponsored"] == 0', 'profile["sponsored"] == 1'),
    Mutant("cross", 'CROSSED_IN, moment, post, moment - party', 'CROSSED_IN, moment, post, moment + party'),
    Mutant("cross", 'REFUSED, moment, post, moment - party', 'REFUSED, moment, post, moment + party'),
    Mutant("cross", 'party["since"] > w["newcomers_since"]', 'party["since"] < w["newcomers_since"]'),
    Mutant("choices", 'look.road(w)[link]["is_open"]:', 'not look.road(w)[link]["is_open"]:'),
    Mutant("depart", "room_factor(w, tick, goal) > NO_ROOM", "room_factor(w, tick, goal) < NO_ROOM"),
    Mutant("depart", 'tick * LINKS_PER_DAY + cohort["number"]', 'tick * LINKS_PER_DAY - cohort["number"]'),
    Mutant("depart", "FULL_BELOW = 0.5", "FULL_BELOW = 0.6"),
    Mutant("depart", 'if people < cohort["people"]', 'if people > cohort["people"]'),
    Mutant("depart", "passed = cum[row]", "passed = 0.0 * cum[row]"),
    Mutant("depart", "next_seed(seed, first - start)", "next_seed(draw, first - start)"),
    Mutant("depart", "room_factor(w, tick, last) < FULL_BELOW", "room_factor(w, tick, last) > FULL_BELOW"),
    Mutant("depart", 'and cohort["moved"] < choice["within"]', 'and cohort["moved"] > choice["within"]'),
    Mutant("depart", 'cohort["moved"] < choice["again"]', 'cohort["moved"] > choice["again"]'),
    Mutant("depart", 'cohort["number"] += steps', 'cohort["number"] += 1'),
    Mutant("depart", 'add_people(w, tick, place, -cohort["people"])', "add_people(w, tick, place, -1)"),
    Mutant("depart", "ROOM_LEVELS = 64", "ROOM_LEVELS = 32"),
    Mutant("depart", "or people >= capacity:", "or people > capacity:"),
    Mutant("depart", 'cohort["moved"] < look.choice(w)[row]["within"]', 'cohort["moved"] > look.choice(w)[row]["within"]'),
    Mutant("depart", "np.int64(half_full) + 1 -", "np.int64(half_full) -"),
    Mutant("depart", "if 0 < free < people", "if 0 < free <= 0 * people"),
    Mutant("depart", 'if cohort["moved"] < within', 'if cohort["moved"] > within'),
    Mutant("depart", 'cohort["moved"] < again', 'cohort["moved"] > again'),
    Mutant("depart", "if people > 0:", "if people > 1:"),
    Mutant("depart", "add_people(w, tick, last, people)", "add_people(w, tick, last, 1)"),
    Mutant("depart", "people * (steps - 1)", "people * steps"),
    Mutant("day", "at_rest(w)[kind, place] -= leavers", "at_rest(w)[kind, place] -= 0"),
    Mutant("day", 'if cohort["steps"] == 0', 'if cohort["steps"] != 0'),
    Mutant("day", "np.uint64((tick + 1) * LINKS_PER_DAY)", "np.uint64(tick * LINKS_PER_DAY)"),
    Mutant("day", "if flags & IS_CONFLICT", "if flags & IS_CAMP"),
    Mutant("day", "return 0 if flags & IS_CAMP else 1", "return 1 if flags & IS_CAMP else 0"),
    Mutant("initial", "min(draw_size", "max(draw_size"),
    Mutant("leave", "POISSON_BLOCK = 16.0", "POISSON_BLOCK = 2.0"),
    Mutant("leave", "return u * end", "return u / end"),
    Mutant("leave", "(level - before) / step", "(level - before) * step"),
    Mutant("leave", 'tick = of.leaver(w)[row]["first_tick"] + low', "tick = low"),
    Mutant("leave", "hazard[first + low + 1] - before", "hazard[low + 1] - before"),
    Mutant("leave", "(draw + 1) * 4096", "(draw + 2) * 4096"),
    Mutant("leave", "size = min(size, left)", "size = max(size, left)"),
    Mutant("leave", "level -= weight", "level += weight"),
    Mutant("lodge", "NIGHT = 2 *", "NIGHT = 4 *"),
    Mutant("lodge", 'size / row["unit_size"]', 'size * row["unit_size"]'),
    Mutant("lodge", 'if u < 1.0 / max(profile["patience_nights"]', 'if u > 1.0 / max(profile["patience_nights"]'),
    Mutant("lodge", '- moment < w["month_min_stay"]', '- moment >= w["month_min_stay"]'),
    Mutant("lodge", "            if rents:\n", "            if rents == 0:\n"),
    Mutant("lodge", 'target + (of.log_price(w)[place] - target) * keep_price', 'target - (of.log_price(w)[place] - target) * keep_price'),
    Mutant("lodge", "wanted += (row[\"taken\"] + used", "wanted += (row[\"taken\"] - used"),
    Mutant("choices", "not level > stack[2, depth]", "not level >= stack[2, depth]"),
    Mutant("choices", "counted -= 1", "counted -= 0"),
    Mutant("choices", "people <= buffer * capacity", "people >= buffer * capacity"),
    Mutant("choices", "(capacity * (1.0 - buffer))", "(capacity * (1.0 + buffer))"),
    Mutant("choices", "PRUNES_FROM = 1.001", "PRUNES_FROM = 9.001"),
    Mutant("choices", "KM_APART_LEAST = 1.0", "KM_APART_LEAST = 200.0"),
    Mutant("choices", "base = base * base", "base = base + base"),
    Mutant("choices", 'w["softening"] + choice["km"]', 'w["softening"] - choice["km"]'),
    Mutant("choices", "return weight * base if", "return weight / base if"),
    Mutant("choices", 'heaviest / w["pruning"]', 'heaviest * w["pruning"]'),
    Mutant("choices", "if cum[of_class, row] >= least", "if cum[of_class, row] <= least"),
    Mutant("choices", "KIN_IN_CONFLICT if flags", "KIN_IN_TOWNS if flags"),
    Mutant("choices", 'km[depth - 1] + link["km"]', 'km[depth - 1] - link["km"]'),
    Mutant("choices", "within = min(within, again)", "within = again"),
    Mutant("choices", 'road["max_km"] - km', 'road["max_km"]'),
    Mutant("choices", 'km += road["km"]', 'km = road["km"]'),
    Mutant("move_on", 'stay_end(w, party) <= party["due"]', 'stay_end(w, party) >= party["due"]'),
    Mutant("move_on", "may_go_on and not happens", "may_go_on and happens"),
    Mutant("on_link", "ENOUGH_TRAVEL = 0.5", "ENOUGH_TRAVEL = 0.4"),
    Mutant("on_link", 'if not behind > road["km"]', 'if not behind >= road["km"]'),
    Mutant("on_link", 'road["km"] - nights * speed', 'road["km"] + nights * speed'),
    Mutant("on_link", "moved >= 0.0 and nights > 0", "moved >= 0.0 and nights > 1"),
    Mutant("on_link", "speed, nights - 1)", "speed, nights)"),
    Mutant("on_link", 'speed / w["max_km"]) / 2.0', 'speed / w["max_km"]) / 3.0'),
    Mutant("on_link", 'cohort["closures"] != road', 'cohort["closures"] == road'),
    Mutant("on_link", 'w["returns_if_closed"] or not', 'w["returns_if_closed"] and not'),
    Mutant("on_link", "if 0 < walkers < people", "if 0 < walkers <= people"),
    Mutant("on_link", "FLAG_WALKS if walkers > 0", "FLAG_WALKS if walkers > 1"),
    Mutant("on_link", 'w["start_on_foot"] and flags', 'w["start_on_foot"] or flags'),
    Mutant("on_link", 'cohort["moved"] / w["max_km"]) / 2.0', 'cohort["moved"] / w["max_km"]) / 3.0'),
    Mutant("on_link", "or not moved < speed:", "or not moved <= speed:"),
    Mutant("on_link", "GROUPS = 8", "GROUPS = 7"),
    Mutant("on_link", "there < capacity < (there + people)", "there < capacity < (there)"),
    Mutant("gather", 'look.mark(w)[row] <= cohort["moved"] else', 'look.mark(w)[row] < cohort["moved"] else'),
    Mutant("gather", "if takes_over(there, cohort, people):\n            forget", "if not takes_over(there, cohort, people):\n            forget"),
    Mutant("gather", '(cohort["moved"] - least)', '(cohort["moved"] + least)'),
    Mutant("plan", "PAPERS_SIGMA = 0.7", "PAPERS_SIGMA = 0.8"),
    Mutant("plan", "if 0 <= papers < due", "if 0 <= due < papers"),
    Mutant("plan", "next_midnight(w, city, moment))", "local_midnight(w, city, moment))"),
    Mutant("plan", "ready if ready > moment", "ready if ready < moment"),
    Mutant("plan", "next_time(w, city, moment, clock_time(w, city, moment))", "moment + 86400 * 8"),
    Mutant("basics", "return since - extra if", "return since + extra if"),
    Mutant("basics", "min(extra, 0) else since", "max(extra, 0) else since"),
    Mutant("pools", "of.free_at(w)[server] < earliest", "of.free_at(w)[server] > earliest"),
    Mutant("pools", '+ party["size"] > cap', '+ party["size"] >= cap'),
    Mutant("pools", "start) == served[0] and", "start) != served[0] and"),
    Mutant("pools", "rank == best_rank and due < best_due", "rank == best_rank and due > best_due"),
    Mutant("pools", ">= of.line(w)[line][\"in_turn\"]", "> of.line(w)[line][\"in_turn\"]"),
    Mutant("pools", 'return -of.line(w)[line]["share"]', 'return of.line(w)[line]["share"]'),
    Mutant("pools", 'units = size / w["persons_per_vehicle"]', 'units = size * w["persons_per_vehicle"]'),
    Mutant("pools", "draw + person", "draw - person"),
    Mutant("register", "if opens > midnight", "if opens >= midnight"),
    Mutant("register", "[\"key\"])) / capacity", "[\"key\"])) * capacity"),
    Mutant("plan", "return max(wish, moment + 1)", "return max(wish, moment) + 480"),
    Mutant("register", "u >= of.visit_cum", "u <= of.visit_cum"),
    Mutant("gather", 'there["people"] += cohort["people"]', 'there["people"] += 1'),
    Mutant("gather", 'first["steps"] != second["steps"]', 'first["steps"] == second["steps"]'),
    Mutant("gather", 'cohort["moved"] = 0.0', 'cohort["moved"] = 1.0'),
    Mutant("rest", "people(w)[place] += n", "people(w)[place] -= n"),
    Mutant("rest", 'size / w["move_population"]', 'size * w["move_population"]'),
    Mutant("rest", "FORGOTTEN = 1.0 / 1024.0", "FORGOTTEN = 1.0 / 256.0"),
    Mutant("rest", "steps > 0 or recent > 0.0", "steps > 0 and recent > 0.0"),
    Mutant("rest", 'cohort["people"] -= settled', 'cohort["people"] -= 0'),
    Mutant("rest", "place] -= settled", "place] -= 2 * settled"),
    Mutant("rest", 'max(cohort["moved"], 0.0)', 'max(cohort["moved"], 9.0)'),
    Mutant("review", "LEAST_SHARE_OF_CAPACITY = 0.25", "LEAST_SHARE_OF_CAPACITY = 0.5"),
    Mutant("count", "served_now(w)[line] - of", "served_now(w)[line] + of"),
    Mutant("review", "kept * (1.0 - order", "kept * (1.0 + order"),
    Mutant("review", "of.wait_now(w)[line] * ahead / people", "of.wait_now(w)[line] + ahead / people"),
    Mutant("review", ">= share_of_news", "< share_of_news"),
    Mutant("review", "max(0.0, beyond)", "min(0.0, beyond)"),
    Mutant("count", "people != of.recorded(w)[stage, place]", "people > of.recorded(w)[stage, place]"),
    Mutant("review", "of.leave_line(w)[order[\"line\"], order[\"profile\"]] +=", "of.leave_line(w)[order[\"line\"], order[\"profile\"]] -="),
    Mutant("route", 'math.exp(-w["theta"] * wait) if wait', 'math.exp(+w["theta"] * wait) if wait'),
    Mutant("ways", "best * (weight * SAFE)", "best / (weight * SAFE)"),
    Mutant("pools", "if soonest < start or rank < best_rank", "if rank < best_rank"),
    Mutant("pools", "if soonest > start or soonest == FAR:", "if soonest == FAR:"),
    Mutant("route", 'of.hours(w)[onward, other, city] - of', 'of.hours(w)[onward, other, city] + of'),
    Mutant("route", 'party["leg"] >= MAX_LEGS or is_informed(w, party) == 0', 'party["leg"] >= MAX_LEGS or is_informed(w, party) == 1'),
    Mutant("route", 'of.profile(w)[party["profile"]]["home_hours"]))', 'w["consideration"]))'),
    Mutant("plan", 'key, 3, profile["stopover_papers_share"]', 'key, 2, profile["stopover_papers_share"]'),
    Mutant("lodge", 'if bed >= 0 and suits(w, party, bed, moment)', 'if bed >= 0 and not suits(w, party, bed, moment)'),
    Mutant("lodge", "if level < passed", "if level > passed"),
    Mutant("lodge", "max(stock - used,", "max(stock + used,"),
    Mutant("serve", "if was_closed and of", "if not was_closed and of"),
    Mutant("joining", "if other != line and of", "if of"),
    Mutant("pools", '< of.line(w)[line]["in_turn"]', '<= of.line(w)[line]["in_turn"]'),
    Mutant("route", 'key"], 0) >= w["leave_car_share"]', 'key"], 0) < w["leave_car_share"]'),
    Mutant("route", 'w["walk_hours"] * (0.5 + uniform', 'w["walk_hours"] * (1.5 - uniform'),
    Mutant("route", '["column"]] <= 0.0', '["column"]] < 0.0'),
    Mutant("serve", 'duration / of.line(w)[line]["share"]', 'duration * of.line(w)[line]["share"]'),
    Mutant("joining", "least = min(least, of.line_used", "least = max(least, of.line_used"),
    Mutant("joining", "if last >= 0 and comes_before(w, slot, last, BY_DUE)", "if last < 0"),
    Mutant("joining", "if row != slot and comes_before(w, slot, row, BY_DUE)", "if row != slot"),
    Mutant("joining", "while k > 0 and comes_before(w, row, scratch[(k - 1) // 2], BY_DUE)", "while k > 0 and False"),
    Mutant("joining", "    sift_down(w, scratch[last], merge[last], last)\n", "    scratch[0] = scratch[last]\n    merge[0] = merge[last]\n"),
    Mutant("joining", "if child + 1 < n and", "if False and"),
    Mutant("joining", "        copy_row(w, row, slot)\n", ""),
    Mutant("serve", "if end < (tick + 1) * w", "if end < tick * w"),
    Mutant("serve", "if joining <= earliest and joining < FAR", "if joining < FAR"),
    Mutant("serve", "[pool, 0] < of.pool_next(w)[acting, 0]", "[pool, 0] > of.pool_next(w)[acting, 0]"),
    Mutant("serve", "and u < w[\"elsewhere_share\"]", "and u > w[\"elsewhere_share\"]"),
    Mutant("serve", "max(close - joined", "max(close + joined"),
    Mutant("serve", 'limit = min(row["close"], end)', 'limit = max(row["close"], end)'),
    Mutant("spawn", "population(w)[place] < 1.0", "population(w)[place] > 1.0"),
    Mutant("spawn", "per_day * intensity)\n    elif", "per_day / intensity)\n    elif"),
    Mutant("spawn", "population(w)[place] -= n", "population(w)[place] -= 2 * n"),
    Mutant("spawn", "population * look.spawn_factor", "population + look.spawn_factor"),
    Mutant("spawn", "passed = cum[place]", "passed = 0.0 * cum[place]"),
    Mutant("spawn", "first_kind(w)[place] + row", "first_kind(w)[place]"),
    Mutant("split", "if chance > HALF", "if chance < HALF"),
    Mutant("split", "BY_COUNTING_BELOW = 10.0", "BY_COUNTING_BELOW = 20.0"),
    Mutant("split", "(n - count + 1) / count", "(n - count) / count"),
    Mutant("split", "u = to_unit(next_seed(seed, number)) - HALF", "u = HALF - to_unit(next_seed(seed, number))"),
    Mutant("split", "v <= inside", "v >= inside"),
    Mutant("split", "if n >= past - first", "if n > past - first"),
    Mutant("split", "(cum[first] - passed)", "cum[first]"),
    Mutant("split", "OTHERS = 1 << 32", "OTHERS = 1"),
    Mutant("split", "if cum[middle] > level", "if cum[middle] < level"),
    Mutant("split", "math.log(u) / n", "math.log(u) / (n + 1)"),
    Mutant("split", "(cum[row] - level)", "(cum[row] - passed)"),
    Mutant("route", "and jumps(w, party):", "and not jumps(w, party):"),
    Mutant("route", "mine = beside if beside >= 0 and jumps(w, party) else line", "mine = line"),
    Mutant("pools", "if of.pool_pressed(w)[pool, 0] else", "if not of.pool_pressed(w)[pool, 0] else"),
    Mutant("review", 'moment - state[1] >= row["pressure_delay"]', 'moment - state[1] > row["pressure_delay"]'),
    Mutant("review", 'people > row["pressure_people"]', 'people < row["pressure_people"]'),
    Mutant("review", 'longest > row["pressure_hours"]', 'longest < row["pressure_hours"]'),
    Mutant("review", "            state[1] = -1\n            continue\n", "            continue\n"),
    Mutant("review", "max(of.free_at(w)[server], moment)", "of.free_at(w)[server]"),
    Mutant("review", ' or of.profile(w)[profile]["puts_off"]\n', "\n"),
    Mutant("review", "max(0.0, wait - impatient)", "max(0.0, impatient - wait)"),
    Mutant("review", "hours = min(hours, of.profile", "hours = max(hours, of.profile"),
    Mutant("review", "most = max(most, of.leave_line", "most = min(most, of.leave_line"),
    Mutant("review", "draw_chunk(tick, w, queue, chunk, limit) > 0", "draw_chunk(tick, w, queue, chunk, limit) > 1"),
    Mutant("next_city", "of.city_factor(w)[informed, city]\n        # -log(u)", "0.1\n        # -log(u)"),
    Mutant("serve", 'where = of.line(w)[line]["stands"]', 'where = of.line(w)[line]["place"]'),
    Mutant("register", "capacity *= of", "capacity /= of"),
    Mutant("travel", "return home <= race", "return home >= race"),
    Mutant("travel", "(LEAST_PATIENCE + u)", "(1.5 - u)"),
    Mutant("travel", "and moments > patience", "and moments < patience"),
    Mutant("travel", 'party["leg"] += 1', 'party["leg"] += 2'),
    Mutant("basics", "if people > BYTE:", "if people > 2 * BYTE:"),
    Mutant("count", "if of.zone(w)[city] != zone:", "if zone < 0:"),
    Mutant("review", "if wait != of.wait_known(w)[line]:", "if wait > of.wait_known(w)[line]:"),
    Mutant("route", "if of.post_known(w)[post] != of.place_open", "if of.post_known(w)[post] > of.place_open"),
    Mutant("route", "if wait != last_wait:", "if wait > last_wait:"),
    Mutant("route", 'factor if of.line(w)[first]["known"] else believed', "believed"),
)  # fmt: skip


def mutate(folder: Path, mutant: Mutant) -> None:
    """Copy the package to a folder and make one change in it.

    Raises
    ------
    ValueError
        If the text to be changed does not stand in the file exactly once.
    """
    shutil.copytree(PACKAGE, folder / "serai", ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / "serai" / mutant.path
    text = path.read_text(encoding="utf-8")
    if text.count(mutant.old) != 1:
        raise ValueError(f"{mutant.file}.py must hold {mutant.old!r} once, got {text.count(mutant.old)} times")
    path.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")


def seen_by(mutant: Mutant, scenarios: tuple[str, ...] = ()) -> str:
    """What showed a change: the name of a scenario, or how the run broke off; blank where nothing did.

    Tried are the named scenarios, or all.
    """
    with tempfile.TemporaryDirectory() as folder:
        mutate(Path(folder), mutant)
        paths = os.pathsep.join([folder, str(TESTS)])
        environment = {**os.environ, "PYTHONPATH": paths, "NUMBA_DISABLE_JIT": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-W", "ignore", "-m", "twin.mutants", "first-difference", *scenarios]
        try:
            done = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=LONGEST_SECONDS
            )
        except subprocess.TimeoutExpired:
            return "runs on for ever"
    if done.returncode:
        return "breaks off: " + (done.stderr.strip().splitlines() or ["without a word"])[-1][:80]
    return done.stdout.strip()


def first_difference(names: list[str]) -> str:
    """Name of the first scenario in which the engine that can be imported differs from the twin; blank: none."""
    from twin.comparison import differences
    from twin.lookahead_comparison import lookahead_differences
    from twin.lookahead_worlds import LOOKAHEAD_WORLDS
    from twin.worlds import WORLDS

    for name in names or (*WORLDS, *LOOKAHEAD_WORLDS):
        compare, worlds = (differences, WORLDS) if name in WORLDS else (lookahead_differences, LOOKAHEAD_WORLDS)
        if compare(worlds[name](), SEED):
            return name
    return ""


def worlds_for(mutant: Mutant) -> tuple[str, ...]:
    """Names of the scenarios that run the kernels of a file."""
    from twin.lookahead_worlds import LOOKAHEAD_WORLDS
    from twin.worlds import WORLDS

    if mutant.file == "nest":
        return ("two countries", "by ordinary traffic")
    return tuple(LOOKAHEAD_WORLDS if mutant.file in LOOKAHEAD_FILES else WORLDS)


def main() -> int:
    """Try every change; the number of those that went unseen."""
    unseen = 0
    for number, mutant in enumerate(MUTANTS, start=1):
        seen = seen_by(mutant, worlds_for(mutant))
        unseen += not seen
        change = f"{mutant.file}: {mutant.old.strip()[:45]!r} -> {mutant.new.strip()[:45]!r}"
        print(f"{number:3} {change}: {seen or 'NOT SEEN'}", flush=True)
    print(f"{len(MUTANTS) - unseen} of {len(MUTANTS)} changes seen")
    return unseen


if __name__ == "__main__":
    if "first-difference" in sys.argv:
        print(first_difference(sys.argv[2:]))
    else:
        sys.exit(min(main(), 1))
