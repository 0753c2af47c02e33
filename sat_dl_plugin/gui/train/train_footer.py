"""What stays in sight below the form: the reason against training, and the two buttons."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QHBoxLayout, QPushButton, QWidget

from sat_dl_plugin.gui.segment.run_footer import RunFooter
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.paths import icon_path


class TrainFooter(RunFooter):
    """The buttons “Check” and “Train” with two lines above them.

    Args:
        parent: Owner.
    """

    check_wanted = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.button.setText(tr("Train"))
        self.button.setIcon(QIcon(str(icon_path("trainsegmentation"))))
        self.check_button = QPushButton(
            QgsApplication.getThemeIcon("mIconSuccess.svg"), tr("Check")
        )
        self.check_button.setMinimumHeight(self.button.minimumHeight())
        self.check_button.clicked.connect(lambda _checked: self.check_wanted.emit())
        self.layout().removeWidget(self.button)
        row = QHBoxLayout()
        row.addWidget(self.check_button)
        row.addWidget(self.button, 1)
        self.layout().addLayout(row)

    def show_state(self, cost: str, reason: str) -> None:
        """Show what training costs, and grey the buttons out where something speaks against it."""
        super().show_state(cost, reason)
        self.check_button.setEnabled(not reason)
        self.check_button.setToolTip(
            reason or tr("Says in seconds what would be trained on; nothing is trained yet.")
        )
