"""Help, version, wrong usage, and how quickly and lightly the command line starts."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import serai as package

COMMANDS = [
    "list", "cases", "new", "drop", "rename", "check", "run", "fit", "score", "update", "compare", "plan",
    "sensitivity", "needs", "report",
    "app", "export", "repeat", "warm", "convert", "get",
]  # fmt: skip
HEAVY = {"numpy", "numba", "pandas", "xarray", "h5py", "ruamel"}


def modules_after(*words: str) -> set[str]:
    """Top-level modules that a process has imported when a command has ended."""
    code = (
        "import sys, json\nfrom serai.cli.main import main\nsys.argv = ['serai', *json.loads(sys.argv[1])]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code in (0, None), end.code\n"
        "print('\\n' + json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(words)], capture_output=True, text=True, encoding="utf-8", check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_help_lists_the_commands_that_there_are_and_no_others(serai):
    result = serai("--help")
    listed = result.stdout.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split()[0] for line in listed] == COMMANDS
    assert result.exit_code == 0


def test_the_bare_command_shows_the_help(serai):
    assert serai().exit_code == 0
    assert serai().stdout == serai("--help").stdout


def test_version_is_that_of_the_package(serai):
    result = serai("--version")
    assert (result.exit_code, result.stdout) == (0, f"serai {package.__version__}\n")


@pytest.mark.parametrize("words", [("--help",), (), ("run", "--help"), ("--version",)])
def test_help_imports_nothing_heavy(words):
    assert modules_after(*words) & HEAVY == set()


def test_run_imports_neither_pandas_nor_xarray(tmp_path):
    loaded = modules_after("run", "river-crossing", "--out", str(tmp_path / "out"))
    assert "h5netcdf" in loaded
    assert loaded & {"pandas", "xarray", "dask", "matplotlib"} == set()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("runn",), "No such command 'runn'"),
        (("run",), "Missing argument 'SCENARIO'"),
        (("run", "river-crossing", "--sed", "1"), "No such option"),
        (("run", "river-crossing", "--seed", "one"), "Invalid value for '--seed'"),
        (("run", "river-crossing", "--seed", "-1"), "Invalid value for '--seed'"),
        (
            ("run", "river-crossing", "--set", "servers"),
            '--set must be KEY=VALUE, as choice.belief_wait_hours=12, got "servers"',
        ),
        (("export", "kept"), "Missing option '--to'"),
        (("export", "kept", "--to", "pdf"), "Invalid value for '--to'"),
        (("run", "river-crossing", "--seed", str(2**63)), "the seed must be a whole number from 0 to 2**63 - 1"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_what_is_wrong(serai, words, message):
    result = serai(*words)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_every_option_of_the_contract_is_in_the_help(serai):
    text = serai("run", "--help").stdout
    assert all(option in text for option in ("--out", "--seed", "--set", "--measure", "--quiet", "--force"))
    assert "--from" in serai("new", "--help").stdout
    assert all(option in serai("score", "--help").stdout for option in ("--observations", "--json"))
    assert all(option in serai("export", "--help").stdout for option in ("--to", "--out"))
