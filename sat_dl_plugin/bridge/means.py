"""What an installation may use."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

from sat_dl_plugin.bridge.interpreters import Interpreter


@dataclass(frozen=True)
class Means:
    """What an installation may use besides the Python it is for."""

    environment: dict[str, str] = field(repr=False)
    """For pip and uv; may hold the credentials of a proxy."""
    helpers: tuple[Interpreter, ...] = ()
    """Other Pythons whose pip may help."""
    wheelhouse: Optional[Path] = None
    """Folder of wheels, instead of an index."""
