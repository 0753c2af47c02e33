"""The page “Review”: a queue over a layer, and everything that is decided on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Optional

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QDateTime, QLocale, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QAction, QDialog, QVBoxLayout, QWidget

from sat_dl_plugin import settings
from sat_dl_plugin.contract.errors import OutputError, SatDlError
from sat_dl_plugin.gui.review.commands import ACCEPT_VIEW, REJECT_SMALLER, TILE_DONE
from sat_dl_plugin.gui.review.layer_box import LayerBox, has_predictions, is_review_layer
from sat_dl_plugin.gui.review.learn_box import LearnBox
from sat_dl_plugin.gui.review.many_box import ManyBox
from sat_dl_plugin.gui.review.object_box import ObjectBox
from sat_dl_plugin.gui.review.queue_box import QueueBox
from sat_dl_plugin.gui.review.review_control import ReviewControl
from sat_dl_plugin.gui.review.review_map import ReviewMap
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.gui.widgets.notice import Notice, Question
from sat_dl_plugin.gui.widgets.quantities import number_text
from sat_dl_plugin.gui.widgets.scrolling import scrolled_column
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.queue import box_of
from sat_dl_plugin.review.queue_index import QueueFilter
from sat_dl_plugin.review.recovery import LostWork, find_lost_work, forget, recover
from sat_dl_plugin.review.session import ReviewSession

_MANY = 500
"""From so many polygons in view on, accepting them is asked first."""


class ReviewPage(QWidget):
    """Leads through the polygons of a review layer.

    Args:
        session: On whose map.
        parent: Owner.
    """

    session_changed = pyqtSignal()
    """A review began or ended."""

    def __init__(self, session: DockSession, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.dock_session = session
        self.control: Optional[ReviewControl] = None
        self._must_be_read = ""
        self._dialogs: set[QDialog] = set()
        self.map = ReviewMap(session.canvas, lambda: session.layer, self)
        column = scrolled_column(self)
        self.layer_box = LayerBox()
        self.notice = Notice()
        self.question = Question()
        column.addWidget(self.layer_box)
        # Above what scrolls: keys and buttons far below have something to say, too.
        said = QVBoxLayout()
        for widget in (self.notice, self.question):
            said.addWidget(widget)
        self.layout().insertLayout(0, said)
        self._work = QWidget()
        work = QVBoxLayout(self._work)
        work.setContentsMargins(0, 0, 0, 0)
        self.queue_box = QueueBox()
        self.object_box = ObjectBox()
        self.many_box = ManyBox()
        self.learn_box = LearnBox(session)
        for widget in (self.queue_box, self.object_box, self.many_box, self.learn_box):
            work.addWidget(widget)
        self.object_box.add_tools(self.map.tools.actions)
        column.addWidget(self._work)
        column.addStretch(1)
        self._work.hide()
        self._connect()

    @property
    def session(self) -> Optional[ReviewSession]:
        """The review at work."""
        return None if self.control is None else self.control.session

    def add_tool(self, action: QAction) -> None:
        """Add a map tool to the row of tools."""
        self.object_box.add_tools([action])

    def close(self) -> bool:
        """End the review and take everything off the map."""
        self.end()
        QgsProject.instance().layersWillBeRemoved.disconnect(self._end_with_layers)
        self.layer_box.close()
        self.learn_box.close()
        self.map.close()
        return super().close()

    # Beginning and ending

    def begin(self, layer: QgsVectorLayer) -> None:
        """Begin to review a layer."""
        self.end()
        try:
            control = ReviewControl(layer, settings.reviewer(), self)
        except SatDlError as error:
            self.notice.show_error(error)
            return
        self.control = control
        self.notice.hide()
        control.changed.connect(self._refresh)
        control.progressed.connect(self.many_box.show_progress)
        control.failed.connect(self._show_failure)
        control.told.connect(self.notice.show_text)
        self.queue_box.set_legend(control.session.legend)
        self.object_box.set_legend(control.session.legend)
        self.many_box.set_legend(control.session.legend)
        self.queue_box.show_loading()
        self.learn_box.begin(layer)
        self.layer_box.show_reviewing(is_reviewing=True)
        self._work.show()
        self.map.begin(control)
        self._choose()
        self._offer_lost_work()
        self._refresh()
        self.session_changed.emit()

    def end(self) -> None:
        """End the review; edits that are not saved stay in the layer."""
        control, self.control = self.control, None
        if control is None:
            return
        self.map.end()
        self.learn_box.end()
        control.close()
        control.deleteLater()
        self.question.hide()
        self._work.hide()
        self.layer_box.show_reviewing(is_reviewing=False)
        self.session_changed.emit()

    # Keys and buttons

    def _connect(self) -> None:
        self.layer_box.begin_wanted.connect(self.begin)
        self.layer_box.end_wanted.connect(self.end)
        self.layer_box.failed.connect(self.notice.show_error)
        self.learn_box.failed.connect(self.notice.show_error)
        self.learn_box.told.connect(self.notice.show_text)
        self.queue_box.chosen.connect(self._choose)
        self.object_box.command_given.connect(self._give_command)
        self.object_box.class_chosen.connect(self._choose_class)
        self.many_box.accept_view_wanted.connect(lambda: self.map.give(ACCEPT_VIEW))
        self.many_box.accept_class_wanted.connect(self._accept_class)
        self.many_box.command_given.connect(self._give_command)
        self.map.reject_like_wanted.connect(self._reject_like)
        self.many_box.save_wanted.connect(self._save)
        self.many_box.stop_wanted.connect(self._stop_many)
        self.many_box.update_wanted.connect(self._update_predictions)
        self.many_box.export_wanted.connect(self._export)
        self.learn_box.tiles_wanted.connect(self._rank_tiles)
        tiles = self.learn_box.tile_box
        tiles.done_wanted.connect(lambda: self.map.give(TILE_DONE))
        tiles.changed.connect(self._refresh)
        self.map.tile_done_wanted.connect(tiles.mark)
        self.map.accept_view_wanted.connect(self._accept_view)
        self.map.view_changed.connect(self._follow_view)
        self.map.acted.connect(self._clear_notice)
        QgsProject.instance().layersWillBeRemoved.connect(self._end_with_layers)

    def _give_command(self, name: str) -> None:
        self.map.give(name)

    def _choose_class(self, number: int) -> None:
        self.map.choose_class(number)

    def _choose(self) -> None:
        """Put into the queue what is chosen above it."""
        if self.control is None:
            return
        box = self.queue_box
        view = self.map.view() if box.in_view.isChecked() else None
        self.control.queue.choose(
            QueueFilter(
                box.order.currentData(),
                box.classes.currentData(),
                None if view is None else box_of(view),
            )
        )
        if self.control.queue.is_ready:
            self.control.go_next()

    def _follow_view(self) -> None:
        if self.control is not None and self.queue_box.in_view.isChecked():
            self.control.queue.show_view(self.map.view())

    def _save(self) -> None:
        if self.control is not None:
            self.control.save()
            self.learn_box.tile_box.save()
            self._refresh()

    def _accept_view(self) -> None:
        if self.control is None:
            return
        choice = replace(self.control.queue.choice, view=box_of(self.map.view()))
        self._decide_many(self.control.waiting(choice), ask_from=_MANY)

    def _accept_class(self, class_id: int) -> None:
        if self.control is None:
            return
        choice = QueueFilter(class_id=class_id)
        self._decide_many(self.control.waiting(choice), ask_from=1)

    def _reject_like(self, command: str) -> None:
        """Reject the undecided polygons that are no larger, or no surer, than the current one."""
        if self.control is not None:
            fids = self.control.like_current(is_by_size=command == REJECT_SMALLER)
            self._decide_many(fids, ask_from=_MANY, is_rejecting=True)

    def _decide_many(self, fids: list[int], *, ask_from: int, is_rejecting: bool = False) -> None:
        control = self.control
        decide = control.reject_many if is_rejecting else control.accept_many
        question = tr("Reject {} polygons?") if is_rejecting else tr("Accept {} polygons?")
        if not fids:
            self.notice.show_text(
                tr("Nothing of that is left to reject.")
                if is_rejecting
                else tr("Nothing of that is left to accept.")
            )
        elif len(fids) < ask_from:
            decide(fids)
        else:
            self.question.ask(
                question.format(number_text(len(fids), 0)),
                tr("Reject all") if is_rejecting else tr("Accept all"),
                tr("Cancel"),
                lambda: decide(fids) if control is self.control else None,
            )

    def _stop_many(self) -> None:
        if self.control is not None and self.control.bulk is not None:
            self.control.bulk.stop()

    def _update_predictions(self) -> None:
        if self.control is None:
            return
        review = self.control.session.layer
        # The results of a run are put on top.
        stacked = QgsProject.instance().layerTreeRoot().layerOrder()
        found = [each for each in stacked if has_predictions(each) and not is_review_layer(each)]
        newest = {"INPUT": found[0].id()} if found else {}
        self._show_dialog("satdl:updatereview", {"REVIEW": review.id(), **newest})

    def _export(self) -> None:
        if self.control is not None:
            self._show_dialog("satdl:exportlabels", {"INPUT": self.control.session.layer.id()})

    def _rank_tiles(self) -> None:
        image = self.dock_session.layer
        self._show_dialog("satdl:labelnext", {} if image is None else {"INPUT": image.id()})

    def _show_dialog(self, algorithm: str, parameters: dict[str, str]) -> None:
        """Show the window of an algorithm with parameters filled in."""
        from qgis import processing

        dialog = processing.createAlgorithmDialog(algorithm, parameters)
        # Nobody else holds its Python half, without which its buttons do nothing.
        self._dialogs.add(dialog)
        # Not the signal `finished`, which a method of these windows hides.
        dialog.rejected.connect(lambda: self._dialogs.discard(dialog))
        dialog.show()

    # What is shown

    def _show_failure(self, error: SatDlError) -> None:
        self.notice.show_error(error)
        if isinstance(error, OutputError):
            self._must_be_read = self.notice.text()

    def _clear_notice(self) -> None:
        """Take away what was said of the action before, but not that something was not written."""
        if self.notice.text() != self._must_be_read:
            self.notice.hide()

    def _refresh(self) -> None:
        control = self.control
        if control is None or sip.isdeleted(control.session.layer):
            return
        queue = control.queue
        if queue.is_ready:
            pace = control.pace
            self.queue_box.show_state(queue.position, queue.left, pace.seconds, pace.decided)
        current = control.session.current
        self.object_box.show_object(current, control.class_id)
        settling = control.settling
        self.object_box.show_question(
            settling.of(control.session.current_id) if control.is_settling else None
        )
        is_modified = control.session.layer.isModified() or self.learn_box.tile_box.is_modified
        self.many_box.show_state(is_busy=control.is_busy, is_modified=is_modified)

    def _offer_lost_work(self) -> None:
        """Offer to do again what was not saved when QGIS ended."""
        try:
            lost = find_lost_work(self.control.session)
        except SatDlError as error:
            self.notice.show_error(error)
            return
        if lost:
            self._ask_about(lost)

    def _ask_about(self, lost: list[LostWork]) -> None:
        first = lost[0]
        self.question.ask(
            tr(
                "{} edits from {} were not saved when QGIS ended. Restore them? You can then undo "
                "or save them like any other edits."
            ).format(len(first.steps), _moment(first.last)),
            tr("Restore"),
            tr("Discard"),
            lambda: self._settle_lost(lost, recover),
            lambda: self._settle_lost(lost, forget),
        )

    def _settle_lost(
        self, lost: list[LostWork], way: Callable[[ReviewSession, LostWork], Any]
    ) -> None:
        if self.control is None:
            return
        try:
            done = way(self.control.session, lost[0])
        except SatDlError as error:
            self.notice.show_error(error)
            return
        if done is not None and done.conflicts:
            self.notice.show_text(
                tr(
                    "{} polygons were changed by somebody else meanwhile and stay as they are."
                ).format(len(done.conflicts))
            )
        self.map.take_keys()
        if done is not None and self.control.queue.is_ready:
            self.control.return_to(lost[0].steps[-1])
        self.control.go_next()
        if lost[1:]:
            self._ask_about(lost[1:])

    def _end_with_layers(self, layer_ids: list[str]) -> None:
        if self.control is not None and self.control.session.layer.id() in layer_ids:
            self.end()
            self.notice.show_text(tr("The review ended, because its layer was removed."))


def _moment(iso: str) -> str:
    """Return a time of the journal as people write it, in their time zone."""
    moment = QDateTime.fromString(iso, Qt.DateFormat.ISODateWithMs).toLocalTime()
    return str(QLocale().toString(moment, QLocale.FormatType.ShortFormat))
