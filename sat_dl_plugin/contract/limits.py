"""What a worker may use of the machine, as the two processes tell each other.

The limits travel in environment variables, because thread pools read theirs when a library is
loaded, before the first message.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Optional

THREADS_VARIABLE = "SATDL_THREADS"
"""Environment variable: threads one network may use."""

MEMORY_VARIABLE = "SATDL_MEMORY_BYTES"
"""Environment variable: bytes of memory that a job should stay below."""

_THREADS_OF_LIBRARIES = "OMP_NUM_THREADS"


def limit_variables(threads: int, memory_bytes: int) -> dict[str, str]:
    """Return the environment variables that state limits.

    Args:
        threads: Threads a network may use; 0 for no limit.
        memory_bytes: Memory that a job should stay below; 0 for no limit.
    """
    variables = {}
    if threads > 0:
        # torch and the linear algebra below numpy go by the second one.
        variables.update(dict.fromkeys((THREADS_VARIABLE, _THREADS_OF_LIBRARIES), str(threads)))
    if memory_bytes > 0:
        variables[MEMORY_VARIABLE] = str(memory_bytes)
    return variables


def thread_limit(environment: Optional[Mapping[str, str]] = None) -> int:
    """Return how many threads a network may use, 0 where nobody said.

    Args:
        environment: Where to look; that of this process when None.
    """
    return _stated(THREADS_VARIABLE, environment)


def memory_limit_bytes(environment: Optional[Mapping[str, str]] = None) -> int:
    """Return the memory a job should stay below, in bytes, 0 where nobody said.

    Args:
        environment: Where to look; that of this process when None.
    """
    return _stated(MEMORY_VARIABLE, environment)


def _stated(name: str, environment: Optional[Mapping[str, str]]) -> int:
    text = (os.environ if environment is None else environment).get(name, "").strip()
    return int(text) if text.isdecimal() else 0
