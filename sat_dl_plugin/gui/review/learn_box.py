"""Learning from corrections on the page of the review: one button, then keep or discard."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices, QIcon
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.gui.review.flow_layout import FlowLayout
from sat_dl_plugin.gui.review.tile_box import TileBox
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.gui.widgets.headings import heading, show_small_print, small_print
from sat_dl_plugin.gui.widgets.notice import wrapped_label
from sat_dl_plugin.gui.widgets.scrolling import scroll_to
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.paths import icon_path
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.processing.installed_models import (
    SEGMENTATION,
    installed_models,
    network_path,
)
from sat_dl_plugin.processing.proposed_versions import (
    ProposedVersion,
    new_proposal,
    proposed_versions,
)
from sat_dl_plugin.review.schema import MODEL
from sat_dl_plugin.styling.class_raster import readable
from sat_dl_plugin.tasks.run_queue import Run, RunRequest, RunState

ALGORITHM = "satdl:learnfromcorrections"

_USUAL_MINUTES, _MOST_MINUTES = 5, 10_000
_FEWEST_CHARACTERS = 8


class LearnBox(QWidget):
    """Has a network learn on from the review, and asks whether the new version is kept.

    Args:
        session: Whose raster was reviewed, and in whose queue it runs.
        parent: Owner.
    """

    failed = pyqtSignal(object)
    """Something cannot be done: a `SatDlError`."""
    told = pyqtSignal(str)
    """A sentence that is no failure."""
    tiles_wanted = pyqtSignal()
    """Somebody wants to know where labels pay most."""

    def __init__(self, session: DockSession, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._session = session
        self._layer: Optional[QgsVectorLayer] = None
        self._run: Optional[Run] = None
        self._proposal: Optional[ProposedVersion] = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading(tr("Learn from corrections")))
        column.addLayout(self._make_form())
        self.reason = small_print()
        column.addWidget(self.reason)
        self.learn_button = QPushButton(
            QIcon(str(icon_path("learnfromcorrections"))), tr("Learn &from corrections")
        )
        self.learn_button.setToolTip(
            tr("Makes a new version of the model; the old one stays as it is")
        )
        self.learn_button.clicked.connect(lambda _checked: self.learn())
        self.stop_button = QPushButton(tr("Cancel learning"))
        self.stop_button.clicked.connect(lambda _checked: self._stop())
        self.tiles_button = QPushButton(tr("W&hat to label next…"))
        self.tiles_button.setToolTip(
            tr("Makes tiles, ranked by how much labels there would teach the model")
        )
        self.tiles_button.clicked.connect(lambda _checked: self.tiles_wanted.emit())
        column.addLayout(_flow(self.learn_button, self.stop_button, self.tiles_button))
        self.bar = QProgressBar()
        column.addWidget(self.bar)
        column.addWidget(self._make_decision())
        session.layer_changed.connect(self.refresh)
        session.runtime_changed.connect(self.refresh)
        session.models_changed.connect(self._take_models)

    def begin(self, layer: QgsVectorLayer) -> None:
        """Offer to learn from a review layer."""
        self._layer = layer
        self._list_models()
        self.tile_box.begin(layer)
        waiting = proposed_versions()
        self._proposal = waiting[0] if waiting and self._run is None else self._proposal
        self.refresh()

    def end(self) -> None:
        """Let go of the layer; what runs goes on."""
        self._layer = None

    def close(self) -> bool:
        """Let go of the run, the layer and the session."""
        self._let_go()
        self.end()
        self.tile_box.close()
        self._session.layer_changed.disconnect(self.refresh)
        self._session.runtime_changed.disconnect(self.refresh)
        self._session.models_changed.disconnect(self._take_models)
        return super().close()

    def learn(self) -> None:
        """Begin to learn."""
        if self._why_not() or self._layer is None or self._session.layer is None:
            self.refresh()
            return
        model = str(self.models.currentData())
        try:
            proposal = new_proposal(model)
        except SatDlError as error:
            self.failed.emit(error)
            return
        tiles = self.tiles.currentLayer()
        parameters = {
            "INPUTS": [self._session.layer.id()],
            "REVIEW": self._layer.id(),
            "AREA": tiles.id() if tiles is not None else None,
            "MODEL": model,
            "TIME_LIMIT": float(self.minutes.value()),
            "OUTPUT": str(proposal.network),
            "REPORT": str(proposal.report),
        }
        title = tr("{} · learning").format(proposal.name)
        request = RunRequest(ALGORITHM, parameters, title, self._session.layer.id())
        self._let_go()
        self._proposal = proposal
        self._run = self._session.runs.add(request)
        self._run.changed.connect(self._show_run)
        self._show_run()

    def refresh(self, *_what: object) -> None:
        """Show what can be done now."""
        is_running = self._run is not None
        waits = self._proposal is not None and not is_running
        reason = "" if is_running or waits else self._why_not()
        show_small_print(self.reason, reason)
        for widget in (self.models, self.tiles, self.minutes):
            widget.setEnabled(not is_running and not waits)
        self.learn_button.setVisible(not is_running)
        self.learn_button.setEnabled(not reason and not waits)
        self.stop_button.setVisible(is_running)
        self.bar.setVisible(is_running)
        self._decision.setVisible(waits)
        if waits and self._proposal is not None:
            self.answer.setText(_answer(self._proposal))
            self.report_button.setVisible(self._proposal.page is not None)

    # Widgets

    def _make_form(self) -> QFormLayout:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.models = QComboBox()
        self.models.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.models.setMinimumContentsLength(_FEWEST_CHARACTERS)
        self.tile_box = TileBox(self._session.canvas)
        self.tile_box.failed.connect(self.failed)
        self.tile_box.told.connect(self.told)
        self.tiles = self.tile_box.layers
        self.minutes = QSpinBox()
        self.minutes.setRange(1, _MOST_MINUTES)
        self.minutes.setValue(_USUAL_MINUTES)
        self.minutes.setSuffix(tr(" min"))
        self.models.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        form.addRow(tr("Mo&del"), self.models)
        label = QLabel(tr("T&iles"))
        label.setBuddy(self.tiles)
        form.addRow(label, self.tile_box)
        form.addRow(tr("Ti&me limit"), self.minutes)
        return form

    def _make_decision(self) -> QWidget:
        self._decision = QWidget()
        column = QVBoxLayout(self._decision)
        column.setContentsMargins(0, 0, 0, 0)
        self.answer = wrapped_label()
        column.addWidget(self.answer)
        self.report_button = QPushButton(
            QgsApplication.getThemeIcon("/mIconReport.svg"), tr("Open the report")
        )
        self.report_button.clicked.connect(lambda _checked: self._open_report())
        self.keep_button = QPushButton(tr("&Keep"))
        self.keep_button.setToolTip(tr("Puts the new version among your models"))
        self.keep_button.clicked.connect(lambda _checked: self._keep())
        self.discard_button = QPushButton(tr("Disca&rd"))
        self.discard_button.setToolTip(tr("Deletes the new version; the old one stays"))
        self.discard_button.clicked.connect(lambda _checked: self._discard())
        column.addLayout(_flow(self.report_button, self.keep_button, self.discard_button))
        return self._decision

    # What can be chosen

    def _list_models(self) -> None:
        chosen = self.models.currentData() or _model_of(self._layer)
        self.models.blockSignals(True)  # noqa: FBT003
        self.models.clear()
        for name in installed_models(SEGMENTATION):
            path = network_path(name)
            if path is not None and path.suffix.lower() == ".onnx":
                self.models.addItem(name, name)
        place = self.models.findData(chosen)
        self.models.setCurrentIndex(max(0, place))
        self.models.blockSignals(False)  # noqa: FBT003

    def _why_not(self) -> str:
        if EngineAlgorithm.workers.missing("full"):
            return tr("Learning needs the runtime for training, see the page “Train”.")
        if not self.models.count():
            return tr("There is no model that could learn.")
        if self._session.layer is None:
            return tr("Choose the picture that was segmented in the list of layers.")
        return ""

    # What happens

    def _take_models(self) -> None:
        self._list_models()
        self.refresh()

    def _show_run(self) -> None:
        run = self._run
        if run is None:
            return
        self.bar.setRange(0, 100)
        self.bar.setValue(round(100 * run.fraction))
        self.stop_button.setEnabled(not run.stopping)
        if run.is_over:
            self._let_go()
            if run.state is not RunState.DONE:
                self._proposal = None
            if run.state is RunState.FAILED and run.error is not None:
                self.failed.emit(run.error)
        self.refresh()
        if run.state is RunState.DONE:
            scroll_to(self._decision)

    def _let_go(self) -> None:
        run, self._run = self._run, None
        if run is not None and not sip.isdeleted(run):
            run.changed.disconnect(self._show_run)

    def _stop(self) -> None:
        if self._run is not None:
            self._session.runs.cancel(self._run)

    def _open_report(self) -> None:
        page = self._proposal.page if self._proposal is not None else None
        if page is None or not QDesktopServices.openUrl(QUrl.fromLocalFile(str(page))):
            self.told.emit(tr("The report is in {}").format(page))

    def _keep(self) -> None:
        self._decide(keep=True)

    def _discard(self) -> None:
        self._decide(keep=False)

    def _decide(self, *, keep: bool) -> None:
        proposal = self._proposal
        if proposal is None:
            return
        try:
            if keep:
                proposal.keep()
            else:
                proposal.discard()
        except SatDlError as error:
            self.failed.emit(error)
            return
        waiting = proposed_versions()
        self._proposal = waiting[0] if waiting else None
        if keep:
            self._session.models_changed.emit()
            self.models.setCurrentIndex(max(0, self.models.findData(proposal.name)))
            self.told.emit(
                tr(
                    "“{}” is among your models. Predict again with it, and bring the result in "
                    "with “Update predictions”: what people decided stays."
                ).format(proposal.name)
            )
        self.refresh()


def _flow(*buttons: QPushButton) -> FlowLayout:
    flow = FlowLayout()
    for button in buttons:
        flow.addWidget(button)
    return flow


def _model_of(layer: Optional[QgsVectorLayer]) -> str:
    """Return the model that the first polygon of a layer comes from."""
    place = layer.fields().indexFromName(MODEL) if layer is not None else -1
    if layer is None or place < 0:
        return ""
    feature = next(layer.getFeatures(), None)
    return str(feature.attribute(place) or "") if feature is not None else ""


def _answer(proposal: ProposedVersion) -> str:
    """Return what is known of a new version, in the words of the page."""
    lines = [tr("“{}” has learnt from your corrections.").format(proposal.name)]
    if not proposal.scores:
        lines.append(tr("Too little was reviewed to tell whether it is better."))
    for name, row in proposal.scores.items():
        lines.append(
            tr("{}: IoU {} % before, {} % after").format(
                readable(name), round(100 * row["iou_before"]), round(100 * row["iou"])
            )
        )
    return "\n".join(lines)
