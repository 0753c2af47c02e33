"""A training while it runs and when it is done: curves, scores, and what can be done with it."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin.gui.runs.run_texts import (
    duration_text,
    fixed_text,
    remaining_text,
    state_text,
)
from sat_dl_plugin.gui.train.curve_chart import Curve, CurveChart
from sat_dl_plugin.gui.train.history import TrainingHistory
from sat_dl_plugin.gui.widgets.close_button import close_button
from sat_dl_plugin.gui.widgets.elided_label import ElidedLabel
from sat_dl_plugin.gui.widgets.headings import small_print
from sat_dl_plugin.gui.widgets.notice import Notice, wrapped_label
from sat_dl_plugin.gui.widgets.quantities import number_text
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.tasks.run_queue import Run, RunState

_TRAINING_COLOR, _VALIDATION_COLOR = "#4f9fd0", "#f28f3b"
_SQUARE = "\N{BLACK SQUARE}"


class TrainingView(QFrame):
    """Follows one run; hidden while there is none.

    Args:
        parent: Owner.
    """

    cancel_wanted = pyqtSignal()
    """The user wants the training to stop; what was learnt is kept for later."""
    model_wanted = pyqtSignal(str)
    """The user wants to see the model of this name."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._run: Optional[Run] = None
        self.history = TrainingHistory()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        layout = QVBoxLayout(self)
        layout.addLayout(self._make_header())
        self.state = wrapped_label()
        self.scores = CurveChart(tr("Intersection over union by epoch"), 1.0)
        self.score_key = small_print()
        self.losses = CurveChart(tr("Loss by epoch"))
        self.loss_key = small_print()
        for widget in (self.state, self.score_key, self.scores, self.loss_key, self.losses):
            layout.addWidget(widget)
        for key in (self.score_key, self.loss_key):
            key.setTextFormat(Qt.TextFormat.RichText)
        self.notice = Notice()
        layout.addWidget(self.notice)
        layout.addLayout(self._make_buttons())
        self.hide()

    @property
    def run(self) -> Optional[Run]:
        """The run that is shown."""
        return self._run

    def follow(self, run: Run) -> None:
        """Show another run, from its beginning."""
        self.let_go()
        self._run = run
        self.history = TrainingHistory()
        for kind, values in run.details:
            self.history.add(kind, values)
        run.changed.connect(self._show_state)
        run.detail_told.connect(self._take)
        self.notice.hide()
        self._title.setText(run.request.title)
        self._draw()
        self._show_state()
        self.show()

    def let_go(self) -> None:
        """Stop following, and hide."""
        run, self._run = self._run, None
        if run is not None and not sip.isdeleted(run):
            run.changed.disconnect(self._show_state)
            run.detail_told.disconnect(self._take)
        self.hide()

    def focus_chain(self) -> list[QWidget]:
        """Return what can have the focus, from top to bottom."""
        return [
            self.hide_button,
            self.finish_button,
            self.cancel_button,
            self.report_button,
            self.model_button,
        ]

    # Widgets

    def _make_header(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._title = ElidedLabel()
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self.hide_button = close_button(tr("Hide this training; its model and report stay"))
        self.hide_button.clicked.connect(self.let_go)
        row.addWidget(self._title, 1)
        row.addWidget(self.hide_button)
        return row

    def _make_buttons(self) -> QVBoxLayout:
        column = QVBoxLayout()
        self.finish_button = QPushButton(tr("Stop and keep the best"))
        self.finish_button.setToolTip(
            tr("Ends training after this batch and saves the best epoch as the model")
        )
        self.finish_button.clicked.connect(self._finish)
        self.cancel_button = QPushButton(
            QgsApplication.getThemeIcon("/mTaskCancel.svg"), tr("Cancel")
        )
        self.cancel_button.setToolTip(
            tr(
                "Stops without saving a model; started again under the same name, training "
                "continues from here"
            )
        )
        self.cancel_button.clicked.connect(self.cancel_wanted)
        self.report_button = QPushButton(
            QgsApplication.getThemeIcon("/mIconReport.svg"), tr("Open the report")
        )
        self.report_button.clicked.connect(self._open_report)
        self.model_button = QPushButton(tr("Show the model"))
        self.model_button.clicked.connect(self._show_model)
        for pair in (
            (self.finish_button, self.cancel_button),
            (self.report_button, self.model_button),
        ):
            row = QHBoxLayout()
            for button in pair:
                row.addWidget(button)
            column.addLayout(row)
        return column

    # What happens

    def _take(self, kind: str, values: dict) -> None:
        self.history.add(kind, values)
        self._draw()
        self._show_state()

    def _finish(self) -> None:
        if self._run is not None:
            self._run.finish()

    def _open_report(self) -> None:
        page = self._run.results.get("REPORT_PAGE") if self._run is not None else None
        if not page or not QDesktopServices.openUrl(QUrl.fromLocalFile(str(page))):
            self.notice.show_text(tr("The report is in {}").format(page))

    def _show_model(self) -> None:
        if self._run is not None:
            self.model_wanted.emit(Path(str(self._run.results["OUTPUT"])).stem)

    # Looks

    def _show_state(self) -> None:
        run = self._run
        if run is None:
            return
        done, running = run.state is RunState.DONE, run.state is RunState.RUNNING
        self.state.setText(self._done_text(run) if done else self._progress_text(run))
        self.finish_button.setVisible(running)
        has_begun = bool(self.history.epochs)
        self.finish_button.setEnabled(has_begun and not run.finishing and not run.stopping)
        self.cancel_button.setVisible(not run.is_over)
        self.cancel_button.setEnabled(not run.stopping)
        self.report_button.setVisible(done and bool(run.results.get("REPORT_PAGE")))
        self.model_button.setVisible(done)
        self.hide_button.setVisible(run.is_over)
        if run.state is RunState.FAILED and run.error is not None and self.notice.isHidden():
            self.notice.show_error(run.error)
        for widget in (self.scores, self.score_key, self.losses, self.loss_key):
            widget.setVisible(has_begun)

    def _progress_text(self, run: Run) -> str:
        lines = [state_text(run)]
        epochs = self.history.epochs
        if epochs:
            now, limit = round(epochs[-1]), self.history.epoch_limit
            lines.append(
                tr("Epoch {} of {}").format(now, limit) if limit else tr("Epoch {}").format(now)
            )
            best = self.history.best_epoch
            score = self.history.at(self.history.mean_iou, best)
            if score is not None:
                lines.append(
                    tr("best so far: mean IoU {} in epoch {}").format(number_text(score, 3), best)
                )
        left = remaining_text(run.remaining_s)
        return " · ".join(filter(None, [*lines, left]))

    def _done_text(self, run: Run) -> str:
        parts = [tr("Done in {}").format(duration_text(run.elapsed_s))]
        if run.results.get("MEAN_IOU") is not None:
            score = number_text(run.results["MEAN_IOU"], 3)
            parts.append(tr("mean IoU {} on ground that was not used for training").format(score))
        return " · ".join(parts)

    def _draw(self) -> None:
        history = self.history
        last, best = history.epoch_limit, history.best_epoch
        classes = [
            Curve(name, history.colors.get(name, "#888888"), values)
            for name, values in history.iou.items()
        ]
        mean = [Curve(tr("mean"), "", history.mean_iou)] if len(classes) != 1 else []
        scores = [*classes, *mean]
        losses = [
            Curve(tr("training"), _TRAINING_COLOR, history.train_loss),
            Curve(tr("validation"), _VALIDATION_COLOR, history.val_loss),
        ]
        # Until half of the epochs are over, the limit would leave most of the chart empty.
        if last is not None and history.epochs and history.epochs[-1] < last / 2:
            last = max(10, round(2 * history.epochs[-1]))
        self.scores.show_curves(history.epochs, scores, last, best)
        self.losses.show_curves(history.epochs, losses, last, best)
        self.score_key.setText(_key(tr("IoU"), scores))
        self.loss_key.setText(_key(tr("Loss"), losses))


def _key(title: str, curves: list[Curve]) -> str:
    """Return colour, name and last value of curves, as text that wraps."""
    parts = [f"<b>{escape(title)}</b>"]
    for curve in curves:
        known = [value for value in curve.values if value is not None]
        value = f"\N{NO-BREAK SPACE}{fixed_text(known[-1], 2)}" if known else ""
        color = f' style="color:{escape(curve.color)}"' if curve.color else ""
        name = escape(curve.name).replace(" ", "\N{NO-BREAK SPACE}")
        parts.append(f"<span{color}>{_SQUARE}</span>\N{NO-BREAK SPACE}{name}{value}")
    return "&nbsp; ".join(parts)
