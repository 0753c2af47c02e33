"""The table at the end of the log: objects, area and share per class."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from qgis.core import QgsApplication, QgsProcessingFeedback

from sat_dl_plugin.i18n import tr


def summary_lines(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return the table as lines of equal width.

    Args:
        rows: One dictionary a class with ``class_name``, ``area_m2``, ``share`` (0 to 1) and,
            where objects were counted, ``objects``.
    """
    counted = all("objects" in row for row in rows)
    table = [_cells(tr("class"), tr("objects"), tr("area (m²)"), tr("share"), counted=counted)]
    table += [
        _cells(
            str(row["class_name"]),
            str(row.get("objects", "")),
            f"{row['area_m2']:.1f}",
            f"{100.0 * row['share']:.1f} %",
            counted=counted,
        )
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(*table)]
    return [
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(cells, widths))
        )
        for cells in table
    ]


def log_summary(rows: Sequence[dict[str, Any]], feedback: QgsProcessingFeedback) -> None:
    """Show the table in the log."""
    on_terminal = QgsApplication.instance().platform() == "qgis_process"
    for line in summary_lines(rows):
        # The log of the dialogs is HTML, where blanks in a row are one.
        feedback.pushConsoleInfo(line if on_terminal else line.replace(" ", "\N{NO-BREAK SPACE}"))


def summary_json(rows: Sequence[dict[str, Any]]) -> str:
    """Return the table as JSON, for scripts and for `from_json` in expressions of graphs."""
    return json.dumps(rows, ensure_ascii=False)


def _cells(name: str, objects: str, area: str, share: str, *, counted: bool) -> list[str]:
    return [name, objects, area, share] if counted else [name, area, share]
