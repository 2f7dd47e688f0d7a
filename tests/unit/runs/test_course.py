"""What comes before a course: its kernels."""

import pytest

from serai.runs import course


def test_without_room_to_read_the_kernels_nothing_is_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(course, "free_bytes", lambda: course.KERNELS_BYTES - 1)
    calls: list[tuple[int, int]] = []
    with pytest.raises(MemoryError):
        course.compile_ahead("built-in", lambda done, n: calls.append((done, n)))
    assert not calls
