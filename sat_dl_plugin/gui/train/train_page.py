"""The page “Train”: from rasters and labels to a model that can be used at once."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QPushButton, QVBoxLayout, QWidget

from sat_dl_plugin import settings
from sat_dl_plugin.contract.errors import JobCancelled, SatDlError
from sat_dl_plugin.gui.runs.run_texts import duration_text
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.gui.train.check_view import CheckView
from sat_dl_plugin.gui.train.data_choice import DataChoice
from sat_dl_plugin.gui.train.network_choice import NetworkChoice
from sat_dl_plugin.gui.train.train_footer import TrainFooter
from sat_dl_plugin.gui.train.train_form import ALGORITHM, TrainForm, model_file, parameters_of
from sat_dl_plugin.gui.train.training_view import TrainingView
from sat_dl_plugin.gui.widgets.headings import heading, show_small_print, small_print
from sat_dl_plugin.gui.widgets.notice import Question, wrapped_label
from sat_dl_plugin.gui.widgets.refreshing import refresh_timer
from sat_dl_plugin.gui.widgets.scrolling import scrolled_column
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.tasks.file_removal import FolderRemovalTask
from sat_dl_plugin.tasks.run_queue import Run, RunRequest, RunState
from sat_dl_plugin.tasks.run_task import RunTask, new_algorithm

_WORK_FOLDER = ".training"
"""What `TrainSegmentationJob.work_folder` puts behind the name of the model."""


class TrainPage(QWidget):
    """The form of ``satdl:trainsegmentation``, its check, and the training that runs.

    Args:
        session: Whose layer is proposed; runs go into its queue.
        parent: Owner.
    """

    runtime_wanted = pyqtSignal()
    """The user wants to add what training needs to the runtime."""
    model_wanted = pyqtSignal(str)
    """The user wants to see the model of this name."""

    def __init__(self, session: DockSession, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._session = session
        self._check: Optional[RunTask] = None
        self._seconds: Optional[float] = None
        """How long the last check expects training to take."""
        self._removal: Optional[FolderRemovalTask] = None
        self._is_closed = False
        self.data = DataChoice(session)
        self.network = NetworkChoice()
        self.found = CheckView()
        self.training = TrainingView()
        self.footer = TrainFooter()
        self._soon = refresh_timer(self, self.refresh)
        self._build()
        self._connect()
        self._propose_name()
        self.refresh()

    # What is asked for

    def form(self) -> TrainForm:
        """Return what the form says; `why_not` says whether it can be run."""
        labels, network = self.data.label_layer(), self.network
        return TrainForm(
            rasters=self.data.raster_ids(),
            labels="" if labels is None else labels.id(),
            class_field=self.data.class_field(),
            area=self.data.area_id(),
            start_from=network.start_from(),
            architecture=network.architecture.currentIndex(),
            name=network.model_name(),
            minutes=network.minutes.value(),
            epochs=network.epochs.value(),
            gsd_m=network.gsd.value(),
            overlapping=network.overlapping.isChecked(),
            seed=network.seed.value(),
            device=settings.device(),
        )

    def why_not(self) -> str:
        """Return why nothing can be trained, or an empty text."""
        if EngineAlgorithm.workers.missing("full"):
            return tr("Training needs PyTorch, which the runtime does not have yet.")
        return self.data.why_not() or self.network.why_not() or self._why_not_now()

    def train(self) -> Optional[Run]:
        """Put a run into the queue, unless something speaks against it."""
        if self.why_not():
            self.refresh()
            return None
        self.cancel_check()
        form = self.form()
        models = settings.models_folder()
        # The report lies beside the model, whose folder a fresh profile does not have yet.
        models.mkdir(parents=True, exist_ok=True)
        return self._session.runs.add(
            RunRequest(
                ALGORITHM,
                parameters_of(form, models),
                tr("{} · training").format(form.name),
                form.rasters[0],
            )
        )

    def check(self) -> None:
        """Look in the background at what would be learnt from."""
        if self.why_not() or self._check is not None:
            self.refresh()
            return
        models = settings.models_folder()
        models.mkdir(parents=True, exist_ok=True)
        parameters = {**parameters_of(self.form(), models), "DRY_RUN": True}
        try:
            task = RunTask(tr("Check a training"), new_algorithm(ALGORITHM), parameters)
            task.prepare()
        except SatDlError as error:
            self.found.show_error(error)
            return
        task.taskCompleted.connect(self._finish_check)
        task.taskTerminated.connect(self._finish_check)
        self._check = task
        self.found.wait()
        QgsApplication.taskManager().addTask(task)

    def cancel_check(self) -> None:
        """Stop the check that goes on."""
        task, self._check = self._check, None
        if task is not None and not sip.isdeleted(task):
            task.taskCompleted.disconnect(self._finish_check)
            task.taskTerminated.disconnect(self._finish_check)
            task.cancel()
            self.found.stop()

    def close(self) -> bool:
        """Stop the check, let go of runs, session and project."""
        # A window can be closed twice.
        if self._is_closed:
            return super().close()
        self._is_closed = True
        self.cancel_check()
        self.training.let_go()
        self.data.close()
        self._session.models_changed.disconnect(self._take_models)
        self._session.runtime_changed.disconnect(self._soon.start)
        self._session.runs.run_added.disconnect(self._take_run)
        self._session.runs.run_finished.disconnect(self._take_end)
        return super().close()

    # Looks

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        body = QWidget()
        layout.addWidget(body, 1)
        layout.addWidget(self.footer)
        column = scrolled_column(body)
        column.addWidget(self.training)
        column.addWidget(heading(tr("Train a model")))
        column.addWidget(
            wrapped_label(
                tr(
                    "A network learns the classes of your polygons. Label everything in a part of "
                    "the image and choose that part as the labelled area: what is outside is not "
                    "used."
                )
            )
        )
        self.runtime_button = QPushButton(tr("Set up training…"))
        self.runtime_button.clicked.connect(self.runtime_wanted)
        column.addWidget(self.runtime_button)
        column.addWidget(self.data)
        column.addSpacing(self.fontMetrics().height() // 2)
        column.addWidget(heading(tr("Network")))
        column.addWidget(self.network)
        self.stopped = small_print()
        self.discard_button = QPushButton(tr("Discard the stopped training…"))
        self.discard_button.clicked.connect(self._ask_to_discard)
        self.question = Question()
        for widget in (self.stopped, self.discard_button, self.question):
            column.addWidget(widget)
        column.addWidget(self.found)
        column.addStretch(1)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Let the tab key go from top to bottom; widgets were made in another order."""
        chain = [
            *self.training.focus_chain(),
            self.runtime_button,
            *self.data.focus_chain(),
            *self.network.focus_chain(),
            self.discard_button,
            *self.found.focus_chain(),
            self.footer.check_button,
            self.footer.button,
        ]
        for before, after in zip(chain, chain[1:]):
            self.setTabOrder(before, after)

    def refresh(self) -> None:
        """Show what fits the form now."""
        missing = bool(EngineAlgorithm.workers.missing("full"))
        self.runtime_button.setVisible(missing)
        reason = self.why_not()
        cost = ""
        if self._seconds is not None:
            cost = tr("About {} at most.").format(duration_text(self._seconds))
        self.footer.show_state("" if reason else cost, reason)
        self._show_stopped()

    def _show_stopped(self) -> None:
        """Tell of a training of this name that was stopped, if there is one."""
        text = ""
        if self._work_folder() is not None:
            text = tr(
                "A training of “{}” was stopped. With the same data and settings it continues from "
                "there."
            ).format(self.network.model_name())
        show_small_print(self.stopped, text)
        self.discard_button.setVisible(bool(text))
        if not text:
            self.question.hide()

    def _work_folder(self) -> Optional[Path]:
        """Return what a stopped training of this name has left, None when there is nothing."""
        name = self.network.model_name()
        if not name or self._why_not_now():
            return None
        folder = Path(f"{model_file(name, settings.models_folder())}{_WORK_FOLDER}")
        return folder if folder.is_dir() else None

    def _ask_to_discard(self) -> None:
        self.question.ask(
            tr("Delete the progress of the stopped training of “{}”?").format(
                self.network.model_name()
            ),
            tr("Delete"),
            tr("Keep"),
            self._discard,
        )

    def _discard(self) -> None:
        folder = self._work_folder()
        if folder is None:
            return
        # Kept, or Python would forget it before it ran.
        self._removal = FolderRemovalTask(folder)
        self._removal.taskCompleted.connect(self._soon.start)
        self._removal.taskTerminated.connect(self._soon.start)
        QgsApplication.taskManager().addTask(self._removal)

    def _why_not_now(self) -> str:
        wanted = str(model_file(self.network.model_name(), settings.models_folder()))
        for run in self._session.runs.runs:
            if not run.is_over and run.request.parameters.get("OUTPUT") == wanted:
                return tr("A training of this name is in progress; choose another name.")
        return ""

    # What happens

    def _connect(self) -> None:
        self.data.changed.connect(self._outdate)
        self.data.labels.layerChanged.connect(self._propose_name)
        self.network.changed.connect(self._outdate)
        self.footer.run_wanted.connect(self.train)
        self.footer.check_wanted.connect(self.check)
        self.footer.outdated.connect(self._soon.start)
        self.found.cancel_wanted.connect(self.cancel_check)
        self.training.cancel_wanted.connect(self._cancel_training)
        self.training.model_wanted.connect(self.model_wanted)
        self._session.models_changed.connect(self._take_models)
        self._session.runtime_changed.connect(self._soon.start)
        self._session.runs.run_added.connect(self._take_run)
        self._session.runs.run_finished.connect(self._take_end)
        for run in self._session.runs.runs:
            self._take_run(run)

    def _outdate(self) -> None:
        """Forget what a check of another form has found."""
        self._seconds = None
        if self._check is None:
            self.found.hide()
        self._soon.start()

    def _propose_name(self, *_layer: object) -> None:
        layer = self.data.label_layer()
        self.network.propose(layer.name() if layer is not None else "model")

    def _finish_check(self) -> None:
        task, self._check = self._check, None
        if task is None:
            return
        error = task.feedback.error
        if isinstance(error, JobCancelled) or (error is None and task.isCanceled()):
            self.found.stop()
        elif error is not None:
            self.found.show_error(error)
        else:
            result = task.feedback.result
            self._seconds = float(result["seconds"])
            self.found.show_result(result)
        self.refresh()

    def _take_run(self, run: Run) -> None:
        """Show a training that is new, unless another one is still under way."""
        if run.request.algorithm != ALGORITHM:
            return
        shown = self.training.run
        if shown is None or shown.is_over:
            self.training.follow(run)
        self._soon.start()

    def _take_end(self, run: Run) -> None:
        if run.request.algorithm != ALGORITHM:
            return
        if run.state is RunState.DONE:
            self._session.models_changed.emit()
        waiting = [
            other
            for other in self._session.runs.runs
            if other.request.algorithm == ALGORITHM and not other.is_over
        ]
        if waiting and run is self.training.run:
            self.training.follow(waiting[0])
        self._soon.start()

    def _take_models(self) -> None:
        self.network.reload()
        self._propose_name()
        self._soon.start()

    def _cancel_training(self) -> None:
        if self.training.run is not None:
            self._session.runs.cancel(self.training.run)
