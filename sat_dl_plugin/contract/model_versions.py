"""Names of models that learnt on: ``NAME-v2``, ``NAME-v3`` and so on, each a model of its own."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Optional

_VERSIONED = re.compile(r"(?P<stem>.+)-v(?P<version>[1-9]\d*)")
_LONGEST_NAME = 80
_FIRST = 1


def next_version(name: str, taken: Container[str], version: str = "") -> str:
    """Return the name of the version that follows a model.

    Args:
        name: Of the model.
        taken: Names that cannot be used.
        version: What its card says; a number or anything else.

    Returns:
        The first free name behind the model's own version.
    """
    stated = int(version) if version.isdecimal() else _FIRST
    number = max(version_in(name) or _FIRST, stated) + 1
    match = _VERSIONED.fullmatch(name)
    stem = match["stem"] if match else name
    while True:
        ending = f"-v{number}"
        found = stem[: _LONGEST_NAME - len(ending)] + ending
        if found not in taken:
            return found
        number += 1


def version_in(name: str) -> Optional[int]:
    """Return the version that a name ends with, None where it has none."""
    match = _VERSIONED.fullmatch(name)
    return int(match["version"]) if match else None
