"""How a command ends when the system refuses something that the library did not foresee."""

import errno
import os
import signal
import sys
import time

import pytest
import typer

from serai.cli.errors import exit_on_error
from serai.cli.interrupt import interrupts_kept


@pytest.mark.parametrize(
    ("filename", "words"),
    [
        ("runs/a", 'cannot read or write "runs/a": file name too long\n'),
        (None, "cannot read or write: file name too long\n"),
    ],
)
def test_an_error_of_the_system_is_told_in_words_with_the_status_of_unwritable_results(capsys, filename, words):
    with pytest.raises(typer.Exit) as end, exit_on_error():
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG), filename)
    assert end.value.exit_code == 4
    assert capsys.readouterr().err == words


def test_lack_of_memory_is_told_in_words(capsys):
    with pytest.raises(typer.Exit) as end, exit_on_error():
        raise MemoryError
    assert end.value.exit_code == 4
    assert capsys.readouterr().err.startswith("not enough memory;")


@pytest.mark.parametrize(
    "error",
    [
        ImportError("libhdf5.so.320: failed to map segment from shared object"),
        OSError("libhdf5.so.320: failed to map segment from shared object"),
        SystemError("error return without exception set"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_library_that_finds_no_room_is_lack_of_memory(capsys, error):
    with pytest.raises(typer.Exit) as end, exit_on_error():
        raise error
    assert end.value.exit_code == 4
    assert capsys.readouterr().err.startswith("not enough memory;")


def test_a_thread_that_cannot_start_is_lack_of_room(capsys):
    with pytest.raises(typer.Exit) as end, exit_on_error():
        raise RuntimeError("can't start new thread")
    assert end.value.exit_code == 4
    assert capsys.readouterr().err.startswith("no room for another thread;")


def test_another_runtime_error_is_our_own_mistake():
    with pytest.raises(RuntimeError, match="dictionary changed"), exit_on_error():
        raise RuntimeError("dictionary changed size during iteration")


def test_a_library_that_is_not_there_is_an_error_of_the_installation():
    with pytest.raises(ImportError, match="no module"), exit_on_error():
        raise ImportError("no module named zarr")


def test_a_reader_that_goes_away_is_left_to_the_command_line():
    with pytest.raises(BrokenPipeError), exit_on_error():
        raise BrokenPipeError


def test_ctrl_c_after_the_run_was_kept_says_so(capsys):
    with pytest.raises(typer.Exit) as end, exit_on_error("interrupted: the run is kept in runs/a"):
        raise KeyboardInterrupt
    assert end.value.exit_code == 130
    assert capsys.readouterr().err == "interrupted: the run is kept in runs/a\n"


class InterruptedWhenFreed:
    """An object whose end is when Ctrl-C strikes."""

    def __del__(self):
        raise KeyboardInterrupt


@pytest.fixture
def listens_to_ctrl_c():
    """Ctrl-C raises KeyboardInterrupt, also where whoever started the tests has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("listens_to_ctrl_c")
def test_ctrl_c_that_python_swallows_comes_again():
    with pytest.raises(KeyboardInterrupt), interrupts_kept():  # noqa: PT012
        InterruptedWhenFreed()
        for _ in range(400):
            time.sleep(0.05)


def test_other_errors_that_python_swallows_are_shown_as_before(monkeypatch):
    class FailsWhenFreed:
        def __del__(self):
            raise RuntimeError("of another kind")

    shown = []
    monkeypatch.setattr(sys, "unraisablehook", lambda lost: shown.append(str(lost.exc_value)))
    with interrupts_kept():
        FailsWhenFreed()
    assert shown == ["of another kind"]


def test_objects_whose_making_was_interrupted_say_nothing_when_freed(monkeypatch):
    class HalfMade:
        def __del__(self):
            self.never_set  # noqa: B018

    shown = []
    monkeypatch.setattr(sys, "unraisablehook", lambda lost: shown.append(str(lost.exc_value)))
    HalfMade()
    assert len(shown) == 1
    with interrupts_kept():
        HalfMade()
    assert len(shown) == 1
