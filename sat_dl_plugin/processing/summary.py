"""The tables at the end of the log: objects, area and share per class, or scores."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Optional

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
    return _aligned(table)


def score_lines(rows: Sequence[dict[str, Any]], means: dict[str, Optional[float]]) -> list[str]:
    """Return the table of scores as lines of equal width.

    Args:
        rows: One dictionary a class with ``class_name``, ``iou``, ``precision``, ``recall``, ``f1``
            and, where objects were matched, ``obj_f1`` (0 to 1, None where there is none).
        means: The same without the name, and ``object_f1``.
    """
    names = ["iou", "precision", "recall", "f1"]
    head = [tr("class"), tr("IoU"), tr("precision"), tr("recall"), tr("F1")]
    last = [means.get(name) for name in names]
    if "object_f1" in means:
        names.append("obj_f1")
        head.append(tr("object F1"))
        last.append(means["object_f1"])
    table = [head]
    table += [[str(row["class_name"]), *(_score(row.get(name)) for name in names)] for row in rows]
    table.append([tr("mean"), *map(_score, last)])
    return _aligned(table)


def log_summary(rows: Sequence[dict[str, Any]], feedback: QgsProcessingFeedback) -> None:
    """Show the table of objects, area and share in the log."""
    log_lines(summary_lines(rows), feedback)


def log_lines(lines: Sequence[str], feedback: QgsProcessingFeedback) -> None:
    """Show the lines of a table in the log."""
    on_terminal = QgsApplication.instance().platform() == "qgis_process"
    for line in lines:
        # The log of the dialogs is HTML, where blanks in a row are one.
        feedback.pushConsoleInfo(line if on_terminal else line.replace(" ", "\N{NO-BREAK SPACE}"))


def summary_json(rows: Sequence[dict[str, Any]]) -> str:
    """Return the table as JSON, for scripts and for `from_json` in expressions of graphs."""
    return json.dumps(rows, ensure_ascii=False)


def _cells(name: str, objects: str, area: str, share: str, *, counted: bool) -> list[str]:
    return [name, objects, area, share] if counted else [name, area, share]


def _score(value: Optional[float]) -> str:
    return "\N{EN DASH}" if value is None else f"{value:.3f}"


def _aligned(table: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*table)]
    return [
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(cells, widths))
        )
        for cells in table
    ]
