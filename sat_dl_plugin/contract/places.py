"""Where the plugin keeps what it ships.

In the source tree ``models/``, ``resources/`` and ``metadata.txt`` lie beside the package;
in an installed plugin they lie inside it.
"""

from __future__ import annotations

import configparser
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from sat_dl_plugin.contract.errors import SatDlError

PROMPTABLE_FOLDER = "promptable"
"""Folder of promptable networks, a folder for each, among the user's models."""

PROMPTABLE_CARD = "promptable.json"
"""Says that both networks of such a folder are complete."""

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """Return the path of a shipped file or folder (``models``, ``resources``, ``metadata.txt``).

    Raises:
        SatDlError: If the installation is incomplete.
    """
    for base in (_PACKAGE, _PACKAGE.parent):
        candidate = base / name
        # The package has subfolders of its own, but none of these names.
        if candidate.exists():
            return candidate
    raise SatDlError(
        f"Sat DL is not installed completely: {name} is missing", todo="Install the plugin again"
    )


@lru_cache(maxsize=1)
def plugin_version() -> str:
    """Return the version in ``metadata.txt``, or the one pip installed, or ``unknown``."""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(shipped("metadata.txt").read_text(encoding="utf-8"))
        return parser.get("general", "version")
    except (SatDlError, configparser.Error):
        return _installed_version()


def _installed_version() -> str:
    # A wheel carries its version itself and no metadata.txt.
    try:
        return metadata.version("sat-dl")
    except metadata.PackageNotFoundError:
        return "unknown"
