"""The queue of a session: what comes next, what came before, and who holds what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Optional

from qgis.core import QgsApplication, QgsGeometry, QgsRectangle
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from sat_dl_plugin.contract.errors import InputError, OutputError
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.changes import DISCARDED, SAVED, FeatureChange, JournalEntry
from sat_dl_plugin.review.queue_index import Box, QueueFilter, QueueIndex, QueueRow
from sat_dl_plugin.review.queue_loading import QueueTask, row_of
from sat_dl_plugin.review.reading import feature_of
from sat_dl_plugin.review.schema import PREDICTED, STATUS
from sat_dl_plugin.review.session import ReviewSession

CLAIM_S = 600.0
"""Seconds for which a polygon is reserved for who looks at it."""

_MOST_TRIES = 3
"""To read the layer."""

_OLDEST = 500
"""How many steps back are remembered."""


class ReviewQueue(QObject):
    """Leads a session from one polygon to the next.

    Args:
        session: Whose current polygon it chooses.
        parent: Owner.
    """

    ready = pyqtSignal()
    """All polygons were read; before that there is no next one."""
    changed = pyqtSignal()
    """Position or length are others."""

    def __init__(self, session: ReviewSession, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self.session = session
        self._index: Optional[QueueIndex] = None
        self._choice = QueueFilter()
        self._visited: list[int] = []
        self._missed: list[JournalEntry] = []
        self._disagreeing: frozenset[int] = frozenset()
        self._task: Optional[QueueTask] = None
        self._tries = 0
        session.recorded.connect(self._follow)
        session.layer.committedFeaturesAdded.connect(self._take_saved)
        # Another program, or an update of the predictions, wrote to the file.
        session.layer.dataChanged.connect(self.load)
        self.load()

    def load(self) -> None:
        """Read the layer (again), in the background."""
        self._tries = 0
        self._read()

    def _read(self) -> None:
        self._cancel()
        self._tries += 1
        self._index = None
        self._missed = []
        task = QueueTask(self.session.layer)
        task.taskCompleted.connect(self._take_index)
        task.taskTerminated.connect(self._read_again)
        self._task = task
        QgsApplication.taskManager().addTask(task)

    def close(self) -> None:
        """Stop reading and following; undoes the constructor."""
        self._cancel()
        self.session.recorded.disconnect(self._follow)
        if not sip.isdeleted(self.session.layer):
            self.session.layer.committedFeaturesAdded.disconnect(self._take_saved)
            self.session.layer.dataChanged.disconnect(self.load)
        self._index = None

    # What is in it

    @property
    def is_ready(self) -> bool:
        """Whether all polygons were read."""
        return self._index is not None

    @property
    def choice(self) -> QueueFilter:
        """What is in the queue, and in which order."""
        return self._choice

    def choose(self, choice: QueueFilter) -> None:
        """Put other polygons into the queue, or in another order."""
        if choice != self._choice:
            self._choice = choice
            self.changed.emit()

    def show_view(self, view: Optional[QgsRectangle]) -> None:
        """State which box the polygons have to touch, in the CRS of the layer; None for any."""
        self.choose(replace(self._choice, view=None if view is None else box_of(view)))

    def set_disagreements(self, fids: Iterable[int]) -> None:
        """State on which polygons a person and the newest prediction disagree."""
        self._disagreeing = frozenset(fids)
        if self._index is not None:
            self._index.choose(self._disagreeing)
            self.changed.emit()

    @property
    def position(self) -> tuple[int, int]:
        """Number of the current polygon in the queue (0 when it is not in it), and its length."""
        if self._index is None:
            return 0, 0
        return self._index.position(self.session.current_id, self._choice)

    @property
    def left(self) -> int:
        """How many polygons are still to be decided on."""
        return 0 if self._index is None else self._index.count_waiting(self._choice)

    def waiting(self, choice: Optional[QueueFilter] = None) -> list[int]:
        """Return the polygons still to be decided on that nobody else holds.

        Raises:
            OutputError: If the claims of others cannot be read.
        """
        if self._index is None:
            return []
        held = self.session.store.claimed_by_others(self.session.id)
        return [fid for fid in self._index.waiting(choice or self._choice) if fid not in held]

    def row(self, fid: int) -> Optional[QueueRow]:
        """Return what is known of a polygon; None while the polygons are read."""
        return None if self._index is None else self._index.row(fid)

    # Going through it

    def go_next(self) -> bool:
        """Make the next polygon the current one; there is none at the end.

        Polygons that others look at, and that were changed or deleted by another program since
        they were read, are passed over.

        Returns:
            Whether there was one.

        Raises:
            OutputError: If it cannot be reserved.
        """
        if self._index is None:
            return False
        passed: set[int] = set()
        while True:
            fid = self._index.next(self.session.current_id, self._choice, passed)
            if fid is None:
                self._leave()
                return False
            if self._is_to_do(fid) and self._claim(fid):
                self._visit(fid)
                return True
            passed.add(fid)

    def go_back(self) -> bool:
        """Make the polygon before the current one, as they were visited, the current one.

        Returns:
            Whether there was one.

        Raises:
            OutputError: If it cannot be reserved.
        """
        while len(self._visited) > 1:
            self._visited.pop()
            fid = self._visited[-1]
            if feature_of(self.session.layer, fid).isValid() and self._claim(fid):
                self.session.set_current(fid)
                self.changed.emit()
                return True
        return False

    def go_to(self, fid: int) -> None:
        """Make a certain polygon the current one.

        Raises:
            InputError: If somebody else looks at it.
            OutputError: If it cannot be reserved.
        """
        if fid == self.session.current_id:
            return
        if not self._claim(fid):
            raise InputError(
                tr("Somebody else reviews this polygon"),
                tr("It stays reserved until they go on, or for {} minutes at most").format(
                    round(CLAIM_S / 60)
                ),
                tr("Go on with another one"),
            )
        self._visit(fid)

    def last_visited(self, fids: Sequence[int]) -> Optional[int]:
        """Return which of some polygons was looked at last; the first if none was."""
        among = set(fids)
        seen = (fid for fid in reversed(self._visited) if fid in among)
        return next(seen, fids[0] if fids else None)

    def under(self, x: float, y: float) -> Optional[int]:
        """Return the smallest polygon under a point in the CRS of the layer."""
        if self._index is None:
            return None
        point = QgsGeometry.fromWkt(f"POINT ({x!r} {y!r})")
        for fid in self._index.at(x, y):
            if feature_of(self.session.layer, fid).geometry().contains(point):
                return fid
        return None

    def _is_to_do(self, fid: int) -> bool:
        """Look into the layer, which another program may have changed."""
        feature = feature_of(self.session.layer, fid)
        if not feature.isValid():
            self._index.remove(fid)
            return False
        if fid in self._disagreeing:
            return True
        row = row_of(feature)
        if not row.is_open:
            self._index.put(row)
        return row.is_open

    def _claim(self, fid: int) -> bool:
        # What is not saved yet is nobody else's.
        if fid < 0:
            return True
        return self.session.store.claim(fid, self.session.id, CLAIM_S)

    def _visit(self, fid: int) -> None:
        if not self._visited or self._visited[-1] != fid:
            self._visited.append(fid)
            del self._visited[:-_OLDEST]
        self.session.set_current(fid)
        self.changed.emit()

    def _leave(self) -> None:
        try:
            self.session.store.release(self.session.id)
        except OutputError as error:
            self.session.failed.emit(error)
        self.session.set_current(None)
        self.changed.emit()

    # Following the layer

    def _cancel(self) -> None:
        task, self._task = self._task, None
        if task is not None and not sip.isdeleted(task):
            task.taskCompleted.disconnect(self._take_index)
            task.taskTerminated.disconnect(self._read_again)
            task.cancel()

    def _read_again(self) -> None:
        if sip.isdeleted(self.session.layer):
            return
        if self._tries < _MOST_TRIES:
            self._read()
        else:
            self._task = None
            self.session.failed.emit(
                InputError(
                    tr("“{}” cannot be read").format(self.session.layer.name()),
                    tr("Polygons are missing in what its file gave"),
                    tr("End the review and begin it again"),
                )
            )

    def _take_index(self) -> None:
        task, self._task = self._task, None
        self._index = task.index
        self._index.choose(self._disagreeing)
        missed, self._missed = self._missed, []
        for entry in missed:
            self._follow(entry)
        self.ready.emit()
        self.changed.emit()

    def _follow(self, entry: JournalEntry) -> None:
        if self._index is None:
            self._missed.append(entry)
            return
        if entry.kind == DISCARDED:
            # The layer is as it was saved, without telling what that changed.
            self.load()
            return
        for change in self._take_statuses(entry.changes):
            self._take_change(change)
        if entry.kind == SAVED:
            self._visited = [fid for fid in self._visited if fid >= 0]
        if entry.changes:
            self.changed.emit()

    def _take_statuses(self, changes: Iterable[FeatureChange]) -> list[FeatureChange]:
        """Follow the changes of nothing but the status all at once, and return the others."""
        named = self.session.recorder.feature_named
        opened: list[Optional[int]] = []
        closed: list[Optional[int]] = []
        others = []
        for change in changes:
            if not _is_of_status(change):
                others.append(change)
            elif change.after.attributes.get(STATUS) in (PREDICTED, None, ""):
                opened.append(named(change.feature))
            else:
                closed.append(named(change.feature))
        for fids, is_open in ((opened, True), (closed, False)):
            if fids:
                self._index.close([fid for fid in fids if fid is not None], is_open=is_open)
        return others

    def _take_change(self, change: FeatureChange) -> None:
        fid = self.session.recorder.feature_named(change.feature)
        if fid is None:
            return
        if change.after is None:
            self._index.remove(fid)
        else:
            self._index.put(row_of(feature_of(self.session.layer, fid)))

    def _take_saved(self, _layer_id: str, features: list) -> None:
        """New polygons get their lasting ids when the layer is saved."""
        if self._index is None:
            return
        self._index.remove_unsaved()
        for feature in features:
            self._index.put(row_of(feature))


def box_of(view: QgsRectangle) -> Box:
    """Return a rectangle as the queue takes it."""
    return view.xMinimum(), view.yMinimum(), view.xMaximum(), view.yMaximum()


def _is_of_status(change: FeatureChange) -> bool:
    """Return whether nothing but the status is another, if anything."""
    if change.before is None or change.after is None or change.after.wkb is not None:
        return False
    # Dictionaries are compared at once: a whole class may come back in one step.
    return {**change.before.attributes, STATUS: None} == {**change.after.attributes, STATUS: None}
