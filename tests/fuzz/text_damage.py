"""What may befall the files of a scenario folder: their bytes, their lines, their cells."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable
from random import Random

from fuzz import nasty

Files = dict[str, bytes]
Table = list[list[str]]
ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "cp1251", "cp1252", "latin-1", "utf-8-sig", "utf-7", "cp037", "utf-16-be")
LINE_ENDS = ("\r", "\r\n", "\n\r", "\n\n", "\u2028", "\x0b", "\x85", "\r\r\n")
LOOK_ALIKES = (
    {"a": "\u0430", "e": "\u0435", "o": "\u043e"}, {" ": "\u00a0", "-": "\u2013", "_": " "}, {" ": "  ", "-": "\u2011"},
    {"t": "t\u200b", "s": "s\u00ad"}, {".": "\u2024", ":": "\ua789"},
)  # fmt: skip
SEPARATORS = (";", "\t", "|", " ", ",,", ":", "sep")


def damage_files(rng: Random, files: Files) -> str:
    """Do one thing to one of the files, in place.

    Returns
    -------
    str, what was done and where.
    """
    kind = rng.choices((_bytes, _text, _cells, _yaml, _names), weights=(2, 2, 8, 3, 1))[0]
    return kind(rng, files)


def _bytes(rng: Random, files: Files) -> str:
    name = rng.choice(sorted(files))
    data = bytearray(files[name])
    start = rng.randrange(len(data) + 1)
    end = min(len(data), start + int(rng.expovariate(1 / 20)) + 1)
    what = rng.choice(("flip", "cut", "noise", "truncate", "twice", "zero", "empty", "mark", "magic"))
    if what == "flip":
        for position in range(start, end):
            data[position] ^= 1 << rng.randrange(8)
    elif what in ("noise", "zero"):
        data[start:end] = rng.randbytes(end - start) if what == "noise" else bytes(end - start)
    elif what == "twice":
        data[start:start] = data[start:end]
    elif what in ("empty", "mark"):
        data = bytearray(b"" if what == "empty" else codecs.BOM_UTF8)
    elif what == "magic":
        data[:0] = rng.choice((b"PK\x03\x04", b"\x89HDF", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\x1f\x8b", b"%PDF"))
    else:
        del data[start : end if what == "cut" else len(data)]
    files[name] = bytes(data)
    return f"{name}: {what} at byte {start}"


def _text(rng: Random, files: Files) -> str:
    name = rng.choice(sorted(files))
    text = files[name].decode("utf-8-sig", "replace")
    what = rng.choice(("encoding", "line ends", "separator", "quote", "blanks", "lines"))
    if what == "encoding":
        given = rng.choice(ENCODINGS)
        files[name] = text.encode(given, "replace")
        return f"{name}: in {given}"
    if what == "line ends":
        text = text.replace("\n", rng.choice(LINE_ENDS))
    elif what == "separator":
        wanted = rng.choice(SEPARATORS)
        text = f"sep={rng.choice(';,|')}\n{text}" if wanted == "sep" else text.replace(",", wanted)
    elif what == "quote":
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(('"', "'", '""', '"x', '\\"')) + text[at:]
    elif what == "blanks":
        text = rng.choice(
            ("\n" * 50 + text, text + "\n,,,\n" * 50, text.replace(",", " , "), text.replace("\n", "\n\n"))
        )
    else:
        lines = text.split("\n")
        rng.shuffle(lines)
        text = "\n".join(lines)
    files[name] = text.encode("utf-8", "surrogatepass")
    return f"{name}: {what}"


def _cells(rng: Random, files: Files) -> str:
    tables = sorted(name for name in files if name.endswith(".csv"))
    if not tables:
        return "no table left"
    name = rng.choice(tables)
    table = _parsed(files[name])
    if not table or not table[0]:
        return f"{name}: no cells left"
    change = rng.choices((_cell, _number, _row, _column, _header, _look), weights=(6, 3, 3, 2, 1, 2))[0]
    what = change(rng, table)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table)
    files[name] = out.getvalue().encode("utf-8", "surrogatepass")
    return f"{name}: {what}"


def _parsed(data: bytes) -> Table:
    text = data.decode("utf-8-sig", "replace")
    try:
        return [row for row in csv.reader(io.StringIO(text)) if row]
    except csv.Error:
        return [line.split(",") for line in text.splitlines() if line]


def _place(rng: Random, table: Table) -> tuple[int, int]:
    row = rng.randrange(1, len(table)) if len(table) > 1 else 0
    return row, rng.randrange(len(table[row]))


def _cell(rng: Random, table: Table) -> str:
    row, column = _place(rng, table)
    same = [cells[column] for cells in table[1:] if column < len(cells)]
    given = rng.choice(same) if same and rng.random() < 0.2 else nasty.value(rng)
    table[row][column] = given
    return f"row {row + 1}, cell {column + 1} is {given[:40]!r}"


def _number(rng: Random, table: Table) -> str:
    places = [
        (r, c) for r, cells in enumerate(table) for c, text in enumerate(cells) if text.replace(".", "", 1).isdecimal()
    ]
    if not places:
        return "no numbers"
    row, column = rng.choice(places)
    factor = rng.choice((0, -1, 1e-12, 1e-3, 0.1, 3, 1e3, 1e6, 1e12, 1e300))
    table[row][column] = repr(float(table[row][column]) * factor)
    return f"row {row + 1}, cell {column + 1} times {factor:g}"


def _look(rng: Random, table: Table) -> str:
    """A column whose numbers are written with thousands set apart, or a word that looks like the one that it was."""
    row, column = _place(rng, table)
    was = table[row][column]
    if was.isdecimal():
        mark = rng.choice(".,' \u00a0\u202f")
        for cells in table[1:]:
            if column < len(cells) and cells[column].isdecimal():
                cells[column] = f"{int(cells[column]):,}".replace(",", mark)
        return f"column {column + 1} has {mark!r} between thousands"
    alike = str.maketrans(rng.choice(LOOK_ALIKES))
    table[row][column] = was.translate(alike) or "\u00a0"
    return f"row {row + 1}, cell {column + 1} looks like {was[:40]!r}"


def _row(rng: Random, table: Table) -> str:
    row = rng.randrange(len(table))
    what = rng.choice(
        ("delete", "twice", "shorter", "longer", "title", "header again", "total", "all twice", "reverse", "blank")
    )
    if what == "delete":
        del table[row]
    elif what == "twice":
        table.insert(row, list(table[row]))
    elif what == "shorter":
        del table[row][rng.randrange(len(table[row])) :]
    elif what == "longer":
        table[row] += [nasty.value(rng)] * rng.randint(1, 3)
    elif what == "title":
        table[:0] = [["Table 1: as of May"]] * rng.randint(1, 3)
    elif what == "header again":
        table.insert(row, list(table[0]))
    elif what == "total":
        table.append(["Total", *[""] * (len(table[0]) - 2), "12345"])
    elif what == "all twice":
        table += [list(cells) for cells in table[1:]]
    elif what == "reverse":
        table[1:] = table[:0:-1]
    else:
        table[row] = [""] * len(table[row])
    return f"row {row + 1}: {what}"


def _column(rng: Random, table: Table) -> str:
    column = rng.randrange(len(table[0]))
    what = rng.choice(("delete", "twice", "blank", "first", "fill", "new"))
    filling = nasty.value(rng)
    for row, cells in enumerate(table):
        if column >= len(cells):
            continue
        if what == "delete":
            del cells[column]
        elif what == "twice":
            cells.append(cells[column])
        elif what == "first":
            cells.insert(0, cells.pop(column))
        elif what == "new":
            cells.insert(column, "extra" if row == 0 else filling)
        elif row > 0:
            cells[column] = "" if what == "blank" else filling
    return f"column {column + 1}: {what}"


def _header(rng: Random, table: Table) -> str:
    column = rng.randrange(len(table[0]))
    was = table[0][column]
    forms = (
        was.upper(),
        was + " ",
        was[:-1],
        was + "x",
        "",
        "1",
        was.replace("_", " "),
        f"{was}_low",
        f"{was}_high",
        "low",
        "id",
        nasty.value(rng),
    )
    table[0][column] = rng.choice(forms)
    return f"header {was!r} is {table[0][column][:40]!r}"


def _yaml(rng: Random, files: Files) -> str:
    text = files.get("scenario.yaml", b"").decode("utf-8", "replace")
    lines = text.split("\n")
    row = rng.randrange(len(lines))
    what = rng.choice(("line", "value", "value", "indent", "twice", "delete", "tab", "deep", "aliases", "wide"))
    if what == "line":
        lines.insert(row if rng.random() < 0.3 else len(lines), rng.choice(nasty.YAML_LINES))
    elif what == "value":
        key, colon, _ = lines[row].partition(":")
        lines[row] = key + colon + " " + nasty.value(rng)
    elif what == "indent":
        lines[row] = " " * rng.randint(0, 5) + lines[row].lstrip()
    elif what == "twice":
        lines.insert(row, lines[row])
    elif what == "delete":
        del lines[row]
    elif what == "tab":
        lines[row] = lines[row].replace(" ", "\t", 2)
    elif what == "deep":
        lines.append("deep: " + rng.choice(("[", "{a: ")) * rng.choice((5, 500, 50_000)))
    elif what == "aliases":
        lines += _aliases(rng.choice((3, 9, 30)), rng.choice("[{"))
    else:
        lines.append("wide: [" + "1, " * rng.choice((10, 10_000, 200_000)) + "1]")
    files["scenario.yaml"] = "\n".join(lines).encode("utf-8", "surrogatepass")
    return f"scenario.yaml: {what} at line {row + 1}"


def _aliases(depth: int, bracket: str) -> list[str]:
    """Each list holds the one before nine times: 9 ** depth things in a few lines."""
    lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x]"]
    for level in range(1, depth):
        many = (
            ", ".join([f"*l{level - 1}"] * 9) if bracket == "[" else ", ".join(f"k{n}: *l{level - 1}" for n in range(9))
        )
        lines.append(f"l{level}: &l{level} {bracket}{many}{']' if bracket == '[' else '}'}")
    return lines


def _names(rng: Random, files: Files) -> str:
    name = rng.choice(sorted(files))
    stem, _, ending = name.rpartition(".")
    other = rng.choice(sorted(files))
    what, new = rng.choice((
        ("upper case", name.upper()), ("one letter less", f"{stem[:-1]}.{ending}"), ("a copy", f"{stem} (1).{ending}"),
        ("another ending", f"{stem}.txt"), ("hidden", f".{name}"), ("tsv", f"{stem}.tsv"), ("dashes", f"{stem.replace('_', '-')}-.{ending}"),
        ("gone", ""), ("the content of another", name),
    ))  # fmt: skip
    renames: dict[str, Callable[[], None]] = {
        "gone": lambda: None,
        "a copy": lambda: files.update({name: files[name], new: files[name]}),
        "the content of another": lambda: files.update({name: files[other]}),
    }
    if what in renames:
        renames[what]()
        if what == "gone":
            del files[name]
    else:
        files[new] = files.pop(name)
    return f"{name}: {what}"
