"""The page “Segment”: from a layer and a model to polygons, with one button."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QLocale, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin import settings
from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.class_list import merged_legend
from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.contract.jobs import QUALITIES
from sat_dl_plugin.gui.image.layer_facts import facts_of
from sat_dl_plugin.gui.preview.preview import PreviewRequest
from sat_dl_plugin.gui.preview.preview_switch import PreviewSwitch
from sat_dl_plugin.gui.segment.class_controls import ClassControls
from sat_dl_plugin.gui.segment.model_picker import ModelPicker
from sat_dl_plugin.gui.segment.polygon_options import PolygonOptions
from sat_dl_plugin.gui.segment.quality_choice import QualityChoice
from sat_dl_plugin.gui.segment.run_footer import RunFooter
from sat_dl_plugin.gui.segment.segment_form import ALGORITHM, SegmentForm, parameters_of
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.gui.where.estimate import (
    Estimate,
    demand,
    describe,
    duration_text,
    estimate,
)
from sat_dl_plugin.gui.where.estimate import warning as estimate_warning
from sat_dl_plugin.gui.where.where_widget import WhereWidget
from sat_dl_plugin.gui.widgets.broken_layer import why_broken
from sat_dl_plugin.gui.widgets.headings import heading, show_small_print, small_print
from sat_dl_plugin.gui.widgets.refreshing import refresh_timer
from sat_dl_plugin.gui.widgets.scrolling import scrolled_column
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.tasks.rates import rate_key
from sat_dl_plugin.tasks.run_queue import Run, RunRequest, RunState


class SegmentPage(QWidget):
    """The form of ``satdl:segmenttopolygons``, with what a run will cost and a live preview.

    Args:
        session: Whose layer is segmented; runs go into its queue.
        parent: Owner.
    """

    models_wanted = pyqtSignal()
    """The user wants to see or import models."""

    def __init__(self, session: DockSession, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._session = session
        self.models = ModelPicker()
        self.where = WhereWidget(session)
        self.quality = QualityChoice()
        self.quality.set_value(settings.default_quality())
        self.classes = ClassControls()
        self.preview = PreviewSwitch(session)
        self.options = PolygonOptions()
        self.footer = RunFooter()
        self._soon = refresh_timer(self, self.refresh)
        self._build()
        self._connect()
        self._take_layer()
        self.refresh()

    # What is asked for

    def form(self) -> SegmentForm:
        """Return what the form says; `why_not` says whether it can be run."""
        layer = self._session.layer
        return SegmentForm(
            layer_id="" if layer is None else layer.id(),
            models=self.models.chosen(),
            quality=self.quality.value(),
            where=self.where.parameters(),
            thresholds=self.classes.stated(),
            min_area_m2=self.options.min_area.value(),
            simplify_m=self.options.simplify.value(),
            shape=self.options.shape.currentIndex(),
            classes=self.options.classes.isChecked(),
            probabilities=self.options.probabilities.isChecked(),
            device=settings.device(),
        )

    def why_not(self) -> str:
        """Return why the form cannot be run, or an empty text."""
        layer = self._session.layer
        if layer is None:
            return tr("Choose a raster layer first.")
        if not layer.isValid():
            return why_broken(layer)
        if self.classes.all_off():
            return tr("Switch on at least one class.")
        return self.models.why_not() or self.where.why_not()

    def run(self) -> Optional[Run]:
        """Put a run into the queue, unless something speaks against it."""
        layer = self._session.layer
        if layer is None or self.why_not():
            self.refresh()
            return None
        form = self.form()
        expected = self._estimate(form.quality)
        return self._session.runs.add(
            RunRequest(
                ALGORITHM,
                parameters_of(form),
                f"{layer.name()} · {', '.join(form.models)}",
                layer.id(),
                network_pixels=expected.network_pixels if expected is not None else 0.0,
                output_pixels=expected.output_pixels if expected is not None else 0.0,
                rate_key=rate_key(form.models, form.device),
            )
        )

    def close(self) -> bool:
        """Take everything off the map."""
        self.preview.close()
        self.where.close()
        return super().close()

    # Looks

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        form = QWidget()
        layout.addWidget(form, 1)
        column = scrolled_column(form)
        self.more_button = QPushButton(tr("More models…"))
        self.more_button.setFlat(True)
        self.more_button.clicked.connect(self.models_wanted)
        head = QHBoxLayout()
        head.addWidget(heading(tr("Model")), 1)
        head.addWidget(self.more_button)
        column.addLayout(head)
        column.addWidget(self.models)
        self._model_warning = small_print()
        column.addWidget(self._model_warning)
        for title, widget in (
            (tr("Where"), self.where),
            (tr("Quality"), self.quality),
            (tr("Classes"), self.classes),
        ):
            column.addSpacing(self._gap())
            column.addWidget(heading(title))
            column.addWidget(widget)
        self._unknown_classes = small_print(
            tr("The model's classes are known after its first run.")
        )
        column.addWidget(self._unknown_classes)
        column.addWidget(self.preview)
        column.addSpacing(self._gap())
        column.addWidget(self.options)
        column.addStretch(1)
        layout.addWidget(self.footer)

    def _gap(self) -> int:
        return self.fontMetrics().height() // 2

    # What happens

    def _connect(self) -> None:
        for signal in (
            self.models.changed,
            self.where.changed,
            self.quality.changed,
            self.classes.switches_changed,
            self.options.changed,
        ):
            signal.connect(self._soon.start)
        self.footer.run_wanted.connect(self.run)
        self.footer.outdated.connect(self._soon.start)
        # The first previews measure the speed of this machine.
        self.preview.state_changed.connect(self._soon.start)
        self.classes.thresholds_changed.connect(self._pass_thresholds)
        self.classes.switches_changed.connect(self._pass_thresholds)
        self._session.layer_changed.connect(self._take_layer)
        self._session.models_changed.connect(self.models.reload)
        self._session.runtime_changed.connect(self._soon.start)
        self._session.runs.run_finished.connect(self._take_result)

    def _take_layer(self) -> None:
        layer = self._session.layer
        usable = layer is not None and layer.isValid()
        self.models.set_facts(facts_of(layer) if usable else None)
        self._soon.start()

    def _take_result(self, run: Run) -> None:
        layer = self._session.layer
        if run.state is RunState.DONE and layer is not None and run.request.layer_id == layer.id():
            # The result lies on the map now; the preview would cover it with the same.
            self.preview.box.setChecked(False)
        # The first run measures the speed of this machine.
        self._soon.start()

    def refresh(self) -> None:
        """Show what fits the form now: classes, costs, the reason against a run."""
        self._show_classes()
        reason = self.why_not()
        show_small_print(self._model_warning, self.models.warning())
        self.footer.show_state(self._show_costs(), reason)
        self._pass_request(reason)

    def _show_classes(self) -> None:
        classes: tuple[ClassCard, ...] = ()
        cards = self.models.cards()
        if cards:
            try:
                classes = merged_legend(cards)
            except SatDlError as error:
                show_small_print(self._model_warning, str(error))
        self.classes.set_classes(classes)
        self._order_tabs()
        self._unknown_classes.setVisible(not classes and bool(self.models.chosen()))

    def _order_tabs(self) -> None:
        """Bring rows that were made anew to their place in the order of the tab key."""
        chains = (
            [self.more_button, *self.models.focus_chain()],
            [self.quality.button(len(QUALITIES) - 1), *self.classes.focus_chain()],
        )
        for chain in chains:
            for before, after in zip(chain, chain[1:]):
                self.setTabOrder(before, after)

    def _show_costs(self) -> str:
        """Show what each quality takes, and return what the chosen one does."""
        expected = [self._estimate(quality) for quality in range(len(QUALITIES))]
        self.quality.show_costs([_cost_text(entry, expected[0]) for entry in expected])
        chosen = expected[self.quality.value()]
        lines = [describe(chosen), estimate_warning(chosen)]
        return "\n".join(line for line in lines if line)

    def _estimate(self, quality: int) -> Optional[Estimate]:
        models, cards = self.models.chosen(), self.models.cards()
        if not models:
            return None
        asked = demand(self.models.working_cards(), QUALITIES[quality])
        # Without its card nobody knows beforehand what a model costs.
        key = rate_key(models, settings.device()) if len(cards) == len(models) else ""
        return estimate(
            self._session.layer,
            self.where,
            asked.gsd_m,
            asked.factor,
            key,
            algorithm=ALGORITHM,
            probability_bands=self._probability_bands(),
            folder=settings.results_folder(),
        )

    def _probability_bands(self) -> int:
        if not self.options.probabilities.isChecked():
            return 0
        return len(self.classes.thresholds()) - len(self.classes.switched_off())

    def _pass_request(self, reason: str) -> None:
        form = self.form()
        request = PreviewRequest(form.models, QUALITIES[form.quality], {}, form.device)
        impossible = self._session.layer is None or bool(self.models.why_not())
        self.preview.set_request(None if impossible else request, reason if impossible else "")

    def _pass_thresholds(self) -> None:
        self.preview.set_thresholds(self.classes.thresholds())
        self.preview.set_hidden_classes(self.classes.switched_off())


def _cost_text(expected: Optional[Estimate], fastest: Optional[Estimate]) -> str:
    """Return how long a quality takes, or how many times longer than the fastest one."""
    if expected is None or fastest is None or not fastest.network_pixels:
        return ""
    if expected.seconds is not None:
        return duration_text(expected.seconds)
    times = expected.network_pixels / fastest.network_pixels
    # One digit is as much as is known of it.
    text = QLocale().toString(float(f"{times:.1g}"), "f", 0)
    return tr("about {} times as long").format(text) if times > 1 else ""
