"""The row of buttons that chooses the page of the dock."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStyle,
    QToolButton,
    QWidget,
)

from sat_dl_plugin.gui.widgets.headings import make_small


class PageBar(QFrame):
    """Icons with a word below, side by side; one is pressed.

    No tab bar, which scrolls with arrows as soon as the words get long: a dock cannot get narrower
    than its buttons.

    Args:
        parent: Owner.
    """

    chosen = pyqtSignal(str)
    """A page was chosen by the user; carries its key."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)

    def add(self, key: str, text: str, icon: QIcon, tooltip: str) -> None:
        """Add a button at the end.

        Args:
            key: Name of the page.
            text: One word.
            icon: Drawn above it.
            tooltip: What the page is for.
        """
        button = _PageButton(self)
        button.setText(text)
        button.setIcon(icon)
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_LargeIconSize) * 3 // 4
        button.setIconSize(QSize(side, side))
        button.setToolTip(tooltip)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        make_small(button)
        button.clicked.connect(lambda _checked=False: self.chosen.emit(key))
        self._group.addButton(button)
        self._row.addWidget(button)
        self._buttons[key] = button

    def show_chosen(self, key: str) -> None:
        """Press a button without telling anybody; no button for an unknown key."""
        # An exclusive group always has a pressed button, except while it is not exclusive.
        self._group.setExclusive(False)
        for name, button in self._buttons.items():
            button.setChecked(name == key)
        self._group.setExclusive(True)
        # One stop of the tab key, as in a row of tabs; the arrow keys go from there.
        stop = key if key in self._buttons else next(iter(self._buttons), "")
        for name, button in self._buttons.items():
            is_stop = name == stop
            button.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus
            )

    def current(self) -> str:
        """Return the key of the pressed button, empty when none is."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def button(self, key: str) -> QToolButton:
        """Return the button of a page."""
        return self._buttons[key]


class _PageButton(QToolButton):
    """As wide as its word and little more, so that six of them fit a dock in any language."""

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt name)
        """Return the size with less room at the sides than the style would leave."""
        hint = super().sizeHint()
        text = self.fontMetrics().horizontalAdvance(self.text())
        room = self.fontMetrics().horizontalAdvance("0")
        hint.setWidth(max(text, self.iconSize().width()) + room)
        return hint

    def minimumSizeHint(self) -> QSize:  # noqa: N802 (Qt name)
        """Return the same: less would cut the word."""
        return self.sizeHint()
