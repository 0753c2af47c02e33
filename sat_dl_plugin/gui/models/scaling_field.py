"""The field for how stored values become what a network sees."""

from __future__ import annotations

from typing import Any, Optional

from qgis.PyQt.QtWidgets import QComboBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from sat_dl_plugin.contract.card import Scaling
from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.text_forms import split_entries
from sat_dl_plugin.gui.models.model_card import scaling_text
from sat_dl_plugin.i18n import tr

_EIGHT_BIT = (0.0, 255.0)


class ScalingField(QWidget):
    """Usual scalings to choose from, and mean and deviation per band.

    Args:
        parent: Owner.
    """

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.preset_box = QComboBox()
        self.preset_box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        layout.addWidget(self.preset_box)
        form = QFormLayout()
        self.mean_edit, self.std_edit = QLineEdit(), QLineEdit()
        for edit in (self.mean_edit, self.std_edit):
            edit.setPlaceholderText(tr("none"))
            edit.setToolTip(
                tr(
                    "One number per band, separated by semicolons; applied after the values are "
                    "multiplied"
                )
            )
        form.addRow(tr("Mean:"), self.mean_edit)
        form.addRow(tr("Deviation:"), self.std_edit)
        layout.addLayout(form)
        self.setFocusProxy(self.preset_box)
        self._read = Scaling()

    def set_scaling(self, scaling: Scaling) -> None:
        """Show the scaling of a card."""
        self._read = scaling
        self.preset_box.clear()
        bare = Scaling(scaling.factor, (), (), scaling.stored_range)
        self.preset_box.addItem(tr("As read: {}").format(scaling_text(bare)), bare)
        for text, preset in (
            (tr("8-bit images, divided by 255"), Scaling(1.0 / 255.0, (), (), _EIGHT_BIT)),
            (tr("8-bit images, as they are"), Scaling(1.0, (), (), _EIGHT_BIT)),
            (tr("Reflectance 0 to 1"), Scaling(1.0, (), (), None)),
            (tr("Reflectance 0 to 10 000"), Scaling(1.0 / 10_000.0, (), (), None)),
        ):
            self.preset_box.addItem(text, preset)
        self.mean_edit.setText(_listed(scaling.mean))
        self.std_edit.setText(_listed(scaling.std))

    def scaling_fields(self) -> dict[str, Any]:
        """Return the scaling as it stands in a card.

        Raises:
            UsageError: If the mean or the deviation are no numbers.
        """
        preset = self.preset_box.currentData() or self._read
        mean, std = (
            # What was not touched keeps all its digits.
            before if edit.text() == _listed(before) else _numbers(edit.text())
            for edit, before in ((self.mean_edit, self._read.mean), (self.std_edit, self._read.std))
        )
        return {
            "factor": preset.factor,
            "mean": mean,
            "std": std,
            "stored_range": preset.stored_range,
        }


def _listed(values: tuple[float, ...]) -> str:
    return "; ".join(f"{value:.6g}" for value in values)


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(entry) for entry in split_entries(text))
    except ValueError as error:
        raise UsageError(
            tr("“{}” is not a list of numbers").format(text),
            tr("Mean and deviation need one number per band"),
            tr("Write them like this: 0.485; 0.456; 0.406"),
        ) from error
