"""The runtime: a Python of its own with the packages the engine needs, outside QGIS.

One folder per set of lock files in the user's cache, there whole or not at all.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from sat_dl_plugin.bridge.creation import Sources, create, remove_abandoned, remove_folder
from sat_dl_plugin.bridge.manifest import is_usable, read_manifest
from sat_dl_plugin.bridge.spec import (
    KINDS,
    VARIANTS,
    RuntimeSpec,
    runtime_folder,
    runtimes_folder,
    venv_python,
)
from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.contract.reporting import Reporter

__all__ = [
    "CHOSEN_PYTHON",
    "InstalledRuntime",
    "RuntimeSpec",
    "create_runtime",
    "ensure_runtime",
    "find_runtime",
    "list_runtimes",
    "remove_outdated",
    "remove_runtime",
    "runtime_folder",
]

CHOSEN_PYTHON = "SATDL_PYTHON"
"""Environment variable that names an interpreter to use as the runtime."""


@dataclass(frozen=True)
class InstalledRuntime:
    """A runtime that lies in the cache folder."""

    folder: Path
    kind: str
    variant: str
    manifest: dict[str, Any]
    """Versions, providers and the Python it stands on."""
    is_current: bool
    """Whether the lock files of this version of Sat DL are those it was made from."""
    is_usable: bool
    """Whether it is finished and its Python is still there."""

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return venv_python(self.folder)


def find_runtime(spec: RuntimeSpec = RuntimeSpec()) -> Optional[Path]:  # noqa: B008 - frozen
    """Return the interpreter of a runtime that can do what is asked, or None.

    A full runtime can do what one for inference can, and one for a GPU what one for the
    processor can; those that can do more come first. ``SATDL_PYTHON`` overrides all.
    """
    chosen = os.environ.get(CHOSEN_PYTHON)
    if chosen:
        return Path(chosen)
    variants = VARIANTS[::-1] if spec.variant == "cpu" else (spec.variant,)
    kinds = KINDS if spec.kind == "infer" else (spec.kind,)
    for variant in variants:
        for kind in kinds:
            folder = runtime_folder(RuntimeSpec(kind, variant))
            if is_usable(folder):
                return venv_python(folder)
    return None


def create_runtime(
    spec: RuntimeSpec,
    reporter: Reporter,
    *,
    python: Optional[str] = None,
    wheelhouse: Optional[Path] = None,
    proxy: Optional[str] = None,
    anew: bool = False,
) -> Path:
    """Create a runtime, unless this very one is there, and return its interpreter.

    It is built beside its place and renamed when a network has run in it. Several programs
    may do so at once; the first to finish wins, and the others use what it made.

    Args:
        spec: Which one.
        reporter: Hears of progress and is asked for cancellation.
        python: Interpreter to make it with; QGIS's own or one that uv brings otherwise.
        wheelhouse: Folder of wheels to use instead of an index.
        proxy: URL of a proxy, with its credentials where it needs them.
        anew: Replace the runtime that is there, once the new one has passed its check.

    Raises:
        OutputError: If the old one is to be replaced and is in use; it stays.
        RuntimeSetupError: If it cannot be created; nothing is left behind.
        JobCancelled: If the user stopped it; nothing is left behind.
    """
    folder = runtime_folder(spec)
    if is_usable(folder) and not anew:
        return venv_python(folder)
    return create(spec, reporter, Sources(python, wheelhouse, proxy), replace=anew)


def ensure_runtime(
    spec: RuntimeSpec,
    reporter: Reporter,
    *,
    python: Optional[str] = None,
    wheelhouse: Optional[Path] = None,
    proxy: Optional[str] = None,
) -> Path:
    """Return the interpreter of a fitting runtime, creating one when there is none.

    See `find_runtime` and `create_runtime` for the arguments and errors.
    """
    found = find_runtime(spec)
    if found is not None:
        return found
    return create_runtime(spec, reporter, python=python, wheelhouse=wheelhouse, proxy=proxy)


def list_runtimes() -> list[InstalledRuntime]:
    """Return all runtimes in the cache folder, those of other versions of Sat DL included."""
    folder = runtimes_folder()
    if not folder.is_dir():
        return []
    current = {runtime_folder(RuntimeSpec(kind, variant)) for kind in KINDS for variant in VARIANTS}
    return [
        InstalledRuntime(
            folder=entry,
            kind=str(manifest.get("kind", "")),
            variant=str(manifest.get("variant", "")),
            manifest=manifest,
            is_current=entry in current,
            is_usable=is_usable(entry),
        )
        for entry in sorted(folder.iterdir())
        if (manifest := read_manifest(entry))
    ]


def remove_runtime(spec: RuntimeSpec) -> bool:
    """Remove a runtime; returns whether there was one.

    Raises:
        OutputError: If it is in use.
    """
    folder = runtime_folder(spec)
    if not folder.exists():
        return False
    remove_folder(folder)
    return True


def remove_outdated() -> list[Path]:
    """Remove runtimes of other lock files, broken ones and what was left unfinished.

    Returns:
        What was removed; a runtime that is in use is left.
    """
    removed = remove_abandoned()
    for runtime in list_runtimes():
        if not (runtime.is_current and runtime.is_usable):
            try:
                remove_folder(runtime.folder)
            except SatDlError:
                # Another QGIS with another version of Sat DL runs in it.
                continue
            removed.append(runtime.folder)
    return removed
