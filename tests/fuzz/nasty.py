"""Values that somebody's spreadsheet, script or malice might put into a cell or a setting."""

from __future__ import annotations

from random import Random

VALUES = (
    "", " ", "-", "?", "n/a", "NaN", "nan", "inf", "-inf", "None", "null", "~", "0", "-0", "-1", "1", "0.5", "1.5", "-1e-300",
    "1e-320", "1e308", "1e309", "1e9999", "9" * 400, "1e15", "1000000", "4294967296", "9223372036854775808", "0x10", "0b1", "0o7",
    "007", "1_000", "1,5", "1.000,5", "1,000", "12.500", "12,500", "1.250.000", "-3.200", "+1.500", "−5", "0.125", "1 000", "1'000", "1e", "+5", "++5", "x2", "x0", "x-1", "12%", "٣", "１２", "½", "²",
    "²3", "=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+A1", "#REF!", "#N/A", "#DIV/0!", "#", "# remark", "TRUE", "yes", "NO", "off",
    "2022-09-02", "2022-02-30", "2022-9-2", "2.9.2022", "02.09.2022", "12/11/2022", "31/31/2022", "44806", "44806.5", "1900-01-00",
    "0000-00-00", "9999-12-31", "1800-01-01", "24:00", "25:61", "08:00", "2022-09-02T10:00", "2022-09-02T10:00Z", "2022-09-02 10:00+03:00",
    "20220902", "1d", "1h", "7min", "0h", "1e3h", "Asia/Almaty", "../../etc/passwd", "/etc/passwd", "C:\\Windows", "..", "Mars/Base",
    "a" * 121, "b" * 40_000, "\u202e", "\u200b", "\ufeff", "\x07", "\x1b[31m", "a\nb", "a\tb", "a\r\nb", "e\u0301", "🏔", "Орал", "e\u0430st", "g\u200bate", "gate\u00a0car", "ga\u00adte", "08:00–18:00", "mon–fri", "#adm1", "\u3000", "\U0010ffff",
    "east", "gate", "men", "gate-car", "everywhere", "1:1", "1:0", "0:1", "1:-1", "1:1 1:1", "101:1", "car:1", "car:0", "boat:1",
    "car:1 boat:2", "mon-fri", "fri-mon", "mon,mon", "8-18", "08:00-18:00", "18:00-08:00", "00:00-00:00", "08:00-18:00 09:00-10:00",
    "fifo", "alternate 0", "alternate 99999999999", "alternate -1", "share", "services.gate-car.servers", "services..", "a.b.c.d", ">",
    "east > gate", "[1, 2]", "{a: 1}", "*a", "&a b", "!!python/object:os.system", "'", '"', "\\", "%d", "{}", "${HOME}", "<b>", "]]>",
)  # fmt: skip
YAML_LINES = (
    "schema: 2", "schema: 0", "schema: one", "schema: [1]", "name: x", "seed: -1", "seed: 1.5", "seed: 18446744073709551616", "tick: 1min",
    "tick: 7h", "tick: 1d", "rule: lookahead", "rule: teleport", "start: 2022-09-31", "end: 2022-09-01", "end: 2099-01-01", "time_zone: NO",
    "time_zone: ../../etc/passwd", "time_zone: /etc/localtime", "unknown: 1", "? [a, b]\n: 1", "? {a: 1}\n: 1", "<<: {a: 1}", "1: 2", "null: 3",
    "true: 1", "modes: {car: none}", "modes: {car: none, bus: none, foot: none, rail: none, air: none}",
    "modes: {car: {line: car, speed_kmh: 5, hours_per_day: 24, onward: bus}, bus: {line: car, speed_kmh: 5, hours_per_day: 24, onward: car}}",
    "modes: {car: {onward: car}}", "modes: {a: {}}", "choice: none", "choice: []", "choice: {sensitivity_per_hour: {value: {value: 1}}}",
    "choice: {sensitivity_per_hour: {low: 1}}", "choice: {sensitivity_per_hour: {value: 1, low: 2, high: 0}}", "travel: {spread: 1e400}",
    "leaving: {hours: [1]}", "leaving: {hours: 1}", "leaving: {hours: [.nan, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]}",
    "leaving: {hours: [1e308, 1e308, 1e308, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]}", "places: []", "title: !!binary aGk=",
    "title: !!set {a, b}", "title: !!omap [a: 1]", "title: !!timestamp 2022-09-02", "title: !x y", "title: !!python/object/apply:os.system [id]",
    "housing: {search_hours: [20, 8]}", "housing: {search_hours: [8.5, 20]}", "title: 2022-09-02T10:00:00Z", "title: |\n  two\n  lines",
    "- a", "...", "---", "--- {}\n---\n", "%YAML 1.1\n---", "\tname: x", "a: &a [*a]", "a: *nobody", "title: &t x\ndescription: *t",
)  # fmt: skip


def value(rng: Random) -> str:
    """One of them, or a number of any size."""
    if rng.random() < 0.2:
        return f"{rng.choice(('', '-'))}{rng.random() * 10 ** rng.randint(-12, 16):.{rng.randint(0, 17)}g}"
    return rng.choice(VALUES)
