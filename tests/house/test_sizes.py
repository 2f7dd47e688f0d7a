"""The sizes that docs and guide promise: short functions, short files, few arguments, no text that is out of place."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "serai"
FILES = sorted(SOURCE.rglob("*.py"))
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
MAX_COMMAND_LINES = 25
MAX_ARGUMENTS = 7
MAX_KERNEL_ARGUMENTS = 12
MAX_COMMAND_ARGUMENTS = 9  # one for each option that users are promised
LISTS = ("schema.py",)  # one field, one line: longer than a file of code may be


def functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def body_lines(function: ast.FunctionDef) -> int:
    """Lines of a function from its def to its end, without its docstring."""
    lines = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        lines -= first.end_lineno - first.lineno + 1
    return lines


def is_kernel(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(decorator).startswith(("njit", "Entry")) for decorator in function.decorator_list)


def arguments(function: ast.FunctionDef) -> int:
    given = function.args
    names = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in names if name not in ("self", "cls")])


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@pytest.mark.parametrize("path", [path for path in FILES if path.name not in LISTS], ids=name_of)
def test_a_file_has_fewer_than_400_lines(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < MAX_FILE_LINES


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_function_has_fewer_than_40_lines(path: Path):
    limit = MAX_COMMAND_LINES if name_of(path) == "cli/commands.py" else MAX_FUNCTION_LINES
    assert {f.name: body_lines(f) for f in functions(path) if body_lines(f) >= limit} == {}


@pytest.mark.parametrize("path", [path for path in FILES if path.name not in LISTS], ids=name_of)
def test_a_function_has_at_most_7_arguments_a_command_9_and_a_kernel_12(path: Path):
    def limit(function: ast.FunctionDef) -> int:
        if name_of(path) == "cli/commands.py":
            return MAX_COMMAND_ARGUMENTS
        return MAX_KERNEL_ARGUMENTS if is_kernel(function) else MAX_ARGUMENTS

    assert {f.name: arguments(f) for f in functions(path) if arguments(f) > limit(f)} == {}


@pytest.mark.parametrize("path", [path for path in FILES if "cli" not in path.parts], ids=name_of)
def test_library_code_neither_prints_nor_exits(path: Path):
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    assert [c.lineno for c in calls if ast.unparse(c.func) in ("print", "exit", "quit", "sys.exit", "os._exit")] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_text_file_is_opened_with_its_encoding(path: Path):
    bad = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            words = ast.unparse(node)
            if name in ("read_text", "write_text") and "encoding=" not in words:
                bad.append(node.lineno)
            if name == "open" and "encoding=" not in words and "b'" not in words and 'b"' not in words:
                bad.append(node.lineno)
    assert bad == []
