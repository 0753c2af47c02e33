"""The file in every finished runtime that says what it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sat_dl_plugin.bridge.interpreters import Interpreter
from sat_dl_plugin.bridge.spec import RuntimeSpec, venv_python
from sat_dl_plugin.contract.places import plugin_version

MANIFEST = "runtime.json"


def write_manifest(
    folder: Path, spec: RuntimeSpec, interpreter: Interpreter, facts: dict[str, Any]
) -> None:
    """Write the manifest of a runtime that has passed its check.

    Args:
        folder: The runtime.
        spec: What it is.
        interpreter: The Python it stands on.
        facts: What the check found.
    """
    manifest = {
        "kind": spec.kind,
        "variant": spec.variant,
        "python": interpreter.version_text,
        "interpreter": str(interpreter.real_path),
        "made_by": plugin_version(),
        **facts,
    }
    path = folder / MANIFEST
    path.write_text(json.dumps(manifest, indent=2), encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a runtime, empty when it has none or a broken one."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def is_usable(folder: Path) -> bool:
    """Return whether a runtime is finished and the Python it stands on is still there."""
    manifest = read_manifest(folder)
    interpreter = manifest.get("interpreter")
    return (
        isinstance(interpreter, str) and Path(interpreter).exists() and venv_python(folder).exists()
    )
