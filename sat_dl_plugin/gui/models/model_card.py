"""One model on the page of models: what it is, what is known of it, what can be done."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication
from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin.contract.card import ModelCard, Scaling
from sat_dl_plugin.gui.models.model_list import ModelEntry
from sat_dl_plugin.gui.models.set_text import members_html
from sat_dl_plugin.gui.segment.card_text import details_html
from sat_dl_plugin.gui.widgets.facts import add_fact, breakable
from sat_dl_plugin.gui.widgets.headings import heading
from sat_dl_plugin.gui.widgets.notice import wrapped_label
from sat_dl_plugin.gui.widgets.quantities import number_text, size_text
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.tasks.model_files import training_report
from sat_dl_plugin.tasks.self_tests import SelfTestRecord

_DEVICES = {
    "CPUExecutionProvider": "CPU",
    "CUDAExecutionProvider": "CUDA",
    "DmlExecutionProvider": "DirectML",
    "CoreMLExecutionProvider": "CoreML",
}
_ROWS = ("thresholds", "task", "values", "output", "tiles", "input", "file")
_NOT_OF_SETS = ("values", "output", "tiles", "input")
"""Facts that each member of a set has its own of."""


class ModelCardView(QWidget):
    """Shows the card of a model, with buttons.

    Args:
        parent: Owner.
    """

    test_wanted = pyqtSignal()
    export_wanted = pyqtSignal()
    delete_wanted = pyqtSignal()
    report_wanted = pyqtSignal()
    """The user wants to read the report on its training."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._name = heading("")
        self._about = wrapped_label()
        self._tested = wrapped_label()
        for label in (self._name, self._about, self._tested):
            layout.addWidget(label)
        layout.addLayout(self._make_buttons())
        self.report_button = QPushButton(
            QgsApplication.getThemeIcon("/mIconReport.svg"), tr("Training report")
        )
        self.report_button.clicked.connect(self.report_wanted)
        layout.addWidget(self.report_button)
        self._body = wrapped_label()
        self._members = wrapped_label()
        self._members_heading = heading(tr("Members"))
        for label in (self._body, self._members):
            label.setTextFormat(Qt.TextFormat.RichText)
        for label in (self._members_heading, self._members, self._body):
            layout.addWidget(label)
        layout.addWidget(self._make_details())

    def show_entry(
        self, entry: ModelEntry, card: Optional[ModelCard], tested: Optional[SelfTestRecord]
    ) -> None:
        """Show a model.

        Args:
            entry: Which one.
            card: Its card, None as long as it is being read.
            tested: How its last self-test ended, None when it had none.
        """
        self._name.setText(entry.name)
        self._tested.setText(_tested_text(tested))
        about = card.description if card is not None else tr("Reading the card…")
        if entry.problem is not None:
            about = str(entry.problem)
        self._about.setText(about)
        self._about.setVisible(bool(about))
        self._body.setText(details_html(card) if card is not None else "")
        self._body.setVisible(card is not None)
        self._details.setVisible(card is not None)
        members = members_html(entry)
        self._members.setText(members)
        for label in (self._members_heading, self._members):
            label.setVisible(bool(members))
        self.report_button.setVisible(training_report(entry.path) is not None)
        self.delete_button.setEnabled(entry.is_own)
        self.delete_button.setToolTip(
            tr("Deletes it from your models")
            if entry.is_own
            else tr("Comes with Sat DL and cannot be deleted")
        )
        if card is not None:
            self._show_details(entry, card)

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.test_button = QPushButton(tr("Self-&test"))
        self.test_button.setToolTip(
            tr("Runs the model on a small generated image and measures its speed")
        )
        self.test_button.clicked.connect(self.test_wanted)
        self.export_button = QPushButton(tr("E&xport…"))
        self.export_button.setToolTip(
            tr("Copies the network and its card, or a set with its members, into a folder")
        )
        self.export_button.clicked.connect(self.export_wanted)
        self.delete_button = QPushButton(tr("Delete…"))
        self.delete_button.clicked.connect(self.delete_wanted)
        for button in (self.test_button, self.export_button, self.delete_button):
            row.addWidget(button)
        return row

    def _make_details(self) -> QWidget:
        self._details = QgsCollapsibleGroupBox(tr("Details"))
        self._details.setCollapsed(True)
        # Unfolding shows whatever lies in the box itself, also rows that are hidden.
        inner = QWidget()
        QVBoxLayout(self._details).addWidget(inner)
        form = QFormLayout(inner)
        form.setContentsMargins(0, 0, 0, 0)
        names = (
            tr("Thresholds:"),
            tr("Task:"),
            tr("Values:"),
            tr("Output:"),
            tr("Tiles:"),
            tr("Input:"),
            tr("File:"),
        )
        self._facts = {key: wrapped_label() for key in _ROWS}
        for key, name in zip(_ROWS, names):
            add_fact(form, name, self._facts[key])
        self._form = form
        return self._details

    def _show_details(self, entry: ModelEntry, card: ModelCard) -> None:
        thresholds = ", ".join(
            tr("{} {}").format(found.name, number_text(found.threshold))
            for found in card.foreground
        )
        texts = {
            "thresholds": thresholds or tr("none"),
            "task": task_text(card.task),
            "values": scaling_text(card.scaling),
            "output": activation_text(card.activation),
            "tiles": _tiles_text(card),
            "input": tr("always {} pixels a side").format(card.input_size_px)
            if card.input_size_px
            else tr("any size"),
            "file": f"{breakable(entry.path)} ({size_text(entry.path.stat().st_size)})",
        }
        for key, text in texts.items():
            fact = self._facts[key]
            fact.setText(text)
            for label in (self._form.labelForField(fact), fact):
                label.setVisible(entry.model_set is None or key not in _NOT_OF_SETS)


def task_text(task: str) -> str:
    """Return what a network is for, in words."""
    return {
        "segmentation": tr("finds classes"),
        "enhancement": tr("enhances images"),
        "embedding": tr("computes embeddings"),
    }.get(task, task)


def activation_text(activation: str) -> str:
    """Return what the output of a graph is, in words."""
    return {
        "none": tr("probabilities"),
        "softmax": tr("scores, exclusive classes (softmax)"),
        "sigmoid": tr("scores, independent classes (sigmoid)"),
    }.get(activation, activation)


def scaling_text(scaling: Scaling) -> str:
    """Return which values a network wants, in words."""
    if scaling.stored_range is None:
        text = tr("physical values")
    else:
        low, high = (number_text(value) for value in scaling.stored_range)
        text = tr("{} to {}").format(low, high)
    if scaling.factor < 1.0:
        text = tr("{}, divided by {}").format(text, number_text(1.0 / scaling.factor))
    elif scaling.factor > 1.0:
        text = tr("{}, times {}").format(text, number_text(scaling.factor))
    if scaling.mean or scaling.std:
        text = tr("{}, standardised per band").format(text)
    return text


def _tiles_text(card: ModelCard) -> str:
    if card.halo_px is None:
        return tr("overlap and are blended; stride {} px").format(card.stride_px)
    return tr("joined without seams; margin {} px, stride {} px").format(
        card.halo_px, card.stride_px
    )


def _tested_text(tested: Optional[SelfTestRecord]) -> str:
    if tested is None:
        return tr("Not tested yet. The first run starts with a self-test.")
    failure = tested.failure()
    if failure is not None:
        return tr("Failed its self-test: {}").format(failure)
    device = _DEVICES.get(tested.provider, tested.provider)
    return tr("Passed its self-test: {} million pixels a second ({}).").format(
        number_text(tested.pixels_per_s / 1e6), device
    )
