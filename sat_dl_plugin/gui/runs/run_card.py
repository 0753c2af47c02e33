"""One run in the list at the bottom of the dock."""

from __future__ import annotations

from html import escape
from typing import Callable, Optional

from qgis.core import QgsApplication, QgsProject
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.gui.runs.class_table import ClassTable
from sat_dl_plugin.gui.runs.results import has_layers, layers_of
from sat_dl_plugin.gui.runs.run_actions import REPORT_PAGE, RunActions
from sat_dl_plugin.gui.runs.run_texts import progress_text, state_text
from sat_dl_plugin.gui.widgets.elided_label import ElidedLabel
from sat_dl_plugin.gui.widgets.headings import make_small
from sat_dl_plugin.gui.widgets.notice import Notice, Question, wrapped_label
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.tasks.run_queue import Run, RunState

_ICONS = {
    RunState.WAITING: "/mIconStopwatch.svg",
    RunState.RUNNING: "/mTaskRunning.svg",
    RunState.DONE: "/mIconSuccess.svg",
    RunState.FAILED: "/mIconWarning.svg",
    RunState.CANCELLED: "/mActionStop.svg",
}


class RunCard(QFrame):
    """Shows a run and what can be done with it.

    Args:
        run: The run.
        actions: Does it.
        parent: Owner.
    """

    cancelled = pyqtSignal()
    """The user wants the run to stop."""
    dismissed = pyqtSignal()
    """The user does not want to see the run any more."""
    asked = pyqtSignal()
    """A question or a message has appeared at the end of the card."""

    def __init__(self, run: Run, actions: RunActions, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.run = run
        self.ahead = 0
        """Runs that come before this one, while it waits."""
        self._actions = actions
        self._table: Optional[ClassTable] = None
        self._shown_state: Optional[RunState] = None
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(run.request.title)
        layout = QVBoxLayout(self)
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_LayoutLeftMargin) * 2 // 3
        layout.setContentsMargins(side, side, side, side)
        gap = self.style().pixelMetric(QStyle.PixelMetric.PM_LayoutVerticalSpacing)
        layout.setSpacing(max(gap // 2, 2))
        layout.addLayout(self._make_header())
        layout.addWidget(self._make_bar())
        layout.addLayout(self._make_status())
        self._error = wrapped_label()
        self._error.setTextFormat(Qt.TextFormat.RichText)
        layout.addWidget(self._error)
        self._table_place = QVBoxLayout()
        layout.addLayout(self._table_place)
        layout.addLayout(self._make_buttons())
        self.question = Question()
        self.notice = Notice()
        layout.addWidget(self.question)
        layout.addWidget(self.notice)
        run.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the run as it is now."""
        run = self.run
        self._bar.setValue(round(1000 * run.fraction))
        self._state.setText(state_text(run, self.ahead))
        running = run.state is RunState.RUNNING
        self._progress.setText(progress_text(run) if running and not run.stopping else "")
        self.cancel_button.setEnabled(not run.stopping)
        if run.state is not self._shown_state:
            self._shown_state = run.state
            self._show_state()
        if run.state is RunState.DONE:
            self._show_layers()

    def add_results(self) -> None:
        """Add the results to the project that is open."""
        self._actions.add(self.run, self.show_error)
        self.refresh()

    def show_error(self, error: SatDlError) -> None:
        """Say what could not be done with the results."""
        if sip.isdeleted(self):
            return
        self.refresh()
        self.notice.show_error(error)
        self.asked.emit()

    @property
    def is_expanded(self) -> bool:
        """Whether the table of classes is to be seen."""
        return self._table is not None and not self._table.isHidden()

    def let_go(self) -> None:
        """Stop following the run, which may outlive the card."""
        self.run.changed.disconnect(self.refresh)

    def set_expanded(self, *, expanded: bool) -> None:
        """Show or hide the table of classes."""
        self.expander.setArrowType(Qt.ArrowType.DownArrow if expanded else Qt.ArrowType.RightArrow)
        if expanded and self._table is None and self.run.summary:
            self._table = ClassTable(self.run)
            self._table_place.addWidget(self._table)
        if self._table is not None:
            self._table.setVisible(expanded)

    def _make_header(self) -> QHBoxLayout:
        header = QHBoxLayout()
        self._icon = QLabel()
        self._title = ElidedLabel(self.run.request.title)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        time = QLabel(f"{self.run.created:%H:%M}")
        make_small(time)
        self.cancel_button = self._button("/mTaskCancel.svg", tr("Cancel this run"))
        self.cancel_button.clicked.connect(self.cancelled)
        self.dismiss_button = self._button(
            "", tr("Remove this run from the list; its layers and files stay")
        )
        close = QStyle.StandardPixmap.SP_TitleBarCloseButton
        self.dismiss_button.setIcon(self.style().standardIcon(close))
        self.dismiss_button.clicked.connect(self.dismissed)
        header.addWidget(self._icon)
        header.addWidget(self._title, 1)
        header.addWidget(time)
        header.addWidget(self.cancel_button)
        header.addWidget(self.dismiss_button)
        return header

    def _make_bar(self) -> QProgressBar:
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(max(self.fontMetrics().height() // 2, 6))
        self._bar.setAccessibleName(tr("Progress of {}").format(self.run.request.title))
        return self._bar

    def _make_status(self) -> QHBoxLayout:
        status = QHBoxLayout()
        self._state = ElidedLabel()
        self._progress = QLabel()
        for label in (self._state, self._progress):
            make_small(label)
        self.expander = self._button("", tr("Objects, area and share of each class"))
        self.expander.setArrowType(Qt.ArrowType.RightArrow)
        self.expander.clicked.connect(lambda: self.set_expanded(expanded=not self.is_expanded))
        status.addWidget(self.expander)
        status.addWidget(self._state, 1)
        status.addWidget(self._progress)
        return status

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        self.add_button = self._button("/mAddToProject.svg", tr("Add to the project"))
        self.add_button.setText(tr("Add to the project"))
        self.add_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.zoom_button = self._button("/mActionZoomTo.svg", tr("Zoom to the results"))
        self.report_button = self._button("/mIconReport.svg", tr("Open the report"))
        self.copy_button = self._copy_menu()
        self.folder_button = self._button("/mIconFolderOpen.svg", tr("Open the folder"))
        self.diagnostics_button = self._button("/mActionEditCopy.svg", tr("Copy diagnostics"))
        self.diagnostics_button.setText(tr("Copy diagnostics"))
        self.diagnostics_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.diagnostics_button.setToolTip(
            tr("Copy a report for the developers: versions, parameters and log, no names of people")
        )
        self.remove_button = self._button(
            "/mActionDeleteSelected.svg", tr("Remove the layers and delete the files…")
        )
        for button, act in (
            (self.zoom_button, self._actions.zoom),
            (self.report_button, self._actions.open_report),
            (self.folder_button, self._actions.open_folder),
            (self.diagnostics_button, self._actions.copy_diagnostics),
        ):
            button.clicked.connect(lambda _checked=False, do=act: self._act(do))
        self.add_button.clicked.connect(self.add_results)
        self.remove_button.clicked.connect(self._ask_to_remove)
        for button in (
            self.add_button,
            self.zoom_button,
            self.report_button,
            self.copy_button,
            self.folder_button,
            self.diagnostics_button,
        ):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.remove_button)
        return row

    def _copy_menu(self) -> QToolButton:
        button = self._button("/mActionEditCopy.svg", tr("Copy as a command that repeats the run"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        actions = self._actions
        for icon, text, act in (
            ("/mActionTerminal.svg", tr("Copy as qgis_process command"), actions.copy_command),
            ("/mIconPythonFile.svg", tr("Copy as Python call"), actions.copy_python),
            ("/mIconInfo.svg", tr("Copy diagnostics"), actions.copy_diagnostics),
        ):
            action = menu.addAction(QgsApplication.getThemeIcon(icon), text)
            action.triggered.connect(lambda _checked=False, do=act: self._act(do))
        button.setMenu(menu)
        return button

    def _button(self, icon: str, text: str) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        if icon:
            button.setIcon(QgsApplication.getThemeIcon(icon))
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _show_state(self) -> None:
        run = self.run
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        icon: QIcon = QgsApplication.getThemeIcon(_ICONS[run.state])
        self._icon.setPixmap(icon.pixmap(QSize(side, side)))
        self._icon.setToolTip(state_text(run))
        active = not run.is_over
        done, failed = run.state is RunState.DONE, run.state is RunState.FAILED
        self._bar.setVisible(run.state is RunState.RUNNING)
        self._state.setVisible(not failed)
        self._progress.setVisible(active)
        self.cancel_button.setVisible(active)
        self.dismiss_button.setVisible(not active)
        self._error.setVisible(failed)
        if failed and run.error is not None:
            self._error.setText(_three_parts(run.error))
        self.expander.setVisible(done and bool(run.summary))
        has_report = bool(run.summary or run.results.get(REPORT_PAGE))
        self.report_button.setVisible(done and has_report)
        self.copy_button.setVisible(done)
        self.folder_button.setVisible(done)
        self.diagnostics_button.setVisible(failed)
        # A model that was trained is none of the run's own files.
        self.remove_button.setVisible(done and has_layers(run))
        self.add_button.setVisible(False)
        self.zoom_button.setVisible(False)

    def _show_layers(self) -> None:
        """Offer what fits: to find the layers on the map, or to add them."""
        here = bool(layers_of(self.run, QgsProject.instance()))
        self.zoom_button.setVisible(here)
        offered = not here and not self._actions.is_adding(self.run) and has_layers(self.run)
        self.add_button.setVisible(offered)

    def _act(self, act: Callable[[Run], None]) -> None:
        try:
            act(self.run)
        except SatDlError as error:
            self.show_error(error)

    def _ask_to_remove(self) -> None:
        self.question.ask(
            tr("Remove the layers of this run from the project and delete its files?"),
            tr("Delete"),
            tr("Keep"),
            self._remove,
        )
        self.asked.emit()

    def _remove(self) -> None:
        self._actions.remove(self.run, self._show_kept)
        self.dismissed.emit()

    def _show_kept(self, names: str) -> None:
        QgsApplication.messageLog().logMessage(
            tr("These files could not be deleted: {}").format(names), "Sat DL"
        )


def _three_parts(error: SatDlError) -> str:
    parts = [f"<b>{escape(error.what)}</b>", escape(error.why), escape(error.todo)]
    return "".join(f"<p style='margin:0 0 4px 0'>{part}</p>" for part in parts if part)
