"""The headings and the small print of pages."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sat_dl_plugin.gui.widgets.notice import wrapped_label

_LABEL_GAP = 2
"""Between a field and its label, pixels."""

_SMALL = 0.92
"""Size of small print, as a share of the normal size."""


def heading(text: str, buddy: Optional[QWidget] = None) -> QLabel:
    """Return the title of a section.

    Args:
        text: What it says; a letter after ``&`` moves the focus to the buddy.
        buddy: The widget it is the label of.
    """
    label = QLabel(text)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    if buddy is not None:
        label.setBuddy(buddy)
    return label


def labelled(text: str, field: QWidget, below: Optional[QWidget] = None) -> QWidget:
    """Return a field with its label above, and what there is to say about it below."""
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(_LABEL_GAP)
    label = QLabel(text)
    label.setBuddy(field)
    column.addWidget(label)
    column.addWidget(field)
    if below is not None:
        column.addWidget(below)
    return part


def small_print(text: str = "") -> QLabel:
    """Return a label in a smaller size that breaks its lines; hidden while it is empty."""
    label = wrapped_label(text)
    make_small(label)
    label.setVisible(bool(text))
    return label


def make_small(widget: QWidget) -> None:
    """Give a widget a slightly smaller font than its surroundings."""
    font = widget.font()
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * _SMALL)
        widget.setFont(font)


def shortened(text: str, characters: int) -> str:
    """Return a text that is cut after so many characters, for widgets that cannot wrap it."""
    return text if len(text) <= characters else text[: characters - 1] + "…"


def show_small_print(label: QLabel, text: str) -> None:
    """Change what a label of `small_print` says; an empty text hides it."""
    label.setText(text)
    label.setVisible(bool(text))


def box_indent(widget: QWidget) -> int:
    """Return how far the text of a check box starts from its edge, pixels."""
    style = widget.style()
    return int(
        style.pixelMetric(style.PixelMetric.PM_IndicatorWidth)
        + style.pixelMetric(style.PixelMetric.PM_CheckBoxLabelSpacing)
    )


def indented(widget: QWidget, indent: int) -> QHBoxLayout:
    """Return a row that starts so many pixels further in, on the right in right-to-left."""
    row = QHBoxLayout()
    row.setSpacing(0)
    row.addSpacing(indent)
    row.addWidget(widget, 1)
    return row
