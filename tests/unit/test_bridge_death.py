"""A worker that died tells its exit code, a likely reason and the end of its log."""

from __future__ import annotations

import pytest

from sat_dl_plugin.bridge.death import died


@pytest.mark.parametrize(
    ("exit_code", "name", "reason"),
    [
        (-9, "SIGKILL", "out of memory"),
        (137, "SIGKILL", "out of memory"),
        (0xC0000017, "0xc0000017", "out of memory"),
        (-11, "SIGSEGV", "Native code crashed"),
        (139, "SIGSEGV", "Native code crashed"),
        (0xC0000005, "0xc0000005", "Native code crashed"),
        (-1073741819, "0xc0000005", "Native code crashed"),
        (-4, "SIGILL", "instructions"),
        (-7, "SIGBUS", "disk is full"),
        (-15, "SIGTERM", "ended it"),
        (0xC0000135, "0xc0000135", "could not be loaded"),
        (1, "1", "not known"),
        (None, "unknown", "not known"),
    ],
)
def test_exit_codes_are_explained(exit_code: int, name: str, reason: str) -> None:
    error = died(exit_code, "line of the log")

    assert name in error.what
    assert reason in error.why
    assert "line of the log" in error.why
    assert error.todo


def test_the_log_may_know_better_than_the_exit_code() -> None:
    assert "out of memory" in died(1, "terminate called after std::bad_alloc").why


def test_the_log_is_told_without_its_secrets() -> None:
    assert "hunter2" not in str(died(1, "GET http://ada:hunter2@host/a.tif failed"))


def test_without_a_log_the_reason_stands_alone() -> None:
    assert died(-9, "  ").why == "Most likely the machine ran out of memory"
