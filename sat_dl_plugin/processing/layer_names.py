"""Layers behind temporary copies of them, for texts that a person reads."""

from __future__ import annotations

from pathlib import Path

from sat_dl_plugin.contract.errors import SatDlError


class LayerNames:
    """The layers that were copied for the engine, which knows them by the paths of the copies."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def add(self, path: str, name: str) -> str:
        """Remember the layer behind a copy, and return the path of the copy."""
        # The engine may write a path as the system does.
        self._names[path] = self._names[str(Path(path))] = name
        return path

    def in_text(self, text: str) -> str:
        """Return a text of the engine that names layers instead of copies."""
        for path, name in self._names.items():
            text = text.replace(path, f"“{name}”")
        return text

    def put_into(self, error: SatDlError) -> None:
        """Have an error name layers instead of copies."""
        error.what, error.why, error.todo = (
            self.in_text(part) for part in (error.what, error.why, error.todo)
        )
