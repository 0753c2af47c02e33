"""The table at the end of the log: objects, area and share per class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.core import QgsProcessingFeedback

from sat_dl_plugin.i18n import tr


def summary_lines(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return the table as lines of equal width.

    Args:
        rows: One dictionary a class with ``class``, ``objects``, ``area_m2`` and ``share``
            (0 to 1).
    """
    table = [(tr("class"), tr("objects"), tr("area (m²)"), tr("share"))]
    table += [
        (
            str(row["class"]),
            f"{row['objects']:d}",
            f"{row['area_m2']:.1f}",
            f"{100.0 * row['share']:.1f} %",
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in table) for column in range(4)]
    return [
        "  ".join(
            [line[0].ljust(widths[0])]
            + [line[column].rjust(widths[column]) for column in (1, 2, 3)]
        )
        for line in table
    ]


def log_summary(rows: Sequence[dict[str, Any]], feedback: QgsProcessingFeedback) -> None:
    """Show the table in the log."""
    if not rows:
        feedback.pushInfo(tr("No objects were found"))
    for line in summary_lines(rows) if rows else ():
        feedback.pushConsoleInfo(line)
