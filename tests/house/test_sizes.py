"""The sizes that docs and guide promise, where ruff cannot say them: lines of files and functions, and the exceptions
that it makes for the arguments of kernels and commands."""

from __future__ import annotations

import ast

import pytest

COMMANDS = "cli/commands.py"
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
MAX_COMMAND_LINES = 25
MAX_KERNEL_ARGUMENTS = 12
MAX_COMMAND_ARGUMENTS = 10  # one for each option that users are promised
LISTS = {"scenario/schema.py"}  # one field, one line: longer than a file of code may be

Function = ast.FunctionDef | ast.AsyncFunctionDef


@pytest.fixture(scope="module")
def functions(files) -> list[tuple[str, Function]]:
    """Every function, with the file where it stands."""
    return [(name, node) for name, file in files.items() for node in ast.walk(file.tree) if isinstance(node, Function)]


def body_lines(function: Function) -> int:
    """Lines of a function from its def to its end, without its docstring."""
    lines = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        lines -= first.end_lineno - first.lineno + 1
    return lines


def arguments(function: Function) -> int:
    given = function.args
    return len([*given.posonlyargs, *given.args, *given.kwonlyargs])


def test_a_file_has_fewer_than_400_lines(files):
    lines = {name: len(file.text.splitlines()) for name, file in files.items() if name not in LISTS}
    assert {name: count for name, count in lines.items() if count >= MAX_FILE_LINES} == {}


def test_a_function_has_fewer_than_40_lines_and_a_command_fewer_than_25(functions):
    limits = {COMMANDS: MAX_COMMAND_LINES}
    lines = {(name, node.name): body_lines(node) for name, node in functions}
    assert {key: count for key, count in lines.items() if count >= limits.get(key[0], MAX_FUNCTION_LINES)} == {}


def test_a_command_has_at_most_10_arguments_and_a_kernel_12(functions):
    """Any other function has at most 7, which ruff checks."""
    limits = {COMMANDS: MAX_COMMAND_ARGUMENTS}
    found = {(name, node.name): arguments(node) for name, node in functions if name not in LISTS}
    assert {key: count for key, count in found.items() if count > limits.get(key[0], MAX_KERNEL_ARGUMENTS)} == {}
