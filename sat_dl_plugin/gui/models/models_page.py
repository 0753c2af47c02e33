"""The page of models: what is installed, importing, combining, exporting, deleting and testing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Optional

from qgis.core import QgsApplication
from qgis.gui import QgsScrollArea
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtGui import QCloseEvent, QDesktopServices, QIcon
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin import settings
from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.errors import JobCancelled, ModelError, SatDlError
from sat_dl_plugin.contract.jobs import DescribeJob, ImportJob, SelfTestJob
from sat_dl_plugin.contract.model_set import is_set_file
from sat_dl_plugin.gui.models.combine_form import CombineForm
from sat_dl_plugin.gui.models.import_form import STATEABLE, ImportForm
from sat_dl_plugin.gui.models.model_card import ModelCardView
from sat_dl_plugin.gui.models.model_list import ModelEntry, ModelList
from sat_dl_plugin.gui.runs.phases import phase_text
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.gui.widgets.headings import heading
from sat_dl_plugin.gui.widgets.notice import Notice, Question, wrapped_label
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.paths import icon_path
from sat_dl_plugin.tasks.model_files import delete_model, training_report
from sat_dl_plugin.tasks.model_jobs import (
    CombineTask,
    DescribeTask,
    ExportTask,
    ImportTask,
    ModelTask,
    SelfTestTask,
)
from sat_dl_plugin.tasks.self_tests import last_self_test


class ModelsPage(QgsScrollArea):
    """Lists models with their cards, and brings in others.

    One thing is done at a time; `close` stops it.

    Args:
        session: Hears through its `models_changed` of what is imported and deleted here.
        parent: Owner.
    """

    def __init__(self, session: DockSession, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._session = session
        self._task: Optional[ModelTask] = None
        self._source: Optional[Path] = None
        self._reading: Optional[DescribeTask] = None
        self._cards: dict[Path, ModelCard] = {}
        self._closed = False
        self._build()
        session.models_changed.connect(self.reload)
        self._show_sections()
        self.reload()

    # What the dock calls

    def reload(self) -> None:
        """Read anew which models there are."""
        self.list.reload()
        self._show_selected()

    def import_from(self, chosen: Path) -> None:
        """Show what is understood of a network, to be checked and imported.

        Args:
            chosen: An ONNX file, an Esri ``.emd`` or STAC item beside one, or a folder.
        """
        self.form.forget()
        self._source = chosen
        self._describe()

    def test(self) -> None:
        """Try the selected model on a small picture."""
        entry = self.list.selected()
        if entry is not None:
            job = SelfTestJob(
                entry.name,
                models_folder=str(settings.models_folder()),
                device=settings.device(),
            )
            self._begin(SelfTestTask(job))

    def export_to(self, folder: Path) -> None:
        """Copy the selected model with all that belongs to it into a folder."""
        entry = self.list.selected()
        if entry is not None:
            self._begin(ExportTask(entry.name, entry.path, folder))

    def open_report(self) -> None:
        """Show the report on the training of the selected model in the browser."""
        entry = self.list.selected()
        page = training_report(entry.path) if entry is not None else None
        if page is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(page))):
            self.notice.show_text(tr("The report is in {}").format(page))

    def combine(self) -> None:
        """Show the form that saves several networks as one set."""
        entry = self.list.selected()
        self.notice.hide()
        self.combining.show_models(self.list.entries(), entry.name if entry is not None else "")
        self._show_sections(self.combining)
        self.combining.name_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_to_delete(self) -> None:
        """Ask in the page whether the selected model is to go."""
        entry = self.list.selected()
        if entry is None or not entry.is_own:
            return
        self.question.ask(
            self._what_goes(entry),
            tr("Delete"),
            tr("&Keep it"),
            lambda: self._delete(entry.name),
        )

    def _what_goes(self, entry: ModelEntry) -> str:
        if entry.model_set is not None:
            return tr("Delete the set “{}” from this computer? Its members stay.").format(
                entry.name
            )
        text = tr("Delete the model “{}” and its card from this computer?").format(entry.name)
        users = [other.name for other in self.list.entries() if other.uses(entry)]
        if not users:
            return text
        return tr("{} Without it these sets cannot run: {}.").format(text, ", ".join(users))

    def is_working(self) -> bool:
        """Return whether something goes on."""
        return self._task is not None

    def cancel(self) -> None:
        """Stop what goes on."""
        if self._task is not None and not sip.isdeleted(self._task):
            self._task.cancel()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 (Qt name)
        """Stop everything, let go of the session."""
        self.cancel()
        if self._reading is not None and not sip.isdeleted(self._reading):
            self._reading.cancel()
        # A window can be closed twice.
        if not self._closed:
            self._closed = True
            self._session.models_changed.disconnect(self.reload)
        super().closeEvent(event)

    # Widgets

    def _build(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        inner = QWidget()
        layout = QVBoxLayout(inner)
        self.notice, self.question = Notice(), Question()
        self.form, self.card, self.combining = ImportForm(), ModelCardView(), CombineForm()
        layout.addWidget(self.notice)
        layout.addWidget(self.question)
        layout.addWidget(self._make_progress())
        layout.addWidget(self._make_choice())
        layout.addWidget(self.form)
        layout.addWidget(self.combining)
        layout.addWidget(self._make_installed())
        layout.addStretch(1)
        self.form.hide()
        self.combining.hide()
        self._choice.hide()
        self.setWidget(inner)
        self.form.import_wanted.connect(self._import)
        self.form.again_wanted.connect(self._describe)
        self.form.back_wanted.connect(self._go_back)
        self.combining.save_wanted.connect(self._combine)
        self.combining.back_wanted.connect(self._go_back)
        self.card.test_wanted.connect(self.test)
        self.card.export_wanted.connect(self._choose_target)
        self.card.delete_wanted.connect(self.ask_to_delete)
        self.card.report_wanted.connect(self.open_report)
        self.list.chosen.connect(self._show_selected)

    def _make_installed(self) -> QWidget:
        self._installed = QWidget()
        layout = QVBoxLayout(self._installed)
        layout.setContentsMargins(0, 0, 0, 0)
        self.list = ModelList()
        layout.addWidget(heading(tr("Models"), self.list))
        layout.addWidget(self.list)
        row = QHBoxLayout()
        self.file_button = QPushButton(tr("&Import file…"))
        self.file_button.setIcon(QIcon(str(icon_path("importmodel"))))
        self.file_button.setToolTip(
            tr(
                "An ONNX network (also from Deepness), the .emd or STAC item next to one, or the "
                ".set.json of a set"
            )
        )
        self.file_button.clicked.connect(self._choose_file)
        self.folder_button = QPushButton(tr("Import &folder…"))
        self.folder_button.setToolTip(tr("A folder with a network and its description"))
        self.folder_button.clicked.connect(self._choose_folder)
        row.addWidget(self.file_button)
        row.addWidget(self.folder_button)
        layout.addLayout(row)
        self.combine_button = QPushButton(tr("Com&bine models…"))
        self.combine_button.setIcon(QIcon(str(icon_path("combinemodels"))))
        self.combine_button.setToolTip(
            tr("Saves several models as one entry: their mean, or one model for each class")
        )
        self.combine_button.clicked.connect(self.combine)
        layout.addWidget(self.combine_button)
        layout.addWidget(self.card)
        self._none = wrapped_label(tr("No model is installed. Import one."))
        layout.addWidget(self._none)
        return self._installed

    def _make_progress(self) -> QWidget:
        self._progress = QWidget()
        layout = QVBoxLayout(self._progress)
        layout.setContentsMargins(0, 0, 0, 0)
        self.phase = wrapped_label()
        self.bar = QProgressBar()
        cancel = QPushButton(tr("C&ancel"))
        cancel.clicked.connect(self.cancel)
        for widget in (self.phase, self.bar, cancel):
            layout.addWidget(widget)
        return self._progress

    def _make_choice(self) -> QWidget:
        self._choice = QWidget()
        layout = QVBoxLayout(self._choice)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading(tr("This folder contains several networks")))
        self.network_box = QComboBox()
        self.network_box.setAccessibleName(tr("Networks"))
        layout.addWidget(self.network_box)
        row = QHBoxLayout()
        back, read = QPushButton(tr("Bac&k")), QPushButton(tr("Read it"))
        back.clicked.connect(self._go_back)
        read.clicked.connect(lambda: self.import_from(self.network_box.currentData()))
        row.addStretch()
        row.addWidget(back)
        row.addWidget(read)
        layout.addLayout(row)
        return self._choice

    def _show_sections(self, shown: Optional[QWidget] = None) -> None:
        """Show the form, the choice or (by default) the list; nothing while something goes on."""
        working = self.is_working()
        self._progress.setVisible(working)
        for section in (self.form, self.combining, self._choice, self._installed):
            section.setVisible(not working and section is (shown or self._installed))

    # Choosing files

    def _choose_file(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(
            self,
            tr("Choose a network"),
            "",
            tr("Networks, sets and descriptions (*.onnx *.emd *.json);;All files (*)"),
        )
        if path:
            self.import_from(Path(path))

    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, tr("Choose the folder of a network"))
        if path:
            self.import_from(Path(path))

    def _choose_target(self) -> None:
        path = QFileDialog.getExistingDirectory(self, tr("Export the model into a folder"))
        if path:
            self.export_to(Path(path))

    # Work

    def _describe(self) -> None:
        if self._source is None:
            return
        try:
            changes = self.form.stated()
        except SatDlError as error:
            self.notice.show_error(error)
            return
        job = DescribeJob("", models_folder=str(settings.models_folder()), changes=changes)
        self._begin(DescribeTask(self._source, job))

    def _import(self) -> None:
        if self._source is None:
            return
        try:
            changes = self.form.changes()
        except SatDlError as error:
            self.notice.show_error(error)
            return
        job = ImportJob(
            str(self._source),
            str(settings.models_folder()),
            changes,
            overwrite=self.form.overwrite(),
        )
        self._begin(ImportTask(job, settings.device()))

    def _combine(self) -> None:
        try:
            job = self.combining.job(str(settings.models_folder()))
        except SatDlError as error:
            self.notice.show_error(error)
            return
        self._begin(CombineTask(job))

    def _delete(self, name: str) -> None:
        try:
            delete_model(name)
        except SatDlError as error:
            self.notice.show_error(error)
            return
        self.notice.show_text(tr("“{}” is deleted.").format(name))
        self._session.models_changed.emit()

    def _begin(self, task: ModelTask) -> None:
        if self._task is not None:
            return
        self._task = task
        self.notice.hide()
        self.question.hide()
        self.phase.setText(task.description())
        self.bar.setValue(0)
        task.phase_changed.connect(self._show_phase)
        task.progressChanged.connect(self._show_progress)
        task.taskCompleted.connect(self._finish)
        task.taskTerminated.connect(self._finish)
        self._show_sections()
        QgsApplication.taskManager().addTask(task)

    def _show_phase(self, phase: str) -> None:
        self.phase.setText(phase_text(phase))

    def _show_progress(self, percent: float) -> None:
        self.bar.setValue(round(percent))

    def _finish(self) -> None:
        task, self._task = self._task, None
        if isinstance(task, DescribeTask):
            self._finish_reading(task)
        elif isinstance(task, ImportTask):
            self._finish_import(task)
        elif isinstance(task, CombineTask):
            self._finish_combining(task)
        elif task is not None:
            self._show_sections()
            self._tell_end(task)
            self._show_selected()
        # Where the message is.
        self.verticalScrollBar().setValue(0)

    def _finish_reading(self, task: DescribeTask) -> None:
        lacking = _lacking_fields(task.error)
        if task.error is None and len(task.networks) > 1:
            self._offer(task.networks)
        elif task.error is None and task.result:
            self._source = task.networks[0]
            if is_set_file(self._source):
                # Its members say everything; nothing is guessed that could be corrected.
                self._begin(
                    ImportTask(
                        ImportJob(str(self._source), str(settings.models_folder())),
                        settings.device(),
                    )
                )
                return
            self.form.show_result(self._source, task.result)
            self._show_sections(self.form)
            self.form.name_edit.setFocus(Qt.FocusReason.OtherFocusReason)
        elif lacking and task.networks:
            self._source = task.networks[0]
            self.form.show_lacking(self._source, lacking)
            self._show_sections(self.form)
            self._tell_end(task)
        else:
            self._show_sections()
            self._tell_end(task)

    def _finish_import(self, task: ImportTask) -> None:
        if task.error is not None or not task.result:
            # The form is still filled in, to correct it; a set has none.
            is_set = self._source is not None and is_set_file(self._source)
            self._show_sections(None if is_set else self.form)
            self._tell_end(task)
            return
        name = str(task.result["name"])
        self._show_sections()
        self._session.models_changed.emit()
        self.list.select(name)
        if task.test_error is None or isinstance(task.test_error, JobCancelled):
            self.notice.show_text(tr("“{}” is one of your models now.").format(name))
        else:
            self.notice.show_error(task.test_error)

    def _finish_combining(self, task: CombineTask) -> None:
        if task.error is not None or not task.result:
            self._show_sections(self.combining)
            self._tell_end(task)
            return
        name = str(task.result["name"])
        self._show_sections()
        self._session.models_changed.emit()
        self.list.select(name)
        self.notice.show_text(tr("“{}” is one of your models now.").format(name))

    def _tell_end(self, task: ModelTask) -> None:
        if isinstance(task.error, JobCancelled) or (task.error is None and task.isCanceled()):
            self.notice.show_text(tr("Stopped."))
        elif task.error is not None:
            self.notice.show_error(task.error)
        elif isinstance(task, SelfTestTask):
            self.notice.show_text(tr("The model matches its card."))
        elif isinstance(task, ExportTask):
            names = ", ".join(copy.name for copy in task.copies)
            self.notice.show_text(tr("Exported: {}").format(names))

    def _offer(self, networks: Sequence[Path]) -> None:
        self.network_box.clear()
        for network in networks:
            shown = network.name if self._source is None else network.relative_to(self._source)
            self.network_box.addItem(str(shown), network)
        self._show_sections(self._choice)

    def _go_back(self) -> None:
        self._source = None
        self.notice.hide()
        self._show_sections()

    # The selected model

    def _show_selected(self) -> None:
        entry = self.list.selected()
        self.card.setVisible(entry is not None)
        self._none.setVisible(entry is None)
        self.question.hide()
        if entry is None:
            return
        card = entry.card or self._cards.get(entry.path)
        self.card.show_entry(entry, card, last_self_test(entry.name))
        if card is None and entry.problem is None:
            self._read_card(entry)

    def _read_card(self, entry: ModelEntry) -> None:
        """Have the engine read a card that lies inside of its network."""
        if self._reading is not None:
            return
        task = DescribeTask(entry.path, DescribeJob(""))
        task.taskCompleted.connect(self._take_card)
        task.taskTerminated.connect(self._take_card)
        self._reading = task
        QgsApplication.taskManager().addTask(task)

    def _take_card(self) -> None:
        task, self._reading = self._reading, None
        if task is None:
            return
        entry = self.list.selected()
        if task.result:
            self._cards[task.networks[0]] = ModelCard.from_dict(task.result["card"])
            self._show_selected()
        elif entry is not None and task.error is not None:
            broken = replace(entry, problem=task.error)
            self.card.show_entry(broken, None, last_self_test(entry.name))


def _lacking_fields(error: Optional[SatDlError]) -> list[str]:
    """Return the fields that a network cannot be read without, by what its error asks for."""
    if not isinstance(error, ModelError):
        return []
    return [name for name in STATEABLE if f"State the field '{name}'" in error.todo]
