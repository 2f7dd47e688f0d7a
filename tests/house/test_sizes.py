"""The sizes that docs and guide promise, where ruff cannot say them: lines of files and functions, and the exceptions
that it makes for the arguments of kernels and commands."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "serai"
FILES = {path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}
COMMANDS = "cli/commands.py"
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
MAX_COMMAND_LINES = 25
MAX_KERNEL_ARGUMENTS = 12
MAX_COMMAND_ARGUMENTS = 11  # one for each option that users are promised
LISTS = {"scenario/schema.py"}  # one field, one line: longer than a file of code may be
FUNCTIONS = [
    (name, node)
    for name, text in FILES.items()
    for node in ast.walk(ast.parse(text))
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
]


def body_lines(function: ast.FunctionDef) -> int:
    """Lines of a function from its def to its end, without its docstring."""
    lines = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        lines -= first.end_lineno - first.lineno + 1
    return lines


def arguments(function: ast.FunctionDef) -> int:
    given = function.args
    return len([*given.posonlyargs, *given.args, *given.kwonlyargs])


def test_a_file_has_fewer_than_400_lines():
    lines = {name: len(text.splitlines()) for name, text in FILES.items() if name not in LISTS}
    assert {name: count for name, count in lines.items() if count >= MAX_FILE_LINES} == {}


def test_a_function_has_fewer_than_40_lines_and_a_command_fewer_than_25():
    limits = {COMMANDS: MAX_COMMAND_LINES}
    lines = {(name, node.name): body_lines(node) for name, node in FUNCTIONS}
    assert {key: count for key, count in lines.items() if count >= limits.get(key[0], MAX_FUNCTION_LINES)} == {}


def test_a_command_has_at_most_11_arguments_and_a_kernel_12():
    """Any other function has at most 7, which ruff checks."""
    limits = {COMMANDS: MAX_COMMAND_ARGUMENTS}
    found = {(name, node.name): arguments(node) for name, node in FUNCTIONS if name not in LISTS}
    assert {key: count for key, count in found.items() if count > limits.get(key[0], MAX_KERNEL_ARGUMENTS)} == {}
