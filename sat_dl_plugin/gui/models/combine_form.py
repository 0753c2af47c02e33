"""The form in which several networks become one set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import CombineJob
from sat_dl_plugin.contract.model_set import COMBINATIONS
from sat_dl_plugin.contract.text_forms import parse_scales
from sat_dl_plugin.gui.models.model_list import ModelEntry
from sat_dl_plugin.gui.widgets.headings import (
    heading,
    labelled,
    shortened,
    show_small_print,
    small_print,
)
from sat_dl_plugin.gui.widgets.notice import wrapped_label
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.installed_models import SEGMENTATION
from sat_dl_plugin.tasks.model_files import own_sets

_LARGEST_WEIGHT = 1000.0
_LONGEST_NAME = 22
"""Characters of a name that leave room for the fields beside it."""


@dataclass(frozen=True)
class _Row:
    """The widgets of one network."""

    name: str
    box: QCheckBox
    weight: QDoubleSpinBox
    scales: QLineEdit


class CombineForm(QWidget):
    """Which networks make a set, what each counts, and how they combine.

    Args:
        parent: Owner.
    """

    save_wanted = pyqtSignal()
    back_wanted = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._rows: list[_Row] = []
        self._taken: list[str] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading(tr("Combine models")))
        layout.addWidget(
            wrapped_label(
                tr(
                    "The selected models become one entry in the list. Each of them gets the bands "
                    "and the pixel size it was trained on."
                )
            )
        )
        layout.addWidget(self._make_name())
        layout.addWidget(self._make_combination())
        self._table = QWidget()
        layout.addWidget(self._table)
        layout.addLayout(self._make_buttons())

    def show_models(self, entries: Sequence[ModelEntry], chosen: str) -> None:
        """Offer networks anew.

        Args:
            entries: Installed models; sets and models that find no classes are left out.
            chosen: Name of the one that is ticked.
        """
        self._taken = own_sets()
        layout = self.layout()
        fresh = QWidget()
        layout.replaceWidget(self._table, fresh)
        self._table.deleteLater()
        self._table = fresh
        self._fill([entry for entry in entries if _can_be_member(entry)], chosen)
        self.name_edit.clear()
        self.overwrite_box.setChecked(False)
        self._update()

    def job(self, models_folder: str) -> CombineJob:
        """Return the job that saves the set.

        Args:
            models_folder: Folder of the user's own models.

        Raises:
            UsageError: If scales cannot be understood.
        """
        rows = self._chosen()
        scales = tuple(_scales(row) for row in rows)
        averages = self.combine_box.currentIndex() == 0
        weights = tuple(row.weight.value() for row in rows)
        return CombineJob(
            models=tuple(row.name for row in rows),
            models_folder=models_folder,
            name=self.name_edit.text().strip(),
            combine=COMBINATIONS[self.combine_box.currentIndex()],
            weights=weights if averages and set(weights) != {1.0} else (),
            scales=scales if any(scales) else (),
            overwrite=not self.overwrite_box.isHidden() and self.overwrite_box.isChecked(),
        )

    def names(self) -> list[str]:
        """Return the networks that are offered, in their order."""
        return [row.name for row in self._rows]

    def box(self, name: str) -> QCheckBox:
        """Return the check box of a network."""
        return self._row(name).box

    def weight(self, name: str) -> QDoubleSpinBox:
        """Return the field with the weight of a network."""
        return self._row(name).weight

    def scales(self, name: str) -> QLineEdit:
        """Return the field with the scales of a network."""
        return self._row(name).scales

    # Widgets

    def _make_name(self) -> QWidget:
        self.name_edit = QLineEdit()
        self.name_edit.textChanged.connect(self._update)
        return labelled(tr("&Name:"), self.name_edit)

    def _make_combination(self) -> QWidget:
        self.combine_box = QComboBox()
        self.combine_box.addItem(tr("Average: the mean of all models that have the class"))
        self.combine_box.addItem(tr("Per class: each class from one model"))
        # The texts must not make a narrow dock wider.
        self.combine_box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.combine_box.currentIndexChanged.connect(self._update)
        part = labelled(tr("Combine &by:"), self.combine_box)
        self._order = small_print(
            tr("Each class comes from the topmost selected model that has it.")
        )
        part.layout().addWidget(self._order)
        return part

    def _make_buttons(self) -> QVBoxLayout:
        column = QVBoxLayout()
        self._why_not = small_print()
        column.addWidget(self._why_not)
        self.overwrite_box = QCheckBox(tr("Replace &your set with this name"))
        self.overwrite_box.toggled.connect(self._update)
        column.addWidget(self.overwrite_box)
        row = QHBoxLayout()
        self.back_button = QPushButton(tr("Bac&k"))
        self.back_button.clicked.connect(self.back_wanted)
        self.save_button = QPushButton(tr("Save se&t"))
        self.save_button.clicked.connect(self.save_wanted)
        row.addStretch()
        row.addWidget(self.back_button)
        row.addWidget(self.save_button)
        column.addLayout(row)
        return column

    def _fill(self, entries: Sequence[ModelEntry], chosen: str) -> None:
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        for column, title in enumerate((tr("Model"), tr("Weight"), tr("Scales"))):
            grid.addWidget(QLabel(title), 0, column)
        self._rows = []
        for place, entry in enumerate(entries, start=1):
            row = self._make_row(entry, ticked=entry.name == chosen)
            for column, widget in enumerate((row.box, row.weight, row.scales)):
                grid.addWidget(widget, place, column)
            self._rows.append(row)
        before: QWidget = self.combine_box
        for widget in [part for row in self._rows for part in (row.box, row.weight, row.scales)]:
            self.setTabOrder(before, widget)
            before = widget
        for after in (self.overwrite_box, self.back_button, self.save_button):
            self.setTabOrder(before, after)
            before = after

    def _make_row(self, entry: ModelEntry, *, ticked: bool) -> _Row:
        box = QCheckBox(shortened(entry.name, _LONGEST_NAME).replace("&", "&&"))
        box.setAccessibleName(entry.name)
        box.setToolTip(entry.name)
        box.setChecked(ticked)
        weight = QDoubleSpinBox()
        weight.setRange(0.01, _LARGEST_WEIGHT)
        weight.setSingleStep(0.5)
        weight.setValue(1.0)
        weight.setToolTip(tr("Weight in the mean; 2 counts twice as much as 1"))
        weight.setAccessibleName(tr("Weight of {}").format(entry.name))
        scales = QLineEdit()
        scales.setPlaceholderText("1")
        scales.setMaximumWidth(scales.fontMetrics().horizontalAdvance("0") * 12)
        scales.setToolTip(
            tr(
                "Scales at which the model runs; the results are averaged. 1 is the resolution it "
                "was trained at; “1 0.5” adds pixels of twice the size"
            )
        )
        scales.setAccessibleName(tr("Scales of {}").format(entry.name))
        box.toggled.connect(self._update)
        return _Row(entry.name, box, weight, scales)

    # What happens

    def _update(self) -> None:
        averages = self.combine_box.currentIndex() == 0
        self._order.setVisible(not averages)
        for row in self._rows:
            row.weight.setEnabled(averages and row.box.isChecked())
            row.scales.setEnabled(row.box.isChecked())
        name = self.name_edit.text().strip()
        taken = name in self._taken
        self.overwrite_box.setVisible(taken)
        reason = ""
        if not self._rows:
            reason = tr("No segmentation model is installed.")
        elif not self._chosen():
            reason = tr("Choose the models of the set.")
        elif not name:
            reason = tr("Enter a name for the set.")
        elif taken and not self.overwrite_box.isChecked():
            reason = tr("You already have a set of this name.")
        show_small_print(self._why_not, reason)
        self.save_button.setEnabled(not reason)

    def _chosen(self) -> list[_Row]:
        return [row for row in self._rows if row.box.isChecked()]

    def _row(self, name: str) -> _Row:
        return next(row for row in self._rows if row.name == name)


def _can_be_member(entry: ModelEntry) -> bool:
    if entry.model_set is not None or entry.problem is not None:
        return False
    return entry.card is None or entry.card.task == SEGMENTATION


def _scales(row: _Row) -> tuple[float, ...]:
    parsed = parse_scales(row.scales.text())
    if len(parsed) > 1:
        raise UsageError(
            tr("The scales of {} cannot be understood").format(row.name),
            tr("{!r} contains several lists").format(row.scales.text()),
            tr("Separate scales with spaces, as in 1 0.5"),
        )
    return parsed[0] if parsed else ()
