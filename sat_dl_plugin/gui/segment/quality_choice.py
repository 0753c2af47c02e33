"""Choosing the quality, each with the time it takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QButtonGroup, QGridLayout, QLabel, QRadioButton, QWidget

from sat_dl_plugin.gui.widgets.headings import make_small
from sat_dl_plugin.i18n import tr


class QualityChoice(QWidget):
    """Three radio buttons; index 0 is fast, 1 balanced, 2 best, as the toolbox has it.

    Args:
        parent: Owner.
    """

    changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        self._group = QButtonGroup(self)
        self._costs: list[QLabel] = []
        texts = (
            (tr("&Fast"), tr("Predicts every pixel once, without seams.")),
            (tr("&Balanced"), tr("Averages 8 flips and rotations: steadier outlines.")),
            (
                tr("Bes&t"),
                tr("Also averages the scales that improve this model, for final results."),
            ),
        )
        for index, (text, tooltip) in enumerate(texts):
            button = QRadioButton(text)
            button.setToolTip(tooltip)
            self._group.addButton(button, index)
            cost = QLabel()
            cost.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            cost.setToolTip(tooltip)
            make_small(cost)
            self._costs.append(cost)
            grid.addWidget(button, index, 0)
            grid.addWidget(cost, index, 1)
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._tell)

    def value(self) -> int:
        """Return the index of the chosen quality."""
        return int(self._group.checkedId())

    def set_value(self, quality: int) -> None:
        """Choose a quality by its index."""
        self._group.button(quality).setChecked(True)

    def show_costs(self, costs: Sequence[str]) -> None:
        """Show beside each quality what it costs."""
        for label, text in zip(self._costs, costs):
            label.setText(text)

    def button(self, quality: int) -> QRadioButton:
        """Return the radio button of a quality."""
        return self._group.button(quality)

    def _tell(self, _index: int, checked: bool) -> None:
        if checked:
            self.changed.emit()
