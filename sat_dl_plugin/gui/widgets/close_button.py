"""The button with which a part of a page is put away."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QStyle, QToolButton


def close_button(text: str) -> QToolButton:
    """Return a flat button with the cross of a title bar; the text is read and shown as a tip."""
    button = QToolButton()
    button.setAutoRaise(True)
    button.setIcon(button.style().standardIcon(QStyle.StandardPixmap.SP_TitleBarCloseButton))
    button.setToolTip(text)
    button.setAccessibleName(text)
    return button
