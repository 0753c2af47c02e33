"""What each smart tool is called, which key starts it, and what the mouse wheel does in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Optional

from qgis.PyQt.QtCore import Qt

from sat_dl_plugin.i18n import tr

LevelStep = Callable[[float, int], float]
"""From a level and clicks of the wheel, forward positive, to another level."""


@dataclass(frozen=True)
class ToolForm:
    """One smart tool."""

    name: str
    """One of `contract.jobs.CORRECTIONS`."""
    key: Qt.Key
    letter: str
    title: str
    hint: str
    """What to do with the mouse, one sentence."""
    action: str
    """Name of the step in QGIS's list of what can be undone."""
    step: LevelStep
    level_text: Callable[[float], str]
    first_level: Optional[float] = None
    """Where the wheel begins; None to begin where the tool chose."""
    needs_polygon: bool = True
    needs_probabilities: bool = True
    can_extend: bool = False
    """Whether what is clicked with Shift is joined to the nearest polygon."""


def tool_forms() -> tuple[ToolForm, ...]:
    """Return all smart tools, in the order of their buttons."""
    return (*_with_clicks(), *_with_strokes(), _splitting(), *_without_probabilities(), _prompt())


def _with_clicks() -> tuple[ToolForm, ...]:
    return (
        ToolForm(
            "grow",
            Qt.Key.Key_G,
            "G",
            tr("Click to add"),
            tr(
                "Click an object to add it, or a polygon to outline it anew; Shift-click joins "
                "what is clicked to the polygon beside it."
            ),
            tr("Add from probabilities"),
            # Forward makes the object larger.
            lambda level, clicks: _within(level - 0.05 * clicks, 0.02, 0.98),
            lambda level: tr("Threshold {:.0f} %").format(100 * level),
            needs_polygon=False,
            can_extend=True,
        ),
        ToolForm(
            "cut",
            Qt.Key.Key_C,
            "C",
            tr("Click to remove a part"),
            tr("Click the part of a polygon that does not belong to it."),
            tr("Remove a part"),
            lambda level, clicks: _within(level * 1.25**clicks, 0.1, 10.0),
            lambda level: tr("Reach {:.0f} %").format(100 * level),
        ),
    )


def _with_strokes() -> tuple[ToolForm, ...]:
    return (
        ToolForm(
            "brush",
            Qt.Key.Key_F,
            "F",
            tr("Brush"),
            tr("Drag to add; begin inside a polygon to extend it. The right button takes away."),
            tr("Brush"),
            lambda level, clicks: _within(level * 1.25**clicks, 1.0, 128.0),
            lambda level: tr("Brush of {:.0f} pixels").format(2 * level),
            first_level=12.0,
            needs_polygon=False,
        ),
        ToolForm(
            "snap",
            Qt.Key.Key_E,
            "E",
            tr("Snap the border to the edge"),
            tr("Drag along the true border of a polygon."),
            tr("Snap the border"),
            lambda level, clicks: _within(level + clicks, 2.0, 20.0),
            lambda level: tr("Within {:.0f} pixels").format(level),
            first_level=6.0,
        ),
    )


def _splitting() -> ToolForm:
    return ToolForm(
        "split",
        Qt.Key.Key_T,
        "T",
        tr("Split touching objects"),
        tr("Click a polygon that holds several objects."),
        tr("Split touching objects"),
        lambda level, clicks: _within(level + clicks, 2.0, 50.0),
        lambda level: tr("{:.0f} parts").format(level),
    )


def _without_probabilities() -> tuple[ToolForm, ...]:
    return (
        ToolForm(
            "offset",
            Qt.Key.Key_W,
            "W",
            tr("Grow or shrink"),
            tr("Turn the mouse wheel over a polygon, then click."),
            tr("Grow or shrink"),
            lambda level, clicks: _within(level + clicks, -40.0, 40.0),
            lambda level: tr("{:+.1f} pixels").format(level / 2),
            first_level=0.0,
            needs_probabilities=False,
        ),
        ToolForm(
            "square",
            Qt.Key.Key_Q,
            "Q",
            tr("Make right-angled"),
            tr("Click a building."),
            tr("Make right-angled"),
            lambda level, clicks: _within(level * 1.25**clicks, 0.3, 20.0),
            lambda level: tr("Corners from {:.1f} pixels").format(level),
            needs_probabilities=False,
        ),
        ToolForm(
            "smooth",
            Qt.Key.Key_O,
            "O",
            tr("Smooth"),
            tr("Click a field or a water body."),
            tr("Smooth"),
            lambda level, clicks: _within(level * 1.25**clicks, 0.5, 20.0),
            lambda level: tr("Over {:.1f} pixels").format(level),
            needs_probabilities=False,
        ),
    )


def _prompt() -> ToolForm:
    return ToolForm(
        "prompt",
        Qt.Key.Key_P,
        "P",
        tr("Click to segment"),
        tr("Click an object; Shift-click adds a place to it, Ctrl-click takes one away."),
        tr("Click to segment"),
        lambda level, clicks: _within(level + clicks, 0.0, 4.0),
        lambda level: tr("Size {:.0f}").format(level + 1),
        needs_polygon=False,
        needs_probabilities=False,
    )


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
