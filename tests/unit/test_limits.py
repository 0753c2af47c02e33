"""The limits a worker is started with, as the engine reads them."""

from __future__ import annotations

import pytest

from sat_dl_plugin.bridge.environment import worker_environment
from sat_dl_plugin.contract.limits import (
    MEMORY_VARIABLE,
    THREADS_VARIABLE,
    memory_limit_bytes,
    thread_limit,
)


def test_limits_reach_the_engine() -> None:
    environment = worker_environment({}, threads=3, memory_bytes=5_000_000_000)

    assert thread_limit(environment) == 3
    assert memory_limit_bytes(environment) == 5_000_000_000


def test_no_limit_is_no_variable() -> None:
    environment = worker_environment({})

    assert thread_limit(environment) == memory_limit_bytes(environment) == 0
    assert not {THREADS_VARIABLE, MEMORY_VARIABLE} & set(environment)


def test_limits_are_not_inherited() -> None:
    environment = worker_environment({THREADS_VARIABLE: "7", MEMORY_VARIABLE: "7"})

    assert thread_limit(environment) == memory_limit_bytes(environment) == 0


@pytest.mark.parametrize("text", ["", "many", "-2", "1.5"])
def test_what_is_no_number_limits_nothing(text: str) -> None:
    assert thread_limit({THREADS_VARIABLE: text}) == 0
