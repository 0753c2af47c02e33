"""A text for a bug report: what ran where, with what, and how it ended; without names of people."""

from __future__ import annotations

import platform

from qgis.core import Qgis
from qgis.PyQt.QtCore import QT_VERSION_STR

from sat_dl_plugin.bridge.redaction import redact
from sat_dl_plugin.bridge.runtime import list_runtimes
from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.contract.places import plugin_version
from sat_dl_plugin.gui.runs.run_texts import duration_text
from sat_dl_plugin.tasks.run_queue import Run

_LAST_LINES = 200


def diagnostics(run: Run) -> str:
    """Return the report on a run, in English, without home, user name and secrets."""
    parts = [
        _section("Error", _error_lines(run)),
        _section("Versions", _version_lines()),
        _section("Run", _run_lines(run)),
        _section(
            "Parameters",
            [f"{name}: {value}" for name, value in run.portable_parameters.items()],
        ),
        _section("Log", run.log[-_LAST_LINES:]),
    ]
    return redact("\n\n".join(part for part in parts if part))


def _section(title: str, lines: list[str]) -> str:
    return "\n".join([f"## {title}", *lines]) if lines else ""


def _error_lines(run: Run) -> list[str]:
    if run.error is None:
        return []
    lines = [f"{type(run.error).__name__}: {run.error.what}"]
    if run.error.why:
        lines.append(f"why: {run.error.why}")
    if run.error.todo:
        lines.append(f"what to do: {run.error.todo}")
    return lines


def _version_lines() -> list[str]:
    return [
        f"Sat DL {plugin_version()}",
        f"QGIS {Qgis.version()}",
        f"Qt {QT_VERSION_STR}",
        f"Python {platform.python_version()}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
        *_runtime_lines(),
    ]


def _runtime_lines() -> list[str]:
    try:
        runtimes = list_runtimes()
    except SatDlError as error:
        return [f"runtime: {error}"]
    return [
        f"runtime: {runtime.kind} {runtime.variant}, "
        f"{'usable' if runtime.is_usable else 'not usable'}, "
        f"{'of this version' if runtime.is_current else 'of another version'}"
        for runtime in runtimes
    ] or ["runtime: none"]


def _run_lines(run: Run) -> list[str]:
    return [
        run.request.algorithm,
        f"state: {run.state.value}, {100 * run.fraction:.0f} % after "
        f"{duration_text(run.elapsed_s)}, phase “{run.phase}”",
    ]
