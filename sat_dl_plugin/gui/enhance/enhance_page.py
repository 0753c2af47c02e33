"""The page “Enhance”: a finer or cleaner picture, by a trained network or from itself."""

from __future__ import annotations

from typing import Optional

from qgis.gui import QgsCollapsibleGroupBoxBasic
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin import settings
from sat_dl_plugin.gui.enhance.enhance_form import EnhanceForm, Method, parameters_of
from sat_dl_plugin.gui.enhance.method_choice import MethodChoice
from sat_dl_plugin.gui.segment.run_footer import RunFooter
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.gui.where.estimate import estimate
from sat_dl_plugin.gui.where.where_widget import WhereWidget
from sat_dl_plugin.gui.widgets.broken_layer import why_broken
from sat_dl_plugin.gui.widgets.headings import heading
from sat_dl_plugin.gui.widgets.notice import wrapped_label
from sat_dl_plugin.gui.widgets.quantities import number_text
from sat_dl_plugin.gui.widgets.refreshing import refresh_timer
from sat_dl_plugin.gui.widgets.scrolling import scrolled_column
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.installed_models import ENHANCEMENT, card_beside, installed_models
from sat_dl_plugin.tasks.run_queue import Run, RunRequest

_SCALES = (2, 3, 4)


class EnhancePage(QWidget):
    """The form of the enhancing algorithms, with the reasons why one cannot be run.

    Args:
        session: Whose layer is enhanced; runs go into its queue.
        parent: Owner.
    """

    runtime_wanted = pyqtSignal()
    """The user wants to add what fitting networks needs to the runtime."""

    def __init__(self, session: DockSession, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._session = session
        self.where = WhereWidget(session)
        self.method = MethodChoice()
        self.footer = RunFooter()
        self._soon = refresh_timer(self, self.refresh)
        self._build()
        self._connect()
        self._fill_models()
        self.refresh()

    def form(self) -> EnhanceForm:
        """Return what the form says; `why_not` says whether it can be run."""
        layer = self._session.layer
        return EnhanceForm(
            layer_id="" if layer is None else layer.id(),
            method=self.method.method() or Method.PRIOR,
            model=self.model.currentText(),
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
            return why_broken(layer)
        if self.method.method() is None:
            return tr("None of these is available yet; the reasons are given above.")
        return self.where.why_not()

    def run(self) -> Optional[Run]:
        """Put a run into the queue, unless something speaks against it."""
        layer = self._session.layer
        if layer is None or self.why_not():
            self.refresh()
            return None
        form = self.form()
        return self._session.runs.add(
            RunRequest(
                form.method.value,
                parameters_of(form),
                f"{layer.name()} · {self._what(form)}",
                layer.id(),
            )
        )

    def close(self) -> bool:
        """Take everything off the map."""
        self.where.close()
        return super().close()

    def refresh(self) -> None:
        """Show what fits the form now."""
        self.method.refresh()
        form, method = self.form(), self.method.method()
        for widget, wanted in (
            (self.model, form.method.takes_model),
            (self.task, form.method is Method.PRIOR),
            (self.scale, form.has_scale),
        ):
            self._options.labelForField(widget).setVisible(wanted and method is not None)
            widget.setVisible(wanted and method is not None)
        self._fitting.setVisible(form.method.fits and method is not None)
        reason = self.why_not()
        self.footer.show_state("" if reason else self._cost(form), reason)

    def _cost(self, form: EnhanceForm) -> str:
        expected = estimate(self._session.layer, self.where, None, 1.0, "")
        if expected is None or not form.method.fits:
            return ""
        side = form.scale if form.has_scale else 1
        card = card_beside(form.model) if form.method.takes_model else None
        if card is not None:
            side *= card.scale_factor
        # About a minute of a processor core for 160 x 160 pixels, as the guide has it.
        return tr(
            "The result has {} Mpx. A million pixels take 10 to 40 minutes on a processor and far "
            "less on a GPU. Try a small rectangle first."
        ).format(number_text(expected.output_pixels * side**2 / 1e6, 2))

    def _what(self, form: EnhanceForm) -> str:
        return self.task.currentText() if form.method is Method.PRIOR else form.model

    # Looks

    def _build(self) -> None:
        self._make_fields()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        body = QWidget()
        layout.addWidget(body, 1)
        layout.addWidget(self.footer)
        column = scrolled_column(body)
        column.addWidget(heading(tr("Enhance the image")))
        column.addWidget(
            wrapped_label(
                tr(
                    "Detail finer than the pixels of the layer is a plausible guess: draw on the "
                    "result, but measure on the original."
                )
            )
        )
        column.addWidget(self.method)
        column.addLayout(self._options)
        column.addWidget(self.residual)
        gap = self.fontMetrics().height() // 2
        column.addSpacing(gap)
        column.addWidget(heading(tr("Where")))
        column.addWidget(self.where)
        column.addSpacing(gap)
        column.addWidget(self._fitting)
        column.addStretch(1)

    def _make_fields(self) -> None:
        self.model = QComboBox()
        self.model.setToolTip(
            tr("“sharpen” models stay closest to the true values; “decrappify” models look best.")
        )
        self.task = QComboBox()
        self.task.addItems(
            [tr("Increase the resolution"), tr("Remove noise"), tr("Fill missing pixels")]
        )
        self.scale = QComboBox()
        self.scale.addItems([tr("{} times").format(scale) for scale in _SCALES])
        self.residual = QCheckBox(tr("Also show where it disagrees (residual)"))
        self.residual.setToolTip(
            tr(
                "How far the result, degraded to the resolution of the layer, differs from it at "
                "each pixel."
            )
        )
        self.residual.setChecked(True)
        self._options = QFormLayout()
        self._options.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._options.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._options.addRow(tr("Model"), self.model)
        self._options.addRow(tr("&Task"), self.task)
        self._options.addRow(tr("Scale &factor"), self.scale)
        self._fitting = self._make_fitting()

    def _make_fitting(self) -> QWidget:
        self.iterations = QSpinBox()
        self.iterations.setRange(0, 100_000)
        self.iterations.setSingleStep(100)
        self.iterations.setSpecialValueText(tr("stops by itself"))
        self.iterations.setToolTip(
            tr("More steps bring out more detail and, in the end, noise as well.")
        )
        self.seed = QSpinBox()
        self.seed.setRange(0, 2**31 - 1)
        self.seed.setToolTip(tr("The same seed gives the same result."))
        box = QgsCollapsibleGroupBoxBasic(tr("Fitting"))
        form = QFormLayout(box)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(tr("Steps"), self.iterations)
        form.addRow(tr("Seed"), self.seed)
        box.setCollapsed(True)
        return box

    # What happens

    def _connect(self) -> None:
        self.footer.run_wanted.connect(self.run)
        self.method.runtime_wanted.connect(self.runtime_wanted)
        for signal in (
            self.method.changed,
            self.task.currentIndexChanged,
            self.scale.currentIndexChanged,
            self.where.changed,
            self._session.layer_changed,
            self._session.runtime_changed,
        ):
            signal.connect(self._soon.start)
        self._session.models_changed.connect(self._fill_models)

    def _fill_models(self) -> None:
        chosen = self.model.currentText()
        self.model.clear()
        self.model.addItems(installed_models(ENHANCEMENT))
        self.model.setCurrentIndex(max(0, self.model.findText(chosen)))
        self._soon.start()
