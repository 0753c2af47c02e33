"""What stays in sight below a form: the cost of a run, what speaks against it, the button."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QEvent, pyqtSignal
from qgis.PyQt.QtWidgets import QPushButton, QVBoxLayout, QWidget

from sat_dl_plugin.gui.widgets.headings import show_small_print, small_print
from sat_dl_plugin.i18n import tr


class RunFooter(QWidget):
    """The button “Run” with two lines above it.

    Args:
        parent: Owner.
    """

    run_wanted = pyqtSignal()
    outdated = pyqtSignal()
    """Its window is active again: the options, which change costs, may have been open."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        style = self.style()
        # Those of a form, so that the button is as wide; as a window it would have larger ones.
        layout.setContentsMargins(
            style.pixelMetric(style.PixelMetric.PM_LayoutLeftMargin),
            0,
            style.pixelMetric(style.PixelMetric.PM_LayoutRightMargin),
            style.pixelMetric(style.PixelMetric.PM_LayoutBottomMargin),
        )
        self.cost = small_print()
        self.reason = small_print()
        self.button = QPushButton(QgsApplication.getThemeIcon("mActionStart.svg"), tr("Ru&n"))
        font = self.button.font()
        font.setBold(True)
        self.button.setFont(font)
        self.button.setMinimumHeight(self.button.sizeHint().height() * 5 // 4)
        self.button.clicked.connect(lambda _checked: self.run_wanted.emit())
        for widget in (self.cost, self.reason, self.button):
            layout.addWidget(widget)

    def event(self, event: QEvent) -> bool:
        """Tell when the window is active again."""
        if event.type() == QEvent.Type.WindowActivate:
            self.outdated.emit()
        return super().event(event)

    def show_state(self, cost: str, reason: str) -> None:
        """Show what a run costs, and grey the button out where something speaks against it.

        Args:
            cost: Pixels, time and disk in words; empty when unknown.
            reason: Why nothing can be run, or empty.
        """
        show_small_print(self.cost, cost)
        show_small_print(self.reason, reason)
        self.button.setEnabled(not reason)
        self.button.setToolTip(reason or tr("Runs in the background; QGIS stays usable."))
