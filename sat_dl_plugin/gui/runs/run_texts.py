"""What a run says about itself, in words and in the number format of the user."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.PyQt.QtCore import QLocale

from sat_dl_plugin.gui.runs.phases import phase_text
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.tasks.run_queue import Run, RunState

_MINUTE_S = 60
_HOUR_S = 3600
_HECTARE_M2 = 10_000.0
_SQUARE_KILOMETRE_M2 = 1_000_000.0


def state_text(run: Run, ahead: int = 0) -> str:
    """Return one line on where a run is.

    Args:
        run: The run.
        ahead: Runs that come before it, while it waits.
    """
    if run.state is RunState.WAITING:
        return tr("Waiting") if ahead < 2 else tr("Waiting, {} ahead of it").format(ahead)
    if run.state is RunState.RUNNING:
        if run.stopping:
            return tr("Stopping…")
        return tr("Ending with the best…") if run.finishing else phase_text(run.phase)
    if run.state is RunState.CANCELLED:
        return _cancelled_text(run)
    if run.state is RunState.FAILED:
        return run.error.what if run.error is not None else tr("Failed")
    return _done_text(run)


def progress_text(run: Run) -> str:
    """Return how far a run is and how long it still takes."""
    percent = tr("{} %").format(QLocale().toString(int(100.0 * run.fraction)))
    left = remaining_text(run.remaining_s)
    return tr("{} · {}").format(percent, left) if left else percent


def remaining_text(seconds: Optional[float]) -> str:
    """Return a remaining time as people say it; empty when nobody knows."""
    if seconds is None:
        return ""
    if seconds < 10:
        return tr("a few seconds left")
    if seconds < 1.5 * _MINUTE_S:
        return tr("{} s left").format(5 * round(seconds / 5))
    if seconds < 1.5 * _HOUR_S:
        return tr("{} min left").format(round(seconds / _MINUTE_S))
    hours, rest = divmod(round(seconds / _MINUTE_S), 60)
    return tr("{} h {} min left").format(hours, rest)


def duration_text(seconds: float) -> str:
    """Return how long something took."""
    if seconds < 10:
        return tr("{} s").format(QLocale().toString(seconds, "f", 1))
    if seconds < 1.5 * _MINUTE_S:
        return tr("{} s").format(round(seconds))
    if seconds < 1.5 * _HOUR_S:
        return tr("{} min").format(round(seconds / _MINUTE_S))
    hours, rest = divmod(round(seconds / _MINUTE_S), 60)
    return tr("{} h {} min").format(hours, rest)


def area_text(area_m2: float) -> str:
    """Return an area in the unit that suits its size."""
    if area_m2 < _HECTARE_M2:
        return tr("{} m²").format(fixed_text(area_m2, 0 if area_m2 >= 10 else 1))
    if area_m2 < 10 * _SQUARE_KILOMETRE_M2:
        return tr("{} ha").format(fixed_text(area_m2 / _HECTARE_M2, 2))
    return tr("{} km²").format(fixed_text(area_m2 / _SQUARE_KILOMETRE_M2, 2))


def share_text(share: float) -> str:
    """Return a share, 0 to 1, in percent."""
    return tr("{} %").format(fixed_text(100.0 * share, 1))


def count_text(count: Any) -> str:
    """Return a number of objects; a dash where they were not counted."""
    return "\N{EN DASH}" if count is None else fixed_text(float(count), 0)


def _cancelled_text(run: Run) -> str:
    output = run.request.parameters.get("OUTPUT")
    if isinstance(output, str) and Path(f"{output}.training").is_dir():
        return tr("Stopped; started again, it continues from there")
    return tr("Cancelled, nothing was written")


def _done_text(run: Run) -> str:
    counts = [row.get("objects") for row in run.summary]
    parts = []
    if counts and None not in counts:
        total = sum(counts)
        parts.append(tr("1 object") if total == 1 else tr("{} objects").format(count_text(total)))
    if run.summary:
        parts.append(area_text(sum(row["area_m2"] for row in run.summary)))
    if run.results.get("MEAN_IOU") is not None:
        parts.append(tr("mean IoU {}").format(fixed_text(run.results["MEAN_IOU"], 3)))
    parts.append(tr("took {}").format(duration_text(run.elapsed_s)))
    return " · ".join(parts)


def fixed_text(value: float, decimals: int) -> str:
    """Return a number with so many decimals."""
    return QLocale().toString(value, "f", decimals)
