"""The list of runs at the bottom of the dock."""

from __future__ import annotations

from typing import Optional

from qgis.core import Qgis, QgsProject
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QSize, Qt, QTimer
from qgis.PyQt.QtWidgets import (
    QApplication,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin.gui.runs.results import belongs_here, has_layers
from sat_dl_plugin.gui.runs.run_actions import RunActions
from sat_dl_plugin.gui.runs.run_card import RunCard
from sat_dl_plugin.gui.runs.run_texts import state_text
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.tasks.run_queue import Run, RunState

_NO_LIMIT = 16_777_215
"""Qt's QWIDGETSIZE_MAX."""

_TICK_MS = 500
"""Between two looks at the clock while something runs."""
_MOST_LINES = 24
_FEWEST_LINES = 13
"""Height of the list in lines of text that it asks for at most, and that it insists on."""
_NOTICE_S = 10


class RunsPanel(QWidget):
    """Runs as cards, those that are active on top; hidden while there is none.

    Puts the results of each run that is done into the project, and tells of it in QGIS's message
    bar when nobody can see the panel.

    Args:
        session: What the pages share.
        parent: Owner.
    """

    def __init__(self, session: DockSession, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._iface = session.iface
        self._queue = session.runs
        self._actions = RunActions(session.iface)
        self._cards: dict[Run, RunCard] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._list = _CardList()
        self.fold = self._make_fold()
        layout.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._list)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._tick)
        self._queue.run_added.connect(self._add)
        self._queue.run_finished.connect(self._finish)
        QgsProject.instance().layersRemoved.connect(self._refresh)
        for run in self._queue.runs:
            self._make_card(run)
        self._refresh()
        if not self._cards:
            # Not shown otherwise: without a parent yet it would be a window.
            self.hide()

    def cards(self) -> list[RunCard]:
        """Return the cards, the oldest first."""
        return list(self._cards.values())

    def close(self) -> bool:
        """Let go of the queue and the project; undoes the constructor."""
        self._clock.stop()
        self._queue.run_added.disconnect(self._add)
        self._queue.run_finished.disconnect(self._finish)
        QgsProject.instance().layersRemoved.disconnect(self._refresh)
        self._actions.close()
        for card in self._cards.values():
            card.let_go()
        return super().close()

    def _make_fold(self) -> QToolButton:
        """The heading, which folds the list away where the room is needed above it."""
        button = QToolButton()
        button.setText(tr("Runs"))
        font = button.font()
        font.setBold(True)
        button.setFont(font)
        button.setToolTip(tr("Show or hide the list of runs"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setArrowType(Qt.ArrowType.DownArrow)
        button.setAutoRaise(True)
        # Not checkable: a heading must not look pressed.
        button.clicked.connect(lambda: self._show_list(shown=self._list.isHidden()))
        return button

    def _show_list(self, *, shown: bool) -> None:
        self._list.setVisible(shown)
        self.fold.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        # A splitter looks at nothing else when it hands out room.
        self.setMaximumHeight(_NO_LIMIT if shown else self.minimumSizeHint().height())

    def _add(self, run: Run) -> None:
        self._show_list(shown=True)
        self._make_card(run)
        self._refresh()
        self._list.verticalScrollBar().setValue(0)
        self._show_or_hide()

    def _make_card(self, run: Run) -> None:
        card = RunCard(run, self._actions)
        card.cancelled.connect(lambda: self._queue.cancel(run))
        card.dismissed.connect(lambda: self._dismiss(run))
        card.asked.connect(lambda: self._list.reveal(card))
        self._cards[run] = card
        self._clock.start()

    def _finish(self, run: Run) -> None:
        if has_layers(run) and belongs_here(run, QgsProject.instance()):
            self._cards[run].add_results()
        if run.state is RunState.DONE:
            for other, card in self._cards.items():
                card.set_expanded(expanded=other is run)
            self._list.verticalScrollBar().setValue(0)
        self._tell(run)
        self._refresh()

    def _tell(self, run: Run) -> None:
        """Say in QGIS's message bar how a run ended that nobody could see ending."""
        if run.state is RunState.CANCELLED:
            return
        # For those who went on to another program meanwhile.
        QApplication.alert(self.window())
        if self.isVisible():
            return
        level = (
            Qgis.MessageLevel.Success if run.state is RunState.DONE else Qgis.MessageLevel.Warning
        )
        self._iface.messageBar().pushMessage(run.request.title, state_text(run), level, _NOTICE_S)

    def _dismiss(self, run: Run) -> None:
        card = self._cards.pop(run, None)
        if card is not None:
            card.let_go()
            self._list.take(card)
        self._queue.forget(run)
        self._show_or_hide()

    def _refresh(self, *_layer_ids: object) -> None:
        waiting = 0
        for run, card in self._cards.items():
            card.ahead = waiting
            waiting += not run.is_over
            card.refresh()
        self._list.arrange(self._in_order())

    def _in_order(self) -> list[RunCard]:
        """Return what runs and waits, in the order of its turn, and below it the newest first."""
        active = [card for run, card in self._cards.items() if not run.is_over]
        over = [card for run, card in self._cards.items() if run.is_over]
        return [*active, *reversed(over)]

    def _tick(self) -> None:
        active = [card for run, card in self._cards.items() if not run.is_over]
        for card in active:
            card.refresh()
        if not active:
            self._clock.stop()

    def _show_or_hide(self) -> None:
        self.setVisible(bool(self._cards))


class _CardList(QScrollArea):
    """As high as its cards, up to a limit."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        # It scrolls to what has the focus; by itself it would be a stop that nobody sees.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addStretch(1)
        self.setWidget(self._content)
        self._content.installEventFilter(self)

    def arrange(self, cards: list[RunCard]) -> None:
        """Show these cards from top to bottom."""
        for place, card in enumerate(cards):
            if self._column.indexOf(card) != place:
                self._column.insertWidget(place, card)

    def reveal(self, card: RunCard) -> None:
        """Scroll to the end of a card that has just grown."""
        self._content.layout().activate()
        self.ensureWidgetVisible(card.question, 0, 0)
        self.ensureWidgetVisible(card.notice, 0, 0)

    def take(self, card: RunCard) -> None:
        """Take a card away."""
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt name)
        """Return the size of all cards, or of as many as there may be room for."""
        return self._size(_MOST_LINES)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 (Qt name)
        """Return a height that still shows a card, at any width."""
        return QSize(0, self._size(_FEWEST_LINES).height())

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # noqa: N802 (Qt name)
        """Follow the height of the cards."""
        if event.type() == QEvent.Type.LayoutRequest and not sip.isdeleted(self):
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def _size(self, lines: int) -> QSize:
        hint = self._column.sizeHint()
        height = hint.height()
        if self._column.hasHeightForWidth() and self.viewport().width() > 0:
            height = self._column.heightForWidth(self.viewport().width())
        return QSize(hint.width(), min(height, lines * self.fontMetrics().lineSpacing()))
