"""Arrays that kernels may only index (`Record.indexed`) have no length for them: none is asked for."""

import ast
import re
from pathlib import Path

import pytest

import serai

SOURCE = Path(serai.__file__).parent
MEMORY = SOURCE / "state" / "memory.py"
KERNELS = sorted([*(SOURCE / "kernels").glob("*.py"), *(SOURCE / "flee" / "kernels").glob("*.py")])
INDEXED = set(re.findall(r"^(\w+) = (?:WORLD\.indexed|_log)\((?!.*sized=True)", MEMORY.read_text("utf-8"), re.M))


def is_indexed(node: ast.AST, names: set[str]) -> bool:
    """Whether an expression is such an array, a row of one, or a local name for either."""
    if isinstance(node, ast.Subscript):
        return is_indexed(node.value, names)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return ast.unparse(node.func.value) == "of" and node.func.attr in INDEXED
    return isinstance(node, ast.Name) and node.id in names


def needs_length(node: ast.AST, names: set[str]) -> bool:
    """Whether it cannot be told without the length of such an array."""
    if isinstance(node, ast.Attribute):
        return node.attr in ("size", "shape") and is_indexed(node.value, names)
    if isinstance(node, ast.Subscript):
        return ":" in ast.unparse(node.slice) and is_indexed(node.value, names)
    if isinstance(node, ast.For):
        return is_indexed(node.iter, names)
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "len" and is_indexed(node.args[0], names)


def asks_for_length(source: str) -> list[str]:
    """Expressions in kernels that need the length of an array which has none."""
    found = []
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        names: set[str] = set()
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and is_indexed(node.value, names):
                names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        found += [ast.unparse(node) for node in ast.walk(function) if needs_length(node, names)]
    return found


@pytest.mark.parametrize("path", KERNELS, ids=lambda path: path.stem)
def test_no_kernel_asks_for_the_length_of_an_array_that_it_only_indexes(path: Path):
    assert len(INDEXED) > 50
    assert asks_for_length(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "of.rec(w).size",
        "of.hours(w)[mode].shape[0]",
        "of.present(w)[:, 0]",
        "len(of.way(w))",
        "row = of.nxt(w); row.size",
        "for row in of.nxt(w): pass",
    ],
)
def test_an_expression_that_does_is_found(line: str):
    assert len(asks_for_length(f"def kernel(w):\n    {line}\n")) == 1
