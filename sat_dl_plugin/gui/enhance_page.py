"""The page “Enhance”: a finer or cleaner picture from the one picture itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from qgis.core import QgsApplication
from qgis.gui import QgsCollapsibleGroupBoxBasic
from qgis.PyQt.QtCore import QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin import settings
from sat_dl_plugin.gui.estimate import estimate
from sat_dl_plugin.gui.headings import heading
from sat_dl_plugin.gui.notice import wrapped_label
from sat_dl_plugin.gui.quantities import number_text
from sat_dl_plugin.gui.run_footer import RunFooter
from sat_dl_plugin.gui.scrolling import scrolled_column
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.gui.where_widget import WhereWidget
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.tasks.run_queue import Run, RunRequest

ALGORITHM = "satdl:deepimageprior"

SUPER_RESOLVE = 0
"""Value of ``TASK`` that makes pixels smaller."""

_SCALES = (2, 3, 4)


@dataclass(frozen=True)
class EnhanceForm:
    """One filled form."""

    layer_id: str
    task: int = SUPER_RESOLVE
    """0 super-resolve, 1 denoise, 2 fill nodata."""
    scale: int = 2
    iterations: int = 0
    """0 stops by itself."""
    seed: int = 0
    residual: bool = True
    where: Mapping[str, Any] = field(default_factory=dict)
    device: str = "auto"


def parameters_of(form: EnhanceForm) -> dict[str, Any]:
    """Return the parameters of `ALGORITHM`; a residual that is not wanted is None."""
    parameters: dict[str, Any] = {
        "INPUT": form.layer_id,
        "TASK": form.task,
        **form.where,
        "ITERATIONS": form.iterations,
        "SEED": form.seed,
    }
    if form.task == SUPER_RESOLVE:
        parameters["SCALE"] = str(form.scale)
    if form.device != "auto":
        parameters["DEVICE"] = form.device
    if not form.residual:
        parameters["RESIDUAL"] = None
    return parameters


class EnhancePage(QWidget):
    """The form of ``satdl:deepimageprior``, or the reason why there is none.

    Args:
        session: Whose layer is enhanced; runs go into its queue.
        parent: Owner.
    """

    runtime_wanted = pyqtSignal()
    """The user wants to add what fitting networks needs to the runtime."""

    def __init__(self, session: DockSession, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._session = session
        self.where = WhereWidget(session, with_polygons=False)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.refresh)
        self._build()
        self._connect()
        self.refresh()

    def form(self) -> EnhanceForm:
        """Return what the form says; `why_not` says whether it can be run."""
        layer = self._session.layer
        return EnhanceForm(
            layer_id="" if layer is None else layer.id(),
            task=self.task.currentIndex(),
            scale=_SCALES[self.scale.currentIndex()],
            iterations=self.iterations.value(),
            seed=self.seed.value(),
            residual=self.residual.isChecked(),
            where=self.where.parameters(),
            device=settings.device(),
        )

    def why_not(self) -> str:
        """Return why the form cannot be run, or an empty text."""
        layer = self._session.layer
        if layer is None:
            return tr("Choose a raster layer first.")
        if not layer.isValid():
            return tr("The layer “{}” cannot be opened.").format(layer.name())
        return self.where.why_not()

    def run(self) -> Optional[Run]:
        """Put a run into the queue, unless something speaks against it."""
        layer = self._session.layer
        if layer is None or self.why_not():
            self.refresh()
            return None
        return self._session.runs.add(
            RunRequest(
                ALGORITHM,
                parameters_of(self.form()),
                f"{layer.name()} · {self.task.currentText().lower()}",
                layer.id(),
            )
        )

    def close(self) -> bool:
        """Take everything off the map."""
        self.where.close()
        return super().close()

    def refresh(self) -> None:
        """Show what fits the form now."""
        reason = self.why_not()
        available = QgsApplication.processingRegistry().algorithmById(ALGORITHM) is not None
        missing = EngineAlgorithm.workers.missing("full") if available else ""
        self._absent.setVisible(not available)
        self._needs_runtime.setVisible(bool(missing))
        self._content.setVisible(available and not missing)
        super_resolve = self.task.currentIndex() == SUPER_RESOLVE
        self._options.labelForField(self.scale).setVisible(super_resolve)
        self.scale.setVisible(super_resolve)
        self.footer.setVisible(available and not missing)
        self.footer.show_state("" if reason else self._cost(), reason)

    def _cost(self) -> str:
        expected = estimate(self._session.layer, self.where, None, 1.0, "")
        if expected is None:
            return ""
        form = self.form()
        side = form.scale if form.task == SUPER_RESOLVE else 1
        # Measured: 0.26 Mpx took 410 s of one core of a processor of 2024.
        return tr(
            "{} Mpx of result. On a processor, a million pixels take about a quarter of an hour; "
            "a GPU is many times faster. Try a small rectangle first."
        ).format(number_text(expected.output_pixels * side**2 / 1e6, 2))

    # Looks

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        form = QWidget()
        layout.addWidget(form, 1)
        self.footer = RunFooter()
        layout.addWidget(self.footer)
        column = scrolled_column(form)
        column.addWidget(heading(tr("Enhance the picture")))
        column.addWidget(
            wrapped_label(
                tr(
                    "A network is fitted to this one picture and stopped before it learns noise "
                    "and pixel edges. The result is a guess that agrees with the data; the "
                    "residual shows where it does not."
                )
            )
        )
        self._absent = wrapped_label(
            tr("This version of Sat DL cannot enhance pictures yet. “Segment” works without it.")
        )
        column.addWidget(self._absent)
        self._needs_runtime = self._make_runtime_hint()
        column.addWidget(self._needs_runtime)
        self._content = QWidget()
        content = QVBoxLayout(self._content)
        content.setContentsMargins(0, 0, 0, 0)
        content.addLayout(self._make_options())
        content.addSpacing(self.fontMetrics().height() // 2)
        content.addWidget(heading(tr("Where")))
        content.addWidget(self.where)
        content.addSpacing(self.fontMetrics().height() // 2)
        content.addWidget(self._make_details())
        column.addWidget(self._content)
        column.addStretch(1)

    def _make_runtime_hint(self) -> QWidget:
        hint = QWidget()
        column = QVBoxLayout(hint)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            wrapped_label(tr("Fitting a network needs more packages than segmenting does."))
        )
        button = QPushButton(tr("Add them to the runtime…"))
        button.clicked.connect(self.runtime_wanted)
        column.addWidget(button)
        return hint

    def _make_options(self) -> QFormLayout:
        self.task = QComboBox()
        self.task.addItems([tr("Make it finer"), tr("Remove noise"), tr("Fill missing pixels")])
        self.scale = QComboBox()
        self.scale.addItems([tr("{} times").format(scale) for scale in _SCALES])
        self.iterations = QSpinBox()
        self.iterations.setRange(0, 100_000)
        self.iterations.setSingleStep(100)
        self.iterations.setSpecialValueText(tr("stops by itself"))
        self.iterations.setToolTip(tr("More steps show more detail, and at last the noise, too."))
        self.seed = QSpinBox()
        self.seed.setRange(0, 2**31 - 1)
        self.seed.setToolTip(tr("The same number gives the same picture again."))
        self.residual = QCheckBox(tr("Picture of the disagreement (residual)"))
        self.residual.setChecked(True)
        self._options = QFormLayout()
        self._options.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._options.addRow(tr("&Task"), self.task)
        self._options.addRow(tr("&Finer by"), self.scale)
        self._options.addRow(self.residual)
        return self._options

    def _make_details(self) -> QWidget:
        box = QgsCollapsibleGroupBoxBasic(tr("Fitting"))
        form = QFormLayout(box)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(tr("Steps"), self.iterations)
        form.addRow(tr("Start number"), self.seed)
        box.setCollapsed(True)
        return box

    # What happens

    def _connect(self) -> None:
        self.footer.run_wanted.connect(self.run)
        self.task.currentIndexChanged.connect(self._soon.start)
        self.scale.currentIndexChanged.connect(self._soon.start)
        self.where.changed.connect(self._soon.start)
        self._session.layer_changed.connect(self._soon.start)
        self._session.runtime_changed.connect(self._soon.start)
